"""What the mails about minutes say: word for word, as they lie in golden/, so that a change is seen and meant."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import outbox
from app.accounts.models import Language, Person
from app.calendar.models import Appointment
from app.clock import BERLIN

GOLDEN = Path(__file__).parent / "golden"
STARTS = datetime(2025, 3, 12, 19, tzinfo=BERLIN)
SPACE = "Stadtteilverband Stadtmitte"
CONTEXTS: dict[str, dict[str, object]] = {
    "minutes_due": {"path": "/stadtmitte/termine/7/protokoll/", "to": SPACE},
    "minutes_summary": {
        "to": SPACE,
        "words": "Mitgliederversammlung am Mi., 12.03.2025\n\nBeschlossen:\n- Wir fordern eine Rampe. (angenommen)\n\n"
        "Als Nächstes: Stammtisch, Mi., 19.03.2025, 18:00 Uhr",
    },
}


def meeting(title: str = "Mitgliederversammlung") -> Appointment:
    """The meeting that the mails are about."""
    return Appointment(kind="assembly", title=title, starts_at=STARTS, ends_at=STARTS + timedelta(hours=2))


def written(app: Flask, kind: str, *, name: str = "Ole Segelhorst", title: str = "Mitgliederversammlung",
            language: Language = Language.GERMAN, **changed: object) -> outbox.OutgoingMail:  # fmt: skip
    """Write the mail as the page or the worker does that sends it."""
    person = Person(name=name, email="ole@demo.example", language=language)
    with app.app_context():
        return outbox.queue(kind, person, appointment=meeting(title), **{**CONTEXTS[kind], **changed})


@pytest.mark.parametrize("kind", CONTEXTS)
@pytest.mark.parametrize("form", ["txt", "html"])
@pytest.mark.parametrize("language", Language)
def test_a_mail_says_what_was_agreed(app: Flask, kind: str, form: str, language: Language) -> None:
    mail = written(app, kind, language=language)
    wanted = (GOLDEN / f"{kind}.{language.value}.{form}").read_text("utf-8")
    assert (f"{mail.subject}\n\n{mail.text}" if form == "txt" else mail.html.strip() + "\n") == wanted


@pytest.mark.parametrize("kind", CONTEXTS)
@pytest.mark.parametrize("brk", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_name_or_title_with_a_line_break_adds_no_line_and_no_header(
    app: Flask, kind: str, brk: str
) -> None:
    usual, odd = written(app, kind), f"Ole{brk}Bcc: alle@demo.example"
    mail = written(app, kind, name=odd, title=odd, to=odd)
    assert len(mail.text.splitlines()) == len(usual.text.splitlines())
    assert len(mail.subject.splitlines()) == 1
    assert not any(line.startswith("Bcc") for line in [mail.subject, *mail.text.splitlines()])


@pytest.mark.parametrize("kind", CONTEXTS)
def test_markup_stays_what_was_typed(app: Flask, kind: str) -> None:
    odd = '<script>x</script> & "quoted"'
    mail = written(
        app, kind, name=odd, title=odd, to=odd, **({"words": odd} if kind == "minutes_summary" else {})
    )
    assert "<script>" not in mail.html
    assert odd in mail.text


def test_the_mail_to_the_keeper_leads_to_the_minutes(app: Flask) -> None:
    mail = written(app, "minutes_due")
    link = app.config["PUBLIC_URL"] + str(CONTEXTS["minutes_due"]["path"])
    assert link in mail.text
    assert f'href="{link}"' in mail.html


@pytest.mark.parametrize("kind", CONTEXTS)
def test_a_mail_fetches_nothing(app: Flask, kind: str) -> None:
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in written(app, kind).html
