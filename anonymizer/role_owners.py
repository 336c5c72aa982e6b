"""Tell whose number a number is: the reporter's, a relative's, the accused's, or nobody knows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from anonymizer.role_cues import REPORTER_SIDE, Role, cues
from anonymizer.spans import Span, SpanType

OWNER_REACH = 80  # from a number to the person it belongs to, in characters
BESIDE_REACH = 40  # characters between a person and a number that is theirs, "(HP " and the like
FORM_REACH = 160  # from the accused's name to a number in the lines of the same form
LOOK_BACK = 16  # findings looked back at for somebody on the reporter's side
FORM_LINES = 4  # lines of a form from the one after the name to the number's own
HOLDER_REACH = 40  # from a number to the name of its holder, "a.n. Bapak "

Heading = tuple[int, Role]

_FORM_LINE = re.compile(r"[^:\n]{1,40}:")
_OTHER_PARTY = re.compile(
    r"[?!]\s|\w{4}\.\s|\b(?:pelapor|penelepon|petugas|admin|hotline|operator|kontak|saksi|korban|saya|istri|suami|anak|atasan"
    r"|bawahan|kuasa|penerima|diterima|dihubungi|narahubung|dari|witness|reporter|victim)"
)
_HOLDER = re.compile(r"[\s,(]{0,4}(?:a\.?[ ]?n\.?|a/n|an\.?|atas nama|nama)[\s.:]{1,3}")
_BARE = re.compile(r"[\s(/-]{1,4}\Z")  # nothing at all between a NIP and the name behind it
# Accounts, and e-wallets which are phone numbers.
_PAID_TO = frozenset({SpanType.BANK_ACCOUNT, SpanType.PHONE})
_CALLS_LAST = re.compile(r"\s(?:dm|pm|chat|sms|tf|transfer|call)\Z")  # a verb the finder took into a name
_SPACES = re.compile(r"[ \t]{2,}")  # the columns of a form
_KEPT = frozenset({Role.ACCUSED, Role.OFFICIAL})


def owner_role(
    lowered: str, spans: Sequence[Span], index: int, people: Mapping[int, Role], headings: Sequence[Heading]
) -> Role:
    """Return whose number it is. What is not plainly the accused's is nobody's, so that policies mask it.

    `people` holds the roles of the persons among `spans`, by index.
    """
    span, known = spans[index], cues()
    left, right = _left(lowered, span.start), lowered[span.end : span.end + HOLDER_REACH]
    holder = people.get(index + 1) if _HOLDER.match(right) else None
    if holder is Role.ACCUSED and known.pay_to.search(left) and not known.owing.search(left):
        return Role.ACCUSED
    if known.numbers[Role.REPORTER].search(left) or known.belongs.match(right.split("\n")[0]):
        return Role.REPORTER
    if index + 1 in people and _HOLDER.match(right) and spans[index + 1].start - span.end < HOLDER_REACH:
        return people[index + 1]
    if known.called.search(left):
        return Role.UNKNOWN
    kept = _kept_owner(lowered, spans, index, people, headings)
    return kept if kept is not None else _guarded_owner(lowered, spans, index, people, headings)


def _kept_owner(
    lowered: str, spans: Sequence[Span], index: int, people: Mapping[int, Role], headings: Sequence[Heading]
) -> Role | None:
    """Return the accused or official to whom nothing but a label ties the number, None when there is none."""
    span, known = spans[index], cues()
    before = next((i for i in range(index - 1, max(-1, index - 6), -1) if i in people), None)
    after = next((i for i in range(index + 1, min(len(spans), index + 4)) if i in people), None)
    if before is not None and people[before] in _KEPT and span.start - spans[before].end <= FORM_REACH:
        between = _between(lowered, spans, before, index)
        one_line = len(between) <= BESIDE_REACH and "\n" not in between and known.beside.match(between)
        if one_line or _same_form(between, spans, before, index, people, heading_of(headings, span.start)):
            return people[before]
    if after is not None and people[after] in _KEPT and spans[after].start - span.end <= BESIDE_REACH:
        between = lowered[span.end : spans[after].start]
        if known.owned.match(between) or (span.type is SpanType.NIP and _BARE.match(between)):
            return people[after]
    left = _left(lowered, span.start)
    left = left[max(0, _last_other(spans, index, people) - span.start + len(left)) :]
    if known.numbers[Role.ACCUSED].search(left):
        return Role.ACCUSED
    asked = span.type in _PAID_TO and known.pay_to.search(left) and not known.owing.search(left)
    accused = (
        before is not None and people[before] is Role.ACCUSED and span.start - spans[before].end <= FORM_REACH
    )
    return Role.ACCUSED if asked and (accused or known.accused_noun.search(left)) else None


def _guarded_owner(
    lowered: str, spans: Sequence[Span], index: int, people: Mapping[int, Role], headings: Sequence[Heading]
) -> Role:
    """Return who on the reporter's side it may belong to, else what its section says, else UNKNOWN."""
    start = spans[index].start
    section = heading_role(lowered, headings, start)
    nearest = _nearest_person(spans, index, people)
    before = next((i for i in range(index - 1, max(-1, index - LOOK_BACK), -1) if i in people), None)
    for role in (section, *(people[i] for i in (nearest, before) if i is not None)):
        if role in REPORTER_SIDE:
            return role
    if cues().theirs.search(_left(lowered, start)):
        return Role.REPORTER
    line = lowered[lowered.rfind("\n", 0, start) + 1 : start]
    return section if nearest is None and cues().beside.match(line) else Role.UNKNOWN


