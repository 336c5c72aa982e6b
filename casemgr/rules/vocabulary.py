"""The words of the workflow: states, roles, verbs, guards, duties, and what a row of the table holds.

`casemgr.rules.transitions` joins them into the table and `casemgr.rules.workflow` answers questions about it;
import from there. Codes are stored and sent, labels in both languages are in the rule pack.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Status(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    RECEIVED = "received"
    VERIFICATION = "verification"
    AWAITING_REPORTER = "awaiting_reporter"
    REVIEW = "review"
    ASSIGNED = "assigned"
    CLARIFICATION = "clarification"
    FACT_FINDING = "fact_finding"
    AUDIT = "audit"
    WRITING_UP = "writing_up"
    FOLLOW_UP = "follow_up"
    AWAITING_FEEDBACK = "awaiting_feedback"
    CLOSED = "closed"
    REFERRED = "referred"
    DECLINED = "declined"
    ON_HOLD = "on_hold"
    REOPENED = "reopened"
    ARCHIVED = "archived"
    DESTROYED = "destroyed"


class Role(StrEnum):
    """What a person (or the worker) is allowed to be asked for; a person may have several."""

    REPORTER = "reporter"
    COUNTER = "counter"
    INTAKE = "intake"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    INSPECTOR = "inspector"
    EXAMINER = "examiner"
    TEAM_LEADER = "team_leader"
    CUSTODIAN = "custodian"
    SUPERVISOR = "supervisor"
    RECORDS_OFFICER = "records_officer"
    PUBLICIST = "publicist"
    CHANNEL_ADMIN = "channel_admin"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


CASE_TEAM_ROLES = frozenset(
    {
        Role.INTAKE,
        Role.REVIEWER,
        Role.COORDINATOR,
        Role.INSPECTOR,
        Role.EXAMINER,
        Role.TEAM_LEADER,
        Role.SUPERVISOR,
    }
)
"""Roles whose work needs the key of a case team; a custodian of identities has none of them."""


class Verb(StrEnum):
    """What can be done with a case. `note` (internal) and `answer` (to the reporter) never move it."""

    SUBMIT = "submit"
    REPLY = "reply"
    ATTACH = "attach"
    WITHDRAW = "withdraw"
    ACKNOWLEDGE = "acknowledge"
    VERIFY = "verify"
    ASK = "ask"
    RESUME = "resume"
    REVIEW = "review"
    RECLASSIFY = "reclassify"
    ASSIGN = "assign"
    CLARIFY = "clarify"
    FIND_FACTS = "find_facts"
    AUDIT = "audit"
    WRITE_UP = "write_up"
    CONCLUDE = "conclude"
    RECOMMEND = "recommend"
    FOLLOW_UP = "follow_up"
    GIVE_FEEDBACK = "give_feedback"
    ANSWER = "answer"
    NOTE = "note"
    REFER = "refer"
    DECLINE = "decline"
    HOLD = "hold"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    UNMERGE = "unmerge"
    HAND_OVER = "hand_over"
    REQUEST = "request"
    APPROVE = "approve"
    REFUSE = "refuse"
    DISCLOSE = "disclose"
    ARCHIVE = "archive"
    DESTROY = "destroy"
    LAPSE = "lapse"
    EXPIRE = "expire"
    REMIND = "remind"


class Guard(StrEnum):
    """Something that must be true before a verb; the door answers it, `workflow_page` explains it."""

    RECEIPT_ISSUED = "receipt_issued"
    FLAGS_FIXED = "flags_fixed"
    HANDLER_WITHOUT_CONFLICT = "handler_without_conflict"
    DUPLICATES_SEARCHED = "duplicates_searched"
    MISSING_ELEMENTS_LISTED = "missing_elements_listed"
    CONTACT_PATH = "contact_path"
    NEW_INFORMATION = "new_information"
    WINDOW_OVER = "window_over"
    CONTENT_SUFFICIENT = "content_sufficient"
    REASON_GIVEN = "reason_given"
    DEGREE_SET = "degree_set"
    CATEGORY_SET = "category_set"
    CORE_ISSUE_SET = "core_issue_set"
    RULE_REFERENCE_SET = "rule_reference_set"
    NOT_OVERSIGHT = "not_oversight"
    ANSWER_SENT = "answer_sent"
    ANSWER_REDACTED = "answer_redacted"
    ASSIGNEE_WITHOUT_CONFLICT = "assignee_without_conflict"
    ASSIGNMENT_LETTER = "assignment_letter"
    CLARIFICATION_RECORD = "clarification_record"
    GROUNDS_CONCLUDED = "grounds_concluded"
    AUDIT_NOTE_ANSWERED = "audit_note_answered"
    OUTCOME_SET = "outcome_set"
    RECOMMENDATIONS_NUMBERED = "recommendations_numbered"
    RIGHTS_CHECKED = "rights_checked"
    RECOMMENDATIONS_SETTLED = "recommendations_settled"
    NEW_FACTS = "new_facts"
    FIRST_RETURN = "first_return"
    REVIEW_DATE_SET = "review_date_set"
    REFERRAL_TARGET = "referral_target"
    LETTER_NUMBER = "letter_number"
    SENT_LISTED = "sent_listed"
    IDENTITY_CONSENT = "identity_consent"
    WITHDRAWAL_RECORDED = "withdrawal_recorded"
    PRESSURE_CHECKED = "pressure_checked"
    REOPENING_GROUND = "reopening_ground"
    ARCHIVE_DUE = "archive_due"
    RETENTION_OVER = "retention_over"
    NO_LEGAL_HOLD = "no_legal_hold"
    DESTRUCTION_MINUTES = "destruction_minutes"
    BOTH_KEYS_HELD = "both_keys_held"
    REPORTER_TOLD = "reporter_told"
    APPROVALS_COMPLETE = "approvals_complete"
    DISCLOSURE_OPEN = "disclosure_open"


class Duty(StrEnum):
    """Two steps that one person may not both take. A small office may switch one off in its pack, visibly."""

    TAKER_NOT_HANDLER = "taker_not_handler"
    REVIEWER_NOT_VERIFIER = "reviewer_not_verifier"
    EXAMINER_NOT_INTAKE = "examiner_not_intake"
    CONCLUDER_NOT_AUTHOR = "concluder_not_author"
    DECIDER_NOT_ASKER = "decider_not_asker"
    CUSTODIAN_NOT_CASE_TEAM = "custodian_not_case_team"


class ClockEffect(StrEnum):
    """What a verb does to the deadlines of a case, in one word for the consequence column."""

    NONE = "none"
    START = "start"
    COMPLETE = "complete"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    END = "end"
    RENEW = "renew"
    RECOMPUTE = "recompute"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a staff id, "reporter" or "system", with the roles held at this moment."""

    id: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: what a verb does in its source states.

    `target` None keeps the status; `resumes` sends the case back to the state it was held from. `when` is
    the condition that chooses among rows with the same verb and source. `persons` 2 means that one of
    `roles` asks and one of `deciders` decides; only the decision moves the case.
    """

    verb: Verb
    sources: frozenset[Status]
    target: Status | None
    roles: frozenset[Role]
    resumes: bool = False
    when: str | None = None
    guards: tuple[Guard, ...] = ()
    duties: tuple[Duty, ...] = ()
    persons: Literal[1, 2] = 1
    deciders: frozenset[Role] = frozenset()
    clock: ClockEffect = ClockEffect.NONE

    @property
    def moves(self) -> bool:
        """Tell whether the status changes."""
        return self.resumes or self.target is not None


ARRIVAL = frozenset({Status.RECEIVED, Status.VERIFICATION, Status.AWAITING_REPORTER})
TRIAGE = frozenset({Status.REVIEW, Status.REOPENED})
EXAMINATION = frozenset(
    {Status.ASSIGNED, Status.CLARIFICATION, Status.FACT_FINDING, Status.AUDIT, Status.WRITING_UP}
)
OUTCOME = frozenset({Status.FOLLOW_UP, Status.AWAITING_FEEDBACK})
ACTIVE = ARRIVAL | TRIAGE | EXAMINATION | OUTCOME
"""Somebody is working or waiting; the states a case can be held from."""
OPEN = ACTIVE | {Status.ON_HOLD}
ENDED = frozenset({Status.CLOSED, Status.REFERRED, Status.DECLINED})
PAUSING = frozenset({Status.AWAITING_REPORTER, Status.ON_HOLD})
"""The only two states in which a clock stands still."""

TEAM = frozenset({Role.EXAMINER, Role.TEAM_LEADER})
CASE_ROLES = TEAM | {Role.INTAKE, Role.REVIEWER, Role.COORDINATOR, Role.INSPECTOR, Role.SUPERVISOR}
"""Roles that may hold the key of a case."""
