"""What is done about a recommendation is assessed in the pack's words, and added to but never changed."""

from __future__ import annotations

import pytest

from casemgr.errors import SubmissionInvalidError
from casemgr.founding import Founding
from casemgr.rules.workflow import Verb
from tests.casemgr.desk.lives import Life


@pytest.fixture
def life(founding: Founding) -> Life:
    life = Life(founding)
    life.to_follow_up()
    return life


def assess(life: Life, result: str, text: str, **more: str) -> None:
    number = life.seen_by("ratna").recommendations[0].id
    life.do("ratna", "follow_up", {"recommendation": number, "result": result, "text": text, **more})


def state(life: Life) -> str:
    return life.seen_by("ratna").recommendations[0].state


@pytest.mark.parametrize(
    ("result", "left"),
    [
        ("sesuai", "done"),
        ("belum_sesuai", "open"),
        ("belum_ditindaklanjuti", "open"),
        ("tidak_dapat_ditindaklanjuti", "impossible"),
    ],
)
def test_an_assessment_of_the_pack_says_what_becomes_of_the_recommendation(
    life: Life, result: str, left: str
) -> None:
    assess(life, result, "Dinilai.")
    [one] = life.seen_by("ratna").recommendations
    assert (one.follow_ups[0].result, one.state) == (result, left)
    assert set(life.office.pack.follow_up_states) >= {result}


def test_a_code_that_is_not_the_packs_is_refused(life: Life) -> None:
    with pytest.raises(SubmissionInvalidError):
        assess(life, "done", "Sudah.")


def test_evidence_comes_afterwards_and_a_correction_reopens(life: Life) -> None:
    assess(life, "sesuai", "Uang dikembalikan.")
    with life.desk("ratna") as desk:
        case = desk.case(life.reference)
        receiver = desk.receiver(case, name="kuitansi.txt", content_type="text/plain")
        receiver.write(b"Kuitansi rekaan.")
        paper = receiver.finish()
        desk.keep_file(case, paper)
    assess(life, "sesuai", "Kuitansi menyusul.", evidence=paper.id)
    assert state(life) == "done"
    assert Verb.GIVE_FEEDBACK in {one.verb for one in life.seen_by("ratna").verbs}
    life.clock.advance(minutes=1)
    assess(life, "belum_sesuai", "Satu pemohon belum dibayar.")
    [one] = life.seen_by("ratna").recommendations
    assert one.state == "open"
    texts = [(step.result, step.text) for step in one.follow_ups]
    assert ("sesuai", "Uang dikembalikan.") in texts
    assert texts[-1] == ("belum_sesuai", "Satu pemohon belum dibayar.")
    assert [step.evidence.name for step in one.follow_ups if step.evidence] == ["kuitansi.txt"]
    assert Verb.GIVE_FEEDBACK not in {one.verb for one in life.seen_by("ratna").verbs}
    assert life.seen_by("ratna").next_due is not None


def test_open_recommendations_are_offered_first(life: Life) -> None:
    assess(life, "sesuai", "Sudah.")
    with life.desk("ratna") as desk:
        form = desk.form(Verb.FOLLOW_UP, desk.case(life.reference))
    [offered] = [one.options for one in form.fields if one.name == "recommendation"]
    assert [label.split(".")[0] for _, label in offered] == ["1"]
