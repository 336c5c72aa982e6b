"""What the name model sees of each token: word class, name-part bucket, case, and the same of its neighbours.

The same function serves training and use. A feature is a (template, value) pair; values are short strings,
so that use needs no string of its own for most of them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from anonymizer.lexicon import Lexicon, Reading
from anonymizer.tokens import Token
from anonymizer.wordlists import words

# Words outside closed classes are seen by the model only as their class; these are seen as themselves too.
_WORDS_SEEN = frozenset("fcgHTKVJISDAM")
# Frequent words that are borne as names, too: which it is must be read off the context, as with rarer ones.
_BORNE = words("alam angkasa bagus bulan bunga cahaya cinta dini indah perdana sinar utama")
_WORDS_OF_CLASS = _WORDS_SEEN | frozenset("PL")
_MARKS = {mark: Reading("P", "0", mark) for mark in string.punctuation} | {"\n": Reading("L", "0", "NL")}
_BEFORE_SENTENCES = frozenset({".", "!", "?", "NL"})
_CALLED_BY_PLACE = words("pak bu bapak ibu bpk pk ibuk mas mbak mba")
_FEASTS = words("idul ied id aidil eid lebaran iedul idhul raya")
_FEASTS_BORNE = words("fitri adha")
_COUNTS_BORNE = words("tri catur")
_AFFIXED = frozenset("UdskrDe")
# "bern4ma", "Y0g4": digits that stand for letters, but for one at the end ("sabar2").
_DIGIT_INSIDE = re.compile(r"[A-Za-z][013457][A-Za-z]|[A-Za-z]{2}4\Z")
_LETTER_MEANT = str.maketrans("013457", "oieast")
# Letters that scanners read as digits.
_SCANNED_FIRST = {"5": "s", "0": "o", "8": "b", "1": "l"}
# "5rb", "1MB", "8kali": shorter runs are counted things.
_LONGEST_COUNTED = 5
_SHORTEST_ANNOUNCED = 2
# Words that neither the lists of words nor the made names taught their spelling.
UNLISTED = frozenset("Uakyr")


@dataclass(slots=True)
class Sight:
    """Per-token attributes of one text, index by index, before they are combined."""

    mood: str
    words: list[str]
    classes: list[str]
    buckets: list[str]
    shapes: list[str]
    seen: list[str]
    likeness: list[str]
    """How much a word no list has is spelt like a name, "" for other words."""
    first_read: list[str]
    """The class of each word as it was read, before names of institutions were looked for."""
    announced: set[str]
    """Words that somewhere in the text stand right behind an honorific or a word that announces a name."""


def sight(tokens: Sequence[Token], lexicon: Lexicon) -> Sight:
    """Return the attributes of the tokens of one text."""
    case = _document_case(tokens)
    read_words: list[str] = []
    classes: list[str] = []
    buckets: list[str] = []
    shapes: list[str] = []
    seen: list[str] = []
    likeness: list[str] = []
    announced: set[str] = set()
    known, marks = lexicon.known, _MARKS.get
    before, code_before = "NL", "L"
    for text, _, _ in tokens:
        reading = marks(text) or known(text.lower())
        if reading is None:
            misspelt = text.islower() or (before in _BEFORE_SENTENCES and text.istitle())
            reading = _read(text, lexicon, misspelt=misspelt)
        code, bucket, word = reading
        if code == "I" and before in _CALLED_BY_PLACE and (len(text) > 3 or text.isupper()):
            code = "J"  # "Pak Desa", "Bu Puskesmas": whoever works there
        elif code == "D" and bucket in "23" and text.istitle() and before not in ",.":
            code = "d"  # "sy Dea": a name that a degree is spelt like
        elif word in _FEASTS_BORNE and before not in _FEASTS:
            code = "d"  # "Fitri", but "Idul Fitri"
        elif word in _COUNTS_BORNE and text.istitle():
            code = "d"  # "Tri takes the papers"
        if code_before in "HV" and code in _NAMELIKE and len(word) > _SHORTEST_ANNOUNCED:
            announced.add(word)
        read_words.append(word)
        classes.append(code)
        buckets.append(bucket)
        shapes.append("-" if code in "PNL" else case + _shape(text))
        itself = code in _WORDS_OF_CLASS and word not in _BORNE and not (code == "c" and bucket in "23")
        seen.append(word if itself else code)
        likeness.append(lexicon.likeness(word) if code in UNLISTED else "")
        before, code_before = word, code
    _settle_doubles(result := Sight("", read_words, classes, buckets, shapes, seen, likeness, [], announced))
    result.first_read = classes.copy()
    result.mood = case + _strangeness(result)
    return result


def _settle_doubles(attributes: Sight) -> None:
    """Words that are two things: "K.H." is one title; "Lukmanul Hakim" is no judge."""
    read_words, classes, seen = attributes.words, attributes.classes, attributes.seen
    for index in range(len(read_words) - 2):
        if read_words[index : index + 3] == ["k", ".", "h"]:  # "K.H." is one title
            read_words[index] = seen[index] = "kh"
            classes[index] = "H"
    for index in range(1, len(read_words)):
        if classes[index] == "J" and attributes.buckets[index] in "23":
            before = index - 2 if read_words[index - 1] == "." else index - 1
            named = before >= 0 and classes[before] in "Udk" and attributes.buckets[before] != "0"
            if named and attributes.shapes[before] == attributes.shapes[index]:
                classes[index] = seen[index] = "d"


def _strangeness(attributes: Sight) -> str:
    """How many of the small words are unknown: "-" few, "+" some, "#" many, as in dialect or bad typing.

    Words that the list of names has are not counted as unknown.
    """
    small = strange = 0
    for code, bucket, shape in zip(attributes.classes, attributes.buckets, attributes.shapes, strict=True):
        if shape[-1] == "x":
            small += 1
            strange += code in "Uay" and (bucket == "0" or (bucket == "1" and code != "U"))
    return "-" if strange * 12 < small else "+" if strange * 5 < small else "#"


def _read(text: str, lexicon: Lexicon, *, misspelt: bool) -> Reading:
    """A reading for a token that no list has: N number or stand-in, P mark, D degree, else a word."""
    first = text[0]
    # Scanned capitals: "REPUBLlK" is written with a small l for I.
    word = (
        text.replace("l", "I").lower() if len(text) > 3 and text.replace("l", "I").isupper() else text.lower()
    )
    if word.rstrip(".") in ("a.n", "a/n"):
        return Reading("V", "0", "an")
    if first.isalpha():
        if not text.isalpha() and _DIGIT_INSIDE.search(text):
            meant = lexicon.read(word.translate(_LETTER_MEANT), misspelt=False)
            if meant.code != "U" or meant.bucket != "0":
                return meant
        return (
            Reading("D", "0", word)
            if "." in text and len(text) > 2
            else lexicon.read(word, misspelt=misspelt)
        )
    if first in _SCANNED_FIRST and len(text) > _LONGEST_COUNTED and text[1:].isalpha():
        return _read_scanned(word, lexicon)
    return Reading("N" if first.isdigit() or len(text) > 1 else "P", "0", word)


def _read_scanned(word: str, lexicon: Lexicon) -> Reading:
    """ "5udiarta" is a word with a misread first letter, "5orang" a number and a word."""
    if lexicon.read(word[1:], misspelt=False).code != "U":
        return Reading("N", "0", word)
    return lexicon.read(_SCANNED_FIRST[word[0]] + word[1:], misspelt=False)


def _shape(text: str) -> str:
    if len(text) == 1:
        return "I" if text.isupper() else "i"
    if text.islower():
        return "x"
    return "X" if text.isupper() else "T" if text[0].isupper() else "m"


def _document_case(tokens: Sequence[Token]) -> str:
    """l all lower, u all capitals, t nearly every word capitalised, m mixed."""
    words = [token.text for token in tokens if token.text[0].isalpha() and len(token.text) > 1]
    if not words:
        return "m"
    lower = sum(map(str.islower, words))
    upper = sum(map(str.isupper, words))
    if upper * 10 > len(words) * 6:
        return "u"
    if lower == len(words):
        return "l"
    titled = len(words) - lower - upper
    if titled <= 1 and len(words) > 12:
        return "s"
    return "t" if lower * 10 < len(words) * 3 and len(words) > 5 else "m"


_EDGE = "^"
_NO_NEIGHBOUR = (_EDGE, _EDGE, "", "")


class Surroundings(NamedTuple):
    """One token and its neighbours (p before, n behind) as the templates read them.

    `c` class, `w` what is seen of a word, `b` bucket, `s` shape; `size` is the token's length up to nine.
    """

    w: str
    c: str
    b: str
    s: str
    size: str
    mood: str
    p1c: str
    p1w: str
    p1b: str
    p1s: str
    p2c: str
    p2w: str
    n1c: str
    n1w: str
    n1b: str
    n1s: str
    n2c: str
    n2w: str


def surroundings(attributes: Sight, index: int) -> Surroundings:
    """Return what the templates read of one token and its neighbours."""
    words, classes, buckets = attributes.words, attributes.classes, attributes.buckets
    shapes, seen = attributes.shapes, attributes.seen
    left = index - 1
    right = index + 1
    last = len(words) - 1
    p1c, p1w, p1b, p1s = (classes[left], seen[left], buckets[left], shapes[left]) if index else _NO_NEIGHBOUR
    n1c, n1w, n1b, n1s = (
        (classes[right], seen[right], buckets[right], shapes[right]) if index < last else _NO_NEIGHBOUR
    )
    p2c, p2w = (classes[index - 2], seen[index - 2]) if index > 1 else (_EDGE, _EDGE)
    n2c, n2w = (classes[index + 2], seen[index + 2]) if right < last else (_EDGE, _EDGE)
    size = _SIZES[min(len(words[index]), 9)]
    return Surroundings(
        seen[index], classes[index], buckets[index], shapes[index], size, attributes.mood,
        p1c, p1w, p1b, p1s, p2c, p2w, n1c, n1w, n1b, n1s, n2c, n2w,
    )  # fmt: skip


_SIZES = "0123456789"

# Templates come in groups; the values of a group depend on nothing but the arguments of its function, which
# are classes, shapes, marks and listed words: never a word that only its writer uses.
BY_ITSELF = (0, 1, 2, 3, 4, 9, 30)
BESIDE_LEFT = (10, 11, 18, 19, 20, 22, 31)
FAR_LEFT = (12, 13, 24, 25, 29)
RIGHT = (14, 15, 16, 17, 21, 23, 28)
BETWEEN = (26, 27)
SPELT = (5, 6, 7, 8, 32, 33, 34, 35, 36, 37, 38, 39)


def by_itself(w: str, c: str, b: str, s: str, size: str, mood: str) -> tuple[str, ...]:
    """Return the values of the templates in `BY_ITSELF`."""
    cb = c + b
    return w if w != c else "", c, b, s, cb + s, size + c, mood + s + cb


def beside_left(p1c: str, p1w: str, p1b: str, c: str, b: str, s: str, strangeness: str) -> tuple[str, ...]:
    """Return the values of the templates in `BESIDE_LEFT`; `strangeness` is the last sign of the mood."""
    cb = c + b
    return (
        p1w,
        p1c,
        p1w + "|" + cb,
        p1w + "|" + s,
        p1c + cb + s,
        p1c + p1b + cb,
        strangeness + p1c + cb,
    )


def far_left(p2c: str, p2w: str, p1c: str, p1w: str, cb: str) -> tuple[str, ...]:
    """Return the values of the templates in `FAR_LEFT`."""
    return p2w, p2c, p2c + p1w + "|" + cb, p2w + "|" + p1w, p2c + p1c + cb


def to_the_right(n1c: str, n1w: str, n1b: str, n2c: str, n2w: str, cb: str) -> tuple[str, ...]:
    """Return the values of the templates in `RIGHT`."""
    return n1w, n1c, n2w, n2c, cb + n1c + n1b, n1w + "|" + cb, cb + n1c + n2c


def between(p1c: str, p1s: str, c: str, s: str, n1c: str, n1s: str) -> tuple[str, ...]:
    """Return the values of the templates in `BETWEEN`."""
    return p1c + c + n1c, p1s + s + n1s


def spelt(attributes: Sight, index: int, around: Surroundings) -> tuple[str, ...]:
    """Return the values of the templates in `SPELT`, which read words by their letters."""
    word, c, s = attributes.words[index], around.c, around.s
    namelike = c in _NAMELIKE
    like = attributes.likeness[index]
    return (
        *((word[-3:], word[-2:], word[:2], word[:3]) if c in _AFFIXED else _UNSPELT),
        _head_before(attributes, index) + c + around.b if namelike else "",
        *(_spelling(like, c, around.b, s, around.p1c, around.n1c, around.mood) if like else _LISTED),
        around.p1w + "|" + around.n1w + s[-1] if namelike else "",
        c + around.p1c + s[-1] if word in attributes.announced else "",
    )


def features(attributes: Sight, index: int) -> list[str]:
    """Return the values of every template for one token, in template order; "" where one does not apply."""
    a = surroundings(attributes, index)
    cb = a.c + a.b
    values = [""] * TEMPLATES
    for templates, found in (
        (BY_ITSELF, by_itself(a.w, a.c, a.b, a.s, a.size, a.mood)),
        (BESIDE_LEFT, beside_left(a.p1c, a.p1w, a.p1b, a.c, a.b, a.s, a.mood[-1])),
        (FAR_LEFT, far_left(a.p2c, a.p2w, a.p1c, a.p1w, cb)),
        (RIGHT, to_the_right(a.n1c, a.n1w, a.n1b, a.n2c, a.n2w, cb)),
        (BETWEEN, between(a.p1c, a.p1s, a.c, a.s, a.n1c, a.n1s)),
        (SPELT, spelt(attributes, index, a)),
    ):
        for template, value in zip(templates, found, strict=True):
            values[template] = value
    return values


def _spelling(like: str, c: str, b: str, s: str, p1c: str, n1c: str, mood: str) -> tuple[str, ...]:
    """What the spelling of an unlisted word says, beside its class, its case and its neighbours."""
    return like + c + b, like + c + s, like + p1c + s[-1], like + n1c + s[-1], like + mood


TEMPLATES = 40
_LISTED = ("",) * 5
_UNSPELT = ("",) * 4
_NAMELIKE = frozenset("UdskrcfegayS")
_HEAD_REACH = 4


def _head_before(attributes: Sight, index: int) -> str:
    """The institution word (and its distance) that the words just before belong to, "" when there is none."""
    for distance in range(1, min(_HEAD_REACH, index) + 1):
        code = attributes.classes[index - distance]
        if code == "I":
            return attributes.words[index - distance] + str(distance)
        if code in "PLHJKVMD" and attributes.words[index - distance] not in "-'.":
            return ""
    return ""
