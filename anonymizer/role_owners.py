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
HOLDER_REACH = 40  # from a number to the name of its holder, "a.n. Bapak "

Heading = tuple[int, Role]

_NOT_BESIDE = re.compile(r"[.!?;\n]\s|\n|\b(?:hub|hubungi|kontak|lapor|saya|sy|call|contact)")
_FORM_LINE = re.compile(r"[^:\n]{1,40}:")
_FORM_LINES = re.compile(r"[^\n:]{0,40}(?:\n[^:\n]{1,28}:[^:\n]{0,60}){1,4}\Z")
_OTHER_PARTY = re.compile(
    r"[.?!]\s|\b(?:pelapor|penelepon|petugas|admin|hotline|operator|kontak|saksi|korban|saya|istri|suami|anak|witness|reporter)"
)
_HOLDER = re.compile(r"[\s,(]{0,4}(?:a\.?[ ]?n\.?|a/n|an\.?|atas nama|nama)[\s.:]{1,3}")
# Accounts, and e-wallets which are phone numbers.
_PAID_TO = frozenset({SpanType.BANK_ACCOUNT, SpanType.PHONE})


def owner_role(
    lowered: str, spans: Sequence[Span], index: int, people: Mapping[int, Role], headings: Sequence[Heading]
) -> Role:
    """Return whose number it is. What is not plainly the accused's is nobody's, so that policies mask it.

    `people` holds the roles of the persons among `spans`, by index.
    """
    span, known = spans[index], cues()
    left, right = _left(lowered, span.start), lowered[span.end : span.end + HOLDER_REACH]
    if known.numbers[Role.REPORTER].search(left) or known.belongs.match(right.split("\n")[0]):
        return Role.REPORTER
    if index + 1 in people and _HOLDER.match(right) and spans[index + 1].start - span.end < HOLDER_REACH:
        return people[index + 1]
    if known.called.search(left):
        return Role.UNKNOWN
    beside = left[max(0, _last_other(spans, index, people) - span.start + len(left)) :]
    if span.type in _PAID_TO and known.numbers[Role.ACCUSED].search(beside):
        return Role.ACCUSED
    nearest = _nearest_person(spans, index, people)
    if nearest is None or people[nearest] is Role.UNKNOWN:
        return heading_role(lowered, headings, span.start)
    if people[nearest] in REPORTER_SIDE or _is_beside(lowered, spans[nearest], span):
        return people[nearest]
    return Role.UNKNOWN


def heading_role(lowered: str, headings: Sequence[Heading], start: int) -> Role:
    """Return the part of the section a finding stands in. Of an accused's only "key: value" lines count."""
    place = bisect_right(headings, start, key=lambda heading: heading[0])
    current = headings[place - 1][1] if place else Role.UNKNOWN
    if current is Role.ACCUSED:
        line = lowered[lowered.rfind("\n", 0, start) + 1 : start]
        return current if _FORM_LINE.match(line) else Role.UNKNOWN
    return current


def _left(lowered: str, start: int) -> str:
    left = lowered[max(0, start - 48) : start]
    ends = [m.end() for m in re.finditer(r"[!?;]|(?<![,:])\n\s*\n|(?<=\w{4})\.\s", left)]
    return left[ends[-1] :] if ends else left


def _last_other(spans: Sequence[Span], index: int, people: Mapping[int, Role]) -> int:
    """Where the last person before a number ends who is not accused; words about the accused end there."""
    before = (i for i in range(index - 1, max(-1, index - 6), -1) if i in people)
    return next((spans[i].end for i in before if people[i] not in (Role.ACCUSED, Role.OFFICIAL)), 0)


def _is_beside(lowered: str, person: Span, number: Span) -> bool:
    """Say whether only degrees and a label like "(HP ", or lines of a form, stand between the two."""
    between = lowered[min(person.end, number.end) : max(person.start, number.start)]
    degrees = cues().degrees_after.match(between)
    between = between[degrees.end() :] if degrees and number.start > person.start else between
    if len(between) <= BESIDE_REACH and not _NOT_BESIDE.search(between):
        return True
    follows = number.start > person.start and len(between) <= FORM_REACH
    return follows and bool(_FORM_LINES.match(between)) and not _OTHER_PARTY.search(between)


def _nearest_person(spans: Sequence[Span], index: int, people: Mapping[int, Role]) -> int | None:
    best, distance = None, FORM_REACH + 1
    for other in (*range(index - 1, max(-1, index - 6), -1), *range(index + 1, min(len(spans), index + 4))):
        if other not in people:
            continue
        gap = max(spans[other].start - spans[index].end, spans[index].start - spans[other].end)
        if gap < distance and (gap <= OWNER_REACH or other < index):
            best, distance = other, gap
    return best
