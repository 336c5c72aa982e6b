"""Hooks that seal mapping values with a key, for callers without a vault of their own.

Needs the library `cryptography`; the rest of the package does not.
"""

from __future__ import annotations

import secrets

from anonymizer.errors import AnonymizerError
from anonymizer.mapping import Identities, Seal

NONCE_BYTES = 12  # ChaCha20-Poly1305, RFC 8439; random, for far fewer than 2^32 values under one key


class SealBrokenError(AnonymizerError):
    """A sealed value was changed, moved to another label, or belongs to another key."""

    def __init__(self) -> None:
        super().__init__("a sealed value does not open")


def sealing_hooks(key: bytes) -> tuple[Seal, Seal]:
    """Return (seal, open) for `Mapping.new` and `Mapping.from_bytes`; the sealing key is derived from `key`.

    ChaCha20-Poly1305 under HKDF-SHA-256(key); the associated data bind a value to case, kind and label.
    `open` raises SealBrokenError. Raises WrongArgumentError for a key that is no bytes, and EmptyKeyError.
    """
    Identities(key)
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(SHA256(), 32, salt=None, info=b"anonymizer mapping values 1").derive(key)
    cipher = ChaCha20Poly1305(derived)

    def seal(value: bytes, associated: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, value, associated)

    def unseal(sealed: bytes, associated: bytes) -> bytes:
        if len(sealed) < NONCE_BYTES:
            raise SealBrokenError
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
        except InvalidTag:
            raise SealBrokenError from None

    return seal, unseal
