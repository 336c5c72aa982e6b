"""Which ordinary word a misspelt one was meant to be: chat shortenings, slips of a finger, scanner errors."""

from __future__ import annotations

import re
from collections.abc import Iterable

_VOWELS = str.maketrans("", "", "aeiou")
_LAUGHTER = re.compile(r"(?:ha|he|hi|wk|xi|ck|hu|ho|k){2,20}w?[a-z]?\Z|(.)\1{2,40}")
_DIGIT_LETTERS = str.maketrans("0134589", "oleasbg")
# Words shorter than this have too many neighbours at one letter's distance.
_SLIP_LENGTH = 6


class Speller:
    """Finds the intended word among those it was built with; earlier words win. Immutable after building."""

    def __init__(self, ordinary: Iterable[str]) -> None:
        self._skeletons: dict[str, list[str]] = {}
        self._shorter: dict[str, str] = {}
        self._known = frozenset(ordinary)
        for word in ordinary:
            if len(word) > 3:
                self._skeletons.setdefault(_skeleton(word), []).append(word)
            if len(word) >= _SLIP_LENGTH:
                for index in range(1, len(word)):
                    self._shorter.setdefault(word[:index] + word[index + 1 :], word)

    def intended(self, word: str) -> str | None:
        """Return the ordinary word that an unknown lower-case word stands for, None when there is none.

        A word without vowels or pure laughter stands for itself: it is ordinary, whatever it says.
        """
        vowels = len(word) - len(word.translate(_VOWELS))
        if vowels == 0 or _LAUGHTER.match(word):
            return self._lengthened(word, vowels) or word
        return self._lengthened(word, vowels) or self._slipped(word)

    def _lengthened(self, word: str, vowels: int) -> str | None:
        """The word whose vowels were left out: "bendhra", "hrs", "ktua"; a final "ny" stands for "nya"."""
        for stem in (word, word.removesuffix("ny"), word.removesuffix("nya")):
            skeleton = _skeleton(stem)
            if len(skeleton) < (3 if vowels > 1 else 2) or len(stem) < 3 or vowels * 2 > len(word):
                continue
            for full in self._skeletons.get(skeleton, ()):
                if len(full) > len(stem) and _is_subsequence(stem, full):
                    return full
        stem = word.removesuffix("ny")
        return stem if stem != word and stem in self._known else None

    def _slipped(self, word: str) -> str | None:
        """The word of which one letter was left out, doubled or swapped with its neighbour."""
        if len(word) < _SLIP_LENGTH - 1:
            return None
        left_out = self._shorter.get(word)
        if left_out is not None:
            return left_out
        for index in range(1, len(word)):
            shorter = word[:index] + word[index + 1 :]
            if word[index] == word[index - 1] and shorter in self._known:
                return shorter
            swapped = word[: index - 1] + word[index] + word[index - 1] + word[index + 1 :]
            if swapped in self._known:
                return swapped
        return None


def unscanned(word: str) -> str:
    """Undo the commonest confusions of text recognition in a lower-case word: rn for m, vv for w, 1 for l."""
    if word[0] == "l" and len(word) > 3 and word[1] not in "aeiou'y":
        word = "i" + word[1:]
    elif word[0] == "i" and len(word) > 4 and word[1] in "aou":
        word = "l" + word[1:]
    if not word.isalpha():
        word = word.translate(_DIGIT_LETTERS)
    return word.replace("rn", "m").replace("vv", "w")


def scanned_forms(word: str) -> tuple[str, str]:
    """What a lower-case word with digits may have been before it was scanned: 1 stands for l and for i."""
    return unscanned(word), unscanned(word.replace("1", "i"))


def _skeleton(word: str) -> str:
    return word[0] + word[1:].translate(_VOWELS)


def _is_subsequence(short: str, full: str) -> bool:
    letters = iter(full)
    return all(letter in letters for letter in short)
