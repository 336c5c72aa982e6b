"""Wycheproof's vectors for C2SP chunked encryption, read in every way the package reads sealed bytes.

`tests/vectors/c2sp_chunked_encryption.md` says how they are to be applied.
"""

import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from casemgr.errors import SealBrokenError
from casemgr.vault import chunks

VECTORS = Path(__file__).parents[2] / "vectors" / "c2sp_chunked_encryption_aes_256_gcm_test.json"


@dataclass(frozen=True)
class Vector:
    number: int
    key: bytes
    context: bytes
    sealed: bytes
    aead_key: bytes
    base_nonce: bytes
    length: int
    sha512: str
    valid: bool
    flags: frozenset[str]


def _vector(test: dict[str, Any]) -> Vector:
    return Vector(
        test["tcId"],
        bytes.fromhex(test["key"]),
        bytes.fromhex(test["ctx"]),
        zlib.decompress(bytes.fromhex(test["ct"])),
        bytes.fromhex(test.get("aeadKey", "")),
        bytes.fromhex(test.get("baseNonce", "")),
        test.get("msgLength", 0),
        test.get("msgSha512", hashlib.sha512(b"").hexdigest()),
        test["result"] == "valid",
        frozenset(test["flags"]),
    )


GROUPS = json.loads(VECTORS.read_text(encoding="utf-8"))["testGroups"]
ALL = [_vector(test) for group in GROUPS for test in group["tests"]]
VALID = [vector for vector in ALL if vector.valid]
INVALID = [vector for vector in ALL if not vector.valid]


def number(vector: Vector) -> str:
    return str(vector.number)


def _reader(vector: Vector) -> chunks.ChunkReader:
    return chunks.ChunkReader.keyed(
        vector.key, vector.context, io.BytesIO(vector.sealed), 0, len(vector.sealed)
    )


def _raw_reader(vector: Vector) -> chunks.ChunkReader:
    source = io.BytesIO(vector.sealed[chunks.PREFIX_BYTES :])
    size = len(vector.sealed) - chunks.PREFIX_BYTES
    return chunks.ChunkReader(vector.aead_key, vector.base_nonce, source, 0, size)


def _stream(reader: chunks.ChunkReader) -> Iterator[bytes]:
    for number in range(reader.chunk_count):
        yield bytes(reader.chunk(number))


def _longest_prefix(reader: chunks.ChunkReader) -> bytes:
    """Read until the error, and check that the error stays."""
    pieces: list[bytes] = []
    with pytest.raises(SealBrokenError):
        pieces.extend(_stream(reader))
    with pytest.raises(SealBrokenError):
        reader.chunk(len(pieces))
    return b"".join(pieces)


def test_all_published_vectors_are_here() -> None:
    assert (len(ALL), len(VALID), len(INVALID)) == (35, 10, 25)


@pytest.mark.parametrize("vector", VALID, ids=number)
def test_valid_vectors_open_whole(vector: Vector) -> None:
    message = chunks.open_sealed(vector.key, vector.context, vector.sealed)
    assert (len(message), hashlib.sha512(message).hexdigest()) == (vector.length, vector.sha512)


@pytest.mark.parametrize("vector", INVALID, ids=number)
def test_invalid_vectors_do_not_open(vector: Vector) -> None:
    with pytest.raises(SealBrokenError):
        chunks.open_sealed(vector.key, vector.context, vector.sealed)


@pytest.mark.parametrize("vector", VALID, ids=number)
@pytest.mark.parametrize("reading", [_reader, _raw_reader])
def test_valid_vectors_stream_and_state_their_length(vector: Vector, reading: Any) -> None:
    reader = reading(vector)
    assert reader.message_length() == vector.length
    assert hashlib.sha512(b"".join(_stream(reader))).hexdigest() == vector.sha512


@pytest.mark.parametrize("vector", VALID, ids=number)
def test_any_range_of_a_valid_vector_can_be_read(vector: Vector) -> None:
    message = chunks.open_sealed(vector.key, vector.context, vector.sealed)
    reader = _reader(vector)
    edges = {0, 1, chunks.CHUNK_BYTES - 1, chunks.CHUNK_BYTES, chunks.CHUNK_BYTES + 1, vector.length}
    for start in sorted(edges):
        for stop in sorted(edges):
            if start <= stop <= vector.length:
                pieces = [bytes(piece) for piece in reader.read(start, stop)]
                assert b"".join(pieces) == message[start:stop]


@pytest.mark.parametrize("vector", INVALID, ids=number)
def test_invalid_vectors_stream_no_byte_beyond_the_valid_prefix(vector: Vector) -> None:
    if "HeaderFailure" in vector.flags or "InvalidKeySize" in vector.flags:
        with pytest.raises(SealBrokenError):
            _reader(vector)
        return
    for reading in (_reader, _raw_reader):
        prefix = _longest_prefix(reading(vector))
        assert (len(prefix), hashlib.sha512(prefix).hexdigest()) == (vector.length, vector.sha512)


@pytest.mark.parametrize(
    "vector", [one for one in INVALID if not one.flags & {"HeaderFailure", "InvalidKeySize"}], ids=number
)
def test_length_is_authentic_only_where_the_final_chunk_is_valid(vector: Vector) -> None:
    reader = _reader(vector)
    if "ValidFinalChunk" in vector.flags:
        assert reader.message_length() > 0
    else:
        with pytest.raises(SealBrokenError):
            reader.message_length()


@pytest.mark.parametrize("vector", VALID, ids=number)
def test_messages_of_valid_vectors_seal_and_open_again(vector: Vector) -> None:
    message = chunks.open_sealed(vector.key, vector.context, vector.sealed)
    sealed = chunks.seal(vector.key, vector.context, message)
    assert len(sealed) == len(vector.sealed) == chunks.sealed_size(len(message))
    assert chunks.open_sealed(vector.key, vector.context, sealed) == message
