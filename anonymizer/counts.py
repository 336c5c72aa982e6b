"""Publish counts without showing anybody: small cells and differences between releases.

A published table is frozen: it is never recomputed under the same name. One table has two dimensions and its
totals; two tables of the same cases by different dimensions are protected one by one, not against each other,
which is why a release should be a fixed, short list of tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from anonymizer.errors import AnonymizerError

SMALL = 5  # counts below this and above zero are not published (reference list, section 4)
TOTAL = "*"  # stands for a row's or column's total in keys of published tables
HIDDEN = "-"  # shown for a count that is not small itself but would give a small one away
FORMAT = "anonymizer counts 1"
UNBOUNDED = 1 << 60

Key = tuple[str, str]


class CountsError(AnonymizerError):
    """A table breaks a rule of publication. Messages carry sizes, never labels or counts."""


class FrozenTableError(CountsError):
    """A table of this name was published with other counts; `name` is the table's name."""

    def __init__(self, name: str) -> None:
        super().__init__("a published table is never recomputed: choose a new name")
        self.name = name


class DifferenceError(CountsError):
    """Comparing this table with an earlier one would show a small count; `exposures` says where."""

    def __init__(self, exposures: Sequence[Exposure]) -> None:
        super().__init__(f"{len(exposures)} small differences from an earlier release")
        self.exposures = tuple(exposures)


@dataclass(frozen=True, slots=True)
class Published:
    """A table as the public sees it: rows, columns, and for each key a count, "<5" or "-".

    Keys are (row, column); TOTAL stands for a total. Every number that is shown is exact.
    """

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Key, int | str]
    small: int = SMALL

    def bounds(self, key: Key) -> tuple[int, int]:
        """Return the least and greatest count a reader must reckon with for this key."""
        shown = self.cells[key]
        if isinstance(shown, int):
            return shown, shown
        return (1, self.small - 1) if shown != HIDDEN else (1, UNBOUNDED)

    def digest(self) -> str:
        """Return the SHA-256 of the table's canonical bytes, to be noted in a trail."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """Return the table as JSON; equal tables give equal bytes. It holds nothing that is not public."""
        cells = [[row, column, shown] for (row, column), shown in sorted(self.cells.items())]
        document = {
            "format": FORMAT, "name": self.name, "rows": self.rows, "columns": self.columns,
            "small": self.small, "cells": cells,
        }  # fmt: skip
        return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Published:
        """Read what `to_bytes` wrote; raise CountsError for anything else."""
        try:
            document = json.loads(data)
            if document["format"] != FORMAT:
                raise CountsError("no published table")
            cells: dict[Key, int | str] = {(row, column): shown for row, column, shown in document["cells"]}
            rows, columns = tuple(document["rows"]), tuple(document["columns"])
            return cls(document["name"], rows, columns, cells, document["small"])
        except (KeyError, TypeError, ValueError):
            raise CountsError("no published table") from None


def publish(
    name: str,
    counts: Mapping[Key, int],
    *,
    small: int = SMALL,
    earlier: Iterable[Published] = (),
) -> Published:
    """Return the table that may be published for these counts, with its totals.

    `counts` maps (row, column) to a count >= 0; missing pairs count 0. Counts from 1 to small - 1 are shown
    as "<5" (for small = 5), and as many others as "-" as it takes that no reader who adds and subtracts can
    tell more about a small count than that it is small. Zero is shown: nothing reported names nobody.

    `earlier` are tables already published. One of the same name is returned as it stands when the counts
    agree with it, else FrozenTableError. Cells whose difference from an earlier table would be small are
    hidden too; DifferenceError when that is not enough.
    """
    table = _Table.of(counts)
    earlier = tuple(earlier)
    for old in earlier:
        if old.name == name:
            return _frozen(old, table)
    hide = {key for old in earlier for key in _small_steps(old, table, small)}
    while True:
        published = _suppressed(name, table, small, hide)
        exposures = [exposure for old in earlier for exposure in differences(old, published)]
        exposed = {(exposure.row, exposure.column) for exposure in exposures}
        if not exposed:
            return published
        if exposed <= hide:
            raise DifferenceError(exposures)
        hide |= exposed


def _frozen(old: Published, table: _Table) -> Published:
    agrees = set(old.cells) == set(table.values) and all(
        low <= table.values[key] <= high for key in old.cells for low, high in [old.bounds(key)]
    )
    if not agrees:
        raise FrozenTableError(old.name)
    return old


@dataclass(slots=True)
class _Table:
    """Counts with totals as a circulation: every count is the flow on an edge between two nodes.

    Rows' totals flow from the source to the rows, counts from rows to columns, columns' totals from the
    columns to the sink and the grand total back. At every node what flows in flows out, which is all that a
    reader can compute with.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: dict[Key, int]

    @classmethod
    def of(cls, counts: Mapping[Key, int]) -> _Table:
        if any(count < 0 for count in counts.values()):
            raise CountsError("a count is negative")
        if any(TOTAL in key for key in counts):
            raise CountsError("totals are computed here: give only rows and columns")
        rows = tuple(dict.fromkeys(row for row, _ in counts))
        columns = tuple(dict.fromkeys(column for _, column in counts))
        values = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
        for row in rows:
            values[row, TOTAL] = sum(values[row, column] for column in columns)
        for column in columns:
            values[TOTAL, column] = sum(values[row, column] for row in rows)
        values[TOTAL, TOTAL] = sum(values[row, TOTAL] for row in rows)
        return cls(rows, columns, values)


