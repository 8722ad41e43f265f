"""What happens around an appointment that moves."""

from __future__ import annotations

from datetime import date, time

import pytest

from app import clock
from app.accounts.models import Person
from app.calendar import services
from app.calendar.models import Appointment
from app.calendar.services import Details
from app.extensions import db
from app.spaces.models import Space
from app.tenancy import Scope, current_session

NIGHT = Details(
    title="Lange Nacht", day=date(2025, 4, 11), starts=time(20), ends=time(1), ends_on=date(2025, 4, 12)
)


@pytest.fixture
def night(world):
    """A night over two days, planned by the speaker."""
    with world.app.app_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=True))
        by = db.session.get_one(Person, world.people["speaker"])
        planned = services.plan(
            db.session.get_one(Space, world.spaces["ktv"]), kind="get_together", details=NIGHT, by=by
        )
        db.session.flush()
        yield planned, by


def days(appointment: Appointment) -> tuple[date, date]:
    return clock.local(appointment.starts_at).date(), clock.local(appointment.ends_at).date()


def moved(night, **changed: object) -> tuple[date, date]:
    appointment, by = night
    details = Details(**{**vars(NIGHT), **changed})
    services.change(appointment, details=details, seen_version=appointment.version, by=by)
    return days(appointment)


def test_a_night_that_moves_takes_its_morning_along(night):
    assert moved(night, day=date(2025, 4, 4)) == (date(2025, 4, 4), date(2025, 4, 5))


def test_who_names_another_last_day_gets_it(night):
    last = date(2025, 4, 6)
    assert moved(night, day=date(2025, 4, 4), ends_on=last) == (date(2025, 4, 4), last)
