"""The minutes as one document: what the page shows, what is printed, what becomes a PDF."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from app import markup
from app.calendar.models import Appointment
from app.districts.meetings import services as agendas
from app.districts.meetings.conduct.models import Meeting, Presence
from app.districts.meetings.conduct.people import attendees_of
from app.districts.meetings.conduct.queries import quorum_in_words
from app.districts.meetings.decisions.models import RESULT_NAMES
from app.districts.meetings.decisions.queries import decisions_of, votes_in_words
from app.districts.meetings.minutes import state
from app.districts.meetings.minutes.models import Minutes, MinutesCorrection, MinutesEntry, MinutesState
from app.districts.meetings.minutes.proof import how_invited
from app.districts.meetings.models import ITEM_KIND_NAMES, OUTCOME_NAMES, ItemOutcome
from app.districts.meetings.tasks.models import Task
from app.extensions import db
from app.spaces.models import Space


@dataclass(frozen=True)
class Text:
    """What somebody wrote, in Markdown."""

    markdown: str

    def __bool__(self) -> bool:
        return bool(self.markdown)

    def below(self, level: int) -> Markup:
        """As a page shows it under a heading of this level."""
        return markup.html(self.markdown, top=level + 1)


@dataclass(frozen=True)
class Resolved:
    """A decision, in the words that were voted on."""

    id: int
    label: str
    wording: str
    vote: str
    """"mit 9 Ja, 1 Nein, 2 Enthaltungen", "ohne Gegenstimme"."""
    result: str
    """"angenommen"."""


@dataclass(frozen=True)
class Assigned:
    """A task: what, who, until when."""

    title: str
    who: str
    until: date | None


@dataclass(frozen=True)
class Record:
    """What the minutes say of one item."""

    number: int
    item_id: int
    title: str
    kind: str
    outcome: str
    """Empty for what was dealt with, and for what nobody said anything of."""
    text: Text
    decisions: list[Resolved]
    tasks: list[Assigned]


@dataclass(frozen=True)
class Addition:
    """What was put right after the approval."""

    at: datetime
    by: str
    text: Text


@dataclass(frozen=True)
class MinutesDocument:
    """The minutes of a meeting, with all that belongs to them."""

    space: str
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    """As planned."""
    began_at: datetime | None
    ended_at: datetime | None
    place: str
    chair: str
    keeper: str
    present: list[str]
    excused: list[str]
    guests: int
    guest_names: list[str]
    invitation: str
    """A sentence: when was invited, and whether in due form."""
    quorum: str
    """A sentence; empty where the kind of meeting has none."""
    items: list[Record]
    general: Text
    decisions: list[Resolved]
    """Those that belong to no item; so with the tasks."""
    tasks: list[Assigned]
    corrections: list[Addition]
    state: MinutesState
    ready_at: datetime | None = None
    approved_at: datetime | None = None
    approved_in: datetime | None = None
    """When the meeting began that approved them."""
    all_decisions: list[Resolved] = field(default_factory=list)
    all_tasks: list[Assigned] = field(default_factory=list)

    @property
    def is_approved(self) -> bool:
        """Whether they count."""
        return self.state is MinutesState.APPROVED


def document_of(appointment: Appointment) -> MinutesDocument:
    """Return the minutes of a meeting as one document; the same number of queries however long they are."""
    space = db.session.get_one(Space, appointment.space_id)
    meeting = _meeting(appointment)
    people = attendees_of(appointment)
    minutes = state.minutes_of(appointment)
    decisions, tasks = _decisions(appointment), _tasks(appointment)
    texts = _texts(appointment)
    return MinutesDocument(
        space=space.name,
        title=appointment.title,
        kind=str(appointment.behaviour.name),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        began_at=meeting.began_at if meeting else None,
        ended_at=meeting.ended_at if meeting else None,
        place=appointment.place,
        chair=meeting.chair.name if meeting and meeting.chair else "",
        keeper=meeting.keeper.name if meeting and meeting.keeper else "",
        present=sorted((one.name for one in people.people if one.presence is Presence.PRESENT), key=str.casefold),
        excused=sorted((one.name for one in people.people if one.presence is Presence.EXCUSED), key=str.casefold),
        guests=meeting.guests if meeting else 0,
        guest_names=list(meeting.guest_names) if meeting else [],
        invitation=how_invited(appointment),
        quorum=quorum_in_words(people.quorum),
        items=[
            Record(
                number, item.id, item.title, str(ITEM_KIND_NAMES[item.kind]), _outcome(item.outcome),
                Text(texts.get(item.id, "")), decisions[item.id], tasks[item.id],
            )
            for number, item in enumerate(agendas.items_of(appointment), start=1)
        ],
        general=Text(texts.get(None, "")),
        decisions=decisions[None],
        tasks=tasks[None],
        corrections=_corrections(appointment),
        state=minutes.state if minutes else MinutesState.WRITING,
        ready_at=minutes.ready_at if minutes else None,
        approved_at=minutes.approved_at if minutes else None,
        approved_in=_begin_of(minutes),
        all_decisions=[one for found in decisions.values() for one in found],
        all_tasks=[one for found in tasks.values() for one in found],
    )  # fmt: skip


def _outcome(outcome: ItemOutcome | None) -> str:
    return "" if outcome in (None, ItemOutcome.DONE) else str(OUTCOME_NAMES[outcome])


def _meeting(appointment: Appointment) -> Meeting | None:
    statement = (
        sa.select(Meeting)
        .options(joinedload(Meeting.chair), joinedload(Meeting.keeper))
        .where(Meeting.space_id == appointment.space_id, Meeting.appointment_id == appointment.id)
    )
    return db.session.scalars(statement).first()


def _texts(appointment: Appointment) -> dict[int | None, str]:
    statement = sa.select(MinutesEntry.item_id, MinutesEntry.text).where(
        MinutesEntry.space_id == appointment.space_id, MinutesEntry.appointment_id == appointment.id
    )
    return {row.item_id: row.text for row in db.session.execute(statement)}


def _decisions(appointment: Appointment) -> dict[int | None, list[Resolved]]:
    found: dict[int | None, list[Resolved]] = defaultdict(list)
    for one in decisions_of(appointment):
        result = str(RESULT_NAMES[one.result])
        found[one.item_id].append(Resolved(one.id, one.label, one.wording, votes_in_words(one), result))
    return found


def _tasks(appointment: Appointment) -> dict[int | None, list[Assigned]]:
    statement = (
        sa.select(Task)
        .options(joinedload(Task.person))
        .where(Task.space_id == appointment.space_id, Task.appointment_id == appointment.id)
        .order_by(Task.id)
    )
    found: dict[int | None, list[Assigned]] = defaultdict(list)
    for one in db.session.scalars(statement):
        who = one.person.name if one.person is not None else one.other_name
        found[one.item_id].append(Assigned(one.title, who, one.due_on))
    return found


def _corrections(appointment: Appointment) -> list[Addition]:
    correction = MinutesCorrection
    statement = (
        sa.select(correction)
        .options(joinedload(correction.by))
        .where(correction.space_id == appointment.space_id, correction.appointment_id == appointment.id)
        .order_by(correction.created_at, correction.id)
    )
    return [Addition(one.created_at, one.by.name, Text(one.text)) for one in db.session.scalars(statement)]


def _begin_of(minutes: Minutes | None) -> datetime | None:
    if minutes is None or minutes.approved_in_id is None:
        return None
    approving = db.session.get(Appointment, minutes.approved_in_id)
    return approving.starts_at if approving is not None else None
