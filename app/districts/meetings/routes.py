"""The agenda on an appointment's page, and the pages to change it."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, can, requires
from app.calendar.models import Appointment
from app.calendar.parts import Part, appointment_part
from app.calendar.routes import appointment_or_404
from app.districts.meetings import bp, drafting, services
from app.districts.meetings.forms import ItemForm, TakeUpForm
from app.districts.meetings.models import ITEM_KIND_NAMES, AgendaItem
from app.extensions import db
from app.forms import choices, page, version_in
from app.rules import Changed
from app.spaces import bp as door

MANAGE = Permission.MANAGE_APPOINTMENTS


@appointment_part(order=20)
def agenda_part(appointment: Appointment) -> Part | None:
    """Show the agenda of kinds that have one."""
    if not appointment.behaviour.has_agenda:
        return None
    items = services.items_of(appointment)
    return Part(
        "districts/meetings/agenda.html",
        {
            "items": services.timetable(appointment, items),
            "kind_names": ITEM_KIND_NAMES,
            "may_change": can(MANAGE) and services.may_change(appointment),
            "runs_over": sum(item.minutes for item in items) * 60
            > (appointment.ends_at - appointment.starts_at).total_seconds(),
        },
    )


def _item_or_404(appointment: Appointment, item_id: int) -> AgendaItem:
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.appointment_id != appointment.id:
        abort(404)
    return item


def _back(appointment: Appointment, anchor: str = "tagesordnung") -> AnyResponse:
    return redirect(url_for("space.calendar.show", appointment_id=appointment.id, _anchor=anchor))


@bp.route("/neu", methods=["GET", "POST"])
@requires(MANAGE)
def add(appointment_id: int) -> AnyResponse:
    """Add an item."""
    appointment = appointment_or_404(appointment_id)
    form = ItemForm()
    if form.validate_on_submit():
        with form.rules():
            services.add_item(appointment, details=form.details(), by=current_user.me)
            if "weiter" in request.form:
                flash(_("Eingetragen. Gleich der nächste?"), "success")
                return redirect(url_for(".add", appointment_id=appointment.id))
            return _back(appointment)
    return page("districts/meetings/item.html", form=form, appointment=appointment, item=None, theirs=None)


@bp.post("/ueblich")
@requires(MANAGE)
def usual(appointment_id: int) -> AnyResponse:
    """Begin with the usual agenda."""
    appointment = appointment_or_404(appointment_id)
    drafting.start_with_usual(appointment, by=current_user.me)
    return _back(appointment)


@bp.route("/vorschlag", methods=["GET", "POST"])
@requires(MANAGE)
def draft(appointment_id: int) -> AnyResponse:
    """Tick what is to be on the agenda, out of what the work of the space left open."""
    appointment = appointment_or_404(appointment_id)
    form = TakeUpForm()
    offered = drafting.offered(appointment)
    form.items.choices = choices((one.source, one.title) for one in offered)
    if form.validate_on_submit():
        with form.rules():
            count = drafting.take_up(appointment, sources=form.items.data or [], by=current_user.me)
            flash(ngettext("%(num)d Punkt eingetragen.", "%(num)d Punkte eingetragen.", count), "success")
            return _back(appointment)
    ticked = (
        set(form.items.data or []) if request.method == "POST" else {o.source for o in offered if o.ticked}
    )
    return page(
        "districts/meetings/draft.html",
        form=form,
        appointment=appointment,
        offered=offered,
        ticked=ticked,
        kind_names={kind.value: name for kind, name in ITEM_KIND_NAMES.items()},
    )


@bp.route("/<id:item_id>", methods=["GET", "POST"])
@requires(MANAGE)
def edit(appointment_id: int, item_id: int) -> AnyResponse:
    """Change an item; who comes second is shown both versions."""
    appointment = appointment_or_404(appointment_id)
    item = db.session.get(AgendaItem, item_id)
    if item is not None and item.appointment_id != appointment.id:
        abort(404)
    if item is None:
        if request.method == "POST":
            return _was_removed(appointment)
        abort(404)
    form = ItemForm(obj=item)
    theirs = None
    if form.validate_on_submit():
        with form.rules():
            try:
                services.change_item(
                    appointment,
                    item,
                    details=form.details(),
                    seen_version=form.seen_version,
                    by=current_user.me,
                )
            except Changed:
                theirs = item
                form.version.data = str(item.version)
                raise
            return _back(appointment)
    return page(
        "districts/meetings/item.html",
        form=form,
        appointment=appointment,
        item=item,
        theirs=theirs,
        kind_names=ITEM_KIND_NAMES,
    )


def _was_removed(appointment: Appointment) -> AnyResponse:
    """Keep what was typed for an item that somebody else took off meanwhile: it may be added anew."""
    form = ItemForm()
    form.validate()
    form.form_errors.append(
        _(
            "Inzwischen hat jemand diesen Punkt gestrichen. Dein Text ist noch da: Du kannst ihn neu eintragen."
        )
    )
    return page("districts/meetings/item.html", form=form, appointment=appointment, item=None, theirs=None)


@bp.post("/<id:item_id>/hoch", defaults={"up": True}, endpoint="move_up")
@bp.post("/<id:item_id>/runter", defaults={"up": False}, endpoint="move_down")
@requires(MANAGE)
def move(appointment_id: int, item_id: int, up: bool) -> AnyResponse:
    """Move an item one place."""
    appointment = appointment_or_404(appointment_id)
    item = _item_or_404(appointment, item_id)
    services.move_item(appointment, item, up=up, by=current_user.me)
    return _back(appointment, anchor=f"top-{item.id}")


@bp.post("/<id:item_id>/streichen")
@requires(MANAGE)
def remove(appointment_id: int, item_id: int) -> AnyResponse:
    """Take an item off the agenda."""
    appointment = appointment_or_404(appointment_id)
    item = _item_or_404(appointment, item_id)
    seen = version_in(request.form.get("version"))
    services.remove_item(appointment, item, seen_version=seen, by=current_user.me)
    return _back(appointment)


door.register_blueprint(bp)
