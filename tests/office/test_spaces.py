"""What the office does with spaces and councils: open, rename, assign."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.extensions import db
from app.spaces.models import Space
from tests.pages import Browser
from tests.people import World

SPACES = "/verwaltung/bereiche"
OPEN, SAVE = "Bereich anlegen", "Angaben speichern"
NEW = {
    "name": "Stadtteilverband Gehlsdorf",
    "short_name": "Gehlsdorf",
    "slug": "gehlsdorf",
    "kind": "district",
}
REFUSED = {
    "no name": ("name", "", "Bitte einen Namen eintragen."),
    "a name of 121 characters": ("name", "x" * 121, "höchstens 120 Zeichen"),
    "a name of two lines": ("name", "Gehlsdorf\nOst", "in einer Zeile"),
    "no short name": ("short_name", " ", "Bitte einen Kurznamen eintragen."),
    "a short name of 41 characters": ("short_name", "x" * 41, "höchstens 40 Zeichen"),
    "no address": ("slug", "", "Bitte eine Adresse eintragen."),
    "an address with umlauts": ("slug", "gehlsdörf", "Nur kleine Buchstaben"),
    "an address in capitals": ("slug", "Gehlsdorf", "Nur kleine Buchstaben"),
    "an address with a slash": ("slug", "gehls/dorf", "Nur kleine Buchstaben"),
    "an address with two hyphens": ("slug", "gehls--dorf", "Nur kleine Buchstaben"),
    "an address of 61 characters": ("slug", "x" * 61, "höchstens 60 Zeichen"),
    "an address of a page": ("slug", "verwaltung", "Diese Adresse braucht das Programm selbst."),
    "an address of another space": ("slug", "mitte", "Diese Adresse hat schon ein anderer Bereich."),
    "an address of a closed space": ("slug", "alt", "Diese Adresse hat schon ein anderer Bereich."),
}


def slugs(world: World) -> set[str]:
    """The addresses of all spaces."""
    with world.app.app_context():
        return set(db.session.scalars(sa.select(Space.slug)))


def test_a_new_space_is_opened_and_asks_for_its_people(office: Browser) -> None:
    page = office.open(SPACES).follow(OPEN).press(OPEN, **NEW)
    assert page.path == "/gehlsdorf/menschen/"
    assert "Trag jetzt ein, wer dazugehört." in page.notices
    assert "Stadtteilverband Gehlsdorf" in office.open(SPACES)


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_space_names_the_field_and_keeps_what_was_typed(
    office: Browser, world: World, case: str
) -> None:
    field, odd, words = REFUSED[case]
    before, typed = slugs(world), {**NEW, "kind": "group", field: odd}
    page = office.open(f"{SPACES}/neu").press(OPEN, **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert {name: page.value(name) for name in typed} == {name: text.strip() for name, text in typed.items()}
    assert slugs(world) == before


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_name_is_named_and_kept(office: Browser, world: World, case: str) -> None:
    field, odd, words = REFUSED[case]
    typed = {name: NEW[name] for name in ("name", "short_name", "slug")} | {field: odd}
    page = office.open(f"{SPACES}/{world.spaces['ktv']}").press(SAVE, **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert {name: page.value(name) for name in typed} == {name: text.strip() for name, text in typed.items()}
    assert "Kröpeliner-Tor-Vorstadt" in office.open(SPACES)


def test_a_second_county_is_refused(office: Browser) -> None:
    page = office.open(f"{SPACES}/neu").press(OPEN, **{**NEW, "kind": "county"})
    assert page.status == 422
    assert page.error("kind") == "Es gibt schon einen Kreisverband."
    assert (page.value("kind"), page.value("name")) == ("county", NEW["name"])


def test_a_kind_of_space_that_is_none_is_refused(office: Browser, world: World) -> None:
    before = slugs(world)
    page = office.open(f"{SPACES}/neu").press(OPEN, **{**NEW, "kind": "castle"})
    assert page.status == 422
    assert page.error("kind")
    assert slugs(world) == before


def test_a_renamed_space_is_found_under_its_new_address_alone(office: Browser, world: World) -> None:
    page = office.open(f"{SPACES}/{world.spaces['ktv']}")
    page.press(SAVE, name="KTV und Hafen", short_name="KTV/Hafen", slug="ktv-hafen")
    member = Browser(world.client_of("member"))
    assert member.open("/ktv-hafen/").heading == "KTV und Hafen"
    assert "Treffen announced in ktv" in member.open("/ktv-hafen/termine/").rows
    assert member.open("/ktv/").status == 404


def test_closed_spaces_stand_apart(office: Browser) -> None:
    assert "Altes Viertel" in office.open(SPACES).section("Geschlossen")


# --- councils


def council(world: World, key: str = "free") -> str:
    """The office's page of a council."""
    return f"/verwaltung/ortsbeiraete/{world.councils[key]}"


def test_a_council_is_assigned_to_a_district(office: Browser, world: World) -> None:
    page = office.open(council(world)).press("Ortsbeirat speichern", district=str(world.spaces["mitte"]))
    assert "Gespeichert." in page.notices
    assert "Mitte" in page.row("19 Ohne").text
    assert "Ortsbeirat 19" in office.open("/mitte/")


@pytest.mark.parametrize("odd", ["999999", "x", str(2**70), "-1", "{group}", "{closed}"])
def test_a_council_goes_to_open_districts_only(office: Browser, world: World, odd: str) -> None:
    odd = odd.format(group=world.spaces["wahlaktiv"], closed=world.spaces["alt"])
    page = office.open(council(world)).press("Ortsbeirat speichern", district=odd)
    assert page.status == 422
    assert page.error("district")
    assert "noch keiner" in office.open("/verwaltung/ortsbeiraete").row("19 Ohne").text


def test_closed_districts_and_groups_are_not_offered(office: Browser, world: World) -> None:
    offered = [one.text for one in office.open(council(world)).control("district").all("option")]
    assert offered == ["keiner", "Kröpeliner-Tor-Vorstadt", "Stadtmitte"]


@pytest.mark.parametrize("odd", ["", "0", "-1", "100", "neun", "9" * 40])
def test_an_odd_number_of_seats_is_named_and_kept(office: Browser, world: World, odd: str) -> None:
    page = office.open(council(world)).press("Ortsbeirat speichern", seats=odd)
    assert page.status == 422
    assert page.error("seats")
    assert page.value("seats") == odd


def test_counted_seats_are_no_longer_an_estimate(office: Browser, world: World) -> None:
    page = office.open(council(world, "ktv"))
    form = {"district": str(world.spaces["ktv"]), "seats": "13"}
    assert page.value("seats_are_estimated")
    office.post(council(world, "ktv"), **form)  # the box is not ticked
    assert "13 Sitze" in office.open("/ktv/").section("Ortsbeirat")
    assert "geschätzt" not in office.open("/ktv/")
