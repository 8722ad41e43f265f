"""What of concerns waits for somebody on the start page, and what has gone quiet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.districts.councils.concerns.models import ConcernState
from tests.districts.councils.concerns.conftest import Concerns, at
from tests.pages import Browser
from tests.people import NOW, World

TITLE = "Dunkler Weg in ktv"


def test_whose_step_is_next_finds_it_on_the_start_page(world: World, concerns: Concerns) -> None:
    concerns.change(concerns.of_a_guest, state=ConcernState.TAKEN_UP, next_step="Amt anrufen",
                    responsible_id=world.people["councillor"], next_on=date(2025, 3, 10))  # fmt: skip
    row = Browser(world.client_of("councillor")).open("/").row(f"Anliegen: {TITLE}")
    assert "Amt anrufen" in row.text
    assert "bis Mo., 10.03.2025" in row.text
    assert f"Anliegen: {TITLE}" not in Browser(world.client_of("speaker")).open("/")


def test_a_day_that_is_over_is_said_without_blame(world: World, concerns: Concerns) -> None:
    concerns.change(concerns.of_a_guest, responsible_id=world.people["councillor"], next_on=date(2025, 3, 4))
    row = Browser(world.client_of("councillor")).open("/").row(f"Anliegen: {TITLE}")
    assert "war bis Di., 04.03.2025 gedacht" in row.text


def test_what_ended_waits_for_nobody(world: World, concerns: Concerns) -> None:
    concerns.add("Bank", state=ConcernState.DROPPED, responsible_id=world.people["councillor"])
    assert "Anliegen: Bank" not in Browser(world.client_of("councillor")).open("/")


@pytest.mark.parametrize("page", ["/", "/ktv/"])
def test_what_is_quiet_for_weeks_is_offered_to_the_speaker(
    world: World, concerns: Concerns, page: str
) -> None:
    concerns.change(concerns.of_a_guest, moved_at=NOW - timedelta(weeks=7, hours=1))
    speaker = Browser(world.client_of("speaker"))
    row = speaker.open(page).row(f"Seit 7 Wochen still: {TITLE}")
    assert [one.text for one in row.all("button")] == ["Ich kümmere mich"]
    assert [one.text for one in row.all("a")][1:] == ["Nächster Schritt …", "Nicht weiter verfolgen"]
    for link in row.all("a"):
        assert speaker.open(link.attrs["href"]).heading == TITLE
    for role in ("member", "councillor", "board"):
        assert "still:" not in Browser(world.client_of(role)).open(page)


def test_it_is_quiet_after_six_weeks_and_no_sooner(world: World, concerns: Concerns) -> None:
    speaker = Browser(world.client_of("speaker"))
    concerns.change(concerns.of_a_guest, moved_at=NOW - timedelta(weeks=6) + timedelta(minutes=1))
    assert "Wochen still" not in speaker.open("/")
    concerns.change(concerns.of_a_guest, moved_at=NOW - timedelta(weeks=6))
    assert "Seit 6 Wochen still" in speaker.open("/")
    assert "Seit 6 Wochen still" in speaker.open(at(concerns.of_a_guest))


def test_one_tap_on_the_start_page_ends_the_quiet(world: World, concerns: Concerns) -> None:
    concerns.change(concerns.of_a_guest, moved_at=NOW - timedelta(weeks=7))
    speaker = Browser(world.client_of("speaker"))
    speaker.open("/").press("Ich kümmere mich")
    row = concerns.get(concerns.of_a_guest)
    assert (row.responsible_id, row.state) == (world.people["speaker"], ConcernState.TAKEN_UP)
    assert "Wochen still" not in speaker.open("/")


def test_what_is_quiet_elsewhere_is_not_offered_here(world: World, concerns: Concerns) -> None:
    concerns.change(world.meetings["mitte"]["concern_id"], moved_at=NOW - timedelta(weeks=9))
    assert "Wochen still" not in Browser(world.client_of("speaker")).open("/")
    assert "Wochen still" in Browser(world.client_of("foreign_speaker")).open("/")
