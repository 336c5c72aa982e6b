"""Recognise the people and numbers of earlier texts of a case, by keyed hashes only: no value is opened."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from anonymizer.disguises import bases, without_digits
from anonymizer.facts import FactKind, find_facts
from anonymizer.forms import canonical_value, digits_of, is_digit_kind, phone_core
from anonymizer.linking import Ordinary, may_stand_alone
from anonymizer.mapping import Entry, Identities, MappingBuilder
from anonymizer.roles import REPORTER_SIDE, Role
from anonymizer.spans import SpanType

MARK_DIGITS = 6  # numbers from this length on are recognised again in later texts of a case

_SPECIFIC = ("NIK", "KK", "NIP", "NPWP", "BPJS", "PORSI", "PHONE", "BANK_ACCOUNT", "ID")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PRINTED_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3}){1,5}|\d{5,15}")  # the ends of "Rp 2.000.000 - 3.000.000"
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Marks:
    """Keyed hashes of a value: `words` of all words of a name, `alone` of what identifies by itself."""

    words: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()


def word_mark(identities: Identities, word: str) -> str:
    """Return the mark of one folded word of a name."""
    return identities.of("mark", "word", word)


def number_mark(identities: Identities, written: str) -> str | None:
    """Return the mark of a number, or None when it is too short to be recognised by itself.

    Phone numbers must agree with and without country code, so all numbers are compared that way.
    """
    digits = phone_core(digits_of(written))
    return identities.of("mark", "number", digits) if len(digits) >= MARK_DIGITS else None


def name_forms(written: str, folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words a name may hide behind in one written word: start, end and folded word.

    The word itself comes first, then without digits around it, with digits read as letters, and without what
    the language glues to names.
    """
    yield 0, len(written), folded
    if len(folded) != len(written):
        return
    core = folded.strip("0123456789")
    begin = folded.find(core)
    plain = without_digits(core)
    if plain != folded:
        yield begin, begin + len(core), plain
    if "1" in core:
        yield begin, begin + len(core), without_digits(core.replace("1", "l"))
    changes = [0, *(change.start() for change in _CAPITAL_INSIDE.finditer(written)), len(written)]
    if len(changes) > 2:
        yield from ((one, other, folded[one:other]) for one, other in itertools.pairwise(changes))
    for start, end in bases(plain):
        yield begin + start, begin + end, plain[start:end]


def digit_spellings(kind: str, canonical: str, written: str) -> list[str]:
    """Return how an amount or a day can be written in digits only: rupiah; day, month and year in a row."""
    if kind == FactKind.AMOUNT:
        if canonical.isdecimal():
            return [canonical]
        return [re.sub(r"\D", "", part) for part in _PRINTED_AMOUNT.findall(written)]
    if kind not in (FactKind.DATE, SpanType.DOB):
        return []
    days = [canonical]
    if kind == SpanType.DOB:
        days = [fact.canonical for fact in find_facts(written, [FactKind.DATE])]
    spellings = []
    for day in days:
        match = _DAY.fullmatch(day)
        if match is not None:
            year, month, number = match.groups()
            spellings += [number + month + year, year + month + number, number + month + year[2:]]
    return spellings


def marks_of(
    identities: Identities, kind: str, words: frozenset[str], written: str, ordinary: Ordinary
) -> Marks:
    """Return the marks by which later texts recognise this value."""
    if kind == SpanType.PERSON:
        of_word = {word: word_mark(identities, word) for word in words if len(word) > 1}
        alone = (mark for word, mark in of_word.items() if may_stand_alone(word) and not ordinary(word))
        return Marks(frozenset(of_word.values()), frozenset(alone))
    mark = number_mark(identities, written) if is_digit_kind(kind) else None
    return Marks() if mark is None else Marks(alone=frozenset({mark}))


def value_key(kind: str, written: str) -> tuple[str, str]:
    """Return what all findings of one value in a text share, whatever kind of number each was taken for."""
    canonical = canonical_value(kind, written)
    if is_digit_kind(kind):
        digits = phone_core("".join(char for char in canonical if char.isdecimal()))
        if len(digits) >= MARK_DIGITS:
            return "number", digits
    return kind, canonical


def specific(kind: str) -> int:
    """Return the rank of a kind among the kinds of numbers: the most specific one is the least."""
    return _SPECIFIC.index(kind) if kind in _SPECIFIC else 0


def known_value(builder: MappingBuilder, kind: str, canonical: str, written: str) -> int | None:
    """Return the place of a value of earlier texts: the same value, or the same digits as another kind."""
    place = builder.known(kind, canonical)
    if place is not None or not is_digit_kind(kind):
        return place
    mark = number_mark(builder.identities, written)
    places = builder.marked(mark) if mark is not None else set()
    return min(places, default=None)


def known_person(
    builder: MappingBuilder, canonical: str, role: Role, marks: Marks, taken: set[int]
) -> int | None:
    """Return the place of the person of earlier texts with this name, or with the only name that fits it.

    A name fits when one holds all words of the other and the two are not on different sides. Who is one
    person within a text is settled before, so the places `taken` by others in it are left out.
    """
    place = builder.known(SpanType.PERSON, canonical)
    if place is not None:
        return place
    places = {place for mark in marks.alone for place in builder.marked(mark)} - taken
    fits = [place for place in places if _may_be(builder.entries[place], role, marks.words)]
    return fits[0] if len(fits) == 1 else None


def _may_be(entry: Entry, role: Role, words: frozenset[str]) -> bool:
    sides = {part in REPORTER_SIDE for part in (entry.role, role) if part != Role.UNKNOWN}
    fits = words <= entry.words or entry.words <= words
    return entry.kind == SpanType.PERSON and fits and len(sides) < 2
