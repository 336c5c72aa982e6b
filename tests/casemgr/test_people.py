"""Staff and teams: who proposes, who confirms, who leaves; and that no row makes anybody a reader."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from casemgr.desk import Desk
from casemgr.desk.passphrases import change_passphrase, recover
from casemgr.desk.people import People, Ticket
from casemgr.errors import (
    DirectoryBrokenError,
    KeyNotHeldError,
    NotPermittedError,
    PassphraseWeakError,
    ReadOnlySessionError,
    SessionEndedError,
    SignInFailedError,
    StaffNotFoundError,
    StaleVersionError,
    SubmissionInvalidError,
    TeamNotFoundError,
    TeamTooSmallError,
    TicketUnknownError,
)
from casemgr.founding import FoundedPerson, Founding
from casemgr.rules.workflow import Role
from casemgr.store.models import Assignment, Case, Membership, Removal, Staff, StaffSession, Team
from casemgr.testing import PASSPHRASE
from casemgr.vault import totp
from casemgr.vault.keyring import Keyring
from casemgr.vault.wraps import Purpose, Wrap, new_id
from tests.casemgr.desk.lives import Life
from tests.support.newcomers import sign_in_first

NEW = "enam ekor kuda nil berenang"
OTHER = "sembilan perahu layar di pantai"


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def propose(life: Life, *teams: str, username: str = "baru", roles: tuple[str, ...] = ("intake",)) -> Ticket:
    team_ids = [life.founding.team_ids[team] for team in teams]
    with life.people("adi") as people:
        return people.propose_staff(
            username=username, name="Baru X.", roles=roles, unit_id=None, team_ids=team_ids
        )


def begin(life: Life, ticket: Ticket, passphrase: str = NEW) -> str:
    with life.writing() as session:
        begun = sign_in_first(session, life.office, ticket.username, ticket.code, passphrase, life.clock.now)
    return begun.fingerprint


def confirm(life: Life, member: str, fingerprint: str | None = None) -> None:
    with life.people(member) as people:
        proposal = people.proposals()[0]
        people.confirm(proposal.id, fingerprint or proposal.fingerprint or "")


def join(life: Life, team: str, member: str, *, username: str = "baru") -> str:
    """Take a newcomer into a team; return their id."""
    begin(life, propose(life, team, username=username))
    confirm(life, member)
    return staff_id(life, username)


def staff_id(life: Life, username: str) -> str:
    with life.office.reading() as session:
        return session.scalars(select(Staff.id).where(Staff.username == username)).one()


def reads(life: Life, keyring: Keyring) -> bool:
    """Whether somebody's keys open the life's case, whatever the rows say."""
    return keyring.holds_case(life.row().id)


def keyring(life: Life, passphrase: str = NEW) -> Keyring:
    return life.office.unlock("baru", passphrase)


def test_a_newcomer_reads_when_a_member_has_confirmed_and_not_before(life: Life) -> None:
    life.file()
    ticket = propose(life, "intake")
    with pytest.raises(SignInFailedError):
        keyring(life)
    fingerprint = begin(life, ticket)
    assert not reads(life, keyring(life))
    confirm(life, "melati", fingerprint)
    assert reads(life, keyring(life))


def test_only_a_member_of_the_team_confirms_and_only_the_right_fingerprint(life: Life) -> None:
    begin(life, propose(life, "intake"))
    with life.people("adi") as people:
        proposal = people.proposals()[0]
    for outsider in ("adi", "tirta", "jaga"):
        with life.people(outsider) as people, pytest.raises(NotPermittedError):
            people.confirm(proposal.id, proposal.fingerprint or "")
    with life.people("melati") as people, pytest.raises(SubmissionInvalidError):
        people.confirm(proposal.id, "12345 12345 12345 12345 12345 12345 12345 12345")
    confirm(life, "melati")
    with life.people("melati") as people, pytest.raises(NotPermittedError):
        people.confirm(proposal.id, proposal.fingerprint or "")


def test_nobody_is_confirmed_before_their_first_sign_in(life: Life) -> None:
    propose(life, "intake")
    with pytest.raises(StaffNotFoundError):
        confirm(life, "melati", "12345")


def acts(people: People, life: Life) -> list[Callable[[], object]]:
    """Return what only administrators do."""
    melati, intake = life.staff("melati"), life.founding.team_ids["intake"]
    return [
        lambda: people.propose_staff(username="x", name="X", roles=["intake"], unit_id=None, team_ids=[]),
        lambda: people.propose_member(life.staff("panji"), intake),
        lambda: people.reset(melati),
        lambda: people.leave(life.staff("bima")),
    ]


@pytest.mark.parametrize("user", ["wira", "jaga", "arsip", "laras"])
def test_only_administrators_propose_reset_and_end(life: Life, user: str) -> None:
    with life.people(user) as people:
        for act in acts(people, life):
            with pytest.raises(NotPermittedError):
                act()
    with life.people("adi") as people:
        for act in acts(people, life)[:3]:
            act()


def test_a_session_for_reading_changes_nobody(life: Life) -> None:
    with life.office.reading() as session:
        people = People(session, life.office, life.keyring("adi"), clock=life.clock)
        with pytest.raises(ReadOnlySessionError):
            people.leave(life.staff("melati"))
        with pytest.raises(ReadOnlySessionError):
            people.catch_up()
        assert people.staff()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "Melati"}, "username"),
        ({"username": "x" * 61}, "username"),
        ({"name": "\x00 "}, "name"),
        ({"roles": []}, "roles"),
        ({"roles": ["system"]}, "roles"),
        ({"roles": ["king"]}, "roles"),
        ({"unit_id": "0" * 32}, "unit"),
        ({"team_ids": ["0" * 32]}, "teams"),
        ({"roles": ["custodian"]}, "teams"),
        ({"roles": ["custodian", "examiner"], "team_ids": []}, "teams"),
    ],
)
def test_what_is_wrong_with_a_proposal_is_named(life: Life, changes: dict[str, object], field: str) -> None:
    values: dict[str, object] = {
        "username": "baru",
        "name": "Baru X.",
        "roles": ["intake"],
        "unit_id": None,
        "team_ids": [life.founding.team_ids["intake"]],
    }
    with life.people("adi") as people, pytest.raises(SubmissionInvalidError) as caught:
        people.propose_staff(**{**values, **changes})  # type: ignore[arg-type]  # wrong on purpose
    assert set(caught.value.fields) == {field}


def test_nobody_is_proposed_for_teams_of_both_sides_or_for_none(life: Life) -> None:
    for teams, roles in (
        (("intake", "custodians"), ("intake",)),
        (("custodians",), ("intake",)),
        (("custodians",), ("supervisor",)),
        (("intake",), ("custodian",)),
    ):
        with pytest.raises(SubmissionInvalidError) as caught:
            propose(life, *teams, roles=roles)
        assert dict(caught.value.fields) == {"teams": "both_sides"}
    for username, team in (("melati", "custodians"), ("arsip", "custodians"), ("jaga", "intake")):
        with life.people("adi") as people, pytest.raises(SubmissionInvalidError):
            people.propose_member(life.staff(username), life.founding.team_ids[team])
    propose(life, "custodians", roles=("custodian",))
    with life.people("adi") as people:
        with pytest.raises(TeamNotFoundError):
            people.propose_member(life.staff("panji"), "0" * 32)
        with pytest.raises(StaffNotFoundError):
            people.propose_member("0" * 32, life.founding.team_ids["intake"])


# Custody.


@pytest.mark.parametrize("username", ["melati", "arsip"])
def test_the_custodians_seed_is_never_sealed_to_the_case_side(life: Life, username: str) -> None:
    """Not even to somebody in no team: their seed is sealed to the case recovery key."""
    custodians, person = life.founding.team_ids["custodians"], life.staff(username)
    with life.writing() as session:  # past the door, which refuses to propose it
        session.add(Membership(id=new_id(), team_id=custodians, staff_id=person, state="proposed"))
    with pytest.raises(DirectoryBrokenError):
        confirm(life, "jaga")
    key_id = life.office.directory().staff_key(life.staff(username)).key_id
    wraps = life.office.vault.of([life.founding.team_ids["custodians"]], [Purpose.TEAM_MEMBER])
    assert key_id not in {wrap.recipient for wrap in wraps}
    begin(life, propose(life, "custodians", roles=("custodian",)))
    with life.people("suci") as people:
        [proposal] = [one for one in people.proposals() if one.name == "Baru X."]
        people.confirm(proposal.id, proposal.fingerprint or "")
    wraps = life.office.vault.of([life.founding.team_ids["custodians"]], [Purpose.TEAM_MEMBER])
    assert keyring(life).key_id in {wrap.recipient for wrap in wraps}


def test_an_administrator_is_proposed_for_no_team(life: Life) -> None:
    """Who proposes people holds no team key, neither as a newcomer nor later."""
    with life.people("adi") as people:
        with pytest.raises(SubmissionInvalidError) as later:
            people.propose_member(life.staff("adi"), life.founding.team_ids["intake"])
        with pytest.raises(SubmissionInvalidError) as newcomer:
            people.propose_staff(
                username="dua.topi",
                name="Dua T.",
                roles=["administrator", "intake"],
                unit_id=None,
                team_ids=[life.founding.team_ids["intake"]],
            )
    assert dict(later.value.fields) == {"teams": "administrator"} == dict(newcomer.value.fields)


# Plain rows.


def test_a_row_somebody_wrote_into_the_database_makes_nobody_a_reader(life: Life) -> None:
    """A membership, roles and an assignment by SQL: the case may be known of, and stays closed."""
    life.file()
    dewi = life.staff("dewi")
    with life.writing() as session:
        session.execute(
            insert(Membership).values(
                id=new_id(), team_id=life.founding.team_ids["intake"], staff_id=dewi, state="confirmed"
            )
        )
        session.execute(update(Staff).where(Staff.id == dewi).values(roles="intake reviewer supervisor"))
        session.execute(
            insert(Assignment).values(
                id=new_id(),
                case_id=life.row().id,
                staff_id=dewi,
                instructed_by=dewi,
                assigned_at=life.clock.now,
            )
        )
    with life.office.reading() as session:
        desk = Desk(session, life.office, life.keyring("dewi"), clock=life.clock)
        assert [row.title for row in desk.queue().rows] == [None]
        with pytest.raises(KeyNotHeldError):
            desk.file(desk.case(life.reference))
        assert desk.search("legalisir").rows == ()
    with pytest.raises(KeyNotHeldError):
        life.do("dewi", "acknowledge", {"duplicates_searched": True})
    life.do("melati", "acknowledge", {"duplicates_searched": True})
    assert not reads(life, life.keyring("dewi"))


def test_a_row_for_the_intake_team_routes_nothing_to_custodians(life: Life) -> None:
    """Calling the custodians an intake team, first in rank, does not seal a report to them."""
    with life.writing() as session:
        session.execute(
            update(Team)
            .where(Team.id == life.founding.team_ids["custodians"])
            .values(kind="intake", rank=0, unit_id=None)
        )
    life.file()
    assert life.row().team_id == life.founding.team_ids["intake"]
    assert not reads(life, life.keyring("jaga"))
    assert reads(life, life.keyring("melati"))


def test_an_assignment_by_sql_gets_no_key_when_keys_are_renewed(life: Life) -> None:
    life.to_assigned()
    dewi, case_id = life.staff("dewi"), life.row().id
    with life.writing() as session:
        session.execute(
            insert(Assignment).values(
                id=new_id(), case_id=case_id, staff_id=dewi, instructed_by=dewi, assigned_at=life.clock.now
            )
        )
    leaver = join(life, "intake", "melati")
    with life.people("adi") as people:
        people.leave(leaver)
    with life.people("bima") as people:
        assert people.catch_up() == 1
    assert not reads(life, life.keyring("dewi"))
    assert life.keyring("wira").case(case_id).newest.version == 2


def test_a_team_by_sql_gets_no_key_when_keys_are_renewed(life: Life) -> None:
    """The row says that the case is the leaders'; nobody of them is made a reader by it."""
    life.file()
    leaver = join(life, "above", "laras", username="baru")
    with life.people("adi") as people:
        people.leave(leaver)
    with life.writing() as session:
        session.execute(update(Case).values(team_id=life.founding.team_ids["above"]))
    with life.people("laras") as people:
        assert people.catch_up() == 0
    assert not reads(life, life.keyring("wira"))
    assert reads(life, life.keyring("laras"))


