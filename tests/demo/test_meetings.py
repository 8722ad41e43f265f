"""The demo's meetings: what was written, decided and taken on fits together and lies in the past."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from app import clock
from app.calendar.invitations.models import Answer, Invitation, Notice, NoticeState
from app.calendar.models import Appointment, AppointmentState
from app.calendar.polls.models import Poll, PollState, PollVote
from app.calendar.series.models import Occurrence
from app.districts.meetings.conduct.models import Attendance, Meeting, Presence
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import Minutes, MinutesEntry, MinutesState, MinutesVersion
from app.districts.meetings.models import AgendaItem, ItemOutcome
from app.districts.meetings.tasks.models import Task, TaskState
from app.spaces.models import Membership, Space
from app.tenancy import ScopedSession
from tests.demo.conftest import MARCH


def by_id(session: ScopedSession) -> dict[int, Appointment]:
    return {one.id: one for one in session.scalars(sa.select(Appointment))}


def test_every_meeting_that_was_held_has_minutes_and_no_other_has(session: ScopedSession) -> None:
    held = {
        one.id
        for one in by_id(session).values()
        if one.behaviour.has_minutes and one.state is AppointmentState.ANNOUNCED and one.ends_at < MARCH
    }
    assert held == set(session.scalars(sa.select(Minutes.appointment_id)))
    assert held == set(session.scalars(sa.select(Meeting.appointment_id)))
    assert len(held) > 100


def test_minutes_were_approved_at_a_later_meeting_of_the_same_kind(session: ScopedSession) -> None:
    appointments = by_id(session)
    rows = session.scalars(sa.select(Minutes)).all()
    for one in rows:
        if one.state is MinutesState.APPROVED:
            meeting, later = appointments[one.appointment_id], appointments[one.approved_in_id]
            assert (meeting.space_id, meeting.kind) == (later.space_id, later.kind)
            assert meeting.ends_at < later.starts_at < one.approved_at < MARCH
    states = Counter(one.state for one in rows)
    assert states[MinutesState.WRITING] == 1
    assert states[MinutesState.READY] >= 10
    assert states[MinutesState.APPROVED] > states[MinutesState.READY]


def test_what_stands_in_the_minutes_is_their_last_version(session: ScopedSession) -> None:
    versions = {(one.entry_id, one.number): one.text for one in session.scalars(sa.select(MinutesVersion))}
    entries = session.scalars(sa.select(MinutesEntry)).all()
    assert len(entries) == len(versions) > 400
    assert all(versions[one.id, one.version] == one.text != "" for one in entries)


def test_decisions_are_numbered_without_a_gap_and_voted_by_those_who_were_there(
    session: ScopedSession,
) -> None:
    present = Counter(
        session.scalars(sa.select(Attendance.appointment_id).where(Attendance.presence == Presence.PRESENT))
    )
    numbers: dict[tuple[int, int], list[int]] = {}
    for one in session.scalars(sa.select(Decision).order_by(Decision.id)):
        numbers.setdefault((one.space_id, one.year), []).append(one.number)
        if not one.without_dissent:
            assert one.yes + one.no + one.abstentions == present[one.appointment_id]
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert session.scalar(sa.select(sa.func.count(Decision.id)).where(Decision.measure.is_not(None))) > 3


def test_in_the_ktv_something_was_postponed(session: ScopedSession) -> None:
    ktv = session.scalars(sa.select(Space.id).where(Space.slug == "kroepeliner-tor-vorstadt")).one()
    outcomes = set(session.scalars(sa.select(AgendaItem.outcome).where(AgendaItem.space_id == ktv)))
    assert ItemOutcome.POSTPONED in outcomes


def test_tasks_are_with_members_and_some_are_open_and_some_late(session: ScopedSession) -> None:
    members = {tuple(row) for row in session.execute(sa.select(Membership.space_id, Membership.person_id))}
    tasks = session.scalars(sa.select(Task)).all()
    assert all((one.space_id, one.person_id) in members for one in tasks)
    still = [one for one in tasks if one.state is TaskState.OPEN]
    assert 10 < len(still) < len(tasks) / 2
    with clock.frozen(MARCH):
        assert any(one.due_on < clock.today() for one in still)
        assert any(one.due_on >= clock.today() for one in still)


def test_members_are_invited_to_what_comes_and_some_have_answered(session: ScopedSession) -> None:
    coming = sa.select(Appointment.id).where(Appointment.starts_at > MARCH)
    answers = Counter(
        session.scalars(sa.select(Invitation.answer).where(Invitation.appointment_id.in_(coming)))
    )
    assert all(answers[one] > 3 for one in Answer)
    states = Counter(session.scalars(sa.select(Notice.state)))
    assert set(states) == {NoticeState.SENT, NoticeState.POSTED, NoticeState.TO_POST}


def test_the_assemblies_of_the_ktv_are_a_series_and_a_date_is_asked_for(session: ScopedSession) -> None:
    appointments = by_id(session)
    occurrences = session.scalars(sa.select(Occurrence)).all()
    assert len(occurrences) > 8
    assert {appointments[one.appointment_id].kind for one in occurrences} == {"assembly"}
    assert session.scalars(sa.select(Poll)).one().state is PollState.OPEN
    assert len(session.scalars(sa.select(PollVote)).all()) > 6


def test_nothing_of_a_meeting_happened_after_today(session: ScopedSession) -> None:
    for column in (
        MinutesVersion.saved_at, Meeting.ended_at, Attendance.noted_at, Minutes.ready_at, Task.ended_at,
        Task.created_at, Decision.created_at, Invitation.answered_at, Notice.settled_at,
    ):  # fmt: skip
        assert session.scalar(sa.select(sa.func.max(column))) <= MARCH, column
