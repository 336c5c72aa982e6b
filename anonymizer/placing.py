"""Decide for every stretch of one text whose it is and what becomes of it.

Findings, facts, values known from earlier texts of the case and every repeat of them become pieces; what a
policy keeps stays aside, unless it would show a masked value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from anonymizer.errors import AnonymizerError, WrongArgumentError
from anonymizer.facts import Fact, FactKind, coarser_year, find_facts
from anonymizer.forms import BREAK, MAX_GAP, canonical_value, digits_of, fold, words_of
from anonymizer.growing import MappingBuilder
from anonymizer.linking import Links, Ordinary, is_ordinary, link, may_stand_alone
from anonymizer.placeholders import OPENING, Stretch, gaps, placeholders, touching
from anonymizer.policies import Action, Kind, Policy
from anonymizer.proof import PREFILTER_LIMIT, Occurrence, Values
from anonymizer.recognising import (
    LONGEST_VALUE,
    Marks,
    Named,
    Word,
    capitals_mark,
    day_mark,
    digit_spellings,
    identity_of,
    is_doubtful,
    known_person,
    known_value,
    known_value_at,
    marks_of,
    name_forms,
    number_mark,
    numbers_in,
    specific,
    titled_mark,
    value_key,
    with_title,
    word_mark,
    words_in,
)
from anonymizer.roles import REPORTER_SIDE, Role, roles, title_words
from anonymizer.spans import Span, SpanType, resolve_overlaps

SHORT_NAME = 3  # letters a single word of a name needs to be recognised in a later text
MAX_ROUNDS = 8  # masking one value may lay another bare; more rounds than this never happened in any test

_POSSESSED = re.compile(r"(\w{5,})nya")  # no given name ends in -nya after five letters
_DISTRICT = re.compile(r"(?i:\b(?:kec|kecamatan|distrik))\.?[ ][A-Z][\w'-]{1,24}(?:[ ][A-Z][\w'-]{1,24})?")
_TO_DISTRICT = re.compile(r"(?:[ ](?i:village|hamlet))?[ ,(]{1,4}")
_NAMING = frozenset({"terlapor", "pelapor", "saksi", "oknum", "sdr", "sdri", "nama", "bernama", "named"})
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
    gender: str = ""  # "m" or "f" when a title says so
    variants: tuple[tuple[str, ...], ...] = ()  # the words of each of a person's names
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
    shared: dict[str, Entity] = field(default_factory=dict)  # bearers of a name several people have
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
    spelling = builder.base.spelling
    return [(start, end) for start, end, label in placeholders(text) if label is None or spelling(label)]


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
    people, identities = [], set[str]()
    for cluster, name in enumerate(links.names):
        if played[cluster] & REPORTER_SIDE and played[cluster] & {Role.ACCUSED, Role.OFFICIAL}:
            work.notes.add("roles_conflict")
        gender = links.genders[cluster]
        identity = identity_of(work.builder, " ".join(name), gender)
        identity = with_title(" ".join(name), gender) if identity in identities else identity
        identities.add(identity)
        role = _strongest(played[cluster])
        person = Entity(SpanType.PERSON, identity, role, Action.MASK, links.words[cluster], gender)
        person.variants = tuple(links.variants[cluster])
        _recognise(work, person)
        person.action = work.policy.action(SpanType.PERSON, person.role)
        people.append(person)
    return people


def _recognise(work: Work, person: Entity) -> None:
    """Find the person among those of earlier texts; once on the reporter's side means always.

    Whoever shares a name with somebody on that side is in doubt, as within one text.
    """
    builder = work.builder
    if not builder.base.entries:
        return
    marks = _person_marks(work, person)
    named = Named(person.canonical, person.words, person.gender)
    names = [marks, *(_marks_of_name(work, name) for name in person.variants)]
    if person.role in (Role.ACCUSED, Role.OFFICIAL) and any(is_doubtful(builder, name) for name in names):
        work.notes.add("roles_conflict")
        person.role = Role.UNKNOWN
    place = known_person(builder, named, person.role, marks, set(work.known))
    if place is None or place in work.known:
        return
    person.role = _strongest({person.role, _earlier_role(work, place)})
    person.place = place
    work.known[place] = person
    builder.extend(place, person.canonical, person.role, marks=marks.alone, words=marks.words)


def _marks_of_name(work: Work, name: Iterable[str]) -> Marks:
    return marks_of(work.builder.identities, SpanType.PERSON, frozenset(name), "", work.ordinary)


def _person_marks(work: Work, person: Entity) -> Marks:
    identities = work.builder.identities
    return marks_of(identities, person.kind, person.words, "", work.ordinary, gender=person.gender)


def _earlier_role(work: Work, place: int | None) -> Role:
    role = "" if place is None else work.builder.at(place).role
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
        entity.kind = SpanType(work.builder.at(entity.place).kind)
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
    """Make pieces of the facts the policy changes, and of days that are somebody's day of birth."""
    wanted = work.policy.wanted_facts()
    births = {
        fact.canonical: piece.entity
        for piece in work.pieces
        if piece.entity.kind is SpanType.DOB
        for fact in find_facts(work.written(piece), [FactKind.DATE])
    }
    kinds = wanted | {FactKind.DATE} if births or work.builder.knows(SpanType.DOB) else wanted
    if not kinds:
        return
    busy = sorted([*work.taken(), *((piece.start, piece.end) for piece in work.kept)])
    entities: dict[tuple[FactKind, str], Entity] = {}
    for fact in find_facts(work.text, kinds, busy):
        birth = _birth(work, fact, births)
        if birth is not None:
            work.pieces.append(Piece(fact.start, fact.end, birth, 1.0, "birth_again"))
        elif fact.kind in wanted:
            action = work.policy.action(fact.kind)
            coarse = _coarse_fact(fact, action)
            new = Entity(fact.kind, fact.canonical, Role.UNKNOWN, action, coarse=coarse)
            entity = entities.setdefault((fact.kind, fact.canonical), new)
            work.pieces.append(Piece(fact.start, fact.end, entity, 1.0, f"fact_{fact.kind.lower()}", coarse))


