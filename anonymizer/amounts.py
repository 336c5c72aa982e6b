"""Read amounts of money in any spelling: digits, words, halves, slang, mixtures and ranges.

An amount is taken whole. What is plainly money and cannot be counted has no band, a foreign currency for one.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from anonymizer.lexicon import lexicon

Found = tuple[int, int, str, str]  # start, end, what spellings share, one step coarser

# Rupiah; the upper bounds of the bands an exact amount is published in. The last three are the loss bands
# of the severity list (domain list 4.8).
BANDS = (100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 100_000_000, 1_000_000_000)
_BAND_NAMES = (
    "kurang dari Rp100 ribu", "Rp100-500 ribu", "Rp500 ribu-1 juta", "Rp1-5 juta", "Rp5-10 juta",
    "Rp10-100 juta", "Rp100 juta-1 miliar", "lebih dari Rp1 miliar",
)  # fmt: skip

_MOST_TOKENS = 24
_YEARS = range(1900, 2100)  # "dua ribu dua puluh empat" without a currency is a year
_HUNDRED, _THOUSAND = 100, 1000
_IN_SAYINGS = (1000, 1001, 1_000_000)

_NUMBER = re.compile(
    r"\d{1,3}(?:(?P<mark>[.,])\d{3})(?:(?P=mark)\d{3}){0,4}(?!\d)(?:[.,]\d{1,2}(?!\d)"
    r")?|\d{1,15}(?!\d)(?:[.,]\d{1,3}(?!\d))?"
)  # fmt: skip
_FRACTION = re.compile(r"(?:\d{1,3}[ ])?[13][/⁄][24](?=[ ]?[a-z])(?!\d)")
_SCANNED = re.compile(r"(?<![a-z])(rp[. ]{0,2})[il|](?=[.,]?\d{3})")
_GLUED_TO_RP = re.compile(r"(?<![a-z])(rp[. ]{0,2})([ilosb])(?=(?:ribu|rb|rebu|jut|jt|mil|tril))")
_GLUED = re.compile(r"(?<![a-z0-9])([olsb])(rebu|ribo|mil[a-z]{2,5}|trili?[a-z]{2,4}|billion)(?![a-z])")
_DIGITS = {"o": "0", "i": "1", "l": "1", "s": "5", "b": "8"}
_SPACED = re.compile(r"\d{1,3}(?:(?:[ ]\d{3}){1,5}|(?=[\d.]{0,15}[ ]\.)(?:[ ]?\.[ ]?\d{3}){1,5})(?!\d)")
_NOTES = re.compile(r"[ ](?:lembar|lembaran|lbr|helai)[ ](?:(?:uang|pecahan|duit)[ ])?(?=rp|[a-z\d])")
# "sa yuta", "sakyuto": one, in front of what it counts only
_ONE = ("sa", "sak")
_UNLISTED_CLASSES = "Ug"  # of the lexicon: unlisted words and regional ones
_UNLISTED_COUNT = ("juta", "jute", "juto", "yuta", "yuto", "ewu", "ribu", "rebu", "ribee", "sabbu", "sebbu")
_LONGEST_REST = 32  # characters
_MORE_SCALES = {"yuto": 1_000_000}
_WORD = re.compile(r"(?:us|s)\$|[a-z]{1,24}|[$€]")
_IN_WORDS_TOO = re.compile(r"[ ]{0,2}\([a-z ]{3,40}\)[ ]{0,2}(?P<scale>[a-z]{1,12})")
_GAP = re.compile(r"(?<=[a-z])'[ \t]{0,2}(?=[a-z])|[ \t]{0,2}-?[ \t]?(?=an\b)|[ \t]{0,3}|-")
_TAIL = re.compile(r"(?:,-|[.,]00\b|,--)")
_TO = re.compile(
    r"[ \t]{0,2}(?:-{1,2}|/|s\.?/?d\.?|sampai(?: dengan)?|hingga|atau|ampe|sampe|to|or|till)[ \t]{0,2}"
)
_ROUND = re.compile(r"[1-9]\d{1,5}000\Z")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3}){1,4}|(?:,\d{3}){2,4})(?:,\d{2}|\.\d{2})?\Z")


@dataclass(frozen=True, slots=True)
class _Words:
    units: Mapping[str, int]
    leading: frozenset[str]  # units that are other words unless what they count follows
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    slang: Mapping[str, int]
    halves: Mapping[str, Fraction]
    vague: frozenset[str]
    joints: frozenset[str]
    rupiah: frozenset[str]
    foreign: frozenset[str]
    begin: re.Pattern[str]
    larger: re.Pattern[str]  # what a leading unit counts
    unlisted: re.Pattern[str]
    rest_before: re.Pattern[str]
    rest_behind: re.Pattern[str]
    counted: re.Pattern[str]
    asked: re.Pattern[str]
    saying: re.Pattern[str]
    before_saying: re.Pattern[str]


@dataclass(slots=True)
class _Reading:
    """An amount while it is read from left to right."""

    start: int
    end: int
    total: Fraction = Fraction(0)
    current: Fraction | None = None
    low: Fraction | None = None  # "dua tiga juta" is two to three: what the lower end counts of
    least: Fraction | None = None  # the lower end in rupiah
    last_scale: int = 0
    money: bool = False  # a currency or slang says that it is money
    foreign: bool = False
    unsure: bool = False  # it cannot be counted
    digits: str = ""  # the only digits, when nothing else was read
    in_words: bool = False
    glued: bool = False
    slang_only: bool = True  # no currency and no digit says that it is money
    items: int = 0


def amount_band(rupiah: int) -> str:
    """Return the Indonesian name of the band an amount in rupiah lies in; the lower bound belongs to it."""
    return _BAND_NAMES[bisect_right(BANDS, rupiah)]


def find_amounts(folded: str) -> Iterator[Found]:
    """Yield the amounts of a folded text in order, free of overlaps."""
    lowered = _repaired(folded.lower())
    read = sorted((*_counted(folded, lowered), *_unlisted(lowered)), key=lambda found: (found[0], -found[1]))
    end = 0
    for found in read:
        if found[0] >= end:
            end = found[1]
            yield found


def _counted(folded: str, lowered: str) -> Iterator[Found]:
    """Amounts whose words are all listed, with what of a number is left over around them."""
    words, position = _words(), 0
    while match := words.begin.search(lowered, position):
        reading = _read(folded, lowered, match.start())
        if reading is None:
            position = match.end()
            continue
        first, reading = reading, _to_the_end_of_range(folded, lowered, reading)
        position = max(match.end(), reading.end)
        notes = _of_notes(folded, lowered, reading)
        if notes is not None:
            position = notes[1]
            yield notes
        elif _is_amount(lowered, reading):
            yield _with_rest(lowered, _found(lowered, first, reading))


def _with_rest(lowered: str, found: Found) -> Found:
    """ "sxx puluh lima juta", "dua ratus ewu saebu": what was half read is taken whole, uncounted."""
    words, (start, end, _, _) = _words(), found
    before = words.rest_before.search(lowered, max(0, start - _LONGEST_REST), start)
    behind = words.rest_behind.match(lowered, end)
    if before is None and behind is None:
        return found
    start, end = before.start() if before else start, behind.end() if behind else end
    return start, end, " ".join(lowered[start:end].split()), ""


def _unlisted(lowered: str) -> Iterator[Found]:
    """ "duwwa juta": an unlisted or regional word that stands where a number does."""
    for match in _words().unlisted.finditer(lowered):
        reading = lexicon().read(match["word"], misspelt=False)
        counts_things = _words().counted.match(lowered, match.end()) is not None
        if reading.code in _UNLISTED_CLASSES and reading.bucket == "0" and not counts_things:
            yield match.start(), match.end(), " ".join(match[0].split()), ""


def _of_notes(folded: str, lowered: str, count: _Reading) -> Found | None:
    """ "sepuluh lembar seratus ribuan": so many notes of one value are one amount."""
    link = _NOTES.match(lowered, count.end)
    value = _read(folded, lowered, link.end()) if link and not count.money else None
    if value is None or not _is_amount(lowered, value):
        return None
    number, worth = count.current, _rupiah(value)
    known = not (count.unsure or count.last_scale) and number is not None and worth
    written = " ".join(lowered[count.start : value.end].split())
    if not known or number is None or not worth:
        return count.start, value.end, written, ""
    rupiah = int(number * worth)
    return count.start, value.end, str(rupiah), amount_band(rupiah)


def _repaired(lowered: str) -> str:
    """Undo what folding takes for a scanner's letter ("1rebu"), and read "Rp l.500"; the length stays."""
    lowered = _SCANNED.sub(r"\g<1>1", lowered)
    lowered = _GLUED_TO_RP.sub(lambda match: match[1] + _DIGITS[match[2]], lowered)
    return _GLUED.sub(lambda match: _DIGITS[match[1]] + match[2], lowered)


