"""Who is told what is new, and up to when they were told: on Monday mornings, or at once.

What is new is gathered once a run, space by space, each in the scope of that space; then everybody gets what is
theirs. `Person.digested_at` moves and the mail is queued in one transaction, and only if nobody else has moved it:
a worker that is killed begins again where it was, and two workers tell nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app import clock, outbox
from app.accounts.models import MailWish, Person
from app.db import set_reading
from app.extensions import db
from app.news.sources import NewsItem, news_of, personal_news
from app.spaces.models import Space
from app.spaces.standings import Standing
from app.tenancy import Scope, current_session

SETTLED = timedelta(minutes=1)
"""What happened in the last minute waits for the next run: it may not be committed yet, and would be missed."""
MONDAY, HOUR = 0, time(7)
FIRST_WEEK, FIRST_MINUTES = timedelta(days=7), timedelta(minutes=10)
"""How far back somebody is told who was never told before: weekly, at once."""
LONGEST_BACK = timedelta(days=14)
"""What is older is no news, however long the worker stood still."""
MOST_LINES = 30
NOWHERE = Standing((), frozenset())
FOLLOWED = _l("Was du verfolgst")


# --- who it is time for


@dataclass(frozen=True)
class Due:
    """Somebody whom it is time to tell."""

    person_id: int
    digested_at: datetime | None
    """As it was seen: nobody else may have told them since."""
    since: datetime


def people_due(wish: MailWish, now: datetime) -> list[Due]:
    """Return whom it is time to tell what is new: those with a login who want to hear of it this way."""
    until = now - SETTLED
    statement = (
        sa.select(Person.id, Person.digested_at)
        .where(Person.can_log_in(), Person.email.is_not(None), Person.mail_wish == wish)
        .order_by(Person.id)
    )
    if wish is MailWish.WEEKLY:
        begin = this_mondays_begin(now)
        if begin is None:
            return []
        statement = statement.where(
            sa.or_(Person.digested_at.is_(None), Person.digested_at < begin - SETTLED)
        )
    first = FIRST_WEEK if wish is MailWish.WEEKLY else FIRST_MINUTES
    return [
        Due(key, seen, max(seen, until - LONGEST_BACK) if seen else until - first)
        for key, seen in db.session.execute(statement)
    ]


def this_mondays_begin(now: datetime) -> datetime | None:
    """Return seven o'clock of today on a Monday in Rostock, once it is past; None on other days and before."""
    local = clock.local(now)
    if local.weekday() != MONDAY or local.time() < HOUR:
        return None
    return clock.from_wall_clock(local.date(), HOUR)


# --- what there is to tell


@dataclass(frozen=True)
class SpaceNews:
    """What is new in one space, or of what somebody follows."""

    name: str | LazyString
    items: list[NewsItem]


def gather(since: datetime, until: datetime) -> dict[int, SpaceNews]:
    """Return what is new in every open space, by its key. Each is read in a session of its own, in its scope."""
    return copy_context().run(_gather, since, until)


def _gather(since: datetime, until: datetime) -> dict[int, SpaceNews]:
    set_reading(True)  # on SQLite nobody who writes has to wait
    spaces = db.session.execute(sa.select(Space.id).where(Space.closed_on.is_(None))).scalars().all()
    found: dict[int, SpaceNews] = {}
    for key in spaces:
        with current_app.app_context():
            current_session().open_scope(Scope.of(key, write=False))
            space = db.session.get_one(Space, key)
            items = news_of(space, since, until)
            if items:
                found[key] = SpaceNews(space.name, items)
    return found


def gather_personal(since: datetime, until: datetime) -> dict[int, list[NewsItem]]:
    """Return what is new of what people follow, by person."""
    return copy_context().run(_gather_personal, since, until)


def _gather_personal(since: datetime, until: datetime) -> dict[int, list[NewsItem]]:
    set_reading(True)
    with current_app.app_context():
        return personal_news(since, until)


