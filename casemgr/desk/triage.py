"""What the verbs of arrival and review do besides moving the case: acknowledge, ask, verify, review,
merge."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from casemgr.desk import answers
from casemgr.desk.base import DeskBase, Step
from casemgr.errors import CasemgrError, CaseNotFoundError, ConflictOfInterestError, GuardFailedError
from casemgr.intake import content_place
from casemgr.rules.workflow import Guard
from casemgr.store.models import Case, Exclusion, Membership, Report, Staff
from casemgr.submissions import Content
from casemgr.vault.directory import CASE
from casemgr.vault.sealing import case_to_team, wrap_to, wrap_under
from casemgr.vault.wraps import Purpose, Wrap

HEADING = ("casemgr_case", "heading_sealed")
REVIEW = ("casemgr_case", "review_sealed")
SIMILAR_WITHIN = dt.timedelta(days=14)


def content_of(desk: DeskBase, report: Report) -> Content:
    """Open a report. Raises `KeyNotHeldError`, `SealBrokenError`."""
    return Content.decode(desk.report_box(report).read(report.content_sealed, content_place(report.id)))


def heading_of(desk: DeskBase, case: Case) -> dict[str, str]:
    """Open a case's title and reported unit."""
    found: dict[str, str] = desk.open(case.id, case.heading_sealed, HEADING, case.id, case.heading_version)
    return found


def acknowledge(desk: DeskBase, step: Step) -> None:
    """Open the case for the first time: keep tokens of the reported unit and of who must not see it.

    Raises `ConflictOfInterestError` when the actor is one of them; somebody else must take the case up.
    """
    case = step.case
    for report in case.reports:
        content = content_of(desk, report)
        if content.unit_id and case.reported_token is None:
            case.reported_token = desk.office.unit_token(content.unit_id)
        _exclude(desk, case, content)


def _exclude(desk: DeskBase, case: Case, content: Content) -> None:
    """Keep a token for everybody of the excluded teams and of the unit complained about."""
    staff_ids = set(
        desk.session.scalars(select(Membership.staff_id).where(Membership.team_id.in_(content.excluded)))
    )
    if content.unit_id:
        below = desk.office.subtree(content.unit_id)
        staff_ids |= set(desk.session.scalars(select(Staff.id).where(Staff.unit_id.in_(below))))
    if desk.actor.id in staff_ids:
        raise ConflictOfInterestError(desk.actor.id)
    for staff_id in staff_ids:
        exclude_person(desk, case, staff_id)


def exclude_person(desk: DeskBase, case: Case, staff_id: str) -> None:
    """Keep the token of one person who must not see a case."""
    token = desk.office.staff_token(staff_id)
    if desk.session.get(Exclusion, (case.id, token)) is None:
        desk.session.add(Exclusion(case_id=case.id, token=token))
        desk.session.flush()


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
    heading = {**heading_of(desk, case), "title": title[:120]}
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

    Raises `CaseNotFoundError`, `KeyNotHeldError`, `GuardFailedError` for a case merged into itself.
    """
    source = step.case
    target = _target(desk, step.values["target"])
    if target.id == source.id:
        raise GuardFailedError(Guard.BOTH_KEYS_HELD)
    target_key = desk.box(target).newest
    source_box = desk.box(source)
    wraps: list[Wrap] = [
        desk.report_box(report).wrap_under_case(target_key, desk.today) for report in source.reports
    ]
    newest = source_box.newest
    wraps.append(
        wrap_under(
            target_key.key,
            newest.key.secret,
            Purpose.CASE_LINK,
            source.id,
            desk.today,
            version=newest.version,
        )
    )
    held = desk.office.vault.of([source.id], [Purpose.CASE_TEAM, Purpose.CASE_STAFF])
    desk.add_wraps(wraps)
    desk.remove_wraps(held)
    for report in list(source.reports):
        report.case = target
    source.merged_into_id = target.id
    step.note = step.values["note"]


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
    box = desk.keyring.case(source.id, via=target.id)
    directory = desk.office.directory()
    newest = box.newest
    recovery = directory.recovery_key(CASE).public
    version = newest.version
    wraps = [
        case_to_team(newest, directory, target.team_id, desk.today),
        wrap_to(recovery, newest.key.secret, Purpose.CASE_RECOVERY, source.id, desk.today, version=version),
    ]
    mine = [one for one in target.reports if one.origin_case_id == source.id]
    links = desk.office.vault.of([source.id], [Purpose.CASE_LINK])
    target_box = desk.box(target)
    stale = [wrap for wrap in links if target_box.holds(wrap.recipient)]
    for wrap in desk.office.vault.of([one.id for one in mine], [Purpose.REPORT_CASE]):
        if target_box.holds(wrap.recipient):
            stale.append(wrap)
    desk.add_wraps(wraps)
    desk.remove_wraps(stale)
    for one in mine:
        one.case = source
    source.merged_into_id = None
    source.team_id = target.team_id
    step.note = step.values["note"]
