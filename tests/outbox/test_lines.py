"""One line for many mails, and files as long as there is no mail server."""

from __future__ import annotations

import email
import time

import pytest
from flask import Flask

from app import rounds
from app.accounts.services import erase
from app.extensions import db
from app.outbox import MailState
from app.tenancy import Scope, current_session
from tests.outbox.posting import (
    deliver,
    person,
    queue,
    states,
    stored,
)
from tests.outbox.sink import Sink
from tests.people import World


def test_many_mails_share_one_line(post: Flask, sink: Sink) -> None:
    queue(post, 5)
    assert deliver(post) == 5
    assert len(sink.taken) == 5
    assert sink.lines == 1


def test_a_server_that_ends_the_line_between_two_mails_costs_nothing(post: Flask, sink: Sink) -> None:
    queue(post, 3)
    sink.on = lambda stage: sink.hang_up_at.add("MAIL") if stage == "taken" and len(sink.taken) == 1 else None
    deliver(post)
    assert states(post) == [MailState.SENT] * 3
    assert sink.times_taken().total() == 3


def test_nobody_waits_for_the_database_while_the_mail_server_thinks(world: World, sink: Sink) -> None:
    world.app.config["MAIL_SERVER"] = "127.0.0.1"
    state = world.app.extensions["mail"]
    state.server, state.port, state.use_tls = "127.0.0.1", sink.port, False
    answers: list[tuple[int, float]] = []

    def change_the_language(stage: str) -> None:
        if stage == "DATA":
            begin = time.monotonic()
            response = world.client_of("member").post("/sprache", data={"language": "en"})
            answers.append((response.status_code, time.monotonic() - begin))

    sink.on = change_the_language
    assert deliver(world.app) == 1
    assert answers[0][0] == 302
    assert answers[0][1] < 2


def test_a_person_who_is_erased_while_their_mail_is_sent_disturbs_nobody(post: Flask, sink: Sink) -> None:
    ids = queue(post, 2)

    def erase_the_first(stage: str) -> None:
        if stage == "DATA" and not sink.taken:
            with post.app_context():
                current_session().open_scope(Scope(read=None, write=None))  # as the office has it
                erase(person(1), by=person(2))
                db.session.commit()

    sink.on = erase_the_first
    assert deliver(post) == 2
    assert stored(post, ids[1]).state is MailState.SENT
    assert states(post) == [MailState.SENT]


def test_a_round_ends_in_time_for_the_heartbeat(
    post: Flask, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(post, 3)
    monkeypatch.setattr(rounds, "ROUND_S", 0.3)
    sink.on = lambda stage: time.sleep(0.4) if stage == "DATA" else None
    assert deliver(post) == 1
    assert states(post) == [MailState.SENT, MailState.QUEUED, MailState.QUEUED]


def test_without_mail_settings_mails_become_files(app: Flask) -> None:
    mail_id = queue(app)[0]
    deliver(app)
    folder = app.config["INSTANCE"] / "mail"
    files = list(folder.iterdir())
    message = email.message_from_bytes(files[0].read_bytes())
    assert len(files) == 1
    assert message["To"] == "p1@demo.example"
    assert message["Message-ID"] == stored(app, mail_id).message_id
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_without_room_keeps_the_mails_waiting(app: Flask) -> None:
    (app.config["INSTANCE"] / "mail").write_text("in the way")
    ids = queue(app, 2)
    assert deliver(app) == 1
    assert states(app) == [MailState.QUEUED] * 2
    assert "File exists" in stored(app, ids[0]).answer
