"""An invitation travels in a mail as mail programs want it: seen on a real mail server, and in a real calendar."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app import create_app, outbox
from app.calendar.ical import Entry, calendar, invitation
from app.extensions import db
from app.outbox import MailState, OutgoingMail
from tests import conftest
from tests.calendar.programs import judged, received
from tests.outbox.posting import START, deliver, person, states, stored
from tests.outbox.sink import Sink, serving, smtp_settings

ENTRY = Entry(
    uid="6f1c1b0e-5b1a-4c55-9d0e-3f6f3c1a7a11",
    sequence=0,
    starts_at=datetime(2025, 4, 1, 17, tzinfo=UTC),
    ends_at=datetime(2025, 4, 1, 19, tzinfo=UTC),
    summary="Größe, Öl; Käse 🚲 " * 12,
    location="Straße\\Nord",
    description="Eins\n.\nFrom hier\n\n" + "ß" * 2000,
    last_changed=datetime(2025, 3, 5, 18, tzinfo=UTC),
    organizer_name="Stadtteilwerk",
    organizer_address="post@kreis.example",
    attendee_name="Person 1",
    attendee_address="p1@demo.example",
)
LATER = replace(
    ENTRY,
    sequence=1,
    starts_at=ENTRY.starts_at + timedelta(days=7),
    ends_at=ENTRY.ends_at + timedelta(days=7),
)
REQUEST, CHANGE, CANCEL = map(invitation, (ENTRY, LATER, replace(LATER, sequence=2, cancelled=True)))


@pytest.fixture
def sink():
    """A mail server on this machine."""
    with serving(Sink()) as sink:
        yield sink


@pytest.fixture
def post(database_url, tmp_path, sink, freeze):
    """The application with that mail server."""
    freeze(START)
    app = create_app(
        conftest.testing_settings(database_url, tmp_path / "instance") | smtp_settings(sink.port)
    )
    yield app
    conftest.dispose(app)


def queue(app, *files, text="", **options):
    """Queue a mail with each file, committed; return their ids."""
    with app.app_context():
        rows = []
        for file in files:
            row = outbox.queue("welcome", person(), path="/ktv/", to="KTV", calendar=file, **options)
            row.text = text or row.text
            rows.append(row)
        db.session.commit()
        return [row.id for row in rows]


def part(message, kind):
    (found,) = [part for part in message.walk() if part.get_content_type() == kind]
    return found


def test_mail_programs_find_the_invitation_beside_the_words_and_others_as_an_attachment(post, sink):
    queue(post, REQUEST)
    deliver(post)
    message = sink.taken[0]
    assert message.get_content_type() == "multipart/mixed"
    words, attached = message.get_payload()
    assert words.get_content_type() == "multipart/alternative"
    # The last one is the richest (RFC 2046, section 5.1.4).
    kinds = [one.get_content_type() for one in words.get_payload()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "termin.ics")
    assert attached.get_content_disposition() == "attachment"


@pytest.mark.parametrize(
    ("file", "method"),
    [(REQUEST, "REQUEST"), (CANCEL, "CANCEL"), (calendar([ENTRY], name="KTV"), "PUBLISH")],
    ids=["request", "cancel", "publish"],
)
def test_the_header_says_what_the_file_asks_for(post, sink, file, method):
    queue(post, file)
    deliver(post)
    found = part(sink.taken[0], "text/calendar")
    assert (found.get_param("method"), found.get_param("charset")) == (
        method,
        "utf-8",
    )  # RFC 6047, section 2.4


@pytest.mark.parametrize("kind", ["text/calendar", "application/ics"])
def test_the_file_arrives_octet_for_octet(post, sink, kind):
    queue(post, REQUEST)
    deliver(post)
    found = part(sink.taken[0], kind)
    assert found["Content-Transfer-Encoding"] == "base64"
    assert found.get_payload(decode=True) == REQUEST.encode()
    assert judged(found.get_payload(decode=True).decode())[0].faults == []


def test_no_line_is_longer_than_every_server_takes(post, sink):
    words = "Hallo,\n" + "ein Absatz ohne Ende über Öl. " * 300 + "\n.\nFrom hier\n"
    queue(post, REQUEST, text=words)
    deliver(post)
    assert max(map(len, sink.taken[0].as_bytes().splitlines())) <= 998  # RFC 5321, section 4.5.3.1.6
    arrived = part(sink.taken[0], "text/plain").get_payload(decode=True).decode()
    assert arrived.splitlines() == words.splitlines()


def test_a_mail_without_an_appointment_carries_none(post, sink):
    queue(post, "")
    deliver(post)
    kinds = {one.get_content_type() for one in sink.taken[0].walk()}
    assert kinds == {"multipart/mixed", "multipart/alternative", "text/plain", "text/html"}


def test_invitation_change_and_cancellation_by_mail_are_one_entry_in_a_calendar(post, sink, tmp_path):
    queue(post, REQUEST, CHANGE, CANCEL)
    deliver(post)
    files = [part(message, "text/calendar").get_payload(decode=True).decode() for message in sink.taken]
    (tmp_path / "evolution").mkdir()
    invited, changed, cancelled = received(files, tmp_path / "evolution")
    assert [(entry.uid, entry.starts_at) for entry in invited] == [(ENTRY.uid, ENTRY.starts_at)]
    assert [(entry.uid, entry.starts_at) for entry in changed] == [(ENTRY.uid, LATER.starts_at)]
    assert invited[0].summary == ENTRY.summary.strip()
    assert cancelled == []


def test_without_a_mail_server_the_invitation_is_in_the_file(post):
    post.config["MAIL_SERVER"] = ""
    queue(post, REQUEST)
    deliver(post)
    (file,) = (post.config["INSTANCE"] / "mail").glob("*.eml")
    message = email.message_from_bytes(file.read_bytes())
    assert part(message, "text/calendar").get_payload(decode=True) == REQUEST.encode()


def test_a_file_that_asks_for_nothing_fails_and_the_others_go_out(post, sink):
    queue(post, REQUEST, REQUEST.replace("METHOD:", "X-METHOD:"), REQUEST)
    deliver(post)
    assert states(post) == [MailState.SENT, MailState.FAILED, MailState.SENT]


# --- it is kept no longer than the words


def test_the_invitation_is_emptied_with_the_words(post, sink, freeze):
    (mail_id,) = queue(post, REQUEST)
    deliver(post)
    assert stored(post, mail_id).calendar == REQUEST
    with post.app_context():
        freeze(START + timedelta(days=30, seconds=1))
        assert outbox.forget_old_words() == 1
    assert stored(post, mail_id).calendar == ""


def test_the_invitation_of_a_confidential_mail_is_emptied_once_a_server_has_it(post, sink):
    (mail_id,) = queue(post, REQUEST, confidential=True)
    deliver(post)
    assert stored(post, mail_id).calendar == ""
    assert part(sink.taken[0], "text/calendar")


def test_who_is_erased_is_not_named_in_an_invitation_that_still_waits(post, sink):
    with post.app_context():
        sender = person(2)
        row = outbox.queue("welcome", person(), sender=sender, path="/", to="KTV", calendar=REQUEST)
        db.session.flush()
        outbox.forget_person(sender, successor="Ehemaliges Mitglied")
        db.session.commit()
        assert db.session.get_one(OutgoingMail, row.id).calendar == ""
    deliver(post)
    assert "Ehemaliges Mitglied" in part(sink.taken[0], "text/plain").get_payload(decode=True).decode()
