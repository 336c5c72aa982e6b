"""Put words together that a scanner took apart: "Ke pala", "pensiun an", "Su gen g".

Only a view that is damaged is read this way. Pieces on one line are joined when together they are a word or
a part of a name that is known; what stays in pieces is unknown and therefore likely to be a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from anonymizer.features import Sight
from anonymizer.lexicon import Lexicon, Reading
from anonymizer.tokens import Token

_Read = Callable[[str], Reading]

_MOST_PIECES = 5
_SHORTEST_WORD = 4
# Two of these stand side by side in undamaged text, too; a piece is seldom longer.
_LONGEST_PIECE = 9
_WIDEST_GAP = 2
_LONGEST_HEAD = 5
# "N I K :" is a label, "R i n a" a word.
_FEWEST_SPACED = 4
# Classes of words that mean something by themselves.
_WORDS = frozenset("fcHKJVA")
_OWN_WORDS = frozenset("fcHKJV")
# "KUA Kec", "di asrama": around a word for an institution more words stand by themselves.
_OF_OFFICES = frozenset("fcgHKJVIAT")

# Letters of a hand, and of a scanner, that are read as others: "vntuk", "bernarna", "porsl".
_MISREAD = (("v", "u"), ("rn", "m"))
_MISREAD_BY_SCANNERS = (*_MISREAD, ("l", "i"))
_READ_AGAIN = frozenset("fcgHKJVAM")


def read_again(attributes: Sight, lexicon: Lexicon, *, damaged: bool = False) -> None:
    """Read unlisted words that are listed with other letters of the same look as those: "dvlu" as "dulu"."""
    unlisted = [index for index, code in enumerate(attributes.classes) if code == "U"]
    for index in unlisted:
        word = attributes.words[index]
        if attributes.buckets[index] != "0" or len(word) < _SHORTEST_WORD:
            continue
        if not (damaged or "v" in word or "rn" in word):
            continue
        for meant in _meant(word, _MISREAD_BY_SCANNERS if damaged else _MISREAD):
            found = lexicon.known(meant)
            if found is not None and found.code in _READ_AGAIN and found.bucket in "01":
                attributes.classes[index], attributes.buckets[index] = found.code, found.bucket
                attributes.words[index] = attributes.seen[index] = found.word
                attributes.likeness[index] = ""
                break


def _meant(word: str, misread: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The word with all letters of one kind read otherwise, and with each of them alone."""
    for written, letters in misread:
        if written in word:
            yield word.replace(written, letters)
            pieces = word.split(written)
            for place in range(1, len(pieces)):
                yield written.join(pieces[:place]) + letters + written.join(pieces[place:])


def with_spaced_words(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of an undamaged text with words spelt "B U D I M A N" as one each."""
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        count = _spaced_letters(tokens, index) or 1
        first, last = tokens[index], tokens[index + count - 1]
        text = "".join(token.text for token in tokens[index : index + count])
        result.append(first if count == 1 else Token(text, first.start, last.end))
        index += count
    return result


def rejoined(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Return the tokens with the pieces of known words joined, spans from the first piece to the last."""
    result: list[Token] = []
    # Remembers words for one text only.
    read = cache(partial(lexicon.read, misspelt=False))
    index = 0
    while index < len(tokens):
        count = _spaced_letters(tokens, index) or _pieces_of_word(tokens, index, read)
        first, last = tokens[index], tokens[index + count - 1]
        if count == 1:
            result.append(first)
        else:
            text = "".join(token.text for token in tokens[index : index + count])
            result.append(Token(text, first.start, last.end))
        index += count
    return result


def _spaced_letters(tokens: Sequence[Token], first: int) -> int:
    """How many tokens are one word with a blank after each letter ("M a n 0 b i"), 0 when they are none."""
    if len(tokens[first].text) > 1 or not tokens[first].text.isupper():
        return 0
    stop = first + 1
    while (
        stop < len(tokens)
        and len(tokens[stop].text) == 1
        and tokens[stop].text.isalnum()
        and tokens[stop].start == tokens[stop - 1].end + 1
    ):
        stop += 1
    count = stop - first
    small = sum(token.text.islower() for token in tokens[first:stop])
    written = small * 2 >= count or (count > _FEWEST_SPACED and not small)
    return count if count >= _FEWEST_SPACED and written else 0


def _pieces_of_word(tokens: Sequence[Token], first: int, read: _Read) -> int:
    """How many tokens from `first` on make up one known word, 1 when only the first does."""
    stop = first
    while stop < len(tokens) and stop < first + _MOST_PIECES and _is_piece(tokens, first, stop):
        stop += 1
    for end in range(stop, first + 1, -1):
        word = "".join(token.text for token in tokens[first:end])
        if len(word) >= _SHORTEST_WORD and _is_known(word, read) and not _all_words(tokens[first:end], read):
            return end - first
    return _pieces_of_name(tokens, first, stop, read)


def _pieces_of_name(tokens: Sequence[Token], first: int, stop: int, read: _Read) -> int:
    """How many tokens make up a name that no list has: a capital piece and small ones that are no words."""
    head = tokens[first].text
    if not head.istitle() or not head.isalpha() or len(head) > _LONGEST_HEAD:
        return 1
    if read(head.lower()).code in _WORDS:
        return 1
    end = first + 1
    while end < stop and read(tokens[end].text.lower()).code in "Udes":
        end += 1
    return end - first


def _is_piece(tokens: Sequence[Token], first: int, index: int) -> bool:
    token = tokens[index]
    if not token.text.isalpha() or len(token.text) > _LONGEST_PIECE:
        return False
    if len(token.text) == 1 and index + 1 < len(tokens) and tokens[index + 1].text == "/":
        return False  # "Jan s/d Mei"
    if index == first:
        return True
    small = token.text.islower() or tokens[first].text.isupper()
    return small and token.start - tokens[index - 1].end <= _WIDEST_GAP


def _is_known(word: str, read: _Read) -> bool:
    reading = read(word.lower())
    return reading.code != "U" or reading.bucket != "0"


def _all_words(tokens: Sequence[Token], read: _Read) -> bool:
    """Whether every piece is an everyday word of its own, so that nothing was taken apart."""
    codes = {read(token.text.lower()).code if len(token.text) > 1 else "P" for token in tokens}
    return codes <= (_OF_OFFICES if "I" in codes else _OWN_WORDS)
