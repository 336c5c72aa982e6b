"""How well and how fast the anonymizer finds, next to other finders when they are installed.

Quality comes from the hand-written held-out texts and look-alikes only. For a rate, `value` is ours, `limit`
the target and `floor` the best peer of this run (None when `peer missing`); for a speed, `value` and `floor`
are texts per second and `ratio` is value / floor. Run as a script; `--json FILE` writes the rows.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent))
import peer_finders as peers

from anonymizer.corpus_generator import samples
from anonymizer.evaluate import Figures, evaluate, load_texts
from anonymizer.finding import find, find_structured
from anonymizer.spans import SpanType

CORPUS = Path(__file__).resolve().parents[1] / "anonymizer" / "corpus"
HELD_OUT = "xz"
"""The first letters of look-alikes that nobody who works on the rules has read."""
ROUNDS = 5
SPEED_TEXTS = 300
HOSTILE_BYTES = 65_536
HOSTILE = (
    "(", "1.1.1.", "a.a.a.", "Pak Pak ", "aaaa", "1", "1 ", "@", "a@", "http://", "www.", "08", "satu ", "RT ", "Jl. ",
    "nama saya ", "rek ",
)  # fmt: skip
DIFFERENTIAL_TEXTS = 3_000
KEPT_LIMIT = 0.03


@dataclass(slots=True)
class Row:
    """One figure; `ok` is None when it needs a peer that is missing."""

    name: str
    value: float
    floor: float | None
    ratio: float | None
    limit: float
    ok: bool | None


def main() -> None:
    """Print every figure, and write them when asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    others = {
        "presidio+spacy": peers.presidio(with_names=True),
        "presidio patterns": peers.presidio(with_names=False),
        "lokal-id": peers.lokal(),
        "scrubadub": peers.scrubadub(),
    }
    for name, finder in others.items():
        if finder is None:
            print(f"{name}: peer missing")
    rows = [*quality(others), *speed(others), *hostile(), *differential(others)]
    for row in rows:
        print(_line(row))
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")


def _line(row: Row) -> str:
    verdict = "peer missing" if row.ok is None else "ok" if row.ok else "short"
    floor = "-" if row.floor is None else f"{row.floor:.3f}"
    ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
    return f"{row.name:46}{row.value:12.3f}{floor:>12}{ratio:>9}{row.limit:10.3f}  {verdict}"


def quality(others: dict[str, peers.Finder | None]) -> list[Row]:
    """Rates on the hand-written texts, ours and the best peer's."""
    look_alikes = [text for text in load_texts(CORPUS / "lookalike.jsonl") if text.id[0] in HELD_OUT]
    texts = load_texts(CORPUS / "heldout.jsonl") + look_alikes
    ours = evaluate(texts, find)
    for line in ours.lines():
        print(line)
    theirs = {name: evaluate(texts, finder) for name, finder in others.items() if finder is not None}
    for name, figures in theirs.items():
        print(f"--- {name}")
        for line in figures.lines():
            print(line)
    at_least: list[tuple[str, float, Callable[[Figures], float]]] = [
        ("recall, structured", 0.99, lambda f: f.structured_recall),
        ("recall, PERSON", 0.95, lambda f: f.recall(SpanType.PERSON)),
        ("recall, PERSON, reporter's side", 0.97, lambda f: f.reporter_recall),
        ("precision, PERSON", 0.85, lambda f: f.precision(SpanType.PERSON)),
    ]
    at_most: list[tuple[str, float, Callable[[Figures], float]]] = [
        ("characters left", 0.03, lambda f: f.character_leak),
        ("texts with a leak", 0.15, lambda f: f.leaking_texts),
        ("look-alikes masked", 0.08, lambda f: f.lookalikes_masked_share),
    ]
    rows = []
    for name, limit, rate in at_least:
        best = max((rate(figures) for figures in theirs.values()), default=None)
        rows.append(Row(name, rate(ours), best, None, limit, rate(ours) >= limit))
    for name, limit, rate in at_most:
        best = min((rate(figures) for figures in theirs.values()), default=None)
        rows.append(Row(name, rate(ours), best, None, limit, rate(ours) <= limit))
    for kind in sorted(ours.kept):
        damage = ours.damage(kind)
        rows.append(Row(f"kept {kind} damaged", damage, None, None, KEPT_LIMIT, damage <= KEPT_LIMIT))
    return rows


