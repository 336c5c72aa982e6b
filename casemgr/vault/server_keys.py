"""The server's own keys, as files in two folders for two system users.

`public/` belongs to the public site: it can seal, and open only with a receipt. `console/` belongs to the
console: it reads tier T1 and signs the directory, and opens no case. Every key is a file of its own with mode
0600, in a folder with mode 0700, and is written once. Specification: `docs/spec/keys.md`.
"""

import hmac
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from casemgr.errors import ReceiptNotIssuedError, SealBrokenError, ServerKeyMissingError
from casemgr.vault.formats import (
    KEY_BYTES,
    BlobType,
    Context,
    SymmetricKey,
    decrypt,
    encrypt,
    length_prefixed,
)
from casemgr.vault.keys import derive

PUBLIC_FOLDER: Final = "public"
CONSOLE_FOLDER: Final = "console"
CODE_VALID_FOR: Final = timedelta(hours=24)
"""How long a receipt code shown in a form may be submitted (design: a day, like an abandoned draft)."""
_CLOCK_SKEW = timedelta(minutes=2)
_FORMAT = "casemgr-key-v1"
_SECRETS = {
    PUBLIC_FOLDER: ("receipt-pepper", "form-key", "leaf-key-reporter"),
    CONSOLE_FOLDER: ("t1-key", "staff-pepper", "directory-key", "log-key", "leaf-key-staff"),
}
_DIRECTORY_VERIFY = "directory-verify"


@dataclass(frozen=True, slots=True)
class PublicServerKeys:
    """What the public site's process holds. `leaf_key` signs reporters' trail leaves only."""

    receipt_pepper: bytes = field(repr=False)
    form_key: bytes = field(repr=False)
    leaf_key: SymmetricKey
    directory_verify: Ed25519PublicKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConsoleServerKeys:
    """What the console's process holds. `leaf_key` signs trail leaves of staff and of the system.

    `log_key` is the 32-byte seed from which the keys that sign trail checkpoints are derived.
    """

    t1: SymmetricKey
    staff_pepper: bytes = field(repr=False)
    directory_key: Ed25519PrivateKey = field(repr=False)
    log_key: bytes = field(repr=False)
    leaf_key: SymmetricKey

    @property
    def directory_verify(self) -> Ed25519PublicKey:
        """The key that verifies what `directory_key` signs."""
        return self.directory_key.public_key()


def create(folder: Path) -> None:
    """Make both folders with fresh keys below `folder`.

    Raises `FileExistsError` when a key file is there already: keys are never overwritten.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, secrets in _SECRETS.items():
        (folder / name).mkdir(mode=0o700, exist_ok=True)
        for secret in secrets:
            _write(folder / name, secret, os.urandom(KEY_BYTES))
    verify = load_console(folder).directory_verify.public_bytes_raw()
    _write(folder / PUBLIC_FOLDER, _DIRECTORY_VERIFY, verify)
    _sync(folder)


def load_public(folder: Path) -> PublicServerKeys:
    """Read the public site's keys below `folder`. Raises `ServerKeyMissingError` with the file's name."""
    part = folder / PUBLIC_FOLDER
    return PublicServerKeys(
        receipt_pepper=_read(part, "receipt-pepper"),
        form_key=_read(part, "form-key"),
        leaf_key=SymmetricKey.of(_read(part, "leaf-key-reporter")),
        directory_verify=Ed25519PublicKey.from_public_bytes(_read(part, _DIRECTORY_VERIFY)),
    )


def load_console(folder: Path) -> ConsoleServerKeys:
    """Read the console's keys below `folder`. Raises `ServerKeyMissingError` with the file's name."""
    part = folder / CONSOLE_FOLDER
    return ConsoleServerKeys(
        t1=SymmetricKey.of(_read(part, "t1-key")),
        staff_pepper=_read(part, "staff-pepper"),
        directory_key=Ed25519PrivateKey.from_private_bytes(_read(part, "directory-key")),
        log_key=_read(part, "log-key"),
        leaf_key=SymmetricKey.of(_read(part, "leaf-key-staff")),
    )


def _write(folder: Path, name: str, key: bytes) -> None:
    """Write one line: format, name, key in hexadecimal. The name inside catches files that were swapped."""
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{_FORMAT} {name} {key.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(folder: Path, name: str) -> bytes:
    try:
        written_as, stated, digits = (folder / name).read_text(encoding="ascii").split()
        key = bytes.fromhex(digits)
    except (OSError, ValueError):
        raise ServerKeyMissingError(name) from None
    if written_as != _FORMAT or stated != name or len(key) != KEY_BYTES:
        raise ServerKeyMissingError(name)
    return key


# Tier T1: what the console's disk protects.


def t1_encrypt(key: SymmetricKey, plaintext: bytes, context: Context) -> bytes:
    """Seal bytes under the console server's key. Raises `SealingFailedError`."""
    return encrypt(key, plaintext, context, type=BlobType.SERVER)


def t1_decrypt(key: SymmetricKey, blob: bytes, context: Context) -> bytes:
    """Open what `t1_encrypt` made. Raises `SealBrokenError`."""
    return decrypt(key, blob, context, type=BlobType.SERVER)


def token(key: SymmetricKey, label: str, value: str) -> bytes:
    """Return a keyed token (32 bytes) that finds equal values without telling which they are.

    `label` says what the value is ("unit", "staff") and for which case, where tokens must not be linked.
    """
    return _mac(derive(key.secret, "casemgr token v1"), label.encode(), value.encode())


# Receipt codes in forms.


def issue_code_mac(form_key: bytes, code: str, issued_at: datetime) -> bytes:
    """Return the mark (32 bytes) that a receipt code was shown by this office at a second."""
    return _mac(form_key, b"casemgr issued code v1", code.encode(), _second(issued_at))


def check_code_mac(form_key: bytes, code: str, issued_at: datetime, mac: bytes, now: datetime) -> None:
    """Raise `ReceiptNotIssuedError` unless the code was issued here within the last 24 hours."""
    if not hmac.compare_digest(issue_code_mac(form_key, code, issued_at), mac):
        raise ReceiptNotIssuedError
    if not -_CLOCK_SKEW <= now - issued_at <= CODE_VALID_FOR:
        raise ReceiptNotIssuedError


def _second(moment: datetime) -> bytes:
    if moment.tzinfo is None:
        raise SealBrokenError
    return int(moment.timestamp()).to_bytes(8, "big")


def _mac(key: bytes, *parts: bytes) -> bytes:
    return hmac.digest(key, length_prefixed(*parts), "sha256")
