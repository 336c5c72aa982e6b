"""Let rows leave the house only in groups: k-anonymity and l-diversity, and coarser values until they hold.

A group are the rows that look alike to an outsider. It must have at least k rows, and for every sensitive
column at least l different values, else knowing the group is knowing the value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from anonymizer.counts import SMALL
from anonymizer.errors import AnonymizerError, WrongArgumentError

DIVERSE = 2  # different sensitive values a group of rows must have (reference list, section 4)


class NotAnonymousError(AnonymizerError):
    """Rows may not leave: some group has fewer than k rows or too few sensitive values."""

    def __init__(self, small: int, uniform: int) -> None:
        super().__init__(f"{small} groups are too small, {uniform} too uniform")
        self.small = small
        self.uniform = uniform


class RowsError(AnonymizerError, ValueError):
    """Rows or limits that cannot be measured. Messages hold no column's name and no value."""


Row = Mapping[str, Hashable]


def _columns(name: str, columns: Sequence[str]) -> None:
    # One name would pass as a list of its letters.
    if isinstance(columns, str) or not isinstance(columns, Sequence):
        raise WrongArgumentError(name, "a list of names of columns", columns)
    for column in columns:
        if not isinstance(column, str):
            raise WrongArgumentError(name, "a list of names of columns", column)


def _limit(name: str, limit: int, least: int) -> None:
    if isinstance(limit, bool) or not isinstance(limit, int):
        raise WrongArgumentError(name, "int", limit)
    if limit < least:
        raise RowsError(f"{name} must be at least {least}")


def _readable(
    rows: Iterable[Row], known: Sequence[str], sensitive: Sequence[str], k: int, diversity: int
) -> list[Row]:
    """Return the rows as a list; raise WrongArgumentError or RowsError for what cannot be measured."""
    _columns("known", known)
    _columns("sensitive", sensitive)
    _limit("k", k, 2)
    _limit("diversity", diversity, 1)
    if isinstance(rows, Mapping | str | bytes) or not isinstance(rows, Iterable):
        raise WrongArgumentError("rows", "a list of mappings", rows)
    listed = list(rows)
    for row in listed:
        if not isinstance(row, Mapping):
            raise WrongArgumentError("a row", "a mapping of column to value", row)
        if any(column not in row for column in (*known, *sensitive)):
            raise RowsError("a row lacks a column named in known or sensitive")
        if not all(isinstance(row[column], Hashable) for column in (*known, *sensitive)):
            raise RowsError("a value cannot be compared: give text, numbers or dates")
    return listed


@dataclass(frozen=True, slots=True)
class Anonymity:
    """How far rows hide each other; `small` and `uniform` count the groups that break the rule."""

    groups: int
    smallest: int
    least_diverse: int
    small: int
    uniform: int

    @property
    def holds(self) -> bool:
        """Say whether no group breaks the rule."""
        return not (self.small or self.uniform)


def anonymity(
    rows: Iterable[Row],
    *,
    known: Sequence[str],
    sensitive: Sequence[str] = (),
    k: int = SMALL,
    diversity: int = DIVERSE,
) -> Anonymity:
    """Measure k-anonymity and l-diversity of rows.

    `known` are the columns an outsider may know about a person (unit, month, rank), `sensitive` those nobody
    may learn. Rows equal in all known columns are a group; each needs k rows and, for every sensitive column,
    `diversity` different values. Raises RowsError when a row lacks a column or a limit is too small (k below
    2, diversity below 1), and WrongArgumentError for arguments of another type.
    """
    groups: dict[tuple[Hashable, ...], list[Row]] = {}
    for row in _readable(rows, known, sensitive, k, diversity):
        groups.setdefault(tuple(row[column] for column in known), []).append(row)
    sizes = [len(group) for group in groups.values()]
    diversities = [
        min((len({row[column] for row in group}) for column in sensitive), default=diversity)
        for group in groups.values()
    ]
    return Anonymity(
        groups=len(groups),
        smallest=min(sizes, default=0),
        least_diverse=min(diversities, default=0),
        small=sum(size < k for size in sizes),
        uniform=sum(values < diversity for values in diversities),
    )