def _birth(work: Work, fact: Fact, births: dict[str, Entity]) -> Entity | None:
    """Whose date of birth a date is, in this text or an earlier one of the case."""
    if fact.kind is not FactKind.DATE:
        return None
    if fact.canonical in births:
        return births[fact.canonical]
    places = work.builder.marked(day_mark(work.builder.identities, fact.canonical))
    return _known_entity(work, min(places)) if places else None


def _coarse_fact(fact: Fact, action: Action) -> str:
    if action is Action.YEAR:
        return coarser_year(fact)
    return fact.coarse if action is Action.GENERALISE else ""


def place_known_values(work: Work) -> None:
    """Mask what earlier texts of the case have taught this mapping, also where the finder saw only a part."""
    if not work.builder.has_marks():
        return
    stretches = gaps(work.labels, len(work.text))
    for _ in range(MAX_ROUNDS):
        known = list(_known_values(work, stretches))
        hidden = [known_value for known_value in known if known_value[2].action is not Action.KEEP]
        if not _cover(work, [Piece(start, end, entity, 1.0, "case_value") for start, end, entity in hidden]):
            break
    taken, kept = work.taken(), sorted((piece.start, piece.end) for piece in work.kept)
    for start, end, entity in list(_known_words(work, stretches)):
        holders = touching(kept, start, end)
        if entity.action is Action.KEEP or touching(taken, start, end):
            continue
        if not holders:
            work.pieces.append(Piece(start, end, entity, 1.0, "case_value"))
        elif entity.role in REPORTER_SIDE:
            _unkeep(work, holders, names=False)
    _stop_keeping(work)
    work.pieces = _first_of_overlapping(work.pieces)


def _unkeep(work: Work, holders: Iterable[Stretch], *, names: bool = True) -> None:
    """Mask what was to be kept at these places; a name may share one word with another one."""
    places = set(holders)
    for piece in work.kept if places else ():
        if (piece.start, piece.end) in places and (names or piece.entity.kind is not SpanType.PERSON):
            piece.entity.action = Action.MASK


def _cover(work: Work, new: Sequence[Piece]) -> bool:
    """Add pieces; what lies wholly in one is no piece of its own any more. False when nothing changed.

    What was to be kept and shows such a value is masked instead, and looked at again in the next round.
    """
    old = {piece.start: piece for piece in work.pieces}
    stretches = sorted((piece.start, piece.end) for piece in work.pieces)
    kept = sorted((piece.start, piece.end) for piece in work.kept)
    shown, inside, added = set[Stretch](), set[int](), list[Piece]()
    for piece in _first_of_overlapping(new):
        holders = touching(kept, piece.start, piece.end)
        around = touching(stretches, piece.start, piece.end)
        shown.update(holders)
        if holders or any(first <= piece.start and piece.end <= last for first, last in around):
            continue
        inside.update(first for first, last in around if piece.start <= first and last <= piece.end)
        added.extend(_between(work, piece, [one for one in around if one[0] not in inside]))
    work.pieces = [piece for start, piece in old.items() if start not in inside] + added
    _unkeep(work, shown)
    _stop_keeping(work)
    return bool(shown or added)


