"""Home addresses, read as a chain of parts: street, number, hamlet, RT/RW, village, sub-district.

What counts (reference list, section 7): from the street, hamlet or RT/RW down to village and sub-district as
written in one run; regency, city and province after it are not part of it; an office's address is none.
Element words: identifier formats, section 12.4. Positions are those of the folded view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from anonymizer.address_edges import Token, with_place_after, with_place_before
from anonymizer.address_words import (
    BLOCK,
    DIRECTIONS,
    ESTATE,
    FIRST,
    INNER_KEYWORDS,
    KEYWORDS,
    KIND,
    KIND_BY_SHAPE,
    NAMING_KEYWORDS,
    NOT_A_STREET,
    NOT_GIVEN,
    NUMBER,
    NUMBER_WORDS,
    NUMBERED_HAMLET,
    NUMBERED_OTHERWISE,
    OF_A_BLOCK,
    REGENCY,
    SAID_IN_BLOCK,
    SCANNED,
    SHORTENED,
    STOP,
    VILLAGE,
    WHOLE_WORDS,
    WINGS,
)
from anonymizer.classify import Finding, Verdict
from anonymizer.homes import (
    CUE_REACH,
    HOME_CUES,
    OFFICE_CUES,
    Chain,
    is_home,
    last,
    lived,
    of_office_form,
)
from anonymizer.spans import SpanType
from anonymizer.view import View

_ENGLISH_STREET = re.compile(
    r"(?<![\w/])(?:No\.? ?)?[0-9]{1,4}[A-Za-z]? (?:[A-Z][\w'\-]{1,20} ){1,3}"
    r"(?:Street|St|Road|Rd|Lane|Avenue|Ave|Alley|Close)\b"
)

_ENGLISH_STREETS = (" St", " R", " Lane", " Ave", " Alley", " Close")
_TOKEN = re.compile(
    r"r[twk](?=[0-9])|km(?=[0-9])|[0-9]{1,3},[0-9](?![0-9])|[a-z0-9]{1,40}(?:'[a-z]{1,20})?|[^\sa-z0-9]|\n"
)
_HOUSE_NUMBER = re.compile(r"[0-9]{1,4}[a-z]{0,2}\Z|[0-9]{1,3},[0-9]\Z|[a-z]{1,2}[0-9]{0,3}\Z|[ivx]{1,4}\Z")
_LABEL = re.compile(
    r"(?:\A|[\n;|,.(])[ \-*0-9.)]{0,6}"
    r"(?:a ?[l1i] ?a ?(?:m|rn) ?a ?t|almt|domisili|tempat tinggal|address|home)"
    r"(?: rumah| tinggal| lengkap| saya| sekarang| domisili| asal| ktp| pelapor| pengirim| terlapor|"
    r" sy| kami| ortu)?[ \t]{0,20}[:=;][ \t]{0,4}"
)
_LABELLED_END = re.compile(
    r"\n|[;|)]|(?:(?<=[a-z]{4})|(?<=[0-9]))\.(?: [a-z]{3}|\Z)|[,.]? ?\b(?:kab|kabupaten|kota|prov|provinsi)\b"
    r"|,? ?\b(?:hp|no hp|telp|wa|nik|email|pekerjaan|umur|tgl|tanggal|agama|status|nomor hp|isi|uraian)\b"
)
_ORDER = re.compile(r"[ivx]{1,4}\Z|[0-9]{1,2}\Z")
# What follows the sub-district is the regency.
_DISTRICT_NAMED = re.compile(r"\b(?:kec|kecamatan|distrik|kapanewon|kemantren)\b[^,]{2,40}(,)")
# A longer name, or a third word in small letters, needs a house number or another part right behind it.
_SURE_WORDS = 4
_NAME_WORDS = 7
# Letters of a name that a scanner cut off: "Kel. Tarn rnua".
_LONGEST_TAIL = 5
_SHORTEST_SECOND = 2
# A mark before this place closes an abbreviation: "Alamat : D5. Gunung sari".
_SHORTEST_LABELLED = 5
_MAX_TOKENS = 60
_BLOCK_TOKENS = 12


def find_addresses(view: View) -> Iterator[Finding]:
    """Yield home addresses; a street alone counts only with a number, a hamlet or a word for living there."""
    yield from _labelled(view)
    yield from _english(view)
    tokens = [Token(m[0], *m.span()) for m in _TOKEN.finditer(view.lowered)]
    if view.damaged:
        tokens = list(_joined(tokens))
    after = 0
    unstarted = Chain(0, 0)
    for position in [index for index, token in enumerate(tokens) if token.text in FIRST]:
        if (
            position < after
            or _kind_at(tokens, position, unstarted) is None
            or _is_inner_word(view, tokens, position)
        ):
            continue
        chain, after = _read_chain(view, tokens, position)
        if chain.kinds and not _is_head_of_block(tokens, position, chain) and is_home(view, chain):
            chain.start = with_place_before(view, tokens, position, chain)
            chain.end = with_place_after(view, tokens, after, chain)
            yield Finding(chain.start, chain.end, Verdict(SpanType.ADDRESS, 0.9, "address.chain"))


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with keywords ("Ke lurahan") and numbers ("No. 1 7") that are in pieces put together."""
    position = 0
    while position < len(tokens):
        token = tokens[position]
        following = tokens[position + 1 : position + 2]
        pair = token.text + following[0].text if following and following[0].start == token.end + 1 else ""
        digits = len(pair) < 4 and pair.isdigit() and token.text.isdigit()
        if len(pair) > 4 and pair in KIND_BY_SHAPE and (token.text not in KIND or len(token.text) < 4):
            yield Token(KIND_BY_SHAPE[pair], token.start, following[0].end)
            position += 2
        elif digits and position and tokens[position - 1].text in (".", "no", "nomor"):
            yield Token(pair, token.start, following[0].end)
            position += 2
        else:
            yield token
            position += 1


