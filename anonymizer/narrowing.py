"""What two tables of counts that never fall say about each other's small counts, found by trying values."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from anonymizer.published import HIDDEN, TOTAL, UNBOUNDED, Key, Published

STEPS = 40  # times the number of counts: when trying a value takes longer, the value is taken to be possible


def narrowed(old: Published, new: Published) -> Iterator[tuple[int, Key, int, int]]:
    """Yield the small counts that are narrowed because none fell: table (0 old, 1 new), key, least, most.

    A count is narrowed when a value that its own table leaves open contradicts the two tables together. The
    reader is taken to know that "-" inside a table stands for no small count. Nothing when the tables
    contradict each other: then counts did fall.
    """
    both, apart = _Counts((old, new)), _Counts((old, new))
    both.link()
    if not both.settle() or not apart.settle():
        return
    for number, table in enumerate((old, new)):
        for key, shown in table.cells.items():
            if TOTAL in key or isinstance(shown, int) or shown == HIDDEN:
                continue
            values = range(1, table.small)
            left = [value for value in values if both.may_be(number, key, value)]
            if left and len(left) < len(values):
                alone = [value for value in values if apart.may_be(number, key, value)]
                if left != alone:
                    yield number, key, left[0], left[-1]


class _Counts:
    """The counts of tables as ranges, with sums of rows and columns, and which count is not below which."""

    def __init__(self, tables: Iterable[Published]) -> None:
        self.low: list[int] = []
        self.high: list[int] = []
        self.sums: list[tuple[int, list[int]]] = []
        self.places: list[dict[Key, int]] = []
        for table in tables:
            self._add(table)
        self.sums_of: list[list[int]] = [[] for _ in self.low]
        for number, (total, parts) in enumerate(self.sums):
            for count in (total, *parts):
                self.sums_of[count].append(number)
        self.above: dict[int, int] = {}
        self.below: dict[int, int] = {}

    def _add(self, table: Published) -> None:
        place: dict[Key, int] = {}
        for key, shown in table.cells.items():
            low, high = table.bounds(key)
            place[key] = len(self.low)
            self.low.append(max(low, table.small) if shown == HIDDEN and TOTAL not in key else low)
            self.high.append(high)
        for row in (*table.rows, TOTAL):
            self.sums.append((place[row, TOTAL], [place[row, column] for column in table.columns]))
        for column in (*table.columns, TOTAL):
            self.sums.append((place[TOTAL, column], [place[row, column] for row in table.rows]))
        self.places.append(place)

    def link(self) -> None:
        """Say that no count of the second table is below that of the first."""
        first, second = self.places
        for key in first.keys() & second.keys():
            self.above[first[key]], self.below[second[key]] = second[key], first[key]

    def settle(self) -> bool:
        """Tighten all ranges; False when they contradict each other."""
        return self._follow(self.low, self.high, range(len(self.low)))

    def may_be(self, table: int, key: Key, value: int) -> bool:
        """Say whether nothing speaks against this value."""
        count = self.places[table][key]
        if not self.low[count] <= value <= self.high[count]:
            return False
        low, high = self.low.copy(), self.high.copy()
        low[count] = high[count] = value
        return self._follow(low, high, [count])

    def _follow(self, low: list[int], high: list[int], moved: Iterable[int]) -> bool:
        waiting, steps = deque(moved), STEPS * len(low)
        while waiting and steps:
            steps -= 1
            count = waiting.popleft()
            if low[count] > high[count]:
                return False
            waiting.extend(self._neighbours(low, high, count))
        return True

    def _neighbours(self, low: list[int], high: list[int], count: int) -> Iterator[int]:
        """Tighten what hangs together with a count, and yield what moved."""
        above, below = self.above.get(count), self.below.get(count)
        if above is not None and low[above] < low[count]:
            low[above] = low[count]
            yield above
        if below is not None and high[below] > high[count]:
            high[below] = high[count]
            yield below
        for number in self.sums_of[count]:
            yield from _tighten(low, high, *self.sums[number])


def _tighten(low: list[int], high: list[int], total: int, parts: list[int]) -> Iterator[int]:
    least, most = sum(low[part] for part in parts), sum(high[part] for part in parts)
    if _narrow(low, high, total, least, most):
        yield total
    total_low, total_high = low[total], high[total]
    for part in parts:
        part_low, part_high = low[part], high[part]
        if _narrow(low, high, part, total_low - (most - part_high), total_high - (least - part_low)):
            yield part


def _narrow(low: list[int], high: list[int], count: int, least: int, most: int) -> bool:
    """Sums of unbounded counts say nothing and are left alone."""
    moved = False
    if low[count] < least and abs(least) < UNBOUNDED // 2:
        low[count], moved = least, True
    if most < high[count] and abs(most) < UNBOUNDED // 2:
        high[count], moved = most, True
    return moved
