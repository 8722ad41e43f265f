"""Logging in and out, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.accounts.conftest import LogIn
from tests.pages import Browser, Page
from tests.people import NOW, PASSWORD, World

Freeze = Callable[[datetime], None]


def is_in(page: Page) -> bool:
    """Say whether this browser is logged in."""
    return page.browser.open("/konto").path == "/konto"


def test_with_address_and_password_one_is_in(log_in: LogIn) -> None:
    page = log_in("member")
    assert (page.path, page.heading) == ("/", "Guten Abend, Marta")


def test_the_address_may_be_written_in_capitals_and_with_blanks(nobody: Browser) -> None:
    page = nobody.open("/anmelden").press("Anmelden", email=" Member@DEMO.example ", password=PASSWORD)
    assert page.path == "/"


def test_a_wrong_password_is_refused_and_the_address_kept(log_in: LogIn) -> None:
    page = log_in("member", password="moewe fisch warnow")
    assert page.status == 422
    assert "Adresse oder Passwort stimmen nicht." in page.complaints
    assert (page.value("email"), page.value("password")) == ("member@demo.example", "")


@pytest.mark.parametrize("who", ["invited", "disabled"])
def test_who_has_no_open_account_is_refused_in_the_same_words(log_in: LogIn, who: str) -> None:
    assert log_in(who).complaints == log_in("member", password="nicht dieses").complaints


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"email": "", "password": "x"}, "email", "Bitte deine E-Mail-Adresse eingeben."),
        ({"email": "member", "password": "x"}, "email", "Das sieht nicht nach einer E-Mail-Adresse aus."),
        ({"email": "member@demo.example", "password": ""}, "password", "Bitte dein Passwort eingeben."),
        ({"email": "member@demo.example", "password": "x" * 201}, "password", "höchstens 200 Zeichen"),
    ],
)
def test_what_is_missing_is_named(nobody: Browser, typed: dict[str, str], field: str, words: str) -> None:
    page = nobody.open("/anmelden").press("Anmelden", **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert page.value("email") == typed["email"]


def test_who_is_logged_in_is_not_asked_again(member: Browser) -> None:
    assert member.open("/anmelden").path == "/"


def test_after_logging_out_one_is_out(member: Browser) -> None:
    page = member.open("/")
    logout = [form for form in page.root.all("form") if form.attrs.get("action") == "/abmelden"]
    assert len(logout) == 1
    page = member.post("/abmelden")
    assert (page.path, page.notices) == ("/anmelden", "Du bist abgemeldet.")
    assert not is_in(page)


# --- for how long


def cookie(page: Page) -> datetime | None:
    """Until when the browser keeps the login's cookie; None: until it is closed."""
    found = page.browser.client.get_cookie("stadtteilwerk")
    assert found is not None
    return found.expires


def test_without_staying_logged_in_the_cookie_ends_with_the_browser(log_in: LogIn) -> None:
    assert cookie(log_in("member")) is None


def test_staying_logged_in_keeps_the_cookie_for_sixty_days(log_in: LogIn) -> None:
    expires = cookie(log_in("member", remember=True))
    assert expires is not None
    assert timedelta(days=59) < expires - datetime.now(UTC) < timedelta(days=61)  # noqa: TID251  # the browser's clock


@pytest.mark.parametrize(
    ("remember", "later", "still_in"),
    [
        (False, timedelta(hours=13, minutes=59), True),
        (False, timedelta(hours=14), False),
        (True, timedelta(days=59), True),
        (True, timedelta(days=60), False),
    ],
)
def test_a_login_ends_on_the_server_as_well(
    log_in: LogIn, freeze: Freeze, remember: bool, later: timedelta, still_in: bool
) -> None:
    page = log_in("member", remember=remember)
    # The cookie is signed with the machine's own time, so only the record on the server grows old here.
    freeze(NOW + later)
    assert is_in(page) is still_in


def test_the_place_one_wanted_to_go_is_kept_over_a_wrong_password(nobody: Browser) -> None:
    page = nobody.open("/ktv/termine/")
    assert page.path == "/anmelden"
    # The form is sent to the address that it stands at, with where to go next.
    target = page.response.request.full_path
    typed = {"email": "member@demo.example"}
    page = nobody.post(target, **typed, password="nicht dieses")
    assert page.status == 422
    page = nobody.post(page.response.request.full_path, **typed, password=PASSWORD)
    assert page.path == "/ktv/termine/"


def test_a_person_without_roles_can_still_log_in(log_in: LogIn, world: World) -> None:
    world.change("demoted", totp_confirmed_at=None)
    assert "Du gehörst noch zu keinem Bereich." in log_in("demoted")
