"""Published counts: nothing small can be computed from them, releases are frozen, differences are small nowhere."""

from __future__ import annotations

from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymizer.counts import (
    HIDDEN,
    TOTAL,
    CountsError,
    DifferenceError,
    FrozenTableError,
    Key,
    Published,
    differences,
    publish,
)

COUNTS = {
    ("Aceh", "pungli"): 12, ("Aceh", "disiplin"): 3, ("Aceh", "layanan"): 40,
    ("Bali", "pungli"): 9, ("Bali", "disiplin"): 21, ("Bali", "layanan"): 0,
    ("Jambi", "pungli"): 30, ("Jambi", "disiplin"): 14, ("Jambi", "layanan"): 17,
}  # fmt: skip


def test_small_counts_zeros_and_totals_are_shown_as_the_rule_says() -> None:
    table = publish("2026", COUNTS)
    assert table.cells["Aceh", "disiplin"] == "<5"
    assert table.cells["Bali", "layanan"] == 0
    assert table.cells[TOTAL, TOTAL] == 146
    hidden = [key for key, shown in table.cells.items() if shown == HIDDEN]
    assert len(hidden) == 3, "one small count needs a rectangle of three more"
    assert all(TOTAL not in key for key in hidden)


def test_nothing_is_hidden_when_nothing_is_small() -> None:
    counts = {key: count + 5 for key, count in COUNTS.items()}
    table = publish("2026", counts)
    assert all(isinstance(shown, int) for shown in table.cells.values())


def possible_values(table: Published, most: int, counts: dict[Key, int] | None = None) -> dict[Key, set[int]]:
    """Try every table up to `most` that agrees with what is shown: the reader's view by brute force.

    With `counts` the reader even knows of each "-" whether it hides a small count or not.
    """

    def bounds(key: Key) -> tuple[int, int]:
        low, high = table.bounds(key)
        known = counts is not None and table.cells[key] == HIDDEN and total_of(counts, key) >= 5
        return (5 if known else low), high

    def agrees(key: Key, value: int) -> bool:
        low, high = bounds(key)
        return low <= value <= high

    lines = []
    for row in table.rows:
        ranges = [range(low, min(high, most) + 1) for c in table.columns for low, high in [bounds((row, c))]]
        lines.append([line for line in product(*ranges) if agrees((row, TOTAL), sum(line))])
    seen: dict[Key, set[int]] = {key: set() for key in table.cells}
    for grid in product(*lines):
        sums = [*map(sum, zip(*grid, strict=True))]
        columns = [(TOTAL, c) for c in table.columns]
        if not agrees((TOTAL, TOTAL), sum(sums)) or not all(map(agrees, columns, sums)):
            continue
        seen[TOTAL, TOTAL].add(sum(sums))
        for key, value in zip(columns, sums, strict=True):
            seen[key].add(value)
        for row, line in zip(table.rows, grid, strict=True):
            seen[row, TOTAL].add(sum(line))
            for column, value in zip(table.columns, line, strict=True):
                seen[row, column].add(value)
    return seen


def total_of(counts: dict[Key, int], key: Key) -> int:
    return sum(
        n for (row, column), n in counts.items() if key[0] in (TOTAL, row) and key[1] in (TOTAL, column)
    )


SMALL_TABLES = st.integers(1, 3).flatmap(
    lambda columns: st.lists(st.integers(0, 8), min_size=2 * columns, max_size=2 * columns).map(
        lambda values: {(f"r{i // columns}", f"c{i % columns}"): value for i, value in enumerate(values)}
    )
)


@settings(max_examples=60, deadline=None)
@given(SMALL_TABLES)
def test_a_reader_learns_of_a_small_count_only_that_it_is_small(counts: dict[Key, int]) -> None:
    table = publish("t", counts)
    seen = possible_values(table, most=11, counts=counts)
    for key, shown in table.cells.items():
        count = total_of(counts, key)
        if isinstance(shown, int):
            assert shown == count
            assert shown == 0 or shown >= 5
        elif 0 < count < 5:
            assert seen[key] == {1, 2, 3, 4} if TOTAL not in key else len(seen[key]) > 1


def test_the_reader_by_brute_force_catches_a_table_without_complement() -> None:
    naive = Published("t", ("r",), ("a", "b"), {("r", "a"): "<5", ("r", "b"): 9, ("r", TOTAL): 12,
                      (TOTAL, "a"): "<5", (TOTAL, "b"): 9, (TOTAL, TOTAL): 12})  # fmt: skip
    assert possible_values(naive, most=15)["r", "a"] == {3}


def test_a_large_table_is_published_in_time_and_shows_no_small_count() -> None:
    counts = {
        (f"p{i}", f"c{j}"): (i * 7 + j * j * 3) % 23 // (1 + j % 3) for i in range(38) for j in range(8)
    }
    table = publish("2026", counts)
    for key, count in counts.items():
        assert table.cells[key] == ("<5" if 0 < count < 5 else table.cells[key])
        assert not isinstance(table.cells[key], int) or table.cells[key] == count
    assert sum(isinstance(shown, int) for shown in table.cells.values()) > 100


def test_a_published_table_is_never_recomputed() -> None:
    first = publish("2026-Q1", COUNTS)
    assert publish("2026-Q1", COUNTS, earlier=[first]) is first
    with pytest.raises(FrozenTableError):
        publish("2026-Q1", COUNTS | {("Bali", "pungli"): 10}, earlier=[first])
    with pytest.raises(FrozenTableError):
        publish("2026-Q1", COUNTS | {("Papua", "pungli"): 10}, earlier=[first])


