"""The one table of the workflow: every verb, where it leads from and to, who says it, what it needs.

Source: the workflow of Indonesian inspectorates (SP4N-LAPOR!, BPKH Regulation 8/2022, ministry practice) with
the phases of ISO 37002:2021 clause 8. Printed as `docs/reference/workflow.md`.
"""

from typing import Literal

from casemgr.rules.vocabulary import (
    ACTIVE,
    CASE_ROLES,
    ENDED,
    EXAMINATION,
    OPEN,
    OUTCOME,
    TEAM,
    TRIAGE,
    ClockEffect,
    Duty,
    Guard,
    Role,
    Status,
    Transition,
    Verb,
)


def _row(
    verb: Verb,
    sources: Status | frozenset[Status],
    target: Status | Literal["held"] | None,
    roles: Role | frozenset[Role],
    *guards: Guard,
    when: str | None = None,
    duties: tuple[Duty, ...] = (),
    deciders: Role | None = None,
    clock: ClockEffect = ClockEffect.NONE,
) -> Transition:
    """Write a row shortly: one status or role stands for a set of one, a decider makes it two persons."""
    return Transition(
        verb=verb,
        sources=frozenset({sources}) if isinstance(sources, Status) else sources,
        target=None if target == "held" else target,
        roles=frozenset({roles}) if isinstance(roles, Role) else roles,
        resumes=target == "held",
        when=when,
        guards=guards,
        duties=duties if deciders is None else (*duties, Duty.DECIDER_NOT_ASKER),
        persons=1 if deciders is None else 2,
        deciders=frozenset() if deciders is None else frozenset({deciders}),
        clock=clock,
    )


_REPORTER_OR_COUNTER = frozenset({Role.REPORTER, Role.COUNTER})
_TRIAGE_ROLES = frozenset({Role.INTAKE, Role.REVIEWER, Role.COORDINATOR})
_DIRECTORS = frozenset({Role.COORDINATOR, Role.INSPECTOR})
_EXAMINING_ROLES = TEAM | _DIRECTORS | {Role.REVIEWER}

_NOT_THE_TAKER = (Duty.TAKER_NOT_HANDLER,)
_NOT_THE_VERIFIER = (Duty.REVIEWER_NOT_VERIFIER,)
_NOT_INTAKE = (Duty.EXAMINER_NOT_INTAKE,)
_NOT_THE_AUTHOR = (Duty.CONCLUDER_NOT_AUTHOR,)
_CUSTODY = (Duty.DECIDER_NOT_ASKER, Duty.CUSTODIAN_NOT_CASE_TEAM)

_REVIEW_SHEET = (Guard.DEGREE_SET, Guard.CATEGORY_SET, Guard.CORE_ISSUE_SET, Guard.RULE_REFERENCE_SET)
_REFERRAL = (
    Guard.REASON_GIVEN,
    Guard.REFERRAL_TARGET,
    Guard.LETTER_NUMBER,
    Guard.SENT_LISTED,
    Guard.IDENTITY_CONSENT,
)

_ASSIGNABLE = EXAMINATION | {Status.FOLLOW_UP}
_ASKABLE = TRIAGE | EXAMINATION | {Status.FOLLOW_UP}
_DISCLOSABLE = TRIAGE | EXAMINATION | OUTCOME

# A table reads as a table: verb, from, to, who, guards; then condition, duties, second person and clock.
# fmt: off

_REPORTING = (
    _row(Verb.SUBMIT, Status.DRAFT, Status.RECEIVED, _REPORTER_OR_COUNTER,
         Guard.RECEIPT_ISSUED, Guard.FLAGS_FIXED, clock=ClockEffect.START),
    _row(Verb.ATTACH, Status.DRAFT, None, _REPORTER_OR_COUNTER),
    _row(Verb.ATTACH, OPEN | ENDED, None, CASE_ROLES | {Role.REPORTER}),
    _row(Verb.REPLY, (OPEN | ENDED) - {Status.AWAITING_REPORTER}, None, Role.REPORTER),
    _row(Verb.REPLY, Status.AWAITING_REPORTER, Status.VERIFICATION, Role.REPORTER,
         Guard.NEW_INFORMATION, clock=ClockEffect.RESUME),
    _row(Verb.REPLY, Status.AWAITING_FEEDBACK, Status.CLARIFICATION, Role.REPORTER,
         Guard.NEW_FACTS, Guard.FIRST_RETURN, when="new_facts", clock=ClockEffect.RENEW),
    _row(Verb.REPLY, Status.AWAITING_FEEDBACK, Status.CLOSED, Role.REPORTER,
         when="satisfied", clock=ClockEffect.END),
    _row(Verb.WITHDRAW, OPEN, None, Role.REPORTER),
)

