"""What an invitation says of a meeting: the same in a mail, in a letter and in the proof of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel.speaklater import LazyString

from app.calendar.invitations.models import Sending
from app.calendar.models import KINDS, Appointment
from app.calendar.parts import agenda_of
from app.extensions import db
from app.spaces.models import Space
from app.speech import SOURCE, speaking


@dataclass(frozen=True)
class Point:
    """One item of an agenda as it was sent."""

    number: int
    title: str
    starts_at: datetime
    is_election: bool


@dataclass(frozen=True)
class Facts:
    """A meeting, as those who are invited hear of it."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    access: str
    agenda: tuple[Point, ...]
    kind: LazyString
    space: str
    space_short: str
    contact: str
    """Where to reach the space, in its own words."""
    path: str
    """The appointment's page, for those with an account."""

    @property
    def elections(self) -> tuple[Point, ...]:
        """The announced elections: one that was not announced is not valid."""
        return tuple(point for point in self.agenda if point.is_election)

    @property
    def is_named_like_its_kind(self) -> bool:
        """Whether the title says already what it is."""
        return self.title.casefold() == str(self.kind).casefold()


def stored_agenda(appointment: Appointment) -> dict[str, Any]:
    """Return the agenda of today as a sending keeps it."""
    with speaking(SOURCE):  # it is read by everybody, whatever the sender's own language
        return {
            "items": [
                {
                    "title": line.title,
                    "kind": line.kind,
                    "minutes": line.minutes,
                    "is_election": line.is_election,
                }
                for line in agenda_of(appointment)
            ]
        }


def points(agenda: Mapping[str, Any], starts_at: datetime) -> tuple[Point, ...]:
    """Return a kept agenda with the times that follow from its order."""
    found, at = [], starts_at
    for number, item in enumerate(agenda.get("items", ()), start=1):
        found.append(Point(number, str(item["title"]), at, bool(item.get("is_election"))))
        at += timedelta(minutes=int(item.get("minutes") or 0))
    return tuple(found)


def facts_of(appointment: Appointment, said: Sending | None = None, *, space: Space | None = None) -> Facts:
    """Return what there is to say today; with a sending: what was said then. `space`, where it is at hand."""
    space = space or db.session.get_one(Space, appointment.space_id)
    told: Appointment | Sending = said or appointment
    agenda = said.agenda if said else stored_agenda(appointment)
    return Facts(
        title=told.title,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        place=told.place,
        access=told.access,
        agenda=points(agenda, told.starts_at),
        kind=KINDS[appointment.kind].name,
        space=space.name,
        space_short=space.short_name,
        contact=space.contact,
        path=f"/{space.slug}/termine/{appointment.id}",
    )
