"""What everybody finds without a login: only what was made public, announced, and nobody's name."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskClient

from app.calendar.models import KINDS, Appointment, AppointmentState
from app.extensions import db
from app.spaces.models import Space
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin, url
from tests.calendar.year.conftest import Publish
from tests.pages import Browser
from tests.people import PEOPLE, World

EVENING = berlin(2025, 3, 12, 19)
PUBLIC = "/kalender/oeffentlich"


@pytest.fixture
def nobody(as_nobody: FlaskClient) -> Browser:
    """The browser of somebody without a login."""
    return Browser(as_nobody)


# --- making something public


def test_an_appointment_is_not_public_by_itself(speaker: Browser, dates: Dates) -> None:
    page = speaker.open("/ktv/termine/neu?art=regulars_table")
    assert "checked" not in page.control("is_public").attrs
    page.press("Termin anlegen", title="Im Anker", day="2025-04-03")
    assert "Im Anker" in dates.titles()
    assert not next(one for one in rows(dates) if one.title == "Im Anker").is_public


def rows(dates: Dates, slug: str = "ktv") -> list[Appointment]:
    """The appointments of a space."""
    with dates.world.app.app_context(), one_space(dates.world.spaces[slug]) as session:
        return list(session.query(Appointment))


def test_what_is_announced_and_public_stands_there_for_everybody(
    speaker: Browser, nobody: Browser, dates: Dates
) -> None:
    page = speaker.open("/ktv/termine/neu?art=regulars_table")
    page = page.press("Termin anlegen", title="Im Anker", day="2025-04-03", is_public="y")
    assert "Im Anker" not in nobody.open(PUBLIC).rows  # still a draft
    page.press("Termin ankündigen")
    assert "Im Anker" in nobody.open(PUBLIC).rows


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS.values() if not kind.open_to_guests])
def test_what_guests_do_not_come_to_cannot_be_public(speaker: Browser, dates: Dates, kind: str) -> None:
    before = dates.titles()
    if kind == "county_assembly":
        return  # no district holds one
    page = speaker.open("/ktv/termine/neu").press("Termin anlegen", title="Nur wir", kind=kind, is_public="y")
    assert page.status == 422
    assert "Öffentlich zeigen lässt sich nur, wozu Gäste willkommen sind" in page.error("is_public")
    assert page.value("title") == "Nur wir"
    assert "checked" in page.control("is_public").attrs
    assert dates.titles() == before


def test_it_can_be_taken_out_again(speaker: Browser, nobody: Browser, publish: Publish, dates: Dates) -> None:
    publish(EVENING, title="Im Anker")
    key = next(one.id for one in rows(dates) if one.title == "Im Anker")
    page = speaker.open(url(key, "bearbeiten"))
    assert "checked" in page.control("is_public").attrs
    form = {name: page.value(name) for name in ("title", "day", "starts", "ends", "version")}
    assert speaker.post(url(key, "bearbeiten"), **form).path == url(key)
    assert "Im Anker" not in nobody.open(PUBLIC).rows


def test_the_question_is_not_asked_where_guests_do_not_come(speaker: Browser, world: World) -> None:
    page = speaker.open(url(world.appointments["ktv"]["announced"], "bearbeiten"))
    assert page.main.all("input", name="is_public") == []


def test_changing_a_public_one_keeps_it_public(speaker: Browser, nobody: Browser, publish: Publish,
                                               dates: Dates) -> None:  # fmt: skip
    publish(EVENING, title="Im Anker")
    key = next(one.id for one in rows(dates) if one.title == "Im Anker")
    speaker.open(url(key, "bearbeiten")).press("Änderung speichern", title="Im Hafen")
    assert "Im Hafen" in nobody.open(PUBLIC).rows


def test_a_series_puts_its_appointments_there_and_keeps_them_there(
    speaker: Browser, nobody: Browser, dates: Dates
) -> None:
    page = speaker.open("/ktv/termine/serien/neu?art=regulars_table")
    page = page.press("Termine ansehen", title="Im Anker", last_day="2025-05-30", is_public="y")
    page.press(next(word for word in page.buttons() if "anlegen" in word))  # sends one of the dates alone
    assert nobody.open(PUBLIC).rows == ["Im Anker"]
    key = next(one.id for one in rows(dates) if one.title == "Im Anker")
    page = speaker.open(url(key, "bearbeiten")).press("Änderung speichern", title="Im Hafen", reach="series")
    assert "checked" in page.control("is_public").attrs
    page.press(next(word for word in page.buttons() if word.startswith("Änderung") or "ändern" in word))
    assert nobody.open(PUBLIC).rows == ["Im Hafen"]


def test_a_series_of_what_guests_do_not_come_to_cannot_be_public(speaker: Browser, dates: Dates) -> None:
    page = speaker.open("/ktv/termine/serien/neu?art=board_meeting")
    page = page.press("Termine ansehen", title="Unter uns", last_day="2025-05-30", is_public="y")
    if page.status == 200:
        page = page.press(next(word for word in page.buttons() if "anlegen" in word))
    assert page.status == 422
    assert "wozu Gäste willkommen sind" in page.error("is_public")
    assert "Unter uns" not in dates.titles()


# --- the calendar of everybody


def test_nothing_else_is_in_the_public_calendar(nobody: Browser, publish: Publish, dates: Dates) -> None:
    publish(EVENING, title="Offen")
    publish(EVENING, title="Für uns", is_public=False)
    publish(EVENING, title="Entwurf", state=AppointmentState.DRAFT)
    publish(EVENING, title="Kein Gästetermin", kind="board_meeting")
    publish(EVENING, title="Geschlossen", slug="alt")
    publish(berlin(2025, 3, 4, 19), title="Gestern")
    page = nobody.open(PUBLIC)
    assert page.rows == ["Offen"]


def test_what_is_cancelled_stays_there_and_says_so(nobody: Browser, publish: Publish) -> None:
    uid = publish(EVENING, title="Fällt aus", state=AppointmentState.CANCELLED)
    assert "abgesagt" in nobody.open(PUBLIC).main.one("ul", class_="rowlist").text
    assert "Dieser Termin ist abgesagt." in nobody.open(f"/kalender/termin/{uid}").notices


def test_it_can_be_narrowed_to_one_space(nobody: Browser, publish: Publish) -> None:
    publish(EVENING, title="Hier")
    publish(EVENING, title="Dort", slug="mitte")
    page = nobody.open(PUBLIC)
    assert page.rows == ["Hier", "Dort"]
    assert page.press("Zeigen", bereich="mitte").rows == ["Dort"]
    assert nobody.open(f"{PUBLIC}?bereich=gibt-es-nicht").rows == ["Hier", "Dort"]
    assert nobody.open(f"{PUBLIC}?bereich=alt").rows == ["Hier", "Dort"]


def test_one_leafs_on_as_far_as_something_is_announced(nobody: Browser, publish: Publish) -> None:
    publish(EVENING, title="Bald")
    publish(berlin(2025, 9, 10, 19), title="Im Herbst")
    page = nobody.open(PUBLIC)
    assert page.rows == ["Bald"]
    page = page.follow("Spätere Termine")
    assert (page.path, page.rows) == (f"{PUBLIC}/2025/9", ["Im Herbst"])
    assert "Spätere Termine" not in page.main.text
    assert page.follow("Ab heute").rows == ["Bald"]


def test_an_empty_one_says_so(nobody: Browser) -> None:
    assert "Gerade ist nichts öffentlich angekündigt." in nobody.open(PUBLIC).main.text


# --- one appointment


def test_one_appointment_says_where_when_and_how_to_get_in(
    nobody: Browser, publish: Publish, world: World
) -> None:
    with world.app.app_context():
        db.session.get_one(Space, world.spaces["ktv"]).contact = "0381 1234, ktv@demo.example"
        db.session.commit()
    uid = publish(EVENING, title="Im Anker", place="Anker, Hafenstraße 1", access="stufenlos",
                  description="Wir reden\n<b>über alles</b>")  # fmt: skip
    page = nobody.open(f"/kalender/termin/{uid}")
    assert page.heading == "Im Anker"
    assert "Mi., 12.03.2025, 19:00–21:00 Uhr" in page.main.text
    assert page.facts() == {
        "Art": "Stammtisch", "Ort": "Anker, Hafenstraße 1", "Zugang": "stufenlos",
        "Wer einlädt": "Kröpeliner-Tor-Vorstadt", "Erreichbar": "0381 1234, ktv@demo.example",
    }  # fmt: skip
    assert "<b>über alles</b>" in page.main.text


def test_nobody_is_named_on_it(nobody: Browser, publish: Publish, world: World) -> None:
    uid = publish(EVENING, title="Im Anker")
    text = "".join(
        nobody.open(path).source for path in (PUBLIC, f"/kalender/termin/{uid}", "/kalender/stammtische")
    )
    assert [one.name for one in PEOPLE.values() if one.name in text] == []


@pytest.mark.parametrize("who", ["member", "speaker", "board"])
def test_who_may_read_the_space_is_led_to_the_page_with_all_of_it(
    world: World, publish: Publish, who: str
) -> None:
    uid = publish(EVENING, title="Im Anker")
    assert Browser(world.client_of(who)).open(f"/kalender/termin/{uid}").path.startswith("/ktv/termine/")


@pytest.mark.parametrize(
    "who", ["foreign_member", "group_member", "demoted", "pending", "disabled", "anonymous"]
)
def test_everybody_else_reads_the_public_page(world: World, publish: Publish, who: str) -> None:
    uid = publish(EVENING, title="Im Anker")
    page = Browser(world.client_of(who)).open(f"/kalender/termin/{uid}")
    assert (page.status, page.path) == (200, f"/kalender/termin/{uid}")


@pytest.mark.parametrize("who", ["anonymous", "member"])
@pytest.mark.parametrize("state", ["announced", "draft", "cancelled", "past"])
def test_what_is_not_public_has_no_such_page(world: World, dates: Dates, who: str, state: str) -> None:
    for slug in ("ktv", "mitte"):
        row = dates.get(world.appointments[slug][state])
        assert row is not None
        assert Browser(world.client_of(who)).open(f"/kalender/termin/{row.uid}").status == 404


@pytest.mark.parametrize(
    "uid", [str(uuid.UUID(int=0)), "1", "x", "%00", "0b5a3a3e-6f0d-4a55-8f5a-3f6c5b8f2c1", "../anmelden"]
)
def test_an_odd_address_is_not_found(nobody: Browser, uid: str) -> None:
    assert nobody.open(f"/kalender/termin/{uid}").status == 404


@pytest.mark.parametrize("path", ["2025/13", "2025/0", "1999/1", "2025/99999999999999999999", "99/1"])
def test_a_month_that_does_not_exist_is_not_found(nobody: Browser, path: str) -> None:
    assert nobody.open(f"{PUBLIC}/{path}").status == 404


def test_the_login_leads_to_what_everybody_may_see(nobody: Browser) -> None:
    page = nobody.open("/anmelden")
    assert page.follow("Öffentlicher Kalender").status == 200
    assert page.follow("Stammtische").status == 200
