"""Anything with a date, and what its kind brings along."""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Mapped, mapped_column, validates

from app import clock
from app.access import SpaceKind
from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned

ALL_SPACES = frozenset(SpaceKind)
DISTRICTS = frozenset({SpaceKind.DISTRICT})
COUNTY = frozenset({SpaceKind.COUNTY})


@dataclass(frozen=True)
class Kind:
    """What a kind of appointment brings along."""

    key: str
    name: LazyString
    held_by: frozenset[SpaceKind] = ALL_SPACES
    has_agenda: bool = False
    has_minutes: bool = False
    notice_days: int = 0
    """Whole days between the invitation and the day of the meeting."""
    quorum: Fraction | None = None
    """The share of those who may vote that more than which has to be present; None: however many come."""
    open_to_guests: bool = False
    may_be_co_hosted: bool = False
    minutes: int = 120
    """How long it usually takes."""


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("assembly", _l("Mitgliederversammlung"), ALL_SPACES - COUNTY, has_agenda=True, has_minutes=True,
             notice_days=7),
        Kind("county_assembly", _l("Gesamtmitgliederversammlung"), COUNTY, has_agenda=True, has_minutes=True,
             notice_days=14, minutes=180),
        Kind("board_meeting", _l("Vorstandssitzung"), has_agenda=True, has_minutes=True, notice_days=3,
             quorum=Fraction(1, 2)),
        Kind("public_assembly", _l("öffentliche Stadtteilversammlung"), DISTRICTS, has_agenda=True,
             has_minutes=True, notice_days=7, open_to_guests=True, may_be_co_hosted=True),
        Kind("council_exchange", _l("Ortsbeirat-Austausch"), has_agenda=True, has_minutes=True,
             notice_days=7, may_be_co_hosted=True, minutes=90),
        Kind("regulars_table", _l("Stammtisch"), open_to_guests=True, may_be_co_hosted=True),
        Kind("get_together", _l("lockeres Treffen"), open_to_guests=True, may_be_co_hosted=True),
        Kind("working_meeting", _l("Arbeitstreffen"), has_agenda=True, may_be_co_hosted=True, minutes=90),
        Kind("education", _l("Bildungsabend"), open_to_guests=True, may_be_co_hosted=True),
        Kind("public_event", _l("öffentliche Veranstaltung"), open_to_guests=True, may_be_co_hosted=True),
    )
}  # fmt: skip


class AppointmentState(enum.StrEnum):
    """How far an appointment is."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class Appointment(SpaceOwned, Identified, Dated, Base):
    """Anything with a date in a space."""

    __tablename__ = "appointment"
    __table_args__ = (
        sa.UniqueConstraint("space_id", "id"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("(state = 'draft') = (announced_at IS NULL)", name="announced_has_a_date"),
        sa.CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_a_date"),
        sa.CheckConstraint("reminder_hours BETWEEN 1 AND 720", name="reminder_is_within_a_month"),
        sa.Index("ix_appointment_space_id_starts_at", "space_id", "starts_at"),
        sa.Index("ix_appointment_starts_at", "starts_at"),
        sa.Index("ix_appointment_imported", "space_id", "imported_uid", unique=True),
    )

    kind: Mapped[str] = mapped_column(sa.String(32))
    title: Mapped[str] = mapped_column(sa.String(160))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    access: Mapped[str] = mapped_column(sa.String(200), default="")
    """How to get in: step-free, which bell."""
    description: Mapped[str] = mapped_column(default="")
    state: Mapped[AppointmentState] = mapped_column(default=AppointmentState.DRAFT)
    announced_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    reminder_hours: Mapped[int | None] = mapped_column(default=48)
    """How long before the start those who are invited are reminded; None: not at all."""
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts what those who were invited were told anew: time, place, cancellation (RFC 5545, 3.8.7.4)."""
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    """Names it in every calendar that it is ever handed to (RFC 5545, 3.8.4.7)."""
    imported_uid: Mapped[str | None] = mapped_column(sa.String(255))
    """What another calendar calls it, and which occurrence it is: taken in twice, it is there once."""
    is_public: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Stands in the public calendar, for everybody without a login; only kinds that are open to guests."""
    changed_at: Mapped[datetime | None]
    """When what calendars show of it changed last; None: never since it was planned."""
    ics: Mapped[str] = mapped_column(default="", server_default="", deferred=True)
    """Its lines in a feed, without what differs from feed to feed; empty until the worker has written them."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @validates("kind")
    def _known_kind(self, _key: str, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(f"There is no kind {kind!r}.")
        return kind

    @property
    def behaviour(self) -> Kind:
        """What its kind brings along."""
        return KINDS[self.kind]

    @property
    def has_begun(self) -> bool:
        """Whether it is running or over."""
        return self.starts_at <= clock.now()

    @property
    def is_past(self) -> bool:
        """Whether it is over."""
        return self.ends_at <= clock.now()


class SchoolHoliday(Identified, Base):
    """School holidays that the office took in from a file, as the land sets them for all. Global."""

    __tablename__ = "school_holiday"
    __table_args__ = (sa.CheckConstraint("last >= first", name="ends_after_start"),)

    name: Mapped[str] = mapped_column(sa.String(80))
    first: Mapped[date] = mapped_column(unique=True)
    last: Mapped[date]