def _found(lowered: str, first: _Reading, last: _Reading) -> Found:
    if first is not last and not (first.last_scale or first.foreign) and last.last_scale:
        small = first.current is not None and first.current < _THOUSAND
        first.last_scale = last.last_scale if small else 1
        first.total, first.current = (first.current or Fraction(0)) * first.last_scale, None
    values = [value for reading in ([first] if first is last else [first, last]) for value in _ends(reading)]
    written = " ".join(lowered[first.start : last.end].split())
    bands = {amount_band(value) if value else "" for value in values}
    band = bands.pop() if len(bands) == 1 else ""
    canonical = str(values[0]) if len(values) == 1 and values[0] and band else written
    return first.start, last.end, canonical, band


def _ends(reading: _Reading) -> list[int | None]:
    """The amount, or both ends of what two numbers in a row say."""
    most = _rupiah(reading)
    least = reading.least if reading.low is None else reading.low
    return [most] if least is None else [int(least) if most else None, most]


def _rupiah(reading: _Reading) -> int | None:
    if reading.unsure or reading.foreign:
        return None
    rest = reading.current or Fraction(0)
    # "dua juta lima ratus", "2juta500": what follows millions counts thousands.
    if reading.last_scale > _THOUSAND and 0 < rest < _THOUSAND:
        rest *= reading.last_scale // _THOUSAND
    value = int(reading.total + rest)
    # "Rp 2,5" and "Rp 500" leave open what they count.
    return None if reading.digits and not reading.last_scale and value < _THOUSAND else value


