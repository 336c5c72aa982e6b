"""What `casemgr init`, `migrate`, `staff add` and `recovery` do: keys and people of an office."""

from __future__ import annotations

import getpass
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from casemgr.desk.people import People
from casemgr.errors import OfficeExistsError, PlanInvalidError, SubmissionInvalidError
from casemgr.folder import (
    SETTINGS,
    SQLITE_MAIN,
    SQLITE_VAULT,
    Folder,
    FolderError,
    drop_connections,
    write_once,
)
from casemgr.founding import Founder, Founding, OfficePlan, TeamPlan, UnitPlan, create
from casemgr.office import utc_now
from casemgr.rules.workflow import Role
from casemgr.store import schema
from casemgr.vault import totp
from casemgr.vault.directory import TeamKind
from casemgr.vault.formats import KeyPair
from casemgr.vault.shares import Share, join_shares, split_seed

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
_RULE = "-" * 78


# init


def init(path: Path, plan_file: Path | None, papers_file: Path | None) -> int:
    """Found an office in a new folder; print, or write once, what must exist on paper only."""
    _check_new(path)
    values = read_plan(plan_file) if plan_file else {}
    plan = plan_of(values) if plan_file else ask_plan()
    database = values.get("database", {})
    folder = Folder(
        path,
        main_url=str(database.get("main", SQLITE_MAIN)),
        vault_url=str(database.get("vault", SQLITE_VAULT)),
    )
    if papers_file is None:
        print(papers(found(folder, plan)))
    else:
        # Passphrases and shares exist once: there must be a place for them before they do.
        with kept_for(papers_file) as sheets:
            sheets.write(papers(found(folder, plan)))
        print(f"Print {papers_file} on paper, hand the sheets out, and delete the file.")
    print(f"Serve it with: casemgr serve {path}")
    return 0


def _check_new(path: Path) -> None:
    """Refuse a folder that holds something. Raises `OfficeExistsError`, `FolderError`."""
    if (path / SETTINGS).exists():
        raise OfficeExistsError
    if path.exists() and not path.is_dir():
        raise FolderError(f"{path} is a file; an office needs a folder of its own")
    if path.is_dir() and any(path.iterdir()):
        raise FolderError(f"{path} is not empty; an office needs a folder of its own")


def found(folder: Folder, plan: OfficePlan) -> Founding:
    """Found an office in an empty folder, and write the folder's settings once everything stands.

    What fails half-way leaves what was there before, so that the next try begins where this one did.
    """
    made = [one for one in (folder.path, *folder.path.parents) if not one.exists()]
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    main, vault = folder.engines()
    try:
        founding = create(main, vault=vault, keys=folder.keys, blobs=folder.blobs, plan=plan, now=utc_now())
        folder.save()
    except BaseException:
        main.dispose()
        vault.dispose()
        for left in folder.path.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        for empty in made:
            empty.rmdir()
        raise
    drop_connections(founding.office)
    return founding


@contextmanager
def kept_for(file: Path) -> Iterator[TextIO]:
    """Make a new file that only its owner may read, now; it goes again when what it is for fails.

    Raises `FolderError` when it exists.
    """
    write_once(file, "")
    try:
        with file.open("w", encoding="utf-8") as sheets:
            yield sheets
            sheets.flush()
            os.fsync(sheets.fileno())
    except BaseException:
        file.unlink()
        raise


