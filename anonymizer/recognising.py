"""Recognise the people and values of earlier texts of a case, by keyed hashes only: no value is opened."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from anonymizer.disguises import bases, without_digits
from anonymizer.facts import FactKind, find_facts
from anonymizer.forms import (
    BREAK,
    INVISIBLE,
    MAX_GAP,
    NUMBER_WORDS,
    canonical_value,
    digits_of,
    fold,
    is_digit_kind,
    phone_core,
    read_digits,
    spellings_of,
    words_of,
)
from anonymizer.growing import MOST_PLACES, MappingBuilder
from anonymizer.linking import STEM_WORD, Ordinary, is_ordinary, may_stand_alone
from anonymizer.mapping import Entry, Identities
from anonymizer.roles import REPORTER_SIDE, Role
from anonymizer.spans import SpanType

MARK_DIGITS = 6  # numbers from this length on are recognised again in later texts of a case

_SPECIFIC = ("NIK", "KK", "NIP", "NPWP", "BPJS", "PORSI", "PHONE", "BANK_ACCOUNT", "ID")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PRINTED_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3}){1,5}|\d{5,15}")  # the ends of "Rp 2.000.000 - 3.000.000"
_SPELLED = frozenset(
    {SpanType.EMAIL, SpanType.HANDLE, SpanType.URL, SpanType.PLATE, SpanType.PASSPORT, SpanType.ADDRESS}
)
_MOST_WORDS = {"PERSON": 8, "EMAIL": 6, "HANDLE": 4, "PLATE": 4, "PASSPORT": 4}
LONGEST_VALUE = 12  # words up to which a value is recognised as a whole
GENDERS = "mf"
_SCHEMES = frozenset({"http", "https", "www"})
_NUMBER_RUN = re.compile(r"\d(?:[ .\-]?\d){5,24}")
_ODD_DIGITS = re.compile(
    rf"[^\W\d_]\d|\d[^\W\d_]|[^\x00-\x7f]|\b(?i:{'|'.join(NUMBER_WORDS)})\b|\d(?:\W{{2,3}}|[^\w .\-])\d"
)
_TOKEN = re.compile(rf"[^\W_]+(?:[{INVISIBLE}]+[^\W_]+)*")
_LETTER_OR_DIGIT = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_IN_A_NAME = re.compile(r"[\s._-]*")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Marks:
    """Keyed hashes of a value: `words` of all words of a name, `alone` of what identifies by itself.

    Of a value that is no name, `words` are those with which it may begin.
    """

    words: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands and its folded form."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class Named:
    """A person of a text: by what they are known, the words of their names, and "m" or "f" by their title."""

    identity: str
    words: frozenset[str]
    gender: str


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
    identities: Identities,
    kind: str,
    words: frozenset[str],
    written: str,
    ordinary: Ordinary,
    *,
    gender: str = "",
) -> Marks:
    """Return the marks by which later texts recognise this value; `gender` is that of a person's title."""
    if kind == SpanType.PERSON:
        of_word = {word: word_mark(identities, word) for word in words if len(word) > 1}
        alone = {mark for word, mark in of_word.items() if may_stand_alone(word) and not ordinary(word)}
        if len(words) == 1 and written and all(map(ordinary, words)):
            alone.add(capitals_mark(identities, written))
        everyday = (word for word in of_word if may_stand_alone(word) and ordinary(word))
        alone.update(titled_mark(identities, word) for word in everyday)
        if gender:
            alone.update(gender_mark(identities, word, gender) for word in words)
        return Marks(frozenset(of_word.values()), frozenset(alone))
    if kind == SpanType.DOB:
        return Marks(alone=frozenset(_day_marks(identities, written)))
    if kind in _SPELLED:
        return Marks(words=frozenset(word_mark(identities, word) for word in _beginnings(kind, written)))
    mark = number_mark(identities, written) if is_digit_kind(kind) else None
    return Marks() if mark is None else Marks(alone=frozenset({mark}))


