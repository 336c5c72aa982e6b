"""Signing in, sessions, locks, and the key directory a process trusts."""

import base64
import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, select, update
from sqlalchemy.orm import Session

from casemgr.errors import (
    DirectoryBrokenError,
    NotPreparedError,
    OfficeNotFoundError,
    ReadOnlySessionError,
    ServerKeyMissingError,
    SessionEndedError,
    SignInFailedError,
    StaleVersionError,
)
from casemgr.founding import FoundedPerson, Founding
from casemgr.office import CONFIRMATION_LENGTH, SESSION_LENGTH, Office, SignedIn
from casemgr.store.engines import make_engine
from casemgr.store.models import Staff, StaffSession
from casemgr.testing import CHEAP, MONDAY, PASSPHRASE, FrozenClock, a_submitted_report
from casemgr.vault import directory as directories
from casemgr.vault import totp
from casemgr.vault.formats import KeyPair
from casemgr.vault.wraps import directory_table
from tests.casemgr.faults import is_locked, on_derivation
from tests.support.offices import Database

MINUTE = dt.timedelta(minutes=1)


def person(founding: Founding, username: str = "melati") -> FoundedPerson:
    return next(one for one in founding.people if one.username == username)


def sign_in(
    founding: Founding,
    *,
    username: str = "melati",
    passphrase: str = PASSPHRASE,
    code: str | None = None,
    now: dt.datetime = MONDAY,
) -> SignedIn:
    """Sign in as the console does: what failed is committed too."""
    office = founding.office
    right = totp.code_at(person(founding).totp_secret, now)
    failure: SignInFailedError | None = None
    with Session(office.engine) as session, session.begin():
        try:
            return office.sign_in(session, username, passphrase, right if code is None else code, now=now)
        except SignInFailedError as problem:
            failure = problem
    raise failure


WRONG: list[dict[str, Any]] = [
    {"username": "nobody"},
    {"passphrase": "enam ekor kambing makan rumput"},
    {"code": "000000"},
    {"code": ""},
    {"username": "", "passphrase": "", "code": ""},
    {"username": None},
    {"passphrase": None},
    {"code": 123456},
]


@pytest.mark.parametrize("wrong", [("melati", None), ("melati", 5), (None, PASSPHRASE), ("melati", b"x")])
def test_what_is_no_text_unlocks_nothing(founding: Founding, wrong: tuple[Any, Any]) -> None:
    with pytest.raises(SignInFailedError):
        founding.office.unlock(*wrong)
    assert founding.office.unlock("melati", PASSPHRASE)


@pytest.mark.parametrize("wrong", WRONG)
def test_whatever_does_not_fit_gives_one_error(founding: Founding, wrong: dict[str, Any]) -> None:
    with pytest.raises(SignInFailedError) as caught:
        sign_in(founding, **wrong)
    assert str(caught.value) == "sign-in failed"
    assert sign_in(founding).keyring.staff_id == person(founding).staff_id


def test_user_names_are_forgiving_and_passphrases_are_not(founding: Founding) -> None:
    assert sign_in(founding, username="  MELATI ").keyring
    with pytest.raises(SignInFailedError):
        sign_in(founding, passphrase=PASSPHRASE.upper(), now=MONDAY + MINUTE)


