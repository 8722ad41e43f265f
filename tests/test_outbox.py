"""Mail leaves after the commit, once, or is shown as unclear: against a real SMTP server that may be unkind."""

from __future__ import annotations

import email
import os
import re
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from flask import Flask

from app import clock, create_app, delivery, outbox
from app.accounts.models import Language, Person
from app.accounts.services import erase
from app.extensions import db
from app.outbox import MailState, OutgoingMail
from app.rules import RuleBroken
from app.tenancy import Scope, current_session
from app.web import wake_the_worker
from tests import conftest
from tests.people import World

ROOT = Path(__file__).resolve().parents[1]
START = datetime(2025, 3, 5, 18, tzinfo=UTC)
SENDER = "Stadtteilwerk <post@kreis.example>"

Freeze = Callable[[datetime], None]


class PlainSmtp(SMTP):
    """A mail server that drops the line when its handler says so."""

    def hang_up(self) -> None:
        assert self.transport is not None
        self.transport.abort()


class PlainController(Controller):
    def factory(self) -> PlainSmtp:
        return PlainSmtp(self.handler, hostname="sink.example", decode_data=False)


class Sink:
    """What a mail server does with mail, and what it has taken."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.lines = 0
        self.answers: dict[str, str] = {}
        """By recipient: the answer to RCPT, instead of 250."""
        self.data_answers: list[str] = []
        """The answers to the next mails' words, instead of 250."""
        self.hang_up_at: set[str] = set()
        self.on: Callable[[str], None] = lambda stage: None
        """Called on the server's thread at each stage."""
        self.port = 0

    async def handle_EHLO(  # noqa: N802  # the names are the library's
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.lines += 1
        session.host_name = hostname
        self.on("EHLO")
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: PlainSmtp, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.on("MAIL")
        if "MAIL" in self.hang_up_at:
            self.hang_up_at.remove("MAIL")
            server.hang_up()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.on("RCPT")
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: PlainSmtp, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.on("DATA")
        if "DATA" in self.hang_up_at:
            server.hang_up()
            return "250 never read"
        if self.data_answers:
            return self.data_answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content))
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        self.on("taken")
        return "250 OK"

    def recipients(self) -> list[str]:
        return [recipients[0] for _sender, recipients in self.envelopes]

    def times_taken(self) -> Counter[str]:
        """How often each mail arrived, by its Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.taken)


@contextmanager
def serving(sink: Sink) -> Iterator[Sink]:
    sink.port = free_port()
    controller = PlainController(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server on this machine."""
    with serving(Sink()) as sink:
        yield sink


def smtp_settings(port: int) -> dict[str, object]:
    return {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": port,
        "MAIL_USE_TLS": False,
        "MAIL_SENDER": SENDER,
    }


@pytest.fixture
def post(database_url: str, tmp_path: Path, sink: Sink, freeze: Freeze) -> Iterator[Flask]:
    """The application with that mail server, on an evening in March."""
    freeze(START)
    app = create_app(
        conftest.testing_settings(database_url, tmp_path / "instance") | smtp_settings(sink.port)
    )
    yield app
    conftest.dispose(app)


def person(number: int = 1, **values: Any) -> Person:
    one = db.session.scalars(sa.select(Person).where(Person.email == f"p{number}@demo.example")).first()
    if one is None:
        one = Person(name=f"Person {number}", email=f"p{number}@demo.example", **values)
        db.session.add(one)
        db.session.flush()
    return one


def queued(number: int = 1, *, confidential: bool = False) -> OutgoingMail:
    return outbox.queue(
        "welcome", person(number), confidential=confidential, path="/ktv/", inviter="Ina", to="KTV"
    )


def queue(app: Flask, how_many: int = 1, *, confidential: bool = False) -> list[int]:
    """Queue mails to that many people, committed; return their ids."""
    with app.app_context():
        rows = [queued(number, confidential=confidential) for number in range(1, how_many + 1)]
        db.session.commit()
        return [row.id for row in rows]


def deliver(app: Flask) -> int:
    with app.app_context():
        return outbox.deliver_due()


def stored(app: Flask, mail_id: int) -> OutgoingMail:
    with app.app_context():
        return db.session.get_one(OutgoingMail, mail_id)


