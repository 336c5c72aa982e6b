"""Show a reporter which words of their own story could point to them, before they send it.

Asks the anonymizer; keeps what belongs to the reporter's side or to nobody named, and leaves alone the names
and numbers of the people complained about, which the report needs. Silence never means "you are safe".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from anonymizer import ScanUnfinishedError, Span, SpanType, find
from anonymizer.quasi import find_flags
from anonymizer.roles import REPORTER_SIDE, Role, roles
from casemgr.web.language import N_, say

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_WORDS_FOR = {
    SpanType.PERSON: N_("[nama]"),
    SpanType.PHONE: N_("[nomor telepon]"),
    SpanType.EMAIL: N_("[alamat surel]"),
    SpanType.ADDRESS: N_("[alamat]"),
    SpanType.DOB: N_("[tanggal lahir]"),
    SpanType.HANDLE: N_("[nama akun]"),
    SpanType.URL: N_("[tautan]"),
    SpanType.PLATE: N_("[nomor kendaraan]"),
    SpanType.BANK_ACCOUNT: N_("[nomor rekening]"),
}
_ANY_NUMBER = N_("[nomor pribadi]")
_MOSTLY_OTHERS = frozenset(
    {SpanType.PERSON, SpanType.BANK_ACCOUNT, SpanType.PLATE, SpanType.HANDLE, SpanType.URL}
)
"""In a complaint these belong to the people complained about, unless the words say otherwise."""
_MOST = 20
"""Sentences shown at once; a longer list is read by nobody."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One sentence with what is marked in it; `reason` says why where no word alone gives it away."""

    id: str
    pieces: list[tuple[str, bool]]
    marked: str
    reason: str = ""
    can_mask: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    words: str = ""
    reasons: tuple[str, str] = ("", "")


def hits(text: str, kept: Collection[str], lang: str) -> list[Hit]:
    """Return the sentences of `text` that could point to its writer, without those in `kept`."""
    found = []
    for start, end, marks in _sentences(text):
        hit_id = _id(text[start:end])
        if hit_id in kept:
            continue
        reason = next((mark.reasons[lang == "en"] for mark in marks if not mark.words), "")
        marked = ", ".join(text[mark.start : mark.end] for mark in marks)
        found.append(
            Hit(hit_id, _pieces(text, start, end, marks), marked, reason, any(m.words for m in marks))
        )
    return found[:_MOST]


def mask(text: str, hit_id: str) -> str:
    """Return `text` with the marked words of one sentence replaced by general ones."""
    found = next((marks for start, end, marks in _sentences(text) if _id(text[start:end]) == hit_id), [])
    for mark in reversed([mark for mark in found if mark.words]):
        text = text[: mark.start] + say(mark.words) + text[mark.end :]
    return text


def _sentences(text: str) -> Iterator[tuple[int, int, list[_Mark]]]:
    marks = _marks(text)
    if not marks:
        return
    start = 0
    for end, following in [
        *((m.start(), m.end()) for m in _SENTENCE_END.finditer(text)),
        (len(text), len(text)),
    ]:
        if any(mark.start < following <= mark.end and following < len(text) for mark in marks):
            # The boundary lies inside something marked: an abbreviation in a name or an address.
            continue
        inside = [mark for mark in marks if start <= mark.start < end]
        if inside:
            yield start, end, inside
        start = following


def _marks(text: str) -> list[_Mark]:
    try:
        spans = find(text)
    except ScanUnfinishedError:
        return []
    marks = [
        _Mark(span.start, span.end, _WORDS_FOR.get(span.type, _ANY_NUMBER))
        for span, role in zip(spans, roles(text, spans), strict=True)
        if _points(span, role)
    ]
    taken = [(mark.start, mark.end) for mark in marks]
    for flag in find_flags(text, spans):
        if not any(start < flag.end and flag.start < end for start, end in taken):
            taken.append((flag.start, flag.end))
            marks.append(_Mark(flag.start, flag.end, reasons=(flag.reason_id, flag.reason_en)))
    return sorted(marks, key=lambda mark: mark.start)


def _points(span: Span, role: Role) -> bool:
    if role in REPORTER_SIDE:
        return True
    return role is Role.UNKNOWN and span.type not in _MOSTLY_OTHERS


def _pieces(text: str, start: int, end: int, marks: list[_Mark]) -> list[tuple[str, bool]]:
    pieces = []
    for mark in marks:
        pieces += [(text[start : mark.start], False), (text[mark.start : mark.end], True)]
        start = mark.end
    return [(piece, is_marked) for piece, is_marked in [*pieces, (text[start:end], False)] if piece]


def _id(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]
