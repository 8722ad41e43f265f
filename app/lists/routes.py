"""The pages of a space's list: who is on it, what is written to all of them."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.extensions import db
from app.forms import page, page_number
from app.lists import bp, drafting, jobs, models, queries, sending_pages, services, subscribing_pages, writing  # noqa: F401
from app.lists.audience import is_meant, reach_of
from app.lists.forms import BroadcastForm, ListForm
from app.lists.models import BROADCAST_STATE_NAMES, Broadcast, MailingList, Subscriber
from app.lists.sending_pages import broadcast_or_404
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space
from app.spaces.models import Space

SEND = Permission.SEND_BROADCASTS


def _pages(endpoint: str, number: int, has_next: bool) -> dict[str, Any]:
    return {
        "number": number,
        "has_previous": number > 1,
        "has_next": has_next,
        "previous_url": url_for(endpoint, seite=number - 1),
        "next_url": url_for(endpoint, seite=number + 1),
    }


def _list_name(space: Space) -> str:
    found = services.list_of(space)
    return found.name if found is not None else services.usual_name(space)


@bp.get("/")
@requires(SEND)
def listing() -> Response:
    """The list: how many it reaches, what was and what is to be sent."""
    space, number = current_space(), page_number()
    mailing_list = services.list_of(space)
    rows, has_next = queries.broadcasts(number)
    return page(
        "lists/listing.html",
        mailing_list=mailing_list,
        list_name=_list_name(space),
        reach=reach_of(space, mailing_list),
        rows=rows,
        states=BROADCAST_STATE_NAMES,
        page=_pages(".listing", number, has_next),
    )


@bp.route("/angaben", methods=["GET", "POST"])
@requires(SEND)
def describe() -> AnyResponse:
    """What the list is called, what comes and how often, whether everybody may sign up."""
    space = current_space()
    known = services.list_of(space)
    form = ListForm(
        name=_list_name(space), about=known.about if known else "", is_open=known.is_open if known else False,
        version=str(known.version if known else 0),
    )  # fmt: skip
    changed = ""
    if form.validate_on_submit():
        with form.rules():
            try:
                services.describe(
                    space, name=form.name.data or "", about=form.about.data or "", is_open=bool(form.is_open.data),
                    seen_version=form.seen_version, by=current_user.me,
                )  # fmt: skip
            except Changed as conflict:
                changed = conflict.message
                db.session.rollback()
                form.version.data = str(known.version if known else 0)
            else:
                flash(_("Gespeichert."), "success")
                return redirect(url_for(".listing"))
    return page(
        "lists/describe.html", form=form, theirs=known, changed=changed, status=409 if changed else 200
    )


# --- who is on it


@bp.get("/menschen")
@requires(SEND)
def people() -> Response:
    """Who is on the list: numbers, and the addresses of those who signed up."""
    space, number = current_space(), page_number()
    mailing_list = services.list_of(space)
    rows, has_next = queries.others_on(mailing_list, number)
    return page(
        "lists/people.html",
        list_name=_list_name(space),
        mailing_list=mailing_list,
        numbers=queries.numbers(space, mailing_list),
        refused=queries.refused_on(mailing_list),
        rows=rows,
        page=_pages(".people", number, has_next),
    )


@bp.post("/menschen/<id:subscriber_id>/entfernen")
@requires(SEND)
def remove(subscriber_id: int) -> AnyResponse:
    """Take somebody off who signed up and asked for it."""
    row = db.session.get(Subscriber, subscriber_id)
    if row is None:
        abort(404)
    services.remove(row, by=current_user.me)
    flash(_("Die Adresse bekommt nichts mehr."), "success")
    return redirect(url_for(".people"))


def _own_list() -> MailingList:
    space = current_space()
    found = services.list_of(space)
    if found is None or not is_meant(space, current_user.me):
        abort(404)
    return found


@bp.post("/abbestellen")
@requires(Permission.READ_SPACE)
def leave() -> AnyResponse:
    """Leave the list, as a member of the space; one stays a member."""
    services.member_leaves(_own_list(), current_user.me)
    flash(_("Du bekommst von diesem Verteiler nichts mehr. Mitglied bleibst du."), "success")
    return redirect(url_for("subscribing.own"))


@bp.post("/wieder-dabei")
@requires(Permission.READ_SPACE)
def come_back() -> AnyResponse:
    """Be on the list again."""
    services.member_comes_back(_own_list(), current_user.me)
    flash(_("Du bist wieder dabei."), "success")
    return redirect(url_for("subscribing.own"))


# --- writing


@bp.route("/neu", methods=["GET", "POST"])
@requires(SEND)
def write() -> AnyResponse:
    """Write to everybody on the list; what comes next is a preview."""
    form = BroadcastForm()
    if form.validate_on_submit():
        with form.rules():
            broadcast = writing.write(
                current_space(),
                subject=form.subject.data or "",
                text=form.text.data or "",
                by=current_user.me,
            )
            return redirect(url_for(".show", broadcast_id=broadcast.id))
    return page("lists/write.html", form=form, broadcast=None, list_name=_list_name(current_space()))


@bp.post("/kalender")
@requires(SEND)
def draft_calendar() -> AnyResponse:
    """Draft the calendar of the next six weeks; a human reads it and sends it."""
    space = current_space()
    subject, text = drafting.draft_of(space)
    broadcast = writing.write(space, subject=subject, text=text, by=current_user.me)
    flash(
        _("Der Entwurf steht. Lies ihn durch und ändere, was nicht stimmt; verschickt ist noch nichts."),
        "success",
    )
    return redirect(url_for(".rewrite", broadcast_id=broadcast.id))


@bp.route("/<id:broadcast_id>/bearbeiten", methods=["GET", "POST"])
@requires(SEND)
def rewrite(broadcast_id: int) -> AnyResponse:
    """Change a draft."""
    broadcast = broadcast_or_404(broadcast_id)
    form = BroadcastForm(subject=broadcast.subject, text=broadcast.text, version=str(broadcast.version))
    theirs: Broadcast | None = None
    if form.validate_on_submit():
        with form.rules():
            try:
                writing.rewrite(
                    broadcast, subject=form.subject.data or "", text=form.text.data or "",
                    seen_version=form.seen_version, by=current_user.me,
                )  # fmt: skip
            except Changed:
                theirs = broadcast  # both are shown; who saves once more has read the other one
                form.version.data = str(broadcast.version)
            else:
                return redirect(url_for(".show", broadcast_id=broadcast.id))
    return page(
        "lists/write.html", form=form, broadcast=broadcast, theirs=theirs, status=409 if theirs else 200,
        list_name=broadcast.mailing_list.name,
    )  # fmt: skip


@bp.post("/<id:broadcast_id>/loeschen")
@requires(SEND)
def delete(broadcast_id: int) -> AnyResponse:
    """Throw a draft away."""
    writing.delete(broadcast_or_404(broadcast_id), by=current_user.me)
    flash(_("Der Entwurf ist gelöscht."), "success")
    return redirect(url_for(".listing"))


@bp.post("/<id:broadcast_id>/probe")
@requires(SEND)
def try_out(broadcast_id: int) -> AnyResponse:
    """Send the mail to oneself."""
    broadcast = broadcast_or_404(broadcast_id)
    writing.try_out(broadcast, current_space(), by=current_user.me)
    flash(_("Die Probemail geht jetzt an deine Adresse."), "success")
    return redirect(url_for(".show", broadcast_id=broadcast.id))


door.register_blueprint(bp)
