"""What the office does for people: find them, keep their address right, lock an account and open it again."""

from __future__ import annotations

import pytest

from app.accounts.models import Person
from app.extensions import db
from tests.pages import Browser, Page
from tests.people import INVITATION, PASSWORD, World

PEOPLE = "/verwaltung/menschen"
SAVE = "Angaben speichern"


def person(office: Browser, world: World, who: str) -> Page:
    """The office's page of a person."""
    return office.open(f"{PEOPLE}/{world.people[who]}")


def names(page: Page) -> list[str]:
    """The names in a table."""
    return [one.text for one in page.main.all("th") if one.attrs.get("scope") == "row"]


# --- finding


def test_everybody_is_listed_by_name_with_role_and_access(office: Browser) -> None:
    page = office.open(PEOPLE)
    assert names(page) == sorted(names(page), key=str.casefold)
    assert "Stadtteilsprecher*in, KTV" in page.row("Sabine Sommer").text
    assert "keine Rolle" in page.row("Detlef Dorn").text
    for name, access in (("Dörte Damm", "gesperrt"), ("Lotte Brief", "ohne Zugang"),
                         ("Inga Immer", "Einladung offen"), ("Marta Möwe", "hat Zugang")):  # fmt: skip
        assert access in page.row(name).text


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("möwe", ["Marta Möwe"]),
        ("FREMD", ["Carl Fremd", "Mira Fremd", "Svea Fremd"]),
        ("foreign.", ["Carl Fremd", "Mira Fremd", "Svea Fremd"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("niemand", []),
    ],
)
def test_people_are_found_by_a_part_of_name_or_address(
    office: Browser, wanted: str, found: list[str]
) -> None:
    page = office.open(PEOPLE).press("Finden", search=wanted)
    assert names(page) == found
    assert page.value("search") == wanted
    if not found:
        assert f"Zu „{wanted}“ passt niemand." in page


@pytest.mark.parametrize("wanted", ["özlem", "ÖZLEM"])
def test_umlauts_are_found_in_either_case(office: Browser, world: World, wanted: str) -> None:
    world.change("member", name="Özlem" if wanted == "özlem" else "özlem")
    assert names(office.open(PEOPLE).press("Finden", search=wanted)) == [world.person("member").name]


def test_fifty_stand_on_a_page(office: Browser, world: World) -> None:
    with world.app.app_context():
        db.session.add_all(Person(name=f"Zz {number:02}") for number in range(60))
        db.session.commit()
    page = office.open(PEOPLE)
    assert len(names(page)) == 50
    assert names(page.follow("Weiter"))[-1] == "Zz 59"


# --- address


def test_a_changed_address_is_the_one_to_log_in_with(office: Browser, world: World) -> None:
    page = person(office, world, "member").press(
        SAVE, name="Marta M.", email="Marta@Demo.Example", phone="12"
    )
    assert "Gespeichert." in page.notices
    login = Browser(world.client_of("anonymous")).open("/anmelden")
    assert login.press("Anmelden", email="marta@demo.example", password=PASSWORD).path == "/"


@pytest.mark.parametrize(
    ("field", "odd", "words"),
    [
        ("name", "", "Bitte den Namen eintragen."),
        ("name", "x" * 121, "höchstens 120 Zeichen"),
        ("email", "marta", "Das sieht nicht nach einer E-Mail-Adresse aus."),
        ("email", "speaker@demo.example", "Diese Adresse gehört schon zu jemandem hier."),
        ("email", "", "Wer sich anmeldet, braucht eine Adresse."),
        ("phone", "0" * 41, "höchstens 40 Zeichen"),
    ],
)
def test_refused_details_name_the_field_and_keep_what_was_typed(
    office: Browser, world: World, field: str, odd: str, words: str
) -> None:
    typed = {"name": "Marta M.", "email": "marta@demo.example", "phone": "12", field: odd}
    page = person(office, world, "member").press(SAVE, **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert {name: page.value(name) for name in typed} == typed
    assert world.person("member").email == "member@demo.example"


def test_somebody_without_a_login_may_lose_the_address(office: Browser, world: World) -> None:
    page = person(office, world, "invited").press(SAVE, email="")
    assert "Gespeichert." in page.notices
    assert Browser(world.client_of("anonymous")).open(f"/einladung/{INVITATION}").status == 410


# --- access


def test_a_locked_account_is_out_at_once_and_back_when_it_is_opened(office: Browser, world: World) -> None:
    member = Browser(world.client_of("member"))
    page = person(office, world, "member").press("Konto sperren")
    assert "gesperrt" in page.facts()["Stand"]
    assert member.open("/ktv/").path == "/anmelden"
    page = page.press("Konto wieder öffnen")
    assert "hat Zugang" in page.facts()["Stand"]
    page = member.open("/anmelden").press("Anmelden", email="member@demo.example", password=PASSWORD)
    assert page.path == "/"


def test_an_open_invitation_can_be_sent_again(office: Browser, world: World) -> None:
    page = person(office, world, "invited").press("Neue Einladung verschicken")
    assert "Die Einladung ist unterwegs." in page.notices
    assert "Neue Einladung verschicken" not in person(office, world, "member").buttons()


def test_nobody_locks_or_erases_themselves(office: Browser, world: World) -> None:
    page = person(office, world, "office")
    assert not [one for one in page.buttons() if "sperren" in one or "löschen" in one]
    for verb in ("sperren", "loeschen"):
        assert office.post(f"{PEOPLE}/{world.people['office']}/{verb}").status == 422
    assert office.open("/verwaltung/").status == 200
