"""Reading: queues, search, and the whole file of one case, opened with what the actor's keyring holds."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from casemgr import clocks
from casemgr.desk import decisions, kept_out, offers
from casemgr.desk.base import NOTE_OF_STEP, DeskBase
from casemgr.desk.contents import content_of, heading_of
from casemgr.desk.examination import FOLLOW_UP, INSTRUCTION, RECOMMENDATION
from casemgr.desk.triage import REVIEW, SIMILAR_WITHIN
from casemgr.desk.views import (
    AllegationView,
    AssignmentView,
    CaseFile,
    FollowUpView,
    HistoryView,
    NoteView,
    QueuePage,
    QueueRow,
    RecommendationView,
    ReportFile,
    SavedQueue,
    SearchPage,
    SimilarCase,
    SubjectView,
)
from casemgr.errors import CaseNotFoundError, KeyNotHeldError, SealBrokenError
from casemgr.files import FileView, meta_place
from casemgr.intake import MessageView, body_place, messages_of
from casemgr.rules import deadlines
from casemgr.rules.workflow import Status
from casemgr.store import queries
from casemgr.store.models import (
    Allegation,
    Assignment,
    Attachment,
    Case,
    Exclusion,
    FollowUp,
    History,
    Membership,
    Message,
    Note,
    Recommendation,
    Report,
    Staff,
    Subject,
    Team,
    Unit,
)
from casemgr.store.queries import QueueFilters, Sort
from casemgr.vault.keyring import ReportBox
from casemgr.vault.wraps import Purpose

SUBJECT = ("casemgr_subject", "person_sealed")
ALLEGATION = ("casemgr_allegation", "matter_sealed")
NOTE = ("casemgr_note", "body_sealed")
DEFAULT_PAGE = 50
BROKEN_SEAL = "⟦segel rusak · broken seal⟧"
"""What stands in the place of a text whose sealed bytes were changed outside the system."""


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
    return tuple(
        SavedQueue(
            code,
            queries.count_capped(
                desk.session, queries.filtered(desk.viewer, QueueFilters(saved=code), desk.today)
            ),
        )
        for code in queries.SAVED_QUEUES
    )


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
    bodies = " ".join(content_of(desk, report).text for report in case.reports).casefold()
    return all(word in text or word in bodies for word in words)


def rows_of(desk: DeskBase, cases: Sequence[Case]) -> Iterable[QueueRow]:
    """Open the headings of many cases; one that is not held keeps its title closed."""
    ids = [case.id for case in cases]
    desk.keyring.preload(ids)
    views = clocks.views(desk.session, desk.office, cases, desk.today)
    references: defaultdict[str, list[str]] = defaultdict(list)
    for report in queries.reports_of(desk.session, ids):
        references[report.case_id].append(report.reference)
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
            deadline=deadlines.nearest(view.deadline for view in views[case.id]),
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


# One case.


def case_file(desk: DeskBase, case: Case) -> CaseFile:
    """Open everything about one case.

    Raises `KeyNotHeldError` for an actor who may only know that it exists, `CaseNotFoundError` for one whom
    a report that nobody has taken up yet keeps out.
    """
    names = desk.office.staff_names(desk.session)
    heading = heading_of(desk, case)
    sheet = desk.open(case.id, case.review_sealed, REVIEW, case.id, case.review_version) or {}
    ids = _with_merged(desk, case)
    verbs, hidden, next_verb = offers.offers(desk, case)
    subjects = _subjects(desk, ids)
    units = dict(desk.session.execute(select(Unit.id, Unit.name)).all())
    found = queries.reports_of(desk.session, [case.id])
    reports = tuple(_report(desk, report, names, units) for report in found)
    contents = [report.content for report in reports]
    if case.status is Status.RECEIVED and kept_out.is_kept_out(desk, case, contents):
        raise CaseNotFoundError(case.id)
    return CaseFile(
        case_id=case.id,
        version=case.version,
        reference=reports[0].reference if reports else "",
        title=heading["title"],
        reported_unit=heading["unit"],
        status=case.status,
        kind=case.kind,
        category=case.category,
        degree=case.degree,
        severity=case.severity,
        channel=case.channel,
        outcome=case.outcome,
        amount_band=case.amount_band,
        received_on=case.received_on,
        team=desk.session.get_one(Team, case.team_id).name,
        handling_unit=units.get(case.unit_id or "", ""),
        core_issue=sheet.get("core_issue", ""),
        rule_reference=sheet.get("rule_reference", ""),
        excluded=_excluded(desk, case, names),
        clocks=tuple(clocks.views(desk.session, desk.office, [case], desk.today)[case.id]),
        reports=reports,
        papers=_papers(desk, ids),
        notes=_notes(desk, ids, names),
        subjects=tuple(subjects.values()),
        allegations=_allegations(desk, ids, subjects),
        assignments=_assignments(desk, case, names),
        recommendations=_recommendations(desk, case, names),
        history=_history(desk, case, names),
        holders=_holders(desk, case, names),
        similar=_similar(desk, case),
        decisions=decisions.of_case(desk, case),
        verbs=verbs,
        hidden_verbs=hidden,
        next_verb=next_verb,
    )


def _text(desk: DeskBase, case_id: str, blob: bytes | None, column: tuple[str, str], row_id: str) -> str:
    """Open one text of a case; one broken seal must not hide the rest of the case."""
    try:
        return desk.open(case_id, blob, column, row_id) or ""
    except SealBrokenError:
        return BROKEN_SEAL


def _body(box: ReportBox, report: Report, row: Message) -> str:
    if row.body_sealed is None:
        return ""
    try:
        return box.read(row.body_sealed, body_place(report.id, row.id))
    except SealBrokenError:
        return BROKEN_SEAL


def _with_merged(desk: DeskBase, case: Case) -> list[str]:
    merged = desk.session.scalars(select(Case.id).where(Case.merged_into_id == case.id))
    return [case.id, *merged]


def _report(desk: DeskBase, report: Report, names: dict[str, str], units: dict[str, str]) -> ReportFile:
    box = desk.report_box(report)
    content = content_of(desk, report)
    rows = list(
        desk.session.scalars(
            select(Attachment)
            .where(Attachment.owner_id == report.id, Attachment.state == "kept")
            .order_by(Attachment.number)
        )
    )
    files = {
        row.id: FileView.of(row, box.read(row.meta_sealed, meta_place(row.owner_id, row.id))) for row in rows
    }
    by_message: defaultdict[str, list[FileView]] = defaultdict(list)
    for row in rows:
        by_message[row.message_id or ""].append(files[row.id])
    return ReportFile(
        report_id=report.id,
        reference=report.reference,
        received_on=report.received_on,
        channel=report.channel,
        content=content,
        unit_name=desk.office.organisation().unit_name(content.unit_id or "")
        or units.get(content.unit_id or "", content.unit_text),
        withdrawn_on=report.withdrawn_on,
        files=tuple(files.values()),
        messages=_messages(desk, report, box, names, by_message),
    )


def _messages(
    desk: DeskBase, report: Report, box: Any, names: dict[str, str], files: dict[str, list[FileView]]
) -> tuple[MessageView, ...]:
    rows = messages_of(desk.session, report.id)
    teams = dict(desk.session.execute(select(Team.id, Team.name)).all())
    last_ours = max((row.number for row in rows if row.sender == "staff"), default=0)
    return tuple(
        MessageView(
            id=row.id,
            sender=row.sender,
            team=teams.get(row.team_id or ""),
            on=row.sent_on,
            text=_body(box, report, row),
            code=row.code,
            values=json.loads(row.code_values or "{}"),
            is_new=row.sender == "reporter" and row.number > last_ours,
            files=tuple(files.get(row.id, ())),
            at=row.sent_at,
            author=names.get(row.staff_id or ""),
        )
        for row in rows
    )


def _excluded(desk: DeskBase, case: Case, names: dict[str, str]) -> tuple[str, ...]:
    tokens = set(desk.session.scalars(select(Exclusion.token).where(Exclusion.case_id == case.id)))
    return tuple(
        sorted(name for staff_id, name in names.items() if desk.office.staff_token(staff_id) in tokens)
    )


def _papers(desk: DeskBase, case_ids: Sequence[str]) -> tuple[FileView, ...]:
    rows = desk.session.scalars(
        select(Attachment).where(Attachment.owner_id.in_(case_ids)).order_by(Attachment.number)
    )
    return tuple(
        FileView.of(row, desk.box(row.owner_id).read(row.meta_sealed, meta_place(row.owner_id, row.id)))
        for row in rows
    )


def _notes(desk: DeskBase, case_ids: Sequence[str], names: dict[str, str]) -> tuple[NoteView, ...]:
    rows = desk.session.scalars(
        select(Note).where(Note.case_id.in_(case_ids)).order_by(Note.written_at.desc())
    )
    return tuple(
        NoteView(
            names.get(row.staff_id, ""),
            row.written_at,
            _text(desk, row.case_id, row.body_sealed, NOTE, row.id),
        )
        for row in rows
    )


def _subjects(desk: DeskBase, case_ids: Sequence[str]) -> dict[str, SubjectView]:
    rows = desk.session.scalars(select(Subject).where(Subject.case_id.in_(case_ids)))
    return {
        row.id: SubjectView(row.id, **desk.open(row.case_id, row.person_sealed, SUBJECT, row.id))
        for row in rows
    }


def _allegations(
    desk: DeskBase, case_ids: Sequence[str], subjects: dict[str, SubjectView]
) -> tuple[AllegationView, ...]:
    rows = desk.session.scalars(select(Allegation).where(Allegation.case_id.in_(case_ids)))
    return tuple(
        AllegationView(
            id=row.id,
            subject=subjects[row.subject_id],
            **desk.open(row.case_id, row.matter_sealed, ALLEGATION, row.id, row.row_version),
        )
        for row in rows
    )


def _assignments(desk: DeskBase, case: Case, names: dict[str, str]) -> tuple[AssignmentView, ...]:
    rows = desk.session.scalars(
        select(Assignment).where(Assignment.case_id == case.id).order_by(Assignment.assigned_at.desc())
    )
    return tuple(
        AssignmentView(
            row.id,
            row.staff_id,
            names.get(row.staff_id, ""),
            names.get(row.instructed_by, ""),
            row.assigned_at,
            row.due_on,
            row.ended_at,
            _text(desk, case.id, row.instruction_sealed, INSTRUCTION, row.id),
        )
        for row in rows
    )


def _recommendations(desk: DeskBase, case: Case, names: dict[str, str]) -> tuple[RecommendationView, ...]:
    rows = desk.session.scalars(
        select(Recommendation).where(Recommendation.case_id == case.id).order_by(Recommendation.number)
    )
    papers = {paper.id: paper for paper in _papers(desk, [case.id])}
    return tuple(
        RecommendationView(
            id=row.id,
            number=row.number,
            due_on=row.due_on,
            state=row.state,
            follow_ups=_follow_ups(desk, case, row, names, papers),
            **desk.open(case.id, row.text_sealed, RECOMMENDATION, row.id),
        )
        for row in rows
    )


def _follow_ups(
    desk: DeskBase,
    case: Case,
    recommendation: Recommendation,
    names: dict[str, str],
    papers: dict[str, FileView],
) -> tuple[FollowUpView, ...]:
    rows = desk.session.scalars(
        select(FollowUp).where(FollowUp.recommendation_id == recommendation.id).order_by(FollowUp.taken_at)
    )
    return tuple(
        FollowUpView(
            names.get(row.staff_id, ""),
            row.taken_at,
            row.result,
            papers.get(row.evidence_id or ""),
            _text(desk, case.id, row.text_sealed, FOLLOW_UP, row.id),
        )
        for row in rows
    )


def _history(desk: DeskBase, case: Case, names: dict[str, str]) -> tuple[HistoryView, ...]:
    rows = desk.session.scalars(
        select(History).where(History.case_id == case.id).order_by(History.number.desc())
    )
    return tuple(
        HistoryView(
            number=row.number,
            verb=row.verb,
            actor_kind=row.actor_kind,
            actor=names.get(row.staff_id or ""),
            from_status=row.from_status,
            to_status=row.to_status,
            on=row.happened_on,
            at=row.happened_at,
            reason_code=row.reason_code,
            clock_effect=offers.clock_effect(row.verb, row.from_status, row.to_status),
            note=_text(desk, case.id, row.note_sealed, NOTE_OF_STEP, row.id),
        )
        for row in rows
    )


def _holders(desk: DeskBase, case: Case, names: dict[str, str]) -> tuple[str, ...]:
    """Name the teams and people whose keys open this case, from the vault's own rows.

    A key that the signed directory does not know shows as a question mark: somebody wrote into the vault.
    """
    directory = desk.office.directory()
    teams = dict(desk.session.execute(select(Team.id, Team.name)).all())
    sizes: defaultdict[str, int] = defaultdict(int)
    for team_id in desk.session.scalars(select(Membership.team_id).where(Membership.state == "confirmed")):
        sizes[team_id] += 1
    found = []
    for wrap in desk.office.vault.of([case.id], [Purpose.CASE_TEAM, Purpose.CASE_STAFF]):
        try:
            key = directory.key(wrap.recipient)
        except KeyNotHeldError:
            found.append("?")
            continue
        if key.kind == "team":
            found.append(f"{teams.get(key.holder, '')} ({sizes[key.holder]})")
        else:
            found.append(names.get(key.holder, ""))
    return tuple(dict.fromkeys(found))


def _similar(desk: DeskBase, case: Case) -> tuple[SimilarCase, ...]:
    """Return other visible cases about the same unit that came within two weeks."""
    if case.reported_token is None:
        return ()
    near: tuple[dt.date, dt.date] = (case.received_on - SIMILAR_WITHIN, case.received_on + SIMILAR_WITHIN)
    statement = (
        queries.visible_cases(desk.viewer)
        .where(
            Case.reported_token == case.reported_token, Case.id != case.id, Case.received_on.between(*near)
        )
        .order_by(Case.received_on.desc())
        .limit(5)
    )
    return tuple(
        SimilarCase(row.case_id, row.reference, row.title, row.received_on)
        for row in rows_of(desk, list(desk.session.scalars(statement)))
    )
