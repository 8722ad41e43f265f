"""Who is there: one tap marks, a second one takes it back, and guests are a number."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from app.access import Role
from app.accounts.models import Person
from app.calendar.invitations.models import Answer, Invitation
from app.districts.meetings.conduct.models import Attendance
from app.districts.meetings.minutes.models import MinutesState
from app.extensions import db
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.districts.meetings.evening import Evening, at_once, members_of
from tests.pages import Browser, Page
from tests.people import PEOPLE, World

MARTA = PEOPLE["member"].name


def names_on(page: Page) -> list[str]:
    """Who stands on the list, from top to bottom, without what they answered."""
    return [
        one.all("span", class_="person-name")[0].children[0].strip()
        for one in page.main.all("li", class_="person")
    ]


def test_one_tap_marks_and_the_next_one_takes_it_back(
    speaker: Browser, evening: Evening, world: World
) -> None:
    page = evening.open(speaker).press(f"{MARTA}: da")
    assert evening.presences == {world.people["member"]: "present"}
    assert "1 da" in page.section("Wer ist da?")
    page = page.press(f"{MARTA}: da")
    assert evening.presences == {}
    assert "0 da" in page.section("Wer ist da?")


def test_the_other_button_changes_its_mind(speaker: Browser, evening: Evening, world: World) -> None:
    page = evening.open(speaker).press(f"{MARTA}: da").press(f"{MARTA}: entschuldigt")
    assert evening.presences == {world.people["member"]: "excused"}
    pressed = [one.text for one in page.main.all("button") if one.attrs.get("aria-pressed") == "true"]
    assert pressed == [f"{MARTA}: entschuldigt"]


def test_everybody_of_the_space_stands_on_the_list_once(
    speaker: Browser, evening: Evening, world: World
) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add(Membership(person_id=world.people["member"], role=Role.COUNCILLOR))
    names = names_on(evening.open(speaker))
    assert len(names) == len(set(names)) == members_of(world)
    assert PEOPLE["demoted"].name not in names


def test_who_said_yes_stands_first_and_who_refused_last(speaker: Browser, evening: Evening) -> None:
    evening.invite(unenrolled=Answer.YES, councillor=Answer.NO, by_letter=Answer.MAYBE)
    names = names_on(evening.open(speaker))
    assert names[:2] == [PEOPLE["unenrolled"].name, PEOPLE["by_letter"].name]
    assert names[-1] == PEOPLE["councillor"].name


def test_refusals_are_taken_over_on_demand_only(speaker: Browser, evening: Evening, world: World) -> None:
    evening.invite(councillor=Answer.NO, member=Answer.NO, speaker=Answer.YES)
    page = evening.open(speaker)
    assert evening.presences == {}
    page = page.press(f"{MARTA}: da").press("1 Absage übernehmen")
    assert evening.presences == {world.people["member"]: "present", world.people["councillor"]: "excused"}
    assert not [one for one in page.buttons() if "übernehmen" in one]


def test_the_word_of_a_refusal_is_not_on_the_screen(speaker: Browser, evening: Evening, world: World) -> None:
    evening.invite(councillor=Answer.NO)
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        row = session.scalars(sa.select(Invitation).where(Invitation.appointment_id == evening.key)).one()
        row.word = "muss ins Krankenhaus"
    assert "Krankenhaus" not in evening.open(speaker).source


def test_whoever_is_erased_later_was_still_there(speaker: Browser, evening: Evening, world: World) -> None:
    evening.mark(speaker, "member", "present")
    Browser(world.client_of("office")).post(f"/verwaltung/menschen/{world.people['member']}/loeschen")
    page = evening.open(speaker)
    assert "Ehemaliges Mitglied" in names_on(page)
    assert "1 da" in page.section("Wer ist da?")


@pytest.mark.parametrize("who", ["foreign_member", "of_old", "group_member", "demoted"])
def test_somebody_who_does_not_belong_here_cannot_be_marked(
    speaker: Browser, evening: Evening, who: str
) -> None:
    assert evening.mark(speaker, who, "present").status == 404
    assert evening.presences == {}


@pytest.mark.parametrize("person", ["", "0", "-1", "x", "9" * 30, "\u0661"])
def test_an_odd_person_is_not_found(speaker: Browser, evening: Evening, person: str) -> None:
    assert speaker.post(evening.url("anwesenheit"), person=person, presence="present").status == 404


def test_an_odd_presence_is_none(speaker: Browser, evening: Evening) -> None:
    evening.mark(speaker, "member", "present")
    assert evening.mark(speaker, "member", "dancing").status == 200
    assert evening.presences == {}


# --- without loading the page anew


def test_the_script_gets_the_new_state(speaker: Browser, evening: Evening, world: World) -> None:
    form = {"person": str(world.people["member"]), "presence": "present"}
    answer = speaker.client.post(
        evening.url("anwesenheit"), data=form, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200
    assert answer.json["there"] == "1 da"
    assert answer.json["people"] == {str(world.people["member"]): "present"}
    assert evening.presences == {world.people["member"]: "present"}
    assert speaker.client.get(evening.url("stand")).json == answer.json


def test_the_script_is_told_why_not(speaker: Browser, evening: Evening, world: World) -> None:
    evening.minutes_are(MinutesState.APPROVED)
    form = {"person": str(world.people["member"]), "presence": "present"}
    answer = speaker.client.post(
        evening.url("anwesenheit"), data=form, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert "genehmigt" in json.loads(answer.text)["message"]
    assert evening.presences == {}


# --- two devices


def test_two_devices_that_tap_at_once_mark_once(world: World, evening: Evening) -> None:
    devices = [Browser(world.client_of("speaker")) for _ in range(4)]
    pages = at_once(*(lambda one=one: evening.mark(one, "member", "present") for one in devices))
    assert [page.status for page in pages] == [200] * 4
    assert evening.presences == {world.people["member"]: "present"}


def test_two_devices_that_mark_different_people_lose_none(world: World, evening: Evening) -> None:
    people = ["member", "councillor", "invited", "by_letter"]
    devices = {who: Browser(world.client_of("speaker")) for who in people}
    at_once(*(lambda who=who: evening.mark(devices[who], who, "present") for who in people))
    assert evening.presences == dict.fromkeys((world.people[who] for who in people), "present")


def test_guests_counted_on_two_devices_add_up(world: World, evening: Evening) -> None:
    devices = [Browser(world.client_of("speaker")) for _ in range(4)]
    at_once(*(lambda one=one: one.post(evening.url("gaeste/mehr")) for one in devices))
    assert evening.meeting.guests == 4


# --- guests


def test_guests_are_a_number_that_never_falls_below_nothing(speaker: Browser, evening: Evening) -> None:
    page = evening.open(speaker).press("Ein Gast weniger").press("Ein Gast mehr").press("Ein Gast mehr")
    assert "2 Gäste" in page.section("Wer ist da?")
    page.press("Ein Gast weniger").press("Ein Gast weniger").press("Ein Gast weniger")
    assert evening.meeting.guests == 0


def test_a_guest_with_a_name_is_not_counted_twice(speaker: Browser, evening: Evening) -> None:
    page = evening.open(speaker).press("Ein Gast mehr").press("Namen dazuschreiben", guest="Gesine Gast")
    assert (evening.meeting.guests, evening.meeting.guest_names) == (1, ["Gesine Gast"])
    page.press("Namen dazuschreiben", guest="Gero Gast")
    assert (evening.meeting.guests, evening.meeting.guest_names) == (2, ["Gesine Gast", "Gero Gast"])


def test_those_with_a_name_are_not_counted_away(speaker: Browser, evening: Evening) -> None:
    page = evening.open(speaker).press("Namen dazuschreiben", guest="Gesine Gast").press("Ein Gast weniger")
    assert evening.meeting.guests == 1
    page.press("Namen streichen: Gesine Gast").press("Ein Gast weniger")
    assert (evening.meeting.guests, evening.meeting.guest_names) == (0, [])


def test_a_guest_without_a_name_is_asked_for_one(speaker: Browser, evening: Evening) -> None:
    page = evening.open(speaker).press("Namen dazuschreiben", guest="  ")
    assert page.status == 422
    assert page.error("guest") == "Bitte den Namen eintragen."


def test_two_guests_of_the_same_name_are_two(speaker: Browser, evening: Evening) -> None:
    page = evening.open(speaker)
    for _ in range(2):
        page = page.press("Namen dazuschreiben", guest="Kim Gast")
    speaker.post(evening.url("gaeste/namen/streichen"), guest="Kim Gast")
    assert evening.meeting.guest_names == ["Kim Gast"]


# --- the county


@pytest.fixture
def assembly(world: World) -> Evening:
    """The assembly of the county, to which a member of each district is invited."""
    evening = Evening(world, slug="kreis", kind="county_assembly")
    evening.invite(member=Answer.YES, foreign_member=Answer.OPEN)
    return evening


def test_the_countys_list_are_those_who_were_invited(world: World, assembly: Evening) -> None:
    page = assembly.open(Browser(world.client_of("board")))
    assert names_on(page)[:2] == [MARTA, PEOPLE["foreign_member"].name]
    assert PEOPLE["foreign_speaker"].name not in page


def test_a_member_who_was_not_invited_is_added_by_name(world: World, assembly: Evening) -> None:
    board = Browser(world.client_of("board"))
    assembly.open(board).press("Als da vermerken", known_as="  svea   FREMD ")
    assert assembly.presences == {world.people["foreign_speaker"]: "present"}
    assert PEOPLE["foreign_speaker"].name in names_on(assembly.open(board))


@pytest.mark.parametrize("known_as", ["Niemand Sonst", "Cem Kaya", "Alma Alt"])
def test_who_is_no_member_counts_as_a_guest(world: World, assembly: Evening, known_as: str) -> None:
    page = assembly.open(Browser(world.client_of("board"))).press("Als da vermerken", known_as=known_as)
    assert page.status == 422
    assert "zählt als Gast" in page.error("known_as")
    assert assembly.rows(Attendance) == []


def test_for_a_name_that_two_have_the_address_is_asked(world: World, assembly: Evening) -> None:
    with world.app.app_context():
        db.session.get_one(Person, world.people["foreign_speaker"]).name = MARTA
        db.session.commit()
    board = Browser(world.client_of("board"))
    page = assembly.open(board).press("Als da vermerken", known_as=MARTA)
    assert "gibt es mehrmals" in page.error("known_as")
    page.press("Als da vermerken", known_as="Foreign.Speaker@demo.example")
    assert assembly.presences == {world.people["foreign_speaker"]: "present"}
