"""What the worker does for news."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from flask import current_app

from app import clock
from app.accounts.models import MailWish
from app.extensions import db
from app.news import appointments, digests  # noqa: F401  # appointments have news
from app.queue import every
from app.spaces.standings import everybodys
from app.web import wake_the_worker

log = logging.getLogger(__name__)

PAGE_SIZE = 25
"""So many people in one transaction: SQLite lets nobody else write meanwhile."""


@every(minute="*/10")
def tell_news() -> None:
    """Tell what is new: whoever wants it at once, and on Monday mornings whoever wants it weekly."""
    told = sum(tell_those_who_want_it(wish) for wish in (MailWish.AT_ONCE, MailWish.WEEKLY))
    if told:
        log.info("%d mails with news", told)
        wake_the_worker()


def tell_those_who_want_it(wish: MailWish) -> int:
    """Tell those who want to hear of news this way, if it is time; return how many mails there are."""
    now = clock.now()
    people = digests.people_due(wish, now)
    db.session.rollback()  # nothing is open while the spaces are read
    if not people:
        return 0
    until = now - digests.SETTLED
    since = min(who.since for who in people)
    followed = digests.gather_personal(since, until)
    run = digests.Run(wish, until, digests.gather(since, until), everybodys(), followed)
    return sum(_tell(run, people[at : at + PAGE_SIZE]) for at in range(0, len(people), PAGE_SIZE))


def _tell(run: digests.Run, page: Sequence[digests.Due]) -> int:
    with current_app.app_context():  # a transaction each: mails and the note that they are queued, or neither
        told = digests.tell(run, page)
        db.session.commit()
    return told
