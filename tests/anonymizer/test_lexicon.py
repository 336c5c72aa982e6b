"""Words read as what they are or were meant to be; name parts are known only as hashes."""

from __future__ import annotations

from importlib import resources

import pytest

from anonymizer.lexicon import lexicon
from anonymizer.spelling import unscanned


@pytest.mark.parametrize(
    ("word", "code", "meant"),
    [
        ("yang", "f", "yang"),
        ("bpk", "H", "bpk"),
        ("bndahara", "J", "bendahara"),
        ("nmanya", "V", "namanya"),
        ("sekolh", "I", "sekolah"),
        ("se1asa", "M", "selasa"),
        ("dibayarkannya", "a", "dibayarkannya"),
        ("hahahaha", "y", "hahahaha"),
        ("redaksi", "J", "redaksi"),
        ("grandma", "H", "grandma"),
        ("goban", "g", "goban"),
    ],
)
def test_word_reads_as(word: str, code: str, meant: str) -> None:
    reading = lexicon().read(word)

    assert (reading.code, reading.word) == (code, meant)


@pytest.mark.parametrize("name", ["suharto", "kartini", "rahmat", "aminah"])
def test_everyday_name_parts_are_known(name: str) -> None:
    assert lexicon().read(name).bucket in "23"
    assert lexicon().read("x" + name + "q").bucket == "0"


def test_name_parts_are_shipped_as_hashes_only() -> None:
    packed = (resources.files("anonymizer") / "lexicons" / "names.bin").read_bytes()

    assert len(packed) % 4 == 0
    assert b"suharto" not in packed.lower()


@pytest.mark.parametrize(
    ("scanned", "word"), [("narna", "nama"), ("lrwan", "irwan"), ("vvali", "wali"), ("a1amat", "alamat")]
)
def test_scanner_errors_are_undone(scanned: str, word: str) -> None:
    assert unscanned(scanned) == word


def test_a_scanned_digit_is_a_letter_of_a_listed_word_and_a_number_behind_a_school_is_none() -> None:
    read = {word: lexicon().read(word).word for word in ("kemena9", "d1nas", "pend1dikan", "ne9eri", "mtsn4")}

    assert read == {
        "kemena9": "kemenag",
        "d1nas": "dinas",
        "pend1dikan": "pendidikan",
        "ne9eri": "negeri",
        "mtsn4": "mtsn",
    }
