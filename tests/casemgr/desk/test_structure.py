"""Units, teams and people move when an administrator proposes and a member of a team confirms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from casemgr.desk.structure import Change, ChangeView, Structure
from casemgr.errors import (
    NotPermittedError,
    ReadOnlySessionError,
    StaleVersionError,
    SubmissionInvalidError,
)
from casemgr.founding import Founding
from casemgr.store.models import Leaf, Membership, Proposal, Staff, Team, Unit
from casemgr.vault.wraps import Purpose, new_id
from tests.casemgr.desk.lives import Life


@pytest.fixture
def life(founding: Founding) -> Life:
    """An office and everybody in it."""
    return Life(founding)


@contextmanager
def door(life: Life, username: str) -> Iterator[Structure]:
    """Give somebody's door to the organisation in a transaction that is committed at the end."""
    with life.writing() as session:
        yield Structure(session, life.office, life.keyring(username), clock=life.clock)


def propose(life: Life, change: Change) -> str:
    with door(life, "adi") as structure:
        return structure.propose(change)


def waiting(life: Life, username: str = "wira") -> list[ChangeView]:
    with life.office.reading() as session:
        return list(Structure(session, life.office, life.keyring(username), clock=life.clock).waiting())


def confirm(life: Life, username: str = "wira") -> None:
    """Let a member confirm the change they see first."""
    shown = waiting(life, username)[0]
    with door(life, username) as structure:
        structure.confirm(shown.id, shown.seen)


def carried_out(life: Life, change: Change) -> None:
    propose(life, change)
    confirm(life)


def unit(life: Life, **changes: object) -> Change:
    ids = life.founding.unit_ids
    known = Change("unit", ids["school"], "Madrasah Contoh 1", ids["education"])
    return replace(known, **changes)  # type: ignore[arg-type]  # the caller names fields of Change


def section(life: Life, **changes: object) -> Change:
    ids = life.founding
    known = Change("team", ids.team_ids["section"], "Penerima Seksi Pendidikan", ids.unit_ids["education"], 2)
    return replace(known, **changes)  # type: ignore[arg-type]  # the caller names fields of Change


# What happens.


def test_a_proposal_alone_moves_nothing_and_a_member_of_the_last_resort_confirms(life: Life) -> None:
    number = life.office.directory().number
    propose(life, section(life, rank=0))
    life.file()
    assert life.row().team_id == life.founding.team_ids["intake"]
    assert life.office.directory().number == number
    [shown] = waiting(life)
    assert (shown.proposed_by, shown.may_decide) == ("Adi G.", True)
    assert shown.before is not None
    assert (shown.before.rank, shown.change.rank) == (2, 0)
    confirm(life)
    assert waiting(life) == []
    life.file(text="Laporan kedua tentang loket itu.")
    assert life.row().team_id == life.founding.team_ids["section"]
    with life.office.reading() as session:
        assert session.get_one(Team, life.founding.team_ids["section"]).rank == 0
        proposal = session.scalars(select(Proposal)).one()
        assert (proposal.state, proposal.decided_by) == ("confirmed", life.staff("wira"))


def test_a_unit_moves_in_the_document_and_in_the_rows(life: Life) -> None:
    ids = life.founding.unit_ids
    carried_out(life, unit(life, name="Madrasah Contoh Satu", unit_id=ids["inspectorate"]))
    assert life.office.directory().unit(ids["school"]).parent_id == ids["inspectorate"]
    with life.office.reading() as session:
        row = session.get_one(Unit, ids["school"])
    assert (row.name, row.parent_id) == ("Madrasah Contoh Satu", ids["inspectorate"])
    life.file(unit_id=ids["education"], excluded=(life.founding.team_ids["intake"],))
    assert life.row().team_id == life.founding.team_ids["above"]