# Leaving.


def test_a_leaver_opens_nothing_that_comes_later(life: Life) -> None:
    life.file()
    leaver = join(life, "intake", "melati")
    stolen = keyring(life)
    assert stolen.team_pairs()
    old = life.reference
    with life.people("adi") as people:
        people.leave(leaver)
    with pytest.raises(SignInFailedError):
        keyring(life)
    life.work()
    life.file()
    assert not reads(life, stolen)
    assert reads(life, life.keyring("melati"))
    life.reference = old
    assert reads(life, stolen), "what was read stays read"
    with life.people("bima") as people:
        assert people.catch_up() == 1
        assert people.catch_up() == 0
    life.do("bima", "acknowledge", {"duplicates_searched": True})
    life.do("bima", "note", {"text": "Catatan sesudahnya."})
    assert life.seen_by("melati").notes[0].text == "Catatan sesudahnya."
    fresh = Keyring(life.office.vault, life.office.directory, leaver, stolen.seed)
    assert not fresh.holds_case(life.row().id)
    stolen.forget_case(life.row().id)
    assert stolen.case(life.row().id).newest.version == 1


def test_a_case_assigned_to_a_leaver_of_another_team_is_renewed_too(life: Life) -> None:
    life.to_assigned()
    life.do("wira", "assign", {"staff": life.staff("dewi")})
    with life.people("bima") as people:
        assert people.catch_up() == 0
    begin(life, propose(life, "examiners", roles=("examiner",)))
    confirm(life, "panji")
    with life.people("adi") as people:
        people.leave(life.staff("dewi"))
    assert life.row().key_version == 2
    with life.people("bima") as people:
        assert people.catch_up() == 1
        assert people.catch_up() == 0
    case_id = life.row().id
    assert life.keyring("wira").case(case_id).newest.version == 2
    assert life.keyring("melati").case(case_id).newest.version == 2


