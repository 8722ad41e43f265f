"""Appointments for tests, made past the pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.calendar.models import Appointment, AppointmentState
from app.calendar.polls.models import Poll
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import Minutes, MinutesEntry
from app.districts.meetings.tasks.models import Task
from app.tenancy import all_spaces, one_space
from tests.people import World


def berlin(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """The moment at which the clocks in Rostock show this."""
    return datetime(year, month, day, hour, minute, tzinfo=clock.BERLIN)


class Dates:
    """The appointments of the small Kreisverband."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add(
        self,
        starts: datetime,
        *,
        hours: float = 2,
        slug: str = "ktv",
        title: str = "Stammtisch",
        kind: str = "regulars_table",
        state: AppointmentState = AppointmentState.ANNOUNCED,
    ) -> int:
        """Put one in; return its key."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = Appointment(
                kind=kind,
                title=title,
                starts_at=starts.astimezone(clock.UTC),
                ends_at=starts.astimezone(clock.UTC) + timedelta(hours=hours),
                state=state,
                announced_at=None if state is AppointmentState.DRAFT else clock.now(),
                cancelled_at=clock.now() if state is AppointmentState.CANCELLED else None,
            )
            session.add(row)
            session.flush()
            return row.id

    def draft(self, starts: datetime, **more: Any) -> int:
        """Put a draft in; return its key."""
        return self.add(starts, state=AppointmentState.DRAFT, **more)

    def get(self, key: int) -> Appointment | None:
        """One as it is stored now."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.get(Appointment, key)

    def titles(self, slug: str = "ktv") -> list[str]:
        """The titles of a space's appointments, by begin."""
        wanted = sa.select(Appointment.title).where(Appointment.space_id == self.world.spaces[slug])
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted.order_by(Appointment.starts_at, Appointment.id)))

    def clear(self, slug: str = "ktv") -> None:
        """Take away what is in a space from the beginning."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            # Children that do not go along with their parent first.
            for model in (Task, Decision, MinutesEntry, Minutes, Meeting, Poll, Appointment):
                for row in session.scalars(sa.select(model)):
                    session.delete(row)
                session.flush()


def url(key: int, verb: str = "", slug: str = "ktv") -> str:
    """The address of an appointment, or of what can be done with it."""
    return f"/{slug}/termine/{key}" + (f"/{verb}" if verb else "")
