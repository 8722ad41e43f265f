"""A mail server that says no, hangs up or is not there."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from datetime import timedelta

import pytest
from flask import Flask

from app import delivery
from app.extensions import db
from app.outbox import MailState, OutgoingMail
from tests.outbox.posting import (
    START,
    Freeze,
    deliver,
    queue,
    states,
    stored,
)
from tests.outbox.sink import Sink, free_port


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
