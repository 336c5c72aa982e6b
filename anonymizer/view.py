"""A folded copy of a text in which plain patterns see what a reader sees, with the way back to the original.

Full-width, Arabic-Indic and other digits become ASCII digits, letters lose marks and width, exotic spaces
and dashes become plain ones, and characters without width vanish. Letters that stand for digits (O for 0,
l for 1) are repaired only inside runs that are mostly digits. Knows nothing of what the text means.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from anonymizer.wordlists import words

# Letters written or read by a scanner for a digit. Only used inside a word that is mostly digits.
DIGIT_LOOKALIKES = str.maketrans("OoQDlI|!iSsBZzGbgq", "000011111558226699")

_INVISIBLE_ASCII = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# A bar or an exclamation mark at either end is a mark: "|3201...|0812..." is a table.
_MIXED_WORD = re.compile(
    r"[0-9OoQDlISsBZzGgbqi](?<![0-9A-Za-z].)(?:[0-9OoQDlI|"
    r"!SsBZzGgbqi]{0,22}[0-9OoQDlISsBZzGgbqi])(?![0-9A-Za-z])"
)
# The hints begin with the sign that is rarest, so that the engine passes over all others at once.
_MIXED_HINT = re.compile(
    r"[0-9](?:[A-Za-z|!]|(?<=[A-Za-z|!].)|[ .\-][OolI][ .\-]|(?<=[OlI]{2}[ .\-].))", re.DOTALL
)
_MIXED_RUN = re.compile(
    r"[0-9OolISBZGq](?<![0-9A-Za-z].)[0-9OolISBZGq]{0,7}(?:[ .\-]{1,3}[0-9OolISBZGq]{1,8}){2,18}"
    r"(?![0-9A-Za-z])"
)
_RUN_PART = re.compile(r"[0-9A-Za-z]{1,8}")
# "RT Ol/O3": the numbers of a block of houses.
_BLOCK_NUMBER = re.compile(
    r"[Rr](?<![A-Za-z].)[TtWw][ .:/]{0,3}"
    r"(?:[OolIZSBG]{1,2}|[OolI]{3}|[OolI0-9]{1,3}[ ]?/[ ]?[OolI0-9]{1,3})(?![0-9A-Za-z])"
)
_CLEAR_LOOKALIKES = frozenset("0123456789OolI|")
_SCANNED_AMOUNT = re.compile(r"[0-9](?:[.,][0-9Oo]{3}){1,5}(?![0-9A-Za-z])")
# A digit inside or at one end of a word of letters, as scanners write "Apri1", "1ahir", "a1amat", "5udirno".
_SCANNED_LETTERS = re.compile(
    r"(?<![0-9A-Za-z@._])(?:[A-Za-z]{1,20}[0158][A-Za-z]{2,20}|[0158][a-z]{4,20}|"
    r"[A-Za-z]{2,20}[a-z][01]|[A-Z][a-z]{1,20}[0158][a-z]|[A-Z][aeo]1|[Tt]g1|B[RN]1)(?![0-9A-Za-z@_])"
)
_SCANNED_LETTERS_HINT = re.compile(r"[0158](?:(?<=[A-Za-z].)[A-Za-z]{2}|[a-z]{4}|(?<=[A-Za-z]{2}.))")
_COUNTED = re.compile(
    r"[0-9](?:orang|bulan|tahun|minggu|siswa|lembar|buah|ribu|juta|hari|kali|anak|guru|kelas|persen|menit)"
)
# "mtsn1", "kelas1": numbered, not misread.
_NUMBERED = re.compile(
    r"(?:mtsn?|min|man|ma|mi|sdn?|smpn?|sman?|smkn?|tk|kua|kelas|kls|loket|ruang|tahap|sesi|gel|no|nomor|grup)"
    r"[01]\Z",
    re.IGNORECASE,
)
_LETTER_OF_DIGIT = {"0": "oO", "1": "lI", "5": "sS", "8": "bB"}
# A digit or bar among letters, a letter among digits: the first only tells where to look closer.
_DAMAGE_HINT = re.compile(
    r"[0-9|r](?:(?<=r)n|(?<=[0-9])[OolISZ|][0-9OolI]|(?<=[A-Za-z][|10])[a-z]|(?<=[OlI][0-9]))"
)
_DAMAGE = re.compile(
    r"[0-9][OolISZ|][0-9OolIS]|(?<![A-Za-z])[OlI][0-9OlI]{1,2}[0-9.,\-/ ]|[a-z][|10][a-z]|"
    r"(?<![A-Za-z0-9|])[|][a-z]{2}|(?<![A-Za-z])rn[a-z]"
)
# Whether `_DAMAGE` finds anything at all.
_DAMAGED_AT_ALL = re.compile(
    r"[0-9OlI|r](?:(?<=[0-9])[OolISZ|][0-9OolIS]|(?<=[OlI])(?<![A-Za-z].)[0-9OlI]{1,2}[0-9.,\-/ ]"
    r"|(?<=[a-z][|10])[a-z]|(?<=\|)(?<![A-Za-z0-9|].)[a-z]{2}|(?<=r)(?<![A-Za-z].)n[a-z])"
)
_SIGNS_OF_DAMAGE = 3
# Words of forms that nobody misspells like this; one is sign enough.
_DAMAGED_LABELS = tuple(
    words(
        "nornor narna alarnat a1amat ternpat tg1 n1k te1p emai1 pasp0r n0. kernenterian rnadrasah tangga1 "
        "1ahir jurnlah agarna rnohon"
    )
)
# A long text needs one more for every so many characters.
_LETTERS_PER_SIGN = 600
_BAR_FOR_LETTER = re.compile(
    r"(?<=[A-Za-z])(?<![0-9].)\|(?=[A-Za-z])|(?<![^\s(\"])\|(?=[a-z]{2})|(?<=[a-z])\|(?=[\s,.])"
)
_DAMAGED_WORD = re.compile(r"(?<![0-9A-Za-z])[0-9OoQDlISsBZzGbq][0-9OoQDlI|!SsBZzGbq]{1,23}(?![0-9A-Za-z])")
_DAMAGED_DATE = re.compile(
    r"[0-9OolISZB](?<![0-9A-Za-z].)[0-9OolISZB]?[ ]?(?P<mark>[\-/.])[ ]?[0-9OolISZB]{1,2}[ ]?(?P=mark)[ ]?"
    r"[0-9OolISZB]{4}(?![0-9A-Za-z])"
)
_DAMAGED_RUN = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9OolI|]{1,8}|[0-9OolISZBq|]{2,8})"
    r"(?:[ .\-]{1,2}[0-9OolISZBq|]{1,8}){1,8}(?![0-9A-Za-z])"
)
_DAMAGED_BLOCK = re.compile(r"(?<![0-9A-Za-z])[0-9OolI]{1,3}/[0-9OolI]{1,3}(?![0-9A-Za-z/])")
_LONE_ZERO = re.compile(r"[Oo](?<![0-9A-Za-z][Oo])(?=[ .\-]{0,2}8[ .\-]{0,2}[0-9])")
# No area of plates begins with a letter that most often stands for a digit.
_PLATE_SHAPE = re.compile(r"[A-HJ-NPR-Z][A-Z]?[0-9]{1,4}[A-Z]{1,3}\Z|[A-Z]{1,2}[0-9]{6,8}\Z")
_DASHES = "‐‑‒–—―−⁃﹣－"
_DOTS = "·•∙・‧"
_QUOTES = {
    "‘": "'",
    "’": "'",
    "‛": "'",
    "ʼ": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
}
# Cyrillic and Greek letters drawn like Latin ones, used to slip past filters.
_TWINS = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеіјѕорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABESIJKMHOPCTYXaeijsopcyxABEZHIKMNOPTYXo",
        strict=True,
    )
)


class View(NamedTuple):
    """A text as patterns read it: `folded`, the same in lower case, and where each character came from.

    `lowered` has the length of `folded`. `offsets` is None when the folded text lines up with the original
    one to one, else it holds the original position of every folded character and, last, the original length.
    `damaged` says that a scanner confused letters and digits more than once: its words may be in pieces.
    """

    text: str
    folded: str
    lowered: str
    offsets: tuple[int, ...] | None
    damaged: bool = False

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the original positions of folded positions; what folding dropped at the end is included."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end]


def look(text: str) -> View:
    """Return the folded view of a text of any length, in time linear in it."""
    if text.isascii() and _INVISIBLE_ASCII.search(text) is None:
        folded, offsets = text, None
    else:
        folded, offsets = _fold(text)
    damaged = _is_damaged(folded)
    folded = _repair_digits(_repair_damage(folded), sure=True) if damaged else _repair_digits(folded)
    lowered = folded.lower()
    if len(lowered) != len(folded):
        lowered = "".join(c if len(c.lower()) != 1 else c.lower() for c in folded)
    return View(text, folded, lowered, offsets, damaged)


def fold(text: str) -> str:
    """Return only the folded characters of a text, for comparing two spellings."""
    return look(text).folded


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """One original character as zero or more plain ones."""
    plain = _QUOTES.get(character) or _TWINS.get(character)
    if plain:
        return plain
    if character in _DASHES:
        return "-"
    if character in _DOTS:
        return "."
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cc") and character not in "\t\n\r":
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in ("Zs", "Zl", "Zp"):
        return "\n" if category == "Zl" or category == "Zp" else " "
    decomposed = unicodedata.normalize("NFKD", character)
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or character


def _fold(text: str) -> tuple[str, tuple[int, ...] | None]:
    pieces: list[str] = []
    one_to_one = True
    for character in text:
        piece = character if " " <= character <= "~" or character == "\n" else _fold_character(character)
        one_to_one = one_to_one and len(piece) == 1
        pieces.append(piece)
    folded = "".join(pieces)
    if one_to_one:
        return folded, None
    offsets = [position for position, piece in enumerate(pieces) for _ in piece]
    offsets.append(len(text))
    return folded, tuple(offsets)


def _is_damaged(folded: str) -> bool:
    if _DAMAGE_HINT.search(folded) is None:
        return False
    lowered = folded.lower()
    if any(label in lowered for label in _DAMAGED_LABELS):
        return True
    if _DAMAGED_AT_ALL.search(folded) is None:
        return False
    if _has_columns(folded):
        folded = folded.replace("|", " ")
    needed = _SIGNS_OF_DAMAGE + len(folded) // _LETTERS_PER_SIGN
    return sum(1 for _ in zip(range(needed), _DAMAGE.finditer(folded), strict=False)) == needed


def _has_columns(folded: str) -> bool:
    """Whether bars set columns apart: two lines in a row with the same number of bars, two or more."""
    before = 0
    for line in folded.split("\n") if "|" in folded else ():
        bars = line.count("|")
        if bars > 1 and bars == before:
            return True
        before = bars
    return False


def _repair_damage(folded: str) -> str:
    """Undo in a damaged scan what would be too bold elsewhere; the length stays."""
    if not _has_columns(folded):
        folded = _BAR_FOR_LETTER.sub("l", folded)
    for pattern in (_DAMAGED_DATE, _DAMAGED_BLOCK):
        folded = pattern.sub(_repair_if_numeric, folded)
    folded = _DAMAGED_RUN.sub(_repair_parts, folded)
    return _DAMAGED_WORD.sub(_repair_if_numeric, folded)


def _repair_if_numeric(match: re.Match[str]) -> str:
    written = match.group()
    signs = sum(map(str.isalnum, written))
    return written.translate(DIGIT_LOOKALIKES) if 3 * sum(map(str.isdigit, written)) >= signs else written


def _repair_parts(match: re.Match[str]) -> str:
    """A run as digits, but for longer parts of letters only at its ends: "7I4 2233 445 BSl"."""
    if _repair_if_numeric(match) == match.group():
        return match.group()
    return _RUN_PART.sub(
        lambda part: (
            part.group().translate(DIGIT_LOOKALIKES)
            if len(part.group()) < 3 or part.group() != _repair_part(part)
            else part.group()
        ),
        match.group(),
    )


def _repair_digits(folded: str, *, sure: bool = False) -> str:
    """Write digits for look-alike letters in words that are mostly digits; the length stays."""
    if sure or _MIXED_HINT.search(folded) is not None:
        folded = _DAMAGED_DATE.sub(_repair_date, folded)
        folded = _MIXED_WORD.sub(_repair_word, folded)
        folded = _MIXED_RUN.sub(_repair_run, folded)
        folded = _BLOCK_NUMBER.sub(_repair_block, folded)
        if _SCANNED_LETTERS_HINT.search(folded) is not None:
            folded = _SCANNED_LETTERS.sub(_repair_letters, folded)
        folded = _SCANNED_AMOUNT.sub(lambda match: match.group().translate(DIGIT_LOOKALIKES), folded)
    if "8" in folded and ("O" in folded or "o" in folded):
        folded = _LONE_ZERO.sub("0", folded)
    return folded


def _repair_word(match: re.Match[str]) -> str:
    word = match.group()
    digits = sum(map(str.isdigit, word))
    glued = match.start() > 0 and match.string[match.start() - 1] in "-." and len(word) >= 2
    enough = digits >= 2 and digits * 2 >= len(word) and len(word) >= 4
    clear = digits >= 1 and _CLEAR_LOOKALIKES.issuperset(word)
    if digits == len(word) or not (enough or clear or (glued and digits)) or _PLATE_SHAPE.match(word):
        return word
    return word.translate(DIGIT_LOOKALIKES)


def _repair_letters(match: re.Match[str]) -> str:
    word = match.group()
    if _COUNTED.match(word) or _NUMBERED.match(word):
        return word
    large = sum(map(str.isupper, word)) > 1
    return "".join(_LETTER_OF_DIGIT[c][large] if c in _LETTER_OF_DIGIT else c for c in word)


def _repair_run(match: re.Match[str]) -> str:
    run = match.group()
    digits = sum(map(str.isdigit, run))
    signs = sum(map(str.isalnum, run))
    clear = _CLEAR_LOOKALIKES.issuperset(run.replace(" ", "").replace(".", "").replace("-", ""))
    if digits < 6 or (2 * digits < signs if clear else 5 * digits < 3 * signs):
        return run
    return _RUN_PART.sub(_repair_part, run)


def _repair_part(match: re.Match[str]) -> str:
    part = match.group()
    clear = _CLEAR_LOOKALIKES.issuperset(part) or any(map(str.isdigit, part))
    return part.translate(DIGIT_LOOKALIKES) if clear else part


def _repair_date(match: re.Match[str]) -> str:
    date = match.group()
    return date.translate(DIGIT_LOOKALIKES) if sum(map(str.isdigit, date[-4:])) > 1 else date


def _repair_block(match: re.Match[str]) -> str:
    written = match.group()
    return written[:2] + written[2:].translate(DIGIT_LOOKALIKES)
