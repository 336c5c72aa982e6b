"""Find the facts of a complaint that are nobody's number but narrow the circle, and make them coarser.

Facts are event dates, amounts of money, villages, named units, letter and case numbers, and links to pages of
public offices that point at one case or person. What each kind looks like is in `dates`, `amounts`, `places`
and `pages`. Law citations ("Nomor 94 Tahun 2021") are not references.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from anonymizer.amounts import BANDS, Found, amount_band, find_amounts
from anonymizer.dates import find_dates, find_roman_dates
from anonymizer.pages import find_pages
from anonymizer.places import find_references, find_units, find_villages
from anonymizer.view import View, look

__all__ = ["BANDS", "Fact", "FactKind", "amount_band", "coarser_year", "find_facts"]


class FactKind(StrEnum):
    """The kinds of facts a policy may keep, mask or make coarser."""

    DATE = "DATE"
    AMOUNT = "AMOUNT"
    VILLAGE = "VILLAGE"
    UNIT = "UNIT"
    REFERENCE = "REFERENCE"
    LINK = "LINK"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A stretch of text with a fact; `canonical` is what its spellings share.

    DATE: "2026-03-12", "--03-12" when no year is written, "---12" for a day alone, "2026-03-12+13" for
    several, "h1446-01-01" by the Islamic calendar. AMOUNT: whole rupiah as digits, or the folded words when
    they could not be counted. Others: folded words.
    """

    start: int
    end: int
    kind: FactKind
    canonical: str
    coarse: str  # what it becomes one step coarser, "" when nothing safe can be said


_BLANK = "\x00"
_FINDERS: dict[FactKind, Callable[[str], Iterator[Found]]] = {
    FactKind.DATE: find_dates,
    FactKind.AMOUNT: find_amounts,
    FactKind.VILLAGE: find_villages,
    FactKind.UNIT: find_units,
    FactKind.REFERENCE: find_references,
    FactKind.LINK: find_pages,
}


def find_facts(text: str, kinds: Iterable[FactKind], taken: Sequence[tuple[int, int]] = ()) -> list[Fact]:
    """Return the facts of these kinds, sorted, free of overlaps with each other and with `taken` stretches.

    `taken` are sorted (start, end) pairs, usually the findings of `find`.
    """
    view, wanted = look(text), set(kinds)
    busy, found = list(taken), list[Fact]()
    # Links and references come first: they may contain what looks like a date or an amount.
    first = [FactKind.LINK, FactKind.REFERENCE] if FactKind.LINK in wanted else [FactKind.REFERENCE]
    for kind in (*first, *(kind for kind in FactKind if kind in wanted.difference(first))):
        # Names of villages are learnt from addresses, too, to find them again outside.
        read = view if kind is FactKind.VILLAGE else _blanked(view, busy)
        new = list(_without_overlaps(_free(_facts(read, kind), sorted(busy))))
        found.extend(new)
        busy.extend((fact.start, fact.end) for fact in new)
    return sorted(fact for fact in found if fact.kind in wanted)


def coarser_year(fact: Fact) -> str:
    """Return the year of a DATE fact, or "" when none is written or it is no common year."""
    return fact.canonical[:4] if fact.canonical[:4].isdecimal() else ""


def _facts(view: View, kind: FactKind) -> Iterator[Fact]:
    if kind is FactKind.DATE:
        for start, end, canonical, coarse in find_roman_dates(view.text):
            yield Fact(start, end, kind, canonical, coarse)
    for start, end, canonical, coarse in _FINDERS[kind](view.folded):
        yield Fact(*view.original(start, end), kind, canonical, coarse)


def _blanked(view: View, busy: Iterable[tuple[int, int]]) -> View:
    """The view with what is taken already made unreadable, so that no fact reaches into it."""
    text, folded = list(view.text), list(view.folded)
    for start, end in busy:
        text[start:end] = _BLANK * (end - start)
        first, last = (
            (start, end)
            if view.offsets is None
            else (bisect_left(view.offsets, start), bisect_left(view.offsets, end))
        )
        folded[first:last] = _BLANK * (last - first)
    blank = "".join(folded)
    return View("".join(text), blank, blank.lower(), view.offsets)


def _free(facts: Iterable[Fact], busy: list[tuple[int, int]]) -> Iterator[Fact]:
    for fact in facts:
        place = bisect_left(busy, (fact.start, fact.end))
        around = busy[max(0, place - 1) : place + 1]
        if not any(start < fact.end and fact.start < end for start, end in around):
            yield fact


def _without_overlaps(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Of facts that overlap the one that begins first stays, of those the longest, then the surer."""
    end = 0
    for fact in sorted(facts, key=lambda f: (f.start, -f.end)):
        if fact.start >= end:
            yield fact
            end = fact.end
