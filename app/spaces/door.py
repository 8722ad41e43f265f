"""The door: who is calling, which space, what they may do there. Every request passes it, and no is the default.

A foreign or unknown space answers 404, so that nobody learns which ones there are.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, has_request_context, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app import clock, speech
from app.access import (
    ADMINISTERS,
    GRANTS,
    Mark,
    Permission,
    SpaceKind,
    can,
    mark_of,
    permissions_in,
    public,
    reach_of,
)
from app.accounts import sessions
from app.accounts.sessions import HeldRole, SpaceLink, Visitor
from app.extensions import db, login
from app.spaces import bp
from app.spaces.models import KINDS, Membership, Space
from app.tenancy import OUTSIDE_SCOPE, Scope, current_session, tell_person
from app.web import READS

log = logging.getLogger(__name__)

ObjectGrant = Callable[[int, int, Mapping[str, Any]], frozenset[Permission]]
OBJECT_GRANTS: list[ObjectGrant] = []
"""What was handed to somebody without a role: (person, space, keys in the address) to permissions, for this one
request. Activities add theirs."""

STATIC_ENDPOINTS = ("static", "bootstrap.static")


# Built once: it is asked on every request.
STANDING = (
    sa.select(Space.id, Space.slug, Space.name, Space.short_name, Space.kind, Membership.role)
    .outerjoin(
        Membership,
        sa.and_(
            Membership.space_id == Space.id,
            Membership.person_id == sa.bindparam("person_id"),
            Membership.held_on(sa.bindparam("today")),
        ),
    )
    .where(Space.closed_on.is_(None))
    .where(sa.or_(Membership.id.is_not(None), Space.kind == SpaceKind.COUNTY))
    .order_by(Space.name)
    .execution_options(**{OUTSIDE_SCOPE: "the door asks for the person's own roles, before a scope is known"})
)


def visitor_of(secret: str) -> Visitor | None:
    """Return who holds this login's secret, with the roles of today: a change counts on the next request."""
    running = sessions.find(secret)
    if running is None:
        return None
    held, spaces = standing_of(running.person_id)
    return Visitor(running.person, running, held, spaces, secret)


def standing_of(person_id: int) -> tuple[tuple[HeldRole, ...], tuple[SpaceLink, ...]]:
    """Return a person's roles of today, and the spaces these open as their own, in one query."""
    return _standing(_asked(STANDING, person_id))


def _asked(statement: sa.Executable, person_id: int) -> Sequence[sa.Row[Any]]:
    tell_person(current_session(), person_id)
    return db.session.execute(statement, {"person_id": person_id, "today": clock.today()}).all()


def _standing(rows: Iterable[sa.Row[Any]]) -> tuple[tuple[HeldRole, ...], tuple[SpaceLink, ...]]:
    held: list[HeldRole] = []
    links: dict[int, SpaceLink] = {}
    for row in rows:
        links[row.id] = SpaceLink(row.id, row.slug, row.name, row.short_name, SpaceKind(row.kind))
        if row.role is not None:
            held.append(HeldRole(row.role, row.id, SpaceKind(row.kind)))
    reach = reach_of(held, (link.id for link in links.values() if link.kind is SpaceKind.COUNTY))
    return tuple(held), tuple(link for link in links.values() if link.id in reach)


@dataclass(frozen=True, slots=True)
class SpaceCalendar:
    """A space as far as its calendar goes."""

    id: int
    slug: str
    name: str
    short_name: str
    version: int
    """Counts every change of what is in it (app.calendar.feeds.rendering)."""
    changed_at: datetime | None


STANDING_WITH_CALENDARS = STANDING.add_columns(Space.calendar_version, Space.calendar_changed_at)


def open_calendars_of(person_id: int, *, only: Collection[str] = ()) -> list[SpaceCalendar]:
    """Open the scope of the own spaces that somebody may read today, and return their calendars, by name.

    For whoever shows something else of that person than a login: the address of a feed. `only`: of these slugs.
    """
    rows = _asked(STANDING_WITH_CALENDARS, person_id)
    held, links = _standing(rows)
    reads = {link.id for link in links if Permission.READ_SPACE in permissions_in(link, held)}
    found = {
        row.id: SpaceCalendar(
            row.id, row.slug, row.name, row.short_name, row.calendar_version, row.calendar_changed_at
        )
        for row in rows
        if row.id in reads and (not only or row.slug in only)
    }
    current_session().open_scope(Scope(read=frozenset(found)))
    return list(found.values())


