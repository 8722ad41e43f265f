"""Who of us goes, that nobody went, that it was cancelled: each is said with one tap and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.districts.councils.sittings.models import SittingState
from tests.districts.councils.conftest import Sittings
from tests.pages import Browser, manners
from tests.people import NOW, World

LIST = "/ktv/sitzungen/"


@pytest.fixture
def coming(sittings: Sittings) -> int:
    """A sitting in three days to which nobody goes yet."""
    return sittings.add(NOW + timedelta(days=3), title="Sondersitzung")


@pytest.fixture
def past(world: World) -> int:
    """A sitting of last week of which nothing was said."""
    return world.meetings["ktv"]["sitting_id"]


def test_somebody_says_that_they_go_and_takes_it_back(
    member: Browser, sittings: Sittings, coming: int, world
):
    page = member.open(f"{LIST}{coming}").press("Ich gehe hin")
    assert "Marta Möwe (Gast)" in page.section("Wer von uns hingeht")
    assert sittings.visits(coming) == [world.people["member"]]
    assert manners(page) == []
    page = page.press("Ich gehe doch nicht hin")
    assert "Von uns geht noch niemand hin" in page.main.text
    assert sittings.visits(coming) == []


def test_who_has_a_seat_goes_as_a_member_and_others_are_counted(member, councillor, speaker, coming):
    for one in (member, councillor, speaker):
        one.open(f"{LIST}{coming}").press("Ich gehe hin")
    assert "Cem Kaya (Mitglied), 2 Gäste" in member.open(LIST).row("Sondersitzung").text
    assert "niemand" not in speaker.open(LIST).row("Sondersitzung").text


def test_who_leads_sees_where_nobody_goes(member, speaker, coming):
    assert "Von uns geht noch niemand hin" in speaker.open(LIST).row("Sondersitzung").text
    assert "niemand" not in member.open(LIST).row("Sondersitzung").text


def test_saying_it_twice_changes_nothing(member, sittings, coming):
    for _ in range(2):
        member.post(f"{LIST}{coming}/hingehen")
    assert len(sittings.visits(coming)) == 1
    for _ in range(2):
        assert member.post(f"{LIST}{coming}/doch-nicht-hingehen").status == 200


@pytest.mark.parametrize("what", ["hingehen", "doch-nicht-hingehen"])
def test_once_it_has_begun_the_report_says_who_was_there(member, sittings, past, what):
    assert "Ich gehe hin" not in member.open(f"{LIST}{past}").buttons()
    assert member.post(f"{LIST}{past}/{what}").status == 422
    assert sittings.visits(past) == []


def test_nobody_goes_to_what_is_cancelled(member, sittings):
    key = sittings.add(NOW + timedelta(days=3), state=SittingState.CANCELLED)
    assert member.post(f"{LIST}{key}/hingehen").status == 422
    assert sittings.visits(key) == []


def test_the_start_page_asks_the_councillor_until_they_say_so(councillor, member, coming, sittings):
    assert "Sitzung: Ortsbeirat Ktv" in councillor.open("/").rows
    assert "Sitzung: Ortsbeirat Ktv" not in member.open("/").rows
    councillor.open("/").press("Ich gehe hin")
    assert "Sitzung: Ortsbeirat Ktv" not in councillor.open("/").rows


# --- afterwards


@pytest.mark.parametrize(
    ("answer", "words", "undo"),
    [
        ("Die Sitzung fiel aus", "Diese Sitzung fiel aus.", "Sie fand doch statt"),
        ("Von uns war niemand da", "Von uns war niemand da.", "Doch, es war jemand da"),
    ],
)
def test_one_tap_ends_the_asking_and_one_brings_it_back(councillor, sittings, past, answer, words, undo):
    assert sittings.get(past).wants_a_report
    page = councillor.open(f"{LIST}{past}").press(answer)
    assert words in page.notices
    assert answer not in page.buttons()
    assert not sittings.get(past).wants_a_report
    page = page.press(undo)
    assert sittings.get(past).wants_a_report
    assert answer in page.buttons()


@pytest.mark.parametrize("what", ["niemand-da", "faellt-aus"])
@pytest.mark.parametrize("which", ["reported_sitting_id", "drafted_sitting_id"])
def test_where_there_is_a_report_somebody_was_there(world, councillor, sittings, what, which):
    key = world.meetings["ktv"][which]
    assert "Von uns war niemand da" not in councillor.open(f"{LIST}{key}").buttons()
    assert councillor.post(f"{LIST}{key}/{what}").status == 422
    assert sittings.get(key).state is SittingState.PLANNED
    assert not sittings.get(key).nobody_went


def test_nobody_says_beforehand_that_nobody_was_there(councillor, sittings, coming):
    assert councillor.post(f"{LIST}{coming}/niemand-da").status == 422
    assert not sittings.get(coming).nobody_went


def test_members_and_board_do_not_answer_for_others(member, board, past):
    for one in (member, board):
        assert "Von uns war niemand da" not in one.open(f"{LIST}{past}").buttons()
    assert "Ich gehe hin" not in board.open(LIST).buttons()


# --- who is gone, and councils that move


def test_who_is_erased_goes_nowhere(world: World, office, sittings):
    coming = world.meetings["mitte"]["coming_sitting_id"]
    assert sittings.visits(coming) == [world.people["foreign_member"]]
    office.post(f"/verwaltung/menschen/{world.people['foreign_member']}/loeschen")
    assert sittings.visits(coming) == []


def test_sittings_to_come_go_along_when_a_council_changes_its_district(world: World, office, sittings):
    key = sittings.add(
        NOW + timedelta(days=40), title="Zieht um", items=("Eins", "Zwei"), link="https://x.example/"
    )
    page = office.open(f"/verwaltung/ortsbeiraete/{sittings.council_id}")
    page.press("Ortsbeirat speichern", district=str(world.spaces["mitte"]))
    (moved,) = [one for one in sittings.all("mitte") if one.title == "Zieht um"]
    assert moved.id != key
    assert (moved.council_id, moved.link) == (sittings.council_id, "https://x.example/")
    assert [one.title for one in sittings.items(moved.id)] == ["Eins", "Zwei"]
    stayed = [one.title for one in sittings.all("ktv")]
    assert "Zieht um" not in stayed
    assert "Sitzung unreported in ktv" in stayed
    assert "Sitzung reported in ktv" in stayed
