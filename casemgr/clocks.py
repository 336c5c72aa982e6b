"""The clocks of stored cases: begin, pause, end them with each verb, and read deadlines from the rows.

Rules are in `casemgr.rules.deadlines`; here are the rows they are fed with. A case in follow-up is also due
on the days of its open recommendations, which no pause moves. `Case.next_due_on` is a projection for
sorting, rewritten by every verb and by the daily sweep, and read by no rule.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from casemgr.office import Office
from casemgr.rules import deadlines as rules
from casemgr.rules.calendars import Calendar
from casemgr.rules.deadlines import Clock, Deadline
from casemgr.rules.workflow import ENDED, ClockEffect, Status, Transition, Verb
from casemgr.store.models import Case, ClockRun, History, Pause, Recommendation, Unit
from casemgr.vault.wraps import new_id

NEVER = dt.date(9999, 12, 31)
"""Where nothing is due any more: sorts last."""
_ENDING = frozenset({ClockEffect.STOP, ClockEffect.END})
_RENEWS = or_(
    History.verb == Verb.REOPEN.value,
    and_(History.from_status == Status.AWAITING_FEEDBACK, History.to_status == Status.CLARIFICATION),
)
"""Steps after which every clock begins anew: reopening, and new facts instead of the reporter's yes."""


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock of a case today, with the pauses that moved it."""

    deadline: Deadline
    clock: Clock
    started_on: dt.date
    pauses: tuple[rules.Pause, ...]


def calendar_of(session: Session, office: Office, case: Case) -> Calendar:
    """Return the working days the case is counted in: those of its handling unit, else the office's."""
    unit = session.get(Unit, case.unit_id) if case.unit_id else None
    return office.calendar(unit)


def move(
    session: Session, office: Office, case: Case, transition: Transition, on: dt.date, *, reason: str = ""
) -> None:
    """Let a step begin, pause, resume and end the clocks of its case, then store what is due next.

    A step that leaves the case where it is (a second assignment, a message) ends clocks and begins none.
    """
    effect = transition.clock
    runs = _runs(session, [case.id])[case.id]
    if effect is ClockEffect.PAUSE:
        reason = reason or transition.verb.value
        session.add(Pause(id=new_id(), case_id=case.id, from_on=on, reason=reason))
    elif effect is ClockEffect.RESUME:
        _end_pauses(session, case.id, on)
    elif effect in (ClockEffect.RENEW, ClockEffect.RECOMPUTE):
        _change_set(session, office, case, runs, effect, on)
    if effect in _ENDING or case.status in ENDED:
        _stop(runs, on, [run.clock for run in runs])
        _end_pauses(session, case.id, on)
    session.flush()
    _run_for_events(session, office, case, transition, on)
    project(session, office, case, on)


def begin(office: Office, case: Case) -> tuple[list[ClockRun], list[Deadline]]:
    """Begin the clocks of a case that is being filed: nothing is read, the rows are the caller's to add."""
    started = rules.clocks_started_by(_applying(office, case), Verb.SUBMIT.value)
    on, calendar = case.clock_start_on, office.calendar()
    found = [rules.deadline(clock, on, (), calendar, case.received_on) for clock in started]
    nearest = rules.nearest(found)
    case.next_due_on = (nearest.due_on if nearest else None) or NEVER
    return [_run(case, clock, on) for clock in started], found


def _events(transition: Transition) -> tuple[str, ...]:
    """Return the events of a step: its verb, and with its condition, as the pack's clocks name them."""
    verb = transition.verb.value
    return (verb,) if transition.when is None else (verb, f"{verb}.{transition.when}")


def _run_for_events(
    session: Session, office: Office, case: Case, transition: Transition, on: dt.date
) -> None:
    clocks = _applying(office, case)
    runs = _runs(session, [case.id])[case.id]
    for event in _events(transition):
        _stop(runs, on, [clock.code for clock in rules.clocks_stopped_by(clocks, event)])
        if case.status in ENDED or not transition.moves:
            continue
        running = {run.clock for run in runs if run.is_current and run.stopped_on is None}
        for clock in rules.clocks_started_by(clocks, event):
            if clock.code not in running:
                _start(session, case, clock, on)
    session.flush()


