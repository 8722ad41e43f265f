"""A mail to many: each one gets it once, with a link of their own, and the numbers are the truth."""

from __future__ import annotations

import email.header
from datetime import timedelta
from email.message import Message

import pytest
import sqlalchemy as sa
from flask import Flask

from app import batches, outbox, rounds
from app.batches import UNSUBSCRIBE_MARK, Progress, Recipient
from app.extensions import db
from app.outbox import MailBatch, MailState, OutgoingMail
from app.rules import RuleBroken
from tests.outbox.mailing import mails_of, open_one, recipient, send_to, with_template
from tests.outbox.posting import START, Freeze, deliver, person, queue, states
from tests.outbox.sink import Sink

LINK = "http://127.0.0.1:5000/verteiler/abmelden/"


@pytest.fixture
def post(post: Flask) -> Flask:
    """The application, with a mail to all."""
    with_template(post)
    return post


def words(message: Message, kind: str) -> str:
    part = next(part for part in message.walk() if part.get_content_type() == kind)
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def progress(app: Flask, batch_id: int) -> Progress:
    with app.app_context():
        return batches.progress(db.session.get_one(MailBatch, batch_id))


def finish(app: Flask) -> int:
    with app.app_context():
        return batches.note_finished()


def batch(app: Flask, batch_id: int) -> MailBatch:
    with app.app_context():
        return db.session.get_one(MailBatch, batch_id)


# --- what each one gets


def test_everybody_gets_the_words_with_a_link_of_their_own(post: Flask, sink: Sink) -> None:
    send_to(post, [1, 2])
    assert deliver(post) == 2
    assert sink.recipients() == ["p1@demo.example", "p2@demo.example"]
    for number, message in enumerate(sink.taken, start=1):
        own = f"{LINK}token-{number:03d}"
        assert message["To"] == f"p{number}@demo.example"
        assert f"Abmelden: {own}\r\n" in words(message, "text/plain")
        assert f'<a href="{own}">' in words(message, "text/html")
        assert "Kröpeliner Straße" in words(message, "text/plain")
        assert (
            str(email.header.make_header(email.header.decode_header(message["Subject"])))
            == "Gruß aus Rostock"
        )
        assert message["Auto-Submitted"] == "auto-generated"
    assert len(sink.times_taken()) == 2
    assert sink.lines == 1