def states(app: Flask) -> list[MailState]:
    with app.app_context():
        return list(db.session.scalars(sa.select(OutgoingMail.state).order_by(OutgoingMail.id)))


# --- after the commit, or never


def test_a_queued_mail_leaves_only_after_the_commit(post: Flask, sink: Sink) -> None:
    with post.app_context():
        queued()
        db.session.flush()
        if db.engine.dialect.name == "postgresql":  # on SQLite the worker waits for the lock
            worker = threading.Thread(target=deliver, args=[post])
            worker.start()
            worker.join()
        assert not sink.taken
        db.session.commit()
    deliver(post)
    assert sink.recipients() == ["p1@demo.example"]


def test_nothing_leaves_after_a_rollback(post: Flask, sink: Sink) -> None:
    with post.app_context():
        queued()
        db.session.rollback()
    assert deliver(post) == 0
    assert not sink.taken


def test_nothing_leaves_when_the_request_that_queued_it_is_refused(post: Flask, sink: Sink) -> None:
    post.config["WTF_CSRF_ENABLED"] = False

    def queue_and_stumble() -> tuple[str, int]:
        queued()
        return "zu spät", 409

    queue_and_stumble.access = post.view_functions["account.login"].access  # type: ignore[attr-defined]
    post.view_functions["account.login"] = queue_and_stumble
    assert post.test_client().post("/anmelden").status_code == 409
    assert deliver(post) == 0
    assert not sink.taken


# --- what a mail looks like


def test_a_mail_has_the_same_words_as_text_and_as_html(post: Flask, sink: Sink) -> None:
    queue(post)
    deliver(post)
    parts = {part.get_content_type(): part for part in sink.taken[0].walk()}
    assert sink.taken[0].get_content_type() in ("multipart/mixed", "multipart/alternative")
    for kind in ("text/plain", "text/html"):
        words = parts[kind].get_payload(decode=True)
        assert isinstance(words, bytes)
        assert "Ina hat dich eingetragen" in words.decode()
        assert "http://127.0.0.1:5000/ktv/" in words.decode()


def test_a_mail_says_who_it_is_from_and_that_a_machine_wrote_it(post: Flask, sink: Sink) -> None:
    mail_id = queue(post)[0]
    deliver(post)
    message = sink.taken[0]
    assert str(email.header.make_header(email.header.decode_header(message["From"]))) == SENDER
    assert message["To"] == "p1@demo.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == stored(post, mail_id).message_id
    assert message["Date"]
    assert sink.envelopes == [("post@kreis.example", ["p1@demo.example"])]


def test_an_umlaut_arrives_in_the_subject(post: Flask, sink: Sink) -> None:
    with post.app_context():
        outbox.queue("welcome", person(), path="/", inviter="Ina", to="Kröpeliner Straße 🚲")
        db.session.commit()
    deliver(post)
    subject = email.header.make_header(email.header.decode_header(sink.taken[0]["Subject"]))
    assert str(subject) == "Neu für dich: Kröpeliner Straße 🚲"


def test_a_mail_is_in_the_language_of_who_gets_it(post: Flask) -> None:
    with post.app_context():
        outbox.queue("welcome", person(1, language=Language.ENGLISH), path="/", inviter="Ina", to="KTV")
        row = queued(2)
        db.session.commit()
        assert 'lang="de"' in row.html
        english = db.session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)).first()
        assert english is not None
        assert 'lang="en"' in english.html


@pytest.mark.parametrize("planted", ["\r\nBcc: boese@example.org", "\nBcc: boese@example.org", "\r"])
def test_a_line_break_in_a_name_starts_no_header(post: Flask, sink: Sink, planted: str) -> None:
    with post.app_context():
        recipient = person()
        recipient.name = "Ina" + planted
        outbox.queue("welcome", recipient, path="/", inviter="Ina" + planted, to="KTV" + planted)
        db.session.commit()
    deliver(post)
    assert len(sink.taken) == 1
    assert sink.taken[0]["Bcc"] is None
    assert sink.recipients() == ["p1@demo.example"]


def test_a_line_break_in_an_address_is_refused_before_anything_is_queued(post: Flask) -> None:
    with post.app_context():
        recipient = person()
        recipient.email = "ina@demo.example\nBcc: boese@example.org"
        with pytest.raises(outbox.HeaderInjection):
            outbox.queue("welcome", recipient, path="/", inviter="Ina", to="KTV")