def speed(others: dict[str, peers.Finder | None]) -> list[Row]:
    """Texts per second of processor time in one process, on generated texts of about 280 characters."""
    texts = [sample.text for sample in samples(99, 3_000) if 180 < len(sample.text) < 400][:SPEED_TEXTS]
    print(f"speed over {len(texts)} texts of {statistics.mean(map(len, texts)):.0f} characters on average")
    everything, structured = _texts_a_second(find, texts), _texts_a_second(find_structured, texts)
    rates = {n: _texts_a_second(f, texts[:60], rounds=2) for n, f in others.items() if f is not None}
    for name, rate in rates.items():
        print(f"{name}: {rate:.0f} texts/s")
    full, patterns = rates.get("presidio+spacy"), rates.get("presidio patterns")
    return [
        Row("texts/s, everything on", everything, None, None, 750, everything >= 750),
        _against("texts/s, everything on, over Presidio + spaCy", everything, full, 10),
        _against("texts/s, structured, over Presidio patterns", structured, patterns, 10),
    ]


def _against(name: str, value: float, floor: float | None, limit: float) -> Row:
    ratio = None if floor is None else value / floor
    return Row(name, value, floor, ratio, limit, None if ratio is None else ratio >= limit)


def _texts_a_second(finder: peers.Finder, texts: list[str], rounds: int = ROUNDS) -> float:
    finder(texts[0])
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            finder(text)
        seconds.append(time.process_time() - start)
    return len(texts) / statistics.median(seconds)


def hostile() -> list[Row]:
    """Time per byte of 64 kB of a hostile pattern over the time per byte of prose."""
    prose = "\n".join(sample.text for sample in samples(5, 400))[:HOSTILE_BYTES]
    floor = _seconds(prose) / len(prose)
    rows = []
    for pattern in HOSTILE:
        text = pattern * (HOSTILE_BYTES // len(pattern))
        value = _seconds(text) / len(text)
        rows.append(
            Row(f"hostile {pattern!r}", value * 1e6, floor * 1e6, value / floor, 2.0, value <= 2 * floor)
        )
    return rows


def _seconds(text: str) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        find(text)
        times.append(time.process_time() - start)
    return statistics.median(times)


def differential(others: dict[str, peers.Finder | None]) -> list[Row]:
    """Structured hits of a peer that overlap a planted identifier and that we miss; there must be none."""
    made = list(samples(31, DIFFERENTIAL_TEXTS))
    finders = {"patterns of the reference list": peers.pack_finder, "lokal-id": others["lokal-id"]}
    rows = []
    for name, finder in finders.items():
        if finder is not None:
            missed = sum(missed_hits(sample.text, sample.spans, finder(sample.text)) for sample in made)
            rows.append(Row(f"missed hits of {name}", missed, None, None, 0, missed == 0))
    return rows


def missed_hits(text: str, planted: tuple[tuple[int, int, SpanType], ...], hits: list[peers.Span]) -> int:
    """How many structured hits that overlap a planted identifier none of our findings overlaps."""
    structured = [(start, end) for start, end, type_ in planted if type_ is not SpanType.PERSON]
    ours = find_structured(text)
    return sum(
        1
        for hit in hits
        if hit.type is not SpanType.PERSON
        and any(start < hit.end and hit.start < end for start, end in structured)
        and not any(span.start < hit.end and hit.start < span.end for span in ours)
    )


if __name__ == "__main__":
    main()
