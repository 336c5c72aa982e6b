"""Make Indonesian complaint texts with known personal data, all of it invented, from a seed.

Used to train the name model and to test; the same seed gives the same texts. Names are put together from
parts and syllables of eighteen naming customs, numbers follow the formats of the reference list. The
hand-written evaluation texts are never read here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from anonymizer.generator_data import background, templates
from anonymizer.generator_names import person, word_name
from anonymizer.generator_slots import PLAIN, TYPED
from anonymizer.generator_styles import Restyler, Segment
from anonymizer.spans import SpanType
from anonymizer.wordlists import words

_SLOT = re.compile(r"\{(\w+)\}")
REGISTERS = ("chat", "formal", "news", "transcript", "english", "regional")
_WEIGHTS = (30, 34, 8, 7, 8, 13)
_WRAPPED = ("formal", "news", "english")
# A made sentence is background below 0.22, one without persons up to this, else one with persons.
NEGATIVE_SHARE = 0.5
WRAPPED_SHARE = 0.12
LINE_LENGTHS = (38, 90)
STYLES = ("plain", "lower", "upper", "slang", "ocr", "capital", "dialect")


@dataclass(frozen=True, slots=True)
class Sample:
    """A made text, its spans as (start, end, type), and the register and style it was made in."""

    text: str
    spans: tuple[tuple[int, int, SpanType], ...]
    style: str


def samples(seed: int, count: int) -> Iterator[Sample]:
    """Yield `count` texts of one to nine sentences; about one in five holds no person."""
    rng = random.Random(seed)
    for _ in range(count):
        yield _sample(rng)


def _sample(rng: random.Random) -> Sample:
    register = rng.choices(REGISTERS, _WEIGHTS)[0]
    people = {key: person(rng) for key in "ABCE"}
    sentences: list[list[Segment]] = []
    empty = rng.random() < 0.28
    for _ in range(rng.randint(1, 9)):
        kind = rng.random()
        if kind < 0.22:
            sentence = rng.choice(background())
            sentences.append(
                [(sentence, None)] if empty or rng.random() < 0.8 else _peopled(rng, sentence, people)
            )
        elif kind < NEGATIVE_SHARE or empty:
            sentences.append(_fill(rng, rng.choice(templates()["negative"]), people))
        else:
            sentences.append(_fill(rng, rng.choice(templates()[register]), people))
    style = _style(rng, register)
    segments = _join(rng, sentences, register, style)
    if register in _WRAPPED and rng.random() < WRAPPED_SHARE:
        segments = _wrapped(segments, rng.randint(*LINE_LENGTHS))
    restyle = Restyler(rng, style)
    return _assemble([restyle(segment) for segment in segments], f"{register}.{style}")


def _style(rng: random.Random, register: str) -> str:
    if register in ("chat", "regional", "transcript"):
        return rng.choices(STYLES, (14, 34, 5, 25, 3, 10, 12))[0]
    return rng.choices(STYLES, (52, 8, 14, 3, 15, 5, 5))[0]


def _join(rng: random.Random, sentences: list[list[Segment]], register: str, style: str) -> list[Segment]:
    joints = {"formal": (". ", ".\n", "\n", ", "), "chat": (". ", " ", ", ", "\n", "... ", "? ")}
    chosen = joints.get(register, (". ", "\n", ", ", " - "))
    segments: list[Segment] = []
    sentence_case = register != "chat" or style == "capital" or rng.random() < 0.3
    for sentence in sentences:
        if segments:
            segments.append((rng.choice(chosen), None))
        if sentence_case and sentence and sentence[0][1] is None:
            sentence = [(sentence[0][0][:1].upper() + sentence[0][0][1:], None), *sentence[1:]]
        segments.extend(sentence)
    if rng.random() < 0.6:
        segments.append((rng.choice([".", "!", "", "\n"]), None))
    return segments


def _wrapped(segments: list[Segment], width: int) -> list[Segment]:
    """Break lines at blanks as printed letters do, inside names as well."""
    column = 0
    wrapped: list[Segment] = []
    for text, type_ in segments:
        pieces = list(text)
        for place, character in enumerate(pieces):
            column = 0 if character == "\n" else column + 1
            breakable = type_ in (None, SpanType.PERSON) and 0 < place < len(pieces) - 1
            if character == " " and column > width and breakable:
                pieces[place] = "\n"
                column = 0
        wrapped.append(("".join(pieces), type_))
    return wrapped


def _assemble(segments: list[Segment], style: str) -> Sample:
    text = ""
    spans = []
    for piece, type_ in segments:
        if type_ is not None and piece:
            spans.append((len(text), len(text) + len(piece), type_))
        text += piece
    return Sample(text, tuple(spans), style)


_BEFORE_NAMES = words(
    "oleh dengan kepada dari untuk bahwa karena dan menurut ketika saat agar tetapi lalu kemudian atau "
    "seperti bagi antara "
    "selain hanya bukan adalah oleh terhadap tentang sama jika kalau yang"
)


def _peopled(rng: random.Random, sentence: str, people: dict[str, tuple[str, str]]) -> list[Segment]:
    """A background sentence with a person put in where one could be mentioned."""
    words = sentence.split(" ")
    places = [
        index for index, word in enumerate(words) if word.lower() in _BEFORE_NAMES and index < len(words) - 1
    ]
    known = rng.choice("ABCE")
    name = people[known][rng.random() < 0.6] if rng.random() < 0.5 else person(rng)[rng.random() < 0.6]
    if not places or rng.random() < 0.3:
        verb = rng.choice(["", "", "bilang ", "mengatakan ", "ikut ", "juga ", "tidak ", "sudah ", "yang "])
        return [(name, SpanType.PERSON), (f" {verb}{sentence[:1].lower()}{sentence[1:]}", None)]
    place = rng.choice(places)
    tail = words[place + 1 :] if rng.random() < 0.5 else words[place + 2 :]
    return [(" ".join(words[: place + 1]) + " ", None), (name, SpanType.PERSON), (" " + " ".join(tail), None)]


def _fill(rng: random.Random, template: str, people: dict[str, tuple[str, str]]) -> list[Segment]:
    """Replace the slots of a template; the result alternates plain text and typed values."""
    segments: list[Segment] = []
    for index, part in enumerate(_SLOT.split(template.replace("\\n", "\n").replace("\\t", "\t"))):
        if index % 2 == 0:
            segments.append((part, None))
        elif part in ("A", "B", "C", "E"):
            segments.append((people[part][0], SpanType.PERSON))
        elif part in ("a", "b", "c", "e"):
            segments.append((people[part.upper()][1], SpanType.PERSON))
        elif part == "N":
            link = rng.choice(["bin", "binti", "bin", "binti", "bt.", "b."])
            segments.append((f"{person(rng)[0]} {link} {person(rng)[0]}", SpanType.PERSON))
        elif part == "w":
            segments.append((word_name(rng), SpanType.PERSON))
        elif part in ("P", "p"):
            segments.append((person(rng)[part == "p"], SpanType.PERSON))
        elif part in TYPED:
            type_, make = TYPED[part]
            segments.append((make(rng), type_))
        else:
            segments.append((PLAIN[part](rng), None))
    return [segment for segment in segments if segment[0]]
