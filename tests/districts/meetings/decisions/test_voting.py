"""A decision and its votes: what follows from them, what the person says, and what does not fit together."""

from __future__ import annotations

import pytest

from app.districts.meetings.decisions.models import Decision, DecisionResult
from app.districts.meetings.decisions.queries import votes_in_words
from tests.districts.meetings.decisions.conftest import Decide, last
from tests.districts.meetings.evening import Evening
from tests.pages import Browser
from tests.people import World

ADOPTED, REJECTED = DecisionResult.ADOPTED, DecisionResult.REJECTED


@pytest.mark.parametrize(
    ("votes", "result", "words"),
    [
        ({"yes": "7", "no": "1", "abstentions": "2"}, ADOPTED, "mit 7 Ja, 1 Nein, 2 Enthaltungen"),
        ({"yes": "3", "no": "5", "abstentions": "1"}, REJECTED, "mit 3 Ja, 5 Nein, 1 Enthaltung"),
        ({"yes": "4", "no": "4"}, REJECTED, "mit 4 Ja, 4 Nein, 0 Enthaltungen"),
        ({"yes": "4"}, ADOPTED, "mit 4 Ja, 0 Nein, 0 Enthaltungen"),
        ({"no": "4"}, REJECTED, "mit 0 Ja, 4 Nein, 0 Enthaltungen"),
        ({"without_dissent": "y"}, ADOPTED, "ohne Gegenstimme"),
        ({"without_dissent": "y", "abstentions": "2"}, ADOPTED, "ohne Gegenstimme, 2 Enthaltungen"),
        ({"result": "rejected"}, REJECTED, ""),
    ],
)
def test_the_result_follows_from_the_votes(
    decide: Decide, evening: Evening, votes: dict[str, str], result: DecisionResult, words: str
) -> None:
    page = decide(**votes)
    decision = last(evening)
    with evening.world.app.test_request_context(headers={"Accept-Language": "de"}):
        assert (decision.result, votes_in_words(decision)) == (result, words)
    assert f"Beschluss {decision.label} ist festgehalten." in page.notices
    assert "Stimmt das?" not in page


@pytest.mark.parametrize(
    ("votes", "doubt"),
    [
        ({"yes": "7", "no": "1", "result": "rejected"}, "Mehr Ja als Nein, aber abgelehnt"),
        ({"yes": "1", "no": "7", "result": "adopted"}, "Nicht mehr Ja als Nein, aber angenommen"),
        ({"yes": "4", "no": "4", "result": "adopted"}, "Nicht mehr Ja als Nein, aber angenommen"),
        ({"without_dissent": "y", "result": "rejected"}, "Mehr Ja als Nein, aber abgelehnt"),
    ],
)
def test_the_persons_word_holds_and_what_contradicts_it_is_pointed_out(
    decide: Decide, evening: Evening, votes: dict[str, str], doubt: str
) -> None:
    page = decide(**votes)
    assert last(evening).result is DecisionResult(votes["result"])
    assert doubt in page.notices
    assert doubt in page.main.one("div", id=f"beschluss-{last(evening).id}").text


def test_more_votes_than_members_are_pointed_out(decide: Decide, speaker: Browser, evening: Evening) -> None:
    for who in ("member", "speaker"):
        evening.mark(speaker, who, "present")
    assert "3 Stimmen gezählt, aber nur 2 Mitglieder da" in decide(yes="2", no="1").notices
    assert "Stimmen gezählt" not in decide(yes="1", no="1").notices


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"wording": "  "}, "wording", "was beschlossen wurde"),
        ({"wording": "x" * 4001}, "wording", "Bitte kürzen"),
        ({}, "result", "angenommen oder abgelehnt"),
        ({"without_dissent": "y", "yes": "3"}, "without_dissent", "nur eines von beiden"),
        ({"without_dissent": "y", "no": "0"}, "without_dissent", "nur eines von beiden"),
        ({"abstentions": "3"}, "yes", "wie viele Ja und Nein"),
        ({"yes": "-1", "no": "0"}, "yes", "eine Zahl ab 0"),
        ({"yes": "viele", "no": "0"}, "yes", ""),
        ({"yes": "1", "no": str(2**70)}, "no", "eine Zahl ab 0"),
    ],
)
def test_votes_that_cannot_be_come_back_with_all_that_was_typed(
    decide: Decide, evening: Evening, typed: dict[str, str], field: str, words: str
) -> None:
    typed = {"wording": "Wir machen das.\nUnd jenes.", **typed}
    page = decide(**typed)
    assert page.status == 422
    assert page.error(field)
    assert words in page.error(field)
    assert page.value("wording").strip() == typed["wording"].strip()
    assert evening.rows(Decision) == []


