"""What in a text could point to a person: the anonymizer's findings, marked for the officer to read again."""

from collections.abc import Iterable
from dataclasses import dataclass

import anonymizer


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; `marked` ones could point to somebody."""

    text: str
    marked: bool


def marked_pieces(text: str) -> tuple[Piece, ...]:
    """Cut the text into plain and marked pieces; empty when nothing was found (which promises nothing)."""
    spans = sorted((span.start, span.end) for span in anonymizer.find(text))
    return tuple(_cut(text, spans)) if spans else ()


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[Piece]:
    seen = 0
    for start, end in spans:
        if start > seen:
            yield Piece(text[seen:start], marked=False)
        if end > seen:
            yield Piece(text[max(start, seen) : end], marked=True)
            seen = end
    if seen < len(text):
        yield Piece(text[seen:], marked=False)
