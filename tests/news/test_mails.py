"""What the mails with news say: word for word, as they lie in golden/."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l

from app import outbox
from app.accounts.models import Language
from app.news.digests import SpaceNews
from app.news.sources import NewsItem
from app.outbox import Guest, OutgoingMail

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2025, 3, 5, 18, 0, tzinfo=UTC)


def groups(title: str, name: str) -> list[SpaceNews]:
    starts = datetime(2025, 3, 12, 18, 0, tzinfo=UTC)
    meeting = NewsItem("appointment:1", AT, _l("Neuer Termin"), title, "/ktv/termine/1", starts_at=starts,
                       ends_at=datetime(2025, 3, 12, 20, 0, tzinfo=UTC), place="Kulturhaus, Fischerweg 3")  # fmt: skip
    notice = NewsItem("urgent_notice:1", AT, _l("Eilmeldung"), "Saal gesperrt", "/ktv/eilmeldungen/1")
    paper = NewsItem(
        "minutes:2", AT, _l("Protokoll genehmigt"), "Versammlung", "/kreis/termine/2/protokoll/", starts_at=AT
    )
    return [SpaceNews(name, [meeting, notice]), SpaceNews("Kreisverband Rostock", [paper])]


def written(app: Flask, *, weekly: bool = True, title: str = "Sommerfest planen",
            name: str = "Kröpeliner-Tor-Vorstadt", more: int = 0, count: int = 3,
            language: Language = Language.GERMAN) -> OutgoingMail:  # fmt: skip
    news = groups(title, name)
    with app.test_request_context():
        return outbox.queue(
            "news", Guest("Ole Segelhorst", "ole@demo.example", language), weekly=weekly, groups=news, more=more,
            count=count, first=news[0].items[0],
        )  # fmt: skip


VARIANTS: dict[str, dict[str, Any]] = {
    "weekly": {"more": 12, "count": 15},
    "at_once": {"weekly": False},
    "one_at_once": {"weekly": False, "count": 1},
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", VARIANTS)
def test_the_mail_says_what_was_agreed(app: Flask, name: str, language: Language) -> None:
    mail = written(app, language=language, **VARIANTS[name])
    as_file = f"{mail.subject}\n\n{mail.text}"
    assert as_file == (GOLDEN / f"{name}.{language.value}.txt").read_text("utf-8")
    assert mail.html.strip() + "\n" == (GOLDEN / f"{name}.{language.value}.html").read_text("utf-8")


def test_it_leads_to_everything_and_to_the_account_and_fetches_nothing(app: Flask) -> None:
    mail = written(app)
    for path in ("/ktv/termine/1", "/ktv/eilmeldungen/1", "/kreis/termine/2/protokoll/", "/konto"):
        link = app.config["PUBLIC_URL"] + path
        assert link in mail.text
        assert f'href="{link}"' in mail.html
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in mail.html


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\u2028"])
@pytest.mark.parametrize("count", [1, 3])
def test_names_with_a_line_break_add_no_line(app: Flask, brk: str, count: int) -> None:
    odd = f"Ole{brk}Bcc: alle@demo.example"
    mail = written(app, weekly=False, title=odd, name=odd, count=count)
    plain = written(app, weekly=False, count=count)
    assert len(mail.text.splitlines()) == len(plain.text.splitlines())
    assert len(mail.subject.splitlines()) == 1


def test_names_with_markup_stay_names(app: Flask) -> None:
    mail = written(app, weekly=False, title="<script>A & B</script>", count=1)
    assert "<script>A & B</script>" in mail.text
    assert "<script>" not in mail.html
