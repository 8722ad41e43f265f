"""A council's sitting, its agenda, and who of us goes."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.spaces.models import Council
from app.tenancy import SpaceOwned


class SittingState(enum.StrEnum):
    """Whether a sitting takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class SittingSource(enum.StrEnum):
    """Where a sitting comes from."""

    TYPED = "typed"
    PASTED = "pasted"
    FILE = "file"
    OPARL = "oparl"


SOURCE_NAMES = {
    SittingSource.TYPED: _l("von Hand eingetragen"),
    SittingSource.PASTED: _l("aus der Bekanntmachung"),
    SittingSource.FILE: _l("aus einer Kalenderdatei"),
    SittingSource.OPARL: _l("aus dem Ratsinformationssystem"),
}


class Sitting(SpaceOwned, Identified, Dated, Base):
    """One sitting of a council of the district. Public, in the evening, as a rule once a month."""

    __tablename__ = "sitting"
    __table_args__ = (
        sa.UniqueConstraint("space_id", "id"),
        # A sitting without an end is open; one that would end before it starts has none (see oparl).
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        sa.Index("ix_sitting_space_id_starts_at", "space_id", "starts_at"),
        sa.Index("ix_sitting_space_id_council_id_starts_at", "space_id", "council_id", "starts_at"),
        sa.Index("ix_sitting_source", "space_id", "council_id", "source_uid", unique=True),
    )

    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(sa.String(160), default="")
    """Where it has a name of its own ("Sondersitzung"); else it is the sitting of its council."""
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    link: Mapped[str] = mapped_column(sa.String(500), default="")
    """Where the city publishes it; http or https."""
    state: Mapped[SittingState] = mapped_column(default=SittingState.PLANNED)
    nobody_went: Mapped[bool] = mapped_column(default=False)
    """None of us was there: an answer, too, and there will be no report."""
    source: Mapped[SittingSource] = mapped_column(default=SittingSource.TYPED)
    source_uid: Mapped[str | None] = mapped_column(sa.String(500))
    """What its source calls it: taken in twice, it is there once."""
    fetched_at: Mapped[datetime | None]
    """When its source was read last; None for what was typed."""
    by_hand: Mapped[list[str]] = mapped_column(default=list)
    """Names of what a person changed of what was taken in ("items" for the agenda): that stays."""
    councillors_reminded_at: Mapped[datetime | None]
    speakers_reminded_at: Mapped[datetime | None]
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    """Names it in calendars (RFC 5545, 3.8.4.7)."""
    changed_at: Mapped[datetime | None]
    """When what calendars show of it was changed last."""
    version: Mapped[int] = mapped_column()
    council: Mapped[Council] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def has_begun(self) -> bool:
        """Whether it is running or over."""
        return self.starts_at <= clock.now()

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state is SittingState.CANCELLED

    @property
    def wants_a_report(self) -> bool:
        """Whether it took place and somebody of us was there, as far as anybody said."""
        return self.has_begun and not self.is_cancelled and not self.nobody_went


class SittingItem(SpaceOwned, Identified, Base):
    """One item of a sitting's agenda, as the city published it."""

    __tablename__ = "sitting_item"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "sitting_id"], ["sitting.space_id", "sitting.id"], ondelete="CASCADE"
        ),
        sa.Index("ix_sitting_item_space_id_sitting_id_position", "space_id", "sitting_id", "position"),
    )

    sitting_id: Mapped[int]
    position: Mapped[int]
    """Ascending; gaps do not matter."""
    number: Mapped[str] = mapped_column(sa.String(20), default="")
    """As published: "7.1"."""
    title: Mapped[str] = mapped_column(sa.String(300))
    paper: Mapped[str] = mapped_column(sa.String(60), default="")
    """The number of what was before them: "2017/BV/2949-02 (ÄA)"."""
    is_public: Mapped[bool] = mapped_column(default=True)
    """Nothing is reported of the others: what is said there is confidential by law."""
    result: Mapped[str] = mapped_column(sa.String(200), default="")
    """What came of it, in the words of the source, if it says so."""


class SittingVisit(SpaceOwned, Identified, Dated, Base):
    """Somebody of us who wants to go to a sitting, or was there."""

    __tablename__ = "sitting_visit"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "sitting_id"], ["sitting.space_id", "sitting.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "sitting_id", "person_id"),
    )

    sitting_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    was_there: Mapped[bool | None]
    """None: wants to go, and nobody has said yet how it was."""
    person: Mapped[Person] = relationship()