def _is_amount(lowered: str, reading: _Reading) -> bool:
    words = _words()
    if words.counted.match(lowered, reading.end) and not reading.money:
        return False
    if _is_saying(lowered, reading):
        return False
    if reading.money or reading.foreign:
        return bool(reading.items)
    value = _rupiah(reading)
    if reading.last_scale >= _THOUSAND:
        bare_words = reading.in_words and not reading.digits and reading.least is None
        return not (bare_words and value in _YEARS)
    asked = words.asked.search(lowered, max(0, reading.start - 40), reading.start) is not None
    if reading.in_words and not reading.digits:
        reading.unsure = True  # "minta tiga ratus" leaves the thousand out
        return asked and reading.current is not None and reading.current >= _HUNDRED
    return (
        reading.items == 1 and _ends_well(lowered, reading.end) and _is_money_in_digits(reading, asked=asked)
    )


def _is_saying(lowered: str, reading: _Reading) -> bool:
    """Whether the words count no money: "nyuwun sewu", "Lawang Sewu", "sejuta harapan"."""
    words = _words()
    if not reading.slang_only or _rupiah(reading) not in _IN_SAYINGS:
        return False
    return (
        words.before_saying.search(lowered, max(0, reading.start - 24), reading.start) is not None
        or words.saying.match(lowered, reading.end) is not None
    )


def _ends_well(lowered: str, end: int) -> bool:
    after = lowered[end : end + 2]
    if after[:1].isalnum() or after[:1] in ("-", "_") or (after[:1] == "/" and not after[1:].isalpha()):
        return False
    return not (after[:1] in (".", ",") and after[1:].isdigit())


def _is_money_in_digits(reading: _Reading, *, asked: bool) -> bool:
    """Without currency and scale: grouped, round and long, or behind a word like "bayar"."""
    if _GROUPED.match(reading.digits) or _ROUND.match(reading.digits):
        return True
    value = reading.current or Fraction(0)
    return asked and value >= _HUNDRED and value not in _YEARS


def _to_the_end_of_range(folded: str, lowered: str, first: _Reading) -> _Reading:
    """ "5-10 juta", "Rp 500.000 s.d. Rp 1.000.000" is one amount."""
    link = _TO.match(lowered, first.end)
    if link is None:
        return first
    second = _read(folded, lowered, link.end())
    if second is None or not _is_amount(lowered, second):
        return first
    if not (first.last_scale or first.money or second.last_scale or _GROUPED.match(first.digits)):
        return first
    second.money = second.money or first.money
    return second