def _between(work: Work, piece: Piece, others: Sequence[Stretch]) -> Iterator[Piece]:
    """The parts of a piece that reach out of other ones and hold a letter or digit."""
    reach = [(max(start - piece.start, 0), end - piece.start) for start, end in others]
    for start, end in gaps(reach, piece.end - piece.start):
        if fold(work.text[piece.start + start : piece.start + end]):
            yield replace(piece, start=piece.start + start, end=piece.start + end)


def _known_values(work: Work, stretches: Iterable[Stretch]) -> Iterator[tuple[int, int, Entity]]:
    """Values of earlier texts known as a whole: numbers, names of several words, accounts, plates."""
    builder = work.builder
    for start, end in stretches:
        for first, last in numbers_in(work.text, start, end):
            mark = number_mark(builder.identities, work.text[first:last])
            places = builder.marked(mark) if mark is not None else ()
            if places:
                yield first, last, _known_entity(work, min(places))
    for words, index in _words_of(work, stretches):
        known = known_value_at(builder, work.text, words[index : index + LONGEST_VALUE], work.ordinary)
        if known is not None:
            yield words[index].start, known[0], _known_entity(work, known[1])


def _known_words(work: Work, stretches: Iterable[Stretch]) -> Iterator[tuple[int, int, Entity]]:
    """Single words of names of earlier texts, outside of labels."""
    for words, index in _words_of(work, stretches):
        start = words[index].start
        for begin, finish, mark, name in _markable(work, words, index):
            places = work.builder.marked(mark)
            if places:
                yield start + begin, start + finish, _known_bearer(work, name, places)


def _words_of(work: Work, stretches: Iterable[Stretch]) -> Iterator[tuple[Sequence[Word], int]]:
    """Every word of the stretches: the line of words it stands in, and its place there."""
    for start, end in stretches:
        for words in words_in(work.text, start, end):
            for index in range(len(words)):
                yield words, index


def _markable(work: Work, words: Sequence[Word], index: int) -> Iterator[tuple[int, int, str, str]]:
    """Where in a word a known name may stand, its mark, and the name."""
    word, identities = words[index], work.builder.identities
    written = work.text[word.start : word.end]
    if len(word.folded) < SHORT_NAME or word.folded.isdecimal():
        return
    if work.ordinary(word.folded):
        if _stands_out(work, words, index):
            yield 0, len(written), capitals_mark(identities, written), word.folded
        if _is_titled(work, words, index):
            yield 0, len(written), titled_mark(identities, word.folded), word.folded
        return
    for begin, finish, name in name_forms(written, word.folded):
        if may_stand_alone(name) and not work.ordinary(name):
            yield begin, finish, word_mark(identities, name), name


def _stands_out(work: Work, words: Sequence[Word], index: int) -> bool:
    """Whether only this word among its neighbours has a capital, and no sentence begins with it."""
    word = words[index]
    if index == 0 or not work.text[word.start].isupper() or not work.text[word.start : word.end].istitle():
        return False
    before, after = words[index - 1], words[index + 1] if index + 1 < len(words) else None
    return (
        work.text[before.end : word.start].isspace()
        and work.text[before.start].islower()
        and not (
            after is not None
            and work.text[after.start].isupper()
            and work.text[word.end : after.start] == " "
        )
    )


def _is_titled(work: Work, words: Sequence[Word], index: int) -> bool:
    """Whether a title such as "Pak", or a word such as "terlapor", stands right before the word."""
    before = words[index - 1].folded if index else ""
    if before not in _NAMING and before not in title_words():
        return False
    return work.text[words[index - 1].end : words[index].start].strip(" .:") == ""


def _known_bearer(work: Work, name: str, places: frozenset[int]) -> Entity:
    """The one this text has or all texts have of that name; else somebody of their own, who is neither."""
    here = [place for place in places if place in work.known]
    candidates = here if len(here) == 1 else sorted(places)
    if len(candidates) == 1:
        return _known_entity(work, candidates[0])
    if here and all(work.known[place].action is Action.KEEP for place in places if place in work.known):
        return work.known[here[0]]
    identity = with_title(name, "")
    side = {_earlier_role(work, place) for place in places} & REPORTER_SIDE
    role = _strongest(side)
    return work.shared.setdefault(
        identity, Entity(SpanType.PERSON, identity, role, Action.MASK, frozenset({name}))
    )


def _known_entity(work: Work, place: int) -> Entity:
    entry = work.builder.at(place)
    return work.known.setdefault(
        place, Entity(SpanType(entry.kind), "", _earlier_role(work, place), Action.MASK, place=place)
    )


def _first_of_overlapping(pieces: Iterable[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.start, -p.end)):
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return kept


def place_repeats(work: Work) -> None:
    """Mask every further place where a masked value can be read, until none is left."""
    for _ in range(MAX_ROUNDS):
        _add_values(work)
        joined = _join_cut(work)
        if not _mask_occurrences(work) and not joined:
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


