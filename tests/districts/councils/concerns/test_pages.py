"""The district's page of what became of what, one concern's page, and the sitting that it is brought to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.districts.councils.concerns.models import ConcernState, Origin
from tests.districts.councils.concerns.conftest import LIST, NEW, Concerns, at
from tests.pages import Browser, counted, manners
from tests.people import NOW, PEOPLE, World

STATES_BEFORE_THE_END = ["raised", "taken_up", "in_council", "in_parliament", "answered"]


@pytest.fixture
def more_settings() -> dict[str, object]:
    """The forms with their tokens, as they are outside the tests."""
    return {"WTF_CSRF_ENABLED": True}


@pytest.mark.parametrize("state", STATES_BEFORE_THE_END)
def test_its_page_is_well_made_wherever_it_stands(
    world: World, speaker: Browser, concerns: Concerns, state: str
) -> None:
    key = concerns.of_a_guest
    concerns.change(key, state=ConcernState(state), answer="Es kommt.", answered_on=date(2025, 3, 4),
                    moved_at=NOW - timedelta(weeks=7), next_step="Anrufen", next_on=date(2025, 3, 1),
                    sitting_id=world.meetings["ktv"]["coming_sitting_id"])  # fmt: skip
    pages = [
        speaker.open(at(key)),
        *(speaker.open(at(key, word)) for word in ("ortsbeirat", "antwort", "beenden")),
    ]
    assert [complaint for page in pages for complaint in manners(page)] == []
    assert pages[0].facts()["Bis wann"].startswith("war bis")


def test_the_list_and_the_forms_are_well_made(world: World, speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    concerns.add("Kaputte Bank", state=ConcernState.DROPPED, origin=Origin.DOORSTEP)
    forms = [speaker.open(NEW, woher=word) for word in ("gast", "verein", "haustuer")]
    refused = speaker.open(NEW).press("Anliegen aufschreiben", title="")
    assert refused.status == 422
    pages = [speaker.open(LIST), speaker.open(NEW), *forms, refused, speaker.open(at(key, "bearbeiten")),
             speaker.open(at(key, "zurueck")), Browser(world.client_of("board")).open(at(key))]  # fmt: skip
    assert [complaint for page in pages for complaint in manners(page)] == []


# --- what became of what


def test_open_ones_stand_before_those_that_ended(speaker: Browser, concerns: Concerns) -> None:
    concerns.add("Schlagloch", state=ConcernState.TOLD, answer="Es ist zu.")
    concerns.add("Kaputte Bank", state=ConcernState.IN_COUNCIL)
    page = speaker.open(LIST)
    assert page.rows == ["Dunkler Weg in ktv", "Kaputte Bank", "Schlagloch"]
    assert "Schlagloch" in page.section("Was daraus wurde")
    assert "Es ist zu." in page.section("Was daraus wurde")


def test_every_number_leads_to_what_it_counts(speaker: Browser, concerns: Concerns) -> None:
    for title in ("Bank", "Ampel"):
        concerns.add(title, state=ConcernState.IN_COUNCIL)
    page = speaker.open(LIST)
    (link,) = [one for one in page.main.all("a") if one.text == "2 im Ortsbeirat"]
    assert sorted(speaker.open(LIST + link.attrs["href"].removeprefix(LIST)).rows) == ["Ampel", "Bank"]


def test_a_topic_leads_to_what_is_about_it_also_with_umlauts(speaker: Browser, concerns: Concerns) -> None:
    concerns.add("Bank", topics=["Grünes", "Wege"])
    concerns.add("Ampel", topics=["Grün"])
    assert speaker.open(LIST).follow("Grünes").rows or True
    assert speaker.open(LIST, thema="Grünes").rows == ["Bank"]
    assert speaker.open(LIST, thema="100%").rows == []


def test_what_ended_long_ago_stands_apart(speaker: Browser, concerns: Concerns) -> None:
    concerns.add("Alte Sache", state=ConcernState.TOLD, moved_at=NOW - timedelta(days=400))
    assert "Alte Sache" not in speaker.open(LIST)
    assert speaker.open(LIST).follow("Was schon länger abgeschlossen ist").rows == ["Alte Sache"]


def test_a_long_list_has_pages(speaker: Browser, concerns: Concerns) -> None:
    for number in range(45):
        concerns.add(f"Anliegen {number}")
    first = speaker.open(LIST)
    assert len(first.rows) == 40
    assert len(first.follow("Weiter").rows) == 6
    assert "So weit reicht die Liste nicht." in speaker.open(LIST, seite="9")


@pytest.mark.parametrize("odd", ["gibtesnicht", "Vorgebracht", "%00"])
def test_a_state_that_there_is_not_is_not_found(speaker: Browser, odd: str) -> None:
    assert speaker.open(LIST, stand=odd).status == 404


@pytest.mark.parametrize("odd", ["\x00", "%", "_", "\\", "x" * 5000, "🐟", '"'])
def test_odd_topics_do_no_harm(speaker: Browser, odd: str) -> None:
    assert speaker.open(LIST, thema=odd).status == 200


def test_a_longer_list_asks_no_more_questions(world: World, speaker: Browser, concerns: Concerns) -> None:
    speaker.open(LIST)
    with counted(world.app) as few:
        speaker.open(LIST)
    for number in range(20):
        concerns.add(f"Anliegen {number}", responsible_id=world.people["councillor"])
    with counted(world.app) as many:
        speaker.open(LIST)
    assert len(many) == len(few)


# --- who sees whom


@pytest.mark.parametrize("role", ["member", "board", "office"])
def test_who_does_not_carry_it_on_does_not_see_who_raised_it(
    world: World, concerns: Concerns, role: str
) -> None:
    page = Browser(world.client_of(role)).open(at(concerns.of_a_guest))
    assert page.heading == "Dunkler Weg in ktv"
    assert "Gast aus ktv" not in page.source
    assert "gast.ktv@demo.example" not in page.source
    assert "Anliegen aufgreifen" not in page.buttons()


@pytest.mark.parametrize("role", ["councillor", "speaker"])
def test_who_carries_it_on_sees_whom_to_tell(world: World, concerns: Concerns, role: str) -> None:
    page = Browser(world.client_of(role)).open(at(concerns.of_a_guest))
    assert "Gast aus ktv, gast.ktv@demo.example" in page.section("Wem wir Bescheid sagen")
    assert "Gast aus ktv" not in page.root.one("title").text


def test_a_member_who_raised_it_is_seen_by_no_other_member(world: World, concerns: Concerns) -> None:
    key = concerns.add("Kaputte Bank", raised_by_id=world.people["invited"])
    page = Browser(world.client_of("member")).open(at(key))
    assert PEOPLE["invited"].name not in page.main.text
    assert "Das hast du aufgeschrieben" not in page


def test_a_short_text_to_share_names_nobody(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    speaker.open(at(key, "antwort")).press("Antwort eintragen", answer="Zwei Laternen kommen.")
    words = speaker.open(at(key)).main.one("textarea", id="weitergeben").raw_text.strip()
    assert (
        words
        == "Dunkler Weg in ktv (Lange Straße)\nStand Mi., 05.03.2025: beantwortet\nZwei Laternen kommen."
    )


# --- the page of a sitting


def test_a_sitting_shows_what_is_brought_to_it_and_the_way_to_raise_something(
    world: World, speaker: Browser, concerns: Concerns
) -> None:
    sitting = world.meetings["ktv"]["coming_sitting_id"]
    speaker.open(at(concerns.of_a_guest, "ortsbeirat")).press(
        "In den Ortsbeirat bringen", sitting=str(sitting), item="7.1"
    )
    page = speaker.open(f"/ktv/sitzungen/{sitting}")
    section = page.section("Anliegen für diese Sitzung")
    assert "Dunkler Weg in ktv" in section
    assert "TOP 7.1" in section
    assert page.follow("Anliegen aufschreiben").heading == "Anliegen aufschreiben"
    assert f"/ktv/sitzungen/{sitting}" in speaker.open(at(concerns.of_a_guest)).links()
