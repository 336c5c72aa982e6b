"""Deadlines of real cases: the golden dates of the calendar, through the doors, with pauses on the way."""

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import Connection, event, update

from casemgr.desk import QueueFilters
from casemgr.desk.workload import workloads
from casemgr.founding import Founding
from casemgr.rules.deadlines import State
from casemgr.rules.workflow import Verb
from casemgr.statistics import Cell, dashboard
from casemgr.store.models import Case
from casemgr.testing import FrozenClock
from tests.casemgr.desk.lives import RECOMMENDATION, REVIEW_SHEET, Life

# Receipt, then 3, 5, 14 and 60 working days later: Monday to Friday, public holidays and collective leave of
# Indonesia (PyPI `holidays` 0.109, both categories), day of receipt not counted.
GOLDEN = [
    ("2025-03-24", "2025-03-27", "2025-04-09", "2025-04-23", "2025-07-08"),
    ("2026-03-12", "2026-03-17", "2026-03-26", "2026-04-09", "2026-06-23"),
    ("2026-11-23", "2026-11-26", "2026-11-30", "2026-12-11", "2027-02-22"),
    ("2026-12-21", "2026-12-28", "2026-12-30", "2027-01-14", "2027-04-01"),
]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def life_on(founding: Founding, text: str, hour: int = 2) -> Life:
    """Begin at nine in the morning in Jakarta."""
    return Life(founding, FrozenClock(dt.datetime.fromisoformat(f"{text}T{hour:02}:00:00+00:00")))


def due(life: Life, user: str = "ratna") -> dict[str, dt.date | None]:
    return {view.clock.code: view.deadline.due_on for view in life.seen_by(user).clocks}


@pytest.mark.parametrize(("received", "three", "five", "fourteen", "sixty"), GOLDEN)
def test_golden_dates(
    founding: Founding, received: str, three: str, five: str, fourteen: str, sixty: str
) -> None:
    life = life_on(founding, received)
    receipt = life.file()
    assert receipt.deadlines == (("sp4n.verify", day(three)),)
    assert life.view().come_back_on == life.row().next_due_on == day(three)
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    life.do("melati", "verify", {"content_sufficient": True})
    life.do("ratna", "review", {**REVIEW_SHEET, "degree": "tidak_berkadar"})
    assert due(life)["sp4n.nonoversight"] == day(fourteen)
    life.do("ratna", "review", REVIEW_SHEET)
    assert due(life)["sp4n.oversight"] == day(sixty)
    assert "sp4n.nonoversight" not in due(life), "reclassified: the other clock is gone"
    life.do("ratna", "assign", {"staff": life.staff("wira")})
    assert due(life)["sp4n.coordinate"] == day(five)
    assert life.row().next_due_on == day(five)


@pytest.mark.parametrize(
    ("at", "received", "starts"),
    [
        ("2026-11-23T08:59:00+00:00", "2026-11-23", "2026-11-26"),
        ("2026-11-23T09:01:00+00:00", "2026-11-23", "2026-11-27"),
        ("2026-11-21T03:00:00+00:00", "2026-11-21", "2026-11-26"),
        ("2026-12-24T03:00:00+00:00", "2026-12-24", "2026-12-31"),
    ],
)
def test_after_hours_and_on_free_days_the_clock_begins_with_the_next_working_day(
    founding: Founding, at: str, received: str, starts: str
) -> None:
    """Closing at four in Jakarta; a Saturday; collective leave before Christmas."""
    life = Life(founding, FrozenClock(dt.datetime.fromisoformat(at)))
    receipt = life.file()
    assert (receipt.received_on, receipt.deadlines[0][1]) == (day(received), day(starts))


def test_a_question_stops_the_clock_until_the_answer(founding: Founding) -> None:
    life = life_on(founding, "2026-11-23")
    life.to_verification()
    assert due(life)["sp4n.verify"] == day("2026-11-26")
    life.clock.advance(days=1)
    life.do("melati", "ask", {"text": "Kapan?", "read_it": True, "missing": ["when"]})
    [verify] = [view for view in life.seen_by("ratna").clocks if view.clock.code == "sp4n.verify"]
    assert verify.deadline.state is State.PAUSED
    assert [(one.began_on, one.ended_on) for one in verify.pauses] == [(day("2026-11-24"), None)]
    assert due(life)["office.completion"] == life.view().reply_by == day("2026-12-08")
    life.clock.advance(days=8)
    life.reply("Senin.")
    assert due(life)["sp4n.verify"] == day("2026-12-04"), "two days were left when the question was asked"
    assert life.row().next_due_on == day("2026-12-04")


