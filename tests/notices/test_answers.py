"""The thread below a notice: who answers, how much, and what can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from tests.notices.conftest import Notices
from tests.pages import Browser, manners
from tests.people import NOW, World

ANSWER = "Antwort abschicken"


@pytest.fixture
def key(notices: Notices) -> int:
    """A notice of ktv."""
    return notices.add()


def path(key: int) -> str:
    return f"/ktv/eilmeldungen/{key}"


def test_all_who_may_read_it_may_answer(world: World, notices: Notices, key: int) -> None:
    for who in ("member", "councillor", "board", "office", "speaker"):
        page = Browser(world.client_of(who)).open(path(key)).press(ANSWER, text=f"Von {who}")
        assert f"Von {who}" in page
    assert notices.answers(key) == ["Von member", "Von councillor", "Von board", "Von office", "Von speaker"]
    page = Browser(world.client_of("member")).open(path(key))
    assert [one.all("b")[0].text for one in page.main.one("ol", class_="thread").all("li")] == [
        "Marta Möwe", "Cem Kaya", "Bodo Brink", "Olga Ohm", "Sabine Sommer",
    ]  # fmt: skip


def test_above_the_box_stands_how_we_talk_to_each_other(world: World, key: int) -> None:
    page = Browser(world.client_of("member")).open(path(key))
    form = page.form(ANSWER)
    assert form.text.index("nicht übereinander") < form.text.index("Deine Antwort")


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [("", "schreib erst etwas"), (" \n\t ", "schreib erst etwas"), ("x" * 2001, "höchstens 2000 Zeichen"),
     ("x" * 900_000, "höchstens 2000 Zeichen")],
)  # fmt: skip
def test_too_little_and_too_much_comes_back_as_it_was_typed(
    world: World, notices: Notices, key: int, typed: str, complaint: str
) -> None:
    page = Browser(world.client_of("member")).open(path(key)).press(ANSWER, text=typed)
    assert page.status == 422
    assert complaint in page.error("text")
    assert page.value("text").strip() == typed.strip()
    assert notices.answers(key) == []
    assert [one for one in manners(page) if "tokens" not in one] == []


def test_more_than_a_megabyte_is_refused(world: World, notices: Notices, key: int) -> None:
    answer = world.client_of("member").post(path(key) + "/antworten", data={"text": "x" * 1_200_000})
    assert answer.status_code == 413
    assert notices.answers(key) == []


def test_marks_and_scripts(world: World, key: int) -> None:
    page = Browser(world.client_of("member")).open(path(key))
    page = page.press(ANSWER, text="Ich **komme** <script>alert(1)</script>")
    assert "<strong>komme</strong>" in page.source
    assert "<script>alert" not in page.source


def test_the_same_words_twice_are_a_second_press_of_the_button(
    world: World, notices: Notices, key: int
) -> None:
    for _ in range(2):
        world.client_of("member").post(path(key) + "/antworten", data={"text": "Ich komme"})
    assert notices.answers(key) == ["Ich komme"]
    with clock.frozen(NOW + timedelta(minutes=2)):
        world.client_of("member").post(path(key) + "/antworten", data={"text": "Ich komme"})
    assert notices.answers(key) == ["Ich komme"] * 2


def test_after_twenty_answers_in_ten_minutes_it_is_the_others_turn(
    world: World, notices: Notices, key: int
) -> None:
    client = world.client_of("member")
    for number in range(20):
        assert client.post(path(key) + "/antworten", data={"text": f"Nummer {number}"}).status_code == 302
    page = Browser(client).open(path(key)).press(ANSWER, text="Und noch eins")
    assert page.status == 422
    assert "Warte ein paar Minuten" in page.error("text")
    assert page.value("text") == "Und noch eins"
    other = world.client_of("councillor").post(path(key) + "/antworten", data={"text": "Jetzt ich"})
    assert other.status_code == 302
    with clock.frozen(NOW + timedelta(minutes=10)):
        assert client.post(path(key) + "/antworten", data={"text": "Und noch eins"}).status_code == 302
    assert len(notices.answers(key)) == 22


def test_ones_own_answer_can_be_taken_back(world: World, notices: Notices, key: int) -> None:
    notices.answer(key, "Das war zu schnell")
    page = Browser(world.client_of("member")).open(path(key)).press("Antwort zurücknehmen")
    assert "Diese Antwort wurde zurückgenommen" in page
    assert "zu schnell" not in page.source
    assert notices.answers(key) == [""]


def test_who_leads_takes_back_every_answer_and_nobody_else_does(
    world: World, notices: Notices, key: int
) -> None:
    answer = notices.answer(key, "Ihr seid alle doof")
    for who in ("councillor", "board", "office"):
        page = Browser(world.client_of(who)).open(path(key))
        assert "Antwort zurücknehmen" not in page.buttons()
        refused = world.client_of(who).post(f"{path(key)}/antworten/{answer}/zuruecknehmen")
        assert refused.status_code == 422
    assert notices.answers(key) == ["Ihr seid alle doof"]
    Browser(world.client_of("speaker")).open(path(key)).press("Antwort zurücknehmen")
    assert notices.answers(key) == [""]


def test_an_answer_to_another_notice_does_not_exist_here(world: World, notices: Notices, key: int) -> None:
    answer = notices.answer(notices.add(), "Anderswo")
    refused = world.client_of("speaker").post(f"{path(key)}/antworten/{answer}/zuruecknehmen")
    assert refused.status_code == 404
    for foreign in (notices.add("mitte", by="foreign_speaker"), 99_999):
        for action in ("", "/gelesen", "/antworten", "/zuruecknehmen", "/schliessen"):
            client = world.client_of("speaker")
            answered = (
                client.post(path(foreign) + action, data={"text": "Hallo"})
                if action
                else client.get(path(foreign))
            )
            assert answered.status_code == 404


def test_when_it_is_closed_nobody_answers_until_it_is_opened_again(
    world: World, notices: Notices, key: int
) -> None:
    open_page = Browser(world.client_of("member")).open(path(key))
    speaker = Browser(world.client_of("speaker")).open(path(key)).press("Antworten beenden")
    assert "Hier wird nicht mehr geantwortet" in speaker
    too_late = open_page.press(ANSWER, text="Ich war noch am Schreiben")
    assert too_late.status == 422
    assert "nicht mehr geantwortet" in too_late.complaints
    assert ANSWER not in Browser(world.client_of("member")).open(path(key)).buttons()
    speaker.press("Antworten wieder zulassen")
    assert Browser(world.client_of("member")).open(path(key)).press(ANSWER, text="Jetzt").status == 200
    assert notices.answers(key) == ["Jetzt"]


def test_of_very_many_answers_the_newest_are_shown(world: World, notices: Notices, key: int) -> None:
    for number in range(203):
        notices.answer(key, f"Antwort {number:03}", by="councillor")
    page = Browser(world.client_of("member")).open(path(key))
    assert "3 ältere Antworten" in page
    assert len(page.main.one("ol", class_="thread").all("li")) == 200
    assert "Antwort 002" not in page
    assert "Antwort 202" in page
