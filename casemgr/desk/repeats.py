"""A form that was sent twice: the same person, the same words, nothing in between, on the same day.

The reporter's door takes a repeated answer in the same way (`casemgr.intake.replying`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from casemgr.desk.base import DeskBase
from casemgr.desk.examination import RECOMMENDATION
from casemgr.errors import SealBrokenError
from casemgr.intake import body_place
from casemgr.rules.workflow import Verb
from casemgr.store.models import Case, History, Message, Note, Recommendation, Report

NOTE = ("casemgr_note", "body_sealed")


def is_repeat(desk: DeskBase, case: Case, verb: Verb, values: Mapping[str, Any]) -> bool:
    """Say whether a verb that moves nothing was just done with these values; only adding verbs are asked for.

    What was changed outside the system says nothing any more, so it repeats nothing. Raises
    `KeyNotHeldError`.
    """
    if verb not in _SAID:
        return False
    last = desk.session.scalar(
        select(History).where(History.case_id == case.id).order_by(History.number.desc()).limit(1)
    )
    if last is None or (last.verb, last.staff_id, last.happened_on) != (
        verb.value,
        desk.actor.id,
        desk.today,
    ):
        return False
    try:
        return _SAID[verb](desk, case, values)
    except SealBrokenError:
        return False


def _note(desk: DeskBase, case: Case, values: Mapping[str, Any]) -> bool:
    row = desk.session.scalar(
        select(Note)
        .where(Note.case_id == case.id, Note.staff_id == desk.actor.id)
        .order_by(Note.written_at.desc())
        .limit(1)
    )
    return row is not None and desk.open(case.id, row.body_sealed, NOTE, row.id) == values["text"]


def _answer(desk: DeskBase, case: Case, values: Mapping[str, Any]) -> bool:
    said = [_last_words(desk, report) for report in case.reports]
    return bool(said) and all(words == values["text"] for words in said)


def _last_words(desk: DeskBase, report: Report) -> str | None:
    row = desk.session.scalar(
        select(Message).where(Message.report_id == report.id).order_by(Message.number.desc()).limit(1)
    )
    if row is None or row.staff_id != desk.actor.id:
        return None
    return desk.report_box(report).read(row.body_sealed or b"", body_place(report.id, row.id))


def _recommendation(desk: DeskBase, case: Case, values: Mapping[str, Any]) -> bool:
    row = desk.session.scalar(
        select(Recommendation)
        .where(Recommendation.case_id == case.id)
        .order_by(Recommendation.number.desc())
        .limit(1)
    )
    if row is None or row.due_on != values["due_on"]:
        return False
    said = {"text": values["text"], "addressee": values["addressee"]}
    return bool(desk.open(case.id, row.text_sealed, RECOMMENDATION, row.id) == said)


_SAID = {Verb.NOTE: _note, Verb.ANSWER: _answer, Verb.RECOMMEND: _recommendation}
