"""A form sent twice, as by a second click: the same act with the same `once` is done once, any other again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from casemgr.desk import Desk
from casemgr.desk.views import Done
from casemgr.errors import StaleVersionError
from casemgr.founding import Founding
from casemgr.rules.workflow import Status, Verb
from casemgr.store.models import (
    Allegation,
    Assignment,
    Decision,
    FollowUp,
    Message,
    Note,
    Recommendation,
    Subject,
)
from tests.casemgr.desk.lives import RECOMMENDATION, Life

ONCE = "satu formulir"


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def count(life: Life, table: type) -> int:
    with life.office.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def history(life: Life) -> int:
    return len(life.seen_by("ratna").history)


def do(
    life: Life,
    username: str,
    verb: str,
    values: dict[str, Any],
    once: str = ONCE,
    version: int | None = None,
) -> Done:
    """Let somebody send a form that carries `once`."""
    with life.writing() as session:
        desk = Desk(session, life.office, life.keyring(username), clock=life.clock, once=once)
        return desk.perform(Verb(verb), desk.case(life.reference), values, version=version)


def follow_up(life: Life) -> dict[str, Any]:
    number = life.seen_by("ratna").recommendations[0].id
    return {"recommendation": number, "result": "belum_sesuai", "text": "Sebagian."}


ADDING = [
    ("note", Note, "panji", lambda life: {"text": "Ditelepon."}),
    ("answer", Message, "panji", lambda life: {"text": "Sedang ditelaah.", "read_it": True}),
    ("recommend", Recommendation, "panji", lambda life: dict(RECOMMENDATION)),
    ("assign", Assignment, "wira", lambda life: {"staff": life.staff("dewi")}),
]


@pytest.mark.parametrize(("verb", "table", "username", "values"), ADDING)
def test_the_same_form_adds_one_row_and_another_form_one_more(
    life: Life, verb: str, table: type, username: str, values: Any
) -> None:
    life.to_writing_up()
    before, lines = count(life, table), history(life)
    for _ in range(3):
        do(life, username, verb, values(life))
    assert (count(life, table), history(life)) == (before + 1, lines + 1)
    for once in ("formulir kedua", "", ""):
        do(life, username, verb, values(life), once)
    assert history(life) == lines + 4


def test_a_follow_up_is_added_once(life: Life) -> None:
    life.to_follow_up()
    values = follow_up(life)
    for _ in range(2):
        do(life, "ratna", "follow_up", values)
    assert count(life, FollowUp) == 1
    do(life, "ratna", "follow_up", values, "formulir kedua")
    assert count(life, FollowUp) == 2


def test_a_step_that_was_taken_is_told_again_though_the_case_moved_on(life: Life) -> None:
    """Neither the older version nor the new status stands in the way of the same form, but of any other."""
    life.file()
    version = life.row().version
    for _ in range(2):
        done = do(life, "melati", "acknowledge", {"duplicates_searched": True}, version=version)
        assert done == Done(life.row().id, Status.VERIFICATION)
    with pytest.raises(StaleVersionError):
        do(life, "melati", "acknowledge", {"duplicates_searched": True}, "formulir kedua", version=version)


def test_what_waits_for_a_second_person_is_asked_once(life: Life) -> None:
    life.to_verification()
    values = {"reason": "tidak_logis", "note": "Kurang jelas.", "decider": life.staff("laras")}
    asked = [do(life, "melati", "decline", values).decision_id for _ in range(2)]
    assert asked[0] == asked[1] is not None
    assert count(life, Decision) == 1


def test_the_form_of_another_person_or_case_is_another_form(life: Life) -> None:
    life.to_writing_up()
    for username in ("panji", "ratna"):
        do(life, username, "note", {"text": "Ditelepon."})
    assert count(life, Note) == 2
    life.to_writing_up()
    do(life, "panji", "note", {"text": "Ditelepon."})
    assert count(life, Note) == 3


def test_an_allegation_is_written_down_once(life: Life) -> None:
    life.to_assigned()
    found = []
    for once in (ONCE, ONCE, "formulir kedua", "", ""):
        with life.writing() as session:
            desk = Desk(session, life.office, life.keyring("wira"), clock=life.clock, once=once)
            case = desk.case(life.reference)
            found.append(desk.add_allegation(case, category="pungli", name="Orang Rekaan"))
    assert found[0] == found[1]
    assert len(set(found)) == count(life, Allegation) == count(life, Subject) == 4


def test_the_same_finding_is_recorded_once(life: Life) -> None:
    life.to_assigned()
    with life.desk("wira") as desk:
        allegation = desk.add_allegation(desk.case(life.reference), category="pungli", name="Orang Rekaan")
    for finding, version in (("Ada.", 2), ("Ada.", 2), ("Tidak ada.", 3)):
        with life.desk("wira") as desk:
            case = desk.case(life.reference)
            desk.find_allegation(case, allegation, finding=finding, outcome="terbukti")
        with life.office.reading() as session:
            assert session.get_one(Allegation, allegation).row_version == version


def test_an_id_says_nothing_without_the_form(life: Life) -> None:
    """Two forms with the same words give ids that have nothing to do with each other, nor with the words."""
    life.to_writing_up()
    with life.writing() as session:
        doors = [Desk(session, life.office, life.keyring("panji"), once=once) for once in (ONCE, "lain", "")]
        ids = [[door.row_id("note", "x"), door.row_id("note", "x")] for door in doors]
    assert ids[0][0] == ids[0][1] != ids[1][0] == ids[1][1]
    assert ids[2][0] != ids[2][1]
    assert {len(bytes.fromhex(one)) for pair in ids for one in pair} == {16}
