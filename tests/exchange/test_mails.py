"""What the mails of the exchange say, word for word, as they lie in golden/."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import markup, outbox
from app.accounts.models import Person
from app.outbox import Guest, OutgoingMail

GOLDEN = Path(__file__).parent / "golden"
WORDS = "Was haben die **Poller** gekostet?\n\n- in der Anschaffung\n- im Jahr"
KINDS = ("exchange_question", "exchange_answer")


def written(app: Flask, kind: str, *, about: str = "Poller in der Langen Straße", words: str = WORDS,
            author: str = "Kim Möwenthal", language: str = "de") -> OutgoingMail:  # fmt: skip
    with app.test_request_context():
        return outbox.queue(
            kind, Guest("Ole Segelhorst", "ole@demo.example", language),
            sender=Person(name=author, email="kim@demo.example"),
            about=about, words=words, plain=markup.plain(words), path="/austausch/fragen/1",
        )  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_mail_says_what_was_agreed(app: Flask, kind: str, language: str) -> None:
    mail = written(app, kind, language=language)
    as_file = f"{mail.subject}\n\n{mail.text}"
    assert as_file == (GOLDEN / f"{kind}.{language}.txt").read_text("utf-8")
    assert mail.html.strip() + "\n" == (GOLDEN / f"{kind}.{language}.html").read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_it_names_its_link_in_both_forms_and_fetches_nothing(app: Flask, kind: str) -> None:
    mail = written(app, kind, words="![Bild](https://anderswo.example/bild.png)")
    link = app.config["PUBLIC_URL"] + "/austausch/fragen/1"
    assert link in mail.text
    assert f'href="{link}"' in mail.html
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in mail.html


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\u2028"])
@pytest.mark.parametrize("kind", KINDS)
def test_names_with_a_line_break_add_no_line(app: Flask, kind: str, brk: str) -> None:
    odd = f"Ole{brk}Bcc: alle@demo.example"
    mail = written(app, kind, about=odd, author=odd)
    assert len(mail.text.splitlines()) == len(written(app, kind).text.splitlines())
    assert len(mail.subject.splitlines()) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_typed_is_text(app: Flask, kind: str) -> None:
    mail = written(app, kind, about="<b>A & B</b>", words="<script>x</script>", author="<script>")
    assert "<b>A & B</b>" in mail.text
    assert "<script>" not in mail.html
