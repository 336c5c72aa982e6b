"""Deadlines: due dates, warnings, pauses, several clocks at once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.rules.calendars import Calendar, DayKind, DayRow
from casemgr.rules.deadlines import (
    Clock,
    Deadline,
    Pause,
    State,
    Unit,
    clocks_for,
    clocks_started_by,
    clocks_stopped_by,
    deadline,
    nearest,
)
from casemgr.rules.rulepack import RulePack

PACK = RulePack.load("id_itjen")
CALENDAR = PACK.calendar()
VERIFY = PACK.clocks["sp4n.verify"]
OVERSIGHT = PACK.clocks["sp4n.oversight"]
TEN = Clock("ten", 10, Unit.WORKING_DAYS)
DAYS = st.dates(date(2025, 1, 1), date(2027, 3, 31))

# 23 November 2026 is a Monday; no day off follows before Christmas.


def state(clock: Clock, on: date, *pauses: Pause, stopped_on: date | None = None) -> tuple[State, int | None]:
    found = deadline(clock, date(2026, 11, 23), pauses, CALENDAR, on, stopped_on)
    return found.state, found.remaining_days


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (23, (State.RUNNING, 3)),
        (24, (State.RUNNING, 2)),
        (25, (State.DUE_SOON, 1)),
        (26, (State.DUE_SOON, 0)),
        (27, (State.OVERDUE, -1)),
        (28, (State.OVERDUE, -1)),
        (30, (State.OVERDUE, -2)),
    ],
)
def test_three_working_days_from_a_monday(day: int, expected: tuple[State, int]) -> None:
    assert state(VERIFY, date(2026, 11, day)) == expected


def test_lateness_shows_on_a_day_off_too() -> None:
    """Due on Friday 27 November 2026: on Saturday it is late, and still one day late on Monday."""
    four = Clock("four", 4, Unit.WORKING_DAYS)
    assert state(four, date(2026, 11, 27)) == (State.DUE_SOON, 0)
    assert state(four, date(2026, 11, 28)) == (State.OVERDUE, -1)
    assert state(four, date(2026, 11, 30)) == (State.OVERDUE, -1)


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2027, 1, 28), State.RUNNING), (date(2027, 1, 29), State.DUE_SOON)]
)
def test_three_quarters_of_sixty_days_warn(on: date, expected: State) -> None:
    found = deadline(OVERSIGHT, date(2026, 11, 23), (), CALENDAR, on)
    assert found.due_on == date(2027, 2, 22)
    assert found.state is expected
    assert CALENDAR.working_days_between(date(2026, 11, 23), on) == (45 if expected is State.DUE_SOON else 44)


def test_warning_numbers_are_settings() -> None:
    early = Clock("early", 10, Unit.WORKING_DAYS, warn_share=1.0, warn_days=5)
    assert state(early, date(2026, 11, 27)) == (State.RUNNING, 6)
    assert state(early, date(2026, 11, 30)) == (State.DUE_SOON, 5)


def test_not_begun_and_done() -> None:
    assert deadline(VERIFY, None, (), CALENDAR, date(2026, 11, 23)) == Deadline(
        "sp4n.verify", State.NOT_BEGUN
    )
    in_time = deadline(VERIFY, date(2026, 11, 23), (), CALENDAR, date(2027, 1, 1), date(2026, 11, 26))
    late = deadline(VERIFY, date(2026, 11, 23), (), CALENDAR, date(2027, 1, 1), date(2026, 11, 27))
    assert (in_time.state, in_time.in_time, late.state, late.in_time) == (State.DONE, True, State.DONE, False)


def test_a_pause_moves_the_due_date_by_its_working_days() -> None:
    """Asked on Tuesday, answered on Wednesday: 3 working days and one of pause, due on 27 November 2026."""
    pause = Pause(date(2026, 11, 24), date(2026, 11, 25), "ask")
    found = deadline(VERIFY, date(2026, 11, 23), [pause], CALENDAR, date(2026, 11, 25))
    assert (found.due_on, found.remaining_days, found.paused_days) == (date(2026, 11, 27), 2, 1)
    assert found.state is State.RUNNING


def test_a_question_answered_on_the_same_day_moves_nothing() -> None:
    pause = Pause(date(2026, 11, 24), date(2026, 11, 24))
    found = deadline(VERIFY, date(2026, 11, 23), [pause], CALENDAR, date(2026, 11, 24))
    assert (found.due_on, found.paused_days) == (date(2026, 11, 26), 0)


def test_an_open_pause_stands_still_and_carries_the_due_date_along() -> None:
    pause = Pause(date(2026, 11, 24))
    first = deadline(VERIFY, date(2026, 11, 23), [pause], CALENDAR, date(2026, 11, 25))
    later = deadline(VERIFY, date(2026, 11, 23), [pause], CALENDAR, date(2026, 12, 4))
    assert (first.state, first.remaining_days, first.due_on) == (State.PAUSED, 2, date(2026, 11, 27))
    assert (later.state, later.remaining_days, later.due_on) == (State.PAUSED, 2, date(2026, 12, 8))


def test_a_pause_does_not_rescue_what_is_late_already() -> None:
    pause = Pause(date(2026, 11, 30))
    assert state(VERIFY, date(2026, 12, 2), pause) == (State.OVERDUE, -4)


def test_a_held_case_that_was_awaiting_its_reporter_pauses_once() -> None:
    overlapping = (
        Pause(date(2026, 11, 24), date(2026, 12, 1), "ask"),
        Pause(date(2026, 11, 26), date(2026, 12, 3), "hold"),
    )
    one = (Pause(date(2026, 11, 24), date(2026, 12, 3)),)
    found, same = (
        deadline(TEN, date(2026, 11, 23), pauses, CALENDAR, date(2026, 12, 4))
        for pauses in (overlapping, one)
    )
    assert found == same
    assert found.paused_days == 7


def test_the_pause_of_verification_does_not_reach_a_clock_that_began_after_it() -> None:
    pause = Pause(date(2026, 11, 16), date(2026, 11, 20))
    assert deadline(TEN, date(2026, 11, 23), [pause], CALENDAR, date(2026, 11, 24)).paused_days == 0


def test_the_reporters_own_window_does_not_pause() -> None:
    window = PACK.clocks["office.completion"]
    assert not window.pausable
    assert state(window, date(2026, 11, 30), Pause(date(2026, 11, 23)))[0] is State.RUNNING


@given(DAYS, st.integers(1, 60), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20)), max_size=4))
def test_counted_days_never_exceed_the_allowance(
    start: date, amount: int, spans: list[tuple[int, int]]
) -> None:
    """Between day 0 and the due date lie the allowance and the paused days, all of them working days."""
    pauses = [
        Pause(start + timedelta(days=begin), start + timedelta(days=begin + length))
        for begin, length in spans
    ]
    clock = Clock("any", amount, Unit.WORKING_DAYS)
    found = deadline(clock, start, pauses, CALENDAR, start + timedelta(days=400))
    assert found.due_on is not None
    assert CALENDAR.working_days_between(start, found.due_on) == amount + found.paused_days


def test_reclassification_computes_from_the_original_start() -> None:
    start, today = date(2026, 11, 23), date(2026, 12, 7)
    service, oversight = PACK.clocks["sp4n.nonoversight"], OVERSIGHT
    before = deadline(service, start, (), CALENDAR, today)
    after = deadline(oversight, start, (), CALENDAR, today)
    assert (before.due_on, after.due_on) == (date(2026, 12, 11), date(2027, 2, 22))


def test_a_new_holiday_moves_the_due_date() -> None:
    calendar = Calendar((*PACK.days, DayRow(date(2026, 11, 25), DayKind.OFF)))
    assert deadline(VERIFY, date(2026, 11, 23), (), calendar, date(2026, 11, 23)).due_on == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("unit", "amount", "start", "due_on"),
    [
        (Unit.HOURS, 72, date(2026, 11, 27), date(2026, 11, 30)),
        (Unit.HOURS, 3, date(2026, 11, 27), date(2026, 11, 28)),
        (Unit.CALENDAR_DAYS, 7, date(2026, 11, 27), date(2026, 12, 4)),
        (Unit.MONTHS, 3, date(2026, 11, 30), date(2027, 2, 28)),
        (Unit.MONTHS, 1, date(2026, 12, 31), date(2027, 1, 31)),
        (Unit.MONTHS, 2, date(2025, 12, 31), date(2026, 2, 28)),
        (Unit.YEARS, 2, date(2024, 2, 29), date(2026, 2, 28)),
    ],
)
def test_calendar_units(unit: Unit, amount: int, start: date, due_on: date) -> None:
    clock = Clock("c", amount, unit, pausable=False)
    assert deadline(clock, start, (), CALENDAR, start).due_on == due_on
    assert deadline(clock, start, (), CALENDAR, due_on + timedelta(days=1)).remaining_days == -1


def test_the_nearest_running_deadline_is_shown_before_paused_and_done_ones() -> None:
    done = Deadline("done", State.DONE, date(2026, 1, 1), 0)
    paused = Deadline("paused", State.PAUSED, date(2026, 1, 2), 1)
    running = Deadline("running", State.RUNNING, date(2026, 3, 1), 20)
    late = Deadline("late", State.OVERDUE, date(2026, 2, 1), -3)
    assert nearest([done, paused, running, late]) == late
    assert nearest([done, paused]) == paused
    assert nearest([done, Deadline("later", State.NOT_BEGUN)]) is None


def codes(clocks: tuple[Clock, ...]) -> set[str]:
    return {clock.code for clock in clocks if clock.main}


@pytest.mark.parametrize(
    ("kind", "degree", "main"),
    [
        ("pengaduan", "berkadar", {"sp4n.oversight"}),
        ("pengaduan", "tidak_berkadar", {"sp4n.nonoversight"}),
        ("wbs", "berkadar", {"sp4n.oversight"}),
        ("permintaan_informasi", None, {"sp4n.info"}),
        ("pengaduan", None, set()),
        ("gratifikasi", None, {"grat.upg_to_kpk"}),
    ],
)
def test_the_main_clock_follows_kind_and_degree(kind: str, degree: str | None, main: set[str]) -> None:
    assert codes(clocks_for(PACK, kind=kind, degree=degree, on=date(2026, 11, 23))) == main


def test_clocks_begin_and_end_with_verbs() -> None:
    clocks = clocks_for(PACK, kind="pengaduan", degree="berkadar", on=date(2026, 11, 23))

    def started(verb: str, when: str | None = None) -> set[str]:
        return {clock.code for clock in clocks_started_by(clocks, verb, when)}

    assert started("submit") == {"sp4n.verify"}
    assert started("verify") == {"sp4n.oversight", "office.review"}
    assert started("conclude", "not_proven") == {"sp4n.reporter_reply"}
    assert started("conclude", "proven") == set()
    assert started("reopen") == started("verify")
    assert started("reply", "new_facts") == started("clarify", "new_facts") == {"sp4n.oversight"}
    assert started("reply") == started("clarify") == set()
    assert {clock.code for clock in clocks_stopped_by(clocks, "conclude", "proven")} == {"sp4n.oversight"}


def test_retired_and_switched_off_clocks_do_not_apply() -> None:
    dated = Clock("c", 1, Unit.HOURS, valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    switched_off = Clock("c", 1, Unit.HOURS, active=False)

    def applies(clock: Clock, on: date) -> bool:
        return clock.applies(kind="pengaduan", degree=None, severity=None, on=on)

    assert applies(dated, date(2026, 12, 31))
    assert not applies(dated, date(2027, 1, 1))
    assert not applies(dated, date(2025, 12, 31))
    assert not applies(switched_off, date(2026, 6, 1))
