"""A mark planted in every place that can hold metadata is in the original and nowhere in the clean copy."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from file_samples import SAMPLES, clean_copy, holds_mark, text

from anonymizer import clean_file
from anonymizer.files import Kind, Trait

KINDS = {"mp4-fragments": Kind.MP4, "m4a": Kind.MP4, "ogg-vorbis": Kind.OGG}
LOSSLESS_DIFFERS = ("jpeg", "png", "webp", "gif", "tiff", "docx", "odt")


@pytest.mark.parametrize(
    ("name", "lossless"),
    [(name, False) for name in SAMPLES] + [(name, True) for name in LOSSLESS_DIFFERS],
)
def test_no_mark_survives(name: str, lossless: bool) -> None:
    original = SAMPLES[name]()
    copy = clean_file(original, lossless=True) if lossless else clean_copy(name)
    assert holds_mark(original), "the positive control: the mark is found where it was planted"
    assert not holds_mark(copy.content)
    assert copy.kind is (KINDS.get(name) or Kind(name))
    assert copy.removed
    assert all(removal.count > 0 for removal in copy.removed)
    assert copy.size == len(copy.content)


@pytest.mark.parametrize("name", SAMPLES)
def test_same_file_gives_same_copy_and_nothing_is_left_to_remove(name: str) -> None:
    first, second = clean_copy(name), clean_file(SAMPLES[name]())
    assert first.content == second.content
    assert first.neutral_name == second.neutral_name
    again = clean_file(first.content)
    assert {removal.what for removal in again.removed} <= {Trait.IDENTIFIER}  # a PDF always has a file number


def test_threads_do_not_meet() -> None:
    names = ["jpeg", "docx", "mp4", "pdf"] * 2
    with ThreadPoolExecutor(4) as pool:
        copies = list(pool.map(lambda name: clean_file(SAMPLES[name]()), names))
    assert [copy.content for copy in copies] == [clean_copy(name).content for name in names]


def test_streaming_form_writes_only_after_success() -> None:
    target = io.BytesIO()
    told = clean_file(io.BytesIO(SAMPLES["png"]()), target)
    assert told.size == len(target.getvalue())
    assert target.getvalue() == clean_file(SAMPLES["png"]()).content
    assert not hasattr(told, "content")


def test_source_is_read_from_where_it_stands() -> None:
    source = io.BytesIO(b"sampah" + text())
    source.seek(6)
    assert clean_file(source).content == clean_file(text()).content


def test_report_shows_nothing_of_file_or_name() -> None:
    copy = clean_file(SAMPLES["jpeg"](), name="Foto Pak Suripto.jpg")
    assert "Suripto" not in repr(copy)
    assert "content" not in repr(copy)
    assert copy.neutral_name.startswith("berkas-")
    assert copy.neutral_name.endswith(".jpg")


def test_each_removal_and_notice_can_be_said_in_both_languages() -> None:
    copy = clean_file(SAMPLES["docx"]())
    for removal in copy.removed:
        assert removal.what.label("id") != removal.what.label("en") != ""
    for notice in copy.notices:
        assert notice.label("id").endswith(".")
        assert notice.label("en").endswith(".")
