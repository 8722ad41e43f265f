"""The office says where sittings are fetched from; the worker fetches, the page tells how it went."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.districts.councils.oparl import jobs
from app.districts.councils.oparl.models import OparlSource
from app.extensions import db
from app.queue import PLANS, run_waiting
from tests.districts.councils.oparl.conftest import Fetching, Ris
from tests.pages import Browser, manners
from tests.people import World

SAVE, NOW_BUTTON = "Quelle speichern", "Sitzungen jetzt holen"


@pytest.fixture
def office(world: World) -> Browser:
    return Browser(world.client_of("office"))


def url(world: World, council: str = "ktv") -> str:
    return f"/verwaltung/sitzungen/{world.councils[council]}"


def number_of_sources(world: World) -> int:
    with world.app.app_context():
        return int(db.session.scalar(sa.select(sa.func.count()).select_from(OparlSource)) or 0)


def test_nothing_is_fetched_before_the_office_says_so(world: World, office: Browser) -> None:
    page = office.open("/verwaltung/sitzungen")
    assert page.root.text.count(" aus") >= 2
    with world.app.app_context():
        jobs.fetch_each_night()
    assert run_waiting(world.app) == 0


def test_the_office_turns_a_source_on_and_the_worker_fetches_it(
    world: World, office: Browser, ris: Ris
) -> None:
    ris.lists(ris.meeting())
    page = office.open(url(world)).press(
        SAVE, body_url=ris.at("/body"), organization_url=ris.at("/council"), is_on="y"
    )
    assert "Gespeichert. Geholt wird jede Nacht." in page.root.text
    page = page.press(NOW_BUTTON)
    assert ris.asked == []  # the page itself does not fetch
    assert run_waiting(world.app) == 1
    assert ris.asked == ["/council", "/council/meetings"]
    page = office.open(url(world))
    assert "Zuletzt vollständig" in page.root.text
    assert "läuft" in office.open("/verwaltung/sitzungen").root.text


def test_trouble_and_what_was_unread_stand_on_the_page(fetching: Fetching, office: Browser, ris: Ris) -> None:
    ris.lists(ris.meeting(1, start=None), following="/nie")
    fetching.run()
    page = office.open(url(fetching.world))
    assert "Unter der Adresse gibt es nichts (404)." in page.root.text
    assert "1. Sitzung des Ortsbeirates: Es steht nicht lesbar da, wann sie beginnt." in page.root.text
    assert "stockt" in office.open("/verwaltung/sitzungen").root.text


@pytest.mark.parametrize(
    ("body", "council"),
    [("ris.example.org", "https://ris.example.org/1"), ("https://ris.example.org/1", "javascript:alert(1)"),
     ("https://ris.example.org/1", "https://other.example.org/1"), ("https://user:pw@ris.example.org/", "https://ris.example.org/"),
     ("https://ris.example.org:99999/", "https://ris.example.org/"), ("", "")],
)  # fmt: skip
def test_odd_addresses_are_refused_and_kept_in_the_form(
    world: World, office: Browser, body: str, council: str
) -> None:
    page = office.open(url(world)).press(SAVE, body_url=body, organization_url=council)
    assert page.status == 422
    assert (page.value("body_url"), page.value("organization_url")) == (body, council)
    assert number_of_sources(world) == 0


def test_only_secure_addresses_are_taken_where_it_counts(world: World, office: Browser) -> None:
    world.app.config["STADTTEILWERK_ENV"] = "production"
    page = office.open(url(world)).press(
        SAVE, body_url="http://ris.example.org/1", organization_url="http://ris.example.org/2"
    )
    assert page.status == 422
    assert "https://" in page.root.text


def test_another_address_begins_from_the_beginning(fetching: Fetching, office: Browser, ris: Ris) -> None:
    ris.lists()
    assert fetching.run().last_complete_at is not None
    office.open(url(fetching.world)).press(SAVE, organization_url=ris.at("/other"), is_on="y")
    assert fetching.source().last_complete_at is None


def test_of_two_who_change_a_source_the_second_is_asked_to_look_again(
    fetching: Fetching, office: Browser
) -> None:
    first, second = office.open(url(fetching.world)), office.open(url(fetching.world))
    assert first.press(SAVE, is_on="").status == 200
    page = second.press(SAVE, is_on="y")
    assert page.status == 422
    assert "jemand anderes" in page.root.text


def test_a_council_that_is_not_fetched_cannot_be_fetched_now(world: World, office: Browser) -> None:
    assert office.post(f"{url(world)}/holen").status == 422
    assert office.open("/verwaltung/sitzungen/987654321").status == 404


def test_a_source_that_was_turned_off_is_not_fetched(fetching: Fetching, office: Browser, ris: Ris) -> None:
    office.open(url(fetching.world)).press(SAVE, is_on="")
    assert not fetching.run().is_on
    assert ris.asked == []


def test_a_council_without_a_district_says_so(world: World, office: Browser, ris: Ris) -> None:
    office.open(url(world, "free")).press(
        SAVE, body_url=ris.at("/body"), organization_url=ris.at("/council"), is_on="y"
    )
    with world.app.app_context():
        jobs.fetch_each_night()
    assert run_waiting(world.app) == 1
    assert "zu keinem Stadtteilverband" in office.open(url(world, "free")).root.text


def test_it_is_fetched_each_night() -> None:
    (plan,) = [plan for plan in PLANS if plan.work.__name__ == "fetch_each_night"]
    assert (plan.minute, plan.hour) == ("7", "4")


@pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])
def test_the_pages_of_sources_are_well_made(fetching: Fetching, office: Browser, ris: Ris) -> None:
    ris.lists(ris.meeting(1, start=None), following="/nie")
    fetching.run()
    pages = [office.open("/verwaltung/sitzungen"), office.open(url(fetching.world))]
    pages.append(pages[1].press(SAVE, body_url="odd"))
    assert [complaint for page in pages for complaint in manners(page)] == []
    assert "/verwaltung/sitzungen" in office.open("/verwaltung/").links()
