"""Which words of a text belong to the name of a school, mosque, office, firm or place, and so to no person.

A name of an institution is a head word ("SMPK", "Masjid", "KUA", "CV") and what follows it up to a boundary:
capitalised words in a text that has both cases, a few words of the right classes in one that has not. The
name of whoever leads it may follow at once ("Kepala KUA Ahmad Fauzi"); there only what cannot be a person's
name is taken. Token positions throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anonymizer.features import Sight, sight
from anonymizer.institution_ends import end_of_name, is_construct, opens_name_of_place
from anonymizer.institution_words import (
    ARABIC,
    BANK_NAMES,
    BORNE_SHORT,
    BRANCHES,
    CAPITALS,
    COMPASS,
    CURRENCIES,
    DIVISIONS,
    DUTIES,
    ENGLISH_IN,
    ENGLISH_KINDS,
    EVERYDAY_HEADS,
    FEASTS,
    FOR_THE_TITLED,
    GEOGRAPHY,
    HEADS,
    HEADS_OF_OFFICE,
    HOLDERS,
    HONOURED,
    LANDSCAPE,
    LETTERS,
    LONGEST,
    LONGEST_FORM,
    LONGEST_PIECE,
    LONGEST_REMEMBERED,
    LOWER_CLASSES,
    MOST_PIECES,
    NAMED,
    NAMING,
    NO_NAME_AFTER,
    NUMBERED,
    PAIRS,
    PIECES_OF_PLACE,
    PLACED,
    REMEMBERED_BY_FIRST,
    SACRED,
    SACRED_LONG,
    SHOPS,
    SHORTEST_FORM,
    SHORTEST_PIECE,
    SUFFIX_HEADS,
    TITLED,
    VIRTUES,
    WRITTEN_LARGE,
)
from anonymizer.lexicon import Lexicon
from anonymizer.scans import read_again
from anonymizer.tokens import Token
from anonymizer.toponyms import (
    is_compound,
    is_place_word,
    opens_place,
)

# What may open the name of an institution: one of these words, or one written like these.
_TELLING = HEADS | SUFFIX_HEADS | SHOPS | HOLDERS | GEOGRAPHY | PAIRS.keys() | {"hari"}
_TELLING_SHAPES = frozenset(WRITTEN_LARGE) | frozenset(case + "X" for case in "lustm")


def see(tokens: Sequence[Token], lexicon: Lexicon, *, damaged: bool = False) -> Sight:
    """Return the attributes of the tokens of one text, words inside names of institutions as class B.

    In a damaged scan the pieces of broken words belong to the name before them.
    """
    attributes = sight(tokens, lexicon)
    read_again(attributes, lexicon, damaged=damaged)
    found = institution_tokens(tokens, attributes, damaged=damaged)
    found.update(_places_again(attributes, found))
    found.update(_parts_of_codes(tokens, attributes))
    for index in found:
        if attributes.classes[index] not in "PNLI":
            attributes.classes[index] = attributes.seen[index] = "B"
    for index in range(1, len(tokens) - 1):
        led = attributes.words[index] in PLACED and attributes.words[index - 1] in HEADS_OF_OFFICE
        if led and attributes.classes[index] == "I" and attributes.classes[index + 1] in "Uderk":
            attributes.classes[index] = "J"  # "Kepala UPT Nirwana": the office ends, its leader's name begins
    return attributes


def institution_tokens(tokens: Sequence[Token], attributes: Sight, *, damaged: bool = False) -> set[int]:
    """Return the positions of the tokens that belong to names of institutions, head words included."""
    found: set[int] = set()
    for index, (word, shape) in enumerate(zip(attributes.words, attributes.shapes, strict=True)):
        if (word not in _TELLING and shape not in _TELLING_SHAPES) or index in found:
            continue
        if shape[-1:] == "X" and word not in HEADS:
            word = _as_written(tokens, attributes, index)
        if word in HEADS and word not in PAIRS and _is_head(tokens, attributes, index):
            end = end_of_name(tokens, attributes, index)
            found.update(range(index, _with_pieces(attributes, index, end) if damaged else end))
        elif (word in SUFFIX_HEADS and shape[-1:] == "T") or word in SHOPS:
            found.update(_before_suffix(tokens, attributes, index))
            found.update(_english_place(attributes, index))
        elif word in PAIRS and _is_pair(attributes, index):
            found.update(range(index, end_of_name(tokens, attributes, index + 1)))
        elif word in HOLDERS:
            found.update(_held_place(attributes, index))
        elif word in GEOGRAPHY and (shape in CAPITALS or (shape == "tT" and _is_led_to(attributes, index))):
            if index == 0 or not _may_be_surname(attributes, index, found):
                found.update(_feature(attributes, index))
        elif shape in WRITTEN_LARGE and _is_short_form(tokens, attributes, index):
            found.update(range(index, end_of_name(tokens, attributes, index)))
        elif word == "hari" and shape[-1:] == "T":
            found.update(_feast(attributes, index))
    found.update(_remembered(attributes))
    return found


def _is_pair(attributes: Sight, index: int) -> bool:
    """ "Rumah Zakat": two words together; a hospital in small letters only before what one is called."""
    following, behind = [*attributes.words[index + 1 : index + 3], "", ""][:2]
    if following not in PAIRS[attributes.words[index]]:
        return False
    large = attributes.shapes[index][-1:] in "TX" and attributes.shapes[index + 1][-1:] in "TX"
    return large or following != "sakit" or _is_told_by(following, behind)


def _as_written(tokens: Sequence[Token], attributes: Sight, index: int) -> str:
    """A short form in capitals that chats use for another word, "LKP" for "lengkap", is read as it stands."""
    written = tokens[index].text.lower()
    if written not in HEADS:
        return attributes.words[index]
    attributes.words[index] = written
    return written


def _is_short_form(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    """ "ORI Perwakilan": an unlisted short form before a capitalised word that is no name part."""
    shape, text = attributes.shapes[index], tokens[index].text
    if shape[-1:] != "X" and (text[1:].islower() or sum(map(str.isupper, text)) < SHORTEST_FORM):
        return False
    if attributes.classes[index] not in "Udsyaegk":
        return False
    if not SHORTEST_FORM <= len(text) <= LONGEST_FORM or attributes.buckets[index] != "0":
        return False
    if attributes.words[index] in BORNE_SHORT or (
        index and (attributes.classes[index - 1] in "HTK" or attributes.words[index - 1] in NAMING)
    ):
        return False
    following = index + 1
    if following >= len(tokens) or attributes.shapes[following] not in ("mT", "sT"):
        return False
    code, bucket = attributes.classes[following], attributes.buckets[following]
    return code not in NO_NAME_AFTER and (bucket in "01" or code in "fcs")


def _held_place(attributes: Sight, holder: int) -> range:
    """ "Camat Batang Lembayung": the place behind who holds an office there."""
    stop = holder + 1
    if stop < len(attributes.words) and opens_place(attributes, stop):
        capital = attributes.shapes[stop][-1:]
        stop += 1 if is_compound(attributes, stop) else 2
        while stop < len(attributes.words) and attributes.words[stop] in COMPASS:
            stop += 1
        if any(attributes.classes[index] in "PLNHTVDJ" for index in range(holder + 1, stop)):
            return range(holder, holder)
        if any(attributes.shapes[index][-1:] != capital for index in range(holder + 1, stop)):
            return range(holder, holder)
    return range(holder + 1, stop)


def _is_led_to(attributes: Sight, index: int) -> bool:
    return index > 0 and attributes.words[index - 1] in ("di", "ke", "dari")


def _feature(attributes: Sight, head: int) -> range:
    """ "Gunung Barus", "Danau Singkara": a mountain or a water and the capitalised word behind it."""
    stop = head + 2
    named = attributes.shapes[head + 1 : stop] == [attributes.shapes[head]]
    if not named or attributes.classes[head + 1] not in "Udkrcsfa":
        return range(head, head)
    if head and attributes.classes[head - 1] in "HTKV" and not _is_led_to(attributes, head):
        return range(head, head)
    while stop < len(attributes.words) and attributes.words[stop] in COMPASS:
        stop += 1
    return range(head, stop)


def _english_place(attributes: Sight, head: int) -> range:
    """ "counter at Sukaraya": capitalised words behind the preposition."""
    stop = head + 2
    behind = attributes.words[head + 1 : stop]
    if behind and attributes.shapes[head + 1] in CAPITALS and is_place_word(attributes, head + 1):
        return range(head + 1, stop)  # "Islamic Boarding School Kalimundu"
    if behind and behind[0] in ENGLISH_IN:
        placed = behind[0] in ("in", "at") or (behind[0] == "of" and _is_english_office(attributes, head))
        while stop < len(attributes.words) and attributes.shapes[stop][-1:] == "T":
            if not placed and not is_place_word(attributes, stop):
                break
            if attributes.classes[stop] in "PLNHTVD":
                break
            stop += 1
    return range(head + 2, stop)


def _is_english_office(attributes: Sight, head: int) -> bool:
    """ "Religious Affairs Office": what kind of office it is, in English, right before."""
    return head > 0 and attributes.words[head - 1] in ENGLISH_KINDS


def _places_again(attributes: Sight, found: set[int]) -> Iterator[int]:
    """Further mentions of unlisted words from names of offices, and words made like names of villages."""
    known = {
        attributes.words[index]
        for index in found
        if attributes.classes[index] in "Uk"
        and attributes.buckets[index] == "0"
        and is_place_word(attributes, index)
    }
    for index, (word, code) in enumerate(zip(attributes.words, attributes.classes, strict=True)):
        if code not in "Ukad" or index in found or not (word in known or is_compound(attributes, index)):
            continue
        if index == 0 or not _may_be_surname(attributes, index, found):
            yield index


def _may_be_surname(attributes: Sight, index: int, found: set[int]) -> bool:
    """Whether what stands before says that this is a person's name, or the rest of one."""
    before, code = index - 1, attributes.classes[index - 1]
    if code in "HT" or attributes.words[before] in NAMING:
        return True
    named = code in "Udkcesa" and attributes.buckets[before] != "0" and before not in found
    return named and attributes.shapes[before] == attributes.shapes[index]


