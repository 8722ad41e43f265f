"""A notice stands on the start page until somebody says that they have read it; others see numbers."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from app import clock
from tests.notices.conftest import TITLE, Notices, on_today, titles
from tests.pages import Browser, counted
from tests.people import NOW, World


def test_looking_at_it_marks_nothing(world: World, notices: Notices) -> None:
    key = notices.add()
    member = Browser(world.client_of("member"))
    for path in ("/", "/ktv/", "/ktv/eilmeldungen/", f"/ktv/eilmeldungen/{key}"):
        assert member.open(path).status == 200
    assert world.client_of("member").get(f"/ktv/eilmeldungen/{key}/gelesen").status_code == 405
    assert notices.readers(key) == []
    assert on_today(world, "member") == [TITLE]


def test_read_it_leaves_the_start_page_and_stays_in_the_space(world: World, notices: Notices) -> None:
    key = notices.add()
    page = Browser(world.client_of("member")).open("/").press("Gelesen")
    assert (page.path, titles(page)) == ("/", [])
    assert notices.readers(key) == [world.people["member"]]
    home = Browser(world.client_of("member")).open("/ktv/")
    assert titles(home) == [TITLE]
    assert "Gelesen" not in home.buttons()
    assert on_today(world, "councillor") == [TITLE]


def test_it_can_be_marked_on_its_own_page(world: World, notices: Notices) -> None:
    key = notices.add()
    page = Browser(world.client_of("member")).open(f"/ktv/eilmeldungen/{key}").press("Gelesen")
    assert page.path == f"/ktv/eilmeldungen/{key}"
    assert "Gelesen" not in page.buttons()


def test_pressing_twice_marks_once(world: World, notices: Notices) -> None:
    key = notices.add()
    for _ in range(2):
        assert world.client_of("member").post(f"/ktv/eilmeldungen/{key}/gelesen").status_code == 302
    assert notices.readers(key) == [world.people["member"]]


def test_pressing_twice_at_the_same_moment_marks_once(world: World, notices: Notices) -> None:
    key = notices.add()
    states: list[int] = []
    clients = [world.client_of("member") for _ in range(4)]
    threads = [
        threading.Thread(
            target=lambda client=client: states.append(
                client.post(f"/ktv/eilmeldungen/{key}/gelesen").status_code
            )
        )
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states == [302] * 4
    assert notices.readers(key) == [world.people["member"]]


def test_who_posts_sees_how_many_have_read_it_and_nobody_sees_who(world: World, notices: Notices) -> None:
    key = notices.add()
    for who in ("member", "councillor"):
        world.client_of(who).post(f"/ktv/eilmeldungen/{key}/gelesen")
    page = Browser(world.client_of("speaker")).open(f"/ktv/eilmeldungen/{key}")
    # With a login in ktv today: member, councillor, pending, unenrolled; the author does not count.
    assert page.facts()["Gelesen"] == "2 von 4 haben es gelesen"
    assert "Marta" not in page
    assert "Gelesen" not in Browser(world.client_of("member")).open(f"/ktv/eilmeldungen/{key}").facts()


def test_of_the_county_those_are_counted_whom_it_is_for(world: World, notices: Notices) -> None:
    everybody, some = notices.add("kreis", by="board"), notices.add("kreis", by="board", to=("mitte",))
    office = Browser(world.client_of("office"))
    # ktv: member, speaker, pending, unenrolled; mitte: member, speaker; kreis: office.
    assert office.open(f"/kreis/eilmeldungen/{everybody}").facts()["Gelesen"] == "0 von 7 haben es gelesen"
    # A seat in mitte's council does not open the county's space.
    assert office.open(f"/kreis/eilmeldungen/{some}").facts()["Gelesen"] == "0 von 3 haben es gelesen"


def test_there_are_no_numbers_once_the_marks_are_gone(world: World, notices: Notices) -> None:
    key = notices.add(days=60)
    with clock.frozen(NOW + timedelta(days=90)):
        assert "Gelesen" not in Browser(world.client_of("board")).open(f"/ktv/eilmeldungen/{key}").facts()


def test_of_many_notices_the_newest_stand_there(world: World, notices: Notices) -> None:
    for number in range(7):
        notices.add(title=f"Nummer {number}", at=NOW + timedelta(seconds=number))
    assert on_today(world, "member") == [f"Nummer {number}" for number in (6, 5, 4, 3, 2)]


@pytest.mark.parametrize("path", ["/", "/ktv/", "/ktv/eilmeldungen/"])
def test_more_notices_need_no_more_queries(world: World, notices: Notices, path: str) -> None:
    member = Browser(world.client_of("member"))
    numbers = []
    for _ in range(2):
        for _ in range(3):
            notices.answer(notices.add(), "Danke")
            notices.add("kreis", by="board", to=("ktv", "mitte"))
        member.open(path)
        with counted(world.app) as statements:
            member.open(path)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_more_answers_and_more_members_need_no_more_queries(world: World, notices: Notices) -> None:
    key = notices.add()
    numbers = []
    for round_ in range(2):
        for number in range(5):
            notices.answer(key, f"Antwort {number}", by=("member", "councillor", "speaker")[number % 3])
        if round_:
            notices.crowd(30)
        speaker = Browser(world.client_of("speaker"))
        speaker.open(f"/ktv/eilmeldungen/{key}")
        with counted(world.app) as statements:
            speaker.open(f"/ktv/eilmeldungen/{key}")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_a_search_finds_a_notice_for_whom_it_is_alone(world: World, notices: Notices) -> None:
    notices.add("kreis", by="board", to=("mitte",), title="Seeadlerhorst")
    found = {
        who: "Seeadlerhorst" in Browser(world.client_of(who)).post("/suche", words="Seeadlerhorst").rows
        for who in ("member", "foreign_member", "foreign_councillor", "group_member", "board", "office")
    }
    assert found == {"member": False, "foreign_member": True, "foreign_councillor": False, "group_member": False,
                     "board": True, "office": True}  # fmt: skip
