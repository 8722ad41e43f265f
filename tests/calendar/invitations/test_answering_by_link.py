"""The personal link of a mail: an answer without a login, and a friendly page for every link that no longer counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.calendar.invitations.models import Answer, Invitation
from tests.access_table import ACTORS
from tests.calendar.dates import url
from tests.calendar.invitations.inviting import Inviting
from tests.pages import Browser, manners
from tests.people import NOW, PEOPLE, World
from tests.world_of_meetings import answer_token, poll_token

Freeze = Callable[[datetime], None]


@pytest.fixture
def link(inviting: Inviting, meeting: int) -> str:
    """The link of a guest who was invited."""
    inviting.send(meeting, guests="Gesa Gast gesa@demo.example")
    return inviting.link(meeting, "Gesa Gast")


def answer_of(inviting: Inviting, meeting: int, name: str = "Gesa Gast") -> Invitation:
    return inviting.invitations(meeting)[name]


@pytest.mark.parametrize(
    ("button", "answer", "said"),
    [
        ("Ich komme", Answer.YES, "Du hast zugesagt."),
        ("Vielleicht", Answer.MAYBE, "Deine Antwort: vielleicht."),
        ("Kann nicht", Answer.NO, "Du hast abgesagt."),
    ],
)
def test_one_press_answers(
    nobody: Browser, inviting: Inviting, meeting: int, link: str, button: str, answer: Answer, said: str
) -> None:
    page = nobody.open(link)
    assert page.heading == "Was wird aus dem Kino?"
    assert page.facts()["Wann"] == "Mi., 26.03.2025, 19:00–21:00 Uhr"
    after = page.press(button)
    assert said in after
    assert "Dank" in after.notices
    assert answer_of(inviting, meeting).answer is answer
    assert answer_of(inviting, meeting).answered_at == NOW


def test_a_word_goes_along_and_only_those_who_plan_read_it(
    nobody: Browser, inviting: Inviting, meeting: int, link: str
) -> None:
    nobody.open(link).press("Kann nicht", word="Bin auf Schicht")
    assert "Bin auf Schicht" in inviting.browser().open(url(meeting, "einladung/liste"))
    for who in ("member", "board"):
        assert "Bin auf Schicht" not in inviting.page(meeting, who).source
    other = inviting.link(meeting, "Marta Möwe")
    assert "Bin auf Schicht" not in nobody.open(other).source


def test_an_answer_is_shown_again_and_can_be_changed_until_the_start(
    nobody: Browser, inviting: Inviting, meeting: int, link: str, freeze: Freeze
) -> None:
    nobody.open(link).press("Ich komme", word="Mit Rad")
    page = nobody.open(link)
    assert "Du hast zugesagt." in page
    assert page.value("word") == "Mit Rad"
    page.press("Kann nicht", word="")
    assert (answer_of(inviting, meeting).answer, answer_of(inviting, meeting).word) == (Answer.NO, "")
    freeze(NOW + timedelta(days=21) - timedelta(seconds=1))
    nobody.open(link).press("Vielleicht")
    assert answer_of(inviting, meeting).answer is Answer.MAYBE


def test_a_button_of_the_mail_only_chooses(
    nobody: Browser, inviting: Inviting, world: World, meeting: int, link: str
) -> None:
    before = world.dump()
    page = nobody.open(f"{link}?antwort=ja")
    assert "Drück noch auf deine Antwort" in page
    main = page.main.one("button", class_="btn-primary")
    assert main.text == "Ich komme"
    assert nobody.client.head(f"{link}?antwort=nein").status_code == 200
    assert world.dump() == before
    page.press("Ich komme")
    assert answer_of(inviting, meeting).answer is Answer.YES


@pytest.mark.parametrize("odd", ["", "vielleicht%00", "yes", "ja&antwort=nein", "x" * 3000, "%F0%9F%90%9F"])
def test_an_odd_choice_behind_the_link_is_no_fault(nobody: Browser, link: str, odd: str) -> None:
    assert nobody.client.get(f"{link}?antwort={odd}").status_code == 200


@pytest.mark.parametrize(
    "sent", [{}, {"answer": ""}, {"answer": "open"}, {"answer": "ja"}, {"answer": "yes\x00"}]
)
def test_what_is_no_answer_is_said_and_changes_nothing(
    nobody: Browser, inviting: Inviting, meeting: int, link: str, sent: dict[str, str]
) -> None:
    page = nobody.post(link, **sent)
    assert page.status == 422
    assert "Bitte auf eine der Antworten drücken." in page
    assert answer_of(inviting, meeting).answer is Answer.OPEN


def test_a_word_that_is_too_long_is_kept(nobody: Browser, link: str) -> None:
    page = nobody.open(link).press("Kann nicht", word="x" * 501)
    assert page.status == 422
    assert page.value("word") == "x" * 501
    assert "höchstens 500 Zeichen" in page.error("word")


# --- what the page does not say


def test_the_page_says_how_many_come_and_of_nobody_else_a_name(
    nobody: Browser, inviting: Inviting, meeting: int, link: str
) -> None:
    nobody.open(inviting.link(meeting, "Marta Möwe")).press("Ich komme", word="Ich bringe Kuchen")
    page = nobody.open(link)
    assert "Bisher: 1 kommt · 6 offen" in page
    for hidden in ("Marta", "Kuchen", "Sabine", "member@demo.example", "gesa@demo.example", "/ktv/"):
        assert hidden not in page.main.text


def test_the_link_opens_nothing_else(nobody: Browser, inviting: Inviting, meeting: int, link: str) -> None:
    nobody.open(link).press("Ich komme")
    assert nobody.open(url(meeting)).heading == "Anmelden"
    assert nobody.client.get("/ktv/").status_code == 302
    with nobody.client.session_transaction() as session:
        assert "_user_id" not in session


# --- links that no longer count

CHANGES = {
    "one letter": lambda token: token[:-1] + ("a" if token[-1] != "a" else "b"),
    "shorter": lambda token: token[:-1],
    "longer": lambda token: token + "a",
    "upper case": str.upper,
    "with a dot": lambda token: token + ".",
    "NUL": lambda token: token + "%00",
    "half a pair": lambda _token: "%ED%A0%80",
    "broken bytes": lambda _token: "%FF%FE",
    "very long": lambda _token: "a" * 5000,
    "wildcard": lambda _token: "%25",
    "quote": lambda _token: "'--",
    "arabic digits": lambda _token: "%D9%A1",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_link_says_so_and_opens_nothing(
    nobody: Browser, inviting: Inviting, meeting: int, link: str, change: str
) -> None:
    changed = "/antwort/" + CHANGES[change](link.removeprefix("/antwort/"))
    for page in (nobody.open(changed), nobody.post(changed, answer="yes")):
        assert page.status == 404
        assert page.heading == "Diesen Link kennen wir nicht"
        assert "Kino" not in page.source
        assert manners(page) == []
    assert answer_of(inviting, meeting).answer is Answer.OPEN


def test_links_for_other_things_are_unknown_here(nobody: Browser) -> None:
    for other in (poll_token("ktv"), "invitation-of-inga", "login-of-member"):
        assert nobody.open(f"/antwort/{other}").heading == "Diesen Link kennen wir nicht"


def test_after_the_begin_and_after_the_end_the_page_says_which(
    nobody: Browser, inviting: Inviting, meeting: int, link: str, freeze: Freeze
) -> None:
    nobody.open(link).press("Ich komme")
    for hours, words in ((0, "hat schon begonnen"), (2, "ist vorbei")):
        freeze(NOW + timedelta(days=21, hours=hours))
        page = nobody.open(link)
        assert page.status == 200
        assert words in page.notices
        assert "Du hast zugesagt." in page
        assert "Kann nicht" not in page.buttons()
        late = nobody.post(link, answer="no")
        assert late.status == 422
        assert words in late.notices
    assert answer_of(inviting, meeting).answer is Answer.YES


def test_of_a_cancelled_meeting_the_page_says_that_and_why(
    nobody: Browser, inviting: Inviting, speaker: Browser, meeting: int, link: str
) -> None:
    speaker.open(url(meeting, "absagen")).press("Termin absagen", reason="Wasserrohrbruch")
    page = nobody.open(link)
    assert "Dieser Termin ist abgesagt. Wasserrohrbruch" in page.notices
    assert nobody.post(link, answer="yes").status == 422
    assert answer_of(inviting, meeting).answer is Answer.OPEN


def test_of_a_closed_space_the_page_says_that(nobody: Browser, world: World, inviting: Inviting) -> None:
    secret = f"/antwort/{answer_token('alt')}"
    assert "Diesen Bereich gibt es nicht mehr." in nobody.open(secret).notices
    assert nobody.post(secret, answer="yes").status == 422
    (answer,) = inviting.read(sa.select(Invitation.answer).where(Invitation.token == answer_token("alt")))
    assert answer is Answer.OPEN


@pytest.mark.parametrize("done", ["sperren", "loeschen"])
def test_the_link_of_somebody_who_is_locked_or_erased_opens_nothing(
    nobody: Browser, inviting: Inviting, world: World, meeting: int, link: str, done: str
) -> None:
    theirs = inviting.link(meeting, "Marta Möwe")
    inviting.browser("office").post(f"/verwaltung/menschen/{world.people['member']}/{done}")
    page = nobody.open(theirs)
    assert (page.status, page.heading) == (404, "Diesen Link kennen wir nicht")
    assert nobody.open(link).status == 200


# --- who is calling does not matter, and who guesses has to wait


@pytest.mark.parametrize(
    "who", sorted({actor for column in ACTORS.values() for actor in column} - {"pending"})
)
def test_the_link_counts_for_whoever_opens_it(inviting: Inviting, meeting: int, link: str, who: str) -> None:
    page = inviting.browser(who).open(link).press("Ich komme")
    assert page.status == 200
    assert answer_of(inviting, meeting).answer is Answer.YES
    if who in PEOPLE and who in ("member", "speaker"):
        assert answer_of(inviting, meeting, PEOPLE[who].name).answer is Answer.OPEN


def test_whoever_tries_links_out_has_to_wait_and_others_do_not(
    world: World, inviting: Inviting, link: str
) -> None:
    guesser = Browser(world.client_of("anonymous"))
    answers = [guesser.client.get(f"/antwort/geraten{number}").status_code for number in range(42)]
    assert answers == [404] * 40 + [429] * 2
    assert guesser.client.get(link).status_code == 429  # also if one were right
    assert guesser.client.get(link).headers["Retry-After"]
    elsewhere = world.client_of("anonymous").get(link, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert elsewhere.status_code == 200


def test_a_right_link_is_not_counted_however_often_it_is_opened(nobody: Browser, link: str) -> None:
    assert {nobody.client.get(link).status_code for _ in range(45)} == {200}


def test_the_links_of_other_spaces_are_each_in_their_own(
    world: World, nobody: Browser, inviting: Inviting
) -> None:
    for slug in ("ktv", "mitte", "kreis", "wahlaktiv"):
        page = nobody.open(f"/antwort/{answer_token(slug)}")
        assert page.heading == f"Treffen announced in {slug}"
        page.press("Ich komme", word=f"Wort aus {slug}")
        key = world.appointments[slug]["announced"]
        (answered,) = inviting.invitations(key).values()
        assert answered.word == f"Wort aus {slug}"