def test_a_team_keeps_two_members(life: Life) -> None:
    with life.people("adi") as people, pytest.raises(TeamTooSmallError):
        people.leave(life.staff("tirta"))
    assert life.office.directory().members(life.founding.team_ids["section"])
    join(life, "section", "tirta")
    with life.people("adi") as people:
        people.leave(life.staff("tirta"))
    tirta = Keyring(life.office.vault, life.office.directory, life.staff("tirta"), bytes(32))
    with life.writing() as session, pytest.raises(NotPermittedError):
        Desk(session, life.office, tirta)


def test_leaving_ends_sessions_at_once(life: Life) -> None:
    secret = next(one.totp_secret for one in life.founding.people if one.username == "melati")
    with life.writing() as session:
        life.office.sign_in(
            session, "melati", PASSPHRASE, totp.code_at(secret, life.clock.now), now=life.clock.now
        )
    with life.people("adi") as people:
        people.leave(life.staff("melati"))
    with life.office.reading() as session:
        assert session.scalars(select(StaffSession)).all() == []


def test_leaving_done_again_after_a_crash_ends_everything(life: Life) -> None:
    """The directory was published, then the host died: the second try must still remove and end all."""
    leaver = join(life, "intake", "melati")
    with life.dying() as session:
        People(session, life.office, life.keyring("adi"), clock=life.clock).leave(leaver)
    assert life.office.directory().teams_of(leaver) == ()
    with life.people("adi") as people:
        people.leave(leaver)
    life.work()
    with life.office.reading() as session:
        assert session.get_one(Staff, leaver).state == "left"
    assert life.office.vault.of([leaver], list(Purpose)) == []


