"""No structured hit of another finder's patterns that overlaps a planted identifier is missed by ours."""

from __future__ import annotations

import pytest

from anonymizer.corpus_generator import samples
from anonymizer.finding import find_structured
from anonymizer.spans import Span, SpanType
from tests.bench.bench_anonymizer import missed_hits
from tests.bench.peer_finders import lokal, pack_finder

QUICK_TEXTS = 2_000
LONG_TEXTS = 100_000
# lokal-id takes part when it is installed beside the project; the reference patterns always do.
PEERS = {"patterns": pack_finder} | ({"lokal-id": peer} if (peer := lokal()) else {})


def _missed(seed: int, count: int, name: str) -> tuple[int, int]:
    hits = missed = 0
    for sample in samples(seed, count):
        found = PEERS[name](sample.text)
        hits += len(found)
        missed += missed_hits(sample.text, sample.spans, found)
    return hits, missed


@pytest.mark.parametrize("name", sorted(PEERS))
def test_no_hit_is_missed(name: str) -> None:
    hits, missed = _missed(41, QUICK_TEXTS, name)

    assert hits > QUICK_TEXTS / 20
    assert missed == 0


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(PEERS))
def test_no_hit_is_missed_on_many_texts(name: str) -> None:
    assert _missed(43, LONG_TEXTS, name)[1] == 0


def test_a_missed_hit_is_counted() -> None:
    text = "kata sandi 12345 begitu"
    planted = ((11, 16, SpanType.ID),)

    assert find_structured(text) == []
    assert missed_hits(text, planted, [Span(11, 16, SpanType.ID, 1.0, "peer")]) == 1


def test_both_engines_find_the_same() -> None:
    texts = [sample.text for sample in samples(47, 500)]

    assert [find_structured(text, engine="re2") for text in texts] == [
        find_structured(text) for text in texts
    ]
