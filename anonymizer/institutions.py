"""Which words of a text belong to the name of a school, mosque, office, firm or place, and so to no person.

A name of an institution is a head word ("SMPK", "Masjid", "KUA", "CV") and what follows it up to a boundary:
capitalised words in a text that has both cases, a few words of the right classes in one that has not. The
name of whoever leads it may follow at once ("Kepala KUA Ahmad Fauzi"); there only what cannot be a person's
name is taken. Token positions throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anonymizer.features import Sight, sight
from anonymizer.institution_words import (
    ARABIC,
    BANK_NAMES,
    BANKS,
    BEFORE_KIN,
    BEFORE_PLACES,
    BORNE_SHORT,
    BRANCHES,
    BRANDS,
    BUILT,
    BUILT_OR_PRAYED,
    CAPITALS,
    CLASSES_OF_OFFICES,
    COMPASS,
    CONSTRUCTS,
    CURRENCIES,
    DIVISIONS,
    DUTIES,
    ENGLISH_IN,
    ENGLISH_KINDS,
    EVERYDAY_HEADS,
    FEASTS,
    FIRMS,
    FOR_PEOPLE,
    FOR_THE_TITLED,
    FREE,
    GEOGRAPHY,
    HEADS,
    HEADS_OF_OFFICE,
    HOLDERS,
    HONOURED,
    LANDSCAPE,
    LEADERS_OR_CALLED,
    LETTERS,
    LONGEST,
    LONGEST_FORM,
    LONGEST_PIECE,
    LONGEST_REMEMBERED,
    LONGEST_UNSEEN,
    LOWER_CLASSES,
    MEMBERS,
    MOST_PIECES,
    NAMED,
    NAMING,
    NO_NAME_AFTER,
    NUMBERED,
    PAIRS,
    PIECES_OF_PLACE,
    PLACE_WORDS,
    PLACED,
    REMEMBERED_BY_FIRST,
    REVERED,
    REVERED_ALONE,
    ROMAN,
    SACRED,
    SACRED_LONG,
    SCHOOLS,
    SEEN_PLACE_WORDS,
    SHOPS,
    SHORTENED,
    SHORTEST_FORM,
    SHORTEST_PIECE,
    STOPS,
    SUFFIX_HEADS,
    TITLED,
    TRADES,
    VILLAGES,
    VIRTUES,
    VOWELS,
    WHOLE_ADDRESS,
    WRITTEN_LARGE,
)
from anonymizer.lexicon import Lexicon
from anonymizer.scans import read_again
from anonymizer.tokens import Token
from anonymizer.toponyms import NAMELIKE, is_compound, is_place_word, opens_place

# What may open the name of an institution: one of these words, or one written like these.
_TELLING = HEADS | SUFFIX_HEADS | SHOPS | HOLDERS | GEOGRAPHY | PAIRS.keys() | {"hari"}
_TELLING_SHAPES = frozenset(WRITTEN_LARGE) | frozenset(case + "X" for case in "lustm")
# Words looked back over from a title for the building it belongs to.
_TITLE_REACH = 3


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
            end = _end(tokens, attributes, index)
            found.update(range(index, _with_pieces(attributes, index, end) if damaged else end))
        elif (word in SUFFIX_HEADS and shape[-1:] == "T") or word in SHOPS:
            found.update(_before_suffix(tokens, attributes, index))
            found.update(_english_place(attributes, index))
        elif word in PAIRS and _is_pair(attributes, index):
            found.update(range(index, _end(tokens, attributes, index + 1)))
        elif word in HOLDERS:
            found.update(_held_place(attributes, index))
        elif word in GEOGRAPHY and shape in CAPITALS:
            if index == 0 or not _may_be_surname(attributes, index, found):
                found.update(_feature(attributes, index))
        elif shape in WRITTEN_LARGE and _is_short_form(tokens, attributes, index):
            found.update(range(index, _end(tokens, attributes, index)))
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


def _feature(attributes: Sight, head: int) -> range:
    """ "Gunung Barus", "Danau Singkara": a mountain or a water and the capitalised word behind it."""
    stop = head + 2
    named = attributes.shapes[head + 1 : stop] == [attributes.shapes[head]]
    if not named or attributes.classes[head + 1] not in "Udkrcsfa":
        return range(head, head)
    if head and (
        attributes.classes[head - 1] in "HTKV" and attributes.words[head - 1] not in ("di", "ke", "dari")
    ):
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
        return shape[:1] in "mst" and shape[-1:] == "X" and _opens_name_of_place(attributes, index + 1)
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
        return named and _opens_name_of_place(attributes, index + 1)
    if word in BANK_NAMES:
        return attributes.words[index + 1 : index + 2] != [] and attributes.words[index + 1] in BRANCHES
    if shape[-1:] in "xi" and attributes.words[index + 1 : index + 2] and shape[:1] != "m":
        numbered = word in NUMBERED and attributes.classes[index + 1] == "N"
        arabic = word != "mas" and _is_construct(attributes, index + 1)
        return numbered or (word in NAMED and (arabic or attributes.words[index + 1] in ARABIC))
    if shape[-1:] in "xi" or (word in LETTERS and shape[-1:] != "X"):
        return False
    if shape[:1] in "ut":
        following = attributes.classes[index + 1 : index + 2]
        placed = word in ("man", "mi", "ra") and following == ["U"] and is_place_word(attributes, index + 1)
        return word not in LETTERS or following == ["N"] or placed or _leads(attributes, index + 1)
    return index == 0 or tokens[index - 1].text != "," or _leads(attributes, index + 1)


def _opens_name_of_place(attributes: Sight, index: int) -> bool:
    if index >= len(attributes.words) or attributes.classes[index] in "PLN":
        return False
    return is_place_word(attributes, index) or opens_place(attributes, index)


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


def _end(tokens: Sequence[Token], attributes: Sight, head: int) -> int:
    """The position after the name that begins with a head word."""
    seen = _is_seen(attributes, head)
    lower = seen and attributes.shapes[head][-1:] == "x" and attributes.words[head] in LOWER_CLASSES
    stop, count = head + 1, 0
    limit = _limit(attributes, head, seen=seen)
    index = stop
    while index < len(tokens) and count < LONGEST:
        if _joins(tokens, attributes, index):
            index += 1
            continue
        word = attributes.words[index]
        small = attributes.shapes[index][-1:] in "xi" and attributes.classes[index] != "N"
        if not _continues(attributes, index, head, seen=seen):
            break
        if lower and index > head + 1 and not _is_place_behind(attributes, index):
            break
        place = not (seen and small) and is_place_word(attributes, index)
        free = (
            attributes.classes[index] in "Nrk" or word in FREE or place or word in LANDSCAPE or word in ROMAN
        )
        free = free or _is_virtue(attributes, index, head) or _is_class_of_office(attributes, index)
        count += not free
        if count > limit or (small and not free and not _is_small_name(attributes, index, head)):
            break
        index += 1
        stop = index
    if not seen and attributes.words[head] in FIRMS:
        stop = max(stop, _end_of_firm(attributes, head))
    if _may_name_leader(tokens, attributes, head, stop):
        return _without_leader(attributes, head, stop)
    return stop


def _end_of_firm(attributes: Sight, head: int) -> int:
    """Where no small letters show it: behind what names of firms end with, "PT NUR BAHARI WISATA"."""
    stop = head
    for index in range(head + 1, min(head + LONGEST, len(attributes.words))):
        if attributes.classes[index] in "PLNHTVJ" or attributes.shapes[index][-1:] != "X":
            break
        if attributes.words[index] in TRADES:
            stop = index + 1
    return stop


def _is_place_behind(attributes: Sight, index: int) -> bool:
    """Behind a class word in small letters: the place, at once after what the office is for."""
    duty = attributes.words[index - 1] in DUTIES and attributes.shapes[index][-1:] == "T"
    return attributes.words[index] in DUTIES or duty or _opens_name_of_place(attributes, index)


def _is_seen(attributes: Sight, head: int) -> bool:
    """Whether capitals show where the name ends: the text has both cases, or small letters close the run."""
    shapes = attributes.shapes
    if shapes[head][:1] in ("m", "s"):
        return True
    if shapes[head][:1] != "t" or shapes[head][-1:] not in "TX":
        return False
    stop = head + 1
    while stop < len(shapes) and stop <= head + LONGEST and shapes[stop][-1:] in "TXI-":
        if attributes.classes[stop] == "L" or attributes.words[stop] in ",;:()":
            break
        stop += 1
    return stop <= head + LONGEST and (stop == len(shapes) or shapes[stop][-1:] in "x-")


def _titles(attributes: Sight, index: int, head: int) -> frozenset[str]:
    """The titles behind which a name in small letters is that of the institution."""
    near = attributes.words[max(head, index - _TITLE_REACH) : index]
    return REVERED_ALONE if FOR_THE_TITLED.isdisjoint([attributes.words[head], *near]) else TITLED


def _is_behind_title(attributes: Sight, index: int, head: int) -> bool:
    """Whether a title that is the institution's stands at most two words before."""
    near = attributes.words[max(head + 1, index - _TITLE_REACH) : index]
    return not _titles(attributes, index, head).isdisjoint(near)


