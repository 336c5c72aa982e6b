"""The reference page of the workflow, written from the table: `python -m casemgr.rules.workflow`."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from casemgr.rules.transitions import TABLE
from casemgr.rules.vocabulary import ACTIVE, ENDED, OPEN, ClockEffect, Duty, Guard, Status, Transition

GUARD_TEXT: Mapping[Guard, str] = MappingProxyType(
    {
        Guard.RECEIPT_ISSUED: "the receipt code was issued here within the last 24 hours",
        Guard.FLAGS_FIXED: "the visibility flags are chosen and will not change",
        Guard.HANDLER_WITHOUT_CONFLICT: "the person has no conflict of interest with the case",
        Guard.DUPLICATES_SEARCHED: "a search for reports of the same matter was made",
        Guard.MISSING_ELEMENTS_LISTED: "the missing elements of the report are listed",
        Guard.CONTACT_PATH: "the reporter can be reached: code, chat or mail",
        Guard.NEW_INFORMATION: "something new has been added",
        Guard.WINDOW_OVER: "the reporter's window to reply is over",
        Guard.CONTENT_SUFFICIENT: "the content is sufficient, or logical with adequate data",
        Guard.REASON_GIVEN: "a reason is recorded",
        Guard.DEGREE_SET: "the degree is chosen",
        Guard.CATEGORY_SET: "the category is chosen",
        Guard.CORE_ISSUE_SET: "the core issue is written",
        Guard.RULE_REFERENCE_SET: "the rule that may have been broken is named",
        Guard.NOT_OVERSIGHT: "the matter is not oversight-relevant, or is a request for information",
        Guard.ANSWER_SENT: "the reporter has an answer",
        Guard.ANSWER_REDACTED: "the text to the reporter was read for names, or passed the anonymizer",
        Guard.ASSIGNEE_WITHOUT_CONFLICT: "the person who receives it has no conflict of interest",
        Guard.ASSIGNMENT_LETTER: "the letter of assignment has a number and dates",
        Guard.CLARIFICATION_RECORD: "the record of the clarification is attached",
        Guard.GROUNDS_CONCLUDED: "fact finding ended with sufficient or insufficient grounds",
        Guard.AUDIT_NOTE_ANSWERED: "the audit note was answered, or its time is over",
        Guard.OUTCOME_SET: "every allegation has an outcome",
        Guard.RECOMMENDATIONS_NUMBERED: "there is at least one numbered recommendation",
        Guard.RIGHTS_CHECKED: "the rights of the person complained about are checked off",
        Guard.RECOMMENDATIONS_SETTLED: "every recommendation has evidence or a reason",
        Guard.NEW_FACTS: "there are new facts",
        Guard.FIRST_RETURN: "the case has not come back from the reporter before",
        Guard.REVIEW_DATE_SET: "the day to look at it again is set",
        Guard.REFERRAL_TARGET: "the body it goes to is chosen and still exists",
        Guard.LETTER_NUMBER: "the covering letter has a number",
        Guard.SENT_LISTED: "what was sent is listed",
        Guard.IDENTITY_CONSENT: "the reporter consented, if the identity goes along",
        Guard.WITHDRAWAL_RECORDED: "the reporter asked to withdraw",
        Guard.PRESSURE_CHECKED: "the reporter was asked about pressure",
        Guard.REOPENING_GROUND: "new evidence, or a request of an oversight body, is recorded",
        Guard.ARCHIVE_DUE: "the days to archiving have passed since the case ended",
        Guard.RETENTION_OVER: "the retention of its class is over",
        Guard.NO_LEGAL_HOLD: "no legal hold lies on it",
        Guard.DESTRUCTION_MINUTES: "minutes of the destruction exist, without content",
        Guard.BOTH_KEYS_HELD: "the person holds the keys of both cases",
        Guard.REPORTER_TOLD: "the reporter was told first, or a recorded legal reason forbids it",
        Guard.APPROVALS_COMPLETE: "every custodian team has approved",
        Guard.DISCLOSURE_OPEN: "the identity was not shown yet and its time is not over",
    }
)

DUTY_TEXT: Mapping[Duty, str] = MappingProxyType(
    {
        Duty.TAKER_NOT_HANDLER: "who keyed a report in at a counter does not handle it",
        Duty.REVIEWER_NOT_VERIFIER: "who acknowledged or verified does not review",
        Duty.EXAMINER_NOT_INTAKE: "who acknowledged or verified does not examine (BPKH 8/2022)",
        Duty.CONCLUDER_NOT_AUTHOR: "who wrote the examination up does not approve it",
        Duty.DECIDER_NOT_ASKER: "who asked does not decide",
        Duty.CUSTODIAN_NOT_CASE_TEAM: "who worked on the case does not decide about its reporter's identity",
    }
)

CLOCK_TEXT: Mapping[ClockEffect, str] = MappingProxyType(
    {
        ClockEffect.NONE: "clocks run on",
        ClockEffect.START: "the clocks of acknowledgement and verification begin",
        ClockEffect.COMPLETE: "the file is complete: verification is done, the main clock begins",
        ClockEffect.PAUSE: "clocks stand still",
        ClockEffect.RESUME: "clocks run again",
        ClockEffect.STOP: "the main clock is done; windows and recommendations have their own dates",
        ClockEffect.END: "all clocks are done",
        ClockEffect.RENEW: "a new main clock begins, the old one is kept",
        ClockEffect.RECOMPUTE: "due dates are computed again from the original start",
    }
)

_GROUPS = (("any active", ACTIVE), ("any open", OPEN), ("any ended", ENDED))

_HEAD = """\
# Workflow

