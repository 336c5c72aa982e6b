"""Where a proposed name really begins and ends: titles, degrees and offices out, lost tails in.

A proposal is a range of token indices. The rules use word classes only, so that they hold for names and words
nobody has listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from anonymizer.features import Sight
from anonymizer.lexicon import Lexicon
from anonymizer.name_doubts import OWNERS, SENTENCE_OPENERS, TITLES_KEPT, is_no_name, names_owner
from anonymizer.tokens import Token
from anonymizer.wordlists import words

OPENERS = frozenset({".", "!", "?", ":", "NL", '"', "-", ")", "|", ";"})
# More small words than this in a row are a sentence, not a name.
_LONGEST_SMALL_NAME = 3
_DAUGHTERS_NAMED = words("adinda wanda umi ummi")
# The name of an office is looked for this many words back.
_PLACE_REACH = 3
# The head of a longer name ("Masjid Abu Bakar Ash-Shiddiq") is looked for this many tokens back.
_INSTITUTION_REACH = 6
# A full stop after a word of this many letters ends a sentence.
_WHOLE_WORD = 5
# Forms of address inside names of schools and mosques: "TPQ Umi Kalsum", "MIN 3 Ki Hajar".
_REVERED = words("umi ki kh syekh nyai raden sultan imam sunan tgk teungku tuan")
# Pieces of a name that a bad scan leaves, and the blanks between them.
_MOST_PIECES = 3
_WIDEST_GAP = 2
# A scanner's gap leaves a tail no longer than this: "Haryan to".
_LONGEST_TAIL = 5
_NAMED_AFTER_PERSONS = words(
    "masjid mesjid musala mushola musholla langgar surau pondok pesantren ponpes yayasan jembatan "
    "balai gedung aula stadion "
    "bandara jalan jl jln universitas uin rsud rsu panti koperasi travel toko hotel cv pt mdta tpq "
    "majelis taklim mts mis mi ra ma'had mahad tahfizh tahfidz "
    "smk smp sma sd tk klinik apotek perpustakaan pp monumen museum taman"
)
_NAMED_AFTER_PLACES = words(
    "man mtsn min kua kemenag kankemenag kanwil desa kecamatan kec kelurahan kel kabupaten kab kota asrama "
    "bimas negeri "
    "kantor polres polsek pengadilan kejaksaan haji smpn sman sdn smkn iain uin mts mi ma"
)
# "I Komang", "Ni Luh" in small letters.
_BIRTH_ORDER = words("komang kadek wayan made nyoman ketut nengah gede putu gusti dewa luh ketut")
# "br" is read as the short form of "baru".
_DAUGHTERS = words("br boru baru")
_NUMBERED_PARTIES = words("terdakwa tergugat penggugat terlapor pelapor pemohon termohon saksi pihak calon")
_SHORT_NAMES = words("moh muh moch mhd mohd abd abdl ach akh ahm umi bag")
_ENDS = frozenset({",", ".", "NL", "\n", ")", ";", "/", "|", "(", "-"})
_LINEAGE = words("bin binti bt b")
# Forms of address that women are named, too: "a.n. Nona Latupapua".
_NAMED_LIKE_TITLES = words("nona neng")
_BEFORE_NAMES = _NAMED_LIKE_TITLES | {"."}
_SAID_IN_FULL = words("an nama bernama namanya")
_LONGEST_SHORT_FORM = 2
_FIRST_LETTERS = {"5": "s", "0": "o", "8": "b", "1": "i"}


class Proposal(NamedTuple):
    """Tokens `first` up to but not including `stop`, how surely they are a name, and by which rule."""

    first: int
    stop: int
    score: float
    rule: str


def settle(
    tokens: Sequence[Token],
    attributes: Sight,
    proposals: Sequence[Proposal],
    lexicon: Lexicon,
    *,
    damaged: bool = False,
) -> Iterator[Proposal]:
    """Yield what is left of the proposals once each has been cut, trimmed, checked and extended.

    `damaged` says that the text was scanned badly, so that names may go on in pieces.
    """
    for proposal in _joined_by_lineage(attributes, proposals):
        for piece in _pieces(tokens, attributes, proposal):
            settled = _trim(tokens, attributes, piece)
            if settled is not None and not _is_institution(tokens, attributes, settled):
                extended = _extend(tokens, attributes, _widen(tokens, attributes, settled), lexicon)
                widened = _over_hyphen(tokens, attributes, _widen(tokens, attributes, extended))
                yield _with_pieces(tokens, attributes, widened, lexicon) if damaged else widened


def _joined_by_lineage(attributes: Sight, proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Join "Abdul Muin" and "Rahmat" in "Abdul Muin bin Rahmat"."""
    waiting: Proposal | None = None
    for proposal in proposals:
        if waiting is not None:
            linked = proposal.first == waiting.stop + 1 and attributes.words[waiting.stop] in _LINEAGE
            if linked:
                waiting = Proposal(waiting.first, proposal.stop, waiting.score, waiting.rule)
                continue
            yield waiting
        waiting = proposal
    if waiting is not None:
        yield waiting