def _parts_of_codes(tokens: Sequence[Token], attributes: Sight) -> Iterator[int]:
    """The letters in "119-WGR-07" and "SK/PBG/2024": written in capitals and joined to digits."""
    codes = attributes.classes
    for index in range(1, len(tokens) - 1):
        if codes[index + 1] == "N" and attributes.words[index] in CURRENCIES:
            yield index
        if codes[index] != "P" or "N" not in (codes[index - 1], codes[index + 1]):
            continue
        mark = tokens[index]
        touching = mark.start == tokens[index - 1].end and mark.end == tokens[index + 1].start
        letters = index + 1 if codes[index - 1] == "N" else index - 1
        short = attributes.buckets[letters] == "0" or len(attributes.words[letters]) <= SHORTEST_FORM
        large = attributes.shapes[letters][-1:] in "XI" and short
        if touching and large and mark.text in "-/":
            yield letters


def _feast(attributes: Sight, head: int) -> range:
    """ "Hari Amal Bakti": the capitalised words of a feast day."""
    stop = head + 1
    if attributes.classes[stop : stop + 1] == ["M"]:  # "Hari Kamis"
        return range(head, stop + 1)
    if attributes.words[stop : stop + 1] and attributes.words[stop] in FEASTS:
        while stop < len(attributes.words) and stop < head + LONGEST and attributes.shapes[stop][-1:] == "T":
            stop += 1
    return range(head, stop) if stop > head + 1 else range(head, head)


