"""What is chosen to be seen: spaces, a neighbourhood, kinds, without holidays."""

from __future__ import annotations

import pytest

from tests.calendar.dates import Dates, berlin
from tests.calendar.year.conftest import Plan, Publish
from tests.pages import Browser
from tests.people import World

EVENING = berlin(2025, 3, 12, 19)


def test_one_of_the_own_spaces_is_chosen(member: Browser) -> None:
    rows = member.open("/kalender/?bereich=kreis").rows
    assert "Treffen announced in kreis" in rows
    assert "Treffen announced in ktv" not in rows


def test_who_belongs_to_the_county_chooses_any_space(world: World) -> None:
    board = Browser(world.client_of("board"))
    assert "Treffen announced in ktv" not in board.open("/kalender/").rows
    rows = board.open("/kalender/?bereich=ktv&bereich=wahlaktiv").rows
    assert "Treffen announced in ktv" in rows
    assert "Treffen announced in wahlaktiv" in rows
    assert "Treffen announced in kreis" not in rows


@pytest.mark.parametrize("slug", ["mitte", "wahlaktiv", "alt", "gibt-es-nicht", "", "%00", "KTV"])
def test_a_space_that_one_may_not_read_is_passed_over(member: Browser, slug: str) -> None:
    page = member.open(f"/kalender/?bereich={slug}")
    assert page.status == 200
    assert page.rows == member.open("/kalender/").rows


def test_the_form_is_sent_to_the_view_at_hand_and_shows_what_was_chosen(member: Browser) -> None:
    page = member.open("/kalender/2025/3?bereich=ktv&art=assembly&feiertage=aus")
    form = page.form("Auswahl zeigen")
    assert form.attrs["action"] == "/kalender/2025/3"
    ticked = {one.attrs["value"] for one in form.all("input") if "checked" in one.attrs}
    assert ticked == {"ktv", "assembly", "aus"}
    assert "KTV · Mitgliederversammlung · ohne Feiertage und Ferien" in page.main.text


def test_the_choice_goes_along_with_every_link(member: Browser) -> None:
    page = member.open("/kalender/2025/3?bereich=ktv&art=assembly&feiertage=aus")
    for word in ("Liste", "Jahr", "April", "Februar", "Heute"):
        address = next(one.attrs["href"] for one in page.main.all("a") if one.text == word)
        assert "bereich=ktv&art=assembly&feiertage=aus" in address, word
    year = member.open("/kalender/2025?bereich=ktv&art=assembly&feiertage=aus")
    assert all("bereich=ktv" in one.attrs["href"] for one in year.main.all("a", class_="month-link"))


def test_one_kind_alone(member: Browser, dates: Dates) -> None:
    dates.add(EVENING, title="Im Anker")
    page = member.open("/kalender/?art=regulars_table")
    assert [one for one in page.rows if one not in page.section("Auch im Kalender")] == ["Im Anker"]


@pytest.mark.parametrize("kind", ["gibt-es-nicht", "%00", "", "assembly%27"])
def test_a_kind_that_there_is_not_is_passed_over(member: Browser, kind: str) -> None:
    assert member.open(f"/kalender/?art={kind}").rows == member.open("/kalender/").rows


def test_holidays_can_be_left_out_and_days_of_remembrance_stay(member: Browser) -> None:
    rows = member.open("/kalender/2025?feiertage=aus").rows
    assert {"Frauentag", "Winterferien"}.isdisjoint(rows)
    assert "Tag der Befreiung" in rows


# --- the neighbourhood


def test_of_a_neighbour_only_what_is_public_is_seen(
    member: Browser, publish: Publish, dates: Dates, plan: Plan
) -> None:
    publish(EVENING, slug="mitte", title="Offen in mitte")
    publish(EVENING, slug="mitte", title="Nicht offen in mitte", is_public=False)
    plan(berlin(2025, 3, 12).date(), slug="mitte", place="Stein in mitte")
    dates.add(EVENING, title="Nur für uns")
    page = member.open("/kalender/?nachbarschaft=ktv")
    assert {"Offen in mitte", "Nur für uns"} <= set(page.rows)
    assert "Nicht offen in mitte" not in page.main.text
    assert "Treffen announced in mitte" not in page.main.text
    assert "Stein in mitte" not in page.main.text
    assert "Treffen announced in kreis" not in page.rows
    assert "KTV · Mitte (öffentlich)" in page.main.text


def test_what_a_neighbour_shows_to_all_leads_to_its_public_page(member: Browser, publish: Publish) -> None:
    uid = publish(EVENING, slug="mitte", title="Offen in mitte")
    assert f"/kalender/termin/{uid}" in member.open("/kalender/?nachbarschaft=ktv").links()
    assert member.open(f"/kalender/termin/{uid}").heading == "Offen in mitte"


def test_the_board_sees_the_neighbourhood_in_full(world: World) -> None:
    rows = Browser(world.client_of("board")).open("/kalender/?nachbarschaft=ktv").rows
    assert {"Treffen announced in ktv", "Treffen announced in mitte"} <= set(rows)


@pytest.mark.parametrize("slug", ["mitte", "kreis", "gibt-es-nicht", "%00"])
def test_the_neighbourhood_of_another_space_is_passed_over(
    member: Browser, publish: Publish, slug: str
) -> None:
    publish(EVENING, slug="mitte", title="Offen in mitte")
    assert member.open(f"/kalender/?nachbarschaft={slug}").rows == member.open("/kalender/").rows
