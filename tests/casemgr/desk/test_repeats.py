"""A form sent twice, as by a second click: what only adds is added once, anything else counts again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from casemgr.founding import Founding
from casemgr.store.models import Message, Note, Recommendation
from tests.casemgr.desk.lives import RECOMMENDATION, Life


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def count(life: Life, table: type) -> int:
    with life.office.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def history(life: Life) -> int:
    return len(life.seen_by("ratna").history)


@pytest.mark.parametrize(
    ("verb", "table", "values", "change"),
    [
        ("note", Note, {"text": "Ditelepon."}, {"text": "Ditelepon lagi."}),
        ("answer", Message, {"text": "Sedang ditelaah.", "read_it": True}, {"text": "Masih ditelaah."}),
        ("recommend", Recommendation, dict(RECOMMENDATION), {"due_on": "2026-12-21"}),
    ],
)
def test_the_same_words_at_once_are_the_same_turn(
    life: Life, verb: str, table: type, values: dict[str, object], change: dict[str, object]
) -> None:
    life.to_writing_up()
    before, lines = count(life, table), history(life)
    for _ in range(3):
        life.do("panji", verb, values)
    assert (count(life, table), history(life)) == (before + 1, lines + 1)
    for changed in (values | change, values):
        life.clock.advance(minutes=1)
        life.do("panji", verb, changed)
    assert (count(life, table), history(life)) == (before + 3, lines + 3), "something lay in between"


def test_another_person_another_day_and_a_changed_row_repeat_nothing(life: Life) -> None:
    life.to_writing_up()
    for username in ("panji", "ratna", "panji"):
        life.do(username, "note", {"text": "Ditelepon."})
    life.clock.advance(days=1)
    life.do("panji", "note", {"text": "Ditelepon."})
    assert count(life, Note) == 4
    with life.writing() as session:
        session.execute(update(Note).values(body_sealed=b"rusak"))
    life.do("panji", "note", {"text": "Ditelepon."})
    assert count(life, Note) == 5
