"""Every select over cases, all built on `visible_cases`. A list, count or search that is not is a defect.

A viewer sees the cases of the teams they belong to, the cases assigned to them, and the cases on which
their decision is awaited; never one that excludes them. Records officers also see what has ended, without
any key to read it.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from casemgr.errors import CaseNotFoundError, SubmissionInvalidError
from casemgr.rules.workflow import ENDED, Role, Status
from casemgr.store.models import Assignment, Case, Decision, Exclusion, Report

COUNT_CAP = 1_000
SEARCH_LIMIT = 5_000
Sort = Literal["due", "received", "severity"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: staff id, roles, confirmed teams, and the keyed token exclusions are kept under."""

    staff_id: str
    roles: frozenset[Role]
    team_ids: frozenset[str]
    token: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What a queue is narrowed to; `None` means no limit. `due` is overdue, today, week or none.

    `unit_ids` are handling units and `reported_tokens` those of units complained about, of which one is
    enough: `Office.subtree` and `Office.unit_tokens` give a unit with all below it.
    """

    saved: str | None = None
    status: str | None = None
    kind: str | None = None
    category: str | None = None
    unit_ids: frozenset[str] | None = None
    reported_tokens: frozenset[bytes] | None = field(default=None, repr=False)
    assignee_id: str | None = None
    due: str | None = None
    channel: str | None = None
    severity: str | None = None


def visible_cases(viewer: Viewer) -> Select[Case]:
    """Return the select of all cases this viewer may know of; merged ones show under their target."""
    return select(Case).where(or_(*_reasons_of(viewer)), *_limits(viewer.token))


def _reasons_of(viewer: Viewer) -> list[ColumnElement[bool]]:
    sees_ended = Role.RECORDS_OFFICER in viewer.roles
    return _reasons(viewer.staff_id, sorted(viewer.team_ids), sees_ended=sees_ended)


def _reasons(staff_id: Any, team_ids: Sequence[Any], *, sees_ended: bool) -> list[ColumnElement[bool]]:
    """Return each ground on which a viewer sees a case; one is enough, and each has an index of its own.

    The ids are values, or parameters that get theirs with every execution.
    """
    assigned = select(Assignment.case_id).where(
        Assignment.staff_id == staff_id, Assignment.ended_at.is_(None)
    )
    awaited = select(Decision.case_id).where(Decision.decider_id == staff_id, Decision.state == "asked")
    reasons: list[ColumnElement[bool]] = [Case.team_id == team_id for team_id in team_ids]
    reasons.append(Case.id.in_(union_all(assigned, awaited)))
    if sees_ended:
        reasons += [Case.status == status for status in (*sorted(ENDED), Status.ARCHIVED)]
    return reasons


def _limits(token: Any) -> list[ColumnElement[bool]]:
    """Return what hides a case whatever the ground."""
    excluded = exists().where(Exclusion.case_id == Case.id, Exclusion.token == token)
    return [
        ~excluded,
        Case.merged_into_id.is_(None),
        Case.status.not_in([Status.DRAFT, Status.DESTROYED]),
    ]


def visible_case(session: Session, viewer: Viewer, key: str) -> Case:
    """Return one visible case by its id or by the reference of any of its reports.

    Raises `CaseNotFoundError` for a hidden case as for a missing one.
    """
    if not (key.isascii() and key.isprintable()):
        raise CaseNotFoundError(key)
    by_reference = select(Report.case_id).where(Report.reference == key)
    found = session.scalar(visible_cases(viewer).where(or_(Case.id == key, Case.id.in_(by_reference))))
    if found is None:
        raise CaseNotFoundError(key)
    return found


Queue = Sequence[Select[Case]]
"""`visible_cases` narrowed, as one select for each ground, so that every one of them reads along an index."""


def filtered(viewer: Viewer, filters: QueueFilters, today: dt.date) -> Queue:
    """Return `visible_cases` narrowed by a saved queue and filters; a case may be in several selects."""
    saved = _saved(filters.saved, viewer.staff_id, today)
    narrowed = [*_limits(viewer.token), *_wanted(filters, today), *saved]
    return [select(Case).where(reason, *narrowed) for reason in _reasons_of(viewer)]


def _wanted(filters: QueueFilters, today: dt.date) -> list[ColumnElement[bool]]:
    columns: list[tuple[ColumnElement[Any] | Any, Any]] = [
        (Case.kind, filters.kind),
        (Case.category, filters.category),
        (Case.channel, filters.channel),
        (Case.severity, filters.severity),
        (Case.status, None if filters.status is None else Status(filters.status)),
    ]
    found = [column == wanted for column, wanted in columns if wanted is not None]
    if filters.unit_ids is not None:
        found.append(Case.unit_id.in_(sorted(filters.unit_ids)))
    if filters.reported_tokens is not None:
        found.append(Case.reported_token.in_(sorted(filters.reported_tokens)))
    if filters.assignee_id is not None:
        nobody = filters.assignee_id == "none"
        found.append(_unassigned() if nobody else _assigned_to(filters.assignee_id))
    if filters.due is not None:
        found.append(_due(filters.due, today))
    return found


def _unassigned() -> ColumnElement[bool]:
    return ~exists().where(Assignment.case_id == Case.id, Assignment.ended_at.is_(None))


def _assigned_to(staff_id: Any) -> ColumnElement[bool]:
    # Not "exists": a database must begin with the few cases of one person, not look at every case of a team.
    return Case.id.in_(
        select(Assignment.case_id).where(Assignment.staff_id == staff_id, Assignment.ended_at.is_(None))
    )


def _due(when: str, today: dt.date) -> ColumnElement[bool]:
    if when == "overdue":
        return Case.next_due_on < today
    if when == "today":
        return Case.next_due_on == today
    return and_(Case.next_due_on >= today, Case.next_due_on <= today + dt.timedelta(days=7))


def _saved(code: str | None, staff_id: Any, today: Any) -> list[ColumnElement[bool]]:
    is_open = Case.is_open.is_(True)
    match code:
        case "mine":
            return [is_open, _assigned_to(staff_id)]
        case "new":
            return [Case.status == Status.RECEIVED]
        case "news":
            return [is_open, Case.has_news.is_(True)]
        case "unassigned":
            return [is_open, _unassigned()]
        case "overdue":
            return [is_open, Case.next_due_on < today]
        case "waiting":
            return [Case.status.in_([Status.AWAITING_REPORTER, Status.ON_HOLD])]
        case "ended":
            return [Case.is_open.is_(False)]
        case "all":
            return []
        case _:
            return [is_open]


SAVED_QUEUES = ("open", "mine", "new", "news", "unassigned", "overdue", "waiting", "ended")


def saved_counts(session: Session, viewer: Viewer, today: dt.date) -> dict[str, int]:
    """Count the cases of every saved queue at once, each at most `COUNT_CAP`: long lists cost no more."""
    teams = {f"team_{place}": team_id for place, team_id in enumerate(sorted(viewer.team_ids))}
    statement = _counting(len(teams), sees_ended=Role.RECORDS_OFFICER in viewer.roles)
    values = {"staff": viewer.staff_id, "token": viewer.token, "today": today, **teams}
    row = session.execute(statement, values).one()
    return {code: min(count, COUNT_CAP) for code, count in zip(SAVED_QUEUES, row, strict=True)}


@lru_cache(maxsize=32)
def _counting(teams: int, *, sees_ended: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of `saved_counts` for so many teams; building it costs more than running it."""
    team_ids = [_parameter(f"team_{place}") for place in range(teams)]
    staff, token, today = (_parameter(name) for name in ("staff", "token", "today"))
    reasons = _reasons(staff, team_ids, sees_ended=sees_ended)
    counts = []
    for code in SAVED_QUEUES:
        narrowed = [*_limits(token), *_saved(code, staff, today)]
        # A case counts on the first of its grounds only, so that the sum of all needs no list of ids.
        of_grounds = [
            _count_of(reason, *(~earlier for earlier in reasons[:place]), *narrowed)
            for place, reason in enumerate(reasons)
        ]
        counts.append(reduce(operator.add, of_grounds))
    return select(*counts)


