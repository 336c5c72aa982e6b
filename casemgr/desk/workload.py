"""How much work people have, as far as the asking person may see it: counts never tell of a hidden case."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, distinct, func, select

from casemgr.desk.base import DeskBase
from casemgr.rules.workflow import OPEN
from casemgr.store import queries
from casemgr.store.models import Assignment, Case


@dataclass(frozen=True, slots=True)
class Workload:
    """Open and late cases assigned to one person, counted over the cases the asking person may see."""

    open: int = 0
    late: int = 0


def workloads(desk: DeskBase) -> dict[str, Workload]:
    """Return the visible workload of everybody who has any, by staff id."""
    seen = queries.visible_cases(desk.viewer).where(Case.status.in_(sorted(OPEN)))
    open_ones = _count(desk, seen.with_only_columns(Case.id))
    late_ones = _count(desk, seen.where(Case.next_due_on < desk.today).with_only_columns(Case.id))
    return {staff_id: Workload(count, late_ones.get(staff_id, 0)) for staff_id, count in open_ones.items()}


def _count(desk: DeskBase, case_ids: Select[str]) -> dict[str, int]:
    rows = desk.session.execute(
        select(Assignment.staff_id, func.count(distinct(Assignment.case_id)))
        .where(Assignment.ended_at.is_(None), Assignment.case_id.in_(case_ids))
        .group_by(Assignment.staff_id)
    )
    return dict(rows.all())
