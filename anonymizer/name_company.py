"""Names known by the company they keep: the next item of a list, the other half of "X and Y", a nickname.

Nothing is found here without a name found before, or a mark that sets a word apart (a quotation mark and
a comma around who is addressed, an age in brackets). Positions are token indices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from anonymizer.features import Sight
from anonymizer.name_doubts import OWNERS, is_grade, names_owner
from anonymizer.name_edges import Proposal
from anonymizer.name_wholes import (
    DOES,
    NAMELIKE,
    OPENS,
    PARTIES,
    SELF,
    SELF_BEHIND,
    SHORTEST_DOER,
    amid,
    farewells,
    glued_to_degrees,
    islanders,
    owners,
    told_outright,
    whole,
)
from anonymizer.tokens import Token
from anonymizer.wordlists import phrases, words

_SCORE = 0.78
_LISTING = words("yaitu yakni adalah : antaranya diantaranya ialah namanya")
_AND = words("dan dn & and serta sama sm karo lan kaliyan jeung sareng jo deng dengan dgn n + / atau")
_ADDRESSED = words(
    "kamu kau lu lo elu anda kowe sampeyan maneh jangan jgn tolong awas ingat dengar kalau klo kalo "
    "nanti besok sini "
    "ambilkan bayar you"
)
_NAMING = words("namanya bernama jenenge namina namonyo")
_NICKNAMED = words("panggilan panggilannya disapa dijuluki julukan julukannya dipanggil")
_CUES = frozenset("VJK")
_NICKNAMES = words("caca cece wanda adinda yunda nona neng nini lora lala uni umi koko nana didi")
_NEVER_BEFORE = words("nabi surah surat merek merk si")
_SPEAKS = words("bilang blg ngomong ngaku mengaku berkata menjawab nyuruh menyuruh cerita sendiri")
# What may stand between them, and what else only a person is.
HOW = words(
    "langsung tidak nggak gak sudah malah cuma hanya lalu pun sendiri kemudian juga tetap terus pernah"
)
_IS_SOMEBODY = phrases(
    "bukan orang; itu orangnya; orangnya; itu orang; adalah orang; is the man; is the lady"
)
_HERE = words("ini disini sini niki this")
_INITIALS = words("inisial berinisial initial initials inisialnya disingkat singkatan")
_MOST_INITIALS = 4
_NEVER = frozenset("PLNBIDVA")
_LONGEST_ITEM = 4
_LONGEST_NICKNAME = 12
_SIBLINGS = 2
_SAYS = frozenset(":>")
_ALSO_CALLED = words("als alias")
_BULLETS = frozenset("-*•>")
_TITLES = frozenset("HT")
_CAPITALS = words("mT sT")
_ENDS_SENTENCE = frozenset({".", "!", "?", "NL"})


def accompanied(tokens: Sequence[Token], attributes: Sight, found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the names that the found ones, or the marks around them, give away."""
    covered = {index for proposal in found for index in range(proposal.first, proposal.stop)}
    starts = {proposal.first for proposal in found}
    for proposal in found:
        for first, stop in _neighbours(attributes, proposal, starts):
            if not covered.intersection(range(first, stop)):
                covered.update(range(first, stop))
                yield Proposal(first, stop, _SCORE, "name.company")
    yield from whole(attributes, found)
    for proposal in islanders(attributes, found):
        covered.update(range(proposal.first, proposal.stop))
        yield proposal
    speakers = _speakers(attributes) if found else ()
    for first, stop in [
        *_items(tokens, attributes, starts),
        *_set_apart(attributes),
        *speakers,
        *_talkers(attributes),
        *_signed(attributes),
        *_initialled(tokens, attributes),
        *_doers(attributes),
        *_named(attributes),
        *_called(attributes),
        *_introduced(attributes),
        *owners(attributes),
        *amid(attributes),
        *farewells(attributes),
        *told_outright(attributes),
        *glued_to_degrees(tokens),
        *_last_items(attributes, found),
        *_placed(attributes),
    ]:
        graded = stop - first == 1 and is_grade(attributes, first)
        if not graded and not covered.intersection(range(first, stop)):
            covered.update(range(first, stop))
            yield Proposal(first, stop, _SCORE, "name.company")