def test_who_has_no_address_gets_no_mail(post: Flask) -> None:
    with post.app_context(), pytest.raises(ValueError, match="no e-mail address"):
        outbox.queue("welcome", Person(name="Lotte Brief"), path="/", inviter="Ina", to="KTV")


# --- when the server says no


def test_what_is_refused_for_good_failed_with_the_servers_words_and_the_others_go_out(
    post: Flask, sink: Sink
) -> None:
    sink.answers["p2@demo.example"] = "550 5.1.1 Dieses Postfach gibt es nicht"
    ids = queue(post, 3)
    deliver(post)
    assert states(post) == [MailState.SENT, MailState.FAILED, MailState.SENT]
    assert stored(post, ids[1]).answer == "550 5.1.1 Dieses Postfach gibt es nicht"
    assert sink.recipients() == ["p1@demo.example", "p3@demo.example"]


def test_words_that_are_refused_for_good_failed_too(post: Flask, sink: Sink) -> None:
    sink.data_answers = ["554 Das sieht nach Werbung aus"]
    mail_id = queue(post)[0]
    deliver(post)
    assert stored(post, mail_id).state is MailState.FAILED
    assert "Werbung" in stored(post, mail_id).answer


def test_what_is_refused_for_now_is_tried_again_at_the_right_times_and_then_failed(
    post: Flask, sink: Sink, freeze: Freeze
) -> None:
    sink.answers["p1@demo.example"] = "451 Bitte nachher"
    mail_id = queue(post)[0]
    at = START
    for wait in (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)):
        assert deliver(post) == 1
        assert (stored(post, mail_id).state, stored(post, mail_id).due_at) == (MailState.QUEUED, at + wait)
        freeze(at + wait - timedelta(seconds=1))
        assert deliver(post) == 0
        at += wait
        freeze(at)
    assert deliver(post) == 1
    assert stored(post, mail_id).state is MailState.FAILED
    assert stored(post, mail_id).attempts == 5
    freeze(at + timedelta(days=2))
    assert deliver(post) == 0


def test_a_mail_keeps_its_message_id_over_a_retry(post: Flask, sink: Sink, freeze: Freeze) -> None:
    sink.data_answers = ["451 Bitte nachher"]
    message_id = stored(post, queue(post)[0]).message_id
    deliver(post)
    freeze(START + timedelta(minutes=2))
    deliver(post)
    assert [message["Message-ID"] for message in sink.taken] == [message_id]