def _pieces(tokens: Sequence[Token], attributes: Sight, proposed: Proposal) -> Iterator[Proposal]:
    """Cut a proposal where no name goes on: at numbers, line ends, cue words and most marks."""
    first, stop, score, rule = proposed
    for index in range(first, stop):
        inside = index > first and attributes.classes[index] == "J" and attributes.buckets[index] in "23"
        if not inside and not _goes_on(tokens, attributes, index):
            yield Proposal(first, index, score, rule)
            first = index + 1
    yield Proposal(first, stop, score, rule)


def _goes_on(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    code, word = attributes.classes[index], attributes.words[index]
    if code == "P":
        before = tokens[index - 1] if index else None
        touching = before is not None and before.end == tokens[index].start
        return touching and (word in "-'" or (word == "." and _is_abbreviation(attributes, index - 1)))
    return (
        code not in "NLJB"
        and word != "als"
        and (code != "V" or word in _LINEAGE or _is_clan(attributes, index))
    )


def _is_clan(attributes: Sight, index: int) -> bool:
    """ "Br. Karo": a daughter's clan, whatever else the word means."""
    before = attributes.words[max(0, index - 2) : index]
    return bool(before) and (before[-1] in _DAUGHTERS or (before[-1] == "." and before[0] in _DAUGHTERS))


def _is_abbreviation(attributes: Sight, index: int) -> bool:
    """Whether a full stop after this word leaves a name open ("Moh. Toha", "R. Ayu") or ends a sentence."""
    word = attributes.words[index]
    if (
        len(word) > 2
        and word not in _DAUGHTERS
        and attributes.buckets[index] != "0"
        and word not in _SHORT_NAMES
    ):
        return False
    return word in _DAUGHTERS or (len(word) < 5 and attributes.classes[index] not in "fcMAIJK")


def _trim(tokens: Sequence[Token], attributes: Sight, proposal: Proposal) -> Proposal | None:
    """Drop titles in front and degrees, verbs or marks behind; None when no name is left."""
    first, stop, score, rule = proposal
    codes = attributes.classes
    while first < stop and codes[first] in "PNLTDHVB" and not _is_kept(attributes, first, stop):
        first += 1
    while first < stop - 1 and _leads_wrongly(tokens, attributes, first):
        first += 1
    while stop > first and (_trails(attributes, first, stop - 1) or _is_code(tokens[stop - 1].text)):
        stop -= 1
    first = _after_place(attributes, first, stop)
    if (
        0 < first < stop
        and attributes.words[first] == "i"
        and attributes.words[first - 1] in _NUMBERED_PARTIES
    ):
        first += 1  # "Terdakwa I Obaja"
    if 0 < first < stop - 1 and codes[first] == "M" and codes[first - 1] == "N":
        first += 1  # "2 Maret Anda menulis"
    opens = first == 0 or attributes.words[first - 1] in OPENERS
    if opens and stop - first > 1 and codes[first] in "fag" and attributes.buckets[first] == "0":
        first += 1
    stop = _before_sentence(attributes, first, stop)
    if first >= stop or all(len(tokens[i].text) < 2 for i in range(first, stop)):
        return None
    return None if is_no_name(tokens, attributes, first, stop) else Proposal(first, stop, score, rule)


def _leads_wrongly(tokens: Sequence[Token], attributes: Sight, first: int) -> bool:
    """Whether a name cannot begin here: a code of letters and digits, a short form behind a post."""
    if sum(map(str.isdigit, tokens[first].text)) > 2:
        return True  # "JP4417720938 Hartono"
    post = first > 0 and attributes.classes[first - 1] == "J"
    return post and attributes.classes[first] == "A" and attributes.buckets[first] == "0"  # "Kabag Ortala"


def _trails(attributes: Sight, first: int, index: int) -> bool:
    """Whether the last word of a proposal cannot end a name: marks, degrees, cues, dialect, months."""
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if attributes.words[index] in OWNERS and attributes.shapes[index][-1:] == "x":
        return True
    if code == "g" and bucket in "23":
        opens = index == first and (first == 0 or attributes.words[first - 1] in SENTENCE_OPENERS)
        return opens or attributes.shapes[index][-1:] != "T"
    if code == "g" and index > first and attributes.shapes[index] in ("mT", "sT"):
        return attributes.shapes[index - 1] not in ("mT", "sT")  # "Swie Lan"
    if code in "fg" and index > first + 1 and attributes.words[index - 1] == ".":
        return bucket in "01" and len(attributes.words[index - 2]) == 1  # "berinisial K. Ia mengaku"
    if code == "M" and index == first:  # "Pak Rebo", "nama saya Legi"
        return not (
            first > 0 and (attributes.classes[first - 1] == "H" or names_owner(attributes, first - 1))
        )
    if code == "M" and bucket == "3" and attributes.shapes[index] == attributes.shapes[index - 1]:
        return attributes.classes[index + 1 : index + 2] == ["N"]  # "Rahma Fitri"
    return code in "PNLDVAMgI" and not _is_clan(attributes, index)


def _is_kept(attributes: Sight, first: int, stop: int) -> bool:
    """Whether a form of address belongs to the name: by custom, or because daughters are called so."""
    word = attributes.words[first]
    return word in TITLES_KEPT or (word in _DAUGHTERS_NAMED and first + 1 < stop)


def _is_code(text: str) -> bool:
    """ "JP4417720938", "2OOrb": a number or a ticket."""
    return sum(map(str.isdigit, text)) > 2 or text[0].isdigit()


def _before_sentence(attributes: Sight, first: int, stop: int) -> int:
    """Cut unknown small words that follow a name in a text that has capitals: "Rusmini jipoh le guru"."""
    shapes, buckets, codes = attributes.shapes, attributes.buckets, attributes.classes
    while (
        stop - first > 1
        and shapes[stop - 1] in ("mx", "sx")
        and buckets[stop - 1] == "0"
        and codes[stop - 1] in "Uaegsyd"
    ):
        capital = shapes[first][-1:] in "TX"
        if not capital and stop - first <= _LONGEST_SMALL_NAME:
            break
        stop -= 1
    return stop


def _widen(tokens: Sequence[Token], attributes: Sight, proposal: Proposal) -> Proposal:
    """Take in capitalised neighbours in one run: a name does not stop between two capitals."""
    first, stop, score, rule = proposal
    if _goes_on_after_stop(tokens, attributes, first, stop):
        stop += 2
    while (
        stop < len(tokens)
        and tokens[stop].start == tokens[stop - 1].end + 1
        and _carries_on(attributes, stop)
    ):
        stop += 1
        if _goes_on_after_stop(tokens, attributes, first, stop):
            stop += 2
    if _doubled_by_hyphen(tokens, attributes, stop):
        stop += 2
    while first > 0 and tokens[first - 1].end + 1 == tokens[first].start and _leads_in(attributes, first - 1):
        first -= 1
    while _follows_initial(tokens, attributes, first):
        first -= 2
    if first > 1 and _is_small_lead(attributes, first - 1):
        first -= 1
    if first > 0 and attributes.words[first - 1] in ("i", "ni") and attributes.words[first] in _BIRTH_ORDER:
        first -= 1
    if first > 1 and attributes.words[first - 1] in _BEFORE_NAMES:
        first = _before_title(tokens, attributes, first)
    return Proposal(first, stop, score, rule)


def _goes_on_after_stop(tokens: Sequence[Token], attributes: Sight, first: int, stop: int) -> bool:
    """Whether a name goes on behind the full stop of its short last word: "Mansur A. Wakano"."""
    last = stop - 1
    if stop - first < 2 or stop + 1 >= len(tokens) or tokens[stop].text != ".":
        return False
    short = tokens[last].text[0].isupper() and len(tokens[last].text) <= _LONGEST_SHORT_FORM
    near = tokens[stop].start == tokens[last].end and tokens[stop + 1].start <= tokens[stop].end + 1
    code, bucket = attributes.classes[stop + 1], attributes.buckets[stop + 1]
    known = code == "U" or (code in "deskrca" and bucket != "0")
    return short and near and known and attributes.shapes[stop + 1] == attributes.shapes[first]


def _before_title(tokens: Sequence[Token], attributes: Sight, first: int) -> int:
    """Where a name begins that has "Nona", "Neng" or "St." (Siti) in front."""
    words_ = attributes.words
    if words_[first - 2] == "st" and words_[first - 1] == ".":
        large = tokens[first - 2].text[0].isupper() and attributes.shapes[first][-1:] in "TX"
        touching = tokens[first - 2].end == tokens[first - 1].start
        return first - 2 if large and touching and attributes.classes[first - 2] != "B" else first
    if words_[first - 1] not in _NAMED_LIKE_TITLES:
        return first
    if tokens[first - 1].text.islower() != tokens[first].text.islower():
        return first
    before = first - 2
    named = (
        attributes.classes[before] == "H"
        or words_[before] in _SAID_IN_FULL
        or names_owner(attributes, before)
    )
    listed = before > 0 and words_[before] in (".", ")") and attributes.classes[before - 1] == "N"
    return first - 1 if named or listed else first


def _doubled_by_hyphen(tokens: Sequence[Token], attributes: Sight, stop: int) -> bool:
    """Whether a hyphen and another word with a capital are glued to what ends here: "Rumengan-Kalalo"."""
    return (
        stop + 1 < len(tokens)
        and tokens[stop].text == "-"
        and tokens[stop - 1].end == tokens[stop].start
        and tokens[stop].end == tokens[stop + 1].start
        and attributes.shapes[stop + 1] in ("mT", "sT", "tT")
        and attributes.classes[stop + 1] in "Udesarkc"
    )


def _is_small_lead(attributes: Sight, index: int) -> bool:
    """An everyday name part in small letters between its cue and the rest: "nama saya bagas triyono"."""
    known = attributes.buckets[index] == "3" and attributes.classes[index] in "gdkc"
    cued = attributes.classes[index - 1] in "HV" or names_owner(attributes, index - 1)
    return known and cued and attributes.shapes[index][-1:] == "x"


def _follows_initial(tokens: Sequence[Token], attributes: Sight, first: int) -> bool:
    """Whether an initial stands right before: "A. Sentosa", "D.A. Kusumo"."""
    if first < 2 or tokens[first - 1].text != "." or len(tokens[first - 2].text) != 1:
        return False
    letter = tokens[first - 2]
    if attributes.classes[first - 2] in "HT":
        return False
    touching = letter.end == tokens[first - 1].start and tokens[first].start - tokens[first - 1].end < 2
    return touching and letter.text.isupper()


def _carries_on(attributes: Sight, index: int) -> bool:
    code, bucket, shape = attributes.classes[index], attributes.buckets[index], attributes.shapes[index]
    if shape in ("mT", "sT", "mm", "sm"):
        own = (
            code == "D"
            and len(attributes.words[index]) > 2
            and attributes.words[index + 1 : index + 2] != ["."]
        )
        return own or code in "Udesarycfg" or (code in "kJKM" and bucket in "123")
    ends = attributes.shapes[index + 1 : index + 2]
    if shape == "tT" and ends and ends[0][-1:] == "x":  # the last capital before small letters
        return code in "Udgk"
    return shape == "uX" and ((code in "Udes" and bucket in "123") or (code in "kgJK" and bucket in "23"))


def _leads_in(attributes: Sight, index: int) -> bool:
    code, bucket, shape = attributes.classes[index], attributes.buckets[index], attributes.shapes[index]
    if shape not in ("mT", "sT", "tT"):
        return False
    if attributes.words[index] in TITLES_KEPT:
        return True
    if attributes.words[index] == "imam":  # a man's name where no mosque has been named
        return index > 0 and attributes.classes[index - 1] in "PVL"
    opens = index == 0 or attributes.words[index - 1] in OPENERS
    return (
        (code == "U" and not opens)
        or (code in "Udesg" and bucket in "23")
        or (code == "K" and bucket == "3")
        or (opens and code == "c" and bucket != "0" and attributes.classes[index + 1] == "U")
    )


def _extend(tokens: Sequence[Token], attributes: Sight, proposal: Proposal, lexicon: Lexicon) -> Proposal:
    """Take in what belongs to the last word: a single letter ("rafi k.") or a tail that a scanner cut off."""
    first, stop, score, rule = proposal
    if stop >= len(tokens):
        return proposal
    last, following = tokens[stop - 1], tokens[stop]
    if _has_glued_initial(tokens, attributes, stop):
        return Proposal(first, stop + 2, score, rule)
    if following.start > last.end + 2 or not following.text.isalpha():
        return proposal
    ends = stop + 1 == len(tokens) or tokens[stop + 1].text in _ENDS
    if attributes.words[stop + 1 : stop + 2] == ["/"] and len(following.text) == 1:
        return proposal  # "Jan s/d Mei"
    if (
        len(following.text) == 1
        and (following.text.isupper() or ends)
        and attributes.classes[stop] not in "HN"
    ):
        with_mark = (
            stop + 1 < len(tokens)
            and tokens[stop + 1].text == "."
            and tokens[stop + 1].start == following.end
        )
        return Proposal(first, stop + 1 + with_mark, score, rule)
    cut = (
        len(following.text) <= _LONGEST_TAIL
        and following.text.islower()
        and attributes.shapes[stop - 1][-1:] in "Tm"
    )
    tail = attributes.classes[stop] not in "fcgHKVJIA"
    if cut and tail and lexicon.is_name_part((last.text + following.text).lower()):
        return Proposal(first, stop + 1, score, rule)
    return proposal


def _has_glued_initial(tokens: Sequence[Token], attributes: Sight, stop: int) -> bool:
    """Whether a full stop and a capital are glued to a name: "Hery.K"."""
    if stop + 1 >= len(tokens) or tokens[stop].text != ".":
        return False
    touching = tokens[stop - 1].end == tokens[stop].start and tokens[stop].end == tokens[stop + 1].start
    return touching and attributes.shapes[stop + 1][-1:] == "I"


def _over_hyphen(tokens: Sequence[Token], attributes: Sight, proposal: Proposal) -> Proposal:
    """Take in the rest of a word that was broken at the end of a line: "Wilhel-", "mus"."""
    first, stop, score, rule = proposal
    broken = (
        stop + 2 < len(tokens)
        and tokens[stop].text == "-"
        and tokens[stop].start == tokens[stop - 1].end
        and attributes.classes[stop + 1] == "L"
        and tokens[stop + 2].text[0].isalpha()
        and not tokens[stop + 2].text[0].isupper()
    )
    return Proposal(first, stop + 3, score, rule) if broken else proposal


def _with_pieces(
    tokens: Sequence[Token], attributes: Sight, proposal: Proposal, lexicon: Lexicon
) -> Proposal:
    """Take in the small pieces that a bad scan left of a name: "Sutrisno Hadipra n0t0", "Wirasti ni"."""
    first, stop, score, rule = proposal
    if first > 0 and _is_scanned_given(tokens[first - 1].text, lexicon):
        first -= 1
        first -= first > 0 and attributes.words[first - 1] in TITLES_KEPT
    end = stop
    while end < len(tokens) and end < stop + _MOST_PIECES and _is_scanned_piece(tokens, attributes, end):
        end += 1
    closes = end == len(tokens) or tokens[end].text in _ENDS or tokens[end].start - tokens[end - 1].end > 2
    return Proposal(first, end, score, rule) if closes else proposal


def _is_scanned_given(text: str, lexicon: Lexicon) -> bool:
    """A part of names whose first letter was read as a digit: "5iti", "0de"."""
    letter = _FIRST_LETTERS.get(text[0])
    return letter is not None and text[1:].islower() and lexicon.is_name_part(letter + text[1:])


def _is_scanned_piece(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    """Whether a piece without a capital that nobody reads as a word follows on the same line."""
    text, code = tokens[index].text, attributes.classes[index]
    if not text.isalnum() or text.isdigit() or tokens[index].start - tokens[index - 1].end > _WIDEST_GAP:
        return False
    mixed = not text.isalpha()
    return (mixed or text.islower()) and (code in "UdesyrkN" or (code == "g" and len(text) < _WHOLE_WORD))


def _after_place(attributes: Sight, first: int, stop: int) -> int:
    """Step over a place that belongs to the office right before: "MTsN 3 Sukamaju", "KUA Sukamaju"."""
    head = first - 1
    inside_place = False
    while head >= 0 and first - head <= _PLACE_REACH and _joins_place(attributes, head):
        inside_place = inside_place or attributes.classes[head] in "rkd"
        head -= 1
    if head < 0 or attributes.words[head] not in _NAMED_AFTER_PLACES:
        return first
    numbered = head < first - 1
    while first < stop and (
        attributes.classes[first] in "rk"
        or (inside_place and attributes.classes[first] == "d")
        or (numbered and attributes.buckets[first] == "0")
    ):
        first += 1
    return first


def _joins_place(attributes: Sight, index: int) -> bool:
    return attributes.classes[index] in "NTrkd" or attributes.words[index] in ("haji", ".")


def _is_capital_institution(attributes: Sight, index: int) -> bool:
    """ "Panti Asuhan ...", "TPA ...": any institution word that a mixed text writes with a capital."""
    capital = attributes.shapes[index][:1] in "mt" and attributes.shapes[index][-1:] in "TX"
    return capital and attributes.classes[index] == "I" and attributes.words[index] not in _NAMED_AFTER_PLACES


def _ends_sentence(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    """Whether a full stop here closes a sentence rather than an abbreviation."""
    return tokens[index].text == "." and index > 0 and len(attributes.words[index - 1]) >= _WHOLE_WORD


def _is_institution(tokens: Sequence[Token], attributes: Sight, proposed: Proposal) -> bool:
    """Whether the words belong to the name of a mosque, boarding school, foundation, street or bridge."""
    index = proposed[0] - 1
    hero = False
    for _ in range(_INSTITUTION_REACH):
        revered = attributes.words[index] in _REVERED
        if index < 0 or not (
            attributes.classes[index] in "UIkrdcfSNaeg"
            or tokens[index].text in "-'."
            or revered
            or attributes.words[index] == "h"  # "gedung h. wahid sanusi"
        ):
            return False
        if attributes.words[index] in OWNERS or _ends_sentence(tokens, attributes, index):
            return False
        hero = hero or revered
        if attributes.words[index] in _NAMED_AFTER_PERSONS or _is_capital_institution(attributes, index):
            return True
        if hero and attributes.words[index] in _NAMED_AFTER_PLACES:
            return True
        if attributes.shapes[index][-1:] == "x" and attributes.shapes[index][:1] == "m":
            return False
        index -= 1
    return False
