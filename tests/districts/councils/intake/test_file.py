"""Sittings from a calendar file: looked at first, then what is ticked."""

from __future__ import annotations

import pytest

from app import clock
from app.districts.councils.sittings.models import Sitting, SittingSource, SittingState
from app.tenancy import one_space
from tests.calendar.imports.conftest import calendar, event
from tests.districts.councils.intake.conftest import Taken
from tests.districts.councils.intake.test_notice import LOOK as READ
from tests.districts.councils.intake.test_notice import PASTE
from tests.pages import Browser, Page, manners
from tests.people import World

FILE, LOOK, TAKE = "/ktv/sitzungen/uebernehmen/kalenderdatei", "Vorschau ansehen", "Sitzungen übernehmen"
SITTING = event("s1@ris", "Sitzung des Ortsbeirates ktv", LOCATION="Rathaus")
SPECIAL = event("s2@ris", "Sondersitzung", DTSTART=";TZID=Europe/Berlin:20250409T180000", DTEND="",
                DESCRIPTION="Tagesordnung\\n1. Radweg\\n2. 2025/BV/12 Schule")  # fmt: skip


def look(browser: Browser, text: str) -> Page:
    return browser.open(FILE).press(LOOK, text=text)


def take(page: Page, *names: str) -> Page:
    boxes = page.form(TAKE).all("input", name="take")
    marks = [one.attrs["value"] for one in boxes if any(name in one.inside("label").text for name in names)]
    values = {name: page.value(name) for name in ("council", "text")}
    return page.browser.post(f"{FILE}/eintragen", take=marks, **values)  # type: ignore[arg-type]


def test_a_preview_says_what_each_entry_would_do_and_enters_nothing(
    councillor: Browser, taken: Taken
) -> None:
    page = look(
        councillor,
        calendar(SITTING, SPECIAL, event("alt", "Alte Sitzung", DTSTART=":20250101T170000Z", DTEND="")),
    )
    ticked = [
        one.inside("label").text for one in page.main.all("input", name="take") if "checked" in one.attrs
    ]  # type: ignore[union-attr]
    assert len(ticked) == 2
    assert "Rathaus" in ticked[0]
    assert "mit 2 Tagesordnungspunkten" in ticked[1]
    assert "Liegt in der Vergangenheit." in page.root.text
    assert taken.sittings() == []


def test_what_is_ticked_is_entered(councillor: Browser, taken: Taken) -> None:
    page = take(look(councillor, calendar(SITTING, SPECIAL)), "Sitzung des Ortsbeirates", "Sondersitzung")
    assert "2 Sitzungen eingetragen." in page.root.text
    plain, special = taken.sittings()
    assert (plain.title, plain.place, plain.source, plain.source_uid) == (
        "",
        "Rathaus",
        SittingSource.FILE,
        "s1@ris",
    )
    assert (special.title, special.ends_at) == ("Sondersitzung", None)
    assert [(one.title, one.paper) for one in taken.items(special)] == [
        ("Radweg", ""),
        ("Schule", "2025/BV/12"),
    ]


def test_the_same_file_once_more_changes_nothing(councillor: Browser, taken: Taken) -> None:
    take(look(councillor, calendar(SITTING)), "Sitzung")
    page = look(councillor, calendar(SITTING))
    assert "In der Datei steht nichts, was hier etwas ändern würde." in page.root.text
    assert "Steht hier schon." in page.root.text
    assert len(taken.sittings()) == 1


def test_a_newer_file_changes_the_sitting_that_is_there(councillor: Browser, taken: Taken) -> None:
    take(look(councillor, calendar(SITTING)), "Sitzung")
    page = look(councillor, calendar(SITTING.replace("T190000", "T183000").replace("Rathaus", "Schule")))
    assert "dort geändert" in page.root.text
    assert "Hier steht als Ort: Rathaus" in page.root.text
    assert "1 Sitzung geändert." in take(page, "Sitzung").root.text
    sitting = taken.one()
    assert (sitting.place, f"{clock.local(sitting.starts_at):%H:%M}") == ("Schule", "18:30")


