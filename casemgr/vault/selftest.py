"""The start-up self-test: nothing starts on a library that cannot do what is promised."""

import os
from collections.abc import Callable
from importlib import import_module
from typing import Final

from cryptography.exceptions import InternalError, UnsupportedAlgorithm

from casemgr.errors import CryptographyTooOldError, SealBrokenError, SealingFailedError


def self_test() -> None:
    """Seal and open with every construction casemgr relies on, in about two milliseconds.

    Raises `CryptographyTooOldError` with the name of the first one that is missing or gives a wrong answer.
    """
    for name, module in _MODULES:
        try:
            import_module(module)
        except ImportError:
            raise CryptographyTooOldError(name) from None
    for name, check in _CHECKS:
        try:
            works = check()
        except (ImportError, AttributeError, TypeError, ValueError, RuntimeError, *_REFUSALS):
            raise CryptographyTooOldError(name) from None
        if not works:
            raise CryptographyTooOldError(name)


_MODULES: Final = (
    ("ML-KEM-768", "cryptography.hazmat.primitives.asymmetric.mlkem"),
    ("HPKE", "cryptography.hazmat.primitives.hpke"),
    ("Cobblestone-256", "cryptography.cobblestone"),
    ("Argon2id", "cryptography.hazmat.primitives.kdf.argon2"),
)
_REFUSALS = (UnsupportedAlgorithm, InternalError, SealBrokenError, SealingFailedError)


def _mlkem() -> bool:
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

    key = MLKEM768PrivateKey.from_seed_bytes(bytes(64))
    secret, ciphertext = key.public_key().encapsulate()
    return key.decapsulate(ciphertext) == secret


def _hpke() -> bool:
    from casemgr.vault.formats import Context, KeyPair, open_with, seal_to

    pair, context = KeyPair.generate(), Context("selftest", "seal", b"", b"")
    return open_with(pair, seal_to(pair.public, b"hpke", context), context) == b"hpke"


def _cobblestone() -> bool:
    from casemgr.vault.formats import BlobType, Context, SymmetricKey, decrypt, encrypt

    key, context = SymmetricKey.generate(), Context("selftest", "record", b"", b"")
    message = os.urandom(20_000)
    return decrypt(key, encrypt(key, message, context, type=BlobType.RECORD), context) == message


def _ed25519() -> bool:
    from casemgr.vault.keys import signing_key

    key = signing_key(bytes(32))
    key.public_key().verify(key.sign(b"selftest"), b"selftest")
    return True


def _argon2id() -> bool:
    from casemgr.vault.kdf import CHEAPEST, argon2id

    return len(argon2id(b"selftest", bytes(16), CHEAPEST, 64)) == 64


_CHECKS: Final[tuple[tuple[str, Callable[[], bool]], ...]] = (
    ("ML-KEM-768", _mlkem),
    ("HPKE MLKEM768-X25519", _hpke),
    ("Cobblestone-256", _cobblestone),
    ("Ed25519", _ed25519),
    ("Argon2id", _argon2id),
)