def for_person(
    news: Mapping[int, SpaceNews],
    who: Due,
    standing: Standing,
    *,
    at_once: bool,
    followed: Sequence[NewsItem] = (),
) -> list[SpaceNews]:
    """Return what there is to tell somebody: by space, the newest first, each thing once; last what they follow."""
    groups = [
        SpaceNews(news[key].name, items)
        for key in standing.reach & news.keys()
        if (items := list(_latest(_theirs(news[key].items, who, standing, at_once))))
    ]
    groups.sort(key=lambda group: (group.items[0].at, str(group.name)), reverse=True)
    told = {item.key for group in groups for item in group.items}
    theirs = _theirs(followed, who, standing, at_once)
    items = list(_latest(item for item in theirs if told.isdisjoint((item.key, item.part_of))))
    return [*groups, SpaceNews(FOLLOWED, items)] if items else groups


def _theirs(items: Iterable[NewsItem], who: Due, standing: Standing, at_once: bool) -> Iterator[NewsItem]:
    for item in items:
        is_meant = item.homes is None or not item.homes.isdisjoint(standing.homes)
        gets_another_mail = at_once and item.mailed_at_once
        if item.at > who.since and is_meant and not gets_another_mail and who.person_id not in item.told:
            yield item


def _latest(items: Iterable[NewsItem]) -> list[NewsItem]:
    latest: dict[str, NewsItem] = {}
    for item in items:
        other = latest.get(item.key)
        if other is None or (item.rank, item.at) > (other.rank, other.at):
            latest[item.key] = item
    return sorted(latest.values(), key=lambda item: (item.at, item.key), reverse=True)


def cut(groups: Sequence[SpaceNews], most: int = MOST_LINES) -> tuple[list[SpaceNews], int]:
    """Return the first lines of the groups, and how many more there would be."""
    shown: list[SpaceNews] = []
    left = most
    for group in groups:
        if left > 0:
            shown.append(SpaceNews(group.name, group.items[:left]))
            left -= len(group.items[:left])
    return shown, sum(len(one.items) for one in groups) - sum(len(one.items) for one in shown)


# --- telling


@dataclass(frozen=True)
class Run:
    """What one run of the worker knows: up to when it tells, what is new, and who may read what."""

    wish: MailWish
    until: datetime
    news: Mapping[int, SpaceNews]
    standings: Mapping[int, Standing]
    followed: Mapping[int, Sequence[NewsItem]] = field(default_factory=dict)

    def for_person(self, who: Due) -> list[SpaceNews]:
        """Return what there is to tell somebody."""
        standing = self.standings.get(who.person_id, NOWHERE)
        return for_person(
            self.news,
            who,
            standing,
            at_once=self.wish is MailWish.AT_ONCE,
            followed=self.followed.get(who.person_id, ()),
        )


def tell(run: Run, page: Sequence[Due]) -> int:
    """Queue the mails of some people and note up to when they were told; return how many mails. Does not commit."""
    theirs = {who: run.for_person(who) for who in page}
    _move(run, [who for who, groups in theirs.items() if not groups])
    told = {who.person_id: groups for who, groups in theirs.items() if groups and _move(run, [who])}
    for person in db.session.scalars(sa.select(Person).where(Person.id.in_(told)).order_by(Person.id)):
        _queue(person, told[person.id], weekly=run.wish is MailWish.WEEKLY)
    return len(told)


def _move(run: Run, people: Sequence[Due]) -> int:
    """Note up to when people were told, unless somebody else just did; return for how many."""
    moved = 0
    for seen in {who.digested_at for who in people}:
        statement = (
            sa.update(Person)
            .where(Person.id.in_([who.person_id for who in people if who.digested_at == seen]))
            .where(Person.digested_at.is_not_distinct_from(seen), Person.mail_wish == run.wish)
            .values(digested_at=run.until)
            .execution_options(synchronize_session=False)
        )
        moved += db.session.execute(statement).rowcount  # type: ignore[attr-defined]  # an update has one
    return moved


def _queue(person: Person, groups: Sequence[SpaceNews], *, weekly: bool) -> None:
    count = sum(len(group.items) for group in groups)
    shown, more = cut(groups)
    outbox.queue("news", person, weekly=weekly, groups=shown, more=more, count=count, first=shown[0].items[0])
