"""Find names of persons: the trained model proposes, closed-class rules add and trim, repeats are linked.

A PERSON is the bare name: titles, kinship words and degrees around it stay outside. Institutions and streets
named after persons are no persons. Positions are those of the folded view.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from anonymizer.classify import Finding, Verdict
from anonymizer.features import Sight, sight
from anonymizer.lexicon import lexicon
from anonymizer.name_model import BEGIN, OUTSIDE, NameModel, name_model
from anonymizer.spans import SpanType
from anonymizer.tables import name_cells
from anonymizer.tokens import Token, tokenize
from anonymizer.view import View
from anonymizer.wordlists import words

# Added to the name score of a word that may be a name, since recall is worth more than precision, and taken
# from that of an ordinary word, which needs a clear cue. Set on generated texts and the development part.
BIAS = 0.4
ORDINARY_BIAS = -0.8
TITLED_BIAS = 2.5
# A text in which somebody has been identified is likely to name others: every bias rises by this.
COMPANY_BIAS = 3.6
CAPITAL_SHARE = 0.6
OPENING_SHARE = 0.3
SMALL_SHARE = 0.5
# Under a heading "Nama" a word needs hardly any other cue.
COLUMN_BONUS = 3.0
_NAMED_AFTER_PERSONS = words(
    "masjid mesjid musala mushola musholla langgar surau pondok pesantren ponpes yayasan jembatan "
    "balai gedung aula stadion "
    "bandara jalan jl jln universitas uin rsud rsu panti koperasi travel toko hotel cv pt mdta tpq "
    "majelis taklim mts mis mi ra ma'had mahad tahfizh tahfidz "
    "smk smp sma sd tk klinik apotek perpustakaan pp monumen museum taman"
)
_PLAIN_HONORIFICS = words(
    "pak bu bpk ibu bapak mas mbak mbah bang kang pk ustadz ustadzah ust mang teh uni uda kak"
)
_OPENERS = frozenset({".", "!", "?", ":", "NL", '"', "-", ")", "|", ";"})
_NAMED_AFTER_PLACES = words(
    "man mtsn min kua kemenag kankemenag kanwil desa kecamatan kec kelurahan kel kabupaten kab kota asrama "
    "bimas negeri "
    "kantor polres polsek pengadilan kejaksaan haji smpn sman sdn smkn iain uin mts mi ma"
)
_HOPELESS = (-20.0, -20.0)
_LINEAGE = words("bin binti bt b")
_ORDINARY = frozenset("fcgHTKVJISraDeAMy")
_Range = tuple[int, int, float, str]


def find_names(view: View, findings: list[Finding]) -> Iterator[Finding]:
    """Yield the names in a view whose structured findings (sorted, not overlapping) are known.

    Raises `ModelUnreadableError` when the model or a lexicon cannot be read.
    """
    tokens = tokenize(view, findings)
    if not tokens:
        return
    attributes = sight(tokens, lexicon())
    model = name_model()
    emissions = [_emissions(attributes, model, index) for index in range(len(tokens))]
    for start, end in name_cells(view):
        for index, token in enumerate(tokens):
            if start <= token.start < end and attributes.classes[index] in "Udkraesy":
                emissions[index] = (emissions[index][0] + COLUMN_BONUS, emissions[index][1] + COLUMN_BONUS)
    ranges = list(_proposed(attributes, model, emissions, 0.0))
    if ranges or findings:
        ranges = list(_proposed(attributes, model, emissions, COMPANY_BIAS))
    pieces = [piece for proposed in ranges for piece in _pieces(tokens, attributes, proposed)]
    ranges = [trimmed for piece in pieces if (trimmed := _trim(tokens, attributes, piece)) is not None]
    ranges = [proposed for proposed in ranges if not _is_institution(tokens, attributes, proposed)]
    ranges.extend(_linked(tokens, attributes, ranges))
    for first, stop, score, rule in ranges:
        yield Finding(tokens[first].start, tokens[stop - 1].end, Verdict(SpanType.PERSON, score, rule))


def _emissions(attributes: Sight, model: NameModel, index: int) -> tuple[float, float]:
    """The model's scores; a mark among marks and numbers needs none."""
    if all(code in "PLN" for code in attributes.classes[max(0, index - 1) : index + 2]):
        return _HOPELESS
    return model.emissions(attributes, index)


def _proposed(
    attributes: Sight, model: NameModel, emissions: list[tuple[float, float]], extra: float
) -> Iterator[_Range]:
    biased = []
    for index, (begin, inside) in enumerate(emissions):
        bias = _bias(attributes, index)
        bias += extra if bias > 0 else extra * _ordinary_share(attributes, index)
        biased.append((begin + bias, inside + max(bias, 0.0)))
    first = None
    path = [*model.decode(biased), OUTSIDE]
    for index, state in enumerate(path):
        if first is not None and state in (OUTSIDE, BEGIN):
            margin = max(max(pair) for pair in emissions[first:index])
            yield first, index, 0.5 + 0.49 / (1 + math.exp(-max(-30.0, min(30.0, margin)))), "name.model"
            first = None
        if state == BEGIN:
            first = index