def capitals_mark(identities: Identities, written: str) -> str:
    """Return the mark of a name that is an everyday word, which only its capitals tell from the word."""
    return identities.of("mark", "capitals", "".join(_TOKEN.findall(written)))


def titled_mark(identities: Identities, word: str) -> str:
    """Return the mark of a name's word that is an everyday word: a name behind a title ("Pak Untung")."""
    return identities.of("mark", "titled", word)


def gender_mark(identities: Identities, word: str, gender: str) -> str:
    """Return the mark that says which title, "m" or "f", stood before a name with this word."""
    return identities.of("mark", gender, word)


def day_mark(identities: Identities, day: str) -> str:
    """Return the mark of a day of birth, written as in `Fact.canonical`."""
    return identities.of("mark", "day", day)


def _day_marks(identities: Identities, written: str) -> Iterator[str]:
    for fact in find_facts(written, [FactKind.DATE]):
        yield day_mark(identities, fact.canonical)
        for digits in digit_spellings(FactKind.DATE, fact.canonical, written):
            mark = number_mark(identities, digits)
            if mark is not None:
                yield mark


def _beginnings(kind: str, written: str) -> set[str]:
    """The folded words a value may begin with, however it is split: "b" and "b1234" of "B 1234 XYZ"."""
    canonical = canonical_value(kind, written)
    as_written, words = words_of(written), words_of(canonical)
    if not words or max(len(words), len(as_written)) > LONGEST_VALUE:
        return set()
    if len(words) == 1 and (len(words[0]) < STEM_WORD or is_ordinary(words[0])):
        return set()  # an account "@bagus" is a word of everyday language, too
    whole = "".join(words) if kind in (SpanType.PLATE, SpanType.PASSPORT) else words[0]
    begun = {whole[: cut.start()] for cut in _LETTER_OR_DIGIT.finditer(whole)}
    return ({as_written[0], words[0], whole} | begun | spellings_of(words[0])) - _SCHEMES


def known_value_at(
    builder: MappingBuilder, text: str, words: Sequence[Word], ordinary: Ordinary
) -> tuple[int, int] | None:
    """Return end and place of the longest value of earlier texts that begins with the first word, or None.

    A name has at least two words here: single ones have marks of their own.
    """
    places = builder.worded(word_mark(builder.identities, words[0].folded))
    kinds, found = sorted({builder.at(place).kind for place in places}), None
    for count in range(1, min(len(words), LONGEST_VALUE) + 1 if kinds else 1):
        # A name goes on only with words of names; its last one may carry an ending.
        inner = words[count - 2].folded if count > 2 else ""
        if len(inner) > 1 and not builder.worded(word_mark(builder.identities, inner)):
            kinds = [kind for kind in kinds if kind != SpanType.PERSON]
        for kind in (kind for kind in kinds if count <= _MOST_WORDS.get(kind, LONGEST_VALUE)):
            for end, value in _readings(kind, text, words[:count], ordinary):
                place = builder.known(kind, value)
                if place is not None:
                    found = end, place
    return found


def _readings(kind: str, text: str, words: Sequence[Word], ordinary: Ordinary) -> Iterator[tuple[int, str]]:
    """Where the value ends that these words may be, and its canonical form, also without a name's ending."""
    last = words[-1]
    if kind != SpanType.PERSON:
        if len(words) > 1 or not (len(last.folded) < STEM_WORD or ordinary(last.folded)):
            yield last.end, canonical_value(kind, text[words[0].start : last.end])
        return
    between = "".join(text[one.end : other.start] for one, other in itertools.pairwise(words))
    # "bagus, cahaya" are two words of a sentence, "bagus cahaya" is the name.
    if len(words) == 1 or (
        not _IN_A_NAME.fullmatch(between) and all(ordinary(word.folded) for word in words)
    ):
        return
    begun = [word.folded for word in words[:-1]]
    for start, end in ((0, len(last.folded)), *bases(last.folded)):
        if start == 0 and (end == len(last.folded) or len(last.folded) == last.end - last.start):
            yield last.end - len(last.folded[end:]), " ".join([*begun, last.folded[:end]])


