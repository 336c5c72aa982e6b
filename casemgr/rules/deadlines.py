"""When something is due: one clock, its start, its pauses and a calendar give one `Deadline`.

A day counts against a clock when it is a working day (or any day, by unit), lies after day 0 and is not
paused. A pause covers the days after the one on which it began up to and including the one on which it ended,
so the day of a question still counts and the day of its answer is a new day 0. Clocks pause in
`awaiting_reporter` and `on_hold` and nowhere else. After a reclassification the caller computes again with
the original start; a reopened case gets a new start and keeps the old one as done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from casemgr.rules.calendars import Calendar, days_after

if TYPE_CHECKING:
    from casemgr.rules.rulepack import RulePack

WARN_SHARE = 0.75
"""Share of the allowance after which a deadline counts as near; a pack setting."""
WARN_DAYS = 1
"""Days left at which a deadline counts as near, whatever the share; a pack setting."""

_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a clock counts. Hours are rounded up to days: nobody stores the hour of a reporter."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"


class State(StrEnum):
    """How a deadline looks today."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Clock:
    """One row of the rule pack: so much time, from these verbs or events until those.

    `starts` and `stops` are verb codes ("verify", or "conclude.not_proven" for one condition only), or codes
    of outside events for clocks that no case verb drives; a verb that ends a case stops every clock. Empty
    `kinds`, `degrees`, `severities` apply to all. `pausable` False runs on while a reporter is awaited, as
    the reporter's own windows must. `main` marks the clock of the whole matter, the one
    a reporter is promised.
    """

    code: str
    amount: int
    unit: Unit
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    degrees: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    pausable: bool = True
    active: bool = True
    main: bool = False
    warn_share: float = WARN_SHARE
    warn_days: int = WARN_DAYS
    valid_from: date | None = None
    valid_to: date | None = None

    def applies(self, *, kind: str, degree: str | None, severity: str | None, on: date) -> bool:
        """Tell whether the clock is switched on, valid on the day and meant for such a case.

        A case without a degree or severity is not met by a clock that asks for one.
        """
        return (
            self.active
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
            and all(
                not wanted or found in wanted
                for wanted, found in (
                    (self.kinds, kind),
                    (self.degrees, degree),
                    (self.severities, severity),
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """A recorded stop; `ended_on` None is a pause that still lasts."""

    began_on: date
    ended_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What one clock says on one day.

    `due_on` is the last day in time; while paused it is the earliest possible one. `remaining_days` counts in
    the clock's unit (working or calendar days) and is negative when late, also on a day off. Both are None
    before the clock begins. `paused_days` is how far pauses have moved it.
    """

    code: str
    state: State
    due_on: date | None = None
    remaining_days: int | None = None
    paused_days: int = 0

    @property
    def in_time(self) -> bool:
        """Tell whether the clock is not, or was not, exceeded."""
        return self.remaining_days is None or self.remaining_days >= 0


def deadline(
    clock: Clock,
    started_on: date | None,
    pauses: Sequence[Pause],
    calendar: Calendar,
    on: date,
    stopped_on: date | None = None,
) -> Deadline:
    """Return the deadline of a clock as it looks on a day.

    `started_on` is day 0 (None: not begun), `stopped_on` the day its work was done. Pauses may overlap and
    may begin before the clock does. Raises `CalendarTooShortError`.
    """
    if started_on is None:
        return Deadline(clock.code, State.NOT_BEGUN)
    seen_on = on if stopped_on is None else stopped_on
    still = _paused_days(pauses, seen_on) if clock.pausable else frozenset()
    due_on = _due_on(clock, started_on, still, calendar)
    remaining = _remaining(clock, seen_on, due_on, started_on, still, calendar)
    if stopped_on is not None:
        state = State.DONE
    elif remaining < 0:
        state = State.OVERDUE
    elif clock.pausable and any(_lasts(pause, on) for pause in pauses):
        state = State.PAUSED
    elif _is_near(clock, started_on, due_on, remaining):
        state = State.DUE_SOON
    else:
        state = State.RUNNING
    moved = sum(1 for day in still if started_on < day <= due_on and _is_counted(clock, day, calendar))
    return Deadline(clock.code, state, due_on, remaining, moved)


def of_day(due_on: date, on: date, calendar: Calendar, code: str = "") -> Deadline:
    """Return how a fixed last day looks on another, in working days: one that no clock of the pack gives.

    It counts as near from `WARN_DAYS` before, and never pauses.
    """
    if on > due_on:
        late = max(calendar.working_days_between(due_on, on), 1)
        return Deadline(code, State.OVERDUE, due_on, -late)
    left = calendar.working_days_between(on, due_on)
    return Deadline(code, State.DUE_SOON if left <= WARN_DAYS else State.RUNNING, due_on, left)


def nearest(deadlines: Iterable[Deadline]) -> Deadline | None:
    """Return the deadline to show and sort by: the earliest that runs, before any that is paused."""
    open_ones = [item for item in deadlines if item.state not in {State.NOT_BEGUN, State.DONE}]
    return min(
        open_ones,
        key=lambda item: (item.state is State.PAUSED, item.due_on or date.max, item.code),
        default=None,
    )


def clocks_for(
    pack: "RulePack", *, kind: str, degree: str | None = None, severity: str | None = None, on: date
) -> tuple[Clock, ...]:
    """Return the pack's clocks that apply to such a case on a day, in the pack's order."""
    return tuple(
        clock
        for clock in pack.clocks.values()
        if clock.applies(kind=kind, degree=degree, severity=severity, on=on)
    )


def clocks_started_by(clocks: Iterable[Clock], verb: str, when: str | None = None) -> tuple[Clock, ...]:
    """Return the clocks that a verb (under a condition) or an event sets going."""
    happened = {verb, f"{verb}.{when}"}
    return tuple(clock for clock in clocks if happened & set(clock.starts))


def clocks_stopped_by(clocks: Iterable[Clock], verb: str, when: str | None = None) -> tuple[Clock, ...]:
    """Return the clocks whose work a verb (under a condition) or an event completes."""
    happened = {verb, f"{verb}.{when}"}
    return tuple(clock for clock in clocks if happened & set(clock.stops))


def _paused_days(pauses: Sequence[Pause], seen_on: date) -> frozenset[date]:
    """Return the days that do not count; what lies after the day we look is not known yet."""
    return frozenset(
        day for pause in pauses for day in days_after(pause.began_on, min(pause.ended_on or seen_on, seen_on))
    )


def _lasts(pause: Pause, on: date) -> bool:
    return pause.began_on <= on and (pause.ended_on is None or on < pause.ended_on)


def _is_counted(clock: Clock, day: date, calendar: Calendar) -> bool:
    return clock.unit is not Unit.WORKING_DAYS or calendar.is_working_day(day)


def _due_on(clock: Clock, started_on: date, still: frozenset[date], calendar: Calendar) -> date:
    if clock.unit in {Unit.MONTHS, Unit.YEARS}:
        return _add_months(started_on, clock.amount * (12 if clock.unit is Unit.YEARS else 1))
    left = _allowance_days(clock)
    day = started_on
    if left and calendar.count_day_of_receipt and _is_counted(clock, day, calendar):
        left -= 1
    while left:
        day = calendar.next_working_day(day) if clock.unit is Unit.WORKING_DAYS else day + _DAY
        if day not in still:
            left -= 1
    return day


def _allowance_days(clock: Clock) -> int:
    return -(-clock.amount // 24) if clock.unit is Unit.HOURS else clock.amount


def _remaining(
    clock: Clock, seen_on: date, due_on: date, started_on: date, still: frozenset[date], calendar: Calendar
) -> int:
    """Count the days left, or minus the days too late; no pause stops lateness from growing."""
    if seen_on > due_on:
        late = sum(1 for day in days_after(due_on, seen_on) if _is_counted(clock, day, calendar))
        return -max(late, 1)
    return sum(
        1
        for day in days_after(max(seen_on, started_on), due_on)
        if _is_counted(clock, day, calendar) and day not in still
    )


def _is_near(clock: Clock, started_on: date, due_on: date, remaining: int) -> bool:
    if clock.unit in {Unit.MONTHS, Unit.YEARS}:
        allowance = (due_on - started_on).days
    else:
        allowance = _allowance_days(clock)
    return remaining <= clock.warn_days or allowance - remaining >= clock.warn_share * allowance


def _add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - _DAY)
