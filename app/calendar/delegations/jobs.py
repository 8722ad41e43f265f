"""What the worker does for delegations."""

from __future__ import annotations

from app.accounts.models import Person
from app.calendar.delegations import services
from app.calendar.delegations.models import Delegated
from app.calendar.models import Appointment
from app.extensions import db
from app.queue import job
from app.tenancy import Scope, current_session


@job
def hand_over_by_address(space_id: int, appointment_id: int, email: str, what: str, by_id: int) -> None:
    """Hand it to whoever has an address. In the worker, so that the page answers known and unknown alike."""
    current_session().open_scope(Scope.of(space_id, write=True))
    appointment = db.session.get(Appointment, appointment_id)
    if appointment is None:
        return  # deleted meanwhile
    by = db.session.get_one(Person, by_id)
    services.hand_over_by_address(appointment, email, what=Delegated(what), by=by)
    db.session.commit()
