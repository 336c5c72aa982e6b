"""The whole file of one case, opened with what the actor's keyring holds."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from casemgr import clocks
from casemgr.desk import decisions, kept_out, offers
from casemgr.desk.base import NOTE_OF_STEP, DeskBase
from casemgr.desk.broken import BROKEN_SEAL, Opener
from casemgr.desk.contents import HEADING, content_of
from casemgr.desk.examination import FOLLOW_UP, INSTRUCTION, RECOMMENDATION
from casemgr.desk.queues import rows_of
from casemgr.desk.triage import REVIEW, SIMILAR_WITHIN
from casemgr.desk.views import (
    AllegationView,
    AssignmentView,
    CaseFile,
    FollowUpView,
    HistoryView,
    NoteView,
    RecommendationView,
    ReportFile,
    RequestView,
    SimilarCase,
    SubjectView,
)
from casemgr.errors import CaseNotFoundError, KeyNotHeldError, SealBrokenError
from casemgr.files import FileView
from casemgr.intake import MessageView, body_place, messages_of
from casemgr.rules.workflow import Status, Verb
from casemgr.store import queries
from casemgr.store.models import (
    Allegation,
    Assignment,
    Attachment,
    Case,
    Decision,
    Exclusion,
    FollowUp,
    History,
    Membership,
    Message,
    Note,
    Recommendation,
    Report,
    Subject,
    Team,
    Unit,
)
from casemgr.submissions import Content
from casemgr.vault.keyring import ReportBox
from casemgr.vault.wraps import Purpose

SUBJECT = ("casemgr_subject", "person_sealed")
ALLEGATION = ("casemgr_allegation", "matter_sealed")
NOTE = ("casemgr_note", "body_sealed")
CONTENT = ("casemgr_report", "content_sealed")
REPORT_KEY = ("casemgr_wrap", "blob")
BODY = ("casemgr_message", "body_sealed")
_NOBODY = {"name": "", "position": "", "unit": ""}
_NO_MATTER = {"finding": "", "category": "", "outcome": None, "sanction": None}
_NO_ADVICE = {"text": "", "addressee": ""}


# One case.


def case_file(desk: DeskBase, case: Case) -> CaseFile:
    """Open everything about one case.

    What is broken is marked in its place. Raises `KeyNotHeldError` for an actor who may only know that it
    exists, `CaseNotFoundError` for one whom a report that nobody has taken up yet keeps out.
    """
    opener = Opener(desk)
    names = desk.office.staff_names(desk.session)
    heading, sheet = _heading(opener, case), _sheet(opener, case)
    ids = _with_merged(desk, case)
    verbs, hidden, next_verb = offers.offers(desk, case)
    subjects = _subjects(opener, ids)
    units = dict(desk.session.execute(select(Unit.id, Unit.name)).all())
    found = queries.reports_of(desk.session, [case.id])
    reports = tuple(_report(opener, report, names, units) for report in found)
    papers = _papers(opener, ids)
    contents = [report.content for report in reports]
    if case.status is Status.RECEIVED and kept_out.is_kept_out(desk, case, contents):
        raise CaseNotFoundError(case.id)
    views = clocks.views(desk.session, desk.office, [case], desk.today)
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
        core_issue=sheet["core_issue"],
        rule_reference=sheet["rule_reference"],
        excluded=_excluded(desk, case, names),
        clocks=tuple(views[case.id]),
        next_due=clocks.nearest(desk.session, desk.office, [case], views, desk.today)[case.id],
        reports=reports,
        papers=papers,
        notes=_notes(opener, ids, names),
        subjects=tuple(subjects.values()),
        allegations=_allegations(opener, ids, subjects),
        assignments=_assignments(opener, case, names),
        recommendations=_recommendations(opener, case, names, papers),
        history=_history(opener, case, names),
        holders=_holders(desk, case, names),
        similar=_similar(desk, case),
        decisions=decisions.of_case(desk, case),
        requests=_requests(opener, ids, names),
        verbs=verbs,
        hidden_verbs=hidden,
        next_verb=next_verb,
        broken=opener.count,
    )


def _heading(opener: Opener, case: Case) -> dict[str, str]:
    blank = {"title": "", "unit": ""}
    return opener.fields(case.id, case.heading_sealed, HEADING, case.id, case.heading_version, blank=blank)


def _sheet(opener: Opener, case: Case) -> dict[str, str]:
    blank = {"core_issue": "", "rule_reference": ""}
    return opener.fields(case.id, case.review_sealed, REVIEW, case.id, case.review_version, blank=blank)


def _with_merged(desk: DeskBase, case: Case) -> list[str]:
    merged = desk.session.scalars(select(Case.id).where(Case.merged_into_id == case.id))
    return [case.id, *merged]


def _report(opener: Opener, report: Report, names: dict[str, str], units: dict[str, str]) -> ReportFile:
    desk = opener.desk
    box, content = _opened(opener, report)
    rows = desk.session.scalars(
        select(Attachment)
        .where(Attachment.owner_id == report.id, Attachment.state == "kept")
        .order_by(Attachment.number)
    )
    files = {row.id: (row.message_id or "", opener.file(box, row)) for row in rows}
    by_message: defaultdict[str, list[FileView]] = defaultdict(list)
    for message_id, file in files.values():
        by_message[message_id].append(file)
    return ReportFile(
        report_id=report.id,
        reference=report.reference,
        received_on=report.received_on,
        channel=report.channel,
        content=content,
        unit_name=desk.office.organisation().unit_name(content.unit_id or "")
        or units.get(content.unit_id or "", content.unit_text),
        withdrawn_on=report.withdrawn_on,
        files=tuple(file for _, file in files.values()),
        messages=_messages(opener, report, box, names, by_message),
    )


def _opened(opener: Opener, report: Report) -> tuple[ReportBox | None, Content]:
    """Open a report's key and content; without the key, nothing of the report can be read."""
    try:
        box = opener.desk.report_box(report)
    except SealBrokenError:
        return None, Content(opener.mark(REPORT_KEY, report.id))
    try:
        return box, content_of(opener.desk, report)
    except SealBrokenError:
        return box, Content(opener.mark(CONTENT, report.id))