def _parameter(name: str) -> BindParameter[Any]:
    return bindparam(name)


def _count_of(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    capped = select(Case.id).where(*conditions).limit(COUNT_CAP).subquery()
    return select(func.count()).select_from(capped).scalar_subquery()


def newest(session: Session, queue: Queue, limit: int) -> list[Case]:
    """Return the newest cases of a queue, at most `limit`."""
    found: dict[str, Case] = {}
    for statement in queue:
        rows = session.scalars(statement.order_by(Case.received_on.desc(), Case.id.desc()).limit(limit))
        found.update((row.id, row) for row in rows)
    return sorted(found.values(), key=lambda row: (row.received_on, row.id), reverse=True)[:limit]


def page(
    session: Session,
    queue: Queue,
    *,
    sort: Sort,
    after: tuple[str, str] | None,
    before: tuple[str, str] | None,
    size: int,
) -> tuple[list[Case], bool]:
    """Return one page by key, in display order, and whether there is more beyond it in the direction read.

    `after` and `before` are (sort value, case id) of the neighbouring row. Raises `SubmissionInvalidError`
    for a key that no page gave out.
    """
    column, descending = _sort_column(sort)
    backwards = before is not None
    falling = descending is not backwards
    key = before or after
    order = (column.desc(), Case.id.desc()) if falling else (column.asc(), Case.id.asc())
    found: dict[str, Case] = {}
    for statement in queue:
        if key is not None:
            bound, row = tuple_(*_key_values(sort, key)), tuple_(column, Case.id)
            statement = statement.where(row < bound if falling else row > bound)
        found.update((case.id, case) for case in session.scalars(statement.order_by(*order).limit(size + 1)))
    rows = sorted(found.values(), key=lambda case: _python_key(sort, case), reverse=falling)
    more = len(rows) > size
    rows = rows[:size]
    return (rows[::-1] if backwards else rows), more


_SEVERITY_RANKS = {"kritis": 0, "tinggi": 1, "sedang": 2, "rendah": 3}
_NO_RANK = 9


def _sort_column(sort: Sort) -> tuple[Any, bool]:
    if sort == "received":
        return Case.received_on, True
    if sort == "severity":
        return case(_SEVERITY_RANKS, value=Case.severity, else_=_NO_RANK), False
    return Case.next_due_on, False


def sort_key(sort: Sort, row: Case) -> tuple[str, str]:
    """Return the key that `page` continues from."""
    if sort == "received":
        return row.received_on.isoformat(), row.id
    if sort == "severity":
        return str(_SEVERITY_RANKS.get(row.severity or "", _NO_RANK)), row.id
    return row.next_due_on.isoformat(), row.id


def _python_key(sort: Sort, row: Case) -> tuple[Any, str]:
    value, case_id = sort_key(sort, row)
    return (int(value) if sort == "severity" else value), case_id


def _key_values(sort: Sort, key: tuple[str, str]) -> tuple[Any, str]:
    value, case_id = key
    try:
        return (_rank(value) if sort == "severity" else dt.date.fromisoformat(value)), case_id
    except ValueError:
        raise SubmissionInvalidError({"key": "choice"}) from None


def _rank(value: str) -> int:
    if value not in {str(rank) for rank in (*_SEVERITY_RANKS.values(), _NO_RANK)}:
        raise ValueError
    return int(value)


def references_of(session: Session, case_ids: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Return (case id, reference) of the reports of these (already checked) cases, oldest first."""
    statement = select(Report.case_id, Report.reference).where(Report.case_id.in_(case_ids))
    rows = session.execute(statement.order_by(Report.received_on, Report.reference))
    return [(case_id, reference) for case_id, reference in rows]


def reports_of(session: Session, case_ids: Sequence[str]) -> list[Report]:
    """Return the reports of these (already checked) cases, oldest first."""
    statement = select(Report).where(Report.case_id.in_(case_ids))
    return list(session.scalars(statement.order_by(Report.received_on, Report.reference)))
