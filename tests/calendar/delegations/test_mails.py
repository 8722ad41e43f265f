"""What the mail about a delegation says: word for word, as it lies in golden/."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import outbox
from app.accounts.models import Language, Person
from app.outbox import OutgoingMail

GOLDEN = Path(__file__).parent / "golden"
USUAL = {
    "to": "Stadtteilverband Stadtmitte",
    "title": "Mitgliederversammlung",
    "starts_at": datetime(2025, 3, 12, 18, 0, tzinfo=UTC),
    "ends_at": datetime(2025, 3, 12, 20, 0, tzinfo=UTC),
    "place": "Kulturhaus, Fischerweg 3",
    "path": "/stadtmitte/termine/7",
}
VARIANTS = {
    "meeting": {"only_minutes": False, "is_offer": False},
    "minutes": {"only_minutes": True, "is_offer": False},
    "meeting_offered": {"only_minutes": False, "is_offer": True},
    "minutes_offered": {"only_minutes": True, "is_offer": True, "place": ""},
}


def written(app: Flask, **more: Any) -> OutgoingMail:
    language = more.pop("language", Language.GERMAN)
    to = Person(name="Ole Segelhorst", email="ole@demo.example", language=language)
    by = Person(name=more.pop("giver", "Kim Möwenthal"), email="kim@demo.example")
    with app.test_request_context():
        row = outbox.queue("delegation", to, **{"sender": by, **USUAL, **more})
        row.sender_id = None
        return row


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", VARIANTS)
def test_the_mail_says_what_was_agreed(app: Flask, name: str, language: Language) -> None:
    mail = written(app, language=language, **VARIANTS[name])
    as_file = f"{mail.subject}\n\n{mail.text}"
    assert as_file == (GOLDEN / f"{name}.{language.value}.txt").read_text("utf-8")
    assert mail.html.strip() + "\n" == (GOLDEN / f"{name}.{language.value}.html").read_text("utf-8")


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\u2028"])
def test_names_with_a_line_break_add_no_line(app: Flask, brk: str) -> None:
    usual = written(app, **VARIANTS["meeting"])
    odd = f"Ole{brk}Bcc: alle@demo.example"
    mail = written(app, **{**VARIANTS["meeting"], "title": odd, "place": odd, "to": odd, "giver": odd})
    assert len(mail.text.splitlines()) == len(usual.text.splitlines())
    assert len(mail.subject.splitlines()) == 1


def test_names_with_markup_stay_names(app: Flask) -> None:
    mail = written(app, **{**VARIANTS["meeting"], "title": "<b>A & B</b>", "giver": "<script>"})
    assert "<b>A & B</b>" in mail.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.html
    assert "<script>" not in mail.html