def _is_small_name(attributes: Sight, index: int, head: int) -> bool:
    """In small letters: an unlisted word right behind the head of a placed office, or behind sacred words."""
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if _is_construct(attributes, index - 1):
        return code in "Udkcaes"
    if _is_construct(attributes, index) and attributes.words[head] in NAMED:
        return True
    if attributes.words[index - 1] in BEFORE_KIN and code in "KH":
        return True
    if _is_behind_title(attributes, index, head):
        return code in "UdkcsJ"
    before = (
        attributes.words[index - 1] if attributes.words[index - 1] != "." else attributes.words[index - 2]
    )
    if attributes.words[head] in NAMED and attributes.words[index] in _titles(attributes, index, head):
        return True
    if before in BEFORE_PLACES and index > head + 1 and code in "Udeskra":
        return True
    if attributes.words[index] in LANDSCAPE:
        return before in HEADS or before in SACRED
    if code not in "USd" or (code in "Ud" and bucket != "0"):
        return code == "S" or (attributes.words[head] in FIRMS and index == head + 1)
    placed = attributes.words[head] in PLACED and (index == head + 1 or attributes.words[index - 1] in HEADS)
    if attributes.shapes[index][:1] in ("m", "s") and attributes.shapes[index - 1][-1:] in "TX":
        return False
    firm = attributes.words[head] in FIRMS and index == head + 1
    firm = firm or (index == head + 1 and is_place_word(attributes, index))
    return (
        placed
        or firm
        or any(
            word in SACRED or word in REVERED or word in VIRTUES
            for word in attributes.words[head + 1 : index]
        )
    )


