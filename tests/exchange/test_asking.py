"""Questions among councillors, and their answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.accounts.models import MailWish
from app.exchange.models import ExchangeAnswer, ExchangeEntry, ExchangeQuestion
from tests.exchange.conftest import Exchange
from tests.pages import Browser
from tests.people import NOW, World

ASK = "/austausch/fragen/neu"


def browser(world: World, who: str = "councillor") -> Browser:
    return Browser(world.client_of(who))


def answer(world: World, key: int, text: str, who: str = "foreign_councillor") -> int:
    return world.client_of(who).post(f"/austausch/fragen/{key}/antworten", data={"text": text}).status_code


def test_a_question_about_a_line_reaches_whoever_wrote_it_at_once(world: World, exchange: Exchange) -> None:
    key = exchange.share("Poller am Markt")
    page = browser(world).open("/austausch/").follow("Nachfragen: Poller am Markt")
    assert "Carl Fremd bekommt deine Frage auch als Mail." in page
    page = page.press("Frage abschicken", text="Was **kosten** die?")
    assert "Poller am Markt" in page
    assert "kosten" in page.main.one("strong").text
    (mail,) = exchange.mails()
    assert mail.person_id == world.people["foreign_councillor"]
    assert mail.subject == "Eine Frage zu deinem Bericht: Poller am Markt"
    assert "Was kosten die?" in mail.text
    (question,) = [one for one in exchange.all(ExchangeQuestion) if one.entry_id == key]
    assert f"/austausch/fragen/{question.id}" in mail.text


def test_a_question_on_a_topic_or_a_free_one_needs_no_mail(world: World, exchange: Exchange) -> None:
    exchange.share("Kita am Wall", topics=("Kita",))
    page = browser(world).open(ASK, thema=str(exchange.topic("Kita")))
    assert "Kita" in page.press("Frage abschicken", text="Wer hat einen Beirat?")
    browser(world).open(ASK).press("Frage abschicken", text="Wann trefft ihr euch?")
    page = browser(world, "office").open("/austausch/fragen/")
    assert page.rows[:2] == ["Wann trefft ihr euch?", "Wer hat einen Beirat?"]
    assert "Thema Kita" in page
    assert exchange.mails() == []


def test_who_asked_gets_a_mail_for_an_answer_and_closes_the_question(
    world: World, exchange: Exchange
) -> None:
    key = exchange.ask("Was kosten Poller?")
    page = browser(world, "foreign_councillor").open(f"/austausch/fragen/{key}")
    assert "Frage abschließen" not in page.buttons()
    page.press("Antwort abschicken", text="Sehr viel.")
    (mail,) = exchange.mails()
    assert mail.person_id == world.people["councillor"]
    assert mail.subject == "Carl Fremd hat auf deine Frage geantwortet"
    page = browser(world).open(f"/austausch/fragen/{key}").press("Frage abschließen")
    assert "Abgeschlossen am" in page
    assert "Was kosten Poller?" in browser(world).open("/austausch/fragen/", stand="abgeschlossen")
    assert answer(world, key, "Noch etwas") == 422
    assert "Noch etwas" not in [one.text for one in exchange.all(ExchangeAnswer)]


@pytest.mark.parametrize(
    "of_author",
    [{"mail_wish": MailWish.NONE}, {"email": None}, {"password_hash": None}, {"disabled_at": NOW}],
    ids=["wants none", "no address", "never joined", "locked"],
)
def test_who_wants_or_can_get_no_mail_gets_none(
    world: World, exchange: Exchange, of_author: dict[str, object]
) -> None:
    key = exchange.share("Poller am Markt")
    exchange.change("foreign_councillor", **of_author)
    assert world.client_of("councillor").post(f"{ASK}?eintrag={key}", data={"text": "Na?"}).status_code == 302
    assert exchange.mails() == []


def test_an_author_whose_seat_has_ended_is_not_written_to(world: World, exchange: Exchange) -> None:
    key = exchange.share("Poller am Markt", author="demoted")
    assert world.client_of("councillor").post(f"{ASK}?eintrag={key}", data={"text": "Na?"}).status_code == 302
    assert exchange.mails() == []


def test_nobody_is_written_to_about_themselves(world: World, exchange: Exchange) -> None:
    key = exchange.share("Meine Zeile", author="councillor")
    client = world.client_of("councillor")
    client.post(f"{ASK}?eintrag={key}", data={"text": "Stimmt das?"})
    question = exchange.all(ExchangeQuestion)[-1].id
    client.post(f"/austausch/fragen/{question}/antworten", data={"text": "Ja."})
    assert exchange.mails() == []


def test_two_who_answer_at_once_both_stand_there_and_a_second_press_does_not(
    world: World, exchange: Exchange
) -> None:
    key = exchange.ask()
    assert answer(world, key, "Von Carl") == answer(world, key, "Vom Büro", "office") == 302
    assert answer(world, key, "Vom Büro", "office") == 302
    texts = [one.text for one in exchange.all(ExchangeAnswer) if one.question_id == key]
    assert texts == ["Von Carl", "Vom Büro"]


def test_an_own_question_is_taken_back_until_somebody_answered(world: World, exchange: Exchange) -> None:
    key, answered = exchange.ask(), exchange.ask(answered=True)
    assert "Frage zurücknehmen" in browser(world).open(f"/austausch/fragen/{key}").buttons()
    assert "Frage zurücknehmen" not in browser(world).open(f"/austausch/fragen/{answered}").buttons()
    client = world.client_of("councillor")
    assert client.post(f"/austausch/fragen/{key}/zuruecknehmen").status_code == 302
    assert client.post(f"/austausch/fragen/{answered}/zuruecknehmen").status_code == 422
    assert (
        world.client_of("foreign_councillor").post(f"/austausch/fragen/{answered}/zuruecknehmen").status_code
        == 422
    )
    kept = {one.id for one in exchange.all(ExchangeQuestion)}
    assert key not in kept
    assert answered in kept


@pytest.mark.parametrize("who", ["board", "office"])
def test_those_who_run_the_county_remove_what_does_not_belong_there(
    world: World, exchange: Exchange, who: str
) -> None:
    key = exchange.ask(answered=True)
    row = exchange.all(ExchangeAnswer)[-1].id
    foreign = world.client_of("councillor").post(f"/austausch/fragen/{key}/antworten/{row}/zuruecknehmen")
    assert foreign.status_code == 422
    client = world.client_of(who)
    assert client.post(f"/austausch/fragen/{key}/antworten/{row}/zuruecknehmen").status_code == 302
    assert client.post(f"/austausch/fragen/{key}/zuruecknehmen").status_code == 302
    assert client.post(f"/austausch/fragen/{key}/zuruecknehmen").status_code == 302  # twice does no harm
    assert key not in {one.id for one in exchange.all(ExchangeQuestion)}


def test_an_answer_is_not_taken_back_by_way_of_another_question(world: World, exchange: Exchange) -> None:
    exchange.ask(answered=True)
    other, row = exchange.ask(), exchange.all(ExchangeAnswer)[-1].id
    world.client_of("office").post(f"/austausch/fragen/{other}/antworten/{row}/zuruecknehmen")
    assert row in {one.id for one in exchange.all(ExchangeAnswer)}


def test_a_line_that_is_withdrawn_takes_its_questions_along(world: World, exchange: Exchange) -> None:
    key = exchange.share("Poller am Markt")
    question = exchange.ask(entry_id=key, answered=True)
    page = browser(world).open(ASK, eintrag=str(key))
    exchange.withdraw(key)
    assert key not in {one.id for one in exchange.all(ExchangeEntry)}
    assert page.press("Frage abschicken", text="Zu spät?").status == 404
    assert answer(world, question, "Zu spät") == 404
    assert "Poller am Markt" not in browser(world).open("/austausch/")


@pytest.mark.parametrize(
    "about", ["eintrag=0", "eintrag=x", "thema=99999999999", "thema=1&eintrag=2147483647", "eintrag=-1"]
)
def test_what_a_question_is_about_has_to_exist(world: World, about: str) -> None:
    client = world.client_of("councillor")
    assert client.get(f"{ASK}?{about}").status_code == 404
    assert client.post(f"{ASK}?{about}", data={"text": "Na?"}).status_code == 404


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2_001])
def test_a_question_that_cannot_be_is_kept_in_its_field(world: World, exchange: Exchange, text: str) -> None:
    before = len(exchange.all(ExchangeQuestion))
    page = browser(world).post(ASK, text=text)
    assert page.status == 422
    assert page.value("text").strip() == text.strip()
    assert len(exchange.all(ExchangeQuestion)) == before


def test_twenty_questions_within_ten_minutes_are_enough(world: World, exchange: Exchange) -> None:
    client = world.client_of("councillor")
    codes = [client.post(ASK, data={"text": f"Frage {number}?"}).status_code for number in range(22)]
    assert codes.count(422) >= 2
    with clock.frozen(NOW + timedelta(minutes=11)):
        assert client.post(ASK, data={"text": "Später?"}).status_code == 302


def test_a_script_in_a_question_is_text(world: World, exchange: Exchange) -> None:
    script = "<script>alert(1)</script>"
    exchange.share(script, topics=(script,), text=script, paper=script)
    key = exchange.ask(script)
    for path in ("/austausch/", f"/austausch/fragen/{key}", f"/austausch/themen/{exchange.topic(script)}"):
        page = world.client_of("councillor").get(path).text
        assert script not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])
def test_a_form_of_another_site_does_nothing(world: World, exchange: Exchange) -> None:
    key = exchange.ask()
    client = world.client_of("councillor")
    for path in (ASK, f"/austausch/fragen/{key}/antworten", f"/austausch/fragen/{key}/abschliessen",
                 f"/austausch/fragen/{key}/zuruecknehmen", "/austausch/suche/verfolgen"):  # fmt: skip
        assert client.post(path, data={"text": "Na?", "words": "Na"}).status_code == 400
    assert exchange.all(ExchangeQuestion)[-1].closed_at is None