def _read(folded: str, lowered: str, start: int) -> _Reading | None:
    """Read as far as one amount may reach; None when nothing countable stands here."""
    reading, position, gap = _Reading(start, start), start, False
    for _ in range(_MOST_TOKENS):
        number = _digits_at(lowered, position, reading)
        word = None if number else _WORD.match(lowered, position)
        end = 0
        if number is not None and _takes_digits(reading, number[0]):
            end = _take_digits(reading, number, start)
            again = _IN_WORDS_TOO.match(lowered, end)  # "3 (tiga) juta"
            end = again.start("scale") if again and again["scale"] in _words().scales else end
        elif word is not None:
            reading.glued = not gap
            end = _take_word(reading, folded, word)
        if not end:
            break
        reading.end = end
        space = _GAP.match(lowered, end)
        position = space.end() if space else end
        if word is not None and lowered[end : end + 1] == "." and word[0] in ("rp", "idr"):
            position = end + 1 + (lowered[end + 1 : end + 2] == " ")
        gap = position > end
    if not reading.items:
        return None
    tail = _TAIL.match(lowered, reading.end)
    reading.end = tail.end() if tail else reading.end
    return reading


def _digits_at(lowered: str, position: int, reading: _Reading) -> re.Match[str] | None:
    if reading.money and not reading.items:
        spaced = _SPACED.match(lowered, position)
        if spaced:
            return spaced
    return _FRACTION.match(lowered, position) or _NUMBER.match(lowered, position)


def _takes_digits(reading: _Reading, written: str) -> bool:
    """ "2 3 juta" is a range like "dua tiga juta": only of a number and the next one."""
    if len(reading.digits) == 1 and reading.items == 1 and written == str(int(reading.digits) + 1):
        return not reading.last_scale
    return reading.current is None and not (reading.items and not reading.last_scale)


def _take_digits(reading: _Reading, number: re.Match[str], start: int) -> int:
    written = number[0]
    fraction = re.fullmatch(r"(?:(\d{1,3})[ ])?([13])[/⁄]([24])", written)
    if fraction:
        reading.current = Fraction(int(fraction[1] or 0)) + Fraction(int(fraction[2]), int(fraction[3]))
        reading.digits, reading.items = written, reading.items + 1
        return number.end()
    before = reading.current
    bare = re.fullmatch(r"(\d{1,15})[.,](\d{1,2})", written)
    if bare:
        reading.current = Fraction(f"{bare[1]}.{bare[2]}")
    else:
        cents = re.search(r"(?<=\d{3})[.,]\d{1,2}\Z", written)
        reading.current = Fraction(int(re.sub(r"[., ]", "", written[: cents.start()] if cents else written)))
    if before is not None:
        reading.low, reading.unsure = before, reading.unsure or reading.low is not None
    reading.digits, reading.slang_only = reading.digits or written, False
    reading.items += 1
    return number.end()


def _take_word(reading: _Reading, folded: str, match: re.Match[str]) -> int:
    """Take a word of an amount into the reading and return where it ends; 0 when it is none."""
    words, word = _words(), match[0]
    if word in _ONE and not reading.items:
        word = "se"
    if word in words.leading and not words.larger.match(match.string, match.end()):
        return 0
    if word in words.rupiah or word in words.foreign:
        return _take_currency(reading, match, foreign=word in words.foreign)
    if word == "an" and reading.items:
        return match.end()
    if word in words.joints and reading.items:
        return _take_joint(reading, match)
    if word in words.slang:
        reading.total += words.slang[word]
        # "ruwa ratus saebu": how the two belong together is nobody's guess
        reading.unsure = reading.unsure or not words.slang[word] or reading.current is not None
        reading.money = True
        scale = words.slang[word] if words.slang[word] in (_THOUSAND, _THOUSAND**2) else 1
        reading.last_scale = max(reading.last_scale, scale)
    elif word in words.scales:
        if not _take_scale(reading, folded, match):
            return 0
    elif not _take_number_word(reading, word):
        return 0
    reading.items += 1
    reading.in_words = True
    return match.end()


def _take_joint(reading: _Reading, match: re.Match[str]) -> int:
    """ "one and a half", "dua koma lima": taken only when a number goes on behind, else 0."""
    words, word = _words(), match[0]
    following = _WORD.match(match.string, match.end() + 1)
    if following is None:
        return 0
    if word != "koma":
        goes_on = following[0] in words.joints or following[0] in words.halves or following[0] in words.units
        return match.end() if goes_on or following[0] in words.scales else 0
    digit = words.units.get(following[0], 0)
    if reading.current is None or not 0 < digit < 10:
        return 0
    reading.current += Fraction(digit, 10)
    return following.end()


