"""What follows from another activity, a report for example, becomes a task of the space."""

from __future__ import annotations

from app.accounts.models import Person
from app.districts.meetings.tasks.services import TaskDetails, take_on
from app.extensions import db
from app.handing_out import Errand, takes_errands
from app.spaces.models import Space
from app.tenancy import current_session


@takes_errands
def take(errand: Errand, by: Person) -> None:
    """Begin the task; who is given it is told by mail. Raises RuleBroken for a day that is over."""
    space = db.session.get_one(Space, current_session().need_scope().home)
    details = TaskDetails(title=errand.title, person=errand.person, due_on=errand.due_on)
    # Whoever may hand out errands may give them to others: the activity has asked.
    take_on(space, details=details, leads=True, by=by)
