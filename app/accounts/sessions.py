"""Logins live on the server: a person sees and ends them, and a stolen cookie ends with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import sqlalchemy as sa
from flask import current_app, request, session
from flask_login import login_user, logout_user
from sqlalchemy.orm import contains_eager

from app import clock
from app.access import ADMINISTERS, NEED_SECOND_FACTOR, Permission, Role, SpaceKind, county_permissions
from app.accounts.models import LoginSession, Person
from app.accounts.tokens import hashed, new_secret
from app.extensions import db

REMEMBERED_FOR = timedelta(days=60)
KEPT_FOR = timedelta(hours=14)
"""Without "stay logged in": an evening and the next morning; the cookie ends with the browser."""


@dataclass(frozen=True)
class HeldRole:
    """A role that the visitor holds today, and where."""

    role: Role
    space_id: int
    kind: SpaceKind


@dataclass(frozen=True)
class SpaceLink:
    """A space that the visitor may open."""

    id: int
    slug: str
    name: str
    short_name: str
    kind: SpaceKind


@dataclass
class Visitor:
    """Who is calling: flask-login's user. Without a person: anybody."""

    person: Person | None = None
    login: LoginSession | None = None
    held: tuple[HeldRole, ...] = ()
    own_spaces: tuple[SpaceLink, ...] = ()
    """The spaces in which a role is held, and the county for its members."""
    cookie: str = field(default="", repr=False)

    is_active = True

    @property
    def is_known(self) -> bool:
        """Whether the password was shown."""
        return self.person is not None

    @property
    def is_authenticated(self) -> bool:
        """Whether all was shown that this person's roles ask for."""
        return self.is_known and not self.lacks_second_factor

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is logged in."""
        return not self.is_known

    def get_id(self) -> str:
        """Return what flask-login keeps in the cookie: the login's secret, nothing of the person."""
        return self.cookie

    @property
    def me(self) -> Person:
        """The person. Raises LookupError for anybody."""
        if self.person is None:
            raise LookupError("Nobody is logged in.")
        return self.person

    @property
    def must_enrol(self) -> bool:
        """Whether a role asks for a second factor that is not set up yet."""
        return (
            self.person is not None
            and not self.person.has_second_factor
            and bool(current_app.config["REQUIRE_SECOND_FACTOR"])
            and any(one.role in NEED_SECOND_FACTOR for one in self.held)
        )

    @property
    def lacks_second_factor(self) -> bool:
        """Whether the second factor is still to be shown, or to be set up."""
        if self.person is None or self.login is None:
            return False
        if self.person.has_second_factor:
            return self.login.second_factor_at is None
        return self.must_enrol

    @cached_property
    def county_permissions(self) -> frozenset[Permission]:
        """What this person may do for the whole county."""
        return county_permissions(self.held) if self.is_authenticated else frozenset()

    @property
    def may_administer(self) -> bool:
        """Whether there is anything for this person in the office's pages."""
        return not self.county_permissions.isdisjoint(ADMINISTERS)


def start(person: Person, *, remember: bool) -> LoginSession:
    """Log a person in on this device, with a new cookie."""
    secret = new_secret()
    login = LoginSession(
        person=person,
        token_hash=hashed(secret),
        expires_at=clock.now() + (REMEMBERED_FOR if remember else KEPT_FOR),
        device=_device(),
    )
    db.session.add(login)
    language = session.get("language")
    session.clear()  # nothing planted before the login outlives it
    if language:
        session["language"] = language
    login_user(Visitor(person=person, login=login, cookie=secret))
    session.pop("_id", None)  # flask-login's fingerprint of the browser; the server's record does better
    session.permanent = remember
    return login


# Built once: it is asked on every request.
RUNNING = (
    sa.select(LoginSession)
    .join(LoginSession.person)
    .options(contains_eager(LoginSession.person))
    .where(
        LoginSession.token_hash == sa.bindparam("token_hash"), LoginSession.expires_at > sa.bindparam("now")
    )
    .where(Person.disabled_at.is_(None), Person.erased_at.is_(None))
)


def find(secret: str) -> LoginSession | None:
    """Return the running login with this secret, its person loaded."""
    return db.session.scalars(RUNNING, {"token_hash": hashed(secret), "now": clock.now()}).first()


def end(login: LoginSession) -> None:
    """End one login."""
    db.session.delete(login)


def end_all(person: Person, *, but: LoginSession | None = None) -> None:
    """End every login of a person, except perhaps the one at hand."""
    statement = sa.delete(LoginSession).where(LoginSession.person_id == person.id)
    if but is not None:
        statement = statement.where(LoginSession.id != but.id)
    db.session.execute(statement)


def leave() -> None:
    """Forget this browser's cookie."""
    language = session.get("language")
    logout_user()
    session.clear()
    if language:
        session["language"] = language


def running(person: Person) -> list[LoginSession]:
    """Return a person's logins, the newest first."""
    statement = (
        sa.select(LoginSession)
        .where(LoginSession.person_id == person.id, LoginSession.expires_at > clock.now())
        .order_by(LoginSession.created_at.desc())
    )
    return list(db.session.scalars(statement))


def _device() -> str:
    agent = request.user_agent.string
    browsers = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
               "Mac OS": "Mac", "Linux": "Linux"}  # fmt: skip
    browser = next((name for name in browsers if name in agent), "Browser")
    system = next((name for sign, name in systems.items() if sign in agent), "")
    browser = {"Edg": "Edge", "OPR": "Opera"}.get(browser, browser)
    return f"{browser}, {system}" if system else browser
