"""What earlier meetings left open comes back as suggestions for the next agenda."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.calendar.models import Appointment, AppointmentState
from app.calendar.parts import Suggestion
from app.districts.meetings.models import AgendaItem, ItemKind, ItemOutcome
from app.districts.meetings.tasks.models import TaskState
from app.districts.meetings.tasks.suggesting import LONGEST_NOTE, open_ends
from app.extensions import db
from app.speech import speaking
from app.tenancy import Scope, current_session, one_space
from tests.districts.meetings.evening import Evening
from tests.districts.meetings.tasks.conftest import Tasks
from tests.pages import Browser
from tests.people import NOW, PEOPLE, World


@pytest.fixture(autouse=True)
def _empty(tasks: Tasks) -> None:
    tasks.clear()


@pytest.fixture
def earlier(world: World) -> Evening:
    """A meeting four weeks ago."""
    return Evening(world, starts=NOW - timedelta(days=28))


@pytest.fixture
def following(world: World) -> Evening:
    """The meeting in four weeks whose agenda is made."""
    return Evening(world, starts=NOW + timedelta(days=28))


def suggested(world: World, evening: Evening) -> dict[str, Suggestion]:
    """What is suggested for a meeting, by its source."""
    with world.app.test_request_context(), speaking("de"):
        current_session().open_scope(Scope.of(world.spaces[evening.slug], write=False))
        found = open_ends(db.session.get_one(Appointment, evening.key))
        return {one.source: one for one in found}


def leave(world: World, evening: Evening, place: int, outcome: ItemOutcome | None, **more: object) -> str:
    """Let an item come to something; return the source by which it is suggested."""
    with world.app.app_context(), one_space(world.spaces[evening.slug]) as session:
        item = session.get_one(AgendaItem, evening.items[place])
        item.outcome = outcome
        for name, value in more.items():
            setattr(item, name, value)
    return f"item:{evening.items[place]}"


def test_the_open_tasks_are_one_item_that_lists_them(world: World, tasks: Tasks, following: Evening) -> None:
    tasks.add("Kuchen backen", who="member", due_on=date(2025, 3, 20))
    tasks.add("Saal fragen", other_name="Frau Petersen")
    tasks.add("Plakate kleben", due_on=date(2025, 3, 1))
    tasks.add("Erledigt", state=TaskState.DONE, ended_at=NOW)
    tasks.add("Woanders", slug="mitte", by="foreign_speaker")
    found = suggested(world, following)["tasks"]
    assert found.title == "Offene Aufgaben"
    assert found.note.split("\n") == [
        "Plakate kleben – noch niemand – bis Sa., 01.03.2025",
        f"Kuchen backen – {PEOPLE['member'].name} – bis Do., 20.03.2025",
        "Saal fragen – Frau Petersen",
    ]


def test_without_open_tasks_nothing_is_said_of_them(world: World, following: Evening) -> None:
    assert "tasks" not in suggested(world, following)


def test_more_tasks_than_fit_are_counted(world: World, tasks: Tasks, following: Evening) -> None:
    for n in range(20):
        tasks.add(f"{n}: " + "lang " * 30, who="member")
    note = suggested(world, following)["tasks"].note
    assert len(note) <= LONGEST_NOTE + 40
    lines = note.split("\n")
    assert lines[-1] == f"und {20 - len(lines) + 1} weitere Aufgaben"


def test_what_was_postponed_or_left_open_comes_back(
    world: World, earlier: Evening, following: Evening
) -> None:
    postponed = leave(
        world, earlier, 0, ItemOutcome.POSTPONED, kind=ItemKind.DECISION, minutes=25, note="Vorlage 7"
    )
    undecided = leave(world, earlier, 1, ItemOutcome.UNDECIDED)
    leave(world, earlier, 2, ItemOutcome.DONE)
    found = suggested(world, following)
    assert list(found) == [postponed, undecided]
    one = found[postponed]
    assert (one.title, one.kind, one.minutes) == ("Thema 1", "decision", 25)
    assert one.note == "vertagt vom Mi., 05.02.2025\nVorlage 7"
    assert found[undecided].note == "noch offen vom Mi., 05.02.2025"


def test_nothing_is_suggested_that_was_taken_up_again(
    world: World, earlier: Evening, following: Evening
) -> None:
    source = leave(world, earlier, 0, ItemOutcome.POSTPONED)
    between = Evening(world, starts=NOW - timedelta(days=7))
    again = leave(world, between, 1, ItemOutcome.DONE, source=source)
    assert suggested(world, following) == {}
    leave(world, between, 1, ItemOutcome.POSTPONED, source=source)
    assert list(suggested(world, following)) == [again]


def test_what_a_cancelled_meeting_took_up_comes_back(
    world: World, earlier: Evening, following: Evening
) -> None:
    source = leave(world, earlier, 0, ItemOutcome.POSTPONED)
    cancelled = Evening(world, starts=NOW - timedelta(days=7), state=AppointmentState.CANCELLED)
    leave(world, cancelled, 1, None, source=source)
    assert list(suggested(world, following)) == [source]


def test_of_later_old_and_foreign_meetings_nothing_is_suggested(world: World, following: Evening) -> None:
    for evening in (
        Evening(world, starts=NOW + timedelta(days=60)),
        Evening(world, starts=NOW - timedelta(days=400)),
        Evening(world, starts=NOW - timedelta(days=5), slug="mitte"),
    ):
        leave(world, evening, 0, ItemOutcome.POSTPONED)
    assert suggested(world, following) == {}


def test_the_circle_closes_on_the_page_of_the_next_agenda(
    world: World, speaker: Browser, tasks: Tasks, earlier: Evening, following: Evening
) -> None:
    tasks.add("Kuchen backen", who="member")
    source = leave(world, earlier, 0, ItemOutcome.POSTPONED)
    page = speaker.open(f"/ktv/termine/{following.key}/tagesordnung/vorschlag")
    assert "Offene Aufgaben" in page
    assert "Thema 1" in page
    speaker.post(page.path, items=source)
    assert [one.source for one in following.rows(AgendaItem)][-1] == source
    assert source not in suggested(world, following)