def _remembered(attributes: Sight) -> Iterator[int]:
    """The words of names from scripture and history, unless somebody alive is addressed by them."""
    for index, word in enumerate(attributes.words):
        phrases = REMEMBERED_BY_FIRST.get(word)
        if phrases is None and "'" in word:
            phrases = REMEMBERED_BY_FIRST.get(word.replace("'", ""))
        if phrases is None:
            continue
        if index and attributes.classes[index - 1] in "HV" and attributes.words[index - 1] not in HONOURED:
            continue
        following = _plain_words(attributes, index)
        for phrase in phrases:
            if tuple(plain for _, plain in following[: len(phrase)]) == phrase:
                yield from range(index, following[len(phrase) - 1][0] + 1)


def _plain_words(attributes: Sight, first: int) -> list[tuple[int, str]]:
    """The next words with their positions, marks left out, as many as the longest remembered name has."""
    found: list[tuple[int, str]] = []
    for index in range(first, min(first + 2 * LONGEST_REMEMBERED, len(attributes.words))):
        if attributes.classes[index] not in "PNL":
            found.append((index, attributes.words[index].replace("'", "").replace(".", "")))
    return found


def _with_pieces(attributes: Sight, head: int, end: int) -> int:
    """The position behind the pieces that a scanner left of the rest of an office's name."""
    limit = min(len(attributes.words), head + MOST_PIECES)
    if end + 1 < limit and attributes.words[end] == "." and attributes.words[end - 1] in DIVISIONS:
        end += _is_piece(attributes, end + 1)  # "Kab . Si dodadi"
    while end < limit and _is_piece(attributes, end):
        end += 1
    for index in range(end, min(limit, end + PIECES_OF_PLACE)):
        if attributes.classes[index] in "PLNHT":
            break
        if attributes.words[index] in COMPASS and attributes.shapes[index][-1:] == "T":
            return index + 1
    return end


