"""Counts for people who lead: small cells hidden, on-time shares, and nothing that names a case.

The counts come from cases the person can see anyway (`visible_cases`) and, where cases were destroyed, from
the rows left of them (`casemgr.store.tallies`). Hiding small cells protects those who read the printed or
exported table. A cell below the pack's smallest number is hidden, and further cells where a published total
would give it away (secondary suppression; Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
Different tables set against each other can still tell more than one table alone; the threat model says so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Date, Select, case, func, select, type_coerce
from sqlalchemy.orm import Session

from casemgr.rules.calendars import Calendar
from casemgr.rules.workflow import ARRIVAL, OPEN, Role
from casemgr.store.models import Case, Tally, Unit
from casemgr.store.queries import Viewer, visible_cases

SMALLEST_SHOWN = 5
"""Counts from 1 up to one less than this are hidden, unless the pack's `small_cell` says otherwise."""

Hidden = Literal["no", "small", "complement"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of a table: its value, or None with the reason why it is hidden."""

    value: int | None
    hidden: Hidden = "no"


def cell(count: int, smallest: int = SMALLEST_SHOWN) -> Cell:
    """Give a count that stands alone, hidden when it is not zero and below the smallest to be shown."""
    return Cell(None, "small") if 0 < count < smallest else Cell(count)


def share(part: int, whole: int, smallest: int = SMALLEST_SHOWN) -> int | None:
    """Give the share in whole per cent, or None when it would tell a small count of the part or the rest."""
    if whole < max(smallest, 1) or any(cell(one, smallest).value is None for one in (part, whole - part)):
        return None
    return round(100 * part / whole)


def suppress(
    counts: Sequence[Sequence[int]],
    *,
    row_totals: bool = True,
    closed_rows: Collection[int] = (),
    smallest: int = SMALLEST_SHOWN,
) -> list[list[Cell]]:
    """Hide what must not be seen in a rectangular table of counts; column totals count as published.

    `row_totals` says whether each row's sum is published too; `closed_rows` are those whose sum is hidden,
    so that all their counts are. First every count from one up to below `smallest` is hidden. Then, in each
    line with a published total, the smallest shown non-zero count is hidden too, until no hidden small count
    of that line can be worked out. Raises ValueError for a ragged or negative table.
    """
    if any(len(row) != len(counts[0]) for row in counts) or any(n < 0 for row in counts for n in row):
        raise ValueError("a table of counts is rectangular and not negative")
    hidden: list[list[Hidden]] = [
        ["complement" if row in closed_rows and n >= smallest else cell(n, smallest).hidden for n in line]
        for row, line in enumerate(counts)
    ]
    open_rows = [row for row in range(len(counts)) if row_totals and row not in closed_rows]
    lines = _lines(len(counts), len(counts[0]) if counts else 0, open_rows)
    while _hide_one_more(counts, hidden, lines, smallest):
        pass
    return [
        [Cell(n) if why == "no" else Cell(None, why) for n, why in zip(row, reasons, strict=True)]
        for row, reasons in zip(counts, hidden, strict=True)
    ]


Place = tuple[int, int]


def _lines(rows: int, columns: int, with_total: Iterable[int]) -> list[list[Place]]:
    lines = [[(row, column) for row in range(rows)] for column in range(columns)]
    return lines + [[(row, column) for column in range(columns)] for row in with_total]


def _hide_one_more(
    counts: Sequence[Sequence[int]],
    hidden: list[list[Hidden]],
    lines: Iterable[list[Place]],
    smallest: int,
) -> bool:
    for line in lines:
        shown = [at for at in line if hidden[at[0]][at[1]] == "no" and counts[at[0]][at[1]] > 0]
        if shown and _gives_away(counts, hidden, line, smallest):
            row, column = min(shown, key=lambda at: (counts[at[0]][at[1]], at))
            hidden[row][column] = "complement"
            return True
    return False


def _gives_away(
    counts: Sequence[Sequence[int]], hidden: list[list[Hidden]], line: list[Place], smallest: int
) -> bool:
    """Say whether the line's total leaves only one value for its hidden small counts."""
    small = [counts[r][c] for r, c in line if hidden[r][c] == "small"]
    large = [counts[r][c] for r, c in line if hidden[r][c] == "complement"]
    if not small:
        return False
    total = sum(small) + sum(large)
    possible = [
        guess
        for guess in range(1, smallest)
        if _reachable(total - guess, len(small) - 1, len(large), smallest)
    ]
    return len(possible) < 2


def _reachable(total: int, others: int, large: int, smallest: int) -> bool:
    """Say whether `others` small counts and `large` hidden larger ones together can make `total`."""
    return any(
        rest >= large * smallest if large else rest == 0
        for rest in (total - small for small in range(others, others * (smallest - 1) + 1))
    )


_MONTH = "%Y-%m"
_COLUMNS = 6
"""Counts of a unit: received, open, late, proven; and for its share in time: finished, finished late."""
_CLOSED_ON = type_coerce(Case.closed_on, Date)
# The same column without None in its type: rows are narrowed to closed cases before it is read.


@dataclass(frozen=True, slots=True)
class Month:
    """What was finished in one month; `first_on` is its first day."""

    first_on: date
    on_time: Cell
    late: Cell
    total: Cell


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """One handling unit in the period; `unit_id` None gathers cases without one."""

    unit_id: str | None
    name: str
    received: Cell
    open: Cell
    late: Cell
    proven: Cell
    on_time_share: int | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the dashboard shows; days are working days, None where a figure is missing or would tell."""

    since_on: date
    until_on: date
    open: Cell
    unverified: Cell
    late: Cell
    longest_late_days: int | None
    finished: Cell
    finished_on_time: Cell
    on_time_share: int | None
    median_age_days: int | None
    median_age_days_year_before: int | None
    months: tuple[Month, ...]
    units: tuple[UnitCounts, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the counts are narrowed to, and what the pack knows: outcomes that are proven, small counts."""

    proven: frozenset[str] = frozenset()
    months: int = 12
    unit_id: str | None = None
    category: str | None = None
    smallest: int = SMALLEST_SHOWN


def dashboard(
    session: Session, viewer: Viewer, calendar: Calendar, today: date, scope: Scope | None = None
) -> Dashboard:
    """Count what this viewer may see and what is left of destroyed cases, and hide what is small.

    Ages are those of cases that are still there: no row tells how old a destroyed one grew.
    """
    wanted = scope or Scope()
    least = wanted.smallest
    firsts = _month_starts(today, wanted.months)
    cases, left = _scoped(viewer, wanted), _left(session, viewer, wanted, firsts[0])
    finished = _finished_by_month(session, cases, left, firsts, today)
    on_time, late = (sum(row[place] for row in finished) for place in (0, 1))
    late_days, late_count = _lateness(session, cases, calendar, today)
    in_time = share(on_time, on_time + late, least)
    return Dashboard(
        since_on=firsts[0],
        until_on=today,
        open=cell(_count(session, cases.where(Case.status.in_(sorted(OPEN)))), least),
        unverified=cell(_count(session, cases.where(Case.status.in_(sorted(ARRIVAL)))), least),
        late=cell(late_count, least),
        longest_late_days=late_days if cell(late_count, least).hidden == "no" else None,
        finished=cell(on_time + late, least),
        finished_on_time=Cell(on_time) if in_time is not None else Cell(None, "complement"),
        on_time_share=in_time,
        median_age_days=_median_age(session, cases, calendar, (firsts[0], today), least),
        median_age_days_year_before=_median_age(
            session, cases, calendar, (_a_year_before(firsts[0]), _a_year_before(today)), least
        ),
        months=_months(firsts, finished, least),
        units=_by_unit(session, cases, left, wanted, (firsts[0], today)),
    )


def _months(firsts: Sequence[date], finished: Sequence[Sequence[int]], least: int) -> tuple[Month, ...]:
    sums = suppress([[sum(row)] for row in finished], row_totals=False, smallest=least)
    totals = [total for [total] in sums]
    closed = {place for place, total in enumerate(totals) if total.value is None}
    shown = suppress(finished, closed_rows=closed, smallest=least)
    return tuple(
        Month(first, row[0], row[1], total) for first, row, total in zip(firsts, shown, totals, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Left:
    """How many destroyed cases of one unit were received and ended in the same months, with one result."""

    unit_id: str | None
    month: str
    closed_month: str
    outcome: str | None
    was_late: bool
    number: int


def _left(session: Session, viewer: Viewer, scope: Scope, since: date) -> list[_Left]:
    """Read what is left of destroyed cases of the viewer's teams; records officers have those of every team.

    Every such case ended in the period, or was received before it and counts nowhere.
    """
    rows = select(
        Tally.unit_id,
        Tally.month,
        Tally.closed_month,
        Tally.outcome,
        Tally.was_on_time.is_(False),
        func.count(Tally.id),
    ).where(Tally.stands_alone.is_(True), Tally.closed_month >= since.strftime(_MONTH))
    if Role.RECORDS_OFFICER in viewer.roles:
        rows = rows.where(Tally.team_id.is_not(None))
    else:
        rows = rows.where(Tally.team_id.in_(sorted(viewer.team_ids)))
    if scope.unit_id is not None:
        rows = rows.where(Tally.unit_id == scope.unit_id)
    if scope.category is not None:
        rows = rows.where(Tally.category == scope.category)
    by = (Tally.unit_id, Tally.month, Tally.closed_month, Tally.outcome, Tally.was_on_time)
    return [
        _Left(*row[:4], was_late=bool(row[4]), number=row[5]) for row in session.execute(rows.group_by(*by))
    ]


def _scoped(viewer: Viewer, scope: Scope) -> Select[Any]:
    cases = visible_cases(viewer)
    if scope.unit_id is not None:
        cases = cases.where(Case.unit_id == scope.unit_id)
    if scope.category is not None:
        cases = cases.where(Case.category == scope.category)
    return cases


def _month_starts(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - months + 1, last + 1)]


def _a_year_before(day: date) -> date:
    return day - timedelta(days=365)


def _count(session: Session, cases: Select[Any]) -> int:
    return session.scalar(cases.with_only_columns(func.count(Case.id))) or 0


def _finished_by_month(
    session: Session, cases: Select[Any], left: Iterable[_Left], firsts: list[date], today: date
) -> list[list[int]]:
    """Count [on time, late] for each month; a case without a verdict on its clock counts as on time."""
    rows = session.execute(
        cases.where(Case.closed_on >= firsts[0], Case.closed_on <= today)
        .with_only_columns(_CLOSED_ON, Case.was_on_time, func.count(Case.id))
        .group_by(Case.closed_on, Case.was_on_time)
    )
    places = {first: place for place, first in enumerate(firsts)}
    counts = [[0, 0] for _ in firsts]
    for closed_on, was_on_time, number in rows:
        counts[places[closed_on.replace(day=1)]][1 if was_on_time is False else 0] += number
    months = {first.strftime(_MONTH): place for first, place in places.items()}
    for one in left:
        if one.closed_month in months:
            counts[months[one.closed_month]][one.was_late] += one.number
    return counts


def _lateness(
    session: Session, cases: Select[Any], calendar: Calendar, today: date
) -> tuple[int | None, int]:
    late = cases.where(Case.status.in_(sorted(OPEN)), Case.next_due_on < today)
    row = session.execute(late.with_only_columns(func.min(Case.next_due_on), func.count(Case.id))).one()
    oldest, number = row
    return (None if oldest is None else calendar.working_days_between(oldest, today)), number


def _median_age(
    session: Session, cases: Select[Any], calendar: Calendar, period: tuple[date, date], least: int
) -> int | None:
    """Give the median age at closing in working days, or None for fewer cases than may be shown."""
    rows = session.execute(
        cases.where(Case.closed_on.between(*period))
        .with_only_columns(Case.received_on, _CLOSED_ON, func.count(Case.id))
        .group_by(Case.received_on, Case.closed_on)
    )
    ages = sorted(
        age
        for received_on, closed_on, number in rows
        for age in [calendar.working_days_between(received_on, closed_on)] * number
    )
    return ages[len(ages) // 2] if len(ages) >= max(least, 1) else None


def _by_unit(
    session: Session, cases: Select[Any], left: Iterable[_Left], scope: Scope, period: tuple[date, date]
) -> tuple[UnitCounts, ...]:
    since, today = period
    counted = _cases_by_unit(session, cases, scope, since, today)
    for one in left:
        counts = counted.setdefault(one.unit_id, [0] * _COLUMNS)
        is_proven = one.outcome in scope.proven
        received = one.month >= since.strftime(_MONTH)
        for place, belongs in enumerate((received, False, False, is_proven, True, one.was_late)):
            counts[place] += one.number * belongs
    names = _unit_names(session)
    ordered = sorted(counted.items(), key=lambda pair: names[pair[0]])
    shown = suppress([counts[:4] for _, counts in ordered], row_totals=False, smallest=scope.smallest)
    return tuple(
        UnitCounts(
            unit_id=unit_id,
            name=names[unit_id],
            received=cells[0],
            open=cells[1],
            late=cells[2],
            proven=cells[3],
            on_time_share=share(counts[4] - counts[5], counts[4], scope.smallest),
        )
        for (unit_id, counts), cells in zip(ordered, shown, strict=True)
    )


def _cases_by_unit(
    session: Session, cases: Select[Any], scope: Scope, since: date, today: date
) -> dict[str | None, list[int]]:
    """Count received, open, late, proven, finished and finished late cases of each handling unit."""
    is_open = Case.status.in_(sorted(OPEN))
    in_period = Case.closed_on >= since
    rows = session.execute(
        cases.with_only_columns(
            Case.unit_id,
            _tally(Case.received_on >= since),
            _tally(is_open),
            _tally(is_open & (Case.next_due_on < today)),
            _tally(in_period & Case.outcome.in_(sorted(scope.proven))),
            _tally(in_period),
            _tally(in_period & Case.was_on_time.is_(False)),
        ).group_by(Case.unit_id)
    )
    return {row[0]: [int(count) for count in row[1:]] for row in rows}


def _tally(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _unit_names(session: Session) -> defaultdict[str | None, str]:
    names: defaultdict[str | None, str] = defaultdict(str)
    names.update(session.execute(select(Unit.id, Unit.name)).all())
    return names
