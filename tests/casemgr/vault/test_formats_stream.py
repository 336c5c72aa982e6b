"""Files are sealed while they arrive and read back whole or by range, in constant memory."""

import dataclasses
import hashlib
import io
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casemgr.errors import SealBrokenError, SealingFailedError
from casemgr.vault import chunks, formats
from casemgr.vault.formats import BlobType, Context, StreamOpener, StreamSealer, SymmetricKey

PLACE = Context("casemgr_attachment", "blob", b"report", b"file", 0)
KEY = SymmetricKey.of(bytes(range(32)))
CHUNK = chunks.CHUNK_BYTES
EDGES = [0, 1, CHUNK - 9, CHUNK - 8, CHUNK - 7, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 300_001]


def _content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def _sealed(content: bytes, piece: int = 100_000) -> bytes:
    sealer = StreamSealer(KEY, PLACE)
    pieces = [bytes(sealer.update(content[at : at + piece])) for at in range(0, len(content), piece)]
    sealed = b"".join((*pieces, sealer.finish()))
    assert (sealer.length, sealer.size) == (len(content), len(sealed))
    assert sealer.sha256 == hashlib.sha256(sealed).digest()
    return sealed


def _open(sealed: bytes, place: Context = PLACE) -> bytes:
    return b"".join(StreamOpener(KEY, io.BytesIO(sealed), place))


@pytest.mark.parametrize("size", EDGES)
@pytest.mark.parametrize("piece", [7, CHUNK - 1, CHUNK, 100_000, 1_000_000])
def test_a_file_comes_back_whatever_its_size_and_pieces(size: int, piece: int) -> None:
    content = _content(size) if piece > 100 else _content(min(size, 2_000))
    opener = StreamOpener(KEY, io.BytesIO(_sealed(content, piece)), PLACE)
    assert opener.length == len(opener) == len(content)
    assert b"".join(opener) == content


@settings(max_examples=50)
@given(size=st.integers(0, 200_000), start=st.integers(0, 220_000), stop=st.integers(0, 220_000))
def test_any_range_is_what_slicing_gives(size: int, start: int, stop: int) -> None:
    content = _content(size)
    opener = StreamOpener(KEY, io.BytesIO(_sealed(content)), PLACE)
    assert opener.read_range(start, stop) == content[start:stop]


def test_bytes_like_pieces_of_every_kind_are_taken() -> None:
    sealer = StreamSealer(KEY, PLACE)
    parts = [bytes(sealer.update(one)) for one in (b"ab", bytearray(b"cd"), memoryview(b"xefx")[1:3], b"")]
    assert _open(b"".join((*parts, sealer.finish()))) == b"abcdef"


def test_the_file_is_one_blob_of_type_stream() -> None:
    sealed = _sealed(b"x")
    assert formats.Header.parse(sealed).type is BlobType.STREAM
    whole = formats.decrypt(KEY, sealed, PLACE)
    assert whole == b"x" + bytes(len(whole) - 9) + (1).to_bytes(8, "big")


def test_sizes_follow_padme() -> None:
    # Worked by hand from the definition: 2^E ≤ L, S = floor(log2 E) + 1 leading bits are kept.
    by_hand = {0: 0, 1: 1, 2: 2, 9: 10, 255: 256, 1_000: 1_024, 1_025: 1_088, 1_000_000: 1_015_808}
    assert {size: formats.padme(size) for size in by_hand} == by_hand
    sizes = {len(_sealed(_content(size))) for size in range(60_000, 60_400, 7)}
    assert len(sizes) == 1


@given(size=st.integers(0, 2**40))
def test_padme_costs_at_most_twelve_percent_and_is_stable(size: int) -> None:
    padded = formats.padme(size)
    assert size <= padded <= size * 1.12 + 1
    assert formats.padme(padded) == padded


def test_every_flipped_bit_of_a_file_is_noticed() -> None:
    content = _content(CHUNK + 500)
    sealed = _sealed(content)
    assert _open(sealed) == content
    for position in range(0, len(sealed) * 8, 1_009):
        changed = bytearray(sealed)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(SealBrokenError):
            _open(bytes(changed))


def test_truncated_and_extended_files_are_noticed_before_the_first_byte() -> None:
    sealed = _sealed(_content(3 * CHUNK))
    lengths = (0, 10, 16, 40, 72, 16 + 56, len(sealed) - 16_400, len(sealed) - CHUNK, len(sealed) - 1)
    for length in lengths:
        with pytest.raises(SealBrokenError):
            StreamOpener(KEY, io.BytesIO(sealed[:length]), PLACE)
    with pytest.raises(SealBrokenError):
        StreamOpener(KEY, io.BytesIO(sealed + b"\0"), PLACE)


def test_swapped_chunks_and_swapped_places_are_noticed() -> None:
    sealed = _sealed(_content(3 * CHUNK))
    first = 16 + chunks.PREFIX_BYTES
    second, third = first + chunks.SEALED_CHUNK_BYTES, first + 2 * chunks.SEALED_CHUNK_BYTES
    swapped = sealed[:first] + sealed[second:third] + sealed[first:second] + sealed[third:]
    with pytest.raises(SealBrokenError):
        _open(swapped)
    for change in ({"row": b"other"}, {"owner": b"other"}, {"version": 1}, {"column": "name"}):
        with pytest.raises(SealBrokenError):
            _open(sealed, dataclasses.replace(PLACE, **change))
    assert len(_open(sealed)) == 3 * CHUNK


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"1234567",
        (9).to_bytes(8, "big"),
        bytes(8) + (0).to_bytes(8, "big"),
        b"x" + (2).to_bytes(8, "big"),
    ],
)
def test_a_length_that_contradicts_the_padding_is_refused(padded: bytes) -> None:
    blob = formats.encrypt(KEY, padded, PLACE, type=BlobType.STREAM)
    with pytest.raises(SealBrokenError):
        StreamOpener(KEY, io.BytesIO(blob), PLACE)


def test_a_finished_sealer_takes_nothing_more() -> None:
    sealer = StreamSealer(KEY, PLACE)
    sealer.finish()
    with pytest.raises(SealingFailedError):
        sealer.update(b"x")
    with pytest.raises(SealingFailedError):
        sealer.finish()


def test_memory_stays_constant_while_sealing_and_reading(tmp_path: Path) -> None:
    piece = _content(256 * 1024)
    path = tmp_path / "sealed"
    tracemalloc.start()
    try:
        with path.open("wb") as file:
            sealer = StreamSealer(KEY, PLACE)
            for _ in range(120):
                file.write(sealer.update(piece))
            for padding in sealer.finishing():
                file.write(padding)
        with path.open("rb") as file:
            read = sum(len(one) for one in StreamOpener(KEY, file, PLACE))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == 120 * len(piece)
    assert peak < 2_000_000


def test_nothing_secret_is_in_the_repr_of_a_sealer_or_opener() -> None:
    sealer = StreamSealer(KEY, PLACE)
    opener = StreamOpener(KEY, io.BytesIO(_sealed(b"plain content")), PLACE)
    for shown in (repr(sealer), repr(opener)):
        assert KEY.secret.hex() not in shown
        assert "plain content" not in shown
        assert shown.startswith("<")
