"""Numbers written digit by digit in words: "kosong delapan satu dua", "nol 8 satu 2", "zero eight one".

Indonesian with Javanese and Sundanese digit words, and English. Quantities ("dua ratus ribu") are not
digit sequences and are left alone, because a unit word breaks the sequence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DIGIT_WORDS: dict[str, str] = {
    **dict.fromkeys("nol kosong enol noll ksong kosng zero oh".split(), "0"),
    **dict.fromkeys("satu siji hiji one sat satoe".split(), "1"),
    **dict.fromkeys("dua loro two duo duwa".split(), "2"),
    **dict.fromkeys("tiga telu tilu three tigo tlu".split(), "3"),
    **dict.fromkeys("empat papat opat four ampek mpat pat".split(), "4"),
    **dict.fromkeys("lima limo five limang".split(), "5"),
    **dict.fromkeys("enam nem genep six anam nam".split(), "6"),
    **dict.fromkeys("tujuh pitu seven tujuah tujoh tuju".split(), "7"),
    **dict.fromkeys("delapan lapan wolu dalapan eight dlapan delapn dlpn wolung".split(), "8"),
    **dict.fromkeys("sembilan sanga songo salapan nine sambilan smbilan".split(), "9"),
}
_REPEATS = {"dobel": 2, "double": 2, "doble": 2, "tripel": 3, "triple": 3}
# A number is at least this many digits; fewer words in a row are ordinary counting.
MIN_DIGITS = 8
_MIN_WORDS = 3
_PHONE_DIGITS = 10
_MAX_ITEMS = 40

_ITEM = re.compile(r"[a-z]+|[0-9]+")
_GAP = re.compile(r"[ .,\-_/]{1,3}\Z")


@dataclass(frozen=True, slots=True)
class SpelledNumber:
    """A digit sequence in words between two folded positions, and the digits it says ("+" kept in front)."""

    start: int
    end: int
    digits: str


def has_digit_words(words: set[str]) -> bool:
    """Tell cheaply whether a text with these lower-case words can hold a spelled number."""
    return len(words & DIGIT_WORDS.keys()) >= 2


def spelled_numbers(lowered: str) -> Iterator[SpelledNumber]:
    """Yield every digit sequence of at least `MIN_DIGITS` digits of which three or more are words."""
    run: list[tuple[int, int, str, bool]] = []
    for match in _ITEM.finditer(lowered):
        digits = _digits_of_item(match.group(), run)
        joined = not run or _GAP.match(lowered, run[-1][1], match.start()) is not None
        if run and (digits is None or not joined or len(run) >= _MAX_ITEMS):
            yield from _number(run)
            run = []
            digits = _digits_of_item(match.group(), run)
        if digits is not None:
            run.append((match.start(), match.end(), digits, not match.group().isdigit()))
    yield from _number(run)


def digits_of_words(lowered: str) -> str | None:
    """Return the digits a spelled number says, None when the text is not one."""
    found = list(spelled_numbers(lowered))
    return found[0].digits if len(found) == 1 else None


def _digits_of_item(item: str, run: list[tuple[int, int, str, bool]]) -> str | None:
    if item.isdigit():
        return item if len(item) <= 16 else None
    if item == "plus":
        return None if run else "+"
    if item in _REPEATS:
        return "*" * (_REPEATS[item] - 1)
    return DIGIT_WORDS.get(item)


def _number(run: list[tuple[int, int, str, bool]]) -> Iterator[SpelledNumber]:
    digits = ""
    for _, _, piece, _ in run:
        if digits.endswith("*") and piece != "*":
            stars = len(digits) - len(digits.rstrip("*"))
            digits = digits.rstrip("*") + piece[0] * stars
        digits += piece
    digits = digits.replace("*", "")
    words = sum(1 for item in run if item[3])
    is_phone = len(digits) >= _PHONE_DIGITS and digits.startswith(("08", "+62", "628"))
    if len(digits) >= MIN_DIGITS and words >= (_MIN_WORDS - 1 if is_phone else _MIN_WORDS):
        yield SpelledNumber(run[0][0], run[-1][1], digits)
