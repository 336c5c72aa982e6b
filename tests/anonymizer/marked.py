"""Helpers for texts in which the expected findings are set between « and »."""

from __future__ import annotations

import re

from anonymizer.spans import Span


def unmarked(marked: str) -> tuple[str, list[str]]:
    """Return the text without marks and the marked stretches in order."""
    return marked.replace("«", "").replace("»", ""), re.findall("«([^»]*)»", marked)


def written(text: str, spans: list[Span]) -> list[str]:
    """Return what the spans cover."""
    return [span.of(text) for span in spans]
