"""The regulars' tables: by weekday and place, for everybody; for members their own as well."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.calendar.models import AppointmentState
from tests.calendar.dates import berlin
from tests.calendar.year.conftest import Publish
from tests.pages import Browser
from tests.people import World

PATH = "/kalender/stammtische"


@pytest.fixture
def nobody(as_nobody: FlaskClient) -> Browser:
    """The browser of somebody without a login."""
    return Browser(as_nobody)


def test_they_stand_by_weekday_and_place_with_their_next_dates(nobody: Browser, publish: Publish) -> None:
    for month, day in ((3, 20), (4, 17), (5, 15), (6, 5)):
        publish(berlin(2025, month, day, 19), title="Im Anker", place="Anker")
    publish(berlin(2025, 3, 18, 18), title="Kneipe", place="Zur Kogge", slug="mitte")
    page = nobody.open(PATH)
    assert [one.text for one in page.main.all("h2")] == [
        "Dienstag", "Donnerstag", "In deinem Stadtteil gibt es noch keinen?"
    ]  # fmt: skip
    assert "Zur Kogge, 18:00 Uhr" in page.section("Dienstag")
    thursday = page.section("Donnerstag")
    assert "Anker, 19:00 Uhr" in thursday
    assert "Do., 20.03.2025, Do., 17.04.2025, Do., 15.05.2025" in thursday
    assert "05.06.2025" not in thursday


def test_a_date_leads_to_its_public_page(nobody: Browser, publish: Publish) -> None:
    publish(berlin(2025, 3, 20, 19), title="Im Anker")
    assert nobody.open(PATH).follow("Do., 20.03.2025").heading == "Im Anker"


def test_other_kinds_and_what_is_over_are_not_there(nobody: Browser, publish: Publish) -> None:
    publish(berlin(2025, 3, 20, 19), title="Fest", kind="public_event")
    publish(berlin(2025, 3, 4, 19), title="Gestern")
    page = nobody.open(PATH)
    assert page.rows == []
    assert "Gerade ist kein Stammtisch angekündigt." in page.main.text


def test_a_cancelled_evening_says_so(nobody: Browser, publish: Publish) -> None:
    publish(berlin(2025, 3, 20, 19), title="Im Anker", state=AppointmentState.CANCELLED)
    assert "Do., 20.03.2025 (abgesagt)" in nobody.open(PATH).section("Donnerstag")


def test_where_there_is_none_one_is_told_whom_to_ask(nobody: Browser, publish: Publish) -> None:
    publish(berlin(2025, 3, 20, 19), title="Im Anker")
    section = nobody.open(PATH).section("In deinem Stadtteil gibt es noch keinen?")
    assert "Frag die Kreisgeschäftsstelle: Telefon von kreis" in section
    assert "Noch keinen öffentlichen Stammtisch haben: Stadtmitte." in section


def test_one_district_can_be_chosen(nobody: Browser, publish: Publish) -> None:
    publish(berlin(2025, 3, 20, 19), title="Im Anker")
    publish(berlin(2025, 3, 18, 18), title="Kneipe", slug="mitte")
    page = nobody.open(PATH).press("Zeigen", bereich="mitte")
    assert [one.text for one in page.main.all("h2")][:-1] == ["Dienstag"]


def test_members_also_see_their_own_that_are_not_public(
    world: World, nobody: Browser, publish: Publish, member: Browser
) -> None:
    publish(berlin(2025, 3, 20, 19), title="Unter uns", is_public=False)
    publish(berlin(2025, 3, 18, 18), title="Unter denen", slug="mitte", is_public=False)
    page = member.open(PATH)
    assert "Unter uns" in page.section("Donnerstag")
    assert "nur für Mitglieder zu sehen" in page.section("Donnerstag")
    assert page.follow("Do., 20.03.2025").path.startswith("/ktv/termine/")
    assert "Unter denen" not in page.main.text
    for stranger in (nobody, Browser(world.client_of("pending")), Browser(world.client_of("group_member"))):
        assert "Unter uns" not in stranger.open(PATH).main.text


def test_a_public_one_of_the_own_district_is_there_once(member: Browser, publish: Publish) -> None:
    publish(berlin(2025, 3, 20, 19), title="Im Anker", place="Anker")
    assert member.open(PATH).main.text.count("20.03.2025") == 1


def test_drafts_are_not_there(speaker: Browser, publish: Publish) -> None:
    publish(berlin(2025, 3, 20, 19), title="Noch nicht", is_public=False, state=AppointmentState.DRAFT)
    assert "Noch nicht" not in speaker.open(PATH).main.text


@pytest.mark.parametrize("slug", ["alt", "gibt-es-nicht", "%00", "x" * 3000])
def test_an_odd_choice_shows_all(nobody: Browser, publish: Publish, slug: str) -> None:
    publish(berlin(2025, 3, 20, 19), title="Im Anker")
    assert "Im Anker" in nobody.open(f"{PATH}?bereich={slug}").main.text
