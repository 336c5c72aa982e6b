"""Look for masked values that are still readable in a text, whatever their spelling.

Names are also seen with an ending or a title glued to them ("sulastrinya", "PakWagiman", "wagiman123") and
with digits, signs or letters of other scripts in place of letters ("Wag1man"). The same search serves twice:
before rendering it finds the repeats that must be masked as well, and after rendering it proves that the
output holds none. Knows nothing of policies or labels; a value's owner is any number the caller chose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from anonymizer.disguises import (
    GLUED_LETTERS,
    LONGEST_AFFIX,
    SIGNS,
    beginnings,
    is_ending,
    is_sure_beginning,
    is_sure_ending,
    shape,
)
from anonymizer.forms import (
    BREAK,
    Reading,
    digits_of,
    fold,
    is_digit_kind,
    phone_core,
    read_digits,
    read_letters,
    read_shapes,
    shapes_of,
    words_of,
)
from anonymizer.placeholders import Stretch

SHORT_LETTERS = 3  # below this a value is compared letter for letter, capitals included
WHOLE_DIGITS = 5  # from here on digits are compared as a whole run
ANY_DIGITS = 8  # from here on digits are found inside longer runs too
PREFILTER_LIMIT = 200  # more values than this are found through an index, not one by one
PREFIX = 3
LONGEST_WORD = 40  # letters beyond which nothing is an everyday word

_WORD = re.compile(r"[^\W_]+")
_AS_LETTER = re.compile(rf"(?<=[^\W\d_])[\d{SIGNS}]|[\d{SIGNS}](?=[^\W\d_])")


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
    glued: bool = False  # whether it is looked for inside longer words
    worn: bool = False  # whether the value itself was written with digits for letters


@dataclass(slots=True)
class Values:
    """The masked values of one text, indexed by their canonical forms."""

    letters: dict[str, _Pattern] = field(default_factory=dict)
    runs: dict[str, _Pattern] = field(default_factory=dict)
    digits: dict[str, _Pattern] = field(default_factory=dict)
    shapes: dict[str, _Pattern] = field(default_factory=dict)
    unscannable: int = 0
    is_word: Callable[[str], bool] = lambda _: False  # everyday words that hold a name by chance

    def add(
        self, kind: str, text: str, owner: int, *, ordinary: bool = False, digits: Iterable[str] = ()
    ) -> None:
        """Add one masked value as it was written, with other spellings of it in `digits` only.

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
        if kind == "PERSON" and not exact:
            self._glue(folded)
        for form in self._digit_forms(kind, text):
            table = self.digits if len(form) >= ANY_DIGITS else self.runs
            self._put(table, form, owner, spelling=None)
        for form in digits:
            if len(form) >= WHOLE_DIGITS:
                self._put(self.runs, form, owner, spelling=None)

    def add_word(self, word: str, owner: int) -> None:
        """Add one word of a masked name (already folded): it identifies too, but a kept name may share it."""
        known = self.letters.get(word)
        if known is None:
            self.letters[word] = _Pattern(owner, soft=True, exact=None)
            self._glue(word)

    def _glue(self, form: str) -> None:
        """Look for this name, or word of one, inside longer words and under digits and signs as well."""
        pattern = self.letters[form]
        if len(form) >= GLUED_LETTERS and pattern.exact is None:
            pattern.glued = True
            pattern.worn = not form.isalpha() and not form.isdecimal()
            self.shapes.setdefault(shape(form), pattern)

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
            found.extend(self._search(read_letters(text, stretches), text, letters, bounded=True))
        found.extend(self._disguised(text, stretches))
        if self.runs or self.digits:
            whole = "".join(digits_of(text[start:end]) for start, end in stretches)
            runs, digits = _present(self.runs, whole), _present(self.digits, whole)
            if runs or digits:
                reading = read_digits(text, stretches)
                found.extend(self._search(reading, text, runs, bounded=True))
                found.extend(self._search(reading, text, digits, bounded=False))
        return _without_overlaps(found)

    def _disguised(self, text: str, stretches: Sequence[Stretch]) -> Iterator[Occurrence]:
        """Names under digits and signs; a stretch with none of them is what the reading of letters sees."""
        if not self.shapes:
            return
        worn = any(pattern.worn for pattern in self.shapes.values())
        if not worn and not self._may_be_disguised(text):
            return
        whole = "".join("".join(shapes_of(text[start:end])) for start, end in stretches)
        present = _present(self.shapes, whole)
        if not present:
            return
        for occurrence in self._search(read_shapes(text, stretches), text, present, bounded=True):
            shown = text[occurrence.start : occurrence.end]
            if worn or _AS_LETTER.search(shown) is not None:
                yield occurrence

    def _may_be_disguised(self, text: str) -> bool:
        """Say, at little cost, whether a word with digits or signs has the shape of a name or of a part."""
        if _AS_LETTER.search(text) is None:
            return False
        words = [word for word in shapes_of(text, mixed=True) if len(word) >= SHORT_LETTERS]
        if len(self.shapes) > PREFILTER_LIMIT:
            return bool(words)
        read, forms = BREAK.join(words), BREAK.join(self.shapes)
        return any(form in read for form in self.shapes) or any(word in forms for word in words)

    def _search(
        self, reading: Reading, text: str, table: dict[str, _Pattern], *, bounded: bool
    ) -> Iterator[Occurrence]:
        lengths = _lengths_by_prefix(table)
        string, position, opened = reading.string, 0, 0
        while position < len(string) and lengths:
            hit = None
            clean = not bounded or bool(reading.opens[position])
            if clean:
                opened = position
            if clean or _may_begin(reading, text, opened, position):
                hit = _longest_at(reading, text, table, lengths, position, bounded=bounded, clean=clean)
            if hit is not None and bounded and self._is_everyday(reading, opened, position, hit[0]):
                hit = None
            if hit is None:
                position += 1
                continue
            end, pattern = hit
            soft = pattern.soft or (bounded and not _is_sure(reading, opened, position, end))
            yield Occurrence(reading.starts[position], reading.ends[end - 1], pattern.owner, soft)
            position = end

    def _is_everyday(self, reading: Reading, opened: int, start: int, end: int) -> bool:
        """Say whether what was found is only a part of an everyday word."""
        closed = _closing(reading, end)
        if (opened == start and closed == end) or closed - opened > LONGEST_WORD:
            return False
        if any(reading.opens[start + 1 : end]):
            return False
        return self.is_word(reading.string[opened:closed])


