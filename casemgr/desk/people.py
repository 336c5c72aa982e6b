"""Staff and teams: administrators propose, a member of the team confirms, nobody here reads a case.

A newcomer's key pair is made when they first sign in (`newcomers`). A member of the team compares a
fingerprint and seals the team key to them with their own keyring. When somebody leaves, the team gets the key
of its next epoch at once; the next member online links the old one and renews open cases (`renewals`).
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from casemgr.desk.newcomers import SEEDS, ticket_hash
from casemgr.desk.renewals import Renewing
from casemgr.errors import (
    NotPermittedError,
    StaffNotFoundError,
    SubmissionInvalidError,
    TeamNotFoundError,
    TeamTooSmallError,
)
from casemgr.founding import is_username, sides_of
from casemgr.rules.workflow import Role
from casemgr.store.engines import require_writable
from casemgr.store.models import (
    Assignment,
    Case,
    Decision,
    Disclosure,
    Membership,
    Staff,
    StaffSession,
    Team,
    Unit,
)
from casemgr.submissions import clean_text
from casemgr.vault import keys
from casemgr.vault.directory import Directory, Side, fingerprint
from casemgr.vault.formats import KeyPair
from casemgr.vault.sealing import wrap_to
from casemgr.vault.wraps import Purpose, Wrap, new_id

LEAST_MEMBERS = 2
TICKET_LENGTH = dt.timedelta(hours=72)
_SEALED_TO_STAFF = (Purpose.TEAM_MEMBER, Purpose.CASE_STAFF, Purpose.IDENTITY_DISCLOSED)


@dataclass(frozen=True, slots=True)
class StaffView:
    """A person as administrators see them."""

    id: str
    username: str
    name: str
    roles: tuple[str, ...]
    unit: str
    teams: tuple[tuple[str, str], ...]
    state: str
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class MemberProposal:
    """A membership that waits for a member's word; without a key yet, `fingerprint` is None.

    `unit` is the name of the unit the directory has the person in; reports about it are kept from them.
    """

    id: str
    team_id: str
    team: str
    staff_id: str
    name: str
    fingerprint: str | None
    proposed_by: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A one-use ticket for a first sign-in, to be handed over in person. Shown once."""

    username: str
    code: str = field(repr=False)
    until_at: dt.datetime