def _change_set(
    session: Session, office: Office, case: Case, runs: list[ClockRun], effect: ClockEffect, on: dt.date
) -> None:
    """Reopening begins anew; reclassifying swaps clocks and keeps the original start."""
    if effect is ClockEffect.RENEW:
        _stop(runs, on, [run.clock for run in runs])
        for run in runs:
            run.is_current = False
        return
    clocks = {clock.code: clock for clock in _applying(office, case)}
    started = {run.clock for run in runs if run.is_current}
    begun_by = _begun_by(session, case)
    for run in runs:
        if run.clock not in clocks and run.stopped_on is None:
            run.is_current = False
    for clock in clocks.values():
        start = next((begun_by[event] for event in clock.starts if event in begun_by), None)
        if start is not None and clock.code not in started:
            _start(session, case, clock, start)


def _begun_by(session: Session, case: Case) -> dict[str, dt.date]:
    """Return the day each verb last happened to a case; filing counts from the first day of its clocks.

    What happened before the clocks of a case were renewed begins none of them again.
    """
    renewal = session.execute(
        select(History.number, History.verb, History.happened_on)
        .where(History.case_id == case.id, _RENEWS)
        .order_by(History.number.desc())
        .limit(1)
    ).first()
    rows = session.execute(
        select(History.verb, func.max(History.happened_on))
        .where(History.case_id == case.id, History.number >= (renewal.number if renewal else 0))
        .group_by(History.verb)
    )
    found = dict(rows.all())
    if renewal is None:
        return {**found, Verb.SUBMIT.value: case.clock_start_on}
    return {**found, f"{renewal.verb}.new_facts": renewal.happened_on}


def _applying(office: Office, case: Case) -> tuple[Clock, ...]:
    return rules.clocks_for(
        office.pack, kind=case.kind, degree=case.degree, severity=case.severity, on=case.received_on
    )


def _start(session: Session, case: Case, clock: Clock, on: dt.date) -> None:
    session.add(_run(case, clock, on))


def _run(case: Case, clock: Clock, on: dt.date) -> ClockRun:
    return ClockRun(id=new_id(), case_id=case.id, clock=clock.code, started_on=on, is_current=True)


def _stop(runs: Iterable[ClockRun], on: dt.date, codes: Sequence[str]) -> None:
    for run in runs:
        if run.clock in codes and run.stopped_on is None:
            run.stopped_on = on


def _end_pauses(session: Session, case_id: str, on: dt.date) -> None:
    for pause in session.scalars(select(Pause).where(Pause.case_id == case_id, Pause.to_on.is_(None))):
        pause.to_on = on


def reply_window_ends_on(session: Session, office: Office, case: Case) -> dt.date:
    """Return the last day on which a reporter may still answer in time."""
    since = session.scalar(
        select(func.max(History.happened_on)).where(
            History.case_id == case.id,
            History.to_status == case.status.value,
            History.from_status != case.status.value,
        )
    )
    settings = office.pack.settings
    is_question = case.status is Status.AWAITING_REPORTER
    days = settings.completion_window_days if is_question else settings.reply_window_days
    return calendar_of(session, office, case).add_working_days(since or case.received_on, days)


def project(session: Session, office: Office, case: Case, on: dt.date) -> None:
    """Store the nearest due date for sorting."""
    if case.status in ENDED or case.status in (Status.ARCHIVED, Status.DESTROYED):
        case.next_due_on = NEVER
        return
    found = nearest(session, office, [case], views(session, office, [case], on), on)[case.id]
    case.next_due_on = (found.due_on if found else None) or NEVER


def nearest(
    session: Session,
    office: Office,
    cases: Sequence[Case],
    clocks: Mapping[str, Sequence[ClockView]],
    on: dt.date,
) -> dict[str, Deadline | None]:
    """Return what is due next on each of many cases, as it looks on a day; `clocks` are their `views`.

    That is the nearest clock or, for a case in follow-up, its first open recommendation when it comes before.
    """
    advised = recommendations_due(session, cases)
    calendars = _calendars(session, office, [case for case in cases if case.id in advised])
    found: dict[str, Deadline | None] = {}
    for case in cases:
        deadlines = [view.deadline for view in clocks[case.id]]
        if case.id in advised:
            deadlines.append(rules.of_day(advised[case.id], on, calendars[case.id]))
        found[case.id] = rules.nearest(deadlines)
    return found


