"""How much a word that no list has is spelt like a name: three letters at a time, in seven steps.

A table of weights, one for three letters in a row: how much more often names have them than ordinary words.
Made by `anonymizer.train` from the made names and the lexicon; the word's steps are a feature of the model.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

_SCALE = 100
_LETTERS = 27
_SMOOTHING = 0.5
# One run of letters says at most this much.
_MOST = 3.0
# Rarer runs than this are left out of the table.
_LEAST_SEEN = 3.0
_NO_LETTER = re.compile(r"[^a-z]")
_STEPS = (-400, -200, -100, 0, 100, 250)


class Likeness:
    """Weights by three letters, in hundredths; immutable, safe to share between threads."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._weights = weights

    def step(self, word: str) -> str:
        """Return how a lower-case word is spelt: "0" as no name is, up to "6" as hardly another word."""
        weights = self._weights
        padded = f"^^{word}$"
        total = 0
        for start in range(len(padded) - 2):
            total += weights.get(padded[start : start + 3], 0)
        return str(bisect_right(_STEPS, total))

    def lines(self) -> Iterator[str]:
        """Yield the table as "letters<TAB>weight", for `parse_likeness`."""
        for letters, weight in sorted(self._weights.items()):
            yield f"{letters}\t{weight}"


def parse_likeness(text: str) -> Likeness:
    """Read a table's text. Raises ValueError when a line is malformed."""
    pairs = (line.split("\t") for line in text.splitlines())
    return Likeness({letters: int(weight) for letters, weight in pairs})


def learn_likeness(names: Mapping[str, float], ordinary: Iterable[tuple[str, float]]) -> Likeness:
    """Return the table that tells names from ordinary words, lower-case, each with how much it counts."""
    named = _runs(names.items())
    plain = _runs(ordinary)
    named_leads, plain_leads = _leads(named), _leads(plain)
    weights = {}
    for letters in sorted(named.keys() | plain.keys()):
        if named[letters] + plain[letters] < _LEAST_SEEN:
            continue
        share = (named[letters] + _SMOOTHING) / (named_leads[letters[:2]] + _SMOOTHING * _LETTERS)
        plain_share = (plain[letters] + _SMOOTHING) / (plain_leads[letters[:2]] + _SMOOTHING * _LETTERS)
        weight = round(_SCALE * max(-_MOST, min(_MOST, math.log(share / plain_share))))
        if weight:
            weights[letters] = weight
    return Likeness(weights)


def _runs(words: Iterable[tuple[str, float]]) -> defaultdict[str, float]:
    runs: defaultdict[str, float] = defaultdict(float)
    for word, count in words:
        padded = f"^^{_NO_LETTER.sub('', word)}$"
        for start in range(len(padded) - 2):
            runs[padded[start : start + 3]] += count
    return runs


def _leads(runs: Mapping[str, float]) -> defaultdict[str, float]:
    leads: defaultdict[str, float] = defaultdict(float)
    for letters, count in runs.items():
        leads[letters[:2]] += count
    return leads
