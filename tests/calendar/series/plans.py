"""Series for tests, planned past the pages, and what stands for their dates."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Person
from app.calendar.models import Appointment, AppointmentState
from app.calendar.series import services
from app.calendar.series.dates import Pattern, Wishes
from app.calendar.series.models import Occurrence, SchoolHolidays, Series
from app.calendar.series.rules import Rule
from app.extensions import db
from app.spaces.models import Space
from app.tenancy import Scope, all_spaces, current_session
from tests.people import World

THIRD_WEDNESDAY = "FREQ=MONTHLY;BYDAY=3WE"
PLANNERS = {"ktv": "speaker", "wahlaktiv": "office", "kreis": "board", "mitte": "foreign_speaker"}


@dataclass(frozen=True)
class Held:
    """An appointment of a series, as it is stored."""

    id: int
    when: str
    """When it is: `2025-03-19 19:00`."""
    planned_for: str
    """When its rule says."""
    state: str
    title: str
    place: str
    uid: str
    reason: str
    is_exception: bool

    @property
    def day(self) -> str:
        """Its day: `03-19`."""
        return self.when[5:10]


def _local(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"


class Plans:
    """The series of the small Kreisverband."""

    def __init__(self, world: World) -> None:
        self.world = world

    @contextmanager
    def at_work(self, slug: str = "ktv") -> Iterator[tuple[Space, Person]]:
        """Open the space for whoever plans in it; what was done is stored at the end."""
        with self.world.app.app_context():
            current_session().open_scope(Scope.of(self.world.spaces[slug], write=True))
            space = db.session.get_one(Space, self.world.spaces[slug])
            yield space, db.session.get_one(Person, self.world.people[PLANNERS[slug]])
            db.session.commit()

    def add(
        self,
        rule: str = THIRD_WEDNESDAY,
        first: date = date(2025, 3, 10),
        last: date = date(2025, 12, 31),
        *,
        slug: str = "ktv",
        kind: str = "regulars_table",
        starts: time = time(19),
        minutes: int = 120,
        school: SchoolHolidays = SchoolHolidays.NONE,
        public: bool = True,
        leave_out: Collection[date] = (),
        announce: bool = True,
        title: str = "Stammtisch am Mittwoch",
    ) -> int:
        """Plan one; return its key."""
        pattern = Pattern(Rule.read(rule, first), first, last, starts, minutes, school, public)
        wishes = Wishes(pattern, title, place="Klubraum")
        with self.at_work(slug) as (space, by):
            series = services.create(
                space, kind=kind, wishes=wishes, leave_out=leave_out, announce=announce, by=by
            )
            return series.id

    def held(self, key: int) -> list[Held]:
        """What stands for its dates, by begin."""
        wanted = (
            sa.select(Occurrence)
            .options(joinedload(Occurrence.appointment))
            .where(Occurrence.series_id == key)
        )
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            rows = [
                Held(
                    id=one.appointment_id,
                    when=_local(one.appointment.starts_at),
                    planned_for=_local(one.planned_for),
                    state=one.appointment.state.value,
                    title=one.appointment.title,
                    place=one.appointment.place,
                    uid=one.appointment.uid,
                    reason=one.appointment.cancel_reason,
                    is_exception=one.is_exception,
                )
                for one in session.scalars(wanted)
            ]
        return sorted(rows, key=lambda row: row.when)

    def days(self, key: int) -> list[str]:
        """The days of its appointments: `03-19`."""
        return [one.day for one in self.held(key)]

    def get(self, key: int) -> Series | None:
        """One as it is stored."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.get(Series, key)

    def keys(self, slug: str = "ktv") -> list[int]:
        """All of a space, the oldest first."""
        wanted = sa.select(Series.id).where(Series.space_id == self.world.spaces[slug]).order_by(Series.id)
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted))

    def state(self, appointment_id: int) -> AppointmentState | None:
        """How far an appointment is; None where it is gone."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            found = session.get(Appointment, appointment_id)
            return found.state if found else None


def url(key: int, verb: str = "", slug: str = "ktv") -> str:
    """The address of a series, or of what can be done with it."""
    return f"/{slug}/termine/serien/{key}" + (f"/{verb}" if verb else "")
