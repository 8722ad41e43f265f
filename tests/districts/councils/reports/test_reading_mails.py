"""What the reminders of a report say: word for word, as they lie in golden/."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from app import outbox
from app.accounts.models import Language
from app.outbox import Guest, OutgoingMail

GOLDEN = Path(__file__).parent / "golden"
KINDS = ("report_due", "report_missing")


def written(app: Flask, kind: str, *, name: str = "Jonte Takelberg", council: str = "Kröpeliner-Tor-Vorstadt",
            to: str = "Stadtteilverband KTV", language: Language = Language.GERMAN) -> OutgoingMail:  # fmt: skip
    with app.test_request_context():
        return outbox.queue(
            kind, Guest(name, "jonte@demo.example", language), to=to, council=council,
            starts_at=datetime(2025, 3, 5, 18, 0, tzinfo=UTC), path="/ktv/berichte/sitzung/7",
            sitting_path="/ktv/sitzungen/7",
        )  # fmt: skip


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_the_mail_says_what_was_agreed(app: Flask, kind: str, language: Language) -> None:
    mail = written(app, kind, language=language)
    assert f"{mail.subject}\n\n{mail.text}" == (GOLDEN / f"{kind}.{language.value}.txt").read_text("utf-8")
    assert mail.html.strip() + "\n" == (GOLDEN / f"{kind}.{language.value}.html").read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_it_leads_to_the_form_and_to_where_one_tap_ends_it(app: Flask, kind: str) -> None:
    mail = written(app, kind)
    for path in ("/ktv/berichte/sitzung/7", "/ktv/sitzungen/7"):
        assert app.config["PUBLIC_URL"] + path in mail.text
        assert f'href="{app.config["PUBLIC_URL"]}{path}"' in mail.html


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\u2028"])
@pytest.mark.parametrize("kind", KINDS)
def test_names_with_a_line_break_add_no_line(app: Flask, kind: str, brk: str) -> None:
    odd = f"Jonte{brk}Bcc: alle@demo.example"
    mail = written(app, kind, name=odd, council=odd, to=odd)
    assert len(mail.text.splitlines()) == len(written(app, kind).text.splitlines())
    assert len(mail.subject.splitlines()) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_names_with_markup_stay_names(app: Flask, kind: str) -> None:
    mail = written(app, kind, council="<b>A & B</b>", name="<script>")
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.html
    assert "<script>" not in mail.html
