"""What becomes of a task: taken on, moved, handed over, done, no longer needed, open again."""

from __future__ import annotations

from datetime import date

import pytest

from app.districts.meetings.tasks.models import TaskState
from tests.calendar.dates import Dates, berlin
from tests.districts.meetings.evening import Evening, at_once
from tests.districts.meetings.tasks.conftest import LIST, Tasks, at
from tests.pages import Browser, counted, manners
from tests.people import NOW, PEOPLE, World

TO_COME = date(2025, 3, 20)


@pytest.fixture
def mine(tasks: Tasks) -> int:
    """A task of the member, handed out by the speaker."""
    return tasks.add("Kuchen backen", who="member", due_on=TO_COME)


# --- done, and no longer needed


def test_who_has_it_says_that_it_is_done(member: Browser, tasks: Tasks, mine: int) -> None:
    page = member.open(at(mine)).press("Erledigt", note="Drei Bleche")
    assert "Die Aufgabe ist abgeschlossen." in page.notices
    assert "Kuchen backen" not in page.rows
    row = tasks.get(mine)
    assert (row.state, row.ended_at) == (TaskState.DONE, NOW)
    assert "erledigt" in page.follow("Abgeschlossene").row("Kuchen backen").text
    assert "Marta Möwe: Drei Bleche" in member.open(at(mine)).section("Was bisher war")


def test_it_may_be_no_longer_needed(member: Browser, tasks: Tasks, mine: int) -> None:
    member.open(at(mine)).press("Nicht mehr nötig")
    assert tasks.get(mine).state is TaskState.DROPPED
    assert tasks.steps(mine) == ["dropped"]


def test_it_is_opened_again(member: Browser, tasks: Tasks, mine: int) -> None:
    member.open(at(mine)).press("Erledigt")
    page = member.open(at(mine)).press("Wieder öffnen")
    assert "Erledigt" in page.buttons()
    row = tasks.get(mine)
    assert (row.state, row.ended_at) == (TaskState.OPEN, None)
    assert tasks.steps(mine) == ["done", "reopened"]


def test_what_is_done_is_not_done_twice(member: Browser, tasks: Tasks, mine: int) -> None:
    page = member.open(at(mine))
    page.press("Erledigt")
    again = page.press("Erledigt", note="Noch einmal")
    assert again.status == 422
    assert "Inzwischen hat jemand anderes etwas an dieser Aufgabe geändert." in again.complaints
    assert tasks.steps(mine) == ["done"]


# --- moved


def test_it_is_moved_to_another_day(member: Browser, tasks: Tasks, mine: int) -> None:
    page = member.open(at(mine, "verschieben"))
    page = page.press("Aufgabe verschieben", due_on="2025-04-11", note="Der Ofen ist kaputt")
    assert tasks.get(mine).due_on == date(2025, 4, 11)
    assert page.facts()["Bis wann"] == "Fr., 11.04.2025"
    history = page.section("Was bisher war")
    assert "verschoben auf Fr., 11.04.2025" in history
    assert "Der Ofen ist kaputt" in history


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-03-04", "der noch kommt"),
        ("2025-03-20", "der schon dasteht"),
        ("31.02.2025", "Diesen Tag gibt es nicht"),
        ("", "Bitte den neuen Tag eintragen."),
        ("9999-12-31", "der noch kommt"),
        ("0001-01-01", "der noch kommt"),
    ],
)
def test_a_day_that_cannot_be_comes_back(
    member: Browser, tasks: Tasks, mine: int, day: str, words: str
) -> None:
    page = member.open(at(mine, "verschieben")).press("Aufgabe verschieben", due_on=day, note="Weil")
    assert page.status == 422
    assert words in page.error("due_on")
    assert page.value("note") == "Weil"
    assert tasks.get(mine).due_on == TO_COME


def test_today_is_still_to_come(member: Browser, tasks: Tasks, mine: int) -> None:
    member.open(at(mine, "verschieben")).press("Aufgabe verschieben", due_on="2025-03-05")
    assert tasks.get(mine).due_on == date(2025, 3, 5)


# --- handed over


def test_it_is_handed_over_to_a_member(world: World, member: Browser, tasks: Tasks, mine: int) -> None:
    page = member.open(at(mine, "weitergeben"))
    page = page.press("Aufgabe weitergeben", to=str(world.people["councillor"]), note="Ich bin verreist")
    assert page.facts()["Wer"] == PEOPLE["councillor"].name
    assert f"weitergegeben an {PEOPLE['councillor'].name}" in page.section("Was bisher war")
    assert tasks.get(mine).person_id == world.people["councillor"]
    assert "Erledigt" not in page.buttons()  # it is not hers any more


@pytest.mark.parametrize("to", ["", "0", "x", "foreign_member", "demoted", "member"])
def test_it_is_handed_over_to_nobody_else(
    world: World, member: Browser, tasks: Tasks, mine: int, to: str
) -> None:
    key = str(world.people.get(to, to))
    page = member.open(at(mine, "weitergeben")).press("Aufgabe weitergeben", to=key)
    assert page.status == 422
    assert page.error("to")
    assert tasks.get(mine).person_id == world.people["member"]


