"""The public door of detection: find what identifies people in a text, and say why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from anonymizer.address_words import ADDRESS_WORDS
from anonymizer.addresses import find_addresses
from anonymizer.births import TRIGGER_WORDS, find_births, find_lone_births, find_past_births
from anonymizer.classify import (
    STARRED_PHONE,
    Finding,
    Verdict,
    classify_hidden,
    classify_run,
    classify_slashed,
    classify_spelled,
    numbers_over_lines,
)
from anonymizer.contacts import (
    HANDLE_WORDS,
    PAGE_WORDS,
    find_emails,
    find_handles,
    find_links,
    find_members,
    find_pages,
    find_spoken_links,
)
from anonymizer.documents import (
    PAPER_WORDS,
    PLATE_WORDS,
    PLATES_SPOKEN,
    announces_passport,
    find_bare_plates,
    find_papers,
    find_passports,
    find_plates,
    find_scanned_plates,
    find_spelled_plates,
    find_spread_plates,
)
from anonymizer.errors import LanguageUnknownError, ScanUnfinishedError, WrongArgumentError
from anonymizer.names import find_names
from anonymizer.patterns import Pattern, table
from anonymizer.spans import Span, resolve_overlaps
from anonymizer.spelled import SPELLING_WORDS, has_digit_words, may_spell, spelled_numbers
from anonymizer.view import View, look

# Longer texts are refused rather than read in part; a complaint of this size is a file, not a text.
MAX_CHARACTERS = 16_000_000
LANGUAGES = ("auto", "id", "en")

_DOT_WORDS = frozenset(("titik", "dot"))
_AT_WORDS = ("at", "et", "titik", "dot")
_WORDS = re.compile(r"[a-z]+")
# The words that any stage waits for.
_TELLING = SPELLING_WORDS.union(
    _AT_WORDS, HANDLE_WORDS, PAGE_WORDS, PLATE_WORDS, PLATES_SPOKEN, PAPER_WORDS, TRIGGER_WORDS, ADDRESS_WORDS
)


def find_structured(text: str, *, engine: str = "re") -> list[Span]:
    """Return everything but names: numbers, contacts, plates, addresses, dates of birth.

    Sorted, free of overlaps, code-point offsets into `text` as given. Raises `ScanUnfinishedError` when the
    text is too long or memory runs out and `WrongArgumentError` when it is no str; never returns part of the
    answer.
    """
    _require_size(text)
    try:
        view = look(text)
        return resolve_overlaps(_to_spans(view, structured_findings(view, table(engine))))
    except (MemoryError, RecursionError):
        raise ScanUnfinishedError("structured", len(text)) from None


def structured_findings(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Yield every structured finding in folded positions, overlaps included; stages run only on a trigger."""
    low = view.lowered
    words = _TELLING.intersection(_WORDS.findall(low))
    if "@" in low or "mail" in low or "yahoo" in low or not words.isdisjoint(_AT_WORDS):
        yield from find_emails(view, patterns)
    if "/" in low or "www." in low:
        yield from find_links(view, patterns)
        if "u/" in low:
            yield from find_members(low)
        for match in patterns["slashed"].finditer(low):
            yield from classify_slashed(view, match.start(), match.end())
    if " . " in low or not words.isdisjoint(_DOT_WORDS):
        yield from find_spoken_links(low)
    if not words.isdisjoint(PAGE_WORDS):
        yield from find_pages(view, patterns)
    if "@" in low or not words.isdisjoint(HANDLE_WORDS):
        yield from find_handles(view)
    runs = list(patterns["run"].finditer(low))
    for match in runs:
        yield from classify_run(view, match.start(), match.end())
    if "\n" in low:
        yield from numbers_over_lines(view)
        yield from find_lone_births(view, patterns)
    if "19" in low:
        yield from find_past_births(view, patterns)
    if "08" in low or "628" in low:
        for match in patterns["starred"].finditer(low):
            yield Finding(match.start(), match.end(), STARRED_PHONE)
    if "xx" in low or "**" in low or "##" in low:
        for match in patterns["hidden"].finditer(low):
            yield from classify_hidden(view, match.start(), match.end())
    if has_digit_words(words) and not words.isdisjoint(PLATES_SPOKEN):
        yield from find_spelled_plates(view)
    if may_spell(low, words):
        yield from filter(None, (classify_spelled(view, number) for number in spelled_numbers(low)))
    yield from find_plates(view)
    if not words.isdisjoint(PLATE_WORDS):
        yield from find_spread_plates(view)
    if "plat" in low or "nopol" in low or "polisi" in low or "no. po" in low:
        yield from find_bare_plates(view)
        yield from find_scanned_plates(view)
    if runs or announces_passport(low):
        yield from find_passports(view)
    if not words.isdisjoint(PAPER_WORDS):
        yield from find_papers(view)
    if view.damaged or not words.isdisjoint(TRIGGER_WORDS) or "lahir" in low:
        yield from find_births(view, patterns)
    if view.damaged or not words.isdisjoint(ADDRESS_WORDS):
        yield from find_addresses(view)


def structured_without_overlaps(view: View, engine: str = "re") -> list[Finding]:
    """Return the structured findings of a view sorted and free of overlaps, in folded positions."""
    spans = resolve_overlaps(
        Span(f.start, f.end, f.verdict.type, f.verdict.score, f.verdict.rule)
        for f in structured_findings(view, table(engine))
    )
    return [Finding(span.start, span.end, Verdict(span.type, span.score, span.rule)) for span in spans]


def _to_spans(view: View, findings: Iterable[Finding]) -> Iterator[Span]:
    for finding in findings:
        start, end = view.original(finding.start, finding.end)
        yield Span(start, end, finding.verdict.type, finding.verdict.score, finding.verdict.rule)


def _require_size(text: str) -> None:
    if not isinstance(text, str):
        raise WrongArgumentError("text", "str", text)
    if len(text) > MAX_CHARACTERS:
        raise ScanUnfinishedError("size", len(text))


def find(text: str, *, lang: str = "auto") -> list[Span]:
    """Return every stretch of `text` that identifies a person, names included.

    Sorted, free of overlaps, code-point offsets into `text` as given. `lang` is "auto", "id" or "en".
    Raises `LanguageUnknownError` for another language, `ScanUnfinishedError` when the scan could not read all
    of the text, and `WrongArgumentError` when it is no str.
    """
    if lang not in LANGUAGES:
        raise LanguageUnknownError(lang)
    _require_size(text)
    try:
        view = look(text)
        structured = structured_without_overlaps(view)
        return resolve_overlaps(_to_spans(view, [*structured, *find_names(view, structured)]))
    except (MemoryError, RecursionError):
        raise ScanUnfinishedError("find", len(text)) from None


def find_batch(texts: Iterable[str], *, lang: str = "auto") -> Iterator[list[Span]]:
    """Yield the spans of each text in turn; the first text that cannot be read raises.

    Raises `WrongArgumentError` at once for a single text, and `LanguageUnknownError`.
    """
    if lang not in LANGUAGES:
        raise LanguageUnknownError(lang)
    return (find(text, lang=lang) for text in several(texts))


def several(texts: Iterable[str]) -> Iterable[str]:
    """Return the texts; raise `WrongArgumentError` for one text, whose letters would pass as many."""
    if isinstance(texts, str | bytes | bytearray | memoryview) or not isinstance(texts, Iterable):
        raise WrongArgumentError("texts", "several texts (a list or another iterable of str)", texts)
    return texts
