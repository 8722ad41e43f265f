"""What the mails of a date poll say: word for word, as they lie in golden/."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import outbox
from app.accounts.models import Language, Person
from app.calendar.polls.models import Poll
from app.outbox import Guest, OutgoingMail

GOLDEN = Path(__file__).parent / "golden"
VARIANTS: dict[str, dict[str, Any]] = {
    "poll_invitation": {"kind": "poll_invitation", "words": "Wir brauchen zwei Stunden.\nBringt Kekse mit."},
    "poll_invitation_to_a_guest": {"kind": "poll_invitation", "greeted": "", "place": ""},
    "poll_decided": {"kind": "poll_decided"},
}


def written(app: Flask, *, kind: str, title: str = "Sommerfest planen", words: str = "",
            place: str = "Kulturhaus, Fischerweg 3", greeted: str = "Ole Segelhorst",
            asker: str = "Kim Möwenthal", to: str = "Stadtteilverband Stadtmitte",
            language: Language = Language.GERMAN) -> OutgoingMail:  # fmt: skip
    poll = Poll(kind="working_meeting", title=title, place=place, words=words, minutes=120)
    starts = datetime(2025, 3, 12, 18, 0, tzinfo=UTC)
    times = [starts, datetime(2025, 4, 3, 17, 30, tzinfo=UTC)]
    by = Person(name=asker, email="kim@demo.example")
    with app.test_request_context():
        return outbox.queue(
            kind, Guest("Ole Segelhorst", "ole@demo.example", language), sender=by, to=to, poll=poll,
            times=times, starts_at=starts, ends_at=datetime(2025, 3, 12, 20, 0, tzinfo=UTC), greeted=greeted,
            path="/terminfrage/ein-geheimnis",
        )  # fmt: skip


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", VARIANTS)
def test_the_mail_says_what_was_agreed(app: Flask, name: str, language: Language) -> None:
    mail = written(app, language=language, **VARIANTS[name])
    as_file = f"{mail.subject}\n\n{mail.text}"
    assert as_file == (GOLDEN / f"{name}.{language.value}.txt").read_text("utf-8")
    assert mail.html.strip() + "\n" == (GOLDEN / f"{name}.{language.value}.html").read_text("utf-8")


@pytest.mark.parametrize("name", VARIANTS)
def test_the_mail_names_its_link_in_both_forms_and_fetches_nothing(app: Flask, name: str) -> None:
    mail = written(app, **VARIANTS[name])
    link = app.config["PUBLIC_URL"] + "/terminfrage/ein-geheimnis"
    assert link in mail.text
    assert f'href="{link}"' in mail.html
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in mail.html


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\u2028"])
@pytest.mark.parametrize("kind", ["poll_invitation", "poll_decided"])
def test_names_with_a_line_break_add_no_line(app: Flask, kind: str, brk: str) -> None:
    odd = f"Ole{brk}Bcc: alle@demo.example"
    mail = written(app, kind=kind, title=odd, place=odd, greeted=odd, asker=odd, to=odd)
    assert len(mail.text.splitlines()) == len(written(app, kind=kind).text.splitlines())
    assert len(mail.subject.splitlines()) == 1


@pytest.mark.parametrize("kind", ["poll_invitation", "poll_decided"])
def test_names_with_markup_stay_names(app: Flask, kind: str) -> None:
    mail = written(app, kind=kind, title="<b>A & B</b>", words="<script>", asker="<script>")
    assert "<b>A & B</b>" in mail.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.html
    assert "<script>" not in mail.html
