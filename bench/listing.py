"""Our busiest page, the list of appointments of a space with twenty rows, against the floor's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from app import demo
from bench.field import FEW, MANY, Field
from bench.load import Page, against
from bench.ours import EMAIL, LIST, LOGIN, TOKEN
from bench.ratios import Ratio, measure

ROUNDS = 7
REQUESTS = 600


@measure
def requests_per_second(field: Field) -> Iterator[Ratio]:
    """At full load, against the floor."""
    found = against(ROUNDS, full_load(field.floor), full_load(field.few))
    detail = f"{found.second:.0f} requests/s, floor {found.first:.0f}"
    yield Ratio("list of appointments: requests/s, ours / floor", found.ratio, 0.35, True, detail)


@measure
def growth(field: Field) -> Iterator[Ratio]:
    """One request after the other, with many appointments against few."""
    found = against(ROUNDS, one_by_one(field.few), one_by_one(field.many))
    detail = f"{found.second:.1f} ms at {MANY}, {found.first:.1f} ms at {FEW}"
    yield Ratio(f"list of appointments: median, {MANY} / {FEW}", found.ratio, 1.2, detail=detail)


@measure
def postgresql(field: Field) -> Iterator[Ratio]:
    """At full load, on PostgreSQL against SQLite."""
    found = against(ROUNDS, full_load(field.few), full_load(field.on_postgresql))
    detail = f"{found.second:.0f} requests/s, SQLite {found.first:.0f}"
    yield Ratio("list of appointments: requests/s, PostgreSQL / SQLite", found.ratio, 0.55, True, detail)


def full_load(page: Page) -> Callable[[], float]:
    return lambda: page.drive(requests=REQUESTS).per_second


def one_by_one(page: Page) -> Callable[[], float]:
    return lambda: page.drive(requests=200, clients=1).median_ms


@measure
def queries(field: Field) -> Iterator[Ratio]:
    """How many statements the page takes, counted at the engine."""
    app = field.ours.app()
    client = app.test_client()
    found = TOKEN.search(client.get(LOGIN).text)
    token = (found[1] or found[2]) if found else ""
    client.post(LOGIN, data={"email": EMAIL, "password": demo.PASSWORD, "csrf_token": token})
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    answer = client.get(LIST)
    sa.event.remove(engine, "before_cursor_execute", note)
    engine.dispose()
    if answer.status_code != 200 or not statements:
        raise RuntimeError(f"{LIST} answered {answer.status_code} with {len(statements)} queries.")
    yield Ratio("list of appointments: queries", len(statements), 7)
