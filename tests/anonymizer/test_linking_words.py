"""Two words are one name when one is the other with an ending or a title glued to it, and only then."""

from __future__ import annotations

import pytest

from anonymizer.disguises import same_but_for_clitic


@pytest.mark.parametrize(("one", "other"), [("sulastrinya", "sulastri"), ("pakwagiman", "wagiman")])
def test_a_name_with_something_glued_to_it_is_the_name(one: str, other: str) -> None:
    assert same_but_for_clitic(one, other)
    assert same_but_for_clitic(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("daeng", "budiman"), ("bapak", "wagiman"), ("abdullah", "abdul")]
)
def test_words_that_share_nothing_are_two(one: str, other: str) -> None:
    assert not same_but_for_clitic(one, other)
