"""Every change of a case leaves one leaf, true to the row, under a door's key, and without a word of it."""

import datetime as dt
import hashlib
import json
import logging

import pytest
from sqlalchemy import select

from casemgr.founding import Founding
from casemgr.store import trail
from casemgr.store.leaf import leaf_mac
from casemgr.store.models import Base, Case, Leaf
from casemgr.submissions import Demand, Identity
from tests.casemgr.desk.lives import RECOMMENDATION, Life

FIELDS = {"v", "actor", "verb", "object", "at", "sealed_sha256", "row_sha256"}
MARK = "PENANDA"


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def leaves(life: Life) -> dict[str, Leaf]:
    with life.office.reading() as session:
        return {leaf.id: leaf for leaf in session.scalars(select(Leaf))}


class Steps:
    """Tells which leaves each step left, and checks them against the case."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.known = set(leaves(life))
        self.verbs: list[str] = []

    def check(self, *, about_case: bool = True) -> None:
        """Look at the leaves since the last look: exactly one speaks of the case as it stands now."""
        now = leaves(self.life)
        bodies = [json.loads(now[one].body) for one in set(now) - self.known]
        self.known = set(now)
        assert bodies
        self.verbs += [body["verb"] for body in bodies]
        assert all(set(body) == FIELDS for body in bodies)
        if about_case:
            case = self.life.row()
            [mine] = [body for body in bodies if body["object"] == f"casemgr_case:{case.id}"]
            with self.life.office.reading() as session:
                row = trail.row_sha256(session.get_one(Case, case.id))
            assert mine["row_sha256"] == row.hex(), mine["verb"]


def test_each_step_of_a_life_leaves_one_true_leaf(life: Life) -> None:
    steps = Steps(life)
    life.file()
    steps.check()
    for act in (
        lambda: life.do("melati", "acknowledge", {"duplicates_searched": True}),
        lambda: life.do("melati", "ask", {"text": "Kapan?", "read_it": True, "missing": ["when"]}),
        lambda: life.reply("Senin."),
        lambda: life.do("melati", "note", {"text": "x"}),
        lambda: life.do("melati", "verify", {"content_sufficient": True, "title": "Judul"}),
        lambda: life.do("ratna", "review", _sheet()),
        lambda: life.do("ratna", "assign", {"staff": life.staff("wira")}),
        lambda: life.do("wira", "assign", {"staff": life.staff("panji"), "instruction": "x"}),
        lambda: life.do("wira", "clarify"),
        lambda: life.do("panji", "write_up", {"record_number": "BA"}),
        lambda: life.do("panji", "recommend", RECOMMENDATION),
        lambda: life.do("wira", "conclude", life.proven(), when="proven"),
    ):
        act()
        steps.check()
    one = life.seen_by("ratna").recommendations[0].id
    life.do("ratna", "follow_up", {"recommendation": one, "result": "sesuai", "text": "x"})
    steps.check()
    life.do("ratna", "give_feedback", {"text": "x", "read_it": True})
    steps.check()
    life.clock.advance(days=30)
    life.work()
    steps.check()
    life.clock.advance(days=60)
    life.work()
    steps.check()
    assert [verb for verb in steps.verbs if verb in ("lapse", "expire")] == ["lapse", "expire"]


def test_deciding_disclosing_and_destroying_leave_theirs(life: Life) -> None:
    life.to_closed()
    life.clock.advance(days=5000)
    life.work()
    steps = Steps(life)
    case_id = life.row().id
    life.do("arsip", "destroy", {"minutes": "BA", "decider": life.staff("arum")})
    steps.check(about_case=False)
    life.decide("arum")
    bodies = [json.loads(leaf.body) for leaf in leaves(life).values() if leaf.id not in steps.known]
    [mine] = [body for body in bodies if body["object"] == f"casemgr_case:{case_id}"]
    with life.office.reading() as session:
        assert mine["row_sha256"] == trail.row_sha256(session.get_one(Case, case_id)).hex()
    assert {body["verb"] for body in bodies} == {"destroy", "agreed:destroy"}
    assert {body["actor"] for body in bodies} == {life.staff("arum")}


def test_a_leaf_carries_the_hash_of_what_was_sealed(life: Life) -> None:
    life.to_verification()
    life.do("melati", "note", {"text": "x"})
    from casemgr.store.models import Note

    with life.office.reading() as session:
        sealed = session.scalars(select(Note.body_sealed)).one()
    digest = hashlib.sha256(sealed).hexdigest()
    assert [one["verb"] for one in _bodies(life) if digest in str(one["sealed_sha256"])] == ["note"]


def _bodies(life: Life) -> list[dict[str, object]]:
    return [json.loads(leaf.body) for leaf in leaves(life).values()]


def test_reporters_and_staff_sign_with_the_key_of_their_side(life: Life) -> None:
    life.to_verification()
    public, console = life.office.public_keys.leaf_key, life.office.console_keys.leaf_key
    for leaf in leaves(life).values():
        key = public if leaf.maker == "reporter" else console
        assert leaf.mac_key_id == key.key_id
        assert leaf.mac == leaf_mac(key.secret, leaf.body)


def test_the_worker_numbers_what_doors_made_and_nothing_else(life: Life) -> None:
    life.to_verification()
    with life.writing() as session:
        forged = next(iter(leaves(life).values()))
        session.add(
            Leaf(id="f" * 32, maker="staff", body=forged.body, mac=bytes(32), mac_key_id=forged.mac_key_id)
        )
    life.work()
    numbered = leaves(life)
    assert numbered["f" * 32].sequence is None
    staff = [leaf for leaf in numbered.values() if leaf.maker == "staff" and leaf.id != "f" * 32]
    assert all(leaf.sequence is not None for leaf in staff)
    reporters = [leaf for leaf in numbered.values() if leaf.maker == "reporter"]
    assert [leaf.sequence for leaf in reporters] == [None], "a reporter's leaf waits for the end of its day"
    life.clock.advance(days=1)
    life.work()
    numbers = sorted(leaf.sequence for leaf in leaves(life).values() if leaf.sequence is not None)
    assert numbers == list(range(len(numbers)))
    assert len(numbers) == len(leaves(life)) - 1


# No content anywhere it does not belong.


def marked(life: Life) -> None:
    """Live a life in which everything anybody types carries the mark."""
    life.to_assigned(
        text=f"{MARK} teks",
        place=MARK,
        others=MARK,
        unit_text=MARK,
        demand=Demand(service=MARK, asked=5, how=MARK, who=MARK),
        identity=Identity(MARK, MARK, MARK),
    )
    with life.intake() as intake:
        reporter = intake.enter(life.code)
        receiver = intake.receiver(reporter, name=f"{MARK}.txt", content_type=f"text/{MARK}")
        receiver.write(MARK.encode() * 1000)
        intake.reply(reporter, f"{MARK} balasan", [receiver.finish()])
    with life.desk("wira") as desk:
        case = desk.case(life.reference)
        desk.add_allegation(case, category="pungli", name=MARK, position=MARK, unit=MARK)
        paper = desk.receiver(case, name=f"{MARK}.pdf", content_type="application/pdf")
        paper.write(MARK.encode())
        desk.keep_file(case, paper.finish())
    life.do("wira", "note", {"text": MARK})
    life.do("wira", "answer", {"text": MARK, "read_it": True})
    life.do("wira", "assign", {"staff": life.staff("panji"), "instruction": MARK})
    life.do("wira", "clarify", {"note": MARK})
    life.do("panji", "write_up", {"record_number": MARK, "note": MARK})
    life.do("panji", "recommend", {**RECOMMENDATION, "text": MARK, "addressee": MARK})
    referral = {"reason": "lainnya", "target": "ombudsman", "letter_number": MARK, "sent": MARK}
    life.do("wira", "refer", {**referral, "no_identity": True, "decider": life.staff("laras")})


def test_no_repr_holds_what_somebody_wrote(life: Life) -> None:
    marked(life)
    file, view = life.seen_by("wira"), life.view()
    with life.desk("laras") as desk:
        decisions, queue, search = desk.decisions(), desk.queue(), desk.search(MARK)
        case = desk.case(life.reference)
        forms = [desk.form(one.verb, case) for one in desk.file(case).verbs]
        content = file.reports[0].content
    shown = [
        file, *file.reports, *file.papers, *file.notes, *file.subjects, *file.allegations, *file.assignments,
        *file.recommendations, *file.history, *file.similar, *file.clocks, view, *view.messages, *view.files,
        *decisions, queue, search, *queue.rows, *forms, content, content.demand,
    ]  # fmt: skip
    with life.office.reading() as session:
        for mapper in Base.registry.mappers:
            shown += session.scalars(select(mapper.class_)).all()
    told = [text for text in (repr(one) for one in shown) if MARK in text]
    assert told == []
    assert MARK in (file.title + content.text + file.notes[0].text + file.recommendations[0].text)
    assert MARK in str(decisions[0].values)


def test_no_database_file_blob_log_or_error_holds_what_somebody_wrote(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        marked(life)
        life.seen_by("wira")
        life.view()
        life.work()
    assert MARK not in caplog.text
    assert "loket" not in caplog.text
    with life.office.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                assert MARK.encode() not in b"|".join(
                    value if isinstance(value, bytes) else str(value).encode() for value in row
                ), table.name
    for path in life.office.blobs.folder.glob("??/*"):
        assert MARK.encode() not in path.read_bytes()
    folder = life.office.blobs.folder.parent
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if MARK.encode() in path.read_bytes()]
    if life.office.engine.dialect.name == "sqlite":
        found = [path for path in files if b"Inspektorat Kabupaten Contoh" in path.read_bytes()]
        assert found, "the positive control: what is clear is found"
    for wrong in ({"text": MARK * 20_000, "read_it": True}, {"text": "", "read_it": MARK}):
        with pytest.raises(Exception, match="invalid") as caught:
            life.do("wira", "answer", wrong)
        assert MARK not in f"{caught.value!r} {caught.value} {vars(caught.value)}"


def test_the_code_of_a_receipt_is_nowhere(life: Life) -> None:
    receipt = life.file()
    grouped = "-".join(receipt.code[start : start + 4] for start in range(0, 20, 4))
    with life.office.reading() as session:
        everything = [
            str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))
        ]
    for secret in (receipt.code, grouped):
        assert not [row for row in everything if secret in row]
        assert secret not in repr(receipt)
    assert [row for row in everything if receipt.reference in row], "the positive control"
    assert receipt.reference in repr(receipt)


def test_the_day_of_a_reporter_is_that_of_the_office(life: Life) -> None:
    life.clock.now = dt.datetime(2026, 11, 23, 8, 59, tzinfo=dt.UTC)
    life.file()
    [body] = [one for one in _bodies(life) if one["verb"] == "submit"]
    assert body["at"] == "2026-11-23"


def _sheet() -> dict[str, str]:
    from tests.casemgr.desk.lives import REVIEW_SHEET

    return dict(REVIEW_SHEET)