def test_from_somebody_who_is_no_member_it_goes_to_one(world: World, speaker: Browser, tasks: Tasks) -> None:
    key = tasks.add("Saal fragen", other_name="Frau Petersen")
    page = speaker.open(at(key))
    assert page.facts()["Wer"] == "Frau Petersen"
    speaker.open(at(key, "weitergeben")).press("Aufgabe weitergeben", to=str(world.people["member"]))
    assert (tasks.get(key).person_id, tasks.get(key).other_name) == (world.people["member"], "")


def test_what_nobody_has_is_taken_by_whoever_wants(world: World, councillor: Browser, tasks: Tasks) -> None:
    key = tasks.add("Plakate kleben")
    page = councillor.open(at(key)).press("Ich mache das")
    assert tasks.get(key).person_id == world.people["councillor"]
    assert f"übernommen von {PEOPLE['councillor'].name}" in page.section("Was bisher war")
    assert tasks.mails() == []


def test_two_who_want_it_at_once_do_not_both_get_it(world: World, tasks: Tasks) -> None:
    key = tasks.add("Plakate kleben")
    browsers = [Browser(world.client_of(who)) for who in ("member", "councillor", "speaker")]
    pages = at_once(*(lambda one=one: one.post(at(key, "uebernehmen")) for one in browsers))
    statuses = sorted(page.status for page in pages)
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {409, 422}
    assert len(tasks.steps(key)) == 1


def test_what_somebody_has_is_not_taken(councillor: Browser, tasks: Tasks, mine: int, world: World) -> None:
    assert "Ich mache das" not in councillor.open(at(mine)).buttons()
    assert councillor.post(at(mine, "uebernehmen")).status == 422
    assert tasks.get(mine).person_id == world.people["member"]


# --- who may


def test_others_read_and_do_not_change(councillor: Browser, tasks: Tasks, mine: int) -> None:
    page = councillor.open(at(mine))
    assert page.status == 200
    assert page.buttons() == []
    before = tasks.get(mine)
    for verb, form in {
        "abschliessen": {"version": "1"},
        "wieder-oeffnen": {"version": "1"},
        "verschieben": {"version": "1", "due_on": "2025-04-11"},
        "weitergeben": {"version": "1", "to": str(before.person_id)},
    }.items():
        refused = councillor.post(at(mine, verb), **form)
        assert refused.status == 422
        assert "Diese Aufgabe ändert, wer sie hat" in refused
    assert tasks.get(mine).version == before.version


@pytest.mark.parametrize("who", ["member", "councillor", "speaker"])
def test_who_has_it_who_handed_it_out_and_who_leads_may(world: World, tasks: Tasks, who: str) -> None:
    key = tasks.add("Kuchen backen", who="member", by="councillor")
    Browser(world.client_of(who)).open(at(key)).press("Erledigt")
    assert tasks.get(key).state is TaskState.DONE


@pytest.mark.parametrize("who", ["foreign_member", "foreign_speaker", "group_member"])
def test_a_task_of_another_space_does_not_exist(world: World, mine: int, who: str) -> None:
    browser = Browser(world.client_of(who))
    assert browser.open(at(mine)).status == 404
    own = {"foreign_member": "mitte", "foreign_speaker": "mitte", "group_member": "wahlaktiv"}[who]
    for verb in ("", "/abschliessen", "/verschieben", "/weitergeben", "/uebernehmen", "/wieder-oeffnen"):
        assert browser.post(f"/{own}/aufgaben/{mine}{verb}").status in (404, 405)
        assert verb in ("", "/verschieben", "/weitergeben") or browser.open(
            f"/{own}/aufgaben/{mine}{verb}"
        ).status in (404, 405)
    assert browser.open(f"/{own}/aufgaben/{mine}").status == 404


def test_two_at_once_are_told(member: Browser, speaker: Browser, tasks: Tasks, mine: int) -> None:
    theirs = speaker.open(at(mine, "verschieben"))
    member.open(at(mine, "verschieben")).press("Aufgabe verschieben", due_on="2025-04-11")
    page = theirs.press("Aufgabe verschieben", due_on="2025-05-02", note="Nach dem Fest")
    assert page.status == 422
    assert "Inzwischen hat jemand anderes" in page.complaints
    assert (page.value("due_on"), page.value("note")) == ("2025-05-02", "Nach dem Fest")
    page.press("Aufgabe verschieben")  # once more, knowing it
    assert tasks.get(mine).due_on == date(2025, 5, 2)


# --- begun between meetings


def test_a_member_takes_something_on(world: World, member: Browser, tasks: Tasks) -> None:
    page = member.open(LIST).follow("Ich nehme mir etwas vor")
    page = page.press("Aufgabe eintragen", task="Nachbarn einladen", due_on="2025-04-01")
    row = tasks.newest()
    assert page.heading == "Nachbarn einladen"
    assert (row.person_id, row.by_id, row.due_on) == (
        world.people["member"], world.people["member"], date(2025, 4, 1),
    )  # fmt: skip