def test_a_new_unit_can_be_complained_about_and_ended(life: Life) -> None:
    """It keeps the hours of the unit above; once ended, it is neither offered nor taken."""
    school = life.founding.unit_ids["school"]
    with life.writing() as session:
        session.execute(update(Unit).where(Unit.id == school).values(workweek="123456", zone="Asia/Makassar"))
    carried_out(life, Change("unit", "", "Kantin Contoh", school, code="canteen"))
    found = next(one for one in life.office.units() if one.name == "Kantin Contoh")
    with life.office.reading() as session:
        row = session.get_one(Unit, found.id)
    assert (row.workweek, row.zone, row.kind, row.valid_to) == ("123456", "Asia/Makassar", "canteen", None)
    life.file(unit_id=found.id)
    carried_out(life, Change("unit_end", found.id))
    assert found.id not in {one.id for one in life.office.units()}
    with life.office.reading() as session:
        assert session.get_one(Unit, found.id).valid_to is not None
    with pytest.raises(SubmissionInvalidError):
        life.file(unit_id=found.id, text="Laporan kedua.")


def test_a_person_of_another_unit_is_kept_out_of_its_cases(life: Life) -> None:
    carried_out(life, Change("staff", life.staff("dewi"), unit_id=life.founding.unit_ids["school"]))
    key = life.office.directory().staff_key(life.staff("dewi"))
    assert key.unit_id == life.founding.unit_ids["school"]
    with life.office.reading() as session:
        assert session.get_one(Staff, life.staff("dewi")).unit_id == key.unit_id


def test_a_new_team_receives_reports_with_the_keys_of_its_members(life: Life) -> None:
    people = tuple(sorted(life.staff(name) for name in ("melati", "bima")))
    carried_out(life, Change("new_team", "", "Tim Depan", None, 0, "intake", people))
    team_id = next(team.id for team in life.office.teams() if team.name == "Tim Depan")
    life.file()
    assert life.row().team_id == team_id
    assert life.keyring("melati").holds_case(life.row().id)
    assert not life.keyring("ratna").holds_case(life.row().id)
    assert life.office.directory().members(team_id) == people
    purposes = [Purpose.TEAM_MEMBER, Purpose.TEAM_RECOVERY]
    assert len(life.office.vault.of([team_id], purposes)) == 3
    with life.office.reading() as session:
        rows = session.scalars(select(Membership).where(Membership.team_id == team_id)).all()
    assert {(row.staff_id, row.state) for row in rows} == {(one, "confirmed") for one in people}
    assert life.seen_by("melati").title


# Who may.


@pytest.mark.parametrize("username", ["melati", "tirta", "jaga", "arsip", "wira"])
def test_only_administrators_propose(life: Life, username: str) -> None:
    with door(life, username) as structure, pytest.raises(NotPermittedError):
        structure.propose(section(life, rank=0))
    assert propose(life, section(life, rank=0))


@pytest.mark.parametrize("username", ["adi", "tirta", "melati", "panji", "jaga", "arsip"])
def test_who_is_not_of_the_last_resort_confirms_nothing(life: Life, username: str) -> None:
    """Not the administrator, not the team that would gain, not the team that would lose."""
    number = life.office.directory().number
    proposal = propose(life, section(life, rank=0))
    [shown] = waiting(life, username)
    assert not shown.may_decide
    with door(life, username) as structure, pytest.raises(NotPermittedError):
        structure.confirm(proposal, shown.seen)
    assert life.office.directory().number == number
    confirm(life, "laras")
    assert life.office.directory().number == number + 1


def test_a_membership_by_sql_confirms_nothing(life: Life) -> None:
    proposal = propose(life, section(life, rank=0))
    with life.writing() as session:
        team_id, staff_id = life.founding.team_ids["above"], life.staff("tirta")
        session.add(Membership(id=new_id(), team_id=team_id, staff_id=staff_id, state="confirmed"))
    [shown] = waiting(life, "tirta")
    assert not shown.may_decide
    with door(life, "tirta") as structure, pytest.raises(NotPermittedError):
        structure.confirm(proposal, shown.seen)


