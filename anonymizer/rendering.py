"""Write the masked text, hand out its labels, and prove that it may be released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from anonymizer.facts import FactKind
from anonymizer.mapping import LABELS
from anonymizer.placeholders import (
    CLOSING,
    OPENING,
    Stretch,
    escape,
    gaps,
    placeholder,
    placeholders,
    restore,
    touching,
)
from anonymizer.placing import Entity, Piece, UnsafeOutputError, Work, betraying, cut_values, is_known
from anonymizer.policies import Action, Kind
from anonymizer.proof import Occurrence
from anonymizer.recognising import marks_of
from anonymizer.roles import Role
from anonymizer.spans import SpanType

_KIND_OF: dict[str, Kind] = {LABELS[kind.value]: kind for kind in (*SpanType, *FactKind)}


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
    stays: dict[int, str] = field(default_factory=dict)  # labels of earlier outputs, by where they start

    def put(self, part: str) -> None:
        self.parts.append(part)
        self.length += len(part)


def render(work: Work) -> Output:
    output, position = Output(), 0
    output.stays = _kept_labels(work)
    stays = [(start, end, None) for start, end in work.labels]
    placed = [(piece.start, piece.end, piece) for piece in (*work.pieces, *work.kept)]
    for start, end, piece in sorted([*stays, *placed], key=lambda item: item[:2]):
        output.put(escape(work.text[position:start]))
        written = work.text[start:end]
        if piece is None:
            output.put(output.stays[start])
        elif piece.entity.action is Action.KEEP:
            _put(output, piece, "", escape(written))
        else:
            label = _label(work, piece, written)
            output.labels[label] = written
            _put(output, piece, label, placeholder(label, piece.coarse))
        position = end
    output.put(escape(work.text[position:]))
    return output


def _kept_labels(work: Work) -> dict[int, str]:
    """Return labels of earlier outputs by where they start, bare where they show what is masked by now."""
    texts = {start: work.text[start:end] for start, end in work.labels}
    shown = betraying(work, {part for written in texts.values() for part in _coarse_parts(written)})
    for start, end in work.labels:
        parts = _coarse_parts(texts[start])
        if parts and (parts <= shown or is_known(work, start + texts[start].index(": "), end)):
            texts[start] = texts[start].partition(": ")[0] + CLOSING
    return texts


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
    marks = marks_of(
        builder.identities, entity.kind, entity.words, written, work.ordinary, gender=entity.gender
    )
    place = builder.entry(entity.kind, entity.canonical, entity.role, marks=marks.alone, words=marks.words)
    for variant in (" ".join(name) for name in entity.variants if len(name) > 1):
        if builder.known(entity.kind, variant) is None:
            role = builder.at(place).role
            builder.extend(place, variant, role, marks=marks.alone, words=marks.words)
    return place


def prove(work: Work, text: str, output: Output) -> None:
    """Raise UnsafeOutputError unless nothing masked can be read in the text and the text can be restored."""
    kept = [(span.masked_start, span.masked_end) for span in output.spans if span.action is Action.KEEP]
    labels = [(start, end) for start, end, _ in placeholders(text)]
    left = [
        occurrence
        for occurrence in work.values.occurrences(text, gaps(labels, len(text)))
        if not (occurrence.soft and _lies_in(occurrence, kept))
    ]
    left += cut_values(work)
    if left:
        raise UnsafeOutputError(len(left))
    betrayed = betraying(work, _coarse_parts(text))
    if betrayed:
        raise UnsafeOutputError(len(betrayed))
    if _with_labels(work, output) != restore(text, output.labels.get):
        raise UnsafeOutputError(0)


def _coarse_parts(text: str) -> set[tuple[Kind, str]]:
    """Return what the labels in a text say in clear, with the kind of what they stand for."""
    read = (text[start:end].partition(": ") for start, end, label in placeholders(text) if label)
    return {
        (_KIND_OF[label.removeprefix(OPENING).partition("-")[0]], part.removesuffix(CLOSING))
        for label, _, part in read
        if part
    }


def _lies_in(occurrence: Occurrence, kept: Sequence[Stretch]) -> bool:
    around = touching(kept, occurrence.start, occurrence.end)
    return any(start <= occurrence.start and occurrence.end <= end for start, end in around)


def _with_labels(work: Work, output: Output) -> str:
    """Return the text as it must come back: labels of earlier outputs are read like those of this one."""
    parts, position = [], 0
    for start, end in work.labels:
        parts += [work.text[position:start], restore(output.stays[start], output.labels.get)]
        position = end
    return "".join([*parts, work.text[position:]])
