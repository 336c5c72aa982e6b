"""The measures count what they say they count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anonymizer.evaluate import GoldSpan, GoldText, KeptFact, evaluate, load_texts, missed
from anonymizer.spans import Span, SpanType

TEXT = "Pak Budi Santoso minta Rp 50 ribu, hp 081234567890"
GOLD = GoldText(
    "t1",
    "chat",
    TEXT,
    (GoldSpan(4, 16, SpanType.PERSON, "reporter"), GoldSpan(38, 50, SpanType.PHONE, "accused")),
    (KeptFact(23, 33, "money"),),
)
EMPTY = GoldText("t2", "chat", "biaya nikah berapa", (), ())


def span(start: int, end: int, type_: SpanType = SpanType.PERSON) -> Span:
    return Span(start, end, type_, 1.0, "made")


def test_perfect_finder_has_perfect_figures() -> None:
    figures = evaluate([GOLD], lambda text: [span(4, 16), span(38, 50, SpanType.PHONE)])

    assert figures.recall(SpanType.PERSON) == figures.structured_recall == figures.reporter_recall == 1.0
    assert (figures.character_leak, figures.leaking_texts, figures.damage("money")) == (0.0, 0.0, 0.0)


def test_half_of_the_letters_is_found_but_leaks() -> None:
    figures = evaluate([GOLD], lambda text: [span(9, 16), span(38, 50, SpanType.PHONE)])

    assert figures.recall(SpanType.PERSON) == 1.0
    assert figures.leaking_texts == 1.0
    assert figures.character_leak == pytest.approx(4 / 23)


def test_less_than_half_is_missed() -> None:
    figures = evaluate([GOLD], lambda text: [span(4, 8)])

    assert figures.recall(SpanType.PERSON) == figures.reporter_recall == 0.0
    assert [gold.start for gold in missed(GOLD, [span(4, 8)])] == [4, 38]


def test_wrong_type_counts_as_found_but_not_as_typed() -> None:
    figures = evaluate([GOLD], lambda text: [span(38, 50, SpanType.ID)])

    assert figures.recall(SpanType.PHONE) == 1.0
    assert figures.typed[SpanType.PHONE] == 0
    assert figures.precision(SpanType.ID) == 0.0


def test_kept_fact_and_lookalike_are_counted() -> None:
    figures = evaluate([GOLD, EMPTY], lambda text: [span(0, 30)] if text == TEXT else [span(0, 5)])

    assert figures.damage("money") == 1.0
    assert figures.lookalikes_masked_share == 1.0
    assert evaluate([GOLD, EMPTY], lambda text: []).lookalikes_masked_share == 0.0


def test_corpus_file_is_read_back(tmp_path: Path) -> None:
    record = {
        "id": "t1",
        "style": "chat",
        "text": TEXT,
        "spans": [{"start": 4, "end": 16, "type": "PERSON", "role": "reporter"}],
        "kept": [{"start": 23, "end": 33, "kind": "money"}],
    }
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")

    (text,) = load_texts(path)

    assert (text.spans, text.kept) == (GOLD.spans[:1], GOLD.kept)
