"""What the verbs of the end do: give feedback, refer, decline, hold, close, reopen, hand over, archive,
destroy."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select, update

from casemgr.desk import answers, decisions
from casemgr.desk.base import DeskBase, Step
from casemgr.errors import GuardFailedError
from casemgr.rules.workflow import Guard, Verb
from casemgr.store import tallies
from casemgr.store.models import (
    Allegation,
    Assignment,
    Attachment,
    Case,
    Decision,
    Disclosure,
    Exclusion,
    FollowUp,
    History,
    Message,
    Note,
    Recommendation,
    Removal,
    Subject,
)
from casemgr.vault.sealing import case_to_team
from casemgr.vault.wraps import Purpose, new_id


def give_feedback(desk: DeskBase, step: Step) -> None:
    """Tell the reporter the result and open their reply window."""
    case, values = step.case, step.values
    if values.get("outcome"):
        case.outcome = values["outcome"]
    if case.was_on_time is None:
        case.was_on_time = case.next_due_on >= desk.today
    step.sealed += answers.send(desk, case, values["text"], read_it=values["read_it"])


def close(desk: DeskBase, step: Step) -> None:
    """End a case: answered, or withdrawn by the reporter without pressure."""
    case = step.case
    withdrawn = step.transition.when == "withdrawn"
    case.outcome = _withdrawal_outcome(desk) if withdrawn else step.values["outcome"]
    case.was_on_time = case.next_due_on >= desk.today if case.was_on_time is None else case.was_on_time
    step.note = step.values.get("note", "")
    answers.announce(desk, case.reports, "closed", until_on=_readable_until(desk).isoformat())


def _withdrawal_outcome(desk: DeskBase) -> str | None:
    """Return the outcome the pack records for a withdrawn report."""
    reasons = desk.office.pack.reasons.values()
    return next((one.outcome for one in reasons if one.verbs == (Verb.CLOSE.value,) and one.outcome), None)


def _readable_until(desk: DeskBase) -> dt.date:
    """Return the day the case goes to the archive, after which the dialog takes no more answers."""
    return desk.today + dt.timedelta(days=desk.office.pack.archive_after_days)


def refer(desk: DeskBase, step: Step) -> None:
    """Hand the matter to a competent body; the identity never goes along."""
    values = step.values
    reason = desk.office.pack.reasons[values["reason"]]
    step.case.outcome = reason.outcome or None
    step.reason_code = reason.code
    step.note = " · ".join(str(values[name]) for name in ("target", "letter_number", "sent"))
    answers.announce(desk, step.case.reports, "referred", body=values["target"])


def decline(desk: DeskBase, step: Step) -> None:
    """End without follow-up, for a reason of the pack."""
    reason = desk.office.pack.reasons[step.values["reason"]]
    step.case.outcome = reason.outcome or None
    step.reason_code = reason.code
    step.note = step.values["note"]
    answers.announce(desk, step.case.reports, "declined", reason=reason.code)


def hold(desk: DeskBase, step: Step) -> None:
    """Stop the clocks for a reason until a review date within the limit of the pack."""
    review_on = step.values["review_on"]
    limit = desk.office.calendar().add_working_days(desk.today, desk.office.pack.settings.hold_limit_days)
    if not desk.today < review_on <= limit:
        raise GuardFailedError(Guard.REVIEW_DATE_SET)
    step.reason_code = step.values["reason"]
    step.note = " · ".join(filter(None, (review_on.isoformat(), step.values.get("note", ""))))
    answers.announce(desk, step.case.reports, "held", due_on=review_on.isoformat())


def reopen(desk: DeskBase, step: Step) -> None:
    """Begin again on new grounds; the old clock is kept."""
    step.case.outcome = None
    step.case.was_on_time = None
    step.note = step.values["note"]
    answers.announce(desk, step.case.reports, "reopened")


def hand_over(desk: DeskBase, step: Step) -> None:
    """Move a case to another team: sealed to it, and the old team's seal removed."""
    move_to_team(desk, step.case, step.values["team"], step.verb.value)
    step.note = step.values["note"]


def move_to_team(desk: DeskBase, case: Case, team_id: str, why: str) -> None:
    """Seal a case to another team, end what the old one was assigned or asked, remove the old seals.

    `why` is the code of the act that moves it.
    """
    old = desk.office.vault.of([case.id], [Purpose.CASE_TEAM, Purpose.CASE_STAFF])
    desk.add_wraps([case_to_team(desk.box(case).newest, desk.office.directory(), team_id, desk.today)])
    desk.remove_wraps(old)
    for assignment in desk.open_assignments(case):
        assignment.ended_at = desk.now
    for decision in desk.waiting_decisions(case):
        decisions.lapse(desk, case, decision, why)
    case.team_id = team_id
    case.unit_id = desk.office.directory().team(team_id).unit_id


def archive(desk: DeskBase, step: Step) -> None:
    """Count the case without its id, so that numbers survive its destruction."""
    desk.session.add(tallies.of(step.case))


def _was_hidden(desk: DeskBase, case: Case) -> bool:
    """Whether somebody of its team was kept out of a case, who must not learn of it by a count either."""
    tokens = set(desk.session.scalars(select(Exclusion.token).where(Exclusion.case_id == case.id)))
    members = desk.office.directory().members(case.team_id)
    return any(desk.office.staff_token(one) in tokens for one in members)


def destroy(desk: DeskBase, step: Step) -> None:
    """Delete every wrap and sealed row of a case; old backups of this database stay closed for ever.

    What stays: the case without content, its history without words, and the minutes of the destruction,
    sealed under the console's key.
    """
    case, session = step.case, desk.session
    tallies.let_stand(session, case, was_hidden=_was_hidden(desk, case))
    merged = list(session.scalars(select(Case).where(Case.merged_into_id == case.id)))
    case_ids = [case.id, *(one.id for one in merged)]
    owners = [*case_ids, *(report.id for report in case.reports)]
    disclosures = session.scalars(select(Disclosure.id).where(Disclosure.case_id.in_(case_ids)))
    session.add_all(Removal(id=new_id(), kind="owner", target=owner) for owner in (*owners, *disclosures))
    for blob in session.scalars(select(Attachment.blob).where(Attachment.owner_id.in_(owners))):
        session.add(Removal(id=new_id(), kind="blob", target=blob))
    recommendations = select(Recommendation.id).where(Recommendation.case_id.in_(case_ids))
    session.execute(delete(FollowUp).where(FollowUp.recommendation_id.in_(recommendations)))
    for table in (Note, Allegation, Subject, Recommendation, Assignment, Exclusion, Disclosure):
        session.execute(delete(table).where(table.case_id.in_(case_ids)))
    minutes = Decision.verb == Verb.DESTROY.value
    session.execute(delete(Decision).where(Decision.case_id.in_(case_ids), ~minutes))
    session.execute(delete(Attachment).where(Attachment.owner_id.in_(owners)))
    session.execute(delete(Message).where(Message.report_id.in_(owners)))
    session.execute(update(History).where(History.case_id.in_(case_ids)).values(note_sealed=None))
    for report in list(case.reports):
        session.delete(report)
    for one in (case, *merged):
        one.heading_sealed = b""
        one.review_sealed = None
        one.reported_token = None
