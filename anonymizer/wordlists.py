"""One small helper for the literal word lists of the other modules."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the blank-separated words of a literal list."""
    return frozenset(text.split())


def phrases(listed: str) -> frozenset[tuple[str, ...]]:
    """Return the phrases of a list separated by semicolons, each as its words."""
    return frozenset(tuple(phrase.split()) for phrase in listed.split(";") if phrase.strip())
