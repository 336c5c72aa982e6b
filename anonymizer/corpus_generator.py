"""Make Indonesian complaint texts with known personal data, all of it invented, from a seed.

Used to train the name model and to test; the same seed gives the same texts. Names are put together from
parts and syllables of eleven naming customs, numbers follow the formats of the reference list. The
hand-written evaluation texts are never read here.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from anonymizer.identifiers import PROVINCES
from anonymizer.spans import SpanType
from anonymizer.wordlists import words

_SLOT = re.compile(r"\{(\w+)\}")
_SMALL = 0.25
REGISTERS = ("chat", "formal", "news", "transcript", "english", "regional")
_WEIGHTS = (30, 34, 8, 7, 8, 13)
STYLES = ("plain", "lower", "upper", "slang", "ocr", "capital", "dialect")


@dataclass(frozen=True, slots=True)
class Sample:
    """A made text, its spans as (start, end, type), and the register and style it was made in."""

    text: str
    spans: tuple[tuple[int, int, SpanType], ...]
    style: str


_Segment = tuple[str, SpanType | None]


def samples(seed: int, count: int) -> Iterator[Sample]:
    """Yield `count` texts of one to nine sentences; about one in five holds no person."""
    rng = random.Random(seed)
    for _ in range(count):
        yield _sample(rng)


def _sample(rng: random.Random) -> Sample:
    register = rng.choices(REGISTERS, _WEIGHTS)[0]
    people = {key: _person(rng) for key in "ABCE"}
    sentences: list[list[_Segment]] = []
    empty = rng.random() < 0.22
    for _ in range(rng.randint(1, 9)):
        kind = rng.random()
        if kind < 0.22:
            sentence = rng.choice(_background())
            sentences.append(
                [(sentence, None)] if empty or rng.random() < 0.8 else _peopled(rng, sentence, people)
            )
        elif kind < 0.5 or empty:
            sentences.append(_fill(rng, rng.choice(_templates()["negative"]), people))
        else:
            sentences.append(_fill(rng, rng.choice(_templates()[register]), people))
    style = _style(rng, register)
    segments = _join(rng, sentences, register, style)
    restyle = _Restyler(rng, style)
    return _assemble([restyle(segment) for segment in segments], f"{register}.{style}")


def _style(rng: random.Random, register: str) -> str:
    if register in ("chat", "regional", "transcript"):
        return rng.choices(STYLES, (14, 34, 5, 25, 3, 10, 12))[0]
    return rng.choices(STYLES, (52, 8, 14, 3, 15, 5, 5))[0]


def _join(rng: random.Random, sentences: list[list[_Segment]], register: str, style: str) -> list[_Segment]:
    joints = {"formal": (". ", ".\n", "\n", ", "), "chat": (". ", " ", ", ", "\n", "... ", "? ")}
    chosen = joints.get(register, (". ", "\n", ", ", " - "))
    segments: list[_Segment] = []
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


def _assemble(segments: list[_Segment], style: str) -> Sample:
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


def _peopled(rng: random.Random, sentence: str, people: dict[str, tuple[str, str]]) -> list[_Segment]:
    """A background sentence with a person put in where one could be mentioned."""
    words = sentence.split(" ")
    places = [
        index for index, word in enumerate(words) if word.lower() in _BEFORE_NAMES and index < len(words) - 1
    ]
    known = rng.choice("ABCE")
    name = people[known][rng.random() < 0.6] if rng.random() < 0.5 else _person(rng)[rng.random() < 0.6]
    if not places or rng.random() < 0.3:
        verb = rng.choice(["", "", "bilang ", "mengatakan ", "ikut ", "juga ", "tidak ", "sudah ", "yang "])
        return [(name, SpanType.PERSON), (f" {verb}{sentence[:1].lower()}{sentence[1:]}", None)]
    place = rng.choice(places)
    tail = words[place + 1 :] if rng.random() < 0.5 else words[place + 2 :]
    return [(" ".join(words[: place + 1]) + " ", None), (name, SpanType.PERSON), (" " + " ".join(tail), None)]


def _fill(rng: random.Random, template: str, people: dict[str, tuple[str, str]]) -> list[_Segment]:
    """Replace the slots of a template; the result alternates plain text and typed values."""
    segments: list[_Segment] = []
    for index, part in enumerate(_SLOT.split(template.replace("\\n", "\n").replace("\\t", "\t"))):
        if index % 2 == 0:
            segments.append((part, None))
        elif part in ("A", "B", "C", "E"):
            segments.append((people[part][0], SpanType.PERSON))
        elif part in ("a", "b", "c", "e"):
            segments.append((people[part.upper()][1], SpanType.PERSON))
        elif part == "N":
            link = rng.choice(["bin", "binti", "bin", "binti", "bt.", "b."])
            segments.append((f"{_person(rng)[0]} {link} {_person(rng)[0]}", SpanType.PERSON))
        elif part in ("P", "p"):
            segments.append((_person(rng)[part == "p"], SpanType.PERSON))
        elif part in _TYPED:
            type_, make = _TYPED[part]
            segments.append((make(rng), type_))
        else:
            segments.append((_PLAIN[part](rng), None))
    return [segment for segment in segments if segment[0]]


# --- styles ---------------------------------------------------------------------------------------------

_SHORT = {
    "yang": "yg", "tidak": "ga", "dengan": "dgn", "untuk": "utk", "sudah": "udh", "saya": "sy", "kalau": "klo",
    "juga": "jg", "sama": "sm", "karena": "krn", "dari": "dr", "tapi": "tp", "bilang": "blg", "orang": "org",
    "belum": "blm", "bapak": "bpk", "tolong": "tlg", "sekarang": "skrg", "kemarin": "kmrn", "uang": "duit",
    "pada": "pd", "banyak": "bnyk", "jangan": "jgn", "bisa": "bs", "nama": "nm", "kepada": "kpd", "terima kasih": "makasih",
}  # fmt: skip
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


class _Restyler:
    """Applies one style to the pieces of one text, with habits that hold throughout it."""

    def __init__(self, rng: random.Random, style: str) -> None:
        self._rng = rng
        self._style = style
        self._small_names = style == "lower" or (style in ("slang", "dialect") and rng.random() < 0.6)
        self._dropping = rng.choice([0.0, 0.1, 0.35]) if style == "slang" else 0.0
        self._misprints = rng.choice([0.02, 0.05, 0.12])
        self._gaps = rng.choice([0.0, 0.01, 0.04])
        self._typos = rng.choice([0.0, 0.02, 0.1])
        self._dialect = rng.choice(_DIALECTS)

    def __call__(self, segment: _Segment) -> _Segment:
        text, type_ = segment
        named = type_ is SpanType.PERSON
        if self._style == "upper":
            return text.upper(), type_
        if self._style == "ocr":
            return self._scan(text, type_), type_
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
    (("a", "o"), ("u", "o")), (("at", "ek"), ("us", "uih"), ("ung", "uang")), (("e", "i"), ("r", "l")), (("h", ""), ("k", "q")),
    (("an", "eun"), ("e", "eu")), (("ar", "a"), ("b", "w")), (("a", "e"),), (("t", "d"), ("p", "b"), ("ai", "e")),
)  # fmt: skip


# --- names ----------------------------------------------------------------------------------------------


def _person(rng: random.Random) -> tuple[str, str]:
    """A full name and the one-word (sometimes two-word) form people use for its bearer."""
    custom = rng.choices(_CUSTOMS, _CUSTOM_WEIGHTS)[0]
    parts = [part.title() if part.islower() else part for part in custom(rng)]
    parts = [part.replace("'S", "'s").replace("'E", "'e").replace("'D", "'d") for part in parts]
    full = " ".join(parts)
    callable_parts = [part for part in parts if len(part) > 3 and part.lower() not in _UNCALLED] or parts
    short = rng.choice(callable_parts[:2])
    if rng.random() < 0.12:
        short = _nickname(rng, short)
    if rng.random() < 0.1 and len(parts) > 1:
        short = " ".join(parts[:2])
    return full, short


_UNCALLED = words("muhammad moh. muh. mohammad andi cut teuku lalu baiq abdul nur siti made wayan")


def _nickname(rng: random.Random, name: str) -> str:
    return (
        name[-min(len(name), rng.randint(3, 4)) :].title()
        if rng.random() < 0.5
        else name[: rng.randint(3, 4)]
    )


def _pick(rng: random.Random, *keys: str) -> str:
    parts = _name_parts()
    return (
        rng.choice([part for key in keys for part in parts[key]])
        if len(keys) < 3
        else rng.choice(parts[rng.choice(keys)])
    )


def _java(rng: random.Random) -> list[str]:
    kind = rng.random()
    made = _pick(rng, "java_stem") + _pick(rng, rng.choice(["java_end_m", "java_end_f"]))
    first = made if kind < 0.5 else _pick(rng, "java_given")
    if rng.random() < 0.4:
        return [first]
    return [first, _pick(rng, "java_second") if rng.random() < 0.7 else _pick(rng, "java_given")]


def _sunda(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "sunda_given")]
    if rng.random() < 0.75:
        parts.append(_pick(rng, rng.choice(["sunda_second", "sunda_second", "java_second"])))
    return [*parts, _pick(rng, "sunda_second")] if rng.random() < 0.12 else parts


def _batak(rng: random.Random) -> list[str]:
    given = [_pick(rng, rng.choice(["batak_given", "western_given", "modern_m", "arab_given"]))]
    if rng.random() < 0.3:
        given.append(_pick(rng, "batak_given"))
    return [*given, _pick(rng, "batak_clan")]


def _minang(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "minang_given")]
    return (
        [*parts, _pick(rng, rng.choice(["minang_second", "minang_given", "arab_second"]))]
        if rng.random() < 0.6
        else parts
    )


def _bugis(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "bugis_given")]
    if rng.random() < 0.25:
        parts.insert(0, rng.choice(["andi", "andi", "a."]))
    if rng.random() < 0.25:
        parts.append(_pick(rng, "bugis_second"))
    elif rng.random() < 0.2:
        parts += ["daeng", _pick(rng, "daeng")]
    return [_pick(rng, "daeng")] if rng.random() < 0.08 else parts


def _aceh(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "aceh_given")]
    if rng.random() < 0.5:
        parts.append(_pick(rng, rng.choice(["aceh_given", "arab_second"])))
    return [rng.choice(["teuku", "cut", "t.", "said"]), *parts] if rng.random() < 0.3 else parts


def _bali(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "bali_order"), _pick(rng, "bali_given")]
    if rng.random() < 0.35:
        parts.insert(1, rng.choice(["agus", "eka", "dwi", "ayu", "putra", "rai", "adi"]))
    if rng.random() < 0.6:
        parts.insert(0, rng.choice(["i", "ni", "i", "ni luh", "i gusti", "ida bagus", "anak agung"]))
    return [word.title() for part in parts for word in part.split()]


def _sasak(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "sasak_given")]
    if rng.random() < 0.4:
        parts.insert(0, rng.choice(["lalu", "baiq"]))
    return [*parts, _pick(rng, "arab_second")] if rng.random() < 0.4 else parts


def _arab(rng: random.Random) -> list[str]:
    kind = rng.random()
    if kind < 0.2:
        first = [rng.choice(["abdul", "abd.", "abdur", "abdoel"]), _pick(rng, "arab_tail")]
    elif kind < 0.3:
        first = [rng.choice(["nur", "nurul", "siti nur"]), _pick(rng, "nur_tail")]
    elif kind < 0.38:
        first = [rng.choice(["nur", "noer"]) + _pick(rng, "nur_tail")]
    elif kind < 0.46:
        first = [_pick(rng, "udin_stem") + rng.choice(["udin", "uddin", "rudin", "ruddin"])]
    else:
        first = [_pick(rng, "arab_given")]
    if rng.random() < 0.22:
        first.insert(
            0,
            rng.choice(
                ["muhammad", "m.", "moh.", "muh.", "mohammad", "moch.", "ahmad", "siti", "achmad", "akh."]
            ),
        )
    if rng.random() < 0.55:
        first.append(_pick(rng, rng.choice(["arab_second", "arab_second", "families", "arab_given"])))
    return [word for part in first for word in part.split()]


def _modern(rng: random.Random) -> list[str]:
    parts = [_pick(rng, rng.choice(["modern_m", "modern_f"]))]
    while rng.random() < 0.55 and len(parts) < 3:
        parts.append(_pick(rng, rng.choice(["families", "modern_f", "arab_second", "java_second"])))
    return parts


def _chinese(rng: random.Random) -> list[str]:
    if rng.random() < 0.55:
        return [_pick(rng, "chinese_family"), _pick(rng, "chinese_given"), _pick(rng, "chinese_given")]
    return [_pick(rng, rng.choice(["western_given", "modern_m"])), _pick(rng, "chinese_second")]


def _eastern(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "western_given")]
    if rng.random() < 0.25:
        parts.append(_pick(rng, "western_given"))
    return [*parts, _pick(rng, "east_clan")] if rng.random() < 0.8 else parts


def _banjar(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "banjar_given")]
    return [*parts, _pick(rng, "arab_second")] if rng.random() < 0.4 else parts


def _word_name(rng: random.Random) -> list[str]:
    parts = [_pick(rng, "words")]
    if rng.random() < 0.55:
        parts.append(_pick(rng, rng.choice(["words", "families", "java_second", "arab_second"])))
    return parts


_SYLLABLE_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "w",
    "y",
    "z",
    "kh",
    "sy",
    "ng",
    "ny",
    "th",
    "dh",
]


def _syllables(rng: random.Random) -> list[str]:
    """A name nobody has listed: open syllables with a common ending."""
    parts = []
    for _ in range(rng.choice([1, 1, 2])):
        body = "".join(rng.choice(_SYLLABLE_ONSETS) + rng.choice("aaeiiou") for _ in range(rng.randint(1, 3)))
        parts.append(
            body
            + rng.choice(["", "n", "h", "wan", "ti", "na", "r", "s", "ni", "din", "yah", "ta", "man", "l"])
        )
    return parts


_CUSTOMS: tuple[Callable[[random.Random], list[str]], ...] = (
    _java, _sunda, _batak, _minang, _bugis, _aceh, _bali, _sasak, _arab, _modern, _chinese, _eastern, _banjar, _word_name, _syllables,
)  # fmt: skip
_CUSTOM_WEIGHTS = (20, 8, 7, 5, 6, 4, 5, 3, 18, 9, 2, 6, 3, 6, 9)


# --- plain slots ----------------------------------------------------------------------------------------

_JOBS = [
    "kepala madrasah",
    "kepala sekolah",
    "bendahara",
    "operator",
    "wali kelas",
    "guru",
    "guru agama",
    "kepala TU",
    "staf TU",
    "penghulu",
    "penyuluh",
    "pengawas",
    "ketua komite",
    "kepala KUA",
    "Kasi Penmad",
    "Kasubbag TU",
    "satpam",
    "petugas loket",
    "guru honorer",
    "waka kurikulum",
    "bendahara BOS",
    "ketua panitia",
    "pimpinan pondok",
    "pengasuh",
    "mudir",
    "penyelenggara syariah",
    "Kepala Seksi",
    "pelaksana",
    "JFU",
    "dosen",
    "ketua yayasan",
    "pembina pramuka",
    "pustakawan",
    "admin",
    "petugas haji",
    "ketua rombongan",
    "modin",
    "kepala desa",
    "sopir",
    "pengurus komite",
]
_BANKS = [
    "BRI",
    "BCA",
    "BNI",
    "Mandiri",
    "BSI",
    "BTN",
    "Danamon",
    "Muamalat",
    "CIMB",
    "Permata",
    "BJB",
    "bri",
    "bca",
    "bni",
    "mandiri",
    "bsi",
]
_PROVINCE_NAMES = [
    "Jawa Barat",
    "Jawa Timur",
    "Aceh",
    "Sumatera Utara",
    "Riau",
    "Lampung",
    "Bali",
    "Nusa Tenggara Barat",
    "Sulawesi Selatan",
    "Maluku",
    "Papua",
    "Banten",
    "Kalimantan Selatan",
    "Jambi",
    "Gorontalo",
]
_HEROES = [
    "Ahmad Yani",
    "Sudirman",
    "Jenderal Sudirman",
    "Diponegoro",
    "Imam Bonjol",
    "Sultan Hasanuddin",
    "Ir. H. Juanda",
    "Gatot Subroto",
    "Kartini",
    "Pattimura",
    "Teuku Umar",
    "Cut Nyak Dien",
    "Sisingamangaraja",
    "Raden Intan",
    "Sunan Kalijaga",
    "Syarif Hidayatullah",
    "Alauddin",
    "Hasyim Asy'ari",
    "KH. Ahmad Dahlan",
    "KH. Wahid Hasyim",
    "Soekarno Hatta",
    "Ar-Raniry",
    "Antasari",
    "Sam Ratulangi",
    "Wahidin",
    "Sultan Agung",
    "Sunan Ampel",
    "Otista",
    "Dewi Sartika",
    "MT Haryono",
    "S. Parman",
    "Yos Sudarso",
    "Hang Tuah",
    "Sunan Gunung Djati",
    "Raden Fatah",
    "Walisongo",
    "Imam Syafi'i",
]
_FOUNDATIONS = [
    "Nurul Huda",
    "Miftahul Ulum",
    "Darul Falah",
    "Al-Ikhlas",
    "Hidayatul Mubtadiin",
    "Al Hikmah",
    "Nurul Iman",
    "Darussalam",
    "Raudlatul Ulum",
    "Mambaul Ulum",
    "Al-Falah",
    "Baitul Makmur",
    "Tarbiyatul Aulad",
    "Bustanul Ulum",
    "Al Khoiriyah",
    "Nurul Islam",
    "At-Taqwa",
    "Al-Muhajirin",
    "Roudlotul Jannah",
    "Sirajul Munir",
    "Anwarul Hidayah",
    "Subulussalam",
    "Miftahul Jannah",
    "Ihya Ulumuddin",
    "Al-Amin",
    "Ar-Rahman",
    "Cahaya Madani",
    "Bina Insani",
    "Insan Kamil",
    "Tunas Harapan",
    "Mutiara Bangsa",
    "Harapan Bunda",
    "Cipta Karya Mandiri",
    "Sinar Jaya",
    "Berkah Abadi",
]
_VERSES = [
    "Al-Baqarah ayat 188",
    "An-Nisa: 58",
    "Al-Maidah ayat 8",
    "Yasin",
    "Yusuf ayat 4",
    "Ibrahim: 7",
    "Maryam",
    "Luqman ayat 13",
    "Ali Imran ayat 161",
    "Muhammad ayat 7",
    "Al-Ma'un",
    "Hud: 85",
]
_PROPHETS = [
    "Ibrahim",
    "Musa",
    "Isa",
    "Yusuf",
    "Nuh",
    "Daud",
    "Sulaiman",
    "Ismail",
    "Ayub",
    "Yunus",
    "Adam",
    "Idris",
    "Zakaria",
]
_IMAMS = ["Ghazali", "Syafi'i", "Malik", "Hanafi", "Hambali", "Nawawi", "Bukhari", "Muslim", "Abu Hanifah"]
_COMPANIONS = ["Abu Bakar", "Umar bin Khattab", "Utsman bin Affan", "Ali bin Abi Thalib", "Bilal bin Rabah"]
_PLACE_HEADS = [
    "karang",
    "suka",
    "cibi",
    "ci",
    "sido",
    "kedung",
    "wono",
    "ngadi",
    "tanjung",
    "lubuk",
    "muara",
    "bandar",
    "sei",
    "batu",
    "tegal",
    "kali",
    "banjar",
    "pema",
    "sumber",
    "rejo",
    "pulo",
    "teluk",
    "rantau",
    "gunung",
    "parung",
    "margo",
]
_PLACE_TAILS = [
    "rejo",
    "maju",
    "mulya",
    "asih",
    "mukti",
    "sari",
    "jaya",
    "harjo",
    "agung",
    "dadi",
    "wangi",
    "luhur",
    "anyar",
    "kidul",
    "lor",
    "tengah",
    "hilir",
    "raya",
    "indah",
    "baru",
    "makmur",
    "manik",
    "bungin",
    "putih",
]
_ONE = [
    "Pak",
    "Bu",
    "Bapak",
    "Ibu",
    "Pak",
    "Bu",
    "Bapak",
    "Ibu",
    "Ustadz",
    "Mas",
    "Mbak",
    "Bang",
    "Kang",
    "Teh",
    "Uda",
    "Uni",
    "Daeng",
    "H.",
    "Hj.",
    "Haji",
    "Om",
    "Mbah",
    "Gus",
    "Kyai",
    "KH.",
    "Sdr.",
    "Sdri.",
    "Saudara",
]
_CHAT_ONE = (
    (
        "pak bu bpk pk ibu bapak mas mbak bang kang ustadz pak pak bu bu pa bp ust mba kak om teh bunda "
        "umi pak haji|bu haji|pak ustad|bu guru|pak guru"
    )
    .replace("|", " ")
    .split(" ")
)
_TITLES_BEFORE = (
    "",
    "",
    "",
    "",
    "H. ",
    "Hj. ",
    "Drs. ",
    "Dra. ",
    "Dr. ",
    "Drs. H. ",
    "Ir. ",
    "KH. ",
    "Dr. H. ",
    "Prof. Dr. ",
    "R. ",
)
_DEGREES_AFTER = (
    "", "", "", ", S.Pd.I", ", S.Ag", ", M.Pd", ", S.Pd", ", M.Pd.I", ", SE", ", S.H.", ", M.Ag.", ", S.Kom", ", Lc.", ", S.Pd.I., M.Pd",
    " S.Pd", " S.Pd.I", ", A.Ma", ", S.Sos.I", ", SH., MH", ", S.HI", ", M.M.", " SPd",
)  # fmt: skip


def _place(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.5:
        name = rng.choice(_PLACE_HEADS) + rng.choice(_PLACE_TAILS)
    elif kind < 0.7:
        name = rng.choice(_PLACE_HEADS) + " " + rng.choice(_PLACE_TAILS)
    else:
        name = rng.choice(_places())
    return name.title() + (
        rng.choice([" Utara", " Selatan", " Timur", " Barat", " Tengah"]) if rng.random() < 0.12 else ""
    )


def _institution(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.7:
        return rng.choice(_FOUNDATIONS)
    if kind < 0.85:
        return (
            rng.choice(["Nurul ", "Al-", "Darul ", "Miftahul ", "Bani ", "Raudhatul "])
            + _pick(rng, "arab_second").title()
        )
    return rng.choice(["KH ", "Syekh ", "Sultan ", "Tuan Guru ", ""]) + " ".join(_arab(rng)).title()


def _school(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.5:
        return f"{rng.choice(['MAN', 'MTsN', 'MIN', 'MTs Negeri', 'SMPN', 'SDN', 'MAN IC'])} {rng.randint(1, 15)} {_place(rng)}"
    return (
        f"{rng.choice(['MTs', 'MI', 'MA', 'RA', 'SMK', 'Pondok Pesantren', 'Ponpes', 'Yayasan', 'Madrasah'])} {_institution(rng)}"
        + (f" {_place(rng)}" if rng.random() < 0.4 else "")
    )


def _office(rng: random.Random) -> str:
    head = rng.choice(
        [
            "KUA Kecamatan",
            "KUA",
            "Kemenag",
            "Kankemenag",
            "Kantor Kementerian Agama Kabupaten",
            "Kantor Kemenag Kota",
            "Kanwil Kemenag",
            "UIN",
            "IAIN",
            "Asrama Haji",
        ]
    )
    return f"{head} {_place(rng)}"


def _money(rng: random.Random) -> str:
    amount = rng.randint(1, 99) * rng.choice([50, 500, 5000, 50000])
    return rng.choice(
        [
            f"Rp {amount}.000",
            f"Rp{amount}.000,-",
            f"{amount}rb",
            f"{rng.randint(1, 90)} juta",
            f"{amount} ribu",
            f"Rp. {amount}.000",
        ]
    )


_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


def _date(rng: random.Random, first: int = 2023, last: int = 2026) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(first, last)
    return rng.choice(
        [
            f"{day} {_MONTHS[month - 1]} {year}",
            f"{day:02}-{month:02}-{year}",
            f"{day:02}/{month:02}/{year}",
            f"{day} {_MONTHS[month - 1].lower()} {year}",
        ]
    )


def _letter(rng: random.Random) -> str:
    return f"B-{rng.randint(10, 9999)}/Kk.{rng.randint(10, 34)}.{rng.randint(1, 30):02}/{rng.randint(1, 5)}/KP.0{rng.randint(0, 9)}/{rng.randint(1, 12):02}/202{rng.randint(3, 6)}"


def _initials(rng: random.Random) -> str:
    return rng.choice(["AY", "HK", "M", "SR", "BS", "RN", "T", "AS"])


_PLAIN: dict[str, Callable[[random.Random], str]] = {
    "h": lambda rng: rng.choice(_CHAT_ONE),
    "H": lambda rng: rng.choice(_ONE),
    "T": lambda rng: rng.choice(_TITLES_BEFORE),
    "D": lambda rng: rng.choice(_DEGREES_AFTER),
    "I": _initials,
    "job": lambda rng: rng.choice(_JOBS),
    "school": _school,
    "office": _office,
    "place": _place,
    "PLACE": lambda rng: _place(rng).upper(),
    "province": lambda rng: rng.choice(_PROVINCE_NAMES),
    "institution": _institution,
    "mosque": lambda rng: rng.choice(["Al-", "Baitul ", "Nurul ", "Jami' ", ""]) + rng.choice(_FOUNDATIONS),
    "hero": lambda rng: rng.choice(_HEROES),
    "verse": lambda rng: rng.choice(_VERSES),
    "prophet": lambda rng: rng.choice(_PROPHETS),
    "imam": lambda rng: rng.choice(_IMAMS),
    "companion": lambda rng: rng.choice(_COMPANIONS),
    "money": _money,
    "date": _date,
    "time": lambda rng: f"{rng.randint(7, 21):02}.{rng.randint(0, 59):02}",
    "num": lambda rng: str(rng.randint(2, 60)),
    "class": lambda rng: rng.choice(["7A", "8B", "9", "X IPA 2", "XI", "5", "6", "VII B", "12 IPS"]),
    "letter": _letter,
    "SURAH": lambda rng: rng.choice(
        ["Baqarah", "Maidah", "Isra", "Hujurat", "Kahfi", "Anfal", "Mulk", "Ma'un", "Hajj", "Fath"]
    ),
    "MONTH": lambda rng: rng.choice(_MONTHS),
    "DAY": lambda rng: rng.choice(["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]),
    "ticket": lambda rng: f"LPR-{rng.randint(2024, 2026)}-{rng.randint(1, 99999):06}",
    "bank": lambda rng: rng.choice(_BANKS),
}


# --- identifiers ----------------------------------------------------------------------------------------


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _grouped(digits: str, sizes: tuple[int, ...], separator: str) -> str:
    pieces, position = [], 0
    for size in sizes:
        pieces.append(digits[position : position + size])
        position += size
    return separator.join(piece for piece in [*pieces, digits[position:]] if piece)


def make_nik(rng: random.Random) -> str:
    """A number with the structure of a NIK, plain, dotted or spaced."""
    day = rng.randint(1, 28) + rng.choice([0, 40])
    digits = f"{rng.choice(sorted(PROVINCES))}{rng.randint(1, 79):02}{rng.randint(1, 30):02}{day:02}{rng.randint(1, 12):02}{rng.randint(0, 99):02}{rng.randint(1, 9999):04}"
    return rng.choice(
        [digits, digits, digits, _grouped(digits, (4, 4, 4), " "), _grouped(digits, (2, 2, 2, 6), ".")]
    )


def make_phone(rng: random.Random) -> str:
    """A mobile number in one of the ways people write it."""
    digits = "08" + rng.choice("12357 89".replace(" ", "")) + _digits(rng, rng.randint(8, 9))
    return rng.choice(
        [digits, digits, "+62" + digits[1:], "62" + digits[1:], _grouped(digits, (4, 4), "-"), _grouped(digits, (4, 4), " "),
         "+62 " + _grouped(digits[1:], (3, 4), "-"), " ".join(digits), _grouped(digits, (4, 4), ".")]
    )  # fmt: skip


def make_nip(rng: random.Random) -> str:
    """An 18-digit NIP, of a civil servant or PPPK, plain or spaced."""
    tail = f"{rng.randint(1990, 2024)}{rng.choice(['01', '03', '12', '21'])}{rng.choice('12')}{rng.randint(1, 999):03}"
    digits = f"{rng.randint(1962, 1999)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{tail}"
    return rng.choice([digits, digits, _grouped(digits, (8, 6, 1), " ")])


def make_npwp(rng: random.Random) -> str:
    """A 15-digit NPWP with its dots."""
    digits = _digits(rng, 15)
    return f"{digits[:2]}.{digits[2:5]}.{digits[5:8]}.{digits[8]}-{digits[9:12]}.{digits[12:]}"


def make_email(rng: random.Random) -> str:
    """A personal address, sometimes disguised."""
    local = re.sub(r"[^a-z]", "", _person(rng)[0].lower())[:12] + rng.choice(["", "88", ".01", "_guru"])
    domain = rng.choice(["gmail.com", "yahoo.com", "yahoo.co.id", "outlook.com"])
    return rng.choice(
        [f"{local}@{domain}"] * 4
        + [f"{local} [at] {domain.replace('.', ' [dot] ')}", f"{local} at {domain.replace('.', ' titik ')}"]
    )


def _plate(rng: random.Random) -> str:
    return f"{rng.choice(['B', 'D', 'AB', 'AD', 'BK', 'DK', 'L', 'N', 'DD', 'KT', 'BA', 'F'])} {rng.randint(1000, 9999)} {''.join(rng.choice('ABCDEFGHJKLNPQRSTUVWXYZ') for _ in range(rng.randint(2, 3)))}"


def _address(rng: random.Random) -> str:
    street = f"{rng.choice(['Jl.', 'Jalan', 'Jln.', 'Gg.'])} {rng.choice(['Melati', 'Mawar', 'Kenanga', 'Veteran', 'Merdeka', 'Rambutan', 'Cempaka'])} No. {rng.randint(1, 120)}"
    block = f"RT {rng.randint(1, 12):02}/RW {rng.randint(1, 12):02}"
    village = f"{rng.choice(['Desa', 'Kel.', 'Kelurahan'])} {_place(rng)}"
    hamlet = f"{rng.choice(['Dusun', 'Dukuh', 'Kampung'])} {_place(rng)}"
    return rng.choice(
        [
            f"{street} {block}",
            f"{street}, {block}, {village}",
            f"{hamlet} {block} {village}",
            f"{block} {village}",
            street,
        ]
    )


_TYPED: dict[str, tuple[SpanType, Callable[[random.Random], str]]] = {
    "nik": (SpanType.NIK, make_nik),
    "phone": (SpanType.PHONE, make_phone),
    "nip": (SpanType.NIP, make_nip),
    "npwp": (SpanType.NPWP, make_npwp),
    "rek": (SpanType.BANK_ACCOUNT, lambda rng: _digits(rng, rng.choice([10, 10, 13, 15]))),
    "porsi": (SpanType.PORSI, lambda rng: rng.choice(["13", "23", "35"]) + f"00{_digits(rng, 6)}"),
    "passport": (SpanType.PASSPORT, lambda rng: rng.choice("ABCEX") + _digits(rng, 7)),
    "plate": (SpanType.PLATE, _plate),
    "email": (SpanType.EMAIL, make_email),
    "addr": (SpanType.ADDRESS, _address),
    "handle": (
        SpanType.HANDLE,
        lambda rng: "@" + re.sub(r"[^a-z]", "", _person(rng)[0].lower())[:12] + _digits(rng, 2),
    ),
    "dob": (SpanType.DOB, lambda rng: _date(rng, 1960, 2012)),
}


# --- data -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _name_parts() -> dict[str, list[str]]:
    return {key: " ".join(lines).split() for key, lines in _sections("name_parts.txt").items()}


@lru_cache(maxsize=1)
def _templates() -> dict[str, list[str]]:
    return _sections("templates.txt")


@lru_cache(maxsize=1)
def _background() -> list[str]:
    packed = (resources.files("anonymizer") / "lexicons" / "sentences.txt.gz").read_bytes()
    return gzip.decompress(packed).decode().splitlines()


@lru_cache(maxsize=1)
def _places() -> list[str]:
    lines = (
        (resources.files("anonymizer") / "lexicons" / "places.txt").read_text(encoding="ascii").splitlines()
    )
    return [line.split(" ")[0] for line in lines]


def _sections(name: str) -> dict[str, list[str]]:
    """Lines of a data file under their "[section]"; lines that begin with "#" are remarks."""
    sections: dict[str, list[str]] = {}
    current = ""
    for line in (resources.files("anonymizer") / "lexicons" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line != "[redacted]":
            current = line[1:-1]
        elif line and not line.startswith("#"):
            sections.setdefault(current, []).append(line)
    return sections
