"""The agenda that writes itself: suggestions are shown, ticked, taken up, and not made twice."""

from __future__ import annotations

from datetime import date

import pytest

from app.calendar.commemorations import commemorations
from app.calendar.models import Appointment
from app.calendar.parts import agenda_of
from app.districts.meetings.models import AgendaItem, ItemKind
from app.extensions import db
from app.tenancy import Scope, current_session
from tests.calendar.dates import Dates, berlin
from tests.districts.meetings.conftest import Agenda
from tests.pages import Browser
from tests.people import World

WELCOME = "Begrüßung und Beschluss der Tagesordnung"
BUTTON = "Auf die Tagesordnung setzen"


def suggested(page) -> list[str]:
    """The titles of what is suggested, in order."""
    choices = page.main.one("div", class_="choices")
    return [one.one("span", class_="row-title").text for one in choices.all("label")]


def test_what_is_ticked_comes_onto_the_agenda_in_its_order(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.of("bare").url).follow("Vorschläge ansehen")
    page = page.press(BUTTON, items=["usual:dates", "usual:welcome"])
    assert page.rows == [WELCOME, "Termine und Verschiedenes"]
    assert "2 Punkte eingetragen." in page.notices


def test_what_stands_on_the_agenda_is_not_suggested_again(speaker: Browser, agenda: Agenda) -> None:
    bare = agenda.of("bare")
    assert WELCOME in suggested(speaker.open(bare.at("vorschlag")))
    speaker.post(bare.at("vorschlag"), items="usual:welcome")
    assert WELCOME not in suggested(speaker.open(bare.at("vorschlag")))
    speaker.post(bare.at("vorschlag"), items="usual:welcome")
    assert bare.titles == [WELCOME]


def test_what_was_struck_is_suggested_again(speaker: Browser, agenda: Agenda) -> None:
    bare = agenda.of("bare")
    page = speaker.post(bare.at("vorschlag"), items="usual:welcome")
    page.follow(f"Ändern: {WELCOME}").press("Punkt streichen")
    assert WELCOME in suggested(speaker.open(bare.at("vorschlag")))


def test_nothing_ticked_is_said(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.of("bare").at("vorschlag")).press(BUTTON, items=[])
    assert page.status == 422
    assert "Bitte kreuze an, was auf die Tagesordnung soll." in page.complaints


def test_only_what_a_district_has_is_suggested(world: World) -> None:
    group = world.appointments["wahlaktiv"]["draft"]
    titles = suggested(
        Browser(world.client_of("office")).open(f"/wahlaktiv/termine/{group}/tagesordnung/vorschlag")
    )
    assert "Bericht aus dem Ortsbeirat" not in titles
    assert "Was ansteht" in titles


def test_the_next_dates_stand_in_the_note(speaker: Browser, agenda: Agenda, world: World) -> None:
    dates = Dates(world)
    dates.add(berlin(2025, 4, 2, 19), title="Stammtisch im April")
    dates.draft(berlin(2025, 4, 3, 19), title="Noch geheim")
    dates.add(berlin(2025, 4, 4, 19), title="Fest der Nachbarn", slug="mitte")
    page = speaker.open(agenda.of("bare").at("vorschlag"))
    assert "Mi., 02.04.2025, 19:00 Uhr: Stammtisch im April" in page
    assert "Do., 08.05.2025: Tag der Befreiung" in page
    assert "Noch geheim" not in page
    assert "Fest der Nachbarn" not in page


def test_an_election_on_the_agenda_is_announced_as_one(world: World) -> None:
    with world.app.test_request_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=True))
        db.session.get_one(AgendaItem, world.items["ktv"][1]).kind = ItemKind.ELECTION
        db.session.flush()
        lines = agenda_of(db.session.get_one(Appointment, world.appointments["ktv"]["announced"]))
    assert [line.title for line in lines if line.is_election] == ["Punkt 2 in ktv"]
    assert [str(line.kind) for line in lines] == ["Aussprache", "Wahl", "Aussprache"]


@pytest.mark.parametrize(
    ("year", "sunday"), [(2024, date(2024, 9, 8)), (2025, date(2025, 9, 14)), (2030, date(2030, 9, 8))]
)
def test_the_days_of_remembrance_of_a_year(year: int, sunday: date) -> None:
    days = [one.day for one in commemorations(date(year, 1, 1), date(year, 12, 31))]
    assert days == [date(year, 1, 27), date(year, 5, 8), sunday, date(year, 11, 10)]


def test_days_of_remembrance_across_the_turn_of_the_year() -> None:
    days = [one.day for one in commemorations(date(2025, 11, 10), date(2026, 1, 27))]
    assert days == [date(2025, 11, 10), date(2026, 1, 27)]
