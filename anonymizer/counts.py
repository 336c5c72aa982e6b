"""Publish counts without showing anybody: small cells and differences between releases.

A published table is frozen: it is never recomputed under the same name. One table has two dimensions and its
totals; two tables of the same cases by different dimensions are protected one by one, not against each other,
which is why a release should be a fixed, short list of tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from anonymizer.differences import DifferenceError, Exposure, differences
from anonymizer.errors import WrongArgumentError
from anonymizer.published import (
    HIDDEN,
    SMALL,
    TOTAL,
    UNBOUNDED,
    CountsError,
    FrozenTableError,
    Key,
    Published,
)

__all__ = [
    "HIDDEN", "SMALL", "TOTAL", "CountsError", "DifferenceError", "Exposure", "FrozenTableError", "Key",
    "Published", "differences", "publish",
]  # fmt: skip


def publish(
    name: str,
    counts: Mapping[Key, int],
    *,
    small: int = SMALL,
    earlier: Iterable[Published] = (),
    running: bool = True,
) -> Published:
    """Return the table that may be published for these counts, with its totals.

    `counts` maps (row, column) to a count >= 0; missing pairs count 0. Counts from 1 to small - 1 are shown
    as "<5" (for small = 5), and as many others as "-" as it takes that no reader who adds and subtracts can
    tell more about a small count than that it is small. Zero is shown: nothing reported names nobody.

    `earlier` are tables already published. One of the same name is returned as it stands when the counts
    agree with it, else FrozenTableError. Cells whose difference from an earlier table would be small are
    hidden too; DifferenceError when that is not enough. `running` as in `differences`.

    Raises CountsError for anything but whole counts >= 0 under pairs of labels, and WrongArgumentError for a
    name, counts or earlier tables of another type.
    """
    if not isinstance(name, str):
        raise WrongArgumentError("name", "str", name)
    if not isinstance(counts, Mapping):
        raise WrongArgumentError("counts", "a mapping of (row, column) to a count", counts)
    if isinstance(small, bool) or not isinstance(small, int) or small < 2:
        raise CountsError("small must be a whole number of at least 2")
    table = _Table.of(counts)
    earlier = _tables(earlier)
    for old in earlier:
        if old.name == name:
            return _frozen(old, table)
    hide = {key for old in earlier for key in _small_steps(old, table, small)}
    while True:
        published = _suppressed(name, table, small, hide)
        exposures = [e for old in earlier for e in differences(old, published, running=running)]
        if not exposures:
            return published
        wider = {(e.row, e.column) for e in exposures if e.what == "change"} - hide
        wider = (
            wider or _around(published, exposures, totals=False) or _around(published, exposures, totals=True)
        )
        if not wider:
            raise DifferenceError(exposures)
        hide |= wider


def _tables(earlier: Iterable[Published]) -> tuple[Published, ...]:
    expected = "a list of tables (see Published.from_bytes)"
    if not isinstance(earlier, Iterable):
        raise WrongArgumentError("earlier", expected, earlier)
    tables = tuple(earlier)
    for table in tables:
        if not isinstance(table, Published):
            raise WrongArgumentError("earlier", expected, table)
    return tables


def _around(published: Published, exposures: Iterable[Exposure], *, totals: bool) -> set[Key]:
    """Return the shown counts in the rows and columns of narrowed counts; hiding them may widen those."""
    rows, columns = {e.row for e in exposures}, {e.column for e in exposures}
    return {
        (row, column)
        for (row, column), shown in published.cells.items()
        if isinstance(shown, int)
        and shown >= published.small
        and (row in rows or column in columns)
        and (TOTAL in (row, column)) == totals
    }


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
        if not all(_is_key(key) for key in counts):
            raise CountsError("a key must be a pair (row, column) of text")
        # True counts as 1 in Python, and 2.5 persons were never counted.
        if any(isinstance(count, bool) or not isinstance(count, int) for count in counts.values()):
            raise CountsError("a count must be a whole number")
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


def _is_key(key: object) -> bool:
    return isinstance(key, tuple) and len(key) == 2 and all(isinstance(label, str) for label in key)


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


def _small_steps(old: Published, table: _Table, small: int) -> list[Key]:
    """Keys whose count is published in `old` and differs by a small number now: they must be hidden."""
    steps = []
    for key, shown in old.cells.items():
        if key in table.values and isinstance(shown, int) and 0 < abs(table.values[key] - shown) < small:
            steps.append(key)
    return steps
