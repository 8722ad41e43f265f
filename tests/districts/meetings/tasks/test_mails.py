"""Who is handed a task is told at once: word for word as it lies in golden/, and only who wants mail."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app import outbox
from app.accounts.models import Language, MailWish, Person
from tests.districts.meetings.tasks.conftest import Tasks, at
from tests.pages import Browser
from tests.people import PEOPLE, World

GOLDEN = Path(__file__).parent / "golden"
WORDS = {
    "to": "Stadtteilverband Stadtmitte",
    "title": "Saal für das Sommerfest anfragen",
    "due_on": date(2025, 4, 11),
    "note": "Die Nummer steht im Ordner",
    "path": "/stadtmitte/aufgaben/7",
}


def mail_of(app: Flask, language: Language = Language.GERMAN, **changed: object) -> outbox.OutgoingMail:
    """The mail as a page queues it."""
    person = Person(name="Ole Segelhorst", email="ole@demo.example", language=language)
    sender = Person(name=str(changed.pop("inviter", "Kim Möwenthal")))
    with app.test_request_context():
        return outbox.queue(
            "task_handed_over", person, sender=None, inviter=sender.name, **{**WORDS, **changed}
        )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["task_handed_over", "task_handed_over_bare"])
@pytest.mark.parametrize("form", ["txt", "html"])
def test_the_mail_says_what_was_agreed(app: Flask, language: Language, name: str, form: str) -> None:
    bare = {"due_on": None, "note": ""} if name.endswith("bare") else {}
    mail = mail_of(app, language, **bare)
    wanted = (GOLDEN / f"{name}.{language.value}.{form}").read_text("utf-8")
    assert (f"{mail.subject}\n\n{mail.text}" if form == "txt" else mail.html.strip() + "\n") == wanted


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\x0b", "\x85", "\u2028"])
def test_what_people_typed_adds_no_line_and_no_header(app: Flask, brk: str) -> None:
    odd = f"Saal{brk}Bcc: alle@demo.example"
    usual, mail = mail_of(app), mail_of(app, title=odd, note=odd, inviter=odd, to=odd)
    assert len(mail.text.splitlines()) == len(usual.text.splitlines())
    assert len(mail.subject.splitlines()) == 1
    assert not any(line.startswith("Bcc") for line in (mail.subject, *mail.text.splitlines()))


def test_markup_stays_text(app: Flask) -> None:
    mail = mail_of(app, title="<b>Saal</b>", note="<script>x</script>", inviter="<i>Kim</i>")
    assert "<b>" not in mail.html
    assert "<script>" not in mail.html
    assert "<i>" not in mail.html
    assert "<b>Saal</b>" in mail.subject


@pytest.fixture
def handed(speaker: Browser, tasks: Tasks, world: World) -> object:
    """Hand a task of the speaker's over to somebody."""

    def act(who: str) -> None:
        key = tasks.add("Kuchen backen", who="speaker")
        page = speaker.open(at(key, "weitergeben"))
        page.press("Aufgabe weitergeben", to=str(world.people[who]), note="Bitte")

    return act


def test_one_mail_goes_to_who_has_it_now(handed, tasks: Tasks, world: World) -> None:
    handed("member")
    (mail,) = tasks.mails()
    assert (mail.address, mail.person_id, mail.sender_id) == (
        PEOPLE["member"].email, world.people["member"], world.people["speaker"],
    )  # fmt: skip
    assert f"/ktv/aufgaben/{tasks.newest().id}" in mail.text
    assert "Sabine Sommer hat dir in „Kröpeliner-Tor-Vorstadt“ eine Aufgabe gegeben:" in mail.text


@pytest.mark.parametrize(
    ("wish", "number"), [(MailWish.AT_ONCE, 1), (MailWish.WEEKLY, 1), (MailWish.NONE, 0)]
)
def test_who_wants_no_mail_gets_none(handed, tasks: Tasks, world: World, wish: MailWish, number: int) -> None:
    world.change("member", mail_wish=wish)
    handed("member")
    assert len(tasks.mails()) == number


@pytest.mark.parametrize("who", ["by_letter", "disabled"])
def test_who_cannot_get_mail_gets_the_task_all_the_same(handed, tasks: Tasks, world: World, who: str) -> None:
    handed(who)
    assert tasks.mails() == []
    assert tasks.newest().person_id == world.people[who]


def test_a_refused_handing_over_sends_nothing(speaker: Browser, tasks: Tasks, world: World) -> None:
    key = tasks.add("Kuchen backen", who="speaker")
    page = speaker.open(at(key, "weitergeben"))
    speaker.open(at(key)).press("Erledigt")
    page.press("Aufgabe weitergeben", to=str(world.people["member"]))
    assert tasks.mails() == []
