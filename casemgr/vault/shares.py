"""A seed in three shares, any two of which give it back.

No field arithmetic: each share holds a key of its own and one box, the seed sealed under the next share's key
and then under its own. Any two of three stand next to each other in the circle 1 → 2 → 3 → 1, so one of them
has the box that both keys open; a share alone opens its box half way. Specification: `docs/spec/keys.md`.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Final

from casemgr.errors import CasemgrError, SealBrokenError
from casemgr.vault import chunks
from casemgr.vault.formats import KEY_BYTES, KEY_ID_BYTES, SEED_BYTES, KeyPair, length_prefixed

SHARES: Final = 3
_VERSION = 1
_BOX_BYTES = chunks.sealed_size(chunks.sealed_size(SEED_BYTES))
_BODY_BYTES = 2 + KEY_ID_BYTES + KEY_BYTES + _BOX_BYTES
_LINE_BYTES = 20
_LINES = -(-_BODY_BYTES // _LINE_BYTES)
_LINE_SYMBOLS = 32
_CHECK_SYMBOLS = 4
_GROUP = 4
_READ_AS = str.maketrans("018", "OIB", " -\t")


class ShareMistypedError(CasemgrError):
    """A printed share was typed wrongly; `line` counts from 1, 0 when the number of lines is wrong."""

    def __init__(self, line: int) -> None:
        super().__init__(f"share mistyped in line {line}" if line else "share has the wrong number of lines")
        self.line = line


@dataclass(frozen=True, slots=True)
class Share:
    """One of three shares of a seed: `number` 1 to 3; `key_id` says of which key pair."""

    number: int
    key_id: bytes
    key: bytes = field(repr=False)
    box: bytes = field(repr=False)

    def to_text(self) -> str:
        """Return eleven lines to print: eight groups of four base32 symbols and a check group each."""
        body = bytes((_VERSION, self.number)) + self.key_id + self.key + self.box
        padded = body.ljust(_LINES * _LINE_BYTES, b"\0")
        lines = []
        for line in range(_LINES):
            part = padded[line * _LINE_BYTES : (line + 1) * _LINE_BYTES]
            symbols = base64.b32encode(part).decode("ascii") + _check_group(line, part)
            lines.append(" ".join(symbols[at : at + _GROUP] for at in range(0, len(symbols), _GROUP)))
        return "\n".join(lines)

    @classmethod
    def from_text(cls, text: str) -> "Share":
        """Read what `to_text` printed; case, spaces and empty lines do not matter, 0 1 8 read as O I B.

        Raises `ShareMistypedError` with the number of the first wrong line.
        """
        lines = [line for line in text.upper().translate(_READ_AS).splitlines() if line]
        if len(lines) != _LINES:
            raise ShareMistypedError(0)
        body = b"".join(_read_line(number, line) for number, line in enumerate(lines))
        if body[0] != _VERSION or not 1 <= body[1] <= SHARES or body[_BODY_BYTES:].strip(b"\0"):
            raise ShareMistypedError(1)
        key_at = 2 + KEY_ID_BYTES
        box_at = key_at + KEY_BYTES
        return cls(body[1], body[2:key_at], body[key_at:box_at], body[box_at:_BODY_BYTES])


def _read_line(number: int, line: str) -> bytes:
    try:
        part = base64.b32decode(line[:_LINE_SYMBOLS])
    except ValueError:
        raise ShareMistypedError(number + 1) from None
    if line[_LINE_SYMBOLS:] != _check_group(number, part):
        raise ShareMistypedError(number + 1)
    return part


def _check_group(line: int, part: bytes) -> str:
    digest = hashlib.sha256(b"casemgr share line v1" + bytes((line,)) + part).digest()
    return base64.b32encode(digest)[:_CHECK_SYMBOLS].decode("ascii")


def split_seed(seed: bytes) -> tuple[Share, Share, Share]:
    """Split a 32-byte seed into three shares. Raises `SealingFailedError`; `SealBrokenError` for no seed."""
    key_id = KeyPair.from_seed(seed).key_id
    first, second, third = (chunks.random_bytes(KEY_BYTES) for _ in range(SHARES))
    return (
        Share(1, key_id, first, _box(seed, key_id, 1, first, second)),
        Share(2, key_id, second, _box(seed, key_id, 2, second, third)),
        Share(3, key_id, third, _box(seed, key_id, 3, third, first)),
    )


def _box(seed: bytes, key_id: bytes, number: int, own: bytes, following: bytes) -> bytes:
    inner = chunks.seal(following, _context(key_id, number, b"inner"), seed)
    return chunks.seal(own, _context(key_id, number, b"outer"), inner)


def join_shares(one: Share, other: Share) -> bytes:
    """Return the seed that two different shares of one split give.

    Raises `SealBrokenError` for the same share twice, shares of different splits, or a changed share.
    """
    owner, following = (one, other) if one.number % SHARES + 1 == other.number else (other, one)
    if owner.number % SHARES + 1 != following.number or owner.key_id != following.key_id:
        raise SealBrokenError
    inner = chunks.open_sealed(owner.key, _context(owner.key_id, owner.number, b"outer"), owner.box)
    seed = chunks.open_sealed(following.key, _context(owner.key_id, owner.number, b"inner"), inner)
    if KeyPair.from_seed(seed).key_id != owner.key_id:
        raise SealBrokenError
    return seed


def _context(key_id: bytes, number: int, layer: bytes) -> bytes:
    return length_prefixed(b"casemgr share v1", key_id, bytes((number,)), layer)
