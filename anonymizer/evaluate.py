"""Measure a finder against texts with hand-marked spans.

A marked span is found when predictions cover at least half of its letters and digits; a text leaks when one
letter or digit of any marked span stays in sight (reference list, section 7). A kept fact (money, event
date, office, reference) is damaged when one of its letters or digits is covered.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from anonymizer.spans import STRUCTURED_TYPES, Span, SpanType

Finder = Callable[[str], list[Span]]
REPORTER_SIDE = frozenset({"reporter", "family", "witness"})


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A hand-marked span and its owner's part: reporter, family, witness, accused, official or other."""

    start: int
    end: int
    type: SpanType
    role: str


@dataclass(frozen=True, slots=True)
class KeptFact:
    """A stretch that must stay readable, of kind money, event_date, office or reference."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class GoldText:
    """One text with what identifies people in it and what must stay."""

    id: str
    style: str
    text: str
    spans: tuple[GoldSpan, ...]
    kept: tuple[KeptFact, ...]


@dataclass(slots=True)
class Figures:
    """Counts gathered over texts; the rates are properties in [0, 1], 0 of 0 counting as perfect."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    typed: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    damaged: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    left: int = 0
    texts: int = 0
    leaking: int = 0
    lookalikes: int = 0
    lookalikes_masked: int = 0
    reporter_side: int = 0
    reporter_side_found: int = 0

    def recall(self, type_: SpanType) -> float:
        """Share of the marked spans of a type that any prediction covers."""
        return _share(self.found[type_], self.gold[type_])

    def precision(self, type_: SpanType) -> float:
        """Share of the predictions of a type that cover, for at least half, marked spans of that type."""
        return _share(self.right[type_], self.predicted[type_])

    @property
    def structured_recall(self) -> float:
        """Recall over everything but names."""
        return _share(
            sum(self.found[t] for t in STRUCTURED_TYPES), sum(self.gold[t] for t in STRUCTURED_TYPES)
        )

    @property
    def reporter_recall(self) -> float:
        """Recall of names of reporters, their families and witnesses."""
        return _share(self.reporter_side_found, self.reporter_side)

    @property
    def character_leak(self) -> float:
        """Share of marked letters and digits that stay in sight."""
        return self.left / self.characters if self.characters else 0.0

    @property
    def leaking_texts(self) -> float:
        """Share of the texts with marked spans in which a letter or digit of one stays in sight."""
        with_spans = self.texts - self.lookalikes
        return self.leaking / with_spans if with_spans else 0.0

    @property
    def lookalikes_masked_share(self) -> float:
        """Share of the texts without any marked span in which something was marked."""
        return self.lookalikes_masked / self.lookalikes if self.lookalikes else 0.0

    def damage(self, kind: str) -> float:
        """Share of kept facts of a kind of which something was marked."""
        return self.damaged[kind] / self.kept[kind] if self.kept[kind] else 0.0

    def lines(self) -> Iterator[str]:
        """Yield the figures as lines for people."""
        yield f"{'type':14}{'marked':>8}{'recall':>8}{'typed':>8}{'precision':>11}"
        for type_ in SpanType:
            if self.gold[type_] or self.predicted[type_]:
                typed = _share(self.typed[type_], self.gold[type_])
                rates = f"{self.recall(type_):8.3f}{typed:8.3f}{self.precision(type_):11.3f}"
                yield f"{type_:14}{self.gold[type_]:8}{rates}"
        yield f"structured recall          {self.structured_recall:.3f}"
        yield f"PERSON, reporter's side    {self.reporter_recall:.3f}"
        yield f"characters left            {self.character_leak:.3f}"
        yield f"texts with a leak          {self.leaking_texts:.3f} of {self.texts - self.lookalikes}"
        yield f"look-alikes masked         {self.lookalikes_masked_share:.3f} of {self.lookalikes}"
        for kind in sorted(self.kept):
            yield f"kept {kind:22}{self.damage(kind):.3f} damaged of {self.kept[kind]}"


def load_texts(path: Path) -> list[GoldText]:
    """Read a JSONL file of {"id", "style", "text", "spans", "kept"}; raises ValueError on a bad line."""
    return [_gold_text(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _gold_text(record: dict[str, object]) -> GoldText:
    spans = record["spans"]
    kept = record.get("kept", [])
    if not isinstance(spans, list) or not isinstance(kept, list):
        raise ValueError("spans and kept must be lists")
    return GoldText(
        str(record["id"]),
        str(record["style"]),
        str(record["text"]),
        tuple(GoldSpan(s["start"], s["end"], SpanType(s["type"]), s.get("role", "other")) for s in spans),
        tuple(KeptFact(k["start"], k["end"], k["kind"]) for k in kept),
    )


def evaluate(texts: Iterable[GoldText], finder: Finder) -> Figures:
    """Run `finder` over the texts and return the counts."""
    figures = Figures()
    for text in texts:
        _count_text(figures, text, finder(text.text))
    return figures


def missed(text: GoldText, spans: list[Span]) -> list[GoldSpan]:
    """Return the marked spans of which a letter or digit stays in sight."""
    covered = _covered(spans)
    return [span for span in text.spans if _letters(text.text, span.start, span.end) - covered]


def _count_text(figures: Figures, text: GoldText, spans: list[Span]) -> None:
    covered = _covered(spans)
    figures.texts += 1
    figures.leaking += bool(missed(text, spans))
    if not text.spans:
        figures.lookalikes += 1
        figures.lookalikes_masked += bool(spans)
    for span in text.spans:
        _count_marked(figures, text.text, span, covered, spans)
    for guess in spans:
        letters = _letters(text.text, guess.start, guess.end)
        same = _covered(gold for gold in text.spans if gold.type is guess.type)
        figures.predicted[guess.type] += 1
        figures.right[guess.type] += bool(letters) and 2 * len(letters & same) >= len(letters)
    for fact in text.kept:
        figures.kept[fact.kind] += 1
        figures.damaged[fact.kind] += bool(_letters(text.text, fact.start, fact.end) & covered)


def _count_marked(figures: Figures, text: str, span: GoldSpan, covered: set[int], spans: list[Span]) -> None:
    letters = _letters(text, span.start, span.end)
    same = _covered(found for found in spans if found.type is span.type)
    found = 2 * len(letters & covered) >= len(letters)
    figures.gold[span.type] += 1
    figures.found[span.type] += found
    figures.typed[span.type] += 2 * len(letters & same) >= len(letters)
    figures.characters += len(letters)
    figures.left += len(letters - covered)
    if span.type is SpanType.PERSON and span.role in REPORTER_SIDE:
        figures.reporter_side += 1
        figures.reporter_side_found += found


def _covered(spans: Iterable[Span | GoldSpan]) -> set[int]:
    return {position for span in spans for position in range(span.start, span.end)}


def _letters(text: str, start: int, end: int) -> set[int]:
    return {position for position in range(start, end) if text[position].isalnum()}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
