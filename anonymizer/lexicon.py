"""What kind of word a word is: ordinary, dialect, place, honorific, institution, or known as a name part.

Class letters: f frequent, c common, d dictionary, s slang, e English, g regional or chat, a inflected, y a
misspelt ordinary word, r name of a regency, k of a district, U unknown, and the closed classes of
closed.txt; ordinary.txt adds what the long lists lack. Sources and licences: the reference page on lexicon
sources. Name parts are salted hashes in order of frequency, so the package carries no list of persons.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

from anonymizer.errors import ModelUnreadableError
from anonymizer.likeness import Likeness, parse_likeness
from anonymizer.once import Once
from anonymizer.spelling import Speller, scanned_forms, unscanned
from anonymizer.wordlists import words

# Indonesian, then Javanese, Sundanese, Minang and Betawi endings, and "ny" as chats shorten "nya".
_SUFFIX = re.compile(r"(?:nya|kan|lah|kah|pun|an|in|i|ku|mu|ipun|aken|ake|ne|e|keun|na|nyo|nye|ny)\Z")
_PREFIXES = (
    *("meng", "meny", "peng", "peny", "mem", "men", "pem", "pen", "ter", "ber", "per", "nge"),
    *("di", "ku", "kau", "ke", "se", "be", "me", "pe", "ng", "ny", "n", "m", "d"),
)
_PREFIXES_BY_LETTER = {
    letter: tuple(prefix for prefix in _PREFIXES if prefix[0] == letter)
    for letter in {prefix[0] for prefix in _PREFIXES}
}
_NASAL_ROOTS = {
    "mem": "p",
    "men": "t",
    "meng": "k",
    "meny": "s",
    "pem": "p",
    "pen": "t",
    "peng": "k",
    "peny": "s",
}
_NASAL_ROOTS |= {"ng": "k", "ny": "s", "n": "t", "m": "p"}
_ROOT_CLASSES = frozenset("fcdgVKJAIHM")
# Shorter stems are found in too many names ("mim-in").
_ROOT_LENGTH = 4
# Parts of names of districts and regencies ("Intan Jaya") that people bear far more often.
_BORNE_PLACES = words(
    "amar anggi arga aron awal bambang bayu bram dani darma dewi ella erma eti fajar galang gumelar "
    "guntur halim hasanah ihsan indra intan jayanti johan kamal laras lia lili marisa maya mayang mila "
    "nainggolan nila nita pangaribuan panji pane pasaribu pohan puteri rahmah rambe rian rindi rio silaen "
    "siman sipahutar tami tan teja tio tobing umar wida wina zain"
)
# Misspellings are looked for among these, the closed classes first.
_SPELLED_CLASSES = ("H", "K", "V", "J", "I", "A", "f", "c", "M")
_SCANNED_CODES = frozenset("HTKVJIAM")
_SCANNED_READ = frozenset("IJVHKTAfcSr")
_CLOSED_CODES = frozenset("HKVJI")
# "Whose" in Indonesian, Javanese, Sundanese, Minang and Betawi; "ny" as chats shorten "nya".
_POSSESSIVES = ("nipun", "ipun", "nya", "nyo", "nye", "ne", "na", "ku", "mu", "ny", "e")
_OWN_ENDINGS = ("nya", "ku", "mu")
_POSSESSED_CODES = frozenset("JK")
_SPELT_CODES = frozenset("fcdsgaeyM")
_SALT = "indonamegender-v1"
_HASH_BYTES = 4
# Ranks of name hashes that separate everyday, known and rare name parts.
_RANKS = (1500, 6000)


class Reading(NamedTuple):
    """The class of a word, its bucket as a name part ("3" everyday to "0" not one), and the word meant."""

    code: str
    bucket: str
    word: str


class NameParts:
    """Membership among hashed name parts, by rank of frequency."""

    def __init__(self, packed: bytes) -> None:
        starts = range(0, len(packed), _HASH_BYTES)
        self._ranks = {packed[start : start + _HASH_BYTES]: start // _HASH_BYTES for start in starts}

    def bucket(self, word: str) -> str:
        """Return "3" for an everyday name part, "2" known, "1" rare, "0" for a word not known as a name."""
        digest = hashlib.blake2s((_SALT + word).encode(), digest_size=8).digest()
        rank = self._ranks.get(digest[:_HASH_BYTES])
        if rank is None:
            return "0"
        return "3" if rank < _RANKS[0] else "2" if rank < _RANKS[1] else "1"


class Lexicon:
    """Readings of words; immutable after loading and safe to share between threads."""

    def __init__(
        self, readings: dict[str, Reading], names: NameParts, unrooted: frozenset[str], likeness: Likeness
    ) -> None:
        self._readings = readings
        self.known = readings.get
        self.likeness = likeness.step
        self._names = names
        self._roots = frozenset(
            word
            for word, reading in readings.items()
            if reading.code in _ROOT_CLASSES and word not in unrooted
        )
        by_code: dict[str, list[str]] = {}
        for reading in readings.values():
            by_code.setdefault(reading.code, []).append(reading.word)
        self._speller = Speller([word for code in _SPELLED_CLASSES for word in sorted(by_code.get(code, ()))])

    def read(self, word: str, *, misspelt: bool = True) -> Reading:
        """Return the reading of a lower-case word; `misspelt` lets it be an ordinary word spelt wrong."""
        found = self._readings.get(word)
        if found is not None:
            return found
        plain = word.removesuffix("'s").rstrip("0123456789'") or word
        if plain != word or not word.isalpha():
            scanned = self._scanned(word, plain)
            if scanned is not None:
                return scanned
        bucket = self._bucket(plain)
        found = self._readings.get(plain) or (self._readings.get(unscanned(plain)) if bucket == "0" else None)
        if found is None and bucket == "0" and "l" in plain:
            found = self._scanned_capital(plain)
        if found is not None:
            return found
        possessed = self._possessed(plain) if bucket == "0" or plain.endswith("nya") else None
        if possessed is not None:
            return possessed
        if self._is_inflected(plain):
            return Reading("a", bucket, plain)
        meant = self._speller.intended(plain) if misspelt and bucket == "0" else None
        if meant is None:
            return Reading("U", bucket, plain)
        reading = self._readings.get(meant)
        return reading if reading is not None and reading.code in _CLOSED_CODES else Reading("y", "0", meant)

    def ordinary_words(self) -> Iterator[tuple[str, str]]:
        """Yield the listed words that are no name parts with their classes, but those of closed classes."""
        for word, reading in self._readings.items():
            if reading.code in _SPELT_CODES and reading.bucket in "01" and word.isalpha() and len(word) > 2:
                yield word, reading.code

    def is_name_part(self, word: str) -> bool:
        """Whether a lower-case word is among the hashed name parts."""
        return self._names.bucket(word) != "0"

    def _possessed(self, word: str) -> Reading | None:
        """ "gurunya", "bendaharane": an office or kinship word with an ending that says whose."""
        for ending in _POSSESSIVES:
            if word.endswith(ending) and len(word) >= len(ending) + _ROOT_LENGTH:
                found = self._readings.get(word.removesuffix(ending))
                if found is not None and found.code in _POSSESSED_CODES:
                    return found
        return None

    def _scanned(self, word: str, plain: str) -> Reading | None:
        """ "kemena9": a listed word with digits for letters, unless it is numbered ("mtsn4")."""
        numbered = self._readings.get(plain)
        if numbered is not None and numbered.code in _SCANNED_CODES:
            return None
        readings = [self._readings.get(form) for form in scanned_forms(word)]
        return next((found for found in readings if found is not None and found.code in _SCANNED_READ), None)

    def _scanned_capital(self, word: str) -> Reading | None:
        """ "nlp" for "NIP": a capital I read as a small l, in words of closed classes only."""
        found = self._readings.get(word.replace("l", "i"))
        return found if found is not None and found.code in _SCANNED_CODES else None

    def _bucket(self, word: str) -> str:
        bucket = self._names.bucket(word)
        for spelling in (word.removesuffix("nya"), unscanned(word)):
            if bucket == "0" and spelling != word:
                bucket = self._names.bucket(spelling)
        return bucket

    def _is_inflected(self, word: str) -> bool:
        stems = [word]
        if word.endswith(_OWN_ENDINGS) and self._is_short_root(word):
            return True
        for _ in range(2):
            suffix = _SUFFIX.search(stems[-1])
            if suffix is None or len(stems[-1]) < _ROOT_LENGTH + 1:
                break
            stems.append(stems[-1][: suffix.start()])
        for stem in stems:
            if stem != word and len(stem) > _ROOT_LENGTH - 1 and self._is_root(stem):
                return True
            for prefix in _PREFIXES_BY_LETTER.get(stem[:1], ()):
                if (
                    stem.startswith(prefix)
                    and len(stem) >= len(prefix) + _ROOT_LENGTH
                    and self._is_stem(prefix, stem)
                ):
                    return True
        return False

    def _is_short_root(self, word: str) -> bool:
        """ "isinya", "suratku": what is said of everyday words, however short."""
        stem = next(word.removesuffix(ending) for ending in _OWN_ENDINGS if word.endswith(ending))
        found = self._readings.get(stem) if len(stem) > 2 else None
        return found is not None and found.code in "fcg"

    def _is_stem(self, prefix: str, stem: str) -> bool:
        root = stem[len(prefix) :]
        nasal = _NASAL_ROOTS.get(prefix)
        return self._is_root(root) or (nasal is not None and self._is_root(nasal + root))

    def _is_root(self, word: str) -> bool:
        return word in self._roots


@Once
def lexicon() -> Lexicon:
    """Return the shipped lexicon, read on first use. Raises `ModelUnreadableError` when a file is damaged."""
    folder = resources.files("anonymizer") / "lexicons"
    try:
        names = NameParts((folder / "names.bin").read_bytes())
        likeness = parse_likeness((folder / "likeness.tsv").read_text(encoding="ascii"))
        readings = _places(folder, names)
        for line in (folder / "words.txt").read_text(encoding="ascii").splitlines():
            word, code, bucket, *meant = line.split(" ")
            if code in "fc" or word not in readings:
                readings[word] = Reading(code, bucket, meant[0] if meant else word)
        closed = _by_class(folder, names, "closed.txt")
        ordinary = _by_class(folder, names, "ordinary.txt")
        readings = {word: _as_meant(reading, closed) for word, reading in readings.items()}
        readings = ordinary | readings | closed
    except (OSError, ValueError):
        raise ModelUnreadableError("lexicons") from None
    unrooted = frozenset(word for word, reading in closed.items() if reading.code == "f")
    return Lexicon(readings, names, unrooted | (ordinary.keys() - closed.keys()), likeness)


def _as_meant(reading: Reading, closed: dict[str, Reading]) -> Reading:
    """A slang word reads as the closed-class word it stands for: "ank" as "anak"."""
    meant = closed.get(reading.word) if reading.code == "s" else None
    return (
        reading
        if meant is None or meant.code not in _CLOSED_CODES
        else Reading(meant.code, reading.bucket, meant.word)
    )


def _places(folder: Traversable, names: NameParts) -> dict[str, Reading]:
    lines = (folder / "places.txt").read_text(encoding="ascii").splitlines()
    pairs = (line.split(" ") for line in lines)
    return {
        word: Reading("d" if word in _BORNE_PLACES else code, names.bucket(word), word)
        for word, code in pairs
    }


def _by_class(folder: Traversable, names: NameParts, file: str) -> dict[str, Reading]:
    """The words of a file whose sections are classes: "[g] title", then words."""
    readings: dict[str, Reading] = {}
    code = ""
    for line in (folder / file).read_text(encoding="ascii").splitlines():
        if line.startswith("["):
            code = line[1]
        elif not line.startswith("#"):
            readings.update((word, Reading(code, names.bucket(word), word)) for word in line.split())
    return readings
