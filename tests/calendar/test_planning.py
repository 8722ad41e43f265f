"""The life of an appointment: planned, announced, moved, cancelled, and what its kind brings along."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.calendar.models import KINDS, AppointmentState
from app.districts.meetings.models import AgendaItem
from app.tenancy import all_spaces
from tests.calendar.dates import Dates, berlin, url
from tests.pages import Browser
from tests.people import World

NEW = "/ktv/termine/neu"
PLANNERS = {"ktv": "speaker", "wahlaktiv": "office", "kreis": "board"}

# By hand: what is promised of each kind, in the space that holds it.
# kind: where, agenda, guests, days of notice, how long
PROMISED = {
    "assembly": ("ktv", True, False, 7, "21:00"),
    "county_assembly": ("kreis", True, False, 14, "22:00"),
    "board_meeting": ("ktv", True, False, 3, "21:00"),
    "public_assembly": ("ktv", True, True, 7, "21:00"),
    "council_exchange": ("wahlaktiv", True, False, 7, "20:30"),
    "regulars_table": ("ktv", False, True, 0, "21:00"),
    "get_together": ("ktv", False, True, 0, "21:00"),
    "working_meeting": ("wahlaktiv", True, False, 0, "20:30"),
    "education": ("ktv", False, True, 0, "21:00"),
    "public_event": ("kreis", False, True, 0, "21:00"),
}


# --- planning


def test_a_new_appointment_begins_with_place_access_and_time_of_the_space(speaker: Browser) -> None:
    usual = {"default_place": "Klubraum", "default_access": "Klingel 3", "default_time": "18:30"}
    speaker.open("/ktv/angaben/").press("Angaben speichern", **usual)
    page = speaker.open(NEW)
    assert [page.value(name) for name in ("place", "access", "starts", "ends")] == [
        "Klubraum", "Klingel 3", "18:30", "20:30",
    ]  # fmt: skip


def test_a_new_appointment_is_suggested_for_the_same_weekday_in_two_weeks(speaker: Browser) -> None:
    assert speaker.open(NEW).value("day") == "2025-03-19"


def test_a_space_that_meets_late_suggests_an_end_after_midnight_that_is_accepted(speaker: Browser) -> None:
    speaker.open("/ktv/angaben/").press("Angaben speichern", default_time="23:00")
    page = speaker.open(NEW).press("Termin anlegen")
    assert page.status == 200
    assert "Mi., 19.03.2025, 23:00 Uhr – Do., 20.03.2025, 01:00 Uhr" in page


def test_promises_are_made_for_every_kind() -> None:
    assert set(PROMISED) == set(KINDS)


@pytest.mark.parametrize("kind", PROMISED)
def test_a_kind_brings_along_what_is_promised(world: World, kind: str) -> None:
    slug, agenda, guests, notice, ends = PROMISED[kind]
    page = Browser(world.client_of(PLANNERS[slug])).open(f"/{slug}/termine/neu", art=kind)
    assert (page.value("kind"), page.value("ends")) == (kind, ends)
    page = page.press("Termin anlegen", day="2025-06-18")
    assert ("Tagesordnung" in [h.text for h in page.main.all("h2")]) is agenda
    assert (page.facts().get("Gäste") == "sind willkommen") is guests
    assert (f"Ladungsfrist von {notice} Tagen" in page) is (notice > 0)


@pytest.mark.parametrize(
    ("slug", "missing"),
    [
        ("ktv", {"county_assembly"}),
        ("wahlaktiv", {"county_assembly", "public_assembly"}),
        ("kreis", {"assembly", "public_assembly"}),
    ],
)
def test_a_space_is_offered_the_kinds_that_it_holds(world: World, slug: str, missing: set[str]) -> None:
    page = Browser(world.client_of(PLANNERS[slug])).open(f"/{slug}/termine/neu")
    offered = {one.attrs["value"] for one in page.control("kind").all("option")}
    assert offered == set(KINDS) - missing


@pytest.mark.parametrize("kind", ["county_assembly", "conspiracy", ""])
def test_a_kind_that_the_space_does_not_hold_is_refused(speaker: Browser, dates: Dates, kind: str) -> None:
    before = dates.titles()
    page = speaker.open(NEW).press("Termin anlegen", kind=kind, title="Großes Treffen")
    assert page.status == 422
    assert page.error("kind")
    assert dates.titles() == before


def test_without_a_title_an_appointment_is_called_like_its_kind(speaker: Browser) -> None:
    page = speaker.open(NEW).press("Termin anlegen", kind="public_assembly")
    assert page.heading == "Öffentliche Stadtteilversammlung"


def test_an_address_that_asks_for_a_kind_of_others_shows_a_kind_of_ours(speaker: Browser) -> None:
    page = speaker.open(NEW, art="county_assembly")
    assert (page.value("kind"), page.value("ends")) == ("assembly", "21:00")


# --- draft and announced


def test_what_is_planned_is_first_a_draft_for_those_who_plan(speaker: Browser, member: Browser) -> None:
    page = speaker.open(NEW).press("Termin anlegen", title="Geheimsache")
    assert "Entwurf" in page
    assert member.open(page.path).status == 404
    assert not any("Geheimsache" in member.open(where).source for where in ("/", "/ktv/", "/ktv/termine/"))


def test_a_draft_waits_for_those_who_plan(speaker: Browser) -> None:
    assert "Entwurf ankündigen: Treffen draft in ktv" in speaker.open("/").section("Wartet auf dich")
    assert "Entwurf ankündigen: Treffen draft in ktv" in speaker.open("/ktv/").section("Was ansteht")


def test_an_announced_appointment_is_seen_by_the_members(speaker: Browser, member: Browser) -> None:
    page = speaker.open(NEW).press(
        "Termin anlegen", title="Frühlingsfest", day="2025-03-20", kind="education"
    )
    page = page.press("Termin ankündigen")
    assert "angekündigt" in page.notices
    assert member.open(page.path).heading == "Frühlingsfest"
    for where in ("/", "/ktv/", "/ktv/termine/"):
        assert "Frühlingsfest" in member.open(where).rows


def test_an_announced_appointment_does_not_wait_any_more(speaker: Browser, world: World) -> None:
    speaker.open(url(world.appointments["ktv"]["draft"])).press("Termin ankündigen")
    waiting = speaker.open("/").section("Wartet auf dich")
    assert "Entwurf ankündigen: Treffen draft" not in waiting
    assert "Einladen: Treffen draft" in waiting


def test_announcing_twice_is_refused(speaker: Browser, world: World) -> None:
    page = speaker.post(url(world.appointments["ktv"]["announced"], "ankuendigen"))
    assert page.status == 422
    assert "schon angekündigt" in page


# --- moving


def test_a_moved_appointment_stands_at_its_new_time_for_everybody(
    speaker: Browser, member: Browser, world: World
) -> None:
    key = world.appointments["ktv"]["announced"]
    page = speaker.open(url(key)).follow("Termin ändern oder verschieben")
    page.press("Änderung speichern", day="2025-04-02", starts="18:00", ends="19:30")
    assert "Mi., 02.04.2025, 18:00–19:30 Uhr" in member.open(url(key))


def test_an_appointment_over_midnight_keeps_its_last_day_when_it_is_edited(
    speaker: Browser, dates: Dates
) -> None:
    key = dates.add(berlin(2025, 4, 30, 22), hours=5)
    page = speaker.open(url(key, "bearbeiten"))
    assert page.value("ends_on") == "2025-05-01"
    page = page.press("Änderung speichern", place="Am Feuer")
    assert "Mi., 30.04.2025, 22:00 Uhr – Do., 01.05.2025, 03:00 Uhr" in page


# --- cancelling


def test_a_cancelled_appointment_stays_visible_with_its_reason(
    speaker: Browser, member: Browser, world: World
) -> None:
    key = world.appointments["ktv"]["announced"]
    speaker.open(url(key)).follow("Termin absagen").press("Termin absagen", reason="Die Heizung ist kaputt.")
    page = member.open(url(key))
    assert "Abgesagt am Mi., 05.03.2025. Die Heizung ist kaputt." in page.notices
    assert "abgesagt" in member.open("/ktv/termine/").row("Treffen announced in ktv").text


def test_cancelling_needs_no_reason(speaker: Browser, world: World) -> None:
    key = world.appointments["ktv"]["announced"]
    page = speaker.open(url(key, "absagen")).press("Termin absagen")
    assert "Abgesagt am Mi., 05.03.2025." in page.notices


def test_nothing_can_be_done_with_a_cancelled_appointment(speaker: Browser, world: World) -> None:
    page = speaker.open(url(world.appointments["ktv"]["cancelled"]))
    assert (page.buttons(), "Termin ändern" in page, "Punkt hinzufügen" in page) == ([], False, False)


@pytest.mark.parametrize("verb", ["ankuendigen", "absagen", "loeschen", "bearbeiten"])
def test_a_cancelled_appointment_stays_as_it_is(
    speaker: Browser, world: World, dates: Dates, verb: str
) -> None:
    key = world.appointments["ktv"]["cancelled"]
    form = {"title": "Doch", "day": "2025-03-25", "starts": "18:00", "ends": "19:00", "version": "1"}
    assert speaker.post(url(key, verb), **form).status == 422
    row = dates.get(key)
    assert row is not None
    assert (row.state, row.title, row.cancel_reason) == (
        AppointmentState.CANCELLED, "Treffen cancelled in ktv", "Wasserrohrbruch",
    )  # fmt: skip


def test_a_draft_is_deleted_not_cancelled(speaker: Browser, world: World) -> None:
    page = speaker.open(url(world.appointments["ktv"]["draft"], "absagen")).press("Termin absagen")
    assert page.status == 422
    assert "Absagen lässt sich nur, was angekündigt ist." in page.complaints


# --- deleting


def test_a_deleted_draft_is_gone_with_its_agenda(speaker: Browser, world: World, dates: Dates) -> None:
    key = world.appointments["ktv"]["draft"]
    page = speaker.open(url(key)).press("Entwurf löschen")
    assert "gelöscht" in page.notices
    assert dates.get(key) is None
    with world.app.app_context(), all_spaces("the tests look") as session:
        left = sa.select(sa.func.count()).select_from(AgendaItem).where(AgendaItem.appointment_id == key)
        assert session.scalar(left) == 0


def test_what_was_announced_is_not_deleted(speaker: Browser, world: World, dates: Dates) -> None:
    key = world.appointments["ktv"]["announced"]
    assert "Entwurf löschen" not in speaker.open(url(key)).buttons()
    page = speaker.post(url(key, "loeschen"))
    assert page.status == 422
    assert "lässt sich nur absagen" in page
    assert dates.get(key) is not None
