"""No input makes a scan explode: patterns are bounded, and work grows in step with the length of the text."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from re import _constants, _parser
from types import FrameType
from typing import Any

import pytest

import anonymizer
from anonymizer.finding import find, find_structured
from anonymizer.patterns import TABLE

HOSTILE = [
    "(", "1.1.1.", "a.a.a.", "Pak Pak ", "aaaa", "1", "1 ", "@", "a@", "http://", "www.", "08", "satu ", "RT ", "Jl. ",
    "nama saya ", "rek ",
]  # fmt: skip
PROSE = "Saya melihat bendahara menerima amplop di ruang kepala, lalu ia meminta kami diam. "
# Calls may grow this much faster than the text when it doubles; a quadratic scan would double again.
GROWTH = 2.5
# Unbounded repeats are allowed over one class of characters in patterns that cut text into words.
WORD_PATTERNS = ("_WORD", "_WORDS", "_GROUP", "_ITEM", "TOKEN", "_TOKEN")


def _module_patterns() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(anonymizer.__path__, "anonymizer."):
        if module.name in DETECTION:
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{module.name}.{name}", value.pattern


DETECTION = {
    f"anonymizer.{name}"
    for name in [
        "view",
        "labels",
        "identifiers",
        "spelled",
        "classify",
        "contacts",
        "documents",
        "births",
        "addresses",
        "homes",
        "tables",
        "tokens",
        "names",
        "name_edges",
        "name_links",
        "harmless",
        "lexicon",
        "spelling",
        "finding",
    ]
}


def _repeats(tree: Any, depth: int = 0) -> Iterator[tuple[int, int]]:
    """(upper bound, number of repeats around) of every repeat in a parsed pattern."""
    for operation, argument in tree:
        if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            yield argument[1], depth
            yield from _repeats(argument[2], depth + 1)
        elif operation is _constants.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, depth)
        elif operation is _constants.SUBPATTERN:
            yield from _repeats(argument[3], depth)
        elif operation in (_constants.ASSERT, _constants.ASSERT_NOT):
            yield from _repeats(argument[1], depth)


@pytest.mark.parametrize(("name", "source"), [*TABLE.items(), *_module_patterns()])
def test_every_quantifier_is_bounded(name: str, source: str) -> None:
    repeats = list(_repeats(_parser.parse(source)))
    unbounded = [depth for upper, depth in repeats if upper is _constants.MAXREPEAT]

    if name.rpartition(".")[2] in WORD_PATTERNS:
        assert all(depth == 0 for depth in unbounded)
    else:
        assert unbounded == []


def test_an_unbounded_quantifier_would_be_seen() -> None:
    assert [
        depth for upper, depth in _repeats(_parser.parse("(?:a+b)*")) if upper is _constants.MAXREPEAT
    ] == [0, 1]


def _calls(run: Callable[[str], object], text: str) -> int:
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        run(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("pattern", HOSTILE)
def test_work_grows_in_step_with_hostile_text(pattern: str) -> None:
    find("pemanasan")
    short, long = pattern * (6_000 // len(pattern)), pattern * (12_000 // len(pattern))

    assert _calls(find_structured, long) <= GROWTH * _calls(find_structured, short) + 200
    assert _calls(find, long) <= GROWTH * _calls(find, short) + 200


def test_counting_calls_sees_quadratic_work() -> None:
    def quadratic(text: str) -> None:
        for position in range(len(text)):
            for _ in range(position // 50):
                text.find("x", position, position)

    assert _calls(quadratic, PROSE * 24) > GROWTH * _calls(quadratic, PROSE * 12) + 200
