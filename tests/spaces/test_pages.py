"""The home of a space and what it says of itself: next dates, contact, councils, neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.access import Role
from app.extensions import db
from app.spaces import services
from app.spaces.models import Council, Mandate, Membership, Neighbourhood, Space
from app.tenancy import one_space
from tests.pages import Browser
from tests.people import NOW, World

SAVE = "Angaben speichern"


@pytest.fixture
def speaker(as_speaker: FlaskClient) -> Browser:
    """The browser of the speaker of ktv."""
    return Browser(as_speaker)


@pytest.fixture
def member(as_member: FlaskClient) -> Browser:
    """The browser of a member of ktv."""
    return Browser(as_member)


@pytest.fixture
def office(as_office: FlaskClient) -> Browser:
    """The browser of the Kreisgeschäftsstelle."""
    return Browser(as_office)


@contextmanager
def council(world: World, key: str) -> Iterator[Council]:
    """A council to change."""
    with world.app.app_context():
        yield db.session.get_one(Council, world.councils[key])
        db.session.commit()


def assign(office: Browser, world: World, key: str, to: str) -> None:
    """Give a council to a district, as the office does it."""
    page = office.open(f"/verwaltung/ortsbeiraete/{world.councils[key]}")
    page.press("Ortsbeirat speichern", district=str(world.spaces[to]) if to else "0")


# --- neighbours


def test_neighbours_are_named_with_their_border(member: Browser) -> None:
    assert "Stadtmitte 1,2 km gemeinsame Grenze" in member.open("/ktv/").section("Nachbarn")


def test_it_is_said_when_neighbours_touch_only_across_water(member: Browser, world: World) -> None:
    with world.app.app_context():
        db.session.execute(sa.update(Neighbourhood).values(across_water="Warnow"))
        db.session.commit()
    assert "nur über das Wasser (Warnow)" in member.open("/ktv/").section("Nachbarn")


def test_the_neighbourhood_moves_with_a_council(member: Browser, office: Browser, world: World) -> None:
    with council(world, "free") as free:
        pair = sorted((free.id, world.councils["ktv"]))
        db.session.add(Neighbourhood(first_id=pair[0], second_id=pair[1], border_m=300))
    assign(office, world, "free", "mitte")
    assert "Stadtmitte 1,5 km" in member.open("/ktv/").section("Nachbarn")
    assign(office, world, "mitte", "")
    assert "Stadtmitte 0,3 km" in member.open("/ktv/").section("Nachbarn")
    assign(office, world, "free", "")
    assert "Mit den Ortsbeiräten kommen auch die Nachbarn." in member.open("/ktv/").section("Nachbarn")


def test_only_who_may_open_a_neighbour_finds_a_link_to_it(member: Browser, office: Browser) -> None:
    assert "/mitte/" not in member.open("/ktv/").links()
    assert "/mitte/" in office.open("/ktv/").links()


# --- councils


def test_estimated_seats_are_said_to_be_estimated(member: Browser, world: World) -> None:
    assert "11 Sitze (geschätzt)" in member.open("/ktv/").section("Ortsbeirat")
    with council(world, "ktv") as one:
        one.seats, one.seats_are_estimated = 13, False
    text = member.open("/ktv/").section("Ortsbeirat")
    assert "13 Sitze" in text
    assert "geschätzt" not in text


def test_our_councillors_are_named(member: Browser) -> None:
    assert "von uns: Cem Kaya" in member.open("/ktv/").section("Ortsbeirat")


@pytest.mark.parametrize(
    ("since", "until", "named"),
    [(-300, None, True), (0, None, True), (1, None, False), (-300, 0, True), (-300, -1, False)],
)
def test_a_councillor_is_named_from_the_first_day_of_the_seat_to_the_last(
    member: Browser, world: World, since: int, until: int | None, named: bool
) -> None:
    today = NOW.date()
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        mandate = session.scalars(sa.select(Mandate)).one()
        mandate.since = today + timedelta(days=since)
        mandate.until = None if until is None else today + timedelta(days=until)
    assert ("von uns: Cem Kaya" in member.open("/ktv/")) is named


def test_several_councils_stand_in_the_order_of_their_numbers(
    member: Browser, office: Browser, world: World
) -> None:
    for key in ("free", "mitte"):
        assign(office, world, key, "ktv")
    text = member.open("/ktv/").section("Ortsbeiräte")
    assert text.index("Ortsbeirat 11:") < text.index("Ortsbeirat 14:") < text.index("Ortsbeirat 19:")


@pytest.mark.parametrize(("until", "there"), [(0, True), (-1, False)])
def test_a_council_of_the_past_is_no_longer_shown(
    member: Browser, office: Browser, world: World, until: int, there: bool
) -> None:
    with council(world, "ktv") as one:
        one.valid_until = NOW.date() + timedelta(days=until)
    assert ("Ortsbeirat 11" in member.open("/ktv/")) is there
    assert ("11 Ktv" in office.open("/verwaltung/ortsbeiraete")) is there


def test_a_council_to_come_is_not_shown_yet(member: Browser, office: Browser, world: World) -> None:
    with council(world, "ktv") as one:
        one.valid_from = NOW.date() + timedelta(days=1)
    assert "Ortsbeirat 11" not in member.open("/ktv/")
    assert "11 Ktv" not in office.open("/verwaltung/ortsbeiraete")


# --- contact and next dates


def test_the_speakers_and_the_contact_are_named(member: Browser) -> None:
    facts = member.open("/ktv/").facts()
    # Paula has yet to show her code and Udo to set it up; both are speakers all the same.
    assert facts["Sprecher*innen"] == "Paula Pohl, Sabine Sommer, Udo Unruh"
    assert facts["Erreichbar"] == "Telefon von ktv"


def test_the_county_names_its_board(member: Browser) -> None:
    assert member.open("/kreis/").facts()["Vorstand"] == "Bodo Brink"


def test_a_space_that_nobody_speaks_for_says_where_to_turn(office: Browser, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["mitte"]) as session:
        for one in session.scalars(sa.select(Membership).where(Membership.role == Role.SPEAKER)):
            session.delete(one)
    office.open("/mitte/angaben/").press(SAVE, contact="")
    assert "Die Kreisgeschäftsstelle hilft weiter." in office.open("/mitte/").section("Wer ansprechbar ist")


def test_the_next_three_dates_stand_on_top(member: Browser) -> None:
    page = member.open("/ktv/")
    assert "Treffen announced in ktv" in page.section("Als Nächstes")
    assert page.follow("Alle Termine").path == "/ktv/termine/"


# --- what it says of itself


def test_what_a_space_says_of_itself_can_be_changed(speaker: Browser, member: Browser) -> None:
    page = speaker.open("/ktv/").follow("Angaben zum Bereich ändern")
    page = page.press(SAVE, description="Wir sind viele.\n\nUnd freundlich.", contact="0381 1234")
    assert "Gespeichert." in page.notices
    page = member.open("/ktv/")
    assert [one.text for one in page.main.one("div", class_="prose").all("p")] == [
        "Wir sind viele.", "Und freundlich.",
    ]  # fmt: skip
    assert page.facts()["Erreichbar"] == "0381 1234"


REFUSED = {
    "a contact of 201 characters": ("contact", "x" * 201, "höchstens 200 Zeichen"),
    "a contact of two lines": ("contact", "0381\n1234", "in einer Zeile"),
    "a place of 201 characters": ("default_place", "x" * 201, "höchstens 200 Zeichen"),
    "an access of 201 characters": ("default_access", "x" * 201, "höchstens 200 Zeichen"),
    "no time": ("default_time", "", "Bitte eine Uhrzeit eintragen."),
    "a time that does not exist": ("default_time", "25:00", "Diese Uhrzeit gibt es nicht."),
    "30,000 characters": ("description", "Wort für Wort. " * 2000, "höchstens 2000 Zeichen"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_details_name_the_field_and_keep_what_was_typed(speaker: Browser, case: str) -> None:
    field, odd, words = REFUSED[case]
    typed = {
        "description": "Eins\n\nZwei", "contact": "Wir", "default_place": "Hier", "default_access": "Links",
        "default_time": "18:15", field: odd,
    }  # fmt: skip
    page = speaker.open("/ktv/angaben/").press(SAVE, **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert {name: page.value(name) for name in typed} == {name: text.strip() for name, text in typed.items()}
    assert speaker.open("/ktv/angaben/").value("contact") == "Telefon von ktv"


def test_who_comes_second_sees_both_versions(speaker: Browser, office: Browser) -> None:
    mine = speaker.open("/ktv/angaben/")
    office.open("/ktv/angaben/").press(SAVE, contact="Ihr Telefon", default_time="17:00")
    page = mine.press(SAVE, contact="Mein Telefon", description="Mein langer Text")
    assert page.status == 422
    assert (page.facts()["Erreichbar"], page.facts()["Übliche Uhrzeit"]) == ("Ihr Telefon", "17:00")
    assert (page.value("contact"), page.value("description")) == ("Mein Telefon", "Mein langer Text")
    assert speaker.open("/ktv/angaben/").value("contact") == "Ihr Telefon"


def test_sending_again_saves_ones_own_on_top(speaker: Browser, office: Browser) -> None:
    mine = speaker.open("/ktv/angaben/")
    office.open("/ktv/angaben/").press(SAVE, contact="Ihr Telefon")
    mine.press(SAVE, contact="Mein Telefon").press(SAVE)
    assert speaker.open("/ktv/angaben/").value("contact") == "Mein Telefon"


def test_renaming_by_the_office_does_not_disturb_who_writes(
    speaker: Browser, office: Browser, world: World
) -> None:
    mine = speaker.open("/ktv/angaben/")
    office.open(f"/verwaltung/bereiche/{world.spaces['ktv']}").press(SAVE, name="KTV und Umgebung")
    assert mine.press(SAVE, contact="Mein Telefon").heading == "KTV und Umgebung"


@pytest.mark.postgresql  # SQLite lets one request write at a time
def test_in_the_same_moment_nothing_is_overwritten(
    speaker: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    describe = services.describe_space

    def describe_while_another_does(space: Space, **values: object) -> None:
        with one_space(space.id) as session:
            theirs = session.get_one(Space, space.id)
            theirs.contact, theirs.version = "Ihr Telefon", theirs.version + 1
        describe(space, **values)  # type: ignore[arg-type]  # handed on as they came

    page = speaker.open("/ktv/angaben/")
    monkeypatch.setattr(services, "describe_space", describe_while_another_does)
    assert page.press(SAVE, contact="Mein Telefon").status == 409
    assert speaker.open("/ktv/angaben/").value("contact") == "Ihr Telefon"


# --- closed


@pytest.fixture
def closed(office: Browser, world: World) -> Browser:
    """The office, having closed ktv."""
    assign(office, world, "ktv", "mitte")
    page = office.open(f"/verwaltung/bereiche/{world.spaces['ktv']}").press("Bereich schließen")
    assert "geschlossen" in page.notices
    return office


@pytest.mark.parametrize("path", ["", "termine/", "termine/vergangene", "menschen/", "angaben/"])
def test_a_closed_space_is_not_found_by_its_people(
    closed: Browser, member: Browser, speaker: Browser, path: str
) -> None:
    assert [one.open(f"/ktv/{path}").status for one in (member, speaker)] == [404, 404]


def test_a_closed_space_is_in_nobodys_lists(closed: Browser, member: Browser) -> None:
    assert "/ktv/" not in [one.attrs.get("href") for one in member.open("/").root.all("a")]


def test_the_history_of_a_closed_space_is_there_for_office_and_board(
    closed: Browser, as_board: FlaskClient, world: World
) -> None:
    for browser in (closed, Browser(as_board)):
        assert "Dieser Bereich ist seit Mi., 05.03.2025 geschlossen." in browser.open("/ktv/").notices
        assert "Treffen past in ktv" in browser.open("/ktv/termine/vergangene").rows
        page = browser.open(f"/ktv/termine/{world.appointments['ktv']['past']}")
        assert "Punkt 1 in ktv" in page.rows


def test_in_a_closed_space_nothing_can_be_changed(closed: Browser, world: World) -> None:
    before = world.dump()
    key = world.memberships["member"]
    for path in (
        "termine/neu",
        "menschen/neu",
        f"menschen/{key}/beenden",
        f"menschen/{key}/einladen",
        "angaben/",
    ):
        page = closed.post(
            f"/ktv/{path}", name="Neu", contact="Neu", default_time="18:00", version="1", role="member"
        )
        assert page.status >= 400, path
    assert world.dump() == before


def test_a_closed_space_offers_no_way_to_change_it(closed: Browser) -> None:
    page = closed.open("/ktv/")
    assert [link for link in page.links() if link.endswith(("/angaben/", "/neu"))] == []


def test_a_reopened_space_is_as_it_was(closed: Browser, member: Browser, world: World) -> None:
    closed.open(f"/verwaltung/bereiche/{world.spaces['ktv']}").press("Bereich wieder öffnen")
    assert "Treffen announced in ktv" in member.open("/ktv/").rows


def test_a_space_with_councils_is_not_closed(office: Browser, world: World) -> None:
    page = office.post(f"/verwaltung/bereiche/{world.spaces['ktv']}/schliessen")
    assert page.status == 422
    assert "Zu diesem Bereich gehören noch Ortsbeiräte." in page


def test_councils_of_the_past_do_not_keep_a_space_open(office: Browser, world: World) -> None:
    with council(world, "ktv") as one:
        one.valid_until = date(2024, 12, 31)
    page = office.open(f"/verwaltung/bereiche/{world.spaces['ktv']}").press("Bereich schließen")
    assert "geschlossen" in page.notices


def test_the_county_is_not_closed(office: Browser, world: World) -> None:
    address = f"/verwaltung/bereiche/{world.spaces['kreis']}"
    assert "Bereich schließen" not in office.open(address).buttons()
    assert office.post(f"{address}/schliessen").status == 422
