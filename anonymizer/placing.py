"""Decide for every stretch of one text whose it is and what becomes of it.

Findings, facts, values known from earlier texts of the case and every repeat of them become pieces; what a
policy keeps stays aside, unless it would show a masked value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from anonymizer.errors import AnonymizerError, WrongArgumentError
from anonymizer.facts import Fact, FactKind, coarser_year, find_facts
from anonymizer.forms import canonical_value, fold, words_of
from anonymizer.linking import Links, Ordinary, is_ordinary, link, may_stand_alone
from anonymizer.mapping import MappingBuilder
from anonymizer.placeholders import OPENING, Stretch, gaps, placeholders, touching
from anonymizer.policies import Action, Kind, Policy
from anonymizer.proof import Occurrence, Values
from anonymizer.recognising import (
    digit_spellings,
    known_person,
    known_value,
    marks_of,
    name_forms,
    number_mark,
    specific,
    value_key,
    word_mark,
)
from anonymizer.roles import REPORTER_SIDE, Role, roles
from anonymizer.spans import Span, SpanType, resolve_overlaps

MAX_ROUNDS = 8  # masking one value may lay another bare; more rounds than this never happened in any test

_POSSESSED = re.compile(r"(\w{5,})nya")  # no given name ends in -nya after five letters
_NUMBER_RUN = re.compile(r"\d(?:[ .\-]?\d){5,24}")
_WORD = re.compile(r"[^\W_]{3,}")
_DISTRICT = re.compile(r"(?i:\b(?:kec|kecamatan|distrik))\.?[ ][A-Z][\w'-]{1,24}(?:[ ][A-Z][\w'-]{1,24})?")
_FROM_THE_TEXT = frozenset({FactKind.VILLAGE, SpanType.ADDRESS})  # kinds whose coarser value it is
_ROLES = frozenset(role.value for role in Role)
_ROLE_ORDER = (Role.REPORTER, Role.FAMILY, Role.WITNESS, Role.ACCUSED, Role.OFFICIAL, Role.UNKNOWN)


class UnsafeOutputError(AnonymizerError):
    """The masked text could not be proven safe and was not released; `values` were still readable."""

    def __init__(self, values: int) -> None:
        super().__init__(f"masked text not released: {values} values could not be hidden")
        self.values = values


class SpansOutsideTextError(AnonymizerError):
    """A span given by the caller does not lie within the text."""

    def __init__(self) -> None:
        super().__init__("spans must lie within the text")


@dataclass(slots=True)
class Entity:
    """One person or value of the text. `words` are those of a person's names."""

    kind: Kind
    canonical: str
    role: Role
    action: Action
    words: frozenset[str] = frozenset()
    place: int | None = None  # in the mapping, once it is known
    coarse: str = ""  # what all spellings of a fact become


@dataclass(slots=True)
class Piece:
    """A stretch of the text that belongs to an entity."""

    start: int
    end: int
    entity: Entity
    score: float
    rule: str
    coarse: str = ""
    taught: bool = False  # whether the scan for repeats knows it


@dataclass(slots=True)
class Work:
    """One text on its way through `mask`."""

    text: str
    policy: Policy
    builder: MappingBuilder
    labels: list[Stretch]  # placeholders of earlier outputs that stay as they are
    searched: bool  # whether the finder read the text, or spans were given instead
    pieces: list[Piece] = field(default_factory=list)
    kept: list[Piece] = field(default_factory=list)
    values: Values = field(default_factory=Values)
    owners: list[Entity] = field(default_factory=list)
    known: dict[int, Entity] = field(default_factory=dict)  # by place in the mapping: who earlier texts had
    notes: set[str] = field(default_factory=set)
    # Remembers words for one text only: words of a complaint must not stay in the process.
    ordinary: Ordinary = field(default_factory=lambda: cache(is_ordinary))

    def __post_init__(self) -> None:
        self.values.is_word = self.ordinary

    def taken(self) -> list[Stretch]:
        return sorted([*self.labels, *((piece.start, piece.end) for piece in self.pieces)])

    def free(self) -> list[Stretch]:
        return gaps(self.taken(), len(self.text))

    def written(self, piece: Piece) -> str:
        return self.text[piece.start : piece.end]


