"""Names behind a post and an office without a name of its own: "Guru MAN Dewi Lestari", "Siswi MTs Ratna".

Offices and schools of the state are called by place or number, so given names behind them are somebody's; a
private school may bear a name like a person's, and only everyday names of the living count.
"""

from __future__ import annotations

from collections.abc import Iterator

from anonymizer.features import Sight
from anonymizer.institution_words import (
    ARABIC,
    BEFORE_KIN,
    BEFORE_PLACES,
    CONSTRUCTS,
    FREE,
    REMEMBERED_BY_FIRST,
    REVERED,
    SACRED,
    SACRED_LONG,
    VIRTUES,
)
from anonymizer.wordlists import words

_OF_THE_STATE = words("man mtsn min kua kankemenag kanwil kemenag smpn sman smkn sdn ptsp inspektorat")
_PRIVATE = words("mts mi ma mis mas mtss ra smp sma smk sd tk ponpes")
# What people lead, and who leads it: "ketua yayasan Zainudin".
_LED = words("yayasan komite panitia paguyuban kelompok takmir dkm majelis")
_LEADERS = words("ketua kepala bendahara sekretaris wakil")
_NAMED_HOUSES = _OF_THE_STATE | _PRIVATE | _LED | words("masjid musala musholla gereja koperasi uin iain")
_POSTS = words("murid saksi siswa siswi santri santriwati korban alumni ortu istri suami anak")
_HALLOWED = ARABIC | FREE | REVERED | SACRED | SACRED_LONG | BEFORE_KIN | BEFORE_PLACES
# "MTsN 1 Sukma Jaya": how new villages are called.
_ENDS_OF_PLACES = words("jaya raya makmur mulya mulyo baru indah asri utama mekar")
_ARTICLES = frozenset(["al", "an", "ar", "as", "at", "ash", "ad", "-", ".", "'"])
# "Lembah Arjuna", "SMA Cut Rahmania": what these begin is one name.
_BEGINNINGS = words("lumban huta lembah taman puri griya cut teuku tengku raden sultan pangeran")
_LONGEST_TAIL = 2
_MOST_WORDS = 3
_GIVEN = frozenset("23")
_PLACES = frozenset("rk")


def behind_posts(attributes: Sight) -> Iterator[tuple[int, int]]:
    """Yield the tokens, first and behind the last, of names that stand right behind a post and an office."""
    for index in range(1, len(attributes.words) - 1):
        word = attributes.words[index]
        state = word in _OF_THE_STATE or (word in _LED and attributes.words[index - 1] in _LEADERS)
        if not state and word not in _PRIVATE:
            continue
        before = index - 1
        if attributes.classes[before] != "J" and attributes.words[before] not in _POSTS:
            continue
        numbered = state and attributes.classes[index + 1] == "N"
        first = index + 2 if numbered else index + 1
        stop = _capitals(attributes, first)
        if attributes.words[stop : stop + 1] in (["bin"], ["binti"], ["ibn"]):
            continue
        if stop == first + 1 and (numbered or attributes.classes[first] in _PLACES):
            continue
        if _is_somebody(attributes, first, stop) and (state or _goes_on(attributes, first, stop)):
            yield first, stop


def behind_names(attributes: Sight) -> Iterator[tuple[int, int]]:
    """Yield given names behind a post and the full name of an office: "santri Ponpes Darul Ulum Nurlaila"."""
    codes, index = attributes.classes, 1
    while index < len(codes):
        if attributes.words[index] not in _NAMED_HOUSES or codes[index] not in "IB":
            index += 1
            continue
        stop = index + 1
        while codes[stop : stop + 1] == ["B"] or codes[stop : stop + 2] == ["P", "B"]:
            stop += 1
        first = stop
        while first > index + 1 and stop - first < _LONGEST_TAIL and _is_everyday(attributes, first - 1):
            first -= 1
        whole = index + 1 < first < stop and _is_complete(attributes, first - 1)
        if whole and _has_post(attributes, index, stop):
            yield first, stop
        index = stop


def _is_everyday(attributes: Sight, index: int) -> bool:
    """Whether a capitalised word is an everyday given name and no part of an Arabic pair."""
    word, before = attributes.words[index], attributes.words[index - 1]
    bucket, code = attributes.buckets[index], attributes.first_read[index]
    given = (bucket == "3" and code in "Uds") or (bucket == "2" and code == "U")
    paired = before.endswith(CONSTRUCTS) or before in _ARTICLES or word.endswith(CONSTRUCTS)
    paired = paired or before in BEFORE_PLACES or before in _BEGINNINGS
    return given and attributes.shapes[index][-1:] == "T" and not paired and word not in _HALLOWED | VIRTUES


def _is_complete(attributes: Sight, last: int) -> bool:
    """Whether an office's name can end with a word: a place, a number, the second of an Arabic pair."""
    before = attributes.words[last - 1]
    paired = before.endswith(CONSTRUCTS) or before in _ARTICLES
    return paired or attributes.first_read[last] in "rkN" or attributes.words[last] in _HALLOWED


def _has_post(attributes: Sight, index: int, stop: int) -> bool:
    """Whether somebody's post stands among the three words before the office, and it is said what they do.

    Behind a pupil or a victim a comma will do: "santri Ponpes Darul Ulum Nurlaila, trauma".
    """
    told = stop < len(attributes.words) and attributes.shapes[stop][-1:] == "x"
    for before in range(index - 1, max(-1, index - 4), -1):
        if attributes.classes[before] in "PLN":
            return False
        if attributes.words[before] in _POSTS:
            return told or stop == len(attributes.words) or attributes.words[stop] in (",", "(", "NL", ".")
        if attributes.classes[before] == "J":
            return told
    return False


def _capitals(attributes: Sight, first: int) -> int:
    stop = first
    while stop < len(attributes.words) and attributes.shapes[stop][-1:] == "T":
        stop += 1
    return stop


def _is_somebody(attributes: Sight, first: int, stop: int) -> bool:
    """Whether all words are given names, none of them hallowed, and they are not only a place's."""
    read = attributes.words[first:stop]
    if not read or len(read) > _MOST_WORDS or not _HALLOWED.isdisjoint(read) or read[0] in VIRTUES:
        return False
    phrases = REMEMBERED_BY_FIRST.get(read[0], ())
    if read[0].endswith(CONSTRUCTS) or any(tuple(read[: len(phrase)]) == phrase for phrase in phrases):
        return False
    if read[-1] in _ENDS_OF_PLACES:
        return False
    given = all(bucket in _GIVEN for bucket in attributes.buckets[first:stop])
    return given and not (len(read) == 1 and attributes.buckets[first] == "2" and len(read[0]) < 5)


def _goes_on(attributes: Sight, first: int, stop: int) -> bool:
    """Whether everyday names are followed by what the person does or suffers."""
    everyday = all(bucket == "3" for bucket in attributes.buckets[first:stop])
    told = stop < len(attributes.words) and attributes.shapes[stop][-1:] == "x"
    return told and (everyday or stop - first == 1)
