"""Write the masked text, hand out its labels, and prove that it may be released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from anonymizer.forms import is_digit_kind
from anonymizer.linking import is_ordinary, may_stand_alone
from anonymizer.mapping import Entry
from anonymizer.placeholders import Stretch, escape, gaps, placeholder, placeholders, restore, touching
from anonymizer.placing import Entity, Piece, UnsafeOutputError, Work, mark_digits
from anonymizer.policies import Action, Kind
from anonymizer.proof import Occurrence
from anonymizer.roles import REPORTER_SIDE, Role
from anonymizer.spans import SpanType

MARK_DIGITS = 6  # numbers from this length on are recognised again in later texts of a case


@dataclass(frozen=True, slots=True, order=True)
class MaskedSpan:
    """What was done to one stretch: offsets in the text as given and in the masked text.

    `label` is the placeholder without brackets, "" for a kept finding.
    """

    start: int
    end: int
    type: Kind
    score: float
    rule: str
    masked_start: int
    masked_end: int
    label: str
    role: Role
    action: Action


@dataclass(slots=True)
class Output:
    """The masked text while it is put together."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    labels: dict[str, str] = field(default_factory=dict)  # label -> what was written
    spans: list[MaskedSpan] = field(default_factory=list)

    def put(self, part: str) -> None:
        self.parts.append(part)
        self.length += len(part)


def render(work: Work) -> Output:
    output, position = Output(), 0
    stays = [(start, end, None) for start, end in work.labels]
    placed = [(piece.start, piece.end, piece) for piece in (*work.pieces, *work.kept)]
    for start, end, piece in sorted([*stays, *placed], key=lambda item: item[:2]):
        output.put(escape(work.text[position:start]))
        written = work.text[start:end]
        if piece is None:
            output.put(written)
        elif piece.entity.action is Action.KEEP:
            _put(output, piece, "", escape(written))
        else:
            label = _label(work, piece, written)
            output.labels[label] = written
            _put(output, piece, label, placeholder(label, piece.coarse))
        position = end
    output.put(escape(work.text[position:]))
    return output


def _put(output: Output, piece: Piece, label: str, shown: str) -> None:
    entity, start = piece.entity, output.length
    output.put(shown)
    output.spans.append(
        MaskedSpan(
            piece.start, piece.end, entity.kind, piece.score, piece.rule, start, output.length, label,
            entity.role, _action_taken(piece),
        )
    )  # fmt: skip


def _action_taken(piece: Piece) -> Action:
    if piece.entity.action is Action.KEEP or piece.coarse:
        return piece.entity.action
    return Action.MASK


def _label(work: Work, piece: Piece, written: str) -> str:
    entity = piece.entity
    if entity.place is None:
        entity.place = _mapped(work, entity, written)
        work.places.add(entity.place)
    return work.builder.label(entity.place, written)


def _mapped(work: Work, entity: Entity, written: str) -> int:
    """Return the entity's place in the mapping: by its identity, by the words of its name, or a new one."""
    identities, builder = work.builder.identities, work.builder
    marks: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    if entity.kind is SpanType.PERSON:
        mark_of = {word: identities.of("mark", "word", word) for word in entity.words if len(word) > 1}
        words = frozenset(mark_of.values())
        marks = frozenset(
            mark for word, mark in mark_of.items() if may_stand_alone(word) and not is_ordinary(word)
        )
        place = builder.known(entity.kind, entity.canonical)
        known = _same_person(work, entity, words, marks) if place is None else place
        if known is not None:
            identity = identities.of("identity", entity.kind, entity.canonical)
            builder.extend(known, identity, marks=marks, words=words)
            return known
    elif is_digit_kind(entity.kind) and len(digits := mark_digits(written)) >= MARK_DIGITS:
        marks = frozenset({identities.of("mark", "number", digits)})
    return builder.entry(entity.kind, entity.canonical, entity.role, marks=marks, words=words)


def _same_person(work: Work, entity: Entity, words: frozenset[str], marks: frozenset[str]) -> int | None:
    """Return the only person of earlier texts whose name holds this one, or is held by it.

    Who is one person within this text is settled already, so whoever appeared in it is left out.
    """
    builder = work.builder
    places = {place for mark in marks for place in builder.marked(mark)} - work.places
    fits = [
        place
        for place in places
        if place < len(builder.base.entries) and _may_be(builder.entries[place], entity, words)
    ]
    return fits[0] if len(fits) == 1 else None


def _may_be(entry: Entry, entity: Entity, words: frozenset[str]) -> bool:
    sides = {role in REPORTER_SIDE for role in (entry.role, entity.role) if role != Role.UNKNOWN}
    fits = words <= entry.words or entry.words <= words
    return entry.kind == entity.kind and fits and len(sides) < 2


def prove(work: Work, text: str, output: Output) -> None:
    """Raise UnsafeOutputError unless nothing masked can be read in the text and the text can be restored."""
    kept = [(span.masked_start, span.masked_end) for span in output.spans if span.action is Action.KEEP]
    labels = [(start, end) for start, end, _ in placeholders(text)]
    left = [
        occurrence
        for occurrence in work.values.occurrences(text, gaps(labels, len(text)))
        if not (occurrence.soft and _lies_in(occurrence, kept))
    ]
    if left:
        raise UnsafeOutputError(len(left))
    if _with_labels(work, output) != restore(text, output.labels.get):
        raise UnsafeOutputError(0)


def _lies_in(occurrence: Occurrence, kept: Sequence[Stretch]) -> bool:
    around = touching(kept, occurrence.start, occurrence.end)
    return any(start <= occurrence.start and occurrence.end <= end for start, end in around)


def _with_labels(work: Work, output: Output) -> str:
    """Return the text as it must come back: labels of earlier outputs are read like those of this one."""
    parts, position = [], 0
    for start, end in work.labels:
        written = work.text[start:end]
        parts += [work.text[position:start], restore(written, output.labels.get)]
        position = end
    return "".join([*parts, work.text[position:]])
