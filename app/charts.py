"""Small pictures drawn on the server: what a template needs to write an SVG of bars.

A picture only repeats what the numbers beside it say, so that it may be left out without a loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 96
STEP, WIDTH = 28, 20
"""Distance between the left edges of two bars, and how wide one is; in units of the drawing."""


@dataclass(frozen=True)
class Bar:
    """One bar, perhaps in two parts, the second on top of the first; in units of the drawing."""

    x: int
    y: float
    height: float
    top_y: float
    top_height: float
    number: int
    label: str

    @property
    def middle(self) -> float:
        """Where its number and its label stand."""
        return self.x + WIDTH / 2


@dataclass(frozen=True)
class Bars:
    """A row of bars."""

    bars: tuple[Bar, ...]
    width: int
    height: int = HEIGHT


def bars(values: Sequence[tuple[str, int, int]]) -> Bars:
    """Return bars for (label, first part, second part), all on one scale that begins at zero."""
    most = max((first + second for _label, first, second in values), default=0) or 1
    scale = HEIGHT / most
    drawn = tuple(
        Bar(
            x=place * STEP,
            y=round(HEIGHT - first * scale, 1),
            height=round(first * scale, 1),
            top_y=round(HEIGHT - (first + second) * scale, 1),
            top_height=round(second * scale, 1),
            number=first + second,
            label=label,
        )
        for place, (label, first, second) in enumerate(values)
    )
    return Bars(drawn, max(len(drawn) * STEP - (STEP - WIDTH), 1))