def _guard() -> AnyResponse | None:
    """Let a request through, or not."""
    if request.endpoint is None:
        return None  # no such address: the router answers
    mark = mark_of(current_app.view_functions.get(request.endpoint))
    if mark is None:
        log.error("%s has no access mark and is not served", request.endpoint)
        abort(403)
    g.permissions = g.county_permissions = frozenset()
    if not mark.signed_in:
        return None
    visitor: Visitor = current_user._get_current_object()  # the proxy would look it up on every question
    if visitor.is_anonymous:
        return redirect(url_for("account.login", next=_wanted()))
    if mark.second_factor and visitor.lacks_second_factor:
        return redirect(url_for("account.code", next=_wanted()))
    if not visitor.is_authenticated:
        return None
    g.county_permissions = visitor.county_permissions
    if "space_slug" in g:
        _enter(g.space_slug, visitor)
    elif mark.permission in ADMINISTERS:
        # The office's own pages look across all spaces; what they write in them goes through the door.
        log.info("all spaces read: %s", request.endpoint)
    if mark.permission is not None and not can(mark.permission):
        abort(403)
    _open_scope(mark, visitor)
    return None


def _wanted() -> str | None:
    return request.full_path.rstrip("?") if request.method in READS and request.path != "/" else None


def _enter(slug: str, visitor: Visitor) -> None:
    """Find the space of the address and what the visitor may do in it; 404 where that is nothing."""
    link, closed = _find(slug, visitor)
    allowed = permissions_in(link, visitor.held)
    if closed:
        allowed = closed_permissions(allowed) if visitor.may_administer else frozenset()
    by_role = allowed
    if not closed and Permission.PLAN_APPOINTMENTS not in allowed:
        allowed |= _handed_over(visitor.me.id, link.id, request.view_args or {})
    if Permission.READ_SPACE not in allowed:
        abort(404)
    g.space, g.permissions = link, allowed
    # Without a role here, but one thing was handed over: the rest of the space does not exist.
    g.is_guest = Permission.READ_SPACE not in by_role


def _handed_over(person_id: int, space_id: int, keys: Mapping[str, Any]) -> frozenset[Permission]:
    return frozenset().union(*(granted(person_id, space_id, keys) for granted in OBJECT_GRANTS if keys))


def leads_on(url: str) -> bool:
    """Say whether somebody who was handed one thing only may follow a link; everybody else may always."""
    if not g.get("is_guest"):
        return True
    try:
        _endpoint, values = current_app.url_map.bind("").match(urlsplit(url).path)
    except HTTPException:
        return False
    keys = {name: key for name, key in values.items() if name != "space"}
    in_here = values.get("space") == g.space.slug
    return not in_here or bool(_handed_over(current_user.me.id, g.space.id, keys))


def _find(slug: str, visitor: Visitor) -> tuple[SpaceLink, bool]:
    """Return the space with this address, and whether it is closed; 404 where there is none."""
    for link in visitor.own_spaces:  # known already, and open
        if link.slug == slug:
            return link, False
    space = db.session.scalars(sa.select(Space).where(Space.slug == slug)).first()
    if space is None:
        abort(404)
    return SpaceLink(
        space.id, space.slug, space.name, space.short_name, space.kind
    ), space.closed_on is not None


def closed_permissions(allowed: frozenset[Permission]) -> frozenset[Permission]:
    """A closed space is only looked at; the office opens it again from its own pages."""
    return allowed & {Permission.READ_SPACE, Permission.SEE_MEMBERS}


