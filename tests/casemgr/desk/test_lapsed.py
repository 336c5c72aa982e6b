"""A request for a second person that the case overtakes lapses in the open: who asked, why, and what came first."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from casemgr.founding import Founding
from casemgr.rules.workflow import Verb
from casemgr.store.models import Decision, Leaf
from tests.casemgr.desk.lives import Life

WHY = "Laporan ini kurang jelas."


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def decline(life: Life) -> dict[str, Any]:
    return {"reason": "tidak_logis", "note": WHY, "decider": life.staff("laras")}


@pytest.fixture
def asked(life: Life) -> Life:
    """A case in verification, a decline of which waits for a second person."""
    life.to_verification()
    life.do("melati", "decline", decline(life))
    return life


def test_a_request_that_waits_is_on_file(asked: Life) -> None:
    [request] = asked.seen_by("melati").requests
    assert (request.state, request.ended_at, request.reason) == ("asked", None, "")
    assert request.values["note"] == WHY


def test_a_step_that_comes_first_lets_the_request_lapse_and_says_so(asked: Life) -> None:
    asked.clock.advance(hours=1)
    asked.do("melati", "verify", {"content_sufficient": True, "severity": "tinggi"})
    [request] = asked.seen_by("ratna").requests
    assert (request.verb, request.state, request.reason) == (Verb.DECLINE, "lapsed", "verify")
    assert (request.asked_by.split()[0], request.decider.split()[0]) == ("Melati", "Laras")
    assert request.values["note"] == WHY
    assert request.ended_at == asked.clock.now
    assert asked.seen_by("ratna").decisions == ()
    with asked.office.reading() as session:
        row = session.scalars(select(Decision)).one()
        bodies = [leaf.body for leaf in session.scalars(select(Leaf))]
    assert [b"lapse:decline" in body for body in bodies].count(True) == 1
    assert WHY.encode() not in row.values_sealed


def test_the_step_names_beforehand_what_it_lets_lapse(asked: Life) -> None:
    with asked.desk("melati") as desk:
        case = desk.case(asked.reference)
        moving = desk.form(Verb.VERIFY, case).consequences.lapses
        staying = desk.form(Verb.ANSWER, case).consequences.lapses
    assert [one.verb for one in moving] == [Verb.DECLINE]
    assert staying == ()


@pytest.mark.parametrize("verb", ["hand_over", "merge"])
def test_a_case_that_moves_away_takes_the_lapsed_request_along(asked: Life, verb: str) -> None:
    first = asked.reference
    if verb == "merge":
        asked.to_verification()
        values = {"target": asked.reference, "note": "Sama."}
        reader = "melati"
    else:
        values = {"team": asked.founding.team_ids["section"], "note": "Bukan wilayah kami."}
        reader = "tirta"
    asked.do("melati", verb, values, reference=first)
    asked.reference = asked.reference if verb == "merge" else first
    [request] = asked.seen_by(reader).requests
    assert (request.state, request.reason, request.values["note"]) == ("lapsed", verb, WHY)


def test_a_decision_is_on_file_with_its_reason(asked: Life) -> None:
    asked.decide("laras", agree=False, reason="Cukup jelas.")
    [request] = asked.seen_by("melati").requests
    assert (request.state, request.reason) == ("refused", "Cukup jelas.")
