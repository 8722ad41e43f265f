"""What the worker does and when, what it deletes and what nobody can; and who is told that it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import audit, clock, create_app, health, jobs, outbox
from app.accounts import jobs as account_jobs
from app.accounts.models import AccountToken, LoginSession, Person, ThrottleCount, TokenPurpose
from app.accounts.passwords import hash_password
from app.audit import AuditEntry
from app.extensions import db
from app.outbox import MailState, OutgoingMail
from app.queue import run_waiting, the_queue
from tests import conftest

NOW = datetime(2025, 3, 5, 18, tzinfo=UTC)

Freeze = Callable[[datetime], None]


def person(**values: object) -> Person:
    """A person in the database."""
    one = Person(**{"name": "Ina", "email": "ina@demo.example"} | values)
    db.session.add(one)
    db.session.flush()
    return one


# --- is the worker there


@pytest.fixture
def beaten(app: Flask, freeze: Freeze) -> Flask:
    """An application whose worker was seen this evening."""
    freeze(NOW)
    with app.app_context():
        health.beat()
    return app


def test_a_worker_that_never_was_is_late(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"database": "up", "worker": "late"})


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "up"), (180, "up"), (181, "late")], ids=["just now", "3 minutes", "later"]
)
def test_a_worker_is_late_after_three_minutes(
    beaten: Flask, freeze: Freeze, seconds: int, state: str
) -> None:
    freeze(NOW + timedelta(seconds=seconds))
    answer = beaten.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"database": "up", "worker": state})


def test_a_second_heartbeat_replaces_the_first(beaten: Flask, freeze: Freeze) -> None:
    freeze(NOW + timedelta(minutes=1))
    with beaten.app_context():
        health.beat()
        assert list(db.session.scalars(sa.select(health.WorkerBeat.at))) == [NOW + timedelta(minutes=1)]


def test_each_minute_the_worker_shows_that_it_is_alive(app: Flask) -> None:
    with app.app_context():
        jobs.each_minute()
    assert app.test_client().get("/healthz").json == {"database": "up", "worker": "up"}


@pytest.fixture
def without_database(tmp_path: Path) -> Iterator[Flask]:
    """An application whose database is not there."""
    url = f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    app = create_app(conftest.testing_settings(url, tmp_path / "instance") | {"PROPAGATE_EXCEPTIONS": False})
    yield app
    conftest.dispose(app)


def test_without_a_database_the_health_page_answers_503(without_database: Flask) -> None:
    answer = without_database.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (503, {"database": "down", "worker": "unknown"})


def test_a_database_without_tables_is_not_well(tmp_path: Path) -> None:
    app = create_app(conftest.testing_settings(f"sqlite:///{tmp_path}/empty.sqlite", tmp_path))
    assert app.test_client().get("/healthz").status_code == 503
    conftest.dispose(app)


# --- what the night deletes


def the_night_of(app: Flask) -> None:
    with app.app_context():
        jobs.each_night()


def test_logins_end_at_night_when_their_time_is_over(app: Flask, freeze: Freeze) -> None:
    freeze(NOW)
    with app.app_context():
        one = person()
        for name, left in (("over", -1), ("running", 1)):
            db.session.add(
                LoginSession(person_id=one.id, token_hash=name, expires_at=NOW + timedelta(seconds=left))
            )
        db.session.commit()
    the_night_of(app)
    with app.app_context():
        assert list(db.session.scalars(sa.select(LoginSession.token_hash))) == ["running"]
        assert db.session.scalars(sa.select(Person.name)).all() == ["Ina"]


def test_links_are_deleted_a_week_after_their_time(app: Flask, freeze: Freeze) -> None:
    freeze(NOW)
    with app.app_context():
        one = person()
        week = timedelta(days=7)
        for name, left in (("gone", -week - timedelta(seconds=1)), ("over", -week), ("open", week)):
            db.session.add(
                AccountToken(
                    person_id=one.id,
                    purpose=TokenPurpose.RESET,
                    token_hash=name,
                    expires_at=NOW + left,
                )
            )
        db.session.commit()
    the_night_of(app)
    with app.app_context():
        assert set(db.session.scalars(sa.select(AccountToken.token_hash))) == {"over", "open"}


def test_attempts_are_forgotten_when_they_no_longer_count(app: Flask, freeze: Freeze) -> None:
    freeze(NOW)
    with app.app_context():
        for name, minutes in (("old", 31), ("recent", 30), ("now", 0)):
            db.session.add(ThrottleCount(key=name, window_start=NOW - timedelta(minutes=minutes), count=3))
        db.session.commit()
    the_night_of(app)
    with app.app_context():
        assert set(db.session.scalars(sa.select(ThrottleCount.key))) == {"recent", "now"}


def old_mail(state: MailState, days: int) -> OutgoingMail:
    at = NOW - timedelta(days=days)
    return OutgoingMail(
        kind="welcome", address="ina@demo.example", subject=f"{state} {days}", text="Worte", html="<p>Worte</p>",
        message_id=f"<{state}{days}@demo.example>", state=state, claimed_at=at, created_at=at, due_at=at,
        finished_at=at if state in (MailState.SENT, MailState.FAILED) else None,
    )  # fmt: skip


def test_the_words_of_old_mails_are_emptied_and_those_still_to_be_sent_are_not(
    app: Flask, freeze: Freeze
) -> None:
    freeze(NOW)
    with app.app_context():
        db.session.add_all(old_mail(state, days) for state in MailState for days in (29, 31))
        db.session.commit()
    the_night_of(app)
    with app.app_context():
        rows = db.session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.subject)).all()
    assert len(rows) == 10
    assert {row.subject for row in rows if not row.text} == {"failed 31", "sent 31", "unclear 31"}
    assert all(bool(row.text) == bool(row.html) for row in rows)


def test_old_entries_of_the_audit_log_are_deleted_and_young_ones_stay(app: Flask) -> None:
    kept = jobs.AUDIT_KEPT_FOR
    with app.app_context():
        for name, age in (("old", kept + timedelta(minutes=1)), ("young", kept - timedelta(minutes=1))):
            db.session.add(AuditEntry(at=clock.now() - age, action=name, subject_type="person"))
        db.session.commit()
    the_night_of(app)
    with app.app_context():
        assert list(db.session.scalars(sa.select(AuditEntry.action))) == ["young"]


def test_a_night_by_a_clock_that_is_minutes_ahead_is_not_refused(app: Flask, freeze: Freeze) -> None:
    with app.app_context():
        entry = AuditEntry(
            at=clock.now() - jobs.AUDIT_KEPT_FOR + timedelta(minutes=5),
            action="old",
            subject_type="person",
        )
        db.session.add(entry)
        db.session.commit()
    freeze(clock.now() + timedelta(minutes=10))  # the database goes by its own clock
    the_night_of(app)
    with app.app_context():
        assert not db.session.scalars(sa.select(AuditEntry.id)).all()


# --- the audit log


@pytest.fixture
def noted(app: Flask) -> Flask:
    """An application with a young entry in its audit log."""
    with app.app_context():
        audit.record("person.added", person(), None)
        db.session.commit()
    return app


def actions(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(AuditEntry.action)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'nothing.happened'",
        "UPDATE audit_entry SET at = '2001-01-01 00:00:00'",  # to make it old enough to be deleted
        "DELETE FROM audit_entry",
        pytest.param("TRUNCATE audit_entry", marks=pytest.mark.postgresql),
        pytest.param("TRUNCATE person CASCADE", marks=pytest.mark.postgresql),
    ],
)
def test_the_database_refuses_to_change_the_audit_log(noted: Flask, statement: str) -> None:
    with noted.app_context(), db.engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            connection.exec_driver_sql(statement)
        connection.rollback()
    assert actions(noted) == ["person.added"]


def test_the_session_cannot_change_the_audit_log_either(noted: Flask) -> None:
    with noted.app_context():
        db.session.scalars(sa.select(AuditEntry)).one().action = "nothing.happened"
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.commit()
    assert actions(noted) == ["person.added"]


def test_an_entry_that_is_old_enough_may_go(noted: Flask) -> None:
    with noted.app_context():
        entry = AuditEntry(
            at=clock.now() - timedelta(days=3 * 365, minutes=1), action="old", subject_type="person"
        )
        db.session.add(entry)
        db.session.commit()
        db.session.execute(sa.delete(AuditEntry).where(AuditEntry.action == "old"))
        db.session.commit()
    assert actions(noted) == ["person.added"]


@pytest.mark.sqlite
def test_an_entry_is_not_replaced(noted: Flask) -> None:
    replace = (
        "INSERT OR REPLACE INTO audit_entry (id, at, action, subject_type, details) "
        "SELECT id, at, 'nothing.happened', subject_type, details FROM audit_entry"
    )
    with noted.app_context(), db.engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            connection.exec_driver_sql(replace)
        connection.rollback()


# --- the queue may forget everything


def test_a_mail_leaves_as_soon_as_the_worker_looks(app: Flask) -> None:
    with app.app_context():
        outbox.queue("welcome", person(), path="/", inviter="Ina", to="KTV")
        db.session.commit()
        app.extensions["wake_the_worker"]()
    run_waiting(app)
    with app.app_context():
        assert db.session.scalars(sa.select(OutgoingMail.state)).one() is MailState.SENT


def test_a_mail_whose_call_was_lost_leaves_within_a_minute(app: Flask) -> None:
    with app.app_context():
        outbox.queue("welcome", person(), path="/", inviter="Ina", to="KTV")
        db.session.commit()
        app.extensions["wake_the_worker"]()
    the_queue(app).flush()
    assert run_waiting(app) == 0
    with app.app_context():
        assert db.session.scalars(sa.select(OutgoingMail.state)).one() is MailState.QUEUED
        jobs.each_minute()
        assert db.session.scalars(sa.select(OutgoingMail.state)).one() is MailState.SENT


def test_a_mail_that_the_worker_itself_queues_leaves_at_once(app: Flask) -> None:
    with app.app_context():
        person(password_hash=hash_password("moewe-fisch-warnow"))
        db.session.commit()
        account_jobs.prepare_reset("ina@demo.example")
    run_waiting(app)
    with app.app_context():
        mail = db.session.scalars(sa.select(OutgoingMail)).one()
    assert (mail.kind, mail.state) == ("reset", MailState.SENT)


def test_the_worker_has_its_times(app: Flask) -> None:
    def due(hour: int, minute: int) -> set[str]:
        moment = datetime(2025, 3, 5, hour, minute)  # noqa: DTZ001  # huey counts in naive UTC
        return {task.name for task in the_queue(app).read_periodic(moment)}

    always = {"each_minute", "note_outcomes", "mail_notices", "send_broadcasts"}
    assert due(18, 1) == always
    assert due(18, 5) == always | {"remind"}
    assert due(18, 11) == always | {"remind_keepers"}
    assert due(20, 11) == always  # nobody is reminded of the minutes late in the evening
    assert due(3, 17) == always | {"each_night"}
    assert due(3, 27) == always | {"forget_guests_of_polls"}
    assert due(3, 33) == always | {"forget_addresses"}
    assert due(3, 37) == always | {"forget_notices"}
    assert due(3, 43) == always | {"give_lines"}
    assert due(3, 47) == always | {"forget_calendar_files"}
    assert due(3, 51) == always | {"forget_raisers"}
    assert due(18, 21) == always | {"remind_of_reports"}
    assert due(21, 21) == always  # nor of reports
    assert due(4, 7) == always | {"fetch_each_night"}
    assert due(3, 53) == always | {"forget_questions"}
    assert due(18, 10) == always | {"remind", "tell_news"}