_VERIFYING = (
    _row(Verb.ACKNOWLEDGE, Status.RECEIVED, Status.VERIFICATION, Role.INTAKE,
         Guard.HANDLER_WITHOUT_CONFLICT, Guard.DUPLICATES_SEARCHED, duties=_NOT_THE_TAKER),
    _row(Verb.ASK, Status.VERIFICATION, Status.AWAITING_REPORTER, Role.INTAKE,
         Guard.MISSING_ELEMENTS_LISTED, Guard.CONTACT_PATH, Guard.ANSWER_REDACTED, clock=ClockEffect.PAUSE),
    _row(Verb.RESUME, Status.AWAITING_REPORTER, Status.VERIFICATION, Role.INTAKE,
         Guard.NEW_INFORMATION, clock=ClockEffect.RESUME),
    _row(Verb.LAPSE, Status.AWAITING_REPORTER, Status.DECLINED, Role.SYSTEM,
         Guard.WINDOW_OVER, when="inadequate", clock=ClockEffect.END),
    _row(Verb.LAPSE, Status.AWAITING_REPORTER, Status.VERIFICATION, Role.SYSTEM,
         Guard.WINDOW_OVER, when="adequate", clock=ClockEffect.RESUME),
    _row(Verb.VERIFY, Status.VERIFICATION, Status.REVIEW, Role.INTAKE,
         Guard.CONTENT_SUFFICIENT, duties=_NOT_THE_TAKER, clock=ClockEffect.COMPLETE),
    _row(Verb.REFER, Status.VERIFICATION, Status.REFERRED, frozenset({Role.INTAKE, Role.SUPERVISOR}),
         *_REFERRAL, deciders=Role.SUPERVISOR, clock=ClockEffect.END),
    _row(Verb.DECLINE, Status.VERIFICATION, Status.DECLINED, Role.INTAKE,
         Guard.REASON_GIVEN, deciders=Role.SUPERVISOR, clock=ClockEffect.END),
    _row(Verb.RECLASSIFY, frozenset({Status.VERIFICATION, Status.AWAITING_REPORTER}), None, _TRIAGE_ROLES,
         Guard.REASON_GIVEN, clock=ClockEffect.RECOMPUTE),
)

_REVIEWING = (
    _row(Verb.REVIEW, Status.REVIEW, None, Role.REVIEWER,
         duties=_NOT_THE_VERIFIER, clock=ClockEffect.RECOMPUTE),
    _row(Verb.REVIEW, Status.REOPENED, Status.REVIEW, frozenset({Role.REVIEWER, Role.SUPERVISOR}),
         duties=_NOT_THE_VERIFIER, clock=ClockEffect.RECOMPUTE),
    _row(Verb.ASSIGN, Status.REVIEW, Status.ASSIGNED, Role.REVIEWER,
         *_REVIEW_SHEET, Guard.ASSIGNEE_WITHOUT_CONFLICT, duties=_NOT_THE_VERIFIER),
    _row(Verb.GIVE_FEEDBACK, Status.REVIEW, Status.AWAITING_FEEDBACK, Role.REVIEWER,
         Guard.NOT_OVERSIGHT, Guard.OUTCOME_SET, Guard.ANSWER_REDACTED,
         duties=_NOT_THE_VERIFIER, clock=ClockEffect.STOP),
    _row(Verb.CLOSE, Status.REVIEW, Status.CLOSED, Role.REVIEWER,
         Guard.NOT_OVERSIGHT, Guard.OUTCOME_SET, Guard.ANSWER_SENT,
         duties=_NOT_THE_VERIFIER, clock=ClockEffect.END),
    _row(Verb.REFER, Status.REVIEW, Status.REFERRED, frozenset({Role.REVIEWER, Role.SUPERVISOR}),
         *_REFERRAL, duties=_NOT_THE_VERIFIER, deciders=Role.SUPERVISOR, clock=ClockEffect.END),
    _row(Verb.DECLINE, Status.REVIEW, Status.DECLINED, Role.REVIEWER,
         Guard.REASON_GIVEN, duties=_NOT_THE_VERIFIER, deciders=Role.SUPERVISOR, clock=ClockEffect.END),
    _row(Verb.RECLASSIFY, TRIAGE | EXAMINATION, None, _DIRECTORS | {Role.REVIEWER},
         Guard.REASON_GIVEN, clock=ClockEffect.RECOMPUTE),
)

