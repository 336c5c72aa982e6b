"""Find the facts of a complaint that are nobody's number but narrow the circle, and make them coarser.

Facts are event dates, amounts of money, villages, named units, letter and case numbers.

Word lists are in `lexicons/facts.toml`. Law citations ("Nomor 94 Tahun 2021") are not references.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class FactKind(StrEnum):
    """The kinds of facts a policy may keep, mask or make coarser."""

    DATE = "DATE"
    AMOUNT = "AMOUNT"
    VILLAGE = "VILLAGE"
    UNIT = "UNIT"
    REFERENCE = "REFERENCE"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A stretch of text with a fact; `canonical` is what its spellings share.

    DATE: "2026-03-12", "2026-03" or "--03-12" when no year is written. AMOUNT: whole rupiah as digits, or the
    folded words when they could not be counted. Others: folded words.
    """

    start: int
    end: int
    kind: FactKind
    canonical: str
    coarse: str  # what it becomes one step coarser, "" when nothing safe can be said


# Rupiah; the upper bounds of the bands an exact amount is published in. The last three are the loss bands
# of the severity list (domain list 4.8).
BANDS = (100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 100_000_000, 1_000_000_000)
_BAND_NAMES = (
    "kurang dari Rp100 ribu", "Rp100-500 ribu", "Rp500 ribu-1 juta", "Rp1-5 juta", "Rp5-10 juta",
    "Rp10-100 juta", "Rp100 juta-1 miliar", "lebih dari Rp1 miliar",
)  # fmt: skip

