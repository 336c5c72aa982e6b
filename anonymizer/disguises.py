"""Letters that only look like others, and what the language glues to a name.

Source: written for this package after the shapes of the characters and after Indonesian, Javanese, Sundanese
and Minangkabau usage in chats. Knows nothing of texts, values or policies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from anonymizer.roles import title_words

GLUED_LETTERS = 4  # a shorter name is not looked for inside other words: too many words hold it
LONGEST_AFFIX = 10  # letters of the longest ending or beginning that is looked at

# Capitals whose small letter looks like another one, then small letters.
_CAPITALS = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True))
_SMALL = {
    **dict(zip("авсԁеһніјкӏморԛѕтуѵԝхүпг", "abcdehhijklmopqstyvwxynr", strict=True)),
    **dict(zip("αβεηικμνορτυωχγ", "abenikuvoptuwxy", strict=True)),
    **dict(zip("օոսհյցզ", "onuhjgq", strict=True)),
    **dict(zip("ɑıɩɡłøđħŧƒðþɪʟɴʀʏʙɢʜɫɨʉ", "aiiglodhtfdpilnrybghliu", strict=True)),
    **dict(zip("ᴀᴄᴅᴇᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡᴢ", "acdejkmopstuvwz", strict=True)),
    "æ": "ae", "œ": "oe",
}  # fmt: skip
SIGNS = "@$!|"  # signs read as letters between letters
_AS_LETTERS = {
    "0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "i",
}  # fmt: skip
_TO_LETTERS = str.maketrans(_AS_LETTERS)
_SHAPE = str.maketrans({**_AS_LETTERS, "l": "i"})  # 1 may be i or l, so both have one shape

_DIGIT_INSIDE = re.compile(r"(?<=[^\W\d_])\d+(?=[^\W\d_])")
_ENDING = re.compile(
    r"(?:nya*h?|nye|nyo|ny|x|ku+|mu+|kau|nipun|ipun|ne+|e+|na|s)?"
    r"(?:la+h|kah|tah|pu+n|kan|mah|teh|sih|dong|deh|kok|ya+|ae|wae|to|tho)?"
)
_CLITIC = re.compile(r"(?:nya|ku|mu)(?:lah|kah|pun)?|kah|pun")
_MORE_BEGINNINGS = frozenset(
    ("si", "sang", "di", "ke", "se", "dari", "oleh", "untuk", "sama", "pada", "kepada", "buat", "nama")
)


def plain_letter(char: str) -> str:
    """Return the Latin letter a capital of another script looks like, or the character itself."""
    return _CAPITALS.get(char, char)


def plain_small(char: str) -> str:
    """Return the Latin letters a small letter looks like, or the character itself."""
    return _SMALL.get(char, char)


def shape(folded: str) -> str:
    """Return what a folded word looks like: digits and signs read as letters, i and l the same."""
    return folded.translate(_SHAPE)


def without_digits(folded: str) -> str:
    """Return the folded word with digits between letters read as letters: "wagiman" for "wag1man"."""
    if folded.isalpha():
        return folded
    return _DIGIT_INSIDE.sub(lambda match: match.group().translate(_TO_LETTERS), folded)


def is_ending(rest: str, last: str) -> bool:
    """Say whether `rest` may follow a name in one word: an ending, or the name's last letter drawn out."""
    return bool(rest) and (_ENDING.fullmatch(rest) is not None or not rest.strip(last))


def is_sure_ending(rest: str) -> bool:
    """Say whether an ending is one that hardly any name has by itself."""
    return _CLITIC.fullmatch(rest) is not None


@cache
def beginnings() -> frozenset[str]:
    """Return the folded words that may stand before a name without a blank: titles, kinship, "si"."""
    return _MORE_BEGINNINGS | {word for word in title_words() if 1 < len(word) <= LONGEST_AFFIX}


def is_sure_beginning(word: str) -> bool:
    """Say whether a beginning is one that hardly any name has by itself."""
    return word == "si" or len(word) > 2


def same_but_for_clitic(one: str, other: str) -> bool:
    """Say whether one word is the other with "-nya", "-ku", "-mu", "-kah", "-pun" or a title glued to it."""
    short, long = sorted((one, other), key=len)
    title = long[: len(long) - len(short)] if long.endswith(short) else ""
    if len(short) > GLUED_LETTERS and title in beginnings() and is_sure_beginning(title):
        return True
    return len(short) >= GLUED_LETTERS and long.startswith(short) and is_sure_ending(long[len(short) :])


def bases(word: str) -> Iterator[tuple[int, int]]:
    """Yield where in a folded word a name may stand: without ending, without beginning, without both."""
    begins = [0, *(n for n in range(1, LONGEST_AFFIX + 1) if word[:n] in beginnings())]
    for begin in begins:
        least = max(begin + GLUED_LETTERS, len(word) - LONGEST_AFFIX)
        for end in range(len(word), least - 1, -1):
            whole = end == len(word)
            if (begin or not whole) and (whole or is_ending(word[end:], word[end - 1])):
                yield begin, end
