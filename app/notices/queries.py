"""What is read of urgent notices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts.sessions import SpaceLink, Visitor
from app.extensions import db
from app.notices.audience import meant_for
from app.notices.models import NoticeAnswer, NoticeAudience, NoticeRead, UrgentNotice

PAGE_SIZE = 20
MOST_AT_ONCE = 5
MOST_ANSWERS = 200


def homes_of(visitor: Visitor) -> frozenset[int]:
    """Return the spaces in which somebody holds a role today."""
    return frozenset(one.space_id for one in visitor.held)


def _seen_by(homes: Collection[int]) -> sa.Select[Any]:
    return (
        sa.select(UrgentNotice)
        .options(
            joinedload(UrgentNotice.by), selectinload(UrgentNotice.audience).joinedload(NoticeAudience.target)
        )
        .where(meant_for(homes))
    )


def notice_of(key: int, homes: Collection[int]) -> UrgentNotice | None:
    """Return a notice of the space at hand, if it is for somebody with roles in these spaces."""
    return db.session.scalars(_seen_by(homes).where(UrgentNotice.id == key)).first()


def _on_show(homes: Collection[int], me: int) -> sa.Select[Any]:
    read = sa.select(NoticeRead.notice_id).where(NoticeRead.person_id == me)
    return (
        _seen_by(homes)
        .where(UrgentNotice.shown_until >= clock.today(), UrgentNotice.removed_at.is_(None))
        .add_columns(UrgentNotice.id.in_(read).label("is_read"))
        .order_by(UrgentNotice.created_at.desc(), UrgentNotice.id.desc())
        .limit(MOST_AT_ONCE)
    )


@dataclass(frozen=True)
class Shown:
    """A notice where people come by."""

    notice: UrgentNotice
    is_read: bool
    space: Any = None


def unread(visitor: Visitor) -> list[Shown]:
    """Return what somebody has not read yet, of the spaces at hand, the newest first; nothing they wrote themselves."""
    spaces: Mapping[int, SpaceLink] = {link.id: link for link in visitor.own_spaces}
    read = sa.select(NoticeRead.notice_id).where(NoticeRead.person_id == visitor.me.id)
    statement = _on_show(homes_of(visitor), visitor.me.id).where(
        UrgentNotice.id.not_in(read),
        UrgentNotice.by_id != visitor.me.id,
        UrgentNotice.space_id.in_(sorted(spaces)),
    )
    return [Shown(one, read, spaces[one.space_id]) for one, read in db.session.execute(statement)]


def on_show(visitor: Visitor) -> list[Shown]:
    """Return what is shown in the space at hand, read or not, the newest first."""
    statement = _on_show(homes_of(visitor), visitor.me.id)
    return [Shown(one, read or one.by_id == visitor.me.id) for one, read in db.session.execute(statement)]


@dataclass(frozen=True)
class Row:
    """A notice in the list of a space."""

    notice: UrgentNotice
    answers: int


def listing(homes: Collection[int], number: int) -> tuple[list[Row], bool]:
    """Return one page of the notices of the space at hand, the newest first, and whether there are more."""
    answers = (
        sa.select(sa.func.count(NoticeAnswer.id))
        .where(NoticeAnswer.notice_id == UrgentNotice.id, NoticeAnswer.space_id == UrgentNotice.space_id)
        .correlate(UrgentNotice)
        .scalar_subquery()
    )
    statement = (
        _seen_by(homes)
        .add_columns(answers)
        .where(UrgentNotice.removed_at.is_(None))
        .order_by(UrgentNotice.created_at.desc(), UrgentNotice.id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [Row(*row) for row in db.session.execute(statement)]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def answers_to(notice: UrgentNotice) -> tuple[list[NoticeAnswer], int]:
    """Return the newest answers in the order in which they were written, and how many older ones there are."""
    of_notice = NoticeAnswer.notice_id == notice.id
    statement = (
        sa.select(NoticeAnswer)
        .options(joinedload(NoticeAnswer.by))
        .where(of_notice)
        .order_by(NoticeAnswer.created_at.desc(), NoticeAnswer.id.desc())
        .limit(MOST_ANSWERS)
    )
    rows = list(db.session.scalars(statement))[::-1]
    if len(rows) < MOST_ANSWERS:
        return rows, 0
    count = db.session.scalar(sa.select(sa.func.count(NoticeAnswer.id)).where(of_notice)) or 0
    return rows, count - len(rows)


def is_read(notice: UrgentNotice, person_id: int) -> bool:
    """Say whether somebody has read a notice."""
    theirs = sa.select(NoticeRead.id).where(
        NoticeRead.notice_id == notice.id, NoticeRead.person_id == person_id
    )
    return db.session.scalars(theirs).first() is not None


COUNTED_FOR = timedelta(days=90)
"""So long read marks are kept, and so long numbers are true."""


def is_counted(notice: UrgentNotice) -> bool:
    """Say whether all the marks of a notice are still there."""
    return notice.created_at > clock.now() - COUNTED_FOR