def read_plan(file: Path) -> dict[str, Any]:
    """Read a plan's TOML. Raises `PlanInvalidError`."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise PlanInvalidError(f"{file}: {problem.strerror or type(problem).__name__}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise PlanInvalidError(f"{file}: {problem}") from None


def plan_of(values: Mapping[str, Any]) -> OfficePlan:
    """Make a plan of what the TOML says. Raises `PlanInvalidError`."""
    _check_shape(values)
    try:
        return OfficePlan(
            name=str(values["name"]),
            zone=str(values.get("zone", ZONES[0])),
            pack=str(values.get("pack", "id_itjen")),
            allow_both_sides=bool(values.get("allow_both_sides", False)),
            units=tuple(UnitPlan(**row) for row in values.get("units", ())),
            teams=tuple(TeamPlan(**row) for row in values["teams"]),
            founders=tuple(_founder(row) for row in values["founders"]),
        )
    except KeyError as missing:
        raise PlanInvalidError(f"{missing.args[0]} is missing") from None
    except (TypeError, ValueError) as problem:
        raise PlanInvalidError(str(problem).replace("__init__() ", "")) from None


_TABLES = ("units", "teams", "founders")
_LISTS = ("roles", "teams")


def _check_shape(values: Mapping[str, Any]) -> None:
    """Refuse a value where a plan has a table, a list or a text. Raises `PlanInvalidError`."""
    for name in ("name", "zone", "pack"):
        if not isinstance(values.get(name, ""), str):
            raise PlanInvalidError(f"{name} is a text")
    if not isinstance(values.get("database", {}), dict):
        raise PlanInvalidError("database is a table; write [database]")
    for name in _TABLES:
        rows = values.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise PlanInvalidError(f"{name} is a list of tables; write [[{name}]] above each")
        for row in rows:
            _check_row(name, row)


def _check_row(name: str, row: Mapping[str, Any]) -> None:
    for field, value in row.items():
        if name == "founders" and field in _LISTS:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise PlanInvalidError(f'{name}: {field} is a list of texts, such as ["…"]')
        elif not isinstance(value, int if field == "rank" else str) or isinstance(value, bool):
            raise PlanInvalidError(f"{name}: {field} is a {'number' if field == 'rank' else 'text'}")


def _founder(row: Mapping[str, Any]) -> Founder:
    return Founder(**{**row, "roles": tuple(Role(code) for code in row["roles"])})


_TEAMS: tuple[tuple[str, str, TeamKind, tuple[Role, ...]], ...] = (
    ("intake", "Tim Pengaduan", "intake", (Role.INTAKE, Role.REVIEWER, Role.COORDINATOR)),
    ("examination", "Tim Pemeriksa", "examination", (Role.EXAMINER, Role.TEAM_LEADER)),
    ("above", "Tim Pimpinan", "break_glass", (Role.INSPECTOR, Role.SUPERVISOR)),
    ("custodians", "Penjaga Identitas", "custodian", (Role.CUSTODIAN,)),
)
"""The teams of a new office when a person is asked: key, name, kind, roles of its members."""
_ALONE = (
    ("records officers (two)", Role.RECORDS_OFFICER, 2),
    ("administrator", Role.ADMINISTRATOR, 1),
)


def ask_plan() -> OfficePlan:
    """Ask a person for a small office: its name, and two people for each of four teams."""
    name = _ask("Name of the office")
    zone = _ask(f"Time zone ({', '.join(ZONES)})", ZONES[0])
    founders: list[Founder] = []
    for key, label, _, roles in _TEAMS:
        print(f"\n{label}: two people (more can be added in the console)")
        founders += [_ask_founder(roles, (key,)) for _ in range(2)]
    for label, role, people in _ALONE:
        print(f"\n{label}")
        founders += [_ask_founder((role,), ()) for _ in range(people)]
    teams = tuple(TeamPlan(key, label, kind, rank=rank) for rank, (key, label, kind, _) in enumerate(_TEAMS))
    return OfficePlan(name=name, teams=teams, founders=tuple(founders), zone=zone)


def _ask_founder(roles: Sequence[Role], teams: Sequence[str]) -> Founder:
    return Founder(_ask("  username").lower(), _ask("  full name"), roles, teams)


def _ask(question: str, default: str = "") -> str:
    while True:
        answer = input(f"{question}{f' [{default}]' if default else ''}: ").strip() or default
        if answer:
            return answer


def papers(founding: Founding) -> str:
    """Return the sheets to print: one a person, one a recovery share."""
    office = founding.office
    sheets = [
        f"{office.name}\nSign-in of {person.username}\n\n"
        f"Passphrase:     {person.passphrase}\n"
        f"Second factor:  {totp.provisioning_uri(person.totp_secret, person.username, office.name)}\n"
        f"Recovery code:  {person.printed_code}\n\n"
        "Set the second factor up, keep the recovery code under lock, learn the passphrase, sign in once, "
        "burn this sheet."
        for person in founding.people
    ]
    for side, shares in (("case", founding.case_recovery), ("identity", founding.custody_recovery)):
        sheets += [
            f"{office.name}\nRecovery of {side} keys, share {number} of 3. Any two open them.\n\n{share}\n\n"
            "Give each share to another person, outside the office if possible. It is stored nowhere."
            for number, share in enumerate(shares, 1)
        ]
    return f"\n\n{_RULE}\n\n".join(["To be printed now: none of this is stored.", *sheets, ""])


# migrate, staff


def migrate(path: Path) -> int:
    """Bring both databases to the revision this version needs."""
    main, vault = Folder.load(path).engines()
    for engine, history in ((main, "main"), (vault, "vault")):
        schema.upgrade(engine, "main" if history == "main" else "vault")
        print(f"{history}: at {schema.HEADS[history]}")
        engine.dispose()
    return 0


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is proposed: role codes, names of teams and of a unit."""

    username: str
    name: str
    roles: Sequence[str]
    teams: Sequence[str]
    unit: str | None


