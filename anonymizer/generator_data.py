"""The data files behind the made texts: name parts, templates, fillings, background sentences."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib import resources

_FOLDER = "lexicons"


@lru_cache(maxsize=1)
def name_parts() -> dict[str, list[str]]:
    """Return single parts of names by naming custom."""
    return {key: " ".join(lines).split() for key, lines in _sections("name_parts.txt").items()}


@lru_cache(maxsize=1)
def templates() -> dict[str, list[str]]:
    """Return sentence frames by register."""
    return _sections("templates.txt")


@lru_cache(maxsize=1)
def slots() -> dict[str, list[str]]:
    """Return the fillings of plain slots by kind."""
    return _sections("slots.txt")


@lru_cache(maxsize=1)
def background() -> list[str]:
    """Return news sentences without proper nouns."""
    packed = (resources.files("anonymizer") / _FOLDER / "sentences.txt.gz").read_bytes()
    return gzip.decompress(packed).decode().splitlines()


@lru_cache(maxsize=1)
def places() -> list[str]:
    """Return words of names of regencies and districts."""
    lines = (resources.files("anonymizer") / _FOLDER / "places.txt").read_text(encoding="ascii").splitlines()
    return [line.split(" ")[0] for line in lines]


def _sections(name: str) -> dict[str, list[str]]:
    """Lines of a data file under their "[section]"; lines that begin with "#" are remarks."""
    sections: dict[str, list[str]] = {}
    current = ""
    for line in (resources.files("anonymizer") / _FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line != "[redacted]":
            current = line[1:-1]
        elif line and not line.startswith("#"):
            sections.setdefault(current, []).append(line)
    return sections
