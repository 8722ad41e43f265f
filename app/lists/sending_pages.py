"""The pages on which a mail to all is looked at, sent, planned, watched and stopped."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.extensions import db
from app.forms import page
from app.lists import bp, papers, queries, sending, writing
from app.lists.audience import reach_of
from app.lists.forms import SendForm
from app.lists.models import BROADCAST_STATE_NAMES, Broadcast, BroadcastState
from app.outbox import MailState
from app.rules import Changed
from app.spaces.door import current_space

SEND = Permission.SEND_BROADCASTS
LATELY_SENT = (BroadcastState.SENDING, BroadcastState.DONE, BroadcastState.STOPPED)


def broadcast_or_404(broadcast_id: int) -> Broadcast:
    """Return something that was written to the list of this space. Aborts with 404."""
    broadcast = db.session.get(Broadcast, broadcast_id)
    if broadcast is None:
        abort(404)
    return broadcast


@bp.get("/<id:broadcast_id>")
@requires(SEND)
def show(broadcast_id: int) -> Response:
    """A mail to all: as a draft how it will look, then when it is sent, then how far it is."""
    broadcast = broadcast_or_404(broadcast_id)
    space = current_space()
    is_out = broadcast.state in LATELY_SENT
    return page(
        "lists/show.html",
        broadcast=broadcast,
        states=BROADCAST_STATE_NAMES,
        is_out=is_out,
        standing=queries.standing(broadcast, space) if is_out else None,
        troubles=queries.troubles_of(broadcast) if is_out else [],
        MailState=MailState,
        plain=_plain_mail(broadcast),
    )


def _plain_mail(broadcast: Broadcast) -> str:
    """Return the mail as programs show it that know no more than text."""
    words = writing.words_of(broadcast, current_space())
    link = _("(hier steht für jede und jeden der eigene Link)")
    text = render_template(
        "mail/broadcast.txt", inviter=broadcast.by.name, unsubscribe_url=link, **words.context()
    )
    return text.partition("\n")[2].strip()


@bp.get("/<id:broadcast_id>/stand")
@requires(SEND)
def standing(broadcast_id: int) -> Response:
    """How far it is, for the page that is open meanwhile."""
    broadcast = broadcast_or_404(broadcast_id)
    if broadcast.state not in LATELY_SENT:
        abort(404)
    return Response(
        render_template(
            "lists/standing.html",
            broadcast=broadcast,
            standing=queries.standing(broadcast, current_space()),
            troubles=queries.troubles_of(broadcast),
            states=BROADCAST_STATE_NAMES,
            MailState=MailState,
        )
    )


@bp.route("/<id:broadcast_id>/verschicken", methods=["GET", "POST"])
@requires(SEND)
def send(broadcast_id: int) -> AnyResponse:
    """Read how many it reaches, and send it: now or later."""
    broadcast = broadcast_or_404(broadcast_id)
    if broadcast.state is not BroadcastState.DRAFT:
        return redirect(url_for(".show", broadcast_id=broadcast_id))
    space = current_space()
    form = SendForm(version=str(broadcast.version))
    if form.validate_on_submit():
        with form.rules():
            try:
                at = form.moment()
                writing.send(broadcast, space, at=at, seen_version=form.seen_version, by=current_user.me)
            except Changed as changed:
                db.session.rollback()
                flash(changed.message, "warning")
                return redirect(url_for(".show", broadcast_id=broadcast_id))
            flash(_on_its_way(at is None), "success")
            return redirect(url_for(".show", broadcast_id=broadcast_id))
    return page(
        "lists/send.html", form=form, broadcast=broadcast, reach=reach_of(space, broadcast.mailing_list)
    )


def _on_its_way(now: bool) -> str:
    if now:
        return str(_("In der nächsten Minute geht es los. Hier siehst du, wie weit es ist."))
    return str(_("Das ist geplant. Bis dahin kannst du es zurückholen."))


@bp.post("/<id:broadcast_id>/zurueckholen")
@requires(SEND)
def call_back(broadcast_id: int) -> AnyResponse:
    """Make a draft again of what was planned."""
    writing.call_back(broadcast_or_404(broadcast_id), by=current_user.me)
    flash(_("Zurückgeholt: Das ist wieder ein Entwurf, verschickt wird nichts."), "success")
    return redirect(url_for(".show", broadcast_id=broadcast_id))


@bp.post("/<id:broadcast_id>/anhalten")
@requires(SEND)
def stop(broadcast_id: int) -> AnyResponse:
    """Take back what has not left yet."""
    taken_back = sending.stop(broadcast_or_404(broadcast_id), by=current_user.me)
    words = ngettext(
        "Angehalten. Eine Mail, die noch wartete, ist gelöscht.",
        "Angehalten. %(num)d Mails, die noch warteten, sind gelöscht.",
        taken_back,
    )
    flash(words, "success")
    return redirect(url_for(".show", broadcast_id=broadcast_id))


@bp.get("/<id:broadcast_id>/briefe.pdf")
@requires(SEND)
def letters_pdf(broadcast_id: int) -> AnyResponse:
    """The same words as letters, for members without an address for mail."""
    broadcast = broadcast_or_404(broadcast_id)
    paper = papers.letters(broadcast, current_space())
    if paper is None:
        return redirect(url_for(".show", broadcast_id=broadcast_id))
    headers = {"Content-Type": "application/pdf", "Content-Disposition": 'inline; filename="briefe.pdf"'}
    return Response(paper, headers=headers)
