"""A table of counts as the public sees it, and what is wrong with one that is not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

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
            table = cls(document["name"], rows, columns, cells, document["small"])
        except (KeyError, TypeError, ValueError, RecursionError):
            raise CountsError("no published table") from None
        if not table._is_sound():
            raise CountsError("no published table")
        return table

    def _is_sound(self) -> bool:
        """Say whether the parts have the types and marks that `publish` gives them."""
        labels = (self.name, *self.rows, *self.columns)
        keys = {(r, c) for r in (*self.rows, TOTAL) for c in (*self.columns, TOTAL)}
        return (
            all(isinstance(label, str) for label in labels)
            and _is_count(self.small, 2)
            and set(self.cells) == keys
            and all(
                shown in (HIDDEN, f"<{self.small}") or _is_count(shown, 0) for shown in self.cells.values()
            )
        )


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
