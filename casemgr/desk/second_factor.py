"""A new secret for the second factor: shown once, and in force when one code of it has come back.

Until then nothing changes: a mistyped enrolment locks nobody out. What waits for the code travels in the form
only, sealed under the console's own key (T1), and is worth nothing once the person's row has changed.

Passphrase, second factor and printed code: any two of the three let a person in. Passphrase and six digits
sign in, printed code and six digits replace the passphrase (`passphrases`), passphrase and printed code
replace the second factor (`check_lost`). One alone opens nothing here.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casemgr.errors import (
    EnrolmentFailedError,
    KeyNotHeldError,
    ReceiptMistypedError,
    SealBrokenError,
    SignInFailedError,
)
from casemgr.office import Office, count_failure, is_locked
from casemgr.store import trail
from casemgr.store.engines import require_writable
from casemgr.store.models import Notice, Staff, StaffSession
from casemgr.vault import server_keys, totp
from casemgr.vault.formats import length_prefixed
from casemgr.vault.sealing import enrolment_place, totp_place
from casemgr.vault.staff_seeds import open_with_passphrase, open_with_printed_code
from casemgr.vault.wraps import new_id

ENROLMENT_LENGTH = dt.timedelta(minutes=30)
"""How long a shown secret may wait for its first code."""


class Reason(StrEnum):
    """Why a person gets a new secret; the values are verbs of the trail and kinds of notices."""

    FIRST = "first_sign_in"
    RENEWED = "renew_second_factor"
    LOST = "recover_second_factor"


FORGOTTEN = "recover_passphrase"
"""The kind of the notice about a passphrase replaced with the printed code."""
RENEWALS = (Reason.RENEWED.value, Reason.LOST.value, FORGOTTEN)
"""What the person and every administrator are shown, by kind of notice."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret that waits for one code of it. `sealed` travels in the form; `uri` is what an app reads."""

    sealed: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an enrolment says once it is opened."""

    reason: Reason
    staff_id: str
    secret: bytes = field(repr=False)
    of_row: str


def offer(office: Office, person: Staff, reason: Reason, now: dt.datetime) -> Enrolment:
    """Make a secret for a person as their row stands now. The caller has checked who asks."""
    secret = totp.new_secret()
    content = {
        "reason": reason.value,
        "staff": person.id,
        "secret": secret.hex(),
        "until": int((now + ENROLMENT_LENGTH).timestamp()),
        "row": _state_of(person),
    }
    blob = server_keys.t1_encrypt(
        office.console_keys.t1, json.dumps(content).encode(), enrolment_place(office.id)
    )
    return Enrolment(base64.urlsafe_b64encode(blob).decode(), _uri(office, person, secret))


def shown_again(office: Office, sealed: str, now: dt.datetime) -> Enrolment:
    """Return an enrolment whose code was mistyped, to show the same secret again.

    Raises `EnrolmentFailedError` ("ended").
    """
    waiting = _opened(office, sealed, now)
    with office.reading() as reading:
        person = reading.get(Staff, waiting.staff_id)
    if person is None or waiting.of_row != _state_of(person):
        raise EnrolmentFailedError("ended")
    return Enrolment(sealed, _uri(office, person, waiting.secret))


def accepted(
    office: Office, person: Staff, reason: Reason, sealed: str, code: str, now: dt.datetime
) -> tuple[bytes, int]:
    """Return an enrolment's secret and the time step of its code; nothing is changed.

    Raises `EnrolmentFailedError`: "code" when the code is not one of the secret, "ended" when the secret was
    made for somebody or something else, too long ago, or before the row changed.
    """
    waiting = _opened(office, sealed, now)
    if (waiting.reason, waiting.staff_id) != (reason, person.id) or waiting.of_row != _state_of(person):
        raise EnrolmentFailedError("ended")
    try:
        return waiting.secret, totp.check(waiting.secret, code, now, last_step=0)
    except SignInFailedError:
        raise EnrolmentFailedError("code") from None


def take(office: Office, person: Staff, reason: Reason, sealed: str, code: str, now: dt.datetime) -> None:
    """Put the secret of an enrolment in force for a locked row. Raises what `accepted` raises."""
    secret, step = accepted(office, person, reason, sealed, code, now)
    person.totp_sealed = server_keys.t1_encrypt(office.console_keys.t1, secret, totp_place(person.id))
    person.totp_step = step


def check_present(office: Office, person: Staff, code: str, now: dt.datetime) -> int:
    """Return the time step of a right code of the factor in force. Raises `SignInFailedError`."""
    if person.state != "active" or person.totp_sealed is None:
        raise SignInFailedError
    try:
        secret = server_keys.t1_decrypt(office.console_keys.t1, person.totp_sealed, totp_place(person.id))
    except SealBrokenError:
        raise SignInFailedError from None
    return totp.check(secret, code, now, last_step=person.totp_step)


def locked_row(session: Session, staff_id: str) -> Staff:
    """Read a person's row anew and keep it to this transaction."""
    return session.get_one(Staff, staff_id, with_for_update=True, populate_existing=True)


# Two ways to ask for a new secret, and the one way to put it in force.