@pytest.mark.parametrize("other", [{"who": "councillor"}, {"who": ""}, {"other_name": "Frau Petersen"}])
def test_a_member_gives_nothing_to_others(
    world: World, member: Browser, tasks: Tasks, other: dict[str, str]
) -> None:
    before = tasks.newest().id
    typed = {"task": "Mach du mal", **other}
    if typed.get("who"):
        typed["who"] = str(world.people[typed["who"]])
    assert member.post(f"{LIST}neu", **typed).status == 422
    assert tasks.newest().id == before


def test_who_plans_gives_it_to_somebody_who_is_told(world: World, speaker: Browser, tasks: Tasks) -> None:
    page = speaker.open(LIST).follow("Aufgabe anlegen")
    page.press("Aufgabe eintragen", task="Saal fragen", who=str(world.people["member"]))
    assert tasks.newest().person_id == world.people["member"]
    assert [mail.address for mail in tasks.mails()] == [PEOPLE["member"].email]


def test_somebody_and_a_name_are_one_too_many(world: World, speaker: Browser, tasks: Tasks) -> None:
    page = speaker.open(f"{LIST}neu")
    page = page.press("Aufgabe eintragen", task="X", who=str(world.people["member"]), other_name="Petra")
    assert "nicht beides" in page.error("other_name")


@pytest.mark.parametrize("title", ["", "  ", "x" * 201, "zwei\nZeilen"])
def test_a_task_needs_one_line_that_says_what(member: Browser, tasks: Tasks, title: str) -> None:
    before = tasks.newest().id
    page = member.open(f"{LIST}neu").press("Aufgabe eintragen", task=title)
    assert page.status == 422
    assert page.error("task")
    assert tasks.newest().id == before


# --- handed out at a meeting


@pytest.fixture
def evening(world: World) -> Evening:
    """A Mitgliederversammlung of ktv at seven; it is seven."""
    return Evening(world)


def test_until_the_next_meeting_is_proposed_else_four_weeks(
    world: World, speaker: Browser, evening: Evening
) -> None:
    dates = Dates(world)
    page = speaker.open(evening.url("punkt", evening.items[0]))
    assert page.value("due_on") == "2025-03-25"  # the announced meeting of the small Kreisverband
    dates.add(berlin(2025, 3, 12, 19), kind="regulars_table")
    dates.draft(berlin(2025, 3, 13, 19), kind="assembly")
    dates.add(berlin(2025, 3, 19, 19), kind="assembly")
    assert speaker.open(evening.url("punkt", evening.items[0])).value("due_on") == "2025-03-19"


def test_without_a_next_meeting_it_is_four_weeks(world: World) -> None:
    dates = Dates(world)
    dates.clear("ktv")
    evening = Evening(world)
    page = Browser(world.client_of("speaker")).open(evening.url("punkt", evening.items[0]))
    assert page.value("due_on") == "2025-04-02"


def test_it_is_handed_out_at_an_item(world: World, speaker: Browser, tasks: Tasks, evening: Evening) -> None:
    page = speaker.open(evening.url("punkt", evening.items[0]))
    page = page.press(
        "Aufgabe festhalten", task="Antrag schreiben", who=str(world.people["member"]), due_on="2025-03-20"
    )
    row = tasks.newest()
    assert (row.appointment_id, row.item_id, row.person_id) == (
        evening.key, evening.items[0], world.people["member"],
    )  # fmt: skip
    assert (
        f"{PEOPLE['member'].name} · bis Do., 20.03.2025" in page.main.one("div", id=f"aufgabe-{row.id}").text
    )
    assert "Thema 1" in speaker.open(at(row.id)).facts()["Woher"]
    assert tasks.mails() == []  # who takes it on sits in the room


def test_what_was_meant_for_yesterday_can_be_written_down_today(
    world: World, speaker: Browser, tasks: Tasks
) -> None:
    evening = Evening(world, starts=berlin(2025, 2, 20, 19))
    page = speaker.open(evening.url("punkt", evening.items[0]))
    page.press("Aufgabe festhalten", task="War für gestern", due_on="2025-03-04")
    assert tasks.newest().due_on == date(2025, 3, 4)


def test_the_pages_are_well_made(
    world: World, member: Browser, speaker: Browser, tasks: Tasks, mine: int
) -> None:
    pages = [
        member.open(LIST), member.open(f"{LIST}abgeschlossene"), member.open(f"{LIST}neu"), member.open(at(mine)),
        member.open(at(mine, "verschieben")), member.open(at(mine, "weitergeben")),
        member.open(at(mine)).press("Erledigt", note="x" * 501), speaker.open(at(tasks.add("Nobodys"))),
    ]  # fmt: skip
    assert [one for page in pages for one in manners(page) if "tokens" not in one] == []


def test_a_long_list_asks_no_more_than_a_short_one(world: World, member: Browser, tasks: Tasks) -> None:
    with counted(world.app) as few:
        member.open(LIST)
    for n in range(15):
        tasks.add(f"Aufgabe {n}", who="member" if n % 2 else None, due_on=TO_COME)
    with counted(world.app) as many:
        assert len(member.open(LIST).rows) == 16
    assert len(many) == len(few)
