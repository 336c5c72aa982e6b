"""What the verbs of arrival and review do besides moving the case: acknowledge, ask, verify, review,
merge."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from casemgr.desk import answers, decisions
from casemgr.desk.base import DeskBase, Step
from casemgr.desk.contents import HEADING, readable
from casemgr.desk.contents import heading_of as heading_of
from casemgr.desk.kept_out import carry_over, keep_out, of_case
from casemgr.errors import (
    CasemgrError,
    CaseNotFoundError,
    GuardFailedError,
    KeyNotHeldError,
    SealBrokenError,
    VerbNotAllowedError,
)
from casemgr.rules.workflow import ACTIVE, Guard, Verb
from casemgr.store.models import Case, Report
from casemgr.vault.directory import CASE
from casemgr.vault.sealing import case_to_team, wrap_to, wrap_under
from casemgr.vault.wraps import Purpose, Wrap

REVIEW = ("casemgr_case", "review_sealed")
SIMILAR_WITHIN = dt.timedelta(days=14)


def acknowledge(desk: DeskBase, step: Step) -> None:
    """Open the case for the first time: keep tokens of the reported unit and of who must not see it."""
    case = step.case
    keep_out(desk, case)
    for content in readable(desk, case):
        if content.unit_id and case.reported_token is None:
            case.reported_token = desk.office.unit_token(content.unit_id)


def ask(desk: DeskBase, step: Step) -> None:
    """Write the question into the thread."""
    step.sealed += answers.send(desk, step.case, step.values["text"], read_it=step.values["read_it"])
    step.note = ", ".join(step.values.get("missing", ()))
    if "missing" in step.values:
        step.reason_code = "adequate" if step.values.get("can_go_on") else "inadequate"


def answer(desk: DeskBase, step: Step) -> None:
    """Write a message that moves nothing."""
    step.sealed += answers.send(desk, step.case, step.values["text"], read_it=step.values["read_it"])


def note(desk: DeskBase, step: Step) -> None:
    """Keep an internal remark."""
    step.sealed.append(desk.write_note(step.case, step.values["text"]))


def verify(desk: DeskBase, step: Step) -> None:
    """Take the file as complete: title and severity may be set."""
    case = step.case
    case.severity = step.values.get("severity") or case.severity
    title = step.values.get("title")
    if title:
        set_title(desk, step, title)
    answers.announce(desk, case.reports, "verified")


def set_title(desk: DeskBase, step: Step, title: str) -> None:
    """Seal a new title under the case key."""
    case = step.case
    try:
        unit = heading_of(desk, case)["unit"]
    except (SealBrokenError, KeyNotHeldError):
        unit = ""
    heading = {"title": title[:120], "unit": unit}
    version = case.heading_version + 1
    case.heading_sealed = desk.seal(case, heading, HEADING, case.id, version)
    case.heading_version = version
    step.sealed.append(case.heading_sealed)


def reclassify(desk: DeskBase, step: Step) -> None:
    """Change kind, category or severity; clocks are computed again from the original start."""
    case = step.case
    case.kind = step.values.get("kind") or case.kind
    case.category = step.values.get("category") or case.category
    case.severity = step.values.get("severity") or case.severity
    step.note = step.values["note"]


def review(desk: DeskBase, step: Step) -> None:
    """Fill the review sheet."""
    case, values = step.case, step.values
    if "degree" not in values:
        step.note = values.get("note", "")
        return
    case.degree = values["degree"]
    case.category = values["category"]
    case.severity = values["severity"]
    version = case.review_version + 1
    sheet = {"core_issue": values["core_issue"], "rule_reference": values["rule_reference"]}
    case.review_sealed = desk.seal(case, sheet, REVIEW, case.id, version)
    case.review_version = version
    step.sealed.append(case.review_sealed)


def with_note(desk: DeskBase, step: Step) -> None:
    """Do nothing but keep what was said with the step."""
    said = {name: value for name, value in step.values.items() if value not in (None, "", True)}
    step.note = "; ".join(_said(value) for value in said.values())


def _said(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


# Merging: one case takes over the reports of another, if the actor holds both keys.


def merge(desk: DeskBase, step: Step) -> None:
    """Put this case's reports under another case; seals of this case to teams and people are removed.

    Raises `CaseNotFoundError`, `KeyNotHeldError`, `VerbNotAllowedError` when the other case is not active,
    `GuardFailedError` for a case merged into itself or one whose holders this case keeps out.
    """
    source, session = step.case, desk.session
    target = _target(desk, step.values["target"])
    if target.id == source.id:
        raise GuardFailedError(Guard.BOTH_KEYS_HELD)
    desk.check_writable(target, None)
    if target.status not in ACTIVE:
        raise VerbNotAllowedError(Verb.MERGE, target.status)
    keep_out(desk, source)
    _check_readers(desk, source, target)
    for decision in desk.waiting_decisions(source):
        decisions.lapse(desk, source, decision, step.verb.value)
    carry_over(desk, source, target)
    moved = [source, *session.scalars(select(Case).where(Case.merged_into_id == source.id))]
    held = desk.office.vault.of([source.id], [Purpose.CASE_TEAM, Purpose.CASE_STAFF])
    desk.add_wraps(_merging_wraps(desk, moved, target))
    desk.remove_wraps(held)
    for report in list(source.reports):
        report.case = target
    for case in moved:
        case.merged_into_id = target.id
    for assignment in desk.open_assignments(source):
        assignment.ended_at = desk.now
    target.has_news = target.has_news or source.has_news
    step.note = step.values["note"]


def _merging_wraps(desk: DeskBase, moved: list[Case], target: Case) -> list[Wrap]:
    """Wrap the reports and the keys of the moved cases under the target's key."""
    key = desk.box(target).newest
    wraps = [desk.report_box(one).wrap_under_case(key, desk.today) for one in moved[0].reports]
    for case in moved:
        inner = desk.box(case).newest
        wraps.append(
            wrap_under(
                key.key, inner.key.secret, Purpose.CASE_LINK, case.id, desk.today, version=inner.version
            )
        )
    return wraps


