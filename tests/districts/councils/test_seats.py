"""Who of us sits in a council: entered, changed and ended by the office; the role follows."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.access import Role
from app.spaces.models import MandateKind, Membership
from app.tenancy import all_spaces
from tests.districts.councils.conftest import Sittings
from tests.pages import Browser, manners
from tests.people import World

TODAY = date(2025, 3, 5)


def roles(world: World, who: str) -> list[tuple[date, date | None]]:
    """From when to when somebody is a councillor of ktv."""
    wanted = sa.select(Membership.since, Membership.until).where(
        Membership.person_id == world.people[who], Membership.role == Role.COUNCILLOR
    )
    with world.app.app_context(), all_spaces("the tests look") as session:
        return [tuple(row) for row in session.execute(wanted.order_by(Membership.since))]


@pytest.fixture
def theirs(sittings: Sittings) -> str:
    """The address of the seat that ktv's councillor has."""
    return f"/ktv/ortsbeiraete/mandate/{sittings.mandates('councillor')[0].id}"


def enter(world: World, office: Browser, council_url: str, who: str, **typed: str):
    form = office.open(f"{council_url}/mandate/neu")
    return form.press("Mandat speichern", person=str(world.people[who]), **typed)


def test_who_is_entered_is_a_councillor_from_the_first_day_on(world, office, council_url, sittings):
    page = enter(world, office, council_url, "member", since="2025-04-01", kind="substitute", by_election="y")
    assert page.path == council_url
    seated = page.section("Wer von uns dort sitzt")
    assert "Marta Möwe Stellvertretung · nachgewählt · seit Di., 01.04.2025" in seated
    (mandate,) = sittings.mandates("member")
    assert (mandate.kind, mandate.since, mandate.by_election) == (
        MandateKind.SUBSTITUTE,
        date(2025, 4, 1),
        True,
    )
    assert roles(world, "member") == [(date(2025, 4, 1), None)]
    assert manners(page) == []


def test_with_the_last_seat_the_role_ends_and_with_another_one_it_does_not(world, office, theirs, sittings):
    office.open(theirs).press("Mandat speichern", until="2025-03-31")
    assert roles(world, "councillor") == [(date(2024, 1, 1), date(2025, 3, 31))]
    office.open(theirs).press("Mandat speichern", until="")
    assert roles(world, "councillor") == [(date(2024, 1, 1), None)]
    office.open(theirs).press("Mandat speichern", until="2025-03-04")
    assert roles(world, "councillor") == [(date(2024, 1, 1), date(2025, 3, 4))]
    assert world.client_of("councillor").get("/ktv/sitzungen/").status_code == 404


def test_what_was_entered_by_mistake_is_taken_back_with_its_role(world, office, council_url, sittings):
    enter(world, office, council_url, "member")
    (mandate,) = sittings.mandates("member")
    page = office.open(f"/ktv/ortsbeiraete/mandate/{mandate.id}").press("Mandat löschen")
    assert "Marta Möwe" not in page.rows
    assert sittings.mandates("member") == []
    assert roles(world, "member") == []


