"""Words are kept as long as they are needed; what a person decides about a mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app import outbox
from app.extensions import db
from app.outbox import MailState, OutgoingMail
from app.rules import RuleBroken
from tests.outbox.posting import (
    START,
    Freeze,
    deliver,
    person,
    queue,
    stored,
)
from tests.outbox.sink import Sink


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
