"""The date pattern, looked for around numbers only, finds what the whole pattern finds."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from anonymizer.corpus_generator import samples
from anonymizer.patterns import DATE, MONTHS, DatePattern

_WHOLE = re.compile(DATE)
_PIECES = [*"0123456789 -/.,'ahmthn\n", *MONTHS.replace("'?", "").split("|")]
_PIECES += ["12 ", "2020", "19", "200", " bulan ", " tahun ", "st", "ii", "may ", "may 5, 2021"]


def _places(pattern: re.Pattern[str] | DatePattern, text: str) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in pattern.finditer(text)]


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
@example("on march 3, 2024 and 12 may 2020")
@example("2020-01-0312 mei 20may 7 2021")
@example("3may 12 2020")
def test_dates_in_any_mixture_are_those_of_the_whole_pattern(text: str) -> None:
    assert _places(DatePattern(), text) == _places(_WHOLE, text)


def test_dates_in_made_texts_are_those_of_the_whole_pattern() -> None:
    texts = [sample.text.lower() for sample in samples(31, 1_500)]
    assert [_places(DatePattern(), text) for text in texts] == [_places(_WHOLE, text) for text in texts]
    assert sum(len(_places(_WHOLE, text)) for text in texts) > 20


def test_the_first_date_is_found_and_none_in_a_text_without() -> None:
    found = DatePattern().search("tgl 3 maret 2025 dan 4 maret 2025")
    assert found is not None
    assert found.group() == "3 maret 2025"
    assert DatePattern().search("kelas 3 dan ruang 4") is None
