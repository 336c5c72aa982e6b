"""Find names of persons: the trained model proposes, closed-class rules add and trim, repeats are linked.

A PERSON is the bare name: titles, kinship words and degrees around it stay outside. Institutions and streets
named after persons are no persons. Positions are those of the folded view.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from anonymizer.classify import Finding, Verdict
from anonymizer.features import Sight
from anonymizer.institutions import see
from anonymizer.lexicon import lexicon
from anonymizer.name_company import accompanied
from anonymizer.name_cues import announced, joined
from anonymizer.name_edges import OPENERS, Proposal, settle
from anonymizer.name_links import PLAIN_HONORIFICS, repeats, spelt_out, titled
from anonymizer.name_model import BEGIN, HOPELESS, OUTSIDE, NameModel, name_model
from anonymizer.scans import rejoined, with_spaced_words
from anonymizer.spans import SpanType
from anonymizer.tables import name_cells
from anonymizer.tokens import Token, tokenize
from anonymizer.view import View

# Added to the name score of a word that may be a name, since recall is worth more than precision, and taken
# from that of an ordinary word, which needs a clear cue. Set on generated texts and the development part.
BIAS = 0.4
ORDINARY_BIAS = -0.5
TITLED_BIAS = 3.0
# A text in which somebody has been identified is likely to name others: every bias rises by this.
COMPANY_BIAS = 5.8
# In a text without any other personal datum a name must score this much to be believed.
ALONE = 8.5
# So much less is asked for behind an honorific, of two words with capitals, or of three.
TITLED_TRUST = 4.5
PAIR_TRUST = 4.0
CUED_TRUST = 2.5
# Of an everyday given name hardly anything is asked when it has a capital, less when it has none.
GIVEN_TRUST = {"T": 8.0, "x": 4.0}
CAPITAL_SHARE = 0.6
OPENING_SHARE = 0.3
SMALL_SHARE = 0.5
SPELT_SCORE = 0.995
# Under a heading "Nama" a word needs hardly any other cue.
COLUMN_BONUS = 5.0
# "N A M A : B U D I M A N"
_SPACED = re.compile(r"[A-Z](?<![A-Za-z0-9].) (?:[A-Z] ){3}[A-Z]\b")
_INNER_MARKS = frozenset(".-'")
_EVERYDAY = frozenset("fgAM")
# Classes of words that are no names when no list of names has them.
_UNNAMED = frozenset("cdsae")
_GIVEN = frozenset("Udase")
_HOPELESS = (HOPELESS, HOPELESS)
_ORDINARY = frozenset("fcgHTKVJISraDeAMy")


def find_names(view: View, findings: list[Finding]) -> Iterator[Finding]:
    """Yield the names in a view whose structured findings (sorted, not overlapping) are known.

    Raises `ModelUnreadableError` when the model or a lexicon cannot be read.
    """
    tokens = tokenize(view, findings)
    if not tokens:
        return
    if view.damaged:
        tokens = rejoined(tokens, lexicon())
    elif _SPACED.search(view.folded):
        tokens = with_spaced_words(tokens)
    attributes = see(tokens, lexicon(), damaged=view.damaged)
    model = name_model()
    emissions = [_emissions(attributes, model, index) for index in range(len(tokens))]
    cells = _columns(view, tokens)
    _favour(cells, attributes, emissions)
    sure = announced(attributes, cells)
    company = bool(findings or sure) or _has_name(tokens, attributes, model, emissions)
    proposals = list(_proposed(attributes, model, emissions, COMPANY_BIAS)) if company else []
    found = list(settle(tokens, attributes, proposals, lexicon(), damaged=view.damaged))
    found = joined(found, sure)
    found.extend(titled(attributes, found))
    found.extend(list(accompanied(tokens, attributes, found)))
    found.extend(repeats(attributes, emissions, found))
    for first, stop, score, rule in found:
        yield Finding(tokens[first].start, tokens[stop - 1].end, Verdict(SpanType.PERSON, score, rule))
    for start, end in spelt_out(view, tokens, attributes, found):
        yield Finding(start, end, Verdict(SpanType.PERSON, SPELT_SCORE, "name.linked"))


def _has_name(
    tokens: Sequence[Token], attributes: Sight, model: NameModel, emissions: list[tuple[float, float]]
) -> bool:
    """Whether a text without other personal data names somebody beyond doubt."""
    proposals = list(_proposed(attributes, model, emissions, 0.0, least=ALONE))
    return any(True for _ in settle(tokens, attributes, proposals, lexicon()))


def _columns(view: View, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The tokens, first and behind the last, that stand in a table column or a form's field of names."""
    starts = [token.start for token in tokens]
    return [(bisect_left(starts, start), bisect_left(starts, end)) for start, end in name_cells(view)]


