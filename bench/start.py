"""What it takes to be there: seconds from the start to the first answer, and memory."""

from __future__ import annotations

from collections.abc import Iterator

from bench.field import Field
from bench.load import Page, against
from bench.ratios import Ratio, measure

ROUNDS = 5
WARMING = 400  # requests


@measure
def first_answer(field: Field) -> Iterator[Ratio]:
    """From the command to the first login page."""

    def ours() -> float:
        with field.ours.serving() as server:
            return server.seconds_to_first_answer

    def bare() -> float:
        with field.serve_floor() as server:
            return server.seconds_to_first_answer

    found = against(ROUNDS, bare, ours)
    detail = f"{found.second:.2f} s, floor {found.first:.2f} s"
    yield Ratio("start to first answer: ours / floor", found.ratio, 3, detail=detail)


@measure
def memory(field: Field) -> Iterator[Ratio]:
    """Of two fresh workers, after they have answered some hundred requests."""
    with field.serve_floor() as server:
        Page(server, field.floor.path, field.floor.cookie).drive(requests=WARMING)
        bare_mb = server.pss_mb()
    with field.ours.serving() as server:
        Page(server, field.few.path, field.few.cookie).drive(requests=WARMING)
        ours_mb = server.pss_mb()
    detail = f"{ours_mb:.0f} MB, floor {bare_mb:.0f} MB"
    yield Ratio("memory of two workers (PSS): ours / floor", ours_mb / bare_mb, 1.6, detail=detail)
