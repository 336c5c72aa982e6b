"""One small helper for the literal word lists of the other modules."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the blank-separated words of a literal list."""
    return frozenset(text.split())
