"""The pages on which people subscribe to calendars, for themselves and for a space."""

from __future__ import annotations

import segno
from flask import Response, abort, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires, signed_in
from app.calendar.feeds import bp, fetching, jobs, of_space, queries, rendering, services  # noqa: F401  # they register
from app.calendar.feeds.forms import FeedForm
from app.calendar.feeds.models import CalendarFeed
from app.calendar.models import KINDS
from app.extensions import db
from app.forms import page
from app.spaces import bp as door
from app.spaces.door import current_space

PLAN = Permission.PLAN_APPOINTMENTS


def _addresses(path: str) -> dict[str, str]:
    """Return an address in full: to be copied, and as programs on the same device take it."""
    address = current_app.config["PUBLIC_URL"] + path
    return {"address": address, "webcal": "webcal:" + address.partition(":")[2]}


def _told_once(feed: CalendarFeed, secret: str, *, back: str) -> Response:
    """Show the address of a feed: only its hash is kept."""
    found = _addresses(url_for("feed.subscribed", secret=secret))
    picture = segno.make(found["webcal"], error="m").svg_inline(scale=5, dark="#1d1b1a", light="#ffffff")
    return page("calendar/feeds/address.html", feed=feed, picture=picture, back=back, address=found)


# --- one's own


@bp.get("/")
@signed_in
def listing() -> Response:
    """What somebody has subscribed to."""
    spaces = current_user.own_spaces
    feeds = [(feed, queries.names_of(feed.space_slugs, spaces)) for feed in queries.feeds_of(current_user.me)]
    return page(
        "calendar/feeds/listing.html",
        feeds=feeds,
        kinds=KINDS,
        most=services.MOST,
        public=_addresses(url_for("feed.for_all")),
    )


@bp.route("/neu", methods=["GET", "POST"])
@signed_in
def create() -> AnyResponse:
    """Subscribe to what somebody may see."""
    form = FeedForm(name=fetching.NAME)
    form.offer(current_user.own_spaces)
    if form.validate_on_submit():
        with form.rules():
            feed, secret = services.subscribe(
                current_user.me,
                name=form.name.data or "",
                space_slugs=form.spaces.data or (),
                kinds=form.kinds.data or (),
                with_special_days=form.with_special_days.data,
            )
            return _told_once(feed, secret, back=url_for(".listing"))
    return page("calendar/feeds/create.html", form=form)


def _own_or_404(feed_id: int) -> CalendarFeed:
    feed = db.session.get(CalendarFeed, feed_id)
    if feed is None or feed.person_id != current_user.me.id:
        abort(404)
    return feed


@bp.post("/<id:feed_id>/neue-adresse")
@signed_in
def renew(feed_id: int) -> Response:
    """Give an own feed another address."""
    feed = _own_or_404(feed_id)
    return _told_once(feed, services.renew(feed, by=current_user.me), back=url_for(".listing"))


@bp.post("/<id:feed_id>/loeschen")
@signed_in
def delete(feed_id: int) -> AnyResponse:
    """Delete an own feed."""
    services.delete(_own_or_404(feed_id), by=current_user.me)
    flash(_("Das Abo ist gelöscht. Nimm es auch aus deiner Kalender-App."), "success")
    return redirect(url_for(".listing"))


@bp.get("/<id:feed_id>/neue-adresse")
@signed_in
def told_already(feed_id: int) -> AnyResponse:
    """Lead back who loads the address of the button once more: what it told is not told again."""
    _own_or_404(feed_id)
    return redirect(url_for(".listing"))


# --- a space's


@of_space.get("/")
@requires(PLAN)
def show() -> Response:
    """The feed of a space."""
    space = current_space()
    public = _addresses(url_for("feed.for_all", slug=space.slug))
    return page("calendar/feeds/of_space.html", feed=queries.feed_of_space(space.id), public=public)


@of_space.post("/neue-adresse")
@requires(PLAN)
def publish() -> Response:
    """Make the feed of a space, or give it another address."""
    feed, secret = services.publish(current_space(), by=current_user.me)
    return _told_once(feed, secret, back=url_for(".show"))


@of_space.get("/neue-adresse")
@requires(PLAN)
def told_already_here() -> AnyResponse:
    """Lead back who loads the address of the button once more."""
    return redirect(url_for(".show"))


@of_space.post("/loeschen")
@requires(PLAN)
def withdraw() -> AnyResponse:
    """Delete the feed of a space."""
    feed = queries.feed_of_space(current_space().id)
    if feed is not None:
        services.delete(feed, by=current_user.me)
        flash(_("Die Adresse gilt nicht mehr."), "success")
    return redirect(url_for(".show"))


door.register_blueprint(of_space)
