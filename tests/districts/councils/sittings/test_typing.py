"""Sittings typed in, changed by two people at once, cancelled, deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.districts.councils.sittings.models import SittingSource, SittingState
from tests.districts.councils.conftest import Sittings
from tests.pages import Browser, manners
from tests.people import NOW, World

LIST = "/ktv/sitzungen/"
AGENDA = """1. Begrüßung
2. Radweg Doberaner Straße (2025/BV/1001-02 (ÄA))

3.1 Anfrage 0973/06-BV: Beleuchtung
12 Bäume für den Margaretenplatz
N 4 Grundstück
5) Vergabe (nichtöffentlich)"""
ITEMS = [
    ("1", "Begrüßung", "", True),
    ("2", "Radweg Doberaner Straße", "2025/BV/1001-02 (ÄA)", True),
    ("3.1", "Anfrage Beleuchtung", "0973/06-BV", True),
    ("", "12 Bäume für den Margaretenplatz", "", True),
    ("N 4", "Grundstück", "", False),
    ("5", "Vergabe", "", False),
]


def agenda_of(sittings: Sittings, key: int) -> list[tuple[str, str, str, bool]]:
    """What is stored of an agenda."""
    return [(one.number, one.title, one.paper, one.is_public) for one in sittings.items(key)]


def enter(browser: Browser, **typed: str):
    values = {"day": "2025-04-09", "starts": "18:30"} | typed
    return browser.open(LIST + "neu").press("Sitzung eintragen", **values)


def test_a_sitting_is_typed_in_with_its_agenda(councillor: Browser, sittings: Sittings):
    page = enter(councillor, place="Aula", agenda=AGENDA, link="https://ksd.example/si?id=1&x=ä")
    key = int(page.path.rpartition("/")[2])
    stored = sittings.get(key)
    assert (stored.starts_at, stored.ends_at) == (datetime(2025, 4, 9, 16, 30, tzinfo=UTC), None)
    assert agenda_of(sittings, key) == ITEMS
    assert page.heading == "Sitzung am Mi., 09.04.2025"
    assert page.facts()["Wo"] == "Aula"
    assert page.facts()["Woher"] == "von Hand eingetragen"
    agenda = page.section("Tagesordnung")
    assert "2025/BV/1001-02 (ÄA)" in agenda
    assert agenda.count("nichtöffentlich") == 2
    link = next(one for one in page.main.all("a") if one.text == "Seite der Stadt zu dieser Sitzung")
    assert link.attrs["rel"] == "noopener noreferrer"
    assert manners(page) == []


def test_the_place_is_that_of_the_last_time(councillor: Browser, sittings: Sittings):
    sittings.add(NOW + timedelta(days=30), place="Alte Schmiede")
    assert councillor.open(LIST + "neu").value("place") == "Alte Schmiede"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": "30.02.2025"}, "day"),
        ({"day": ""}, "day"),
        ({"day": "1850-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"starts": "25:00"}, "starts"),
        ({"day": "2025-03-30", "starts": "02:30"}, "starts"),  # clocks skip it
        ({"ends": "18:00"}, "ends"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://"}, "link"),
        ({"link": "http://[::1"}, "link"),
        ({"link": "ftp://ksd.example/"}, "link"),
        ({"link": "https://ksd.example/ zwei"}, "link"),
        ({"place": "x" * 201}, "place"),
        ({"agenda": "\n".join("Punkt" for _ in range(101))}, "agenda"),
        ({"agenda": "x" * 301}, "agenda"),
        ({"agenda": "x" * 20001}, "agenda"),
        ({"council": "999999"}, "council"),
    ],
)
def test_what_makes_no_sense_comes_back_and_nothing_is_lost(councillor, sittings, typed, field):
    before = len(sittings.all())
    page = enter(councillor, title="Sondersitzung", **typed)
    assert page.status == 422
    assert page.error(field)
    assert page.value("title") == "Sondersitzung"
    assert len(sittings.all()) == before


def test_a_council_of_another_district_cannot_be_chosen(world: World, councillor, sittings):
    page = enter(councillor, council=str(world.councils["mitte"]))
    assert page.status == 422


def test_the_same_sitting_is_not_entered_twice(councillor, sittings):
    enter(councillor)
    again = enter(councillor)
    assert "schon eingetragen" in again.error("day")


def test_what_is_typed_is_shown_again_as_it_was_and_stays(councillor, sittings):
    key = int(enter(councillor, agenda=AGENDA).path.rpartition("/")[2])
    page = councillor.open(f"{LIST}{key}/bearbeiten")
    page.press("Änderung speichern", place="Mensa")
    assert agenda_of(sittings, key) == ITEMS
    assert sittings.get(key).place == "Mensa"
    again = councillor.open(f"{LIST}{key}/bearbeiten")
    again.press("Änderung speichern", agenda=again.value("agenda") + "\n6. Verschiedenes")
    assert agenda_of(sittings, key) == [*ITEMS, ("6", "Verschiedenes", "", True)]


def test_two_people_change_a_sitting_at_once(world: World, councillor, speaker, sittings):
    key = sittings.add(NOW + timedelta(days=3), items=("Eins", "Zwei"))
    mine, theirs = (one.open(f"{LIST}{key}/bearbeiten") for one in (councillor, speaker))
    theirs.press("Änderung speichern", agenda="1. Anderes")  # the agenda alone counts, too
    late = mine.press("Änderung speichern", place="Mensa")
    assert late.status == 422
    assert "Inzwischen hat jemand anderes diese Sitzung geändert." in late.complaints
    assert sittings.get(key).place == "Rathaus"
    late.press("Änderung speichern")
    assert sittings.get(key).place == "Mensa"


def test_what_a_person_changes_of_what_was_taken_in_is_remembered(councillor, sittings):
    key = sittings.add(NOW + timedelta(days=3), items=("Eins",), source=SittingSource.FILE, source_uid="x")
    address = f"{LIST}{key}/bearbeiten"
    assert "bleibt so" in councillor.open(address).main.text
    councillor.open(address).press("Änderung speichern", place="Mensa")
    assert sittings.get(key).by_hand == ["place"]
    councillor.open(address).press("Änderung speichern", agenda="1. Anderes")
    councillor.open(f"{LIST}{key}").press("Sitzung absagen")
    assert sittings.get(key).by_hand == ["items", "place", "state"]


def test_what_was_typed_has_nothing_by_hand(councillor, sittings):
    key = sittings.add(NOW + timedelta(days=3))
    councillor.open(f"{LIST}{key}/bearbeiten").press("Änderung speichern", place="Mensa")
    assert sittings.get(key).by_hand == []


def test_a_sitting_is_cancelled_and_takes_place_after_all(councillor, sittings):
    key = sittings.add(NOW + timedelta(days=3), title="Sondersitzung")
    page = councillor.open(f"{LIST}{key}").press("Sitzung absagen")
    assert "Diese Sitzung ist abgesagt." in page.notices
    assert "Ich gehe hin" not in page.buttons()
    assert "abgesagt" in councillor.open(LIST).row("Sondersitzung").text
    page = page.press("Sie findet doch statt")
    assert "abgesagt" not in page.notices
    assert sittings.get(key).state is SittingState.PLANNED


def test_only_what_nothing_hangs_on_is_deleted(world: World, councillor, sittings):
    key = sittings.add(NOW + timedelta(days=3), items=("Eins",))
    page = councillor.open(f"{LIST}{key}").press("Sitzung löschen")
    assert page.path == LIST
    with pytest.raises(sa.exc.NoResultFound):
        sittings.get(key)
    for name in ("coming_sitting_id", "reported_sitting_id", "drafted_sitting_id"):
        kept = world.meetings["ktv"][name]
        refused = councillor.open(f"{LIST}{kept}").press("Sitzung löschen")
        assert "hängt schon etwas" in refused.main.text
        assert sittings.get(kept)


def test_what_the_city_sends_would_come_back_and_is_not_deleted(councillor, sittings):
    key = sittings.add(NOW + timedelta(days=3), source=SittingSource.OPARL, source_uid="x", fetched_at=NOW)
    page = councillor.open(f"{LIST}{key}")
    assert "Sitzung löschen" not in page.buttons()
    assert page.facts()["Woher"].endswith("zuletzt abgerufen: Mi., 05.03.2025, 19:00 Uhr")
    assert councillor.post(f"{LIST}{key}/loeschen").status == 422
    assert sittings.get(key)


@pytest.mark.parametrize("what", ["", "/bearbeiten"])
def test_a_sitting_of_another_district_does_not_exist_here(world: World, councillor, what):
    foreign = world.meetings["mitte"]["coming_sitting_id"]
    assert councillor.open(f"{LIST}{foreign}{what}").status == 404


def test_a_group_has_no_sittings(world: World):
    assert Browser(world.client_of("group_member")).open("/wahlaktiv/sitzungen/").status == 404


def test_what_was_comes_page_by_page(councillor, sittings):
    for number in range(1, 41):
        sittings.add(NOW - timedelta(days=100 + number), title=f"Nummer {number}")
    page = councillor.open(LIST)
    assert "Kommende" in page.main.text
    second = page.follow("Weiter")
    assert "Nummer 40" in second.rows
    assert "Kommende" not in second.main.text
    assert "So weit reicht die Liste nicht." in councillor.open(LIST + "?seite=99").main.text


def test_what_is_typed_is_shown_as_text(councillor, sittings):
    script = "<script>alert(1)</script>"
    page = enter(
        councillor, title=script, place=script, agenda=f"1. {script}", link="https://x.example/?a=&quot;"
    )
    assert page.heading == script
    assert script not in page.source
    assert script not in councillor.open(LIST).source
    link = next(one for one in page.main.all("a") if one.text == "Seite der Stadt zu dieser Sitzung")
    assert link.attrs["href"] == "https://x.example/?a=&quot;"
