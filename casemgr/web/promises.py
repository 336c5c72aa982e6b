"""Which days a reporter is told: those of clocks that run, and only those the office itself must keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casemgr.rules.rulepack import RulePack

_BY_REPORTER = "reply"
_RESULT = frozenset({"give_feedback", "conclude"})


@dataclass(frozen=True, slots=True)
class Days:
    """The nearest day by which something must have happened, and the last day for a result."""

    come_back_on: date | None
    result_on: date | None


def days_of(pack: RulePack, deadlines: Iterable[tuple[str, date]]) -> Days:
    """Return the days to be told for the running clocks of a case, given as (code of the clock, day)."""
    kept = [(pack.clocks[code].stops, on) for code, on in deadlines if code in pack.clocks]
    own = [(stops, on) for stops, on in kept if _BY_REPORTER not in stops]
    # A review is also stopped by an answer, but only a clock that nothing else stops promises a result.
    results = [on for stops, on in own if stops and _RESULT.issuperset(stops)]
    return Days(min((on for _, on in own), default=None), max(results, default=None))