def _bias(attributes: Sight, index: int) -> float:
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if code not in _ORDINARY or (code == "d" and bucket != "0") or (code in "aesy" and bucket in "23"):
        return BIAS
    if index == 0 or attributes.classes[index - 1] != "H":
        return ORDINARY_BIAS
    capital = attributes.shapes[index] == "mT" and code in "fcdgaesyr"
    rare = attributes.words[index - 1] in _PLAIN_HONORIFICS and code in "adesy"
    return TITLED_BIAS if capital or rare else ORDINARY_BIAS


def _ordinary_share(attributes: Sight, index: int) -> float:
    """How much of the extra bias an ordinary word gets: less in small letters or opening a sentence."""
    shape = attributes.shapes[index]
    opens = index == 0 or attributes.words[index - 1] in _OPENERS
    if shape[-1:] == "T" and not opens:
        return CAPITAL_SHARE
    return OPENING_SHARE if opens else SMALL_SHARE


def _is_institution(tokens: Sequence[Token], attributes: Sight, proposed: _Range) -> bool:
    """Whether the words belong to the name of a mosque, boarding school, foundation, street or bridge."""
    index = proposed[0] - 1
    for _ in range(6):
        if index < 0 or not (attributes.classes[index] in "UIkrdcSNaeg" or tokens[index].text in "-'."):
            return False
        if attributes.words[index] in _NAMED_AFTER_PERSONS:
            return True
        if attributes.shapes[index][-1:] == "x" and attributes.shapes[index][:1] == "m":
            return False
        index -= 1
    return False


def _after_place(attributes: Sight, first: int, stop: int) -> int:
    """Step over a place that belongs to the office right before: "MTsN 3 Sukamaju", "KUA Sukamaju"."""
    head = first - 1
    while head >= 0 and first - head <= 3 and attributes.classes[head] in "NT":
        head -= 1
    if head < 0 or attributes.words[head] not in _NAMED_AFTER_PLACES:
        return first
    numbered = head < first - 1
    while first < stop and (
        attributes.classes[first] in "rk" or (numbered and attributes.buckets[first] == "0")
    ):
        first += 1
    return first


def _pieces(tokens: Sequence[Token], attributes: Sight, proposed: _Range) -> Iterator[_Range]:
    """Cut a proposal where no name goes on: at numbers, line ends, cue words and most marks."""
    first, stop, score, rule = proposed
    for index in range(first, stop):
        if not _goes_on(tokens, attributes, index):
            yield first, index, score, rule
            first = index + 1
    yield first, stop, score, rule


def _goes_on(tokens: Sequence[Token], attributes: Sight, index: int) -> bool:
    code, word = attributes.classes[index], attributes.words[index]
    if code == "P":
        before = tokens[index - 1] if index else None
        touching = before is not None and before.end == tokens[index].start
        return touching and (word in "-'" or (word == "." and before is not None and len(before.text) < 5))
    return code not in "NLJ" and (code != "V" or word in _LINEAGE)


def _trim(tokens: Sequence[Token], attributes: Sight, proposed: _Range) -> _Range | None:
    """Drop titles in front and degrees or marks behind; None when no letter of a name is left."""
    first, stop, score, rule = proposed
    codes = attributes.classes
    while first < stop and codes[first] in "PNLTDHV":
        first += 1
    while stop > first and codes[stop - 1] in "PNLDVAMg":
        stop -= 1
    first = _after_place(attributes, first, stop)
    opens = first == 0 or attributes.words[first - 1] in _OPENERS
    if opens and stop - first > 1 and codes[first] in "fag" and attributes.buckets[first] == "0":
        first += 1
    if first >= stop or all(len(tokens[i].text) < 2 for i in range(first, stop)):
        return None
    titled = first > 0 and codes[first - 1] == "H"
    if all(code in "IJASNPV" or (code == "M" and not titled) for code in codes[first:stop]):
        return None
    return first, stop, score, rule


def _linked(tokens: Sequence[Token], attributes: Sight, ranges: list[_Range]) -> Iterator[_Range]:
    """Every further place of a found name's words that are not ordinary words is that name too."""
    covered = {index for first, stop, _, _ in ranges for index in range(first, stop)}
    names = {
        attributes.words[index]
        for index in covered
        if len(attributes.words[index]) > 2 and _is_telling(attributes, index)
    }
    for index, word in enumerate(attributes.words):
        if word in names and index not in covered:
            yield index, index + 1, 0.8, "name.linked"


def _is_telling(attributes: Sight, index: int) -> bool:
    code, bucket = attributes.classes[index], attributes.buckets[index]
    return code not in _ORDINARY and (code in "U" or bucket in "23")