@pytest.mark.parametrize("measure", ["0", "21", "x", "-1"])
def test_a_measure_that_there_is_not_is_refused(speaker: Browser, evening: Evening, measure: str) -> None:
    address = evening.url("punkt", evening.items[1], "beschluss")
    page = speaker.post(address, wording="Ja", result="adopted", measure=measure)
    assert page.status == 422
    assert page.error("measure")


def test_a_decision_may_carry_out_a_measure(decide: Decide, evening: Evening) -> None:
    decide(result="adopted", measure="12")
    assert last(evening).measure == 12


def test_a_wording_keeps_its_lines_and_shows_no_script(decide: Decide, evening: Evening) -> None:
    page = decide("Erstens <b>das</b>.\r\nZweitens jenes.", result="adopted")
    shown = page.main.one("div", id=f"beschluss-{last(evening).id}")
    assert [one.text for one in shown.one("div", class_="prose").all("p")] == [
        "Erstens <b>das</b>.", "Zweitens jenes.",
    ]  # fmt: skip


# --- put right and withdrawn


def change(browser: Browser, evening: Evening) -> str:
    """Where the last decision is put right."""
    return evening.url("beschluss", last(evening).id)


def test_a_decision_is_put_right(decide: Decide, speaker: Browser, evening: Evening) -> None:
    decide(yes="7", no="1")
    page = speaker.open(change(speaker, evening))
    page = page.press("Beschluss speichern", wording="Wir machen es.", no="9")
    decision = last(evening)
    assert (decision.wording, decision.no, decision.result) == ("Wir machen es.", 9, REJECTED)
    assert page.path == evening.url("punkt", evening.items[1])


def test_a_result_that_somebody_chose_stays_chosen(
    decide: Decide, speaker: Browser, evening: Evening
) -> None:
    decide(yes="1", no="7", result="adopted")
    speaker.open(change(speaker, evening)).press("Beschluss speichern", wording="Anders")
    assert last(evening).result is ADOPTED


def test_who_comes_second_sees_both(
    decide: Decide, speaker: Browser, other: Browser, evening: Evening
) -> None:
    decide(result="adopted")
    mine, theirs = speaker.open(change(speaker, evening)), other.open(change(other, evening))
    theirs.press("Beschluss speichern", wording="Ihr Wortlaut")
    page = mine.press("Beschluss speichern", wording="Mein Wortlaut")
    assert page.status == 422
    assert "Inzwischen hat jemand anderes diesen Beschluss geändert." in page.complaints
    assert page.facts()["Was ist beschlossen?"] == "Ihr Wortlaut"
    assert page.value("wording").strip() == "Mein Wortlaut"
    page.press("Beschluss speichern")
    assert last(evening).wording == "Mein Wortlaut"


def test_withdrawing_takes_the_words_and_keeps_the_number(
    decide: Decide, speaker: Browser, evening: Evening
) -> None:
    decide("Geheimes Versehen", yes="1", no="0", measure="3")
    page = speaker.open(change(speaker, evening)).press("Beschluss zurückziehen")
    assert "Geheimes Versehen" not in page.source
    row = last(evening)
    assert (row.is_withdrawn, row.wording, row.yes, row.measure, row.item_id) == (True, "", None, None, None)
    assert speaker.open(change(speaker, evening)).status == 404


def test_what_somebody_just_changed_is_not_withdrawn(
    decide: Decide, speaker: Browser, other: Browser, evening: Evening
) -> None:
    decide(result="adopted")
    mine = speaker.open(change(speaker, evening))
    other.open(change(other, evening)).press("Beschluss speichern", wording="Ihr Wortlaut")
    assert mine.press("Beschluss zurückziehen").status == 422
    assert last(evening).wording == "Ihr Wortlaut"


def test_a_decision_of_another_meeting_or_space_is_not_found(
    world: World, decide: Decide, speaker: Browser, evening: Evening
) -> None:
    for space in ("ktv", "mitte"):  # of ktv's past meeting; of a foreign one
        key = world.meetings[space]["decision_id"]
        assert speaker.open(evening.url("beschluss", key)).status == 404
        form = {"wording": "Gekapert", "result": "adopted", "version": "1"}
        assert speaker.post(evening.url("beschluss", key), **form).status == 404
        assert speaker.post(evening.url("beschluss", key, "zurueckziehen"), version="1").status == 404
