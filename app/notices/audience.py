"""Whom an urgent notice is for: who may read it, who has, and who gets it by mail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Person
from app.extensions import db
from app.notices.models import NoticeAudience, NoticeRead, UrgentNotice
from app.spaces import standings


def meant_for(homes: Collection[int]) -> sa.ColumnElement[bool]:
    """Return the criterion that a notice is for somebody who holds roles in these spaces and may read its space.

    One of the county to chosen spaces is for who holds a role in one of those, or in the county itself.
    """
    chosen = sa.select(NoticeAudience.notice_id)
    return sa.or_(
        UrgentNotice.id.not_in(chosen),
        UrgentNotice.id.in_(chosen.where(NoticeAudience.target_id.in_(sorted(homes)))),
        UrgentNotice.space_id.in_(sorted(homes)),
    )


def homes_for(notice: UrgentNotice) -> frozenset[int] | None:
    """Return in which spaces one has to hold a role to be meant; None: whoever may read the notice's space."""
    chosen = frozenset(one.target_id for one in notice.audience)
    return chosen | {notice.space_id} if chosen else None


def readers(notice: UrgentNotice) -> set[int]:
    """Return the keys of those whom a notice is for, without its author."""
    homes = homes_for(notice)
    return {
        key
        for key, standing in standings.everybodys().items()
        if notice.space_id in standing.reach
        and (homes is None or not homes.isdisjoint(standing.homes))
        and key != notice.by_id
    }


@dataclass(frozen=True)
class Reads:
    """How many have read a notice, of those who can. Never who."""

    have: int
    can: int


def reads_of(notice: UrgentNotice) -> Reads:
    """Count who has read a notice and who could."""
    can = readers(notice) & set(db.session.scalars(sa.select(Person.id).where(Person.can_log_in())))
    have = sa.select(NoticeRead.person_id).where(NoticeRead.notice_id == notice.id)
    return Reads(len(can.intersection(db.session.scalars(have))), len(can))
