"""Tell which findings are one person: honorific and given name, full name, nickname, misspelling, mail stem.

Works on one text. What links the texts of a case to each other is the keyed mapping.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from anonymizer.disguises import same_but_for_clitic, without_digits
from anonymizer.forms import fold, seen, words_of
from anonymizer.lexicon import lexicon
from anonymizer.roles import REPORTER_SIDE, Role, gender_before, title_words
from anonymizer.spans import Span, SpanType

LONG_WORD = 5  # letters from which a misspelling may be forgiven (domain list 12.3)
LONGER_WORD = 8  # from here two slips are forgiven even when no other word of the name agrees
STEM_WORD = 4  # letters a word of a name needs to be recognised inside a mail address or account name
NICKNAME_REACH = 48  # characters between a name and the nickname that is announced
PAIR_LIMIT = 150  # different names in one text from which only names that share a word are compared

_NICKNAME = re.compile(
    r"\b(?:alias|a\.?k\.?a|(?:biasa|akrab|sering|kerap|lebih)?\s?(?:di\s?sapa|di\s?panggil|di\s?kenal)"
    r"|panggilan(?:nya)?|nama\s(?:panggilan|kecil)|sapaan|called|known\sas|nicknamed?|goes\sby)\b"
)
_WRITTEN_WORD = re.compile(r"[^\W_]+")
_LINEAGE = frozenset({"bin", "binti", "bt", "ibnu"})

Ordinary = Callable[[str], bool]

# Words that are never a person when they stand alone, whatever a finder took for a name.
_NEVER_ALONE = frozenset(
    re.findall(
        r"\w+",
        "yang dan di ke dari pada untuk dengan oleh atas dalam ini itu ada adalah tidak bukan sudah belum "
        "juga akan saya kami kita anda dia mereka ia aku kantor kepala kementerian agama kabupaten kota "
        "provinsi kecamatan desa sekolah madrasah guru ketua bendahara staf "
        "the and of in on at by for with she they you",
    )
)


# Classes of `anonymizer.lexicon`: frequent, common and inflected words, closed classes, regencies.
_ORDINARY_CLASSES = frozenset("fcaHKVJIAMr")
_ORDINARY_UNLESS_NAME = frozenset("gk")  # dialect words and districts, many of which are given names too


def is_ordinary(word: str) -> bool:
    """Say whether a folded word is everyday language or a place as well as perhaps a name ("bagus")."""
    if not word.isalnum():
        return False
    reading = lexicon().read(word, misspelt=False)
    if reading.code in _ORDINARY_UNLESS_NAME:
        return reading.bucket == "0"
    return reading.code in _ORDINARY_CLASSES


def may_be_name(word: str) -> bool:
    """Say whether a folded word is listed as a part of names and is no everyday word."""
    return lexicon().read(word, misspelt=False).bucket != "0" and not is_ordinary(word)


def may_stand_alone(word: str) -> bool:
    """Say whether a folded word of a found name may be taken for that person where it stands alone."""
    return len(word) >= STEM_WORD - 1 and word not in _NEVER_ALONE and word not in title_words()


@dataclass(frozen=True, slots=True)
class Links:
    """Who is who among the spans of one text.

    `person[i]` is the cluster number of span i, or None when it is no PERSON; `owner[i]` is the cluster
    whose name the mail address or account of span i spells, if exactly one does. `words[c]` are the folded
    words of all names in cluster c without a father's name after "bin", `names[c]` its longest name,
    `genders[c]` "m" or "f" when its titles say so, `variants[c]` all its names.
    """

    person: list[int | None]
    owner: list[int | None]
    words: list[frozenset[str]]
    names: list[tuple[str, ...]]
    genders: list[str]
    variants: list[list[tuple[str, ...]]]


class _Sets:
    """Union-find over the numbers 0 to n - 1."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def find(self, item: int) -> int:
        while self.parent[item] != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        self.parent[self.find(other)] = self.find(one)


@dataclass(slots=True)
class _Name:
    words: tuple[str, ...]
    gender: str
    sides: set[Role]
    spans: list[int]
    initials: str


