"""The database under stress: locked, full, gone, asked by many at once; and its migrations, there and back."""

from __future__ import annotations

import os
import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app import create_app
from app.accounts.models import Language, Person, ThrottleCount
from app.audit import AuditEntry
from app.calendar.models import Appointment
from app.db import Base
from app.districts.meetings import services as meetings
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.search.index import is_part_of_an_index
from app.tenancy import all_spaces
from tests import conftest
from tests.conftest import Ground
from tests.people import World

NOTHING_LOST = "nichts ist verloren"


def sqlite_file(world: World) -> Path:
    return Path(world.app.config["DATABASE_URL"].removeprefix("sqlite:///"))


def say_english(client: FlaskClient) -> Any:
    return client.post("/sprache", data={"language": "en"})


def language(world: World) -> Language:
    return world.person("member").language


# --- somebody else writes


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold SQLite's write lock, from outside."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def each_connection(app: Flask, pragma: str) -> Iterator[None]:
    """Set a pragma on the connections of an application."""
    with app.app_context():
        engine = db.engine

    def set_pragma(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "connect", set_pragma)
    engine.dispose()
    try:
        yield
    finally:
        sa.event.remove(engine, "connect", set_pragma)
        engine.dispose()


@pytest.mark.sqlite
def test_a_request_waits_for_one_that_writes_and_then_succeeds(world: World) -> None:
    answers = []
    client = world.client_of("member")
    waiting = threading.Thread(target=lambda: answers.append(say_english(client).status_code))
    with locked(sqlite_file(world)):
        waiting.start()
        time.sleep(1)
        assert answers == []
    waiting.join()
    assert answers == [302]
    assert language(world) is Language.ENGLISH


@pytest.mark.sqlite
def test_who_only_reads_waits_for_nobody(world: World) -> None:
    client = world.client_of("member")
    client.get("/ktv/")
    with locked(sqlite_file(world)):
        begin = time.monotonic()
        assert client.get("/ktv/").status_code == 200
    assert time.monotonic() - begin < 0.9


@pytest.mark.sqlite
def test_a_request_that_waited_too_long_is_told_that_nothing_is_lost(world: World) -> None:
    before = world.dump()
    with each_connection(world.app, "busy_timeout=100"), locked(sqlite_file(world)):
        answer = write_an_item(world.client_of("speaker"), world)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert NOTHING_LOST in answer.text
    assert world.dump() == before


@pytest.mark.sqlite
def test_after_a_failed_request_one_is_still_logged_in_and_the_next_succeeds(world: World) -> None:
    client = world.client_of("member")
    with each_connection(world.app, "busy_timeout=100"), locked(sqlite_file(world)):
        assert say_english(client).status_code == 503
    assert client.get("/konto").status_code == 200
    assert say_english(client).status_code == 302
    assert language(world) is Language.ENGLISH


# --- there is no room


def write_an_item(client: FlaskClient, world: World) -> Any:
    words = {"title": "Ein langer Punkt", "kind": "discussion", "minutes": "5", "note": "Moin " * 390}
    return client.post(f"/ktv/termine/{world.appointments['ktv']['bare']}/tagesordnung/neu", data=words)


def items(world: World) -> int:
    with world.app.app_context(), all_spaces("the storage tests") as session:
        return session.scalar(sa.select(sa.func.count(AgendaItem.id))) or 0


def write_until_refused(client: FlaskClient, world: World) -> Any:
    """Write until there is no room; return the answer, and make sure that all that was taken is there."""
    taken, before = 0, items(world)
    while (answer := write_an_item(client, world)).status_code == 302:
        taken += 1
        assert taken < 60
    assert items(world) == before + taken
    return answer


