"""From choosing to sending: what is seen before is what goes out, once, whoever presses how often."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.calendar.invitations.models import NoticeState, SendingKind
from app.calendar.models import AppointmentState
from app.districts.meetings.models import ItemKind
from app.outbox import MailState
from tests.calendar.dates import Dates, berlin, url
from tests.calendar.invitations.inviting import Inviting
from tests.pages import Browser, Page, counted, manners
from tests.people import NOW, World

Freeze = Callable[[datetime], None]


# --- the preview


def test_the_preview_is_word_for_word_the_mail_that_goes_out(inviting: Inviting, meeting: int) -> None:
    inviting.agenda(
        meeting, ("Begrüßung", ItemKind.INFORMATION, 10), ("Wahl der Delegierten", ItemKind.ELECTION, 30)
    )
    page = inviting.preview(
        meeting, everybody="", guests="Gesa Gast gesa@demo.example", words="Kommt alle.\n\nBitte."
    )
    inviting.confirm(page)
    (mail,) = inviting.mails()
    link = inviting.link(meeting, "Gesa Gast")
    shown = page.section("So kommt es bei Gesa Gast an")
    assert mail.subject in shown
    assert " ".join(mail.text.replace(link, "/antwort/…").split()) in shown


def test_the_preview_says_how_many_and_who(inviting: Inviting, meeting: int) -> None:
    page = inviting.preview(meeting, guests="gesa@demo.example")
    facts = page.facts()
    assert facts["Per Mail"] == "6 Personen"
    assert facts["Mit Brief"] == "eine Person ohne E-Mail-Adresse"
    assert "Mit Brief: Lotte Brief" in page
    assert "Marta Möwe" in page
    assert "rechtzeitig, bis Mi., 19.03.2025 ist Zeit" in facts["Ladungsfrist"]
    assert manners(page) == []


def test_looking_at_the_preview_sends_and_stores_nothing(
    inviting: Inviting, world: World, meeting: int
) -> None:
    before = world.dump()
    inviting.preview(meeting, guests="gesa@demo.example", words="Kommt alle")
    assert world.dump() == before


def test_one_can_go_back_from_the_preview_and_all_is_still_there(inviting: Inviting, meeting: int) -> None:
    page = inviting.preview(meeting, everybody="", guests="gesa@demo.example", words="Kommt alle")
    back = page.press("Zurück und ändern")
    assert back.heading == "Einladen"
    assert (back.value("guests"), back.value("words"), back.value("everybody")) == (
        "gesa@demo.example", "Kommt alle", "",
    )  # fmt: skip
    assert not inviting.mails()
    assert "Vorschau der Einladung" in back.press("Vorschau ansehen").heading


def test_only_those_without_mail_can_be_invited_too(inviting: Inviting, world: World, meeting: int) -> None:
    page = inviting.preview(meeting, everybody="", people=[str(world.people["by_letter"])])
    assert page.facts()["Per Mail"] == "niemand"
    after = inviting.confirm(page)
    assert "Ein Brief liegt bereit." in after.notices
    assert not inviting.mails()


# --- what goes out


def test_mails_go_to_all_with_an_address_and_a_letter_is_ready_for_the_others(
    inviting: Inviting, meeting: int
) -> None:
    page = inviting.send(meeting, words="Kommt alle")
    assert "5 Mails gehen jetzt hinaus. Ein Brief liegt bereit." in page.notices
    assert {one.address for one in inviting.mails()} == {
        "member@demo.example", "speaker@demo.example", "pending@demo.example", "unenrolled@demo.example",
        "invited@demo.example",
    }  # fmt: skip
    states = {one.state for one in inviting.notices(meeting)}
    assert states == {NoticeState.WAITING, NoticeState.TO_POST}
    assert inviting.notice_of(meeting, "Lotte Brief").state is NoticeState.TO_POST


def test_a_mail_carries_what_an_invitation_has_to_say(inviting: Inviting, meeting: int) -> None:
    inviting.agenda(
        meeting,
        ("Begrüßung", ItemKind.INFORMATION, 10),
        ("Wahl der Delegierten", ItemKind.ELECTION, 30),
    )
    inviting.send(meeting, words="Das Kino schließt.\nWas nun?")
    (mail,) = inviting.mails("member@demo.example")
    for words in (
        "Kröpeliner-Tor-Vorstadt lädt dich ein: Was wird aus dem Kino?",
        "Das Kino schließt.\nWas nun?",
        "Wann: Mi., 26.03.2025, 19:00–21:00 Uhr",
        "Art: Mitgliederversammlung",
        "1. Begrüßung (ab 19:00 Uhr)",
        "2. Wahl der Delegierten (ab 19:10 Uhr, Wahl)",
        "Angekündigte Wahlen: Wahl der Delegierten.",
        f"Ich komme: http://127.0.0.1:5000{inviting.link(meeting, 'Marta Möwe')}?antwort=ja",
        "Es lädt ein: Sabine Sommer",
        "Telefon von ktv",
    ):
        assert words in mail.text, words
    assert "METHOD:REQUEST" in mail.calendar


def test_everybody_gets_a_link_of_their_own_and_nobody_anothers(inviting: Inviting, meeting: int) -> None:
    inviting.send(meeting, guests="gesa@demo.example")
    tokens = {one.token for one in inviting.invitations(meeting).values()}
    assert len(tokens) == 7
    for mail in inviting.mails():
        found = {token for token in tokens if token in mail.text + mail.html}
        assert len(found) == 1
        assert not any(token in mail.calendar for token in tokens)  # calendars are shared


def test_what_was_said_is_kept_as_it_was_then(inviting: Inviting, speaker: Browser, meeting: int) -> None:
    inviting.agenda(meeting, ("Das Kino", ItemKind.DISCUSSION, 40))
    inviting.send(meeting, words="Kommt alle")
    speaker.open(url(meeting, "bearbeiten")).press("Änderung speichern", title="Anders", place="Woanders")
    (sending,) = inviting.sendings(meeting, SendingKind.INVITATION)
    assert (sending.title, sending.words, sending.by_id) == (
        "Was wird aus dem Kino?",
        "Kommt alle",
        sending.by_id,
    )
    assert [item["title"] for item in sending.agenda["items"]] == ["Das Kino"]
    assert sending.place == ""


# --- once


def test_pressing_twice_sends_once_and_says_so(inviting: Inviting, meeting: int) -> None:
    page = inviting.preview(meeting)
    inviting.confirm(page)
    again = inviting.confirm(page)
    assert "Die Einladung ist schon unterwegs: Sabine Sommer hat sie verschickt" in again.notices
    assert len(inviting.mails()) == 5
    assert len(inviting.sendings(meeting)) == 1


def test_the_second_of_two_speakers_is_told_and_shown_who_is_left(
    inviting: Inviting, world: World, meeting: int
) -> None:
    theirs = inviting.preview(meeting, who="speaker")
    inviting.send(meeting, everybody="", people=[str(world.people["member"])])
    second = inviting.confirm(theirs)
    assert second.heading == "Vorschau der Einladung"
    assert "Inzwischen hat jemand den Termin oder die Einladung geändert." in second.notices
    assert second.facts()["Schon eingeladen"] == "eine Person, sie bekommt nichts"
    assert len(inviting.mails()) == 1
    inviting.confirm(second)
    assert len(inviting.mails("member@demo.example")) == 1
    assert len(inviting.mails()) == 5


@pytest.mark.parametrize(
    "change", [{"place": "Woanders"}, {"starts": "20:00"}, {"title": "Anders"}, {"access": "Hinterhof"}]
)
def test_a_preview_that_is_no_longer_true_is_shown_anew(
    inviting: Inviting, speaker: Browser, meeting: int, change: dict[str, str]
) -> None:
    page = inviting.preview(meeting)
    speaker.open(url(meeting, "bearbeiten")).press("Änderung speichern", **change)
    second = inviting.confirm(page)
    assert "Inzwischen hat jemand den Termin" in second.notices
    assert not inviting.mails()


def test_an_agenda_that_changed_meanwhile_is_shown_first(inviting: Inviting, meeting: int) -> None:
    page = inviting.preview(meeting)
    inviting.agenda(meeting, ("Abwahl", ItemKind.ELECTION, 40))
    second = inviting.confirm(page)
    assert "Abwahl" in second
    assert not inviting.mails()


def test_two_presses_at_the_very_same_time_send_once(inviting: Inviting, meeting: int) -> None:
    page = inviting.preview(meeting)
    pages: list[Page] = []

    def press() -> None:
        again = Page(page.response, inviting.browser())
        pages.append(inviting.confirm(again))

    threads = [threading.Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(inviting.mails()) == 5
    assert len(inviting.sendings(meeting)) == 1
    assert sorted("schon unterwegs" in page.notices for page in pages) == [False, True, True]


def test_a_form_that_never_saw_a_preview_gets_one(inviting: Inviting, speaker: Browser, meeting: int) -> None:
    page = speaker.post(url(meeting, "einladung/verschicken"), everybody="y")
    assert page.heading == "Vorschau der Einladung"
    assert not inviting.mails()


# --- drafts, and the notice period


def test_a_draft_is_announced_by_inviting(inviting: Inviting, dates: Dates, member: Browser) -> None:
    key = dates.draft(NOW + timedelta(days=21), kind="assembly", title="Noch geheim")
    assert "Ankündigen und einladen" in inviting.page(key)
    page = inviting.preview(key)
    assert "Ankündigen und einladen" in page.buttons()
    assert member.open(url(key)).status == 404
    inviting.confirm(page)
    row = dates.get(key)
    assert row is not None
    assert row.state is AppointmentState.ANNOUNCED
    assert member.open(url(key)).heading == "Noch geheim"
    assert len(inviting.mails()) == 5


@pytest.mark.parametrize("draft", [True, False])
def test_too_late_is_said_before_and_needs_that_one_knows(
    inviting: Inviting, dates: Dates, draft: bool
) -> None:
    make = dates.draft if draft else dates.add
    key = make(berlin(2025, 3, 11, 19), kind="assembly")
    page = inviting.preview(key)
    assert "Zu spät: Die Ladungsfrist von 7 Tagen" in page.notices
    assert (
        "Trotzdem ankündigen und einladen" if draft else "Einladung trotzdem verschicken"
    ) in page.buttons()
    unknowing = {"everybody": "y", "seen": page.value("seen")}
    refused = inviting.browser().post(url(key, "einladung/verschicken"), **unknowing)
    assert refused.status == 422
    assert "Ladungsfrist" in refused.complaints
    assert not inviting.mails()
    inviting.confirm(page)
    assert len(inviting.mails()) == 5


def test_midnight_between_preview_and_sending_makes_it_late(
    inviting: Inviting, dates: Dates, freeze: Freeze
) -> None:
    key = dates.add(berlin(2025, 3, 12, 19), kind="assembly")
    page = inviting.preview(key)
    assert "Zu spät" not in page
    freeze(berlin(2025, 3, 6, 0, 1))
    assert inviting.confirm(page).status == 422
    assert not inviting.mails()


def test_announcing_alone_still_works_and_leads_to_the_invitation(speaker: Browser, dates: Dates) -> None:
    key = dates.draft(NOW + timedelta(days=21), kind="assembly")
    page = speaker.open(url(key)).press("Termin ankündigen")
    assert "angekündigt" in page.notices
    assert "Eine Einladung ist noch nicht hinausgegangen." in page
    assert page.follow("Einladen").heading == "Einladen"


# --- size


def test_three_hundred_people_are_shown_with_as_many_queries_as_six(
    inviting: Inviting, world: World, meeting: int, dates: Dates
) -> None:
    def queries(key: int) -> list[int]:
        counts = []
        for path in (
            url(key),
            url(key, "einladung/liste"),
            url(key, "einladung/nachweis"),
            url(key, "einladung/briefe"),
        ):
            with counted(world.app) as statements:
                assert inviting.browser().open(path).status == 200
            counts.append(len(statements))
        return counts

    inviting.send(meeting)
    few = queries(meeting)
    many = dates.add(NOW + timedelta(days=22), kind="assembly")
    for hundred in range(3):
        guests = "\n".join(f"Gast {hundred}-{n} g{hundred}-{n}@demo.example" for n in range(100))
        inviting.send(many, everybody="" if hundred else "y", guests=guests)
    assert len(inviting.invitations(many)) == 306
    assert queries(many) == few
    assert {one.state for one in inviting.mails()} == {MailState.QUEUED}
