"""Entering a sitting from the public notice: pasted, looked through, entered once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.districts.councils.sittings.models import Sitting, SittingSource
from app.tenancy import one_space
from tests.districts.councils.intake import notices
from tests.districts.councils.intake.conftest import Taken
from tests.pages import Browser, Page
from tests.people import NOW, World

PASTE, LOOK, ENTER = "/ktv/sitzungen/uebernehmen/", "Bekanntmachung lesen", "Sitzung eintragen"
NOTICE = notices.TABLE.replace("Kröpeliner-Tor-Vorstadt", "ktv").replace("KTV", "ktv")
COMING = f"Ortsbeirat ktv\nSitzung am {clock.local(NOW + timedelta(days=10)):%d.%m.%Y} um 18:30 Uhr\nOrt: Aula\n" \
         "Tagesordnung\n1. Neu\n2. Anders"  # fmt: skip


def looked(browser: Browser, text: str = NOTICE) -> Page:
    return browser.open(PASTE).press(LOOK, notice=text)


def test_what_is_recognised_is_shown_and_nothing_is_entered_yet(councillor: Browser, taken: Taken) -> None:
    page = looked(councillor)
    assert page.status == 200
    values = [page.value(name) for name in ("day", "starts", "ends", "place")]
    assert values == ["2025-03-12", "18:30", "20:30", "Aula, Grundschule am Park, Parkstraße 3"]
    assert "7.1 Bebauungsplan Nr. 12 Wohnen am Kai (2025/BV/1234)" in page.value("agenda")
    assert "9. Grundstück (nichtöffentlich)" in page.value("agenda")
    assert taken.sittings() == []


def test_what_was_looked_through_is_entered(councillor: Browser, taken: Taken, world: World) -> None:
    page = looked(councillor).press(ENTER, place="Doch im Saal")
    sitting = taken.one()
    assert page.path == f"/ktv/sitzungen/{sitting.id}"
    assert (sitting.council_id, sitting.place) == (world.councils["ktv"], "Doch im Saal")
    assert (sitting.source, sitting.source_uid, sitting.fetched_at) == (SittingSource.PASTED, None, None)
    assert f"{clock.local(sitting.starts_at):%d.%m.%Y %H:%M}" == "12.03.2025 18:30"
    assert [(one.number, one.paper, one.is_public) for one in taken.items(sitting)] == [
        ("1", "", True), ("2", "", True), ("7.1", "2025/BV/1234", True), ("7.2", "2017/BV/2949-02 (ÄA)", True),
        ("9", "", False),
    ]  # fmt: skip


def test_what_is_not_recognised_is_left_empty_with_a_word_on_what_to_do(councillor: Browser) -> None:
    page = looked(councillor, "Kommt alle, es wird schön.")
    assert [page.value(name) for name in ("day", "starts", "place", "agenda")] == ["", "", "", ""]
    for words in (
        "Den Tag haben wir nicht erkannt",
        "Die Uhrzeit haben wir",
        "Den Ort haben wir",
        "Eine Tagesordnung",
    ):
        assert words in page.root.text
    assert page.value("notice") == "Kommt alle, es wird schön."  # nothing is lost


def test_what_is_still_missing_is_asked_for_and_all_else_is_kept(councillor: Browser, taken: Taken) -> None:
    page = looked(councillor, "Kommt alle.").press(ENTER, place="Hier", agenda="1. Radweg")
    assert page.status == 422
    assert [page.value(name) for name in ("place", "agenda", "notice")] == [
        "Hier",
        "1. Radweg",
        "Kommt alle.",
    ]
    assert taken.sittings() == []


@pytest.mark.parametrize(
    "odd",
    [
        {"day": "31.02.2025"},
        {"starts": "25:00"},
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"ends": "17:00"},
        {"day": "2025-03-30", "starts": "02:30", "ends": ""},
        {"agenda": "\n".join(f"{number}. x" for number in range(101))},
        {"council": "7654321"},
        {"council": "\x00"},
        {"link": "javascript:alert(1)"},
    ],
)
def test_odd_input_is_told_at_its_field(councillor: Browser, taken: Taken, odd: dict[str, str]) -> None:
    usual = {
        "council": str(taken.world.councils["ktv"]),
        "day": "2025-03-12",
        "starts": "18:30",
        "agenda": "1. Radweg",
    }
    page = councillor.post(PASTE + "eintragen", **(usual | odd))
    assert page.status == 422
    assert taken.sittings() == []


def test_an_empty_notice_is_asked_for(councillor: Browser) -> None:
    assert looked(councillor, "  ").status == 422


def test_a_sitting_of_that_day_is_offered_to_be_completed(councillor: Browser, taken: Taken) -> None:
    page = looked(councillor, COMING)
    assert "Schon eingetragen:" in page.root.text
    page.press(ENTER)
    assert taken.sittings() == []
    sitting = taken.coming()
    assert (sitting.place, [one.title for one in taken.items(sitting)]) == ("Aula", ["Neu", "Anders"])


def test_a_second_sitting_of_that_day_is_entered_when_somebody_wants_it(
    councillor: Browser, taken: Taken
) -> None:
    looked(councillor, COMING).press(ENTER, existing="second")
    assert taken.one().place == "Aula"


def test_the_same_time_twice_is_no_second_sitting(councillor: Browser, taken: Taken) -> None:
    for _time in range(2):
        looked(councillor).press(ENTER)
    assert len(taken.sittings()) == 1
    assert looked(councillor).press(ENTER, existing="second").status == 422


def test_whoever_did_not_see_that_there_is_one_is_asked(councillor: Browser, taken: Taken) -> None:
    day = clock.local(NOW + timedelta(days=10))
    page = looked(councillor).press(ENTER, day=f"{day:%Y-%m-%d}")
    assert page.status == 422
    assert "Schon eingetragen:" in page.root.text
    page.press(ENTER, existing="complete")
    assert taken.sittings() == []
    assert taken.coming().place == "Aula, Grundschule am Park, Parkstraße 3"


def test_what_a_person_changed_by_hand_stays(councillor: Browser, taken: Taken, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        sitting = session.get_one(Sitting, world.meetings["ktv"]["coming_sitting_id"])
        sitting.source, sitting.by_hand = SittingSource.OPARL, ["place"]
    looked(councillor, COMING).press(ENTER)
    sitting = taken.coming()
    assert sitting.place == "Rathaus von ktv"
    assert "items" in sitting.by_hand  # and what was completed now is not undone by the source


def test_a_notice_of_another_districts_council_is_noticed(councillor: Browser) -> None:
    page = looked(councillor, NOTICE.replace("ktv", "mitte"))
    assert "nennt den Ortsbeirat Mitte, und der gehört nicht zu Kröpeliner-Tor-Vorstadt" in page.root.text
    assert page.value("council") == ""
    assert page.press(ENTER).status == 422


def test_a_sitting_of_another_districts_council_cannot_be_entered(councillor: Browser, taken: Taken) -> None:
    page = councillor.post(PASTE + "eintragen", council=str(taken.world.councils["mitte"]), day="2025-03-12",
                           starts="18:30")  # fmt: skip
    assert page.status == 422
    assert taken.sittings() == []
