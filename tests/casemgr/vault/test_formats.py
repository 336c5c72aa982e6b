"""Sealed bytes open for the right key in the right place, and for nothing else."""

import dataclasses
import os
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InternalError
from hypothesis import given
from hypothesis import strategies as st

from casemgr.errors import FormatError, SealBrokenError, SealingFailedError, SubmissionInvalidError
from casemgr.vault import chunks, formats, keys
from casemgr.vault.formats import BlobType, Context, Header, KeyPair, PublicKey, Suite, SymmetricKey

PLACE = Context("casemgr_message", "body", b"owner-1", b"row-1", 3)
KEY = SymmetricKey.of(bytes(range(32)))
OTHER_KEY = SymmetricKey.of(bytes(32))
PAIR = KeyPair.from_seed(bytes(range(32)))
OTHER_PAIR = KeyPair.from_seed(bytes(32))
SECRET = b"seventeen secrets"

places = st.builds(
    Context,
    table=st.text(max_size=8),
    column=st.text(max_size=8),
    owner=st.binary(max_size=8),
    row=st.binary(max_size=8),
    version=st.integers(0, 2**64 - 1),
)

Seal = Callable[[bytes, Context], bytes]
Open = Callable[[bytes, Context], bytes]
FORMATS: dict[str, tuple[Seal, Open]] = {
    "seal": (
        lambda plain, place: formats.seal_to(PAIR.public, plain, place, epoch=7),
        lambda blob, place: formats.open_with(PAIR, blob, place),
    ),
    "record": (
        lambda plain, place: formats.encrypt(KEY, plain, place, type=BlobType.RECORD),
        lambda blob, place: formats.decrypt(KEY, blob, place),
    ),
    "key": (
        lambda plain, place: formats.encrypt_key(KEY, plain.ljust(32, b"."), place),
        lambda blob, place: formats.decrypt_key(KEY, blob, place).rstrip(b"."),
    ),
    "text": (
        lambda plain, place: formats.encrypt_text(KEY, plain.decode(), place),
        lambda blob, place: formats.decrypt_text(KEY, blob, place).encode(),
    ),
    "identity": (
        lambda plain, place: formats.encrypt_identity(KEY, plain, place),
        lambda blob, place: formats.decrypt_identity(KEY, blob, place),
    ),
}
each_format = pytest.mark.parametrize("form", FORMATS)


@each_format
def test_what_is_sealed_opens_in_its_place(form: str) -> None:
    seal, open_ = FORMATS[form]
    blob = seal(SECRET, PLACE)
    assert open_(blob, PLACE) == SECRET
    assert SECRET not in blob
    assert seal(SECRET, PLACE) != blob


@each_format
def test_every_flipped_bit_is_noticed(form: str) -> None:
    seal, open_ = FORMATS[form]
    blob = seal(SECRET, PLACE)
    assert open_(blob, PLACE) == SECRET
    step = 1 if len(blob) < 1_000 else 13
    for position in range(0, len(blob) * 8, step):
        changed = bytearray(blob)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(SealBrokenError):
            open_(bytes(changed), PLACE)