def _english(view: View) -> Iterator[Finding]:
    """ "I live at 12 Kenanga Street": the house number comes first."""
    if not any(word in view.folded for word in _ENGLISH_STREETS):
        return
    for street in _ENGLISH_STREET.finditer(view.folded):
        words = re.findall(r"[a-z]+", view.lowered[max(0, street.start() - CUE_REACH) : street.start()])
        if last([lived(word) for word in words], HOME_CUES) > last(words, OFFICE_CUES):
            yield Finding(street.start(), street.end(), Verdict(SpanType.ADDRESS, 0.85, "address.english"))


def _is_inner_word(view: View, tokens: list[Token], position: int) -> bool:
    """ "Tanjung Puri": a word for an estate inside the name of a place."""
    if position == 0 or tokens[position].text not in NAMING_KEYWORDS:
        return False
    before = tokens[position - 1]
    written = view.folded[before.start : before.end]
    touching = tokens[position].start == before.end + 1
    lead = before.text in HOME_CUES or before.text in STOP or before.text in KEYWORDS
    return touching and written.istitle() and len(written) > 3 and not lead


def _is_head_of_block(tokens: list[Token], first: int, chain: Chain) -> bool:
    """ "Ketua RT 04", "Pak RW 2": somebody, not a home."""
    return chain.kinds <= {"block", "estate"} and first > 0 and tokens[first - 1].text in OF_A_BLOCK


def _labelled(view: View) -> Iterator[Finding]:
    """ "Alamat : ..." in a form: the line up to the regency."""
    for label in _LABEL.finditer(view.lowered):
        window = view.lowered[label.end() : label.end() + 160]
        stop = _LABELLED_END.search(window, _SHORTEST_LABELLED)
        text = window[: stop.start() if stop else len(window)].rstrip(" ,.-")
        lowest = _DISTRICT_NAMED.search(text)
        text = text if lowest is None else text[: lowest.start(1)]
        words = re.findall(r"[a-z]+", text)
        if (
            len(text) > 4
            and words
            and words[0] not in NOT_GIVEN
            and _looks_placed(view.folded[label.end() : label.end() + len(text)])
            and not OFFICE_CUES.intersection(words[:3])
            and not of_office_form(view.lowered, label.end())
        ):
            yield Finding(
                label.end(), label.end() + len(text), Verdict(SpanType.ADDRESS, 0.85, "address.label")
            )


def _looks_placed(written: str) -> bool:
    """A digit, an address word or a capital: what people write after "Alamat:" when they give one."""
    words = set(re.findall(r"[a-z]+", written.lower()))
    return any(map(str.isdigit, written)) or bool(words & KEYWORDS) or any(map(str.isupper, written))


def _read_chain(view: View, tokens: list[Token], first: int) -> tuple[Chain, int]:
    chain = Chain(tokens[first].start, tokens[first].start)
    position = first
    while position < len(tokens) and position < first + _MAX_TOKENS:
        kind = _kind_at(tokens, position, chain)
        if kind is None:
            break
        after = _read_part(view, tokens, position, kind)
        if after is None:
            break
        chain.kinds.add(kind)
        chain.parts += kind != "milestone"
        chain.end = tokens[after - 1].end
        position = _skip_joint(tokens, after)
    return chain, position


