"""Whatever the text, findings are sorted, apart from each other, inside the text, and the text is untouched."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anonymizer.errors import LanguageUnknownError, ScanUnfinishedError
from anonymizer.finding import MAX_CHARACTERS, find, find_batch, find_structured
from anonymizer.spans import Span, SpanType, resolve_overlaps
from anonymizer.view import look

PIECES = st.sampled_from(
    [
        "pak ", "Bu ", "Siti Aminah", "budi", " rt 3 rw 5 ", "081234567890", "3578011205880003", "satu dua tiga empat ",
        "@", ".com", "gmail ", "Jl. Melati No. 5", "\n", "\u200b", "é", "🤦🏽", "ﷺ", "İ", "ﬁ", "|", "lahir ", "12-03-1990", "O8",
        "a.n. ", "nol delapan ", " B 1234 XY ", "Rp ", "(", ")", "\u0301", "\ud800", "０", "٣",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_findings_are_sorted_apart_and_inside(text: str) -> None:
    for spans in (find(text), find_structured(text)):
        assert spans == sorted(spans)
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
        assert all(0 < span.score <= 1 and isinstance(span.type, SpanType) and span.rule for span in spans)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_folded_positions_lead_back_to_the_text(text: str) -> None:
    view = look(text)

    assert len(view.lowered) == len(view.folded)
    positions = [view.original(index, index + 1) for index in range(len(view.folded))]
    assert all(0 <= start <= end <= len(text) for start, end in positions)
    assert positions == sorted(positions)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from([0.5, 0.7, 0.9])), max_size=12)
)
def test_resolved_spans_cover_nearly_all_that_was_found(triples: list[tuple[int, int, float]]) -> None:
    spans = [Span(start, start + size, SpanType.ID, score, "made") for start, size, score in triples]

    resolved = resolve_overlaps(spans)

    covered = {index for span in resolved for index in range(span.start, span.end)}
    found = {index for span in spans for index in range(span.start, span.end)}
    assert covered <= found
    assert sum(span.end - span.start for span in resolved) == len(covered)
    assert not any(_lost_piece(span, covered) for span in spans)


def _lost_piece(span: Span, covered: set[int]) -> bool:
    """Two neighbouring lost positions of one span would be a lost piece; one alone is allowed."""
    lost = set(range(span.start, span.end)) - covered
    return any(index + 1 in lost for index in lost)


def test_text_too_long_raises_and_returns_nothing() -> None:
    with pytest.raises(ScanUnfinishedError) as raised:
        find_structured("x" * (MAX_CHARACTERS + 1))

    assert raised.value.characters == MAX_CHARACTERS + 1
    assert find_structured("hp 081234567890")


def test_unknown_language_raises() -> None:
    with pytest.raises(LanguageUnknownError):
        find("halo", lang="fr")


def test_batch_gives_the_same_as_one_by_one() -> None:
    texts = ["hp 081234567890", "nama saya Siti Aminah", "tidak ada apa-apa"]

    assert list(find_batch(iter(texts))) == [find(text) for text in texts]
