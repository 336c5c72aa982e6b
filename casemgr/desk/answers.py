"""Writing to the reporter: a message under each report's key, after the officer has read it for names."""

from __future__ import annotations

import json
from collections.abc import Sequence

from casemgr.desk.base import DeskBase
from casemgr.errors import GuardFailedError, SubmissionInvalidError
from casemgr.intake import body_place, next_message_number
from casemgr.rules.workflow import Guard
from casemgr.store.models import Case, Message, Report
from casemgr.submissions import clean_text
from casemgr.vault.wraps import new_id


def send(desk: DeskBase, case: Case, text: str, *, read_it: bool) -> list[bytes]:
    """Write one message into the thread of every report of a case; return the sealed bodies.

    `read_it` is the officer's recorded word that no name of a reporter is in it. Raises `GuardFailedError`,
    `SubmissionInvalidError`.
    """
    words = clean_text(text)
    if not words:
        raise SubmissionInvalidError({"text": "empty"})
    if not read_it:
        raise GuardFailedError(Guard.ANSWER_REDACTED)
    return [_write(desk, report, words) for report in case.reports]


def _write(desk: DeskBase, report: Report, text: str) -> bytes:
    message_id = new_id()
    body = desk.report_box(report).seal(text, body_place(report.id, message_id))
    desk.session.add(
        Message(
            id=message_id,
            report_id=report.id,
            number=next_message_number(desk.session, report.id),
            sender="staff",
            team_id=report.case.team_id,
            staff_id=desk.actor.id,
            sent_on=desk.today,
            sent_at=desk.now,
            body_sealed=body,
            was_read_for_names=True,
        )
    )
    return body


def announce(desk: DeskBase, reports: Sequence[Report], code: str, **values: str) -> None:
    """Add an automatic message: a code of the pack with codes and dates, rendered when it is read."""
    for report in reports:
        desk.session.add(
            Message(
                id=new_id(),
                report_id=report.id,
                number=next_message_number(desk.session, report.id),
                sender="system",
                sent_on=desk.today,
                code=code,
                code_values=json.dumps(values, sort_keys=True) if values else "",
            )
        )
    desk.session.flush()
