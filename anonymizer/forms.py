"""Canonical forms of personal values: what two spellings of one number, name or address have in common.

Two readings of a text are kept: letters and digits folded to plain lower case, and digits only (digits of
any script, look-alike letters inside numbers, numbers in words). Both remember where in the text each of
their characters came from. Knows nothing of policies, keys or labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from anonymizer.canonical_form import canonical
from anonymizer.disguises import SIGNS, plain_letter, plain_small, shape
from anonymizer.spans import SpanType

BREAK = "\x00"  # stands between stretches of a reading that no value may bridge
MAX_GAP = 8  # separators between two parts of one number or name, in characters

NUMBER_WORDS = {
    "nol": "0", "kosong": "0", "enol": "0", "zero": "0",
    "satu": "1", "siji": "1", "one": "1",
    "dua": "2", "loro": "2", "two": "2",
    "tiga": "3", "telu": "3", "three": "3",
    "empat": "4", "papat": "4", "four": "4",
    "lima": "5", "limo": "5", "five": "5",
    "enam": "6", "nem": "6", "six": "6",
    "tujuh": "7", "pitu": "7", "seven": "7",
    "delapan": "8", "lapan": "8", "wolu": "8", "eight": "8",
    "sembilan": "9", "sanga": "9", "songo": "9", "nine": "9",
}  # fmt: skip

# Characters without width, such as soft hyphens; inside the brackets of a pattern.
INVISIBLE = "\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_UNSEEN = re.compile(f"[{INVISIBLE}]")

_TOKEN = re.compile(r"[^\W_]+")
_DISGUISED = re.compile(rf"[@$]?[^\W_]+(?:[{SIGNS}][^\W_]+)*")
_LOOK_ALIKES = str.maketrans("oOlIiSsB", "00111558")
_LOOK_ALIKE_NUMBER = re.compile(r"(?=.*[0-9])[0-9oOlIiSsB]+\Z")
_ADDRESS_WORDS = {"jalan": "jl", "jln": "jl", "gang": "gg", "nomor": "no", "kelurahan": "kel", "desa": "ds",
                  "kecamatan": "kec", "dusun": "dsn", "kampung": "kp", "blok": "blk"}  # fmt: skip

_SPAN_KINDS = frozenset(kind.value for kind in SpanType)
_DIGIT_KINDS = frozenset({"NIK", "KK", "NIP", "NPWP", "BANK_ACCOUNT", "BPJS", "PORSI", "ID"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A canonical string and, for each of its characters, the stretch of text it was read from.

    `opens` and `closes` say for each character whether a word (or run of digits) begins or ends there.
    Characters equal to BREAK stand for nothing in the text.
    """

    string: str
    starts: list[int]
    ends: list[int]
    opens: bytearray
    closes: bytearray


