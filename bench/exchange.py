"""The exchange of councillors with 5,000 councils against one with 19: as many lines a council, in both databases."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate, islice
from statistics import median
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import clock, demo
from app.db import Base
from app.extensions import db
from app.serve import migrate
from bench.feed import queries
from bench.field import Field
from bench.load import against
from bench.ours import LOGIN, TOKEN, Ours
from bench.ratios import Ratio, measure
from tests.cluster import Cluster

BOARD = "vorstand@demo.example"
"""Sees all spaces: one question more than others have."""
FEW, MANY = 19, 5_000  # councils
LINES = 100  # a council
TOPICS = 2_000
FREQUENT, FIRST, SECOND, RARE = "Radweg", "Schule", "Mieten", "Quittenhecke"
RARE_LINES, TOGETHER = 20, 10
"""In so many lines, of however many, stand the rare word, and the two frequent ones together."""
ROUNDS, OF_ONE = 9, 5
MOST_QUERIES, MOST_GROWTH = 9, 2.0
BATCH = 5_000
SEARCH = "/austausch/suche"


def table(name: str) -> sa.Table:
    return Base.metadata.tables[name]


def in_batches(connection: sa.Connection, name: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        connection.execute(sa.insert(table(name)), some)


def topic_name(number: int) -> str:
    return {1: FREQUENT, 3: FIRST, 4: SECOND}.get(number, f"Thema{number}")


def topics_of(chance: random.Random, weights: list[float], number: int, count: int) -> list[int]:
    """One topic, or two; the two frequent ones together only where that is wanted."""
    if number % (count // TOGETHER) == 7:
        return [3, 4]
    chosen = sorted(
        set(chance.choices(range(1, TOPICS + 1), cum_weights=weights, k=chance.choice((1, 1, 2))))
    )
    return chosen if chosen != [3, 4] else [3]


def new_council(number: int, district: int) -> dict[str, Any]:
    names = {"number": number, "name": f"Ortsbeirat {number}", "short_name": f"Rat {number}"}
    nothing: dict[str, Any] = {"aliases": [], "areas": [], "inhabitants": {}}
    since = clock.today() - timedelta(days=900)
    seats = {"seats": 9, "seats_are_estimated": True}
    return names | nothing | seats | {"valid_from": since, "district_id": district}


@dataclass(frozen=True)
class Drawn:
    """Where a line comes from, what it is about, and when it was shared."""

    key: int
    council: int
    district: int
    topics: list[int]
    at: datetime


def draw(chance: random.Random, councils: Sequence[Any], districts: Sequence[int]) -> Iterator[Drawn]:
    """The lines of a year: a few topics have most of them."""
    weights = list(accumulate(1 / one for one in range(1, TOPICS + 1)))
    lines, now = LINES * len(councils), clock.now()
    for key in range(1, lines + 1):
        council, district = councils[chance.randrange(len(councils))]
        at = now - timedelta(days=365 * (lines - key) / lines)
        topics = topics_of(chance, weights, key, lines)
        yield Drawn(key, council, district or districts[0], topics, at)


def entries(chance: random.Random, drawn: Sequence[Drawn], people: Sequence[int]) -> Iterator[dict[str, Any]]:
    for one in drawn:
        text = [f"wort{int(chance.paretovariate(0.7)) % 3_000}" for _ in range(chance.randint(8, 20))]
        if one.key % (len(drawn) // RARE_LINES) == 3:
            text.append(RARE)
        yield {
            "id": one.key, "kind": "report_item", "source_id": one.key, "report_id": one.key // 8 + 1,
            "district_id": one.district, "council_id": one.council, "author_id": people[one.key % len(people)],
            "day": one.at.date(), "title": f"Vorlage zu {' und '.join(map(topic_name, one.topics))}",
            "text": " ".join(text), "outcome": "adopted", "paper": f"2025/BV/{one.key}",
            "is_important": one.key % 5 == 0, "for_faction": one.key % 50 == 0, "is_public": False,
            "shared_at": one.at,
        }  # fmt: skip


def questions_asked(topics: Collection[int], people: Sequence[int]) -> Iterator[dict[str, Any]]:
    for one in range(1, 201):
        yield {
            "topic_id": one % 40 + 1 if one % 40 + 1 in topics else None, "entry_id": None,
            "by_id": people[one % len(people)], "text": f"Wie ist es bei euch, Frage {one}?",
            "created_at": clock.now(), "closed_at": None if one % 3 else clock.now(),
        }  # fmt: skip


def fill(engine: sa.Engine, councils: int) -> None:
    """Put councils, topics and lines in, as a year would have brought them, past the house's rules and walls."""
    chance = random.Random(5)
    council, person = table("council").c, table("person").c
    with engine.begin() as connection:
        for name in ("exchange_answer", "exchange_question", "topic_in_council", "exchange_entry_topic",
                     "exchange_entry", "follow", "topic"):  # fmt: skip
            connection.execute(sa.delete(table(name)))
        of_demo = connection.execute(sa.select(council.number, council.district_id)).all()
        districts = [row.district_id for row in of_demo if row.district_id is not None]
        first = max(row.number for row in of_demo) + 1
        more = range(first, first + councils - len(of_demo))
        in_batches(connection, "council", (new_council(one, districts[one % len(districts)]) for one in more))
        people = connection.execute(sa.select(person.id)).scalars().all()
        there = connection.execute(sa.select(council.id, council.district_id)).all()
        drawn = list(draw(chance, there, districts))
        latest = {key: one.key for one in drawn for key in one.topics}
        last_on = {(key, one.council): one.at.date() for one in drawn for key in one.topics}
        in_batches(connection, "exchange_entry", entries(chance, drawn, people))
        in_batches(connection, "topic", (
            {"id": key, "key": topic_name(key).lower(), "name": topic_name(key), "last_entry_id": newest}
            for key, newest in latest.items()
        ))  # fmt: skip
        in_batches(connection, "exchange_entry_topic", (
            {"topic_id": key, "entry_id": one.key} for one in drawn for key in one.topics
        ))  # fmt: skip
        in_batches(connection, "topic_in_council", (
            {"topic_id": key, "council_id": council_id, "last_on": day}
            for (key, council_id), day in last_on.items()
        ))  # fmt: skip
        in_batches(connection, "exchange_question", questions_asked(latest, people))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE")


