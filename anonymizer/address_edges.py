"""Where a home address begins and ends when the places around it have no word for what they are.

"Gubuk Lauk RT 03" begins before its first part, "RT 1/3 Srumbung" ends behind its last. Positions are
those of the folded view.
"""

from __future__ import annotations

from typing import NamedTuple

from anonymizer.address_words import (
    CALLED_VILLAGE,
    DIRECTIONS,
    KEYWORDS,
    LEADING,
    NAMELESS,
    NUMBER,
    POLITE,
    REGENCY,
    STOP,
    STREET,
)
from anonymizer.homes import ALLEY, HOME_CUES, NUMBERED_END, Chain
from anonymizer.lexicon import lexicon
from anonymizer.view import View

_SMALL_WORDS = 3
_SHORTEST_PLACE = 4


class Token(NamedTuple):
    text: str
    start: int
    end: int


def with_place_before(view: View, tokens: list[Token], first: int, chain: Chain) -> int:
    """Where the address begins when a bare place name stands before its first part: "Gubuk Lauk RT 03".

    Capitalised words count by themselves in a mixed text; a word for living there must lead small ones.
    """
    if tokens[first].text not in NAMELESS:
        return _with_number_before(tokens, first) if tokens[first].text in STREET else chain.start
    around = view.folded[max(0, chain.start - 200) : chain.end]
    mixed = any(map(str.isupper, around)) and not around.isupper()
    sure = start = chain.start
    words = 0
    for index in range(first - 1, max(-1, first - 8), -1):
        token = tokens[index]
        text = token.text
        if text == "," and words:
            continue
        leads = text in LEADING or text in HOME_CUES or text in ":|."
        if leads or token.end + 2 < start or text in STOP or not text[0].isalnum() or words == 4:
            return start if leads else sure
        plain = view.folded[token.start].islower() and text not in NUMBER and text not in DIRECTIONS
        mixed = mixed and not plain
        start, words = token.start, words + 1
        sure = start if mixed else sure
    return sure


def _with_number_before(tokens: list[Token], first: int) -> int:
    """Where a street begins whose house number is written before it: ", 14 Jalan Kenanga"."""
    number = tokens[max(0, first - 1)].text
    set_apart = first > 1 and tokens[first - 2].text in (",", "\n", ":", "(")
    if set_apart and number.isdigit() and len(number) < 4 and number[0] != "0":
        return tokens[first - 1].start
    return tokens[first].start


def with_place_after(view: View, tokens: list[Token], after: int, chain: Chain) -> int:
    """Where the address ends when a place without a keyword closes the line: "RT 1/3 Srumbung"."""
    if after < len(tokens) and tokens[after].start <= chain.end + 2 and _is_small(view, tokens, after, chain):
        directed = tokens[after + 1 : after + 2] and tokens[after + 1].text in DIRECTIONS
        return tokens[after + bool(directed)].end
    end = _small_places(view, tokens, after, chain)
    if end > chain.end:
        return end
    if not _may_go_on(view, chain):
        return end
    for group in (1, 2):
        after += after < len(tokens) and tokens[after].text == ","
        count = _bare_places(view, tokens, after, end)
        if not count or (group == 2 and tokens[after + count - 1].text not in DIRECTIONS):
            break
        after += count
        end = tokens[after - 1].end
    return end


def _may_go_on(view: View, chain: Chain) -> bool:
    """Whether a village may follow without a keyword: behind a house, an alley or a block of houses."""
    if "district" in chain.kinds:
        return False
    if not chain.kinds.isdisjoint({"block", "number"}) or ALLEY.search(view.lowered, chain.start, chain.end):
        return True
    numbered = NUMBERED_END.search(view.lowered, chain.start, chain.end) is not None
    return numbered or "hamlet" in chain.kinds or view.lowered[chain.end - 1].isdigit()


def _bare_places(view: View, tokens: list[Token], first: int, end: int) -> int:
    """How many capitalised words in a row name a place and close the line, or are called a village."""
    if first >= len(tokens) or tokens[first].start > end + 2:
        return 0
    for count in (1, 2, 3):
        following = tokens[first + count].text if first + count < len(tokens) else "\n"
        if not _is_bare_place(view, tokens[min(first + count, len(tokens)) - 1], inner=count > 1):
            return 0
        if following in CALLED_VILLAGE:
            return count + 1
        if following in "\n.;,)":
            return count if count < 3 or tokens[first + 2].text in DIRECTIONS else 0
    return 0


def _is_small(view: View, tokens: list[Token], after: int, chain: Chain) -> bool:
    """Whether a small word behind RT and RW closes the line in a text without capitals: "rt 3/8 cilendek"."""
    text = tokens[after].text
    if tokens[after + 1 : after + 2] and tokens[after + 1].text in DIRECTIONS:
        after += 1
    closes = after + 1 >= len(tokens) or tokens[after + 1].text in "\n.,"
    known = text in STOP or text in REGENCY or text in KEYWORDS or text in POLITE
    small = view.folded[chain.start].islower() and view.folded[tokens[after].start].islower()
    behind_comma = "number" in chain.kinds and tokens[after - 1].text == ","
    fine = ("block" in chain.kinds or behind_comma) and text not in HOME_CUES
    return fine and closes and small and text.isalpha() and len(text) > 4 and not known


def _small_places(view: View, tokens: list[Token], after: int, chain: Chain) -> int:
    """Where villages without a keyword behind a small-letter address end: "no 18b, wonocolo surabaya".

    Their words are in no list of words or names; what is known as a sub-district needs a comma before it.
    """
    end = chain.end
    if "district" in chain.kinds or not view.folded[chain.start : chain.end].islower():
        return end
    if (
        chain.kinds.isdisjoint({"block", "number"})
        and NUMBERED_END.search(view.lowered, chain.start, chain.end) is None
    ):
        return end
    for _ in range(2):
        behind_comma = after < len(tokens) and tokens[after - 1].text == ","
        count = _small_words(tokens, after, end)
        if not count:
            break
        after += count
        end = tokens[after - 1].end
        if not (after < len(tokens) and tokens[after].text == ",") or not behind_comma:
            break
        after += 1
    return end


def _small_words(tokens: list[Token], first: int, end: int) -> int:
    """How many words in a row, at most three, are spelt like no other words: "jatibening lama pondokgede"."""
    if first >= len(tokens) or tokens[first].start > end + 2:
        return 0
    count = 0
    while count < _SMALL_WORDS and first + count < len(tokens):
        text = tokens[first + count].text
        if count and text in DIRECTIONS:
            count += 1
            continue
        read = lexicon().read(text) if text.isalpha() and len(text) > _SHORTEST_PLACE else None
        codes = "U" if not count and tokens[first - 1].text != "," else "Uk"
        if text in STOP or text in REGENCY or read is None or read.code not in codes or read.bucket != "0":
            break
        count += 1
    return count


def _is_bare_place(view: View, token: Token, *, inner: bool) -> bool:
    long = len(token.text) > 3 or token.text in DIRECTIONS
    named = view.folded[token.start : token.end].istitle() and long
    return named and (inner or token.text not in STOP) and token.text not in REGENCY
