"""Small counts stay hidden, also from somebody who subtracts."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from casemgr.founding import Founding
from casemgr.statistics import Cell, Scope, cell, dashboard, share, suppress
from casemgr.store.models import Exclusion, Tally
from tests.casemgr.desk.lives import Life


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (1204, 1204)])
def test_counts_of_one_to_four_are_hidden(count: int, shown: int | None) -> None:
    assert cell(count).value == shown


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(809, 919, 88), (0, 40, 0), (40, 40, 100), (3, 40, None), (37, 40, None), (2, 4, None), (0, 0, None)],
)
def test_a_share_never_tells_a_small_count(part: int, whole: int, expected: int | None) -> None:
    assert share(part, whole) == expected


def test_a_row_total_does_not_give_a_small_count_away() -> None:
    assert suppress([[50, 3], [61, 9], [72, 8]])[0] == [Cell(None, "complement"), Cell(None, "small")]


def test_a_column_total_does_not_give_a_small_count_away() -> None:
    lates = [row[1] for row in suppress([[50, 3], [61, 9], [72, 8]])]
    assert lates == [Cell(None, "small"), Cell(9), Cell(None, "complement")]


def test_a_row_whose_sum_is_hidden_shows_nothing_to_add_up() -> None:
    """Otherwise the sum, and with it the small sum of another row, could be worked out."""
    totals = [row[0] for row in suppress([[5], [3]], row_totals=False)]
    assert totals == [Cell(None, "complement"), Cell(None, "small")]
    shown = suppress([[5, 0], [3, 0]], closed_rows={0, 1})
    assert [row[0].value for row in shown] == [None, None]
    assert suppress([[5, 0], [30, 0]], closed_rows=())[0] == [Cell(5), Cell(0)]


def test_large_tables_stay_as_they_are() -> None:
    """The positive control: where nothing is small, nothing is hidden."""
    assert suppress([[50, 9], [61, 12]]) == [[Cell(50), Cell(9)], [Cell(61), Cell(12)]]


def test_two_ones_are_not_given_away_by_their_sum() -> None:
    column = [row[0] for row in suppress([[1], [1], [30]], row_totals=False)]
    assert column == [Cell(None, "small"), Cell(None, "small"), Cell(None, "complement")]


@pytest.mark.parametrize("bad", [[[1, 2], [3]], [[-1]]])
def test_a_ragged_or_negative_table_is_refused(bad: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="rectangular"):
        suppress(bad)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_whoever_knows_the_total_keeps_at_least_two_possible_values(counts: list[int]) -> None:
    cells = [row[0] for row in suppress([[count] for count in counts], row_totals=False)]
    hidden = [(count, one.hidden) for count, one in zip(counts, cells, strict=True) if one.hidden != "no"]
    domains = [range(1, 5) if why == "small" else range(5, 70) for _, why in hidden]
    total = sum(count for count, _ in hidden)
    fitting = [values for values in product(*domains) if sum(values) == total] if len(hidden) < 4 else []
    spare = [count for count, one in zip(counts, cells, strict=True) if one.hidden == "no" and count > 0]
    if fitting and spare:
        smalls = [place for place, (_, why) in enumerate(hidden) if why == "small"]
        assert all(len({values[place] for values in fitting}) > 1 for place in smalls)


# With real cases, on both databases.

ALL_YEARS = Scope(months=48)


def answered(life: Life, number: int = 1) -> list[str]:
    """Bring so many cases from their arrival to an answer, all in one month; return their references."""
    references = []
    for _ in range(number):
        life.to_verification(choice="information", demand=None)
        life.do("melati", "verify", {"content_sufficient": True})
        life.do("ratna", "answer", {"text": "Ini jawabannya.", "read_it": True})
        life.do("ratna", "close", {"outcome": "dijawab"})
        references.append(life.reference)
    return references


def destroy(life: Life, references: Sequence[str]) -> None:
    for reference in references:
        life.do("arsip", "destroy", {"minutes": "BA 7", "decider": life.staff("arum")}, reference=reference)
        life.decide("arum")


def counted(life: Life, username: str, scope: Scope = ALL_YEARS) -> tuple[int | None, ...]:
    """Return what one person's dashboard says: finished, in the fullest month, received by unit, still open."""
    with life.desk(username) as desk:
        found = dashboard(desk.session, desk.viewer, life.office.calendar(), desk.today, scope)
    assert sum(month.total.value or 0 for month in found.months) in (0, found.finished.value)
    full = max((month.total.value or 0 for month in found.months), default=0)
    return found.finished.value, full, found.units[0].received.value if found.units else 0, found.open.value


