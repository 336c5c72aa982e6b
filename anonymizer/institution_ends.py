"""Where the name of an institution ends, head word included, and where its leader's name begins.

Positions are those of tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

from anonymizer.features import Sight
from anonymizer.institution_words import (
    ARABIC,
    BANKS,
    BEFORE_KIN,
    BEFORE_PLACES,
    BRANDS,
    BUILT,
    BUILT_OR_PRAYED,
    CLASSES_OF_OFFICES,
    CONSTRUCTS,
    DIVISIONS,
    DUTIES,
    FIRMS,
    FOR_PEOPLE,
    FOR_THE_TITLED,
    FREE,
    HEADS,
    HONOURED,
    LANDSCAPE,
    LEADERS_OR_CALLED,
    LONGEST,
    LONGEST_UNSEEN,
    LOWER_CLASSES,
    MEMBERS,
    NAMED,
    NUMBERED,
    PLACE_WORDS,
    PLACED,
    REVERED,
    REVERED_ALONE,
    ROMAN,
    SACRED,
    SCHOOLS,
    SEEN_PLACE_WORDS,
    SHORTENED,
    STOPS,
    TITLED,
    TRADES,
    VILLAGES,
    VIRTUES,
    VOWELS,
    WHOLE_ADDRESS,
)
from anonymizer.tokens import Token
from anonymizer.toponyms import (
    NAMELIKE,
    is_compound,
    is_place_word,
    opens_place,
)

# Words looked back over from a title for the building it belongs to.
_TITLE_REACH = 3


def opens_name_of_place(attributes: Sight, index: int) -> bool:
    if index >= len(attributes.words) or attributes.classes[index] in "PLN":
        return False
    return is_place_word(attributes, index) or opens_place(attributes, index)


def end_of_name(tokens: Sequence[Token], attributes: Sight, head: int) -> int:
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
    return attributes.words[index] in DUTIES or duty or opens_name_of_place(attributes, index)


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
    if is_construct(attributes, index - 1):
        return code in "Udkcaes"
    if is_construct(attributes, index) and attributes.words[head] in NAMED:
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
    if is_construct(attributes, index - 1) and code in "Ukdcaes":
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


def is_construct(attributes: Sight, index: int) -> bool:
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