def test_nobody_sits_twice_at_once_but_one_after_the_other(world, office, council_url, theirs):
    refused = enter(world, office, council_url, "councillor", since="2025-03-01")
    assert refused.status == 422
    assert "hier schon ein Mandat" in refused.error("since")
    assert refused.value("person") == str(world.people["councillor"])
    office.open(theirs).press("Mandat speichern", until="2025-02-28")
    again = enter(world, office, council_url, "speaker", since="2025-03-01")
    assert again.path == council_url


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"since": "1890-01-01"}, "since", "zu weit weg"),
        ({"since": "2099-01-01"}, "since", "zu weit weg"),
        ({"since": "2025-03-01", "until": "2025-02-28"}, "until", "vor dem ersten"),
        ({"since": "31.02.2025"}, "since", "Diesen Tag gibt es nicht"),
        ({"since": ""}, "since", "Bitte den ersten Tag"),
        ({"kind": "substitute", "is_chair": "y"}, "is_chair", "immer ein Mitglied"),
        ({"kind": "x"}, "kind", "."),
    ],
)
def test_odd_seats_come_back_with_what_was_typed(world, office, council_url, sittings, typed, field, words):
    page = enter(world, office, council_url, "member", **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert page.value("person") == str(world.people["member"])
    assert sittings.mandates("member") == []


@pytest.mark.parametrize("who", ["foreign_member", "disabled", "demoted"])
def test_only_who_belongs_here_can_be_entered(world, office, council_url, sittings, who):
    form = office.open(f"{council_url}/mandate/neu")
    assert form.press("Mandat speichern", person=str(world.people[who])).status == 422
    assert sittings.mandates(who) == []


def test_only_one_of_us_presides_and_the_page_says_who(world, office, council_url, theirs):
    office.open(theirs).press("Mandat speichern", is_chair="y")
    assert office.open(council_url).facts()["Vorsitz"] == "Cem Kaya"
    refused = enter(world, office, council_url, "member", is_chair="y")
    assert "schon jemand anderes von uns den Vorsitz" in refused.error("is_chair")


def test_more_members_than_seats_is_a_warning_and_no_refusal(world, office, council_url, sittings):
    enter(world, office, council_url, "member")
    page = enter(world, office, council_url, "speaker")
    assert len(sittings.mandates("speaker")) == 1
    assert "mehr Mitglieder eingetragen" in page.notices


def test_a_seat_of_another_district_does_not_exist_here(world, office, sittings):
    foreign = sittings.mandates("foreign_councillor")[0].id
    assert office.open(f"/ktv/ortsbeiraete/mandate/{foreign}").status == 404
    assert office.open(f"/ktv/ortsbeiraete/{world.councils['mitte']}").status == 404
    assert office.open(f"/ktv/ortsbeiraete/{world.councils['mitte']}/mandate/neu").status == 404
    assert office.open(f"/ktv/ortsbeiraete/wahlperioden/{world.meetings['mitte']['term_id']}").status == 404


# --- terms


def test_a_term_is_entered_and_stands_in_the_history_with_who_sat(office, council_url):
    form = office.open(f"{council_url}/wahlperioden/neu")
    page = form.press("Wahlperiode speichern", name="2019–2024", since="2019-06-01", until="2024-06-30",
                      seats="13", our_seats="3", chair="Frau Petersen")  # fmt: skip
    assert "13 Sitze, davon unsere: 3 · Vorsitz: Frau Petersen" in page.row("2019–2024").text
    running = page.row("2024–2029").text
    assert "läuft" in running
    assert "Cem Kaya" in running


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"since": "2025-01-01"}, "since"),  # overlaps with the one that runs
        ({"since": "2019-06-01", "until": "2018-06-01"}, "until"),
        ({"since": "2019-06-01", "until": "2024-06-30", "seats": "2", "our_seats": "3"}, "our_seats"),
        ({"since": "2019-06-01", "until": "2024-06-30", "seats": "0"}, "seats"),
        ({"since": "2019-06-01", "until": "2024-06-30", "seats": "viele"}, "seats"),
        ({"since": "2019-06-01", "until": "2024-06-30", "name": " "}, "name"),
    ],
)
def test_odd_terms_come_back(office, council_url, typed, field):
    values = {"name": "2019–2024", "seats": "11", "our_seats": "1"} | typed
    page = office.open(f"{council_url}/wahlperioden/neu").press("Wahlperiode speichern", **values)
    assert page.status == 422
    assert page.error(field)


def test_two_people_change_a_term_at_once(world, office, council_url):
    address = f"/ktv/ortsbeiraete/wahlperioden/{world.meetings['ktv']['term_id']}"
    mine, theirs = office.open(address), Browser(world.client_of("office")).open(address)
    theirs.press("Wahlperiode speichern", seats="13")
    late = mine.press("Wahlperiode speichern", seats="15")
    assert late.status == 422
    assert "Inzwischen hat jemand anderes diese Wahlperiode geändert." in late.complaints
    assert late.value("seats") == "15"
    assert "15 Sitze" in late.press("Wahlperiode speichern").facts()["Sitze"]
