"""What happens without anybody: removals, lapses, archiving, due dates, abandoned drafts, the trail's order.

The worker acts as "system", holds the console's server keys and nobody else's, and so reads no case. Every
task is idempotent and has its own transaction; `run_once` may be stopped at any point and started again.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casemgr import clocks, moves
from casemgr.moves import Mover
from casemgr.office import Office
from casemgr.rules.workflow import ENDED, OPEN, Status, Verb, find_transition
from casemgr.store import tallies, trail
from casemgr.store.leaf import leaf_mac
from casemgr.store.models import (
    Assignment,
    Attachment,
    Case,
    Draft,
    History,
    Leaf,
    Message,
    Notice,
    Removal,
    Report,
    Staff,
    StaffSession,
)
from casemgr.vault.wraps import Purpose, new_id

REMOVAL_BATCH = 500
CASE_BATCH = 200
_OWNED = (Purpose.CASE_TEAM, Purpose.REPORT_CASE, Purpose.REPORTER_SEED)


@dataclass(frozen=True, slots=True)
class WorkDone:
    """How many of each the run did."""

    removed: int
    lapsed: int
    archived: int
    projected: int
    reminded: int
    drafts: int
    orphans: int
    sequenced: int


def run_once(office: Office, now: dt.datetime) -> WorkDone:
    """Do everything that is due. Raises `ServerKeyMissingError` without the console's keys."""
    done = WorkDone(
        removed=remove(office),
        lapsed=_in_transaction(office, lambda session: lapse(session, office, now)),
        archived=_in_transaction(office, lambda session: expire(session, office, now)),
        projected=_in_transaction(office, lambda session: project(session, office, now)),
        reminded=_in_transaction(office, lambda session: remind(session, office, now)),
        drafts=_in_transaction(office, lambda session: drop_drafts(session, office, now)),
        orphans=reap(office, now),
        sequenced=_in_transaction(office, lambda session: integrate(session, office, now)),
    )
    empty_log(office)
    return done


def _in_transaction(office: Office, task: Callable[[Session], int]) -> int:
    with office.session() as session, session.begin():
        return task(session)


def remove(office: Office) -> int:
    """Carry out removals that were committed: wraps and owners in the vault, files in the folder."""
    with office.reading() as session:
        rows = list(session.scalars(select(Removal).limit(REMOVAL_BATCH)))
    office.vault.remove([row.target for row in rows if row.kind == "wrap"])
    for row in rows:
        if row.kind == "owner":
            office.vault.remove_owner(row.target)
        elif row.kind == "blob":
            office.blobs.remove(row.target)
    if rows:
        with office.session() as session, session.begin():
            session.execute(delete(Removal).where(Removal.id.in_([row.id for row in rows])))
        office.vault.checkpoint()
    return len(rows)


def empty_log(office: Office) -> None:
    """Have rows that are gone leave SQLite's write-ahead log, too; in the file their bytes are zeroed."""
    if office.engine.dialect.name != "sqlite":
        return
    connection = office.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _system(office: Office) -> Mover:
    return Mover("system", office.console_keys.leaf_key)


def lapse(session: Session, office: Office, now: dt.datetime) -> int:
    """End reply windows that are over: a question without answer, an answer without reaction."""
    waiting = select(Case).where(
        Case.status.in_([Status.AWAITING_REPORTER, Status.AWAITING_FEEDBACK]), Case.merged_into_id.is_(None)
    )
    count = 0
    for case in session.scalars(waiting):
        if clocks.reply_window_ends_on(session, office, case) < office.today(now):
            _lapse(session, office, case, now)
            count += 1
    return count


def _lapse(session: Session, office: Office, case: Case, now: dt.datetime) -> None:
    when = None
    if case.status is Status.AWAITING_REPORTER:
        when = _asked_as(session, case)
    transition = find_transition(Verb.LAPSE, case.status, when=when)
    if when == "inadequate":
        case.outcome = _lapse_outcome(office)
    moves.move(session, office, case, transition, _system(office), now, reason_code=when)
    _announce(session, office, case, "lapsed", now)


def _asked_as(session: Session, case: Case) -> str:
    """Return what the officer said when asking: whether the case can go on without an answer."""
    said = session.scalar(
        select(History.reason_code)
        .where(History.case_id == case.id, History.verb == Verb.ASK.value)
        .order_by(History.number.desc())
        .limit(1)
    )
    return "adequate" if said == "adequate" else "inadequate"


def _lapse_outcome(office: Office) -> str | None:
    reasons = office.pack.reasons.values()
    return next((one.outcome for one in reasons if Verb.LAPSE.value in one.verbs), None)


def _announce(session: Session, office: Office, case: Case, code: str, now: dt.datetime) -> None:
    for report in case.reports:
        highest = session.scalar(select(func.max(Message.number)).where(Message.report_id == report.id))
        session.add(
            Message(
                id=new_id(),
                report_id=report.id,
                number=(highest or 0) + 1,
                sender="system",
                sent_on=office.today(now),
                code=code,
            )
        )