def test_a_mail_that_can_not_be_written_failed_and_the_others_go_out(
    post: Flask, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    ids = queue(post, 2)
    with post.app_context():
        db.session.get_one(OutgoingMail, ids[0]).subject = "Zwei\nZeilen"
        db.session.commit()
    deliver(post)
    assert states(post) == [MailState.FAILED, MailState.SENT]
    assert stored(post, ids[0]).answer == "BadHeaderError"


# --- when the server is not there


def test_without_a_server_a_mail_is_queued_again(post: Flask) -> None:
    post.extensions["mail"].port = free_port()
    mail_id = queue(post)[0]
    deliver(post)
    row = stored(post, mail_id)
    assert (row.state, row.due_at) == (MailState.QUEUED, START + timedelta(minutes=2))
    assert "refused" in row.answer


def test_without_a_server_the_other_mails_wait_and_lose_no_attempt(post: Flask) -> None:
    post.extensions["mail"].port = free_port()
    ids = queue(post, 3)
    assert deliver(post) == 1
    assert [stored(post, mail_id).attempts for mail_id in ids] == [1, 0, 0]


def test_a_wrong_password_is_no_reason_to_give_a_mail_up(post: Flask, sink: Sink) -> None:
    post.extensions["mail"].username, post.extensions["mail"].password = "wir", "falsch"
    mail_id = queue(post)[0]
    deliver(post)
    assert stored(post, mail_id).state is MailState.QUEUED
    assert stored(post, mail_id).answer


def test_a_server_that_never_answers_does_not_keep_the_worker(
    post: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "SERVER_ANSWERS_WITHIN_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        post.extensions["mail"].port = silent.getsockname()[1]
        mail_id = queue(post)[0]
        begin = time.monotonic()
        deliver(post)
    assert time.monotonic() - begin < 5
    assert stored(post, mail_id).state is MailState.QUEUED


def test_a_line_that_breaks_before_the_words_is_no_doubt(post: Flask, sink: Sink, freeze: Freeze) -> None:
    sink.hang_up_at = {"MAIL"}
    mail_id = queue(post)[0]
    deliver(post)
    assert stored(post, mail_id).state is MailState.QUEUED
    freeze(START + timedelta(minutes=2))
    deliver(post)
    assert stored(post, mail_id).state is MailState.SENT
    assert len(sink.taken) == 1


def test_a_line_that_breaks_after_the_words_leaves_the_mail_unclear_and_unsent(
    post: Flask, sink: Sink, freeze: Freeze
) -> None:
    sink.hang_up_at = {"DATA"}
    mail_id = queue(post)[0]
    deliver(post)
    assert stored(post, mail_id).state is MailState.UNCLEAR
    sink.hang_up_at = set()
    for days in (1, 7, 29):
        freeze(START + timedelta(days=days))
        assert deliver(post) == 0
    assert not sink.taken


def test_a_line_that_breaks_leaves_the_next_mails_a_new_one(post: Flask, sink: Sink) -> None:
    queue(post, 3)
    sink.on = lambda stage: sink.hang_up_at.discard("DATA") if stage == "EHLO" and sink.lines == 2 else None
    sink.hang_up_at = {"DATA"}
    deliver(post)
    assert states(post) == [MailState.UNCLEAR, MailState.SENT, MailState.SENT]


def test_the_password_is_given_only_to_a_server_with_a_certificate_we_trust(
    post: Flask, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[ssl.SSLContext] = []

    def starttls(self: smtplib.SMTP, *, context: ssl.SSLContext) -> None:
        seen.append(context)

    monkeypatch.setattr(smtplib.SMTP, "starttls", starttls)
    post.extensions["mail"].use_tls = True
    queue(post)
    deliver(post)
    assert [(one.verify_mode, one.check_hostname) for one in seen] == [(ssl.CERT_REQUIRED, True)]


# --- one line for many mails


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
    monkeypatch.setattr(outbox, "ROUND_S", 0.3)
    sink.on = lambda stage: time.sleep(0.4) if stage == "DATA" else None
    assert deliver(post) == 1
    assert states(post) == [MailState.SENT, MailState.QUEUED, MailState.QUEUED]


# --- without a mail server


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


# --- words are kept as long as they are needed


def test_confidential_words_are_emptied_once_a_server_has_them(post: Flask) -> None:
    mail_id = queue(post, confidential=True)[0]
    deliver(post)
    row = stored(post, mail_id)
    assert (row.state, row.text, row.html) == (MailState.SENT, "", "")


def test_confidential_words_are_kept_until_they_are_sent(post: Flask, sink: Sink) -> None:
    sink.answers["p1@demo.example"] = "451 Bitte nachher"
    mail_id = queue(post, confidential=True)[0]
    deliver(post)
    assert "/ktv/" in stored(post, mail_id).text


def test_confidential_words_are_kept_while_mails_are_files(app: Flask) -> None:
    mail_id = queue(app, confidential=True)[0]
    deliver(app)
    assert "/ktv/" in stored(app, mail_id).text


def test_confidential_words_are_emptied_when_a_person_says_that_they_arrived(post: Flask, sink: Sink) -> None:
    sink.hang_up_at = {"DATA"}
    mail_id = queue(post, confidential=True)[0]
    deliver(post)
    with post.app_context():
        outbox.settle(db.session.get_one(OutgoingMail, mail_id), by=person())
        db.session.commit()
    row = stored(post, mail_id)
    assert (row.state, row.text, row.html) == (MailState.SENT, "", "")


@pytest.mark.parametrize("answer", ["250 OK", "550 Nein", "DATA"], ids=["sent", "failed", "unclear"])
def test_words_are_emptied_after_30_days_however_it_ended(
    post: Flask, sink: Sink, freeze: Freeze, answer: str
) -> None:
    if answer == "DATA":
        sink.hang_up_at = {"DATA"}
    elif not answer.startswith("250"):
        sink.answers["p1@demo.example"] = answer
    mail_id = queue(post)[0]
    deliver(post)
    with post.app_context():
        freeze(START + timedelta(days=30))
        assert outbox.forget_old_words() == 0
        freeze(START + timedelta(days=30, seconds=1))
        assert outbox.forget_old_words() == 1
    row = stored(post, mail_id)
    assert (row.text, row.html) == ("", "")
    assert row.subject


def test_words_of_a_mail_that_is_sent_again_wait_with_it(post: Flask, sink: Sink, freeze: Freeze) -> None:
    sink.answers["p1@demo.example"] = "550 Postfach voll"
    mail_id = queue(post)[0]
    deliver(post)
    freeze(START + timedelta(days=29))
    with post.app_context():
        outbox.send_again(db.session.get_one(OutgoingMail, mail_id), by=person())
        db.session.commit()
        freeze(START + timedelta(days=31))
        assert outbox.forget_old_words() == 0
    del sink.answers["p1@demo.example"]
    deliver(post)
    assert sink.recipients() == ["p1@demo.example"]


# --- what a person decides


def test_a_failed_mail_can_be_sent_again_by_a_person(post: Flask, sink: Sink) -> None:
    sink.answers["p1@demo.example"] = "550 Postfach voll"
    mail_id = queue(post)[0]
    deliver(post)
    del sink.answers["p1@demo.example"]
    with post.app_context():
        outbox.send_again(db.session.get_one(OutgoingMail, mail_id), by=person())
        db.session.commit()
    row = stored(post, mail_id)
    assert (row.state, row.finished_at, row.answer) == (MailState.QUEUED, None, "")
    deliver(post)
    row = stored(post, mail_id)
    assert (row.state, row.attempts, row.answer) == (MailState.SENT, 1, "")


def test_a_mail_that_arrived_is_not_sent_again(post: Flask) -> None:
    mail_id = queue(post)[0]
    deliver(post)
    with post.app_context():
        row = db.session.get_one(OutgoingMail, mail_id)
        with pytest.raises(RuleBroken):
            outbox.send_again(row, by=person())
        with pytest.raises(RuleBroken):
            outbox.settle(row, by=person())


def test_a_mail_without_words_is_not_sent_again(post: Flask, sink: Sink, freeze: Freeze) -> None:
    sink.answers["p1@demo.example"] = "550 Nein"
    mail_id = queue(post)[0]
    deliver(post)
    freeze(START + timedelta(days=31))
    with post.app_context():
        outbox.forget_old_words()
        with pytest.raises(RuleBroken):
            outbox.send_again(db.session.get_one(OutgoingMail, mail_id), by=person())


# --- workers that meet, and workers that die


def test_a_mail_is_unclear_only_after_any_server_would_have_answered(post: Flask, freeze: Freeze) -> None:
    mail_id = queue(post)[0]
    with post.app_context():
        row = db.session.get_one(OutgoingMail, mail_id)
        row.state, row.claimed_at = MailState.SENDING, START
        db.session.commit()
    freeze(START + outbox.STALE_AFTER)
    deliver(post)
    assert stored(post, mail_id).state is MailState.SENDING
    freeze(START + outbox.STALE_AFTER + timedelta(seconds=1))
    deliver(post)
    assert stored(post, mail_id).state is MailState.UNCLEAR


def worker(app: Flask, *options: str) -> subprocess.Popen[bytes]:
    """Start a worker as it runs in earnest, on this application's database and mail server."""
    environment = {
        "PATH": os.environ["PATH"],
        "STADTTEILWERK_ENV": "development",
        "STADTTEILWERK_INSTANCE": str(app.config["INSTANCE"]),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "DATABASE_URL": app.config["DATABASE_URL"],
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(app.extensions["mail"].port),
        "MAIL_USE_TLS": "0",
        "MAIL_SENDER": SENDER,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker", *options],
        cwd=ROOT, env=environment, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def end(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> int:
    process.send_signal(number)
    assert process.stderr is not None
    with process.stderr:
        process.stderr.read()
    return process.wait(timeout=15)


def test_two_workers_at_once_send_each_mail_once(post: Flask, sink: Sink) -> None:
    queue(post, 30)
    sink.on = lambda stage: time.sleep(0.01) if stage == "DATA" else None
    both = [worker(post, "--once"), worker(post, "--once")]
    for process in both:
        assert process.stderr is not None
        with process.stderr:
            assert b"Traceback" not in process.stderr.read()
        assert process.wait(timeout=20) == 0
    assert set(states(post)) == {MailState.SENT}
    assert sorted(sink.times_taken().values()) == [1] * 30
    assert sink.lines == 2  # both had their part


def test_four_threads_at_once_send_each_mail_once(post: Flask, sink: Sink) -> None:
    queue(post, 40)
    threads = [threading.Thread(target=deliver, args=[post]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliver(post)
    assert set(states(post)) == {MailState.SENT}
    assert sorted(sink.times_taken().values()) == [1] * 40


def test_a_worker_that_is_asked_to_end_finishes_the_mail_at_hand(post: Flask, sink: Sink) -> None:
    queue(post, 5)
    process = worker(post)

    def ask_to_end(stage: str) -> None:
        if stage == "DATA" and len(sink.taken) == 1:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.5)

    sink.on = ask_to_end
    wait_until(lambda: len(sink.taken) == 2)
    assert process.wait(timeout=15) == 0
    assert process.stderr is not None
    process.stderr.close()
    assert states(post) == [MailState.SENT] * 2 + [MailState.QUEUED] * 3


KILL_AT = ["MAIL", "DATA", "taken", "after", "RCPT", "after", "taken", "DATA", "after", "EHLO"]
"""Where the worker dies, each time another one: on the server's side of the line, or a moment after the answer."""


def test_a_worker_killed_at_any_point_loses_no_mail_and_sends_none_twice(world: World, sink: Sink) -> None:
    post = world.app
    post.config["MAIL_SERVER"] = "127.0.0.1"
    state = post.extensions["mail"]
    state.server, state.port, state.use_tls = "127.0.0.1", sink.port, False
    with post.app_context():
        db.session.execute(sa.delete(OutgoingMail))
        db.session.commit()
    queue(post, 40)
    kills = list(KILL_AT)
    alive: list[subprocess.Popen[bytes]] = []
    since_start = 0

    def die(delay: float = 0) -> None:
        kills.pop(0)
        victim = alive[0]
        if delay:
            threading.Timer(delay, victim.kill).start()
        else:
            victim.kill()
            time.sleep(0.05)  # the server finds the line broken when it answers

    def strike(stage: str) -> None:
        nonlocal since_start
        since_start += stage in ("EHLO", "MAIL")
        time.sleep(0.005)
        if kills and alive[0].poll() is None and since_start > (0 if kills[0] == "EHLO" else 3):
            if kills[0] == stage:
                die()
            elif kills[0] == "after" and stage == "taken":
                die(delay=0.001 * (1 + 3 * len(kills) % 8))

    sink.on = strike
    while kills:
        since_start = 0
        alive[:] = [worker(post)]
        alive[0].wait(timeout=20)
        assert alive[0].returncode == -signal.SIGKILL
        assert alive[0].stderr is not None
        alive[0].stderr.close()
    with clock.frozen(datetime.fromisoformat("2100-01-01T12:00+00:00")):
        deliver(post)

    taken = sink.times_taken()
    with post.app_context():
        rows = list(db.session.scalars(sa.select(OutgoingMail)))
    outcome = Counter(row.state for row in rows)
    assert len(rows) == 40
    assert set(outcome) <= {MailState.SENT, MailState.UNCLEAR}
    assert set(taken.values()) == {1}
    assert all(taken[row.message_id] == 1 for row in rows if row.state is MailState.SENT)
    assert 1 <= outcome[MailState.UNCLEAR] <= len(KILL_AT)

    shown = world.client_of("office").get("/verwaltung/postausgang?stand=unclear").get_data(as_text=True)
    assert len(set(re.findall(r"/verwaltung/postausgang/(\d+)", shown))) == outcome[MailState.UNCLEAR]


def test_a_worker_that_can_not_be_woken_costs_the_request_nothing(
    post: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ConnectionError("no queue")

    post.extensions["wake_the_worker"] = fail
    with post.app_context():
        wake_the_worker()
    assert "could not be woken" in caplog.text
