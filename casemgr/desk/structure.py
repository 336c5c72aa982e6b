"""The organisation in the signed directory: administrators propose a change, a member of a team confirms it.

Where a report is sealed depends on units and on where teams stand, so no one person changes them. Who
confirms belongs to a team of last resort; where there is none, to a team of intake other than the one
changed. Plain rows follow the document.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from sqlalchemy import select

from casemgr.desk.base import DeskBase
from casemgr.errors import (
    DirectoryBrokenError,
    NotPermittedError,
    StaffNotFoundError,
    SubmissionInvalidError,
    TeamNotFoundError,
    UnitNotFoundError,
)
from casemgr.routing import LAST_RESORT, POINT
from casemgr.rules.workflow import Role
from casemgr.store.engines import require_writable
from casemgr.store.models import Membership, Proposal, Staff
from casemgr.store.models import Team as TeamRow
from casemgr.store.models import Unit as UnitRow
from casemgr.submissions import clean_text
from casemgr.vault.directory import CASE, Directory, Team, TeamKind, Unit
from casemgr.vault.formats import KeyPair
from casemgr.vault.sealing import wrap_to
from casemgr.vault.wraps import Purpose, Wrap, new_id

ChangeKind = Literal["unit", "unit_end", "team", "new_team", "staff"]
LEAST_MEMBERS = 2
UNIT_NAME_CHARACTERS = 160
TEAM_NAME_CHARACTERS = 120
HIGHEST_RANK = 999
NEW_TEAM_KINDS: Final[tuple[TeamKind, ...]] = ("intake", "examination", "break_glass")
"""Custodian teams are founded with the office: identities sealed earlier have no half for a later one."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the signed directory will say about a unit, a team or a person.

    `target_id` is new for a unit or team to be added. `unit_id` is the unit above a unit, or the unit a team
    or person belongs to. `code` is the kind of a new unit or team; `rank` is a team's, 0 to 999; `staff_ids`
    are the first members of a new team.
    """

    kind: ChangeKind
    target_id: str
    name: str = ""
    unit_id: str | None = None
    rank: int = 0
    code: str = ""
    staff_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A proposed change as it waits; `seen` is the mark of exactly this change, given back with the word."""

    id: str
    change: Change
    before: Change | None
    proposed_by: str
    proposed_at: dt.datetime
    seen: str
    may_decide: bool


