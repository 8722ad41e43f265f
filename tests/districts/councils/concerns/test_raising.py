"""Raising a concern: with as little about people as will do."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.audit import AuditEntry
from app.districts.councils.concerns.models import ConcernState, Origin
from app.districts.councils.concerns.raising import (
    Details,
    has_house_number,
    raise_concern,
    raise_from_doorstep,
)
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.models import Council
from app.tenancy import Scope, current_session
from tests.districts.councils.concerns.conftest import LIST, NEW, Concerns, at
from tests.pages import Browser
from tests.people import PEOPLE, World

BUTTON = "Anliegen aufschreiben"


def actors(world: World, action: str, key: int) -> list[int | None]:
    wanted = sa.select(AuditEntry.actor_id).where(AuditEntry.action == action, AuditEntry.subject_id == key)
    with world.app.app_context():
        return list(db.session.scalars(wanted))


# --- one's own


def test_a_member_raises_one(world: World, member: Browser, concerns: Concerns) -> None:
    page = (
        member.open(LIST)
        .follow(BUTTON)
        .press(
            BUTTON,
            title="Schlagloch",
            text="Es ist tief.",
            street="Lange Straße am Markt",
            topics="Straße,  Rad ",
        )
    )
    row = concerns.newest()
    assert page.heading == "Schlagloch"
    assert (row.text, row.street, row.topics) == ("Es ist tief.", "Lange Straße am Markt", ["Straße", "Rad"])
    assert (row.origin, row.state, row.raised_on) == (Origin.MEMBER, ConcernState.RAISED, date(2025, 3, 5))
    assert row.council_id == world.councils["ktv"]  # the only one that the district has is not asked for


def test_without_the_tick_nothing_says_whose_it_is(world: World, member: Browser, concerns: Concerns) -> None:
    member.open(NEW).press(BUTTON, title="Schlagloch")
    row = concerns.newest()
    assert row.raised_by_id is None
    assert [step.by_id for step in concerns.steps(row.id)] == [None]
    assert actors(world, "concern.raised", row.id) == [None]


def test_with_the_tick_it_is_known_to_who_tells_them_and_the_log_still_has_no_name(
    world: World, member: Browser, concerns: Concerns
) -> None:
    member.open(NEW).press(BUTTON, title="Schlagloch", wants_to_hear="y")
    row = concerns.newest()
    assert row.raised_by_id == world.people["member"]
    assert [step.by_id for step in concerns.steps(row.id)] == [None]
    assert actors(world, "concern.raised", row.id) == [None]


def test_who_raised_it_can_have_that_forgotten(world: World, member: Browser, concerns: Concerns) -> None:
    page = member.open(NEW).press(BUTTON, title="Schlagloch", wants_to_hear="y")
    key = concerns.newest().id
    page = page.press("Nicht mehr Bescheid sagen")
    assert "Gelöscht." in page.notices
    assert concerns.get(key).raised_by_id is None
    assert actors(world, "concern.raiser_forgotten", key) == [None]


def test_nobody_withdraws_for_others(member: Browser, concerns: Concerns) -> None:
    member.post(at(concerns.of_a_guest, "nicht-mehr-bescheid-sagen"))
    assert concerns.get(concerns.of_a_guest).raiser_name == "Gast aus ktv"


# --- of guests and clubs


@pytest.mark.parametrize(("word", "origin"), [("gast", Origin.GUEST), ("verein", Origin.CLUB)])
def test_name_and_contact_are_kept_with_consent(
    world: World, member: Browser, concerns: Concerns, word: str, origin: Origin
) -> None:
    member.open(NEW, woher=word).press(BUTTON, title="Ampel", name="Grete Gast", contact="0381 9", agrees="y")
    row = concerns.newest()
    assert (row.origin, row.raiser_name, row.raiser_contact) == (origin, "Grete Gast", "0381 9")
    assert row.consent_on == date(2025, 3, 5)
    assert row.raised_by_id is None
    assert actors(world, "concern.raised", row.id) == [world.people["member"]]


def test_without_consent_they_come_back_and_everything_typed_is_there(
    member: Browser, concerns: Concerns
) -> None:
    before = concerns.number()
    page = member.open(NEW, woher="gast").press(BUTTON, title="Ampel", text="Zu kurz grün", name="Grete Gast")
    assert page.status == 422
    assert "Ohne Einverständnis" in page.error("agrees")
    assert (page.value("title"), page.value("text"), page.value("name")) == (
        "Ampel",
        "Zu kurz grün",
        "Grete Gast",
    )
    assert concerns.number() == before


def test_consent_without_a_name_is_not_kept(member: Browser, concerns: Concerns) -> None:
    member.open(NEW, woher="gast").press(BUTTON, title="Ampel", agrees="y")
    assert concerns.newest().consent_on is None


def test_the_speaker_deletes_them_when_they_are_asked_to(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    speaker.open(at(key)).press("Löschen, von wem es kam")
    row = concerns.get(key)
    assert (row.raiser_name, row.raiser_contact, row.consent_on) == ("", "", None)
    assert row.state is ConcernState.RAISED


# --- at the doorstep


def test_of_a_doorstep_only_topic_and_street_are_asked_for_and_the_form_says_why(
    member: Browser, concerns: Concerns
) -> None:
    page = member.open(NEW, woher="haustuer")
    names = {one.attrs.get("name") for one in page.form(BUTTON).all("input", "textarea", "select")}
    assert names - {"csrf_token"} == {"version", "title", "street", "street_seen", "topics"}
    assert "hat nicht zugestimmt" in page
    page.press(BUTTON, title="Mieten", street="Lange Straße am Markt")
    assert concerns.newest().origin is Origin.DOORSTEP


def test_what_is_posted_of_a_doorstep_all_the_same_is_not_kept(member: Browser, concerns: Concerns) -> None:
    member.post(f"{NEW}?woher=haustuer", title="Mieten", text="Frau Schmidt sagt", name="Frau Schmidt",
                contact="0381 9", agrees="y", wants_to_hear="y")  # fmt: skip
    row = concerns.newest()
    assert (row.title, row.text, row.raiser_name, row.raiser_contact) == ("Mieten", "", "", "")
    assert (row.consent_on, row.raised_by_id) == (None, None)


def test_no_house_is_kept_of_a_doorstep_however_often_it_is_sent(member: Browser, concerns: Concerns) -> None:
    before = concerns.number()
    page = member.open(NEW, woher="haustuer").press(BUTTON, title="Mieten", street="Lange Straße 12")
    page = page.press(BUTTON)
    assert page.status == 422
    assert "ohne Hausnummer" in page.error("street")
    assert concerns.number() == before


@pytest.mark.parametrize(
    "values",
    [
        {"text": "Frau Schmidt"},
        {"raiser_name": "Frau Schmidt", "consent_on": date(2025, 3, 5)},
        {"raised_by_id": 1},
    ],
)
def test_the_database_refuses_more_of_a_doorstep(concerns: Concerns, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        concerns.add("Mieten", origin=Origin.DOORSTEP, **values)


def test_canvassing_raises_what_was_said_at_a_door(world: World, concerns: Concerns) -> None:
    with world.app.app_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=True))
        by = db.session.get_one(Person, world.people["member"])
        council = db.session.get_one(Council, world.councils["ktv"])
        raise_from_doorstep(title="Mieten", street="Lange Straße am Markt", council=council, by=by)
        for wrong in (
            {"street": "Lange Straße 12"},
            {"council": db.session.get_one(Council, world.councils["mitte"])},
        ):
            with pytest.raises(RuleBroken), db.session.begin_nested():
                raise_from_doorstep(**{"title": "Mieten", "street": "", "by": by, **wrong})
        with pytest.raises(RuleBroken):
            raise_concern(details=Details("Mieten", text="Frau Schmidt sagt"), origin=Origin.DOORSTEP, by=by)
        db.session.commit()
    row = concerns.newest()
    assert (row.origin, row.title, row.council_id) == (Origin.DOORSTEP, "Mieten", world.councils["ktv"])
    assert PEOPLE["member"].name not in repr(vars(row))


# --- streets, topics, odd input


@pytest.mark.parametrize(
    ("street", "has_one"),
    [("Lange Straße 12", True), ("Am Markt 3a", True), ("Doberaner Str. 7, Hinterhof", True), ("Lange Straße", False),
     ("Straße des 17. Juni", False), ("B 105", False), ("Lange Straße zwischen Markt und Hafen", False), ("", False)],
)  # fmt: skip
def test_a_house_number_is_told_from_a_street(street: str, has_one: bool) -> None:
    assert has_house_number(street) is has_one


def test_a_house_number_is_hinted_at_once_and_never_forbidden(member: Browser, concerns: Concerns) -> None:
    page = member.open(NEW).press(BUTTON, title="Schlagloch", street="Lange Straße 12")
    assert page.status == 422
    assert "Bitte ohne Hausnummer." in page.error("street")
    page.press(BUTTON)
    assert concerns.newest().street == "Lange Straße 12"


def test_a_topic_keeps_the_spelling_that_it_had_here_before(member: Browser, concerns: Concerns) -> None:
    assert "Beleuchtung" in member.open(NEW).main.text  # is suggested
    member.open(NEW).press(BUTTON, title="Laterne", topics="BELEUCHTUNG, Laterne, laterne")
    assert concerns.newest().topics == ["Beleuchtung", "Laterne"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title", ""), ("title", " \t "), ("title", "x" * 1_000_000), ("title", "x" * 161), ("text", "x" * 1_000_000),
     ("street", "x" * 1_000_000), ("street", "x" * 161), ("topics", "a, b, c, d"),
     ("topics", "x" * 61), ("topics", "x" * 1_000_000)],
)  # fmt: skip
def test_what_cannot_be_comes_back_with_everything_typed(
    member: Browser, concerns: Concerns, field: str, typed: str
) -> None:
    before = concerns.number()
    page = member.open(NEW).press(BUTTON, **{"title": "Schlagloch", "text": "Tief.", field: typed})
    assert page.status == 422
    assert page.error(field)
    assert field == "text" or page.value("text") == "Tief."
    assert concerns.number() == before


@pytest.mark.parametrize("council", ["free", "mitte", "x"])
def test_a_council_of_elsewhere_cannot_be_chosen(
    world: World, member: Browser, concerns: Concerns, council: str
) -> None:
    with world.app.app_context():  # a second one, so that it is asked for
        db.session.add(Council(number=12, name="Ortsbeirat zwei", short_name="Zwei", seats=9,
                               valid_from=date(2019, 6, 1), district_id=world.spaces["ktv"]))  # fmt: skip
        db.session.commit()
    page = member.open(NEW).press(
        BUTTON, title="Schlagloch", council=str(world.councils.get(council, council))
    )
    assert page.status == 422
    assert page.error("council")


def test_an_unknown_origin_is_not_found(member: Browser) -> None:
    assert member.open(NEW, woher="x").status == 404


def test_who_carries_it_on_puts_its_words_right(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    page = speaker.open(at(key, "bearbeiten"))
    speaker.open(at(key, "bearbeiten")).press("Änderung speichern", text="Ohne Namen.")
    assert concerns.get(key).text == "Ohne Namen."
    page = page.press("Änderung speichern", text="Anders.")
    assert page.status == 422
    assert "Inzwischen hat jemand anderes" in page.complaints
    assert page.value("text") == "Anders."