def checked(spans: Iterable[Span], length: int) -> list[Span]:
    if not isinstance(spans, Iterable):
        raise WrongArgumentError("spans", "a list of Span", spans)
    spans = list(spans)
    for span in spans:
        if not isinstance(span, Span):
            raise WrongArgumentError("spans", "a list of Span", span)
    given = [span for span in spans if span.start != span.end]
    if any(not 0 <= span.start < span.end <= length for span in given):
        raise SpansOutsideTextError
    return resolve_overlaps(given)


def issued_labels(text: str, builder: MappingBuilder, policy: Policy) -> list[Stretch]:
    """Return the labels of a text that is an output of this mapping as a whole.

    In every other text a label was typed by somebody, whatever the line it stands in.
    """
    if OPENING not in text or not builder.issued(text, policy.digest()):
        return []
    known = set(builder.base.labels())
    return [(start, end) for start, end, label in placeholders(text) if label is None or label in known]


def cut_out(spans: Iterable[Span], labels: Sequence[Stretch]) -> list[Span]:
    """Return the spans without what lies in labels."""
    if not labels:
        return list(spans)
    cut: list[Span] = []
    for span in spans:
        inside = touching(labels, span.start, span.end)
        shifted = [(max(s - span.start, 0), e - span.start) for s, e in inside]
        cut.extend(
            Span(span.start + s, span.start + e, span.type, span.score, span.rule)
            for s, e in gaps(shifted, span.end - span.start)
        )
    return cut


def place_findings(work: Work, spans: list[Span]) -> Links:
    """Turn findings into pieces, one entity for each person and value, and decide what is kept."""
    span_roles = roles(work.text, spans)
    links = link(work.text, spans, span_roles, work.ordinary)
    people = _people(work, spans, span_roles, links)
    values = _owned_values(work, spans, span_roles, links, people)
    for index, span in enumerate(spans):
        cluster = links.person[index]
        entity = people[cluster] if cluster is not None else values[index]
        piece = Piece(span.start, span.end, entity, span.score, span.rule)
        if entity.action is Action.KEEP:
            work.kept.append(piece)
            continue
        if entity.action is Action.GENERALISE:
            piece.coarse = _coarse_value(span.type, span.of(work.text))
        work.pieces.append(piece)
    return links


def _people(work: Work, spans: list[Span], span_roles: list[Role], links: Links) -> list[Entity]:
    played: list[set[Role]] = [set() for _ in links.names]
    for cluster, role in zip(links.person, span_roles, strict=True):
        if cluster is not None:
            played[cluster].add(role)
    people = []
    for cluster, name in enumerate(links.names):
        if played[cluster] & REPORTER_SIDE and played[cluster] & {Role.ACCUSED, Role.OFFICIAL}:
            work.notes.add("roles_conflict")
        role = _strongest(played[cluster])
        person = Entity(SpanType.PERSON, " ".join(name), role, Action.MASK, links.words[cluster])
        _recognise(work, person)
        person.action = work.policy.action(SpanType.PERSON, person.role)
        people.append(person)
    return people


def _recognise(work: Work, person: Entity) -> None:
    """Find the person among those of earlier texts; once on the reporter's side means always."""
    builder = work.builder
    if not builder.base.entries:
        return
    marks = marks_of(builder.identities, person.kind, person.words, "", work.ordinary)
    place = known_person(builder, person.canonical, person.role, marks, set(work.known))
    if place is None or place in work.known:
        return
    person.role = _strongest({person.role, _earlier_role(work, place)})
    person.place = place
    work.known[place] = person
    builder.extend(place, person.canonical, person.role, marks=marks.alone, words=marks.words)


def _earlier_role(work: Work, place: int | None) -> Role:
    role = "" if place is None else work.builder.entries[place].role
    return Role(role) if role in _ROLES else Role.UNKNOWN


def _strongest(played: Iterable[Role]) -> Role:
    """The reporter's side wins over every other part a person is said to play."""
    return min(played, key=_ROLE_ORDER.index, default=Role.UNKNOWN)


def _owned_values(
    work: Work, spans: list[Span], span_roles: list[Role], links: Links, people: list[Entity]
) -> dict[int, Entity]:
    by_value: dict[tuple[str, str], list[int]] = {}
    for index, span in enumerate(spans):
        if span.type is not SpanType.PERSON:
            by_value.setdefault(value_key(span.type, span.of(work.text)), []).append(index)
    entities: dict[int, Entity] = {}
    for indexes in by_value.values():
        owners = (links.owner[i] for i in indexes)
        played = {span_roles[i] for i in indexes} | {
            people[owner].role for owner in owners if owner is not None
        }
        entity = _value(work, [spans[i] for i in indexes], played)
        entities.update(dict.fromkeys(indexes, entity))
    return entities


