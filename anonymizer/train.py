"""Train the name model from generated texts: `python -m anonymizer.train [--texts N] [--seed N]`.

The same seed and versions give the same file. Needs python-crfsuite, which the package does not need at run
time. Training reads the generator and the lexicons only, never the hand-written evaluation texts. Full names
that those texts use are known here as hashes; a made text that happens upon one is thrown away. The hashes
are renewed with `--withhold FILE.jsonl ...`, which trains nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import math
import random
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import Any

from anonymizer.corpus_generator import Sample, samples
from anonymizer.evaluate import load_texts
from anonymizer.features import TEMPLATES, UNLISTED, Sight, features
from anonymizer.finding import structured_without_overlaps
from anonymizer.generator_names import person
from anonymizer.institutions import see
from anonymizer.lexicon import lexicon
from anonymizer.likeness import Likeness, learn_likeness
from anonymizer.name_model import format_model
from anonymizer.scans import rejoined
from anonymizer.spans import SpanType
from anonymizer.tokens import Token, tokenize
from anonymizer.view import View, look

SEED = 20261122
TEXTS = 56_000
# The model is the mean of so many, each trained on its own texts.
SHARES = 2
# Fewer texts than this are not worth a process of their own.
FEW = 2000
# A weight as small as this says nothing.
LEAST_WEIGHT = 0.04
# Names missing from the hashed list are commoner in life than in the made names; some are hidden on purpose.
HIDDEN_NAMES = 0.15
ITERATIONS = 120
LIKENESS_NAMES = 60_000
# There are more English words in the lexicon than in the texts.
ENGLISH_SHARE = 0.3
_LIKENESS = Path(__file__).parent / "lexicons" / "likeness.tsv"
_WITHHELD = Path(__file__).parent / "model" / "withheld.txt"
_LABELS = ("O", "B", "I")
_Weights = list[dict[str, tuple[float, float]]]
_Model = tuple[_Weights, list[list[float]]]


def main() -> None:
    """Train and write the model file, then print its size."""
    parser = argparse.ArgumentParser(prog="python -m anonymizer.train")
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "model" / "names.tsv")
    parser.add_argument("--withhold", type=Path, nargs="+", metavar="FILE")
    options = parser.parse_args()
    if options.withhold:
        _WITHHELD.write_text("\n".join(sorted(_hashes_of_names(options.withhold))) + "\n", encoding="ascii")
        return
    write_likeness(options.seed)
    model = train(options.seed, options.texts)
    options.out.write_text(model, encoding="utf-8")
    print(f"{options.out.name}: {len(model.encode())} bytes, {model.count(chr(10))} weights")


def train(seed: int, texts: int) -> str:
    """Return the text of a model file: the mean of models each trained on its share of `texts` made texts.

    What the shares have in common stays, what one of them happened upon is halved.
    """
    shares = [texts // SHARES] * SHARES
    seeds = range(seed, seed + SHARES)
    if texts < FEW:
        return format_model(*_mean(list(map(_train_share, seeds, shares))))
    with ProcessPoolExecutor(SHARES, mp_context=get_context("spawn")) as pool:
        return format_model(*_mean(list(pool.map(_train_share, seeds, shares))))


def _train_share(seed: int, texts: int) -> _Model:
    # The trainer ships no types and is no dependency at run time.
    pycrfsuite = importlib.import_module("pycrfsuite")
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.25, "c2": 0.02, "max_iterations": ITERATIONS, "feature.minfreq": 3})
    for rows, labels in _sequences(seed, texts):
        trainer.append(rows, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "names.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        return _export(tagger.info())


def _mean(models: list[_Model]) -> _Model:
    """The mean of every weight, one that a model lacks counting as nothing."""
    weights: _Weights = []
    for tables in zip(*(tables for tables, _ in models), strict=True):
        values = sorted(set().union(*tables))
        pairs = {value: [table.get(value, (0.0, 0.0)) for table in tables] for value in values}
        mean = {
            value: (fmean(b for b, _ in all_), fmean(i for _, i in all_)) for value, all_ in pairs.items()
        }
        weights.append({value: pair for value, pair in mean.items() if max(map(abs, pair)) > LEAST_WEIGHT})
    transitions = [
        [fmean(row) for row in zip(*rows, strict=True)] for rows in zip(*(t for _, t in models), strict=True)
    ]
    return weights, transitions


def write_likeness(seed: int) -> None:
    """Learn what names are spelt like and write the table that the lexicon reads."""
    text = "\n".join(_likeness(_name_words(seed)).lines()) + "\n"
    _LIKENESS.write_text(text, encoding="ascii")
    lexicon.cache_clear()


@lru_cache(maxsize=SHARES)
def _name_words(seed: int) -> dict[str, float]:
    """The words of made names and how much each counts."""
    rng = random.Random(seed)
    counts = Counter(word for _ in range(LIKENESS_NAMES) for word in person(rng)[0].lower().split(" "))
    return {word: 1 + math.log(count) for word, count in counts.items() if len(word) > 2}


def _likeness(names: dict[str, float]) -> Likeness:
    ordinary = lexicon().ordinary_words()
    return learn_likeness(
        names, ((word, ENGLISH_SHARE if code == "e" else 1.0) for word, code in ordinary if word not in names)
    )


def _folds(seed: int) -> tuple[Likeness, Likeness]:
    """Two tables, each of one half of the names: a name met in training is judged by the half without it."""
    names = _name_words(seed)
    halves = [{word: count for word, count in names.items() if _half(word) == half} for half in (0, 1)]
    return _likeness(halves[0]), _likeness(halves[1])


def _half(word: str) -> int:
    return zlib.crc32(word.encode(errors="surrogatepass")) & 1


def _sequences(seed: int, texts: int) -> Iterator[tuple[list[list[str]], list[str]]]:
    rng = random.Random(seed)
    folds = _folds(seed)
    withheld = frozenset(_WITHHELD.read_text(encoding="ascii").split())
    for sample in samples(seed, texts):
        if not withheld.isdisjoint(map(_hash, _full_names(sample.text, sample.spans))):
            continue
        view = look(sample.text)
        tokens = tokenize(view, structured_without_overlaps(view))
        if view.damaged:
            tokens = rejoined(tokens, lexicon())
        attributes = see(tokens, lexicon(), damaged=view.damaged)
        labels = _labels(sample, view, tokens)
        _hide_names(rng, attributes, labels)
        _judge_unseen(folds, attributes, labels)
        rows = [
            [f"{number}={value}" for number, value in enumerate(features(attributes, index)) if value]
            for index in range(len(tokens))
        ]
        if rows:
            yield rows, labels


def _hashes_of_names(corpora: list[Path]) -> set[str]:
    texts = [text for path in corpora for text in load_texts(path)]
    spans = [[(span.start, span.end, span.type) for span in text.spans] for text in texts]
    return {
        _hash(name)
        for text, marked in zip(texts, spans, strict=True)
        for name in _full_names(text.text, marked)
    }


def _full_names(text: str, spans: Iterable[tuple[int, int, SpanType]]) -> Iterator[str]:
    """The names of two words or more, in small letters."""
    for start, end, type_ in spans:
        if type_ is SpanType.PERSON and " " in text[start:end]:
            yield text[start:end].lower()


def _hash(name: str) -> str:
    return hashlib.blake2s(name.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _labels(sample: Sample, view: View, tokens: list[Token]) -> list[str]:
    people = [(start, end) for start, end, type_ in sample.spans if type_ is SpanType.PERSON]
    labels = []
    current = None
    for token in tokens:
        if token.text == "\n":
            # A name broken over two lines is two names to the model.
            labels.append("O")
            current = None
            continue
        start, end = view.original(token.start, token.end)
        inside = next(
            (span for span in people if span[0] <= start and end <= span[1] + 1 and start < span[1]), None
        )
        labels.append("O" if inside is None else "I" if inside is current else "B")
        current = inside
    return labels


def _hide_names(rng: random.Random, attributes: Sight, labels: list[str]) -> None:
    for index, label in enumerate(labels):
        if label != "O" and rng.random() < HIDDEN_NAMES:
            attributes.buckets[index] = "0"
            if attributes.classes[index] == "d":
                attributes.classes[index] = attributes.seen[index] = "U"


def _judge_unseen(folds: tuple[Likeness, Likeness], attributes: Sight, labels: list[str]) -> None:
    """Let names look as unfamiliar as those of texts will: the table must not have learnt from them."""
    for index, label in enumerate(labels):
        if label != "O" and attributes.classes[index] in UNLISTED:
            word = attributes.words[index]
            attributes.likeness[index] = folds[1 - _half(word)].step(word)


def _export(info: Any) -> _Model:
    """Turn the trainer's weights into tables relative to label O."""
    raw: dict[str, dict[str, float]] = {}
    for (attribute, label), weight in info.state_features.items():
        raw.setdefault(attribute, {})[label] = weight
    weights: _Weights = [{} for _ in range(TEMPLATES)]
    for attribute, by_label in raw.items():
        number, _, value = attribute.partition("=")
        outside = by_label.get("O", 0.0)
        weights[int(number)][value] = (by_label.get("B", 0.0) - outside, by_label.get("I", 0.0) - outside)
    transitions = [[info.transitions.get((origin, target), 0.0) for target in _LABELS] for origin in _LABELS]
    transitions[0][2] = -1e9
    return weights, transitions


if __name__ == "__main__":
    main()
