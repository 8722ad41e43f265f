"""What calendar programs fetch: the address is the key, and nothing is read anew that did not change."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Response, current_app, request
from sqlalchemy.exc import OperationalError

from app import clock
from app.access import public as for_everybody
from app.accounts import throttle
from app.calendar.feeds import composing, public, queries
from app.calendar.feeds.composing import Lines
from app.calendar.feeds.models import CalendarFeed
from app.calendar.feeds.rendering import RENDERER
from app.calendar.holidays import Span, school_holidays
from app.calendar.year import published
from app.db import set_reading
from app.extensions import db
from app.forms import page
from app.spaces.door import SpaceCalendar, open_calendars_of
from app.tenancy import Scope, current_session

GUESSES = throttle.Limit("feed", per_account=40, per_network=40)
"""Addresses that nobody has. Right ones are answered even then: behind the network of one mobile provider there
are many, and some programs go on asking for a feed that was deleted."""
COMPOSER = 2
"""Counts what app.calendar.feeds.composing makes of the same lines."""
NAME = "Stadtteilwerk"
KEPT_FOR_S = 15 * 60


@public.get("/<secret>.ics")
@for_everybody
def subscribed(secret: str) -> Response:
    """A person's or a space's feed."""
    feed = queries.opened(secret)
    if feed is None:
        return _nobodys()
    pages: dict[tuple[int, str], str] = {}
    if feed.person_id is not None:
        spaces = open_calendars_of(feed.person_id, only=feed.space_slugs)
        pages = {
            (space.id, folder): _url(f"/{space.slug}/{folder}/")
            for space in spaces
            for folder in (composing.APPOINTMENTS, *queries.folders())
        }
    else:  # for people without a login: there is no page that they could open
        spaces = [
            SpaceCalendar(feed.space_id, feed.slug, feed.space_name, feed.short_name,
                          feed.calendar_version, feed.calendar_changed_at)
        ]  # fmt: skip
        current_session().open_scope(Scope.of(feed.space_id, write=False))
    answer = _answer(
        feed.name,
        spaces,
        lambda: queries.lines(feed.kinds),
        choice=(feed.id, feed.kinds),
        since=feed.created_at,
        pages=pages,
        named=feed.person_id is not None,
        holidays=school_holidays() if feed.with_special_days else None,
    )
    if feed.last_used_on != clock.today():
        _note_use(feed.id)
    return answer


@public.get("/oeffentlich.ics")
@public.get("/oeffentlich/<slug:slug>.ics")
@for_everybody
def for_all(slug: str | None = None) -> Response:
    """What is public, of all open spaces or of one."""
    spaces = [space for space in queries.open_spaces() if slug in (None, space.slug)]
    if slug is not None and not spaces:
        return page("calendar/feeds/unknown.html", status=404)
    since = clock.start_of_day(queries.first_day())
    return _answer(
        f"{NAME}: {spaces[0].name}" if slug is not None else NAME,
        spaces,
        lambda: published.lines(since, space_ids=[space.id for space in spaces]),
        choice=("public", slug),
        since=since,
        pages={(space.id, composing.APPOINTMENTS): _url("/kalender/termin/") for space in spaces},
        named=slug is None,
        holidays=None,
    )


def _url(path: str) -> str:
    return composing.url_before(current_app.config["PUBLIC_URL"] + path)


def _answer(
    name: str,
    spaces: Sequence[SpaceCalendar],
    read: Callable[[], list[Lines]],
    *,
    choice: object,
    since: datetime,
    pages: dict[tuple[int, str], str],
    named: bool,
    holidays: tuple[Span, ...] | None,
) -> Response:
    """Answer with the feed; with 304 and without a look at its entries to whoever has it already."""
    first = queries.first_day()
    version = (RENDERER, COMPOSER, name, choice, first, pages, holidays,
               [(space.id, space.version, space.short_name) for space in spaces])  # fmt: skip
    answer = current_app.response_class(mimetype="text/calendar")
    # Keyed, so that nobody reads from it how busy the other calendars of a space are.
    key = str(current_app.config["SECRET_KEY"]).encode()
    answer.set_etag(hmac.new(key, repr(version).encode(), "sha256").hexdigest()[:32])
    answer.last_modified = max([since, *(one.changed_at for one in spaces if one.changed_at)]).astimezone(UTC)
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_FOR_S}"
    answer.headers["Content-Disposition"] = 'inline; filename="stadtteilwerk.ics"'
    # By the ETag alone: the last change would not tell of a space that somebody left, nor of two in one second.
    if request.if_none_match.contains_weak(answer.get_etag()[0] or ""):
        answer.status_code = 304
        return answer
    special_days = composing.special_days(first, holidays) if holidays is not None else ""
    answer.data = composing.put_together(
        name, read(), spaces=spaces, named=named, pages=pages, special_days=special_days
    )
    return answer


def _nobodys() -> Response:
    """Answer an address that nobody has, and count the attempt: looking writes down nothing else but this."""
    throttle.refuse_if_over(GUESSES)
    db.session.rollback()
    set_reading(False)
    throttle.count(GUESSES, throttle.network())
    return page("calendar/feeds/unknown.html", status=404)


def _note_use(feed_id: int) -> None:
    """Write down, once a day, that a feed is used: whoever has it sees whether it still is.

    Commits by itself, as the throttle's count does. A database that is busy is no reason to answer nothing.
    """
    db.session.rollback()
    set_reading(False)
    used: Any = sa.update(CalendarFeed).where(CalendarFeed.id == feed_id).values(last_used_on=clock.today())
    try:
        db.session.execute(used)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
    set_reading(True)
