"""Addresses under which a calendar program fetches appointments."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.spaces.models import Space


class CalendarFeed(Identified, Dated, Base):
    """A subscription: of a person, who chooses from all that they may see, or of one space, without names.

    Global: a person's reaches across their spaces. The address is shown once; only its hash is stored.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (space_id IS NULL)", name="of_a_person_or_a_space"),
    )

    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int | None] = mapped_column(sa.ForeignKey("space.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """SHA-256 of what the address holds."""
    space_slugs: Mapped[list[str]] = mapped_column(default=list)
    """Only these; empty: all that the person may see."""
    kinds: Mapped[list[str]] = mapped_column(default=list)
    """Only these kinds of appointment; empty: all."""
    with_special_days: Mapped[bool] = mapped_column(default=True)
    """Also days of remembrance, public and school holidays."""
    last_used_on: Mapped[date | None]
    person: Mapped[Person | None] = relationship()
    space: Mapped[Space | None] = relationship()
