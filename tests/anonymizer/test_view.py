"""The folded view: what a reader sees as digits and letters becomes plain, and positions lead back."""

from __future__ import annotations

import pytest

from anonymizer.view import fold, look


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("０８１２", "0812"),
        ("٠٨١٢", "0812"),
        ("0️⃣8️⃣", "08"),
        ("S\u200bi\u00adti", "Siti"),
        ("O812-3456", "0812-3456"),
        ("o8l2 34", "0812 34"),
        ("32O1O5l2", "32010512"),
        ("l985O612 2OlOO1 2 0l4", "19850612 201001 2 014"),
        ("RT O3 RW 0l", "RT 03 RW 01"),
        ("é à ﬁ", "e a fi"),
        ("“kata”", '"kata"'),
        ("12–13", "12-13"),
        ("Вudi", "Budi"),
    ],
)
def test_reads_as(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("word", ["B1234SOI", "A1234567", "Soal", "lOlo", "kelas 9B", "S1"])
def test_letters_outside_numbers_stay(word: str) -> None:
    assert fold(word) == word


def test_positions_lead_back_over_dropped_characters() -> None:
    text = "hp 0️⃣8️⃣ ya"
    view = look(text)
    start = view.folded.index("08")

    original = view.original(start, start + 2)

    assert text[slice(*original)] == "0️⃣8️⃣"


def test_plain_text_is_its_own_view() -> None:
    assert look("biasa saja").offsets is None
    assert look("bi\u200basa").offsets is not None
