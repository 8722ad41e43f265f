"""Reminders: as long before the start as the appointment says, moved along with it, never of what is over, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.accounts.models import MailWish
from app.calendar.invitations import jobs, outcomes, reminders
from app.calendar.invitations.models import NoticeState, SendingKind
from app.calendar.models import Appointment
from app.outbox import MailState
from tests.calendar.dates import Dates, url
from tests.calendar.invitations.inviting import Inviting
from tests.pages import Browser
from tests.people import NOW, World

Freeze = Callable[[datetime], None]
START = NOW + timedelta(days=21)


def remind(world: World) -> None:
    with world.app.app_context():
        jobs.remind()


def reminded(inviting: Inviting, *, of_the_worlds_own: bool = False) -> list[str]:
    """To whom reminders went, in order; of the meetings that the world began with only if asked for."""
    sent = [one for one in inviting.mails() if one.kind == "appointment_reminder"]
    return [one.address for one in sent if (": Treffen announced" in one.subject) is of_the_worlds_own]


@pytest.fixture
def invited(inviting: Inviting, meeting: int) -> int:
    """A meeting to which members and a guest are invited; two days before they are to be reminded."""
    inviting.send(meeting, guests="Gesa Gast gesa@demo.example")
    return meeting


def test_two_days_before_all_who_did_not_say_no_are_reminded(
    inviting: Inviting, world: World, nobody: Browser, invited: int, freeze: Freeze
) -> None:
    nobody.open(inviting.link(invited, "Marta Möwe")).press("Kann nicht")
    nobody.open(inviting.link(invited, "Gesa Gast")).press("Ich komme")
    freeze(START - timedelta(hours=48, seconds=1))
    remind(world)
    assert not reminded(inviting)
    freeze(START - timedelta(hours=48))
    remind(world)
    assert set(reminded(inviting)) == {
        "gesa@demo.example", "speaker@demo.example", "pending@demo.example", "unenrolled@demo.example",
        "invited@demo.example",
    }  # fmt: skip
    gesa = inviting.mails("gesa@demo.example")[-1]
    assert gesa.subject == "Erinnerung: Was wird aus dem Kino?, Mi., 26.03.2025, 19:00 Uhr"
    assert "Du hast zugesagt." in gesa.text
    assert inviting.link(invited, "Gesa Gast") in gesa.text
    assert gesa.calendar == ""
    assert "Wir wissen noch nicht, ob du kommst." in inviting.mails("speaker@demo.example")[-1].text


def test_they_are_reminded_once(inviting: Inviting, world: World, invited: int, freeze: Freeze) -> None:
    for hours in (48, 47, 1):
        freeze(START - timedelta(hours=hours))
        remind(world)
    assert len(reminded(inviting)) == 6
    assert len(inviting.sendings(invited, SendingKind.REMINDER)) == 1


def test_who_wants_no_mail_gets_no_reminder_and_a_guest_does(
    inviting: Inviting, world: World, invited: int, freeze: Freeze
) -> None:
    world.change("member", mail_wish=MailWish.NONE)
    world.change("speaker", disabled_at=NOW)
    freeze(START - timedelta(hours=30))
    remind(world)
    assert {"member@demo.example", "speaker@demo.example"}.isdisjoint(reminded(inviting))
    assert "gesa@demo.example" in reminded(inviting)


def test_who_has_no_mail_is_not_put_on_the_list_of_letters_again(
    inviting: Inviting, world: World, invited: int, freeze: Freeze
) -> None:
    freeze(START - timedelta(hours=30))
    remind(world)
    assert [one.state for one in inviting.notices(invited)].count(NoticeState.TO_POST) == 1


@pytest.mark.parametrize("choice", ["24", "168", ""])
def test_it_is_as_long_before_as_the_appointment_says(
    inviting: Inviting, world: World, speaker: Browser, invited: int, freeze: Freeze, choice: str
) -> None:
    page = speaker.open(url(invited, "bearbeiten"))
    assert page.value("reminder") == "48"
    page.press("Änderung speichern", reminder=choice)
    assert speaker.open(url(invited, "bearbeiten")).value("reminder") == choice
    hours = int(choice or 1)
    freeze(START - timedelta(hours=hours, seconds=1))
    remind(world)
    assert not reminded(inviting)
    freeze(START - timedelta(hours=hours))
    remind(world)
    assert bool(reminded(inviting)) is bool(choice)


def test_a_new_appointment_may_say_it_from_the_beginning(speaker: Browser, dates: Dates) -> None:
    page = speaker.open("/ktv/termine/neu").press(
        "Termin anlegen", title="Neu", day="2025-04-01", reminder="168"
    )
    row = dates.get(int(page.path.rpartition("/")[2]))
    assert row is not None
    assert row.reminder_hours == 168


def test_a_meeting_that_was_moved_is_reminded_of_again(
    inviting: Inviting, world: World, speaker: Browser, invited: int, freeze: Freeze
) -> None:
    freeze(START - timedelta(hours=48))
    remind(world)
    freeze(START - timedelta(hours=47))
    inviting.change_rows(Appointment, Appointment.id == invited, starts_at=START + timedelta(days=7),
                         ends_at=START + timedelta(days=7, hours=2))  # fmt: skip
    remind(world)
    assert len(reminded(inviting)) == 6
    freeze(START + timedelta(days=5))
    remind(world)
    assert len(reminded(inviting)) == 12


def test_nobody_is_reminded_right_after_the_invitation_or_a_change(
    inviting: Inviting, world: World, dates: Dates, freeze: Freeze
) -> None:
    key = dates.add(NOW + timedelta(hours=40), kind="regulars_table")
    inviting.send(key)
    remind(world)
    assert not reminded(inviting)
    freeze(NOW + timedelta(hours=23))
    inviting.send(key, everybody="", guests="spaet@demo.example")
    freeze(NOW + timedelta(hours=24))
    remind(world)
    assert len(reminded(inviting)) == 5
    assert "spaet@demo.example" not in reminded(inviting)


@pytest.mark.parametrize("state", ["cancelled", "begun", "past", "draft"])
def test_what_is_off_or_has_begun_is_not_reminded_of(
    inviting: Inviting, world: World, speaker: Browser, dates: Dates, invited: int, freeze: Freeze, state: str
) -> None:
    if state == "cancelled":
        speaker.open(url(invited, "absagen")).press("Termin absagen")
    if state == "draft":
        dates.draft(START, kind="assembly")
        freeze(START - timedelta(hours=40))
        remind(world)
        assert len(inviting.sendings(invited, SendingKind.REMINDER)) == 1
        return
    freeze(
        {"cancelled": START - timedelta(hours=40), "begun": START, "past": START + timedelta(days=1)}[state]
    )
    remind(world)
    assert not reminded(inviting)


def test_a_worker_that_was_away_catches_up_until_the_start(
    inviting: Inviting, world: World, invited: int, freeze: Freeze
) -> None:
    freeze(START - timedelta(seconds=1))
    remind(world)
    assert len(reminded(inviting)) == 6


def test_a_reminder_that_did_not_leave_before_the_start_stays(
    inviting: Inviting, world: World, invited: int, freeze: Freeze
) -> None:
    inviting.deliver()
    freeze(START - timedelta(hours=1))
    remind(world)
    freeze(START)
    with world.app.app_context():
        outcomes.note_outcomes()
    states = {one.state for one in inviting.mails() if one.kind == "appointment_reminder"}
    assert states == {MailState.FAILED}
    assert "wartet noch auf ihre Nachricht" not in inviting.page(invited).section("Einladung").replace(
        "Eine Person wartet noch auf ihre Nachricht Lotte Brief", ""
    )


def test_two_workers_at_once_remind_once(
    inviting: Inviting, world: World, invited: int, freeze: Freeze
) -> None:
    freeze(START - timedelta(hours=30))
    together = threading.Barrier(3)

    def work() -> None:
        together.wait()
        remind(world)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reminded(inviting)) == 6
    assert len(inviting.sendings(invited, SendingKind.REMINDER)) == 1


def test_a_worker_that_waited_for_the_lock_looks_again(
    inviting: Inviting, world: World, invited: int, freeze: Freeze
) -> None:
    freeze(START - timedelta(hours=30))
    with world.app.app_context():
        found = reminders.due()
    assert (world.spaces["ktv"], invited) in found
    inviting.change_rows(Appointment, Appointment.id == invited, reminder_hours=None)
    with world.app.app_context():
        for space_id, appointment_id in found:
            jobs._remind(space_id, appointment_id)
    assert not reminded(inviting)


def test_a_fault_with_one_meeting_leaves_the_others_alone(
    inviting: Inviting, world: World, dates: Dates, invited: int, freeze: Freeze, monkeypatch, caplog
) -> None:
    other = dates.add(START - timedelta(hours=1), kind="assembly", title="Erst noch das")
    inviting.send(other)
    real = reminders.remind

    def remind_all_but(appointment: Appointment) -> object:
        if appointment.id == other:
            raise RuntimeError("broken on purpose")
        return real(appointment)

    monkeypatch.setattr(reminders, "remind", remind_all_but)
    freeze(START - timedelta(hours=30))
    remind(world)
    assert len(inviting.sendings(invited, SendingKind.REMINDER)) == 1
    assert f"appointment {other} failed" in caplog.text
    assert "broken on purpose" not in inviting.page(invited).source


def test_meetings_of_all_spaces_are_reminded_of(inviting: Inviting, world: World, freeze: Freeze) -> None:
    freeze(NOW + timedelta(days=19))  # the announced meetings of the world are in 20 days
    remind(world)
    assert set(reminded(inviting, of_the_worlds_own=True)) == {
        "member@demo.example", "foreign.member@demo.example", "board@demo.example", "group.member@demo.example",
    }  # fmt: skip


def test_a_worker_that_was_stuck_for_a_day_does_not_remind_again(
    inviting: Inviting, world: World, invited: int, freeze: Freeze
) -> None:
    freeze(START - timedelta(hours=48))
    remind(world)
    freeze(START - timedelta(hours=1))
    with world.app.app_context():
        jobs._remind(world.spaces["ktv"], invited)  # it had asked before the other one was done
    assert len(reminded(inviting)) == 6