def _messages(
    opener: Opener,
    report: Report,
    box: ReportBox | None,
    names: dict[str, str],
    files: dict[str, list[FileView]],
) -> tuple[MessageView, ...]:
    session = opener.desk.session
    rows = messages_of(session, report.id)
    teams = dict(session.execute(select(Team.id, Team.name)).all())
    last_ours = max((row.number for row in rows if row.sender == "staff"), default=0)
    return tuple(
        MessageView(
            id=row.id,
            sender=row.sender,
            team=teams.get(row.team_id or ""),
            on=row.sent_on,
            text=_body(opener, box, report, row),
            code=row.code,
            values=json.loads(row.code_values or "{}"),
            is_new=row.sender == "reporter" and row.number > last_ours,
            files=tuple(files.get(row.id, ())),
            at=row.sent_at,
            author=names.get(row.staff_id or ""),
        )
        for row in rows
    )


def _body(opener: Opener, box: ReportBox | None, report: Report, row: Message) -> str:
    if row.body_sealed is None:
        return ""
    try:
        if box is not None:
            return box.read(row.body_sealed, body_place(report.id, row.id))
    except SealBrokenError:
        pass
    return opener.mark(BODY, row.id)


def _excluded(desk: DeskBase, case: Case, names: dict[str, str]) -> tuple[str, ...]:
    tokens = set(desk.session.scalars(select(Exclusion.token).where(Exclusion.case_id == case.id)))
    return tuple(
        sorted(name for staff_id, name in names.items() if desk.office.staff_token(staff_id) in tokens)
    )


def _papers(opener: Opener, case_ids: Sequence[str]) -> tuple[FileView, ...]:
    rows = opener.desk.session.scalars(
        select(Attachment).where(Attachment.owner_id.in_(case_ids)).order_by(Attachment.number, Attachment.id)
    )
    return tuple(opener.file(opener.desk.reading_box(row.owner_id), row) for row in rows)


def _notes(opener: Opener, case_ids: Sequence[str], names: dict[str, str]) -> tuple[NoteView, ...]:
    rows = opener.desk.session.scalars(
        select(Note).where(Note.case_id.in_(case_ids)).order_by(Note.written_at.desc(), Note.id)
    )
    return tuple(
        NoteView(
            names.get(row.staff_id, ""),
            row.written_at,
            opener.text(row.case_id, row.body_sealed, NOTE, row.id),
        )
        for row in rows
    )


def _subjects(opener: Opener, case_ids: Sequence[str]) -> dict[str, SubjectView]:
    rows = opener.desk.session.scalars(select(Subject).where(Subject.case_id.in_(case_ids)))
    return {
        row.id: SubjectView(
            row.id, **opener.fields(row.case_id, row.person_sealed, SUBJECT, row.id, blank=_NOBODY)
        )
        for row in rows
    }


def _allegations(
    opener: Opener, case_ids: Sequence[str], subjects: dict[str, SubjectView]
) -> tuple[AllegationView, ...]:
    rows = opener.desk.session.scalars(
        select(Allegation).where(Allegation.case_id.in_(case_ids)).order_by(Allegation.number, Allegation.id)
    )
    return tuple(
        AllegationView(
            id=row.id,
            subject=subjects[row.subject_id],
            **opener.fields(
                row.case_id, row.matter_sealed, ALLEGATION, row.id, row.row_version, blank=_NO_MATTER
            ),
        )
        for row in rows
    )


