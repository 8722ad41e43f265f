"""Mail leaves after the commit, or never; and what it looks like."""

from __future__ import annotations

import email
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from app import outbox
from app.accounts.models import Language, Person
from app.extensions import db
from app.outbox import OutgoingMail
from tests.outbox.posting import (
    deliver,
    person,
    queue,
    queued,
    stored,
)
from tests.outbox.sink import SENDER, Sink


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
