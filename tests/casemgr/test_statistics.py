"""Small counts stay hidden, also from somebody who subtracts."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.statistics import Cell, cell, share, suppress


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
