"""Where a report's sealed columns belong, and the rows of its thread."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casemgr.store.models import Message
from casemgr.vault.formats import Context
from casemgr.vault.sealing import place


def content_place(report_id: str) -> Context:
    """Return the context of a report's content."""
    return place("casemgr_report", "content_sealed", owner=report_id, row=report_id)


def heading_place(case_id: str, version: int) -> Context:
    """Return the context of a case's title and reported unit."""
    return place("casemgr_case", "heading_sealed", owner=case_id, row=case_id, version=version)


def body_place(report_id: str, message_id: str) -> Context:
    """Return the context of a message's body."""
    return place("casemgr_message", "body_sealed", owner=report_id, row=message_id)


def draft_place(report_id: str, version: int) -> Context:
    """Return the context of a draft's content."""
    return place("casemgr_draft", "content_sealed", owner=report_id, row=report_id, version=version)


def messages_of(session: Session, report_id: str) -> list[Message]:
    """Return the thread of a report, oldest first."""
    return list(
        session.scalars(select(Message).where(Message.report_id == report_id).order_by(Message.number))
    )


def next_message_number(session: Session, report_id: str) -> int:
    """Return the number of the next turn in a thread."""
    return (session.scalar(select(func.max(Message.number)).where(Message.report_id == report_id)) or 0) + 1