def _open_scope(mark: Mark, visitor: Visitor) -> None:
    writes = request.method not in READS
    space: SpaceLink | None = g.get("space")
    if space is not None:
        scope = Scope.of(space.id, write=writes)
    elif mark.permission in ADMINISTERS:
        scope = Scope(read=None, write=None if writes else frozenset())
    elif mark.everywhere:
        scope = Scope(read=frozenset(one.id for one, _allowed in readable_by(visitor)))
    else:
        scope = Scope(read=frozenset(link.id for link in visitor.own_spaces))
    current_session().open_scope(scope)


def current_space() -> Space:
    """Return the space of this request's address, with all that it says of itself."""
    link: SpaceLink = g.space
    return db.session.get_one(KINDS[link.kind], link.id)


def only_in_districts() -> None:
    """Answer 404 elsewhere: for what only a Stadtteilverband has."""
    if g.space.kind is not SpaceKind.DISTRICT:
        abort(404)


@bp.url_value_preprocessor
def _take_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        g.space_slug = values.pop("space", None)


@bp.url_defaults
def _give_slug(endpoint: str, values: dict[str, Any]) -> None:
    if "space" not in values and "space" in g:
        values["space"] = g.space.slug


def every_space() -> list[Space]:
    """Return every open space, by name."""
    statement = sa.select(Space).where(Space.closed_on.is_(None)).order_by(Space.name)
    return list(db.session.scalars(statement))


def _sees_all(visitor: Visitor) -> bool:
    """Whether a role in the county opens every space."""
    return any(one.kind is SpaceKind.COUNTY and GRANTS[one.role].everywhere for one in visitor.held)


def open_own_spaces() -> None:
    """Let a page that is for everybody also look into the own spaces of whoever is logged in."""
    own = current_user.own_spaces if current_user.is_authenticated else ()
    current_session().open_scope(Scope(read=frozenset(link.id for link in own)))


def spaces_open_to(visitor: Visitor) -> list[SpaceLink] | list[Space]:
    """Return the spaces that the visitor may open: one's own, for office and board all of them."""
    return every_space() if _sees_all(visitor) else list(visitor.own_spaces)


def readable_by(visitor: Visitor) -> list[tuple[SpaceLink | Space, frozenset[Permission]]]:
    """Return the open spaces that the visitor may read, each with what they may do in it."""
    allowed = ((space, permissions_in(space, visitor.held)) for space in spaces_open_to(visitor))
    return [(space, may) for space, may in allowed if Permission.READ_SPACE in may]


class _ForTemplates:
    """The visitor as templates see it; asks for the list of spaces only where it is shown."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._spaces: list[SpaceLink] | list[Space] | None = None
        self.person = visitor.person
        self.is_authenticated = visitor.is_authenticated
        self.is_known = visitor.is_known
        self.may_administer = visitor.may_administer

    @property
    def spaces(self) -> list[SpaceLink] | list[Space]:
        """The spaces to switch to."""
        if self._spaces is None:
            self._spaces = spaces_open_to(self._visitor) if self.is_authenticated else []
        return self._spaces


def _template_context() -> dict[str, Any]:
    if not has_request_context():  # a mail that the worker writes
        return {}
    # After a fault of the database the error page must do without it.
    visitor = Visitor() if g.get("plain_page") else current_user
    if visitor.is_anonymous:
        return {"visitor": _ForTemplates(Visitor()), "space": None, "locale": speech.language()}
    return {"visitor": _ForTemplates(visitor), "space": g.get("space"), "locale": speech.language()}


def preferred_language() -> str:
    """Return the language of this request: the person's, else the browser's."""
    if not has_request_context():
        return "de"
    if session.get("language"):
        return str(session["language"])
    if not g.get("plain_page") and current_user.is_known:
        return str(current_user.me.language.value)
    return request.accept_languages.best_match(["de", "en"], "de") or "de"


def init_door(app: Flask) -> None:
    """Put the door in front of every view."""
    login.user_loader(visitor_of)
    login.anonymous_user = Visitor
    login.session_protection = None  # sessions live on the server
    for endpoint in STATIC_ENDPOINTS:
        serve = app.view_functions[endpoint]
        app.view_functions[endpoint] = public(lambda serve=serve, **values: serve(**values))
    app.before_request(_guard)
    app.context_processor(_template_context)
    app.add_template_global(can)
    app.add_template_global(leads_on)
