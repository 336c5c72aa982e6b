"""Working days of one office: its week, public holidays, collective leave, own overrides, time zone.

A `Calendar` is made from rows and settings and asks nobody what day it is. Day 0 is the day of receipt;
counting begins on the next working day unless the office counts the day of receipt. Sources: Presidential
Regulation 21/2023 (five-day week, local time) and the yearly joint decree of three ministers (holidays and
collective leave). Rows of Indonesian holidays ship with the packs; `casemgr pack holidays YEAR` writes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from casemgr.errors import CalendarTooShortError

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
"""The three Indonesian zones: UTC+7, UTC+8, UTC+9, no summer time."""

FIVE_DAYS = frozenset({0, 1, 2, 3, 4})
"""Monday to Friday as `date.weekday()` numbers them."""

EARLIEST = date(2000, 1, 1)
"""No day before it is typed: no case, letter or duty of this system is older."""
YEARS_AHEAD = 10
"""Nor one further ahead: the longest term an office sets is a retention of ten years; beyond is a slip."""

_LONGEST_BREAK_DAYS = 366


class DayKind(StrEnum):
    """What a calendar row says of its day; `off` and `work` are the office's own overrides and win."""

    PUBLIC = "public"
    COLLECTIVE = "collective"
    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One dated row: a holiday, a day of collective leave, or an override."""

    on: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True)
class Calendar:
    """The working days of an office.

    `closes_at` is local time; a report that arrives then or later counts from the next working day.
    `collective_leave` False ignores the rows of collective leave (some offices work then).
    """

    rows: tuple[DayRow, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(ZONES["WIB"]))
    workweek: frozenset[int] = FIVE_DAYS
    closes_at: time = time(16)
    count_day_of_receipt: bool = False
    collective_leave: bool = True
    _off: frozenset[date] = field(init=False, repr=False, compare=False)
    _work: frozenset[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        work = _days(self.rows, {DayKind.WORK})
        off = _days(self.rows, {DayKind.PUBLIC, DayKind.OFF})
        leave = _days(self.rows, {DayKind.COLLECTIVE}) if self.collective_leave else frozenset()
        object.__setattr__(self, "_work", work)
        object.__setattr__(self, "_off", (off | leave) - work)

    def is_working_day(self, on: date) -> bool:
        """Tell whether the office works on this day; an override wins over week and holidays."""
        return on in self._work or (on.weekday() in self.workweek and on not in self._off)

    def next_working_day(self, on: date) -> date:
        """Return the first working day after this one. Raises `CalendarTooShortError`."""
        for ahead in range(1, _LONGEST_BREAK_DAYS + 1):
            if on.toordinal() + ahead > date.max.toordinal():
                break
            day = on + timedelta(days=ahead)
            if self.is_working_day(day):
                return day
        raise CalendarTooShortError

    def add_working_days(self, day_zero: date, days: int) -> date:
        """Return the last day of an allowance of `days` working days that begins at `day_zero`.

        Day 0 is not counted, unless the office counts the day of receipt and works on it. Raises
        `CalendarTooShortError`.
        """
        day, left = day_zero, days
        if left and self.count_day_of_receipt and self.is_working_day(day_zero):
            left -= 1
        for _ in range(left):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, start_on: date, end_on: date) -> int:
        """Return how many working days lie after `start_on` up to and including `end_on`.

        Negative when `end_on` is the earlier one.
        """
        if end_on < start_on:
            return -self.working_days_between(end_on, start_on)
        days = (end_on - start_on).days
        whole_weeks, rest = divmod(days, 7)
        count = whole_weeks * len(self.workweek)
        count += sum((end_on.weekday() - back) % 7 in self.workweek for back in range(rest))
        off = sum(start_on < day <= end_on and day.weekday() in self.workweek for day in self._off)
        work = sum(start_on < day <= end_on and day.weekday() not in self.workweek for day in self._work)
        return count - off + work

    def day_of(self, instant: datetime) -> date:
        """Return the office's local day of an aware instant."""
        return self._local(instant).date()

    def received_on(self, instant: datetime) -> date:
        """Return the day to write on the receipt: the local day, whatever the hour."""
        return self.day_of(instant)

    def clock_start_on(self, instant: datetime) -> date:
        """Return day 0 of the clocks that a reporter starts at this instant.

        After closing time, or on a day off, a report counts as received on the next working day. Raises
        `CalendarTooShortError`.
        """
        local = self._local(instant)
        if self.is_working_day(local.date()) and local.time() < self.closes_at:
            return local.date()
        return self.next_working_day(local.date())

    def knows(self, year: int) -> bool:
        """Tell whether holiday rows of this year are loaded; without them due dates are provisional."""
        return any(row.on.year == year and row.kind is DayKind.PUBLIC for row in self.rows)

    def _local(self, instant: datetime) -> datetime:
        if instant.tzinfo is None:
            raise ValueError("an instant must carry its time zone")
        return instant.astimezone(self.zone)


def is_typed_in_reason(on: date, today: date) -> bool:
    """Tell whether a day that a person typed lies in the years this system can be about."""
    latest = (today.year + YEARS_AHEAD, today.month, today.day)
    return on >= EARLIEST and (on.year, on.month, on.day) <= latest


def days_after(start_on: date, end_on: date) -> Iterable[date]:
    """Yield the days after `start_on` up to and including `end_on`, which may be the last day there is."""
    return map(date.fromordinal, range(start_on.toordinal() + 1, end_on.toordinal() + 1))


def _days(rows: Iterable[DayRow], kinds: set[DayKind]) -> frozenset[date]:
    return frozenset(row.on for row in rows if row.kind in kinds)
