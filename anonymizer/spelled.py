"""Numbers written digit by digit in words: "kosong delapan satu dua", "nol 8 satu 2", "zero eight one".

Indonesian with the digit words of regional languages, and English; in pairs ("tiga puluh empat"), with
repeats ("dobel lima", "nolnya tiga"), read back in pieces and across the lines of a dialogue. Quantities
("dua ratus ribu") are not digit sequences and are left alone, because a unit word breaks the sequence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, pairwise
from typing import NamedTuple

from anonymizer.labels import LABEL_BY_WORD
from anonymizer.wordlists import words

DIGIT_WORDS: dict[str, str] = {
    **dict.fromkeys(["nol", "kosong", "enol", "noll", "ksong", "kosng", "nul", "zero", "oh"], "0"),
    **dict.fromkeys(["satu", "siji", "hiji", "one", "sat", "satoe", "ciek", "setunggal", "sada"], "1"),
    **dict.fromkeys(["dua", "loro", "two", "duo", "duwa", "kalih", "rong"], "2"),
    **dict.fromkeys(["tiga", "telu", "tilu", "three", "tigo", "tlu", "telung", "tolu"], "3"),
    **dict.fromkeys(
        ["empat", "papat", "opat", "four", "ampek", "mpat", "pat", "ampat", "patang", "sekawan"], "4"
    ),
    **dict.fromkeys(["lima", "limo", "five", "limang", "gangsal"], "5"),
    **dict.fromkeys(["enam", "nem", "enem", "genep", "six", "anam", "nam", "anem", "onom"], "6"),
    **dict.fromkeys(["tujuh", "pitu", "seven", "tujuah", "tujoh", "tuju", "pitung", "tjuh"], "7"),
    **dict.fromkeys(
        ["delapan", "lapan", "wolu", "dalapan", "eight", "dlapan", "delapn", "dlpn", "wolung", "ualu"], "8"
    ),
    **dict.fromkeys(
        ["sembilan", "sanga", "songo", "salapan", "nine", "sambilan", "smbilan", "sangang", "semilan"], "9"
    ),
}
_PAIRS: dict[str, str] = {
    **dict.fromkeys(["sepuluh", "sapuluh", "sepuloh", "ten"], "10"),
    **dict.fromkeys(["sebelas", "sabaleh", "sabelas", "eleven"], "11"),
    **{
        word: str(number)
        for number, word in enumerate(
            ["twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
            start=12,
        )
    },
}
_ENGLISH_TENS = {
    word: str(number)
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
# Everything a number in words is made of, quantities included.
NUMBER_WORDS = (
    frozenset([*DIGIT_WORDS, *_PAIRS, *_ENGLISH_TENS])
    | words(
        "belas puluh ratus ribu seratus seribu saratus saribu welas atus ewu sewu hundred thousand satus "
        "rongatus "
        "telungatus sangangatus wolungatus selawe seket sewidak suwidak likur puluah ratuih"
    )
) - {"oh", "sat", "pat", "nam", "rong"}
_REPEATS = {"dobel": 2, "double": 2, "doble": 2, "dobl": 2, "tripel": 3, "triple": 3, "tripl": 3}
_TEENS = words("belas welas baleh belasan")
_TENS = words("puluh puluah poloh")
_HUNDREDS = words("ratus ratuih atus hundred")
# Signs between groups, said aloud: "0812 strip 3456 strip 7890".
_SIGNS = words("strip setrip titik dash hyphen garing spasi")
# Minang counts "salapan" as eight, Sundanese as nine.
_MINANG = words("ciek duo tigo ampek limo anam tujuah sambilan")
# What people say between digits on the telephone, and what the other one answers.
_FILLERS = words(
    "e ee eee em eh emm ya iya terus trus lalu strip setrip spasi titik koma hmm hm mhm kemudian lagi habis "
    "itu garis miring datar bawah tanda hubung min minus then uh um dash hyphen dot space comma and is "
    "bukan salah maaf ralat maksud maksudnya saya koreksi anu apa tadi "
    "yah iyo nggih inggih njih muhun leres enggih he heeh ok oke okay okeh baik siap betul benar lanjut "
    "dulu depannya awalnya belakangnya catat dicatat sudah ulangi ulang diulang tunggu bentar "
    "sebentar pelan bu pak buk bapak ibu mas mbak kak teh kang teteh "
    "right yes yeah sorry next wait no not i mean"
)
_COUNTABLE = frozenset([*DIGIT_WORDS, *_PAIRS, *_SIGNS])
# "noldelapansatuduatiga": a number in words without blanks.
_PLAIN = "nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan"
_DIGIT_WORD = re.compile(_PLAIN)
_GLUED = re.compile(rf"(?:{_PLAIN}){{4,20}}")
_LONG_WORD = 14
_FIRST = frozenset([*DIGIT_WORDS, *_PAIRS, *_ENGLISH_TENS, *_REPEATS, "plus"])
# A number is at least this many digits; fewer words in a row are ordinary counting.
MIN_DIGITS = 7
_MIN_WORDS = 3
_PHONE_DIGITS = 10
_MAX_ITEMS = 60
# A year inside a longer number ("dua ribu sepuluh") shows only in one that has a zero and is long.
_LONG_WITH_YEAR = 12

# A filler this far after the last digit ends the number; between two speakers it may be farther.
_FILLER_REACH = 30
_TURN_REACH = 90

_ITEM = re.compile(r"[a-z]+|[0-9]+")
_GAP = re.compile(r"[ .,\-_/?!\"'()]{0,5}(?:[\n\x01]{1,80}[ .,\-\"']{0,5}){0,2}\Z")
# The speaker at the head of a line of a dialogue, with or without a time.
_SPEAKER = re.compile(r"\n[^\n:]{0,30}:(?:[0-9]{2}[^\n:]{0,24}:)?")
_REMARK = re.compile(r"[\[(][a-z][a-z .]{1,20}[\])]")
_WORDS_IN = re.compile(r"[a-z]{1,30}")


@dataclass(frozen=True, slots=True)
class SpelledNumber:
    """A digit sequence in words between two folded positions, and the digits it says ("+" kept in front)."""

    start: int
    end: int
    digits: str


class _Kind(Enum):
    """What an item of a sequence says: digits, or what to do with the digits around it."""

    DIGITS = "digits"
    TENS = "puluh"
    TEEN = "belas"
    TWENTY = "twenty"
    HUNDRED = "ratus"
    THOUSAND = "ribu"
    REPEAT = "dobel"
    TIMES = "kali"
    COUNTED = "nolnya"


class _Item(NamedTuple):
    start: int
    end: int
    text: str
    kind: _Kind
    digits: str
    is_word: bool
    turn: int


# "satu-satunya guru", "dua-duanya hilang": no digits.
_BOTH = re.compile(r"\b(satu|dua|tiga|empat|lima)[- ]\1nya\b")


_DIGITS_SPOKEN = frozenset(DIGIT_WORDS)
SPELLING_WORDS = frozenset([*DIGIT_WORDS, *_REPEATS, *_COUNTABLE])
"""The words that `has_digit_words` and `may_spell` look for."""


def has_digit_words(words: frozenset[str]) -> bool:
    """Tell cheaply whether a text with these lower-case words can hold a digit in words."""
    return not words.isdisjoint(_DIGITS_SPOKEN)


def may_spell(lowered: str, words: frozenset[str]) -> bool:
    """Tell cheaply whether a text with these words has enough digits in words to spell a number."""
    enough = _MIN_WORDS - 1 if words.isdisjoint(_REPEATS) else 1
    if "lapan" in lowered and ("ldelapan" in lowered or "gdelapan" in lowered or "llapan" in lowered):
        return True
    return sum(map(lowered.count, words.intersection(_COUNTABLE))) >= enough


def spelled_numbers(lowered: str) -> Iterator[SpelledNumber]:
    """Yield every digit sequence of at least `MIN_DIGITS` digits of which two or more are words."""
    if "\n" in lowered and ":" in lowered:
        lowered = _SPEAKER.sub(_without_speaker, lowered)
    if "[" in lowered or "(" in lowered:
        lowered = _REMARK.sub(_without_remark, lowered)
    if "nya" in lowered:
        lowered = _BOTH.sub(lambda match: "#" * len(match.group()), lowered)
    run: list[_Item] = []
    end = signs = turns = 0
    for match in _ITEM.finditer(lowered):
        text = match.group()
        if not run and text not in _FIRST and not text.isdigit() and len(text) < _LONG_WORD:
            continue
        joined = bool(run) and _GAP.match(lowered, end, match.start()) is not None
        if joined and text in _FILLERS and _is_near(lowered, run[-1].end, match.start()):
            end = match.end()
            signs += text in _SIGNS
            continue
        turns += lowered.count("\x01\x01", end, match.start())
        item = _item(match, run if joined else [], turns)
        if run and (item is None or not joined or len(run) >= _MAX_ITEMS):
            yield from _number(run, signs)
            run, signs = [], 0
            item = _item(match, run, turns)
        if item is not None:
            run.append(item)
            end = match.end()
    yield from _number(run, signs)


def digits_of_words(lowered: str) -> str | None:
    """Return the digits a spelled number says, None when the text is not one."""
    found = list(spelled_numbers(lowered))
    return found[0].digits if len(found) == 1 else None


def _without_speaker(match: re.Match[str]) -> str:
    """Blank who speaks at the head of a line, so that a number goes on behind; labels of a form stay."""
    if any(word in LABEL_BY_WORD for word in _WORDS_IN.findall(match.group())):
        return match.group()
    return "\x01" * len(match.group())


def _without_remark(match: re.Match[str]) -> str:
    """Blank "[jeda]" or "(batuk)", what a writer notes between the digits; a digit in brackets stays."""
    spoken = DIGIT_WORDS.keys() & set(match.group()[1:-1].split())
    return match.group() if spoken else "\x01" * len(match.group())


def _is_near(lowered: str, end: int, start: int) -> bool:
    return start - end < (_TURN_REACH if "\x01" in lowered[end:start] else _FILLER_REACH)


def _item(match: re.Match[str], run: list[_Item], turn: int) -> _Item | None:
    """The item a word or group of digits is at this place of a sequence, None when it breaks it."""
    text = match.group()
    read = _read(text, run)
    return None if read is None else _Item(match.start(), match.end(), text, *read, not text.isdigit(), turn)


def _read(text: str, run: list[_Item]) -> tuple[_Kind, str] | None:
    if text.isdigit():
        return (_Kind.DIGITS, text) if len(text) <= 16 else None
    digits = DIGIT_WORDS.get(text) or _PAIRS.get(text)
    if digits is None and len(text) >= _LONG_WORD and _GLUED.fullmatch(text):
        digits = "".join(DIGIT_WORDS[word] for word in _DIGIT_WORD.findall(text))
    if digits is not None:
        return _Kind.DIGITS, digits
    if text in _ENGLISH_TENS:
        return _Kind.TWENTY, _ENGLISH_TENS[text]
    if text in _REPEATS:
        return _Kind.REPEAT, str(_REPEATS[text])
    if not run:
        return (_Kind.DIGITS, "+") if text == "plus" else None
    return _read_behind(text, run[-1])


def _read_behind(text: str, last: _Item) -> tuple[_Kind, str] | None:
    """Words that only say something behind a digit in words."""
    if text == "kali":
        return _Kind.TIMES, ""
    if text.endswith("nya") and text[:-3] in DIGIT_WORDS:
        return _Kind.COUNTED, DIGIT_WORDS[text[:-3]]
    if not last.is_word or last.kind is not _Kind.DIGITS:
        return None
    if text in _TEENS or text in _TENS:
        return (_Kind.TEEN if text in _TEENS else _Kind.TENS), ""
    if text in _HUNDREDS:
        return _Kind.HUNDRED, ""
    return (_Kind.THOUSAND, "") if text == "ribu" and last.digits == "2" else None


def _number(run: list[_Item], signs: int) -> Iterator[SpelledNumber]:
    digits = _digits(_without_echo(_known(run)))
    words = sum(len(item.digits) if len(item.digits) > 2 else 1 for item in run if item.is_word)
    words += 2 * signs if signs > 1 else 0
    is_phone = len(digits) >= _PHONE_DIGITS and digits.startswith(("08", "+62", "628"))
    repeated = any(item.kind is _Kind.REPEAT for item in run)
    if len(digits) < MIN_DIGITS or words < (_MIN_WORDS - 1 - repeated if is_phone else _MIN_WORDS):
        return
    if _is_quantity(run, digits) or _is_counting(run):
        return
    yield SpelledNumber(run[0].start, run[-1].end, digits)


def _known(run: list[_Item]) -> Sequence[_Item]:
    """The items without "oh" where it is no English zero, and "salapan" read as its neighbours have it."""
    spoken = {item.text for item in run}
    if "oh" in spoken and spoken.isdisjoint(("one", "two", "three", "four", "five", "six", "eight", "nine")):
        run = [item for item in run if item.text != "oh"]
    if "salapan" in spoken and not spoken.isdisjoint(_MINANG):
        run = [item._replace(digits="8") if item.text == "salapan" else item for item in run]
    return run


def _without_echo(run: Sequence[_Item]) -> Sequence[_Item]:
    """The items without the turns in which the other speaker only says the last turn again."""
    if not run or run[0].turn == run[-1].turn:
        return run
    turns = [list(items) for _, items in groupby(run, key=lambda item: item.turn)]
    said = [[item.text for item in items] for items in turns]
    kept = [items for index, items in enumerate(turns) if index == 0 or said[index] != said[index - 1]]
    return [item for items in kept for item in items]


def _is_quantity(run: list[_Item], digits: str) -> bool:
    kinds = [item.kind for item in run]
    if _Kind.HUNDRED in kinds:
        numbered = digits.startswith("8") or any(item.digits == "0" for item in run)
        return kinds.count(_Kind.HUNDRED) > 1 or len(digits) < _PHONE_DIGITS or not numbered
    if _Kind.THOUSAND not in kinds:
        return False
    return len(digits) < _LONG_WITH_YEAR or all(item.digits != "0" for item in run)


def _is_counting(run: list[_Item]) -> bool:
    """ "sembilan, sepuluh, sebelas": somebody counts."""
    said: list[int] = []
    for item in run:
        if item.kind is _Kind.TEEN:
            said[-1] += 10
        elif item.kind is _Kind.DIGITS and item.digits.isdigit():
            said.append(int(item.digits))
    return len(said) > 2 and max(said) > 9 and all(later == first + 1 for first, later in pairwise(said))


def _digits(run: Sequence[_Item]) -> str:
    """What a sequence says, digit by digit."""
    digits = ""
    repeat, times, counted = 1, "", ""
    for index, item in enumerate(run):
        if item.kind is _Kind.DIGITS and counted and item.digits in "23456":
            digits += counted * (int(item.digits) - 1)
            counted = ""
        elif item.kind is _Kind.DIGITS and times:
            digits = digits[:-1] + _multiplied(times, item.digits)
            times = ""
        elif item.kind in (_Kind.DIGITS, _Kind.TWENTY):
            tens_alone = item.kind is _Kind.TWENTY and not _goes_on(run, index)
            digits += item.digits[:1] * (repeat - 1) + item.digits + "0" * tens_alone
            repeat = 1
        elif item.kind is _Kind.COUNTED:
            digits += item.digits
            counted = item.digits
        elif item.kind is _Kind.REPEAT:
            repeat = int(item.digits)
        elif item.kind is _Kind.TIMES:
            times = digits[-1:]
        else:
            digits = _with_unit(digits, run, index)
    return digits


def _with_unit(digits: str, run: Sequence[_Item], index: int) -> str:
    """Digits so far with "belas", "puluh" or "ribu" at `index` taken into account."""
    kind = run[index].kind
    if kind is _Kind.TEEN:
        return digits[:-1] + "1" + digits[-1:]
    if kind is _Kind.TENS:
        return digits if _goes_on(run, index) else digits + "0"
    if kind is _Kind.HUNDRED:
        return digits + "0" * _goes_on(run, index)
    pair = index + 2 < len(run) and run[index + 2].kind in (_Kind.TENS, _Kind.TEEN)
    single = _goes_on(run, index) and not pair
    return digits + ("00" if single else "0" if index + 1 < len(run) else "000")


def _goes_on(run: Sequence[_Item], index: int) -> bool:
    """Whether a single digit in words follows at once: "tiga puluh empat", not "tiga puluh, empat"."""
    if index + 1 >= len(run):
        return False
    following = run[index + 1]
    alone = index + 2 >= len(run) or run[index + 2].kind not in (_Kind.TENS, _Kind.TEEN)
    single = following.kind is _Kind.DIGITS and len(following.digits) == 1 and following.is_word
    return single and following.digits != "0" and following.start - run[index].end == 1 and alone


def _multiplied(first: str, second: str) -> str:
    """ "tiga kali delapan" and "delapan kali tiga" are both 888: the smaller one counts."""
    count, digit = (first, second) if first in "234" and second not in "234" else (second, first)
    return digit * int(count) if count in "23456" else first + second