class People(Renewing):
    """The door to staff and teams of one signed-in person on one session."""

    def _require_administrator(self) -> None:
        require_writable(self.session)
        if Role.ADMINISTRATOR not in self.actor.roles:
            raise NotPermittedError("administer")

    # Reading.

    def staff(self) -> tuple[StaffView, ...]:
        """Return everybody, by name. For administrators and members of any team."""
        directory = self.office.directory()
        units = dict(self.session.execute(select(Unit.id, Unit.name)).all())
        teams = dict(self.session.execute(select(Team.id, Team.name)).all())
        states: dict[str, list[tuple[str, str]]] = {}
        for row in self.session.scalars(select(Membership).where(Membership.state != "ended")):
            states.setdefault(row.staff_id, []).append((teams[row.team_id], row.state))
        return tuple(
            StaffView(
                id=row.id,
                username=row.username,
                name=row.name,
                roles=tuple(row.roles.split()),
                unit=units.get(row.unit_id or "", ""),
                teams=tuple(sorted(states.get(row.id, []))),
                state=row.state,
                fingerprint=_fingerprint(directory, row.id),
            )
            for row in self.session.scalars(select(Staff).order_by(Staff.name))
        )

    def proposals(self) -> tuple[MemberProposal, ...]:
        """Return the memberships waiting in this person's teams, or in all for an administrator."""
        statement = select(Membership).where(Membership.state == "proposed")
        if Role.ADMINISTRATOR not in self.actor.roles:
            statement = statement.where(Membership.team_id.in_(sorted(self.viewer.team_ids)))
        directory = self.office.directory()
        names = self.office.staff_names(self.session)
        teams = dict(self.session.execute(select(Team.id, Team.name)).all())
        return tuple(
            MemberProposal(
                row.id,
                row.team_id,
                teams[row.team_id],
                row.staff_id,
                names[row.staff_id],
                _fingerprint(directory, row.staff_id),
                names.get(row.proposed_by or "", ""),
                self._unit_of(directory, row.staff_id),
            )
            for row in self.session.scalars(statement.order_by(Membership.id))
        )

    def _unit_of(self, directory: Directory, staff_id: str) -> str:
        try:
            unit_id = directory.staff_key(staff_id).unit_id
        except StaffNotFoundError:
            return ""
        return self.office.organisation(directory).unit_name(unit_id or "") or ""

    # Proposing.

    def propose_staff(
        self, *, username: str, name: str, roles: Sequence[str], unit_id: str | None, team_ids: Sequence[str]
    ) -> Ticket:
        """Add a person and propose their teams; return the ticket for the first sign-in.

        With the same `once` the same person gets another ticket in the place of the first.
        Raises `NotPermittedError`, `SubmissionInvalidError` (username taken or empty, unknown role, unit or
        team, teams of both sides).
        """
        self._require_administrator()
        row_id = self.row_id("propose_staff", username)
        proposed = self.session.get(Staff, row_id)
        if proposed is not None and proposed.state == "proposed":
            return self._new_ticket(proposed)
        self._check_new(username, name, roles, team_ids)
        if unit_id and self.session.get(Unit, unit_id) is None:
            raise SubmissionInvalidError({"unit": "choice"})
        row = Staff(
            id=row_id,
            username=username.strip().lower(),
            name=clean_text(name),
            roles=" ".join(sorted(Role(code) for code in roles)),
            unit_id=unit_id or None,
            state="proposed",
        )
        self.session.add(row)
        self.session.flush()
        for team_id in team_ids:
            self._propose(row, team_id)
        ticket = self._new_ticket(row)
        self.trace(row, "propose_staff")
        return ticket

    def _check_new(self, username: str, name: str, roles: Sequence[str], team_ids: Sequence[str]) -> None:
        problems: dict[str, str] = {}
        short = username.strip().lower()
        if not is_username(short):
            problems["username"] = "empty" if not short else "symbol"
        elif self.session.scalar(select(Staff.id).where(Staff.username == short)):
            problems["username"] = "taken"
        if not clean_text(name):
            problems["name"] = "empty"
        known = {role.value for role in Role} - {Role.REPORTER.value, Role.SYSTEM.value}
        if not roles or not set(roles) <= known:
            problems["roles"] = "choice"
        kinds = dict(self.session.execute(select(Team.id, Team.kind).where(Team.id.in_(team_ids))).all())
        if len(kinds) != len(set(team_ids)):
            problems["teams"] = "choice"
        elif self._on_both_sides(roles, kinds.values()):
            problems["teams"] = "both_sides"
        elif kinds and Role.ADMINISTRATOR.value in roles:
            problems["teams"] = "administrator"
        if problems:
            raise SubmissionInvalidError(problems)

    def _on_both_sides(
        self, roles: Iterable[str], team_kinds: Iterable[str], held: Collection[Side] = ()
    ) -> bool:
        """Say whether somebody would work on cases and guard identities, where one person may not."""
        sides = sides_of(roles, team_kinds) | set(held)
        return len(sides) > 1 and not self.office.directory().allow_both_sides

    def _key_side(self, row: Staff) -> list[Side]:
        """Return the side whose recovery key opens a person's seed; none before their first sign-in."""
        try:
            side = self.office.directory().staff_key(row.id).side
        except StaffNotFoundError:
            return []
        return [] if side is None else [side]

    def propose_member(self, staff_id: str, team_id: str) -> None:
        """Propose a person for one more team.

        Raises `NotPermittedError`, `StaffNotFoundError`, `TeamNotFoundError`, and `SubmissionInvalidError`
        for an administrator, who holds no team key, and for a team of the other side.
        """
        self._require_administrator()
        row = self._person(staff_id)
        team = self.session.get(Team, team_id)
        if team is None:
            raise TeamNotFoundError(team_id)
        if Role.ADMINISTRATOR.value in row.roles.split():
            raise SubmissionInvalidError({"teams": "administrator"})
        if self._on_both_sides(row.roles.split(), [team.kind], self._key_side(row)):
            raise SubmissionInvalidError({"teams": "both_sides"})
        self._propose(row, team_id)
        self.trace(row, "propose_member")

    def _person(self, staff_id: str) -> Staff:
        row = self.session.get(Staff, staff_id)
        if row is None:
            raise StaffNotFoundError(staff_id)
        return row

    def _propose(self, row: Staff, team_id: str) -> None:
        earlier = self.session.scalar(
            select(Membership).where(Membership.staff_id == row.id, Membership.team_id == team_id)
        )
        if earlier is None:
            earlier = Membership(id=new_id(), team_id=team_id, staff_id=row.id)
            self.session.add(earlier)
        if earlier.state != "confirmed":
            earlier.state = "proposed"
        earlier.proposed_by = self.actor.id
        self.session.flush()

    def reset(self, staff_id: str) -> Ticket:
        """Give a person who lost passphrase and printed code a new beginning: a new key, confirmed anew.

        Raises `NotPermittedError`, `StaffNotFoundError`, `TeamTooSmallError`.
        """
        self._require_administrator()
        row = self._person(staff_id)
        team_ids = self._teams_of(row)
        document = self._retire(row)
        row.state = "proposed"
        row.totp_sealed = None
        for team_id in team_ids:
            self._propose(row, team_id)
        ticket = self._new_ticket(row)
        self.trace(row, "reset_staff", document)
        return ticket

    def _teams_of(self, row: Staff) -> list[str]:
        return list(
            self.session.scalars(
                select(Membership.team_id).where(
                    Membership.staff_id == row.id, Membership.state.in_(("proposed", "confirmed"))
                )
            )
        )

    def _new_ticket(self, row: Staff) -> Ticket:
        code = keys.new_printed_code()
        row.ticket_hash = ticket_hash(self.office, code)
        row.ticket_until_at = self.now + TICKET_LENGTH
        self.session.flush()
        return Ticket(row.username, code, row.ticket_until_at)

    # Confirming.

    def confirm(self, proposal_id: str, typed_fingerprint: str) -> None:
        """Take a proposed person into a team of this member, after comparing the fingerprint.

        Raises `NotPermittedError` for somebody outside the team, `StaffNotFoundError` before the first
        sign-in, `SubmissionInvalidError` when the fingerprint is not theirs, `DirectoryBrokenError` when
        they would hold keys of both sides.
        """
        require_writable(self.session)
        row = self.session.get(Membership, proposal_id)
        if row is None or row.state != "proposed" or row.team_id not in self.viewer.team_ids:
            raise NotPermittedError("confirm")
        directory = self.office.directory()
        person = directory.staff_key(row.staff_id)
        right = "".join(fingerprint(person).split())
        if not hmac.compare_digest(right, "".join(typed_fingerprint.split())):
            raise SubmissionInvalidError({"fingerprint": "different"})
        team = directory.team_key(row.team_id)
        following = directory.with_member(row.team_id, row.staff_id)
        wrap = self.keyring.share_team(team.key_id, row.team_id, person.public, self.today, epoch=team.epoch)
        self.add_wraps([wrap])
        document = self.office.publish(following)
        row.state = "confirmed"
        row.confirmed_by = self.actor.id
        self.session.flush()
        self.trace(row, "confirm_member", document)

    # Leaving.

    def leave(self, staff_id: str) -> None:
        """End a person's access: sessions, seals, memberships; their teams begin the next epoch at once.

        Raises `NotPermittedError`, `StaffNotFoundError`, `TeamTooSmallError` when a team would have one
        member.
        """
        self._require_administrator()
        row = self._person(staff_id)
        document = self._retire(row)
        row.state = "left"
        row.ticket_hash = None
        self.trace(row, "leave", document)

    def _retire(self, row: Staff) -> bytes:
        """End keys, sessions and memberships; return the new directory, empty when nothing was held.

        The directory may have been published by a try that died before the host's commit; all else is done
        again then.
        """
        directory = self.office.directory()
        team_ids = [team.id for team in directory.teams_of(row.id)]
        for team_id in team_ids:
            if len(directory.members(team_id)) <= LEAST_MEMBERS:
                raise TeamTooSmallError(team_id, least=LEAST_MEMBERS)
        document = b""
        if any(key.holder == row.id and key.state == "active" for key in directory.keys):
            following, wraps = _next_epochs(directory.with_retired(row.id), team_ids, self.today)
            self.add_wraps(wraps)
            document = self.office.publish(following)
        old_keys = [key.key_id for key in directory.keys if key.kind == "staff" and key.holder == row.id]
        self.remove_wraps(self.office.vault.for_recipients(old_keys, _SEALED_TO_STAFF))
        self.remove_wraps(self.office.vault.of([row.id], SEEDS))
        row.passphrase_wrap_id = None
        self.session.execute(delete(StaffSession).where(StaffSession.staff_id == row.id))
        for membership in self.session.scalars(select(Membership).where(Membership.staff_id == row.id)):
            membership.state = "ended"
        self._end_duties(row)
        self.session.flush()
        return document

    def _end_duties(self, row: Staff) -> None:
        """End what was assigned or waits for a person; those cases want a new key for later writes."""
        case_ids: set[str] = set()
        open_ones = select(Assignment).where(Assignment.staff_id == row.id, Assignment.ended_at.is_(None))
        for assignment in self.session.scalars(open_ones):
            assignment.ended_at = self.now
            case_ids.add(assignment.case_id)
        waiting = select(Decision).where(Decision.decider_id == row.id, Decision.state == "asked")
        for decision in self.session.scalars(waiting):
            decision.state = "moot"
            decision.decided_at = self.now
            case_ids.add(decision.case_id)
        asked = select(Disclosure).where(
            Disclosure.asked_by == row.id, Disclosure.state.in_(("asked", "approved"))
        )
        for disclosure in self.session.scalars(asked):
            disclosure.state = "ended"
        for case in self.session.scalars(select(Case).where(Case.id.in_(case_ids))):
            case.key_version += 1


def _fingerprint(directory: Directory, staff_id: str) -> str | None:
    try:
        return fingerprint(directory.staff_key(staff_id))
    except StaffNotFoundError:
        return None


def _next_epochs(
    directory: Directory, team_ids: Collection[str], on: dt.date
) -> tuple[Directory, list[Wrap]]:
    """Give teams new keys, sealed to the members who stay and to recovery; the seeds are forgotten here."""
    wraps: list[Wrap] = []
    for team_id in team_ids:
        pair = KeyPair.generate()
        directory = directory.with_team_epoch(team_id, pair.public)
        team = directory.team_key(team_id)
        recovery = directory.recovery_key(team.side).public
        wraps.append(wrap_to(recovery, pair.seed, Purpose.TEAM_RECOVERY, team_id, on, epoch=team.epoch))
        wraps += [
            wrap_to(
                directory.staff_key(staff_id).public,
                pair.seed,
                Purpose.TEAM_MEMBER,
                team_id,
                on,
                epoch=team.epoch,
            )
            for staff_id in directory.members(team_id)
        ]
    return directory, wraps
