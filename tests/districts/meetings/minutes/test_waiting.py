"""Whose minutes wait for whom."""

from __future__ import annotations

from datetime import timedelta

from app.calendar.models import Appointment
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.minutes.models import MinutesState
from app.districts.meetings.minutes.waiting import to_write
from tests.districts.meetings.minutes.conftest import Notes, Writer


def waits(notes: Notes, who: str, *, leads: bool = False) -> list[int]:
    """The meetings whose minutes somebody is to write."""
    led = [notes.world.spaces["ktv"]] if leads else []
    with notes.working():
        return [one.appointment_id for one in to_write(notes.world.people[who], led=led)]


def test_minutes_wait_for_their_keeper(notes: Notes) -> None:
    with notes.changing() as session:
        session.add(Meeting(appointment_id=notes.key, keeper_id=notes.world.people["member"]))
    assert waits(notes, "member") == [notes.key]
    assert waits(notes, "speaker", leads=True) == []


def test_minutes_wait_for_whom_they_were_handed_to(notes: Notes, cem: Writer) -> None:
    assert waits(notes, "councillor") == [notes.key]
    assert waits(notes, "member") == []


def test_minutes_without_a_keeper_wait_for_those_who_lead(notes: Notes) -> None:
    assert waits(notes, "speaker", leads=True) == [notes.key]
    assert waits(notes, "speaker") == []


def test_ready_minutes_and_old_ones_wait_for_nobody(notes: Notes) -> None:
    notes.set_state(MinutesState.READY)
    assert waits(notes, "speaker", leads=True) == []
    notes.set_state(MinutesState.WRITING)
    assert waits(notes, "speaker", leads=True) == [notes.key]
    with notes.changing() as session:
        meeting = session.get_one(Appointment, notes.key)
        meeting.starts_at -= timedelta(days=40)
        meeting.ends_at -= timedelta(days=40)
    assert waits(notes, "speaker", leads=True) == []