# First sign-in.


def test_a_ticket_is_used_once_and_within_three_days(life: Life) -> None:
    ticket = propose(life, "intake")
    wrong = Ticket("baru", ticket.code[::-1], ticket.until_at)
    for bad in (
        wrong,
        Ticket("nobody", ticket.code, ticket.until_at),
        Ticket("adi", ticket.code, ticket.until_at),
    ):
        with pytest.raises(TicketUnknownError):
            begin(life, bad)
    with pytest.raises(PassphraseWeakError):
        begin(life, ticket, "pendek")
    begin(life, ticket)
    with pytest.raises(TicketUnknownError):
        begin(life, ticket)
    late = propose(life, "intake", username="telat")
    life.clock.advance(hours=72)
    with pytest.raises(TicketUnknownError):
        begin(life, late)


def test_a_first_sign_in_that_died_is_done_again_with_another_passphrase(life: Life) -> None:
    life.file()
    ticket = propose(life, "intake")
    with life.dying() as session:
        sign_in_first(session, life.office, "baru", ticket.code, NEW, life.clock.now)
    begin(life, ticket, OTHER)
    confirm(life, "melati")
    assert reads(life, keyring(life, OTHER))
    with pytest.raises(SignInFailedError):
        keyring(life, NEW)


def test_a_lost_passphrase_begins_anew_and_the_worker_leaves_the_new_keys_alone(life: Life) -> None:
    life.file()
    with life.people("adi") as people:
        ticket = people.reset(life.staff("melati"))
    with pytest.raises(SignInFailedError):
        life.keyring("melati")
    begin(life, ticket)
    life.work()
    assert not reads(life, life.office.unlock("melati", NEW))
    with life.people("bima") as people:
        people.catch_up()
    confirm(life, "bima")
    assert reads(life, life.office.unlock("melati", NEW))
    with pytest.raises(SignInFailedError):
        life.keyring("melati")


