"""Somebody subscribes to a calendar, and takes its address back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.accounts.tokens import hashed
from app.calendar.feeds.models import CalendarFeed
from app.extensions import db
from app.spaces.services import erase_person
from tests.calendar.feeds.feeds import NEW, OF_KTV, address_on, fetch, of_ktv, subscribed
from tests.pages import Browser, manners
from tests.people import FEED, INVITATION, RESET, World, login_secret
from tests.world_of_meetings import answer_token, poll_token

LIST = "/kalender/abos/"


def feeds(world: World) -> list[CalendarFeed]:
    """All that there are, the newest last, as they are stored."""
    with world.app.app_context():
        return list(db.session.scalars(sa.select(CalendarFeed).order_by(CalendarFeed.id)))


def test_the_address_is_told_once_and_only_its_hash_is_kept(world: World, as_councillor: FlaskClient) -> None:
    page = Browser(as_councillor).open(NEW).press("Adresse anzeigen", name="Mein Handy")
    assert manners(page) == []
    path = address_on(page)
    secret = path.rpartition("/")[2].removesuffix(".ics")
    assert feeds(world)[-1].token_hash == hashed(secret)
    assert page.main.all("svg")
    assert page.main.one("a", href=f"webcal://127.0.0.1:5000{path}")
    listing = Browser(as_councillor).open(LIST)
    assert "Mein Handy" in listing
    assert secret not in listing.source
    assert secret not in repr(world.dump())


def test_the_list_says_what_was_chosen_and_when_it_was_used(
    world: World, as_foreign_member: FlaskClient
) -> None:
    path = subscribed(as_foreign_member, spaces="kreis", kinds="regulars_table", with_special_days="")
    assert Browser(as_foreign_member).open(LIST).facts() == {
        "Bereiche": "Kreisverband Rostock", "Termine": "Stammtisch", "Gedenktage, Feiertage, Ferien": "nein",
        "Zuletzt abgerufen": "noch nie abgerufen",
    }  # fmt: skip
    fetch(world, path)
    assert Browser(as_foreign_member).open(LIST).facts()["Zuletzt abgerufen"] == "Mi., 05.03.2025"


def test_a_new_address_ends_the_old_one(world: World, as_foreign_member: FlaskClient) -> None:
    old = subscribed(as_foreign_member)
    fetch(world, old)
    page = Browser(as_foreign_member).open(LIST).press("Neue Adresse anzeigen")
    new = address_on(page)
    assert fetch(world, old).status == 404
    assert fetch(world, new).status == 200
    assert Browser(as_foreign_member).open(page.path).path == LIST


def test_a_deleted_feed_is_gone(world: World, as_foreign_member: FlaskClient) -> None:
    path = subscribed(as_foreign_member)
    page = Browser(as_foreign_member).open(LIST).press("Abo löschen")
    assert "Das Abo ist gelöscht" in page
    assert fetch(world, path).status == 404


def test_ten_are_enough_for_anybody(world: World, as_foreign_member: FlaskClient) -> None:
    for _ in range(10):
        subscribed(as_foreign_member)
    page = Browser(as_foreign_member).open(NEW).press("Adresse anzeigen", name="Noch einer")
    assert page.status == 422
    assert "Du hast schon 10 Abos" in page
    assert page.value("name") == "Noch einer"
    assert "Abo anlegen" not in [one.text for one in Browser(as_foreign_member).open(LIST).main.all("a")]


@pytest.mark.parametrize(
    "odd",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "a\nb"},
        {"spaces": "mitte"},
        {"spaces": "alt"},
        {"kinds": "sitting"},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(
    world: World, as_member: FlaskClient, odd: dict[str, str]
) -> None:
    before = len(feeds(world))
    sent = {"name": "Mein Kalender", "spaces": "kreis", "kinds": "regulars_table"} | odd
    response = as_member.post(NEW, data=sent)
    assert response.status_code == 422
    if "name" not in odd:
        assert 'value="Mein Kalender"' in response.text
    assert len(feeds(world)) == before


@pytest.mark.parametrize("what", ["neue-adresse", "loeschen"])
def test_nobody_touches_somebody_elses(world: World, as_office: FlaskClient, what: str) -> None:
    before = world.dump()
    assert as_office.post(f"{LIST}{world.feeds['member']}/{what}").status_code == 404
    assert world.dump() == before


def test_nobody_touches_the_feed_of_a_space_by_its_number(
    world: World, as_speaker: FlaskClient, as_foreign_speaker: FlaskClient
) -> None:
    of_ktv(as_speaker)
    for client in (as_speaker, as_foreign_speaker):
        assert client.post(f"{LIST}{feeds(world)[-1].id}/loeschen").status_code == 404


def test_who_is_erased_has_no_feeds_any_more(world: World) -> None:
    with world.app.app_context():
        from app.accounts.models import Person
        from app.tenancy import Scope, current_session

        current_session().open_scope(Scope(read=None, write=None))
        member, office = (db.session.get_one(Person, world.people[who]) for who in ("member", "office"))
        erase_person(member, by=office)
        db.session.commit()
    assert feeds(world) == []
    assert fetch(world, f"/kalender/abo/{FEED}.ics").status == 404


@pytest.mark.parametrize(
    "secret", [INVITATION, RESET, answer_token("ktv"), poll_token("ktv"), login_secret("member")]
)
def test_no_other_secret_opens_a_feed(world: World, secret: str) -> None:
    assert fetch(world, f"/kalender/abo/{secret}.ics").status == 404


@pytest.mark.parametrize("path", ["/einladung/", "/passwort/", "/antwort/", "/terminfrage/"])
def test_the_secret_of_a_feed_opens_nothing_else(world: World, path: str) -> None:
    assert fetch(world, path + FEED).status in (404, 410)


def test_the_secret_of_a_feed_is_no_login(world: World) -> None:
    client = world.app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = FEED, True
    assert client.get("/").status_code == 302


# --- of a space


def test_a_speaker_gives_the_space_an_address_another_one_and_none(
    world: World, as_speaker: FlaskClient
) -> None:
    first = of_ktv(as_speaker)
    assert fetch(world, first).status == 200
    page = Browser(as_speaker).open(OF_KTV)
    assert page.facts()["Zuletzt abgerufen"] == "Mi., 05.03.2025"
    told = page.press("Neue Adresse anzeigen")
    assert Browser(as_speaker).open(told.path).path == OF_KTV
    assert fetch(world, first).status == 404
    Browser(as_speaker).open(OF_KTV).press("Adresse löschen")
    assert fetch(world, address_on(told)).status == 404
    assert len(feeds(world)) == 1


def test_a_space_has_one_feed_however_often_it_is_asked_for(world: World, as_speaker: FlaskClient) -> None:
    for _ in range(2):
        as_speaker.post(f"{OF_KTV}neue-adresse")
    assert len(feeds(world)) == 2


def test_the_office_reads_who_made_it(world: World, as_speaker: FlaskClient, as_office: FlaskClient) -> None:
    of_ktv(as_speaker)
    assert "Kalender zum Abonnieren eingerichtet" in Browser(as_office).open("/verwaltung/verlauf")


def test_a_member_is_led_to_the_own_feed(as_member: FlaskClient) -> None:
    page = Browser(as_member).open("/ktv/termine/").follow("Kalender abonnieren")
    assert page.heading == "Kalender abonnieren"
    assert page.main.all(
        "input", id="oeffentlich", value="http://127.0.0.1:5000/kalender/abo/oeffentlich.ics"
    )
