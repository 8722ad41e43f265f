"""What a space plans for the days of remembrance; it is 5 March 2025."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest

from app.calendar.year.models import CommemorationPlan
from tests.calendar.year.conftest import Plan
from tests.pages import Browser
from tests.people import World

PATH = "/ktv/termine/gedenken/"
MAY = f"{PATH}2025/5"
TYPED = {
    "starts": "16:30",
    "place": "Am Stein",
    "wreath": "Blumenhaus, 60 Euro",
    "speaker": "Kim",
    "note": "Kerzen",
}
Plans = Callable[[], list[CommemorationPlan]]


def test_the_page_lists_this_years_and_the_next_years_days(member: Browser) -> None:
    page = member.open(PATH)
    assert [one.text for one in page.main.all("h2")] == ["2025", "2026"]
    assert "27.01.2025" in page.section("2025")
    assert "Do., 08.05.2025" in page.section("2025")
    assert "So., 14.09.2025" in page.section("2025")
    assert "So., 13.09.2026" in page.section("2026")
    assert page.section("2026").count("Noch nichts geplant.") == 4


def test_one_comes_there_from_the_space_and_its_calendar(member: Browser) -> None:
    assert member.open("/ktv/").main.all("a", href=PATH) != []
    assert member.open("/ktv/termine/").follow("Gedenktage").path == PATH


def test_who_plans_writes_down_what_is_done(
    speaker: Browser, member: Browser, world: World, plans: Plans
) -> None:
    page = speaker.open(PATH).follow("Tag der Befreiung 2025 planen")
    assert (page.path, page.heading) == (MAY, "Tag der Befreiung")
    page = page.press("Plan speichern", **TYPED, on_duty=str(world.people["member"]))
    assert page.path == PATH
    assert "Gespeichert." in page.notices
    (plan,) = plans()
    assert (plan.day, plan.starts, plan.space_id) == (date(2025, 5, 8), time(16, 30), world.spaces["ktv"])
    section = member.open(PATH).section("2025")
    for words in (
        "Do., 08.05.2025, 16:30 Uhr",
        "Am Stein",
        "Blumenhaus, 60 Euro",
        "Kim",
        "Kerzen",
        "Marta Möwe",
    ):
        assert words in section, words


def test_a_plan_is_changed_and_taken_back(speaker: Browser, plan: Plan, plans: Plans) -> None:
    plan(date(2025, 5, 8), on_duty="member", note="Kerzen")
    page = speaker.open(MAY)
    assert (page.value("place"), page.value("note"), page.value("starts")) == (
        "Am Gedenkstein",
        "Kerzen",
        "17:00",
    )
    page = page.press("Plan speichern", place="Am Hafen")
    assert [one.place for one in plans()] == ["Am Hafen"]
    speaker.open(MAY).press("Plan speichern", place="", note="", starts="", on_duty="")
    assert plans() == []
    assert speaker.open(PATH).section("2025").count("Noch nichts geplant.") == 3


def test_only_people_of_the_space_can_be_on_duty(speaker: Browser, world: World, plans: Plans) -> None:
    page = speaker.open(MAY)
    offered = {one.text for one in page.control("on_duty").all("option")}
    assert {"noch niemand", "Marta Möwe", "Sabine Sommer"} <= offered
    assert not any("Fremd" in name for name in offered)
    page = page.press("Plan speichern", **TYPED, on_duty=str(world.people["foreign_member"]))
    assert page.status == 422
    assert page.error("on_duty") != ""
    assert page.value("place") == "Am Stein"
    assert plans() == []


@pytest.mark.parametrize(
    ("field", "odd"),
    [("starts", "25:61"), ("starts", "irgendwann"), ("place", "x" * 201), ("wreath", "zwei\nZeilen"),
     ("speaker", "x" * 201), ("note", "x" * 1001), ("on_duty", "0"), ("on_duty", "x")],
)  # fmt: skip
def test_what_cannot_be_right_is_marked_and_all_is_kept(
    speaker: Browser, plans: Plans, field: str, odd: str
) -> None:
    page = speaker.open(MAY).press("Plan speichern", **{**TYPED, field: odd})
    assert page.status == 422
    assert page.error(field) != ""
    kept = {name: page.value(name) for name in TYPED if name != field}
    assert kept == {name: value for name, value in TYPED.items() if name != field}
    assert plans() == []


def test_who_comes_second_is_shown_both_and_chooses(speaker: Browser, plan: Plan, plans: Plans) -> None:
    mine = speaker.open(MAY)
    plan(date(2025, 5, 8), place="Am Hafen")
    page = mine.press("Plan speichern", **TYPED)
    assert page.status == 422
    assert "Inzwischen hat jemand anderes diesen Gedenktag geplant." in page.complaints
    assert "Am Hafen" in page.notices
    assert page.value("place") == "Am Stein"
    assert page.press("Plan speichern").path == PATH
    assert [one.place for one in plans()] == ["Am Stein"]


@pytest.mark.parametrize(
    "path", ["2025/2", "2025/13", "2025/0", "2024/5", "2027/5", "1999/5", "2025/x", "2025/5/8"]
)
def test_there_is_no_such_day(speaker: Browser, path: str) -> None:
    assert speaker.open(PATH + path).status == 404


def test_members_read_and_do_not_plan(member: Browser, world: World, plans: Plans) -> None:
    assert "planen" not in member.open(PATH).main.text
    assert member.open(MAY).status == 403
    assert member.post(MAY, **TYPED).status == 403
    assert Browser(world.client_of("foreign_speaker")).open(PATH).status == 404
    assert plans() == []


# --- who is on duty


def test_who_is_on_duty_is_told_three_weeks_before(
    world: World, member: Browser, plan: Plan, freeze: Callable[[datetime], None]
) -> None:
    plan(date(2025, 1, 27), on_duty="member")
    words = "Du bist zuständig: Gedenken an die Opfer des Nationalsozialismus"
    for day, told in ((5, False), (6, True), (27, True), (28, False)):
        freeze(datetime(2025, 1, day, 18, tzinfo=UTC))
        assert (words in member.open("/").main.text) is told, day
    freeze(datetime(2025, 1, 20, 18, tzinfo=UTC))
    assert "KTV · Am Gedenkstein" in member.open("/").section("Wartet auf dich")
    assert PATH in member.open("/").links()
    assert words not in Browser(world.client_of("councillor")).open("/").main.text


def test_somebody_who_is_erased_is_taken_off(world: World, plan: Plan, plans: Plans) -> None:
    plan(date(2025, 5, 8), slug="mitte", on_duty="foreign_member", place="Am Stein")
    office = Browser(world.client_of("office"))
    key = world.people["foreign_member"]
    assert office.client.post(f"/verwaltung/menschen/{key}/loeschen").status_code == 302
    assert [(one.on_duty_id, one.place) for one in plans()] == [(None, "Am Stein")]
