"""A second factor made anew: confirmed by one code before it counts, by two proofs of three, seen by others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from casemgr.desk.newcomers import first_sign_in, offer_second_factor
from casemgr.desk.passphrases import recover
from casemgr.desk.second_factor import (
    ENROLMENT_LENGTH,
    Enrolment,
    check_lost,
    check_own,
    confirm_second_factor,
    renewals,
    shown_again,
)
from casemgr.errors import EnrolmentFailedError, SessionEndedError, SignInFailedError, TicketUnknownError
from casemgr.founding import FoundedPerson, Founding
from casemgr.store.models import Leaf, Staff
from casemgr.testing import PASSPHRASE
from casemgr.vault import totp
from tests.casemgr.desk.lives import Life
from tests.support.newcomers import code_of, sign_in_first

NEW = "enam ekor kuda nil berenang"
WRONG = "000000"


@pytest.fixture
def life(founding: Founding) -> Life:
    return Life(founding)


def person(life: Life, username: str = "melati") -> FoundedPerson:
    return next(one for one in life.founding.people if one.username == username)


def code(life: Life, username: str = "melati") -> str:
    return totp.code_at(person(life, username).totp_secret, life.clock.now)


def sign_in(life: Life, digits: str, passphrase: str = PASSPHRASE) -> str:
    with life.writing() as session:
        return life.office.sign_in(session, "melati", passphrase, digits, now=life.clock.now).cookie


def lost(life: Life, **changes: str) -> Enrolment:
    """Ask as somebody whose phone is gone; a failure is committed, as the console does."""
    given = {
        "username": "melati",
        "passphrase": PASSPHRASE,
        "printed_code": person(life).printed_code,
        **changes,
    }
    failed: SignInFailedError | None = None
    with life.writing() as session:
        try:
            return check_lost(session, life.office, **given, now=life.clock.now)
        except SignInFailedError as error:
            failed = error
    raise failed


def own(life: Life, passphrase: str = PASSPHRASE, digits: str = "") -> Enrolment:
    failed: SignInFailedError | None = None
    with life.writing() as session:
        try:
            return check_own(
                session,
                life.office,
                person(life).staff_id,
                passphrase,
                digits or code(life),
                now=life.clock.now,
            )
        except SignInFailedError as error:
            failed = error
    raise failed


def confirm(life: Life, shown: Enrolment, digits: str = "") -> None:
    with life.writing() as session:
        typed = digits or code_of(shown.uri, life.clock.now)
        confirm_second_factor(session, life.office, shown.sealed, typed, now=life.clock.now)


def leaves(life: Life, verb: str) -> list[dict[str, Any]]:
    with life.office.reading() as session:
        bodies = [json.loads(body) for body in session.scalars(select(Leaf.body))]
    return [one for one in bodies if one["verb"] == verb]


# At the first sign-in.


def test_no_keys_are_made_before_one_code_of_the_new_secret_came_back(life: Life) -> None:
    with life.people("adi") as people:
        ticket = people.propose_staff(
            username="baru", name="Baru X.", roles=("intake",), unit_id=None, team_ids=[]
        )
    shown = offer_second_factor(life.office, "baru", ticket.code, now=life.clock.now)

    def begin(digits: str, sealed: str = shown.sealed) -> None:
        with life.writing() as session:
            first_sign_in(
                session,
                life.office,
                "baru",
                ticket.code,
                NEW,
                enrolment=sealed,
                code=digits,
                now=life.clock.now,
            )

    number = life.office.directory().number
    for digits in (WRONG, "", "abcdef", code_of(shown.uri, life.clock.now)[:5]):
        with pytest.raises(EnrolmentFailedError) as refused:
            begin(digits)
        assert refused.value.reason == "code"
    with pytest.raises(EnrolmentFailedError) as foreign:
        begin(code_of(shown.uri, life.clock.now), own(life).sealed)
    assert foreign.value.reason == "ended"
    with life.office.reading() as session:
        assert session.scalars(select(Staff.state).where(Staff.username == "baru")).one() == "proposed"
    assert life.office.directory().number == number
    assert shown_again(life.office, shown.sealed, life.clock.now).uri == shown.uri
    begin(code_of(shown.uri, life.clock.now))
    with pytest.raises(TicketUnknownError):
        begin(code_of(shown.uri, life.clock.now))
    life.clock.advance(minutes=1)
    with life.writing() as session:
        assert life.office.sign_in(
            session, "baru", NEW, code_of(shown.uri, life.clock.now), now=life.clock.now
        )


def test_a_secret_is_shown_to_the_holder_of_a_ticket_only(life: Life) -> None:
    with pytest.raises(TicketUnknownError):
        offer_second_factor(life.office, "melati", "0000-0000", now=life.clock.now)


# With the present one.


def test_a_new_secret_replaces_the_present_one_and_ends_every_session(life: Life) -> None:
    cookie = sign_in(life, code(life))
    life.clock.advance(minutes=1)
    shown = own(life)
    assert life.office.resume(life.office.reading(), cookie, now=life.clock.now)
    confirm(life, shown)
    with pytest.raises(SessionEndedError):
        life.office.resume(life.office.reading(), cookie, now=life.clock.now)
    life.clock.advance(minutes=1)
    with pytest.raises(SignInFailedError):
        sign_in(life, code(life))
    assert sign_in(life, code_of(shown.uri, life.clock.now))
    [leaf] = leaves(life, "renew_second_factor")
    assert leaf["actor"] == person(life).staff_id
    assert len(leaf["sealed_sha256"]) == 1


def test_asking_needs_passphrase_and_present_code_and_both_count_towards_the_lock(life: Life) -> None:
    for _ in range(3):
        with pytest.raises(SignInFailedError):
            own(life, digits=WRONG)
    for _ in range(2):
        with pytest.raises(SignInFailedError):
            own(life, passphrase="bukan frasa sandi saya")
    with pytest.raises(SignInFailedError):
        own(life)
    life.clock.advance(hours=2)
    assert own(life)
    with pytest.raises(SignInFailedError):
        own(life)  # the six digits were used


def test_a_mistyped_enrolment_leaves_the_present_secret_in_force(life: Life) -> None:
    shown = own(life)
    with pytest.raises(EnrolmentFailedError):
        confirm(life, shown, WRONG)
    life.clock.advance(minutes=1)
    assert sign_in(life, code(life))
    confirm(life, shown)
    assert renewals(life.office.reading())[person(life).staff_id][0].kind == "renew_second_factor"


# With passphrase and printed code.


def test_a_lost_phone_is_replaced_with_the_same_keys(life: Life) -> None:
    life.file()
    cookie = sign_in(life, code(life))
    number = life.office.directory().number
    shown = lost(life)
    confirm(life, shown)
    assert life.office.directory().number == number
    with pytest.raises(SessionEndedError):
        life.office.resume(life.office.reading(), cookie, now=life.clock.now)
    life.clock.advance(minutes=1)
    with pytest.raises(SignInFailedError):
        sign_in(life, code(life))
    assert sign_in(life, code_of(shown.uri, life.clock.now))
    assert life.keyring("melati").holds_case(life.row().id)
    assert len(leaves(life, "recover_second_factor")) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "nobody"},
        {"username": "adi"},
        {"passphrase": "bukan frasa sandi saya"},
        {"passphrase": ""},
        {"printed_code": ""},
        {"printed_code": "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTR"},
        {"printed_code": "bima"},
    ],
)
def test_a_thief_of_one_of_the_two_gets_nothing(life: Life, changes: dict[str, str]) -> None:
    if changes.get("printed_code") == "bima":
        changes = {"printed_code": person(life, "bima").printed_code}
    with pytest.raises(SignInFailedError):
        lost(life, **changes)
    assert lost(life)


def test_guessing_passphrases_with_a_found_printed_code_locks_the_name(life: Life) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailedError):
            lost(life, passphrase="bukan frasa sandi saya")
    with pytest.raises(SignInFailedError):
        lost(life)
    with pytest.raises(SignInFailedError):
        sign_in(life, code(life))
    life.clock.advance(hours=2)
    assert lost(life)


def test_somebody_who_left_gets_no_new_secret(life: Life) -> None:
    shown = lost(life, username="ratna", printed_code=person(life, "ratna").printed_code)
    with life.people("adi") as people:
        people.leave(person(life, "ratna").staff_id)
    with pytest.raises(EnrolmentFailedError):
        confirm(life, shown)
    with pytest.raises(SignInFailedError):
        lost(life, username="ratna", printed_code=person(life, "ratna").printed_code)


# What waits for its code.


def test_a_shown_secret_is_good_once_and_for_a_while(life: Life) -> None:
    first, second = lost(life), lost(life)
    confirm(life, first)
    for used in (first, second):
        with pytest.raises(EnrolmentFailedError) as refused:
            confirm(life, used)
        assert refused.value.reason == "ended"
        with pytest.raises(EnrolmentFailedError):
            shown_again(life.office, used.sealed, life.clock.now)
    late = lost(life)
    life.clock.advance(minutes=ENROLMENT_LENGTH.seconds // 60)
    with pytest.raises(EnrolmentFailedError):
        confirm(life, late)


@pytest.mark.parametrize("sealed", ["", "x", "é", "AAAA", "0" * 400])
def test_what_was_not_sealed_here_opens_nothing(life: Life, sealed: str) -> None:
    with pytest.raises(EnrolmentFailedError) as refused:
        confirm(life, Enrolment(sealed, ""), WRONG)
    assert refused.value.reason == "ended"


def test_a_secret_of_a_first_sign_in_replaces_nothing(life: Life) -> None:
    with life.people("adi") as people:
        ticket = people.propose_staff(
            username="baru", name="Baru X.", roles=("intake",), unit_id=None, team_ids=[]
        )
    shown = offer_second_factor(life.office, "baru", ticket.code, now=life.clock.now)
    with pytest.raises(EnrolmentFailedError):
        confirm(life, shown)


def test_every_replaced_way_in_is_written_down_for_others_to_see(life: Life) -> None:
    """Printed code with six digits, and printed code with passphrase: the latest first, nobody else's."""
    melati = person(life)
    with life.office.reading() as session:
        assert renewals(session) == {}
    with life.writing() as session:
        recover(session, life.office, "melati", melati.printed_code, code(life), NEW, now=life.clock.now)
    life.clock.advance(minutes=1)
    confirm(life, lost(life, passphrase=NEW))
    with life.office.reading() as session:
        found = renewals(session)
        assert renewals(session, person(life, "bima").staff_id) == {}
    assert [one.kind for one in found.pop(melati.staff_id)] == ["recover_second_factor", "recover_passphrase"]
    assert found == {}


def test_the_helper_of_the_tests_begins_as_a_newcomer_does(life: Life) -> None:
    with life.people("adi") as people:
        ticket = people.propose_staff(
            username="baru", name="Baru X.", roles=("intake",), unit_id=None, team_ids=[]
        )
    with life.writing() as session:
        begun = sign_in_first(session, life.office, "baru", ticket.code, NEW, life.clock.now)
    assert begun.username == "baru"
    assert life.office.unlock("baru", NEW)
