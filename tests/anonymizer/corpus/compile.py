"""Compile the marked-up corpus sources into JSON Lines with gold spans.

A source file holds texts, each after a header line ``### id style``. Inside a text
``[[TYPE:role|value]]`` or ``[[TYPE|value]]`` marks a gold span and ``{{kind|value}}`` a fact that
must survive masking. Everything else is the text exactly as its writer typed it; blank lines at
its end are dropped. Offsets in the output are code points into the text without the markup.

``python compile.py`` writes ``dev.jsonl``, ``heldout.jsonl`` and ``lookalike.jsonl`` beside this
file; ``python compile.py --check`` writes nothing and exits with 1 when a file is out of date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = ("dev", "heldout", "lookalike")
TYPES = frozenset(
    {
        *("PERSON", "NIK", "KK", "NIP", "NPWP", "PHONE", "EMAIL", "BANK_ACCOUNT", "PLATE"),
        *("ADDRESS", "PASSPORT", "BPJS", "PORSI", "HANDLE", "URL", "DOB", "ID"),
    }
)
ROLES = frozenset({"reporter", "family", "witness", "accused", "official", "other"})
KINDS = frozenset({"money", "event_date", "office", "reference"})

_HEADER = re.compile(r"### (\S+) (\S+)")
_MARK = re.compile(
    r"\[\[(?P<type>[A-Z_]+)(?::(?P<role>[a-z]+))?\|(?P<value>(?:(?!\[\[).)+?)\]\]"
    r"|\{\{(?P<kind>[a-z_]+)\|(?P<fact>(?:(?!\{\{).)+?)\}\}",
    re.DOTALL,
)


class CorpusError(ValueError):
    """Raised when a source text is malformed; names the text and the problem."""


@dataclass(frozen=True)
class Span:
    """A gold span: code-point offsets, one of TYPES, and the owner's role or None."""

    start: int
    end: int
    type: str
    role: str | None


@dataclass(frozen=True)
class Fact:
    """A fact to keep: code-point offsets and one of KINDS."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Entry:
    """One compiled corpus text; `spans` and `kept` are sorted and do not overlap."""

    id: str
    style: str
    text: str
    spans: tuple[Span, ...]
    kept: tuple[Fact, ...]

    def as_json(self) -> str:
        """Return the entry as one line of JSON, keys in a fixed order."""
        record = {
            "id": self.id,
            "style": self.style,
            "text": self.text,
            "spans": [vars(span) for span in self.spans],
            "kept": [vars(fact) for fact in self.kept],
        }
        return json.dumps(record, ensure_ascii=False)


def compile_text(entry_id: str, style: str, marked: str) -> Entry:
    """Return the entry for one marked-up text; raise CorpusError on unknown types or stray markup."""
    pieces: list[str] = []
    spans: list[Span] = []
    facts: list[Fact] = []
    length = 0
    last = 0
    for match in _MARK.finditer(marked):
        before = marked[last : match.start()]
        value = match["value"] or match["fact"]
        start = length + len(before)
        length = start + len(value)
        pieces += (before, value)
        last = match.end()
        if match["type"]:
            spans.append(Span(start, length, match["type"], match["role"]))
        else:
            facts.append(Fact(start, length, match["kind"]))
    pieces.append(marked[last:])
    entry = Entry(entry_id, style, "".join(pieces), tuple(spans), tuple(facts))
    _check(entry)
    return entry


def _check(entry: Entry) -> None:
    if any(mark in entry.text for mark in ("[[", "]]", "{{", "}}")):
        raise CorpusError(f"{entry.id}: markup left in {entry.text!r}")
    if not entry.text.strip():
        raise CorpusError(f"{entry.id}: empty text")
    for span in entry.spans:
        if span.type not in TYPES or (span.role is not None and span.role not in ROLES):
            raise CorpusError(f"{entry.id}: unknown type or role {span.type}:{span.role}")
        if span.type == "PERSON" and span.role is None:
            raise CorpusError(f"{entry.id}: PERSON without a role")
    for fact in entry.kept:
        if fact.kind not in KINDS:
            raise CorpusError(f"{entry.id}: unknown kind {fact.kind}")
    edges = [(span.start, span.end) for span in entry.spans] + [(fact.start, fact.end) for fact in entry.kept]
    for start, end in edges:
        value = entry.text[start:end]
        if value != value.strip():
            raise CorpusError(f"{entry.id}: space at the edge of {value!r}")


def read_source(path: Path) -> Iterator[Entry]:
    """Yield the entries of one source file in order; raise CorpusError on a malformed file."""
    header: re.Match[str] | None = None
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.startswith("### "):
            lines.append(line)
            continue
        if header:
            yield compile_text(header[1], header[2], "\n".join(lines).rstrip())
        header = _HEADER.fullmatch(line)
        if header is None:
            raise CorpusError(f"{path.name}: malformed header {line!r}")
        lines = []
    if header:
        yield compile_text(header[1], header[2], "\n".join(lines).rstrip())


def compile_part(part: str) -> list[Entry]:
    """Return all entries of a part (one of PARTS), ordered by file name; raise on a repeated id."""
    entries = [
        entry for path in sorted((HERE / "source" / part).glob("*.txt")) for entry in read_source(path)
    ]
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise CorpusError(f"{entry.id}: used twice")
        seen.add(entry.id)
    return entries


def render_part(part: str) -> str:
    """Return the content of ``<part>.jsonl`` as the sources give it now."""
    return "".join(entry.as_json() + "\n" for entry in compile_part(part))


def main(arguments: list[str]) -> int:
    """Write or check the compiled files; return the exit code."""
    parser = argparse.ArgumentParser(description="compile the anonymizer corpus")
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a file is out of date")
    options = parser.parse_args(arguments)
    stale = []
    for part in PARTS:
        target = HERE / f"{part}.jsonl"
        content = render_part(part)
        if options.check and (not target.exists() or target.read_text(encoding="utf-8") != content):
            stale.append(target.name)
        elif not options.check:
            target.write_text(content, encoding="utf-8")
    if stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
