"""A report of a sitting: its items, and what it said before it was corrected."""

from __future__ import annotations

import enum
import secrets
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.districts.councils.sittings.models import Sitting
from app.spaces.models import Council
from app.tenancy import SpaceOwned


class ReportState(enum.StrEnum):
    """How far a report is."""

    DRAFT = "draft"
    FILED = "filed"


class Importance(enum.StrEnum):
    """How much there is to say of an item."""

    NOTHING = "nothing"
    SHORT = "short"
    IMPORTANT = "important"


IMPORTANCE_NAMES = {
    Importance.NOTHING: _l("nichts"),
    Importance.SHORT: _l("kurz"),
    Importance.IMPORTANT: _l("wichtig"),
}


class ItemResult(enum.StrEnum):
    """What the council did with an item."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    POSTPONED = "postponed"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"


RESULT_NAMES = {
    ItemResult.ADOPTED: _l("angenommen"),
    ItemResult.REJECTED: _l("abgelehnt"),
    ItemResult.POSTPONED: _l("vertagt"),
    ItemResult.NOTED: _l("zur Kenntnis genommen"),
    ItemResult.WITHDRAWN: _l("zurückgezogen"),
}


class OurVote(enum.StrEnum):
    """How ours voted."""

    YES = "yes"
    NO = "no"
    ABSTAINED = "abstained"
    SPLIT = "split"


VOTE_NAMES = {
    OurVote.YES: _l("Ja"),
    OurVote.NO: _l("Nein"),
    OurVote.ABSTAINED: _l("enthalten"),
    OurVote.SPLIT: _l("verschieden"),
}


class Report(SpaceOwned, Identified, Dated, Base):
    """What ours brought back from a sitting. There is no field for the non-public part: it is confidential by law."""

    __tablename__ = "report"
    __table_args__ = (
        sa.ForeignKeyConstraint(["space_id", "sitting_id"], ["sitting.space_id", "sitting.id"]),
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "sitting_id"),
        sa.CheckConstraint("(state = 'filed') = (filed_at IS NOT NULL)", name="filed_has_a_date"),
        sa.CheckConstraint("other_guests >= 0", name="guests_are_a_number"),
        sa.Index("ix_report_space_id_filed_at", "space_id", "filed_at"),
    )

    sitting_id: Mapped[int]
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"))
    sat_on: Mapped[date]
    """The day of the sitting."""
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAFT)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    """Whose report it is: a councillor of ours, also where a speaker typed it."""
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    """Who typed it."""
    filed_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    residents_voices: Mapped[str] = mapped_column(default="")
    """What residents asked and said, without names."""
    voices_are_internal: Mapped[bool] = mapped_column(default=False)
    voices_are_public: Mapped[bool] = mapped_column(default=False)
    other_guests: Mapped[int] = mapped_column(default=0)
    """How many of us were there besides those who are named (SittingVisit)."""
    version: Mapped[int] = mapped_column()
    sitting: Mapped[Sitting] = relationship()
    council: Mapped[Council] = relationship(viewonly=True)
    author: Mapped[Person] = relationship(foreign_keys=author_id)
    written_by: Mapped[Person] = relationship(foreign_keys=written_by_id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_filed(self) -> bool:
        """Whether the district may read it."""
        return self.state is ReportState.FILED


class ReportItem(SpaceOwned, Identified, Base):
    """What is to be said of one item of a sitting."""

    __tablename__ = "report_item"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "report_id"], ["report.space_id", "report.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "report_id", "key"),
        sa.CheckConstraint("NOT (is_internal AND is_public)", name="internal_is_not_public"),
        sa.CheckConstraint("yes >= 0 AND no >= 0 AND abstained >= 0", name="votes_are_numbers"),
        sa.Index("ix_report_item_space_id_report_id_position", "space_id", "report_id", "position"),
    )

    report_id: Mapped[int]
    position: Mapped[int]
    """Ascending; gaps do not matter."""
    key: Mapped[str] = mapped_column(sa.String(40), default=lambda: f"x-{secrets.token_hex(8)}")
    """Names it in the form, also before it is stored: two who begin the same report mean the same item (typed.py)."""
    number: Mapped[str] = mapped_column(sa.String(20), default="")
    title: Mapped[str] = mapped_column(sa.String(300))
    paper: Mapped[str] = mapped_column(sa.String(60), default="")
    importance: Mapped[Importance] = mapped_column(default=Importance.NOTHING)
    result: Mapped[ItemResult | None]
    our_vote: Mapped[OurVote | None]
    yes: Mapped[int | None]
    no: Mapped[int | None]
    abstained: Mapped[int | None]
    sentence: Mapped[str] = mapped_column(default="")
    """What happened and what it means, in a sentence or two."""
    is_internal: Mapped[bool] = mapped_column(default=False)
    """The sentence stays in the party: not in the exchange, not in public, not for who is no member."""
    is_public: Mapped[bool] = mapped_column(default=False)
    """Chosen for the public version, once the report is filed."""
    topics: Mapped[list[str]] = mapped_column(default=list)
    """In the words of whoever wrote it, at most three."""
    for_faction: Mapped[bool] = mapped_column(default=False)
    """The Fraktion in the Bürgerschaft is asked to take it on."""
    follow_up: Mapped[str] = mapped_column(sa.String(200), default="")
    follow_up_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    follow_up_on: Mapped[date | None]
    follow_up_given_at: Mapped[datetime | None]
    """When it became a task; None: it has not yet."""
    report: Mapped[Report] = relationship(viewonly=True)
    follow_up_person: Mapped[Person | None] = relationship()


class ReportVersion(SpaceOwned, Identified, Base):
    """What a filed report said at one time; the newest is what it says now."""

    __tablename__ = "report_version"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "report_id"], ["report.space_id", "report.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "report_id", "number"),
    )

    report_id: Mapped[int]
    number: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    """What was put right, in the words of who did."""
    content: Mapped[dict[str, Any]] = mapped_column()
    """The report and its items at that time, by the names of their columns."""
    by: Mapped[Person] = relationship()
