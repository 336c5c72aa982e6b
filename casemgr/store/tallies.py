"""Count rows without case ids: made when a case is archived, counted once it is destroyed.

Until then the case itself is counted, by whoever may see it. A row stands for a team's case and tells its
members nothing new: one that somebody of the team was kept out of stands for no team.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casemgr.store.models import Case, Tally
from casemgr.vault.wraps import new_id


def of(case: Case) -> Tally:
    """Return the count row of a case, by the months it was received and ended in."""
    return Tally(id=new_id(), **_values(case))


def let_stand(session: Session, case: Case, *, was_hidden: bool) -> None:
    """Let a row count in the place of a case that is destroyed now; `was_hidden` from one of its team.

    Rows do not say which case they are of: any one with the same values is as good.
    """
    values = _values(case)
    same = [getattr(Tally, name).is_not_distinct_from(value) for name, value in values.items()]
    row = session.scalar(
        select(Tally)
        .where(Tally.stands_alone.is_(False), *same)
        .order_by(Tally.id)
        .limit(1)
        .with_for_update()
    )
    if row is None:
        row = of(case)
        session.add(row)
    row.stands_alone = True
    if was_hidden:
        row.team_id = None
    session.flush()


def _values(case: Case) -> dict[str, Any]:
    return {
        "month": _month(case.received_on),
        "closed_month": _month(case.closed_on or case.received_on),
        "team_id": case.team_id,
        "unit_id": case.unit_id,
        "kind": case.kind,
        "category": case.category,
        "degree": case.degree,
        "outcome": case.outcome,
        "sanction_level": case.sanction_level,
        "amount_band": case.amount_band,
        "channel": case.channel,
        "was_on_time": case.was_on_time,
    }


def _month(day: dt.date) -> str:
    return day.strftime("%Y-%m")