def _is_piece(attributes: Sight, index: int) -> bool:
    code, word = attributes.classes[index], attributes.words[index]
    if code == "V" and len(word) <= SHORTEST_PIECE:  # "Si dodadi"
        return attributes.classes[index + 1 : index + 2] == ["U"] and attributes.buckets[index + 1] == "0"
    return code in "Udesrka" and len(word) <= LONGEST_PIECE


def _is_head(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    word, shape = attributes.words[index], attributes.shapes[index]
    lower_office = (
        shape[-1:] == "x" and shape[:1] in "ms" and index > 0 and attributes.classes[index - 1] == "J"
    )
    if attributes.classes[index] == "J" or lower_office:
        return False
    if word not in EVERYDAY_HEADS:
        return True
    if word == "taruna":
        return index > 0 and attributes.words[index - 1] == "karang"
    if word == "pa":  # a court among capitals, "Pak" otherwise
        return shape[:1] in "mst" and shape[-1:] == "X" and opens_name_of_place(attributes, index + 1)
    small = shape[-1:] == "x" and shape[:1] != "m" and word not in LETTERS
    if small and index + 1 < len(attributes.words) and _is_told_by(word, attributes.words[index + 1]):
        return True
    if word == "kantor" and shape in ("mx", "sx") and attributes.words[index + 1 : index + 2] != []:
        behind = attributes.shapes[index + 2 : index + 3] == [shape[0] + "T"]
        if behind and attributes.words[index + 1] in DUTIES and attributes.shapes[index + 1] == shape:
            return True
    if word in LOWER_CLASSES and shape in ("mx", "sx", "lx"):
        large = shape[0] + ("x" if shape[0] == "l" else "T")
        named = attributes.shapes[index + 1 : index + 2] == [large]
        return named and opens_name_of_place(attributes, index + 1)
    if word in BANK_NAMES:
        return attributes.words[index + 1 : index + 2] != [] and attributes.words[index + 1] in BRANCHES
    if shape[-1:] in "xi" and attributes.words[index + 1 : index + 2] and shape[:1] != "m":
        numbered = word in NUMBERED and attributes.classes[index + 1] == "N"
        arabic = word != "mas" and is_construct(attributes, index + 1)
        return numbered or (word in NAMED and (arabic or attributes.words[index + 1] in ARABIC))
    if shape[-1:] in "xi" or (word in LETTERS and shape[-1:] != "X"):
        return False
    if shape[:1] in "ut":
        following = attributes.classes[index + 1 : index + 2]
        placed = word in ("man", "mi", "ra") and following == ["U"] and is_place_word(attributes, index + 1)
        return word not in LETTERS or following == ["N"] or placed or _leads(attributes, index + 1)
    return index == 0 or tokens[index - 1].text != "," or _leads(attributes, index + 1)


def _is_told_by(word: str, following: str) -> bool:
    """Whether an everyday head in small letters is one by what follows: "gedung h. ...", "sd katolik"."""
    if len(following) < SHORTEST_FORM:
        return word in FOR_THE_TITLED and following in TITLED
    if word in PLACED and following in LANDSCAPE:
        return True
    named = word in FOR_THE_TITLED and following in TITLED
    return named or following in (DUTIES if word in PLACED else VIRTUES) or following in SACRED_LONG


def _leads(attributes: Sight, index: int) -> bool:
    return index < len(attributes.words) and attributes.words[index] in SACRED


def _before_suffix(tokens: Sequence[Token], attributes: Sight, head: int) -> range:
    """Capitalised words before "School", "Foundation"."""
    first = head
    while (
        first > 0
        and attributes.words[first - 1] in ENGLISH_KINDS
        and attributes.shapes[first - 1][-1:] == "x"
    ):
        first -= 1
    while first > 0 and head - first < LONGEST:
        capital = attributes.shapes[first - 1][-1:] in "TX" and attributes.classes[first - 1] not in "HTLPV"
        joined = tokens[first - 1].text == "-" and tokens[first - 1].end == tokens[first].start
        if not (capital or joined) or attributes.words[first - 1] in ("the", "at", "my", "our", "head"):
            break
        first -= 1
    if first > 0 and attributes.classes[first - 1] in "HTV" and attributes.shapes[head][-1:] == "x":
        return range(head, head)
    return range(first, head + 1)
