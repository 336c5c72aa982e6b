"""The first sign-in of somebody new: a one-use ticket becomes a key pair under a passphrase of their own."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from casemgr.errors import TicketUnknownError
from casemgr.office import Office
from casemgr.rules.workflow import Role
from casemgr.store import trail
from casemgr.store.engines import require_writable
from casemgr.store.models import Membership, Staff, Team
from casemgr.vault import keys, server_keys, totp
from casemgr.vault.directory import CASE, CUSTODY, fingerprint, staff_public
from casemgr.vault.formats import KeyPair
from casemgr.vault.sealing import totp_place
from casemgr.vault.staff_seeds import passphrase_wrap_id, seed_wraps
from casemgr.vault.wraps import Purpose

SEEDS = (Purpose.STAFF_PASSPHRASE, Purpose.STAFF_CODE, Purpose.STAFF_RECOVERY)


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """What a newcomer takes home, shown once."""

    username: str
    printed_code: str = field(repr=False)
    totp_uri: str = field(repr=False)
    fingerprint: str


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
    earlier = office.vault.of([row.id], SEEDS)
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
