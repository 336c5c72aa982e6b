"""Where the bars of the dashboard stand: plain numbers for an inline SVG, no style, no script."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from casemgr.statistics import Cell, Month

from .language import month_name, number

_LEFT = 48
_TOP = 26
_PLOT_HEIGHT = 232
_FOOT = 30
_STEP = 104
BAR_WIDTH = 52
_LINES = 4


@dataclass(frozen=True)
class Part:
    """A rectangle of a bar; `look` is a class of the stylesheet."""

    look: str
    y: int
    height: int


@dataclass(frozen=True)
class Bar:
    """One month: its rectangles from the bottom up and the total written above."""

    month: str
    x: int
    middle: int
    top: int
    total: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Chart:
    """A bar chart in user units of the SVG; `lines` pairs the y of a grid line with its number."""

    width: int
    height: int
    bar_width: int
    bars: tuple[Bar, ...]
    lines: tuple[tuple[int, str], ...]
    has_plain: bool


def draw(months: Sequence[Month], written: Callable[[Cell], str]) -> Chart:
    """Lay out months as stacked bars on an axis from 0; a month that is hidden in part is one plain bar.

    `written` says how the count above a bar is written.
    """
    ceiling, step = _scale(max((month.total.value or 0 for month in months), default=0))
    base = _TOP + _PLOT_HEIGHT

    def height(count: int) -> int:
        return round(_PLOT_HEIGHT * count / ceiling)

    bars = []
    for place, month in enumerate(months):
        x = _LEFT + place * _STEP + (_STEP - BAR_WIDTH) // 2
        parts = _parts(month, base, height)
        top = min((part.y for part in parts), default=base)
        total = written(month.total)
        bars.append(Bar(month_name(month.first_on), x, x + BAR_WIDTH // 2, top, total, tuple(parts)))
    lines = tuple((base - height(count), number(count)) for count in range(0, ceiling + 1, step))
    return Chart(
        width=_LEFT + _STEP * len(months),
        height=base + _FOOT,
        bar_width=BAR_WIDTH,
        bars=tuple(bars),
        lines=lines,
        has_plain=any(part.look == "plain" for bar in bars for part in bar.parts),
    )


def _parts(month: Month, base: int, height: Callable[[int], int]) -> list[Part]:
    if month.on_time.value is None or month.late.value is None:
        whole = height(month.total.value or 0)
        return [Part("plain", base - whole, whole)] if whole else []
    parts = []
    y = base
    for look, count in (("good", month.on_time.value), ("bad", month.late.value)):
        tall = height(count)
        if tall:
            y -= tall
            parts.append(Part(look, y, tall))
    return parts


def _scale(largest: int) -> tuple[int, int]:
    """Give the top of the axis and the distance of its lines: at most four above zero, at round numbers."""
    step = next(step for step in _round_numbers() if step * _LINES >= largest)
    lines = max(-(-largest // step), 1) if largest else _LINES
    return lines * step, step


def _round_numbers() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power)
        if power >= 10:
            yield power * 5 // 2
        yield 5 * power
        power *= 10
