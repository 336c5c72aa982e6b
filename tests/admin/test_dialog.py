"""The dialog on the case page stands in the order in which it was spoken."""

from __future__ import annotations

import re

import pytest

from casemgr.rules.workflow import Verb
from casemgr.store.models import Message
from tests.admin.conftest import House
from tests.casemgr.desk.lives import Life

QUESTION = "Di loket mana?"
ANSWER = "Di loket dua."


@pytest.fixture
def life(house: House) -> Life:
    return Life(house.founding, house.clock)


def dialog_of(house: House, reference: str) -> str:
    page = house.person("melati").get(f"/cases/{reference}/").get_data(as_text=True)
    found = re.search(r'<section[^>]*id="dialog".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0].split("<form", maxsplit=1)[0]


def test_a_question_stands_before_the_answer_of_the_same_day(house: House, life: Life) -> None:
    life.to_verification()
    life.do("melati", Verb.ASK, {"text": QUESTION, "read_it": True, "missing": ("who",), "can_go_on": True})
    life.reply(ANSWER)
    life.do("melati", Verb.ANSWER, {"text": "Terima kasih.", "read_it": True})
    dialog = dialog_of(house, life.reference)
    assert dialog.index(QUESTION) < dialog.index(ANSWER) < dialog.index("Terima kasih.")


def test_threads_of_a_merged_case_meet_by_day_and_keep_their_own_order(house: House, life: Life) -> None:
    life.to_verification()
    first = life.reference
    life.do("melati", Verb.ASK, {"text": QUESTION, "read_it": True, "missing": ("who",), "can_go_on": True})
    life.reply(ANSWER)
    life.clock.advance(days=1)
    life.to_verification()
    life.reply("Ini laporan kedua.")
    life.do("melati", Verb.MERGE, {"target": first, "note": "Hal yang sama."})
    dialog = dialog_of(house, first)
    places = [dialog.index(one) for one in (QUESTION, ANSWER, "Ini laporan kedua.")]
    assert places == sorted(places)
    with house.founding.office.reading() as session:
        assert session.query(Message).count() == len(re.findall("<article", dialog))
