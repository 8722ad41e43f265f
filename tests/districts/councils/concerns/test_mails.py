"""What the mail to who raised a concern says: word for word, as it lies in golden/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import outbox
from app.accounts.models import Language, Person
from app.outbox import Guest, OutgoingMail

GOLDEN = Path(__file__).parent / "golden"
VARIANTS: dict[str, dict[str, Any]] = {
    "concern_told": {"answer": "Zwei Laternen kommen im Mai.\nDas Amt hat es zugesagt."},
    "concern_dropped": {"reason": "Das Grundstück ist privat."},
}


def written(app: Flask, *, title: str = "Dunkler Weg zur Haltestelle", answer: str = "", reason: str = "",
            asker: str = "Kim Möwenthal", to: str = "Stadtteilverband Stadtmitte",
            name: str = "Ole Segelhorst", language: Language = Language.GERMAN) -> OutgoingMail:  # fmt: skip
    by = Person(name=asker, email="kim@demo.example")
    with app.test_request_context():
        return outbox.queue(
            "concern_told", Guest(name, "ole@demo.example", language), sender=by, to=to, title=title,
            answer=answer, reason=reason, path="/stadtmitte/anliegen/7",
        )  # fmt: skip


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", VARIANTS)
def test_the_mail_says_what_was_agreed(app: Flask, name: str, language: Language) -> None:
    mail = written(app, **VARIANTS[name], language=language)
    as_file = f"{mail.subject}\n\n{mail.text}"
    assert as_file == (GOLDEN / f"{name}.{language.value}.txt").read_text("utf-8")
    assert mail.html.strip() + "\n" == (GOLDEN / f"{name}.{language.value}.html").read_text("utf-8")


@pytest.mark.parametrize("name", VARIANTS)
def test_the_mail_names_its_link_in_both_forms_and_fetches_nothing(app: Flask, name: str) -> None:
    mail = written(app, **VARIANTS[name])
    link = app.config["PUBLIC_URL"] + "/stadtmitte/anliegen/7"
    assert link in mail.text
    assert f'href="{link}"' in mail.html
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in mail.html


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\u2028"])
def test_words_with_a_line_break_add_no_line(app: Flask, brk: str) -> None:
    odd = f"Ole{brk}Bcc: alle@demo.example"
    mail = written(app, title=odd, answer=odd, asker=odd, to=odd, name=odd)
    assert len(mail.text.splitlines()) == len(written(app, answer="Ja").text.splitlines())
    assert len(mail.subject.splitlines()) == 1


def test_words_with_markup_stay_words(app: Flask) -> None:
    mail = written(app, title="<b>A & B</b>", answer="<script>", asker="<script>")
    assert "<b>A & B</b>" in mail.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.html
    assert "<script>" not in mail.html
