"""Count rows without case ids, made when a case is archived."""

from __future__ import annotations

from casemgr.store.models import Case, Tally
from casemgr.vault.wraps import new_id


def of(case: Case) -> Tally:
    """Return the count row of a case, by the month it was received in."""
    return Tally(
        id=new_id(),
        month=case.received_on.strftime("%Y-%m"),
        unit_id=case.unit_id,
        kind=case.kind,
        category=case.category,
        degree=case.degree,
        outcome=case.outcome,
        sanction_level=case.sanction_level,
        amount_band=case.amount_band,
        channel=case.channel,
        was_on_time=case.was_on_time,
    )
