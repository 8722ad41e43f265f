"""One's own account: what one says of oneself, where one is logged in, the password, the language."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Language, MailWish
from tests.accounts.conftest import LogIn
from tests.pages import Browser, Page
from tests.people import PASSWORD, World

SAVE = "Angaben speichern"
CHANGE = "Passwort ändern"
GOOD = "drei Kraniche am Warnowufer"


def is_in(browser: Browser) -> bool:
    """Say whether this browser is logged in."""
    return browser.open("/konto").path == "/konto"


@pytest.fixture
def second(world: World) -> Browser:
    """The member's other device."""
    return Browser(world.client_of("second"))


# --- what one says of oneself


def test_people_say_how_they_want_to_be_called_and_reached(
    member: Browser, as_speaker: FlaskClient, world: World
) -> None:
    page = member.open("/konto").press(SAVE, name="Marta M.", phone="0381 77", mail_wish="none")
    assert "Gespeichert." in page.notices
    assert "0381 77" in Browser(as_speaker).open("/ktv/menschen/").row("Marta M.").text
    assert world.person("member").mail_wish is MailWish.NONE


@pytest.mark.parametrize(
    ("field", "odd", "words"),
    [
        ("name", " ", "Bitte deinen Namen eintragen."),
        ("name", "x" * 121, "höchstens 120 Zeichen"),
        ("name", "Marta\nMöwe", "in einer Zeile"),
        ("phone", "0" * 41, "höchstens 40 Zeichen"),
        ("phone", "0381\n77", "in einer Zeile"),
        ("name", "Wort für Wort. " * 2000, "höchstens 120 Zeichen"),
        ("language", "fr", "Keine gültige Auswahl"),
        ("mail_wish", "", "Keine gültige Auswahl"),
    ],
)
def test_a_refused_profile_names_the_field_and_keeps_what_was_typed(
    member: Browser, world: World, field: str, odd: str, words: str
) -> None:
    typed = {"name": "Marta M.", "phone": "0381 77", field: odd}
    page = member.open("/konto").press(SAVE, **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert all(page.value(name) == typed[name].strip() for name in ("name", "phone"))
    assert world.person("member").name == "Marta Möwe"


# --- where one is logged in


def devices(page: Page) -> list[str]:
    """The devices on the page of the account."""
    return [one.text for one in page.main.all("th") if one.attrs.get("scope") == "row"]


def test_all_devices_are_listed_and_this_one_is_marked(member: Browser) -> None:
    page = member.open("/konto")
    assert devices(page) == ["Firefox, Android", "Unbekanntes Gerät"]
    assert "dieses Gerät" in page.row("Firefox, Android").text
    assert page.buttons().count("Dieses Gerät abmelden") == 1


@pytest.mark.parametrize("press", ["Dieses Gerät abmelden", "Alle anderen Geräte abmelden"])
def test_another_device_can_be_logged_out(member: Browser, second: Browser, press: str) -> None:
    assert is_in(second)
    page = member.open("/konto").press(press)
    assert devices(page) == ["Firefox, Android"]
    assert (is_in(second), is_in(member)) == (False, True)


def test_a_single_device_has_nothing_to_log_out(member: Browser) -> None:
    page = member.open("/konto").press("Dieses Gerät abmelden")
    assert [one for one in page.buttons() if "abmelden" in one.lower()] == []


def test_a_new_login_is_named_by_browser_and_system(world: World) -> None:
    client = world.client_of("anonymous")
    client.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1"
    )
    browser = Browser(client)
    browser.open("/anmelden").press("Anmelden", email="member@demo.example", password=PASSWORD)
    assert "Safari, iPhone" in devices(browser.open("/konto"))


# --- the password


def test_a_new_password_ends_the_other_logins_and_keeps_this_one(
    member: Browser, second: Browser, log_in: LogIn
) -> None:
    page = member.open("/konto").follow(CHANGE).press(CHANGE, old=PASSWORD, password=GOOD)
    assert "Andere Geräte sind abgemeldet." in page.notices
    assert (is_in(member), is_in(second)) == (True, False)
    assert log_in("member").status == 422
    assert log_in("member", password=GOOD).path == "/"


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("nicht dieses", GOOD, "old", "Das bisherige Passwort stimmt nicht."),
        ("", GOOD, "old", "Bitte dein Passwort eingeben."),
        (PASSWORD, "kurz", "password", "mindestens 10 Zeichen"),
        (PASSWORD, "passwort123", "password", "wird leicht erraten"),
        (PASSWORD, "", "password", "Bitte dein Passwort eingeben."),
    ],
)
def test_a_refused_password_is_named_and_changes_nothing(
    member: Browser, second: Browser, world: World, old: str, new: str, field: str, words: str
) -> None:
    before = world.person("member").password_hash
    page = member.open("/konto/passwort").press(CHANGE, old=old, password=new)
    assert page.status == 422
    assert words in page.error(field)
    assert (page.value("old"), page.value("password")) == ("", "")
    assert world.person("member").password_hash == before
    assert is_in(second)


# --- the language


def language(browser: Browser, path: str = "/") -> str:
    """In which language a page says that it is."""
    return browser.open(path).root.one("html").attrs["lang"]


def switch(browser: Browser, code: str, at: str = "/anmelden") -> Page:
    """Press the language at the foot of a page."""
    return browser.post("/sprache", referrer=at, language=code)


def test_every_page_offers_both_languages_and_marks_the_one_it_is_in(
    member: Browser, nobody: Browser
) -> None:
    for browser in (member, nobody):
        buttons = browser.open("/").root.one("form", class_="languages").all("button")
        assert [one.text for one in buttons] == ["Deutsch", "English"]
        assert [one.text for one in buttons if "aria-current" in one.attrs] == ["Deutsch"]


def test_visitors_can_read_in_english(nobody: Browser, world: World) -> None:
    page = switch(nobody, "en")
    assert page.path == "/anmelden"
    assert (language(nobody), language(nobody, "/passwort")) == ("en", "en")
    assert language(Browser(world.client_of("anonymous"))) == "de"


def test_visitors_are_met_in_the_language_of_their_browser(world: World) -> None:
    client = world.client_of("anonymous")
    for wanted, shown in (("en-GB,en;q=0.9", "en"), ("fr,en;q=0.5", "en"), ("fr", "de"), ("de-AT", "de")):
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = wanted
        assert language(Browser(client)) == shown


def test_a_person_reads_in_english_on_every_device(member: Browser, second: Browser, world: World) -> None:
    switch(member, "en", at="/ktv/")
    assert world.person("member").language is Language.ENGLISH
    assert (language(member, "/ktv/"), language(second, "/ktv/")) == ("en", "en")


def test_the_switch_leads_back_to_the_page_one_was_on(member: Browser) -> None:
    assert switch(member, "en", at="/ktv/termine/").path == "/ktv/termine/"


def test_what_is_chosen_in_the_profile_counts_more_than_what_was_switched_before(member: Browser) -> None:
    switch(member, "en")
    member.post("/konto", name="Marta Möwe", phone="", language="de", mail_wish="weekly")
    assert language(member) == "de"


def test_what_was_switched_before_the_login_stays_after_it(nobody: Browser) -> None:
    switch(nobody, "en")
    nobody.post("/anmelden", email="member@demo.example", password=PASSWORD)
    assert language(nobody) == "en"


@pytest.mark.parametrize("code", ["", "fr", "EN", "de-DE"])
def test_a_language_that_we_do_not_speak_is_refused(member: Browser, world: World, code: str) -> None:
    assert switch(member, code).status == 400
    assert world.person("member").language is Language.GERMAN