def test_two_changes_of_the_directory_at_once_are_told_apart(life: Life) -> None:
    """The slower of two proposals fails with a name, and is simply done again."""
    ticket = propose(life, "intake")
    number = life.office.directory().number
    document = life.office.directory()
    life.office._directory = document
    original = life.office.vault.newest_number
    life.office.publish(document.with_sides_rule(allow_both_sides=False))
    life.office.vault.newest_number = lambda: number  # type: ignore[method-assign]  # what a slow reader saw
    try:
        with pytest.raises(StaleVersionError):
            begin(life, ticket)
    finally:
        life.office.vault.newest_number = original  # type: ignore[method-assign]  # see above
    begin(life, ticket)


# Passphrases.


def test_a_changed_passphrase_opens_and_the_old_one_does_not(life: Life) -> None:
    melati = life.staff("melati")
    with life.writing() as session:
        with pytest.raises(SignInFailedError):
            change_passphrase(session, life.office, melati, OTHER, NEW, now=life.clock.now)
        with pytest.raises(PassphraseWeakError):
            change_passphrase(session, life.office, melati, PASSPHRASE, "melati", now=life.clock.now)
        change_passphrase(session, life.office, melati, PASSPHRASE, NEW, now=life.clock.now)
    life.work()
    assert len(_ways_in(life, melati)) == 1
    assert life.office.unlock("melati", NEW).staff_id == melati
    with pytest.raises(SignInFailedError):
        life.keyring("melati")


def _ways_in(life: Life, staff_id: str) -> list[Wrap]:
    return life.office.vault.of([staff_id], [Purpose.STAFF_PASSPHRASE])


def test_an_old_passphrase_opens_nothing_although_its_wrap_is_still_there(life: Life) -> None:
    """From the very commit on; the worker, which removes the wrap, has not come yet."""
    person = next(one for one in life.founding.people if one.username == "melati")
    cookie = _signed_in(life, person, PASSPHRASE)
    with life.writing() as session:
        change_passphrase(session, life.office, person.staff_id, PASSPHRASE, NEW, now=life.clock.now)
    assert len(_ways_in(life, person.staff_id)) == 2
    with pytest.raises(SignInFailedError):
        life.keyring("melati")
    with pytest.raises(SignInFailedError):
        _signed_in(life, person, PASSPHRASE)
    with life.writing() as session, pytest.raises(SignInFailedError):
        change_passphrase(session, life.office, person.staff_id, PASSPHRASE, OTHER, now=life.clock.now)
    with pytest.raises(SessionEndedError):
        life.office.check_passphrase(cookie, PASSPHRASE)
    cookie = _signed_in(life, person, NEW)
    old, new = (life.office.check_passphrase(cookie, one) for one in (PASSPHRASE, NEW))
    with life.writing() as session:
        with pytest.raises(SignInFailedError):
            life.office.confirm(session, old, now=life.clock.now)
        life.office.confirm(session, new, now=life.clock.now)


