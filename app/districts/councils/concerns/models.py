"""A concern and its history."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.spaces.models import Council
from app.tenancy import SpaceOwned


class ConcernState(enum.StrEnum):
    """How far a concern is."""

    RAISED = "raised"
    TAKEN_UP = "taken_up"
    IN_COUNCIL = "in_council"
    IN_PARLIAMENT = "in_parliament"
    ANSWERED = "answered"
    TOLD = "told"
    DROPPED = "dropped"


STATE_NAMES = {
    ConcernState.RAISED: _l("vorgebracht"),
    ConcernState.TAKEN_UP: _l("aufgegriffen"),
    ConcernState.IN_COUNCIL: _l("im Ortsbeirat"),
    ConcernState.IN_PARLIAMENT: _l("in der Bürgerschaft"),
    ConcernState.ANSWERED: _l("beantwortet"),
    ConcernState.TOLD: _l("Bescheid gesagt"),
    ConcernState.DROPPED: _l("nicht weiter verfolgt"),
}
ENDED = frozenset({ConcernState.TOLD, ConcernState.DROPPED})


class Origin(enum.StrEnum):
    """Where a concern comes from."""

    MEMBER = "member"
    GUEST = "guest"
    CLUB = "club"
    DOORSTEP = "doorstep"


ORIGIN_NAMES = {
    Origin.MEMBER: _l("von einem Mitglied"),
    Origin.GUEST: _l("von einem Gast bei einem Treffen"),
    Origin.CLUB: _l("von einem Verein"),
    Origin.DOORSTEP: _l("an der Haustür"),
}


class Concern(SpaceOwned, Identified, Dated, Base):
    """A problem of the district that somebody raised.

    Who raised it is kept only with consent and only until they were told what became of it; of a doorstep never.
    """

    __tablename__ = "concern"
    __table_args__ = (
        sa.ForeignKeyConstraint(["space_id", "sitting_id"], ["sitting.space_id", "sitting.id"]),
        sa.UniqueConstraint("space_id", "id"),
        sa.CheckConstraint(
            "(raiser_name = '' AND raiser_contact = '') OR consent_on IS NOT NULL",
            name="names_need_consent",
        ),
        sa.CheckConstraint(
            "origin <> 'doorstep' OR "
            "(raiser_name = '' AND raiser_contact = '' AND raised_by_id IS NULL AND text = '')",
            name="nothing_personal_from_a_doorstep",
        ),
        sa.CheckConstraint(
            "state NOT IN ('told', 'dropped') OR "
            "(raiser_name = '' AND raiser_contact = '' AND consent_on IS NULL AND raised_by_id IS NULL)",
            name="forgotten_when_told",
        ),
        sa.Index("ix_concern_space_id_state_moved_at", "space_id", "state", "moved_at"),
    )

    title: Mapped[str] = mapped_column(sa.String(160))
    text: Mapped[str] = mapped_column(default="")
    street: Mapped[str] = mapped_column(sa.String(160), default="")
    """Street and section, never a house: "Doberaner Straße zwischen Margaretenplatz und Waldemarstraße"."""
    topics: Mapped[list[str]] = mapped_column(default=list)
    council_id: Mapped[int | None] = mapped_column(sa.ForeignKey("council.id"))
    """Whose area it is about, where the district has several."""
    origin: Mapped[Origin] = mapped_column(default=Origin.MEMBER)
    raised_on: Mapped[date] = mapped_column(default=clock.today)
    raised_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """A member who raised it and wants to hear of it."""
    raiser_name: Mapped[str] = mapped_column(sa.String(120), default="")
    raiser_contact: Mapped[str] = mapped_column(sa.String(200), default="")
    consent_on: Mapped[date | None]
    """When somebody who is no member agreed that name and contact are kept until they are told."""
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.RAISED)
    responsible_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who does the next step."""
    next_step: Mapped[str] = mapped_column(sa.String(200), default="")
    next_on: Mapped[date | None]
    sitting_id: Mapped[int | None]
    """The sitting of the council that it was, or will be, brought to."""
    sitting_item: Mapped[str] = mapped_column(sa.String(20), default="")
    """The number of its item there."""
    paper: Mapped[str] = mapped_column(sa.String(60), default="")
    """The number of the motion or question in the Bürgerschaft."""
    answer: Mapped[str] = mapped_column(default="")
    """What came of it."""
    answered_on: Mapped[date | None]
    told_on: Mapped[date | None]
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When something happened to it last: six weeks without make it a quiet one."""
    version: Mapped[int] = mapped_column()
    council: Mapped[Council | None] = relationship()
    responsible: Mapped[Person | None] = relationship(foreign_keys=responsible_id)
    raised_by: Mapped[Person | None] = relationship(foreign_keys=raised_by_id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state not in ENDED

    @property
    def answer_that_holds(self) -> str:
        """What came of it, as long as it counts as answered: taken back, the words are kept for the next time."""
        return self.answer if self.state in (ConcernState.ANSWERED, ConcernState.TOLD) else ""

    @property
    def has_raiser(self) -> bool:
        """Whether somebody is still to be told."""
        return self.raised_by_id is not None or bool(self.raiser_name or self.raiser_contact)


class ConcernStep(SpaceOwned, Identified, Base):
    """One thing that happened to a concern. It never names who raised it."""

    __tablename__ = "concern_step"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "concern_id"], ["concern.space_id", "concern.id"], ondelete="CASCADE"
        ),
        sa.Index("ix_concern_step_space_id_concern_id", "space_id", "concern_id"),
    )

    concern_id: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """None for who raised it, and for the system."""
    state: Mapped[ConcernState | None]
    """Which state it came to; None: only a word."""
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    by: Mapped[Person | None] = relationship()
