"""What the mails about accounts say: word for word, as they lie in golden/, so that a change is seen and meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from app import outbox
from app.accounts.models import Language, Person

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = tuple(Language)

INVITATION = {
    "path": "/einladung/ein-geheimnis",
    "inviter": "Kim Möwenthal",
    "to": "Stadtteilverband Stadtmitte",
}
CONTEXTS: dict[str, dict[str, str]] = {
    "invitation": INVITATION,
    "invitation_by_nobody": {**INVITATION, "inviter": "", "to": "Stadtteilwerk"},
    "welcome": {"path": "/stadtmitte/", "inviter": "Kim Möwenthal", "to": "Stadtteilverband Stadtmitte"},
    "reset": {"path": "/passwort/ein-geheimnis"},
}


@dataclass
class Words:
    """What somebody finds in the mailbox."""

    subject: str
    text: str
    html: str
    as_file: str = field(init=False)

    def __post_init__(self) -> None:
        self.as_file = f"{self.subject}\n\n{self.text}"


def words(app: Flask, name: str, person: Person | None = None, **changed: str) -> Words:
    """Write the mail as a page does that sends it."""
    person = person or Person(name="Ole Segelhorst", email="ole@demo.example", language=Language.GERMAN)
    with app.test_request_context():
        row = outbox.queue(name.partition("_")[0], person, **{**CONTEXTS[name], **changed})
        return Words(row.subject, row.text, row.html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CONTEXTS)
@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_mail_says_what_was_agreed(app: Flask, name: str, language: Language, form: str) -> None:
    person = Person(name="Ole Segelhorst", email="ole@demo.example", language=language)
    mail = words(app, name, person)
    wanted = (GOLDEN / f"{name}.{language.value}.{form}").read_text("utf-8")
    assert (mail.as_file if form == "txt" else mail.html.strip() + "\n") == wanted


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_mail_names_its_link_in_both_forms_and_fetches_nothing(app: Flask, name: str) -> None:
    mail = words(app, name)
    link = app.config["PUBLIC_URL"] + CONTEXTS[name]["path"]
    assert link in mail.text
    assert f'href="{link}"' in mail.html
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in mail.html


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("name", CONTEXTS)
def test_a_name_with_a_line_break_adds_no_line_and_no_header(app: Flask, name: str, brk: str) -> None:
    usual = words(app, name)
    odd = f"Ole{brk}Bcc: alle@demo.example"
    person = Person(name=odd, email="ole@demo.example", language=Language.GERMAN)
    changed = {key: odd for key in ("inviter", "to") if CONTEXTS[name].get(key)}
    mail = words(app, name, person, **changed)
    assert len(mail.text.splitlines()) == len(usual.text.splitlines())
    assert len(mail.subject.splitlines()) == 1
    assert not any(line.startswith("Bcc") for line in [mail.subject, *mail.text.splitlines()])


def test_a_name_with_markup_stays_a_name(app: Flask) -> None:
    person = Person(name="<b>Ole</b>", email="ole@demo.example", language=Language.GERMAN)
    mail = words(app, "invitation", person, inviter="<script>", to="A & B")
    assert "Hallo <b>Ole</b>," in mail.text
    assert "A & B" in mail.subject
    assert "&lt;b&gt;Ole&lt;/b&gt;" in mail.html
    assert "<script>" not in mail.html


def test_the_worker_writes_mails_too_outside_of_any_page(app: Flask) -> None:
    person = Person(name="Ole Segelhorst", email="ole@demo.example", language=Language.GERMAN)
    with app.app_context():
        row = outbox.queue("reset", person, confidential=True, **CONTEXTS["reset"])
        assert row.text == words(app, "reset").text