def _kind_at(tokens: list[Token], position: int, chain: Chain) -> str | None:
    text = _keyword(tokens, position)
    following = tokens[position + 1].text if position + 1 < len(tokens) else ""
    if text == "asrama" and following == "haji":
        return None
    if text == "negeri" and chain.kinds:
        return "village"
    if text in KIND:
        return KIND[text]
    if text == NUMBERED_HAMLET and _ORDER.match(following):
        return "hamlet"
    if text == "er" and position + 1 < len(tokens) and tokens[position + 1].text in ("te", "we"):
        return "block"
    if chain.kinds and text in ("kos", "kost", "kosan"):
        return "estate"
    if text in WINGS and (chain.kinds or _opens_tower(tokens, position)):
        return "estate"
    if chain.kinds and text in ("km", "krn", "kilometer"):
        return "milestone"
    return "number" if chain.kinds and text in NUMBER else None


def _keyword(tokens: list[Token], position: int) -> str:
    """The word at a position, with what scanners make of short address words undone: "JI.", "J1.", "Ke1."."""
    text = tokens[position].text
    if text in KIND_BY_SHAPE:
        return text if text in KIND else KIND_BY_SHAPE[text]
    dotted = position + 1 < len(tokens) and tokens[position + 1].text == "."
    return SCANNED.get(text, text) if dotted else text


def _skip_joint(tokens: list[Token], position: int) -> int:
    """Step over a comma, a line break or a dash between two parts."""
    limit = position + 3
    while position < min(limit, len(tokens)) and tokens[position].text in ",.\n-/;:":
        position += 1
    return position


def _read_part(view: View, tokens: list[Token], position: int, kind: str) -> int | None:
    """Return the position after one part, None when the word there does not begin a part after all."""
    after = position + 1
    if after < len(tokens) and tokens[after].text == "." and tokens[position].text in WHOLE_WORDS:
        return None
    while after < len(tokens) and tokens[after].text in ".:" and after < position + 3:
        after += 1
    if after + 1 < len(tokens) and tokens[after].text == "/" and tokens[after + 1].text in VILLAGE:
        after += 3 if after + 2 < len(tokens) and tokens[after + 2].text == ":" else 2
    if kind == "block":
        return _read_block(tokens, after)
    if kind in ("number", "milestone"):
        return _read_house_number(tokens, after)
    return _read_name(view, tokens, position, after, kind)


def _read_house_number(tokens: list[Token], after: int) -> int | None:
    """ "12", "12A", "45/12", "9 B"."""
    in_words = _count_words(tokens, after)
    if in_words:
        after += in_words
        lettered = after < len(tokens) and len(tokens[after].text) == 1 and tokens[after].text.isalpha()
        return after + lettered
    if after >= len(tokens) or not _HOUSE_NUMBER.match(tokens[after].text):
        return None
    if tokens[after].text in NUMBERED_OTHERWISE:
        return None
    after += 1
    for _ in range(2):
        if (
            after + 1 < len(tokens)
            and tokens[after].text in "/-"
            and _HOUSE_NUMBER.match(tokens[after + 1].text)
        ):
            after += 2
        elif _is_letter_of_house(tokens, after) or (
            after < len(tokens) and tokens[after].text.isdigit() and tokens[after - 1].text.isalpha()
        ):
            after += 1
    return after


def _opens_tower(tokens: list[Token], position: int) -> bool:
    """ "Tower B lt 12 unit 05": the wing of a block of flats that comes first."""
    following = [token.text for token in tokens[position + 1 : position + 3]]
    return len(following) == 2 and len(following[0]) == 1 and following[1] in NUMBER


def _is_letter_of_house(tokens: list[Token], position: int) -> bool:
    """Whether a single letter behind the number belongs to it and ends the part: "no 12 b"."""
    if position >= len(tokens) or len(tokens[position].text) > 1 or not tokens[position].text.isalpha():
        return False
    following = tokens[position + 1].text if position + 1 < len(tokens) else "\n"
    return tokens[position - 1].text.isdigit() and (following in "\n,.;)" or following in KIND)


def _is_capital_name(view: View, tokens: list[Token], position: int) -> bool:
    """A word like "Dalam" counts as part of a name when it alone is capitalised in a mixed-case text."""
    written = view.folded[tokens[position].start : tokens[position].end]
    return (
        written.istitle()
        and not view.folded[tokens[position - 1].start : tokens[position].start - 1].isupper()
    )


def _count_words(tokens: list[Token], position: int) -> int:
    """How many number words ("dua belas") stand at a position."""
    count = 0
    while count < 3 and position + count < len(tokens) and tokens[position + count].text in NUMBER_WORDS:
        count += 1
    return count


def _read_block(tokens: list[Token], after: int) -> int | None:
    """Numbers after RT: "03/05", "03/RW 05", "/RW 003/005", "3 rw 5"."""
    end = None
    limit = min(len(tokens), after + _BLOCK_TOKENS)
    while after < limit:
        text = tokens[after].text
        in_words = _count_words(tokens, after)
        if text.isdigit() and len(text) < 4:
            end = after + 1
        elif in_words:
            after += in_words - 1
            end = after + 1
        elif text not in BLOCK and text not in "/.-:\n" and text not in SAID_IN_BLOCK:
            break
        after += 1
    return end