def expire(session: Session, office: Office, now: dt.datetime) -> int:
    """Move cases that ended long enough ago to the archive, and count them without their ids."""
    last_day = office.today(now) - dt.timedelta(days=office.pack.archive_after_days)
    ended = (
        select(Case)
        .where(Case.status.in_(sorted(ENDED)), Case.merged_into_id.is_(None), Case.closed_on <= last_day)
        .order_by(Case.closed_on)
        .limit(CASE_BATCH)
    )
    count = 0
    for case in session.scalars(ended):
        session.add(tallies.of(case))
        transition = find_transition(Verb.EXPIRE, case.status)
        moves.move(session, office, case, transition, _system(office), now)
        count += 1
    return count


def project(session: Session, office: Office, now: dt.datetime) -> int:
    """Rewrite what is due next: paused clocks move on with every day."""
    today = office.today(now)
    count = 0
    for case in session.scalars(select(Case).where(Case.status.in_(sorted(OPEN)))):
        before = case.next_due_on
        clocks.project(session, office, case, today)
        count += case.next_due_on != before
    return count


def remind(session: Session, office: Office, now: dt.datetime) -> int:
    """Queue one notice a day for everybody who has an overdue case assigned: who and what kind, no more."""
    late = (
        select(Assignment.staff_id)
        .join(Case, Case.id == Assignment.case_id)
        .join(Staff, Staff.id == Assignment.staff_id)
        .where(
            Assignment.ended_at.is_(None),
            Case.status.in_(sorted(OPEN)),
            Case.next_due_on < office.today(now),
            Staff.state == "active",
        )
        .distinct()
    )
    told_today = set(
        session.scalars(
            select(Notice.staff_id).where(
                Notice.kind == "overdue", Notice.queued_at > now - dt.timedelta(hours=20)
            )
        )
    )
    staff_ids = set(session.scalars(late)) - told_today
    session.add_all(
        Notice(id=new_id(), staff_id=staff_id, kind="overdue", queued_at=now) for staff_id in staff_ids
    )
    return len(staff_ids)


def drop_drafts(session: Session, office: Office, now: dt.datetime) -> int:
    """Destroy abandoned drafts with their files, and sessions that are over."""
    today = office.today(now)
    files = select(Attachment).where(Attachment.state == "draft", Attachment.expires_on < today)
    for file in session.scalars(files):
        session.add(Removal(id=new_id(), kind="blob", target=file.blob))
        session.delete(file)
    drafts = list(session.scalars(select(Draft).where(Draft.expires_on < today)))
    for draft in drafts:
        session.delete(draft)
    session.execute(delete(StaffSession).where(StaffSession.expires_at < now))
    return len(drafts)


def reap(office: Office, now: dt.datetime) -> int:
    """Remove what a crash left behind: wraps without their row after a day, files no row points to."""
    yesterday = office.today(now) - dt.timedelta(days=1)
    owners = office.vault.owners_made_before(yesterday, _OWNED)
    with office.reading() as session:
        known = set(session.scalars(select(Report.id))) | set(session.scalars(select(Case.id)))
        kept = set(session.scalars(select(Attachment.blob)))
    lost = [owner for owner in owners if owner not in known]
    for owner in lost:
        office.vault.remove_owner(owner)
    return len(lost) + office.blobs.remove_older(kept, now - dt.timedelta(days=1))


def integrate(session: Session, office: Office, now: dt.datetime) -> int:
    """Give leaves their sequence numbers: staff leaves by their second, reporters' in random order.

    Reporters' leaves wait for the end of their day. A leaf whose MAC is not a door's is left out and stays
    unnumbered, for the auditor to ask about.
    """
    today = office.today(now).isoformat().encode()
    keys = {office.console_keys.leaf_key.key_id: office.console_keys.leaf_key.secret}
    if office.is_public:
        keys[office.public_keys.leaf_key.key_id] = office.public_keys.leaf_key.secret
    fresh = list(session.scalars(select(Leaf).where(Leaf.sequence.is_(None))))
    ready = [leaf for leaf in fresh if _is_made_by_a_door(leaf, keys)]
    ready = [leaf for leaf in ready if leaf.maker != trail.REPORTER or b'"at":"' + today not in leaf.body]
    secrets.SystemRandom().shuffle(ready)
    ready.sort(key=_moment)
    highest = session.scalar(select(func.max(Leaf.sequence)))
    start = 0 if highest is None else highest + 1
    for number, leaf in enumerate(ready, start):
        leaf.sequence = number
    return len(ready)


def _is_made_by_a_door(leaf: Leaf, keys: dict[bytes, bytes]) -> bool:
    secret = keys.get(leaf.mac_key_id)
    return secret is not None and hmac.compare_digest(leaf_mac(secret, leaf.body), leaf.mac)


def _moment(leaf: Leaf) -> bytes:
    """Order by the moment written in the leaf; reporters' leaves of a day are equal and stay shuffled."""
    start = leaf.body.index(b'"at":"') + 6
    return leaf.body[start : leaf.body.index(b'"', start)]
