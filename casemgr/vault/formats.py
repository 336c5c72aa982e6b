"""Byte formats of everything sealed: header, context, seals to a public key, records, padded files.

Key seals are HPKE (RFC 9180) with X-Wing; everything else is C2SP Cobblestone-256. Every blob begins with a
16-byte header and is bound to the place it belongs to, so that bytes moved to another row, column, owner,
table or version do not open. Nothing here knows who holds a key. Specification: `docs/spec/formats.md`.
"""

import hashlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import BinaryIO, Final

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import AlreadyFinalized, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.utils import Buffer

from casemgr.errors import FormatError, SealBrokenError, SealingFailedError, SubmissionInvalidError
from casemgr.vault import chunks

MAGIC: Final = b"CMG1"
HEADER_BYTES: Final = 16
KEY_ID_BYTES: Final = 8
KEY_BYTES: Final = 32
SEED_BYTES: Final = 32
TEXT_STEP_BYTES: Final = 256
IDENTITY_BYTES: Final = 4_096
PIECE_BYTES: Final = 256 * 1024
_LENGTH = struct.Struct(">I")
_TRAILER = struct.Struct(">Q")
_HEADER = struct.Struct(">4sBBH8s")
_MLKEM_SEED_BYTES = 64
_MLKEM_PUBLIC_BYTES = 1_184
_X25519_BYTES = 32


class Suite(IntEnum):
    """Which published construction follows the header."""

    HPKE_XWING = 1
    """HPKE base mode: MLKEM768-X25519, HKDF-SHA256, AES-256-GCM."""
    COBBLESTONE_256 = 2


class BlobType(IntEnum):
    """What a blob holds. The number is part of the header and so of what is authenticated."""

    SEAL = 1
    """Sealed to a public key."""
    WRAP = 2
    """A 32-byte key under a symmetric key."""
    TEXT = 3
    """A string, padded to steps of 256 bytes."""
    STREAM = 4
    """A file, padded by Padmé."""
    IDENTITY = 5
    """Who the reporter is, filled or empty, always of one size."""
    PASSPHRASE = 6
    """A 32-byte seed under a passphrase."""
    CODE = 7
    """A 32-byte seed under a printed recovery code."""
    SESSION = 8
    """A staff session: a seed under the key in the cookie."""
    COOKIE = 9
    """A reporter session, kept in the cookie alone."""
    SERVER = 10
    """Under a key of the console server (tier T1)."""
    RECORD = 11
    """Bytes of any length without padding, where length tells nothing."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first 16 bytes of a blob: magic `CMG1`, type, suite, epoch (u16, big endian), key id (8 bytes)."""

    type: BlobType
    suite: Suite
    epoch: int
    key_id: bytes

    def encode(self) -> bytes:
        """Return the 16 bytes. Raises `SealingFailedError` for an epoch or key id that does not fit."""
        if not 0 <= self.epoch <= 0xFFFF or len(self.key_id) != KEY_ID_BYTES:
            raise SealingFailedError
        return _HEADER.pack(MAGIC, self.type, self.suite, self.epoch, self.key_id)

    @classmethod
    def parse(cls, blob: Buffer) -> "Header":
        """Read the header of a blob. Raises `FormatError` when magic, type or suite is unknown."""
        start = bytes(memoryview(blob)[:HEADER_BYTES])
        if len(start) != HEADER_BYTES:
            raise FormatError
        magic, number, suite, epoch, key_id = _HEADER.unpack(start)
        try:
            header = cls(BlobType(number), Suite(suite), epoch, key_id)
        except ValueError:
            raise FormatError from None
        if magic != MAGIC or (header.suite is Suite.HPKE_XWING) != (header.type is BlobType.SEAL):
            raise FormatError
        return header


