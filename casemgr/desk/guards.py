"""The guards that the state of a case answers. Each raises `GuardFailedError` and changes nothing.

Guards a person answers by filling a required field are met once the form is checked; they are listed in
`ANSWERED_BY_FORM`, and a test compares both with the workflow's table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from casemgr.errors import GuardFailedError
from casemgr.rules import retention
from casemgr.rules.workflow import Guard, Transition
from casemgr.store.models import Case, Disclosure, Message, Recommendation

if TYPE_CHECKING:
    from casemgr.desk.base import DeskBase

Check = Callable[["DeskBase", Case], bool]

ANSWERED_BY_FORM = frozenset(
    {
        Guard.DUPLICATES_SEARCHED,
        Guard.MISSING_ELEMENTS_LISTED,
        Guard.NEW_INFORMATION,
        Guard.CONTENT_SUFFICIENT,
        Guard.REASON_GIVEN,
        Guard.ANSWER_REDACTED,
        Guard.ASSIGNMENT_LETTER,
        Guard.CLARIFICATION_RECORD,
        Guard.GROUNDS_CONCLUDED,
        Guard.AUDIT_NOTE_ANSWERED,
        Guard.OUTCOME_SET,
        Guard.RIGHTS_CHECKED,
        Guard.NEW_FACTS,
        Guard.REVIEW_DATE_SET,
        Guard.REFERRAL_TARGET,
        Guard.LETTER_NUMBER,
        Guard.SENT_LISTED,
        Guard.IDENTITY_CONSENT,
        Guard.PRESSURE_CHECKED,
        Guard.REOPENING_GROUND,
        Guard.DESTRUCTION_MINUTES,
        Guard.HANDLER_WITHOUT_CONFLICT,
        Guard.ASSIGNEE_WITHOUT_CONFLICT,
        Guard.BOTH_KEYS_HELD,
    }
)
"""Met by a required field, by `visible_cases` (no conflict), by the options offered, or by opening both
keys."""


def unmet(desk: DeskBase, case: Case, transition: Transition) -> tuple[Guard, ...]:
    """Return the guards of a row that the case does not meet now."""
    return tuple(guard for guard in transition.guards if guard in CHECKS and not CHECKS[guard](desk, case))


def check(desk: DeskBase, case: Case, transition: Transition) -> None:
    """Raise `GuardFailedError` for the first guard that is not met."""
    for guard in unmet(desk, case, transition):
        raise GuardFailedError(guard)


def _is_not_oversight(desk: DeskBase, case: Case) -> bool:
    pack = desk.office.pack
    if pack.kinds[case.kind].information:
        return True
    return case.degree is not None and not pack.is_oversight(case.degree)


def _answer_was_sent(desk: DeskBase, case: Case) -> bool:
    sent = (
        select(func.count())
        .select_from(Message)
        .where(Message.report_id.in_([report.id for report in case.reports]), Message.sender == "staff")
    )
    return bool(desk.session.scalar(sent))


def _recommendations(desk: DeskBase, case: Case) -> list[str]:
    statement = select(Recommendation.state).where(Recommendation.case_id == case.id)
    return list(desk.session.scalars(statement))


def _is_archive_due(desk: DeskBase, case: Case) -> bool:
    if case.closed_on is None:
        return False
    return retention.is_archive_due(case.closed_on, desk.office.pack.settings.archive_after_days, desk.today)


def _is_retention_over(desk: DeskBase, case: Case) -> bool:
    found = retention_class(desk, case)
    return case.closed_on is not None and retention.is_destruction_due(
        found, case.closed_on, desk.today, legal_hold=case.legal_hold
    )


def retention_class(desk: DeskBase, case: Case) -> retention.RetentionClass:
    """Return how long a case is kept: by its outcome, longer when it was oversight-relevant."""
    pack = desk.office.pack
    if case.outcome is None:
        return max(pack.retention.values(), key=lambda one: (one.keep_years, one.keep_days))
    return pack.retention_for(case.outcome, case.degree)


def _is_told(desk: DeskBase, case: Case) -> bool:
    row = desk.session.scalar(
        select(Disclosure).where(Disclosure.case_id == case.id, Disclosure.state == "asked")
    )
    return row is not None and (row.tells_reporter or row.untold_code is not None)


CHECKS: dict[Guard, Check] = {
    Guard.CONTACT_PATH: lambda desk, case: bool(case.reports),
    Guard.DEGREE_SET: lambda desk, case: case.degree is not None,
    Guard.CATEGORY_SET: lambda desk, case: case.category is not None,
    Guard.CORE_ISSUE_SET: lambda desk, case: case.review_sealed is not None,
    Guard.RULE_REFERENCE_SET: lambda desk, case: case.review_sealed is not None,
    Guard.NOT_OVERSIGHT: _is_not_oversight,
    Guard.ANSWER_SENT: _answer_was_sent,
    Guard.RECOMMENDATIONS_NUMBERED: lambda desk, case: bool(_recommendations(desk, case)),
    Guard.RECOMMENDATIONS_SETTLED: lambda desk, case: "open" not in _recommendations(desk, case),
    Guard.WITHDRAWAL_RECORDED: lambda desk, case: any(report.withdrawn_on for report in case.reports),
    Guard.ARCHIVE_DUE: _is_archive_due,
    Guard.RETENTION_OVER: _is_retention_over,
    Guard.NO_LEGAL_HOLD: lambda desk, case: not case.legal_hold,
    Guard.REPORTER_TOLD: _is_told,
}
