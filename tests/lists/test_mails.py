"""What the mails of a list say: word for word, as they lie in golden/."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import batches, outbox
from app.accounts.models import Language, Person
from app.batches import UNSUBSCRIBE_MARK, HeaderInjection
from app.lists.writing import Words
from app.outbox import Guest

GOLDEN = Path(__file__).parent / "golden"
WEEK = "## Woche vom 10.03. bis 16.03.\n\n- **Mi., 12.03.2025, 19:00 Uhr**: Sommerfest"
TEXT = f"Hallo,\n\nwir treffen uns am **Hafen**:\n\n{WEEK}"


def written(app: Flask, name: str, language: Language = Language.GERMAN, **more: str) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail."""
    about = {"subject": "Termine im März", "list_name": "Kreisverteiler", "space": "Kreisverband Rostock"}
    words = Words(text=TEXT, **{**about, **more})
    by = Person(name="Kim Möwenthal", email="kim@demo.example")
    with app.test_request_context():
        if name == "broadcast":
            batch = batches.open_batch("broadcast", sender=by, list_name=words.list_name, list_key="kreis",
                                       reply_to=by.email or "", language=language.value,
                                       **words.context())  # fmt: skip
            return batch.subject, batch.text, batch.html
        to = Guest("Ole Segelhorst", "ole@demo.example", language)
        if name == "broadcast_test":
            mail = outbox.queue(name, to, sender=by, **words.context())
        else:
            mail = outbox.queue(name, to, path="/verteiler/bestaetigen/ein-geheimnis", list_name=words.list_name,
                                about="Termine und Einladungen.\nEtwa zweimal im Monat.")  # fmt: skip
        return mail.subject, mail.text, mail.html


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["broadcast", "broadcast_test", "list_confirmation"])
def test_the_mail_says_what_was_agreed(app: Flask, name: str, language: Language) -> None:
    subject, text, html = written(app, name, language)
    as_file = f"{subject}\n\n{text}".replace(UNSUBSCRIBE_MARK, "UNSUBSCRIBE")
    assert as_file == (GOLDEN / f"{name}.{language.value}.txt").read_text("utf-8")
    as_file = html.strip().replace(UNSUBSCRIBE_MARK, "UNSUBSCRIBE") + "\n"
    assert as_file == (GOLDEN / f"{name}.{language.value}.html").read_text("utf-8")
    for fetched in ("<img", "<link", "<script", "url(", "@import", " src="):
        assert fetched not in html


def test_each_ones_own_link_stands_in_both_forms(app: Flask) -> None:
    _subject, text, html = written(app, "broadcast")
    assert text.count(UNSUBSCRIBE_MARK) == html.count(UNSUBSCRIBE_MARK) == 1


@pytest.mark.parametrize("name", ["broadcast", "broadcast_test"])
@pytest.mark.parametrize("brk", ["\n", "\r\n"])
def test_a_line_break_in_the_subject_never_becomes_a_header(app: Flask, name: str, brk: str) -> None:
    subject, _text, _html = written(app, name, subject=f"Hallo{brk}Bcc: x@y.example")
    assert "\n" not in subject
    assert "\r" not in subject


def test_a_line_break_in_the_name_of_the_list_never_becomes_a_header(app: Flask) -> None:
    with pytest.raises(HeaderInjection):
        written(app, "broadcast", list_name="Liste\r\nBcc: x@y.example")
