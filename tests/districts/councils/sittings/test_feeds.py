"""Sittings in the calendars that people subscribe to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.districts.councils.sittings.models import SittingState
from tests.calendar.feeds.feeds import PUBLIC, fetch, of_ktv, subscribed
from tests.calendar.programs import judged
from tests.districts.councils.conftest import Sittings
from tests.pages import Browser
from tests.people import NOW, World
from tests.security.walking import queries

LIST = "/ktv/sitzungen/"


@pytest.fixture
def mine(as_member) -> str:
    """The address of the feed of a member of ktv."""
    return subscribed(as_member)


def test_the_sittings_of_the_own_spaces_are_in_it_with_their_page(
    world: World, mine: str, sittings: Sittings
):
    key = sittings.add(datetime(2025, 4, 9, 16, 30, tzinfo=UTC), title="Sonder", link="https://ksd.example/9")
    (event,) = [one for one in fetch(world, mine).events if "Sonder" in one["SUMMARY"]]
    assert event["SUMMARY"] == "KTV: Ortsbeirat Ktv: Sonder"
    assert event["UID"] == sittings.get(key).uid
    assert event["DTSTART"].dt == datetime(2025, 4, 9, 16, 30, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert event["DESCRIPTION"] == "https://ksd.example/9"
    assert str(event["URL"]).endswith(f"/ktv/sitzungen/{key}")
    assert not [one for one in fetch(world, mine).titles if "mitte" in one or "wahlaktiv" in one]


def test_what_is_cancelled_stays_as_cancelled(world: World, mine: str, sittings: Sittings):
    sittings.add(NOW + timedelta(days=9), title="Sonder", state=SittingState.CANCELLED)
    (event,) = [one for one in fetch(world, mine).events if "Sonder" in one["SUMMARY"]]
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "KTV: Abgesagt: Ortsbeirat Ktv: Sonder"


def test_the_feed_of_the_space_has_them_and_the_public_one_does_not(world, as_member, as_speaker, sittings):
    sittings.add(NOW + timedelta(days=9), title="Sonder")
    assert [one for one in fetch(world, of_ktv(as_speaker)).titles if "Sonder" in one]
    assert not [one for one in fetch(world, PUBLIC).titles if "Ortsbeirat" in one]
    some = fetch(world, subscribed(as_member, kinds=["regulars_table"]))
    assert not [one for one in some.titles if "Ortsbeirat" in one]


def test_programs_understand_it(world: World, mine: str, sittings: Sittings):
    sittings.add(NOW + timedelta(days=9), title="Sonder; mit, allem\\", place="Straße 1, Saal")
    (found,) = judged(fetch(world, mine).text)
    assert found.faults == []


def test_every_change_that_is_seen_counts_and_nothing_else_does(world, mine, councillor: Browser, sittings):
    key = sittings.add(NOW + timedelta(days=9), items=("Eins",))
    address = f"{LIST}{key}/bearbeiten"

    def change(**typed: str):
        return lambda: councillor.open(address).press("Änderung speichern", **typed)

    seen = [
        change(place="Mensa"),
        change(starts="18:00"),
        lambda: councillor.post(f"{LIST}{key}/faellt-aus"),
        lambda: councillor.post(f"{LIST}{key}/findet-statt"),
        lambda: councillor.open(LIST + "neu").press("Sitzung eintragen", day="2025-05-01", starts="18:00"),
        lambda: councillor.post(f"{LIST}{key}/loeschen"),
    ]
    unseen = [change(agenda="1. Anderes"), lambda: councillor.post(f"{LIST}{key}/hingehen"),
              lambda: councillor.post(f"{LIST}{key}/doch-nicht-hingehen")]  # fmt: skip
    for act in unseen:
        before = fetch(world, mine).etag
        act()
        assert fetch(world, mine).etag == before
    for act in seen:
        before = fetch(world, mine).etag
        act()
        assert fetch(world, mine).etag != before


def test_what_changed_has_a_higher_sequence(world: World, mine: str, councillor: Browser, sittings: Sittings):
    key = sittings.add(NOW + timedelta(days=9), title="Sonder")

    def sequence() -> int:
        return next(int(one["SEQUENCE"]) for one in fetch(world, mine).events if "Sonder" in one["SUMMARY"])

    before = sequence()
    councillor.open(f"{LIST}{key}/bearbeiten").press("Änderung speichern", place="Mensa")
    assert sequence() > before


def test_who_has_it_already_is_answered_without_a_look_at_the_sittings(world: World, mine: str, sittings):
    sittings.add(NOW + timedelta(days=9))
    etag = fetch(world, mine).etag
    with queries(world) as asked:
        again = fetch(world, mine, If_None_Match=etag)
    assert again.status == 304
    assert not [one for one in asked if "FROM sitting" in one]