def _assignments(opener: Opener, case: Case, names: dict[str, str]) -> tuple[AssignmentView, ...]:
    rows = opener.desk.session.scalars(
        select(Assignment)
        .where(Assignment.case_id == case.id)
        .order_by(Assignment.assigned_at.desc(), Assignment.id)
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
            opener.text(case.id, row.instruction_sealed, INSTRUCTION, row.id),
        )
        for row in rows
    )


def _recommendations(
    opener: Opener, case: Case, names: dict[str, str], papers: Sequence[FileView]
) -> tuple[RecommendationView, ...]:
    rows = opener.desk.session.scalars(
        select(Recommendation).where(Recommendation.case_id == case.id).order_by(Recommendation.number)
    )
    known = {paper.id: paper for paper in papers}
    return tuple(
        RecommendationView(
            id=row.id,
            number=row.number,
            due_on=row.due_on,
            state=row.state,
            follow_ups=_follow_ups(opener, case, row, names, known),
            **opener.fields(case.id, row.text_sealed, RECOMMENDATION, row.id, blank=_NO_ADVICE),
        )
        for row in rows
    )


def _follow_ups(
    opener: Opener,
    case: Case,
    recommendation: Recommendation,
    names: dict[str, str],
    papers: dict[str, FileView],
) -> tuple[FollowUpView, ...]:
    rows = opener.desk.session.scalars(
        select(FollowUp)
        .where(FollowUp.recommendation_id == recommendation.id)
        .order_by(FollowUp.taken_at, FollowUp.id)
    )
    return tuple(
        FollowUpView(
            names.get(row.staff_id, ""),
            row.taken_at,
            row.result,
            papers.get(row.evidence_id or ""),
            opener.text(case.id, row.text_sealed, FOLLOW_UP, row.id),
        )
        for row in rows
    )


def _history(opener: Opener, case: Case, names: dict[str, str]) -> tuple[HistoryView, ...]:
    rows = opener.desk.session.scalars(
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
            note=opener.text(case.id, row.note_sealed, NOTE_OF_STEP, row.id),
        )
        for row in rows
    )


def _requests(opener: Opener, case_ids: Sequence[str], names: dict[str, str]) -> tuple[RequestView, ...]:
    """Return every two-person verb that was asked for here, oldest first, but destructions.

    Those are asked on archived cases, by people without keys; what was asked is not sealed to the case.
    """
    rows = opener.desk.session.scalars(
        select(Decision)
        .where(Decision.case_id.in_(case_ids), Decision.verb != Verb.DESTROY.value)
        .order_by(Decision.asked_at, Decision.id)
    )
    return tuple(
        RequestView(
            id=row.id,
            verb=Verb(row.verb),
            state="lapsed" if row.state == "moot" else row.state,
            asked_by=names.get(row.asked_by, ""),
            asked_at=row.asked_at,
            decider=names.get(row.decider_id, ""),
            ended_at=row.decided_at,
            values=_asked_values(opener, row),
            reason=opener.text(row.case_id, row.reason_sealed, decisions.REASON, row.id),
        )
        for row in rows
    )


def _asked_values(opener: Opener, row: Decision) -> dict[str, Any]:
    text = opener.text(row.case_id, row.values_sealed, decisions.VALUES, row.id)
    found: dict[str, Any] = {"note": text} if text == BROKEN_SEAL else json.loads(text)
    return found


def _holders(desk: DeskBase, case: Case, names: dict[str, str]) -> tuple[str, ...]:
    """Name the teams, then the people, whose keys open this case, from the vault's own rows.

    A key that the signed directory does not know shows as a question mark: somebody wrote into the vault.
    """
    directory = desk.office.directory()
    teams = dict(desk.session.execute(select(Team.id, Team.name)).all())
    sizes: defaultdict[str, int] = defaultdict(int)
    for team_id in desk.session.scalars(select(Membership.team_id).where(Membership.state == "confirmed")):
        sizes[team_id] += 1
    found = set()
    for wrap in desk.office.vault.of([case.id], [Purpose.CASE_TEAM, Purpose.CASE_STAFF]):
        try:
            key = directory.key(wrap.recipient)
        except KeyNotHeldError:
            found.add((2, "?"))
            continue
        if key.kind == "team":
            found.add((0, f"{teams.get(key.holder, '')} ({sizes[key.holder]})"))
        else:
            found.add((1, names.get(key.holder, "")))
    return tuple(name for _, name in sorted(found))


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
        .order_by(Case.received_on.desc(), Case.id)
        .limit(5)
    )
    return tuple(
        SimilarCase(row.case_id, row.reference, row.title, row.received_on)
        for row in rows_of(desk, list(desk.session.scalars(statement)))
    )