def _favour(
    cells: Sequence[tuple[int, int]], attributes: Sight, emissions: list[tuple[float, float]]
) -> None:
    """Raise the scores of words that stand where names stand."""
    for first, stop in cells:
        for index in range(first, stop):
            written = attributes.shapes[index][-1:] in "TX" or attributes.classes[index] in "Udkr"
            if written and attributes.classes[index] in "Udkraesycfg":
                begin, inside = emissions[index]
                emissions[index] = (begin + COLUMN_BONUS, inside + COLUMN_BONUS)


def _emissions(attributes: Sight, model: NameModel, index: int) -> tuple[float, float]:
    """The model's scores; numbers, most marks and small everyday words without a cue need none."""
    code = attributes.classes[index]
    if code in "LNB" or (code == "P" and attributes.words[index] not in _INNER_MARKS):
        return _HOPELESS
    before = attributes.classes[index - 1] if index else "L"
    if (code == "P" and before in "PLNI") or (code == "I" and before in "PLNI"):
        return _HOPELESS
    ordinary = code in _EVERYDAY or (code in _UNNAMED and attributes.buckets[index] == "0")
    if ordinary and attributes.shapes[index][-1:] in "xi" and before not in "HVK":
        goes_on = before in "Ud" and code in _UNNAMED and attributes.buckets[index - 1] in "23"
        if not goes_on:
            return _HOPELESS
    return model.emissions(attributes, index)


def _proposed(
    attributes: Sight,
    model: NameModel,
    emissions: list[tuple[float, float]],
    extra: float,
    *,
    least: float = HOPELESS,
) -> Iterator[Proposal]:
    """Yield the model's names whose most certain word scores at least `least`."""
    biased = []
    for index, (begin, inside) in enumerate(emissions):
        if begin <= HOPELESS and inside <= HOPELESS:
            biased.append(_HOPELESS)
            continue
        bias = _bias(attributes, index)
        bias += extra if bias > 0 else extra * _ordinary_share(attributes, index)
        biased.append((begin + bias, inside + max(bias, 0.0)))
    first = None
    path = [*model.decode(biased), OUTSIDE]
    for index, state in enumerate(path):
        if first is not None and state in (OUTSIDE, BEGIN):
            margin = max(max(pair) for pair in emissions[first:index])
            score = 0.5 + 0.49 / (1 + math.exp(-max(-30.0, min(30.0, margin))))
            if max(max(pair) for pair in biased[first:index]) >= least - _trust(attributes, first, index):
                yield Proposal(first, index, score, "name.model")
            first = None
        if state == BEGIN:
            first = index


def _trust(attributes: Sight, first: int, stop: int) -> float:
    """How much less is asked of a given name, behind a cue, of two words with capitals or of three."""
    shape = attributes.shapes[stop - 1][-1:]
    named = (attributes.buckets[at] == "3" and attributes.classes[at] in _GIVEN for at in range(first, stop))
    trust = GIVEN_TRUST.get(shape, 0.0) if any(named) else 0.0
    before = first - 2 if first > 1 and attributes.words[first - 1] == "." else first - 1
    if before >= 0 and attributes.classes[before] in "HT":
        return max(trust, TITLED_TRUST)
    if stop - first > (1 if shape in "TX" else 2):
        return max(trust, PAIR_TRUST)
    known = attributes.buckets[first] != "0" or shape == "T"
    return max(trust, CUED_TRUST) if known and before >= 0 and attributes.classes[before] in "JKV" else trust


def _bias(attributes: Sight, index: int) -> float:
    code, bucket = attributes.classes[index], attributes.buckets[index]
    if code not in _ORDINARY or (code == "d" and bucket != "0") or (code in "aesy" and bucket in "23"):
        return BIAS
    if index == 0 or attributes.classes[index - 1] != "H":
        return ORDINARY_BIAS
    capital = attributes.shapes[index] == "mT" and code in "fcdgaesyr"
    rare = attributes.words[index - 1] in PLAIN_HONORIFICS and code in "ades"
    return TITLED_BIAS if capital or rare else ORDINARY_BIAS


def _ordinary_share(attributes: Sight, index: int) -> float:
    """How much of the extra bias an ordinary word gets: less in small letters or opening a sentence."""
    shape = attributes.shapes[index]
    opens = index == 0 or attributes.words[index - 1] in OPENERS
    if shape[-1:] == "T" and not opens:
        return CAPITAL_SHARE
    return OPENING_SHARE if opens else SMALL_SHARE
