"""Tell from the words around a finding which part its owner plays: reporter, witness, accused and so on.

The cue lists are in `lexicons/roles.toml`. What to do with a role is the business of policies.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from anonymizer.spans import Span, SpanType

REACH = 72  # characters read on each side of a finding
OWNER_REACH = 80  # from a number to the person it belongs to, in characters
_GAP = r"[ \t](?:[\w.,]{1,20}[ \t]){0,8}"  # what "..." stands for in a cue
_NUMBER = r"(?:rp)?\.?[ ]?\d[\w.,]{0,15}"  # what "#" stands for
BESIDE_REACH = 32  # characters between a person and a number that is theirs, "(HP " and the like
_NOT_BESIDE = re.compile(r"[.!?;\n]\s|\n|\b(?:hub|hubungi|kontak|lapor|saya|sy|call|contact)")
_FORM_LINE = re.compile(r"[^:\n]{1,40}:")
_PAID_TO = frozenset(
    {SpanType.BANK_ACCOUNT, SpanType.PHONE}
)  # accounts, and e-wallets which are phone numbers
JOINED_REACH = 32  # characters between two names that share a part: "dan", titles
HEADING_LENGTH = 60  # a longer line is a sentence, not a heading


class Role(StrEnum):
    """The part a person plays in a complaint; UNKNOWN when the text does not say."""

    REPORTER = "reporter"
    FAMILY = "family"
    WITNESS = "witness"
    ACCUSED = "accused"
    OFFICIAL = "official"
    UNKNOWN = "unknown"


REPORTER_SIDE = frozenset({Role.REPORTER, Role.FAMILY, Role.WITNESS})
# Family and witnesses come first because their cues contain the reporter's ("suami saya", "saya dan").
_ORDER = (Role.FAMILY, Role.WITNESS, Role.REPORTER, Role.ACCUSED, Role.OFFICIAL)


@dataclass(frozen=True, slots=True)
class _Cues:
    titles_before: re.Pattern[str]
    degrees_after: re.Pattern[str]
    before: dict[Role, re.Pattern[str]]
    after: dict[Role, re.Pattern[str]]
    headings: dict[Role, re.Pattern[str]]
    closing: re.Pattern[str]
    numbers: dict[Role, re.Pattern[str]]
    others: re.Pattern[str]
    office_and_title: re.Pattern[str]
    joined: re.Pattern[str]
    male: frozenset[str]
    female: frozenset[str]
    titles: frozenset[str]


def _any_of(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(_as_pattern, ordered))


def _as_pattern(cue: str) -> str:
    escaped = re.escape(cue).replace(r"\ \.\.\.\ ", _GAP).replace(r"\#", _NUMBER).replace(r"\*", r"\w{2,14}")
    if escaped.endswith(r"\ \.\.\."):
        escaped = escaped.removesuffix(r"\ \.\.\.") + _GAP
    return escaped.replace(r"\ ", r"[ \t]{1,3}")


def _after(role: Role, words: Iterable[str]) -> re.Pattern[str]:
    """What may stand right of a name: of family only "X, istri saya", else up to three words between."""
    between = r"(?:(?:adalah|yaitu|is|ini|itu)\s)?" if role is Role.FAMILY else r"(?:[\w./]{1,20}\s){0,3}?"
    # A colon right after a name makes it the speaker of a chat line, not the subject of what follows.
    return re.compile(rf"[\s,;()\"'“”-]{{0,4}}{between}(?:{_any_of(words)})(?!\w)")


@cache
def _cues() -> _Cues:
    source = resources.files("anonymizer").joinpath("lexicons/roles.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    titles = table["titles"]
    word = _any_of(titles["words"])
    return _Cues(
        titles_before=re.compile(rf"(?:(?<!\w)(?:{word})(?:\.[ \t]{{0,2}}|[ \t]{{1,2}})){{1,5}}\Z"),
        # With a dot ("S.Pd") or after a comma (", SPd"); bare "minta" must not look like a degree.
        degrees_after=re.compile(
            r"(?:,?[ \t]{0,2}[sm]\.[ \t]?[a-z]{1,4}(?:\.[ \t]?[a-z]{1,3}){0,2}\b\.?"
            r"|,[ \t]{0,2}(?:[sm][a-z]{1,4}|lc|ma|mh)\b\.?){1,3}"
        ),
        before={
            role: re.compile(rf"(?<!\w)(?:{_any_of(table[role]['before'])})[\s:;,.()/\"'“”-]{{0,8}}\Z")
            for role in _ORDER
        },
        after={role: _after(role, table[role]["after"]) for role in _ORDER},
        headings={
            Role(role): re.compile(
                rf"(?:[\w.]{{1,20}}[ \t]){{0,3}}(?:{_any_of(words)})\b[^:\n]{{0,30}}:?\s*\Z"
            )
            for role, words in table["headings"].items()
            if role != "closing"
        },
        closing=re.compile(rf"(?:{_any_of(table['headings']['closing'])})\b"),
        numbers={
            Role(role): re.compile(rf"(?<!\w)(?:{_any_of(words)})(?!\w)")
            for role, words in table["numbers"].items()
        },
        others=re.compile(rf"(?<!\w)(?:{_any_of(table['reporter']['others'])})[\s:,.-]{{0,4}}\Z"),
        # "kepala madrasah, pak X": an office, a few words that are no verb and no "saya", and a title.
        office_and_title=re.compile(
            rf"(?<!\w)(?:{_any_of(table['official']['before'])})"
            rf"(?:[ \t](?!me|di|ber|saya|sy|kami)[\w.]{{1,20}}){{0,4}},?[ \t](?:{word})\.?[ \t]{{0,2}}\Z"
        ),
        joined=re.compile(
            rf"[\s,.]{{0,3}}(?:dan|serta|sama|sm|and|&|,)\s{{1,2}}(?:(?:{word})\.?\s{{0,2}}){{0,3}}\Z"
        ),
        male=frozenset(titles["male"]),
        female=frozenset(titles["female"]),
        titles=frozenset(titles["words"]),
    )


def roles(text: str, spans: Sequence[Span]) -> list[Role]:
    """Return one role for each span, in order. Persons by the words around them, numbers by their owner.

    `spans` are sorted and free of overlaps, as `find` returns them.
    """
    lowered = _lowered(text)
    headings = _headings(lowered)
    people = {
        index: _person_role(lowered, span, headings)
        for index, span in enumerate(spans)
        if span.type is SpanType.PERSON
    }
    _share_roles(lowered, spans, people)
    return [
        people[index] if index in people else _owner_role(lowered, spans, index, people, headings)
        for index in range(len(spans))
    ]


def gender_before(text: str, start: int) -> str:
    """Return "m" or "f" when the title right before `start` says so ("Pak", "Hj."), else ""."""
    words = re.findall(r"[a-z]+", _lowered(text[max(0, start - 24) : start]))
    cues = _cues()
    for word in reversed(words):
        if word not in cues.titles:
            return ""
        if word in cues.male or word in cues.female:
            return "m" if word in cues.male else "f"
    return ""


def title_words() -> frozenset[str]:
    """Return the lower-case words that may stand before a name without belonging to it."""
    return _cues().titles


def _lowered(text: str) -> str:
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    )


def _person_role(lowered: str, span: Span, headings: list[tuple[int, Role]]) -> Role:
    cues = _cues()
    left = _clause_left(lowered, span.start)
    bare = cues.titles_before.sub("", left)
    right = _clause_right(lowered, span.end)
    degrees = cues.degrees_after.match(right)
    right = right[degrees.end() :] if degrees else right
    of_another = cues.others.search(bare) is not None
    for role in _ORDER:
        if role is Role.REPORTER and of_another:
            continue
        if cues.before[role].search(left) or cues.before[role].search(bare) or cues.after[role].match(right):
            return role
    if of_another or cues.office_and_title.search(left):
        return Role.OFFICIAL
    return _heading_role(lowered, headings, span.start)


def _share_roles(lowered: str, spans: Sequence[Span], people: dict[int, Role]) -> None:
    """In "X dan Y" both play the part that is said of one, if nothing is said of the other."""
    indexes = sorted(people)
    for left, right in itertools.pairwise(indexes):
        between = lowered[spans[left].end : spans[right].start]
        if len(between) > JOINED_REACH or not _cues().joined.match(between):
            continue
        if people[right] is Role.UNKNOWN:
            people[right] = people[left]
        elif people[left] is Role.UNKNOWN:
            people[left] = people[right]


def _clause_left(lowered: str, start: int) -> str:
    left = lowered[max(0, start - REACH) : start]
    ends = [m.end() for m in re.finditer(r"[!?;]|(?<![,:])\n\s*\n|(?<=\w{4})\.\s", left)]
    return left[ends[-1] :] if ends else left


def _clause_right(lowered: str, end: int) -> str:
    right = lowered[end : end + REACH]
    stop = re.search(r"\A\.\s|[!?;\n]|(?<=\w{4})\.\s", right)
    return right[: stop.start()] if stop else right


def _headings(lowered: str) -> list[tuple[int, Role]]:
    """Where a section of a form begins and whose data it holds; UNKNOWN where it ends."""
    cues, found, position = _cues(), list[tuple[int, Role]](), 0
    if "\n" not in lowered:
        return found
    for line in lowered.split("\n"):
        bare = line.strip()
        if len(bare) > HEADING_LENGTH:
            bare = ""
        role = next((role for role, heading in cues.headings.items() if bare and heading.match(bare)), None)
        if role is not None:
            found.append((position, role))
        elif cues.closing.match(line.strip()):
            found.append((position, Role.UNKNOWN))
        position += len(line) + 1
    return found


def _heading_role(lowered: str, headings: list[tuple[int, Role]], start: int) -> Role:
    """The part of the section a finding stands in. Of an accused's section only "key: value" lines count."""
    place = bisect_right(headings, start, key=lambda heading: heading[0])
    current = headings[place - 1][1] if place else Role.UNKNOWN
    if current is Role.ACCUSED:
        line = lowered[lowered.rfind("\n", 0, start) + 1 : start]
        return current if _FORM_LINE.match(line) else Role.UNKNOWN
    return current