def _value(work: Work, spans: list[Span], played: set[Role]) -> Entity:
    """Return the entity of one value; a number found as several kinds is of the most specific one."""
    first = min(spans, key=lambda span: specific(span.type))
    written = first.of(work.text)
    entity = Entity(first.type, canonical_value(first.type, written), Role.UNKNOWN, Action.MASK)
    if work.builder.base.entries:
        entity.place = known_value(work.builder, entity.kind, entity.canonical, written)
        played.add(_earlier_role(work, entity.place))
    if entity.place is not None:
        entity.kind = SpanType(work.builder.entries[entity.place].kind)
    entity.role = _strongest(played)
    actions = {work.policy.action(kind, entity.role) for kind in (entity.kind, *(s.type for s in spans))}
    entity.action = Action.MASK if Action.MASK in actions else actions.pop()
    if first.type is SpanType.URL and work.policy.is_public_link(written):
        entity.action = Action.KEEP
    return entity


def _coarse_value(kind: SpanType, written: str) -> str:
    """The district of an address, the decade of a date of birth; "" when none can be read."""
    if kind is SpanType.ADDRESS:
        district = _DISTRICT.search(written)
        return district.group() if district else ""
    year = next((coarser_year(fact) for fact in find_facts(written, [FactKind.DATE])), "")
    return f"{year[:3]}0-an" if year else ""


def place_facts(work: Work) -> None:
    wanted = work.policy.wanted_facts()
    births = {
        fact.canonical: piece.entity
        for piece in work.pieces
        if piece.entity.kind is SpanType.DOB
        for fact in find_facts(work.written(piece), [FactKind.DATE])
    }
    kinds = wanted | {FactKind.DATE} if births else wanted
    if not kinds:
        return
    busy = sorted([*work.taken(), *((piece.start, piece.end) for piece in work.kept)])
    entities: dict[tuple[FactKind, str], Entity] = {}
    for fact in find_facts(work.text, kinds, busy):
        if fact.kind is FactKind.DATE and fact.canonical in births:
            work.pieces.append(Piece(fact.start, fact.end, births[fact.canonical], 1.0, "birth_again"))
        elif fact.kind in wanted:
            action = work.policy.action(fact.kind)
            coarse = _coarse_fact(fact, action)
            new = Entity(fact.kind, fact.canonical, Role.UNKNOWN, action, coarse=coarse)
            entity = entities.setdefault((fact.kind, fact.canonical), new)
            work.pieces.append(Piece(fact.start, fact.end, entity, 1.0, f"fact_{fact.kind.lower()}", coarse))


def _coarse_fact(fact: Fact, action: Action) -> str:
    if action is Action.YEAR:
        return coarser_year(fact)
    return fact.coarse if action is Action.GENERALISE else ""


def place_known_values(work: Work) -> None:
    """Mask words and numbers that earlier texts of the case have taught this mapping."""
    if not work.builder.has_marks():
        return
    kept = [(piece.start, piece.end) for piece in work.kept]
    for start, end in gaps(sorted([*work.taken(), *kept]), len(work.text)):
        for piece_start, piece_end, mark in _markable(work, start, end):
            places = work.builder.marked(mark)
            if len(places) == 1:
                entity = _known_entity(work, next(iter(places)))
                if entity.action is Action.KEEP:
                    continue
                work.pieces.append(Piece(piece_start, piece_end, entity, 1.0, "case_value"))
    work.pieces = _first_of_overlapping(work.pieces)


