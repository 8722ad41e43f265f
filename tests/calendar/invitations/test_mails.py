"""What the mails to those who are invited say: word for word, as they lie in golden/, so that a change is meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import Language, Person
from app.calendar.invitations.facts import Facts, Point
from app.calendar.invitations.mails import Message, recipient_of, send
from app.calendar.invitations.models import Answer, Invitation, Sending, SendingKind
from app.calendar.models import KINDS, Appointment
from app.outbox import OutgoingMail

GOLDEN = Path(__file__).parent / "golden"
START = datetime(2025, 3, 26, 18, tzinfo=UTC)

NOW_SAID = Facts(
    title="Was wird aus dem Kino?",
    starts_at=START,
    ends_at=START + timedelta(hours=2),
    place="Bürgerhaus, Saal 2",
    access="stufenlos vom Hof",
    agenda=(
        Point(1, "Begrüßung", START, False),
        Point(2, "Wahl der Delegierten", START + timedelta(minutes=10), True),
    ),
    kind=KINDS["assembly"].name,
    space="Stadtteilverband Stadtmitte",
    space_short="Mitte",
    contact="Kim Möwenthal, 0381 123",
    path="/stadtmitte/termine/7",
)
BEFORE = Facts(**{**NOW_SAID.__dict__, "starts_at": START - timedelta(days=1, hours=1),
                  "ends_at": START - timedelta(days=1, hours=-1), "place": "Kino"})  # fmt: skip
ONLY_PLACE = Facts(**{**NOW_SAID.__dict__, "place": "Kino", "access": ""})
BARE = Facts(**{**NOW_SAID.__dict__, "title": "Mitgliederversammlung", "place": "", "access": "", "agenda": (),
                "contact": ""})  # fmt: skip
INVITATION, CHANGE = SendingKind.INVITATION, SendingKind.CHANGE

CASES: dict[str, tuple[Message, Answer, bool]] = {
    "invitation": (Message(INVITATION, NOW_SAID, words="Das Kino schließt.\n\nWas nun?"), Answer.OPEN, False),
    "invitation_of_a_guest": (Message(INVITATION, BARE), Answer.OPEN, True),
    "moved": (Message(CHANGE, NOW_SAID, before=BEFORE), Answer.YES, False),
    "other_place": (Message(CHANGE, NOW_SAID, before=ONLY_PLACE), Answer.NO, False),
    "cancellation": (Message(SendingKind.CANCELLATION, NOW_SAID, words="Wasserrohrbruch"), Answer.YES, False),
    "reminder": (Message(SendingKind.REMINDER, NOW_SAID), Answer.YES, False),
    "reminder_of_a_guest": (Message(SendingKind.REMINDER, BARE), Answer.OPEN, True),
}
"""What is said, to somebody who had answered so; whether it is a guest."""


def mail(
    app: Flask, name: str, language: Language = Language.GERMAN, called: str = "Ole Segelhorst"
) -> OutgoingMail:
    """Write the mail as a page does that sends it."""
    message, answer, is_guest = CASES[name]
    invitation = Invitation(token="ein-geheimnis", answer=answer, guest_name="", guest_email="")
    if is_guest:
        invitation.guest_name, invitation.guest_email = called, "gast@demo.example"
    else:
        invitation.person = Person(
            name=called, email="ole@demo.example", language=language, password_hash="x"
        )
    sending = Sending(
        appointment=Appointment(kind="assembly", uid="6f1c1b0e-5b1a-4c55-9d0e-3f6f3c1a7a11"),
        sequence=0,
        created_at=START - timedelta(days=20),
    )
    by = None if message.kind is SendingKind.REMINDER else Person(name="Kim Möwenthal")
    to = recipient_of(invitation)
    assert to is not None
    with app.test_request_context():
        return send(message, sending, invitation, to, by=by)


def golden(name: str, form: str) -> str:
    return (GOLDEN / f"{name}.{form}").read_text("utf-8")


WRITTEN = sorted(file.name.rsplit(".", 1)[0] for file in GOLDEN.glob("*.txt"))


@pytest.mark.parametrize("file", WRITTEN)
@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_mail_says_what_was_agreed(app: Flask, file: str, form: str) -> None:
    name, language = file.rsplit(".", 1)
    row = mail(app, name, Language(language))
    found = f"{row.subject}\n\n{row.text}" if form == "txt" else row.html.strip() + "\n"
    assert found == golden(file, form)


def test_every_mail_lies_there_in_german() -> None:
    assert set(CASES) <= {file.rsplit(".", 1)[0] for file in WRITTEN if file.endswith(".de")}


@pytest.mark.parametrize("name", CASES)
def test_a_mail_names_its_links_in_both_forms_and_fetches_nothing(app: Flask, name: str) -> None:
    row = mail(app, name)
    links = [
        f"http://127.0.0.1:5000/antwort/ein-geheimnis?antwort={word}" for word in ("ja", "vielleicht", "nein")
    ]
    for link in links if name != "cancellation" else ():
        assert link in row.text
        assert f'href="{link}"' in row.html
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in row.html


@pytest.mark.parametrize("name", CASES)
def test_a_mail_is_in_the_language_of_who_gets_it(app: Flask, name: str) -> None:
    language = Language.GERMAN if CASES[name][2] else Language.ENGLISH
    row = mail(app, name, Language.ENGLISH)
    assert f'<html lang="{language}">' in row.html
    assert ("Wed, 26.03.2025, 19:00" in row.subject) is (language is Language.ENGLISH)


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("name", CASES)
def test_a_name_with_a_line_break_adds_no_line_and_no_header(app: Flask, name: str, brk: str) -> None:
    usual = mail(app, name)
    odd = mail(app, name, called=f"Ole{brk}Bcc: alle@demo.example")
    assert len(odd.text.splitlines()) == len(usual.text.splitlines())
    assert len(odd.subject.splitlines()) == 1
    assert not any(line.startswith("Bcc") for line in [odd.subject, *odd.text.splitlines()])


def test_words_with_markup_stay_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = Facts(**{**NOW_SAID.__dict__, "title": "<b>Kino</b>", "place": "<script>", "space": "A & B"})
    monkeypatch.setitem(CASES, "evil", (Message(INVITATION, evil, words="<i>Wort</i>"), Answer.OPEN, False))
    row = mail(app, "evil", called="<u>Ole</u>")
    assert "<b>Kino</b>" in row.subject
    assert "<i>Wort</i>" in row.text
    for markup in ("<b>", "<script>", "<i>", "<u>"):
        assert markup not in row.html
    assert "&lt;b&gt;Kino&lt;/b&gt;" in row.html
    assert "A &amp; B" in row.html