def test_nobody_confirms_what_changes_their_own_unit(life: Life) -> None:
    proposal = propose(life, Change("staff", life.staff("wira"), unit_id=None))
    [shown] = waiting(life, "wira")
    with door(life, "wira") as structure, pytest.raises(NotPermittedError):
        structure.confirm(proposal, shown.seen)
    confirm(life, "laras")
    assert life.office.directory().staff_key(life.staff("wira")).unit_id is None


def test_a_change_altered_by_sql_after_it_was_shown_is_not_confirmed(life: Life) -> None:
    proposal = propose(life, section(life, rank=5))
    [shown] = waiting(life)
    with life.writing() as session:
        text = session.get_one(Proposal, proposal).change
        session.execute(update(Proposal).values(change=text.replace('"rank": 5', '"rank": 0')))
    with door(life, "wira") as structure, pytest.raises(SubmissionInvalidError) as caught:
        structure.confirm(proposal, shown.seen)
    assert set(caught.value.fields) == {"seen"}
    confirm(life)
    assert life.office.directory().team(life.founding.team_ids["section"]).rank == 0


def test_without_a_last_resort_another_team_of_intake_confirms(life: Life) -> None:
    """Never the team itself that is moved."""
    directory = life.office.directory()
    kept = tuple(team for team in directory.teams if team.kind != "break_glass")
    above = life.founding.team_ids["above"]
    life.office.publish(
        replace(
            directory,
            teams=kept,
            keys=tuple(key for key in directory.keys if key.holder != above),
            memberships=tuple(one for one in directory.memberships if one.team_id != above),
        )
    )
    propose(life, section(life, rank=0))
    assert [waiting(life, name)[0].may_decide for name in ("tirta", "wira", "melati")] == [False, False, True]
    confirm(life, "melati")
    assert life.office.directory().team(life.founding.team_ids["section"]).rank == 0


def test_a_decided_proposal_is_not_decided_again(life: Life) -> None:
    proposal = propose(life, section(life, rank=0))
    [shown] = waiting(life)
    with door(life, "wira") as structure:
        structure.refuse(proposal)
        with pytest.raises(NotPermittedError):
            structure.confirm(proposal, shown.seen)
    assert waiting(life) == []
    again = propose(life, section(life, rank=0))
    with door(life, "melati") as structure, pytest.raises(NotPermittedError):
        structure.refuse(again)
    with door(life, "adi") as structure:
        structure.refuse(again)
    assert life.office.directory().team(life.founding.team_ids["section"]).rank == 2


# What cannot be.


WRONG: list[tuple[str, Callable[[Life], Change]]] = [
    ("name", lambda life: unit(life, name=" ")),
    ("name", lambda life: unit(life, name="M" * 161)),
    ("name", lambda life: unit(life, name="seksi pendidikan contoh")),
    ("name", lambda life: section(life, name="Tim Pengaduan")),
    ("unit_id", lambda life: unit(life, unit_id=new_id())),
    ("unit_id", lambda life: unit(life, unit_id=life.founding.unit_ids["school"])),
    ("unit_id", lambda life: section(life, unit_id=new_id())),
    ("rank", lambda life: section(life, rank=-1)),
    ("rank", lambda life: section(life, rank=1_000)),
    ("target_id", lambda life: section(life, target_id=new_id(), name="Tim Lain")),
    ("target_id", lambda life: Change("unit_end", life.founding.unit_ids["education"])),
    ("target_id", lambda life: Change("unit_end", life.founding.unit_ids["inspectorate"])),
    ("target_id", lambda life: Change("staff", new_id())),
    ("code", lambda life: _team(life, "custodian", "melati", "bima")),
    ("staff_ids", lambda life: _team(life, "intake", "melati")),
    ("staff_ids", lambda life: _team(life, "intake", "melati", "melati")),
    ("staff_ids", lambda life: _team(life, "intake", "melati", "jaga")),
    ("staff_ids", lambda life: _team(life, "intake", "melati", "adi")),
]


def _team(life: Life, code: str, *names: str) -> Change:
    return Change("new_team", "", "Tim Baru", None, 0, code, tuple(life.staff(name) for name in names))


