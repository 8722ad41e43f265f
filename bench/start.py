"""What it takes to be there: seconds from the start to the first answer, and memory."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from bench.field import Field
from bench.load import alternating
from bench.ratios import Ratio, measure

ROUNDS = 5


@measure
def first_answer(field: Field) -> Iterator[Ratio]:
    """From the command to the first login page; the first round fills the caches and does not count."""

    def ours() -> float:
        with field.ours.serving() as server:
            return server.seconds_to_first_answer

    def bare() -> float:
        with field.serve_floor() as server:
            return server.seconds_to_first_answer

    bare_s, ours_s = (median(found[1:]) for found in alternating(ROUNDS + 1, bare, ours))
    yield Ratio(
        "start to first answer: ours / floor",
        ours_s / bare_s,
        3,
        detail=f"{ours_s:.2f} s, floor {bare_s:.2f} s",
    )


@measure
def memory(field: Field) -> Iterator[Ratio]:
    """Of two workers, after each has answered some hundred requests."""
    for page in (field.floor, field.few):
        page.drive(requests=400)
    bare_mb, ours_mb = field.floor.server.pss_mb(), field.few.server.pss_mb()
    detail = f"{ours_mb:.0f} MB, floor {bare_mb:.0f} MB"
    yield Ratio("memory of two workers (PSS): ours / floor", ours_mb / bare_mb, 1.6, detail=detail)