def _take_currency(reading: _Reading, match: re.Match[str], *, foreign: bool) -> int:
    """A currency may stand before the amount or end it."""
    if reading.money or reading.foreign or (reading.items and match[0] in ("rp", "idr")):
        return 0
    reading.money, reading.foreign, reading.slang_only = True, foreign, False
    return match.end()


def _take_scale(reading: _Reading, folded: str, match: re.Match[str]) -> bool:
    word, scale = match[0], _words().scales[match[0]]
    if len(word) == 1 and not _is_letter_scale(reading, folded, match):
        return False
    if reading.current is None:
        return False
    if word == "m":
        reading.unsure = (
            reading.unsure or folded[match.start()] == "m" or folded[reading.start].lower() == "i"
        )
    if reading.digits and re.search(r"[.,]\d{3}\Z", reading.digits) and reading.items == 1:
        reading.unsure = True  # "1.250 juta" may be 1.25 or 1,250
    if reading.last_scale and scale > reading.last_scale:
        reading.unsure = True
    _scale_low(reading, scale)
    reading.total += reading.current * scale
    reading.current, reading.last_scale = None, scale
    return True


def _scale_low(reading: _Reading, scale: int) -> None:
    """ "dua tiga juta", and "satu juta dua juta", which names the scale twice."""
    if reading.low is not None:
        reading.least, reading.low = reading.total + reading.low * scale, None
    elif reading.last_scale == scale and reading.total:
        reading.least, reading.total = reading.total, Fraction(0)


def _is_letter_scale(reading: _Reading, folded: str, match: re.Match[str]) -> bool:
    """ "250k" is money, "5 m" only behind a currency, "5 M" behind a word like "bayar" too."""
    if match[0] == "k":
        return reading.glued or reading.money
    if reading.money or folded[match.start()].islower():
        return reading.money
    return _words().asked.search(match.string, max(0, reading.start - 40), reading.start) is not None


def _take_number_word(reading: _Reading, word: str) -> bool:
    words = _words()
    parts = _split(word)
    if parts is None:
        return False
    for part in parts:
        now = reading.current
        if part in words.halves:
            _take_half(reading, words.halves[part])
        elif part in words.vague:
            reading.unsure, reading.current = True, now or Fraction(1)
        elif part in words.units and (now is None or part not in words.tens):
            _take_unit(reading, words.units[part])
        elif part in words.scales:
            reading.total += (now if now is not None else Fraction(1)) * words.scales[part]
            reading.current, reading.last_scale = None, words.scales[part]
        elif now is None and part != "belas":
            return False
        else:
            _multiply(reading, now or Fraction(0), words.tens[part])
    return True


def _take_unit(reading: _Reading, unit: int) -> None:
    """ "dua puluh tiga" is one number; "dua tiga" and "sepuluh dua belas" are two, the ends of a range."""
    now = reading.current
    if now is None or not unit:
        reading.current = (now or Fraction(0)) + unit
    elif now % 10 or now % 100 == 10 or (unit >= 10 and now % 100):
        reading.unsure = reading.unsure or reading.low is not None
        reading.low, reading.current = now, Fraction(unit)
    else:
        reading.current = now + unit


def _multiply(reading: _Reading, now: Fraction, scale: int) -> None:
    """ "dua tiga puluh" is twenty to thirty; "dua puluh tiga puluh", "seratus dua ratus" are ranges, too."""
    units, tens = now % 10, now % 100
    if units and ((scale == 10 and tens >= 20) or (scale == _HUNDRED <= now)):
        reading.low = now - units
        reading.current = units * scale + (now - tens if scale == 10 else 0)
        return
    if scale and reading.low is not None and reading.low < 10:
        reading.low *= scale
    reading.current = _multiplied(now, scale)


def _take_half(reading: _Reading, half: Fraction) -> None:
    """ "dua setengah juta" is 2.5 of what follows, "dua juta setengah" of what stands before."""
    if reading.current is None and reading.last_scale:
        reading.total += half * reading.last_scale
    elif half == Fraction(1, 4) and reading.current == 3:
        reading.current = Fraction(3, 4)
    else:
        reading.current = (reading.current or Fraction(0)) + half


