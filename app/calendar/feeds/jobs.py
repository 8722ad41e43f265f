"""By night: appointments from before there were feeds get their lines."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from app.calendar.feeds.rendering import rendered
from app.calendar.models import Appointment, AppointmentState
from app.queue import every
from app.tenancy import all_spaces, one_space

log = logging.getLogger(__name__)

AT_ONCE = 100
"""So many are written in one go: SQLite lets nobody else write meanwhile."""
WITHOUT_LINES = (Appointment.ics == "", Appointment.state != AppointmentState.DRAFT)


@every(minute="43", hour="3")
def give_lines() -> None:
    """Render what has no lines yet."""
    lacking = sa.select(Appointment.space_id).where(*WITHOUT_LINES).distinct()
    with all_spaces("appointments get their lines for feeds") as session:
        spaces = sorted(session.scalars(lacking))
    for space_id in spaces:
        while written := _some(space_id):
            log.info("%d appointments got their lines for feeds", written)


def _some(space_id: int) -> int:
    with one_space(space_id) as session:
        found = session.scalars(sa.select(Appointment).where(*WITHOUT_LINES).limit(AT_ONCE)).all()
        for one in found:
            # By a statement: for people it is the same as before, with the same version. Who changes it at this
            # moment has rendered it already.
            session.execute(
                sa.update(Appointment)
                .where(Appointment.id == one.id, Appointment.ics == "")
                .values(ics=rendered(one))
                .execution_options(synchronize_session=False)
            )
        return len(found)
