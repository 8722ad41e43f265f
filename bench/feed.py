"""A feed of some thousand entries: the whole of it against `icalendar` alone, and the question for news of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar, Event

from app import clock
from app.accounts.models import Person
from app.accounts.tokens import hashed
from app.calendar.feeds.jobs import give_lines
from app.calendar.feeds.models import CalendarFeed
from app.clock import BERLIN
from app.extensions import db
from bench.field import Field
from bench.load import Page, against
from bench.ours import EMAIL, Ours
from bench.ratios import Ratio, measure

FILLED = 7_200
"""Of these at least 5,000 are in a feed on any day of the year."""
WANTED = 5_000
SECRET = "the-feed-of-the-bench"  # noqa: S105
PATH = f"/kalender/abo/{SECRET}.ics"
ROUNDS, OF_MANY = 7, 3


@cache
def filled(field: Field) -> Ours:
    """Ours with that many appointments, and somebody who has subscribed to them."""
    ours = Ours(field.folder / "feed")
    ours.fill(FILLED)
    with ours.app().app_context():
        give_lines()
        person = db.session.scalars(sa.select(Person).where(Person.email == EMAIL)).one()
        db.session.add(CalendarFeed(person_id=person.id, name="Stadtteilwerk", token_hash=hashed(SECRET)))
        db.session.commit()
        db.engine.dispose()
    return ours


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    with app.app_context():
        engine = db.engine
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)
    engine.dispose()


def by_the_library(entries: int) -> float:
    """Seconds that `icalendar` takes to write so many entries of the same kind."""
    begin = time.perf_counter()
    file = Calendar()
    file.add("VERSION", "2.0")
    file.add("PRODID", "-//Bench//Bench//DE")
    now = clock.now()
    for number in range(entries):
        starts = datetime(2025, 3, 5, 19, tzinfo=BERLIN) + timedelta(hours=6 * number)
        event = Event()
        event.add("UID", f"00000000-0000-4000-8000-{number:012}")
        event.add("SEQUENCE", 0)
        event.add("DTSTAMP", now)
        event.add("LAST-MODIFIED", now)
        event.add("DTSTART", starts)
        event.add("DTEND", starts + timedelta(hours=2))
        event.add("SUMMARY", f"Stammtisch Nummer {number}")
        event.add("LOCATION", "Peter-Weiss-Haus, Doberaner Straße 21")
        event.add("STATUS", "CONFIRMED")
        event.add("TRANSP", "OPAQUE")
        event.add("CATEGORIES", ["KTV"])
        event.add("URL", f"https://stadtteilwerk.demo.example/ktv/termine/{number}")
        file.add_component(event)
    file.to_ical()
    return time.perf_counter() - begin


@measure
def feed(field: Field) -> Iterator[Ratio]:
    """The whole feed, in this process, and what is asked of the database for it."""
    app = filled(field).app()
    client = app.test_client()
    first = client.get(PATH)  # notes the day of its use, and loads what is loaded once
    entries = first.text.count("SEQUENCE:")
    if first.status_code != 200 or entries < WANTED:
        raise RuntimeError(f"{PATH} answered {first.status_code} with {entries} entries.")

    def ours() -> float:
        begin = time.perf_counter()
        client.get(PATH)
        return time.perf_counter() - begin

    found = against(OF_MANY, lambda: by_the_library(entries), ours)
    detail = f"{found.second * 1000:.0f} ms for {entries} entries, icalendar {found.first * 1000:.0f} ms"
    yield Ratio("feed: ours / icalendar alone", found.ratio, 0.25, detail=detail)
    with queries(app) as statements:
        client.get(PATH)
    yield Ratio("feed: queries", len(statements), 4)
    with queries(app) as statements:
        again = client.get(PATH, headers={"If-None-Match": first.headers["ETag"]})
    if again.status_code != 304:
        raise RuntimeError(f"{PATH} with its ETag answered {again.status_code}.")
    read = sum("FROM appointment" in one for one in statements)
    yield Ratio(
        "feed that did not change: questions for entries", read, 0, detail=f"{len(statements)} queries"
    )


@measure
def unchanged_feed(field: Field) -> Iterator[Ratio]:
    """Asked for again with its ETag, one request after the other, against the floor's page."""
    ours = filled(field)
    app = ours.app()
    etag = app.test_client().get(PATH).headers["ETag"]
    with app.app_context():
        db.engine.dispose()
    page = Page(field.stack.enter_context(ours.serving()), PATH, etag=etag)
    found = against(
        ROUNDS,
        lambda: field.floor.drive(requests=200, clients=1).median_ms,
        lambda: page.drive(requests=200, clients=1).median_ms,
    )
    detail = f"{found.second:.1f} ms, floor {found.first:.1f} ms"
    yield Ratio("feed that did not change: median, ours / floor", found.ratio, 1.5, detail=detail)
