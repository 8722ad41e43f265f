"""People, how they log in, and what they were sent to do so."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.db import Base, Dated, Identified


class Language(enum.StrEnum):
    """The languages of the interface."""

    GERMAN = "de"
    ENGLISH = "en"


class MailWish(enum.StrEnum):
    """How often somebody wants to hear from us, apart from invitations and what opens the account."""

    AT_ONCE = "at_once"
    WEEKLY = "weekly"
    NONE = "none"


FORMER_MEMBER = "Ehemaliges Mitglied"
"""The name of an erased person where history needs an author."""


class Person(Identified, Dated, Base):
    """Somebody who works here. Global: one person may be in several spaces.

    Without `email` a person cannot log in; without `password_hash` the invitation is still open.
    """

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    """Lower case."""
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    language: Mapped[Language] = mapped_column(default=Language.GERMAN)
    mail_wish: Mapped[MailWish] = mapped_column(default=MailWish.WEEKLY)
    digested_at: Mapped[datetime | None]
    """Up to when mails have told what is new, at once or weekly, also where there was nothing to tell."""
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    totp_secret: Mapped[str | None] = mapped_column(sa.String(64))
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    """The time step of the last code that was accepted: a code works once."""
    disabled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    recovery_codes: Mapped[list[RecoveryCode]] = relationship(
        back_populates="person", cascade="all, delete-orphan", passive_deletes=True
    )

    @classmethod
    def can_log_in(cls) -> sa.ColumnElement[bool]:
        """Return the criterion that somebody can open pages here: joined, neither locked nor erased."""
        return sa.and_(cls.password_hash.is_not(None), cls.disabled_at.is_(None), cls.erased_at.is_(None))

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked for after the password."""
        return self.totp_confirmed_at is not None

    @property
    def is_active(self) -> bool:
        """Whether this person may be logged in."""
        return self.disabled_at is None and self.erased_at is None


class RecoveryCode(Identified, Base):
    """A code that replaces the second factor once, for a lost phone. Global: belongs to a person."""

    __tablename__ = "recovery_code"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(back_populates="recovery_codes")


class LoginSession(Identified, Dated, Base):
    """A login on one device. Global: the person sees and ends it, so that a stolen cookie can be stopped."""

    __tablename__ = "login_session"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """SHA-256 of what the cookie holds."""
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(sa.String(60), default="")
    """"Firefox, Android": enough to recognise it, not enough to trace."""
    second_factor_at: Mapped[datetime | None]
    searched: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    """What was looked for last: here it stands in no address, and the way back leads to it. Emptied each night."""
    person: Mapped[Person] = relationship()


class TokenPurpose(enum.StrEnum):
    """What a mailed link is for; one is never taken for another."""

    INVITATION = "invitation"
    RESET = "reset"


class AccountToken(Identified, Dated, Base):
    """A mailed link that opens an account, once. Global: belongs to a person. Only its hash is stored."""

    __tablename__ = "account_token"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[TokenPurpose]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()


class ThrottleCount(Identified, Base):
    """How often something was tried lately. Global. The key is a keyed hash: no address can be read from it."""

    __tablename__ = "throttle_count"
    __table_args__ = (sa.UniqueConstraint("key", "window_start"),)

    key: Mapped[str] = mapped_column(sa.String(64))
    window_start: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    count: Mapped[int] = mapped_column(default=0)
