"""Flag details that name nobody and still point at one person, so that a human decides about them.

Rules with their reasons are in `lexicons/quasi.toml`. A flag is advice: it masks nothing. Style, dialect and
what only insiders would notice stay invisible to rules; a human reads a text before it leaves.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from anonymizer.placeholders import Stretch, touching
from anonymizer.spans import Span, SpanType

_AGE = re.compile(r"[ ]?(?P<age>\(\d{1,2}\))")
# A whole word of a pattern, also behind an escape such as "\\s".
_PATTERN_WORD = re.compile(r"(?:(?<=\\[sb])|(?<![a-z\\]))[a-z]{2,}(?![a-z])")


@dataclass(frozen=True, slots=True, order=True)
class Flag:
    """A stretch of the text as given that a human should look at, with the reason in both languages."""

    start: int
    end: int
    rule: str
    reason_id: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    reason_id: str
    reason_en: str
    triggers: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    cased: tuple[re.Pattern[str], ...]  # read in the text as it was written


@cache
def _rules() -> tuple[_Rule, ...]:
    source = resources.files("anonymizer").joinpath("lexicons/quasi.toml").read_text(encoding="utf-8")
    rules = tomllib.loads(source)
    spellings: dict[str, list[str]] = rules.pop("spellings")
    return tuple(
        _Rule(
            name=name,
            reason_id=table["reason_id"],
            reason_en=table["reason_en"],
            triggers=tuple(table["triggers"]),
            patterns=tuple(re.compile(_respelled(pattern, spellings)) for pattern in table["patterns"]),
            cased=tuple(map(re.compile, table.get("cased", ()))),
        )
        for name, table in rules.items()
    )


def _respelled(pattern: str, spellings: Mapping[str, Sequence[str]]) -> str:
    """A pattern that takes every listed word in its other spellings, too."""

    def alternatives(match: re.Match[str]) -> str:
        others = spellings.get(match[0])
        return match[0] if others is None else f"(?:{'|'.join([match[0], *map(re.escape, others)])})"

    return _PATTERN_WORD.sub(alternatives, pattern)


def find_flags(text: str, spans: Sequence[Span] = ()) -> list[Flag]:
    """Return the flags of a text, sorted; two of one rule that overlap are one flag.

    A stretch that lies wholly in one of the sorted `spans` is left out: it is masked anyway.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    flags = [flag for rule in _rules() for flag in _flags_of(rule, lowered, text)]
    covered = [(span.start, span.end) for span in spans]
    ages = [
        flag for span in spans if span.type is SpanType.PERSON for flag in _age_behind(text, span.end, flags)
    ]
    return sorted(flag for flag in (*flags, *ages) if not _is_covered(flag, covered))


def _age_behind(text: str, end: int, flags: Sequence[Flag]) -> Iterator[Flag]:
    """The age in brackets behind a name that was found, however the name is written."""
    age, rule = _AGE.match(text, end), next(one for one in _rules() if one.name == "age")
    known = any(f.rule == rule.name and f.start <= end < f.end for f in flags)
    if age is not None and not known:
        yield Flag(age.start("age"), age.end("age"), rule.name, rule.reason_id, rule.reason_en)


def _flags_of(rule: _Rule, lowered: str, text: str) -> Iterator[Flag]:
    if not any(trigger in lowered for trigger in rule.triggers):
        return
    found = [match.span() for pattern in rule.patterns for match in pattern.finditer(lowered)]
    found = sorted([*found, *(match.span() for pattern in rule.cased for match in pattern.finditer(text))])
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    for start, end in merged:
        yield Flag(start, end, rule.name, rule.reason_id, rule.reason_en)


def _is_covered(flag: Flag, covered: Sequence[Stretch]) -> bool:
    around = touching(covered, flag.start, flag.end)
    return any(start <= flag.start and flag.end <= end for start, end in around)
