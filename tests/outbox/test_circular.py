"""A copy from the press is, octet for octet, the mail that would have been put together for its reader."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask

from app.circular import UNSUBSCRIBE_MARK, Circular, Press
from app.delivery import Copy

LINK = "https://werk.example.org/verteiler/abmelden/"
WORDS = {
    "plain": ("Montag um sieben\n", "<p>Montag um sieben</p>"),
    "umlauts": ("Grüße aus der Straße 🚲\n.\n..\nFrom hier\n", "<p>Grüße aus der Straße</p>\n.\n"),
    "a very long line": ("ä" * 1200 + "\n", "<p>" + "x" * 1200 + "</p>"),
    "a line that a token makes too long": ("x" * 930, "<p>kurz</p>"),
    "one more": ("x" * 960, "<p>kurz</p>"),
}


def circular(text: str = "Worte", html: str = "<p>Worte</p>", **more: str) -> Circular:
    usual = {"subject": "Gruß", "link": LINK, "list_id": "Kreis <kreis.example.org>", "reply_to": ""} | more
    return Circular(text=text + UNSUBSCRIBE_MARK, html=html + f'<a href="{UNSUBSCRIBE_MARK}">', **usual)


def without_the_boundary(mail: bytes) -> bytes:
    return re.sub(rb"={15}\d+==", b"-", mail)


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("reply_to", ["", "ina@demo.example"])
@pytest.mark.parametrize(
    "address", ["kim@demo.example", "x" * 60 + "@" + "y" * 60 + ".example", "kim@müller.example"]
)
def test_a_copy_is_the_mail(
    app: Flask, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str], address: str, reply_to: str
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1741197600.0)
    with app.app_context():
        one = circular(*words, reply_to=reply_to)
        press = Press(one)
        for token in ("t" * 43, "u" * 64, "kurz-_"):
            copy = press.copy(address, token, "<1@example.org>")
            mail = one.message(address, token, "<1@example.org>")
            assert without_the_boundary(copy.as_bytes()) == without_the_boundary(mail.as_bytes())
            if isinstance(copy, Copy):
                assert copy.sender == "stadtteilwerk@localhost" or "<stadtteilwerk@localhost>" in copy.sender


@pytest.mark.parametrize("subject", ["Gruß", "x" * 200, "Ä" * 200, "Termine der nächsten Wochen " * 7])
def test_the_usual_mail_comes_from_the_press(app: Flask, subject: str) -> None:
    with app.app_context():
        copy = Press(circular(*WORDS["umlauts"], subject=subject)).copy(
            "kim@demo.example", "token", "<1@example.org>"
        )
    assert isinstance(copy, Copy)
    assert copy.as_bytes().count(b"/abmelden/token") == 3


def test_a_line_break_in_an_address_reaches_no_header(app: Flask) -> None:
    with app.app_context():
        copy = Press(circular()).copy(
            "kim@demo.example\r\nBcc: boese@example.org", "token", "<1@example.org>"
        )
    assert not isinstance(copy, Copy)  # then the usual check refuses it
    assert copy.has_bad_headers()
