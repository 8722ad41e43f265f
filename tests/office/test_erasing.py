"""Erasing a person: nothing personal is left anywhere, and history speaks of "Ehemaliges Mitglied"."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import FORMER_MEMBER
from app.queue import run_waiting
from app.spaces.models import Mandate, Membership
from app.tenancy import all_spaces, one_space
from tests.pages import Browser
from tests.people import World

NAME, EMAIL, PHONE = "Nele Neustrelitz", "nele@strelitz.example", "0381 987654"


@pytest.fixture
def nele(office: Browser, world: World) -> str:
    """The office's page of somebody with a name that stands nowhere else, invited twice, in two spaces."""
    for slug in ("ktv", "mitte"):
        page = office.open(f"/{slug}/menschen/neu")
        page.press("Eintragen und einladen", name=NAME, email=EMAIL, phone=PHONE)
    links = [one for one in office.open("/verwaltung/menschen").row(NAME).all("a") if one.text == NAME]
    return links[0].attrs["href"]


def left(world: World, *words: str) -> list[str]:
    """In which tables one of these words stands, however it is written."""
    return sorted(
        table
        for table, rows in world.dump().items()
        if any(word.casefold() in repr(rows).casefold() for word in words)
    )


def test_the_search_for_what_is_left_finds_what_is_there(nele: str, world: World) -> None:
    assert left(world, NAME) == ["outgoing_mail", "person"]
    assert left(world, PHONE) == ["person"]
    assert left(world, EMAIL) == ["outgoing_mail", "person"]


def test_nothing_personal_is_left_in_any_table(office: Browser, nele: str, world: World) -> None:
    page = office.open(nele).press(f"{NAME} löschen")
    assert "Die Person ist gelöscht." in page.notices
    assert left(world, NAME, NAME.split()[1], EMAIL, PHONE) == []


def test_nothing_is_left_of_somebody_who_was_here_for_years(office: Browser, world: World) -> None:
    member = Browser(world.client_of("member"))
    member.open("/konto").press("Angaben speichern", name=NAME, phone=PHONE)
    page = office.open(f"/verwaltung/menschen/{world.people['member']}").press(
        "Angaben speichern", email=EMAIL
    )
    page.press(f"{NAME} löschen")
    assert left(world, NAME, EMAIL, PHONE) == []


def test_nothing_is_left_of_somebody_who_invited_others(office: Browser, world: World) -> None:
    world.change("speaker", name=NAME)
    page = Browser(world.client_of("speaker")).open("/ktv/menschen/neu")
    page.press("Eintragen und einladen", name="Mira Fremd", email="foreign.member@demo.example")
    run_waiting(world.app)  # the mail that names her as the one who invites has left
    office.open(f"/verwaltung/menschen/{world.people['speaker']}").press(f"{NAME} löschen")
    assert left(world, NAME) == []


def test_who_is_erased_is_out_at_once(office: Browser, world: World) -> None:
    member = Browser(world.client_of("member"))
    office.open(f"/verwaltung/menschen/{world.people['member']}").press("Marta Möwe löschen")
    assert member.open("/ktv/").path == "/anmelden"


def test_history_keeps_an_author_without_a_name(office: Browser, world: World) -> None:
    member = Browser(world.client_of("member"))
    member.open("/konto").press("Angaben speichern", phone=PHONE)
    office.open(f"/verwaltung/menschen/{world.people['member']}").press("Marta Möwe löschen")
    page = office.open("/verwaltung/verlauf")
    assert "Marta" not in page
    assert [row.text for row in page.main.all("tr") if "Eigene Angaben geändert" in row.text and
            FORMER_MEMBER in row.text]  # fmt: skip


def test_the_erased_are_in_no_list_and_have_no_page(office: Browser, world: World) -> None:
    office.open(f"/verwaltung/menschen/{world.people['member']}").press("Marta Möwe löschen")
    for path in ("/verwaltung/menschen", "/ktv/menschen/"):
        assert "Marta Möwe" not in office.open(path)
        assert FORMER_MEMBER not in office.open(path)
    assert office.open(f"/verwaltung/menschen/{world.people['member']}").status == 404


def test_all_roles_and_seats_end(office: Browser, world: World) -> None:
    office.open(f"/verwaltung/menschen/{world.people['councillor']}").press("Cem Kaya löschen")
    with world.app.app_context(), all_spaces("the tests look") as session:
        for model in (Membership, Mandate):
            mine = sa.select(model.until).where(model.person_id == world.people["councillor"])
            assert session.scalars(mine).all() == [date(2025, 3, 4)]
    page = office.open("/ktv/")
    assert (FORMER_MEMBER in page, "von uns:" in page) == (False, False)


def test_a_seat_to_come_is_never_taken(office: Browser, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.scalars(sa.select(Mandate)).one().since = date(2025, 4, 1)
    office.open(f"/verwaltung/menschen/{world.people['councillor']}").press("Cem Kaya löschen")
    with world.app.app_context(), all_spaces("the tests look") as session:
        mine = sa.select(Mandate).where(Mandate.person_id == world.people["councillor"])
        assert session.scalars(mine).all() == []


def test_a_role_that_ended_long_ago_keeps_its_days(office: Browser, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Membership, world.memberships["demoted"]).until = date(2024, 6, 30)
    office.open(f"/verwaltung/menschen/{world.people['demoted']}").press("Detlef Dorn löschen")
    with world.app.app_context(), all_spaces("the tests look") as session:
        assert session.get_one(Membership, world.memberships["demoted"]).until == date(2024, 6, 30)


def test_the_last_office_is_not_erased(office: Browser, world: World) -> None:
    page = office.post(f"/verwaltung/menschen/{world.people['office']}/loeschen")
    assert page.status == 422
    assert world.person("office").name == "Olga Ohm"


def test_the_address_of_the_erased_is_free_again(office: Browser, nele: str, world: World) -> None:
    office.open(nele).press(f"{NAME} löschen")
    page = office.open("/ktv/menschen/neu").press("Eintragen und einladen", name="Nele Neu", email=EMAIL)
    assert page.status == 200