This page is written from the table in `casemgr.rules.transitions` by `python -m casemgr.rules.workflow`; a
test compares the two. Every change of a case is one of these verbs, said by one of these roles. `lapse`,
`expire` and `remind` are steps of the worker.

*Any active* is every state from `received` to `awaiting_feedback`, with `reopened`; *any open* adds
`on_hold`; *any ended* is `closed`, `referred`, `declined`. Where a verb says *2 persons*, one of the roles
asks and another person decides; only the decision moves the case. `when` tells apart rows that share verb and
source. An absorbed case (`merge`) keeps its status, points to the case it joined and leaves every queue.

`draft` is a sealed row of its own and no case yet; it is destroyed when its day ends. Clocks stand still in
`awaiting_reporter` and `on_hold` and nowhere else.
"""


def page() -> str:
    """Return the page as Markdown, ending in a newline."""
    parts = [
        _HEAD,
        "## Table\n",
        "| verb | from | when | to | who | guards | duties | clock |",
        "|---|---|---|---|---|---|---|---|",
        *(_line(row) for row in TABLE),
        "",
        *_section("Guards", "what must be true before the verb", GUARD_TEXT),
        *_section("Duties", "two steps one person may not both take", DUTY_TEXT),
        *_section("Clocks", "what the verb does to deadlines", CLOCK_TEXT),
        *_section_of_states(),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def _line(row: Transition) -> str:
    who = _codes(row.roles)
    if row.persons == 2:
        who += "; 2 persons, decided by " + _codes(row.deciders)
    cells = (
        f"`{row.verb}`",
        _sources(row.sources),
        f"`{row.when}`" if row.when else "",
        "the held state" if row.resumes else f"`{row.target}`" if row.target else "stays",
        who,
        ", ".join(row.guards),
        ", ".join(row.duties),
        "" if row.clock is ClockEffect.NONE else str(row.clock),
    )
    return "| " + " | ".join(cells) + " |"


def _sources(sources: frozenset[Status]) -> str:
    if not sources:
        return ""
    for name, group in sorted(_GROUPS, key=lambda pair: -len(pair[1])):
        if group <= sources:
            return ", ".join(filter(None, (f"*{name}*", _sources(sources - group))))
    for name, group in _GROUPS:
        if sources < group and len(group - sources) <= 2 < len(sources):
            return f"*{name}* except " + _codes(group - sources)
    return _codes(sources)


def _codes(codes: Iterable[StrEnum]) -> str:
    kinds = list(codes)
    order = list(type(kinds[0])) if kinds else []
    return ", ".join(f"`{code}`" for code in sorted(kinds, key=order.index))


def _section(
    title: str, what: str, texts: Mapping[Guard, str] | Mapping[Duty, str] | Mapping[ClockEffect, str]
) -> list[str]:
    rows = [f"| `{code}` | {text} |" for code, text in texts.items()]
    return [f"## {title}\n", f"| code | {what} |", "|---|---|", *rows, ""]


def _section_of_states() -> list[str]:
    lines = ["## States\n", "| state | verbs |", "|---|---|"]
    for status in Status:
        verbs = dict.fromkeys(row.verb for row in TABLE if status in row.sources)
        lines.append(f"| `{status}` | {_codes(verbs) or 'none'} |")
    return [*lines, ""]