def _owner_role(
    lowered: str, spans: Sequence[Span], index: int, people: dict[int, Role], headings: list[tuple[int, Role]]
) -> Role:
    """Whose number it is. What is not plainly the accused's is nobody's, so that policies mask it."""
    span, cues = spans[index], _cues()
    left, right = _clause_left(lowered, span.start)[-48:], _clause_right(lowered, span.end)[:20]
    if cues.numbers[Role.REPORTER].search(left) or cues.numbers[Role.REPORTER].match(right.lstrip(" ,(")):
        return Role.REPORTER
    if span.type in _PAID_TO and cues.numbers[Role.ACCUSED].search(left):
        return Role.ACCUSED
    nearest = _nearest_person(spans, index, people)
    if nearest is None or people[nearest] is Role.UNKNOWN:
        return _heading_role(lowered, headings, span.start)
    if people[nearest] in REPORTER_SIDE or _is_beside(lowered, spans[nearest], span):
        return people[nearest]
    return Role.UNKNOWN


def _is_beside(lowered: str, person: Span, number: Span) -> bool:
    """Say whether only a label like "(HP " stands between a person and a number."""
    between = lowered[min(person.end, number.end) : max(person.start, number.start)]
    return len(between) <= BESIDE_REACH and not _NOT_BESIDE.search(between)


def _nearest_person(spans: Sequence[Span], index: int, people: dict[int, Role]) -> int | None:
    best, distance = None, OWNER_REACH + 1
    for other in (*range(index - 1, max(-1, index - 6), -1), *range(index + 1, min(len(spans), index + 4))):
        if other not in people:
            continue
        gap = max(spans[other].start - spans[index].end, spans[index].start - spans[other].end)
        if gap < distance:
            best, distance = other, gap
    return best
