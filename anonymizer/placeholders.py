"""The written form of labels: ⟦ORANG-3⟧, ⟦ORANG-3b⟧, ⟦TANGGAL-1: Maret 2026⟧, and the escape of a bracket.

The grammar is specified in `docs/spec/placeholders.md`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

OPENING, CLOSING = "⟦", "⟧"
ESCAPED = "⟦KURUNG⟧"  # stands for one opening bracket that was in the text

_LABEL = re.compile(
    r"⟦(?:KURUNG|(?P<name>[A-Z]{2,9})-(?P<number>[1-9]\d{0,8})(?P<letters>[a-z]{0,4})(?:: [^⟦⟧\n]{0,80})?)⟧",
    re.ASCII,
)

Stretch = tuple[int, int]


def placeholders(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield start, end and label of every placeholder; the label of an escaped bracket is None."""
    for match in _LABEL.finditer(text):
        yield match.start(), match.end(), _label_of(match)


def placeholder(label: str, coarse: str) -> str:
    """Return the written form of a label, with the coarser value when there is one."""
    return f"{OPENING}{label}: {coarse}{CLOSING}" if coarse else f"{OPENING}{label}{CLOSING}"


def escape(text: str) -> str:
    """Return the text with every opening bracket escaped, so that nothing in it can be read as a label."""
    return text.replace(OPENING, ESCAPED)


def restore(text: str, value: Callable[[str], str | None]) -> str:
    """Undo escapes and replace every label for which `value` has an answer."""

    def original(match: re.Match[str]) -> str:
        label = _label_of(match)
        if label is None:
            return OPENING
        restored = value(label)
        return match.group() if restored is None else restored

    return _LABEL.sub(original, text)


def _label_of(match: re.Match[str]) -> str | None:
    return f"{match['name']}-{match['number']}{match['letters']}" if match["name"] else None


def gaps(taken: Sequence[Stretch], length: int) -> list[Stretch]:
    """Return what sorted stretches leave free between 0 and `length`."""
    free, last = [], 0
    for start, end in taken:
        if start > last:
            free.append((last, start))
        last = max(last, end)
    if last < length:
        free.append((last, length))
    return free


def touching(stretches: Sequence[Stretch], start: int, end: int) -> Sequence[Stretch]:
    """Return those of sorted stretches without overlaps that share a character with `start` to `end`."""
    first = bisect_right(stretches, (start, start))
    if first and stretches[first - 1][1] > start:
        first -= 1
    return stretches[first : bisect_left(stretches, (end, 0))] if start < end else ()