def test_a_hold_stops_every_clock_and_keeps_its_own(founding: Founding) -> None:
    life = life_on(founding, "2026-11-23")
    life.to_assigned()
    life.do("laras", "hold", {"reason": "menunggu_instansi", "review_on": "2026-12-01"})
    states = {view.clock.code: view.deadline.state for view in life.seen_by("laras").clocks}
    assert states["sp4n.oversight"] is State.PAUSED
    assert states["office.hold"] is not State.PAUSED
    life.clock.advance(days=7)
    life.do("laras", "resume")
    assert due(life)["sp4n.oversight"] == day("2027-03-01"), "five working days later than without the hold"


def test_an_ended_case_owes_nothing(founding: Founding) -> None:
    life = life_on(founding, "2026-11-23")
    life.to_closed()
    assert life.row().next_due_on == dt.date(9999, 12, 31)
    assert {view.deadline.state for view in life.seen_by("ratna").clocks} == {State.DONE}
    assert life.view().come_back_on is None
    life.do("laras", "reopen", {"note": "Bukti baru."})
    assert life.row().next_due_on == day("2026-11-26")
    assert due(life, "laras")["sp4n.oversight"] == day("2027-02-22")


def test_a_reopened_case_is_reviewed_without_its_old_clocks(founding: Founding) -> None:
    """What was answered before the reopening is not owed a second time; the new clocks stay as they began."""
    life = life_on(founding, "2026-11-23")
    life.to_closed()
    life.do("laras", "reopen", {"note": "Bukti baru."})
    before = due(life, "laras")
    life.do("ratna", "review")
    after = due(life, "laras")
    assert "sp4n.oversight" in before
    assert set(after) <= set(before)
    assert after["sp4n.oversight"] == before["sp4n.oversight"]


def test_the_worker_moves_what_is_due_while_a_case_waits(founding: Founding) -> None:
    life = life_on(founding, "2026-11-23")
    life.to_assigned()
    life.do("laras", "hold", {"reason": "menunggu_instansi", "review_on": "2026-12-01"})
    before = life.row().next_due_on
    life.clock.advance(days=2)
    assert life.work().projected in (0, 1)
    after = life.row().next_due_on
    assert after >= before
    assert life.work().projected == 0


def test_lateness_is_kept_with_the_outcome(founding: Founding) -> None:
    life = life_on(founding, "2026-11-23")
    life.to_writing_up()
    life.clock.advance(days=200)
    life.do(
        "wira",
        "conclude",
        {"outcome": "tidak_terbukti", "text": "x", "read_it": True},
        when="not_proven",
    )
    assert life.row().was_on_time is False


def test_overdue_cases_are_told_once_a_day_to_whoever_is_assigned(founding: Founding) -> None:
    life = life_on(founding, "2026-11-23")
    life.to_assigned()
    assert life.work().reminded == 0
    life.clock.advance(days=30)
    assert life.work().reminded == 1
    assert life.work().reminded == 0
    life.clock.advance(days=1)
    assert life.work().reminded == 1


def test_the_zone_of_the_handling_unit_counts(founding: Founding) -> None:
    """A unit in Jayapura is two hours ahead; its week is the unit's own."""
    from sqlalchemy import update

    from casemgr.store.models import Unit

    life = life_on(founding, "2026-11-26")
    with life.writing() as session:
        session.execute(update(Unit).values(workweek="123456", zone="Asia/Jayapura"))
    life.to_verification()
    assert due(life)["sp4n.verify"] == day("2026-11-30"), "Saturday counts in a six-day week"


def queued(life: Life, **wanted: str) -> list[str]:
    """Return the references of Ratna's queue, in its order."""
    with life.desk("ratna") as desk:
        return [row.reference for row in desk.queue(QueueFilters(**wanted)).rows]  # type: ignore[arg-type]  # codes


def overdue(life: Life) -> int:
    """Return what the count beside "overdue" says."""
    with life.desk("ratna") as desk:
        return next(one.count for one in desk.saved_queues() if one.code == "overdue")