_PROBLEMS = {
    ("username", "taken"): "this username is taken",
    ("username", "empty"): "a username is needed",
    ("username", "symbol"): "a username is small letters, digits and dots",
    ("name", "empty"): "a full name is needed",
    (
        "teams",
        "both_sides",
    ): "one person does not work on cases and guard identities; choose one side",
    ("teams", "administrator"): "an administrator proposes people and is in no team",
}


def add_staff(path: Path, acting: str, newcomer: Newcomer) -> int:
    """Propose a person as an administrator, and print the ticket of their first sign-in."""
    folder = Folder.load(path)
    office = folder.open(sides=("console",))
    keyring = office.unlock(acting, getpass.getpass(f"Passphrase of {acting}: "))
    teams = {team.name: team.id for team in office.teams()}
    units = {unit.name: unit.id for unit in office.units()}
    roles = {role.value: role.value for role in Role if role not in (Role.REPORTER, Role.SYSTEM)}
    try:
        with office.session() as session, session.begin():
            ticket = People(session, office, keyring).propose_staff(
                username=newcomer.username,
                name=newcomer.name,
                roles=tuple(_named(roles, code) for code in newcomer.roles),
                unit_id=_named(units, newcomer.unit) if newcomer.unit else None,
                team_ids=tuple(_named(teams, name) for name in newcomer.teams),
            )
    except SubmissionInvalidError as invalid:
        told = [_PROBLEMS.get(problem, "{0}: {1}").format(*problem) for problem in invalid.fields.items()]
        raise FolderError(f"{newcomer.username}: {'; '.join(told)}") from None
    drop_connections(office)
    print(f"One-use ticket for {ticket.username}, until {ticket.until_at:%Y-%m-%d %H:%M} UTC: {ticket.code}")
    print("Hand it over in person. A member of each team confirms the person in the console.")
    return 0


def _named(ids: Mapping[str, str], name: str) -> str:
    if name not in ids:
        raise FolderError(f"there is no {name}; there are: {', '.join(sorted(ids))}")
    return ids[name]


# recovery


def split_recovery() -> int:
    """Make a recovery key pair, print its public key and three shares; the seed is kept nowhere."""
    pair = KeyPair.generate()
    print(f"Key {pair.key_id.hex()}, public key:\n{pair.public.raw.hex()}")
    for share in split_seed(pair.seed):
        print(f"\n{_RULE}\n\nShare {share.number} of 3 of key {share.key_id.hex()}\n\n{share.to_text()}")
    return 0


def join_recovery(text: str) -> int:
    """Join two printed shares, one after the other with an empty line between, and print the seed."""
    blocks = [block for block in text.replace("\r", "").split("\n\n") if block.strip()]
    if len(blocks) != 2:
        raise FolderError("give two shares with an empty line between them on standard input")
    one, other = (Share.from_text(block) for block in blocks)
    print(join_shares(one, other).hex())
    return 0
