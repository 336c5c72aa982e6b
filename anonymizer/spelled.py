"""Numbers written digit by digit in words: "kosong delapan satu dua", "nol 8 satu 2", "zero eight one".

Indonesian with Javanese and Sundanese digit words, and English. Quantities ("dua ratus ribu") are not
digit sequences and are left alone, because a unit word breaks the sequence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from anonymizer.wordlists import words

DIGIT_WORDS: dict[str, str] = {
    **dict.fromkeys(["nol", "kosong", "enol", "noll", "ksong", "kosng", "zero", "oh"], "0"),
    **dict.fromkeys(["satu", "siji", "hiji", "one", "sat", "satoe"], "1"),
    **dict.fromkeys(["dua", "loro", "two", "duo", "duwa"], "2"),
    **dict.fromkeys(["tiga", "telu", "tilu", "three", "tigo", "tlu"], "3"),
    **dict.fromkeys(["empat", "papat", "opat", "four", "ampek", "mpat", "pat"], "4"),
    **dict.fromkeys(["lima", "limo", "five", "limang"], "5"),
    **dict.fromkeys(["enam", "nem", "genep", "six", "anam", "nam"], "6"),
    **dict.fromkeys(["tujuh", "pitu", "seven", "tujuah", "tujoh", "tuju"], "7"),
    **dict.fromkeys(
        ["delapan", "lapan", "wolu", "dalapan", "eight", "dlapan", "delapn", "dlpn", "wolung"], "8"
    ),
    **dict.fromkeys(["sembilan", "sanga", "songo", "salapan", "nine", "sambilan", "smbilan"], "9"),
}
# What people say between digits on the telephone.
_FILLERS = words(
    "e ee eee em eh emm ya iya terus trus lalu strip spasi titik koma hmm kemudian lagi habis itu "
    "garis then uh um dash"
)
_TENS = {"belas": "teen", "puluh": "ty"}
_REPEATS = {"dobel": 2, "double": 2, "doble": 2, "tripel": 3, "triple": 3}
# A number is at least this many digits; fewer words in a row are ordinary counting.
MIN_DIGITS = 7
_MIN_WORDS = 3
_PHONE_DIGITS = 10
_MAX_ITEMS = 40

# A filler this far after the last digit ends the number.
_FILLER_REACH = 14

_ITEM = re.compile(r"[a-z]+|[0-9]+")
_GAP = re.compile(r"[ .,\-_/]{0,4}\Z")


@dataclass(frozen=True, slots=True)
class SpelledNumber:
    """A digit sequence in words between two folded positions, and the digits it says ("+" kept in front)."""

    start: int
    end: int
    digits: str


class _Item(NamedTuple):
    start: int
    end: int
    digits: str
    is_word: bool


def has_digit_words(words: set[str]) -> bool:
    """Tell cheaply whether a text with these lower-case words can hold a spelled number."""
    return not words.isdisjoint(DIGIT_WORDS)


def spelled_numbers(lowered: str) -> Iterator[SpelledNumber]:
    """Yield every digit sequence of at least `MIN_DIGITS` digits of which two or more are words."""
    run: list[_Item] = []
    end = 0
    for match in _ITEM.finditer(lowered):
        item = match.group()
        joined = bool(run) and _GAP.match(lowered, end, match.start()) is not None
        if joined and item in _FILLERS and match.start() - run[-1].end < _FILLER_REACH:
            end = match.end()
            continue
        digits = _digits_of_item(item, run if joined else [])
        if run and (digits is None or not joined or len(run) >= _MAX_ITEMS):
            yield from _number(run)
            run = []
            digits = _digits_of_item(item, run)
        if digits is not None:
            run.append(_Item(match.start(), match.end(), digits, not item.isdigit()))
            end = match.end()
    yield from _number(run)


def digits_of_words(lowered: str) -> str | None:
    """Return the digits a spelled number says, None when the text is not one."""
    found = list(spelled_numbers(lowered))
    return found[0].digits if len(found) == 1 else None


def _digits_of_item(item: str, run: list[_Item]) -> str | None:
    if item.isdigit():
        return item if len(item) <= 16 else None
    if item == "plus":
        return None if run else "+"
    if item in _REPEATS:
        return "*" * (_REPEATS[item] - 1)
    if item in _TENS and run and run[-1].is_word:
        return _TENS[item]
    return DIGIT_WORDS.get(item)


def _number(run: list[_Item]) -> Iterator[SpelledNumber]:
    digits = ""
    for item in run:
        digits = _joined(digits, item.digits)
    digits = digits.replace("*", "")
    words = sum(1 for item in run if item.is_word)
    is_phone = len(digits) >= _PHONE_DIGITS and digits.startswith(("08", "+62", "628"))
    if len(digits) >= MIN_DIGITS and words >= (_MIN_WORDS - 1 if is_phone else _MIN_WORDS):
        yield SpelledNumber(run[0].start, run[-1].end, digits)


def _joined(digits: str, piece: str) -> str:
    """Append a piece: "*" asks for the next digit again, "belas" makes the last digit ten more."""
    if piece == "teen":
        return digits[:-1] + "1" + digits[-1]
    if piece == "ty":
        return digits
    if digits.endswith("*") and piece != "*":
        stars = len(digits) - len(digits.rstrip("*"))
        digits = digits.rstrip("*") + piece[0] * stars
    return digits + piece