def numbers_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where numbers stand that may be known: runs of digits, also in words, other scripts, or glued."""
    for match in _NUMBER_RUN.finditer(text, start, end):
        yield match.span()
    if _ODD_DIGITS.search(text, start, end) is None:
        return
    reading, position = read_digits(text, [(start, end)]), 0
    for run in reading.string.split(BREAK):
        if len(run) >= MARK_DIGITS:
            yield reading.starts[position], reading.ends[position + len(run) - 1]
        position += len(run) + 1


def words_in(text: str, start: int, end: int) -> list[list[Word]]:
    """Return the words of a stretch in order, in lists that no value bridges."""
    runs, last = list[list[Word]]([[]]), start
    for match in _TOKEN.finditer(text, start, end):
        if match.start() - last > MAX_GAP:
            runs.append([])
        runs[-1].append(Word(match.start(), match.end(), fold(match.group())))
        last = match.end()
    return runs


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


def identity_of(builder: MappingBuilder, name: str, gender: str) -> str:
    """Return by what a person is known: the name, and its title when people of other titles share it.

    Only a single name may be that of several people: "Bu Budi" is not "Pak Budi", and a bare "Budi"
    beside both is neither.
    """
    if " " in name:
        return name
    titled = [
        title for title in GENDERS if builder.known(SpanType.PERSON, with_title(name, title)) is not None
    ]
    place = builder.known(SpanType.PERSON, name)
    if not gender:
        return with_title(name, "") if titled else name
    other = place is not None and _is_another(builder, builder.at(place), [name], gender)
    return with_title(name, gender) if gender in titled or other else name


def with_title(name: str, gender: str) -> str:
    """Return the identity of a name that several people of this case share."""
    return f"{name} ({gender or '?'})"


def known_person(
    builder: MappingBuilder, person: Named, role: Role, marks: Marks, taken: set[int]
) -> int | None:
    """Return the place of the person of earlier texts with this name, or with the only name that fits it.

    A name fits when one holds all words of the other, the titles agree, and the two are not on different
    sides. Who is one person within a text is settled before, so places `taken` by others in it are left out.
    """
    place = builder.known(SpanType.PERSON, person.identity)
    if place is not None:
        return place
    marked = [builder.marked(mark) for mark in marks.alone & marks.words]
    if not marked and len(marks.words) > 1:
        marked = [builder.worded(mark) for mark in marks.words]
    fits = [
        place
        for place in frozenset().union(*marked) - taken
        if _may_be(builder.at(place), role, marks.words)
        and not _is_another(builder, builder.at(place), person.words, person.gender)
    ]
    return fits[0] if len(fits) == 1 else None


def is_doubtful(builder: MappingBuilder, marks: Marks) -> bool:
    """Say whether the name is part of that of somebody on the reporter's side, or holds it."""
    places = frozenset[int]().union(*(builder.worded(mark) for mark in marks.words))
    return len(places) >= MOST_PLACES or any(
        entry.kind == SpanType.PERSON
        and entry.role in REPORTER_SIDE
        and (marks.words <= entry.words or (bool(entry.words) and entry.words <= marks.words))
        for entry in map(builder.at, places)
    )


def _may_be(entry: Entry, role: Role, words: frozenset[str]) -> bool:
    sides = {part in REPORTER_SIDE for part in (entry.role, role) if part != Role.UNKNOWN}
    fits = words <= entry.words or entry.words <= words
    return entry.kind == SpanType.PERSON and fits and len(sides) < 2


def _is_another(builder: MappingBuilder, entry: Entry, words: Iterable[str], gender: str) -> bool:
    """Say whether the other title, and never this one, stood before a name with one of these words."""
    if not gender:
        return False
    here, there = (
        {gender_mark(builder.identities, word, title) for word in words}
        for title in (gender, GENDERS.replace(gender, ""))
    )
    return bool(there & entry.marks) and not here & entry.marks