_UNIT_NUMBERS = {
    "se": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip


_PLAIN_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    months: dict[str, int]
    month_names: tuple[str, ...]
    factors: dict[str, int]
    units: dict[str, str]
    patterns: dict[FactKind, tuple[re.Pattern[str], ...]]
    district: re.Pattern[str]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _lexicon() -> _Lexicon:
    source = resources.files("anonymizer").joinpath("lexicons/facts.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    months = {word: int(number) for number, words in table["months"].items() for word in words}
    factors = {
        word: factor
        for name, factor in (("thousand", 10**3), ("million", 10**6), ("billion", 10**9))
        for word in table["amounts"][name]
    }
    units = {word: kind for kind, words in table["units"].items() for word in words}
    return _Lexicon(
        months=months,
        month_names=tuple(table["month_names"]["id"]),
        factors=factors,
        units=units,
        patterns={
            FactKind.REFERENCE: _reference_patterns(),
            FactKind.DATE: _date_patterns(months),
            FactKind.AMOUNT: _amount_patterns(factors, table["amounts"]["counted"]),
            FactKind.VILLAGE: (_named(table["villages"]["words"], numbered=False),),
            FactKind.UNIT: (_named(units, numbered=True),),
        },
        district=re.compile(
            r"[, ]{1,3}(?P<name>" + _named(table["villages"]["district"], numbered=False).pattern + ")"
        ),
    )


def _reference_patterns() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(
            r"(?<![\w/])[A-Za-z]{0,4}[-.]?\d{1,6}[A-Za-z]?(?:/[\w.\-]{1,20}){1,8}/(?:19|20)\d\d(?![\w/])"
        ),
        re.compile(r"(?<![\w-])[A-Z]{2,5}-(?:19|20)\d\d-\d{3,8}(?:-?[0-9A-Z])?(?![\w-])"),
    )


def _date_patterns(months: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<name>{_any_of(months)})\.?"
    year = r"(?P<year>(?:19|20)\d\d|'?\d\d(?!\d))"
    flags = re.IGNORECASE
    return (
        re.compile(r"(?<![\d/-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])", flags),
        re.compile(
            rf"(?<![\d/.-])(?P<day>\d{{1,2}})(?P<sep>[/.-])(?P<month>\d{{1,2}})(?P=sep){year}(?![\d/-])",
            flags,
        ),
        re.compile(
            rf"(?<![\w/-])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -]{{0,2}}{month}(?:[ ,-]{{1,2}}{year})?(?!\w)",
            flags,
        ),
        re.compile(
            rf"(?<!\w){month} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)(?!\d)", flags
        ),
    )


def _amount_patterns(factors: Iterable[str], counted: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    groups = r"\d{1,3}(?:[. ]\d{3}){1,5}|\d{1,3}(?:,\d{3}){1,5}(?!\d)"
    number = rf"(?P<number>{groups}|\d{{1,15}})(?:,(?P<cents>\d{{1,3}}|-))?(?:,-|,00)?"
    # Bare groups of thousands are money unless something countable follows.
    uncounted = rf"(?![ ]?(?:{_any_of(counted)})\b)"
    factor = rf"(?:[ ]?(?P<factor>{_any_of(factors)})(?!\w))"
    # A lone "m" after a bare number is metres more often than a billion.
    plain = rf"(?:[ ]?(?P<factor>{_any_of(set(factors) - {'m'})})(?!\w))"
    words = "|".join(sorted(_UNIT_NUMBERS, key=len, reverse=True))
    scale = "(?:ribu|juta|miliar|milyar)"
    spelled = rf"(?:{words})(?: ?(?:{words}|belas|puluh|ratus)){{0,8}}"
    flags = re.IGNORECASE
    return (
        re.compile(rf"(?<!\w)(?:rp|idr)[. ]{{0,2}}{number}{factor}?(?![\d])", flags),
        re.compile(rf"(?<![\w.,-])(?P<number>\d{{1,4}})(?:[,.](?P<cents>\d{{1,3}}))?{plain}", flags),
        re.compile(
            rf"(?<![\w.,/-])(?P<number>[1-9]\d{{0,2}}(?:\.\d{{3}}){{1,4}})(?:,-|,00)?(?![\w/-]|[.,]\d){uncounted}",
            flags,
        ),
        re.compile(rf"(?<!\w)(?P<words>{spelled}[ ]?{scale}(?: {spelled}[ ]?{scale}){{0,2}})(?!\w)", flags),
    )


def _named(words: Iterable[str], *, numbered: bool) -> re.Pattern[str]:
    """A class word and what follows it: a number, capitalised words. In all-lower text, one word."""
    number = r"(?:[ ](?:IC|PK))?(?:[ ]\d{1,3})?" if numbered else ""
    name = (
        r"(?:[ ](?:Kec(?:amatan|\.)?[ ])?[A-Z][\w'-]{1,24}){0,3}"
        if numbered
        else r"(?:[ ][A-Z][\w'-]{1,24}){1,3}"
    )
    return re.compile(rf"(?<!\w)(?P<word>(?i:{_any_of(words)}))\.?(?P<rest>{number}{name})(?!\w)")


def find_facts(text: str, kinds: Iterable[FactKind], taken: Sequence[tuple[int, int]] = ()) -> list[Fact]:
    """Return the facts of these kinds, sorted, free of overlaps with each other and with `taken` stretches.

    `taken` are sorted (start, end) pairs, usually the findings of `find`.
    """
    lexicon, found = _lexicon(), list[Fact]()
    wanted = set(kinds)
    # References come first: they may contain what looks like a date or an amount.
    for kind in (FactKind.REFERENCE, *(kind for kind in FactKind if kind in wanted)):
        for pattern in lexicon.patterns[kind]:
            busy = sorted([*taken, *((fact.start, fact.end) for fact in found)])
            found.extend(fact for fact in _facts(text, kind, pattern) if not _overlaps(fact, busy))
    return sorted(fact for fact in _without_overlaps(found) if fact.kind in wanted)


def _overlaps(fact: Fact, busy: list[tuple[int, int]]) -> bool:
    place = bisect_right(busy, (fact.start, fact.end))
    return any(s < fact.end and fact.start < e for s, e in busy[max(0, place - 1) : place + 1])


def _without_overlaps(facts: Iterable[Fact]) -> Iterator[Fact]:
    end = 0
    for fact in sorted(facts, key=lambda f: (f.start, -f.end)):
        if fact.start >= end:
            yield fact
            end = fact.end


def _facts(text: str, kind: FactKind, pattern: re.Pattern[str]) -> Iterator[Fact]:
    read: dict[FactKind, Callable[[str, re.Match[str]], tuple[str, str] | None]] = {
        FactKind.DATE: _read_date,
        FactKind.AMOUNT: _read_amount,
        FactKind.VILLAGE: _read_village,
        FactKind.UNIT: _read_unit,
        FactKind.REFERENCE: _read_reference,
    }
    for match in pattern.finditer(text):
        value = read[kind](text, match)
        if value is not None:
            yield Fact(match.start(), match.end(), kind, *value)


def _read_reference(_: str, match: re.Match[str]) -> tuple[str, str] | None:
    return None if _PLAIN_DATE.fullmatch(match.group()) else (match.group().lower(), "")


def _read_date(_: str, match: re.Match[str]) -> tuple[str, str] | None:
    lexicon, parts = _lexicon(), match.groupdict()
    name = parts.get("name")
    month = lexicon.months[name.lower()] if name else int(parts["month"])
    day = int(parts["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    year = (parts.get("year") or "").strip("'")
    if len(year) == 2:
        year = ("20" if int(year) < 50 else "19") + year
    canonical = f"{year or '-'}-{month:02}-{day:02}"
    return canonical, f"{lexicon.month_names[month - 1]} {year}".strip()


def coarser_year(fact: Fact) -> str:
    """Return the year of a DATE fact, or "" when none is written."""
    return fact.canonical[:4] if fact.canonical[:4].isdecimal() else ""


def _read_amount(_: str, match: re.Match[str]) -> tuple[str, str] | None:
    parts, factors = match.groupdict(), _lexicon().factors
    if parts.get("words"):
        rupiah = _count_words(parts["words"])
    else:
        whole = re.sub(r"[., ]", "", parts["number"])
        factor = factors.get((parts.get("factor") or "").lower(), 1)
        cents = parts.get("cents") or ""
        rupiah = int(whole) * factor
        if cents.isdecimal() and factor > 1:
            rupiah += int(cents) * factor // 10 ** len(cents)
    return (str(rupiah), amount_band(rupiah)) if rupiah else None


def amount_band(rupiah: int) -> str:
    """Return the Indonesian name of the band an amount in rupiah lies in; the lower bound belongs to it."""
    return _BAND_NAMES[bisect_right(BANDS, rupiah)]


def _count_words(words: str) -> int:
    total, current = 0, 0
    for word in re.findall(
        r"se(?=puluh|belas|ratus|ribu|juta)|[a-z]+?(?=belas|puluh|ratus|ribu|juta|\b)|\w+", words.lower()
    ):
        if word in _UNIT_NUMBERS:
            current += _UNIT_NUMBERS[word]
        elif word == "belas":
            current += 10
        elif word in ("puluh", "ratus"):
            scale = 10 if word == "puluh" else 100
            tens, units = divmod(current, 10)
            current = tens * 10 + units * scale
        elif word in ("ribu", "juta", "miliar", "milyar"):
            total += current * {"ribu": 10**3, "juta": 10**6}.get(word, 10**9)
            current = 0
    return total + current


def _read_village(text: str, match: re.Match[str]) -> tuple[str, str]:
    after = _lexicon().district.match(text, match.end())
    return match.group().lower(), after["name"] if after else ""


def _read_unit(_: str, match: re.Match[str]) -> tuple[str, str] | None:
    word = match["word"]
    # "ma", "mas", "pp" are words of everyday language: without capitals and a name they name no school.
    if not match["rest"].strip() or (len(word) <= 3 and not word[0].isupper()):
        return None
    return match.group().lower(), _lexicon().units[word.lower()]
