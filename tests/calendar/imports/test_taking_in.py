"""Taking in another calendar on the pages: looked at first, then what is ticked, all or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from app import clock
from app.calendar.imports import forgetting, lines
from app.calendar.imports.models import CalendarImport
from app.calendar.imports.reading import Found
from app.calendar.models import Appointment, AppointmentState
from app.rules import RuleBroken
from app.tenancy import all_spaces
from tests.calendar.dates import Dates, berlin, url
from tests.calendar.imports.conftest import PREVIEW, START, calendar, event
from tests.pages import Browser, Page, manners
from tests.people import NOW, World

LOOK, TAKE = "Vorschau ansehen", "Termine übernehmen"
SEVEN = berlin(2025, 4, 2, 19)


def look(browser: Browser, text: str, slug: str = "ktv") -> Page:
    return browser.open(START.replace("ktv", slug)).press(LOOK, text=text)


def take(page: Page, *titles: str, **typed: str) -> Page:
    """Tick these and no others, and take them in."""
    form = page.form(TAKE)
    boxes = {one.inside("label").text: one.attrs["value"] for one in form.all("input", name="take")}  # type: ignore[union-attr]
    marks = [mark for words, mark in boxes.items() if any(title in words for title in titles)]
    assert len(marks) == len(titles)
    values = {"kind": page.value("kind"), "state": page.value("state"), **typed}
    return page.browser.post(PREVIEW, take=marks, **values)  # type: ignore[arg-type]


def ticked(page: Page) -> list[str]:
    return [one.inside("label").text for one in page.main.all("input", name="take") if "checked" in one.attrs]  # type: ignore[union-attr]


def kept(world: World) -> int:
    with world.app.app_context(), all_spaces("the tests look") as session:
        return int(session.scalar(sa.select(sa.func.count()).select_from(CalendarImport)) or 0)


def imported(world: World) -> dict[str, Appointment]:
    with world.app.app_context(), all_spaces("the tests look") as session:
        found = session.scalars(sa.select(Appointment).where(Appointment.imported_uid.is_not(None)))
        return {one.title: one for one in found}


TWO = calendar(
    event(LOCATION="Rathaus"), event("b", "Chor", DTSTART=":20250409T170000Z", DTEND=":20250409T190000Z")
)


# --- preview


def test_whoever_plans_finds_the_way_and_looks_first(speaker: Browser, dates: Dates, world: World) -> None:
    before = dates.titles()
    page = speaker.open("/ktv/termine/").follow("Aus einem anderen Kalender übernehmen").press(LOOK, text=TWO)
    assert page.heading == "Vorschau"
    assert [("Sommerfest" in one, "Chor" in one) for one in ticked(page)] == [(True, False), (False, True)]
    assert "Mi., 02.04.2025, 19:00–21:00 Uhr" in page
    assert "2 neu. Eingetragen ist noch nichts." in page
    assert dates.titles() == before
    assert kept(world) == 1
    assert speaker.open(START).follow("Weiter zur Vorschau").heading == "Vorschau"


def upload(browser: Browser, content: str) -> TestResponse:
    """Send a file as a browser does."""
    # By hand: the test client's own leaves its temporary file open.
    head = (
        'Content-Disposition: form-data; name="file"; filename="kalender.ics"\r\nContent-Type: text/calendar'
    )
    body = f"--grenze\r\n{head}\r\n\r\n{content}\r\n--grenze--\r\n".encode()
    return browser.client.post(START, data=body, content_type="multipart/form-data; boundary=grenze")


def test_a_file_is_read_like_what_is_pasted(speaker: Browser) -> None:
    assert upload(speaker, TWO).status_code == 302
    assert "Sommerfest" in speaker.open(PREVIEW)


class TestWithTokens:
    """The forms as they are outside the tests."""

    @pytest.fixture
    def more_settings(self) -> dict[str, object]:
        return {"WTF_CSRF_ENABLED": True}

    def test_the_pages_are_well_made(self, speaker: Browser) -> None:
        page = look(
            speaker, calendar(event(), event("b", DTSTART="bald"), event("c", "Aus", STATUS="CANCELLED"))
        )
        assert page.heading == "Vorschau"
        assert manners(page) + manners(speaker.open(START)) == []


def test_there_is_one_file_a_person_and_space(speaker: Browser, world: World) -> None:
    look(speaker, TWO)
    assert "Lesung" in look(speaker, calendar(event(title="Lesung")))
    assert kept(world) == 1


def test_the_file_of_another_planner_is_not_ones_own(speaker: Browser, world: World) -> None:
    look(speaker, TWO)
    assert (
        Browser(world.client_of("foreign_speaker"))
        .open("/mitte/termine/uebernehmen/vorschau")
        .heading.startswith("Aus")
    )
    assert (
        Browser(world.client_of("office"))
        .open("/kreis/termine/uebernehmen/vorschau")
        .heading.startswith("Aus")
    )


def test_what_is_over_is_offered_but_not_ticked(speaker: Browser) -> None:
    page = look(speaker, calendar(event(DTSTART=":20240402T170000Z", DTEND="")))
    assert ticked(page) == []
    assert "Liegt in der Vergangenheit." in page


# --- taking in


def test_what_is_ticked_becomes_a_draft(speaker: Browser, world: World) -> None:
    page = take(look(speaker, TWO), "Sommerfest")
    assert page.notices == "1 Termin eingetragen."
    (one,) = imported(world).values()
    assert (one.title, one.place, one.kind, one.state) == (
        "Sommerfest",
        "Rathaus",
        "get_together",
        AppointmentState.DRAFT,
    )
    assert (one.starts_at, one.imported_uid, one.is_public) == (SEVEN, "fest@anderswo.example", False)
    assert kept(world) == 0


def test_or_is_announced_at_once_also_what_is_over(speaker: Browser, world: World) -> None:
    text = calendar(event(), event("alt", "Damals", DTSTART=":20240402T170000Z", DTEND=""))
    take(look(speaker, text), "Sommerfest", "Damals", state="announced", kind="assembly")
    found = imported(world)
    assert {one.state for one in found.values()} == {AppointmentState.ANNOUNCED}
    assert {one.kind for one in found.values()} == {"assembly"}


def test_nothing_ticked_is_said_and_nothing_done(speaker: Browser, world: World) -> None:
    page = take(look(speaker, TWO))
    assert page.status == 422
    assert "Hake mindestens einen Termin an" in page.complaints
    assert not imported(world)
    assert kept(world) == 1


def test_what_was_not_shown_is_not_taken_in(speaker: Browser, world: World) -> None:
    page = look(speaker, TWO)
    for odd in ("x", "", "\x00", "ü" * 3000):
        answer = speaker.post(PREVIEW, take=odd, kind="get_together", state="draft")
        assert answer.status == 422, odd
    marks = [one.attrs["value"] for one in page.main.all("input", name="take")]
    look(speaker, calendar(event(title="Etwas anderes")))
    assert speaker.post(PREVIEW, take=marks, kind="get_together", state="draft").status == 422  # type: ignore[arg-type]
    assert not imported(world)


def test_a_kind_of_others_is_refused_and_the_ticks_are_kept(speaker: Browser, world: World) -> None:
    page = take(look(speaker, TWO), "Chor", kind="county_assembly", state="x")
    assert page.status == 422
    assert [("Chor" in one) for one in ticked(page)] == [True]
    assert not imported(world)


def test_throwing_away_leaves_nothing(speaker: Browser, world: World) -> None:
    page = look(speaker, TWO).press("Datei verwerfen")
    assert "Nichts ist übernommen" in page.notices
    assert kept(world) == 0
    assert speaker.post(PREVIEW, take="x").heading.startswith("Aus einem anderen Kalender")


def test_scripts_are_text(speaker: Browser, world: World) -> None:
    odd = "<script>alert(1)</script>"
    page = look(
        speaker, calendar(event(title=odd, DESCRIPTION=odd, LOCATION=odd), event(odd, odd, DTSTART=odd))
    )
    assert odd not in page.source
    take(page, odd)
    (one,) = imported(world).values()
    assert one.description == odd
    assert odd not in speaker.open(url(one.id)).source


# --- once more


def again(speaker: Browser, first: str, second: str, **typed: str) -> Page:
    take(look(speaker, first), "Sommerfest", **typed)
    return look(speaker, second)


def test_what_is_there_already_is_recognised(speaker: Browser, world: World) -> None:
    page = again(speaker, TWO, TWO)
    assert "1 neu, 1 schon da." in page
    assert ["Chor" in one for one in ticked(page)] == [True]
    take(page, "Chor")
    assert len(imported(world)) == 2
    assert TAKE not in look(speaker, TWO).buttons()


def test_what_was_changed_there_is_offered_and_not_ticked(speaker: Browser, world: World) -> None:
    moved = calendar(
        event(title="Winterfest", LOCATION="Halle", DTSTART=":20250403T170000Z", DTEND=":20250403T180000Z")
    )
    page = again(speaker, TWO, moved, state="announced")
    assert ticked(page) == []
    for words in (
        "Hier steht als Zeit: Mi., 02.04.2025",
        "Hier steht als Ort: Rathaus",
        "Hier steht als Titel: Sommerfest",
    ):
        assert words in page
    assert take(page, "Winterfest").notices == "1 Termin geändert."
    (one,) = imported(world).values()
    assert (one.title, one.place, one.starts_at) == ("Winterfest", "Halle", SEVEN + timedelta(days=1))
    assert (one.state, one.sequence) == (AppointmentState.ANNOUNCED, one.sequence)


def test_what_was_called_off_there_can_be_called_off_here(speaker: Browser, world: World) -> None:
    page = again(speaker, TWO, calendar(event(STATUS="CANCELLED")), state="announced")
    assert ticked(page) == []
    assert take(page, "Sommerfest").notices == "1 Termin abgesagt."
    assert imported(world)["Sommerfest"].state is AppointmentState.CANCELLED
    page = look(speaker, calendar(event()))
    assert "Hier ist er abgesagt und bleibt es." in page
    assert TAKE not in page.buttons()


def test_a_draft_that_was_called_off_there_is_left_to_people(speaker: Browser, world: World) -> None:
    page = again(speaker, TWO, calendar(event(STATUS="CANCELLED")))
    assert "Hier ist er noch ein Entwurf" in page
    assert TAKE not in page.buttons()


def test_our_own_appointment_that_comes_back_is_known(speaker: Browser, dates: Dates, world: World) -> None:
    own = dates.get(dates.add(SEVEN, title="Stammtisch"))
    assert own is not None
    assert "1 schon da." in look(speaker, calendar(event(f"{own.uid}@stadtteilwerk.example", "Stammtisch")))


def test_what_another_space_took_in_does_not_count(speaker: Browser, world: World) -> None:
    take(look(speaker, TWO), "Sommerfest")
    page = look(Browser(world.client_of("foreign_speaker")), TWO, "mitte")
    assert "2 neu." in page


def test_somebody_who_changes_it_meanwhile_is_not_overwritten(speaker: Browser, world: World) -> None:
    page = again(speaker, TWO, calendar(event(title="Winterfest")))
    speaker.open(url(imported(world)["Sommerfest"].id, "bearbeiten")).press(
        "Änderung speichern", title="Herbstfest"
    )
    answer = take(page, "Winterfest")
    assert answer.status == 422
    assert "Inzwischen hat sich hier etwas geändert" in answer.complaints
    assert "Hier steht als Titel: Herbstfest" in answer
    assert set(imported(world)) == {"Herbstfest"}


# --- bad files


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "kein Kalender",
        "BEGIN:VCALENDAR\nEND:VCALENDAR",
        "\x00",
        "BEGIN:",
        "END:VEVENT",
        ":",
        "\ufeff",
    ],
)
def test_what_is_no_calendar_is_said(speaker: Browser, world: World, text: str) -> None:
    page = look(speaker, text)
    assert page.status == 422
    assert page.complaints
    assert kept(world) == 0


@pytest.mark.parametrize("how", ["file", "text"])
def test_a_file_of_five_megabytes_is_refused_in_words(speaker: Browser, world: World, how: str) -> None:
    large = calendar(event(DESCRIPTION="x" * 5_000_000))
    response = upload(speaker, large) if how == "file" else speaker.client.post(START, data={"text": large})
    assert response.status_code == 422
    assert "2 Megabyte" in response.text or "höchstens 2097152 Zeichen" in response.text
    assert kept(world) == 0


def test_what_is_larger_still_is_refused_in_words(speaker: Browser) -> None:
    response = speaker.client.post(START, data={"text": "x" * 9_000_000})
    assert response.status_code == 413
    assert "höchstens 2 Megabyte" in response.text


def test_one_and_a_half_megabytes_are_taken(speaker: Browser) -> None:
    large = calendar(*(event(str(number), DESCRIPTION="x" * 150_000) for number in range(10)))
    assert upload(speaker, large).status_code == 302


def test_too_many_entries_are_refused_in_words(speaker: Browser) -> None:
    page = look(speaker, calendar(*(event(str(number)) for number in range(lines.MOST_ENTRIES + 1))))
    assert page.status == 422
    assert "mehr als 1000 Einträge" in page.error("text")


def test_odd_entries_are_named_and_the_good_ones_taken(speaker: Browser, world: World) -> None:
    text = calendar(
        event(), event("b", "Kaputt", DTSTART="x"), event("c", "Fern", DTSTART=":99990101T000000Z")
    )
    page = look(speaker, text.replace("Kaputt", "Ka\x00putt"))
    assert "Kaputt: Der Beginn ist nicht lesbar." in page.section("Nicht lesbar")
    assert "1 neu, 2 nicht lesbar." in page
    take(page, "Sommerfest")
    assert set(imported(world)) == {"Sommerfest"}


# --- gone again


def test_the_night_takes_what_was_left(speaker: Browser, world: World) -> None:
    look(speaker, TWO)
    with world.app.app_context():
        assert forgetting.forget_left() == 0
        with clock.frozen(NOW + timedelta(hours=9)):
            assert forgetting.forget_left() == 1
    assert kept(world) == 0


def test_who_is_erased_leaves_no_file(speaker: Browser, world: World) -> None:
    look(speaker, TWO)
    office = world.client_of("office")
    assert office.post(f"/verwaltung/menschen/{world.people['speaker']}/loeschen").status_code == 302
    assert kept(world) == 0


def test_half_of_a_file_is_never_taken_in(
    speaker: Browser, world: World, dates: Dates, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.calendar.imports import services

    page, before = look(speaker, TWO), dates.titles()
    plan = services._plan

    def fall_over(found: Found, *rest: Any, **more: Any) -> None:
        if found.title == "Chor":
            raise RuleBroken("Mittendrin.")
        plan(found, *rest, **more)

    monkeypatch.setattr(services, "_plan", fall_over)
    assert take(page, "Sommerfest", "Chor").status == 422
    assert dates.titles() == before
    assert kept(world) == 1