@pytest.mark.parametrize(("field", "change"), WRONG)
def test_what_the_directory_would_refuse_is_named_by_field(
    life: Life, field: str, change: Callable[[Life], Change]
) -> None:
    with door(life, "adi") as structure, pytest.raises(SubmissionInvalidError) as caught:
        structure.propose(change(life))
    assert set(caught.value.fields) == {field}
    assert waiting(life) == []


def test_what_became_impossible_meanwhile_is_not_published(life: Life) -> None:
    """Two moves that are each possible and together put each unit below the other."""
    ids = life.founding.unit_ids
    first = propose(life, unit(life, unit_id=None))
    life.clock.advance(minutes=1)
    second = propose(life, Change("unit", ids["education"], "Seksi Pendidikan Contoh", ids["inspectorate"]))
    life.clock.advance(minutes=1)
    third = propose(life, Change("unit", ids["inspectorate"], "Inspektorat Contoh", ids["education"]))
    shown = {one.id: one for one in waiting(life)}
    with door(life, "wira") as structure:
        structure.confirm(first, shown[first].seen)
    with door(life, "wira") as structure:
        structure.confirm(second, shown[second].seen)
    number = life.office.directory().number
    with door(life, "wira") as structure, pytest.raises(SubmissionInvalidError):
        structure.confirm(third, shown[third].seen)
    assert life.office.directory().number == number


def test_a_session_for_reading_decides_nothing(life: Life) -> None:
    proposal = propose(life, section(life, rank=0))
    [shown] = waiting(life)
    with life.office.reading() as session:
        structure = Structure(session, life.office, life.keyring("wira"), clock=life.clock)
        for act in (
            lambda: structure.confirm(proposal, shown.seen),
            lambda: structure.refuse(proposal),
            lambda: structure.propose(section(life)),
        ):
            with pytest.raises(ReadOnlySessionError):
                act()


# Between the two commits.


@pytest.mark.parametrize("kind", ["team", "unit", "unit_end", "new_team"])
def test_a_confirmation_that_died_before_the_commit_is_done_again(life: Life, kind: str) -> None:
    """The document was published; the rows and the trail follow with the second try, which publishes nothing."""
    changes = {
        "team": section(life, rank=0),
        "unit": Change("unit", new_id(), "Kantin Contoh", None),
        "unit_end": Change("unit_end", life.founding.unit_ids["school"]),
        "new_team": _team(life, "intake", "melati", "bima"),
    }
    proposal = propose(life, changes[kind])
    [shown] = waiting(life)
    with life.dying() as session:
        Structure(session, life.office, life.keyring("wira"), clock=life.clock).confirm(proposal, shown.seen)
    number = life.office.directory().number
    document = life.office.vault.newest_directory()
    assert document is not None
    confirm(life)
    assert life.office.directory().number == number
    assert waiting(life) == []
    life.work()
    with life.office.reading() as session:
        bodies = [leaf.body for leaf in session.scalars(select(Leaf)) if b"confirm_change" in leaf.body]
    assert [hashlib.sha256(document[1]).hexdigest().encode() in body for body in bodies] == [True]
    if kind == "new_team":
        with life.office.reading() as session:
            team_id = session.scalars(select(Team.id).where(Team.name == "Tim Baru")).one()
        life.file()
        assert life.keyring("melati").holds_case(life.row().id)
        assert life.row().team_id == team_id


def test_two_documents_made_from_one_cannot_both_follow_it(life: Life) -> None:
    """The second would silently undo the first, however many steps each took."""
    base = life.office.directory()
    several = base.with_sides_rule(allow_both_sides=True).with_sides_rule(allow_both_sides=False)
    one = base.with_team_place(life.founding.team_ids["section"], name="Seksi", unit_id=None, rank=0)
    life.office.publish(several)
    with pytest.raises(StaleVersionError):
        life.office.publish(one)
    assert life.office.directory().number == base.number + 1
