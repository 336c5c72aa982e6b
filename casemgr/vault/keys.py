"""Keys made from something: a receipt code, a passphrase, a printed code, a seed, halves of several teams.

Each derivation has a fixed label, so that no two of them ever give the same bytes. Nothing here knows who may
hold what (`directory`, `keyring`) or where wraps lie (`wraps`). Specification: `docs/spec/keys.md`.
"""

import base64
import hashlib
import secrets
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casemgr.errors import ReceiptMistypedError, SealBrokenError, SessionEndedError
from casemgr.rules.receipts import ALPHABET, check_symbol
from casemgr.vault import kdf
from casemgr.vault.chunks import random_bytes
from casemgr.vault.formats import (
    HEADER_BYTES,
    KEY_BYTES,
    SEED_BYTES,
    BlobType,
    Context,
    Header,
    KeyPair,
    SymmetricKey,
    decrypt,
    encrypt,
    encrypt_extended,
    length_prefixed,
)
from casemgr.vault.kdf import CHEAPEST, PASSPHRASE, PROFILES, RECEIPT, KdfBench, Profile, argon2id, kdf_bench
from casemgr.vault.passphrases import check_passphrase, generate_passphrase, normalise_passphrase
from casemgr.vault.shares import Share, join_shares, split_seed

__all__ = [
    "CHEAPEST",
    "PASSPHRASE",
    "PROFILES",
    "RECEIPT",
    "KdfBench",
    "NewSession",
    "Profile",
    "ReceiptHalves",
    "ReporterSession",
    "Share",
    "argon2id",
    "check_passphrase",
    "generate_passphrase",
    "identity_key",
    "join_shares",
    "kdf_bench",
    "new_printed_code",
    "new_session",
    "open_cookie",
    "open_seed_with_code",
    "open_seed_with_passphrase",
    "open_session",
    "receipt_halves",
    "receipt_halves_begun",
    "seal_cookie",
    "session_id_hash",
    "signing_key",
    "split_seed",
    "wrap_seed_with_code",
    "wrap_seed_with_passphrase",
]


