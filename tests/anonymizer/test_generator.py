"""Made texts and the trained model are reproducible, and training stays away from the hand-written texts."""

from __future__ import annotations

from pathlib import Path

from anonymizer.corpus_generator import samples
from anonymizer.evaluate import load_texts
from anonymizer.explaining import explain
from anonymizer.name_model import name_model
from anonymizer.train import _full_names, _hash, train

CORPUS = Path(__file__).parent / "corpus"
MODEL = Path(__file__).parents[2] / "anonymizer" / "model"
MODEL_LIMIT = 1_000_000


def test_same_seed_same_texts() -> None:
    assert list(samples(7, 50)) == list(samples(7, 50))
    assert list(samples(7, 50)) != list(samples(8, 50))


def test_spans_lie_inside_and_apart() -> None:
    for sample in samples(9, 300):
        edges = [edge for start, end, _ in sample.spans for edge in (start, end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(sample.text) for edge in edges)


def test_same_seed_same_model() -> None:
    assert train(3, 60) == train(3, 60) != train(4, 60)


def test_model_is_small_and_loads() -> None:
    assert 10_000 < (MODEL / "names.tsv").stat().st_size < MODEL_LIMIT
    assert name_model() is name_model()


def test_no_full_name_of_the_evaluation_is_trained_on() -> None:
    withheld = set((MODEL / "withheld.txt").read_text(encoding="ascii").split())
    judged = {
        name
        for part in ("dev", "heldout")
        for text in load_texts(CORPUS / f"{part}.jsonl")
        for name in _full_names(text.text, [(span.start, span.end, span.type) for span in text.spans])
    }

    assert len(judged) > 500
    assert {_hash(name) for name in judged} <= withheld
    assert _hash("nama yang tidak pernah ditulis") not in withheld


def test_every_finding_is_explained() -> None:
    for sample in samples(13, 150):
        for explanation in explain(sample.text):
            assert explanation.reason.startswith(explanation.span.type)
