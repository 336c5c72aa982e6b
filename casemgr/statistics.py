"""Counts for people who lead: small cells hidden, on-time shares, and nothing that names a case.

The counts come from cases the person can see anyway (`visible_cases`); hiding small cells protects those who
read the printed or exported table. A cell of one to four is hidden, and further cells where a published total
would give it away (secondary suppression; Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
Different tables set against each other can still tell more than one table alone; the threat model says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

SMALLEST_SHOWN = 5
"""Counts from 1 up to one less than this are hidden."""

_MOST_HIDDEN = SMALLEST_SHOWN - 1

Hidden = Literal["no", "small", "complement"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of a table: its value, or None with the reason why it is hidden."""

    value: int | None
    hidden: Hidden = "no"


def cell(count: int) -> Cell:
    """Give a count that stands alone, hidden when it is one to four."""
    return Cell(None, "small") if 0 < count < SMALLEST_SHOWN else Cell(count)


def share(part: int, whole: int) -> int | None:
    """Give the share in whole per cent, or None when it would tell a small count of the part or the rest."""
    if whole < SMALLEST_SHOWN or cell(part).hidden == "small" or cell(whole - part).hidden == "small":
        return None
    return round(100 * part / whole)


def suppress(counts: Sequence[Sequence[int]], *, row_totals: bool = True) -> list[list[Cell]]:
    """Hide what must not be seen in a rectangular table of counts; column totals count as published.

    `row_totals` says whether each row's sum is published too. First every count of one to four is hidden.
    Then, in each line with a published total, the smallest shown non-zero count is hidden too, until no hidden
    small count of that line can be worked out. Raises ValueError for a ragged table or a negative count.
    """
    if any(len(row) != len(counts[0]) for row in counts) or any(n < 0 for row in counts for n in row):
        raise ValueError("a table of counts is rectangular and not negative")
    hidden: list[list[Hidden]] = [[cell(n).hidden for n in row] for row in counts]
    lines = _lines(len(counts), len(counts[0]) if counts else 0, row_totals=row_totals)
    while _hide_one_more(counts, hidden, lines):
        pass
    return [
        [Cell(n) if why == "no" else Cell(None, why) for n, why in zip(row, reasons, strict=True)]
        for row, reasons in zip(counts, hidden, strict=True)
    ]


Place = tuple[int, int]


def _lines(rows: int, columns: int, *, row_totals: bool) -> list[list[Place]]:
    lines = [[(row, column) for row in range(rows)] for column in range(columns)]
    if row_totals:
        lines += [[(row, column) for column in range(columns)] for row in range(rows)]
    return lines


def _hide_one_more(
    counts: Sequence[Sequence[int]], hidden: list[list[Hidden]], lines: Iterable[list[Place]]
) -> bool:
    for line in lines:
        shown = [at for at in line if hidden[at[0]][at[1]] == "no" and counts[at[0]][at[1]] > 0]
        if shown and _gives_away(counts, hidden, line):
            row, column = min(shown, key=lambda at: (counts[at[0]][at[1]], at))
            hidden[row][column] = "complement"
            return True
    return False


def _gives_away(counts: Sequence[Sequence[int]], hidden: list[list[Hidden]], line: list[Place]) -> bool:
    """Say whether the line's total leaves only one value for its hidden small counts."""
    small = [counts[r][c] for r, c in line if hidden[r][c] == "small"]
    large = [counts[r][c] for r, c in line if hidden[r][c] == "complement"]
    if not small:
        return False
    total = sum(small) + sum(large)
    possible = [
        guess
        for guess in range(1, SMALLEST_SHOWN)
        if _reachable(total - guess, len(small) - 1, bool(large), len(large) * SMALLEST_SHOWN)
    ]
    return len(possible) < 2


def _reachable(total: int, others: int, has_large: bool, large_at_least: int) -> bool:
    """Say whether `others` counts of 1 to 4 and the larger hidden counts together can make `total`."""
    return any(
        rest >= large_at_least if has_large else rest == 0
        for rest in (total - small for small in range(others, others * _MOST_HIDDEN + 1))
    )