def test_a_difference_between_releases_is_found() -> None:
    before = publish("a", {("x", "p"): 20, ("x", "q"): 30, ("y", "p"): 40, ("y", "q"): 50})
    after = publish("b", {("x", "p"): 22, ("x", "q"): 30, ("y", "p"): 40, ("y", "q"): 60})
    found = {(e.row, e.column): (e.low, e.high) for e in differences(before, after)}
    assert found["x", "p"] == (2, 2)
    assert (TOTAL, "p") in found
    assert ("y", "q") not in found


def test_a_difference_that_follows_from_totals_is_found() -> None:
    hidden: dict[Key, int | str] = {
        ("x", "p"): "-",
        ("x", "q"): 30,
        ("x", TOTAL): 50,
        (TOTAL, "p"): "-",
        (TOTAL, "q"): 30,
        (TOTAL, TOTAL): 50,
    }
    later: dict[Key, int | str] = {
        ("x", "p"): "-",
        ("x", "q"): 30,
        ("x", TOTAL): 53,
        (TOTAL, "p"): "-",
        (TOTAL, "q"): 30,
        (TOTAL, TOTAL): 53,
    }
    found = differences(Published("a", ("x",), ("p", "q"), hidden), Published("b", ("x",), ("p", "q"), later))
    assert ("x", "p") in {(e.row, e.column) for e in found}


def test_a_next_release_hides_what_would_change_by_a_small_number() -> None:
    before = publish("q1", {("x", "p"): 20, ("x", "q"): 30, ("y", "p"): 40, ("y", "q"): 50})
    counts = {("x", "p"): 22, ("x", "q"): 38, ("y", "p"): 49, ("y", "q"): 61}
    assert differences(before, publish("q2", counts)), "without the earlier table the change shows"
    after = publish("q2", counts, earlier=[before])
    assert differences(before, after) == []
    assert after.cells["x", "p"] == HIDDEN


def test_a_release_that_would_tell_more_than_an_earlier_one_is_refused() -> None:
    before = publish("q1", {("x", "p"): 0, ("x", "q"): 30})
    with pytest.raises(DifferenceError) as caught:
        publish("q2", {("x", "p"): 2, ("x", "q"): 30}, small=3, earlier=[before])
    assert ("x", "p") in {(exposure.row, exposure.column) for exposure in caught.value.exposures}


RUNNING = {("r0", "c0"): 4, ("r0", "c1"): 4, ("r1", "c0"): 1, ("r1", "c1"): 8}


def test_running_counts_that_never_fall_narrow_nothing() -> None:
    """A reader who knows that r1c1 cannot have fallen would compute the "<5" of r1c0 from its row."""
    before, counts = publish("a", RUNNING), RUNNING | {("r0", "c1"): 7}
    separate = publish("b", counts, earlier=[before], running=False)
    found = {(e.row, e.column): (e.low, e.high, e.what) for e in differences(before, separate)}
    assert found["r1", "c0"] == (1, 1, "later")
    assert differences(before, separate, running=False) == []
    after = publish("b", counts, earlier=[before])
    assert differences(before, after) == []
    assert after.cells["r1", TOTAL] == HIDDEN


GROWING = SMALL_TABLES.flatmap(
    lambda counts: st.lists(st.integers(0, 3), min_size=len(counts), max_size=len(counts)).map(
        lambda more: (counts, {key: n + m for (key, n), m in zip(counts.items(), more, strict=True)})
    )
)


@settings(max_examples=60, deadline=None)
@given(GROWING)
def test_releases_of_running_counts_agree_with_what_may_have_been(
    releases: tuple[dict[Key, int], dict[Key, int]],
) -> None:
    """What is said to be narrowed always holds the true count, and a published pair narrows nothing."""
    first, second = releases
    before, separate = publish("a", first), publish("b", second)
    for exposure in differences(before, separate):
        key = (exposure.row, exposure.column)
        change = total_of(second, key) - total_of(first, key)
        true = {"change": change, "earlier": total_of(first, key), "later": total_of(second, key)}
        assert exposure.low <= true[exposure.what] <= exposure.high
    with suppress(CountsError):
        assert differences(before, publish("b", second, earlier=[before])) == []


def test_where_a_count_fell_nobody_takes_counts_for_running() -> None:
    before = publish("a", {("x", "p"): 20, ("x", "q"): 3, ("y", "p"): 2, ("y", "q"): 40})
    after = publish("b", {("x", "p"): 9, ("x", "q"): 4, ("y", "p"): 1, ("y", "q"): 25}, earlier=[before])
    assert differences(before, after) == []


@pytest.mark.parametrize(
    "counts",
    [
        {("a", "b"): -1},
        {("*", "b"): 3},
        {("a", "b"): 2.5},
        {("a", "b"): True},
        {"ab": 7},
        {("a", 3): 7},
        {("a", "b"): "7"},
    ],
)
def test_a_table_that_is_no_table_is_refused(counts: dict[Key, int]) -> None:
    with pytest.raises(CountsError):
        publish("t", counts)


@pytest.mark.parametrize("small", [0, 1, True, 2.5])
def test_a_threshold_that_hides_nothing_is_refused(small: int) -> None:
    with pytest.raises(CountsError):
        publish("t", COUNTS, small=small)


def test_a_published_table_survives_storage_and_has_a_stable_digest() -> None:
    table = publish("2026", COUNTS)
    assert Published.from_bytes(table.to_bytes()) == table
    assert Published.from_bytes(table.to_bytes()).digest() == table.digest()
    with pytest.raises(CountsError):
        Published.from_bytes(b'{"format":"other"}')