@dataclass(frozen=True, slots=True)
class Context:
    """Where a blob belongs. It is authenticated with the blob and never stored in it.

    `owner` is the report id for data under a report key and the case id for data under a case key; neither
    ever changes. `row` is the row's id, `version` counts rewrites of the same cell (0 to 2⁶⁴-1).
    """

    table: str
    column: str
    owner: bytes
    row: bytes
    version: int = 0

    def bytes(self, header: bytes) -> bytes:
        """Return header ‖ table ‖ column ‖ owner ‖ row ‖ version, all but the header length-prefixed."""
        version = _TRAILER.pack(self.version)
        parts = (self.table.encode(), self.column.encode(), self.owner, self.row, version)
        return header + length_prefixed(*parts)


def length_prefixed(*parts: bytes) -> bytes:
    """Join parts so that no two different lists give the same bytes: u32 big-endian length before each."""
    return b"".join(_LENGTH.pack(len(part)) + part for part in parts)


# Key pairs and seals to a public key.


@dataclass(frozen=True)
class PublicKey:
    """An X-Wing public key: ML-KEM-768 (1,184 bytes) ‖ X25519 (32 bytes).

    Keys of the directory seal to thousands of reports, so that what is computed of one is kept with it.
    """

    raw: bytes

    def __bytes__(self) -> bytes:
        return self.raw

    def __repr__(self) -> str:
        return f"<PublicKey {self.key_id.hex()}>"

    @cached_property
    def key_id(self) -> bytes:
        """The first 8 bytes of SHA-256 over the key."""
        return hashlib.sha256(self.raw).digest()[:KEY_ID_BYTES]

    def handle(self) -> hpke.MLKEM768X25519PublicKey:
        """Return the library's key object. Raises `SealBrokenError` when the bytes are no such key."""
        return self._handle

    @cached_property
    def _handle(self) -> hpke.MLKEM768X25519PublicKey:
        if len(self.raw) != _MLKEM_PUBLIC_BYTES + _X25519_BYTES:
            raise SealBrokenError
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(self.raw[:_MLKEM_PUBLIC_BYTES])
            x25519 = X25519PublicKey.from_public_bytes(self.raw[_MLKEM_PUBLIC_BYTES:])
        except ValueError:
            raise SealBrokenError from None
        return hpke.MLKEM768X25519PublicKey(mlkem, x25519)


class KeyPair:
    """An X-Wing key pair, kept as its 32-byte seed."""

    __slots__ = ("_handle", "public", "seed")

    def __init__(self, seed: bytes) -> None:
        mlkem, x25519 = expand_seed(seed)
        self.seed = seed
        self._handle = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = PublicKey(
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )

    @classmethod
    def from_seed(cls, seed: bytes) -> "KeyPair":
        """Expand a 32-byte seed with SHAKE-256. Raises `SealBrokenError` for another length."""
        return cls(seed)

    @classmethod
    def generate(cls) -> "KeyPair":
        """Make a pair from fresh randomness."""
        return cls(chunks.random_bytes(SEED_BYTES))

    @property
    def key_id(self) -> bytes:
        """The public key's id (8 bytes)."""
        return self.public.key_id

    def handle(self) -> hpke.MLKEM768X25519PrivateKey:
        """Return the library's key object."""
        return self._handle

    def __repr__(self) -> str:
        return f"<KeyPair {self.key_id.hex()}>"


