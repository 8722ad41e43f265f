"""A figure against its limit, and the list of what is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.field import Field


@dataclass(frozen=True)
class Ratio:
    """What came out, and what it may be at least or at most."""

    name: str
    value: float
    limit: float
    at_least: bool = False
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        """The ratio as a line of the table."""
        limit = f"{'≥' if self.at_least else '≤'} {self.limit:g}"
        verdict = "ok" if self.kept else "MISSED"
        return f"{self.name:<54} {self.value:>6.2f}  {limit:>7}  {verdict:<6}  {self.detail}"


Measure = Callable[[Field], Iterator[Ratio]]
MEASURES: list[Measure] = []


def measure(function: Measure) -> Measure:
    """Register a measure: every module of this package is loaded, and every measure in it is run."""
    MEASURES.append(function)
    return function