def link(text: str, spans: Sequence[Span], roles: Sequence[Role], ordinary: Ordinary) -> Links:
    """Return which spans belong to one person. `spans` are sorted; `roles` has one role for each.

    Two names of different gender titles, or one of the reporter's side and one of the accused, are never
    taken for one person because they are similar; only because they are the same.
    """
    names = _distinct_names(text, spans, roles)
    sets = _Sets(len(names))
    if len(names) > 1:
        _join_similar(names, sets)
        _join_parts(names, sets, ordinary)
        _join_nicknames(text, spans, names, sets)
    return _links(text, spans, names, sets)


def name_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name without the titles before it; never empty if there is a letter.

    In "Joko marah" the everyday word in small letters is no part of the name.
    """
    text = seen(text)
    words = words_of(text)
    if not text.islower():
        written = _WRITTEN_WORD.findall(text)
        kept = (w for w in written if w in _LINEAGE or not (w.islower() and is_ordinary(w)))
        words = words_of(" ".join(kept)) or words
    titles = title_words()
    start = next((i for i, word in enumerate(words) if word not in titles), len(words))
    return tuple(map(without_digits, words[start:])) or tuple(words)


def _distinct_names(text: str, spans: Sequence[Span], roles: Sequence[Role]) -> list[_Name]:
    names: dict[tuple[tuple[str, ...], str], _Name] = {}
    for index, span in enumerate(spans):
        if span.type is not SpanType.PERSON:
            continue
        written = span.of(text)
        words = name_words(written) or (written,)
        key = (words, gender_before(text, span.start) if len(words) == 1 else "")
        name = names.setdefault(key, _Name(words, key[1], set(), [], _initials(written)))
        name.gender = name.gender or gender_before(text, span.start)
        name.spans.append(index)
        name.sides.add(roles[index])
    return list(names.values())


def _initials(written: str) -> str:
    bare = fold(written)
    return bare if 2 <= len(bare) <= 4 and written.isupper() else ""


def _may_be_one(one: _Name, other: _Name) -> bool:
    if one.gender and other.gender and one.gender != other.gender:
        return False
    other_side = {Role.ACCUSED, Role.OFFICIAL}
    return not (
        (one.sides & REPORTER_SIDE and other.sides & other_side)
        or (other.sides & REPORTER_SIDE and one.sides & other_side)
    )


def _join_similar(names: list[_Name], sets: _Sets) -> None:
    """Join equal names told apart only by a missing title, and names of as many words with small slips."""
    titled: dict[tuple[str, ...], set[str]] = {}
    for name in names:
        titled.setdefault(name.words, set()).update({name.gender} - {""})
    for index, near in enumerate(_neighbours(names)):
        one = names[index]
        for other_index in near:
            other = names[other_index]
            if one.words == other.words:
                if not (one.gender and other.gender) and len(titled[one.words]) < 2:
                    sets.join(other_index, index)
            elif _may_be_one(one, other) and _same_words(one.words, other.words):
                sets.join(other_index, index)


def _join_parts(names: list[_Name], sets: _Sets, ordinary: Ordinary) -> None:
    """Join a part of a name, or initials, with the only longer name it fits."""
    near, titles = _neighbours(names), dict[int, set[str]]()
    for index, name in enumerate(names):
        titles.setdefault(sets.find(index), set()).update({name.gender} - {""})
    for index in sorted(range(len(names)), key=lambda i: -len(names[i].words)):
        one = names[index]
        fits = {
            sets.find(other_index)
            for other_index in near[index]
            if _may_be_one(one, names[other_index]) and _is_part(one, names[other_index], ordinary)
        }
        if len(fits) == 1:
            both = titles[sets.find(index)].union(*(titles[root] for root in fits))
            if len(both) < 2:
                sets.join(fits.pop(), index)
                titles[sets.find(index)] = both


def _neighbours(names: list[_Name]) -> list[Sequence[int]]:
    """Return for each name the numbers of those it is compared with.

    All others in a text with few names; else those that share its rarest word, so that a text made of
    nothing but names takes no more than its share of time. Misspellings are then left apart.
    """
    if len(names) <= PAIR_LIMIT:
        return [[other for other in range(len(names)) if other != index] for index in range(len(names))]
    holders: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        for word in name.words:
            holders.setdefault(word, []).append(index)
    return [
        [
            other
            for other in min((holders[word] for word in name.words), key=len)[:PAIR_LIMIT]
            if other != index
        ]
        for index, name in enumerate(names)
    ]


def _is_part(part: _Name, whole: _Name, ordinary: Ordinary) -> bool:
    own_words = _before_lineage(whole.words)
    if part.initials and len(own_words) == len(part.initials):
        return all(word[0] == letter for word, letter in zip(own_words, part.initials, strict=True))
    if len(part.words) == 1 < len(own_words) and _same_word(part.words[0], "".join(own_words), slips=0):
        return True
    if len(part.words) >= len(whole.words) or not any(len(w) > 1 for w in part.words):
        return False
    if all(ordinary(word) for word in part.words):
        return set(part.words) <= set(own_words)
    free = list(own_words)
    for word in part.words:
        match = next((w for w in free if _same_word(word, w, slips=1)), None)
        if match is None:
            return False
        free.remove(match)
    return True


def _before_lineage(words: tuple[str, ...]) -> tuple[str, ...]:
    cut = next((i for i, word in enumerate(words) if word in _LINEAGE), len(words))
    return words[:cut] or words


def _same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) != len(other):
        return False
    if len(one) > 1 and sorted(one) == sorted(other):
        return True
    certain = any(a == b and len(a) > 2 for a, b in zip(one, other, strict=True))
    return all(_same_word(a, b, slips=2 if certain else 1) for a, b in zip(one, other, strict=True))


def _same_word(one: str, other: str, *, slips: int) -> bool:
    # A title that is a word of the name ("Daeng") is nobody else's name with a title glued to it.
    if one == other or ((one in other or other in one) and same_but_for_clitic(one, other)):
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    shorter = min(len(one), len(other))
    if shorter < LONG_WORD or one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return False
    # Yanti and Yanto, Rahmat and Rahman are different people: a changed last letter is no slip.
    if len(one) == len(other) and one[:-1] == other[:-1]:
        return False
    return distance(one, other) <= (2 if shorter >= LONGER_WORD else slips)


def distance(one: str, other: str) -> int:
    """Return the Damerau distance (optimal string alignment) of two words: 0 for equal ones."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(other, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]


