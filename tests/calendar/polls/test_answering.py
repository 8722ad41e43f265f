"""Answering: by the link of a mail, with a login, by phone; and what is said to those who come too late."""

from __future__ import annotations

import pytest

from app import clock
from app.accounts.sessions import SpaceLink
from app.calendar.polls.models import Choice, PollParticipant
from app.calendar.polls.services import PollOver, answer
from app.calendar.polls.waiting import unanswered_by
from app.extensions import db
from app.spaces.models import Space
from app.tenancy import Scope, current_session
from tests.calendar.polls.conftest import LINK, Polls, asked_row, faults
from tests.pages import Browser
from tests.people import NOW, World

SAVE = "Antwort speichern"


def test_the_link_is_enough_to_answer(nobody: Browser, world: World, poll: Polls) -> None:
    page = nobody.open(LINK)
    assert page.heading == "Wann in ktv?"
    assert "Marta Möwe möchte wissen, wann du kannst." in page
    assert faults(page) == []
    page = page.press(SAVE, **poll.said("no", "if_need_be"))
    assert "deine Antwort ist angekommen" in page.notices
    me = world.meetings["ktv"]["participant_id"]
    assert poll.votes() == {(me, 0): "no", (me, 1): "if_need_be"}


def test_an_answer_can_be_changed_and_the_page_shows_the_last_one(nobody: Browser, poll: Polls) -> None:
    page = nobody.open(LINK).press(SAVE, **poll.said("no", "yes"))
    assert [page.value(name) for name in poll.said("", "")] == ["no", "yes"]
    page = page.press(SAVE, **poll.said("yes", "if_need_be"))
    assert [page.value(name) for name in poll.said("", "")] == ["yes", "if_need_be"]
    assert sorted(poll.votes().values()) == ["if_need_be", "yes"]


def test_looking_at_the_link_changes_nothing(nobody: Browser, world: World) -> None:
    before = world.dump()
    for _ in range(3):
        assert nobody.client.get(LINK).status_code == 200
        assert nobody.client.head(LINK).status_code == 200
    assert world.dump() == before


@pytest.mark.parametrize("sent", [{}, {"option_1": "x"}, {"option_987654": "yes"}])
def test_who_says_nothing_is_asked_again(nobody: Browser, world: World, sent: dict[str, str]) -> None:
    before = world.dump()
    page = nobody.post(LINK, **sent)
    assert page.status == 422
    assert "wenigstens bei einer Zeit" in page.complaints
    assert world.dump() == before
    assert faults(page) == []


def test_a_time_of_another_poll_cannot_be_answered(nobody: Browser, world: World, poll: Polls) -> None:
    other = world.meetings["mitte"]["option_id"]
    before = poll.votes()
    assert nobody.post(LINK, **{f"option_{other}": "no"}).status == 422
    nobody.post(LINK, **{f"option_{other}": "no"}, **poll.said("yes"))
    assert poll.votes() == before
    with world.app.app_context():
        votes = [row for row in world.dump()["poll_vote"] if other in row]
    assert all("NO" not in repr(row) and "'no'" not in repr(row) for row in votes)


def test_others_and_their_answers_are_not_on_the_page_of_a_link(nobody: Browser, poll: Polls) -> None:
    poll.ask("Gesa Gast", "gesa@demo.example", option_0=Choice.NO)
    assert "Gesa" not in nobody.open(LINK).source


# --- faulty links


@pytest.mark.parametrize(
    "secret",
    ["poll-of-ktw", "poll-of-kt", "POLL-OF-KTV", "answer-of-ktv", "x" * 5000, "%00", "%ED%A0%80", "ü"],
)
def test_an_unknown_link_says_so(nobody: Browser, world: World, secret: str) -> None:
    page = nobody.open(f"/terminfrage/{secret}")
    assert (page.status, page.heading) == (404, "Diesen Link kennen wir nicht")
    assert faults(page) == []
    assert nobody.post(f"/terminfrage/{secret}", option_1="yes").status == 404


def test_links_cannot_be_guessed_for_long(nobody: Browser) -> None:
    codes = [nobody.client.get(f"/terminfrage/raten-{n}").status_code for n in range(45)]
    assert codes[0] == 404
    assert codes[-1] == 429
    assert nobody.client.get(LINK).status_code == 429


def test_a_link_is_no_answer_to_an_invitation_and_the_other_way_round(nobody: Browser) -> None:
    assert nobody.client.get("/antwort/poll-of-ktv").status_code == 404
    assert nobody.client.get("/terminfrage/answer-of-ktv").status_code == 404


def test_after_the_decision_the_link_shows_the_result(
    nobody: Browser, speaker: Browser, world: World, poll: Polls
) -> None:
    speaker.open(f"{poll.path}/nehmen/{poll.options[1]}").press("Termin festlegen")
    page = nobody.open(LINK)
    assert page.status == 200
    assert "Der Termin steht fest: Mo., 31.03.2025, 21:00–23:00 Uhr." in page.notices
    assert page.section("Das hattest du geantwortet")
    assert SAVE not in page.buttons()
    before = world.dump()
    late = nobody.post(LINK, **poll.said("no", "no"))
    assert late.status == 410
    assert "kam leider zu spät" in late.notices
    assert "steht fest" in late.notices
    assert world.dump() == before
    assert faults(late) == []


