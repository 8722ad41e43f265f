"""What is taken away of urgent notices: who has read them after some months, they themselves after a year."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.models import Person
from app.accounts.services import forgets
from app.extensions import db
from app.notices.models import NoticeRead, UrgentNotice
from app.notices.queries import COUNTED_FOR
from app.tenancy import all_spaces, one_space

KEPT_FOR = timedelta(days=365)
"""After the last day on which it was shown."""


@forgets
def forget_person(person: Person) -> None:
    """Delete what somebody has read. What they wrote stays, without a name. Needs a session that writes every space."""
    theirs = sa.select(NoticeRead).where(NoticeRead.person_id == person.id)
    for read in db.session.scalars(theirs).all():
        db.session.delete(read)


def _old_reads() -> sa.ColumnElement[bool]:
    return NoticeRead.created_at < clock.now() - COUNTED_FOR


def _old_notices() -> sa.ColumnElement[bool]:
    return UrgentNotice.shown_until < clock.today() - KEPT_FOR


def forget_old() -> int:
    """Delete old read marks, and old notices with their answers; return how many notices. The worker's job; commits."""
    with all_spaces("urgent notices of long ago are deleted") as session:
        spaces = {
            *session.scalars(sa.select(NoticeRead.space_id).where(_old_reads()).distinct()),
            *session.scalars(sa.select(UrgentNotice.space_id).where(_old_notices()).distinct()),
        }
    return sum(_forget_in(space_id) for space_id in sorted(spaces))


def _forget_in(space_id: int) -> int:
    with one_space(space_id) as session:
        session.execute(sa.delete(NoticeRead).where(_old_reads()))
        notices = session.scalars(sa.select(UrgentNotice).where(_old_notices())).all()
        for notice in notices:
            session.delete(notice)
        return len(notices)
