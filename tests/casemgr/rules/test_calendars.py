"""Working days: golden dates, overrides, closing time and the three Indonesian zones."""

import io
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.cli_pack import holiday_rows, main
from casemgr.errors import CalendarTooShortError
from casemgr.rules.calendars import ZONES, Calendar, DayKind, DayRow, days_after, is_typed_in_reason
from casemgr.rules.rulepack import RulePack

VECTORS = tomllib.loads((Path(__file__).parent / "vectors/working_days.toml").read_text(encoding="utf-8"))
PACK = RulePack.load("id_itjen")
CALENDAR = PACK.calendar()
DAYS_OF_THE_PACK = st.dates(date(2025, 1, 1), date(2027, 6, 30))


def golden(column: str) -> Iterator[tuple[date, int, date]]:
    for row in VECTORS["receipt"]:
        for days, due_on in row[column].items():
            yield row["on"], int(days), due_on


@pytest.mark.parametrize(("received_on", "days", "due_on"), list(golden("due")))
def test_golden_due_dates(received_on: date, days: int, due_on: date) -> None:
    assert CALENDAR.add_working_days(received_on, days) == due_on
    assert CALENDAR.working_days_between(received_on, due_on) == days


@pytest.mark.parametrize(("received_on", "days", "due_on"), list(golden("ignored")))
def test_golden_due_dates_of_an_office_that_works_through_collective_leave(
    received_on: date, days: int, due_on: date
) -> None:
    calendar = Calendar(PACK.days, collective_leave=False)
    assert calendar.add_working_days(received_on, days) == due_on


@pytest.mark.parametrize("year", [2026, 2027])
def test_collective_leave_as_decreed(year: int) -> None:
    found = [row.on for row in PACK.days if row.on.year == year and row.kind is DayKind.COLLECTIVE]
    assert found == VECTORS["collective"][str(year)]


def test_public_holidays_that_fall_on_weekdays() -> None:
    found = [
        row.on
        for row in PACK.days
        if row.on.year == 2026 and row.kind is DayKind.PUBLIC and row.on.weekday() < 5
    ]
    assert found == VECTORS["public_on_weekdays"]["2026"]


@pytest.mark.parametrize("kind", ["public", "collective"])
@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_number_of_days_off(kind: str, year: int) -> None:
    days = {row.on for row in PACK.days if row.on.year == year and row.kind == kind}
    assert len(days) == VECTORS["counts"][kind][str(year)]


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_shipped_rows_are_those_of_the_library(year: int) -> None:
    """Fails when the library learns of a late decree: write the file again, check it, ship it."""
    assert [row for row in PACK.days if row.on.year == year] == list(holiday_rows(year))


def test_the_shipped_file_is_what_the_command_writes() -> None:
    out = io.StringIO()
    assert main(["holidays", "2027", "2025", "2026"], out) == 0
    shipped = Path(__file__).resolve().parents[3] / "casemgr/rules/packs/holidays_id_2025_2027.toml"
    assert shipped.read_text(encoding="utf-8") == out.getvalue()


@given(DAYS_OF_THE_PACK, st.integers(0, 60))
def test_adding_and_counting_agree(day_zero: date, days: int) -> None:
    due_on = CALENDAR.add_working_days(day_zero, days)
    assert CALENDAR.working_days_between(day_zero, due_on) == days
    assert CALENDAR.working_days_between(due_on, day_zero) == -days
    assert days == 0 or CALENDAR.is_working_day(due_on)


@given(DAYS_OF_THE_PACK, st.integers(0, 900))
def test_counting_by_weeks_is_counting_by_days(start_on: date, days: int) -> None:
    end_on = start_on + timedelta(days=days)
    counted = sum(CALENDAR.is_working_day(day) for day in days_after(start_on, end_on))
    assert CALENDAR.working_days_between(start_on, end_on) == counted


def test_days_to_the_end_of_all_days_are_counted() -> None:
    """A row may hold any day; the page that shows it must open."""
    assert list(days_after(date(9999, 12, 30), date.max)) == [date.max]
    assert CALENDAR.working_days_between(date(2026, 11, 23), date.max) > 2_000_000
    assert CALENDAR.working_days_between(date.max, date(1, 1, 1)) < -2_600_000
    with pytest.raises(CalendarTooShortError):
        CALENDAR.next_working_day(date.max)


