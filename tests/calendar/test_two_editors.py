"""Two people change the same appointment: the second is shown both versions, nothing is overwritten."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.calendar import services
from app.calendar.models import Appointment
from app.tenancy import one_space
from tests.calendar.dates import Dates, url
from tests.pages import Browser, manners
from tests.people import World

SAVE = "Änderung speichern"


@pytest.fixture
def key(world: World) -> int:
    """The appointment that both have open."""
    return world.appointments["ktv"]["announced"]


@pytest.fixture
def other(world: World) -> Browser:
    """A second device on which appointments are planned."""
    return Browser(world.client_of("speaker"))


def test_who_comes_second_sees_what_is_there_and_what_they_typed(
    speaker: Browser, other: Browser, dates: Dates, key: int
) -> None:
    mine = speaker.open(url(key, "bearbeiten"))
    other.open(url(key, "bearbeiten")).press(SAVE, place="Saal der anderen", day="2025-03-27", starts="18:00")
    page = mine.press(SAVE, title="Mein Titel", description="Mein langer Text")
    assert page.status == 422
    assert "Inzwischen hat jemand anderes diesen Termin geändert." in page.complaints
    assert page.facts()["Ort"] == "Saal der anderen"
    assert page.facts()["Wann"] == "Do., 27.03.2025, 18:00–22:00 Uhr"  # noqa: RUF001  # a span's dash
    assert (page.value("title"), page.value("description"), page.value("place")) == (
        "Mein Titel", "Mein langer Text", "Haus von ktv",
    )  # fmt: skip
    row = dates.get(key)
    assert row is not None
    assert (row.place, row.title) == ("Saal der anderen", "Treffen announced in ktv")


def test_sending_again_saves_ones_own_on_top(
    speaker: Browser, other: Browser, dates: Dates, key: int
) -> None:
    mine = speaker.open(url(key, "bearbeiten"))
    other.open(url(key, "bearbeiten")).press(SAVE, place="Saal der anderen")
    page = mine.press(SAVE, title="Mein Titel").press(SAVE, place="Saal der anderen")
    assert (page.heading, page.facts()["Ort"]) == ("Mein Titel", "Saal der anderen")


def test_a_third_change_in_between_is_shown_once_more(
    speaker: Browser, other: Browser, dates: Dates, key: int
) -> None:
    mine = speaker.open(url(key, "bearbeiten"))
    other.open(url(key, "bearbeiten")).press(SAVE, place="Erster Saal")
    page = mine.press(SAVE, title="Mein Titel")
    other.open(url(key, "bearbeiten")).press(SAVE, place="Zweiter Saal")
    page = page.press(SAVE)
    assert page.status == 422
    assert page.facts()["Ort"] == "Zweiter Saal"


def test_a_rule_that_is_broken_on_top_does_not_make_the_other_version_one_s_own(
    speaker: Browser, other: Browser, dates: Dates, key: int
) -> None:
    mine = speaker.open(url(key, "bearbeiten"))
    other.open(url(key, "bearbeiten")).press(SAVE, place="Saal der anderen")
    page = mine.press(SAVE, title="x" * 161).press(SAVE, title="Mein Titel")
    assert page.status == 422
    assert page.facts()["Ort"] == "Saal der anderen"


def test_announcing_meanwhile_counts_as_a_change(speaker: Browser, other: Browser, world: World) -> None:
    draft = url(world.appointments["ktv"]["draft"])
    mine = speaker.open(f"{draft}/bearbeiten")
    other.open(draft).press("Termin ankündigen")
    assert mine.press(SAVE, day="2025-03-26").status == 422


def test_what_is_cancelled_meanwhile_is_not_changed_but_the_text_stays(
    speaker: Browser, other: Browser, key: int
) -> None:
    mine = speaker.open(url(key, "bearbeiten"))
    other.open(url(key, "absagen")).press("Termin absagen")
    page = mine.press(SAVE, description="Mein langer Text")
    assert page.status == 422
    assert "Dieser Termin ist abgesagt" in page.complaints
    assert page.value("description") == "Mein langer Text"


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "²", "9" * 40])
def test_a_version_that_cannot_be_read_matches_none(
    speaker: Browser, dates: Dates, key: int, version: str
) -> None:
    page = speaker.open(url(key, "bearbeiten")).press(SAVE, title="Mein Titel", version=version)
    assert page.status == 422
    row = dates.get(key)
    assert row is not None
    assert row.title == "Treffen announced in ktv"


def test_both_versions_are_shown_on_a_well_made_page(speaker: Browser, other: Browser, key: int) -> None:
    mine = speaker.open(url(key, "bearbeiten"))
    other.open(url(key, "bearbeiten")).press(SAVE, place="Saal der anderen")
    assert [one for one in manners(mine.press(SAVE)) if "tokens" not in one] == []


@pytest.mark.postgresql  # SQLite lets one request write at a time
def test_in_the_same_moment_nothing_is_overwritten(
    speaker: Browser, dates: Dates, world: World, key: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = services.change

    def change_while_another_does(appointment: Appointment, **values: object) -> None:
        with one_space(world.spaces["ktv"]) as session:
            session.scalars(
                sa.select(Appointment).where(Appointment.id == key)
            ).one().place = "Saal der anderen"
        change(appointment, **values)  # type: ignore[arg-type]  # handed on as they came

    page = speaker.open(url(key, "bearbeiten"))
    monkeypatch.setattr(services, "change", change_while_another_does)
    assert page.press(SAVE, title="Mein Titel").status == 409
    row = dates.get(key)
    assert row is not None
    assert (row.place, row.title) == ("Saal der anderen", "Treffen announced in ktv")
