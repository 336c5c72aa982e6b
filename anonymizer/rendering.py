"""Write the masked text, hand out its labels, and prove that it may be released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from anonymizer.placeholders import Stretch, escape, gaps, placeholder, placeholders, restore, touching
from anonymizer.placing import Entity, Piece, UnsafeOutputError, Work
from anonymizer.policies import Action, Kind
from anonymizer.proof import Occurrence
from anonymizer.recognising import marks_of
from anonymizer.roles import Role


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
    return work.builder.label(entity.place, written)


def _mapped(work: Work, entity: Entity, written: str) -> int:
    """Return the place of a new entry, or of the one that has this very value already."""
    builder = work.builder
    marks = marks_of(builder.identities, entity.kind, entity.words, written, work.ordinary)
    return builder.entry(entity.kind, entity.canonical, entity.role, marks=marks.alone, words=marks.words)


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