def recommendations_due(session: Session, cases: Iterable[Case]) -> dict[str, dt.date]:
    """Return the first day of an open recommendation of each case in follow-up that has one."""
    ids = [case.id for case in cases if case.status is Status.FOLLOW_UP]
    if not ids:
        return {}
    rows = session.execute(
        select(Recommendation.case_id, func.min(Recommendation.due_on))
        .where(Recommendation.case_id.in_(ids), Recommendation.state == "open")
        .group_by(Recommendation.case_id)
    )
    return dict(rows.all())


def _calendars(session: Session, office: Office, cases: Sequence[Case]) -> dict[str, Calendar]:
    """Return the working days each case is counted in, by case id."""
    ids = {case.unit_id for case in cases if case.unit_id}
    units = {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_(ids)))} if ids else {}
    return {case.id: office.calendar(units.get(case.unit_id or "")) for case in cases}


def views(session: Session, office: Office, cases: Sequence[Case], on: dt.date) -> dict[str, list[ClockView]]:
    """Return the clocks of many cases as they look on a day, nearest first, with two selects."""
    ids = [case.id for case in cases]
    runs = _current_runs(session, ids)
    pauses = _pauses(session, ids)
    calendars = _calendars(session, office, cases)
    known: dict[_Asked, ClockView] = {}
    found: dict[str, list[ClockView]] = {}
    for case in cases:
        asked = [
            _Asked(*run, tuple(pauses[case.id]), case.unit_id, calendars[case.id]) for run in runs[case.id]
        ]
        for one in asked:
            if one not in known:
                known[one] = _view(office, one, on)
        found[case.id] = sorted(
            (known[one] for one in asked),
            key=lambda view: (
                view.deadline.state is rules.State.DONE,
                view.deadline.due_on or NEVER,
                view.clock.code,
            ),
        )
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a deadline depends on: cases of one day share theirs."""

    clock: str
    started_on: dt.date
    stopped_on: dt.date | None
    pauses: tuple[rules.Pause, ...]
    unit_id: str | None
    calendar: Calendar = field(compare=False)


def _view(office: Office, asked: _Asked, on: dt.date) -> ClockView:
    clock = office.pack.clocks[asked.clock]
    result = rules.deadline(clock, asked.started_on, asked.pauses, asked.calendar, on, asked.stopped_on)
    return ClockView(result, clock, asked.started_on, asked.pauses)


def _current_runs(
    session: Session, case_ids: Sequence[str]
) -> defaultdict[str, list[tuple[str, dt.date, dt.date | None]]]:
    """Return (clock, first day, last day) of the clocks that belong to these cases now."""
    found: defaultdict[str, list[tuple[str, dt.date, dt.date | None]]] = defaultdict(list)
    columns = select(ClockRun.case_id, ClockRun.clock, ClockRun.started_on, ClockRun.stopped_on)
    statement = columns.where(ClockRun.case_id.in_(case_ids), ClockRun.is_current.is_(True))
    for case_id, clock, started_on, stopped_on in session.execute(statement):
        found[case_id].append((clock, started_on, stopped_on))
    return found


def _runs(session: Session, case_ids: Sequence[str]) -> defaultdict[str, list[ClockRun]]:
    found: defaultdict[str, list[ClockRun]] = defaultdict(list)
    for run in session.scalars(select(ClockRun).where(ClockRun.case_id.in_(case_ids))):
        found[run.case_id].append(run)
    return found


def _pauses(session: Session, case_ids: Sequence[str]) -> defaultdict[str, list[rules.Pause]]:
    found: defaultdict[str, list[rules.Pause]] = defaultdict(list)
    statement = select(Pause).where(Pause.case_id.in_(case_ids)).order_by(Pause.from_on)
    for row in session.scalars(statement):
        found[row.case_id].append(rules.Pause(row.from_on, row.to_on, row.reason))
    return found
