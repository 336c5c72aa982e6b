"""Rows leave only in groups that are large and diverse enough."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymizer.rows import Ladder, NotAnonymousError, anonymity, anonymous_rows, require_anonymous

KNOWN, SENSITIVE = ("place", "month"), ("outcome",)


def rows_of(*groups: tuple[str, str, list[str]]) -> list[dict[str, str]]:
    return [
        {"place": place, "month": month, "outcome": outcome, "name": "somebody"}
        for place, month, outcomes in groups
        for outcome in outcomes
    ]


def test_large_diverse_groups_may_leave() -> None:
    rows = rows_of(("A", "01", ["proven"] * 3 + ["unproven"] * 2), ("B", "01", ["proven", "unproven"] * 4))
    measured = anonymity(rows, known=KNOWN, sensitive=SENSITIVE)
    assert (measured.groups, measured.smallest, measured.least_diverse, measured.holds) == (2, 5, 2, True)
    require_anonymous(rows, known=KNOWN, sensitive=SENSITIVE)


@pytest.mark.parametrize(
    ("outcomes", "small", "uniform"),
    [(["proven"] * 2 + ["unproven"] * 2, 1, 0), (["proven"] * 9, 0, 1), (["proven"], 1, 1)],
)
def test_small_or_uniform_groups_may_not(outcomes: list[str], small: int, uniform: int) -> None:
    with pytest.raises(NotAnonymousError) as caught:
        require_anonymous(rows_of(("A", "01", outcomes)), known=KNOWN, sensitive=SENSITIVE)
    assert (caught.value.small, caught.value.uniform) == (small, uniform)
    assert "proven" not in str(caught.value)


def test_rows_are_made_coarser_until_the_rule_holds_and_lose_other_columns() -> None:
    ladder = Ladder("place", ({"A1": "A", "A2": "A", "B1": "B"}.__getitem__, lambda _: "*"))
    rows = rows_of(("A1", "01", ["x", "y", "x"]), ("A2", "01", ["x", "y", "y"]), ("B1", "01", ["x", "y"] * 3))
    exported = anonymous_rows(rows, known=KNOWN, sensitive=SENSITIVE, ladders=[ladder])
    assert exported.steps == {"place": 1}
    assert exported.left_out == 0
    assert Counter(row["place"] for row in exported.rows) == {"A": 6, "B": 6}
    assert all(set(row) == {"place", "month", "outcome"} for row in exported.rows)


def test_a_few_lone_rows_are_left_out_but_not_many() -> None:
    rows = rows_of(("A", "01", ["x", "y"] * 20), ("B", "01", ["x"]))
    exported = anonymous_rows(rows, known=KNOWN, sensitive=SENSITIVE)
    assert (len(exported.rows), exported.left_out) == (40, 1)
    with pytest.raises(NotAnonymousError):
        anonymous_rows(rows, known=KNOWN, sensitive=SENSITIVE, most_left_out=0.0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("12"), st.sampled_from("xy")), max_size=60))
def test_whatever_is_exported_keeps_the_rule(drawn: list[tuple[str, str, str]]) -> None:
    rows = [{"place": place, "month": month, "outcome": outcome} for place, month, outcome in drawn]
    ladders = [Ladder("place", (lambda _: "*",)), Ladder("month", (lambda _: "*",))]
    try:
        exported = anonymous_rows(rows, known=KNOWN, sensitive=SENSITIVE, ladders=ladders)
    except NotAnonymousError:
        assert not anonymity(rows, known=KNOWN, sensitive=SENSITIVE).holds
        return
    require_anonymous(exported.rows, known=KNOWN, sensitive=SENSITIVE)
    assert len(exported.rows) + exported.left_out == len(rows)