def _multiplied(current: Fraction, scale: int) -> Fraction:
    if not scale:  # "belas"
        return current + 10
    whole, units = divmod(current, 10)
    if current < 20:
        return current * scale
    return whole * 10 + units * scale


@cache
def _splitter() -> re.Pattern[str]:
    words = _words()
    known = sorted(
        {*words.units, *words.tens, *words.halves, *words.scales} - {"k", "m", "t", "jt", "rb"},
        key=len,
        reverse=True,
    )
    return re.compile(rf"(?:{'|'.join(known)})")


def _split(word: str) -> list[str] | None:
    """The number words a word is made of: "limaratus", "sejuta", "seratusan"; None when it is no number."""
    words = _words()
    if word in words.units or word in words.tens or word in words.halves or word in words.vague:
        return [word]
    bare = word.removesuffix("an") if len(word) > 5 else word
    for one in ("se", *_ONE):
        if bare.startswith(one) and (bare[len(one) :] in words.tens or bare[len(one) :] in words.scales):
            return ["satu", bare[len(one) :]]
    parts = _splitter().findall(bare)
    if len(parts) > 1 and sum(map(len, parts)) == len(bare):
        return parts
    return parts if parts == [bare] and bare in words.tens else None


def _flat(table: Mapping[str, list[str]]) -> dict[str, int]:
    return {word: int(number) for number, listed in table.items() for word in listed}


@cache
def _words() -> _Words:
    source = resources.files("anonymizer").joinpath("lexicons/facts.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(source)["amounts"]
    scales = _flat(table["scales"]) | _MORE_SCALES
    scales.update({word + "an": number for word, number in scales.items() if len(word) > 1})
    leading, tens = _flat(table["before_scales"]), _flat(table["tens"])
    units = leading | _flat(table["units"])
    slang = _flat(table["slang"])
    currencies = [*table["rupiah"], *table["foreign"]]
    openers = [
        *units,
        *table["vague"],
        *table["halves"],
        *slang,
        "(?:se|sak?)[ ]?(?:puluh|belas|ratus|ribu|rebu|juta|jt|yut[ao]|miliar|milyar|ceng)",
    ]
    larger = _or([*tens, *(word for word in scales if len(word) > 1)])
    hundreds = _or([word for word in tens if tens[word] and len(word) > 3])
    return _Words(
        units, frozenset(leading), tens, scales, slang,
        {word: Fraction(value) for word, value in table["halves"].items()},
        frozenset(table["vague"]), frozenset(table["joints"]),
        frozenset(table["rupiah"]), frozenset(table["foreign"]),
        begin=re.compile(
            rf"(?<![a-z0-9])(?:{_or([c for c in currencies if c.isalpha()])})(?=[. \t]{{0,3}}[0-9a-z])"
            rf"|(?:us|s)?[$€](?=[ ]?\d)"
            rf"|(?<![\w.,/-])\d|(?<![a-z])(?:{'|'.join(sorted(openers, key=len, reverse=True))})"
        ),
        larger=re.compile(rf"[' -]{{1,2}}(?:(?:{_or([*leading])})[ ])?(?:{larger})(?![a-z])"),
        unlisted=re.compile(
            rf"(?<![\w-])(?P<word>[a-z]{{3,16}})[ ](?:(?:{hundreds})[ ])?"
            rf"(?:{_or(list(_UNLISTED_COUNT))})(?:an)?(?![\w-])"
        ),
        rest_before=re.compile(rf"(?<![\w-])(?:[a-z]{{2,16}}[ ])?(?:{hundreds})[ ]{{1,2}}\Z"),
        rest_behind=re.compile(rf"(?:[ ]{{1,2}}(?:{larger}|{_or([*slang, 'tali'])})(?:an)?(?![a-z])){{1,3}}"),
        counted=re.compile(rf"[ ]?(?:{_or(table['counted'])})\b"),
        saying=re.compile(rf"[ ](?:{_or(table['sayings'])})\b"),
        before_saying=re.compile(rf"(?<!\w)(?:{_or(table['before_sayings'])})[ ]{{1,2}}\Z"),
        asked=re.compile(rf"(?<!\w)(?:{_or(table['asked'])})[ \t]{{1,2}}(?:[a-z]{{1,12}}[ \t]){{0,2}}\Z"),
    )  # fmt: skip


def _or(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