def test_a_passphrase_checked_before_it_changed_counts_for_nothing(life: Life) -> None:
    person = next(one for one in life.founding.people if one.username == "melati")
    check = life.office.check_passphrase(_signed_in(life, person, PASSPHRASE), PASSPHRASE)
    with life.writing() as session:
        life.office.confirm(session, check, now=life.clock.now)
    with life.writing() as session:
        session.execute(update(Staff).where(Staff.id == person.staff_id).values(passphrase_wrap_id=new_id()))
    with life.writing() as session, pytest.raises(SignInFailedError):
        life.office.confirm(session, check, now=life.clock.now)


def _signed_in(life: Life, person: FoundedPerson, passphrase: str) -> str:
    life.clock.advance(minutes=1)
    code = totp.code_at(person.totp_secret, life.clock.now)
    with life.writing() as session:
        return life.office.sign_in(session, person.username, passphrase, code, now=life.clock.now).cookie


def test_a_change_that_died_before_the_commit_leaves_the_old_passphrase(life: Life) -> None:
    """The vault already holds the other wrap; it opens nothing, and goes with the next change."""
    melati = life.staff("melati")
    with life.dying() as session:
        change_passphrase(session, life.office, melati, PASSPHRASE, OTHER, now=life.clock.now)
    assert len(_ways_in(life, melati)) == 2
    with pytest.raises(SignInFailedError):
        life.office.unlock("melati", OTHER)
    assert life.keyring("melati").staff_id == melati
    with life.writing() as session:
        change_passphrase(session, life.office, melati, PASSPHRASE, NEW, now=life.clock.now)
    life.work()
    assert len(_ways_in(life, melati)) == 1
    assert life.office.unlock("melati", NEW).staff_id == melati


def test_a_passphrase_that_changes_while_it_is_checked_signs_nobody_in(life: Life) -> None:
    """The check began with the old wrap; the row, read again under its lock, names another one."""
    person = next(one for one in life.founding.people if one.username == "melati")
    original = life.office.vault.of

    def changed_meanwhile(*asked: Any) -> list[Wrap]:
        found = original(*asked)
        life.office.vault.of = original  # type: ignore[method-assign]  # once
        with life.writing() as session:
            change_passphrase(session, life.office, person.staff_id, PASSPHRASE, NEW, now=life.clock.now)
        return found

    life.office.vault.of = changed_meanwhile  # type: ignore[method-assign]  # what a slow reader meets
    with pytest.raises(SignInFailedError):
        life.keyring("melati")
    assert life.office.unlock("melati", NEW).staff_id == person.staff_id


def test_printed_code_and_second_factor_together_set_a_new_passphrase(life: Life) -> None:
    person = next(one for one in life.founding.people if one.username == "melati")
    other = next(one for one in life.founding.people if one.username == "bima")
    now = life.clock.now
    right = totp.code_at(person.totp_secret, now)
    with life.writing() as session:
        for name, code, factor in (
            ("melati", other.printed_code, right),
            ("melati", person.printed_code, "000000"),
            ("nobody", person.printed_code, right),
        ):
            with pytest.raises(SignInFailedError):
                recover(session, life.office, name, code, factor, NEW, now=now)
        recover(session, life.office, "melati", person.printed_code, right, NEW, now=now)
        with pytest.raises(SignInFailedError):
            recover(session, life.office, "melati", person.printed_code, right, OTHER, now=now)
    life.work()
    assert life.office.unlock("melati", NEW).staff_id == person.staff_id
    later = now + dt.timedelta(minutes=1)
    with life.writing() as session:
        code = totp.code_at(person.totp_secret, later)
        assert life.office.sign_in(session, "melati", NEW, code, now=later)


def test_removals_name_wraps_and_nobody_else(life: Life) -> None:
    """Removing by owner would also remove what the owner makes before the worker comes."""
    with life.people("adi") as people:
        people.reset(life.staff("melati"))
    with life.office.reading() as session:
        assert {row.kind for row in session.scalars(select(Removal))} == {"wrap"}


def test_roles_of_the_plan_are_kept(life: Life) -> None:
    with life.people("adi") as people:
        [ratna] = [one for one in people.staff() if one.username == "ratna"]
    assert set(ratna.roles) == {Role.REVIEWER.value, Role.COORDINATOR.value}