def test_strangers_cost_as_much_as_members(founding: Founding, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time does not tell who exists: one derivation for each."""
    runs: list[int] = []
    on_derivation(monkeypatch, lambda: runs.append(1))
    with pytest.raises(SignInFailedError):
        sign_in(founding, username="nobody")
    assert len(runs) == 1
    sign_in(founding)
    assert len(runs) == 2


def test_a_second_factor_is_used_once(founding: Founding) -> None:
    code = totp.code_at(person(founding).totp_secret, MONDAY)
    sign_in(founding, code=code)
    with pytest.raises(SignInFailedError):
        sign_in(founding, code=code)
    assert sign_in(founding, now=MONDAY + MINUTE)


@pytest.mark.parametrize(("seconds", "fits"), [(-30, True), (30, True), (-60, False), (60, False)])
def test_a_second_factor_may_drift_by_one_step(founding: Founding, seconds: int, *, fits: bool) -> None:
    code = totp.code_at(person(founding).totp_secret, MONDAY + dt.timedelta(seconds=seconds))
    attempt = partial(sign_in, founding, code=code, now=MONDAY)
    if fits:
        assert attempt()
    else:
        with pytest.raises(SignInFailedError):
            attempt()


def test_five_failures_lock_a_name_for_a_minute_then_longer(founding: Founding) -> None:
    now = MONDAY
    for _ in range(5):
        with pytest.raises(SignInFailedError):
            sign_in(founding, code="000000", now=now)
    with pytest.raises(SignInFailedError):
        sign_in(founding, now=now + dt.timedelta(seconds=59))
    now += MINUTE
    with pytest.raises(SignInFailedError):
        sign_in(founding, code="000000", now=now)
    with pytest.raises(SignInFailedError):
        sign_in(founding, now=now + MINUTE)
    assert sign_in(founding, now=now + 2 * MINUTE)


def test_knocking_at_a_locked_name_neither_prolongs_the_lock_nor_breaks_anything(founding: Founding) -> None:
    """Failures are bounded: a long attack ends in the same error and in the longest lock, an hour."""
    with Session(founding.office.engine) as session, session.begin():
        session.execute(update(Staff).where(Staff.username == "melati").values(failures=32_766))
    with pytest.raises(SignInFailedError):
        sign_in(founding, code="000000")
    for minutes in (1, 30, 59):
        with pytest.raises(SignInFailedError):
            sign_in(founding, now=MONDAY + minutes * MINUTE)
    assert sign_in(founding, now=MONDAY + 60 * MINUTE)


def test_an_altered_second_factor_fails_like_a_wrong_one(founding: Founding) -> None:
    """A database writer who copies somebody's second factor to another name gains nothing."""
    with Session(founding.office.engine) as session, session.begin():
        bima = select(Staff.totp_sealed).where(Staff.username == "bima").scalar_subquery()
        session.execute(update(Staff).where(Staff.username == "melati").values(totp_sealed=bima))
    code = totp.code_at(person(founding, "bima").totp_secret, MONDAY)
    with pytest.raises(SignInFailedError):
        sign_in(founding, code=code)


# Sessions.


def resume(office: Office, cookie: str, now: dt.datetime = MONDAY) -> str:
    with office.reading() as session:
        return office.resume(session, cookie, now=now).staff_id


def test_a_cookie_opens_its_session_until_the_working_day_ends(founding: Founding) -> None:
    cookie = sign_in(founding).cookie
    nearly = MONDAY + SESSION_LENGTH - MINUTE
    assert resume(founding.office, cookie, nearly) == person(founding).staff_id
    with pytest.raises(SessionEndedError):
        resume(founding.office, cookie, MONDAY + SESSION_LENGTH)


@pytest.mark.parametrize("cookie", ["", "x", "Zm9v", "é", base64.urlsafe_b64encode(bytes(32)).decode()])
def test_invented_cookies_open_nothing(office: Office, cookie: str) -> None:
    with pytest.raises(SessionEndedError):
        resume(office, cookie)


def test_a_stolen_session_table_opens_nothing(founding: Founding) -> None:
    """Neither its hash nor its sealed seed is a cookie; a row renamed to somebody else does not open."""
    office, cookie = founding.office, sign_in(founding).cookie
    with office.reading() as session:
        row = session.scalars(select(StaffSession)).one()
    for stolen in (row.id_hash, row.seed_sealed, row.seed_sealed[-32:]):
        with pytest.raises(SessionEndedError):
            resume(office, base64.urlsafe_b64encode(stolen).decode())
    assert resume(office, cookie) == person(founding).staff_id
    with Session(office.engine) as session, session.begin():
        session.execute(update(StaffSession).values(staff_id=person(founding, "wira").staff_id))
    with pytest.raises(SessionEndedError):
        resume(office, cookie)


def test_signing_out_ends_one_session_and_no_other(founding: Founding) -> None:
    office = founding.office
    first, second = sign_in(founding).cookie, sign_in(founding, now=MONDAY + MINUTE).cookie
    with Session(office.engine) as session, session.begin():
        office.sign_out(session, first)
        office.sign_out(session, first)
    with pytest.raises(SessionEndedError):
        resume(office, first)
    assert resume(office, second)


def confirm(founding: Founding, cookie: str, passphrase: str, now: dt.datetime) -> bool:
    office = founding.office
    check = office.check_passphrase(cookie, passphrase)
    with Session(office.engine) as session, session.begin():
        try:
            office.confirm(session, check, now=now)
        except SignInFailedError:
            return False
    return True


def test_risky_verbs_ask_again_after_a_few_minutes(founding: Founding) -> None:
    office, cookie = founding.office, sign_in(founding).cookie
    later = MONDAY + CONFIRMATION_LENGTH
    with office.reading() as session:
        assert office.is_confirmed(session, cookie, now=later - MINUTE)
        assert not office.is_confirmed(session, cookie, now=later)
    assert not confirm(founding, cookie, "enam ekor kambing makan rumput", later)
    assert confirm(founding, cookie, PASSPHRASE, later)
    with office.reading() as session:
        assert office.is_confirmed(session, cookie, now=later)


def test_a_stolen_cookie_does_not_let_a_thief_guess_the_passphrase(founding: Founding) -> None:
    cookie = sign_in(founding).cookie
    for _ in range(5):
        assert not confirm(founding, cookie, "enam ekor kambing makan rumput", MONDAY)
    assert not confirm(founding, cookie, PASSPHRASE, MONDAY)
    assert confirm(founding, cookie, PASSPHRASE, MONDAY + MINUTE)
    with pytest.raises(SessionEndedError):
        confirm(founding, cookie, PASSPHRASE, MONDAY + SESSION_LENGTH)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("act", ["sign_in", "confirm", "submit"])
def test_nobody_waits_for_a_derivation(founding: Founding, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    """The write lock is free while a passphrase or code is derived, and held while rows are written."""
    office, cookie = founding.office, sign_in(founding).cookie
    acts: dict[str, Callable[[], object]] = {
        "sign_in": lambda: sign_in(founding, now=MONDAY + MINUTE),
        "confirm": lambda: confirm(founding, cookie, PASSPHRASE, MONDAY + MINUTE),
        "submit": lambda: a_submitted_report(founding),
    }
    deriving: list[bool] = []
    writing: list[bool] = []
    on_derivation(monkeypatch, lambda: deriving.append(is_locked(office)))

    def traced(statement: str) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            writing.append(is_locked(office))

    event.listen(office.engine, "checkout", lambda connection, *_: connection.set_trace_callback(traced))
    acts[act]()
    assert deriving == [False]
    assert writing
    assert all(writing)


# What a process is given.


def test_an_empty_or_unmigrated_database_holds_no_office(database: Database, tmp_path: Path) -> None:
    from casemgr.errors import SchemaOutOfDateError
    from casemgr.store import schema

    engine, vault = make_engine(database.main_url), make_engine(database.vault_url)
    opening = partial(Office.open, engine, vault=vault, keys=tmp_path, blobs=tmp_path)
    with pytest.raises(SchemaOutOfDateError):
        opening()
    schema.upgrade(engine, "main")
    schema.upgrade(vault, "vault")
    with pytest.raises(OfficeNotFoundError):
        opening()
    engine.dispose()
    vault.dispose()


def reopened(office: Office, folder: Path, *sides: str) -> Office:
    return Office.open(
        office.engine, vault=office.vault.engine, keys=folder, blobs=folder, profiles=CHEAP, sides=sides
    )


def test_each_side_holds_its_own_server_keys_only(founding: Founding) -> None:
    office, folder = founding.office, founding.office._keys_folder
    public, console = reopened(office, folder, "public"), reopened(office, folder, "console")
    assert (public.is_public, public.is_console) == (True, False)
    assert (console.is_public, console.is_console) == (False, True)
    with pytest.raises(ServerKeyMissingError), Session(office.engine) as session:
        public.sign_in(session, "melati", PASSPHRASE, "000000", now=MONDAY)
    with pytest.raises(ServerKeyMissingError):
        console.public_keys  # noqa: B018 - asking is the act
    with pytest.raises(ServerKeyMissingError):
        public.publish(public.directory())


def test_doors_refuse_unprepared_engines_and_sessions_for_reading(founding: Founding) -> None:
    from sqlalchemy import create_engine

    from casemgr.intake import Intake

    office = founding.office
    engine = create_engine(office.engine.url)
    with Session(engine) as session, pytest.raises(NotPreparedError):
        Intake(session, office)
    engine.dispose()
    with office.reading() as session:
        with pytest.raises(ReadOnlySessionError):
            office.sign_in(session, "melati", PASSPHRASE, "000000", now=MONDAY)
        assert Intake(session, office, clock=FrozenClock()).issue_code()


# The key directory.


def forged(office: Office) -> tuple[int, bytes]:
    """Return the next document, in which melati's key is one that a writer of the database chose."""
    pair = KeyPair.generate()
    with office.reading() as session:
        melati = session.scalars(select(Staff.id).where(Staff.username == "melati")).one()
    following = office.directory().with_staff_key(melati, "case", *directories.staff_public(pair.seed))
    return following.number, directories.canonical_bytes(following)


def test_a_forged_directory_is_refused(office: Office) -> None:
    number, document = forged(office)
    old = office.directory()
    with office.vault.engine.begin() as connection:
        row = connection.execute(select(directory_table)).mappings().one()
        connection.execute(
            insert(directory_table).values(number=number, document=document, signature=row["signature"])
        )
    with pytest.raises(DirectoryBrokenError):
        office.directory()
    with office.vault.engine.begin() as connection:
        connection.execute(delete(directory_table).where(directory_table.c.number == number))
    assert office.directory() == old


def test_an_altered_directory_of_the_same_number_is_refused_by_every_new_process(
    office: Office, founding: Founding
) -> None:
    _, document = forged(office)
    with office.vault.engine.begin() as connection:
        connection.execute(update(directory_table).values(document=document))
    with pytest.raises(DirectoryBrokenError):
        reopened(office, office._keys_folder, "public").directory()


@pytest.mark.parametrize("sides", [("public", "console"), ("public",)])
def test_a_rolled_back_directory_is_refused(office: Office, sides: tuple[str, ...]) -> None:
    """Whoever puts an old, rightly signed document back makes a removed member a reader again."""
    first = office.directory()
    office.publish(first.with_sides_rule(allow_both_sides=False))
    assert office.directory().number == first.number + 1
    with office.vault.engine.begin() as connection:
        connection.execute(delete(directory_table).where(directory_table.c.number > first.number))
    for process in (office, reopened(office, office._keys_folder, *sides)):
        with pytest.raises(DirectoryBrokenError):
            process.directory()


def test_two_changes_of_the_directory_at_once_are_told_apart(office: Office) -> None:
    following = office.directory().with_sides_rule(allow_both_sides=False)
    office.publish(following)
    with pytest.raises(StaleVersionError):
        office.publish(following)
