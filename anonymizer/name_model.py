"""The trained name model: a linear chain over O, B, I whose weights are a flat text file, read on first use.

Inference is this module's own; the trainer (python-crfsuite) is needed only by `anonymizer.train`. A line of
the file is "template<TAB>value<TAB>weight of B<TAB>weight of I", in hundredths and relative to O.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import resources

from anonymizer.errors import ModelUnreadableError
from anonymizer.features import (
    BESIDE_LEFT,
    BETWEEN,
    BY_ITSELF,
    FAR_LEFT,
    RIGHT,
    SPELT,
    TEMPLATES,
    Sight,
    beside_left,
    between,
    by_itself,
    far_left,
    spelt,
    surroundings,
    to_the_right,
)
from anonymizer.once import Once

OUTSIDE, BEGIN, INSIDE = range(3)
_SCALE = 100.0
_MODEL_FILE = "names.tsv"
# A text is decoded in stretches of this many tokens, so that memory stays bounded; lines end stretches.
_IMPOSSIBLE = -1e9
REMEMBERED = 16_000
# Emissions this low mean that a token was not looked at: it is outside.
HOPELESS = -20.0


class _Sums(dict[tuple[str, ...], complex]):
    """What the templates of a group add up to for each of the arguments that were asked about."""

    def __init__(
        self,
        lookups: Sequence[Callable[[str], complex | None]],
        templates: Sequence[int],
        group: Callable[..., tuple[str, ...]],
    ) -> None:
        super().__init__()
        self._lookups = [lookups[template] for template in templates]
        self._group = group

    def __missing__(self, arguments: tuple[str, ...]) -> complex:
        values = self._group(*arguments)
        total = sum((lookup(value) or 0j for lookup, value in zip(self._lookups, values, strict=True)), 0j)
        if len(self) >= REMEMBERED:
            self.clear()
        self[arguments] = total
        return total


class NameModel:
    """Weights of one trained model, safe to share between threads.

    What groups of templates add up to is remembered: most tokens stand in surroundings seen before. The
    memory holds classes, shapes, marks and listed words, never one that only its writer uses, and at most
    `REMEMBERED` entries a group.
    """

    def __init__(self, weights: list[dict[str, tuple[float, float]]], transitions: list[list[float]]) -> None:
        # One complex number a feature, B in the real and I in the imaginary part: one addition does both.
        # Hundredths are whole numbers, so that sums do not depend on their order.
        tables = [
            {value: complex(round(b * _SCALE), round(i * _SCALE)) for value, (b, i) in table.items()}
            for table in weights
        ]
        lookups = [table.get for table in tables]
        self._transitions = transitions
        self._by_itself = _Sums(lookups, BY_ITSELF, by_itself)
        self._beside_left = _Sums(lookups, BESIDE_LEFT, beside_left)
        self._far_left = _Sums(lookups, FAR_LEFT, far_left)
        self._right = _Sums(lookups, RIGHT, to_the_right)
        self._between = _Sums(lookups, BETWEEN, between)
        self._spelt = [lookups[template] for template in SPELT]

    def emissions(self, attributes: Sight, index: int) -> tuple[float, float]:
        """Return how much a token looks like the begin and the inside of a name, relative to O."""
        around = surroundings(attributes, index)
        w, c, b, s, size, mood, p1c, p1w, p1b, p1s, p2c, p2w, n1c, n1w, n1b, n1s, n2c, n2w = around
        cb = c + b
        total = (
            self._by_itself[w, c, b, s, size, mood]
            + self._beside_left[p1c, p1w, p1b, c, b, s, mood[-1]]
            + self._far_left[p2c, p2w, p1c, p1w, cb]
            + self._right[n1c, n1w, n1b, n2c, n2w, cb]
            + self._between[p1c, p1s, c, s, n1c, n1s]
        )
        for lookup, value in zip(self._spelt, spelt(attributes, index, around), strict=True):
            if value and (weight := lookup(value)):
                total += weight
        return total.real / _SCALE, total.imag / _SCALE

    def decode(self, emissions: Sequence[tuple[float, float]]) -> list[int]:
        """Return the best sequence of OUTSIDE, BEGIN, INSIDE for scores from `emissions`."""
        (oo, ob, _), (bo, bb, bi), (io, ib, ii) = self._transitions
        outside, begin, inside = 0.0, _IMPOSSIBLE, _IMPOSSIBLE
        back: list[tuple[int, int, int]] = []
        for position, (b, i) in enumerate(emissions):
            if position == 0:
                begin = b
                back.append((0, 0, 0))
                continue
            # Outside wins a draw, as it did in training.
            from_begin, from_inside = begin + bo, inside + io
            origin_o, best_o = (BEGIN, from_begin) if from_begin > outside + oo else (OUTSIDE, outside + oo)
            if from_inside > best_o:
                origin_o, best_o = INSIDE, from_inside
            if b <= HOPELESS and i <= HOPELESS:
                outside, begin, inside = best_o, _IMPOSSIBLE, _IMPOSSIBLE
                back.append((origin_o, OUTSIDE, OUTSIDE))
                continue
            from_begin, from_inside = begin + bb, inside + ib
            origin_b, best_b = (BEGIN, from_begin) if from_begin > outside + ob else (OUTSIDE, outside + ob)
            if from_inside > best_b:
                origin_b, best_b = INSIDE, from_inside
            from_begin, from_inside = begin + bi, inside + ii
            origin_i, best_i = (INSIDE, from_inside) if from_inside > from_begin else (BEGIN, from_begin)
            outside, begin, inside = best_o, best_b + b, best_i + i
            back.append((origin_o, origin_b, origin_i))
        state = max((outside, OUTSIDE), (begin, BEGIN), (inside, INSIDE))[1]
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


@Once
def name_model() -> NameModel:
    """Return the shipped model. Raises `ModelUnreadableError` when the file is missing or damaged."""
    try:
        return parse_model(
            (resources.files("anonymizer") / "model" / _MODEL_FILE).read_text(encoding="utf-8")
        )
    except (OSError, ValueError, IndexError):
        raise ModelUnreadableError(_MODEL_FILE) from None