def _join_cut(work: Work) -> bool:
    """Make one piece of every masked value that the findings cut in two: "@nisa.rahma", then "nisa.⟦...⟧"."""
    return _cover(work, [_repeat(work, occurrence) for occurrence in cut_values(work)])


def cut_values(work: Work) -> list[Occurrence]:
    """Return where a masked value can be read that no piece covers whole, labels of others left aside.

    Only around pieces that hold a part of a longer value: elsewhere nothing lies in the way of reading it.
    """
    windows = _windows(work)
    if not windows:
        return []
    stretches = sorted((piece.start, piece.end) for piece in work.pieces)
    found = []
    for occurrence in work.values.occurrences(work.text, windows):
        around = touching(stretches, occurrence.start, occurrence.end)
        whole = any(start <= occurrence.start and occurrence.end <= end for start, end in around)
        bare = gaps([(max(s - occurrence.start, 0), e - occurrence.start) for s, e in around],
                    occurrence.end - occurrence.start)  # fmt: skip
        shown = "".join(work.text[occurrence.start + s : occurrence.start + e] for s, e in bare)
        if around and not whole and not occurrence.soft and fold(shown):
            found.append(occurrence)
    return found


def _windows(work: Work) -> list[Stretch]:
    """The surroundings of pieces that are a part of a longer masked value whose rest stands beside them."""
    values = work.values
    if len(values.letters) > PREFILTER_LIMIT:
        return gaps(work.labels, len(work.text))
    hard = [form for form, pattern in values.letters.items() if not pattern.soft]
    forms = [form for form in (*hard, *values.runs, *values.digits) if len(form) > 1]
    joined = BREAK.join(["", *forms, ""])
    near, longer = list[Stretch](), dict[str, list[str]]()
    for piece in work.pieces:
        written = work.written(piece)
        if written not in longer:
            longer[written] = _longer(written, forms, joined)
        reach = max((_reach(form) for form in longer[written] if _goes_on(work.text, piece, form)), default=0)
        if reach:
            near.append((max(0, piece.start - reach), min(len(work.text), piece.end + reach)))
    free = gaps(work.labels, len(work.text))
    merged = gaps(gaps(sorted(near), len(work.text)), len(work.text)) if near else []
    return [(max(s, start), min(e, end)) for start, end in merged for s, e in touching(free, start, end)]


def _longer(written: str, forms: Sequence[str], joined: str) -> list[str]:
    """The masked values that share a word with this one, or its digits, and are no part of it."""
    own = fold(written)
    words = {*words_of(written), digits_of(written)} - {""}
    if all(joined.count(word) <= joined.count(f"{BREAK}{own}{BREAK}") * own.count(word) for word in words):
        return []
    return [form for form in forms if form not in own and any(word in form for word in words)]


def _reach(form: str) -> int:
    return 2 * len(form) + MAX_GAP


def _goes_on(text: str, piece: Piece, form: str) -> bool:
    """Whether the longer value can be read across a border of the piece, letters or digits only."""
    read = digits_of if form.isdecimal() else fold
    reach = _reach(form)
    before = read(text[max(0, piece.start - reach) : piece.start])[-len(form) :]
    own, after = read(text[piece.start : piece.end]), read(text[piece.end : piece.end + reach])[: len(form)]
    whole, start = before + own + after, 0
    while (start := whole.find(form, start)) >= 0:
        end = start + len(form)
        inside = len(before) <= start and end <= len(before) + len(own)
        if start < len(before) + len(own) and len(before) < end and not inside:
            return True
        start += 1
    return False


def _leave_out_what_betrays(work: Work) -> None:
    """Take the coarser value from every piece where it would show what is masked somewhere in the text."""
    shown = betraying(work, {(piece.entity.kind, piece.coarse) for piece in work.pieces if piece.coarse})
    for piece in work.pieces:
        if (piece.entity.kind, piece.coarse) in shown or _stands_behind(work.text, piece):
            piece.coarse = ""


def _stands_behind(text: str, piece: Piece) -> bool:
    """Whether the text goes on with what the label would say: "Desa Sukamaju, Kec. Mekar"."""
    if piece.entity.kind not in _FROM_THE_TEXT or not piece.coarse:
        return False
    start = _TO_DISTRICT.match(text, piece.end)
    written = "[ ]{1,3}".join(map(re.escape, piece.coarse.split()))
    return start is not None and re.compile(rf"{written}(?!\w)").match(text, start.end()) is not None


def is_known(work: Work, start: int, end: int) -> bool:
    """Say whether this stretch of a label shows what earlier texts of the case taught this mapping."""
    return any(True for found in (_known_values, _known_words) for _ in found(work, [(start, end)]))


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
