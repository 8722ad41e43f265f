"""How the demo's meetings went: who was there, what was written, decided and taken on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from app import clock
from app.access import Role
from app.calendar.models import Appointment, AppointmentState
from app.demo import words
from app.demo.filling import Filling
from app.demo.people import KTV, MITTE
from app.districts.meetings.conduct.models import Attendance, Meeting, Presence
from app.districts.meetings.decisions.models import Decision, DecisionResult
from app.districts.meetings.minutes.models import Minutes, MinutesEntry, MinutesState, MinutesVersion
from app.districts.meetings.models import AgendaItem, ItemKind, ItemOutcome
from app.districts.meetings.tasks.models import StepKind, Task, TaskState, TaskStep
from app.spaces.models import Membership

STILL_WRITING = MITTE
"""Where the minutes of the last meeting are not ready yet."""
NOT_DECIDED_BY_VOTE = frozenset({"Protokoll der letzten Versammlung"})


class Hall:
    """One space: its members and the meetings that were held in it, in their order."""

    def __init__(self, slug: str, filling: Filling) -> None:
        self.slug, self.filling = slug, filling
        self.space_id = filling.spaces[slug].id
        self.decided: dict[int, int] = defaultdict(int)
        """Year to the number of the last decision."""
        self.roles = filling.session.execute(
            sa.select(Membership.person_id, Membership.role, Membership.since)
            .where(Membership.space_id == self.space_id, Membership.until.is_(None))
            .order_by(Membership.person_id)
        ).all()

    def members(self, day: date) -> list[int]:
        """Who belonged to it on a day."""
        return list(dict.fromkeys(one.person_id for one in self.roles if one.since <= day))

    def chair(self, day: date) -> int | None:
        """Who leads the meetings."""
        leading = (Role.SPEAKER, Role.BOARD)
        return next((one.person_id for one in self.roles if one.role in leading and one.since <= day), None)

    def held(self) -> list[Appointment]:
        """The meetings with minutes that are over."""
        statement = (
            sa.select(Appointment)
            .where(Appointment.space_id == self.space_id, Appointment.state == AppointmentState.ANNOUNCED)
            .where(Appointment.ends_at < clock.start_of_day(self.filling.day))
            .order_by(Appointment.starts_at)
        )
        return [one for one in self.filling.session.scalars(statement) if one.behaviour.has_minutes]


def remember(filling: Filling) -> None:
    """Write down how every meeting went that is over."""
    for slug in filling.spaces:
        hall = Hall(slug, filling)
        meetings = hall.held()
        for place, meeting in enumerate(meetings):
            later = next((one for one in meetings[place + 1 :] if one.kind == meeting.kind), None)
            writing = slug == STILL_WRITING and meeting is meetings[-1]
            _remember(hall, meeting, later, turn=place, writing=writing)
            filling.session.flush()


def _remember(
    hall: Hall, meeting: Appointment, later: Appointment | None, *, turn: int, writing: bool
) -> None:
    day = clock.local(meeting.starts_at).date()
    there = _came(hall, meeting, hall.members(day), turn)
    if not there:
        return
    keeper = there[turn % len(there)]
    guests = (0, 1, 0, 3, 2)[turn % 5] if meeting.behaviour.open_to_guests else int(turn % 4 == 0)
    hall.filling.session.add(
        Meeting(
            space_id=hall.space_id,
            appointment_id=meeting.id,
            began_at=meeting.starts_at + timedelta(minutes=4),
            ended_at=meeting.ends_at - timedelta(minutes=turn * 7 % 25),
            chair_id=hall.chair(day) or there[0],
            keeper_id=keeper,
            guests=guests,
        )
    )
    hall.filling.session.add(_minutes(hall, meeting, later, writing=writing))
    items = hall.filling.session.scalars(
        sa.select(AgendaItem)
        .where(AgendaItem.space_id == hall.space_id, AgendaItem.appointment_id == meeting.id)
        .order_by(AgendaItem.position)
    ).all()
    for place, item in enumerate(items[:2] if writing else items):
        _write(hall, item, meeting, keeper, turn + place)
        if item.kind is ItemKind.DECISION and item.title not in NOT_DECIDED_BY_VOTE:
            _decide(hall, item, meeting, len(there), turn, postponed=later is None and hall.slug == KTV)
    if not writing:
        _hand_out(hall, meeting, items, there, turn)


def _came(hall: Hall, meeting: Appointment, members: Iterable[int], turn: int) -> list[int]:
    """Note who was there; return them. Some come nearly always, some now and then, the young rather early."""
    there = []
    early = clock.local(meeting.starts_at).hour < 19
    for place, person_id in enumerate(members):
        inclination = (9, 7, 5, 8, 3, 6)[place % 6] + (1 if early else 0)
        luck = (place * 7 + turn * 3 + hall.space_id) % 10
        if luck < inclination:
            presence, present = Presence.PRESENT, True
        elif luck == 9:
            presence, present = Presence.EXCUSED, False
        else:
            continue
        if present:
            there.append(person_id)
        hall.filling.session.add(
            Attendance(
                space_id=hall.space_id,
                appointment_id=meeting.id,
                person_id=person_id,
                presence=presence,
                noted_at=meeting.starts_at + timedelta(minutes=3 + place % 9),
            )
        )
    return there


def _minutes(hall: Hall, meeting: Appointment, later: Appointment | None, *, writing: bool) -> Minutes:
    minutes = Minutes(
        space_id=hall.space_id, appointment_id=meeting.id, created_at=meeting.starts_at + timedelta(minutes=5)
    )
    if writing:
        return minutes
    ready_at = meeting.ends_at + timedelta(hours=3)
    minutes.state, minutes.ready_at = MinutesState.READY, min(ready_at, clock.now())
    if later is not None:
        minutes.state, minutes.approved_in_id = MinutesState.APPROVED, later.id
        minutes.approved_at = later.starts_at + timedelta(minutes=15)
    return minutes


def _write(hall: Hall, item: AgendaItem, meeting: Appointment, keeper: int, turn: int) -> None:
    saved_at = meeting.starts_at + timedelta(minutes=10 + turn % 80)
    text = words.said(item.title, item.kind, turn)
    item.outcome = ItemOutcome.DONE
    entry = MinutesEntry(
        space_id=hall.space_id,
        appointment_id=meeting.id,
        item_id=item.id,
        text=text,
        version=1,
        changed_at=saved_at,
        changed_by_id=keeper,
    )
    hall.filling.session.add(
        MinutesVersion(
            space_id=hall.space_id, entry=entry, number=1, text=text, by_id=keeper, saved_at=saved_at
        )
    )


def _decide(
    hall: Hall, item: AgendaItem, meeting: Appointment, there: int, turn: int, *, postponed: bool
) -> None:
    if postponed:
        item.outcome = ItemOutcome.POSTPONED
        return
    year = clock.local(meeting.starts_at).year
    hall.decided[year] += 1
    decision = Decision(
        space_id=hall.space_id,
        appointment_id=meeting.id,
        item_id=item.id,
        year=year,
        number=hall.decided[year],
        wording=words.WORDINGS.get(item.title, f"{item.title}: Der Vorschlag wird angenommen."),
        measure=words.MEASURES.get(item.title),
        created_at=meeting.starts_at + timedelta(minutes=70),
    )
    if turn % 3 == 0:
        decision.without_dissent = True
    else:
        decision.no, decision.abstentions = turn % 2, turn % 3 - 1
        decision.yes = max(there - decision.no - decision.abstentions, 0)
        if decision.yes <= decision.no:
            decision.result = DecisionResult.REJECTED
    hall.filling.session.add(decision)


def _hand_out(
    hall: Hall, meeting: Appointment, items: Iterable[AgendaItem], there: list[int], turn: int
) -> None:
    """One or two tasks a meeting. What is older than two months is done; of the rest some is late."""
    talk = [item for item in items if item.kind is ItemKind.DISCUSSION]
    age = (hall.filling.day - clock.local(meeting.starts_at).date()).days
    for place, item in enumerate(talk[:1] * (1 + turn % 2)):
        number = turn + place * 3 + hall.space_id
        taken_by = there[(number + place) % len(there)]
        due_on = clock.local(meeting.starts_at).date() + timedelta(days=20 + 9 * place)
        task = Task(
            space_id=hall.space_id,
            appointment_id=meeting.id,
            item_id=item.id,
            title=words.TASKS[number % len(words.TASKS)],
            person_id=taken_by,
            due_on=due_on,
            by_id=hall.chair(due_on) or there[0],
            created_at=meeting.starts_at + timedelta(minutes=80),
        )
        hall.filling.session.add(task)
        if age > 60 or (age > 30 and number % 3):
            hall.filling.session.flush()
            task.state, task.ended_at = TaskState.DONE, meeting.starts_at + timedelta(days=18, hours=2)
            hall.filling.session.add(
                TaskStep(
                    space_id=hall.space_id,
                    task_id=task.id,
                    kind=StepKind.DONE,
                    at=task.ended_at,
                    by_id=taken_by,
                    note="Hat geklappt." if number % 2 else "",
                )
            )
