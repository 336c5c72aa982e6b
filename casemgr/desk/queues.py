"""Queues and search: pages of visible cases, with what the actor's keyring opens of their headings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from casemgr import clocks
from casemgr.desk import kept_out
from casemgr.desk.base import DeskBase
from casemgr.desk.contents import content_of, heading_of
from casemgr.desk.views import QueuePage, QueueRow, SavedQueue, SearchPage
from casemgr.errors import KeyNotHeldError, SealBrokenError
from casemgr.rules.workflow import Status
from casemgr.store import queries
from casemgr.store.models import Assignment, Case, Report, Staff, Unit
from casemgr.store.queries import QueueFilters, Sort

DEFAULT_PAGE = 50


def queue(
    desk: DeskBase,
    filters: QueueFilters,
    *,
    sort: Sort = "due",
    after: tuple[str, str] | None = None,
    before: tuple[str, str] | None = None,
    size: int = DEFAULT_PAGE,
) -> QueuePage:
    """Return one page of a queue, by key."""
    narrowed = queries.filtered(desk.viewer, filters, desk.today)
    found, more = queries.page(desk.session, narrowed, sort=sort, after=after, before=before, size=size)
    has_next = more if before is None else True
    has_previous = more if before is not None else after is not None
    return QueuePage(
        rows=tuple(rows_of(desk, found)),
        next_key=queries.sort_key(sort, found[-1]) if found and has_next else None,
        previous_key=queries.sort_key(sort, found[0]) if found and has_previous else None,
    )


def saved_queues(desk: DeskBase) -> tuple[SavedQueue, ...]:
    """Return the saved queues with capped counts."""
    counts = queries.saved_counts(desk.session, desk.viewer, desk.today)
    return tuple(SavedQueue(code, count) for code, count in counts.items())


def search(desk: DeskBase, text: str, filters: QueueFilters) -> SearchPage:
    """Find cases by words of their title, reported unit, reference or reports, newest first.

    What is sealed can only be searched by opening it, so at most `queries.SEARCH_LIMIT` cases are looked at.
    """
    words = text.casefold().split()
    narrowed = queries.filtered(desk.viewer, filters, desk.today)
    limit = queries.SEARCH_LIMIT
    cases = queries.newest(desk.session, narrowed, limit + 1)
    cut = len(cases) > limit
    cases = cases[:limit]
    desk.keyring.preload([case.id for case in cases])
    own = kept_out.own_units(desk)
    hits = [case for case in cases if words and _matches(desk, case, words, own)]
    return SearchPage(tuple(rows_of(desk, hits[:DEFAULT_PAGE])), len(cases), cut)


def _matches(desk: DeskBase, case: Case, words: Sequence[str], own: frozenset[str]) -> bool:
    heading = _heading(desk, case, own)
    if not heading:
        return False
    text = " ".join((heading["title"], heading["unit"], *(one.reference for one in case.reports))).casefold()
    if all(word in text for word in words):
        return True
    bodies = " ".join(_body(desk, report) for report in case.reports).casefold()
    return all(word in text or word in bodies for word in words)


def _body(desk: DeskBase, report: Report) -> str:
    try:
        return content_of(desk, report).text
    except (KeyNotHeldError, SealBrokenError):
        return ""


def rows_of(desk: DeskBase, cases: Sequence[Case]) -> Iterable[QueueRow]:
    """Open the headings of many cases; one that is not held keeps its title closed."""
    ids = [case.id for case in cases]
    desk.keyring.preload(ids)
    views = clocks.views(desk.session, desk.office, cases, desk.today)
    due = clocks.nearest(desk.session, desk.office, cases, views, desk.today)
    references: defaultdict[str, list[str]] = defaultdict(list)
    for case_id, reference in queries.references_of(desk.session, ids):
        references[case_id].append(reference)
    assignees = _assignees(desk, ids)
    units = dict(desk.session.execute(select(Unit.id, Unit.name)).all())
    own = kept_out.own_units(desk)
    for case in cases:
        heading = _heading(desk, case, own)
        yield QueueRow(
            case_id=case.id,
            reference=next(iter(references[case.id]), ""),
            title=heading.get("title"),
            reported_unit=heading.get("unit", ""),
            status=case.status,
            kind=case.kind,
            category=case.category,
            severity=case.severity,
            channel=case.channel,
            handling_unit=units.get(case.unit_id or "", ""),
            assignees=tuple(assignees[case.id]),
            deadline=due[case.id],
            received_on=case.received_on,
            new_from_reporter=case.has_news,
        )


def _heading(desk: DeskBase, case: Case, own: frozenset[str]) -> dict[str, str]:
    """Open a heading; nothing for whoever holds no key, nor, before a colleague has taken a report about
    the actor's own unit up and shut them out, for somebody of that unit."""
    try:
        heading = heading_of(desk, case)
    except (KeyNotHeldError, SealBrokenError):
        return {}
    return {} if case.status is Status.RECEIVED and heading["unit"] in own else heading


def _assignees(desk: DeskBase, case_ids: Sequence[str]) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    rows = desk.session.execute(
        select(Assignment.case_id, Staff.name)
        .join(Staff, Staff.id == Assignment.staff_id)
        .where(Assignment.case_id.in_(case_ids), Assignment.ended_at.is_(None))
        .order_by(Assignment.assigned_at)
    )
    for case_id, name in rows:
        found[case_id].append(name)
    return found