class Structure(DeskBase):
    """The door to units and teams of one signed-in person on one session."""

    # Proposing.

    def propose(self, change: Change) -> str:
        """Record a change that waits for a member's word; return the proposal's id.

        Raises `NotPermittedError`, and `SubmissionInvalidError` for a change that the directory would refuse:
        fields `name`, `unit_id`, `rank`, `code`, `staff_ids` or `target_id`.
        """
        require_writable(self.session)
        if Role.ADMINISTRATOR not in self.actor.roles:
            raise NotPermittedError("administer")
        wanted = replace(change, name=clean_text(change.name).strip(), target_id=change.target_id or new_id())
        _check(wanted, self.office.directory())
        row = Proposal(
            id=new_id(),
            kind=wanted.kind,
            target_id=wanted.target_id,
            change=json.dumps(asdict(wanted), ensure_ascii=False),
            state="waiting",
            proposed_by=self.actor.id,
            proposed_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        self.trace(row, "propose_change")
        return row.id

    # Reading.

    def waiting(self) -> tuple[ChangeView, ...]:
        """Return the proposals that nobody decided yet, oldest first."""
        rows = self.session.scalars(
            select(Proposal).where(Proposal.state == "waiting").order_by(Proposal.proposed_at, Proposal.id)
        )
        names = self.office.staff_names(self.session)
        directory = self.office.directory()
        return tuple(self._view(row, directory, names) for row in rows)

    def _view(self, row: Proposal, directory: Directory, names: dict[str, str]) -> ChangeView:
        change = _read(row)
        return ChangeView(
            row.id,
            change,
            _before(change, directory),
            names.get(row.proposed_by, ""),
            row.proposed_at,
            _mark(row),
            self._may_decide(change, directory),
        )

    def _may_decide(self, change: Change, directory: Directory) -> bool:
        """Whether this person belongs, by directory and keys, to a team that confirms this change.

        Nobody confirms what changes their own unit.
        """
        teams = self.office.organisation(directory).teams(LAST_RESORT)
        if not teams:
            points = self.office.organisation(directory).teams(POINT)
            teams = [team for team in points if team.id != change.target_id]
        held = self.keyring.team_pairs()
        return change.target_id != self.actor.id and any(
            self.actor.id in directory.members(team.id) and directory.team_key(team.id).key_id in held
            for team in teams
        )

    # Deciding.

    def confirm(self, proposal_id: str, seen: str) -> None:
        """Publish a proposed change and let the plain rows follow.

        `seen` is the mark of the change that this person was shown. Raises `NotPermittedError` for somebody
        of another team and for the proposer, `SubmissionInvalidError` when the change is another one by now
        (`seen`) or no longer possible.
        """
        row, change = self._decidable(proposal_id)
        if not hmac.compare_digest(seen, _mark(row)):
            raise SubmissionInvalidError({"seen": "different"})
        directory = self.office.directory()
        _check(change, directory)
        document = self._publish(change, directory)
        _ROWS[change.kind](self, change)
        row.state = "confirmed"
        row.decided_by = self.actor.id
        self.session.flush()
        self.trace(row, "confirm_change", document)

    def refuse(self, proposal_id: str) -> None:
        """Turn a change down; also for the administrators themselves. Raises `NotPermittedError`."""
        require_writable(self.session)
        if Role.ADMINISTRATOR in self.actor.roles:
            row = self._waiting(proposal_id)
        else:
            row, _ = self._decidable(proposal_id)
        row.state = "refused"
        row.decided_by = self.actor.id
        self.session.flush()
        self.trace(row, "refuse_change")

    def _waiting(self, proposal_id: str) -> Proposal:
        row = self.session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
        if row is None or row.state != "waiting":
            raise NotPermittedError("confirm")
        return row

    def _decidable(self, proposal_id: str) -> tuple[Proposal, Change]:
        require_writable(self.session)
        row = self._waiting(proposal_id)
        change = _read(row)
        if row.proposed_by == self.actor.id or not self._may_decide(change, self.office.directory()):
            raise NotPermittedError("confirm")
        return row, change

    def _publish(self, change: Change, directory: Directory) -> bytes:
        """Publish the next document, or return the newest where a try that died published it already."""
        following, wraps = _following(change, directory, self.today)
        if following is directory:
            newest = self.office.vault.newest_directory()
            return b"" if newest is None else newest[1]
        self.add_wraps(wraps)
        return self.office.publish(following)

    # Plain rows.

    def _write_unit(self, change: Change) -> None:
        row = self.session.get(UnitRow, change.target_id)
        if row is None:
            row = UnitRow(id=change.target_id, kind=change.code or "unit", valid_from=self.today)
            above = self.session.get(UnitRow, change.unit_id) if change.unit_id else None
            row.zone = above.zone if above else self.office.zone.key
            row.workweek = above.workweek if above else "12345"
            self.session.add(row)
        row.name, row.parent_id = change.name, change.unit_id

    def _end_unit(self, change: Change) -> None:
        row = self.session.get_one(UnitRow, change.target_id)
        row.valid_to = max(self.today, row.valid_from + dt.timedelta(days=1))

    def _move_team(self, change: Change) -> None:
        row = self.session.get_one(TeamRow, change.target_id)
        row.name, row.unit_id, row.rank = change.name, change.unit_id, change.rank

    def _write_team(self, change: Change) -> None:
        team_id = change.target_id
        self.session.add(
            TeamRow(id=team_id, name=change.name, kind=change.code, unit_id=change.unit_id, rank=change.rank)
        )
        self.session.flush()
        for staff_id in change.staff_ids:
            self.session.add(
                Membership(
                    id=new_id(),
                    team_id=team_id,
                    staff_id=staff_id,
                    state="confirmed",
                    confirmed_by=self.actor.id,
                )
            )

    def _move_person(self, change: Change) -> None:
        self.session.get_one(Staff, change.target_id).unit_id = change.unit_id


_ROWS: Final[dict[ChangeKind, Callable[[Structure, Change], None]]] = {
    "unit": Structure._write_unit,
    "unit_end": Structure._end_unit,
    "team": Structure._move_team,
    "new_team": Structure._write_team,
    "staff": Structure._move_person,
}


def _read(row: Proposal) -> Change:
    values = json.loads(row.change)
    return Change(**values | {"staff_ids": tuple(values["staff_ids"])})


def _mark(row: Proposal) -> str:
    """Return a mark of who proposed what: 32 hexadecimal digits."""
    return hashlib.sha256(f"{row.id}\0{row.proposed_by}\0{row.change}".encode()).hexdigest()[:32]


def _before(change: Change, directory: Directory) -> Change | None:
    """Return what the directory says now about what is to change, None for what is new."""
    try:
        if change.kind in ("unit", "unit_end"):
            unit = directory.unit(change.target_id)
            return Change(change.kind, unit.id, unit.name, unit.parent_id)
        if change.kind == "staff":
            return Change("staff", change.target_id, unit_id=directory.staff_key(change.target_id).unit_id)
        team = directory.team(change.target_id)
        return Change("team", team.id, team.name, team.unit_id, team.rank)
    except (UnitNotFoundError, StaffNotFoundError, TeamNotFoundError):
        return None


def _check(change: Change, directory: Directory) -> None:
    """Raise `SubmissionInvalidError` for what the directory would refuse, by field."""
    problems: dict[str, str] = {}
    if change.kind in ("unit", "team", "new_team"):
        limit = UNIT_NAME_CHARACTERS if change.kind == "unit" else TEAM_NAME_CHARACTERS
        if not change.name or len(change.name) > limit:
            problems["name"] = "long" if change.name else "empty"
        elif _is_taken(change, directory):
            problems["name"] = "taken"
    if change.unit_id is not None and change.unit_id not in directory.parents:
        problems["unit_id"] = "choice"
    if not 0 <= change.rank <= HIGHEST_RANK:
        problems["rank"] = "number"
    if change.kind == "new_team":
        problems |= _check_new_team(change, directory)
    if not problems and _is_impossible(change, directory):
        problems["unit_id" if change.kind == "unit" else "target_id"] = "choice"
    if problems:
        raise SubmissionInvalidError(problems)


def _is_taken(change: Change, directory: Directory) -> bool:
    """Say whether a name that is new here stands for something else already: reporters choose by it."""
    before = _before(change, directory)
    if before is not None and before.name == change.name:
        return False
    others: list[Unit] | list[Team] = (
        list(directory.units) if change.kind == "unit" else list(directory.teams)
    )
    return any(one.name.casefold() == change.name.casefold() and one.id != change.target_id for one in others)


def _check_new_team(change: Change, directory: Directory) -> dict[str, str]:
    """Its first members hold keys that a member of another team has compared with a fingerprint."""
    problems: dict[str, str] = {}
    if change.code not in NEW_TEAM_KINDS:
        problems["code"] = "choice"
    known = {
        staff_id
        for team_id in directory.case_teams()
        if team_id != change.target_id
        for staff_id in directory.members(team_id)
    }
    if len(set(change.staff_ids)) < LEAST_MEMBERS:
        problems["staff_ids"] = "few"
    elif not set(change.staff_ids) <= known:
        problems["staff_ids"] = "choice"
    return problems


def _is_impossible(change: Change, directory: Directory) -> bool:
    try:
        _placed(change, directory)
    except (DirectoryBrokenError, UnitNotFoundError, TeamNotFoundError, StaffNotFoundError):
        return change.kind != "unit_end" or change.target_id in directory.parents
    return False


def _placed(change: Change, directory: Directory) -> Directory:
    """Return the document after a change; a new team gets its key in `_following`."""
    match change.kind:
        case "unit":
            return directory.with_units(Unit(change.target_id, change.name, change.unit_id))
        case "unit_end":
            return directory.without_unit(change.target_id)
        case "team":
            return directory.with_team_place(
                change.target_id, name=change.name, unit_id=change.unit_id, rank=change.rank
            )
        case "staff":
            return directory.with_staff_unit(change.target_id, change.unit_id)
    return directory


def _following(change: Change, directory: Directory, on: dt.date) -> tuple[Directory, list[Wrap]]:
    """Return the next document and the wraps it needs; the same document where it says so already."""
    if change.kind == "unit_end" and change.target_id not in directory.parents:
        return directory, []
    if change.kind == "new_team":
        return _founded(change, directory, on)
    placed = _placed(change, directory)
    return (directory, []) if _before(change, placed) == _before(change, directory) else (placed, [])


def _founded(change: Change, directory: Directory, on: dt.date) -> tuple[Directory, list[Wrap]]:
    """Make a team's first key, sealed to its members and to recovery; the seed is forgotten here."""
    team_id = change.target_id
    if any(team.id == team_id for team in directory.teams):
        return directory, []
    kind: TeamKind = next(one for one in NEW_TEAM_KINDS if one == change.code)
    pair = KeyPair.generate()
    following = directory.with_team(
        Team(team_id, kind, change.name, change.unit_id, change.rank), pair.public
    )
    recovery = directory.recovery_key(CASE).public
    wraps = [wrap_to(recovery, pair.seed, Purpose.TEAM_RECOVERY, team_id, on)]
    for staff_id in change.staff_ids:
        following = following.with_member(team_id, staff_id)
        public = directory.staff_key(staff_id).public
        wraps.append(wrap_to(public, pair.seed, Purpose.TEAM_MEMBER, team_id, on, epoch=1))
    return following, wraps
