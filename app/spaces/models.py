"""The spaces, who is in them, and the councils of the city."""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.access import Role, SpaceKind
from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned

KIND_NAMES = {
    SpaceKind.DISTRICT: _l("Stadtteilverband"),
    SpaceKind.GROUP: _l("Arbeitsgruppe"),
    SpaceKind.COUNTY: _l("Kreisverband"),
}


class Space(Identified, Dated, Base):
    """A tenant: has members, roles and dates. Global: the table of the tenants themselves."""

    __tablename__ = "space"
    __table_args__ = (
        sa.Index(
            "ix_space_one_county",
            "kind",
            unique=True,
            sqlite_where=sa.text("kind = 'county'"),
            postgresql_where=sa.text("kind = 'county'"),
        ),
    )

    kind: Mapped[SpaceKind]
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    short_name: Mapped[str] = mapped_column(sa.String(40))
    description: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    """Where to reach this space, in its own words: a name, a number, an address."""
    default_place: Mapped[str] = mapped_column(sa.String(200), default="")
    default_access: Mapped[str] = mapped_column(sa.String(200), default="")
    """How to get in: step-free, which bell."""
    default_time: Mapped[time] = mapped_column(default=time(19, 0))
    closed_on: Mapped[date | None]
    """Closed spaces keep their history; nobody but office and board opens them any more."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts what the space says of itself, by services.describe_space."""
    calendar_version: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts every change of its calendar: whoever has seen this number need not read the entries again."""
    calendar_changed_at: Mapped[datetime | None]

    __mapper_args__ = {  # noqa: RUF012
        "polymorphic_on": "kind",
        "version_id_col": version,
        "version_id_generator": False,
    }


class District(Space):
    """A Stadtteilverband: the members of one or more neighbouring city areas."""

    __mapper_args__ = {"polymorphic_identity": SpaceKind.DISTRICT}  # noqa: RUF012

    councils: Mapped[list[Council]] = relationship(back_populates="district", order_by="Council.number")

    @property
    def standing_councils(self) -> list[Council]:
        """Its councils of today and to come; those of the past stay as history."""
        today = clock.today()
        return [one for one in self.councils if one.valid_until is None or one.valid_until >= today]


class Group(Space):
    """People from several districts on one task."""

    __mapper_args__ = {"polymorphic_identity": SpaceKind.GROUP}  # noqa: RUF012


class County(Space):
    """The Kreisverband; exactly one."""

    __mapper_args__ = {"polymorphic_identity": SpaceKind.COUNTY}  # noqa: RUF012


KINDS: dict[SpaceKind, type[Space]] = {
    SpaceKind.DISTRICT: District,
    SpaceKind.GROUP: Group,
    SpaceKind.COUNTY: County,
}


class Membership(SpaceOwned, Identified, Dated, Base):
    """A role that a person holds in a space, from a day on, until a day (included) or for now."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", name="ends_after_start"),
        sa.Index("ix_membership_space_id_role", "space_id", "role"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    since: Mapped[date] = mapped_column(default=clock.today)
    until: Mapped[date | None]
    person: Mapped[Person] = relationship()

    @classmethod
    def held_today(cls) -> sa.ColumnElement[bool]:
        """Return the criterion that the role is held today, its last day included."""
        return cls.held_on(clock.today())

    @classmethod
    def held_on(cls, day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
        """Return the criterion that the role is held on a day."""
        return sa.and_(cls.since <= day, sa.or_(cls.until.is_(None), cls.until >= day))


class Council(Identified, Base):
    """An Ortsbeirat: the elected advisory council of a city area. Global: the city's, not a space's.

    Councils change (their number is under debate): they are valid from and until a day, and the ones
    of the past keep their row.
    """

    __tablename__ = "council"
    __table_args__ = (
        sa.UniqueConstraint("number", "valid_from"),
        sa.CheckConstraint("seats > 0", name="has_seats"),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="ends_after_start"),
    )

    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(60))
    aliases: Mapped[list[str]] = mapped_column(default=list)
    areas: Mapped[list[str]] = mapped_column(default=list)
    """The Ortsteile that it speaks for."""
    electoral_area: Mapped[int | None]
    """The Wahlbereich that it lies in; changes between elections."""
    seats: Mapped[int]
    seats_are_estimated: Mapped[bool] = mapped_column(default=True)
    inhabitants: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Year (as text) to number of inhabitants on 31 December."""
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    """A point well inside the area, in degrees (WGS 84)."""
    outline: Mapped[dict[str, Any] | None]
    """GeoJSON geometry in degrees, when one was imported."""
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    district_id: Mapped[int | None] = mapped_column(sa.ForeignKey("space.id"), index=True)
    district: Mapped[District | None] = relationship(back_populates="councils")

    @property
    def latest_inhabitants(self) -> tuple[str, int] | None:
        """The newest known year and its number of inhabitants."""
        return max(self.inhabitants.items()) if self.inhabitants else None


class MandateKind(enum.StrEnum):
    """As what somebody sits in a council."""

    MEMBER = "member"
    SUBSTITUTE = "substitute"


MANDATE_NAMES = {
    MandateKind.MEMBER: _l("Mitglied"),
    MandateKind.SUBSTITUTE: _l("Stellvertretung"),
}


class Mandate(SpaceOwned, Identified, Dated, Base):
    """A seat that one of us holds in a council of the district."""

    __tablename__ = "mandate"
    __table_args__ = (sa.CheckConstraint("until IS NULL OR until >= since", name="ends_after_start"),)

    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    kind: Mapped[MandateKind] = mapped_column(default=MandateKind.MEMBER, server_default="member")
    by_election: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Elected in the middle of the term, for somebody who left."""
    is_chair: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Presides over the council."""
    person: Mapped[Person] = relationship()
    council: Mapped[Council] = relationship()

    @classmethod
    def held_on(cls, day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
        """Return the criterion that the seat is held on a day."""
        return sa.and_(cls.since <= day, sa.or_(cls.until.is_(None), cls.until >= day))


class Neighbourhood(Identified, Base):
    """Two councils whose areas touch, once for both sides. Global: geography.

    Which districts are neighbours follows from it, and moves with a council that changes its district.
    """

    __tablename__ = "neighbourhood"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="one_row_a_pair"),
        sa.CheckConstraint("border_m >= 0", name="border_is_a_length"),
    )

    first_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"), index=True)
    border_m: Mapped[int]
    """Length of the shared border in metres."""
    across_water: Mapped[str] = mapped_column(sa.String(80), default="")
    """What lies between, where they touch only across water: "Warnow"."""
    first: Mapped[Council] = relationship(foreign_keys=first_id)
    second: Mapped[Council] = relationship(foreign_keys=second_id)
