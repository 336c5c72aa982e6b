"""Plain text keeps its words and loses what cannot be seen."""

from __future__ import annotations

import pytest
from file_samples import text
from hypothesis import given
from hypothesis import strategies as some

from anonymizer import clean_file
from anonymizer.files import Kind, Reason, Trait, UncleanableFileError
from anonymizer.files.plain import clean_text


def test_invisible_marks_go_and_words_stay() -> None:
    copy = clean_file(text())
    assert copy.kind is Kind.TEXT
    shown = copy.content.decode()
    assert shown == "Petugas loket meminta uang.\nTerima kasih \U0001f64f\U0001f3fd\u200d\u2642\ufe0f\n"
    assert copy.removed_count(Trait.HIDDEN_CHARACTER) >= 5


@pytest.mark.parametrize(
    "mark",
    [
        "\u200b",
        "\u200c",
        "\u2063",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\U000e0041",
        "\ufe01",
        "\ue000",
        "\x00\x01"[1:],
    ],
)
def test_each_invisible_character_goes(mark: str) -> None:
    assert clean_text(f"uang{mark}nya") == ("uangnya", 1)


@pytest.mark.parametrize("kept", ["❤️", "👨‍👩‍👧", "1️⃣", "بسم الله", "ꦱꦫꦱ", "é", "e\u0301", "①", "½"])
def test_what_can_be_seen_stays(kept: str) -> None:
    assert clean_text(kept)[0] == kept


def test_terminal_codes_go() -> None:
    assert clean_text("\x1b[31mmerah\x1b[0m \x1b]0;judul\x07akhir")[0] == "merah akhir"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_common_encodings_become_utf8(encoding: str) -> None:
    assert clean_file("Rp 50.000 – café".encode(encoding)).content == "Rp 50.000 – café".encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t ", Reason.EMPTY),
        (b"a\x00b" * 50, Reason.UNKNOWN_FORMAT),
        (bytes(range(1, 30)) + b"\xff\xfa\xe0", Reason.UNKNOWN_FORMAT),
        (b"<html><body>x</body></html>", Reason.UNSUPPORTED_FORMAT),
        (b"<?xml version='1.0'?><svg/>", Reason.UNSUPPORTED_FORMAT),
        (b"{\\rtf1 x}", Reason.UNSUPPORTED_FORMAT),
        (b"Received: from contoh.example by x\n", Reason.UNSUPPORTED_FORMAT),
        (b"BEGIN:VCARD\nFN:x\n", Reason.UNSUPPORTED_FORMAT),
        (b"\x1f\x8b\x08" + bytes(30), Reason.UNSUPPORTED_FORMAT),
        (b"\xff\xfe\x00\xd8\x00", Reason.TEXT_ENCODING),
    ],
    ids=lambda value: value.hex()[:12] if isinstance(value, bytes) else str(value),
)
def test_other_files_say_why_not(content: bytes, reason: Reason) -> None:
    with pytest.raises(UncleanableFileError) as caught:
        clean_file(content)
    assert caught.value.reason_code is reason
    assert caught.value.indonesian.endswith(".")
    assert caught.value.english.endswith(".")


@given(some.text(max_size=200))
def test_cleaning_twice_changes_nothing(words: str) -> None:
    once = clean_text(words)[0]
    assert clean_text(once) == (once, 0)


@given(some.text(alphabet=some.characters(categories=("L", "N", "P")), max_size=200))
def test_letters_digits_and_punctuation_stay(words: str) -> None:
    kept = clean_text(words)[0]
    unseen = {"\u115f", "\u1160", "\u3164", "\uffa0"}
    assert kept == "".join(letter for letter in words if letter not in unseen)