def expand_seed(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Return the two private keys of a 32-byte seed: SHAKE-256(seed) as ML-KEM seed (64) ‖ X25519 (32).

    Source: draft-connolly-cfrg-xwing-kem, section 5.2. Raises `SealBrokenError` for another length.
    """
    if len(seed) != SEED_BYTES:
        raise SealBrokenError
    expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED_BYTES + _X25519_BYTES)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:]),
    )


def hpke_suite(aead: hpke.AEAD = hpke.AEAD.AES_256_GCM) -> hpke.Suite:
    """Return HPKE with X-Wing and HKDF-SHA256; casemgr uses no other AEAD than the default."""
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, aead)


def hpke_open(suite: hpke.Suite, pair: KeyPair, sealed: bytes, info: bytes) -> bytes:
    """Open enc ‖ ciphertext of HPKE base mode. Raises `SealBrokenError`."""
    try:
        return suite.decrypt(sealed, pair.handle(), info=info)
    except (InvalidTag, ValueError):
        raise SealBrokenError from None


def seal_to(public: PublicKey, plaintext: bytes, context: Context, *, epoch: int = 0) -> bytes:
    """Seal bytes to a public key; the blob is 1,152 bytes longer than the plaintext.

    Raises `SealingFailedError`, also for a public key that is none.
    """
    try:
        header = Header(BlobType.SEAL, Suite.HPKE_XWING, epoch, public.key_id).encode()
        return header + hpke_suite().encrypt(plaintext, public.handle(), info=context.bytes(header))
    except (*chunks.SEALING_FAULTS, SealBrokenError, struct.error):
        raise SealingFailedError from None


def open_with(pair: KeyPair, blob: bytes, context: Context) -> bytes:
    """Open what `seal_to` made. Raises `SealBrokenError` for any other key, context or byte."""
    header = _checked_header(blob, pair.key_id, BlobType.SEAL)
    return hpke_open(hpke_suite(), pair, blob[HEADER_BYTES:], context.bytes(header))


# Symmetric keys and what lies under them.


@dataclass(frozen=True, slots=True)
class SymmetricKey:
    """32 secret bytes and the 8-byte id that blobs under them carry."""

    secret: bytes
    key_id: bytes

    def __repr__(self) -> str:
        return f"<SymmetricKey {self.key_id.hex()}>"

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES or len(self.key_id) != KEY_ID_BYTES:
            raise SealBrokenError

    @classmethod
    def generate(cls) -> "SymmetricKey":
        """Make a key from fresh randomness; its id is derived from it."""
        return cls.of(chunks.random_bytes(KEY_BYTES))

    @classmethod
    def of(cls, secret: bytes) -> "SymmetricKey":
        """Give a key its derived id: the first 8 bytes of SHA-256("casemgr key id v1" ‖ key)."""
        return cls(secret, hashlib.sha256(b"casemgr key id v1" + secret).digest()[:KEY_ID_BYTES])


def encrypt(
    key: SymmetricKey,
    plaintext: bytes,
    context: Context,
    *,
    type: BlobType,  # noqa: A002 - the name of the header's field
    epoch: int = 0,
) -> bytes:
    """Seal bytes as they are, without padding; 88 bytes longer up to 16 KiB. Raises `SealingFailedError`."""
    return encrypt_extended(key, plaintext, context, type=type, epoch=epoch)


def encrypt_extended(
    key: SymmetricKey,
    plaintext: bytes,
    context: Context,
    *,
    type: BlobType,  # noqa: A002 - the name of the header's field
    epoch: int = 0,
    extension: bytes = b"",
) -> bytes:
    """Like `encrypt`, with clear bytes after the header that are authenticated with it."""
    if type is BlobType.SEAL:
        raise SealingFailedError
    try:
        header = Header(type, Suite.COBBLESTONE_256, epoch, key.key_id).encode() + extension
        bound = context.bytes(header)
    except (struct.error, ValueError):
        raise SealingFailedError from None
    return header + chunks.seal(key.secret, bound, plaintext)


def decrypt(
    key: SymmetricKey,
    blob: bytes,
    context: Context,
    *,
    type: BlobType | None = None,  # noqa: A002 - the name of the header's field
    extension_bytes: int = 0,
) -> bytes:
    """Open what `encrypt` made; with `type`, only a blob of that type. Raises `SealBrokenError`."""
    header = _checked_header(blob, key.key_id, type) + blob[HEADER_BYTES : HEADER_BYTES + extension_bytes]
    return chunks.open_sealed(key.secret, context.bytes(header), blob[HEADER_BYTES + extension_bytes :])


def _checked_header(blob: bytes, key_id: bytes, expected: BlobType | None) -> bytes:
    header = Header.parse(blob)
    if header.key_id != key_id or (expected is not None and header.type is not expected):
        raise SealBrokenError
    return bytes(blob[:HEADER_BYTES])


def encrypt_key(key: SymmetricKey, inner: bytes, context: Context, *, epoch: int = 0) -> bytes:
    """Wrap 32 bytes under a symmetric key; the wrap has 120 bytes. Raises `SealingFailedError`."""
    if len(inner) != KEY_BYTES:
        raise SealingFailedError
    return encrypt(key, inner, context, type=BlobType.WRAP, epoch=epoch)


def decrypt_key(key: SymmetricKey, blob: bytes, context: Context) -> bytes:
    """Open what `encrypt_key` made: 32 bytes. Raises `SealBrokenError`."""
    inner = decrypt(key, blob, context, type=BlobType.WRAP)
    if len(inner) != KEY_BYTES:
        raise SealBrokenError
    return inner


def encrypt_text(key: SymmetricKey, text: str, context: Context, *, epoch: int = 0) -> bytes:
    """Seal a string so that its length shows in steps of 256 bytes only. Raises `SealingFailedError`."""
    try:
        content = text.encode()
    except UnicodeEncodeError:
        raise SealingFailedError from None
    steps = -(-(_LENGTH.size + len(content)) // TEXT_STEP_BYTES)
    padded = _padded(content, steps * TEXT_STEP_BYTES)
    return encrypt(key, padded, context, type=BlobType.TEXT, epoch=epoch)


def decrypt_text(key: SymmetricKey, blob: bytes, context: Context) -> str:
    """Open what `encrypt_text` made. Raises `SealBrokenError`."""
    content = _unpadded(decrypt(key, blob, context, type=BlobType.TEXT))
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise SealBrokenError from None


def encrypt_identity(key: SymmetricKey, content: bytes, context: Context, *, epoch: int = 0) -> bytes:
    """Seal an identity, or `b""` for none, into a blob of one fixed size.

    Raises `SubmissionInvalidError({"identity": "long"})` above 4,092 bytes and `SealingFailedError`.
    """
    if len(content) > IDENTITY_BYTES - _LENGTH.size:
        raise SubmissionInvalidError({"identity": "long"})
    return encrypt(key, _padded(content, IDENTITY_BYTES), context, type=BlobType.IDENTITY, epoch=epoch)


def decrypt_identity(key: SymmetricKey, blob: bytes, context: Context) -> bytes:
    """Open what `encrypt_identity` made; `b""` means that none was given. Raises `SealBrokenError`."""
    padded = decrypt(key, blob, context, type=BlobType.IDENTITY)
    if len(padded) != IDENTITY_BYTES:
        raise SealBrokenError
    return _unpadded(padded)


def _padded(content: bytes, size: int) -> bytes:
    return (_LENGTH.pack(len(content)) + content).ljust(size, b"\0")


def _unpadded(padded: bytes) -> bytes:
    if len(padded) < _LENGTH.size:
        raise SealBrokenError
    end = _LENGTH.size + _LENGTH.unpack_from(padded)[0]
    if end > len(padded) or padded[end:].strip(b"\0"):
        raise SealBrokenError
    return padded[_LENGTH.size : end]


# Files.


def padme(size: int) -> int:
    """Round a size up so that it leaks O(log log size) bits at a cost of at most 12 %.

    Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs",
    PETS 2019, algorithm 1.
    """
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    mask = (1 << max(exponent - exponent.bit_length(), 0)) - 1
    return (size + mask) & ~mask


class StreamSealer:
    """Seals one file while it arrives, in constant memory, never touching a disk.

    Header ‖ Cobblestone-256(content ‖ zeros ‖ true length as u64), padded as a whole by Padmé. `update`
    takes pieces of any size; it returns a window on one reused buffer that MUST be used before the next call.
    """

    def __init__(self, key: SymmetricKey, context: Context, *, epoch: int = 0) -> None:
        try:
            self._header = Header(BlobType.STREAM, Suite.COBBLESTONE_256, epoch, key.key_id).encode()
            self._encryptor = Cobblestone256Encryptor(key.secret, context.bytes(self._header))
        except (*chunks.SEALING_FAULTS, struct.error):
            raise SealingFailedError from None
        self._buffer = bytearray()
        self._hash = hashlib.sha256()
        self.length = 0
        """Bytes of content so far."""
        self.size = 0
        """Sealed bytes returned so far, header included."""

    @property
    def sha256(self) -> bytes:
        """SHA-256 (32 bytes) of all sealed bytes returned so far."""
        return self._hash.digest()

    def update(self, piece: Buffer) -> memoryview:
        """Take a piece of content and return the sealed bytes that are ready. Raises `SealingFailedError`."""
        sealed = self._seal(piece)
        self.length += memoryview(piece).nbytes
        return sealed

    def finish(self) -> bytes:
        """Return the padding and the final chunk in one piece: up to 12 % of the file, 2 % from 64 MiB on."""
        return b"".join(bytes(piece) for piece in self.finishing())

    def finishing(self) -> Iterator[Buffer]:
        """Yield what `finish` returns in small pieces, each to be used before the next is asked for."""
        padding = padme(self.length + _TRAILER.size) - self.length - _TRAILER.size
        zeros = memoryview(bytes(min(padding, PIECE_BYTES)))
        while padding:
            piece = zeros[: min(padding, PIECE_BYTES)]
            padding -= len(piece)
            yield self._seal(piece)
        yield self._seal(_TRAILER.pack(self.length))
        try:
            last = self._encryptor.finalize()
        except (*chunks.SEALING_FAULTS, AlreadyFinalized):
            raise SealingFailedError from None
        self._count(last)
        yield last

    def _seal(self, piece: Buffer) -> memoryview:
        header = self._header if self.size == 0 else b""
        needed = len(header) + chunks.sealed_size(memoryview(piece).nbytes + chunks.CHUNK_BYTES)
        try:
            if len(self._buffer) < needed:
                self._buffer = bytearray(needed)
            window = memoryview(self._buffer)
            window[: len(header)] = header
            written = self._encryptor.update_into(piece, window[len(header) :])
        except (*chunks.SEALING_FAULTS, AlreadyFinalized):
            raise SealingFailedError from None
        sealed = window[: len(header) + written]
        self._count(sealed)
        return sealed

    def _count(self, sealed: Buffer) -> None:
        self._hash.update(sealed)
        self.size += memoryview(sealed).nbytes


class StreamOpener:
    """Reads a file sealed by `StreamSealer` from a seekable source, whole or by range, in constant memory.

    Making one checks key, context and length: `length` is the true content length in bytes, authenticated by
    the final chunk. Raises `SealBrokenError` then, or later at the first chunk that is not authentic.
    """

    def __init__(self, key: SymmetricKey, source: BinaryIO, context: Context) -> None:
        end = source.seek(0, os.SEEK_END)
        source.seek(0)
        header = _checked_header(source.read(HEADER_BYTES), key.key_id, BlobType.STREAM)
        self._chunks = chunks.ChunkReader.keyed(key.secret, context.bytes(header), source, HEADER_BYTES, end)
        padded = self._chunks.message_length()
        if padded < _TRAILER.size:
            raise SealBrokenError
        trailer = b"".join(bytes(piece) for piece in self._chunks.read(padded - _TRAILER.size, padded))
        self.length: int = _TRAILER.unpack(trailer)[0]
        if padme(self.length + _TRAILER.size) != padded:
            raise SealBrokenError

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces()

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield content from `start` up to `stop` (default: the end) in pieces of at most 256 KiB."""
        end = self.length if stop is None else min(stop, self.length)
        batch = bytearray()
        for piece in self._chunks.read(max(start, 0), end):
            batch += piece
            if len(batch) > PIECE_BYTES - chunks.CHUNK_BYTES:
                yield bytes(batch)
                batch.clear()
        if batch:
            yield bytes(batch)

    def read_range(self, start: int, stop: int) -> bytes:
        """Return content from `start` up to `stop`, both cut to the file; reads only the chunks around."""
        return b"".join(self.pieces(start, stop))
