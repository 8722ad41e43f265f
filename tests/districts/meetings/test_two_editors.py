"""Two people work on the same agenda: both versions are shown, and no text is lost."""

from __future__ import annotations

import pytest

from app.districts.meetings import services
from app.districts.meetings.models import AgendaItem
from app.tenancy import one_space
from tests.districts.meetings.conftest import Agenda
from tests.pages import Browser, manners
from tests.people import World

SAVE = "Punkt speichern"


@pytest.fixture
def item(agenda: Agenda) -> str:
    """The address of the item that both have open."""
    return agenda.at(agenda.items()[1].id)


def test_who_comes_second_sees_what_is_there_and_what_they_typed(
    speaker: Browser, other: Browser, agenda: Agenda, item: str
) -> None:
    mine = speaker.open(item)
    other.open(item).press(SAVE, title="Ihr Titel", kind="decision", minutes="35", note="Ihre Notiz")
    page = mine.press(SAVE, title="Mein Titel", note="Meine lange Notiz")
    assert page.status == 422
    assert "Inzwischen hat jemand anderes diesen Punkt geändert." in page.complaints
    assert page.facts() == {
        "Worum geht es?": "Ihr Titel", "Art": "Beschluss", "Minuten": "35", "Notiz": "Ihre Notiz",
    }  # fmt: skip
    assert (page.value("title"), page.value("note")) == ("Mein Titel", "Meine lange Notiz")
    assert agenda.titles[1] == "Ihr Titel"


def test_sending_again_saves_ones_own_on_top(
    speaker: Browser, other: Browser, agenda: Agenda, item: str
) -> None:
    mine = speaker.open(item)
    other.open(item).press(SAVE, title="Ihr Titel")
    mine.press(SAVE, title="Mein Titel").press(SAVE)
    assert agenda.titles[1] == "Mein Titel"


def test_a_third_change_in_between_is_shown_once_more(
    speaker: Browser, other: Browser, agenda: Agenda, item: str
) -> None:
    mine = speaker.open(item)
    other.open(item).press(SAVE, title="Ihr Titel")
    page = mine.press(SAVE, title="Mein Titel")
    other.open(item).press(SAVE, title="Ihr zweiter Titel")
    assert page.press(SAVE).facts()["Worum geht es?"] == "Ihr zweiter Titel"
    assert agenda.titles[1] == "Ihr zweiter Titel"


def test_different_items_can_be_changed_at_the_same_time(
    speaker: Browser, other: Browser, agenda: Agenda, item: str
) -> None:
    mine = speaker.open(item)
    other.open(agenda.at(agenda.items()[0].id)).press(SAVE, title="Ihr Titel")
    mine.press(SAVE, title="Mein Titel")
    assert agenda.titles[:2] == ["Ihr Titel", "Mein Titel"]


def test_putting_the_agenda_in_order_does_not_disturb_who_writes(
    speaker: Browser, other: Browser, agenda: Agenda, item: str
) -> None:
    mine = speaker.open(item)
    other.open(agenda.url).press("Nach oben: Punkt 2 in ktv")
    assert mine.press(SAVE, title="Mein Titel").status == 200
    assert agenda.titles == ["Mein Titel", "Punkt 1 in ktv", "Punkt 3 in ktv"]


def test_both_can_add_at_the_same_time(speaker: Browser, other: Browser, agenda: Agenda) -> None:
    mine = speaker.open(agenda.at("neu"))
    other.open(agenda.at("neu")).press("Punkt eintragen", title="Ihrer")
    mine.press("Punkt eintragen", title="Meiner")
    assert agenda.titles[3:] == ["Ihrer", "Meiner"]


def test_the_text_of_an_item_that_was_struck_meanwhile_is_kept(
    speaker: Browser, other: Browser, item: str
) -> None:
    mine = speaker.open(item)
    other.open(item).press("Punkt streichen")
    page = mine.press(SAVE, title="Mein Titel", note="Meine lange Notiz", minutes="25", kind="report")
    assert page.status == 422
    assert "Inzwischen hat jemand diesen Punkt gestrichen." in page.complaints
    assert [page.value(name) for name in ("title", "note", "minutes", "kind")] == [
        "Mein Titel", "Meine lange Notiz", "25", "report",
    ]  # fmt: skip


def test_an_item_that_was_struck_meanwhile_can_be_added_anew(
    speaker: Browser, other: Browser, agenda: Agenda, item: str
) -> None:
    mine = speaker.open(item)
    other.open(item).press("Punkt streichen")
    mine.press(SAVE, title="Mein Titel").press("Punkt eintragen")
    assert agenda.titles == ["Punkt 1 in ktv", "Punkt 3 in ktv", "Mein Titel"]


def test_an_item_that_was_struck_cannot_be_opened(speaker: Browser, other: Browser, item: str) -> None:
    other.open(item).press("Punkt streichen")
    assert speaker.open(item).status == 404


def test_striking_what_somebody_just_changed_is_refused(
    speaker: Browser, other: Browser, agenda: Agenda, item: str
) -> None:
    mine = speaker.open(item)
    other.open(item).press(SAVE, note="Eine wichtige Notiz")
    page = mine.press("Punkt streichen")
    assert page.status == 422
    assert "Sieh ihn dir noch einmal an, bevor du ihn streichst." in page
    assert agenda.items()[1].note == "Eine wichtige Notiz"


def test_striking_twice_finds_nothing_the_second_time(speaker: Browser, other: Browser, item: str) -> None:
    mine = speaker.open(item)
    other.open(item).press("Punkt streichen")
    assert mine.press("Punkt streichen").status == 404


def test_both_versions_are_shown_on_a_well_made_page(speaker: Browser, other: Browser, item: str) -> None:
    mine = speaker.open(item)
    other.open(item).press(SAVE, title="Ihr Titel")
    assert [one for one in manners(mine.press(SAVE)) if "tokens" not in one] == []


@pytest.mark.postgresql  # SQLite lets one request write at a time
def test_in_the_same_moment_nothing_is_overwritten(
    speaker: Browser, agenda: Agenda, world: World, item: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = services.change_item

    def change_while_another_does(*given: object, **values: object) -> None:
        with one_space(world.spaces["ktv"]) as session:
            theirs = session.get_one(AgendaItem, agenda.items()[1].id)
            theirs.title, theirs.version = "Ihr Titel", theirs.version + 1
        change(*given, **values)  # type: ignore[arg-type]  # handed on as they came

    page = speaker.open(item)
    monkeypatch.setattr(services, "change_item", change_while_another_does)
    assert page.press(SAVE, title="Mein Titel").status == 409
    assert agenda.titles[1] == "Ihr Titel"