def _limit(attributes: Sight, head: int, *, seen: bool) -> int:
    """How many words that could be parts of a person's name belong to the institution's."""
    word = attributes.words[head]
    if word in BANKS:
        return PLACE_WORDS
    if word in PLACED:
        if seen:
            return SEEN_PLACE_WORDS
        return PLACE_WORDS if attributes.classes[head + 1 : head + 2] == ["N"] else 1
    return LONGEST if seen else LONGEST_UNSEEN


def _joins(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    """A mark inside a name: the full stop of an abbreviation, a hyphen, an opening quote, a slash."""
    text = tokens[index].text
    if text == '"' and attributes.words[index + 1 : index + 2] and attributes.shapes[index + 1][-1:] in "TX":
        return attributes.classes[index - 1] != "P"
    apart = tokens[index - 1].end != tokens[index].start
    if index + 1 >= len(tokens) or (apart and (text != "." or attributes.words[index - 1] not in DIVISIONS)):
        return False
    if text == ".":
        before = attributes.words[index - 1]
        return before in SHORTENED or (attributes.classes[index - 1] in "HT" and before not in WHOLE_ADDRESS)
    return text in "-'/" and tokens[index].end == tokens[index + 1].start


def _continues(attributes: Sight, index: int, head: int, *, seen: bool) -> bool:
    code, word, shape = attributes.classes[index], attributes.words[index], attributes.shapes[index]
    first = index == head + 1
    if code == "N":
        return attributes.words[index][:1].isdigit()
    if word in HONOURED and (
        attributes.words[head] in FOR_THE_TITLED
        or (attributes.words[head] in BUILT and shape[-1:] not in "xi")
    ):
        return True
    before = attributes.words[index - 1]
    if code in "KH" and before in BEFORE_KIN and shape[-1:] == attributes.shapes[index - 1][-1:]:
        return True
    if not first and word in ROMAN and shape[-1:] in "XI" and seen:
        return True
    if _is_class_of_office(attributes, index) or _is_virtue(attributes, index, head):
        return True
    if _is_construct(attributes, index - 1) and code in "Ukdcaes":
        return True
    if word == "h" and attributes.words[index - 2 : index] == ["kh", "."]:
        return True
    if word.replace(".", "") in REVERED and (
        first or before == "." or before in FREE or before.replace(".", "") in REVERED or before in SACRED
    ):
        return True
    if word in SACRED or word in BRANDS:
        return shape[-1:] not in "xi" or code in "SUrkI" or (word in SACRED and len(word) > 3)
    placed = seen or attributes.words[head] in PLACED or before in DIVISIONS
    placed = placed or (index + 1 < len(attributes.words) and is_place_word(attributes, index + 1))
    if placed and word in LANDSCAPE and shape[-1:] == attributes.shapes[head][-1:]:
        return True
    if code == "H" and before in LANDSCAPE and seen and shape[-1:] == "T":
        return True
    if code == "J" and first:
        return attributes.words[head] in FOR_PEOPLE and shape[-1:] == attributes.shapes[head][-1:]
    if code == "V" and seen and not first and shape[-1:] == "T":
        return attributes.words[head] in NAMED and len(word) > 4
    named = attributes.words[head] in BUILT_OR_PRAYED
    if (seen or named) and word in ("bin", "binti") and not first:
        return True
    if code == "P" or code in STOPS:
        return False
    if code == "J" and word in HEADS and seen and shape[-1:] == "T":
        return True
    if word == "mas" and before in REVERED:
        return True
    if code in "HTJ" or (code == "K" and not (seen and shape[-1:] in "TX")):
        return False
    if shape[-1:] in "xi":
        titled = code in "cJ" and not seen and _is_behind_title(attributes, index, head)
        return code in "rkSUdes" or titled
    return code in "UdserkSIKyg" or (seen and code in "fca")


def _is_virtue(attributes: Sight, index: int, head: int) -> bool:
    """ "RS Bintang Timur Makmur", "dinas sosial": words that people are called by or not, in such a name."""
    word, before = attributes.words[index], attributes.words[index - 1]
    if attributes.words[head] in PLACED:
        return word in DUTIES and (index == head + 1 or before in DUTIES or before in HEADS)
    return word in VIRTUES and (index == head + 1 or before in VIRTUES or before in FREE)


def _is_construct(attributes: Sight, index: int) -> bool:
    """The first word of "Tanwirul Qulub", "Roudlotus Shibyan"."""
    word = attributes.words[index]
    return word in ARABIC or (
        len(word) > 5 and attributes.classes[index] in "Ukd" and word.endswith(CONSTRUCTS)
    )


def _is_class_of_office(attributes: Sight, index: int) -> bool:
    """ "Lapas Kelas IIB", "Kantor Imigrasi Kelas I": the class of an office."""
    word = attributes.words[index]
    if word in CLASSES_OF_OFFICES:
        following = attributes.words[index + 1 : index + 2]
        return bool(following) and (following[0][:1].isdigit() or not following[0].strip("ivabcxl"))
    return attributes.words[index - 1] in CLASSES_OF_OFFICES and not word.strip("ivabcxl")


def _may_name_leader(tokens: Sequence[Token], attributes: Sight, head: int, stop: int) -> bool:
    """Whether an office word stands before the head and nothing behind says that the name is still "
    "to come."""
    first = head
    while first > 0 and attributes.words[first - 1] in HEADS:
        first -= 1
    leader = attributes.words[first - 1] if first else ""
    # Schools of the state have numbers and places, so that a name behind them is that of who works there.
    numbered = "N" in attributes.classes[head:stop] and attributes.words[head] in NUMBERED
    leads = leader in LEADERS_OR_CALLED or (leader in MEMBERS and numbered)
    if not leads or _is_named(attributes, first - 2):
        return False
    if stop >= len(tokens):
        return True
    if tokens[stop].text in ",(":
        last = stop - 1  # "guru MIN 2 Garut Deden Saepudin, hp ...": the name has been said
        named = attributes.classes[last] == "U" and attributes.buckets[last] in "23"
        return named and numbered
    return attributes.classes[stop] not in "HTV"


def _is_named(attributes: Sight, index: int) -> bool:
    """Whether a name stands before the word for who leads: "Asep Komarudin, operator MI ..."."""
    index -= index > 0 and attributes.words[index] == ","
    return index >= 0 and attributes.classes[index] in "Udk" and attributes.buckets[index] in "123"


def _without_leader(attributes: Sight, head: int, stop: int) -> int:
    """Without the words at the end that are spelt like a person's name: "Kepala KUA Tanjung Ahmad Fauzi"."""
    if attributes.words[head] in SCHOOLS and _is_given(attributes, head, stop):
        return head + 1  # "KEPALA SEKOLAH MERIANA TLONAEN"
    index = stop
    while index > head + 1 and not _is_of_office(attributes, index - 1, head, stop):
        word = index - 1
        given = (
            word - 1 > head and attributes.classes[word - 1] == "U" and attributes.buckets[word - 1] in "23"
        )
        surname = given and not _is_of_office(attributes, word - 1, head, stop)
        inner = index < stop and (attributes.buckets[word] in "123" or attributes.classes[word] == "P")
        if not (inner or surname or _is_spelt_like_name(attributes, word, head, alone=word == head + 1)):
            break
        index -= 1
    while index > head + 1 and attributes.classes[index - 1] == "P":
        index -= 1
    return index


def _is_given(attributes: Sight, head: int, stop: int) -> bool:
    """Whether the word right behind a head is one that people are called and no institution begins with."""
    index = head + 1
    if index >= stop or attributes.classes[index] != "U" or _is_of_office(attributes, index, head, stop):
        return False
    return attributes.buckets[index] != "0"


def _is_of_office(attributes: Sight, index: int, head: int, stop: int) -> bool:
    """Whether a word cannot be part of the name of who leads: numbers, places, what begins such names."""
    word, before = attributes.words[index], attributes.words[index - 1]
    if attributes.classes[index] in "Nr" or word in FREE or is_compound(attributes, index):
        return True
    if _is_virtue(attributes, index, head) and attributes.buckets[index] != "3":
        return True
    if word in LANDSCAPE:
        return index + 1 < stop
    titled = before == "." and attributes.words[index - 2] in TITLED and attributes.words[head] in NAMED
    return titled or before in BEFORE_PLACES or before in ARABIC or before in REVERED


def _is_spelt_like_name(attributes: Sight, index: int, head: int, *, alone: bool) -> bool:
    """Whether a word at the end of an office's name is the leader's; `alone`, it is all there is."""
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if alone and attributes.words[index - 1] in VILLAGES:
        return True
    if code == "U" and VOWELS.isdisjoint(attributes.words[index]):
        return True  # "Hsb", "Srg": a clan's name made short
    if code == "U":
        return bucket != "0" or attributes.likeness[index] == NAMELIKE
    placed = attributes.words[head] in PLACED
    return bucket in "23" and (alone or (placed and code in "dk"))


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
