"""Our busiest page, the list of appointments of a space with twenty rows, against the floor's."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import sqlalchemy as sa

from app import demo
from bench.field import FEW, MANY, Field
from bench.load import alternating
from bench.ours import EMAIL, LIST, LOGIN, TOKEN
from bench.ratios import Ratio, measure

ROUNDS = 7
REQUESTS = 600


@measure
def requests_per_second(field: Field) -> Iterator[Ratio]:
    """At full load, against the floor."""
    rounds = alternating(
        ROUNDS, lambda: field.floor.drive(requests=REQUESTS), lambda: field.few.drive(requests=REQUESTS)
    )
    floor, ours = (median(one.per_second for one in found) for found in rounds)
    detail = f"{ours:.0f} of {floor:.0f} requests/s"
    yield Ratio("list of appointments: requests/s, ours / floor", ours / floor, 0.35, True, detail)


@measure
def growth(field: Field) -> Iterator[Ratio]:
    """One request after the other, with many appointments against few."""
    rounds = alternating(
        ROUNDS,
        lambda: field.few.drive(requests=200, clients=1),
        lambda: field.many.drive(requests=200, clients=1),
    )
    few, many = (median(one.median_ms for one in found) for found in rounds)
    detail = f"{many:.1f} ms at {MANY}, {few:.1f} ms at {FEW}"
    yield Ratio(f"list of appointments: median, {MANY} / {FEW}", many / few, 1.2, detail=detail)


@measure
def postgresql(field: Field) -> Iterator[Ratio]:
    """At full load, on PostgreSQL against SQLite."""
    rounds = alternating(
        ROUNDS,
        lambda: field.few.drive(requests=REQUESTS),
        lambda: field.on_postgresql.drive(requests=REQUESTS),
    )
    sqlite, postgresql = (median(one.per_second for one in found) for found in rounds)
    detail = f"{postgresql:.0f} of {sqlite:.0f} requests/s"
    yield Ratio("list of appointments: PostgreSQL / SQLite", postgresql / sqlite, 0.55, True, detail)


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
