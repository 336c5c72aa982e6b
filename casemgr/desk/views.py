"""What the desk shows: frozen values, opened with the actor's keys. Their `repr` shows ids only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from casemgr.clocks import ClockView
from casemgr.files import FileView
from casemgr.intake import MessageView
from casemgr.rules.deadlines import Deadline
from casemgr.rules.workflow import Status, Verb
from casemgr.submissions import Content

FieldKind = Literal[
    "text", "long_text", "choice", "choices", "date", "money", "staff", "team", "tick", "number"
]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in a queue. `title` is None when the actor holds no key to it."""

    case_id: str
    reference: str
    title: str | None
    reported_unit: str
    status: Status
    kind: str
    category: str | None
    severity: str | None
    channel: str
    handling_unit: str
    assignees: tuple[str, ...]
    deadline: Deadline | None
    received_on: dt.date
    new_from_reporter: bool

    def __repr__(self) -> str:
        return f"<QueueRow {self.reference}>"


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page by key; a missing key means that there is nothing in that direction."""

    rows: tuple[QueueRow, ...]
    next_key: tuple[str, str] | None
    previous_key: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a text search found; `cut` says that older cases were not searched."""

    rows: tuple[QueueRow, ...]
    searched: int
    cut: bool


@dataclass(frozen=True, slots=True)
class SavedQueue:
    """A saved queue with its count, capped at `casemgr.store.queries.COUNT_CAP`."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a verb's form. `options` are (code, label); labels come from the pack or are names."""

    name: str
    kind: FieldKind
    required: bool = True
    options: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a verb will do, for the column beside its form. Codes of the pack, names of people and teams."""

    status_from: Status
    status_to: Status | None
    clock_effect: str
    due_before: dt.date | None
    told: tuple[str, ...]
    not_told: tuple[str, ...]
    gets_key: tuple[str, ...]
    loses_key: tuple[str, ...]
    can_undo: bool
    lapses: tuple[DecisionView, ...] = ()
    """Requests that wait for a second person and lapse when this verb is done."""


@dataclass(frozen=True, slots=True)
class VerbForm:
    """What a verb asks for and what it will do; `persons` 2 means that somebody else decides."""

    verb: Verb
    persons: int
    fields: tuple[Field, ...]
    consequences: Consequences


@dataclass(frozen=True, slots=True)
class VerbOffer:
    """A verb this actor may use now; `is_next` marks the expected one."""

    verb: Verb
    persons: int
    opens_form: bool
    is_next: bool


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One opened report of a case."""

    report_id: str
    reference: str
    received_on: dt.date
    channel: str
    content: Content
    unit_name: str
    withdrawn_on: dt.date | None
    files: tuple[FileView, ...]
    messages: tuple[MessageView, ...]

    def __repr__(self) -> str:
        return f"<ReportFile {self.reference}>"


@dataclass(frozen=True, slots=True)
class NoteView:
    """An internal remark."""

    author: str
    at: dt.datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A person or unit complained about."""

    id: str
    name: str = field(repr=False)
    position: str = field(repr=False)
    unit: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AllegationView:
    """One category against one subject, with the result when there is one."""

    id: str
    subject: SubjectView
    category: str = field(repr=False)
    finding: str = field(repr=False)
    outcome: str | None = field(repr=False)
    sanction: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """Who must act, by when, on whose instruction."""

    id: str
    staff_id: str
    name: str
    instructed_by: str
    at: dt.datetime
    due_on: dt.date | None
    ended_at: dt.datetime | None
    instruction: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """An action taken, with its evidence."""

    author: str
    at: dt.datetime
    result: str
    evidence: FileView | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """A numbered result of an examination."""

    id: str
    number: int
    due_on: dt.date
    state: str
    addressee: str = field(repr=False)
    text: str = field(repr=False)
    follow_ups: tuple[FollowUpView, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One step of a case. Reporters' steps have a day, staff steps an instant."""

    number: int
    verb: str
    actor_kind: str
    actor: str | None
    from_status: str
    to_status: str
    on: dt.date
    at: dt.datetime | None
    reason_code: str | None
    clock_effect: str
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A two-person verb that waits, with what was asked when the actor may read it.

    `is_broken` when what was asked was changed outside the system.
    """

    id: str
    case_id: str
    reference: str
    title: str | None = field(repr=False)
    verb: Verb
    asked_by: str
    asked_at: dt.datetime
    decider: str
    is_mine_to_decide: bool
    values: Mapping[str, Any] = field(repr=False)
    is_broken: bool = False
    due_on: dt.date | None = None
    """The day by which something must happen on the case, whatever it is; None when no clock runs."""


@dataclass(frozen=True, slots=True)
class RequestView:
    """A two-person verb that was asked for, whatever became of it.

    `state` is asked, agreed, refused or lapsed. `reason` is the decider's; of one that lapsed it is the code
    of the act that came first, empty when the decider left. `values` are what was asked.
    """

    id: str
    verb: Verb
    state: str
    asked_by: str
    asked_at: dt.datetime
    decider: str
    ended_at: dt.datetime | None
    values: Mapping[str, Any] = field(repr=False)
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A case that may be about the same matter."""

    case_id: str
    reference: str
    title: str | None
    received_on: dt.date

    def __repr__(self) -> str:
        return f"<SimilarCase {self.reference}>"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything the case page shows."""

    case_id: str
    version: int
    reference: str
    title: str
    reported_unit: str
    status: Status
    kind: str
    category: str | None
    degree: str | None
    severity: str | None
    channel: str
    outcome: str | None
    amount_band: str | None
    received_on: dt.date
    team: str
    handling_unit: str
    core_issue: str
    rule_reference: str
    excluded: tuple[str, ...]
    clocks: tuple[ClockView, ...]
    next_due: Deadline | None
    reports: tuple[ReportFile, ...]
    papers: tuple[FileView, ...]
    notes: tuple[NoteView, ...]
    subjects: tuple[SubjectView, ...]
    allegations: tuple[AllegationView, ...]
    assignments: tuple[AssignmentView, ...]
    recommendations: tuple[RecommendationView, ...]
    history: tuple[HistoryView, ...]
    holders: tuple[str, ...]
    similar: tuple[SimilarCase, ...]
    decisions: tuple[DecisionView, ...]
    requests: tuple[RequestView, ...]
    verbs: tuple[VerbOffer, ...]
    hidden_verbs: int
    next_verb: Verb | None
    broken: int = 0
    """How many sealed columns were changed outside the system; each is marked in its place."""

    def __repr__(self) -> str:
        return f"<CaseFile {self.reference}>"


@dataclass(frozen=True, slots=True)
class Done:
    """What `perform` did: the case moved, or a decision was asked for."""

    case_id: str
    status: Status
    decision_id: str | None = None


@dataclass(frozen=True, slots=True)
class BulkResult:
    """Which cases were done, and which were not and why (error codes by case id)."""

    done: tuple[str, ...]
    refused: Mapping[str, str]
