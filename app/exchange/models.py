"""What was shared with the councillors of all districts, by topic; what they ask, answer and follow.

All of it is global: it was shared on purpose, and only what may leave the district is copied here.
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.spaces.models import Council, District


class EntryKind(enum.StrEnum):
    """What an entry is."""

    REPORT_ITEM = "report_item"
    RESIDENTS_VOICES = "residents_voices"
    CONCERN = "concern"


ENTRY_NAMES = {
    EntryKind.REPORT_ITEM: _l("Bericht"),
    EntryKind.RESIDENTS_VOICES: _l("Stimmen der Einwohner*innen"),
    EntryKind.CONCERN: _l("Anliegen"),
}


class Topic(Identified, Base):
    """A word under which councils talk of the same thing: "Radweg", "Schule", "Mieten"."""

    __tablename__ = "topic"

    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    """The word in one spelling (publishing.key_of): "radweg" for "Radweg" and "RADWEG"."""
    name: Mapped[str] = mapped_column(sa.String(60))
    """As it was written first."""
    last_entry_id: Mapped[int] = mapped_column(default=0, index=True)
    """The newest entry on it: topics that are talked of now stand first."""


class ExchangeEntry(Identified, Base):
    """One line that is shared. Its id grows with the time of sharing: the newest has the highest."""

    __tablename__ = "exchange_entry"
    __table_args__ = (
        sa.UniqueConstraint("kind", "source_id"),
        sa.Index("ix_exchange_entry_council_id", "council_id", "id"),
        sa.Index("ix_exchange_entry_report_id", "report_id"),
        sa.Index(
            "ix_exchange_entry_for_faction",
            "id",
            sqlite_where=sa.text("for_faction"),
            postgresql_where=sa.text("for_faction"),
        ),
        sa.Index(
            "ix_exchange_entry_public",
            "district_id",
            "id",
            sqlite_where=sa.text("is_public"),
            postgresql_where=sa.text("is_public"),
        ),
    )

    kind: Mapped[EntryKind]
    source_id: Mapped[int]
    """The key of the report's item, of the report (voices) or of the concern, in its district."""
    report_id: Mapped[int | None]
    """The report that it stands in: its lines are read together."""
    district_id: Mapped[int] = mapped_column(sa.ForeignKey("space.id"), index=True)
    council_id: Mapped[int | None] = mapped_column(sa.ForeignKey("council.id"))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """The councillor to ask; None for concerns."""
    day: Mapped[date]
    """Of the sitting, or of the concern's last step."""
    title: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(sa.String(32), default="")
    """The value of the item's result, or of the concern's state."""
    paper: Mapped[str] = mapped_column(sa.String(60), default="")
    is_important: Mapped[bool] = mapped_column(default=False)
    for_faction: Mapped[bool] = mapped_column(default=False)
    is_public: Mapped[bool] = mapped_column(default=False)
    """Chosen for everybody, also without a login."""
    shared_at: Mapped[datetime] = mapped_column(default=clock.now)
    district: Mapped[District] = relationship()
    council: Mapped[Council | None] = relationship()
    author: Mapped[Person | None] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary="exchange_entry_topic", order_by=Topic.name)


class EntryTopic(Base):
    """That an entry is about a topic."""

    __tablename__ = "exchange_entry_topic"
    __table_args__ = (sa.Index("ix_exchange_entry_topic_entry_id", "entry_id"),)

    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("exchange_entry.id", ondelete="CASCADE"), primary_key=True
    )


class TopicInCouncil(Base):
    """When a council talked of a topic last: kept in the transaction that shares an entry, so that "in three councils"
    is read off instead of counted."""

    __tablename__ = "topic_in_council"
    __table_args__ = (sa.Index("ix_topic_in_council_topic_id_last_on", "topic_id", "last_on"),)

    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"), primary_key=True)
    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), primary_key=True)
    last_on: Mapped[date]


class ExchangeQuestion(Identified, Dated, Base):
    """What somebody asks the councillors of all districts, on a topic or on one entry."""

    __tablename__ = "exchange_question"
    __table_args__ = (
        sa.CheckConstraint("topic_id IS NULL OR entry_id IS NULL", name="about_one_thing"),
        sa.Index("ix_exchange_question_entry_id", "entry_id"),
        sa.Index("ix_exchange_question_topic_id", "topic_id"),
    )

    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topic.id"))
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("exchange_entry.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str]
    closed_at: Mapped[datetime | None]
    """When whoever asked had what they needed."""
    by: Mapped[Person] = relationship()
    topic: Mapped[Topic | None] = relationship()
    entry: Mapped[ExchangeEntry | None] = relationship()
    answers: Mapped[list[ExchangeAnswer]] = relationship(
        back_populates="question", order_by="ExchangeAnswer.id", cascade="all, delete-orphan"
    )


class ExchangeAnswer(Identified, Dated, Base):
    """An answer to a question."""

    __tablename__ = "exchange_answer"

    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("exchange_question.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str]
    by: Mapped[Person] = relationship()
    question: Mapped[ExchangeQuestion] = relationship(back_populates="answers")


class Follow(Identified, Dated, Base):
    """What somebody wants to hear of: a topic, a council, or whatever has these words."""

    __tablename__ = "follow"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN topic_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN council_id IS NULL THEN 0 ELSE 1 END) "
            "+ (CASE WHEN words IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_thing",
        ),
        # Nulls differ from each other: each holds for the follows of its own kind.
        sa.UniqueConstraint("person_id", "topic_id"),
        sa.UniqueConstraint("person_id", "council_id"),
        sa.UniqueConstraint("person_id", "words"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topic.id"), index=True)
    council_id: Mapped[int | None] = mapped_column(sa.ForeignKey("council.id"), index=True)
    words: Mapped[str | None] = mapped_column(sa.String(200))
    topic: Mapped[Topic | None] = relationship()
    council: Mapped[Council | None] = relationship()
