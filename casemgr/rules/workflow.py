"""The life of a case: what may be done with it now, by whom, and where it goes.

Every answer comes from the one table in `casemgr.rules.transitions`; buttons, API routes and the reference
page `docs/reference/workflow.md` derive from it too. The module knows nothing of a particular case: guards
and duties are named here and answered by the door, except `check_duties`, which needs only who did what.
"""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from casemgr.errors import DutyConflictError, NotPermittedError, VerbNotAllowedError
from casemgr.rules.transitions import TABLE
from casemgr.rules.vocabulary import (
    ACTIVE,
    ARRIVAL,
    CASE_ROLES,
    ENDED,
    EXAMINATION,
    OPEN,
    OUTCOME,
    PAUSING,
    TEAM,
    TRIAGE,
    Actor,
    ClockEffect,
    Duty,
    Guard,
    Role,
    Status,
    Transition,
    Verb,
)

__all__ = [
    "ACTIVE",
    "ARRIVAL",
    "CASE_ROLES",
    "ENDED",
    "EXAMINATION",
    "INTAKE_VERBS",
    "OPEN",
    "OUTCOME",
    "PAUSING",
    "TABLE",
    "TEAM",
    "TRIAGE",
    "Actor",
    "ClockEffect",
    "Duty",
    "Guard",
    "Role",
    "Status",
    "Transition",
    "Verb",
    "check_decider",
    "check_duties",
    "conditions",
    "expected_verb",
    "find_transition",
    "next_status",
    "permitted_transition",
    "verbs_for",
]

_EXPECTED: Mapping[Status, Verb] = MappingProxyType(
    {
        Status.DRAFT: Verb.SUBMIT,
        Status.RECEIVED: Verb.ACKNOWLEDGE,
        Status.VERIFICATION: Verb.VERIFY,
        Status.AWAITING_REPORTER: Verb.REPLY,
        Status.REVIEW: Verb.ASSIGN,
        Status.ASSIGNED: Verb.CLARIFY,
        Status.CLARIFICATION: Verb.WRITE_UP,
        Status.FACT_FINDING: Verb.WRITE_UP,
        Status.AUDIT: Verb.WRITE_UP,
        Status.WRITING_UP: Verb.CONCLUDE,
        Status.FOLLOW_UP: Verb.GIVE_FEEDBACK,
        Status.AWAITING_FEEDBACK: Verb.REPLY,
        Status.ON_HOLD: Verb.RESUME,
        Status.REOPENED: Verb.REVIEW,
    }
)

_PREPARED_BY: Mapping[Guard, Verb] = MappingProxyType(
    {
        Guard.DEGREE_SET: Verb.REVIEW,
        Guard.CATEGORY_SET: Verb.REVIEW,
        Guard.CORE_ISSUE_SET: Verb.REVIEW,
        Guard.RULE_REFERENCE_SET: Verb.REVIEW,
        Guard.CONTENT_SUFFICIENT: Verb.ASK,
        Guard.RECOMMENDATIONS_NUMBERED: Verb.RECOMMEND,
        Guard.RECOMMENDATIONS_SETTLED: Verb.FOLLOW_UP,
    }
)

INTAKE_VERBS = frozenset({Verb.ACKNOWLEDGE, Verb.VERIFY})
"""The steps of the receiving unit; who took one may not examine (BPKH Regulation 8/2022)."""


def find_transition(verb: Verb, status: Status, *, when: str | None = None) -> Transition:
    """Return the row for a verb in a state.

    `when` must be one of `conditions(verb, status)`. Raises `VerbNotAllowedError` when no row fits.
    """
    for row in TABLE:
        if row.verb is verb and status in row.sources and row.when == when:
            return row
    raise VerbNotAllowedError(verb, status)


def conditions(verb: Verb, status: Status) -> tuple[str | None, ...]:
    """Return the values of `when` that lead somewhere; empty when the verb does not exist in this state."""
    return tuple(row.when for row in TABLE if row.verb is verb and status in row.sources)