@lru_cache(maxsize=4096)
def _folded_char(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    decomposed = "".join(map(plain_letter, unicodedata.normalize("NFKD", char))).casefold()
    return "".join(plain_small(c) for c in unicodedata.normalize("NFKD", decomposed) if c.isalnum())


def fold(text: str) -> str:
    """Return the letters and digits of the text, case-folded, without accents; possibly empty.

    Letters of other scripts that look like Latin ones are read as those.
    """
    if text.isascii():
        return "".join(_TOKEN.findall(text)).lower()
    return "".join(map(_folded_char, text))


def words_of(text: str) -> list[str]:
    """Return the folded words of the text in order, without empty ones."""
    if text.isascii():
        return _TOKEN.findall(text.lower())
    return [folded for word in _TOKEN.findall(seen(text)) if (folded := fold(word))]


def seen(text: str) -> str:
    """Return the text without characters that have no width: "Su\\u00adlastri" is one word."""
    return text if text.isascii() else _UNSEEN.sub("", text)


class _Builder:
    """Collects a Reading piece by piece."""

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.opens = bytearray()
        self.closes = bytearray()

    def add(self, piece: str, start: int, end: int, *, opens: bool, closes: bool) -> None:
        for index, char in enumerate(piece):
            self.chars.append(char)
            self.starts.append(start)
            self.ends.append(end)
            self.opens.append(opens and index == 0)
            self.closes.append(closes and index == len(piece) - 1)

    def split(self) -> None:
        if self.chars and self.chars[-1] != BREAK:
            self.closes[-1] = 1
            self.add(BREAK, -1, -1, opens=False, closes=False)

    def reading(self) -> Reading:
        if self.chars and self.chars[-1] != BREAK:
            self.closes[-1] = 1
        return Reading("".join(self.chars), self.starts, self.ends, self.opens, self.closes)


def _tokens(text: str, start: int, end: int) -> Iterable[tuple[str, int, int]]:
    for match in _TOKEN.finditer(text, start, end):
        yield match.group(), match.start(), match.end()


def shapes_of(text: str, *, mixed: bool = False) -> list[str]:
    """Return the shapes of the words of the text, as `read_shapes` reads them, without places.

    `mixed` leaves out the words of letters only and of digits only.
    """
    words = _DISGUISED.findall(text)
    if mixed:
        words = [word for word in words if not (word.isalpha() or word.isdecimal())]
    return [shape(_folded_signs(word)) for word in words]


def _folded_signs(token: str) -> str:
    return token.lower() if token.isascii() else "".join(c if c in SIGNS else _folded_char(c) for c in token)


def read_letters(text: str, stretches: Iterable[tuple[int, int]]) -> Reading:
    """Return the folded letters and digits of the given stretches of the text, a BREAK between stretches."""
    return _read_words(text, stretches, _TOKEN, shaped=False)


def read_shapes(text: str, stretches: Iterable[tuple[int, int]]) -> Reading:
    """Like `read_letters`, with digits and signs read as the letters they look like, and l as i."""
    return _read_words(text, stretches, _DISGUISED, shaped=True)


def _read_words(
    text: str, stretches: Iterable[tuple[int, int]], tokens: re.Pattern[str], *, shaped: bool
) -> Reading:
    builder = _Builder()
    for stretch_start, stretch_end in stretches:
        builder.split()
        last = stretch_start
        for match in tokens.finditer(text, stretch_start, stretch_end):
            start, end = match.span()
            if start - last > MAX_GAP:
                builder.split()
            _add_word(builder, match.group(), start, shaped=shaped)
            last = end
    return builder.reading()


def _add_word(builder: _Builder, token: str, start: int, *, shaped: bool) -> None:
    pieces = [(i, piece) for i, char in enumerate(token) if (piece := _folded_signs(char))]
    if token.isascii():
        pieces = list(enumerate(token.lower()))
    if shaped:
        pieces = [(i, shape(piece)) for i, piece in pieces]
    for order, (offset, piece) in enumerate(pieces):
        at = start + offset
        builder.add(piece, at, at + 1, opens=order == 0, closes=order == len(pieces) - 1)


def read_digits(text: str, stretches: Iterable[tuple[int, int]]) -> Reading:
    """Return the digits of the given stretches, a BREAK wherever a word that is no number stands between."""
    builder = _Builder()
    for stretch_start, stretch_end in stretches:
        builder.split()
        last = stretch_start
        for token, start, end in _tokens(text, stretch_start, stretch_end):
            if start - last > MAX_GAP:
                builder.split()
            _add_number(builder, token, start, end)
            last = end
    return builder.reading()


def _add_number(builder: _Builder, token: str, start: int, end: int) -> None:
    if token.isascii() and token.isdecimal():
        _add_each(builder, list(token), start)
        return
    word_digit = NUMBER_WORDS.get(token.lower() if token.isascii() else fold(token))
    if word_digit is not None:
        builder.add(word_digit, start, end, opens=True, closes=True)
        return
    if token.isascii() and token.isalpha():
        builder.split()
        return
    plain = [char if char.isascii() else _folded_char(char) for char in token]
    if _LOOK_ALIKE_NUMBER.match("".join(plain)):
        _add_each(builder, [piece.translate(_LOOK_ALIKES) for piece in plain], start)
    else:
        _add_embedded_digits(builder, plain, start)


def _add_each(builder: _Builder, pieces: list[str], start: int) -> None:
    last = len(pieces) - 1
    for offset, piece in enumerate(pieces):
        builder.add(piece, start + offset, start + offset + 1, opens=offset == 0, closes=offset == last)


def _add_embedded_digits(builder: _Builder, pieces: list[str], start: int) -> None:
    """Digits glued to letters ("WA0812...") still count; the letters around them end the run."""
    builder.split()
    opens = True
    for offset, piece in enumerate(pieces):
        digits = "".join(char for char in piece if "0" <= char <= "9")
        if digits:
            builder.add(digits, start + offset, start + offset + 1, opens=opens, closes=False)
            opens = False
        else:
            builder.split()
            opens = True
    builder.split()


def digits_of(text: str) -> str:
    """Return all digits of the text in order, numbers in words and look-alike letters included."""
    return "".join(map(_token_digits, _TOKEN.findall(text)))


def _token_digits(token: str) -> str:
    if token.isascii():
        if token.isdecimal():
            return token
        if token.isalpha():
            return NUMBER_WORDS.get(token.lower(), "")
        plain = token
    else:
        word_digit = NUMBER_WORDS.get(fold(token))
        if word_digit is not None:
            return word_digit
        plain = "".join(char if char.isascii() else _folded_char(char) for char in token)
    if _LOOK_ALIKE_NUMBER.match(plain):
        return plain.translate(_LOOK_ALIKES)
    return "".join(char for char in plain if "0" <= char <= "9")


def phone_core(digits: str) -> str:
    """Return a phone number's digits without the leading zeros and the country code 62."""
    core = digits.lstrip("0")
    return core[2:] if core.startswith("62") and len(core) > 9 else core


def canonical_value(kind: str, text: str) -> str:
    """Return what all spellings of one value of this kind share; never empty for a non-empty text.

    Personal data follow `anonymizer.canonical`; addresses lose the differences between their
    abbreviations; other kinds are folded words.
    """
    if kind == "ADDRESS":
        words = (_ADDRESS_WORDS.get(word, word) for word in words_of(text))
        value = " ".join(word.lstrip("0") or "0" for word in words)
    else:
        value = canonical(SpanType(kind), text) if kind in _SPAN_KINDS else ""
    return value or " ".join(words_of(text)) or text


def spellings_of(word: str) -> set[str]:
    """Return what a short word of addresses ("jl") may be written as."""
    return {long for long, short in _ADDRESS_WORDS.items() if short == word}


def is_digit_kind(kind: str) -> bool:
    """Say whether values of this kind are compared by their digits."""
    return kind == "PHONE" or kind in _DIGIT_KINDS