def derive(secret: bytes, label: str, *, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """HKDF-SHA-512 (RFC 5869) with the label as `info`; `label` is "casemgr <purpose> v1"."""
    return HKDF(hashes.SHA512(), length, salt or None, label.encode("ascii")).derive(secret)


# The reporter's key pair, under the receipt code.


@dataclass(frozen=True, slots=True)
class ReceiptHalves:
    """What a receipt code gives: `lookup` (32 bytes, finds the report row) and the key of the seed's wrap."""

    lookup: bytes = field(repr=False)
    wrap: SymmetricKey = field(repr=False)


def receipt_halves(code: str, pepper: bytes, profile: Profile = RECEIPT) -> ReceiptHalves:
    """Run one Argon2id for both halves of a receipt code.

    `code` is normalised (20 upper-case symbols, no separators, as `rules.receipts` returns it); `pepper` is
    32 bytes from the public server keys. Raises `KdfBusyError`.
    """
    return receipt_halves_begun(code, pepper, profile)()


def receipt_halves_begun(code: str, pepper: bytes, profile: Profile = RECEIPT) -> Callable[[], ReceiptHalves]:
    """Begin what `receipt_halves` does; return the call that waits for it. Raises `KdfBusyError` at once."""
    salt = derive(pepper, "casemgr receipt salt v1", length=kdf.SALT_BYTES)
    derived = kdf.argon2id_begun(code.encode(), salt, profile, 2 * KEY_BYTES)
    return lambda: _halves(derived())


def _halves(derived: bytes) -> ReceiptHalves:
    return ReceiptHalves(derived[:KEY_BYTES], SymmetricKey.of(derived[KEY_BYTES:]))


# A staff seed, under a passphrase.

# After the header of a PASSPHRASE blob: salt (16), memory in KiB (u32), iterations (u32), lanes (u32).
_COSTS = struct.Struct(">16sIII")
_MOST = Profile("most", 256 * 1024, 16, 4, "a bound on what a changed blob can make this machine do")


def wrap_seed_with_passphrase(
    seed: bytes, passphrase: str, pepper: bytes, context: Context, profile: Profile = PASSPHRASE
) -> bytes:
    """Wrap a 32-byte seed under HKDF(Argon2id(passphrase), salt = staff pepper); costs and salt lie inside.

    The header's key id is that of the seed's own key pair. Raises `KdfBusyError` and `SealingFailedError`.
    """
    salt = random_bytes(kdf.SALT_BYTES)
    costs = _COSTS.pack(salt, profile.memory_kib, profile.iterations, profile.lanes)
    secret = _passphrase_key(passphrase, pepper, salt, profile)
    key = SymmetricKey(secret, KeyPair.from_seed(seed).key_id)
    return encrypt_extended(key, seed, context, type=BlobType.PASSPHRASE, extension=costs)


def open_seed_with_passphrase(blob: bytes, passphrase: str, pepper: bytes, context: Context) -> bytes:
    """Open what `wrap_seed_with_passphrase` made: the 32-byte seed.

    Raises `SealBrokenError` for a wrong passphrase as for all else that does not fit, and `KdfBusyError`.
    """
    header = Header.parse(blob)
    costs = blob[HEADER_BYTES : HEADER_BYTES + _COSTS.size]
    if len(costs) != _COSTS.size:
        raise SealBrokenError
    salt, memory_kib, iterations, lanes = _COSTS.unpack(costs)
    profile = Profile("stored", memory_kib, iterations, lanes, "the blob")
    if not _is_sane(profile):
        raise SealBrokenError
    key = SymmetricKey(_passphrase_key(passphrase, pepper, salt, profile), header.key_id)
    return _checked_seed(
        decrypt(key, blob, context, type=BlobType.PASSPHRASE, extension_bytes=_COSTS.size), header.key_id
    )


def _passphrase_key(passphrase: str, pepper: bytes, salt: bytes, profile: Profile) -> bytes:
    typed = normalise_passphrase(passphrase).encode(errors="surrogatepass")
    hardened = argon2id(typed, salt, profile, KEY_BYTES)
    return derive(hardened, "casemgr passphrase wrap v1", salt=pepper)


def _is_sane(profile: Profile) -> bool:
    return (
        1 <= profile.lanes <= _MOST.lanes
        and 1 <= profile.iterations <= _MOST.iterations
        and 8 * profile.lanes <= profile.memory_kib <= _MOST.memory_kib
    )


def _checked_seed(seed: bytes, key_id: bytes) -> bytes:
    if len(seed) != SEED_BYTES or KeyPair.from_seed(seed).key_id != key_id:
        raise SealBrokenError
    return seed


# A staff seed, under a printed code.

_CODE_SYMBOLS = 28
_CODE_GROUP = 4
_READ_AS = str.maketrans("OIL", "011", "- \t\n")


def new_printed_code() -> str:
    """Return a recovery code to print: 27 random Crockford symbols (135 bits) and a check symbol."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_SYMBOLS - 1))
    code = body + check_symbol(body)
    return "-".join(code[start : start + _CODE_GROUP] for start in range(0, _CODE_SYMBOLS, _CODE_GROUP))


def normalise_printed_code(text: str) -> str:
    """Return the 28 symbols of a typed recovery code; case, spaces and hyphens do not matter.

    Raises `ReceiptMistypedError` with the same reasons as for a receipt code.
    """
    code = text.upper().translate(_READ_AS)
    if not set(code) <= set(ALPHABET):
        raise ReceiptMistypedError("symbol", len(code))
    if len(code) != _CODE_SYMBOLS:
        raise ReceiptMistypedError("short" if len(code) < _CODE_SYMBOLS else "long", len(code))
    if check_symbol(code[:-1]) != code[-1]:
        raise ReceiptMistypedError("check", len(code))
    return code


def wrap_seed_with_code(seed: bytes, code: str, context: Context) -> bytes:
    """Wrap a 32-byte seed under a printed code, without pepper: it must work when a server is lost.

    Raises `ReceiptMistypedError` for a mistyped code and `SealingFailedError`.
    """
    key = SymmetricKey(_code_key(code), KeyPair.from_seed(seed).key_id)
    return encrypt(key, seed, context, type=BlobType.CODE)


def open_seed_with_code(blob: bytes, code: str, context: Context) -> bytes:
    """Open what `wrap_seed_with_code` made: the 32-byte seed.

    Raises `ReceiptMistypedError` for a mistyped code, `SealBrokenError` for another one.
    """
    key_id = Header.parse(blob).key_id
    seed = decrypt(SymmetricKey(_code_key(code), key_id), blob, context, type=BlobType.CODE)
    return _checked_seed(seed, key_id)


def _code_key(code: str) -> bytes:
    return derive(normalise_printed_code(code).encode(), "casemgr printed code v1")


# What a seed also is, and what several halves make.


def signing_key(seed: bytes) -> Ed25519PrivateKey:
    """Return the Ed25519 signing key that belongs to a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(derive(seed, "casemgr ed25519 v1"))


def identity_key(report_half: bytes, custodian_halves: Sequence[tuple[str, bytes]]) -> SymmetricKey:
    """Return the identity key: HKDF over the report half and each custodian team's half, by team id.

    Halves are 32 bytes; at least one team, each once. Raises `SealBrokenError` otherwise.
    """
    ordered = sorted((team_id.encode(), half) for team_id, half in custodian_halves)
    halves = [report_half, *(half for _, half in ordered)]
    if len({team_id for team_id, _ in ordered}) != len(ordered) or not ordered:
        raise SealBrokenError
    if any(len(half) != KEY_BYTES for half in halves):
        raise SealBrokenError
    material = length_prefixed(report_half, *(part for pair in ordered for part in pair))
    return SymmetricKey.of(derive(material, "casemgr identity key v1"))


# Sessions.


@dataclass(frozen=True, slots=True)
class NewSession:
    """`cookie_key` (32 bytes) goes into the cookie only, the other two into the database only."""

    cookie_key: bytes = field(repr=False)
    session_id_hash: bytes
    sealed_seed: bytes = field(repr=False)


def new_session(seed: bytes, owner: bytes) -> NewSession:
    """Seal a staff seed for one session; `owner` is the staff id. Raises `SealingFailedError`."""
    cookie_key = random_bytes(KEY_BYTES)
    id_hash = session_id_hash(cookie_key)
    sealed = encrypt(_session_key(cookie_key), seed, _session_context(owner, id_hash), type=BlobType.SESSION)
    return NewSession(cookie_key, id_hash, sealed)


def session_id_hash(cookie_key: bytes) -> bytes:
    """Return what finds the session's row (32 bytes): SHA-256 of an id derived from the cookie's key."""
    return hashlib.sha256(derive(cookie_key, "casemgr session id v1")).digest()


def open_session(cookie_key: bytes, sealed_seed: bytes, owner: bytes) -> bytes:
    """Return the staff seed of a session. Raises `SealBrokenError`."""
    context = _session_context(owner, session_id_hash(cookie_key))
    return decrypt(_session_key(cookie_key), sealed_seed, context, type=BlobType.SESSION)


def _session_key(cookie_key: bytes) -> SymmetricKey:
    return SymmetricKey.of(derive(cookie_key, "casemgr session key v1"))


def _session_context(owner: bytes, id_hash: bytes) -> Context:
    return Context("casemgr_session", "sealed_seed", owner, id_hash)


@dataclass(frozen=True, slots=True)
class ReporterSession:
    """What a reporter's cookie holds: the seed of their pair, and the id of the report it belongs to."""

    seed: bytes = field(repr=False)
    report: bytes = field(repr=False)


_EXPIRY = struct.Struct(">Q")
_COOKIE_CONTEXT = Context("cookie", "reporter", b"", b"")


def seal_cookie(process_key: SymmetricKey, seed: bytes, expires_at: datetime, *, report: bytes = b"") -> str:
    """Return a reporter's cookie value (base64url); the server keeps nothing.

    `process_key` is made in memory before the workers fork; `expires_at` is aware.
    Raises `SealingFailedError`.
    """
    plaintext = _EXPIRY.pack(int(expires_at.timestamp())) + length_prefixed(seed) + report
    sealed = encrypt(process_key, plaintext, _COOKIE_CONTEXT, type=BlobType.COOKIE)
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")


def open_cookie(process_key: SymmetricKey, cookie: str, now: datetime) -> ReporterSession:
    """Open a reporter's cookie. Raises `SessionEndedError` when it is over, changed or of another process."""
    try:
        sealed = base64.b64decode(cookie + "=" * (-len(cookie) % 4), altchars=b"-_", validate=True)
        plaintext = decrypt(process_key, sealed, _COOKIE_CONTEXT, type=BlobType.COOKIE)
    except (ValueError, SealBrokenError):
        raise SessionEndedError from None
    if _EXPIRY.unpack_from(plaintext)[0] <= now.timestamp():
        raise SessionEndedError
    start = _EXPIRY.size + 4
    return ReporterSession(plaintext[start : start + SEED_BYTES], plaintext[start + SEED_BYTES :])
