"""What the verbs of examination do: assign, examine, recommend, conclude, follow up."""

from __future__ import annotations

from sqlalchemy import func, select

from casemgr.desk import answers
from casemgr.desk.base import DeskBase, Step
from casemgr.desk.contents import readable
from casemgr.errors import GuardFailedError, StaffNotFoundError
from casemgr.rules.workflow import Guard, Verb
from casemgr.store.models import Assignment, Case, Exclusion, FollowUp, Notice, Recommendation, Staff
from casemgr.vault.sealing import case_to_staff
from casemgr.vault.wraps import Purpose, new_id

INSTRUCTION = ("casemgr_assignment", "instruction_sealed")
RECOMMENDATION = ("casemgr_recommendation", "text_sealed")
FOLLOW_UP = ("casemgr_follow_up", "text_sealed")


def give_key(desk: DeskBase, case: Case, staff_id: str) -> None:
    """Seal every version of a case key this actor holds to one person.

    Raises `StaffNotFoundError` for a person without a key, `GuardFailedError` for one who is excluded.
    """
    token = desk.office.staff_token(staff_id)
    if desk.session.get(Exclusion, (case.id, token)) is not None:
        raise GuardFailedError(Guard.ASSIGNEE_WITHOUT_CONFLICT)
    directory = desk.office.directory()
    recipient = directory.staff_key(staff_id).key_id
    held = desk.office.vault.of([case.id], [Purpose.CASE_STAFF])
    newest = desk.box(case).newest
    if any(wrap.recipient == recipient and wrap.version == newest.version for wrap in held):
        return
    desk.add_wraps([case_to_staff(newest, directory, staff_id, desk.today)])


def take_key(desk: DeskBase, case: Case, staff_id: str) -> None:
    """Have a person's own seals of a case removed, unless they are still assigned or must still decide."""
    if any(one.staff_id == staff_id for one in desk.open_assignments(case)):
        return
    if any(one.decider_id == staff_id for one in desk.waiting_decisions(case)):
        return
    try:
        recipient = desk.office.directory().staff_key(staff_id).key_id
    except StaffNotFoundError:
        return
    held = desk.office.vault.of([case.id], [Purpose.CASE_STAFF])
    desk.remove_wraps(wrap for wrap in held if wrap.recipient == recipient)


def assign(desk: DeskBase, step: Step) -> None:
    """Say who must act, by when; the person gets the case key and a notice."""
    case, staff_id = step.case, step.values["staff"]
    give_key(desk, case, staff_id)
    for earlier in desk.open_assignments(case):
        if earlier.staff_id == staff_id:
            earlier.ended_at = desk.now
    row_id = new_id()
    instruction = step.values.get("instruction")
    sealed = desk.seal(case, instruction, INSTRUCTION, row_id) if instruction else None
    desk.session.add(
        Assignment(
            id=row_id,
            case_id=case.id,
            staff_id=staff_id,
            instructed_by=desk.actor.id,
            assigned_at=desk.now,
            due_on=step.values.get("due_on"),
            instruction_sealed=sealed,
        )
    )
    case.unit_id = desk.session.get_one(Staff, staff_id).unit_id or case.unit_id
    desk.session.add(Notice(id=new_id(), staff_id=staff_id, kind="assigned", queued_at=desk.now))
    if sealed is not None:
        step.sealed.append(sealed)
    if step.transition.moves:
        answers.announce(desk, case.reports, "forwarded")


def begin(desk: DeskBase, step: Step) -> None:
    """Begin or continue an examination; there must be somebody to do it."""
    if not desk.open_assignments(step.case):
        raise GuardFailedError(Guard.ASSIGNEE_WITHOUT_CONFLICT)
    parts = [str(step.values[name]) for name in _SAID if step.values.get(name)]
    step.note = " · ".join(parts)


_SAID = (
    "audit_kind",
    "letter_number",
    "letter_from_on",
    "letter_to_on",
    "record_number",
    "grounds",
    "audit_note",
    "note",
)


def recommend(desk: DeskBase, step: Step) -> None:
    """Add a numbered recommendation with its own due date."""
    case = step.case
    highest = desk.session.scalar(
        select(func.max(Recommendation.number)).where(Recommendation.case_id == case.id)
    )
    row_id = new_id()
    value = {"text": step.values["text"], "addressee": step.values["addressee"]}
    sealed = desk.seal(case, value, RECOMMENDATION, row_id)
    desk.session.add(
        Recommendation(
            id=row_id,
            case_id=case.id,
            number=(highest or 0) + 1,
            due_on=step.values["due_on"],
            text_sealed=sealed,
        )
    )
    step.sealed.append(sealed)


def conclude(desk: DeskBase, step: Step) -> None:
    """Store outcome, sanction level and the amount band, which may be counted from now on."""
    case, values, pack = step.case, step.values, desk.office.pack
    case.outcome = values["outcome"]
    if values.get("sanction"):
        case.sanction_level = pack.sanctions[values["sanction"]].level
    if "rights" in values and set(values["rights"]) != set(pack.rights_checklist):
        raise GuardFailedError(Guard.RIGHTS_CHECKED)
    case.amount_band = _amount_band(desk, case)
    case.was_on_time = case.next_due_on >= desk.today
    if "text" in values:
        step.sealed += answers.send(desk, case, values["text"], read_it=values["read_it"])


def _amount_band(desk: DeskBase, case: Case) -> str | None:
    """Return the band of the highest amount demanded in any report of the case."""
    amounts = []
    for content in readable(desk, case):
        demand = content.demand
        if demand is not None:
            amounts += [amount for amount in (demand.asked, demand.paid) if amount is not None]
    if not amounts:
        return None
    return desk.office.pack.amount_band(max(amounts))


def follow_up(desk: DeskBase, step: Step) -> None:
    """Record what was done about a recommendation, with its evidence and how it is assessed.

    Nothing is ever changed: who adds evidence or corrects an assessment writes a further one, and the newest
    says what became of the recommendation.
    """
    case, values = step.case, step.values
    row = desk.session.get_one(Recommendation, values["recommendation"])
    row.state = desk.office.pack.follow_up_states[values["result"]].leaves.value
    row_id = new_id()
    sealed = desk.seal(case, values["text"], FOLLOW_UP, row_id)
    desk.session.add(
        FollowUp(
            id=row_id,
            recommendation_id=row.id,
            staff_id=desk.actor.id,
            taken_at=desk.now,
            result=values["result"],
            evidence_id=values.get("evidence") or None,
            text_sealed=sealed,
        )
    )
    step.sealed.append(sealed)


EXAMINING = (Verb.CLARIFY, Verb.FIND_FACTS, Verb.AUDIT, Verb.WRITE_UP)