def _check_readers(desk: DeskBase, source: Case, target: Case) -> None:
    """Refuse to give a key to somebody the reports keep out, who does not hold it already."""
    directory = desk.office.directory()
    sealed_to = {wrap.recipient for wrap in desk.office.vault.of([target.id], [Purpose.CASE_STAFF])}
    readers = {key.holder for key in directory.keys if key.key_id in sealed_to}
    readers |= set(directory.members(target.team_id))
    fresh = readers - set(directory.members(source.team_id))
    if fresh & of_case(desk, source).staff_ids:
        raise GuardFailedError(Guard.HANDLER_WITHOUT_CONFLICT)


def _target(desk: DeskBase, reference: str) -> Case:
    from casemgr.rules.receipts import normalise_reference

    try:
        return desk.case(normalise_reference(reference))
    except CasemgrError:
        raise CaseNotFoundError from None


def unmerge(desk: DeskBase, step: Step) -> None:
    """Give a report its own case back, sealed anew to this team and the recovery key."""
    target = step.case
    report = desk.session.get_one(Report, step.values["report"])
    source = desk.session.get_one(Case, report.origin_case_id)
    team_id = desk.team_of(target)
    newest = desk.keyring.case(source.id, via=target.id).newest
    directory = desk.office.directory()
    recovery = directory.recovery_key(CASE).public
    version = newest.version
    wraps = [
        case_to_team(newest, directory, team_id, desk.today),
        wrap_to(recovery, newest.key.secret, Purpose.CASE_RECOVERY, source.id, desk.today, version=version),
    ]
    mine = [one for one in target.reports if one.origin_case_id == source.id]
    inner = desk.office.vault.of([source.id], [Purpose.CASE_LINK])
    inner += desk.office.vault.of([one.id for one in mine], [Purpose.REPORT_CASE])
    target_box = desk.box(target)
    desk.add_wraps(wraps)
    desk.remove_wraps(wrap for wrap in inner if target_box.holds(wrap.recipient))
    for one in mine:
        one.case = source
    source.merged_into_id = None
    source.team_id = team_id
    step.note = step.values["note"]
