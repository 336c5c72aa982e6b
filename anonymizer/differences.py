"""What a reader learns who compares two published tables of counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anonymizer.narrowing import narrowed
from anonymizer.published import TOTAL, UNBOUNDED, CountsError, Key, Published


class DifferenceError(CountsError):
    """Comparing this table with an earlier one would show a small count; `exposures` says where."""

    def __init__(self, exposures: Sequence[Exposure]) -> None:
        super().__init__(f"{len(exposures)} small differences from an earlier release")
        self.exposures = tuple(exposures)


@dataclass(frozen=True, slots=True, order=True)
class Exposure:
    """A key of which a reader of two releases can narrow something small to `low` to `high`.

    `what` is "change" for the change between the releases, "earlier" or "later" for the count itself in one.
    """

    row: str
    column: str
    low: int
    high: int
    what: str = "change"


def differences(old: Published, new: Published, *, running: bool = True) -> list[Exposure]:
    """Return where a reader who subtracts two published tables learns more than that a change was small.

    Uses only published figures, and that changes of rows and columns add up to changes of totals: bounds are
    tightened until nothing moves. A row or column that is missing in the old table counts 0 there. Falling
    counts are looked at like rising ones.

    `running` says that readers may know that no count ever falls from one release to the next, as when each
    counts everything since a first day; then small counts inside either table must not be narrowed by that
    either. Pass False only for counts of separate times. Where a published count fell, nobody can know it.
    """
    grown = set(old.rows) <= set(new.rows) and set(old.columns) <= set(new.columns)
    bounds: dict[Key, tuple[int, int]] = {}
    for key in new.cells:
        if key in old.cells or grown:
            old_low, old_high = old.bounds(key) if key in old.cells else (0, 0)
            new_low, new_high = new.bounds(key)
            bounds[key] = (new_low - old_high, new_high - old_low)
    if grown:
        _tighten(bounds, new.rows, new.columns)
    small = max(old.small, new.small)
    found = [
        Exposure(*key, low, high)
        for key, (low, high) in bounds.items()
        if _tells_more(low, high, small) or _tells_more(-high, -low, small)
    ]
    if running:
        for number, key, low, high in narrowed(old, new):
            found.append(Exposure(*key, low, high, ("earlier", "later")[number]))
    return sorted(found)


def _tells_more(low: int, high: int, small: int) -> bool:
    """Say whether a change is known to be small, and more exactly than "<5" says."""
    return low >= 1 and high < small and (low, high) != (1, small - 1)


def _tighten(bounds: dict[Key, tuple[int, int]], rows: Sequence[str], columns: Sequence[str]) -> None:
    sums = [((row, TOTAL), [(row, column) for column in columns]) for row in (*rows, TOTAL)]
    sums += [((TOTAL, column), [(row, column) for row in rows]) for column in (*columns, TOTAL)]
    moved = True
    rounds = 0
    while moved and rounds < len(bounds) + 1:
        moved, rounds = False, rounds + 1
        for total, parts in sums:
            moved |= _tighten_sum(bounds, total, parts)


def _tighten_sum(bounds: dict[Key, tuple[int, int]], total: Key, parts: Sequence[Key]) -> bool:
    low = sum(bounds[part][0] for part in parts)
    high = sum(bounds[part][1] for part in parts)
    moved = _narrow(bounds, total, low, high)
    total_low, total_high = bounds[total]
    for part in parts:
        part_low, part_high = bounds[part]
        moved |= _narrow(bounds, part, total_low - (high - part_high), total_high - (low - part_low))
    return moved


def _narrow(bounds: dict[Key, tuple[int, int]], key: Key, low: int, high: int) -> bool:
    """Sums of unbounded counts say nothing and are left alone."""
    old_low, old_high = bounds[key]
    new_low = low if old_low < low and abs(low) < UNBOUNDED // 2 else old_low
    new_high = high if high < old_high and abs(high) < UNBOUNDED // 2 else old_high
    bounds[key] = (new_low, new_high)
    return (new_low, new_high) != (old_low, old_high)
