"""Move a case by one row of the workflow's table: status, clocks, history and leaf, for every door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casemgr import clocks
from casemgr.office import Office
from casemgr.rules.workflow import ENDED, OPEN, Status, Transition, next_status
from casemgr.store import trail
from casemgr.store.models import Case, History
from casemgr.vault.formats import SymmetricKey
from casemgr.vault.wraps import new_id


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves a case: "reporter", "staff" (with the id) or "system"; and the key for their leaves."""

    kind: str
    leaf_key: SymmetricKey
    staff_id: str | None = None

    @property
    def name(self) -> str:
        """What the leaf says of the actor: a staff id, or the kind."""
        return self.staff_id or self.kind


def move(
    session: Session,
    office: Office,
    case: Case,
    transition: Transition,
    mover: Mover,
    now: dt.datetime,
    *,
    sealed: Sequence[bytes] = (),
    reason_code: str | None = None,
    note_sealed: bytes | None = None,
    entry_id: str = "",
) -> None:
    """Change the status, let the clocks follow, write history and leaf. A reporter's entry keeps a day.

    `entry_id` is the id of the history's row, which a note is sealed for.
    """
    before, today = case.status, office.today(now)
    _set_status(case, transition, today)
    clocks.move(session, office, case, transition, today, reason=reason_code or "")
    is_reporter = mover.kind == trail.REPORTER
    session.add(
        History(
            id=entry_id or new_id(),
            case_id=case.id,
            number=_next_number(session, case.id),
            verb=transition.verb.value,
            from_status=before.value,
            to_status=case.status.value,
            actor_kind=mover.kind,
            staff_id=mover.staff_id,
            happened_on=today,
            happened_at=None if is_reporter else now,
            reason_code=reason_code,
            note_sealed=note_sealed,
        )
    )
    trail.append(
        session,
        mover.leaf_key,
        actor=mover.name,
        verb=transition.verb,
        subject=case,
        at=today if is_reporter else now,
        sealed=[*sealed, *([note_sealed] if note_sealed else [])],
    )


def _set_status(case: Case, transition: Transition, today: dt.date) -> None:
    before = case.status
    held_from = Status(case.held_from) if case.held_from else None
    case.status = next_status(transition.verb, before, when=transition.when, held_from=held_from)
    case.is_open = case.status in OPEN
    if case.status is not Status.ON_HOLD:
        case.held_from = None
    elif before is not Status.ON_HOLD:
        case.held_from = before.value
    if case.status in ENDED and before not in ENDED:
        case.closed_on = today
    elif case.status is Status.REOPENED:
        case.closed_on = None


def _next_number(session: Session, case_id: str) -> int:
    return (session.scalar(select(func.max(History.number)).where(History.case_id == case_id)) or 0) + 1