def test_a_mail_program_finds_the_list_and_how_to_leave_it_with_one_click(post: Flask, sink: Sink) -> None:
    long = "x" * 64  # longer than a line: Python's own way would turn it into encoded words
    with post.app_context():
        one = open_one(list_name="Kreisverteiler Rostock", list_key="rostock", reply_to="ina@demo.example")
        batches.queue_for(one, [Recipient("p1@demo.example", None, long)])
        db.session.commit()
    deliver(post)
    assert sink.taken[0]["List-Unsubscribe"] == f"<{LINK}{long}/sofort>"
    assert sink.taken[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sink.taken[0]["List-Id"] == "Kreisverteiler Rostock <rostock.127.0.0.1>"
    assert sink.taken[0]["Reply-To"] == "ina@demo.example"


def test_an_umlaut_in_the_name_of_a_list_arrives(post: Flask, sink: Sink) -> None:
    name = "Kröpeliner-Tor-Vorstadt, Brinckmansviertel und alle Straßen bis hinunter an den Stadthafen"
    send_to(post, [1], list_name=name)
    deliver(post)
    header = str(email.header.make_header(email.header.decode_header(sink.taken[0]["List-Id"])))
    assert header == f"{name} <rostock.127.0.0.1>"
    assert max(map(len, sink.taken[0]["List-Id"].splitlines())) <= 78


def test_nobody_can_type_the_mark_of_the_link(post: Flask, sink: Sink) -> None:
    send_to(post, [1], words=f"Klick {UNSUBSCRIBE_MARK} hier")
    deliver(post)
    assert "Klick  hier" in words(sink.taken[0], "text/html")
    assert words(sink.taken[0], "text/html").count(LINK) == 1


@pytest.mark.parametrize("end", ["\r\nBcc: boese@example.org", "\n", "\r", "\u2028Bcc: x", "\x0b", "\x85"])
@pytest.mark.parametrize("field", ["list_name", "list_key", "reply_to"])
def test_a_line_break_in_a_header_is_refused_before_anything_is_queued(
    post: Flask, field: str, end: str
) -> None:
    with post.app_context(), pytest.raises(batches.HeaderInjection):
        open_one(**{field: "rostock" + end})


@pytest.mark.parametrize("end", ["\r", "\x0b", "\u2028Bcc: boese@example.org"])
def test_a_line_break_in_the_subject_is_refused(post: Flask, end: str) -> None:
    with_template(post, text="Gruß{{ words }}\nWorte")
    with post.app_context(), pytest.raises(batches.HeaderInjection):
        open_one(words=end + "x")


@pytest.mark.parametrize("key", ["", "Groß", "a b", "a>b", "-a", "a..b"])
def test_a_key_that_is_none_is_refused(post: Flask, key: str) -> None:
    with post.app_context(), pytest.raises(ValueError, match="key"):
        open_one(list_key=key)


@pytest.mark.parametrize(
    "one",
    [
        Recipient("p1@demo.example\nBcc: boese@example.org", None, "token"),
        Recipient("", None, "token"),
        Recipient("p1@demo.example", None, ""),
        Recipient("p1@demo.example", None, "to/ken"),
        Recipient("p1@demo.example", None, "t" * 65),
    ],
)
def test_who_can_not_get_a_mail_is_refused(post: Flask, one: Recipient) -> None:
    with post.app_context():
        opened = open_one()
        with pytest.raises(ValueError):  # noqa: PT011  # each has words of its own
            batches.queue_for(opened, [one])


# --- once


def test_nobody_is_queued_twice(post: Flask, sink: Sink) -> None:
    with post.app_context():
        one = open_one()
        assert batches.queue_for(one, map(recipient, [1, 2, 2])) == 2
        assert batches.queue_for(one, map(recipient, [2, 3])) == 1
        assert batches.queue_for(one, []) == 0
        db.session.commit()
    deliver(post)
    assert sorted(sink.recipients()) == ["p1@demo.example", "p2@demo.example", "p3@demo.example"]


def test_many_are_queued_at_once(post: Flask) -> None:
    with post.app_context():
        one = open_one()
        assert batches.queue_for(one, map(recipient, range(1201))) == 1201
        assert batches.progress(one) == Progress(queued=1201)


def test_a_lost_password_does_not_wait_behind_the_thousands(post: Flask, sink: Sink) -> None:
    send_to(post, [1, 2])
    queue(post, 3)
    deliver(post)
    assert sink.recipients() == [f"p{number}@demo.example" for number in (1, 2, 3, 1, 2)]
    assert "Neu für dich" in str(
        email.header.make_header(email.header.decode_header(sink.taken[0]["Subject"]))
    )


# --- the numbers


def test_the_numbers_are_the_truth_at_each_moment(post: Flask, sink: Sink) -> None:
    seen: list[Progress] = []
    sink.answers["p2@demo.example"] = "550 Dieses Postfach gibt es nicht"
    batch_id = send_to(post, range(1, 5))
    sink.on = lambda stage: seen.append(progress(post, batch_id)) if stage == "MAIL" else None
    assert progress(post, batch_id) == Progress(queued=4)
    deliver(post)
    assert seen == [
        Progress(queued=3, sending=1),
        Progress(queued=2, sending=1, sent=1),
        Progress(queued=1, sending=1, sent=1, failed=1),
        Progress(sending=1, sent=2, failed=1),
    ]
    assert progress(post, batch_id) == Progress(sent=3, failed=1)
    assert progress(post, batch_id).is_over
    assert not seen[-1].is_over
    assert seen[-1].total == 4


def test_whom_a_mail_did_not_reach_is_listed_with_the_servers_words(post: Flask, sink: Sink) -> None:
    sink.answers["p3@demo.example"] = "550 Kein Postfach"
    sink.on = lambda stage: sink.hang_up_at.add("DATA") if stage == "RCPT" and len(sink.taken) == 1 else None
    batch_id = send_to(post, range(1, 4))
    deliver(post)
    with post.app_context():
        found = list(batches.troubles(db.session.get_one(MailBatch, batch_id)))
    assert [(one.address, one.state) for one in found] == [
        ("p2@demo.example", MailState.UNCLEAR),
        ("p3@demo.example", MailState.FAILED),
    ]
    assert found[1].answer == "550 Kein Postfach"
    assert [one.mail_id for one in found] == [mail.id for mail in mails_of(post, batch_id)[1:]]


def test_what_has_not_left_can_be_taken_back(
    post: Flask, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = send_to(post, range(1, 4))
    monkeypatch.setattr(rounds, "ROUND_S", 0.3)
    sink.on = lambda stage: __import__("time").sleep(0.4) if stage == "DATA" else None
    deliver(post)
    with post.app_context():
        assert batches.stop(db.session.get_one(MailBatch, batch_id)) == 2
        db.session.commit()
    assert deliver(post) == 0
    assert progress(post, batch_id) == Progress(sent=1)
    assert sink.recipients() == ["p1@demo.example"]


def test_a_batch_is_over_when_nothing_waits(post: Flask, freeze: Freeze) -> None:
    batch_id = send_to(post, [1, 2])
    assert finish(post) == 0
    deliver(post)
    freeze(START + timedelta(minutes=1))
    assert finish(post) == 1
    assert batch(post, batch_id).finished_at == START + timedelta(minutes=1)
    assert finish(post) == 0


def test_a_batch_that_nobody_got_is_over_the_next_day(post: Flask, freeze: Freeze) -> None:
    batch_id = send_to(post, [])
    assert finish(post) == 0
    freeze(START + timedelta(days=1, seconds=1))
    assert finish(post) == 1
    assert progress(post, batch_id) == Progress()


def test_the_numbers_stay_when_the_mails_are_deleted(post: Flask, sink: Sink, freeze: Freeze) -> None:
    sink.answers["p2@demo.example"] = "550 Nein"
    sink.on = lambda stage: sink.hang_up_at.add("DATA") if stage == "RCPT" and len(sink.taken) == 1 else None
    batch_id = send_to(post, [1, 2, 3])
    deliver(post)
    before = progress(post, batch_id)
    freeze(START + timedelta(days=91))
    with post.app_context():
        outbox.forget_old_mails()
    assert mails_of(post, batch_id) == []
    assert progress(post, batch_id) == before == Progress(sent=1, failed=1, unclear=1)


# --- what a person decides


def test_what_a_person_says_of_an_unclear_one_counts(post: Flask, sink: Sink, freeze: Freeze) -> None:
    sink.hang_up_at = {"DATA"}
    batch_id = send_to(post, [1, 2])
    sink.on = lambda stage: sink.hang_up_at.discard("DATA") if stage == "EHLO" and sink.lines == 2 else None
    deliver(post)
    finish(post)
    assert progress(post, batch_id) == Progress(sent=1, unclear=1)
    with post.app_context():
        outbox.settle(db.session.get_one(OutgoingMail, mails_of(post, batch_id)[0].id), by=person())
        db.session.commit()
    assert progress(post, batch_id) == Progress(sent=2)


def test_one_of_many_can_be_sent_again_with_its_link(post: Flask, sink: Sink, freeze: Freeze) -> None:
    sink.answers["p1@demo.example"] = "550 Postfach voll"
    batch_id = send_to(post, [1, 2])
    deliver(post)
    finish(post)
    del sink.answers["p1@demo.example"]
    freeze(START + timedelta(days=29))
    with post.app_context():
        outbox.send_again(db.session.get_one(OutgoingMail, mails_of(post, batch_id)[0].id), by=person())
        db.session.commit()
    assert progress(post, batch_id) == Progress(queued=1, sent=1)
    freeze(START + timedelta(days=31))
    with post.app_context():
        assert outbox.forget_old_words() == 0  # they are needed
    deliver(post)
    assert finish(post) == 1
    assert progress(post, batch_id) == Progress(sent=2)
    assert f"{LINK}token-001" in words(sink.taken[1], "text/plain")


# --- words and people are forgotten


def test_the_words_are_emptied_30_days_after_the_end(post: Flask, sink: Sink, freeze: Freeze) -> None:
    sink.answers["p1@demo.example"] = "550 Nein"
    batch_id = send_to(post, [1], reply_to="ina@demo.example")
    deliver(post)
    finish(post)
    with post.app_context():
        freeze(START + timedelta(days=30))
        assert outbox.forget_old_words() == 0
        freeze(START + timedelta(days=30, seconds=1))
        assert outbox.forget_old_words() == 1
    one = batch(post, batch_id)
    assert (one.text, one.html, one.reply_to) == ("", "", "")
    with post.app_context():
        mail = db.session.get_one(OutgoingMail, mails_of(post, batch_id)[0].id)
        assert outbox.words_of(mail) == ""
        with pytest.raises(RuleBroken):
            outbox.send_again(mail, by=person())


def test_a_batch_whose_words_are_gone_keeps_no_other_mail_waiting(
    post: Flask, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    batch_id = send_to(post, [1])
    with post.app_context():
        db.session.execute(sa.update(MailBatch).where(MailBatch.id == batch_id).values(text="", html=""))
        db.session.commit()
    send_to(post, [2])
    deliver(post)
    assert states(post) == [MailState.FAILED, MailState.SENT]
    assert sink.recipients() == ["p2@demo.example"]


def test_the_words_shown_to_others_hold_nobodys_link(post: Flask) -> None:
    batch_id = send_to(post, [1])
    with post.app_context():
        shown = outbox.words_of(db.session.get_one(OutgoingMail, mails_of(post, batch_id)[0].id))
    assert shown == "Am Montag treffen wir uns in der Kröpeliner Straße.\n\nAbmelden: …\n"


def test_who_is_erased_is_gone_from_a_batch_and_the_numbers_stay(post: Flask, sink: Sink) -> None:
    with post.app_context():
        one, other = person(1), person(2)
        opened = open_one()
        mine = Recipient("old@demo.example", one.id, "a"), Recipient("p1@demo.example", None, "b")
        batches.queue_for(opened, [*mine, Recipient("p2@demo.example", other.id, "c")])
        db.session.commit()
        batch_id = opened.id
    deliver(post)
    with post.app_context():
        outbox.forget_person(person(1), successor="Ehemaliges Mitglied")
        outbox.forget_address("p2@demo.example")
        db.session.commit()
    assert mails_of(post, batch_id) == []
    assert progress(post, batch_id) == Progress(sent=3)


def test_who_is_erased_before_it_left_gets_nothing_and_is_not_counted(post: Flask, sink: Sink) -> None:
    batch_id = send_to(post, [1, 2])
    with post.app_context():
        outbox.forget_address("p1@demo.example")
        db.session.commit()
    deliver(post)
    assert sink.recipients() == ["p2@demo.example"]
    assert progress(post, batch_id) == Progress(sent=1)


def test_who_is_erased_is_not_named_in_what_they_sent_to_many(post: Flask, sink: Sink) -> None:
    with_template(post, text="Gruß von {{ inviter }}\nDein {{ inviter }}", html="<p>{{ inviter }}</p>")
    with post.app_context():
        sender = person(7)
        sender.name = "Mira <3 Muster"
        opened = open_one(sender=sender, reply_to="p7@demo.example")
        batches.queue_for(opened, [recipient(1)])
        outbox.forget_person(sender, successor="Ehemaliges Mitglied")
        db.session.commit()
        batch_id = opened.id
    one, mail = batch(post, batch_id), mails_of(post, batch_id)[0]
    assert "Mira" not in one.subject + one.text + one.html + mail.subject
    assert (mail.subject, one.reply_to) == ("Gruß von Ehemaliges Mitglied", "")
    deliver(post)
    assert words(sink.taken[0], "text/html").strip() == "<p>Ehemaliges Mitglied</p>"
