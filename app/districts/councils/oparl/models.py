"""Where a council's sittings are fetched from, and how the last time went."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Identified
from app.spaces.models import Council


class OparlSource(Identified, Base):
    """A council in a council information system that speaks OParl 1.1. Global: the city's, set by the office."""

    __tablename__ = "oparl_source"

    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), unique=True)
    body_url: Mapped[str] = mapped_column(sa.String(500))
    organization_url: Mapped[str] = mapped_column(sa.String(500))
    is_on: Mapped[bool] = mapped_column(default=False)
    last_run_at: Mapped[datetime | None]
    last_complete_at: Mapped[datetime | None]
    """When the last run began that read all there was: the next one asks for what changed since."""
    trouble: Mapped[str] = mapped_column(sa.String(500), default="")
    """Why the last run did not come to its end; empty: it did."""
    unread: Mapped[list[str]] = mapped_column(default=list)
    """What the last run could not read, a line each."""
    version: Mapped[int] = mapped_column()
    council: Mapped[Council] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