@each_format
def test_every_truncation_and_every_added_byte_is_noticed(form: str) -> None:
    seal, open_ = FORMATS[form]
    blob = seal(SECRET, PLACE)
    for length in (*range(0, len(blob), max(len(blob) // 200, 1)), len(blob) - 1):
        with pytest.raises(SealBrokenError):
            open_(blob[:length], PLACE)
    with pytest.raises(SealBrokenError):
        open_(blob + b"\0", PLACE)


@each_format
@pytest.mark.parametrize(
    "change",
    [
        {"table": "casemgr_note"},
        {"column": "name"},
        {"owner": b"owner-2"},
        {"row": b"row-2"},
        {"version": 4},
        {"owner": b"row-1", "row": b"owner-1"},
        {"table": "casemgr_messageb", "column": "ody"},
    ],
    ids=lambda change: "+".join(change),
)
def test_a_blob_moved_elsewhere_does_not_open(form: str, change: dict[str, Any]) -> None:
    seal, open_ = FORMATS[form]
    blob = seal(SECRET, PLACE)
    assert open_(blob, PLACE) == SECRET
    with pytest.raises(SealBrokenError):
        open_(blob, dataclasses.replace(PLACE, **change))


@given(one=places, other=places)
def test_different_places_never_have_the_same_bytes(one: Context, other: Context) -> None:
    header = bytes(formats.HEADER_BYTES)
    assert (one.bytes(header) == other.bytes(header)) == (one == other)


@given(
    plain=st.binary(max_size=40_000),
    place=places,
    flip=st.integers(0),
    form=st.sampled_from(["seal", "record"]),
)
def test_any_content_opens_and_any_change_is_noticed(
    plain: bytes, place: Context, flip: int, form: str
) -> None:
    seal, open_ = FORMATS[form]
    blob = bytearray(seal(plain, place))
    assert open_(bytes(blob), place) == plain
    blob[flip // 8 % len(blob)] ^= 1 << flip % 8
    with pytest.raises(SealBrokenError):
        open_(bytes(blob), place)


def test_another_key_opens_nothing() -> None:
    sealed = formats.seal_to(PAIR.public, SECRET, PLACE)
    encrypted = formats.encrypt(KEY, SECRET, PLACE, type=BlobType.RECORD)
    with pytest.raises(SealBrokenError):
        formats.open_with(OTHER_PAIR, sealed, PLACE)
    with pytest.raises(SealBrokenError):
        formats.decrypt(OTHER_KEY, encrypted, PLACE)
    with pytest.raises(SealBrokenError):
        formats.decrypt(SymmetricKey(OTHER_KEY.secret, KEY.key_id), encrypted, PLACE)


def test_a_blob_of_one_type_is_not_taken_for_another() -> None:
    wrap = formats.encrypt_key(KEY, bytes(32), PLACE)
    with pytest.raises(SealBrokenError):
        formats.decrypt_text(KEY, wrap, PLACE)
    with pytest.raises(SealBrokenError):
        formats.open_with(PAIR, wrap, PLACE)
    assert formats.decrypt(KEY, wrap, PLACE, type=BlobType.WRAP) == bytes(32)


def test_header_tells_type_suite_epoch_and_key() -> None:
    header = Header.parse(formats.seal_to(PAIR.public, b"", PLACE, epoch=513))
    assert header == Header(BlobType.SEAL, Suite.HPKE_XWING, 513, PAIR.key_id)
    assert header.encode() == b"CMG1" + bytes((1, 1, 2, 1)) + PAIR.key_id


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"CMG1",
        b"CMG2\x03\x02\0\0" + bytes(8),
        b"CMG1\x00\x02\0\0" + bytes(8),
        b"CMG1\xff\x02\0\0" + bytes(8),
        b"CMG1\x03\x09\0\0" + bytes(8),
        b"CMG1\x03\x01\0\0" + bytes(8),
        b"CMG1\x01\x02\0\0" + bytes(8),
    ],
)
def test_unknown_headers_are_refused_as_broken_seals(header: bytes) -> None:
    assert Header.parse(b"CMG1\x03\x02\0\0" + bytes(8)).type is BlobType.TEXT
    with pytest.raises(FormatError):
        Header.parse(header)
    assert issubclass(FormatError, SealBrokenError)


@pytest.mark.parametrize(("length", "padded"), [(0, 256), (252, 256), (253, 512), (508, 512), (5_000, 5_120)])
def test_text_shows_its_length_in_steps_of_256_bytes(length: int, padded: int) -> None:
    blob = formats.encrypt_text(KEY, "a" * length, PLACE)
    assert len(blob) == formats.HEADER_BYTES + chunks.sealed_size(padded)
    assert formats.decrypt_text(KEY, blob, PLACE) == "a" * length


def test_identity_blobs_have_one_size_filled_or_empty() -> None:
    longest = bytes(formats.IDENTITY_BYTES - 4)
    blobs = [formats.encrypt_identity(KEY, content, PLACE) for content in (b"", b"Budi", longest)]
    assert len({len(blob) for blob in blobs}) == 1
    assert [formats.decrypt_identity(KEY, blob, PLACE) for blob in blobs] == [b"", b"Budi", longest]
    with pytest.raises(SubmissionInvalidError) as caught:
        formats.encrypt_identity(KEY, longest + b"x", PLACE)
    assert dict(caught.value.fields) == {"identity": "long"}


@pytest.mark.parametrize("padded", [b"", b"\0\0\0", b"\0\0\0\x05abcd", b"\0\0\0\x01a\0\0x"])
def test_padding_that_was_not_made_here_is_refused(padded: bytes) -> None:
    blob = formats.encrypt(KEY, padded, PLACE, type=BlobType.TEXT)
    with pytest.raises(SealBrokenError):
        formats.decrypt_text(KEY, blob, PLACE)


def test_seed_of_another_length_is_no_key_pair() -> None:
    for length in (0, 31, 33, 64):
        with pytest.raises(SealBrokenError):
            KeyPair.from_seed(bytes(length))
    assert len(KeyPair.from_seed(bytes(32)).public.raw) == 1_216


def test_pair_is_the_same_for_the_same_seed_and_fresh_otherwise() -> None:
    assert KeyPair.from_seed(PAIR.seed).public == PAIR.public
    assert KeyPair.generate().public != KeyPair.generate().public


@pytest.mark.parametrize(
    "seal",
    [
        lambda: formats.seal_to(PublicKey(b"no key"), SECRET, PLACE),
        lambda: formats.seal_to(PublicKey(b"\xff" * 1_216), SECRET, PLACE),
        lambda: formats.seal_to(PAIR.public, SECRET, PLACE, epoch=65_536),
        lambda: formats.seal_to(PAIR.public, SECRET, dataclasses.replace(PLACE, version=-1)),
        lambda: formats.encrypt(KEY, SECRET, dataclasses.replace(PLACE, version=2**64), type=BlobType.TEXT),
        lambda: formats.encrypt(KEY, SECRET, PLACE, type=BlobType.SEAL),
        lambda: formats.encrypt_key(KEY, b"short", PLACE),
        lambda: formats.encrypt_text(KEY, "\ud800", PLACE),
    ],
)
def test_what_cannot_be_sealed_raises_the_one_sealing_error(seal: Callable[[], bytes]) -> None:
    with pytest.raises(SealingFailedError) as caught:
        seal()
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize("fault", [MemoryError(), OSError(5, "no randomness"), InternalError("x", [])])
def test_a_library_that_fails_stores_nothing(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    class Failing:
        def __init__(self, key: bytes, context: bytes) -> None:
            raise fault

    monkeypatch.setattr(chunks, "Cobblestone256Encryptor", Failing)
    with pytest.raises(SealingFailedError):
        formats.encrypt_text(KEY, "halo", PLACE)


def test_without_randomness_no_key_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(count: int) -> bytes:
        raise OSError(5, "no randomness")

    assert KeyPair.generate().seed != SymmetricKey.generate().secret
    monkeypatch.setattr(os, "urandom", failing)
    for make in (KeyPair.generate, SymmetricKey.generate, lambda: keys.split_seed(bytes(32))):
        with pytest.raises(SealingFailedError):
            make()
    with pytest.raises(SealingFailedError):
        keys.new_session(bytes(32), b"staff-1")


def test_nothing_secret_is_in_a_repr() -> None:
    shown = repr([KEY, PAIR, PAIR.public, PLACE, SealBrokenError(), SealingFailedError()])
    assert KEY.key_id.hex() in shown
    for secret in (KEY.secret, PAIR.seed, PAIR.public.raw):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown


def test_a_broken_seal_says_nothing_about_what_was_in_it() -> None:
    blob = formats.encrypt(KEY, SECRET, PLACE, type=BlobType.RECORD)
    with pytest.raises(SealBrokenError) as caught:
        formats.decrypt(KEY, blob[:-1], PLACE)
    assert caught.value.args == ("seal broken",)
    assert caught.value.__suppress_context__