def check_own(
    session: Session, office: Office, staff_id: str, passphrase: str, code: str, *, now: dt.datetime
) -> Enrolment:
    """Offer a new secret to somebody who gives their passphrase and a code of the present one.

    Raises `SignInFailedError` for both alike and for a person who is locked out, `KdfBusyError`. The caller
    commits also after a failure, so that it counts.
    """
    require_writable(session)
    with office.reading() as reading:
        wrap_id = reading.get_one(Staff, staff_id).passphrase_wrap_id
    fits = _passphrase_fits(office, staff_id, wrap_id, passphrase)
    row = locked_row(session, staff_id)
    if is_locked(row, now):
        raise SignInFailedError
    try:
        if not fits or row.passphrase_wrap_id != wrap_id:
            raise SignInFailedError
        row.totp_step = check_present(office, row, code, now)
    except SignInFailedError:
        count_failure(row, now)
        raise
    return offer(office, row, Reason.RENEWED, now)


def check_lost(
    session: Session, office: Office, username: str, passphrase: str, printed_code: str, *, now: dt.datetime
) -> Enrolment:
    """Offer a new secret to somebody who gives their passphrase and their printed code.

    Raises `SignInFailedError` for everything that does not fit and for a person who is locked out,
    `KdfBusyError`. The caller commits also after a failure, so that it counts.
    """
    require_writable(session)
    with office.reading() as reading:
        found = reading.scalar(select(Staff).where(Staff.username == username.strip().lower()))
    staff_id, wrap_id = (found.id, found.passphrase_wrap_id) if found else (new_id(), None)
    fits = _passphrase_fits(office, staff_id, wrap_id, passphrase)
    fits &= _printed_code_fits(office, staff_id, printed_code)
    row = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
    if row is None or is_locked(row, now):
        raise SignInFailedError
    if not fits or row.passphrase_wrap_id != wrap_id or row.state != "active":
        count_failure(row, now)
        raise SignInFailedError
    return offer(office, row, Reason.LOST, now)


def confirm_second_factor(
    session: Session, office: Office, sealed: str, code: str, *, now: dt.datetime
) -> None:
    """Put the secret that `check_own` or `check_lost` offered in force; all sessions of the person end.

    Raises `EnrolmentFailedError`. The person and every administrator see that it happened.
    """
    require_writable(session)
    waiting = _opened(office, sealed, now)
    if waiting.reason is Reason.FIRST:
        raise EnrolmentFailedError("ended")
    row = locked_row(session, waiting.staff_id)
    take(office, row, waiting.reason, sealed, code, now)
    assert row.totp_sealed is not None
    session.execute(delete(StaffSession).where(StaffSession.staff_id == row.id))
    row.failures = 0
    row.locked_until_at = None
    tell(session, row, waiting.reason.value, now)
    trail.append(
        session,
        office.console_keys.leaf_key,
        actor=row.id,
        verb=waiting.reason.value,
        subject=row,
        at=now,
        sealed=[row.totp_sealed],
    )


# Who sees that it happened.


def tell(session: Session, person: Staff, kind: str, now: dt.datetime) -> None:
    """Write down, to be shown to the person and to administrators, that a way in was replaced."""
    session.add(Notice(id=new_id(), staff_id=person.id, kind=kind, queued_at=now))


@dataclass(frozen=True, slots=True)
class Renewal:
    """The latest time one of a person's ways in was replaced; `kind` is one of `RENEWALS`."""

    kind: str
    at: dt.datetime


def renewals(session: Session, staff_id: str | None = None) -> dict[str, list[Renewal]]:
    """Return the latest renewal of each kind, newest first, by staff id; of everybody or of one person."""
    latest = select(Notice.staff_id, Notice.kind, func.max(Notice.queued_at)).where(Notice.kind.in_(RENEWALS))
    if staff_id is not None:
        latest = latest.where(Notice.staff_id == staff_id)
    found: dict[str, list[Renewal]] = {}
    for owner, kind, at in session.execute(latest.group_by(Notice.staff_id, Notice.kind)):
        found.setdefault(owner, []).append(Renewal(kind, at))
    return {owner: sorted(rows, key=lambda row: row.at, reverse=True) for owner, rows in found.items()}


def _passphrase_fits(office: Office, staff_id: str, wrap_id: str | None, passphrase: str) -> bool:
    """Say whether a passphrase opens a person's seed; takes as long for strangers."""
    pepper, profile = office.console_keys.staff_pepper, office.profiles.passphrase
    try:
        open_with_passphrase(office.vault, staff_id, wrap_id, passphrase, pepper, profile)
    except SignInFailedError:
        return False
    return True


def _printed_code_fits(office: Office, staff_id: str, printed_code: str) -> bool:
    try:
        open_with_printed_code(office.vault, staff_id, printed_code)
    except (KeyNotHeldError, ReceiptMistypedError):
        return False
    return True


def _uri(office: Office, person: Staff, secret: bytes) -> str:
    return totp.provisioning_uri(secret, person.username, office.name)


def _state_of(person: Staff) -> str:
    """Hash what a new secret would replace, so that it can be put in force once and never later."""
    parts = (person.totp_sealed or b"", (person.passphrase_wrap_id or "").encode(), person.ticket_hash or b"")
    return hashlib.sha256(length_prefixed(*parts)).hexdigest()


def _opened(office: Office, sealed: str, now: dt.datetime) -> Waiting:
    try:
        blob = base64.b64decode(sealed.encode(), altchars=b"-_", validate=True)
        content: dict[str, Any] = json.loads(
            server_keys.t1_decrypt(office.console_keys.t1, blob, enrolment_place(office.id))
        )
    except (ValueError, SealBrokenError):
        raise EnrolmentFailedError("ended") from None
    if content["until"] <= now.timestamp():
        raise EnrolmentFailedError("ended")
    secret = bytes.fromhex(content["secret"])
    return Waiting(Reason(content["reason"]), content["staff"], secret, content["row"])
