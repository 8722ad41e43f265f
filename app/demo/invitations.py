"""Who was invited to the demo's meetings and what they said; a series, and a date poll that is open."""

from __future__ import annotations

import hashlib
import uuid
from datetime import time, timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.models import Person
from app.calendar.invitations.models import Answer, Invitation, Notice, NoticeState, Sending, SendingKind
from app.calendar.models import Appointment, AppointmentState
from app.calendar.polls.models import Choice, Poll, PollOption, PollParticipant, PollVote
from app.calendar.series.models import Occurrence, Series
from app.demo.filling import Filling
from app.demo.meetings import Hall
from app.demo.people import KTV
from app.districts.meetings.models import AgendaItem, ItemKind

BEFORE, AFTER = timedelta(days=60), timedelta(days=24)
"""To which meetings there are invitations, counted from today."""
TO_COME = (Answer.YES, Answer.YES, Answer.OPEN, Answer.YES, Answer.NO, Answer.MAYBE, Answer.OPEN)
PAST = (Answer.YES, Answer.YES, Answer.NO, Answer.YES, Answer.OPEN)
WORDS = ("Bin an dem Abend auf Schicht.", "", "Ich komme eine halbe Stunde später.", "")


def _token(*parts: object) -> str:
    """Return a link's secret that is the same each time: the demo's are no secrets."""
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:43]


def invite(filling: Filling) -> None:
    """Invite to the meetings around today; plan a series; ask for a date."""
    for slug in filling.spaces:
        hall = Hall(slug, filling)
        for meeting in _around_today(hall):
            _invite(hall, meeting)
    _plan_series(Hall(KTV, filling))
    _ask_for_a_date(Hall(KTV, filling))
    filling.session.flush()


def _around_today(hall: Hall) -> list[Appointment]:
    today = clock.start_of_day(hall.filling.day)
    statement = (
        sa.select(Appointment)
        .where(Appointment.space_id == hall.space_id, Appointment.state == AppointmentState.ANNOUNCED)
        .where(Appointment.starts_at > today - BEFORE, Appointment.starts_at < today + AFTER)
        .order_by(Appointment.starts_at)
    )
    return [one for one in hall.filling.session.scalars(statement) if one.behaviour.has_agenda]


def _invite(hall: Hall, meeting: Appointment) -> None:
    assert meeting.announced_at is not None  # noqa: S101  # chosen by its state
    session, sent_at = hall.filling.session, meeting.announced_at + timedelta(minutes=10)
    people = session.scalars(
        sa.select(Person).where(Person.id.in_(hall.members(clock.local(sent_at).date()))).order_by(Person.id)
    ).all()
    sending = Sending(
        space_id=hall.space_id,
        appointment_id=meeting.id,
        kind=SendingKind.INVITATION,
        by_id=hall.chair(hall.filling.day) or people[0].id,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        access=meeting.access,
        agenda={"items": _agenda(hall, meeting)},
        created_at=sent_at,
    )
    session.add(sending)
    over = meeting.ends_at < clock.now()
    for place, person in enumerate(people):
        answers = PAST if over else TO_COME
        answer = answers[(place * 3 + meeting.id) % len(answers)] if person.email else Answer.OPEN
        invitation = Invitation(
            space_id=hall.space_id,
            appointment_id=meeting.id,
            person_id=person.id,
            token=_token(meeting.uid, person.email, person.name),
            answer=answer,
            answered_at=None if answer is Answer.OPEN else sent_at + timedelta(hours=9 + place),
            word=WORDS[(place + meeting.id) % len(WORDS)] if answer is Answer.NO else "",
            created_at=sent_at,
        )
        state = NoticeState.SENT if person.email else NoticeState.POSTED if over else NoticeState.TO_POST
        session.add(
            Notice(
                space_id=hall.space_id,
                sending=sending,
                invitation=invitation,
                state=state,
                settled_at=None if state is NoticeState.TO_POST else sent_at + timedelta(minutes=1),
                created_at=sent_at,
            )
        )
    session.flush()


def _agenda(hall: Hall, meeting: Appointment) -> list[dict[str, object]]:
    items = hall.filling.session.scalars(
        sa.select(AgendaItem)
        .where(AgendaItem.space_id == hall.space_id, AgendaItem.appointment_id == meeting.id)
        .order_by(AgendaItem.position)
    )
    return [
        {
            "title": item.title,
            "kind": item.kind.value,
            "minutes": item.minutes,
            "is_election": item.kind is ItemKind.ELECTION,
        }
        for item in items
    ]


def _plan_series(hall: Hall) -> None:
    session = hall.filling.session
    statement = (
        sa.select(Appointment)
        .where(Appointment.space_id == hall.space_id, Appointment.kind == "assembly")
        .order_by(Appointment.starts_at)
    )
    meetings = session.scalars(statement).all()
    days = [clock.local(one.starts_at).date() for one in meetings]
    series = Series(
        space_id=hall.space_id,
        rule="FREQ=MONTHLY;BYDAY=1WE",
        first_day=days[0],
        last_day=days[-1],
        starts=time(19),
        minutes=120,
        kind="assembly",
        title="Mitgliederversammlung",
        place=meetings[0].place,
        access=meetings[0].access,
        created_at=meetings[0].created_at,
    )
    session.add(series)
    session.add_all(
        Occurrence(space_id=hall.space_id, series=series, appointment_id=one.id, planned_for=one.starts_at)
        for one in meetings
    )
    session.flush()


def _ask_for_a_date(hall: Hall) -> None:
    session, filling = hall.filling.session, hall.filling
    asked_at = filling.moment(-4, 20)
    planner = hall.chair(filling.day)
    assert planner is not None  # noqa: S101  # the KTV has a speaker
    poll = Poll(
        space_id=hall.space_id,
        kind="get_together",
        title="Wann bereiten wir das Sommerfest vor?",
        place=filling.spaces[KTV].default_place,
        words="Eine Stunde reicht. Wer Kinder hat, bringt sie mit.",
        minutes=60,
        by_id=planner,
        created_at=asked_at,
    )
    options = [
        PollOption(space_id=hall.space_id, poll=poll, starts_at=filling.moment(days, hour))
        for days, hour in ((17, 17), (18, 19), (24, 18))
    ]
    session.add_all([poll, *options])
    session.flush()
    choices = (Choice.YES, Choice.NO, Choice.YES, Choice.IF_NEED_BE)
    for place, person_id in enumerate(hall.members(filling.day)):
        answered = place % 3 != 2
        participant = PollParticipant(
            space_id=hall.space_id,
            poll=poll,
            person_id=person_id,
            token=_token(uuid.NAMESPACE_URL, "poll", person_id),
            answered_at=asked_at + timedelta(hours=2 + place) if answered else None,
            created_at=asked_at,
        )
        session.add(participant)
        session.flush()
        if answered:
            session.add_all(
                PollVote(
                    space_id=hall.space_id,
                    option_id=option.id,
                    participant_id=participant.id,
                    choice=choices[(place + turn * 2) % len(choices)],
                )
                for turn, option in enumerate(options)
            )
