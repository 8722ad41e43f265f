"""Logging in: the check of the password is meant to be slow; everything around it is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from urllib.parse import urlencode

from bench import fill, floor
from bench.field import Field
from bench.load import against
from bench.ours import Visitor, talk
from bench.ratios import Ratio, measure

ROUNDS = 8
LOGINS = 5  # in a row; more would be throttled, as they should


@measure
def login(field: Field) -> Iterator[Ratio]:
    """The POST of our login form against a check with argon2id and the floor's page."""
    with field.ours.engine() as engine:

        def ours() -> float:
            fill.forget_attempts(engine)
            return median(timed_ours(field.few.server.port) for _ in range(LOGINS))

        def bare() -> float:
            return median(timed_floor(field.floor.server.port) for _ in range(LOGINS))

        found = against(ROUNDS, bare, ours)
    detail = f"{found.second * 1000:.1f} ms, floor {found.first * 1000:.1f} ms"
    yield Ratio("login: ours / (argon2id check + floor page)", found.ratio, 1.3, detail=detail)


def timed_ours(port: int) -> float:
    visitor = Visitor.at(port)
    begin = time.perf_counter()
    visitor.log_in()
    return time.perf_counter() - begin


def timed_floor(port: int) -> float:
    begin = time.perf_counter()
    status, _cookie, _page = talk(port, "POST", "/login", body=urlencode({"password": floor.PASSWORD}))
    if status != 200:
        raise RuntimeError(f"The floor's login answered {status}.")
    return time.perf_counter() - begin
