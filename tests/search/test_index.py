"""What the databases keep for the search is in step with what stands there, and finds what it promises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.accounts.models import Person
from app.calendar.models import Appointment
from app.db import Base
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks.models import Task
from app.extensions import db
from app.home.search import SOURCES
from app.search.index import matches
from app.search.words import read
from app.spaces.models import District
from app.tenancy import Scope, ScopedSession, current_session
from tests.people import see_everything
from tests.test_storage import flask_db


@pytest.fixture
def space_id(app: Flask) -> int:
    with app.app_context():
        district = District(slug="hier", name="Hier", short_name="Hier")
        db.session.add_all([district, Person(name="Ina")])
        db.session.commit()
        return district.id


@contextmanager
def in_space(app: Flask, space_id: int) -> Iterator[ScopedSession]:
    with app.app_context():
        session = current_session()
        session.open_scope(Scope.of(space_id, write=True))
        yield session


def a_meeting(session: ScopedSession, title: str = "Sitzung", **more: str) -> Appointment:
    starts = clock.now() + timedelta(days=1)
    one = Appointment(
        kind="assembly", title=title, starts_at=starts, ends_at=starts + timedelta(hours=1), **more
    )
    session.add(one)
    session.flush()
    return one


def found(session: ScopedSession, words: str, model=Task, **more) -> list[str]:
    """The titles in which the words are found."""
    session.flush()
    statement = sa.select(model.title).where(matches(model.id, read(words), **more)).order_by(model.id)
    return list(session.scalars(statement))


# --- what is found

FINDS = [
    # bent
    ("Miete", "Mieten"), ("Die Mieten steigen", "Miete"), ("Ein Haus", "Häuser"), ("Zwei Häuser", "Haus"),
    ("Zwei Häusern", "Hauses"), ("Sitzungen", "Sitzung"), ("Die Räte", "Rat"), ("Anträge", "Antrag"),
    ("schöne Gärten", "schöner Garten"), ("Beschlüsse", "Beschluss"), ("Kinder", "Kind"), ("Feste", "Fest"),
    # in either spelling, in any case
    ("Hafenstraße", "hafenstrasse"), ("Hafenstrasse", "Hafenstraße"), ("MÜLLER", "müller"), ("Müller", "Mueller"),
    ("Mueller", "Müller"), ("Fußgänger", "Fussgaenger"), ("Übung", "uebung"), ("ÜBUNG", "übung"), ("Größe", "GROESSE"),
    # by how a longer word begins
    ("Mietenspiegel", "Miete"), ("Radweg", "Rad"), ("Straßenbahn", "Strassen"), ("Öffentlichkeit", "Öffentl"),
    # whatever divides them
    ("Mieten/Nebenkosten", "Nebenkosten"), ("Sprecher*innen", "Sprecher"), ("Ortsbeirat-Wahl", "Wahl"),
    ("an rat@stadt.example", "Stadt"), ("siehe https://stadt.example/plan", "Plan"), ("Paket 2025/7", "2025"),
    ("„Haus am Markt“", '"Haus" Markt'), ("a_b", "b"), ("1.200 Euro", "200 Euro"), ("5%", "5"),
    # without the little words
    ("Zuschuss: Antrag", "Antrag auf einen Zuschuss"),
    # but those that are something, too
    ("Wahl des OB", "OB"), ("Am neuen Weg", "Weg"),
]  # fmt: skip
FINDS_NOT = [
    ("Mittwoch", "Mitte"), ("Haus", "Haus Miete"),
    ("Spiegel", "Mietenspiegel"), ("Rathaus", "Ra"), ("neun", "neu Haus"),
    ("Straße", "Strauß"), ("Miete", "Meite"), ("Bau", "Bäume"),
]  # fmt: skip


def pairs_that_find(session: ScopedSession, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of pairs of a title and words: those in which the words find the title, alone."""
    hits = []
    for title, words in pairs:
        session.add_all([Task(title="etwas anderes", by_id=1), Task(title=title, by_id=1)])
        if found(session, words) == [title]:
            hits.append((title, words))
        session.rollback()
    return hits


def test_both_databases_find_what_is_promised(app, space_id):
    with in_space(app, space_id) as session:
        assert pairs_that_find(session, FINDS) == FINDS


def test_both_databases_leave_the_rest(app, space_id):
    with in_space(app, space_id) as session:
        assert pairs_that_find(session, FINDS_NOT) == []


def test_whole_words_and_titles_are_told_from_the_rest(app, space_id):
    with in_space(app, space_id) as session:
        a_meeting(session, "Miete")
        a_meeting(session, "Mieten", description="Haus")
        a_meeting(session, "Mietenspiegel")
        a_meeting(session, "anderes", description="Zur Miete")
        assert found(session, "Miete", Appointment) == ["Miete", "Mieten", "Mietenspiegel", "anderes"]
        assert found(session, "Miete", Appointment, whole=True) == ["Miete", "Mieten", "anderes"]
        assert found(session, "Miete", Appointment, column="title") == ["Miete", "Mieten"]
        assert found(session, "Miete Haus", Appointment, column="title") == []
        assert found(session, "Miete Haus", Appointment, whole=True) == ["Mieten"]


