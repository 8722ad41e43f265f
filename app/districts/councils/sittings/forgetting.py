"""What is taken away of somebody who is erased: that they wanted to go somewhere."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.services import forgets
from app.districts.councils.sittings.models import SittingVisit
from app.extensions import db


@forgets
def forget_person(person: Person) -> None:
    """Delete that somebody goes, or was there. Needs a session that writes every space."""
    for visit in db.session.scalars(sa.select(SittingVisit).where(SittingVisit.person_id == person.id)).all():
        db.session.delete(visit)
