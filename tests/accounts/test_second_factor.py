"""The second factor as people meet it: set up with a phone, codes for a lost one, taken away again."""

from __future__ import annotations

import pyotp
import pytest
from flask.testing import FlaskClient

from app.accounts.models import Person
from app.accounts.second_factor import RECOVERY_CODES
from tests.accounts.conftest import LogIn
from tests.pages import Browser, Page
from tests.people import NOW, PASSWORD, TOTP_SECRET, World

ENROL = "/konto/zweiter-schritt"
BEGIN, FINISH, ENTER = "Einrichten beginnen", "Einrichtung abschließen", "Anmeldung abschließen"


def codes_on(page: Page) -> list[str]:
    """The recovery codes that a page shows."""
    return [one.text for one in page.main.all("code") if "-" in one.text]


def key_on(page: Page) -> str:
    """The key to type into the app."""
    return page.main.one("code").text.replace(" ", "")


def set_up(browser: Browser) -> Page:
    """Go through the set-up; return the page with the recovery codes."""
    page = browser.open(ENROL).press(BEGIN)
    return page.press(FINISH, code=pyotp.TOTP(key_on(page)).at(NOW))


def test_the_key_can_be_scanned_opened_on_the_phone_or_typed(member: Browser, world: World) -> None:
    page = member.open("/konto").follow("Zweiten Schritt einrichten").press(BEGIN)
    secret = world.person("member").totp_secret
    assert page.main.all("svg")
    assert key_on(page) == secret
    assert any(link.startswith("otpauth://totp/") and str(secret) in link for link in page.links())


def test_with_the_first_code_it_is_set_up_and_the_recovery_codes_are_shown(
    member: Browser, world: World
) -> None:
    page = set_up(member)
    assert page.heading == "Deine Ersatzcodes"
    assert len(set(codes_on(page))) == RECOVERY_CODES
    assert world.person("member").has_second_factor
    assert page.follow("Weiter").path == "/"


def test_a_wrong_first_code_sets_nothing_up(member: Browser, world: World) -> None:
    page = member.open(ENROL).press(BEGIN)
    key = key_on(page)
    page = page.press(FINISH, code="000000")
    assert page.status == 422
    assert "Dieser Code stimmt nicht" in page.error("code")
    assert key_on(page) == key
    assert not world.person("member").has_second_factor
    assert page.press(FINISH, code=pyotp.TOTP(key).at(NOW)).heading == "Deine Ersatzcodes"


@pytest.mark.parametrize("code", ["", "   ", "x" * 21, "123\n456"])
def test_what_cannot_be_a_code_is_refused(member: Browser, code: str) -> None:
    page = member.open(ENROL).press(BEGIN).press(FINISH, code=code)
    assert page.status == 422
    assert page.error("code")


def test_recovery_codes_are_shown_only_once(member: Browser) -> None:
    codes = codes_on(set_up(member))
    for path in ("/konto", ENROL, "/"):
        assert not any(code in member.open(path).source for code in codes)


def test_each_recovery_code_works_once(member: Browser, log_in: LogIn) -> None:
    codes = codes_on(set_up(member))
    for code in codes:
        page = log_in("member")
        assert page.heading == "Code eingeben"
        assert page.press(ENTER, code=code.upper()).path == "/"
    for code in codes[:2]:
        assert log_in("member").press(ENTER, code=code).status == 422


def test_new_recovery_codes_end_the_old_ones(member: Browser, log_in: LogIn) -> None:
    old = codes_on(set_up(member))
    new = codes_on(member.open("/konto").press("Neue Ersatzcodes anzeigen"))
    assert not set(old) & set(new)
    assert log_in("member").press(ENTER, code=old[0]).status == 422
    assert log_in("member").press(ENTER, code=new[0]).path == "/"


@pytest.mark.parametrize("typed", ["{code}", " {code} ", "{first} {rest}"])
def test_a_code_may_be_typed_as_the_phone_shows_it(log_in: LogIn, typed: str) -> None:
    code = pyotp.TOTP(TOTP_SECRET).at(NOW)
    page = log_in("speaker").press(ENTER, code=typed.format(code=code, first=code[:3], rest=code[3:]))
    assert page.path == "/"


def test_a_wrong_code_says_so_and_the_next_one_is_taken(log_in: LogIn) -> None:
    page = log_in("speaker").press(ENTER, code="000000")
    assert page.status == 422
    assert "Nimm den nächsten, den dein Handy zeigt." in page.error("code")
    assert page.press(ENTER, code=pyotp.TOTP(TOTP_SECRET).at(NOW)).path == "/"


def test_setting_it_up_ends_the_other_logins(member: Browser, world: World) -> None:
    set_up(member)
    assert Browser(world.client_of("second")).open("/konto").path == "/anmelden"


def test_it_can_be_taken_away_with_the_password(as_speaker: FlaskClient, log_in: LogIn) -> None:
    page = Browser(as_speaker).open("/konto").press("Zweiten Schritt entfernen", password=PASSWORD)
    assert (page.path, page.notices) == (
        "/anmelden",
        "Der zweite Schritt ist entfernt. Bitte melde dich neu an.",
    )
    assert log_in("speaker").heading == "Zweiten Schritt einrichten"  # her role needs one


def test_without_the_password_it_is_not_taken_away(as_speaker: FlaskClient, world: World) -> None:
    page = Browser(as_speaker).open("/konto").press("Zweiten Schritt entfernen", password="nicht dieses")
    assert page.status == 422
    assert "Der zweite Schritt ist noch eingerichtet." in page.error("password")
    assert page.value("name") == "Sabine Sommer"
    someone: Person = world.person("speaker")
    assert someone.has_second_factor
