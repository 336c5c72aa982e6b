"""C2SP chunked encryption, "Cobblestone-256": HKDF-SHA-512 and AES-256-GCM in 16 KiB chunks.

Whole messages and sequential sealing are the library's. The library cannot read at a position, so reading
any range of a sealed file is here. Source: https://c2sp.org/chunked-encryption. Knows nothing of headers.
"""

import hmac
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InternalError, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.utils import Buffer

from casemgr.errors import SealBrokenError, SealingFailedError

CHUNK_BYTES = 16_384
TAG_BYTES = 16
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
SALT_BYTES = 24
COMMITMENT_BYTES = 32
PREFIX_BYTES = SALT_BYTES + COMMITMENT_BYTES
MAX_CHUNKS = 1 << 38
KEY_BYTES = 32
NONCE_BYTES = 12
_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"

# What the library and the operating system raise when they cannot encrypt (no memory, no randomness, an
# algorithm switched off). All of them mean the same to a caller: nothing was sealed, so nothing is stored.
SEALING_FAULTS = (
    OSError,
    MemoryError,
    ArithmeticError,
    BufferError,
    RuntimeError,
    TypeError,
    ValueError,
    InternalError,
    UnsupportedAlgorithm,
)


def random_bytes(count: int) -> bytes:
    """Return fresh randomness from the operating system. Raises `SealingFailedError` when it has none."""
    try:
        return os.urandom(count)
    except SEALING_FAULTS:
        raise SealingFailedError from None


def sealed_size(plain_bytes: int) -> int:
    """Return how many bytes a message of `plain_bytes` takes when sealed, salt and commitment included."""
    return PREFIX_BYTES + plain_bytes + (plain_bytes // CHUNK_BYTES + 1) * TAG_BYTES


def seal(key: bytes, context: bytes, message: Buffer) -> bytes:
    """Seal a whole message under a 32-byte key. Raises `SealingFailedError`."""
    try:
        encryptor = Cobblestone256Encryptor(key, context)
        return encryptor.update(message) + encryptor.finalize()
    except SEALING_FAULTS:
        raise SealingFailedError from None


def open_sealed(key: bytes, context: bytes, sealed: Buffer) -> bytes:
    """Open a whole message; nothing is returned unless all of it is authentic. Raises `SealBrokenError`."""
    try:
        decryptor = Cobblestone256Decryptor(key, context)
        return decryptor.update(sealed) + decryptor.finalize()
    except (InvalidTag, ValueError):
        raise SealBrokenError from None


class ChunkReader:
    """Chunks of one sealed message at positions of a seekable file; holds one chunk at a time.

    `origin` is where the first chunk begins, `end` where the message ends; both count bytes of `source`.
    Every read raises `SealBrokenError` on bytes that are not authentic, and again when it is tried again.
    """

    def __init__(self, aead_key: bytes, base_nonce: bytes, source: BinaryIO, origin: int, end: int) -> None:
        whole, tail = divmod(end - origin, SEALED_CHUNK_BYTES)
        # The last chunk is always shorter than the others. Where it is missing or cut, only reading it fails:
        # a truncated file can be read up to where it breaks.
        self._last_is_cut = tail < TAG_BYTES
        self.chunk_count = whole + 1
        if self.chunk_count > MAX_CHUNKS or len(base_nonce) != NONCE_BYTES:
            raise SealBrokenError
        self._aead = AESGCM(aead_key)
        self._nonce = int.from_bytes(base_nonce, "big")
        self._source = source
        self._origin = origin
        self._end = end
        self._sealed = bytearray(SEALED_CHUNK_BYTES)
        self._plain = bytearray(CHUNK_BYTES)

    @classmethod
    def keyed(cls, key: bytes, context: bytes, source: BinaryIO, start: int, end: int) -> "ChunkReader":
        """Read salt and commitment at `start`, check the commitment, and return the reader behind them.

        Raises `SealBrokenError` for another key or context and for a file too short to have a prefix.
        """
        source.seek(start)
        prefix = source.read(PREFIX_BYTES)
        if len(key) != KEY_BYTES or len(prefix) != PREFIX_BYTES:
            raise SealBrokenError
        salt, commitment = prefix[:SALT_BYTES], prefix[SALT_BYTES:]
        length = KEY_BYTES + NONCE_BYTES + COMMITMENT_BYTES
        derived = HKDFExpand(hashes.SHA512(), length, _INFO + salt + context).derive(key)
        if not hmac.compare_digest(derived[KEY_BYTES + NONCE_BYTES :], commitment):
            raise SealBrokenError
        nonce = derived[KEY_BYTES : KEY_BYTES + NONCE_BYTES]
        return cls(derived[:KEY_BYTES], nonce, source, start + PREFIX_BYTES, end)

    def message_length(self) -> int:
        """Return the message's length in bytes, authenticated by opening its final chunk."""
        return (self.chunk_count - 1) * CHUNK_BYTES + len(self.chunk(self.chunk_count - 1))

    def chunk(self, number: int) -> memoryview:
        """Return the plaintext of one chunk: 16,384 bytes, fewer for the last. Valid until the next call."""
        is_last = number == self.chunk_count - 1
        if not 0 <= number < self.chunk_count or (is_last and self._last_is_cut):
            raise SealBrokenError
        position = self._origin + number * SEALED_CHUNK_BYTES
        size = min(SEALED_CHUNK_BYTES, self._end - position)
        sealed = memoryview(self._sealed)[:size]
        self._source.seek(position)
        _read_exactly(self._source, sealed)
        plain = memoryview(self._plain)[: size - TAG_BYTES]
        nonce = (self._nonce ^ number).to_bytes(NONCE_BYTES, "big")
        try:
            self._aead.decrypt_into(nonce, sealed, None, plain)
        except (InvalidTag, ValueError):
            raise SealBrokenError from None
        return plain

    def read(self, start: int, stop: int) -> Iterator[memoryview]:
        """Yield the plaintext from byte `start` up to `stop` by chunks, each valid until the next."""
        number, skipped = divmod(start, CHUNK_BYTES)
        position = start
        while position < stop:
            piece = self.chunk(number)[skipped : skipped + stop - position]
            if not piece:
                raise SealBrokenError
            yield piece
            position += len(piece)
            number, skipped = number + 1, 0


def _read_exactly(source: BinaryIO, buffer: memoryview) -> None:
    filled = 0
    while filled < len(buffer):
        piece = source.read(len(buffer) - filled)
        if not piece:
            raise SealBrokenError
        buffer[filled : filled + len(piece)] = piece
        filled += len(piece)
