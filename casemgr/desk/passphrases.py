"""A new passphrase for one's own keys: with the old one, or with the printed recovery code.

Nobody else can do this for a person. Losing passphrase and printed code means a new beginning
(`People.reset`), or the recovery quorum of that side. A lost second factor: `second_factor.check_lost`.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casemgr.desk.second_factor import FORGOTTEN, check_present, locked_row, tell
from casemgr.errors import KeyNotHeldError, ReceiptMistypedError, SignInFailedError
from casemgr.office import Office, count_failure, is_locked
from casemgr.store import trail
from casemgr.store.engines import require_writable
from casemgr.store.models import Removal, Staff, StaffSession
from casemgr.vault import keys
from casemgr.vault.staff_seeds import open_with_passphrase, open_with_printed_code, passphrase_wrap
from casemgr.vault.wraps import Purpose, Wrap, new_id


def change_passphrase(
    session: Session, office: Office, staff_id: str, old: str, new: str, *, now: dt.datetime
) -> None:
    """Replace a passphrase by another; other sessions of the person end.

    Raises `SignInFailedError` when the old one does not fit, `PassphraseWeakError`, `KdfBusyError`.
    """
    require_writable(session)
    with office.reading() as reading:
        person = reading.get_one(Staff, staff_id)
    known = person.passphrase_wrap_id
    seed = open_with_passphrase(office.vault, staff_id, known, old, office.console_keys.staff_pepper)
    wrap = _fresh_wrap(office, person, seed, new, now)
    row = locked_row(session, staff_id)
    if row.passphrase_wrap_id != known:
        raise SignInFailedError
    _replace(session, office, row, wrap, now, "change_passphrase")


def recover(
    session: Session,
    office: Office,
    username: str,
    printed_code: str,
    totp_code: str,
    new: str,
    *,
    now: dt.datetime,
) -> None:
    """Set a new passphrase with the printed code and the second factor; all sessions of the person end.

    Raises `SignInFailedError` for everything that does not fit and for a person who is locked out,
    `PassphraseWeakError`, `KdfBusyError`. The caller commits also after a failure, so that it counts.
    """
    require_writable(session)
    with office.reading() as reading:
        person = reading.scalar(select(Staff).where(Staff.username == username.strip().lower()))
    if person is None or is_locked(person, now):
        raise SignInFailedError
    try:
        check_present(office, person, totp_code, now)
        seed = open_with_printed_code(office.vault, person.id, printed_code)
    except (SignInFailedError, KeyNotHeldError, ReceiptMistypedError):
        count_failure(locked_row(session, person.id), now)
        raise SignInFailedError from None
    wrap = _fresh_wrap(office, person, seed, new, now)
    person = locked_row(session, person.id)
    if is_locked(person, now):
        raise SignInFailedError
    person.totp_step = check_present(office, person, totp_code, now)
    _replace(session, office, person, wrap, now, FORGOTTEN)
    tell(session, person, FORGOTTEN, now)


def _fresh_wrap(office: Office, person: Staff, seed: bytes, new: str, now: dt.datetime) -> Wrap:
    """Derive before the first statement on the host's session, which takes the write lock."""
    keys.check_passphrase(new, personal=(person.username, person.name))
    pepper, profile = office.console_keys.staff_pepper, office.profiles.passphrase
    return passphrase_wrap(seed, person.id, new, pepper, profile, office.today(now))


def _replace(
    session: Session, office: Office, person: Staff, wrap: Wrap, now: dt.datetime, verb: str
) -> None:
    old = office.vault.of([person.id], [Purpose.STAFF_PASSPHRASE])
    office.vault.add([wrap])
    person.passphrase_wrap_id = wrap.id
    session.add_all(Removal(id=new_id(), kind="wrap", target=one.id) for one in old)
    session.execute(delete(StaffSession).where(StaffSession.staff_id == person.id))
    person.failures = 0
    person.locked_until_at = None
    leaf_key = office.console_keys.leaf_key
    trail.append(session, leaf_key, actor=person.id, verb=verb, subject=person, at=now)
