"""Render made texts as people and machines do: small letters, capitals, hurried chat, scans, dialect."""

from __future__ import annotations

import random

from anonymizer.spans import SpanType

Segment = tuple[str, SpanType | None]
CAPITAL_NAMES = 0.12


_SHORT = {
    "yang": "yg",
    "tidak": "ga",
    "dengan": "dgn",
    "untuk": "utk",
    "sudah": "udh",
    "saya": "sy",
    "kalau": "klo",
    "juga": "jg",
    "sama": "sm",
    "karena": "krn",
    "dari": "dr",
    "tapi": "tp",
    "bilang": "blg",
    "orang": "org",
    "belum": "blm",
    "bapak": "bpk",
    "tolong": "tlg",
    "sekarang": "skrg",
    "kemarin": "kmrn",
    "uang": "duit",
    "pada": "pd",
    "banyak": "bnyk",
    "jangan": "jgn",
    "bisa": "bs",
    "nama": "nm",
    "kepada": "kpd",
    "terima kasih": "makasih",
}
_SCAN_ERRORS = {
    "m": "rn",
    "l": "1",
    "i": "l",
    "o": "0",
    "e": "c",
    "u": "ii",
    "I": "l",
    "O": "0",
    "w": "vv",
    "S": "5",
    "B": "8",
}
_DIGIT_ERRORS = {"0": "O", "1": "l"}


class Restyler:
    """Applies one style to the pieces of one text, with habits that hold throughout it."""

    def __init__(self, rng: random.Random, style: str) -> None:
        self._rng = rng
        self._style = style
        self._small_names = style == "lower" or (style in ("slang", "dialect") and rng.random() < 0.6)
        self._dropping = rng.choice([0.0, 0.1, 0.35]) if style == "slang" else 0.0
        self._misprints = rng.choice([0.02, 0.05, 0.12])
        self._gaps = rng.choice([0.0, 0.01, 0.03, 0.06])
        self._typos = rng.choice([0.0, 0.02, 0.1])
        self._dialect = rng.choice(_DIALECTS)
        # As statements and forms write whom they are about: "bernama BUDI SANTOSO".
        self._capital_names = style in ("plain", "capital") and rng.random() < CAPITAL_NAMES

    def __call__(self, segment: Segment) -> Segment:
        text, type_ = segment
        named = type_ is SpanType.PERSON
        if self._style == "upper":
            return text.upper(), type_
        if self._style == "ocr":
            return self._scan(text, type_), type_
        if named and self._capital_names:
            return text.upper(), type_
        if self._style != "plain" and (type_ is None or (named and self._small_names)):
            text = text.lower() if self._style != "dialect" or self._small_names else text
        if self._style == "slang" and type_ is None:
            text = self._abbreviate(text)
        if self._style == "dialect" and type_ is None:
            text = " ".join(self._mutate(word) for word in text.split(" "))
        if named and self._rng.random() < self._typos and len(text) > 5:
            position = self._rng.randrange(1, len(text) - 1)
            text = text[:position] + self._rng.choice(["", text[position] * 2]) + text[position + 1 :]
        return text, type_

    def _mutate(self, word: str) -> str:
        """A word as an unknown dialect might have it; short and capitalised words stay."""
        rng = self._rng
        if len(word) < 5 or not word.isalpha() or not word.islower() or rng.random() < 0.5:
            return word
        for old, new in self._dialect:
            word = word.replace(old, new) if rng.random() < 0.7 else word
        if rng.random() < 0.25:
            word = rng.choice(["", "nga", "ba", "ma", "na", "ka", "di", "pa", "nge", "sa"]) + word
        return word + (
            rng.choice(["e", "na", "nyo", "ne", "ke", "ake", "keun", "ta", "mi", "ki"])
            if rng.random() < 0.3
            else ""
        )

    def _abbreviate(self, text: str) -> str:
        rng = self._rng
        words = [_SHORT.get(word, word) if rng.random() < 0.7 else word for word in text.split(" ")]
        for index, word in enumerate(words):
            if len(word) < 4 or not word.isalpha():
                continue
            cut = rng.randrange(1, len(word) - 1)
            if rng.random() < self._dropping:
                words[index] = word[0] + "".join(
                    c for c in word[1:] if c not in "aeiou" or rng.random() < 0.4
                )
            elif rng.random() < 0.04 + self._typos / 2:
                words[index] = rng.choice(
                    [
                        word[:cut] + word[cut + 1 :],
                        word[:cut] + word[cut] + word[cut:],
                        word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
                    ]
                )
        return " ".join(words)

    def _scan(self, text: str, type_: SpanType | None) -> str:
        rng = self._rng
        numeric = type_ not in _WRITTEN_TYPES
        result = []
        for character in text:
            if numeric:
                result.append(_DIGIT_ERRORS.get(character, character) if rng.random() < 0.4 else character)
            elif character in _SCAN_ERRORS and rng.random() < self._misprints:
                result.append(_SCAN_ERRORS[character])
            elif character.isalpha() and rng.random() < self._gaps:
                result.append(character + " ")
            else:
                result.append(character)
        return "".join(result)


_WRITTEN_TYPES = (None, SpanType.PERSON, SpanType.EMAIL, SpanType.URL, SpanType.HANDLE, SpanType.PLATE)
# Letter changes that make Indonesian words look like an unlisted dialect.
_DIALECTS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("a", "o"), ("u", "o")),
    (("at", "ek"), ("us", "uih"), ("ung", "uang")),
    (("e", "i"), ("r", "l")),
    (("h", ""), ("k", "q")),
    (("an", "eun"), ("e", "eu")),
    (("ar", "a"), ("b", "w")),
    (("a", "e"),),
    (("t", "d"), ("p", "b"), ("ai", "e")),
)