def require_anonymous(
    rows: Iterable[Row],
    *,
    known: Sequence[str],
    sensitive: Sequence[str] = (),
    k: int = SMALL,
    diversity: int = DIVERSE,
) -> None:
    """Raise NotAnonymousError unless every group of rows is large and diverse enough to leave the house.

    Raises RowsError and WrongArgumentError as `anonymity` does.
    """
    measured = anonymity(rows, known=known, sensitive=sensitive, k=k, diversity=diversity)
    if not measured.holds:
        raise NotAnonymousError(measured.small, measured.uniform)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps by which one known column becomes coarser: regency to province, day to month, rank to band.

    Each step maps a value of the previous rung to the next.
    """

    column: str
    steps: tuple[Callable[[Any], Hashable], ...]


@dataclass(frozen=True, slots=True)
class AnonymousRows:
    """Rows that may be exported, the steps each column was made coarser, and how many rows were left out."""

    rows: tuple[dict[str, Hashable], ...]
    steps: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0


def anonymous_rows(
    rows: Iterable[Row],
    *,
    known: Sequence[str],
    sensitive: Sequence[str] = (),
    ladders: Sequence[Ladder] = (),
    most_left_out: float = 0.05,
    k: int = SMALL,
    diversity: int = DIVERSE,
) -> AnonymousRows:
    """Return rows made coarse enough to be exported, and leave out what still stands alone.

    The column with the most different values is made coarser first, one step at a time, until at most the
    share `most_left_out` of the rows lies in groups that break the rule; those rows are left out.
    Only the columns in `known` and `sensitive` are exported. Raises NotAnonymousError when no step is left,
    RowsError and WrongArgumentError as `anonymity` does.
    """
    readable = _readable(rows, known, sensitive, k, diversity)
    columns = [*known, *sensitive]
    if any(ladder.column not in columns for ladder in ladders):
        raise RowsError("a ladder leads to a column that is neither known nor sensitive")
    if not 0 <= most_left_out <= 1:
        raise RowsError("most_left_out must lie between 0 and 1")
    current: list[dict[str, Hashable]] = [{column: row[column] for column in columns} for row in readable]
    taken = dict.fromkeys((ladder.column for ladder in ladders), 0)
    while True:
        kept = _rows_in_good_groups(current, known, sensitive, k, diversity)
        if len(current) - len(kept) <= most_left_out * len(current) and (kept or not current):
            return AnonymousRows(tuple(kept), taken, len(current) - len(kept))
        ladder = _widest(current, ladders, taken)
        if ladder is None:
            measured = anonymity(current, known=known, sensitive=sensitive, k=k, diversity=diversity)
            raise NotAnonymousError(measured.small, measured.uniform)
        step = ladder.steps[taken[ladder.column]]
        taken[ladder.column] += 1
        current = [{**row, ladder.column: step(row[ladder.column])} for row in current]


def _rows_in_good_groups(
    rows: Sequence[dict[str, Hashable]],
    known: Sequence[str],
    sensitive: Sequence[str],
    k: int,
    diversity: int,
) -> list[dict[str, Hashable]]:
    sizes = Counter(tuple(row[column] for column in known) for row in rows)
    values: dict[tuple[Hashable, ...], list[set[Hashable]]] = {}
    for row in rows:
        group = tuple(row[column] for column in known)
        seen = values.setdefault(group, [set() for _ in sensitive])
        for column, different in zip(sensitive, seen, strict=True):
            different.add(row[column])
    good = {
        group
        for group, size in sizes.items()
        if size >= k and all(len(different) >= diversity for different in values[group])
    }
    return [row for row in rows if tuple(row[column] for column in known) in good]


def _widest(rows: Sequence[Row], ladders: Sequence[Ladder], taken: Mapping[str, int]) -> Ladder | None:
    left = [ladder for ladder in ladders if taken[ladder.column] < len(ladder.steps)]
    return max(left, key=lambda ladder: len({row[ladder.column] for row in rows}), default=None)
