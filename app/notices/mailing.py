"""An urgent notice goes at once to those who want mail at once; the worker queues the mails page by page.

Up to which person they are queued stands with the notice and moves in the same transaction: a worker that is
killed goes on where it was.
"""

from __future__ import annotations

import sqlalchemy as sa

from app import clock, markup, outbox
from app.accounts.models import MailWish, Person
from app.extensions import db
from app.notices.audience import readers
from app.notices.models import UrgentNotice
from app.spaces.models import Space
from app.tenancy import all_spaces

PAGE_SIZE = 50


def pending() -> list[tuple[int, int]]:
    """Return the notices whose mails are not all queued, as (space, notice)."""
    statement = sa.select(UrgentNotice.space_id, UrgentNotice.id).where(
        UrgentNotice.mailed_up_to.is_not(None)
    )
    with all_spaces("urgent notices that are still to be mailed") as session:
        return [(space_id, key) for space_id, key in session.execute(statement.order_by(UrgentNotice.id))]


def queue_page(notice_id: int) -> bool:
    """Queue the next mails of a notice of the space at hand; say whether there may be more. Does not commit."""
    statement = sa.select(UrgentNotice).where(UrgentNotice.id == notice_id)
    notice = db.session.scalars(statement.with_for_update(key_share=True)).first()
    if notice is None or notice.mailed_up_to is None:
        return False  # another worker was here
    is_over = notice.removed_at is not None or notice.shown_until < clock.today()
    page = [] if is_over else _next_people(notice)
    for person in page:
        _queue(notice, person)
    is_last = len(page) < PAGE_SIZE
    # Not through the object: its version is for what people change.
    moved = sa.update(UrgentNotice).where(UrgentNotice.id == notice.id)
    moved = moved.values(mailed_up_to=None if is_last else page[-1].id)
    db.session.execute(moved.execution_options(synchronize_session=False))
    return not is_last


def _next_people(notice: UrgentNotice) -> list[Person]:
    wanted = sa.select(Person.id).where(
        Person.can_log_in(),
        Person.email.is_not(None),
        Person.mail_wish == MailWish.AT_ONCE,
        Person.id > notice.mailed_up_to,
    )
    keys = sorted(readers(notice).intersection(db.session.scalars(wanted)))[:PAGE_SIZE]
    return list(db.session.scalars(sa.select(Person).where(Person.id.in_(keys)).order_by(Person.id)))


def _queue(notice: UrgentNotice, person: Person) -> None:
    space = db.session.get_one(Space, notice.space_id)
    outbox.queue(
        "urgent_notice",
        person,
        sender=notice.by,
        to=space.name,
        title=notice.title,
        words=notice.text,
        plain=markup.plain(notice.text),
        path=f"/{space.slug}/eilmeldungen/{notice.id}",
    )