Node = tuple[str, str]
_SOURCE, _SINK = ("end", "source"), ("end", "sink")


def _ends(key: Key) -> tuple[Node, Node]:
    row, column = key
    if row == TOTAL and column == TOTAL:
        return _SINK, _SOURCE
    if column == TOTAL:
        return _SOURCE, ("row", row)
    if row == TOTAL:
        return ("column", column), _SINK
    return ("row", row), ("column", column)


Step = tuple[Key, bool]  # an edge, and whether its flow rises


def _suppressed(name: str, table: _Table, small: int, hide: Iterable[Key]) -> Published:
    audit = _Audit(table, small)
    for key in hide:
        audit.hide(key)
    for key in sorted(table.values, key=lambda k: (TOTAL in k, k)):
        for target in audit.targets(key):
            if audit.make_possible(key, target):
                continue
            if TOTAL not in key:
                raise CountsError("the table is too small to be published")
            audit.shown[key] = HIDDEN
    return Published(name, table.rows, table.columns, audit.shown, small)


class _Audit:
    """Looks at a table as a reader who knows the rules, and hides counts until nothing more can be computed.

    A reader is taken to know that a hidden count is not small, unless it is a total that is.
    """

    def __init__(self, table: _Table, small: int) -> None:
        self.values = table.values
        self.small = small
        self.mark = f"<{small}"
        self.shown: dict[Key, int | str] = {
            key: self.mark if 0 < count < small else count for key, count in table.values.items()
        }
        self.asked: set[Key] = set()
        self.around: dict[Node, dict[Node, Step]] = {}
        for key in table.values:
            tail, head = _ends(key)
            self.around.setdefault(tail, {})[head] = (key, True)
            self.around.setdefault(head, {})[tail] = (key, False)

    def hide(self, key: Key) -> None:
        """Hide a count that an earlier release would give away, if it is not hidden as a small one."""
        if self.values[key] >= self.small:
            self.shown[key] = HIDDEN
            self.asked.add(key)

    def targets(self, key: Key) -> tuple[int, ...]:
        """Return the counts that must remain possible in a reader's eyes."""
        value = self.values[key]
        if key in self.asked:
            return max(self.small, value - self.small), value + self.small
        if self.shown[key] != self.mark:
            return ()
        return self._least(key), self.small - 1

    def _least(self, key: Key) -> int:
        """A small total is at least the number of its parts that are not zero, and nobody doubts it."""
        row, column = key
        if TOTAL not in key:
            return 1
        parts = (
            count
            for (other_row, other_column), count in self.values.items()
            if TOTAL not in (other_row, other_column)
            and row in (TOTAL, other_row)
            and column in (TOTAL, other_column)
        )
        return min(self.small - 1, sum(1 for count in parts if count))

    def make_possible(self, key: Key, target: int) -> bool:
        """Hide more counts until `key` could as well be `target`; False when nothing is left to hide."""
        while True:
            flows = dict(self.values)
            if self._shift(flows, key, target):
                return True
            opened = self._cheapest(flows, key, rises=target > self.values[key])
            if not opened:
                return False
            self.shown.update(dict.fromkeys(opened, HIDDEN))

    def _shift(self, flows: dict[Key, int], key: Key, target: int) -> bool:
        """Move the flow on `key` towards `target` along hidden edges; say whether it got there."""
        rises = target > flows[key]
        while flows[key] != target:
            path = self._any_path(flows, key, rises=rises)
            if not path:
                return False
            step = min(abs(target - flows[key]), *(self._room(flows, edge, up) for edge, up in path))
            for edge, up in (*path, (key, rises)):
                flows[edge] += step if up else -step
        return True

    def _room(self, flows: Mapping[Key, int], key: Key, up: bool) -> int:
        """How far a hidden count may rise or fall in the eyes of a reader; 0 for a shown one."""
        if isinstance(self.shown[key], int):
            return 0
        low = self.small if self.values[key] >= self.small else 1
        high = self.small - 1 if self.shown[key] == self.mark else UNBOUNDED
        return high - flows[key] if up else flows[key] - low

    def _any_path(self, flows: Mapping[Key, int], key: Key, *, rises: bool) -> list[Step]:
        """Return a way through hidden counts along which a change of `key` flows back, or nothing.

        Depth first; a node that touches the goal ends the search.
        """
        start, goal = _way_back(key, rises=rises)
        path: list[Step] = []
        seen = {start}
        stack = [iter(self.around[start].items())]
        while stack:
            for node, step in stack[-1]:
                if node in seen or step[0] == key or self._room(flows, *step) <= 0:
                    continue
                seen.add(node)
                path.append(step)
                last = self.around[node].get(goal)
                if node == goal:
                    return path
                if last is not None and last[0] != key and self._room(flows, *last) > 0:
                    return [*path, last]
                stack.append(iter(self.around[node].items()))
                break
            else:
                stack.pop()
                if path:
                    path.pop()
        return []

    def _cheapest(self, flows: Mapping[Key, int], key: Key, *, rises: bool) -> list[Key]:
        """Return what to hide so that more of a change of `key` can flow back: the cheapest way."""
        start, goal = _way_back(key, rises=rises)
        came: dict[Node, tuple[Node, Step]] = {}
        cost = {start: 0}
        queue = [(0, start)]
        while queue:
            spent, node = heappop(queue)
            if node == goal:
                break
            for target, step in self.around[node].items():
                price = self._price(flows, *step) if step[0] != key else None
                if price is not None and spent + price < cost.get(target, UNBOUNDED):
                    cost[target], came[target] = spent + price, (node, step)
                    heappush(queue, (spent + price, target))
        way = _walk_back(came, start, goal)
        return [edge for edge, up in way if self._room(flows, edge, up) <= 0]

    def _price(self, flows: Mapping[Key, int], key: Key, up: bool) -> int | None:
        """What it costs readers to let a count move: nothing if hidden already, totals much more than others.

        Zeros stay shown. A small total that is shown as such may be hidden altogether, when all else fails.
        """
        if self._room(flows, key, up) > 0:
            return 0
        value = self.values[key]
        dear = 1 if TOTAL not in key else 10**6 if key == (TOTAL, TOTAL) else 10**3
        if isinstance(self.shown[key], int):
            return dear if value >= self.small and (up or value > self.small) else None
        closed = self.shown[key] == self.mark and TOTAL in key and (up or flows[key] > 1)
        return dear * 10**3 if closed else None