@pytest.mark.parametrize(
    ("on", "expected"),
    [("1999-12-31", False), ("2000-01-01", True), ("2034-02-28", True), ("2034-03-01", False)],
)
def test_typed_days_lie_in_reason(on: str, expected: bool) -> None:
    assert is_typed_in_reason(date.fromisoformat(on), date(2024, 2, 29)) is expected


@given(DAYS_OF_THE_PACK, st.integers(1, 30))
def test_counting_the_day_of_receipt_is_at_most_one_working_day_earlier(day_zero: date, days: int) -> None:
    counting = Calendar(PACK.days, count_day_of_receipt=True)
    later, earlier = CALENDAR.add_working_days(day_zero, days), counting.add_working_days(day_zero, days)
    if CALENDAR.is_working_day(day_zero):
        assert earlier == CALENDAR.add_working_days(day_zero, days - 1)
    else:
        assert earlier == later


def test_overrides_win_over_holidays_and_weekends() -> None:
    election, saturday, holiday = date(2026, 11, 25), date(2026, 11, 28), date(2026, 12, 25)
    rows = (
        *PACK.days,
        DayRow(election, DayKind.OFF, "Hari pemungutan suara"),
        DayRow(saturday, DayKind.WORK),
        DayRow(holiday, DayKind.WORK),
    )
    calendar = Calendar(rows)
    assert [CALENDAR.is_working_day(day) for day in (election, saturday, holiday)] == [True, False, False]
    assert [calendar.is_working_day(day) for day in (election, saturday, holiday)] == [False, True, True]


def test_a_six_day_week_counts_saturdays() -> None:
    six = PACK.calendar(workweek=("mon", "tue", "wed", "thu", "fri", "sat"))
    assert six.add_working_days(date(2026, 11, 23), 5) == date(2026, 11, 28)
    assert CALENDAR.add_working_days(date(2026, 11, 23), 5) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("WIB", 7), ("WITA", 8), ("WIT", 9)],
)
def test_the_three_zones(zone: str, hours: int) -> None:
    """One instant is another day in the east: 15.30 UTC is 22.30 WIB but 00.30 WIT."""
    instant = datetime(2026, 3, 12, 15, 30, tzinfo=UTC)
    calendar = PACK.calendar(zone=zone)
    assert instant.astimezone(calendar.zone).utcoffset() == datetime(2026, 1, 1, hours) - datetime(2026, 1, 1)
    assert calendar.received_on(instant) == date(2026, 3, 13 if zone == "WIT" else 12)


@pytest.mark.parametrize(
    ("local", "start_on"),
    [
        (datetime(2026, 3, 12, 15, 59), date(2026, 3, 12)),
        (datetime(2026, 3, 12, 16, 0), date(2026, 3, 13)),
        (datetime(2026, 3, 12, 16, 40), date(2026, 3, 13)),
        (datetime(2026, 3, 14, 9, 0), date(2026, 3, 16)),
        (datetime(2026, 3, 17, 17, 0), date(2026, 3, 25)),
        (datetime(2026, 3, 21, 9, 0), date(2026, 3, 25)),
    ],
    ids=["before closing", "at closing", "after closing", "saturday", "before the long leave", "idul fitri"],
)
def test_reports_after_hours_count_from_the_next_working_day(local: datetime, start_on: date) -> None:
    calendar = PACK.calendar(zone="WIT")
    instant = local.replace(tzinfo=ZoneInfo(ZONES["WIT"])).astimezone(UTC)
    assert calendar.received_on(instant) == local.date()
    assert calendar.clock_start_on(instant) == start_on


def test_an_own_closing_time_is_heard() -> None:
    instant = datetime(2026, 3, 12, 8, 0, tzinfo=UTC)
    assert PACK.calendar().clock_start_on(instant) == date(2026, 3, 12)
    assert PACK.calendar(closes_at=time(14)).clock_start_on(instant) == date(2026, 3, 13)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError):
        CALENDAR.day_of(datetime(2026, 3, 12, 8, 0))


def test_a_calendar_without_working_days_says_so() -> None:
    with pytest.raises(CalendarTooShortError):
        Calendar(workweek=frozenset()).add_working_days(date(2026, 1, 5), 1)


def test_years_without_rows_are_known_as_such() -> None:
    assert CALENDAR.knows(2027)
    assert not CALENDAR.knows(2028)
