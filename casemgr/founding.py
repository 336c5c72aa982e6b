"""Found an office: tables, server keys, recovery keys, teams, and the first people, in one ceremony.

This is the only moment in which a seal to a team is made without one of its members. Recovery seeds and
team seeds exist in memory for the length of `create` and are then forgotten; what must be kept is returned
once, to be printed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args
from zoneinfo import available_timezones

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from casemgr.errors import DirectoryBrokenError, OfficeExistsError, PlanInvalidError, TeamTooSmallError
from casemgr.office import Office, Profiles
from casemgr.rules.rulepack import RulePack
from casemgr.rules.vocabulary import CASE_TEAM_ROLES, Role
from casemgr.store import schema, trail
from casemgr.store.engines import prepare
from casemgr.store.models import Membership, OfficeRow, Staff, Team, Unit
from casemgr.vault import keys, server_keys, shares
from casemgr.vault import totp as second_factor
from casemgr.vault.directory import (
    CASE,
    CUSTODY,
    Directory,
    Side,
    TeamKind,
    canonical_bytes,
    sign,
    staff_public,
)
from casemgr.vault.directory import Team as SignedTeam
from casemgr.vault.directory import Unit as SignedUnit
from casemgr.vault.formats import KeyPair
from casemgr.vault.sealing import totp_place, wrap_to
from casemgr.vault.server_keys import ConsoleServerKeys
from casemgr.vault.staff_seeds import passphrase_wrap_id, seed_wraps
from casemgr.vault.wraps import Purpose, Vault, Wrap, new_id

LEAST_MEMBERS = 2
USERNAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit to be made; `parent` is another plan's `key`."""

    key: str
    name: str
    kind: str = "unit"
    parent: str | None = None
    zone: str | None = None
    workweek: str = "12345"


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team to be made. `kind`: intake, examination, break_glass or custodian."""

    key: str
    name: str
    kind: TeamKind
    unit: str | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Founder:
    """A person present at the ceremony. Without a passphrase, six words are drawn."""

    username: str
    name: str
    roles: Sequence[Role]
    teams: Sequence[str] = ()
    unit: str | None = None
    passphrase: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """What is to be founded. Every team needs at least two founders."""

    name: str
    teams: Sequence[TeamPlan]
    founders: Sequence[Founder]
    units: Sequence[UnitPlan] = ()
    zone: str = "Asia/Jakarta"
    pack: str = "id_itjen"
    allow_both_sides: bool = False
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class FoundedPerson:
    """What one founder takes home, shown once: passphrase, second-factor secret, printed recovery code."""

    username: str
    staff_id: str
    passphrase: str = field(repr=False)
    totp_secret: bytes = field(repr=False)
    printed_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Founding:
    """The open office and everything that exists on paper only from now on."""

    office: Office
    people: tuple[FoundedPerson, ...]
    case_recovery: tuple[str, ...] = field(repr=False)
    custody_recovery: tuple[str, ...] = field(repr=False)
    team_ids: dict[str, str] = field(default_factory=dict)
    unit_ids: dict[str, str] = field(default_factory=dict)


def create(
    engine: Engine,
    *,
    vault: Engine,
    keys: Path | str,
    blobs: Path | str | None = None,
    plan: OfficePlan,
    now: dt.datetime,
    profiles: Profiles | None = None,
) -> Founding:
    """Found an office in two empty databases and a folder for server keys.

    Raises `OfficeExistsError` when there is one already, `PlanInvalidError`, `TeamTooSmallError` for a team
    with fewer than two founders, `PassphraseWeakError`, `DirectoryBrokenError` when somebody would hold keys
    of both sides.
    """
    _check_plan(plan)
    prepare(engine)
    prepare(vault)
    schema.upgrade(engine, "main")
    schema.upgrade(vault, "vault")
    with Session(engine) as session:
        if session.scalar(select(OfficeRow)) is not None:
            raise OfficeExistsError
    server_keys.create(Path(keys))
    console = server_keys.load_console(Path(keys))
    ceremony = _Ceremony(plan, console, profiles or Profiles(), now)
    document = ceremony.directory
    vault_rows = Vault(vault)
    vault_rows.add(ceremony.wraps)
    vault_rows.publish(document.number, canonical_bytes(document), sign(document, console.directory_key))
    with Session(engine) as session, session.begin():
        ceremony.write(session)
    office = Office.open(engine, vault=vault, keys=keys, blobs=blobs, profiles=profiles)
    return Founding(
        office,
        tuple(ceremony.people),
        ceremony.case_recovery,
        ceremony.custody_recovery,
        ceremony.team_ids,
        ceremony.unit_ids,
    )


def _check_plan(plan: OfficePlan) -> None:
    """Refuse what cannot work before anything is written.

    Without custodians there is no half but the report's: whoever reads a case would read every name.
    """
    for problem in _problems(plan):
        raise PlanInvalidError(problem)
    RulePack.load(plan.pack)
    for team in plan.teams:
        members = [founder for founder in plan.founders if team.key in founder.teams]
        if len(members) < LEAST_MEMBERS:
            raise TeamTooSmallError(team.key)
    if not any(team.kind == "custodian" for team in plan.teams):
        raise TeamTooSmallError("custodian")
    for founder in plan.founders:
        kinds = [team.kind for team in plan.teams if team.key in founder.teams]
        sides = sides_of(founder.roles, kinds)
        if len(sides) > 1 and not plan.allow_both_sides:
            raise DirectoryBrokenError
        if founder.passphrase:
            keys.check_passphrase(founder.passphrase, personal=(founder.username, founder.name))


def _problems(plan: OfficePlan) -> Iterator[str]:
    """Yield what is wrong with a plan, one sentence each."""
    if not plan.name.strip():
        yield "name is empty"
    for zone in (plan.zone, *(unit.zone for unit in plan.units if unit.zone)):
        if zone not in available_timezones():
            yield f"{zone} is no time zone"
    units, teams = [unit.key for unit in plan.units], [team.key for team in plan.teams]
    for name, keys_of in (
        ("units", units),
        ("teams", teams),
        ("founders", [one.username for one in plan.founders]),
    ):
        yield from (f"{name}: {key} is there twice" for key, times in Counter(keys_of).items() if times > 1)
    for place, unit in enumerate(plan.units):
        if unit.parent is not None and unit.parent not in units[:place]:
            yield f"units: {unit.key} lies under {unit.parent}, which does not stand before it"
        if not unit.workweek or not set(unit.workweek) <= set("1234567"):
            yield f"units: the workweek of {unit.key} is digits from 1 (Monday) to 7"
    for team in plan.teams:
        if team.kind not in get_args(TeamKind):
            yield f"teams: {team.kind} is none of {', '.join(get_args(TeamKind))}"
        if team.unit is not None and team.unit not in units:
            yield f"teams: {team.key} belongs to {team.unit}, which is not among the units"
    for founder in plan.founders:
        yield from _problems_of(founder, units, teams)


def _problems_of(founder: Founder, units: Sequence[str], teams: Sequence[str]) -> Iterator[str]:
    if not is_username(founder.username):
        yield f"founders: {founder.username!r} is no username (small letters, digits and dots)"
    if not founder.name.strip():
        yield f"founders: {founder.username} has no name"
    if not founder.roles or not set(founder.roles) <= set(Role) - {Role.REPORTER, Role.SYSTEM}:
        yield f"founders: {founder.username} has no role of staff"
    for key in founder.teams:
        if key not in teams:
            yield f"founders: {founder.username} is in {key}, which is not among the teams"
    if founder.unit is not None and founder.unit not in units:
        yield f"founders: {founder.username} belongs to {founder.unit}, which is not among the units"


def is_username(text: str) -> bool:
    """Say whether this is a username as people sign in with: small letters and digits, dots between."""
    bare = text.replace(".", "")
    return bare.isascii() and bare.isalnum() and text == text.lower() and len(text) <= USERNAME_CHARACTERS


def sides_of(roles: Iterable[str], team_kinds: Iterable[str]) -> set[Side]:
    """Return on which sides somebody's roles and teams put them; one person stands on one side only."""
    sides = {_side(kind) for kind in team_kinds}
    held = set(roles)
    if Role.CUSTODIAN in held:
        sides.add(CUSTODY)
    return sides if CASE_TEAM_ROLES.isdisjoint(held) else sides | {CASE}