def _last_items(attributes: Sight, found: Sequence[Proposal]) -> Iterator[tuple[int, int]]:
    """The last of several names with commas between: "susi, mira, ida", "yaitu Rini, Rono."."""
    stops = {proposal.stop: proposal.first for proposal in found}
    for stop, first in stops.items():
        index = stop + 1
        if attributes.words[stop : stop + 1] != [","] or index >= len(attributes.words):
            continue
        ends = attributes.words[index + 1 : index + 2] in ([], ["."], ["NL"])
        code, bucket = attributes.classes[index], attributes.buckets[index]
        alike = attributes.shapes[index] == attributes.shapes[first] and ends and code in "Udgesacr"
        before = first - 1
        listed = before >= 0 and attributes.words[before] in _LISTING
        several = before > 0 and attributes.words[before] == "," and before in stops
        borne = bucket in "23" or attributes.likeness[index] in NAMELIKE or code == "U"
        spelt = listed and _is_capital(attributes, index) and code != "c"
        if (
            alike
            and len(attributes.words[index]) > 2
            and (
                (several and borne and code not in "cr")
                or (listed and (bucket in "23" or spelt) and code not in "r")
            )
        ):
            yield index, index + 1


def _placed(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A known name between commas behind an office: "Kepala TU, Fathul, minta"."""
    for index in range(2, len(attributes.words) - 1):
        if attributes.words[index - 1] != "," or attributes.words[index + 1] != ",":
            continue
        office = (
            attributes.classes[index - 2] == "J" or "J" in attributes.classes[max(0, index - 3) : index - 2]
        )
        known = attributes.buckets[index] in "23" and attributes.classes[index] in "UdSes"
        if office and known and _is_capital(attributes, index):
            yield index, index + 1


def _neighbours(attributes: Sight, found: Proposal, starts: set[int]) -> Iterator[tuple[int, int]]:
    """The other half of "X dan Y", the middle of "X, Y & Z", the nickname in "X (Y)"."""
    stop, count = found.stop, len(attributes.words)
    before = found.first - 2
    if before >= 0 and attributes.words[before + 1] in _AND and _is_first_half(attributes, before):
        yield before, before + 1
    if stop + 1 >= count:
        return
    mark = attributes.words[stop]
    if mark in _AND:
        first = _after_titles(attributes, stop + 1)
        if _may_be_name(attributes, first):
            yield first, first + 1
    elif mark == "," and _may_be_name(attributes, stop + 1) and stop + 2 < count:
        follows = attributes.words[stop + 2] in _AND or attributes.words[stop + 2] == ","
        if follows and _after_titles(attributes, stop + 3) in starts:
            yield stop + 1, stop + 2
    elif mark == "(" and attributes.words[stop + 2 : stop + 3] == [")"]:
        known = attributes.classes[stop + 1] in "fcgJKIAMSrk" and (
            attributes.classes[stop + 1] == "K" or not _is_capital(attributes, stop + 1)
        )
        if (
            not known
            and _may_be_name(attributes, stop + 1)
            and len(attributes.words[stop + 1]) < _LONGEST_NICKNAME
        ):
            yield stop + 1, stop + 2


def _is_first_half(attributes: Sight, index: int) -> bool:
    """Whether a word with a capital, which many are called, stands alone before "dan": "Tri dan Dwi"."""
    alone = index == 0 or not _is_capital(attributes, index - 1)
    borne = attributes.buckets[index] in "23" and attributes.classes[index] in "UdkrcA"
    return borne and alone and _is_capital(attributes, index)


def _after_titles(attributes: Sight, index: int) -> int:
    while index < len(attributes.words) and (
        attributes.classes[index] in _TITLES or _is_title_stop(attributes, index)
    ):
        index += 1
    return index


def _is_title_stop(attributes: Sight, index: int) -> bool:
    return attributes.words[index] == "." and attributes.classes[index - 1] in _TITLES


def _is_capital(attributes: Sight, index: int) -> bool:
    return attributes.shapes[index] in _CAPITALS


def _may_be_name(attributes: Sight, index: int) -> bool:
    """A capitalised word of a mixed text, else a word that is unlisted or known as a name."""
    if (
        index >= len(attributes.words)
        or (attributes.classes[index] in _NEVER and not _is_borne(attributes, index))
        or len(attributes.words[index]) < 2
    ):
        return False
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if _is_capital(attributes, index):
        return code not in "JHfgKA" or bucket == "3" or (bucket == "2" and code != "A")
    return (code == "U" and bucket != "0") or (code in "de" and bucket in "23")


def _is_borne(attributes: Sight, index: int) -> bool:
    """A short form that is everybody's name, too: "Tri"."""
    return attributes.classes[index] == "A" and attributes.buckets[index] == "3"


def _items(tokens: Sequence[Token], attributes: Sight, starts: set[int]) -> Iterator[tuple[int, int]]:
    """What opens a list line when other lines of the list open with names: "III. Muslim, petani"."""
    listed, plain = _leads(attributes)
    for leads, share in ((listed, 2), (plain, 1.5)):
        named = sum(1 for lead in leads if lead in starts)
        if named >= _SIBLINGS and named * share >= len(leads):
            yield from _further_items(tokens, attributes, [lead for lead in leads if lead not in starts])


def _further_items(tokens: Sequence[Token], attributes: Sight, leads: list[int]) -> Iterator[tuple[int, int]]:
    for lead in leads:
        stop = lead
        while (
            stop < len(tokens)
            and stop < lead + _LONGEST_ITEM
            and attributes.classes[stop] not in _NEVER | {"J"}
        ):
            if stop > lead and tokens[stop].start != tokens[stop - 1].end + 1:
                break
            if tokens[stop].text.islower():
                break
            stop += 1
        closes = stop >= len(tokens) or attributes.classes[stop] in "PLNA"
        called = any(attributes.buckets[index] != "0" for index in range(lead, stop)) or stop == lead + 1
        known = all(
            attributes.classes[index] in "fcdsaeAK" and attributes.buckets[index] == "0"
            for index in range(lead, stop)
        )
        if called and not known and closes and attributes.words[stop : stop + 1] != [":"]:
            yield lead, stop


def _leads(attributes: Sight) -> tuple[list[int], list[int]]:
    """The first words of lines: of those that begin with a number, a letter or a bullet, and of "
    "the others."""
    listed: list[int] = []
    plain: list[int] = []
    opens = True
    for index, word in enumerate(attributes.words):
        if opens and word != "NL":
            lead = index
            while lead < len(attributes.words) and lead < index + 4 and _is_enumeration(attributes, lead):
                lead += 1
            enumerated = lead > index
            lead = _after_titles(attributes, lead)
            if lead < len(attributes.words) and attributes.classes[lead] not in _NEVER:
                (listed if enumerated else plain).append(lead)
        opens = word == "NL"
    return listed, plain


def _is_enumeration(attributes: Sight, index: int) -> bool:
    word, code = attributes.words[index], attributes.classes[index]
    following = attributes.words[index + 1 : index + 2]
    if code == "N" or word in _BULLETS or word in "(.)|":
        return True
    return (len(word) == 1 or word in ("ii", "iii", "iv", "vi", "vii")) and following in (["."], [")"])


def _named(attributes: Sight) -> Iterator[tuple[int, int]]:
    """The word right behind "namanya", whatever else it means: "namanya Rebo", "namanya imam"."""
    if _NAMING.isdisjoint(attributes.words) and _ALSO_CALLED.isdisjoint(attributes.words):
        return
    for index, word in enumerate(attributes.words):
        if word not in _NAMING and word not in _ALSO_CALLED:
            continue
        first = index + 1
        while first < len(attributes.words) and first < index + 4 and attributes.words[first] in (".", ":"):
            first += 1
        if first < len(attributes.words) and len(attributes.words[first]) > 2:
            code, bucket = attributes.classes[first], attributes.buckets[first]
            other = word in _ALSO_CALLED and _is_capital(attributes, first) and code in "Udkresacg"
            if other or code == "M" or (bucket in "123" and code in "UdkrJgK"):
                yield first, first + 1


def _called(attributes: Sight) -> Iterator[tuple[int, int]]:
    """The one word behind "si" ("si gendon", "si deni") or "panggilan", and "perawat Manis"."""
    announced = enumerate(zip(attributes.words[:-1], attributes.classes[:-1], strict=True), 1)
    for index, (before, cue) in announced:
        if cue not in _CUES and before not in OWNERS and before not in _NICKNAMED:
            continue
        code = attributes.classes[index]
        if len(attributes.words[index]) < SHORTEST_DOER or code not in "UdkresgacyH":
            continue
        if code == "H":
            if _is_nickname(attributes, index):
                yield index, index + 1
            continue
        if before == "si" and cue == "V":
            strange = code == "U" or attributes.buckets[index] in "23"
            strange = strange and attributes.shapes[index - 1][-1:] == attributes.shapes[index][-1:]
            if strange or _is_capital(attributes, index):
                yield index, index + 1
        elif _is_serving(attributes, index) or (before in _NICKNAMED and _is_capital(attributes, index)):
            yield index, index + 1


def _is_nickname(attributes: Sight, index: int) -> bool:
    """ "temenku caca", "temen gw dede": a form of address that is a friend's name, with none behind it."""
    if attributes.words[index] not in _NICKNAMES or not _is_kin(attributes, index - 1):
        return False
    following = attributes.classes[index + 1 : index + 2]
    called = following and following[0] in "Udkr" and attributes.buckets[index + 1] != "0"
    return not called and (index + 1 == len(attributes.words) or not _is_capital(attributes, index + 1))


def _is_serving(attributes: Sight, index: int) -> bool:
    """Whether one word with a capital, which names are, stands alone behind a small word for a job."""
    opens = index == 1 or attributes.words[index - 2] in _ENDS_SENTENCE
    job = attributes.classes[index - 1] == "J" and (opens or attributes.shapes[index - 1] in ("mx", "sx"))
    alone = attributes.shapes[index + 1 : index + 2] == [] or not _is_capital(attributes, index + 1)
    borne = attributes.buckets[index] in "23" and attributes.classes[index] in "Udkgc"
    return job and alone and borne and _is_capital(attributes, index)


def _introduced(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A name that may be a word, between who speaks and what they are: "aku dina rumah", "pelapor bagus"."""
    count = len(attributes.words)
    for index, word in enumerate(attributes.words):
        if word not in SELF and word not in PARTIES:
            continue
        stop = index + 1
        while stop < count and stop < index + 4 and _is_called(attributes, stop):
            stop += 1
        if stop == index + 1:
            continue
        behind = attributes.words[stop] if stop < count else "NL"
        ends = behind == "NL" or behind in ".,;("
        here = index > 0 and attributes.words[index - 1] in _HERE and _is_capital(attributes, index + 1)
        if (behind in SELF_BEHIND or (here and ends)) if word in SELF else ends:
            yield index + 1, stop


def _doers(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A word that names are, with a capital, before what only persons do: "Mawar bertanya"."""
    large = [index for index, shape in enumerate(attributes.shapes[:-1]) if shape in _CAPITALS]
    places = [index for index in large if _stands_alone(attributes, index)]
    # A capital inside a sentence says as much as a list of names: "lalu Gembira bilang".
    inside = {
        attributes.words[index] for index in places if index and attributes.words[index - 1] not in OPENS
    }
    named = set()
    for index in places:
        word, code = attributes.words[index], attributes.classes[index]
        known = (word in inside and code in "cd") or (attributes.buckets[index] in "23" and code in "Ucdgkr")
        if known and _is_done_by_person(attributes, index + 1):
            named.add(word)
            yield index, index + 1
    for index in places:
        if attributes.words[index] in named & inside and attributes.words[index - 1] not in OPENS:
            yield index, index + 1


def _stands_alone(attributes: Sight, index: int) -> bool:
    """Whether no word with a capital is before a word with one that may be a name."""
    if attributes.classes[index] not in "Ucdgkr":
        return False
    if len(attributes.words[index]) < SHORTEST_DOER or attributes.words[index] in SELF:
        return False
    before = "NL" if index == 0 else attributes.words[index - 1]
    if before in _NEVER_BEFORE:
        return False
    # "Kemarin Ramah membentak": the word before is large because it opens the sentence.
    opened = index > 0 and attributes.classes[index - 1] in "fg"
    opened = opened and (index == 1 or attributes.words[index - 2] in _ENDS_SENTENCE)
    return index == 0 or opened or not _is_capital(attributes, index - 1)


def _is_done_by_person(attributes: Sight, index: int) -> bool:
    """Whether a verb of persons stands here, behind a comma or an adverb at most."""
    following = attributes.words[index : index + 3]
    if any(tuple(following[: len(phrase)]) == phrase for phrase in _IS_SOMEBODY):
        return True
    skipped = following[0] in HOW or (following[0] == "," and attributes.words[index - 2] == ",")
    return following[0] in DOES or (skipped and len(following) > 1 and following[1] in DOES)


def _initialled(tokens: Sequence[Token], attributes: Sight) -> Iterator[tuple[int, int]]:
    """The letters that stand for a name: "berinisial M.S.", "inisial R dan K"."""
    for index, word in enumerate(attributes.words):
        first = index + 1
        called = attributes.classes[index] == "H" and len(word) > 1
        if word not in _INITIALS and not called:
            continue
        while first < len(tokens) and tokens[first].text in (":", '"'):
            first += 1
        stop = _end_of_initials(tokens, first)
        if called and not _are_all_the_name(tokens, first, stop):
            continue
        if stop == first + 1 and len(tokens[first].text) == 1:
            continue  # one letter tells nobody who it is
        while stop > first:
            yield first, stop
            first = stop + 1
            linked = stop < len(tokens) and attributes.words[stop] in _AND
            stop = _end_of_initials(tokens, first) if linked else first


def _are_all_the_name(tokens: Sequence[Token], first: int, stop: int) -> bool:
    """Whether letters with full stops are all that stands behind a form of address: "Bu R.T. minta"."""
    dotted = stop > first + 2 and tokens[stop - 1].text == "."
    return dotted and (stop == len(tokens) or not tokens[stop].text[0].isupper())


def _end_of_initials(tokens: Sequence[Token], first: int) -> int:
    """Behind letters with full stops, or a few letters in capitals; `first` itself where there are none."""
    stop = first
    while stop < len(tokens) and stop < first + 2 * _MOST_INITIALS:
        text = tokens[stop].text
        touching = stop == first or tokens[stop].start == tokens[stop - 1].end
        dotted = (
            len(text) == 1
            and text.isalpha()
            and [token.text for token in tokens[stop + 1 : stop + 2]] == ["."]
        )
        if not touching or not (dotted or _is_initial(text, alone=stop == first)):
            break
        stop += 1
    return stop - 1 if stop == first + 2 and tokens[first + 1].text == "." else stop


def _is_initial(text: str, *, alone: bool) -> bool:
    """A capital, a full stop behind one, or capitals with and without full stops."""
    letters = text.replace(".", "")
    if not letters:
        return not alone
    return letters.isalpha() and letters.isupper() and len(letters) <= _MOST_INITIALS


def _is_called(attributes: Sight, index: int) -> bool:
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if code == "U" and attributes.likeness[index] in NAMELIKE:
        return True
    return bucket in "23" and code in "Ucdkra" and attributes.words[index] not in SELF_BEHIND


def _speakers(attributes: Sight) -> Iterator[tuple[int, int]]:
    """A name that is a word, in small letters, before a verb of speaking: "klo mawar bilang"."""
    if _SPEAKS.isdisjoint(attributes.words):
        return
    for index in range(len(attributes.words) - 1):
        named = attributes.buckets[index] in "23" and attributes.classes[index] in "Ucdk"
        if named and attributes.words[index + 1] in _SPEAKS and attributes.shapes[index][-1:] == "x":
            yield index, index + 1


def _signed(attributes: Sight) -> Iterator[tuple[int, int]]:
    """One word with a capital behind a dash at the very end: "... terima kasih. - Teguh"."""
    last = len(attributes.words) - 1
    while last > 1 and attributes.words[last] in ("NL", "."):
        last -= 1
    signed = last > 1 and attributes.words[last - 1] == "-" and _is_capital(attributes, last)
    closed = attributes.words[last - 2] in (".", "!", "?", "NL") if signed else False
    if closed and attributes.classes[last] in "Udcesrk" and attributes.buckets[last] != "0":
        yield last, last + 1


def _talkers(attributes: Sight) -> Iterator[tuple[int, int]]:
    """Who speaks again and again in a chat: "Dul: ..." at the beginning of several lines."""
    words_, last = attributes.words, len(attributes.words) - 2
    lines = [index for index in range(last) if index == 0 or words_[index - 1] == "NL"]
    talking = [index for index in lines if words_[index + 1] in _SAYS and words_[index + 2] != "NL"]
    if len(talking) * 2 < len(lines):
        return
    times = Counter(words_[index] for index in talking)
    for index in talking:
        code, bucket = attributes.classes[index], attributes.buckets[index]
        called = code == "U" or (code in "desrkg" and bucket in "23")
        if times[words_[index]] > 1 and called and len(words_[index]) > 2:
            yield index, index + 1


def _is_kin(attributes: Sight, index: int) -> bool:
    """ "adiknya", "adik saya", "anak kami"."""
    return attributes.classes[index] == "K" or names_owner(attributes, index)


def _set_apart(attributes: Sight) -> Iterator[tuple[int, int]]:
    """ ""Ndari, kamu ...", "istrinya, Imah." and "Fitri (8) pulang"."""
    for index in range(len(attributes.words) - 3):
        if attributes.shapes[index] not in _CAPITALS or attributes.classes[index] in "PLNBIDAJH":
            continue
        after = attributes.words[index + 1 : index + 4]
        called = (
            index > 0 and attributes.words[index - 1] == '"' and after[0] == "," and after[1] in _ADDRESSED
        )
        kin = index > 1 and attributes.words[index - 1] == "," and _is_kin(attributes, index - 2)
        if kin and after[0] in (",", ".") and (attributes.buckets[index] in "123" or after[0] == ","):
            yield index, index + 1
            continue
        number = attributes.words[index + 2]
        aged = after[0] == "(" and after[2] == ")" and number.isdigit() and len(number) < 3
        if called or (aged and attributes.buckets[index] in "123"):
            yield index, index + 1
