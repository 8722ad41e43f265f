"""An invitation: opened, accepted with a password that is not easily guessed, and over after a week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.extensions import db
from app.outbox import OutgoingMail
from tests.accounts.conftest import LogIn
from tests.pages import Browser, Page
from tests.people import INVITATION, NOW, World

Freeze = Callable[[datetime], None]
LINK = f"/einladung/{INVITATION}"
JOIN = "Einladung annehmen"
GOOD = "drei Kraniche am Warnowufer"


def test_who_accepts_an_invitation_is_in(nobody: Browser) -> None:
    page = nobody.open(LINK)
    assert page.value("name") == "Inga Immer"
    assert "invited@demo.example" in page
    page = page.press(JOIN, name="Inga I.", password=GOOD)
    assert (page.path, page.notices) == ("/", "Schön, dass du da bist.")
    assert page.heading == "Guten Abend, Inga"
    assert nobody.open("/ktv/").status == 200


def test_the_chosen_password_opens_the_account_from_then_on(nobody: Browser, log_in: LogIn) -> None:
    nobody.open(LINK).press(JOIN, password=GOOD)
    assert log_in("invited", password=GOOD).path == "/"


def test_a_used_link_says_what_to_do(nobody: Browser, world: World) -> None:
    nobody.open(LINK).press(JOIN, password=GOOD)
    page = Browser(world.client_of("anonymous")).open(LINK)
    assert (page.status, page.heading) == (410, "Dieser Link gilt nicht mehr")
    assert page.follow("Zur Anmeldung").path == "/anmelden"


@pytest.mark.parametrize(("seconds", "open_still"), [(-1, True), (0, False)])
def test_an_invitation_is_open_for_seven_days(
    nobody: Browser, world: World, freeze: Freeze, seconds: int, open_still: bool
) -> None:
    Browser(world.client_of("speaker")).open("/ktv/menschen/").press("Erneut einladen")
    with world.app.app_context():
        text = db.session.scalars(sa.select(OutgoingMail.text).order_by(OutgoingMail.id.desc())).first() or ""
    link = next("/" + word.split("/", 3)[3] for word in text.split() if "/einladung/" in word)
    freeze(NOW + timedelta(days=7, seconds=seconds))
    assert nobody.open(link).status == (200 if open_still else 410)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "Bitte dein Passwort eingeben."),
        ("neun Buch", "mindestens 10 Zeichen"),
        ("passwort123", "wird leicht erraten"),
        ("Passwort!2024", "wird leicht erraten"),
        ("1234567890", "wird leicht erraten"),
        ("aaaaaaaaaaaaaa", "wird leicht erraten"),
        ("abababababab", "wird leicht erraten"),
        ("Inga123456", "wird leicht erraten"),  # her own name
        ("invited2025!!", "wird leicht erraten"),  # her own address
        ("x" * 201, "höchstens 200 Zeichen"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    nobody: Browser, log_in: LogIn, world: World, password: str, words: str
) -> None:
    page = nobody.open(LINK).press(JOIN, name="Inga I.", password=password)
    assert page.status == 422
    assert words in page.error("password")
    assert (page.value("name"), page.value("password")) == ("Inga I.", "")
    assert world.person("invited").password_hash is None


def test_after_a_weak_password_the_link_is_still_open(nobody: Browser) -> None:
    page = nobody.open(LINK).press(JOIN, password="1234567890")
    assert page.press(JOIN, password=GOOD).path == "/"


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "Inga\nImmer"])
def test_a_name_that_does_not_fit_is_refused(nobody: Browser, name: str) -> None:
    page = nobody.open(LINK).press(JOIN, name=name, password=GOOD)
    assert page.status == 422
    assert page.error("name")


@pytest.mark.parametrize("password", ["Möwe Fisch 🌊 Warnow", "   zehn    ", "ß" * 5 + "Ω" * 5 + "7x§a"])
def test_a_password_may_have_any_characters(nobody: Browser, log_in: LogIn, password: str) -> None:
    nobody.open(LINK).press(JOIN, password=password)
    assert log_in("invited", password=password).path == "/"


def forgotten(nobody: Browser, email: str) -> Page:
    """The page that follows when somebody says that they forgot the password."""
    return nobody.open("/passwort").press("Link zuschicken", email=email)


def test_whoever_forgot_the_password_is_told_to_look_into_the_mailbox(nobody: Browser) -> None:
    assert forgotten(nobody, "member@demo.example").heading == "Schau in dein Postfach"


def test_an_address_that_is_none_is_refused(nobody: Browser) -> None:
    page = forgotten(nobody, "member")
    assert page.status == 422
    assert page.error("email")
    assert page.value("email") == "member"
