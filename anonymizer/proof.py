"""Look for masked values that are still readable in a text, whatever their spelling.

The same search serves twice: before rendering it finds the repeats that must be masked as well, and after
rendering it proves that the output holds none. Knows nothing of policies or labels; a value's owner is any
number the caller chose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from anonymizer.forms import (
    Reading,
    digits_of,
    fold,
    is_digit_kind,
    phone_core,
    read_digits,
    read_letters,
    words_of,
)
from anonymizer.placeholders import Stretch

SHORT_LETTERS = 3  # below this a value is compared letter for letter, capitals included
WHOLE_DIGITS = 5  # from here on digits are compared as a whole run
ANY_DIGITS = 8  # from here on digits are found inside longer runs too
PREFILTER_LIMIT = 200  # more values than this are found through an index, not one by one
PREFIX = 3

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A stretch of text that shows the value of `owner`; `soft` when it shows only one word of a name."""

    start: int
    end: int
    owner: int
    soft: bool


@dataclass(slots=True)
class _Pattern:
    owner: int
    soft: bool
    exact: set[str] | None  # None: any capitals; otherwise only these spellings


@dataclass(slots=True)
class Values:
    """The masked values of one text, indexed by their canonical forms."""

    letters: dict[str, _Pattern] = field(default_factory=dict)
    runs: dict[str, _Pattern] = field(default_factory=dict)
    digits: dict[str, _Pattern] = field(default_factory=dict)
    unscannable: int = 0

    def add(self, kind: str, text: str, owner: int, *, ordinary: bool = False) -> None:
        """Add one masked value as it was written.

        `ordinary` says that the value is an everyday word as well, so only the same spelling with the
        same capitals counts as the value. A value without letters or digits cannot be looked for and
        only raises the `unscannable` count.
        """
        folded = fold(text)
        if not folded:
            self.unscannable += 1
            return
        exact = ordinary or len(folded) < SHORT_LETTERS
        self._put(self.letters, folded, owner, spelling=_bare(text) if exact else None)
        for digits in self._digit_forms(kind, text):
            table = self.digits if len(digits) >= ANY_DIGITS else self.runs
            self._put(table, digits, owner, spelling=None)

    def add_word(self, word: str, owner: int) -> None:
        """Add one word of a masked name (already folded): it identifies too, but a kept name may share it."""
        known = self.letters.get(word)
        if known is None:
            self.letters[word] = _Pattern(owner, soft=True, exact=None)

    def _digit_forms(self, kind: str, text: str) -> set[str]:
        if not is_digit_kind(kind):
            return set()
        digits = digits_of(text)
        forms = {digits}
        if kind == "PHONE":
            forms.add(phone_core(digits))
        return {form for form in forms if len(form) >= WHOLE_DIGITS}

    @staticmethod
    def _put(table: dict[str, _Pattern], form: str, owner: int, *, spelling: str | None) -> None:
        known = table.get(form)
        if known is None or known.soft:
            table[form] = _Pattern(owner, soft=False, exact=None if spelling is None else {spelling})
        elif spelling is None:
            known.exact = None
        elif known.exact is not None:
            known.exact.add(spelling)

    def occurrences(self, text: str, stretches: Sequence[Stretch]) -> list[Occurrence]:
        """Return every value readable in the stretches, sorted and free of overlaps; longest first.

        No value is read across the border between two stretches.
        """
        found: list[Occurrence] = []
        whole = "".join(word for start, end in stretches for word in words_of(text[start:end]))
        letters = _present(self.letters, whole)
        if letters:
            found.extend(_search(read_letters(text, stretches), text, letters, bounded=True))
        if self.runs or self.digits:
            whole = "".join(digits_of(text[start:end]) for start, end in stretches)
            runs, digits = _present(self.runs, whole), _present(self.digits, whole)
            if runs or digits:
                reading = read_digits(text, stretches)
                found.extend(_search(reading, text, runs, bounded=True))
                found.extend(_search(reading, text, digits, bounded=False))
        return _without_overlaps(found)


def _present(table: dict[str, _Pattern], whole: str) -> dict[str, _Pattern]:
    """Leave out what is nowhere in a reading without places, which costs a tenth of one with places."""
    if len(table) > PREFILTER_LIMIT:
        return table
    return {form: pattern for form, pattern in table.items() if form in whole}


def _bare(text: str) -> str:
    return "".join(_WORD.findall(text))


def _search(
    reading: Reading, text: str, table: dict[str, _Pattern], *, bounded: bool
) -> Iterator[Occurrence]:
    lengths = _lengths_by_prefix(table)
    if not lengths:
        return
    string, position = reading.string, 0
    while position < len(string):
        hit = None
        if reading.opens[position] or not bounded:
            hit = _longest_at(reading, text, table, lengths, position, bounded=bounded)
        if hit is None:
            position += 1
            continue
        end, pattern = hit
        yield Occurrence(reading.starts[position], reading.ends[end - 1], pattern.owner, pattern.soft)
        position = end


def _longest_at(
    reading: Reading,
    text: str,
    table: dict[str, _Pattern],
    lengths: dict[str, list[int]],
    position: int,
    *,
    bounded: bool,
) -> tuple[int, _Pattern] | None:
    string = reading.string
    for prefix_length in range(PREFIX, 0, -1):
        for length in lengths.get(string[position : position + prefix_length], ()):
            pattern = table.get(string[position : position + length])
            end = position + length
            # Near the end of the reading a slice is shorter than asked for and may be another, shorter form.
            if pattern is None or end > len(string) or (bounded and not reading.closes[end - 1]):
                continue
            if pattern.exact is None or (
                _bare(text[reading.starts[position] : reading.ends[end - 1]]) in pattern.exact
            ):
                return end, pattern
    return None


def _lengths_by_prefix(table: dict[str, _Pattern]) -> dict[str, list[int]]:
    lengths: dict[str, set[int]] = {}
    for form in table:
        lengths.setdefault(form[:PREFIX], set()).add(len(form))
    return {prefix: sorted(sizes, reverse=True) for prefix, sizes in lengths.items()}


def _without_overlaps(found: Iterable[Occurrence]) -> list[Occurrence]:
    kept: list[Occurrence] = []
    for occurrence in sorted(found, key=lambda o: (o.start, -o.end, o.soft)):
        if kept and occurrence.start < kept[-1].end:
            if occurrence.end <= kept[-1].end:
                continue
            occurrence = Occurrence(kept[-1].end, occurrence.end, occurrence.owner, occurrence.soft)
        kept.append(occurrence)
    return kept