def heading_role(lowered: str, headings: Sequence[Heading], start: int) -> Role:
    """Return the part of the section a finding stands in. Of an accused's only "key: value" lines count."""
    current = heading_of(headings, start)
    if current is Role.ACCUSED:
        line = lowered[lowered.rfind("\n", 0, start) + 1 : start]
        return current if _FORM_LINE.match(line) and not _OTHER_PARTY.search(line) else Role.UNKNOWN
    return current


def heading_of(headings: Sequence[Heading], start: int) -> Role:
    """Return whose section a place lies in."""
    place = bisect_right(headings, start, key=lambda heading: heading[0])
    return headings[place - 1][1] if place else Role.UNKNOWN


def _left(lowered: str, start: int) -> str:
    left = lowered[max(0, start - 48) : start]
    ends = [m.end() for m in re.finditer(r"[!?;]|(?<![,:])\n\s*\n|(?<=\w{4})\.\s", left)]
    return left[ends[-1] :] if ends else left


def _last_other(spans: Sequence[Span], index: int, people: Mapping[int, Role]) -> int:
    """Where the last person before a number ends who is not accused; words about the accused end there."""
    before = (i for i in range(index - 1, max(-1, index - 6), -1) if i in people)
    return next((spans[i].end for i in before if people[i] not in (Role.ACCUSED, Role.OFFICIAL)), 0)


def _between(lowered: str, spans: Sequence[Span], person: int, number: int) -> str:
    """What stands between a person and a later number, without degrees and without other numbers."""
    position, parts = spans[person].end, list[str]()
    for span in spans[person + 1 : number]:
        parts.append(lowered[position : span.start])
        position = span.end
    called = _CALLS_LAST.search(lowered, spans[person].start, spans[person].end)
    between = "".join([called[0] if called else "", *parts, lowered[position : spans[number].start]])
    between = cues().remark.sub("", between, count=1)
    degrees = cues().degrees_after.match(between)
    return _SPACES.sub(" ", between[degrees.end() :] if degrees else between)


def _same_form(
    between: str, spans: Sequence[Span], person: int, number: int, people: Mapping[int, Role], section: Role
) -> bool:
    """Say whether name and number stand in lines of one form, the number right behind its label.

    In a form without sections that has a line for the reporter's side, only a NIP is surely the accused's.
    """
    first, *lines = between.split("\n")
    if not lines or ":" in first or len(lines) > FORM_LINES or _OTHER_PARTY.search(between):
        return False
    if not all(_FORM_LINE.match(line) and cues().own_line.match(line) for line in lines[:-1]):
        return False
    if not _FORM_LINE.match(lines[-1]) or not cues().beside.match(lines[-1]):
        return False
    before = {people.get(index) for index in range(max(0, person - LOOK_BACK), person)}
    surely = section is Role.ACCUSED or spans[number].type is SpanType.NIP
    return surely or not before & REPORTER_SIDE


def _nearest_person(spans: Sequence[Span], index: int, people: Mapping[int, Role]) -> int | None:
    best, distance = None, FORM_REACH + 1
    for other in (*range(index - 1, max(-1, index - 6), -1), *range(index + 1, min(len(spans), index + 4))):
        if other not in people:
            continue
        gap = max(spans[other].start - spans[index].end, spans[index].start - spans[other].end)
        if gap < distance and (gap <= OWNER_REACH or other < index):
            best, distance = other, gap
    return best
