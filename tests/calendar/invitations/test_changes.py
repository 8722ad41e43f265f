"""A change of time, place or access, and a cancellation, tell everybody who was invited, at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.calendar.invitations.models import Answer, NoticeState, SendingKind
from tests.calendar.dates import Dates, url
from tests.calendar.invitations.inviting import Inviting
from tests.calendar.programs import judged
from tests.pages import Browser
from tests.people import NOW


@pytest.fixture
def invited(inviting: Inviting, meeting: int) -> int:
    """A meeting to which members and a guest are invited."""
    inviting.send(meeting, guests="Gesa Gast gesa@demo.example")
    return meeting


def change(speaker: Browser, key: int, **values: str) -> None:
    page = speaker.open(url(key, "bearbeiten")).press("Änderung speichern", **values)
    assert "Gespeichert." in page.notices


def test_a_moved_meeting_is_told_to_all_with_what_was_and_what_is(
    inviting: Inviting, speaker: Browser, invited: int
) -> None:
    before = len(inviting.mails())
    change(speaker, invited, day="2025-03-27", starts="18:30", ends="20:30")
    told = inviting.mails()[before:]
    assert {one.address for one in told} == {one.address for one in inviting.mails()[:before]}
    mail = inviting.mails("gesa@demo.example")[-1]
    assert mail.subject == "Verschoben: Was wird aus dem Kino?, jetzt Do., 27.03.2025, 18:30 Uhr"
    old, new = "Wann: Mi., 26.03.2025, 19:00–21:00 Uhr", "Wann: Do., 27.03.2025, 18:30–20:30 Uhr"
    assert (
        mail.text.index("Bisher:")
        < mail.text.index(old)
        < mail.text.index("Jetzt gilt:")
        < mail.text.index(new)
    )
    assert "Geändert von: Sabine Sommer" in mail.text
    assert inviting.link(invited, "Gesa Gast") in mail.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("place", "Peter-Weiss-Haus", "Wo: Peter-Weiss-Haus"),
        ("access", "Klingel Kino", "Zugang: Klingel Kino"),
    ],
)
def test_another_place_or_another_way_in_is_told(
    inviting: Inviting, speaker: Browser, invited: int, field: str, value: str, said: str
) -> None:
    change(speaker, invited, **{field: value})
    mail = inviting.mails("gesa@demo.example")[-1]
    assert mail.subject == "Geändert: Was wird aus dem Kino?, Mi., 26.03.2025, 19:00 Uhr"
    assert said in mail.text
    assert "–" in mail.text.partition("Bisher:")[2].partition("Jetzt gilt:")[0]


def test_another_title_or_description_is_no_reason_for_a_mail(
    inviting: Inviting, speaker: Browser, dates: Dates, invited: int
) -> None:
    before = len(inviting.mails())
    change(speaker, invited, title="Anders", description="Mehr dazu", reminder="24")
    assert len(inviting.mails()) == before
    row = dates.get(invited)
    assert row is not None
    assert row.sequence == 0


def test_a_second_change_is_told_against_the_first(
    inviting: Inviting, speaker: Browser, invited: int
) -> None:
    change(speaker, invited, place="Hier")
    change(speaker, invited, place="Dort")
    text = inviting.mails("gesa@demo.example")[-1].text
    assert "Bisher:\nWo: Hier" in text
    assert "Wo: Dort" in text


def test_a_cancellation_is_told_to_all_with_the_reason(
    inviting: Inviting, speaker: Browser, nobody: Browser, invited: int
) -> None:
    nobody.open(inviting.link(invited, "Marta Möwe")).press("Kann nicht")
    speaker.open(url(invited, "absagen")).press("Termin absagen", reason="Wasserrohrbruch")
    told = [one for one in inviting.mails() if one.kind == "appointment_cancellation"]
    assert len(told) == 6
    assert "member@demo.example" in {one.address for one in told}  # also who had said no
    assert told[0].subject == "Abgesagt: Was wird aus dem Kino?, Mi., 26.03.2025, 19:00 Uhr"
    assert "Der Grund: Wasserrohrbruch" in told[0].text
    assert "/antwort/" not in told[0].text


def test_who_has_no_mail_is_to_be_phoned(inviting: Inviting, speaker: Browser, invited: int) -> None:
    change(speaker, invited, place="Woanders")
    page = inviting.page(invited)
    assert "Änderung: bitte anrufen" in page.section("Einladung")
    assert inviting.notice_of(invited, "Lotte Brief").state is NoticeState.TO_POST
    listed = speaker.open(url(invited, "einladung/briefe"))
    assert "Lotte Brief (Änderung)" in listed


def test_who_joined_without_an_invitation_is_told_too(
    inviting: Inviting, speaker: Browser, member: Browser, meeting: int
) -> None:
    member.open(url(meeting)).press("Ich komme")
    change(speaker, meeting, place="Woanders")
    (mail,) = inviting.mails()
    assert (mail.address, "Bisher:" in mail.text) == ("member@demo.example", False)


def test_nobody_is_told_of_drafts_nor_of_what_is_over(
    inviting: Inviting, speaker: Browser, dates: Dates, invited: int, freeze
) -> None:
    draft = dates.draft(NOW + timedelta(days=10), kind="assembly")
    change(speaker, draft, place="Woanders")
    freeze(NOW + timedelta(days=21, hours=3))
    before = len(inviting.mails())
    change(speaker, invited, ends="21:30")
    assert len(inviting.mails()) == before
    assert not inviting.sendings(draft)


def test_who_is_locked_meanwhile_is_told_nothing(
    inviting: Inviting, world, speaker: Browser, invited: int
) -> None:
    world.change("member", disabled_at=NOW)
    before = len(inviting.mails("member@demo.example"))
    change(speaker, invited, place="Woanders")
    assert len(inviting.mails("member@demo.example")) == before


def test_a_refused_change_tells_nobody(inviting: Inviting, speaker: Browser, invited: int) -> None:
    before = len(inviting.mails())
    page = speaker.open(url(invited, "bearbeiten")).press("Änderung speichern", starts="22:00", ends="21:00")
    assert page.status == 422
    assert len(inviting.mails()) == before
    assert [one.kind for one in inviting.sendings(invited)] == [SendingKind.INVITATION]


# --- answers given before


def test_answers_stay_but_are_marked_and_asked_again_when_the_time_changes(
    inviting: Inviting, speaker: Browser, nobody: Browser, invited: int, freeze
) -> None:
    link = inviting.link(invited, "Marta Möwe")
    nobody.open(link).press("Ich komme")
    freeze(NOW + timedelta(hours=1))
    change(speaker, invited, day="2025-03-27")
    assert inviting.invitations(invited)["Marta Möwe"].answer is Answer.YES
    assert "Du hattest zugesagt. Passt es noch?" in inviting.mails("member@demo.example")[-1].text
    assert "Kommst du?" in inviting.mails("gesa@demo.example")[-1].text
    listed = speaker.open(url(invited, "einladung/liste"))
    assert "vor der Änderung gesagt" in listed.row("Marta Möwe").text
    assert "bevor der Termin verschoben wurde" in nobody.open(link)
    assert "bevor der Termin verschoben wurde" in inviting.page(invited, "member")
    nobody.open(link).press("Ich komme")
    assert "vor der Änderung gesagt" not in speaker.open(url(invited, "einladung/liste"))


def test_a_change_of_place_leaves_answers_as_they_are(
    inviting: Inviting, speaker: Browser, nobody: Browser, invited: int, freeze
) -> None:
    nobody.open(inviting.link(invited, "Marta Möwe")).press("Ich komme")
    freeze(NOW + timedelta(hours=1))
    change(speaker, invited, place="Woanders")
    assert "Deine Antwort bleibt, wie sie war." in inviting.mails("member@demo.example")[-1].text
    assert "vor der Änderung gesagt" not in speaker.open(url(invited, "einladung/liste"))


# --- calendars


def test_invitation_change_and_cancellation_are_one_entry_that_moves_and_goes(
    inviting: Inviting, speaker: Browser, dates: Dates, invited: int, freeze
) -> None:
    freeze(NOW + timedelta(hours=1))
    change(speaker, invited, day="2025-03-27", place="Bürgerhaus")
    freeze(NOW + timedelta(hours=2))
    speaker.open(url(invited, "absagen")).press("Termin absagen", reason="Wasserrohrbruch")
    files = [one.calendar for one in inviting.mails("gesa@demo.example")]
    row = dates.get(invited)
    assert row is not None
    seen = judged(*files)
    assert [one.faults for one in seen] == [[], [], []]
    assert [one.method for one in seen] == ["request", "request", "cancel"]
    entries = [one.entries[0] for one in seen]
    assert {entry.uid for entry in entries} == {row.uid}
    assert [entry.sequence for entry in entries] == [0, 1, 2]
    assert [entry.starts_at for entry in entries] == [
        datetime(2025, 3, 26, 18, tzinfo=UTC),
        datetime(2025, 3, 27, 18, tzinfo=UTC),
        datetime(2025, 3, 27, 18, tzinfo=UTC),
    ]
    assert (entries[1].location, entries[0].summary) == ("Bürgerhaus", "KTV: Was wird aus dem Kino?")
    assert "ORGANIZER" in files[0]
    assert "stadtteilwerk@localhost" in files[0]


def test_who_is_invited_after_a_change_gets_an_entry_of_that_sequence(
    inviting: Inviting, speaker: Browser, invited: int
) -> None:
    change(speaker, invited, place="Bürgerhaus")
    inviting.send(invited, everybody="", guests="neu@demo.example")
    (mail,) = inviting.mails("neu@demo.example")
    assert "SEQUENCE:1" in mail.calendar


ODD = 'Kino\\, N;eu: "a" ATTENDEE:mailto:x@demo.example'


def test_odd_titles_and_places_stay_text_in_mail_and_calendar(
    inviting: Inviting, speaker: Browser, meeting: int
) -> None:
    change(speaker, meeting, title=ODD, place=ODD)
    inviting.send(meeting, everybody="", guests='O\'Neill; "Gesa" gesa+a@demo.example')
    (mail,) = inviting.mails()
    (seen,) = judged(mail.calendar)
    assert (seen.faults, seen.entries[0].location) == ([], ODD)
    assert mail.calendar.replace("\r\n ", "").count("\r\nATTENDEE") == 1
    assert len(mail.subject.splitlines()) == 1


@pytest.mark.parametrize("brk", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_line_break_that_came_into_a_title_adds_no_header_and_no_line_of_the_calendar(
    inviting: Inviting, meeting: int, brk: str
) -> None:
    from app.calendar.models import Appointment

    evil = f"Kino{brk}Bcc: boese@demo.example{brk}ATTENDEE:mailto:boese@demo.example"
    inviting.change_rows(Appointment, Appointment.id == meeting, title=evil, place=evil, access=evil)
    inviting.send(meeting, everybody="", guests="Gesa gesa@demo.example")
    (mail,) = inviting.mails()
    assert mail.subject.startswith("Einladung: Kino Bcc: boese@demo.example")
    assert not any(line.startswith("Bcc") for line in mail.text.splitlines())
    assert mail.calendar.replace("\r\n ", "").count("\r\nATTENDEE") == 1
    assert judged(mail.calendar)[0].faults == []
