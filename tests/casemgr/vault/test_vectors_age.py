"""CCTV's age files with the hybrid recipient: published vectors for seed expansion and HPKE with X-Wing.

The reader here exists for this test only. Expanding the seed and opening the seal are `vault.formats`'s; the age
header, its ChaCha20-Poly1305 and its bech32 are not casemgr's and stay here. Source: https://c2sp.org/age.
"""

import base64
import hashlib
import hmac
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casemgr.errors import SealBrokenError
from casemgr.vault import formats

FILES = sorted((Path(__file__).parents[2] / "vectors" / "cctv_age").iterdir())
INFO = b"age-encryption.org/mlkem768x25519"
ENC_BYTES = 1_120
FILE_KEY_BYTES = 16
CHUNK_BYTES = 65_536


class HeaderFailureError(Exception):
    """The header is malformed."""


class NoMatchError(Exception):
    """No identity opens any stanza."""


@dataclass(frozen=True)
class Stanza:
    arguments: list[str]
    body: bytes


@dataclass(frozen=True)
class Vector:
    expect: str
    payload: str
    identities: list[str]
    file: bytes


def _load(path: Path) -> Vector:
    head, _, content = path.read_bytes().partition(b"\n\n")
    lines = [line.split(": ", 1) for line in head.decode().splitlines()]
    fields = dict(lines)
    identities = [value for name, value in lines if name == "identity"]
    file = zlib.decompress(content) if fields.get("compressed") == "zlib" else content
    return Vector(fields["expect"], fields.get("payload", ""), identities, file)


def _bech32_secret(text: str) -> tuple[str, bytes]:
    """Read a bech32 string (BIP173) of 32 bytes; its checksum is not what these vectors are about."""
    prefix, _, data = text.lower().rpartition("1")
    bits = "".join(format("qpzry9x8gf2tvdw0s3jn54khce6mua7l".index(symbol), "05b") for symbol in data[:-6])
    return prefix, bytes(int(bits[at : at + 8], 2) for at in range(0, 256, 8))


def _base64(text: str) -> bytes:
    try:
        value = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise HeaderFailureError from None
    if base64.b64encode(value).decode().rstrip("=") != text:
        raise HeaderFailureError
    return value


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def _parse(file: bytes) -> tuple[list[Stanza], bytes, bytes, bytes]:
    """Return stanzas, what the MAC covers, the MAC, the payload."""
    start = file.index(b"\n--- ") + 1
    end = file.index(b"\n", start)
    lines = file[:start].decode().splitlines()
    assert lines[0] == "age-encryption.org/v1"
    stanzas: list[Stanza] = []
    body: list[str] = []
    for line in lines[1:]:
        if line.startswith("-> "):
            stanzas.append(Stanza(line[3:].split(" "), b""))
            body = []
            continue
        body.append(line)
        if len(line) < 64:
            stanzas[-1] = Stanza(stanzas[-1].arguments, _base64("".join(body)))
    return stanzas, file[: start + 3], _base64(file[start + 4 : end].decode()), file[end + 1 :]


def _open_hybrid(seed: bytes, stanza: Stanza) -> bytes | None:
    if len(stanza.arguments) != 2:
        raise HeaderFailureError
    enc = _base64(stanza.arguments[1])
    if len(enc) != ENC_BYTES or len(stanza.body) != FILE_KEY_BYTES + 16:
        raise HeaderFailureError
    _, x25519 = formats.expand_seed(seed)
    try:
        x25519.exchange(X25519PublicKey.from_public_bytes(enc[-32:]))
    except ValueError:
        raise HeaderFailureError from None
    suite = formats.hpke_suite(hpke.AEAD.CHACHA20_POLY1305)
    try:
        return formats.hpke_open(suite, formats.KeyPair.from_seed(seed), enc + stanza.body, INFO)
    except SealBrokenError:
        return None


def _open_x25519(secret: bytes, stanza: Stanza) -> bytes | None:
    share = _base64(stanza.arguments[1])
    if len(stanza.arguments) != 2 or len(share) != 32:
        raise HeaderFailureError
    key = X25519PrivateKey.from_private_bytes(secret)
    shared = key.exchange(X25519PublicKey.from_public_bytes(share))
    wrap = _hkdf(shared, share + key.public_key().public_bytes_raw(), b"age-encryption.org/v1/X25519")
    try:
        return ChaCha20Poly1305(wrap).decrypt(bytes(12), stanza.body, None)
    except InvalidTag:
        return None


OPENERS = {
    "age-secret-key-pq-": ("mlkem768x25519", _open_hybrid),
    "age-secret-key-": ("X25519", _open_x25519),
}


def _file_key(stanzas: list[Stanza], identities: list[str]) -> bytes:
    for identity in identities:
        prefix, secret = _bech32_secret(identity)
        name, opener = OPENERS[prefix]
        for stanza in stanzas:
            opened = opener(secret, stanza) if stanza.arguments[0] == name else None
            if opened is not None:
                return opened
    raise NoMatchError


def _decrypt(file: bytes, identities: list[str]) -> bytes:
    stanzas, covered, mac, payload = _parse(file)
    file_key = _file_key(stanzas, identities)
    expected = hmac.digest(_hkdf(file_key, b"", b"header"), covered, "sha256")
    if not hmac.compare_digest(expected, mac):
        raise HeaderFailureError
    aead = ChaCha20Poly1305(_hkdf(file_key, payload[:16], b"payload"))
    sealed = [payload[at : at + CHUNK_BYTES + 16] for at in range(16, len(payload), CHUNK_BYTES + 16)]
    last = len(sealed) - 1
    nonces = (number.to_bytes(11, "big") + bytes((number == last,)) for number in range(len(sealed)))
    return b"".join(aead.decrypt(nonce, piece, None) for nonce, piece in zip(nonces, sealed, strict=True))


def test_all_published_files_are_here() -> None:
    assert len(FILES) == 18
    assert sum(_load(path).expect == "success" for path in FILES) >= 4


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_age_file_ends_as_its_vector_says(path: Path) -> None:
    vector = _load(path)
    if vector.expect == "success":
        plaintext = _decrypt(vector.file, vector.identities)
        assert hashlib.sha256(plaintext).hexdigest() == vector.payload
        return
    expected = {"no match": NoMatchError, "header failure": HeaderFailureError}[vector.expect]
    with pytest.raises(expected):
        _decrypt(vector.file, vector.identities)