def next_status(
    verb: Verb, status: Status, *, when: str | None = None, held_from: Status | None = None
) -> Status:
    """Return the state after the verb; `held_from` is the stored state that a hold interrupted.

    Raises `VerbNotAllowedError`, and `ValueError` when a held case comes without the state to resume.
    """
    row = find_transition(verb, status, when=when)
    if row.resumes:
        if held_from not in ACTIVE:
            raise ValueError("a held case must say which active state it was held from")
        return held_from
    return status if row.target is None else row.target


def permitted_transition(actor: Actor, verb: Verb, status: Status, *, when: str | None = None) -> Transition:
    """Return the row if the actor may say (or, for two persons, ask for) the verb.

    Raises `VerbNotAllowedError` when it does not exist here, `NotPermittedError` when another role says it.
    """
    row = find_transition(verb, status, when=when)
    if not row.roles & actor.roles:
        raise NotPermittedError(verb)
    return row


def check_decider(actor: Actor, row: Transition) -> None:
    """Raise `NotPermittedError` unless the actor has a role that decides this two-person verb."""
    if not row.deciders & actor.roles:
        raise NotPermittedError(row.verb)


def verbs_for(status: Status, roles: Collection[Role]) -> tuple[Transition, ...]:
    """Return the rows these roles may use in a state, the expected verb first, then in table order."""
    expected = expected_verb(status)
    held = frozenset(roles)
    rows = [row for row in TABLE if status in row.sources and row.roles & held]
    return tuple(sorted(rows, key=lambda row: row.verb is not expected))


def expected_verb(status: Status, *, unmet: Iterable[Guard] = ()) -> Verb | None:
    """Return the one step that comes next, or None when nothing is expected of anybody.

    `unmet` are guards known to be open: while one of them can be met by a preparing verb (the review sheet, a
    recommendation, a follow-up, a question to the reporter), that verb is expected first.
    """
    expected = _EXPECTED.get(status)
    if expected is None:
        return None
    needed = {
        guard for row in TABLE if row.verb is expected and status in row.sources for guard in row.guards
    }
    for guard in unmet:
        if guard in needed and guard in _PREPARED_BY:
            return _PREPARED_BY[guard]
    return expected


def check_duties(
    row: Transition,
    person_id: str,
    doers: Mapping[Verb, Collection[str]],
    *,
    asked_by: str | None = None,
    off: Collection[Duty] = (),
) -> None:
    """Raise `DutyConflictError` when this person already took a step that excludes this one.

    `doers` maps verbs to the staff ids that said them on this case; `asked_by` is who asked, when a decision
    or an identity request is being decided; `off` are the duties the rule pack switches off.
    """
    for duty in row.duties:
        if duty not in off and _is_broken(duty, person_id, doers, asked_by):
            raise DutyConflictError(duty)


def _is_broken(
    duty: Duty, person_id: str, doers: Mapping[Verb, Collection[str]], asked_by: str | None
) -> bool:
    match duty:
        case Duty.TAKER_NOT_HANDLER:
            return person_id in doers.get(Verb.SUBMIT, ())
        case Duty.REVIEWER_NOT_VERIFIER | Duty.EXAMINER_NOT_INTAKE:
            return any(person_id in doers.get(verb, ()) for verb in INTAKE_VERBS)
        case Duty.CONCLUDER_NOT_AUTHOR:
            return person_id in doers.get(Verb.WRITE_UP, ())
        case Duty.DECIDER_NOT_ASKER:
            return person_id == asked_by
        case Duty.CUSTODIAN_NOT_CASE_TEAM:
            custody = {Verb.APPROVE, Verb.REFUSE}
            return any(person_id in people for verb, people in doers.items() if verb not in custody)


if __name__ == "__main__":
    import sys

    from casemgr.rules.workflow_page import page

    sys.stdout.write(page())