_EXAMINING = (
    _row(Verb.ASSIGN, _ASSIGNABLE, None, _DIRECTORS, Guard.ASSIGNEE_WITHOUT_CONFLICT),
    _row(Verb.CLARIFY, Status.ASSIGNED, Status.CLARIFICATION, Role.INSPECTOR,
         Guard.ASSIGNEE_WITHOUT_CONFLICT, duties=_NOT_INTAKE),
    _row(Verb.FIND_FACTS, Status.ASSIGNED, Status.FACT_FINDING, Role.INSPECTOR,
         Guard.ASSIGNEE_WITHOUT_CONFLICT, duties=_NOT_INTAKE),
    _row(Verb.AUDIT, Status.ASSIGNED, Status.AUDIT, Role.INSPECTOR,
         Guard.ASSIGNEE_WITHOUT_CONFLICT, Guard.ASSIGNMENT_LETTER, duties=_NOT_INTAKE),
    _row(Verb.FIND_FACTS, Status.CLARIFICATION, Status.FACT_FINDING, TEAM,
         Guard.CLARIFICATION_RECORD, duties=_NOT_INTAKE),
    _row(Verb.AUDIT, Status.CLARIFICATION, Status.AUDIT, TEAM,
         Guard.CLARIFICATION_RECORD, Guard.ASSIGNMENT_LETTER, duties=_NOT_INTAKE),
    _row(Verb.WRITE_UP, Status.CLARIFICATION, Status.WRITING_UP, TEAM,
         Guard.CLARIFICATION_RECORD, duties=_NOT_INTAKE),
    _row(Verb.CLARIFY, Status.FACT_FINDING, Status.CLARIFICATION, TEAM,
         Guard.GROUNDS_CONCLUDED, duties=_NOT_INTAKE),
    _row(Verb.AUDIT, Status.FACT_FINDING, Status.AUDIT, TEAM,
         Guard.GROUNDS_CONCLUDED, Guard.ASSIGNMENT_LETTER, duties=_NOT_INTAKE),
    _row(Verb.WRITE_UP, Status.FACT_FINDING, Status.WRITING_UP, TEAM,
         Guard.GROUNDS_CONCLUDED, duties=_NOT_INTAKE),
    _row(Verb.WRITE_UP, Status.AUDIT, Status.WRITING_UP, Role.TEAM_LEADER,
         Guard.AUDIT_NOTE_ANSWERED, duties=_NOT_INTAKE),
    _row(Verb.RECOMMEND, Status.WRITING_UP, None, TEAM | {Role.INSPECTOR}),
    _row(Verb.CONCLUDE, Status.WRITING_UP, Status.FOLLOW_UP, frozenset({Role.INSPECTOR, Role.SUPERVISOR}),
         Guard.OUTCOME_SET, Guard.RECOMMENDATIONS_NUMBERED, Guard.RIGHTS_CHECKED,
         when="proven", duties=_NOT_THE_AUTHOR, clock=ClockEffect.STOP),
    _row(Verb.CONCLUDE, Status.WRITING_UP, Status.AWAITING_FEEDBACK, Role.INSPECTOR,
         Guard.OUTCOME_SET, Guard.ANSWER_REDACTED,
         when="not_proven", duties=_NOT_THE_AUTHOR, clock=ClockEffect.STOP),
)

_FOLLOWING_UP = (
    _row(Verb.FOLLOW_UP, Status.FOLLOW_UP, None, _DIRECTORS),
    _row(Verb.GIVE_FEEDBACK, Status.FOLLOW_UP, Status.AWAITING_FEEDBACK, Role.COORDINATOR,
         Guard.RECOMMENDATIONS_SETTLED, Guard.ANSWER_REDACTED, clock=ClockEffect.STOP),
    _row(Verb.CLARIFY, Status.AWAITING_FEEDBACK, Status.CLARIFICATION, Role.SUPERVISOR,
         Guard.NEW_FACTS, Guard.REASON_GIVEN, when="new_facts", clock=ClockEffect.RENEW),
    _row(Verb.LAPSE, Status.AWAITING_FEEDBACK, Status.CLOSED, Role.SYSTEM,
         Guard.WINDOW_OVER, clock=ClockEffect.END),
)

