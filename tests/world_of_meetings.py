"""What the small Kreisverband of `tests/people.py` holds of invitations, minutes, decisions, tasks and the like.

In each space: its member is invited to the announced meeting and has not answered, and a mail about a change did not
reach them; the past meeting has minutes that
are ready, a decision and an open task; the one before it has minutes that it approved, the one after it is over as
well and has none; the bare draft is one date of a series; a date poll with two times is open; two urgent notices are
over.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.calendar.invitations.models import Invitation, Notice, NoticeState, Sending, SendingKind
from app.calendar.models import Appointment
from app.calendar.polls.models import Choice, Poll, PollOption, PollParticipant, PollVote
from app.calendar.series.models import Occurrence, Series
from app.districts.meetings.conduct.models import Attendance, Meeting, Presence
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import Minutes, MinutesEntry, MinutesState, MinutesVersion
from app.districts.meetings.tasks.models import StepKind, Task, TaskStep
from app.notices.models import NoticeAnswer, UrgentNotice
from app.outbox import MailState, OutgoingMail
from app.tenancy import ScopedSession


def answer_token(slug: str) -> str:
    """The secret of the link with which the space's member answers the invitation."""
    return f"answer-of-{slug}"


def poll_token(slug: str) -> str:
    """The secret of the link with which the space's member answers the date poll."""
    return f"poll-of-{slug}"


def fill_meetings(
    session: ScopedSession,
    slug: str,
    *,
    appointments: dict[str, Appointment],
    past_items: list[int],
    member_id: int,
    now: datetime,
) -> dict[str, int]:
    """Fill one space; return the keys by the names that addresses use."""
    meeting = appointments["announced"]
    invitation = Invitation(appointment_id=meeting.id, person_id=member_id, token=answer_token(slug))
    sending = Sending(
        appointment_id=meeting.id,
        kind=SendingKind.INVITATION,
        by_id=member_id,
        words=f"Kommt alle nach {slug}",
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        agenda={"items": []},
    )
    session.add_all([invitation, sending])
    session.flush()
    notice = Notice(
        sending_id=sending.id,
        invitation_id=invitation.id,
        state=NoticeState.SENT,
        settled_at=now - timedelta(days=10),
    )
    session.add(notice)
    refused = _refused(session, invitation, sending)
    series = _series(session, slug, appointments["bare"])
    poll, option, participant = _poll(session, slug, member_id, now)
    entry, version, decision, task = _minutes(session, slug, appointments["past"], past_items, member_id, now)
    earlier, later = _around(session, slug, appointments["past"], now)
    urgent, answered, answer = _urgent(session, slug, member_id, now)
    session.flush()
    return {
        "urgent_id": urgent.id,
        "answered_urgent_id": answered.id,
        "answer_id": answer.id,
        "earlier_appointment_id": earlier.id,
        "later_appointment_id": later.id,
        "invitation_id": invitation.id,
        "sending_id": sending.id,
        "notice_id": refused.id,
        "series_id": series.id,
        "poll_id": poll.id,
        "option_id": option.id,
        "participant_id": participant.id,
        "past_item_id": past_items[0],
        "entry_id": entry.id,
        "version_id": version.id,
        "decision_id": decision.id,
        "task_id": task.id,
    }


def _refused(session: ScopedSession, invitation: Invitation, sending: Sending) -> Notice:
    """Add that they were told of a change, by a mail that the server refused: somebody has to do something."""
    change = Sending(
        appointment_id=sending.appointment_id,
        kind=SendingKind.CHANGE,
        by_id=sending.by_id,
        title=sending.title,
        starts_at=sending.starts_at,
        ends_at=sending.ends_at,
        place=sending.place,
        agenda={"items": []},
    )
    session.add(change)
    session.flush()
    refused = sa.select(OutgoingMail.id).where(OutgoingMail.state == MailState.FAILED)
    notice = Notice(
        sending_id=change.id,
        invitation_id=invitation.id,
        mail_id=session.scalars(refused).first(),
        state=NoticeState.FAILED,
        server_words="550 5.1.1 unbekannt",
    )
    session.add(notice)
    return notice


def _urgent(
    session: ScopedSession, slug: str, member_id: int, now: datetime
) -> tuple[UrgentNotice, UrgentNotice, NoticeAnswer]:
    """Add two urgent notices of long ago, the second with an answer; of both everybody was told."""
    last = now.date() - timedelta(days=30)
    urgent, answered = (
        UrgentNotice(title=f"Eiliges {number} in {slug}", text=f"Worum es in {slug} eilt", by_id=member_id,
                     shown_until=last, mailed_up_to=None, created_at=now - timedelta(days=40 + number))
        for number in (1, 2)
    )  # fmt: skip
    session.add_all([urgent, answered])
    session.flush()
    answer = NoticeAnswer(
        notice_id=answered.id, by_id=member_id, text=f"Antwort in {slug}", created_at=now - timedelta(days=39)
    )
    session.add(answer)
    session.flush()
    return urgent, answered, answer


