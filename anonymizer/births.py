"""Dates of birth: a date that a birth word announces. Dates of events are left alone. Folded positions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymizer.classify import Finding, Verdict
from anonymizer.patterns import Pattern
from anonymizer.spans import SpanType
from anonymizer.tables import column_words
from anonymizer.view import View
from anonymizer.wordlists import words

BIRTH_WORDS = words(
    "lahir lhr ttl kelahiran kelahirannya born birth dob ultah ultahnya tgllahir lahirnya "
    "dilahirkan lahlr iahir "
    "lhir lahr lahe lahiran birthday birthdate lair lahire babar mijil l t"
)
_KIN_WORDS = words("anak istri suami putri putra adik kakak cucu ayah ibu son daughter")
TRIGGER_WORDS = BIRTH_WORDS | _KIN_WORDS
_REACH = 90
_NUMBER_WORD = (
    r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|puluh|belas|seratus|ratus|"
    r"seribu|ribu)"
)
_YEAR = re.compile(r"[ :]{1,3}(?:(?:pada )?tahun |th\.? ?|thn )?(?:19[3-9][0-9]|20[01][0-9])(?![0-9\-/.])")
_AGE_CUES = re.compile(r"(?:usia|umur|berusia|berumur) [0-9]{1,2}(?: tahun| thn| th)? ?\(\Z")
_COMPACT_DATE = re.compile(r"(?<![0-9])[0-3][0-9][01][0-9](?:(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9])")
_MONTH_AND_YEAR = re.compile(
    r"\b(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember) "
    r"(?:19|20)[0-9]{2}\b"
)
_KIN = re.compile(r"\b(?:anak|istri|suami|putri|putra|adik|kakak|cucu|ayah|ibu|son|daughter)\b")
_KIN_REACH = 70
_SPELLED_DATE = re.compile(
    rf"{_NUMBER_WORD}(?: {_NUMBER_WORD}){{0,3}} (?:januari|februari|maret|april|mei|juni|juli|agustus|"
    rf"september|oktober|"
    rf"november|desember)(?: (?:tahun )?{_NUMBER_WORD}(?: {_NUMBER_WORD}){{0,8}}| [0-9]{{4}})"
    rf"|(?:tanggal )?{_NUMBER_WORD}(?: {_NUMBER_WORD}){{0,3}} bulan {_NUMBER_WORD}(?: {_NUMBER_WORD})?"
    rf" (?:tahun )?{_NUMBER_WORD}(?: {_NUMBER_WORD}){{0,8}}"
)
# A full stop that ends a sentence, or another verb, ends what a birth word announces.
_BREAK = re.compile(
    r"[a-z]{5}\. [a-z]|\n[^\n]{0,40}\n|\b(?:menikah|bekerja|diangkat|masuk|lulus|pernikahan|nikah|wafat|"
    r"meninggal|melapor|kejadian)\b"
)


def find_births(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Yield dates that a birth word announces, or that stand in a table column headed by one."""
    yield from _announced(view, patterns)
    if "(" in view.lowered:
        yield from _in_brackets(view.lowered, patterns)
    if "\n" in view.lowered and any(mark in view.lowered for mark in "|;\t"):
        for match in patterns["date"].finditer(view.lowered):
            if not BIRTH_WORDS.isdisjoint(column_words(view, match.start())):
                yield Finding(match.start(), match.end(), Verdict(SpanType.DOB, 0.9, "birth.column"))


def _in_brackets(low: str, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """ "anak saya, Putri (3/5/2010)": an earlier decade's date in brackets after a word for kin."""
    for match in patterns["date"].finditer(low):
        bracketed = (
            low[match.start() - 1 : match.start()] == "(" and low[match.end() : match.end() + 1] == ")"
        )
        year = re.search(r"(?:19[3-9][0-9]|20[01][0-9])\Z", match.group())
        if bracketed and year and _KIN.search(low[max(0, match.start() - _KIN_REACH) : match.start()]):
            yield Finding(match.start(), match.end(), Verdict(SpanType.DOB, 0.7, "birth.bracketed"))


def _announced(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Dates within `_REACH` characters after a birth word, the first one only."""
    low = view.lowered
    for cue in patterns["born"].finditer(low):
        before = low[max(0, cue.start() - 8) : cue.start()]
        if before[-1:].isalpha() and not before.endswith(("di", "tgl", "tanggal", "ke")):
            continue
        window = low[cue.end() : cue.end() + _REACH]
        candidates = (
            patterns["date"].search(window),
            _SPELLED_DATE.search(window),
            _COMPACT_DATE.search(window),
            _MONTH_AND_YEAR.search(window),
        )
        first = min((m for m in candidates if m is not None), key=lambda m: m.start(), default=None)
        year = _YEAR.match(low, cue.end())
        if year is not None:
            yield Finding(year.end() - 4, year.end(), Verdict(SpanType.DOB, 0.8, "birth.year"))
            continue
        if first is None or _BREAK.search(window[: first.start()]) is not None:
            continue
        start, end = cue.end() + first.start(), cue.end() + first.end()
        if low[start - 1 : start].isdigit():
            continue
        yield Finding(start, end, Verdict(SpanType.DOB, 0.95, "birth.label"))
