"""The agenda of a meeting: begun, added to, put in order, and closed when the meeting is over."""

from __future__ import annotations

import pytest

from app.calendar.models import AppointmentState
from app.districts.meetings.models import AgendaItem
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin
from tests.districts.meetings.conftest import Agenda, agenda_row, end_times, on_agenda
from tests.pages import Browser
from tests.people import World

THREE = ["Punkt 1 in ktv", "Punkt 2 in ktv", "Punkt 3 in ktv"]
USUAL = "Mit der üblichen Tagesordnung beginnen"


# --- the usual one


def test_an_empty_agenda_can_begin_with_the_usual_one(speaker: Browser, agenda: Agenda) -> None:
    bare = agenda.of("bare")
    page = speaker.open(bare.url).press(USUAL)
    assert on_agenda(page)[0] == "Begrüßung und Beschluss der Tagesordnung"
    assert end_times(page)[0] == "20:05"
    report = "Bericht aus dem Ortsbeirat Ktv: Sitzung vom Do., 13.02.2025"
    for title in (report, "Bericht aus dem Kreisvorstand", "Was im Stadtteil ansteht"):
        assert title in on_agenda(page)
    assert bare.titles[-1] == "Termine und Verschiedenes"


def test_the_usual_agenda_does_not_come_on_top_of_another(speaker: Browser, agenda: Agenda) -> None:
    assert USUAL not in speaker.open(agenda.url).buttons()
    page = speaker.post(agenda.at("ueblich"))
    assert page.status == 422
    assert "Auf der Tagesordnung steht schon etwas." in page
    assert agenda.titles == THREE


# --- adding and changing


def test_an_added_item_comes_last(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.url).follow("Punkt hinzufügen")
    page = page.press("Punkt eintragen", title="Kasse", kind="report", minutes="15", note="Siehe Anlage")
    assert (page.path, on_agenda(page)) == (agenda.url, [*THREE, "Kasse"])
    assert "Bericht · 15 Minuten · bis 21:15 Uhr Siehe Anlage" in agenda_row(page, "Kasse").text


def test_the_first_item_of_an_empty_agenda(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.of("bare").url).follow("Ersten Punkt eintragen")
    assert on_agenda(page.press("Punkt eintragen", title="Begrüßung")) == ["Begrüßung"]


def test_several_items_can_be_added_one_after_the_other(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.of("bare").at("neu"))
    for title in ("Erstens", "Zweitens"):
        page = page.press("Eintragen und weiter", title=title, minutes="5")
        assert (page.value("title"), page.value("minutes")) == ("", "10")
        assert "Gleich der nächste?" in page.notices
    page.press("Punkt eintragen", title="Drittens")
    assert agenda.of("bare").titles == ["Erstens", "Zweitens", "Drittens"]


def test_an_item_can_be_changed(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.url).follow("Ändern: Punkt 2 in ktv")
    assert [page.value(name) for name in ("title", "kind", "minutes", "note")] == [
        "Punkt 2 in ktv", "discussion", "20", "Notiz 2 in ktv",
    ]  # fmt: skip
    page = page.press("Punkt speichern", title="Wahlen", kind="decision", minutes="1", note="")
    assert on_agenda(page) == ["Punkt 1 in ktv", "Wahlen", "Punkt 3 in ktv"]
    assert "Beschluss · 1 Minute · bis 20:21 Uhr" in agenda_row(page, "Wahlen").text


def test_an_item_can_be_struck(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.url).follow("Ändern: Punkt 2 in ktv").press("Punkt streichen")
    assert on_agenda(page) == [THREE[0], THREE[2]]