def _markable(work: Work, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    identities = work.builder.identities
    for match in _NUMBER_RUN.finditer(work.text, start, end):
        mark = number_mark(identities, match.group())
        if mark is not None:
            yield match.start(), match.end(), mark
    for match in _WORD.finditer(work.text, start, end):
        whole = fold(match.group())
        if whole.isdecimal() or work.ordinary(whole):
            continue
        for begin, finish, word in name_forms(match.group(), whole):
            if may_stand_alone(word) and not work.ordinary(word):
                yield match.start() + begin, match.start() + finish, word_mark(identities, word)


def _known_entity(work: Work, place: int) -> Entity:
    entry = work.builder.entries[place]
    return work.known.setdefault(
        place, Entity(SpanType(entry.kind), "", Role.UNKNOWN, Action.MASK, place=place)
    )


def _first_of_overlapping(pieces: list[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.start, -p.end)):
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return kept


def place_repeats(work: Work) -> None:
    """Mask every further place where a masked value can be read, until none is left."""
    for _ in range(MAX_ROUNDS):
        _add_values(work)
        if not _mask_occurrences(work):
            _leave_out_what_betrays(work)
            return
    raise UnsafeOutputError(len(work.owners))


def _add_values(work: Work) -> None:
    """Teach the scan every piece it does not know yet, and the single words of masked names."""
    for piece in work.pieces:
        if piece.taught:
            continue
        piece.taught = True
        owner = len(work.owners)
        work.owners.append(piece.entity)
        written = work.written(piece)
        person = piece.entity.kind is SpanType.PERSON
        words = words_of(written)
        ordinary = person and len(words) == 1 and work.ordinary(words[0])
        digits = digit_spellings(piece.entity.kind, piece.entity.canonical, written)
        work.values.add(piece.entity.kind, written, owner, ordinary=ordinary, digits=digits)
        for form in _single_forms(words) if person else ():
            if may_stand_alone(form) and not work.ordinary(form):
                work.values.add_word(form, owner)


def _single_forms(words: Iterable[str]) -> Iterator[str]:
    """The words of a name as they may stand alone: as written, and without an ending that says whose."""
    for word in words:
        yield word
        possessed = _POSSESSED.fullmatch(word)
        if possessed:
            yield possessed[1]


def _mask_occurrences(work: Work) -> bool:
    """Mask what the scan sees; a single word of a masked name may stay inside another person's kept name."""
    changed = False
    kept = {(piece.start, piece.end): piece for piece in work.kept}
    stretches = sorted(kept)
    for occurrence in work.values.occurrences(work.text, work.free()):
        holders = touching(stretches, occurrence.start, occurrence.end)
        if occurrence.soft and any(s <= occurrence.start and occurrence.end <= e for s, e in holders):
            continue
        changed = True
        if holders:
            for holder in holders:
                kept[holder].entity.action = Action.MASK
        else:
            work.pieces.append(_repeat(work, occurrence))
    _stop_keeping(work)
    return changed


def _leave_out_what_betrays(work: Work) -> None:
    """Take the coarser value from every piece where it would show what is masked somewhere in the text."""
    shown = betraying(work, {(piece.entity.kind, piece.coarse) for piece in work.pieces if piece.coarse})
    for piece in work.pieces:
        if (piece.entity.kind, piece.coarse) in shown:
            piece.coarse = ""


def is_known(work: Work, start: int, end: int) -> bool:
    """Say whether this stretch shows a word or number that earlier texts of the case taught this mapping."""
    return any(work.builder.marked(mark) for _, _, mark in _markable(work, start, end))


def betraying(work: Work, coarse: Iterable[tuple[Kind, str]]) -> set[tuple[Kind, str]]:
    """Return those coarser values (with the kind of what they stand for) in which a masked value is readable.

    What comes from lists of our own, such as months and bands, never shows a fact: "Rp5-10 juta" is no sign
    of the "10 juta" masked elsewhere. What was taken from the text, such as a district, may show anything.
    """
    given, stretches, position = sorted(coarse), list[Stretch](), 0
    for _, value in given:
        stretches.append((position, position + len(value)))
        position += len(value) + 1
    shown = set()
    for occurrence in work.values.occurrences("\n".join(value for _, value in given), stretches):
        item = given[bisect_right(stretches, occurrence.start, key=lambda stretch: stretch[0]) - 1]
        owner = work.owners[occurrence.owner]
        if item[0] in _FROM_THE_TEXT or not isinstance(owner.kind, FactKind):
            shown.add(item)
    return shown


def _repeat(work: Work, occurrence: Occurrence) -> Piece:
    entity = work.owners[occurrence.owner]
    return Piece(occurrence.start, occurrence.end, entity, 1.0, "repeat", entity.coarse)


def _stop_keeping(work: Work) -> None:
    """Mask all of an entity of which something that was to be kept shows a masked value."""
    shown = [piece for piece in work.kept if piece.entity.action is not Action.KEEP]
    if shown:
        work.notes.add("kept_then_masked")
        work.kept = [piece for piece in work.kept if piece.entity.action is Action.KEEP]
        work.pieces.extend(shown)
