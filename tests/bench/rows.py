"""Figures of one run: printed as they come, written as JSON at the end. A figure never fails anything."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROUNDS = 5


@dataclass(frozen=True)
class Row:
    """One figure: `value` and its `floor` in the unit the name says, their `ratio`, and the `limit` of the target."""

    name: str
    value: float
    floor: float | None
    ratio: float | None
    limit: float
    ok: bool


@dataclass
class Figures:
    """The figures of a run."""

    rows: list[Row] = field(default_factory=list)

    def compare(self, name: str, value: float, floor: float, limit: float, *, least: bool = False) -> None:
        """Note value against floor; `limit` bounds the ratio from above, or from below when `least`."""
        ratio = value / floor
        ok = ratio >= limit if least else ratio <= limit
        self._note(Row(name, value, floor, ratio, limit, ok))

    def bound(self, name: str, value: float, limit: float) -> None:
        """Note a value that must not exceed a limit."""
        self._note(Row(name, value, None, None, limit, value <= limit))

    def _note(self, row: Row) -> None:
        self.rows.append(row)
        against = f"  floor {row.floor:10.2f}  {row.ratio:5.2f} x" if row.floor is not None else " " * 27
        verdict = "ok" if row.ok else "SHORT"
        print(f"{row.name:58} {row.value:10.2f}{against}  limit {row.limit:7.2f}  {verdict}", flush=True)


def run(measure: Callable[[Figures], None]) -> None:
    """Measure, and write the figures where `--json` says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = Figures()
    measure(figures)
    if options.json:
        rows = json.dumps([asdict(row) for row in figures.rows], indent=1)
        options.json.write_text(rows, encoding="utf-8")


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)
