"""An office is founded once, on either database, and what its people take home opens it again."""

from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from casemgr.errors import (
    DirectoryBrokenError,
    OfficeExistsError,
    PassphraseWeakError,
    TeamTooSmallError,
)
from casemgr.founding import Founder, Founding, OfficePlan, TeamPlan, create
from casemgr.intake import Intake
from casemgr.office import Office
from casemgr.rules.workflow import Role
from casemgr.store.engines import make_engine
from casemgr.testing import CHEAP, MONDAY, PASSPHRASE, FrozenClock, a_submitted_report, small_plan
from casemgr.vault import totp
from casemgr.vault.directory import CASE, CUSTODY
from casemgr.vault.formats import KeyPair
from casemgr.vault.shares import Share, join_shares
from casemgr.vault.wraps import Purpose
from tests.support.offices import Database


def test_a_founded_office_takes_a_report_and_its_code_opens_it(founding: Founding) -> None:
    """A reporter comes back with the code alone."""
    receipt = a_submitted_report(founding)
    with founding.office.reading() as session:
        intake = Intake(session, founding.office, clock=FrozenClock())
        view = intake.read(intake.enter(receipt.code))
    assert view.reference == receipt.reference


def test_founders_sign_in_with_passphrase_and_second_factor(founding: Founding, office: Office) -> None:
    """What the ceremony printed is enough to sign in."""
    person = founding.people[0]
    with Session(office.engine) as session, session.begin():
        code = totp.code_at(person.totp_secret, MONDAY)
        signed_in = office.sign_in(session, person.username, PASSPHRASE, code, now=MONDAY)
    assert signed_in.keyring.staff_id == person.staff_id


def test_an_office_is_founded_only_once(database: Database, tmp_path: Path) -> None:
    """A second ceremony over the same databases is refused."""
    engines = make_engine(database.main_url), make_engine(database.vault_url)
    for folder in (tmp_path / "first", tmp_path / "second"):
        ceremony = partial(
            create,
            engines[0],
            vault=engines[1],
            keys=folder / "keys",
            blobs=folder / "blobs",
            plan=small_plan(),
            now=MONDAY,
            profiles=CHEAP,
        )
        if folder.name == "first":
            ceremony()
        else:
            with pytest.raises(OfficeExistsError):
                ceremony()
    for engine in engines:
        engine.dispose()


def _found(database: Database, folder: Path, plan: OfficePlan) -> None:
    engine, vault = make_engine(database.main_url), make_engine(database.vault_url)
    try:
        create(
            engine,
            vault=vault,
            keys=folder / "keys",
            blobs=folder / "blobs",
            plan=plan,
            now=MONDAY,
            profiles=CHEAP,
        )
    finally:
        engine.dispose()
        vault.dispose()


PLANS: list[tuple[type[Exception], dict[str, object]]] = [
    (TeamTooSmallError, {"founders": small_plan().founders[1:3]}),
    (TeamTooSmallError, {"teams": (*small_plan().teams, TeamPlan("empty", "Tim Kosong", "examination"))}),
    (
        PassphraseWeakError,
        {
            "founders": (
                *small_plan().founders,
                Founder("lemah", "Lemah L.", (Role.INTAKE,), (), None, "kata sandi"),
            )
        },
    ),
    (
        DirectoryBrokenError,
        {
            "founders": (
                *small_plan().founders,
                Founder("dua", "Dua D.", (Role.CUSTODIAN,), ("custodians", "intake"), None, PASSPHRASE),
            )
        },
    ),
    (
        TeamTooSmallError,
        {
            "teams": tuple(team for team in small_plan().teams if team.kind != "custodian"),
            "founders": tuple(one for one in small_plan().founders if "custodians" not in one.teams),
        },
    ),
]


@pytest.mark.parametrize(("problem", "changes"), PLANS)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_plan_that_would_break_the_rules_founds_nothing(
    database: Database, tmp_path: Path, problem: type[Exception], changes: dict[str, object]
) -> None:
    """Too few people, a weak passphrase, keys of both sides, nobody to guard identities."""
    with pytest.raises(problem):
        _found(database, tmp_path / "wrong", replace(small_plan(), **changes))  # type: ignore[arg-type]  # its fields
    assert not (tmp_path / "wrong").exists()
    _found(database, tmp_path / "wrong", small_plan())


def test_recovery_papers_join_two_by_two_and_differ_by_side(founding: Founding) -> None:
    directory = founding.office.directory()
    for side, papers in ((CASE, founding.case_recovery), (CUSTODY, founding.custody_recovery)):
        assert len(papers) == 3
        for one, two in combinations(papers, 2):
            pair = KeyPair.from_seed(join_shares(Share.from_text(one), Share.from_text(two)))
            assert pair.key_id == directory.recovery_key(side).key_id
    assert directory.recovery_key(CASE).key_id != directory.recovery_key(CUSTODY).key_id


def test_team_seeds_are_sealed_to_members_and_the_recovery_of_their_side_only(founding: Founding) -> None:
    directory, vault = founding.office.directory(), founding.office.vault
    for team_id in founding.team_ids.values():
        members = {directory.staff_key(one).key_id for one in directory.members(team_id)}
        wraps = vault.of([team_id], list(Purpose))
        assert {wrap.recipient for wrap in wraps if wrap.purpose is Purpose.TEAM_MEMBER} == members
        [recovery] = [wrap for wrap in wraps if wrap.purpose is Purpose.TEAM_RECOVERY]
        assert recovery.recipient == directory.recovery_key(directory.team(team_id).side).key_id
        assert len(wraps) == len(members) + 1


def test_server_keys_are_readable_by_their_owner_only(founding: Founding) -> None:
    for path in founding.office._keys_folder.rglob("*"):
        if path.name != "directory.seen":
            assert path.stat().st_mode & 0o077 == 0, path.name
