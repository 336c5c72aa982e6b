"""The trained name model: a linear chain over O, B, I whose weights are a flat text file, read on first use.

Inference is this module's own; the trainer (python-crfsuite) is needed only by `anonymizer.train`. A line of
the file is "template<TAB>value<TAB>weight of B<TAB>weight of I", in hundredths and relative to O.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from anonymizer.errors import ModelUnreadableError
from anonymizer.features import TEMPLATES, Sight, features

OUTSIDE, BEGIN, INSIDE = range(3)
_SCALE = 100.0
_MODEL_FILE = "names.tsv"
# A text is decoded in stretches of this many tokens, so that memory stays bounded; lines end stretches.
_IMPOSSIBLE = -1e9


class NameModel:
    """Weights of one trained model; immutable, safe to share between threads."""

    def __init__(self, weights: list[dict[str, tuple[float, float]]], transitions: list[list[float]]) -> None:
        self._look_ups = [table.get for table in weights]
        self._transitions = transitions

    def emissions(self, attributes: Sight, index: int) -> tuple[float, float]:
        """Return how much a token looks like the begin and the inside of a name, relative to O."""
        begin = inside = 0.0
        for look_up, value in zip(self._look_ups, features(attributes, index), strict=True):
            pair = look_up(value)
            if pair is not None:
                begin += pair[0]
                inside += pair[1]
        return begin, inside

    def decode(self, emissions: Sequence[tuple[float, float]]) -> list[int]:
        """Return the best sequence of OUTSIDE, BEGIN, INSIDE for scores from `emissions`."""
        (oo, ob, _), (bo, bb, bi), (io, ib, ii) = self._transitions
        outside, begin, inside = 0.0, 0.0, _IMPOSSIBLE
        back: list[tuple[int, int, int]] = []
        for position, (b, i) in enumerate(emissions):
            if position == 0:
                begin = b
                back.append((0, 0, 0))
                continue
            to_outside = max((outside + oo, 0), (begin + bo, 1), (inside + io, 2))
            to_begin = max((outside + ob, 0), (begin + bb, 1), (inside + ib, 2))
            to_inside = max((begin + bi, 1), (inside + ii, 2))
            outside, begin, inside = to_outside[0], to_begin[0] + b, to_inside[0] + i
            back.append((to_outside[1], to_begin[1], to_inside[1]))
        state = max((outside, 0), (begin, 1), (inside, 2))[1]
        path = []
        for pointers in reversed(back):
            path.append(state)
            state = pointers[state]
        path.reverse()
        return path


def parse_model(text: str) -> NameModel:
    """Read a model file's text. Raises ValueError when a line is malformed."""
    weights: list[dict[str, tuple[float, float]]] = [{} for _ in range(TEMPLATES)]
    transitions = [[_IMPOSSIBLE] * 3 for _ in range(3)]
    for line in text.splitlines():
        template, value, first, second = line.split("\t")
        if template == "t":
            transitions[int(value)][int(first)] = int(second) / _SCALE
        else:
            weights[int(template)][value] = (int(first) / _SCALE, int(second) / _SCALE)
    return NameModel(weights, transitions)


def format_model(weights: list[dict[str, tuple[float, float]]], transitions: list[list[float]]) -> str:
    """Return the file text of a model; weights that round to nothing are left out."""
    lines = [
        f"t\t{origin}\t{target}\t{round(value * _SCALE)}"
        for origin, row in enumerate(transitions)
        for target, value in enumerate(row)
        if value > _IMPOSSIBLE
    ]
    for template, table in enumerate(weights):
        for value, (begin, inside) in sorted(table.items()):
            pair = round(begin * _SCALE), round(inside * _SCALE)
            if any(pair):
                lines.append(f"{template}\t{value}\t{pair[0]}\t{pair[1]}")
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=1)
def name_model() -> NameModel:
    """Return the shipped model. Raises `ModelUnreadableError` when the file is missing or damaged."""
    try:
        return parse_model(
            (resources.files("anonymizer") / "model" / _MODEL_FILE).read_text(encoding="utf-8")
        )
    except (OSError, ValueError, IndexError):
        raise ModelUnreadableError(_MODEL_FILE) from None
