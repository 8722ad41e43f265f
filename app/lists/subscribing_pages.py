"""Signing up, confirming and leaving by links, without a login; one's own lists, with one.

What looks at links, or posts to them, confirms and ends nothing: the button's form carries a token and a word. The one
exception is the address for mail programs (RFC 8058), with its one body.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import public, signed_in
from app.accounts import throttle
from app.accounts.tokens import hashed
from app.extensions import csrf, db
from app.forms import page
from app.lists import queries, services, subscribing
from app.lists.forms import SignUpForm, WishForm
from app.lists.jobs import note_sign_up
from app.lists.models import MailingList, Subscriber, SubscriberState
from app.spaces import links
from app.spaces.models import Space
from app.tenancy import Scope, current_session

SIGN_UP = throttle.Limit("sign_up", per_account=3, per_network=20)


@subscribing.get("/")
@public
def choose() -> Response:
    """All lists that everybody may sign up for."""
    return page("lists/open_lists.html", lists=queries.open_lists())


def _open_list(slug: str) -> tuple[MailingList, Space]:
    space = db.session.scalars(sa.select(Space).where(Space.slug == slug, Space.closed_on.is_(None))).first()
    if space is None:
        abort(404)
    current_session().open_scope(Scope.of(space.id, write=False))  # what is written, the worker writes
    found = services.list_of(space)
    if found is None or not found.is_open:
        abort(404)
    return found, space


@subscribing.route("/<slug:slug>", methods=["GET", "POST"])
@public
def sign_up(slug: str) -> AnyResponse:
    """Sign up for a list; the answer is the same whoever has the address."""
    mailing_list, space = _open_list(slug)
    form = SignUpForm()
    if form.validate_on_submit():
        email = form.email.data or ""
        throttle.count(SIGN_UP, email)
        note_sign_up(space.id, form.name.data or "", email)
        return page("lists/look_into_your_mails.html", mailing_list=mailing_list, hours=48)
    return page("lists/sign_up.html", form=form, mailing_list=mailing_list, group=space)


@subscribing.route("/bestaetigen/<secret>", methods=["GET", "POST"])
@public
def confirm(secret: str) -> AnyResponse:
    """The page of the mail's link: a button, and only that puts somebody on the list."""
    row = links.opened_by(hashed(secret), Subscriber, column="confirm_hash")
    if row is None:
        return links.nobodys("lists/unknown_link.html")
    form = WishForm(wish="ja")
    is_on = row.state is SubscriberState.ACTIVE
    if not is_on and not services.may_confirm(row):
        return page("lists/confirm.html", row=row, mailing_list=row.mailing_list, status=410, is_over=True)
    if form.means("ja"):
        services.confirm(row)
        return redirect(url_for(".confirm", secret=secret))
    return page("lists/confirm.html", form=form, row=row, mailing_list=row.mailing_list, is_on=is_on)


def _leaver(secret: str) -> Subscriber | None:
    return links.opened_by(secret, Subscriber)


@subscribing.route("/abmelden/<secret>", methods=["GET", "POST"])
@public
def leave(secret: str) -> AnyResponse:
    """One button that ends it; no login, no question."""
    row = _leaver(secret)
    if row is None:
        return links.nobodys("lists/unknown_link.html")
    form = WishForm(wish="ende")
    if form.means("ende"):
        services.leave(row)
        return redirect(url_for(".leave", secret=secret))
    return page(
        "lists/leave.html",
        form=form,
        row=row,
        mailing_list=row.mailing_list,
        secret=secret,
        has_left=row.state is SubscriberState.LEFT,
        may_come_back=services.may_come_back(row),
    )


@subscribing.post("/abmelden/<secret>/wieder")
@public
def come_back(secret: str) -> AnyResponse:
    """For a short while the same link brings somebody back who left by mistake."""
    row = _leaver(secret)
    if row is None:
        return links.nobodys("lists/unknown_link.html")
    if WishForm().means("zurueck"):
        services.come_back(row)
        flash(_("Schön, du bist wieder dabei."), "success")
    return redirect(url_for(".leave", secret=secret))


@subscribing.route("/abmelden/<secret>/sofort", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF is not typed
@public
def leave_at_once(secret: str) -> AnyResponse:
    """End it by the button of a mail program (RFC 8058, section 3.2). To look at this address ends nothing."""
    row = _leaver(secret)
    if row is None:
        return links.nobodys("lists/unknown_link.html")
    if request.method != "POST":
        return redirect(url_for(".leave", secret=secret))
    if request.form.getlist("List-Unsubscribe") != ["One-Click"]:
        abort(400)
    services.leave(row)
    return Response("OK\n", mimetype="text/plain")


@subscribing.get("/meine")
@signed_in
def own() -> Response:
    """The lists that mean me as a member, and a button to leave each."""
    keys = [link.id for link in current_user.own_spaces]
    spaces = db.session.scalars(sa.select(Space).where(Space.id.in_(keys)).order_by(Space.name)).all()
    return page("lists/own.html", lists=queries.own_lists(current_user.me, spaces))
