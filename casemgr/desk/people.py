"""Staff and teams: administrators propose, a member of the team confirms, nobody here reads a case.

A newcomer's key pair is made when they first sign in with a one-use ticket and a passphrase of their own. A
member of the team compares a fingerprint and seals the team key to them with their own keyring. When
somebody leaves, the team gets the key of its next epoch at once; the next member online links the old one
and renews open cases.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casemgr.desk.base import DeskBase
from casemgr.errors import (
    NotPermittedError,
    SealBrokenError,
    StaffNotFoundError,
    SubmissionInvalidError,
    TeamNotFoundError,
    TeamTooSmallError,
    TicketUnknownError,
)
from casemgr.office import Office
from casemgr.rules.workflow import OPEN, Role
from casemgr.store import trail
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
from casemgr.vault import keys, server_keys, totp
from casemgr.vault.directory import CASE, CUSTODY, Directory, fingerprint, staff_public
from casemgr.vault.formats import KeyPair
from casemgr.vault.sealing import case_to_staff, new_case, totp_place, wrap_to, wrap_under
from casemgr.vault.staff_seeds import passphrase_wrap_id, seed_wraps
from casemgr.vault.wraps import Purpose, Wrap, new_id

LEAST_MEMBERS = 2
TICKET_LENGTH = dt.timedelta(hours=72)
RENEW_BATCH = 50
USERNAME_CHARACTERS = 60
_SEALED_TO_STAFF = (Purpose.TEAM_MEMBER, Purpose.CASE_STAFF, Purpose.IDENTITY_DISCLOSED)
_SEEDS = (Purpose.STAFF_PASSPHRASE, Purpose.STAFF_CODE, Purpose.STAFF_RECOVERY)


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


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """What a newcomer takes home, shown once."""

    username: str
    printed_code: str = field(repr=False)
    totp_uri: str = field(repr=False)
    fingerprint: str


class People(DeskBase):
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

        Raises `NotPermittedError`, `SubmissionInvalidError` (username taken or empty, unknown role, unit or
        team, teams of both sides).
        """
        self._require_administrator()
        self._check_new(username, name, roles, team_ids)
        if unit_id and self.session.get(Unit, unit_id) is None:
            raise SubmissionInvalidError({"unit": "choice"})
        row = Staff(
            id=new_id(),
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
        self._trace(row, "propose_staff")
        return ticket

    def _check_new(self, username: str, name: str, roles: Sequence[str], team_ids: Sequence[str]) -> None:
        problems: dict[str, str] = {}
        short = username.strip().lower()
        bare = short.replace(".", "")
        if not bare.isascii() or not bare.isalnum() or len(short) > USERNAME_CHARACTERS:
            problems["username"] = "empty" if not short else "symbol"
        elif self.session.scalar(select(Staff.id).where(Staff.username == short)):
            problems["username"] = "taken"
        if not clean_text(name):
            problems["name"] = "empty"
        known = {role.value for role in Role} - {Role.REPORTER.value, Role.SYSTEM.value}
        if not roles or not set(roles) <= known:
            problems["roles"] = "choice"
        kinds = dict(self.session.execute(select(Team.id, Team.kind).where(Team.id.in_(team_ids))).all())
        custody = {kind == "custodian" for kind in kinds.values()}
        if Role.CUSTODIAN.value in roles:
            custody.add(True)
        if len(kinds) != len(set(team_ids)):
            problems["teams"] = "choice"
        elif len(custody) > 1 and not self.office.directory().allow_both_sides:
            problems["teams"] = "both_sides"
        elif kinds and Role.ADMINISTRATOR.value in roles:
            problems["teams"] = "administrator"
        if problems:
            raise SubmissionInvalidError(problems)

    def propose_member(self, staff_id: str, team_id: str) -> None:
        """Propose a person for one more team.

        Raises `NotPermittedError`, `StaffNotFoundError`, `TeamNotFoundError`, and `SubmissionInvalidError`
        for an administrator, who holds no team key.
        """
        self._require_administrator()
        row = self._person(staff_id)
        if self.session.get(Team, team_id) is None:
            raise TeamNotFoundError(team_id)
        if Role.ADMINISTRATOR.value in row.roles.split():
            raise SubmissionInvalidError({"teams": "administrator"})
        self._propose(row, team_id)
        self._trace(row, "propose_member")

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
        self._trace(row, "reset_staff", document)
        return ticket

    def _teams_of(self, row: Staff) -> list[str]:
        return list(
            self.session.scalars(
                select(Membership.team_id).where(
                    Membership.staff_id == row.id, Membership.state == "confirmed"
                )
            )
        )

    def _new_ticket(self, row: Staff) -> Ticket:
        code = keys.new_printed_code()
        row.ticket_hash = _ticket_hash(self.office, code)
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
        self._trace(row, "confirm_member", document)

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
        self._trace(row, "leave", document)

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
        self.remove_wraps(self.office.vault.of([row.id], _SEEDS))
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
            case_ids.add(decision.case_id)
        asked = select(Disclosure).where(
            Disclosure.asked_by == row.id, Disclosure.state.in_(("asked", "approved"))
        )
        for disclosure in self.session.scalars(asked):
            disclosure.state = "ended"
        for case in self.session.scalars(select(Case).where(Case.id.in_(case_ids))):
            case.key_version += 1

    # What the next member online does.

    def catch_up(self) -> int:
        """Link earlier team keys to the newest and renew the keys of open cases, in batches.

        Returns how many cases got a new key version. Safe to run at every sign-in.
        """
        require_writable(self.session)
        directory = self.office.directory()
        renewed = 0
        for team in directory.teams_of(self.actor.id):
            newest = directory.team_key(team.id)
            if newest.key_id not in self.keyring.team_pairs():
                continue
            self.add_wraps(self._links(directory, team.id))
            renewed += self._renew_cases(directory, team.id)
        return renewed

    def _links(self, directory: Directory, team_id: str) -> list[Wrap]:
        newest = directory.team_key(team_id)
        linked = {
            wrap.recipient: wrap
            for wrap in self.office.vault.of([team_id], [Purpose.TEAM_LINK])
            if wrap.recipient == newest.key_id
        }
        earlier = [
            key
            for key in directory.keys
            if key.kind == "team" and key.holder == team_id and key.epoch == newest.epoch - 1
        ]
        return [
            self.keyring.share_team(
                key.key_id, team_id, newest.public, self.today, epoch=newest.epoch, purpose=Purpose.TEAM_LINK
            )
            for key in earlier
            if newest.key_id not in linked and key.key_id in self.keyring.team_pairs()
        ]

    def _renew_cases(self, directory: Directory, team_id: str) -> int:
        """Renew the open cases of a team whose newest key is not sealed to the team's newest key."""
        newest = directory.team_key(team_id)
        ours = select(Case).where(
            Case.team_id == team_id, Case.status.in_(sorted(OPEN)), Case.merged_into_id.is_(None)
        )
        if newest.epoch == 1:
            ours = ours.where(Case.key_version > 1)
        cases = {case.id: case for case in self.session.scalars(ours.order_by(Case.id))}
        stale = [cases[case_id] for case_id in self._stale(cases, newest.key_id)]
        renewed = 0
        for case in stale[:RENEW_BATCH]:
            self.session.refresh(case, with_for_update=True)
            if self._stale({case.id: case}, newest.key_id) and self._is_sealed_to(directory, team_id, case):
                self._renew(directory, team_id, case)
                renewed += 1
        return renewed

    def _stale(self, cases: Mapping[str, Case], team_key_id: bytes) -> list[str]:
        sealed: dict[str, int] = {}
        for wrap in self.office.vault.of(list(cases), [Purpose.CASE_TEAM]):
            if wrap.recipient == team_key_id:
                sealed[wrap.owner] = max(wrap.version, sealed.get(wrap.owner, 0))
        return [case_id for case_id, case in cases.items() if sealed.get(case_id, 0) < case.key_version]

    def _is_sealed_to(self, directory: Directory, team_id: str, case: Case) -> bool:
        """Whether the team itself holds the key already: the row alone says nothing, anybody may have
        written it."""
        if not self.keyring.holds_case(case.id):
            return False
        newest = self.box(case).newest
        keys_of_team = {key.key_id for key in directory.keys if key.kind == "team" and key.holder == team_id}
        for wrap in self.office.vault.of([case.id], [Purpose.CASE_TEAM]):
            if wrap.recipient in keys_of_team and wrap.version == newest.version:
                try:
                    return self.keyring.open(wrap) == newest.key.secret
                except SealBrokenError:
                    continue
        return False

    def _renew(self, directory: Directory, team_id: str, case: Case) -> None:
        """Give a case a new key version for later writes; the older one is wrapped under it."""
        old = self.box(case).newest
        version = max(old.version + 1, case.key_version)
        fresh, wraps = new_case(directory, case.id, team_id, self.today, version=version)
        wraps.append(
            wrap_under(fresh.key, old.key.secret, Purpose.CASE_LINK, case.id, self.today, version=old.version)
        )
        wraps += [
            case_to_staff(fresh, directory, staff_id, self.today)
            for staff_id in self._holders(directory, case, old.version)
        ]
        wraps += [
            wrap_under(
                fresh.key,
                self.keyring.report_secret(report.id, case.id),
                Purpose.REPORT_CASE,
                report.id,
                self.today,
            )
            for report in case.reports
        ]
        self.add_wraps(wraps)
        case.key_version = fresh.version
        self.keyring.forget_case(case.id)
        self._trace(case, "renew_key")

    def _holders(self, directory: Directory, case: Case, version: int) -> list[str]:
        """Return who acts on a case and holds its present key; a row alone makes nobody a reader."""
        held = {
            wrap.recipient
            for wrap in self.office.vault.of([case.id], [Purpose.CASE_STAFF])
            if wrap.version == version
        }
        acting = {one.staff_id for one in self.open_assignments(case)}
        acting |= {one.decider_id for one in self.waiting_decisions(case)}
        active = {key.holder: key.key_id for key in directory.keys if key.state == "active"}
        return sorted(staff_id for staff_id in acting if active.get(staff_id) in held)

    def _trace(self, row: Staff | Membership | Case, verb: str, document: bytes = b"") -> None:
        trail.append(
            self.session,
            self.office.console_keys.leaf_key,
            actor=self.actor.id,
            verb=verb,
            subject=row,
            at=self.now,
            sealed=[document] if document else [],
        )


def first_sign_in(
    session: Session, office: Office, username: str, ticket: str, passphrase: str, *, now: dt.datetime
) -> FirstSignIn:
    """Make a newcomer's key pair with the passphrase of their choice; the ticket is used up.

    Raises `TicketUnknownError` for an unknown, used or expired ticket, `PassphraseWeakError`, `KdfBusyError`,
    `StaleVersionError` when the directory changed meanwhile.
    """
    require_writable(session)
    with office.reading() as reading:
        row = reading.scalar(select(Staff).where(Staff.username == username.strip().lower()))
        _check_ticket(office, row, ticket, now)
        assert row is not None
        side = CUSTODY if _is_custodian(reading, row) else CASE
    keys.check_passphrase(passphrase, personal=(row.username, row.name))
    pair = KeyPair.generate()
    printed, secret = keys.new_printed_code(), totp.new_secret()
    wraps = seed_wraps(
        pair.seed,
        row.id,
        passphrase=passphrase,
        printed_code=printed,
        pepper=office.console_keys.staff_pepper,
        recovery=office.directory().recovery_key(side).public,
        profile=office.profiles.passphrase,
        on=office.today(now),
    )
    row = session.get_one(Staff, row.id, with_for_update=True, populate_existing=True)
    _check_ticket(office, row, ticket, now)
    following = office.directory().with_staff_key(row.id, side, *staff_public(pair.seed), unit_id=row.unit_id)
    earlier = office.vault.of([row.id], _SEEDS)
    office.vault.add(wraps)
    document = office.publish(following)
    office.vault.remove([wrap.id for wrap in earlier])
    console = office.console_keys
    row.totp_sealed = server_keys.t1_encrypt(console.t1, secret, totp_place(row.id))
    row.totp_step = 0
    row.passphrase_wrap_id = passphrase_wrap_id(wraps)
    row.state = "active"
    row.ticket_hash = None
    row.ticket_until_at = None
    trail.append(
        session,
        console.leaf_key,
        actor=row.id,
        verb="first_sign_in",
        subject=row,
        at=now,
        sealed=[document],
    )
    return FirstSignIn(
        row.username,
        printed,
        totp.provisioning_uri(secret, row.username, office.name),
        fingerprint(following.staff_key(row.id)),
    )


def _check_ticket(office: Office, row: Staff | None, ticket: str, now: dt.datetime) -> None:
    known = row.ticket_hash if row is not None and row.ticket_hash else secrets.token_bytes(32)
    fits = hmac.compare_digest(known, _ticket_hash(office, ticket))
    if row is None or not fits or row.ticket_until_at is None or row.ticket_until_at <= now:
        raise TicketUnknownError


def _ticket_hash(office: Office, ticket: str) -> bytes:
    bare = "".join(ticket.upper().replace("-", "").split())
    return server_keys.token(
        office.console_keys.t1, "first sign-in", hashlib.sha256(bare.encode()).hexdigest()
    )


def _is_custodian(session: Session, row: Staff) -> bool:
    kinds = session.scalars(
        select(Team.kind)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.staff_id == row.id, Membership.state == "proposed")
    )
    return "custodian" in set(kinds) or Role.CUSTODIAN.value in row.roles.split()


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