def made(ours: Ours, councils: int) -> Ours:
    app = ours.app()
    migrate(app)
    demo.fill_if_empty(app)
    with ours.engine() as engine:
        fill(engine, councils)
    return ours


@cache
def cluster(field: Field) -> Cluster:
    started = Cluster.start()
    field.stack.callback(started.stop)
    return started


@cache
def filled(field: Field, database: str, councils: int) -> Flask:
    name = f"exchange{councils}"
    url = ""
    if database == "PostgreSQL":
        cluster(field).create(name)
        url = cluster(field).url(name)
    return made(Ours(field.folder / f"{database}-{name}", url), councils).app()


def logged_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    post(client, LOGIN, email=BOARD, password=demo.PASSWORD)
    return client


def post(client: FlaskClient, path: str, **fields: str) -> None:
    found = TOKEN.search(client.get(path).text)
    token = (found[1] or found[2]) if found else ""
    answer = client.post(
        path,
        data=urlencode({**fields, "csrf_token": token}),
        content_type="application/x-www-form-urlencoded",
    )
    if answer.status_code not in (302, 303):
        raise RuntimeError(f"{path} answered {answer.status_code}.")


def asked(client: FlaskClient, path: str) -> Callable[[], float]:
    """The median seconds of a few requests."""

    def one() -> float:
        begin = time.perf_counter()
        answer = client.get(path)
        took = time.perf_counter() - begin
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}.")
        return took

    return lambda: median(one() for _ in range(OF_ONE))


def pages(app: Flask) -> dict[str, tuple[str, str]]:
    """What is measured: name to path, and the words to look for before."""
    with app.app_context():
        frequent = db.session.scalar(sa.select(table("topic").c.id).where(table("topic").c.name == FREQUENT))
    found = f"{SEARCH}/treffer"
    return {
        "exchange page": ("/austausch/", ""),
        "topic page": (f"/austausch/themen/{frequent}", ""),
        "search, frequent word": (found, FREQUENT),
        "search, rare word": (found, RARE),
        "search, two words seldom together": (found, f"{FIRST} {SECOND}"),
    }


def of_database(field: Field, database: str) -> Iterator[Ratio]:
    """The pages with many councils against few, one after the other by turns, and their queries."""
    apps = filled(field, database, FEW), filled(field, database, MANY)
    few, many = map(logged_in, apps)
    for name, (path, words) in pages(apps[1]).items():
        for client in (few, many) if words else ():
            post(client, SEARCH, words=words)
        found = against(ROUNDS, asked(few, path), asked(many, path))
        with queries(apps[1]) as statements:
            many.get(path)
        detail = f"{found.second * 1000:.1f} ms, {found.first * 1000:.1f} ms at {FEW}"
        yield Ratio(f"{name}, {database}: {MANY} / {FEW} councils", found.ratio, MOST_GROWTH, detail=detail)
        yield Ratio(f"{name}, {database}: queries", len(statements), MOST_QUERIES)


@measure
def exchange(field: Field) -> Iterator[Ratio]:
    """On SQLite, then on PostgreSQL."""
    yield from of_database(field, "SQLite")
    yield from of_database(field, "PostgreSQL")