ODD = [
    "½",
    "²",
    "a½b",
    "x" * 200,
    "ß",
    "ı",
    "中文",
    "Ǆ",
    "NOT",
    "AND OR NEAR",
    "rowid",
    "fts",
    "\u0390",
    "０",
    "ſ",
]


def test_odd_words_find_nothing_and_break_nothing(app, space_id):
    with in_space(app, space_id) as session:
        session.add(Task(title="etwas anderes", by_id=1))
        for words in ODD:
            for more in ({}, {"whole": True}, {"column": "title"}):
                assert found(session, f"Haus {words}", **more) == [], words
                assert found(session, words, **more) == [], words


# --- in step


def test_what_changes_is_found_as_it_is_now(app, space_id):
    with in_space(app, space_id) as session:
        task = Task(title="Saal fragen", by_id=1)
        session.add(task)
        assert found(session, "Saal") == ["Saal fragen"]
        task.title = "Plakate drucken"
        assert (found(session, "Saal"), found(session, "Plakat")) == ([], ["Plakate drucken"])
        session.execute(sa.update(Task).values(title="Kuchen backen"))
        assert (found(session, "Plakat"), found(session, "Kuchen")) == ([], ["Kuchen backen"])
        session.delete(task)
        assert found(session, "Kuchen") == []


def test_what_was_rolled_back_is_not_found_and_what_was_there_is(app, space_id):
    with in_space(app, space_id) as session:
        task = Task(title="Saal fragen", by_id=1)
        session.add(task)
        session.commit()
        task.title = "Plakate drucken"
        session.add(Task(title="Kuchen backen", by_id=1))
        assert found(session, "Plakate")
        session.rollback()
        assert [found(session, words) for words in ("Saal", "Plakate", "Kuchen")] == [["Saal fragen"], [], []]
        nested = session.begin_nested()
        session.delete(task)
        session.flush()
        nested.rollback()
        assert found(session, "Saal") == ["Saal fragen"]
    in_order(app)


def test_what_goes_along_with_its_parent_is_gone(app, space_id):
    with in_space(app, space_id) as session:
        meeting = a_meeting(session)
        session.add(AgendaItem(appointment_id=meeting.id, position=1, title="Miete"))
        assert found(session, "Miete", AgendaItem) == ["Miete"]
        session.delete(meeting)
        assert found(session, "Miete", AgendaItem) == []
        session.commit()
    in_order(app)


def in_order(app: Flask) -> None:
    """Let SQLite compare its indexes with the tables; on PostgreSQL they are columns of these."""
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            for name in indexed(app):
                connection.exec_driver_sql(
                    f"INSERT INTO {name}_fts({name}_fts, rank) VALUES ('integrity-check', 1)"
                )


# --- which tables


def indexed(app: Flask) -> set[str]:
    """The tables that have an index, with all that keeps it in step."""
    with app.app_context(), db.engine.connect() as connection:
        see_everything(connection)
        if connection.dialect.name == "postgresql":
            return set(connection.scalars(sa.text(
                "SELECT table_name FROM information_schema.columns WHERE column_name = 'fts' "
                "AND data_type = 'tsvector' AND is_generated = 'ALWAYS'"
            )))  # fmt: skip
        triggers = set(connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        return {
            table for table in Base.metadata.tables
            if {f"{table}_fts_{happening}" for happening in ("insert", "update", "delete")} <= triggers
        }  # fmt: skip


def test_every_source_has_an_index_and_no_index_is_without_a_source(app):
    # A migration that rebuilds a table on SQLite loses its triggers in silence: here it is noticed.
    ours = {source.model.__tablename__ for source in SOURCES} | {
        "exchange_entry"
    }  # it has a search of its own
    assert indexed(app) == ours


def test_the_title_of_a_source_is_indexed_as_its_title(app, space_id):
    with in_space(app, space_id):
        for source in SOURCES:
            statement = sa.select(source.model.id).where(
                matches(source.model.id, read("Haus"), column=source.title)
            )
            assert db.session.scalars(statement).all() == []


def test_what_was_there_before_the_search_is_found(app, space_id):
    with in_space(app, space_id) as session:
        meeting = a_meeting(session, "Vor der Suche", description="Mieten und Häuser")
        session.add(AgendaItem(appointment_id=meeting.id, position=1, title="Rückblick", note="Mieten"))
        session.commit()
    flask_db(app, "downgrade", "0002")  # there is no index there
    flask_db(app, "upgrade")
    with in_space(app, space_id) as session:
        assert found(session, "Haus Miete", Appointment) == ["Vor der Suche"]
        assert found(session, "Miete", AgendaItem) == ["Rückblick"]
    in_order(app)