def _read_name(view: View, tokens: list[Token], keyword: int, after: int, kind: str) -> int | None:
    words = 0
    first = after
    while after < len(tokens) and words < _NAME_WORDS:
        if not _names_place(view, tokens, after, first, kind):
            break
        after += 1
        mark = _inner_mark(tokens, after)
        after += mark
        words += 1 - mark
        if kind == "street" and not mark and after > first + 1 and tokens[after - 1].text[0].isdigit():
            after += _is_letter_of_house(tokens, after)
            break
    if words == 0 and kind == "estate" and first < len(tokens) and tokens[first].text in ESTATE:
        return first
    numbered = any(
        _is_detail(token.text) or token.text in NUMBER_WORDS for token in tokens[first + 1 : first + 2]
    )
    joined = [token.text for token in tokens[first + 1 : first + 3]]
    numbered = numbered or (len(joined) == 2 and joined[0] == "," and joined[1] in BLOCK)
    if words == 0 or (
        not numbered
        and tokens[keyword].text in ("jalan", "street", "gang", "lorong")
        and tokens[first].text in NOT_A_STREET
    ):
        return None
    return after


def _inner_mark(tokens: list[Token], after: int) -> int:
    """1 when a mark inside a name follows: "IX/C", "H. Ahmad", "Al-Amin"; 0 when the name may end."""
    if (
        after + 1 >= len(tokens)
        or tokens[after].text not in ".-/'"
        or tokens[after - 1].end != tokens[after].start
    ):
        return 0
    touching = tokens[after + 1].start == tokens[after].end
    short = tokens[after - 1].text in SHORTENED or (
        len(tokens[after - 1].text) <= 2 and tokens[after - 1].text.isalpha()
    )
    return int(touching and (short or tokens[after].text != ".")) or int(short and tokens[after].text == ".")


def _names_place(view: View, tokens: list[Token], position: int, first: int, kind: str) -> bool:
    """Whether a word can be (a further) part of the name of a street or village."""
    token = tokens[position]
    text = token.text
    if text in STOP and text in DIRECTIONS and position > first and tokens[position + 1 : position + 2]:
        return not view.folded[token.start].islower() or _is_detail(tokens[position + 1].text)
    if _closes_name(view, tokens, position, first, kind):
        return True
    town = position == first and text in ("kota", "kab") and kind in ("village", "district")
    if (
        not text[0].isalnum()
        or text == "rp"
        or (text in REGENCY and not town)
        or (text in STOP and not _is_capital_name(view, tokens, position))
    ):
        return False
    if position > first and text in DIRECTIONS and tokens[position - 1].text in DIRECTIONS:
        return True
    if position == first + 1 and kind == "street" and text in INNER_KEYWORDS:
        return not view.folded[token.start].islower()
    if text in KEYWORDS or text in NUMBER:
        return position == first and kind in ("hamlet", "village", "district") and text in NAMING_KEYWORDS
    if text.isdigit():
        return len(text) <= 3 and (position == first or kind in ("street", "estate"))
    if position > first and text in NUMBER_WORDS and kind in ("estate", "street"):
        return True
    written = view.folded[token.start : token.end]
    previous = view.folded[tokens[first].start]
    if position > first and previous.isupper() and written[0].islower():
        later = tokens[position + 1 : position + 2]
        if kind == "street" and later and len(text) > _SHORTEST_SECOND and text not in STOP:
            return later[0].text in NUMBER or (view.damaged and len(text) <= _LONGEST_TAIL)
        return view.damaged and len(text) <= _LONGEST_TAIL and later != []
    if position > first and tokens[position - 1].end + 3 < token.start:
        return False
    if position < first + 2 or (position < first + _SURE_WORDS and not written[0].islower()):
        return True
    return any(_is_detail(later.text) for later in tokens[position + 1 : position + 4])


def _closes_name(view: View, tokens: list[Token], position: int, first: int, kind: str) -> bool:
    """ "Kec. Sibolga Kota.", "Desa Sitolu Huta, Kec.": a word for a place that is the last of a name."""
    token = tokens[position]
    closed = position + 1 >= len(tokens) or tokens[position + 1].text in ",.;)\n"
    named = position > first and kind in ("village", "district") and not view.folded[token.start].islower()
    return closed and named and (token.text == "kota" or token.text in NAMING_KEYWORDS)


def _is_detail(text: str) -> bool:
    return text in KEYWORDS or text in NUMBER or (text[0].isdigit() and len(text) < 5)
