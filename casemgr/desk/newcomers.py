"""The first sign-in of somebody new: a one-use ticket becomes a key pair under a passphrase of their own."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from casemgr.desk.second_factor import Enrolment, Reason, accepted, locked_row, offer, take
from casemgr.errors import TicketUnknownError
from casemgr.office import Office
from casemgr.rules.workflow import Role
from casemgr.store import trail
from casemgr.store.engines import require_writable
from casemgr.store.models import Membership, Staff, Team
from casemgr.vault import keys, server_keys
from casemgr.vault.directory import CASE, CUSTODY, fingerprint, staff_public
from casemgr.vault.formats import KeyPair
from casemgr.vault.staff_seeds import passphrase_wrap_id, seed_wraps
from casemgr.vault.wraps import Purpose

SEEDS = (Purpose.STAFF_PASSPHRASE, Purpose.STAFF_CODE, Purpose.STAFF_RECOVERY)


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """What a newcomer takes home, shown once."""

    username: str
    printed_code: str = field(repr=False)
    fingerprint: str


def offer_second_factor(office: Office, username: str, ticket: str, *, now: dt.datetime) -> Enrolment:
    """Return the second-factor secret for the holder of a ticket, to be shown before `first_sign_in`.

    Nothing is changed and the ticket stays good. Raises `TicketUnknownError`.
    """
    with office.reading() as reading:
        return offer(office, _invited(office, reading, username, ticket, now), Reason.FIRST, now)


def first_sign_in(
    session: Session,
    office: Office,
    username: str,
    ticket: str,
    passphrase: str,
    *,
    enrolment: str,
    code: str,
    now: dt.datetime,
) -> FirstSignIn:
    """Make a newcomer's key pair with the passphrase of their choice; the ticket is used up.

    `enrolment` is `Enrolment.sealed` of the secret that `offer_second_factor` gave, `code` one code of it: so
    nobody's keys are made before their second factor works. Raises `TicketUnknownError` for an unknown, used
    or expired ticket, `EnrolmentFailedError`, `PassphraseWeakError`, `KdfBusyError`, `StaleVersionError` when
    the directory changed meanwhile.
    """
    require_writable(session)
    with office.reading() as reading:
        row = _invited(office, reading, username, ticket, now)
        side = CUSTODY if _is_custodian(reading, row) else CASE
    accepted(office, row, Reason.FIRST, enrolment, code, now)
    keys.check_passphrase(passphrase, personal=(row.username, row.name))
    pair = KeyPair.generate()
    printed = keys.new_printed_code()
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
    row = locked_row(session, row.id)
    _check_ticket(office, row, ticket, now)
    take(office, row, Reason.FIRST, enrolment, code, now)
    following = office.directory().with_staff_key(row.id, side, *staff_public(pair.seed), unit_id=row.unit_id)
    earlier = office.vault.of([row.id], SEEDS)
    office.vault.add(wraps)
    document = office.publish(following)
    office.vault.remove([wrap.id for wrap in earlier])
    row.passphrase_wrap_id = passphrase_wrap_id(wraps)
    row.state = "active"
    row.ticket_hash = None
    row.ticket_until_at = None
    trail.append(
        session,
        office.console_keys.leaf_key,
        actor=row.id,
        verb=Reason.FIRST.value,
        subject=row,
        at=now,
        sealed=[document],
    )
    return FirstSignIn(row.username, printed, fingerprint(following.staff_key(row.id)))


def _invited(office: Office, reading: Session, username: str, ticket: str, now: dt.datetime) -> Staff:
    row = reading.scalar(select(Staff).where(Staff.username == username.strip().lower()))
    _check_ticket(office, row, ticket, now)
    assert row is not None
    return row


def _check_ticket(office: Office, row: Staff | None, ticket: str, now: dt.datetime) -> None:
    known = row.ticket_hash if row is not None and row.ticket_hash else secrets.token_bytes(32)
    fits = hmac.compare_digest(known, ticket_hash(office, ticket))
    if row is None or not fits or row.ticket_until_at is None or row.ticket_until_at <= now:
        raise TicketUnknownError


def ticket_hash(office: Office, ticket: str) -> bytes:
    """Return what the row keeps of a ticket."""
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
