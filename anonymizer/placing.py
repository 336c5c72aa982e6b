"""Decide for every stretch of one text whose it is and what becomes of it.

Findings, facts, values known from earlier texts of the case and every repeat of them become pieces; what a
policy keeps stays aside, unless it would show a masked value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from anonymizer.errors import AnonymizerError
from anonymizer.facts import Fact, FactKind, coarser_year, find_facts
from anonymizer.forms import canonical_value, digits_of, fold, phone_core, words_of
from anonymizer.linking import Links, is_ordinary, link, may_stand_alone
from anonymizer.mapping import MappingBuilder
from anonymizer.placeholders import OPENING, Stretch, gaps, placeholders, touching
from anonymizer.policies import Action, Kind, Policy
from anonymizer.proof import Occurrence, Values
from anonymizer.roles import REPORTER_SIDE, Role, roles
from anonymizer.spans import Span, SpanType, resolve_overlaps

MAX_ROUNDS = 8  # masking one value may lay another bare; more rounds than this never happened in any test

_NUMBER_RUN = re.compile(r"\d(?:[ .\-]?\d){5,24}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DISTRICT = re.compile(r"(?i:\b(?:kec|kecamatan|distrik))\.?[ ][A-Z][\w'-]{1,24}(?:[ ][A-Z][\w'-]{1,24})?")
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
    pieces: list[Piece] = field(default_factory=list)
    kept: list[Piece] = field(default_factory=list)
    values: Values = field(default_factory=Values)
    owners: list[Entity] = field(default_factory=list)
    places: set[int] = field(default_factory=set)  # in the mapping, of those who appear in this text
    notes: set[str] = field(default_factory=set)

    def taken(self) -> list[Stretch]:
        return sorted([*self.labels, *((piece.start, piece.end) for piece in self.pieces)])

    def free(self) -> list[Stretch]:
        return gaps(self.taken(), len(self.text))

    def written(self, piece: Piece) -> str:
        return self.text[piece.start : piece.end]


def checked(spans: Iterable[Span], length: int) -> list[Span]:
    given = [span for span in spans if span.start != span.end]
    if any(not 0 <= span.start < span.end <= length for span in given):
        raise SpansOutsideTextError
    return resolve_overlaps(given)


def issued_labels(text: str, builder: MappingBuilder) -> list[Stretch]:
    """Return the labels in lines this mapping put out; a label anywhere else was typed by somebody."""
    if OPENING not in text or not builder.lines:
        return []
    known, found, position = set(builder.base.labels()), list[Stretch](), 0
    for line in text.split("\n"):
        if OPENING in line and builder.identities.of("line", "", line.strip()) in builder.lines:
            found.extend(
                (position + start, position + end)
                for start, end, label in placeholders(line)
                if label is None or label in known
            )
        position += len(line) + 1
    return found


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
    links = link(work.text, spans, span_roles, is_ordinary)
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
        action = work.policy.action(SpanType.PERSON, role)
        canonical = " ".join(name)
        people.append(Entity(SpanType.PERSON, canonical, role, action, links.words[cluster]))
    return people


def _strongest(played: Iterable[Role]) -> Role:
    """The reporter's side wins over every other part a person is said to play."""
    return min(played, key=_ROLE_ORDER.index, default=Role.UNKNOWN)


def _owned_values(
    work: Work, spans: list[Span], span_roles: list[Role], links: Links, people: list[Entity]
) -> dict[int, Entity]:
    by_value: dict[tuple[str, str], list[int]] = {}
    for index, span in enumerate(spans):
        if span.type is not SpanType.PERSON:
            canonical = canonical_value(span.type, span.of(work.text))
            by_value.setdefault((span.type, canonical), []).append(index)
    entities: dict[int, Entity] = {}
    for (_, canonical), indexes in by_value.items():
        owners = (links.owner[i] for i in indexes)
        played = {span_roles[i] for i in indexes} | {
            people[owner].role for owner in owners if owner is not None
        }
        kind, role = spans[indexes[0]].type, _strongest(played)
        action = work.policy.action(kind, role)
        if kind is SpanType.URL and work.policy.is_public_link(spans[indexes[0]].of(work.text)):
            action = Action.KEEP
        entities.update(dict.fromkeys(indexes, Entity(kind, canonical, role, action)))
    return entities


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
            new = Entity(fact.kind, fact.canonical, Role.UNKNOWN, action)
            entity = entities.setdefault((fact.kind, fact.canonical), new)
            coarse = _coarse_fact(fact, action)
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
    known: dict[int, Entity] = {}
    for start, end in gaps(sorted([*work.taken(), *kept]), len(work.text)):
        for piece_start, piece_end, purpose, form in _markable(work.text, start, end):
            places = work.builder.marked(work.builder.identities.of("mark", purpose, form))
            if len(places) == 1:
                place = next(iter(places))
                kind = SpanType(work.builder.entries[place].kind)
                new = Entity(kind, "", Role.UNKNOWN, Action.MASK, place=place)
                entity = known.setdefault(place, new)
                work.pieces.append(Piece(piece_start, piece_end, entity, 1.0, "case_value"))
    work.places.update(known)
    work.pieces = _first_of_overlapping(work.pieces)


def _markable(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, str]]:
    for match in _NUMBER_RUN.finditer(text, start, end):
        yield match.start(), match.end(), "number", mark_digits(match.group())
    for match in _WORD.finditer(text, start, end):
        word = fold(match.group())
        if may_stand_alone(word) and not is_ordinary(word):
            yield match.start(), match.end(), "word", word


def mark_digits(written: str) -> str:
    """Phone numbers must agree with and without country code, so all numbers are compared that way."""
    return phone_core(digits_of(written))


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
        ordinary = person and len(words) == 1 and is_ordinary(words[0])
        work.values.add(piece.entity.kind, written, owner, ordinary=ordinary)
        if person:
            for word in words:
                if may_stand_alone(word) and not is_ordinary(word):
                    work.values.add_word(word, owner)


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


def _repeat(work: Work, occurrence: Occurrence) -> Piece:
    entity = work.owners[occurrence.owner]
    return Piece(occurrence.start, occurrence.end, entity, 1.0, "repeat")


def _stop_keeping(work: Work) -> None:
    """Mask all of an entity of which something that was to be kept shows a masked value."""
    shown = [piece for piece in work.kept if piece.entity.action is not Action.KEEP]
    if shown:
        work.notes.add("kept_then_masked")
        work.kept = [piece for piece in work.kept if piece.entity.action is Action.KEEP]
        work.pieces.extend(shown)