def _join_nicknames(text: str, spans: Sequence[Span], names: list[_Name], sets: _Sets) -> None:
    of_span = {index: number for number, name in enumerate(names) for index in name.spans}
    people = sorted(of_span)
    for left, right in itertools.pairwise(people):
        between = text[spans[left].end : spans[right].start]
        if len(between) <= NICKNAME_REACH and _NICKNAME.search(between.lower()):
            sets.join(of_span[left], of_span[right])


def _links(text: str, spans: Sequence[Span], names: list[_Name], sets: _Sets) -> Links:
    person: list[int | None] = [None] * len(spans)
    numbers: dict[int, int] = {}
    members: list[list[_Name]] = []
    for index, name in sorted(enumerate(names), key=lambda pair: pair[1].spans[0]):
        root = sets.find(index)
        number = numbers.setdefault(root, len(numbers))
        if number == len(members):
            members.append([])
        members[number].append(name)
        for span_index in name.spans:
            person[span_index] = number
    words = [frozenset(w for name in group for w in _before_lineage(name.words)) for group in members]
    longest = [
        max((name.words for name in group), key=lambda w: (len(w), len("".join(w)))) for group in members
    ]
    owner = _stem_owners(text, spans, words)
    genders = [{name.gender for name in group} - {""} for group in members]
    variants = [sorted({name.words for name in group}) for group in members]
    alone = [found.pop() if len(found) == 1 else "" for found in genders]
    return Links(person, owner, words, longest, alone, variants)


def _stem_owners(text: str, spans: Sequence[Span], words: list[frozenset[str]]) -> list[int | None]:
    owners: list[int | None] = [None] * len(spans)
    for index, span in enumerate(spans):
        if span.type not in (SpanType.EMAIL, SpanType.HANDLE, SpanType.URL):
            continue
        stem = fold(span.of(text).split("@")[0] or span.of(text))
        fits = [c for c, name in enumerate(words) if _spells(stem, name)]
        owners[index] = fits[0] if len(fits) == 1 else None
    return owners


def _spells(stem: str, words: Iterable[str]) -> bool:
    return any(len(word) >= STEM_WORD and word in stem for word in words)
