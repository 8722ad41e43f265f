"""A calendar file between being read and being taken in."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned


class CalendarImport(SpaceOwned, Identified, Dated, Base):
    """A calendar file that somebody looks at before its appointments are taken in. Deleted then, or next night."""

    __tablename__ = "calendar_import"
    __table_args__ = (sa.UniqueConstraint("space_id", "id"),)

    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
