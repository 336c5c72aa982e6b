"""Do two sets of times come from one distribution? The whole of both is compared, not one number of each.

`ranks` is the rank sum test (Wilcoxon 1945, Mann and Whitney 1947): blind to outliers, sharp for a shift.
`gap` is the two-sample test of Kolmogorov and Smirnov: the largest distance between the two cumulative shares,
which also sees another spread or a second hump. `deciles` says in milliseconds what the two only score.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Milliseconds = list[float]

RANKS_LIMIT = 4.0
"""Standard deviations: chance alone goes beyond it in 6 of 100,000 comparisons."""
GAP_LIMIT = 2.3
"""Scaled distance: chance alone goes beyond it in 5 of 100,000 comparisons."""


@dataclass(frozen=True)
class Comparison:
    """How far apart two sets of times are; `ranks` and `gap` have no unit, `deciles` is in milliseconds."""

    ranks: float
    gap: float
    deciles: float

    @property
    def is_same(self) -> bool:
        """Whether chance alone explains the difference."""
        return self.ranks <= RANKS_LIMIT and self.gap <= GAP_LIMIT


def compare(first: Sequence[float], second: Sequence[float]) -> Comparison:
    """Compare two sets of at least thirty times each; which comes first makes no difference."""
    return Comparison(_ranks(first, second), _gap(first, second), _deciles(first, second))


def _ranks(first: Sequence[float], second: Sequence[float]) -> float:
    """Return |z| of the rank sum test, with the normal approximation; equal values share their place."""
    low, here = sorted(second), len(first) * len(second)
    wins = sum((bisect_left(low, one) + bisect_right(low, one)) / 2 for one in first)
    spread = math.sqrt(here * (len(first) + len(second) + 1) / 12)
    return abs(wins - here / 2) / spread


def _gap(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the largest distance of the cumulative shares, times the root of nm / (n + m)."""
    one, other = sorted(first), sorted(second)
    places = sorted({*one, *other})
    most = max(
        abs(bisect_right(one, place) / len(one) - bisect_right(other, place) / len(other)) for place in places
    )
    return most * math.sqrt(len(one) * len(other) / (len(one) + len(other)))


def _deciles(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the largest difference of the deciles from the first to the eighth.

    The slowest fifth of requests on a busy machine tells about the machine.
    """
    one, other = sorted(first), sorted(second)
    pairs = ((one[len(one) * at // 10], other[len(other) * at // 10]) for at in range(1, 9))
    return max(abs(left - right) for left, right in pairs)
