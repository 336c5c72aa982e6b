"""What a finding is: a typed stretch of text. Knows nothing of how it was found or what becomes of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter


class SpanType(StrEnum):
    """The kinds of personal data, exactly those of the reference list.

    ID is any other personal number: NISN, NUPTK, SIM, card, or an unexplained run of nine or more digits.
    """

    PERSON = "PERSON"
    NIK = "NIK"
    KK = "KK"
    NIP = "NIP"
    NPWP = "NPWP"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    BANK_ACCOUNT = "BANK_ACCOUNT"
    PLATE = "PLATE"
    ADDRESS = "ADDRESS"
    PASSPORT = "PASSPORT"
    BPJS = "BPJS"
    PORSI = "PORSI"
    HANDLE = "HANDLE"
    URL = "URL"
    DOB = "DOB"
    ID = "ID"


# A run of this many digits without a harmless explanation is masked, by these rules.
LONG_NUMBER = 9
MARKED_FOR_LENGTH = frozenset({"id.grouped", "id.unexplained"})

STRUCTURED_TYPES = frozenset(SpanType) - {SpanType.PERSON}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One finding: code points `start` up to but not including `end` of the text as it was given.

    `score` lies in (0, 1]: how sure the rule is, 1.0 for a number whose structure leaves no doubt.
    `rule` is the short name of the rule that decided, for `explain` and for counting mistakes by rule.
    """

    start: int
    end: int
    type: SpanType
    score: float
    rule: str

    def of(self, text: str) -> str:
        """Return the marked stretch of the text this span was found in."""
        return text[self.start : self.end]


_START = attrgetter("start")


def resolve_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted and free of overlaps; of two that touch the same letters the better stays.

    Better means the higher score, then the longer, then the earlier. What only the loser covered stays
    marked under the loser's type when at least two characters of it remain, so nothing once found is lost;
    of a number that was marked for its length alone, as much as makes it long.
    """
    given = sorted(spans, key=_START)
    if all(one.end <= other.start for one, other in pairwise(given)):
        return given
    kept: list[Span] = []  # sorted by start at all times, so that only neighbours need a look
    starts: list[int] = []
    for span in sorted(given, key=lambda s: (-s.score, s.start - s.end, s.start)):
        first = bisect_right(starts, span.start)
        first -= first > 0 and kept[first - 1].end > span.start
        for part in _free_parts(span, kept[first : bisect_left(starts, span.end, first)]):
            place = bisect_left(starts, part.start)
            starts.insert(place, part.start)
            kept.insert(place, part)
    return kept


def _free_parts(span: Span, kept: list[Span]) -> list[Span]:
    parts = [(span.start, span.end)]
    for other in kept:
        if other.start < span.end and span.start < other.end:
            parts = [
                piece
                for start, end in parts
                for piece in ((start, min(end, other.start)), (max(start, other.end), end))
                if piece[1] > piece[0]
            ]
    if parts == [(span.start, span.end)]:
        return [span]
    least = LONG_NUMBER if span.rule in MARKED_FOR_LENGTH else 2
    return [
        Span(start, end, span.type, span.score, span.rule) for start, end in parts if end - start >= least
    ]