def test_the_days_of_recommendations_count_wherever_a_due_date_does(founding: Founding) -> None:
    """Given a case in follow-up until 20 December, it is due then: badge, order, filter, counts, workload."""
    life = life_on(founding, "2026-11-23")
    life.to_follow_up()
    followed = life.reference
    life.do("wira", "assign", {"staff": life.staff("panji")}, reference=followed)
    assert life.row().next_due_on == day("2026-12-20")
    life.clock.now = dt.datetime(2026, 12, 17, 2, tzinfo=dt.UTC)
    life.file()
    fresh = life.reference
    assert queued(life) == [followed, fresh], "due on the 20th, and three working days after the 17th"
    with life.desk("ratna") as desk:
        badge = next(row.deadline for row in desk.queue().rows if row.reference == followed)
        assert badge is not None
        assert (badge.state, badge.due_on, badge.remaining_days) == (State.DUE_SOON, day("2026-12-20"), 1)
        assert desk.file(desk.case(followed)).next_due == badge
    assert queued(life, due="week") == [followed, fresh]
    assert (queued(life, due="overdue"), overdue(life)) == ([], 0)
    life.clock.now = dt.datetime(2026, 12, 21, 2, tzinfo=dt.UTC)
    assert (queued(life, due="overdue"), overdue(life)) == ([followed], 1)
    with life.desk("ratna") as desk:
        assert workloads(desk)[life.staff("panji")].late == 1
        counts = dashboard(desk.session, desk.viewer, life.office.calendar(), desk.today)
    assert counts.longest_late_days is None, "one late case is a small count"
    assert (counts.late, counts.units[0].late) == (Cell(None, "small"), Cell(None, "small"))
    assert life.work().reminded > 0


def test_a_recommendation_that_is_settled_is_due_no_more(founding: Founding) -> None:
    life = life_on(founding, "2026-11-23")
    life.to_writing_up()
    for due_on in ("2026-12-20", "2026-12-10"):
        life.do("panji", "recommend", {**RECOMMENDATION, "due_on": due_on})
    before = life.row().next_due_on
    assert before not in (day("2026-12-10"), day("2026-12-20")), (
        "nothing is owed before the case is concluded"
    )
    life.do("wira", "conclude", life.proven(), when="proven")
    with life.desk("ratna") as desk:
        options = next(
            one.options
            for one in desk.form(Verb.FOLLOW_UP, desk.case(life.reference)).fields
            if one.name == "recommendation"
        )
    for (recommendation, _), left in zip(reversed(options), ("2026-12-20", "9999-12-31"), strict=True):
        assert life.row().next_due_on < day(left)
        values = {"recommendation": recommendation, "result": "sesuai", "text": "Sudah."}
        life.do("wira", "follow_up", values)
        assert life.row().next_due_on == day(left)
    assert life.seen_by("wira").next_due is None


def test_the_sweep_dates_follow_ups_that_were_stored_without(founding: Founding) -> None:
    """Offices from before recommendations counted are put right by the worker."""
    life = life_on(founding, "2026-11-23")
    life.to_follow_up()
    with life.writing() as session:
        session.execute(update(Case).values(next_due_on=dt.date(9999, 12, 31)))
    assert life.work().projected == 1
    assert life.row().next_due_on == day("2026-12-20")
    assert life.work().projected == 0


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wanted", [{}, {"saved": "overdue"}, {"due": "week"}, {"due": "overdue"}])
def test_what_is_due_is_found_along_an_index(founding: Founding, wanted: dict[str, str]) -> None:
    """No case and no recommendation of the office is looked at that is not shown; a plain filter scans."""
    life = life_on(founding, "2026-11-23")
    life.to_follow_up()
    seen: list[tuple[str, Any]] = []
    engine = life.office.engine

    def note(_c: Any, _k: Any, statement: str, values: Any, _x: Any, _m: bool) -> None:
        seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert (life.reference in queued(life, **wanted)) is (not wanted)
        assert overdue(life) == 0
    finally:
        event.remove(engine, "before_cursor_execute", note)
    statements = [pair for pair in seen if "next_due_on" in pair[0] or "casemgr_recommendation" in pair[0]]
    assert sum("next_due_on" in statement for statement, _ in statements) > 1
    with engine.connect() as connection:
        plans = [plan_of(connection, *pair) for pair in statements]
        whole = plan_of(connection, "SELECT id FROM casemgr_case WHERE channel = 'web'", ())
    assert [plan for plan in plans if is_scan(plan)] == []
    assert is_scan(whole), "the positive control: this one does scan"


def plan_of(connection: Connection, statement: str, values: Any) -> list[str]:
    """Return how SQLite would look for what a statement asks."""
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]


def is_scan(plan: list[str]) -> bool:
    """Say whether every row of the cases or recommendations is looked at."""
    return any(re.match(r"SCAN casemgr_(case|recommendation)\b", line) for line in plan)