@pytest.mark.sqlite
def test_a_full_database_answers_503_and_loses_nothing(world: World) -> None:
    with sqlite3.connect(sqlite_file(world)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    client = world.client_of("speaker")
    with each_connection(world.app, f"max_page_count={pages}"):
        answer = write_until_refused(client, world)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert NOTHING_LOST in answer.text
        assert client.get("/ktv/").status_code == 200
    assert write_an_item(client, world).status_code == 302


@pytest.mark.sqlite
def test_a_disk_that_takes_no_more_answers_503_and_loses_nothing(world: World) -> None:
    file = sqlite_file(world)
    client = world.client_of("speaker")
    write_an_item(client, world)
    size = max(os.path.getsize(one) for one in (file, f"{file}-wal"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        answer = write_until_refused(client, world)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert answer.status_code == 503
    assert NOTHING_LOST in answer.text
    assert write_an_item(client, world).status_code == 302
    conftest.dispose(world.app)
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


# --- the database is not there


@pytest.fixture
def without_database(tmp_path: Path) -> Iterator[Flask]:
    """An application that is told the wrong socket."""
    url = f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    settings = {"PROPAGATE_EXCEPTIONS": False, "WTF_CSRF_ENABLED": False}
    app = create_app(conftest.testing_settings(url, tmp_path / "instance") | settings)
    yield app
    conftest.dispose(app)


def with_cookie(app: Flask) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "somebody"
    return client


@pytest.mark.parametrize("path", ["/", "/konto", "/ktv/", "/verwaltung/", "/einladung/secret"])
def test_without_a_database_a_page_answers_503(without_database: Flask, path: str) -> None:
    answer = with_cookie(without_database).get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert NOTHING_LOST in answer.text


def test_without_a_database_nobody_logs_in(without_database: Flask) -> None:
    words = {"email": "member@demo.example", "password": "moewe-fisch-warnow"}
    answer = without_database.test_client().post("/anmelden", data=words)
    assert answer.status_code == 503
    assert "Set-Cookie" not in answer.headers


def test_without_a_database_one_is_not_logged_out(without_database: Flask) -> None:
    client = with_cookie(without_database)
    assert client.get("/konto").status_code == 503
    with client.session_transaction() as session:
        assert session["_user_id"] == "somebody"


@pytest.mark.postgresql
def test_a_server_that_was_restarted_is_found_again(world: World) -> None:
    client = world.client_of("member")
    assert client.get("/ktv/").status_code == 200
    url = sa.make_url(world.app.config["DATABASE_URL"])
    with psycopg.connect(
        host=str(url.query["host"]), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database]
        )
    assert client.get("/ktv/").status_code == 200


@pytest.mark.parametrize(
    "words",
    [
        "database is locked",
        "database or disk is full",
        "disk I/O error",
        "attempt to write a readonly database",
        "unable to open database file",
        'could not extend file "base/1/2": No space left on device',
        "server closed the connection unexpectedly",
        "terminating connection due to administrator command",
        "connection failed: FATAL:  sorry, too many clients already",
        "connection failed: FATAL:  the database system is shutting down",
        "deadlock detected",
    ],
)
def test_what_a_database_says_when_it_cannot_now_becomes_503(world: World, words: str) -> None:
    def stumble() -> None:
        raise OperationalError("SELECT 1", {}, Exception(words))

    stumble.access = world.app.view_functions["health.healthz"].access  # type: ignore[attr-defined]
    world.app.view_functions["health.healthz"] = stumble
    assert world.client_of("anonymous").get("/healthz").status_code == 503


# --- many at once


def all_at_once(how_many: int, work: Callable[[int], None]) -> None:
    together = threading.Barrier(how_many)
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            together.wait()
            work(number)
        except BaseException as fault:  # noqa: BLE001  # it is raised below
            faults.append(fault)

    threads = [threading.Thread(target=run, args=[number]) for number in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def test_twenty_who_count_at_once_lose_no_count(world: World) -> None:
    answers: list[str] = []

    def guess(number: int) -> None:
        client = world.client_of("anonymous")
        for _ in range(5):
            words = {"email": "member@demo.example", "password": f"falsch-{number}"}
            answers.append(client.post("/anmelden", data=words).text)

    all_at_once(20, guess)
    assert len(answers) == 100
    # As often as one may try, and not once more.
    assert sum("viele Versuche hintereinander" not in answer for answer in answers) == 8
    with world.app.app_context():
        assert db.session.scalars(sa.select(ThrottleCount.count)).all() == [100, 100]


def test_many_who_move_items_at_once_lose_no_move(world: World) -> None:
    codes: list[int] = []
    appointment = f"/ktv/termine/{world.appointments['ktv']['announced']}"
    client = world.client_of("speaker")
    for _ in range(5):
        words = {"title": "Noch ein Punkt", "kind": "discussion", "minutes": "5"}
        client.post(f"{appointment}/tagesordnung/neu", data=words)
    order = agenda(world)

    def shuffle(number: int) -> None:
        client = world.client_of("speaker")
        for turn in range(3):
            item, way = order[(number + turn) % len(order)], ("hoch", "runter")[number % 2]
            codes.append(client.post(f"{appointment}/tagesordnung/{item}/{way}").status_code)

    all_at_once(20, shuffle)
    assert set(codes) <= {302, 409}
    assert 302 in codes
    with world.app.app_context():
        moves = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.action == "agenda_item.moved").order_by(AuditEntry.id)
        ).all()
    assert moves
    for move in moves:  # what was answered "done" was done, in turn, and nothing else
        place = order.index(move.subject_id or 0)
        other = place - 1 if move.details["up"] else place + 1
        order[place], order[other] = order[other], order[place]
    assert agenda(world) == order


def test_who_moves_an_item_that_is_just_being_moved_does_not_undo_half_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = world.items["ktv"][1]
    path = f"/ktv/termine/{world.appointments['ktv']['announced']}/tagesordnung/{item}"
    really_look = meetings.items_of
    others: list[int] = []
    overtaking = threading.Thread(
        target=lambda: others.append(world.client_of("speaker").post(f"{path}/hoch").status_code)
    )

    def be_overtaken(appointment: Appointment) -> list[AgendaItem]:
        if overtaking.ident is None:
            overtaking.start()  # somebody else, in this very moment
            overtaking.join(timeout=0.5)  # or waits until we are done
        return really_look(appointment)

    monkeypatch.setattr(meetings, "items_of", be_overtaken)
    code = world.client_of("speaker").post(f"{path}/runter").status_code
    overtaking.join()
    assert others == [302]
    assert code in (302, 409)
    with world.app.app_context(), all_spaces("the storage tests") as session:
        positions = session.scalars(
            sa.select(AgendaItem.position).where(AgendaItem.id.in_(world.items["ktv"]))
        )
        assert sorted(positions) == [10, 20, 30]
    assert agenda(world)[1 if code == 302 else 0] == item


def agenda(world: World) -> list[int]:
    with world.app.app_context(), all_spaces("the storage tests") as session:
        announced = AgendaItem.appointment_id == world.appointments["ktv"]["announced"]
        return list(session.scalars(sa.select(AgendaItem.id).where(announced).order_by(AgendaItem.position)))


# --- migrations


@pytest.fixture
def empty(_template: Ground, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database in which nothing is yet."""
    name = f"empty_{next(_template.numbers)}"
    url = f"sqlite:///{tmp_path}/{name}.sqlite"
    if _template.cluster:
        _template.cluster.create(name)
        url = _template.cluster.url(name)
    app = create_app(conftest.testing_settings(url, tmp_path / "instance"))
    yield app
    conftest.dispose(app)
    if _template.cluster:
        _template.cluster.drop(name)


def flask_db(app: Flask, *words: str) -> str:
    result = app.test_cli_runner().invoke(args=["db", *words])
    assert result.exit_code == 0, result.output
    return str(result.output)


def everything_made(app: Flask) -> list[tuple[object, ...]]:
    """All that a migration leaves in a database: tables, indexes, triggers, functions, policies."""
    if app.config["DATABASE_URL"].startswith("sqlite"):
        statement = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%'"
        statement += " AND tbl_name NOT LIKE 'alembic%'"
    else:
        statement = """
            SELECT 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'alembic%'
            UNION ALL SELECT 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'
            UNION ALL SELECT 'index', tablename, indexdef
            FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%'
            UNION ALL SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid)
            FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT 'function', proname, prosrc
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT 'policy', tablename, policyname || cmd || coalesce(qual, '') || coalesce(with_check, '')
            FROM pg_policies
            UNION ALL SELECT 'walls', relname, relrowsecurity::text || relforcerowsecurity::text
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND relname NOT LIKE 'alembic%'
        """
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.exec_driver_sql(statement.replace("%", "%%"))
        return sorted((*row[:-1], *_lines(row[-1])) for row in rows)


def _lines(words: str | None) -> list[str]:
    """What a statement says, line by line: a table that SQLite makes anew has its keys in any order."""
    return sorted(line.strip().rstrip(",") for line in (words or "").splitlines())


def test_migrations_lead_from_nothing_to_everything_and_back_and_again(empty: Flask) -> None:
    assert everything_made(empty) == []
    flask_db(empty, "upgrade")
    made = everything_made(empty)
    assert made
    flask_db(empty, "downgrade", "base")
    assert everything_made(empty) == []
    flask_db(empty, "upgrade")
    assert everything_made(empty) == made


def test_a_second_upgrade_changes_nothing(app: Flask) -> None:
    before = everything_made(app)
    flask_db(app, "upgrade")
    assert everything_made(app) == before


def test_models_and_migrations_agree(app: Flask) -> None:
    flask_db(app, "check")  # ends with an error where they do not


def shape(app: Flask) -> dict[str, object]:
    """Tables as the database describes them, with the checks that Alembic does not compare."""
    with app.app_context():
        found, dialect = sa.inspect(db.engine), db.engine.dialect.name
        return {
            table.name: (
                sorted(
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in found.get_columns(table.name)
                    # What the database writes itself for the search; which tables have it: tests/search/test_index.py.
                    if not ("computed" in column and is_part_of_an_index(column["name"], "column"))
                ),
                sorted((str(one["name"]), one["sqltext"]) for one in found.get_check_constraints(table.name)),
                sorted(
                    (str(one["name"]), one["column_names"])
                    for one in found.get_unique_constraints(table.name)
                ),
                sorted(
                    (str(one["name"]), one["constrained_columns"], one["referred_table"], str(one["options"]))
                    for one in found.get_foreign_keys(table.name)
                ),
                sorted(
                    (
                        str(one["name"]),
                        str(one["column_names"]),
                        one["unique"],
                        str(one.get("dialect_options", {}).get(f"{dialect}_where")),
                    )
                    for one in found.get_indexes(table.name)
                    if not is_part_of_an_index(one["name"], "index")
                ),
            )
            for table in Base.metadata.sorted_tables
        }


def test_what_migrations_make_is_what_the_models_say_checks_included(app: Flask, empty: Flask) -> None:
    with empty.app_context():
        Base.metadata.create_all(db.engine)
    migrated, modelled = shape(app), shape(empty)
    for table, described in modelled.items():
        assert migrated[table] == described


def test_a_migrated_database_is_empty(app: Flask) -> None:
    with app.app_context(), all_spaces("the storage tests") as session:
        for mapper in Base.registry.mappers:
            assert session.scalars(sa.select(mapper.class_).limit(1)).first() is None


def test_a_person_survives_a_migration_that_is_up_to_date(app: Flask) -> None:
    with app.app_context():
        db.session.add(Person(name="Ina"))
        db.session.commit()
    flask_db(app, "upgrade")
    with app.app_context():
        assert db.session.scalars(sa.select(Person.name)).all() == ["Ina"]