def test_a_result_that_was_cancelled_says_so(nobody: Browser, speaker: Browser, poll: Polls) -> None:
    speaker.open(f"{poll.path}/nehmen/{poll.options[1]}").press("Termin festlegen", announce="yes")
    appointment = poll.appointment()
    assert appointment
    speaker.open(f"/ktv/termine/{appointment.id}/absagen").press("Termin absagen")
    assert "inzwischen aber abgesagt" in nobody.open(LINK).notices


def test_a_closed_poll_says_so(nobody: Browser, world: World, poll: Polls) -> None:
    poll.close()
    assert "beendet" in nobody.open(LINK).notices
    before = world.dump()
    assert nobody.post(LINK, **poll.said("no")).status == 410
    assert world.dump() == before


def test_who_answers_in_the_moment_of_the_decision_is_too_late(world: World, poll: Polls) -> None:
    poll.close()
    with world.app.app_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=True))
        participant = db.session.get_one(PollParticipant, world.meetings["ktv"]["participant_id"])
        with pytest.raises(PollOver):
            answer(participant, {poll.options[0]: Choice.NO})


def test_a_closed_space_takes_no_answers(nobody: Browser, world: World) -> None:
    page = nobody.open("/terminfrage/poll-of-alt")
    assert page.status == 200
    assert "beendet" in page.notices
    assert nobody.post("/terminfrage/poll-of-alt", option_1="yes").status == 410


def test_times_that_are_over_can_no_longer_be_answered_but_stay(
    nobody: Browser, world: World, poll: Polls
) -> None:
    poll.move(0, hours=-1)
    me = world.meetings["ktv"]["participant_id"]
    assert nobody.post(LINK, **poll.said("no", "yes")).status == 200
    assert poll.votes() == {(me, 0): "yes", (me, 1): "yes"}
    poll.move(1, hours=-2)
    page = nobody.open(LINK)
    assert "Alle vorgeschlagenen Zeiten sind inzwischen vorbei." in page.notices
    assert nobody.post(LINK, **poll.said("no", "no")).status == 422


@pytest.mark.parametrize("done", ["sperren", "loeschen"])
def test_the_link_of_somebody_who_is_locked_or_erased_opens_nothing(
    world: World, nobody: Browser, done: str
) -> None:
    office = world.client_of("office")
    assert office.post(f"/verwaltung/menschen/{world.people['member']}/{done}").status_code == 302
    assert nobody.open(LINK).status == 404


# --- with a login


def test_who_is_asked_can_answer_with_a_login(member: Browser, world: World, poll: Polls) -> None:
    page = member.open(poll.path).follow("Antworten").press(SAVE, **poll.said("no", "yes"))
    assert page.path == poll.path
    assert "angekommen" in page.notices
    assert sorted(poll.votes().values()) == ["no", "yes"]
    assert "Deine Antwort ändern" in member.open(poll.path)


def test_who_is_not_asked_reads_but_cannot_answer(world: World, poll: Polls) -> None:
    councillor = Browser(world.client_of("councillor"))
    assert "Antworten" not in councillor.open(poll.path)
    assert councillor.post(f"{poll.path}/antwort", **poll.said("no")).status == 404


def test_with_a_login_too_it_is_too_late_after_the_end(member: Browser, world: World, poll: Polls) -> None:
    poll.close()
    before = world.dump()
    assert "Antworten" not in member.open(poll.path)
    page = member.post(f"{poll.path}/antwort", **poll.said("no"))
    assert page.status == 422
    assert "beendet" in page
    assert world.dump() == before


# --- by phone


def test_the_planner_notes_what_somebody_said_by_phone(speaker: Browser, world: World, poll: Polls) -> None:
    key = poll.ask(person="by_letter")
    assert "ohne E-Mail, bitte anrufen" in asked_row(speaker.open(poll.path), "Lotte Brief")
    page = speaker.open(f"{poll.path}/antwort/{key}")
    assert "Was Lotte Brief gesagt hat." in page
    page = page.press(SAVE, **poll.said("yes", "no"))
    assert "geantwortet" in asked_row(page, "Lotte Brief")
    assert poll.votes()[key, 0] == "yes"
    assert any("poll.answer_noted" in row for row in world.dump()["audit_entry"])


def test_a_participant_of_another_poll_is_not_found(speaker: Browser, world: World, poll: Polls) -> None:
    other = world.meetings["mitte"]["participant_id"]
    assert speaker.open(f"{poll.path}/antwort/{other}").status == 404
    from tests.calendar.polls.test_asking import ask

    path = ask(speaker).path
    me = world.meetings["ktv"]["participant_id"]
    assert speaker.open(f"{path}/antwort/{me}").status == 404


# --- the start page's rows


def waiting(world: World, who: str) -> list[tuple[str, str]]:
    with world.app.test_request_context():
        spaces: dict[int, SpaceLink | Space] = {
            key: db.session.get_one(Space, key) for key in (world.spaces["ktv"], world.spaces["mitte"])
        }
        current_session().open_scope(Scope(read=frozenset(spaces)))
        return [(one.title, one.url) for one in unanswered_by(world.people[who], spaces)]


def test_what_is_not_answered_waits_on_the_start_page(world: World, member: Browser, poll: Polls) -> None:
    assert waiting(world, "member") == [("Wann kannst du? Wann in ktv?", f"{poll.path}/antwort")]
    assert waiting(world, "councillor") == []
    member.open(f"{poll.path}/antwort").press(SAVE, **poll.said("no"))
    assert waiting(world, "member") == []


def test_what_is_over_does_not_wait(world: World, poll: Polls) -> None:
    with clock.frozen(NOW.replace(year=2026)):
        assert waiting(world, "member") == []
    poll.close()
    assert waiting(world, "member") == []
