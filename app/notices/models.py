"""Urgent notices, whom they are for, who has read them, and what was answered."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.spaces.models import Space
from app.tenancy import SpaceOwned


def _of_notice() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["space_id", "notice_id"], ["urgent_notice.space_id", "urgent_notice.id"], ondelete="CASCADE"
    )


class UrgentNotice(SpaceOwned, Identified, Dated, Base):
    """Something that cannot wait for the next meeting. It belongs to the space that says it."""

    __tablename__ = "urgent_notice"
    __table_args__ = (
        sa.UniqueConstraint("space_id", "id"),
        sa.Index("ix_urgent_notice_space_id_shown_until", "space_id", "shown_until"),
    )

    title: Mapped[str] = mapped_column(sa.String(160))
    text: Mapped[str]
    """Markdown."""
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    shown_until: Mapped[date]
    """The last day on which it stands on start pages."""
    closed_at: Mapped[datetime | None]
    """From then on nobody answers any more."""
    changed_at: Mapped[datetime | None]
    """When its words changed last; None: never since it was posted."""
    removed_at: Mapped[datetime | None]
    """Taken back: title, text and answers are gone then."""
    mailed_up_to: Mapped[int | None] = mapped_column(default=0)
    """The last person, in the order of keys, for whom the worker has queued a mail or who wants none; None: done."""
    version: Mapped[int] = mapped_column()
    by: Mapped[Person] = relationship()
    audience: Mapped[list[NoticeAudience]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class NoticeAudience(SpaceOwned, Identified, Base):
    """A space that a notice of the county is for; a notice without any is for all."""

    __tablename__ = "urgent_notice_audience"
    __table_args__ = (_of_notice(), sa.UniqueConstraint("space_id", "notice_id", "target_id"))

    notice_id: Mapped[int]
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), index=True)
    target: Mapped[Space] = relationship(foreign_keys=target_id)


class NoticeAnswer(SpaceOwned, Identified, Dated, Base):
    """What somebody answered to a notice, for all who may read it."""

    __tablename__ = "urgent_notice_answer"
    __table_args__ = (
        _of_notice(),
        sa.UniqueConstraint("space_id", "id"),
        sa.Index("ix_urgent_notice_answer_space_id_notice_id", "space_id", "notice_id"),
    )

    notice_id: Mapped[int]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str]
    removed_at: Mapped[datetime | None]
    """Taken back by its author or by those who lead the space; the text is gone then."""
    by: Mapped[Person] = relationship()


class NoticeRead(SpaceOwned, Identified, Dated, Base):
    """That somebody has read a notice. Shown to nobody but themselves, others see numbers."""

    __tablename__ = "urgent_notice_read"
    __table_args__ = (_of_notice(), sa.UniqueConstraint("space_id", "notice_id", "person_id"))

    notice_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