def tallies(life: Life) -> list[bool]:
    with life.office.reading() as session:
        return sorted(session.scalars(select(Tally.stands_alone)))


def test_a_case_counts_once_when_archived_and_still_when_destroyed(founding: Founding) -> None:
    """Before its destruction the case itself is counted, afterwards the row without its id."""
    life = Life(founding)
    references = answered(life, 6)
    whole = (6, 6, 6, 0)
    assert counted(life, "melati") == whole
    life.clock.advance(days=31)
    assert life.work().archived == 6
    assert (counted(life, "melati"), tallies(life)) == (whole, [False] * 6)
    life.clock.advance(days=1200)
    destroy(life, references[:1])
    assert (counted(life, "melati"), tallies(life)) == (whole, [False] * 5 + [True])
    destroy(life, references[1:])
    assert (counted(life, "melati"), tallies(life)) == (whole, [True] * 6)
    assert counted(life, "arsip") == whole
    assert counted(life, "tirta") == (0, 0, 0, 0)
    unit_id = life.founding.unit_ids["inspectorate"]
    assert counted(life, "melati", replace(ALL_YEARS, unit_id=unit_id)) == whole
    assert counted(life, "melati", replace(ALL_YEARS, unit_id=life.founding.unit_ids["school"]))[0] == 0
    assert counted(life, "melati", replace(ALL_YEARS, category="pungli"))[0] == 0
    assert counted(life, "melati", Scope(months=12))[0] == 0


def test_the_packs_smallest_number_decides_what_is_hidden(founding: Founding) -> None:
    life = Life(founding)
    answered(life, 3)
    assert counted(life, "melati")[0] is None
    assert counted(life, "melati", replace(ALL_YEARS, smallest=4))[0] is None
    assert counted(life, "melati", replace(ALL_YEARS, smallest=3))[:3] == (3, 3, 3)
    assert counted(life, "melati", replace(ALL_YEARS, smallest=1))[:3] == (3, 3, 3)


def test_a_destroyed_case_tells_nobody_of_its_team_what_was_hidden_from_them(founding: Founding) -> None:
    life = Life(founding)
    references = answered(life, 6)
    hidden = life.row(references[0]).id
    with life.writing() as session:
        session.add(Exclusion(case_id=hidden, token=life.office.staff_token(life.staff("melati"))))
    assert (counted(life, "melati")[0], counted(life, "bima")[0]) == (5, 6)
    life.clock.advance(days=31)
    life.work()
    life.clock.advance(days=1200)
    destroy(life, references)
    assert (counted(life, "melati")[0], counted(life, "bima")[0]) == (5, 5)
    with life.office.reading() as session:
        assert session.scalar(select(func.count()).where(Tally.team_id.is_(None))) == 1


@given(
    st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2), min_size=1, max_size=4),
    st.integers(1, 8),
)
def test_what_is_below_the_smallest_number_never_shows(counts: list[list[int]], smallest: int) -> None:
    shown = suppress(counts, smallest=smallest)
    for row, cells in zip(counts, shown, strict=True):
        for count, one in zip(row, cells, strict=True):
            assert one.value in (None, count)
            assert (one.hidden == "small") is (0 < count < smallest)
    if smallest == 1:
        assert [[one.value for one in row] for row in shown] == counts