def _side(kind: str) -> Side:
    return CUSTODY if kind == "custodian" else CASE


class _Ceremony:
    """The steps of `create`, in order; everything secret in it is gone when it goes out of scope."""

    def __init__(
        self, plan: OfficePlan, console: ConsoleServerKeys, profiles: Profiles, now: dt.datetime
    ) -> None:
        self._plan = plan
        self._console = console
        self._profiles = profiles
        self._now = now
        self._on = now.date()
        self.office_id = new_id()
        self.unit_ids = {unit.key: new_id() for unit in plan.units}
        self.team_ids = {team.key: new_id() for team in plan.teams}
        self.wraps: list[Wrap] = []
        self.people: list[FoundedPerson] = []
        self._passphrase_wraps: dict[str, str] = {}
        self.directory = Directory.first(self.office_id, allow_both_sides=plan.allow_both_sides)
        self.case_recovery = self._recovery(CASE)
        self.custody_recovery = self._recovery(CUSTODY)
        self.directory = self.directory.with_units(*map(self._unit, plan.units))
        for founder in plan.founders:
            self._found_person(founder)
        for team in plan.teams:
            self._found_team(team)

    def _unit(self, plan: UnitPlan) -> SignedUnit:
        return SignedUnit(
            self.unit_ids[plan.key], plan.name, self.unit_ids[plan.parent] if plan.parent else None
        )

    def _recovery(self, side: Side) -> tuple[str, ...]:
        pair = KeyPair.generate()
        self.directory = self.directory.with_recovery_key(side, pair.public)
        return tuple(share.to_text() for share in shares.split_seed(pair.seed))

    def _found_person(self, founder: Founder) -> None:
        staff_id = new_id()
        passphrase = founder.passphrase or keys.generate_passphrase()
        keys.check_passphrase(passphrase, personal=(founder.username, founder.name))
        pair = KeyPair.generate()
        printed = keys.new_printed_code()
        side = self._side_of(founder)
        unit_id = self.unit_ids[founder.unit] if founder.unit else None
        self.directory = self.directory.with_staff_key(
            staff_id, side, *staff_public(pair.seed), unit_id=unit_id
        )
        wraps = seed_wraps(
            pair.seed,
            staff_id,
            passphrase=passphrase,
            printed_code=printed,
            pepper=self._console.staff_pepper,
            recovery=self.directory.recovery_key(side).public,
            profile=self._profiles.passphrase,
            on=self._on,
        )
        self.wraps += wraps
        self._passphrase_wraps[staff_id] = passphrase_wrap_id(wraps)
        self.people.append(
            FoundedPerson(founder.username, staff_id, passphrase, second_factor.new_secret(), printed)
        )

    def _side_of(self, founder: Founder) -> Side:
        kinds = {team.kind for team in self._plan.teams if team.key in founder.teams}
        return CUSTODY if kinds == {"custodian"} else CASE

    def _found_team(self, team: TeamPlan) -> None:
        team_id = self.team_ids[team.key]
        pair = KeyPair.generate()
        unit_id = self.unit_ids[team.unit] if team.unit else None
        stands = SignedTeam(team_id, team.kind, team.name, unit_id, team.rank)
        self.directory = self.directory.with_team(stands, pair.public)
        recovery = self.directory.recovery_key(stands.side).public
        self.wraps.append(wrap_to(recovery, pair.seed, Purpose.TEAM_RECOVERY, team_id, self._on))
        for founder, person in zip(self._plan.founders, self.people, strict=True):
            if team.key in founder.teams:
                self.directory = self.directory.with_member(team_id, person.staff_id)
                member = self.directory.staff_key(person.staff_id).public
                self.wraps.append(wrap_to(member, pair.seed, Purpose.TEAM_MEMBER, team_id, self._on, epoch=1))

    def write(self, session: Session) -> None:
        """Write the rows of the host's database."""
        plan = self._plan
        office = OfficeRow(
            id=self.office_id,
            name=plan.name,
            zone=plan.zone,
            pack=plan.pack,
            founded_on=self._on,
            is_demo=plan.is_demo,
        )
        session.add(office)
        for unit in plan.units:
            session.add(
                Unit(
                    id=self.unit_ids[unit.key],
                    parent_id=self.unit_ids[unit.parent] if unit.parent else None,
                    name=unit.name,
                    kind=unit.kind,
                    zone=unit.zone or plan.zone,
                    workweek=unit.workweek,
                    valid_from=dt.date(2020, 1, 1),
                )
            )
            session.flush()
        for team in plan.teams:
            session.add(
                Team(
                    id=self.team_ids[team.key],
                    name=team.name,
                    kind=team.kind,
                    unit_id=self.unit_ids[team.unit] if team.unit else None,
                    rank=team.rank,
                )
            )
        session.flush()
        for founder, person in zip(plan.founders, self.people, strict=True):
            self._write_person(session, founder, person)
        trail.append(
            session, self._console.leaf_key, actor="system", verb="found", subject=office, at=self._now
        )

    def _write_person(self, session: Session, founder: Founder, person: FoundedPerson) -> None:
        session.add(
            Staff(
                id=person.staff_id,
                username=founder.username,
                name=founder.name,
                roles=" ".join(sorted(founder.roles)),
                unit_id=self.unit_ids[founder.unit] if founder.unit else None,
                state="active",
                totp_sealed=server_keys.t1_encrypt(
                    self._console.t1, person.totp_secret, totp_place(person.staff_id)
                ),
                passphrase_wrap_id=self._passphrase_wraps[person.staff_id],
            )
        )
        session.flush()
        for key in founder.teams:
            session.add(
                Membership(
                    id=new_id(), team_id=self.team_ids[key], staff_id=person.staff_id, state="confirmed"
                )
            )
