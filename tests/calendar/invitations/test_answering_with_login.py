"""Answers on the appointment's page, by whoever belongs to the space; and those that a speaker hears on the phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.calendar.invitations.models import Answer
from app.calendar.models import AppointmentState
from tests.calendar.dates import Dates, url
from tests.calendar.invitations.inviting import Inviting
from tests.pages import Browser
from tests.people import NOW, World


def test_a_member_answers_on_the_page_and_sees_it(inviting: Inviting, member: Browser, meeting: int) -> None:
    inviting.send(meeting)
    page = member.open(url(meeting))
    assert "Bisher: 6 offen" in page
    page = page.press("Ich komme", word="Eine halbe Stunde später")
    assert "Du hast zugesagt." in page
    assert "Bisher: 1 kommt · 5 offen" in page
    assert page.value("word") == "Eine halbe Stunde später"
    row = inviting.invitations(meeting)["Marta Möwe"]
    assert (row.answer, row.answered_by_id) == (Answer.YES, None)


def test_by_link_and_with_login_it_is_the_same_answer(
    inviting: Inviting, member: Browser, nobody: Browser, meeting: int
) -> None:
    inviting.send(meeting)
    nobody.open(inviting.link(meeting, "Marta Möwe")).press("Kann nicht")
    assert "Du hast abgesagt." in member.open(url(meeting))


@pytest.mark.parametrize("who", ["member", "councillor", "speaker"])
def test_who_belongs_here_may_come_without_an_invitation(inviting: Inviting, meeting: int, who: str) -> None:
    page = inviting.page(meeting, who).press("Ich komme")
    assert "Du hast zugesagt." in page
    (row,) = inviting.invitations(meeting).values()
    assert row.answer is Answer.YES
    assert not inviting.sendings(meeting)
    assert not inviting.mails()


def test_who_said_yes_before_the_invitation_gets_it_all_the_same_and_keeps_the_answer(
    inviting: Inviting, member: Browser, meeting: int
) -> None:
    member.open(url(meeting)).press("Ich komme", word="Freu mich")
    inviting.send(meeting)
    assert len(inviting.mails("member@demo.example")) == 1
    row = inviting.invitations(meeting)["Marta Möwe"]
    assert (row.answer, row.word) == (Answer.YES, "Freu mich")
    assert row.token in inviting.mails("member@demo.example")[0].text


@pytest.mark.parametrize("who", ["board", "office"])
def test_who_only_reads_here_is_not_asked_and_may_not_answer(
    inviting: Inviting, meeting: int, who: str
) -> None:
    inviting.send(meeting)
    page = inviting.page(meeting, who)
    assert "Ich komme" not in page.buttons()
    assert "Bisher: 6 offen" in page
    assert inviting.browser(who).post(url(meeting, "einladung/antwort"), answer="yes").status == 403


def test_pressing_twice_at_once_is_one_answer(inviting: Inviting, member: Browser, meeting: int) -> None:
    page = member.open(url(meeting))
    page.press("Ich komme")
    page.press("Kann nicht")
    (row,) = inviting.invitations(meeting).values()
    assert row.answer is Answer.NO


@pytest.mark.parametrize("state", ["draft", "cancelled", "begun"])
def test_where_there_is_nothing_to_answer_nobody_is_asked(
    inviting: Inviting, member: Browser, dates: Dates, state: str
) -> None:
    starts = NOW + timedelta(hours=-1 if state == "begun" else 400)
    make = {"draft": AppointmentState.DRAFT, "cancelled": AppointmentState.CANCELLED}
    key = dates.add(starts, state=make.get(state, AppointmentState.ANNOUNCED))
    page = member.open(url(key))
    assert "Ich komme" not in page.buttons()
    refused = member.post(url(key, "einladung/antwort"), answer="yes")
    assert refused.status == (404 if state == "draft" else 422)
    assert not inviting.invitations(key)


def test_a_word_that_is_too_long_comes_back(member: Browser, meeting: int) -> None:
    page = member.open(url(meeting)).press("Ich komme", word="x" * 501)
    assert page.status == 422
    assert page.value("word") == "x" * 501
    assert "Du hast zugesagt." in page.press("Ich komme", word="kurz")


# --- what members and planners see


def test_members_see_numbers_and_planners_see_names(
    inviting: Inviting, member: Browser, nobody: Browser, meeting: int
) -> None:
    inviting.send(meeting)
    nobody.open(inviting.link(meeting, "Inga Immer")).press("Kann nicht", word="Bin krank")
    page = member.open(url(meeting))
    assert "Bisher: 1 kann nicht · 5 offen" in page
    assert "Inga" not in page.source
    assert "Bin krank" not in page.source
    for path in ("liste", "nachweis", "briefe", ""):
        assert member.open(url(meeting, f"einladung/{path}")).status == 403
    own = inviting.page(meeting)
    assert "1 kann nicht 5 offen" in own.section("Einladung")
    listed = inviting.browser().open(url(meeting, "einladung/liste"))
    assert "„Bin krank“" in listed.row("Inga Immer").text


def test_the_numbers_lead_to_the_names(inviting: Inviting, member: Browser, meeting: int) -> None:
    inviting.send(meeting)
    member.open(url(meeting)).press("Ich komme")
    page = inviting.page(meeting)
    assert url(meeting, "einladung/liste#yes") in page.links()
    listed = inviting.browser().open(url(meeting, "einladung/liste"))
    assert "Marta Möwe" in listed.section("1 kommt")
    assert "Inga Immer" in listed.section("5 offen")


# --- said on the phone


def test_a_speaker_notes_what_somebody_said_on_the_phone(
    inviting: Inviting, speaker: Browser, world: World, meeting: int
) -> None:
    inviting.send(meeting)
    key = inviting.invitations(meeting)["Lotte Brief"].id
    page = speaker.open(url(meeting, f"einladung/{key}")).press("Ich komme", word="Braucht Mitfahrt")
    assert page.facts()["Hinweis"] == "Am Telefon oder persönlich gesagt."
    row = inviting.invitations(meeting)["Lotte Brief"]
    assert (row.answer, row.word) == (Answer.YES, "Braucht Mitfahrt")
    assert row.answered_by_id == world.people["speaker"]
    speaker.open(url(meeting, f"einladung/{key}")).press("Noch offen", word="")
    row = inviting.invitations(meeting)["Lotte Brief"]
    assert (row.answer, row.answered_at, row.word) == (Answer.OPEN, None, "")


def test_who_answers_later_by_themselves_is_no_longer_noted_by_somebody(
    inviting: Inviting, speaker: Browser, nobody: Browser, meeting: int
) -> None:
    inviting.send(meeting)
    key = inviting.invitations(meeting)["Marta Möwe"].id
    speaker.open(url(meeting, f"einladung/{key}")).press("Ich komme")
    nobody.open(inviting.link(meeting, "Marta Möwe")).press("Kann nicht")
    assert inviting.invitations(meeting)["Marta Möwe"].answered_by_id is None


def test_after_the_start_nothing_is_noted_any_more(
    inviting: Inviting, speaker: Browser, meeting: int, freeze
) -> None:
    inviting.send(meeting)
    key = inviting.invitations(meeting)["Marta Möwe"].id
    freeze(NOW + timedelta(days=21))
    assert "Ich komme" not in speaker.open(url(meeting, f"einladung/{key}")).buttons()
    assert speaker.post(url(meeting, f"einladung/{key}/antwort"), answer="yes").status == 422
    assert inviting.invitations(meeting)["Marta Möwe"].answer is Answer.OPEN


def test_an_invitation_of_another_meeting_is_not_found_here(
    inviting: Inviting, speaker: Browser, dates: Dates, meeting: int
) -> None:
    other = dates.add(NOW + timedelta(days=30), kind="assembly")
    inviting.send(meeting)
    key = inviting.invitations(meeting)["Marta Möwe"].id
    notice = inviting.notice_of(meeting, "Marta Möwe").id
    assert speaker.open(url(other, f"einladung/{key}")).status == 404
    assert speaker.post(url(other, f"einladung/{key}/antwort"), answer="yes").status == 404
    for verb in ("nochmal", "brief", "zurueck"):
        assert speaker.post(url(other, f"einladung/nachrichten/{notice}/{verb}")).status == 404
