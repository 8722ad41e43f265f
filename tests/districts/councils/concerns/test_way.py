"""The way of a concern: skipped, put right, dropped, taken up again; and two who do it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.districts.councils.concerns.models import ConcernState
from tests.districts.councils.concerns.conftest import Concerns, at
from tests.pages import Browser, Page
from tests.people import NOW, PEOPLE, World

STATES_BEFORE_THE_END = ["raised", "taken_up", "in_council", "in_parliament", "answered"]


def something_else(page: Page, words: str) -> Page:
    """Choose another step than the sensible one."""
    return page.follow(words)


def test_who_takes_it_up_says_what_comes_next(world: World, speaker: Browser, concerns: Concerns) -> None:
    page = speaker.open(at(concerns.of_a_guest))
    councillor = str(world.people["councillor"])
    page = page.press(
        "Anliegen aufgreifen", responsible=councillor, next_step="Amt anrufen", next_on="2025-03-10"
    )
    assert page.facts()["Wer sich kümmert"] == PEOPLE["councillor"].name
    assert page.facts()["Nächster Schritt"] == "Amt anrufen"
    assert page.facts()["Bis wann"] == "Mo., 10.03.2025"
    assert "aufgegriffen" in page.facts()["Stand"]


def test_a_step_done_is_no_longer_the_next_one(speaker: Browser, concerns: Concerns) -> None:
    page = speaker.open(at(concerns.of_a_guest)).press("Anliegen aufgreifen", next_step="Im Rat ansprechen")
    page = page.press("In den Ortsbeirat bringen")
    assert "Nächster Schritt" not in page.facts()
    assert page.facts()["Wer sich kümmert"] == PEOPLE["speaker"].name


def test_steps_may_be_skipped(speaker: Browser, concerns: Concerns) -> None:
    page = something_else(speaker.open(at(concerns.of_a_guest)), "Antwort eintragen")
    page = page.press("Antwort eintragen", answer="Das Amt war gleich da.")
    assert concerns.get(concerns.of_a_guest).state is ConcernState.ANSWERED
    assert "Das Amt war gleich da." in page


def test_it_is_put_right_that_it_is_not_so_far(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    speaker.open(at(key, "antwort")).press("Antwort eintragen", answer="Voreilig.")
    page = something_else(speaker.open(at(key)), "Stand berichtigen")
    page = page.press("Stand berichtigen", to="in_council", note="Verwechselt")
    assert concerns.get(key).state is ConcernState.IN_COUNCIL
    assert "Voreilig." not in page.main.text  # not so long as it is no answer
    assert "Verwechselt" in page.section("Was bisher war")


@pytest.mark.parametrize("to", ["told", "dropped", "answered", "in_parliament", "x", ""])
def test_it_goes_back_to_nothing_that_lies_ahead(speaker: Browser, concerns: Concerns, to: str) -> None:
    key = concerns.of_a_guest
    concerns.change(key, state=ConcernState.IN_PARLIAMENT)
    page = speaker.open(at(key, "zurueck")).press("Stand berichtigen", to=to)
    assert page.status == 422
    assert page.error("to")
    assert concerns.get(key).state is ConcernState.IN_PARLIAMENT


def test_nobody_is_told_before_there_is_an_answer(world: World, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    page = Browser(world.client_of("speaker")).post(at(key, "bescheid"), version="1")
    assert page.status == 422
    assert "Bitte erst eintragen, was daraus wurde." in page.complaints
    assert concerns.get(key).raiser_name


@pytest.mark.parametrize("state", STATES_BEFORE_THE_END)
def test_it_can_be_dropped_for_a_reason_from_everywhere(
    speaker: Browser, concerns: Concerns, state: str
) -> None:
    key = concerns.of_a_guest
    concerns.change(key, state=ConcernState(state), answer="Es kommt.")
    page = something_else(speaker.open(at(key)), "Nicht weiter verfolgen")
    assert "Guten Tag Gast aus ktv" in page.main.one("textarea", id="fertiger-text").raw_text
    page = page.press("Nicht weiter verfolgen", note="Das Grundstück ist privat")
    row = concerns.get(key)
    assert row.state is ConcernState.DROPPED
    assert (row.raiser_name, row.raiser_contact, row.consent_on, row.raised_by_id) == ("", "", None, None)
    assert "Das Grundstück ist privat" in page.section("Was bisher war")


def test_a_reason_is_asked_for(speaker: Browser, concerns: Concerns) -> None:
    page = speaker.open(at(concerns.of_a_guest, "beenden")).press("Nicht weiter verfolgen", note=" ")
    assert page.status == 422
    assert page.error("note")


def test_a_member_hears_why_it_is_dropped(world: World, speaker: Browser, concerns: Concerns) -> None:
    key = concerns.add("Kaputte Bank", raised_by_id=world.people["member"])
    speaker.open(at(key, "beenden")).press("Nicht weiter verfolgen", note="Die Bank ist privat")
    (mail,) = concerns.mails()
    assert mail.person_id == world.people["member"]
    assert "Die Bank ist privat" in mail.text


def test_what_ended_is_taken_up_again_without_who_raised_it(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    speaker.open(at(key, "beenden")).press("Nicht weiter verfolgen", note="Privat")
    page = speaker.open(at(key)).press("Wieder aufnehmen")
    row = concerns.get(key)
    assert (row.state, row.has_raiser, row.told_on) == (ConcernState.TAKEN_UP, False, None)
    assert "In den Ortsbeirat bringen" in page.buttons()


@pytest.mark.parametrize("word", ["aufgreifen", "ortsbeirat", "buergerschaft", "antwort", "bescheid", "zurueck",
                                  "naechster-schritt", "beenden"])  # fmt: skip
def test_what_ended_goes_nowhere(world: World, speaker: Browser, concerns: Concerns, word: str) -> None:
    key = concerns.of_a_guest
    concerns.change(key, state=ConcernState.TOLD, raiser_name="", raiser_contact="", consent_on=None)
    values = {"version": str(concerns.get(key).version), "responsible": str(world.people["speaker"]), "paper": "1",
              "answer": "Ja", "answered_on": "2025-03-05", "note": "Weil", "to": "raised"}  # fmt: skip
    assert speaker.post(at(key, word), **values).status == 422
    assert concerns.get(key).state is ConcernState.TOLD


def test_who_comes_second_is_told_and_keeps_what_they_typed(
    speaker: Browser, councillor: Browser, concerns: Concerns
) -> None:
    key = concerns.of_a_guest
    first, second = councillor.open(at(key)), speaker.open(at(key))
    first.press("Anliegen aufgreifen", next_step="Anrufen")
    page = second.press("Anliegen aufgreifen", next_step="Hinschreiben")
    assert page.status == 422
    assert "Inzwischen hat jemand anderes" in page.complaints
    assert page.value("next_step") == "Hinschreiben"
    assert concerns.get(key).next_step == "Anrufen"
    page.press("Anliegen aufgreifen")
    assert concerns.get(key).next_step == "Hinschreiben"


@pytest.mark.parametrize("whose", ["member", "foreign_councillor", "demoted", "x", "0"])
def test_only_who_may_carry_it_on_is_responsible(
    world: World, speaker: Browser, concerns: Concerns, whose: str
) -> None:
    key = concerns.of_a_guest
    chosen = str(world.people.get(whose, whose))
    page = speaker.open(at(key)).press("Anliegen aufgreifen", responsible=chosen, note="Bleibt stehen")
    assert page.status == 422
    assert page.error("responsible")
    assert page.value("note") == "Bleibt stehen"


def test_a_sitting_of_another_district_cannot_be_chosen(
    world: World, speaker: Browser, concerns: Concerns
) -> None:
    foreign = str(world.meetings["mitte"]["coming_sitting_id"])
    page = speaker.open(at(concerns.of_a_guest, "ortsbeirat")).press(
        "In den Ortsbeirat bringen", sitting=foreign
    )
    assert page.status == 422
    assert page.error("sitting")
    assert concerns.get(concerns.of_a_guest).sitting_id is None


@pytest.mark.parametrize("day", ["2025-03-04", "31.02.2025", "9999-12-31", "0001-01-01", "x"])
def test_a_next_day_that_cannot_be_comes_back(speaker: Browser, concerns: Concerns, day: str) -> None:
    page = speaker.open(at(concerns.of_a_guest)).press(
        "Anliegen aufgreifen", next_step="Anrufen", next_on=day
    )
    assert page.status == 422
    assert page.error("next_on")
    assert page.value("next_step") == "Anrufen"


@pytest.mark.parametrize("day", ["2025-03-06", "2025-02-28", "0001-01-01", "9999-12-31", ""])
def test_an_answer_is_of_a_day_between_the_concern_and_today(
    speaker: Browser, concerns: Concerns, day: str
) -> None:
    page = speaker.open(at(concerns.of_a_guest, "antwort")).press(
        "Antwort eintragen", answer="Ja", answered_on=day
    )
    assert page.status == 422
    assert page.error("answered_on")
    assert page.value("answer") == "Ja"


def test_an_answer_of_a_megabyte_comes_back(speaker: Browser, concerns: Concerns) -> None:
    page = speaker.open(at(concerns.of_a_guest, "antwort")).press("Antwort eintragen", answer="x" * 1_000_000)
    assert page.status == 422
    assert page.error("answer")


def test_one_tap_makes_it_ones_own(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    concerns.change(key, moved_at=NOW - timedelta(weeks=7))
    page = speaker.open(at(key)).press("Ich kümmere mich")
    assert page.facts()["Wer sich kümmert"] == PEOPLE["speaker"].name
    assert concerns.get(key).moved_at == NOW
    assert "Ich kümmere mich" not in page.buttons()
