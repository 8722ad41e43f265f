"""What the mail with an urgent notice says: word for word, as it lies in golden/."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import markup, outbox
from app.accounts.models import Language, Person
from app.outbox import Guest, OutgoingMail

GOLDEN = Path(__file__).parent / "golden"
WORDS = "Der Saal ist **gesperrt**. Wir treffen uns:\n\n- um 18 Uhr\n- im Hof, https://hof.example"


def written(app: Flask, *, title: str = "Saal gesperrt", words: str = WORDS, author: str = "Kim Möwenthal",
            to: str = "Stadtteilverband Stadtmitte", language: Language = Language.GERMAN) -> OutgoingMail:  # fmt: skip
    with app.test_request_context():
        return outbox.queue(
            "urgent_notice", Guest("Ole Segelhorst", "ole@demo.example", language),
            sender=Person(name=author, email="kim@demo.example"), to=to, title=title, words=words,
            plain=markup.plain(words), path="/mitte/eilmeldungen/1",
        )  # fmt: skip


@pytest.mark.parametrize("language", Language)
def test_the_mail_says_what_was_agreed(app: Flask, language: Language) -> None:
    mail = written(app, language=language)
    as_file = f"{mail.subject}\n\n{mail.text}"
    assert as_file == (GOLDEN / f"urgent_notice.{language.value}.txt").read_text("utf-8")
    assert mail.html.strip() + "\n" == (GOLDEN / f"urgent_notice.{language.value}.html").read_text("utf-8")


def test_it_names_its_link_in_both_forms_and_fetches_nothing(app: Flask) -> None:
    mail = written(app, words="![Bild](https://anderswo.example/bild.png)")
    link = app.config["PUBLIC_URL"] + "/mitte/eilmeldungen/1"
    assert link in mail.text
    assert f'href="{link}"' in mail.html
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in mail.html


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\u2028"])
def test_names_with_a_line_break_add_no_line(app: Flask, brk: str) -> None:
    odd = f"Ole{brk}Bcc: alle@demo.example"
    mail = written(app, title=odd, author=odd, to=odd)
    assert len(mail.text.splitlines()) == len(written(app).text.splitlines())
    assert len(mail.subject.splitlines()) == 1


def test_what_was_typed_is_text(app: Flask) -> None:
    mail = written(app, title="<b>A & B</b>", words="<script>x</script>", author="<script>")
    assert "<b>A & B</b>" in mail.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.html
    assert "<script>" not in mail.html