_ANYWHERE = (
    _row(Verb.ASK, _ASKABLE, None, _EXAMINING_ROLES, Guard.CONTACT_PATH, Guard.ANSWER_REDACTED),
    _row(Verb.ANSWER, OPEN | ENDED, None, CASE_ROLES, Guard.ANSWER_REDACTED),
    _row(Verb.NOTE, OPEN | ENDED, None, CASE_ROLES),
    _row(Verb.HOLD, ACTIVE, Status.ON_HOLD, Role.SUPERVISOR,
         Guard.REASON_GIVEN, Guard.REVIEW_DATE_SET, clock=ClockEffect.PAUSE),
    _row(Verb.RESUME, Status.ON_HOLD, "held", Role.SUPERVISOR, clock=ClockEffect.RESUME),
    _row(Verb.REFER, OPEN - {Status.VERIFICATION, Status.REVIEW}, Status.REFERRED,
         _DIRECTORS | {Role.SUPERVISOR}, *_REFERRAL, deciders=Role.SUPERVISOR, clock=ClockEffect.END),
    _row(Verb.CLOSE, OPEN, Status.CLOSED, Role.SUPERVISOR,
         Guard.WITHDRAWAL_RECORDED, Guard.PRESSURE_CHECKED, Guard.REASON_GIVEN,
         when="withdrawn", clock=ClockEffect.END),
    _row(Verb.MERGE, ACTIVE, None, _TRIAGE_ROLES, Guard.BOTH_KEYS_HELD, Guard.REASON_GIVEN),
    _row(Verb.UNMERGE, ACTIVE, None, _TRIAGE_ROLES, Guard.REASON_GIVEN),
    _row(Verb.HAND_OVER, OPEN, None, CASE_ROLES, Guard.ASSIGNEE_WITHOUT_CONFLICT, Guard.REASON_GIVEN),
    _row(Verb.REMIND, OPEN | {Status.REFERRED}, None, Role.SYSTEM),
)

_DISCLOSING = (
    _row(Verb.REQUEST, _DISCLOSABLE, None, _EXAMINING_ROLES, Guard.REASON_GIVEN),
    _row(Verb.APPROVE, _DISCLOSABLE | {Status.ON_HOLD}, None, Role.CUSTODIAN,
         Guard.REASON_GIVEN, Guard.REPORTER_TOLD, duties=_CUSTODY),
    _row(Verb.REFUSE, _DISCLOSABLE | ENDED | {Status.ON_HOLD}, None, Role.CUSTODIAN,
         Guard.REASON_GIVEN, duties=_CUSTODY),
    _row(Verb.DISCLOSE, _DISCLOSABLE | {Status.ON_HOLD}, None, _EXAMINING_ROLES,
         Guard.APPROVALS_COMPLETE, Guard.DISCLOSURE_OPEN),
)

_KEEPING = (
    _row(Verb.REOPEN, frozenset({Status.CLOSED, Status.DECLINED}), Status.REOPENED, Role.SUPERVISOR,
         Guard.REOPENING_GROUND, clock=ClockEffect.RENEW),
    _row(Verb.ARCHIVE, ENDED, Status.ARCHIVED, Role.RECORDS_OFFICER, Guard.ARCHIVE_DUE),
    _row(Verb.EXPIRE, ENDED, Status.ARCHIVED, Role.SYSTEM, Guard.ARCHIVE_DUE),
    _row(Verb.DESTROY, Status.ARCHIVED, Status.DESTROYED, frozenset({Role.SYSTEM, Role.RECORDS_OFFICER}),
         Guard.RETENTION_OVER, Guard.NO_LEGAL_HOLD, Guard.DESTRUCTION_MINUTES,
         deciders=Role.RECORDS_OFFICER),
)
# fmt: on

TABLE: tuple[Transition, ...] = (
    *_REPORTING,
    *_VERIFYING,
    *_REVIEWING,
    *_EXAMINING,
    *_FOLLOWING_UP,
    *_ANYWHERE,
    *_DISCLOSING,
    *_KEEPING,
)
"""Every transition. No two rows share verb, source and condition."""