def _present(table: dict[str, _Pattern], whole: str) -> dict[str, _Pattern]:
    """Leave out what is nowhere in a reading without places, which costs a tenth of one with places."""
    if len(table) > PREFILTER_LIMIT:
        return table
    return {form: pattern for form, pattern in table.items() if form in whole}


def _bare(text: str) -> str:
    return "".join(_WORD.findall(text))


def _closing(reading: Reading, end: int) -> int:
    """Return where the word ends of which `end` is inside; not further than the longest ending is long."""
    last = min(end - 1 + LONGEST_AFFIX, len(reading.string) - 1)
    closed = reading.closes.find(1, end - 1, last + 1)
    return (last if closed < 0 else closed) + 1


def _may_begin(reading: Reading, text: str, opened: int, position: int) -> bool:
    """Say whether a name may begin inside a word: behind a title, a digit or a change to capitals."""
    string = reading.string
    if string[position] == BREAK:
        return False
    return (
        _changes(reading, text, position)
        or (string[position - 1].isdecimal() and not string[position].isdecimal())
        or (position - opened <= LONGEST_AFFIX and string[opened:position] in beginnings())
    )


def _may_end(reading: Reading, text: str, end: int) -> bool:
    """Say whether a name may end inside a word: before an ending, a digit or a change to capitals."""
    string = reading.string
    return (
        _changes(reading, text, end)
        or (string[end].isdecimal() and not string[end - 1].isdecimal())
        or is_ending(string[end : _closing(reading, end)], string[end - 1])
    )


def _changes(reading: Reading, text: str, position: int) -> bool:
    """Say whether a capital follows a small letter here, as in "PakWagiman"."""
    return text[reading.starts[position]].isupper() and text[reading.starts[position - 1]].islower()


def _is_sure(reading: Reading, opened: int, start: int, end: int) -> bool:
    """Say whether what is glued to a name is no part of another name."""
    # One letter more than the longest beginning is enough to see that this is none.
    opened = max(opened, start - LONGEST_AFFIX - 1)
    before, after = reading.string[opened:start], reading.string[end : _closing(reading, end)]
    return (not before.isalpha() or is_sure_beginning(before)) and (
        not after.isalpha() or is_sure_ending(after)
    )


def _longest_at(
    reading: Reading,
    text: str,
    table: dict[str, _Pattern],
    lengths: dict[str, list[int]],
    position: int,
    *,
    bounded: bool,
    clean: bool,
) -> tuple[int, _Pattern] | None:
    string = reading.string
    for prefix_length in range(PREFIX, 0, -1):
        for length in lengths.get(string[position : position + prefix_length], ()):
            pattern = table.get(string[position : position + length])
            end = position + length
            # Near the end of the reading a slice is shorter than asked for and may be another, shorter form.
            if pattern is None or end > len(string) or not (clean or pattern.glued):
                continue
            if bounded and not (reading.closes[end - 1] or (pattern.glued and _may_end(reading, text, end))):
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
