"""The lists of tasks: mine first, by day, overdue without blame; across spaces; whom an erased name leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.districts.meetings.tasks import queries
from app.districts.meetings.tasks.models import TaskState
from app.extensions import db
from app.tenancy import Scope, current_session
from tests.districts.meetings.tasks.conftest import LIST, Tasks, at
from tests.pages import Browser
from tests.people import NOW, PEOPLE, World

TODAY = date(2025, 3, 5)


@pytest.fixture(autouse=True)
def _empty(tasks: Tasks) -> None:
    tasks.clear()


def test_mine_stand_first_and_each_by_day(member: Browser, tasks: Tasks) -> None:
    tasks.add("Ohne Tag, meine", who="member")
    tasks.add("Später, meine", who="member", due_on=TODAY + timedelta(days=9))
    tasks.add("Bald, deine", who="speaker", due_on=TODAY + timedelta(days=1))
    tasks.add("Bald, meine", who="member", due_on=TODAY + timedelta(days=2))
    tasks.add("Noch niemandes")
    assert member.open(LIST).rows == [
        "Bald, meine", "Später, meine", "Ohne Tag, meine", "Bald, deine", "Noch niemandes",
    ]  # fmt: skip


def test_overdue_is_said_and_not_blamed(member: Browser, tasks: Tasks) -> None:
    key = tasks.add("Etwas spät", who="member", due_on=TODAY - timedelta(days=1))
    tasks.add("Gerade noch", who="member", due_on=TODAY)
    page = member.open(LIST)
    assert page.row("Etwas spät").text == "Etwas spät war bis 04.03. gedacht"
    assert page.row("Gerade noch").text == "Gerade noch bis Mi., 05.03.2025"
    assert not page.main.all("span", class_="is-red")
    assert member.open(at(key)).facts()["Bis wann"] == "war bis 04.03. gedacht"


def test_whose_it_is_is_said(member: Browser, tasks: Tasks) -> None:
    tasks.add("A", who="speaker")
    tasks.add("B", other_name="Frau Petersen")
    tasks.add("C")
    page = member.open(LIST)
    assert [page.main.all("span", class_="row-note")[n].text for n in range(3)] == [
        PEOPLE["speaker"].name, "Frau Petersen", "noch niemand",
    ]  # fmt: skip


def test_what_is_over_stands_behind_a_tab(member: Browser, tasks: Tasks) -> None:
    tasks.add("Getan", who="member", state=TaskState.DONE, ended_at=NOW - timedelta(days=2))
    tasks.add("Entfallen", state=TaskState.DROPPED, ended_at=NOW - timedelta(days=1))
    page = member.open(LIST)
    assert page.rows == []
    ended = page.follow("Abgeschlossene")
    assert ended.rows == ["Entfallen", "Getan"]
    assert "nicht mehr nötig" in ended.row("Entfallen").text


def test_forty_that_are_over_fill_a_page(member: Browser, tasks: Tasks) -> None:
    for n in range(41):
        tasks.add(f"Nummer {n}", state=TaskState.DONE, ended_at=NOW - timedelta(hours=n))
    page = member.open(f"{LIST}abgeschlossene")
    assert len(page.rows) == 40
    assert page.follow("Weiter").rows == ["Nummer 40"]


def test_an_empty_list_says_what_belongs_there(member: Browser) -> None:
    assert "wer sich was vorgenommen hat" in member.open(LIST)
    assert "was geschafft ist" in member.open(f"{LIST}abgeschlossene")


def test_who_is_erased_leaves_the_task_without_a_name(world: World, speaker: Browser, tasks: Tasks) -> None:
    theirs = tasks.add("Kuchen backen", who="member")
    others = tasks.add("Saal fragen", by="member", other_name="Frau Petersen")
    Browser(world.client_of("office")).post(f"/verwaltung/menschen/{world.people['member']}/loeschen")
    assert speaker.open(at(theirs)).facts()["Wer"] == "Ehemaliges Mitglied"
    assert "Ehemaliges Mitglied" in speaker.open(LIST).row("Kuchen backen").text
    assert "Ehemaliges Mitglied" not in speaker.open(at(theirs, "weitergeben"))
    facts = speaker.open(at(others)).facts()
    assert (facts["Wer"], facts["Verteilt von"]) == ("Frau Petersen", "Ehemaliges Mitglied")


def test_mine_are_found_across_my_spaces(world: World, tasks: Tasks) -> None:
    tasks.clear("kreis")
    tasks.add("In ktv", who="member", due_on=TODAY)
    tasks.add("Im Kreis", who="member", slug="kreis", by="board")
    tasks.add("In mitte", who="member", slug="mitte", by="foreign_speaker")
    tasks.add("Von anderen", who="speaker")
    tasks.add("Erledigt", who="member", state=TaskState.DONE, ended_at=NOW)
    with world.app.app_context():
        reach = frozenset(world.spaces[slug] for slug in ("ktv", "kreis"))
        current_session().open_scope(Scope(read=reach))
        rows = queries.mine(world.people["member"])
        assert [(row.title, row.space_id) for row in rows] == [
            ("In ktv", world.spaces["ktv"]), ("Im Kreis", world.spaces["kreis"]),
        ]  # fmt: skip
        assert [
            row.title for row in queries.mine(world.people["member"], space_ids=[world.spaces["kreis"]])
        ] == ["Im Kreis"]
        db.session.remove()