def test_a_cancelled_entry_cancels_the_sitting_that_is_there(councillor: Browser, taken: Taken) -> None:
    take(look(councillor, calendar(SITTING)), "Sitzung")
    page = look(
        councillor,
        calendar(event("s1@ris", "Sitzung des Ortsbeirates ktv", STATUS="CANCELLED", LOCATION="Rathaus")),
    )
    assert "1 Sitzung abgesagt." in take(page, "Sitzung").root.text
    assert taken.one().state is SittingState.CANCELLED


def test_a_cancelled_entry_that_is_not_here_is_not_entered(councillor: Browser) -> None:
    page = look(councillor, calendar(event(STATUS="CANCELLED")))
    assert "Dort abgesagt, und hier steht sie nicht." in page.root.text


def test_what_a_person_changed_by_hand_stays(councillor: Browser, taken: Taken, world: World) -> None:
    take(look(councillor, calendar(SITTING)), "Sitzung")
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        sitting = session.get_one(Sitting, taken.one().id)
        sitting.place, sitting.by_hand = "Bei uns", ["place"]
    assert "Steht hier schon." in look(councillor, calendar(SITTING)).root.text


def test_what_changed_since_the_preview_is_shown_again(
    councillor: Browser, taken: Taken, world: World
) -> None:
    page = look(councillor, calendar(SITTING))
    take(look(councillor, calendar(SITTING.replace("Rathaus", "Schule"))), "Sitzung")
    again = take(page, "Sitzung")
    assert again.status == 422
    assert "übernommen ist noch nichts" in again.root.text
    assert taken.one().place == "Schule"


def test_nothing_ticked_is_told(councillor: Browser, taken: Taken) -> None:
    page = take(look(councillor, calendar(SITTING)))
    assert page.status == 422
    assert "Hake mindestens eine Sitzung an" in page.root.text
    assert taken.sittings() == []


@pytest.mark.parametrize("text", ["", "hallo", "BEGIN:VCALENDAR", "\x00", "x" * 310_000])
def test_what_is_no_calendar_is_told(councillor: Browser, text: str) -> None:
    assert look(councillor, text).status == 422
    assert councillor.post(f"{FILE}/eintragen", text=text, council="1", take="x").status == 422


def test_an_all_day_entry_is_not_offered(councillor: Browser) -> None:
    page = look(councillor, calendar(event(DTSTART=";VALUE=DATE:20250402", DTEND="")))
    assert "Ganztägig" in page.root.text
    assert not page.main.all("input", name="take")


def test_the_sitting_of_the_city_goes_before_the_file(
    councillor: Browser, taken: Taken, world: World
) -> None:
    take(look(councillor, calendar(SITTING)), "Sitzung")
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        sitting = session.get_one(Sitting, taken.one().id)
        sitting.source, sitting.source_uid, sitting.place = (
            SittingSource.OPARL,
            "https://ris.example.org/1",
            "Von der Stadt",
        )
    page = look(councillor, calendar(SITTING))
    assert "Steht hier schon." in page.root.text


def test_a_council_of_another_district_cannot_be_filled(councillor: Browser, taken: Taken) -> None:
    foreign = str(taken.world.councils["mitte"])
    assert councillor.post(FILE, council=foreign, text=calendar(SITTING)).status == 422
    assert (
        councillor.post(f"{FILE}/eintragen", council=foreign, text=calendar(SITTING), take="x").status == 422
    )


@pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])
def test_the_pages_of_taking_in_are_well_made(councillor: Browser) -> None:
    pages = [
        look(councillor, calendar(SITTING, SPECIAL, event("x", DTSTART="", DTEND=""))),
        councillor.open(FILE),
    ]
    pages += [
        look(councillor, "hallo"),
        councillor.open(PASTE),
        councillor.open(PASTE).press(READ, notice="Sitzung"),
    ]
    pages.append(pages[-1].press("Sitzung eintragen"))
    assert [page.status for page in pages] == [200, 200, 422, 200, 200, 422]
    assert [complaint for page in pages for complaint in manners(page)] == []
    assert PASTE in councillor.open("/ktv/sitzungen/").links()
