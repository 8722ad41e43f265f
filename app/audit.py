"""Who did what to what, append-only: triggers refuse changes, retention alone may delete (see migrations)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Base, Identified
from app.extensions import db

if TYPE_CHECKING:
    from app.accounts.models import Person


class AuditEntry(Identified, Base):
    """One thing that was done. Global, because the office reads all of them in one list."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_space_id_at", "space_id", "at"),)

    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    action: Mapped[str] = mapped_column(sa.String(64))
    """A noun and what happened to it: `appointment.announced`."""
    subject_type: Mapped[str] = mapped_column(sa.String(32))
    subject_id: Mapped[int | None]
    space_id: Mapped[int | None] = mapped_column(sa.ForeignKey("space.id"))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """None: the system itself, or a command on the server."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Names of changed fields and states, never personal data."""


def record(action: str, subject: Base, by: Person | None, **details: object) -> None:
    """Note in the same transaction that `by` did `action` to `subject`."""
    from app.tenancy import SpaceOwned

    db.session.flush()  # gives a new subject its key
    space_id = subject.space_id if isinstance(subject, SpaceOwned) else None
    if subject.__tablename__ == "space":
        space_id = subject.id  # type: ignore[attr-defined]  # a Space has one
    db.session.add(
        AuditEntry(
            action=action,
            subject_type=str(subject.__tablename__),
            subject_id=getattr(subject, "id", None),
            space_id=space_id,
            actor_id=by.id if by is not None else None,
            details=details,
        )
    )