def test_an_agenda_has_at_most_sixty_items(speaker: Browser, agenda: Agenda, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add_all(
            AgendaItem(appointment_id=agenda.key, position=1000 + number, title=f"Nummer {number}")
            for number in range(56)
        )
    page = speaker.open(agenda.at("neu")).press("Punkt eintragen", title="Der sechzigste")
    assert on_agenda(page)[-1] == "Der sechzigste"
    page = speaker.open(agenda.at("neu")).press("Punkt eintragen", title="Einer zu viel", note="Mein Text")
    assert page.status == 422
    assert "Mehr als 60 Punkte schafft kein Abend." in page.complaints
    assert (page.value("title"), page.value("note")) == ("Einer zu viel", "Mein Text")
    assert len(agenda.titles) == 60


# --- order


def test_an_item_moves_up(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.url).press("Nach oben: Punkt 3 in ktv")
    assert on_agenda(page) == [THREE[0], THREE[2], THREE[1]]


def test_an_item_moves_down(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(agenda.url).press("Nach unten: Punkt 1 in ktv")
    assert on_agenda(page) == [THREE[1], THREE[0], THREE[2]]


def test_moving_leads_back_to_the_item(world: World, agenda: Agenda) -> None:
    item = agenda.items()[2].id
    answer = world.client_of("speaker").post(agenda.at(item, "hoch"))
    assert answer.location.endswith(f"{agenda.url}#top-{item}")


@pytest.mark.parametrize(("place", "verb"), [(0, "hoch"), (2, "runter")])
def test_at_the_end_of_the_list_moving_does_nothing(
    speaker: Browser, agenda: Agenda, place: int, verb: str
) -> None:
    page = speaker.post(agenda.at(agenda.items()[place].id, verb))
    assert page.status == 200
    assert agenda.titles == THREE


def test_the_first_item_has_no_way_up_and_the_last_none_down(speaker: Browser, agenda: Agenda) -> None:
    moves = [one for one in speaker.open(agenda.url).buttons() if one.startswith("Nach ")]
    assert moves == [
        "Nach unten: Punkt 1 in ktv", "Nach oben: Punkt 2 in ktv", "Nach unten: Punkt 2 in ktv",
        "Nach oben: Punkt 3 in ktv",
    ]  # fmt: skip


def test_items_that_share_a_place_can_be_put_in_order(speaker: Browser, agenda: Agenda, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        for one in agenda.items():
            session.get_one(AgendaItem, one.id).position = 10
    page = speaker.open(agenda.url).press("Nach oben: Punkt 3 in ktv")
    assert on_agenda(page) == [THREE[0], THREE[2], THREE[1]]


# --- time


def test_each_item_says_when_it_ends(speaker: Browser, agenda: Agenda) -> None:
    assert end_times(speaker.open(agenda.url)) == ["20:20", "20:40", "21:00"]


def test_clock_times_follow_the_order(speaker: Browser, agenda: Agenda) -> None:
    speaker.open(agenda.url).follow("Ändern: Punkt 1 in ktv").press("Punkt speichern", minutes="45")
    page = speaker.open(agenda.url).press("Nach unten: Punkt 1 in ktv")
    assert end_times(page) == ["20:20", "21:05", "21:25"]


def test_an_item_in_passing_needs_no_time(speaker: Browser, agenda: Agenda) -> None:
    speaker.open(agenda.url).follow("Ändern: Punkt 2 in ktv").press("Punkt speichern", minutes="0")
    page = speaker.open(agenda.url)
    assert "Minute" not in agenda_row(page, "Punkt 2 in ktv").text
    assert end_times(page) == ["20:20", "", "20:40"]


@pytest.mark.parametrize(("minutes", "said"), [("80", False), ("81", True)])
def test_it_is_said_when_the_agenda_takes_longer_than_the_meeting(
    speaker: Browser, agenda: Agenda, minutes: str, said: bool
) -> None:
    speaker.open(agenda.url).follow("Ändern: Punkt 1 in ktv").press("Punkt speichern", minutes=minutes)
    page = speaker.open(agenda.url)
    assert ("Die Punkte dauern zusammen länger als der Termin." in page.notices) is said


def test_a_moved_meeting_takes_its_agenda_along(speaker: Browser, agenda: Agenda) -> None:
    page = speaker.open(f"{agenda.url}/bearbeiten").press("Änderung speichern", starts="18:00")
    page = page.press("Trotzdem speichern")  # there is more on that evening
    assert end_times(page) == ["18:20", "18:40", "19:00"]


# --- who and when


def test_members_read_the_agenda_of_what_is_announced(member: Browser, agenda: Agenda) -> None:
    page = member.open(agenda.url)
    assert on_agenda(page) == THREE
    assert page.main.one("section", id="tagesordnung").all("button") == []
    assert "Punkt hinzufügen" not in page


@pytest.mark.parametrize("which", ["past", "cancelled"])
def test_the_agenda_of_what_is_over_or_cancelled_offers_nothing(
    speaker: Browser, agenda: Agenda, which: str
) -> None:
    page = speaker.open(agenda.of(which).url)
    assert on_agenda(page) == THREE
    assert "Punkt hinzufügen" not in page
    assert [one for one in page.buttons() if one.startswith("Nach ")] == []


@pytest.mark.parametrize("which", ["past", "cancelled"])
@pytest.mark.parametrize(
    "verb", ["neu", "ueblich", "{item}", "{item}/hoch", "{item}/runter", "{item}/streichen"]
)
def test_the_agenda_of_what_is_over_or_cancelled_stays_as_it_is(
    speaker: Browser, agenda: Agenda, which: str, verb: str
) -> None:
    closed = agenda.of(which)
    form = {"title": "Doch noch", "kind": "report", "minutes": "5", "version": "1"}
    page = speaker.post(closed.at(verb.format(item=closed.items()[1].id)), **form)
    assert page.status == 422
    assert "seine Tagesordnung bleibt, wie sie ist" in page
    assert closed.titles == THREE


@pytest.mark.parametrize("verb", ["neu", "ueblich"])
def test_a_kind_without_agenda_takes_no_items(speaker: Browser, world: World, verb: str) -> None:
    table = Agenda(world, Dates(world).add(berlin(2025, 3, 20, 19), state=AppointmentState.DRAFT))
    page = speaker.post(table.at(verb), title="Kasse", kind="report", minutes="5")
    assert page.status == 422
    assert "Diese Art von Termin hat keine Tagesordnung." in page
    assert table.titles == []


@pytest.mark.parametrize("verb", ["", "/hoch", "/runter", "/streichen"])
def test_an_item_is_found_only_under_its_own_appointment(speaker: Browser, agenda: Agenda, verb: str) -> None:
    draft = agenda.of("draft")
    page = speaker.post(draft.at(agenda.items()[1].id) + verb, title="Woanders", version="1")
    assert page.status == 404
    assert agenda.titles == THREE


# --- odd input

REFUSED = {
    "no title": ("title", "   ", "Bitte eintragen, worum es geht."),
    "a title of 161 characters": ("title", "x" * 161, "höchstens 160 Zeichen"),
    "a title of two lines": ("title", "Eins\nZwei", "in einer Zeile"),
    "no minutes": ("minutes", "", "Bitte eine Zahl eintragen"),
    "minutes in words": ("minutes", "zehn", "Bitte eine Zahl zwischen 0 und 600 eintragen."),
    "minutes and a half": ("minutes", "7,5", "Bitte eine Zahl zwischen 0 und 600 eintragen."),
    "minutes before the begin": ("minutes", "-1", "Bitte eine Zahl zwischen 0 und 600 eintragen."),
    "more than ten hours": ("minutes", "601", "Bitte eine Zahl zwischen 0 und 600 eintragen."),
    "more minutes than there are": ("minutes", "9" * 5000, "Bitte eine Zahl zwischen 0 und 600 eintragen."),
    "a kind that is none": ("kind", "chairs", ""),
    "a note of 30,000 characters": ("note", "Wort für Wort. " * 2000, "höchstens 2000 Zeichen"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("which", ["neu", "item"])
def test_a_refused_item_names_the_field_and_keeps_what_was_typed(
    speaker: Browser, agenda: Agenda, case: str, which: str
) -> None:
    field, odd, words = REFUSED[case]
    typed = {"title": "Kasse", "kind": "report", "minutes": "15", "note": "Eins\n\nZwei", field: odd}
    page = speaker.open(agenda.at(agenda.items()[0].id if which == "item" else which))
    page = page.press("Punkt speichern" if which == "item" else "Punkt eintragen", **typed)
    assert page.status == 422
    assert page.error(field)
    assert words in page.error(field)
    kept = {name: page.value(name) for name in typed}
    assert kept == {name: text.strip() for name, text in typed.items()} | (
        {"kind": ""} if field == "kind" else {}
    )
    assert agenda.titles == THREE