def _series(session: ScopedSession, slug: str, draft: Appointment) -> Series:
    series = Series(
        rule="FREQ=WEEKLY;INTERVAL=2",
        first_day=draft.starts_at.date(),
        last_day=draft.starts_at.date() + timedelta(days=90),
        starts=time(20, 0),
        minutes=120,
        kind=draft.kind,
        title=f"Serie in {slug}",
        place=draft.place,
    )
    session.add(series)
    session.flush()
    session.add(Occurrence(series_id=series.id, appointment_id=draft.id, planned_for=draft.starts_at))
    return series


def _poll(
    session: ScopedSession, slug: str, member_id: int, now: datetime
) -> tuple[Poll, PollOption, PollParticipant]:
    kind = "county_assembly" if slug == "kreis" else "assembly"
    poll = Poll(kind=kind, title=f"Wann in {slug}?", words=f"Worte zu {slug}", by_id=member_id)
    session.add(poll)
    session.flush()
    options = [
        PollOption(poll_id=poll.id, starts_at=now + timedelta(days=days, hours=1)) for days in (25, 26)
    ]
    participant = PollParticipant(poll_id=poll.id, person_id=member_id, token=poll_token(slug))
    session.add_all([*options, participant])
    session.flush()
    session.add(PollVote(option_id=options[0].id, participant_id=participant.id, choice=Choice.YES))
    return poll, options[0], participant


def _minutes(
    session: ScopedSession, slug: str, past: Appointment, items: list[int], member_id: int, now: datetime
) -> tuple[MinutesEntry, MinutesVersion, Decision, Task]:
    entry = MinutesEntry(
        appointment_id=past.id,
        item_id=items[0],
        text=f"Protokolltext in {slug}",
        version=1,
        changed_at=now - timedelta(days=29),
        changed_by_id=member_id,
    )
    session.add_all(
        [
            Meeting(
                appointment_id=past.id, began_at=past.starts_at, ended_at=past.ends_at, keeper_id=member_id
            ),
            Attendance(
                appointment_id=past.id,
                person_id=member_id,
                presence=Presence.PRESENT,
                noted_at=past.starts_at,
            ),
            Minutes(appointment_id=past.id, state=MinutesState.READY, ready_at=now - timedelta(days=28)),
            entry,
        ]
    )
    session.flush()
    version = MinutesVersion(
        entry_id=entry.id,
        number=1,
        text=entry.text,
        by_id=member_id,
        saved_at=entry.changed_at,
    )
    decision = Decision(
        appointment_id=past.id,
        item_id=items[0],
        year=2025,
        number=1,
        wording=f"Beschluss in {slug}",
        without_dissent=True,
    )
    task = Task(
        appointment_id=past.id,
        item_id=items[0],
        title=f"Aufgabe in {slug}",
        person_id=member_id,
        due_on=date(2025, 3, 20),
        by_id=member_id,
    )
    session.add_all([version, decision, task])
    session.flush()
    session.add(
        TaskStep(
            task_id=task.id,
            kind=StepKind.MOVED,
            at=now - timedelta(days=1),
            by_id=member_id,
            due_on=date(2025, 3, 20),
            note=f"Zettel in {slug}",
        )
    )
    return entry, version, decision, task


def _around(
    session: ScopedSession, slug: str, past: Appointment, now: datetime
) -> tuple[Appointment, Appointment]:
    """Add a meeting before the past one, whose minutes that one approved, and one after it."""
    earlier, later = (
        Appointment(
            kind=past.kind,
            title=f"Treffen {word} in {slug}",
            starts_at=now - timedelta(days=days),
            ends_at=now - timedelta(days=days) + timedelta(hours=2),
            place=past.place,
            state=past.state,
            announced_at=now - timedelta(days=days + 10),
        )
        for word, days in (("davor", 60), ("danach", 2))
    )
    session.add_all([earlier, later])
    session.flush()
    session.add(
        Minutes(
            appointment_id=earlier.id,
            state=MinutesState.APPROVED,
            ready_at=now - timedelta(days=58),
            approved_at=past.starts_at,
            approved_in_id=past.id,
        )
    )
    return earlier, later