def _way_back(key: Key, *, rises: bool) -> tuple[Node, Node]:
    """Return where a change of `key` arrives and where it has to come back to."""
    tail, head = _ends(key)
    return (head, tail) if rises else (tail, head)


def _walk_back(came: Mapping[Node, tuple[Node, Step]], start: Node, goal: Node) -> list[Step]:
    path: list[Step] = []
    node = goal
    while node != start:
        if node not in came:
            return []
        node, step = came[node]
        path.append(step)
    return path


@dataclass(frozen=True, slots=True, order=True)
class Exposure:
    """A key whose change between two releases a reader can narrow to `low` to `high`, all of it small."""

    row: str
    column: str
    low: int
    high: int


def differences(old: Published, new: Published) -> list[Exposure]:
    """Return where a reader who subtracts two published tables learns more than that a change was small.

    Uses only published figures, and that changes of rows and columns add up to changes of totals: bounds are
    tightened until nothing moves. A row or column that is missing in the old table counts 0 there. Falling
    counts are looked at like rising ones.
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
    return sorted(
        Exposure(*key, low, high)
        for key, (low, high) in bounds.items()
        if _tells_more(low, high, small) or _tells_more(-high, -low, small)
    )


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


def _small_steps(old: Published, table: _Table, small: int) -> list[Key]:
    """Keys whose count is published in `old` and differs by a small number now: they must be hidden."""
    steps = []
    for key, shown in old.cells.items():
        if key in table.values and isinstance(shown, int) and 0 < abs(table.values[key] - shown) < small:
            steps.append(key)
    return steps
