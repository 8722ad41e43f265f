"""The pages of appointments in a space."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, can, requires
from app.calendar import bp, queries, services
from app.calendar.clashes import asking
from app.calendar.forms import CancelForm, DetailsForm, PlanForm
from app.calendar.models import Appointment, AppointmentState
from app.calendar.parts import parts_of
from app.calendar.series import pages as series_pages
from app.calendar.series.forms import CancelOneForm, EditOneForm
from app.extensions import db
from app.forms import choices, page, page_number
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space

READ = Permission.READ_SPACE
PLAN = Permission.PLAN_APPOINTMENTS
MANAGE = Permission.MANAGE_APPOINTMENTS


def appointment_or_404(appointment_id: int) -> Appointment:
    """Return an appointment of this space; a draft only for those who plan or keep it. Aborts with 404."""
    appointment = db.session.get(Appointment, appointment_id)
    if appointment is None or (
        appointment.state is AppointmentState.DRAFT
        and not can(MANAGE)
        and not can(Permission.KEEP_MINUTES)  # to whom the minutes were handed
    ):
        abort(404)
    return appointment


def _list(template_page: queries.Page, **context: Any) -> Response:
    values: dict[str, Any] = dict(request.view_args or {})

    def url_of(number: int) -> str:
        return url_for(str(request.endpoint), seite=number, **values)

    return page(
        "calendar/listing.html",
        page={
            "rows": template_page.rows,
            "number": template_page.number,
            "has_previous": template_page.has_previous,
            "has_next": template_page.has_next,
            "previous_url": url_of(template_page.number - 1),
            "next_url": url_of(template_page.number + 1),
        },
        **context,
    )


@bp.get("/")
@requires(READ)
def listing() -> Response:
    """What comes next."""
    return _list(queries.upcoming(page_number(), drafts=can(MANAGE)), past=False, year=None, years=[])


@bp.get("/vergangene")
@bp.get("/vergangene/<year:year>")
@requires(READ)
def past(year: int | None = None) -> Response:
    """What is over, by year."""
    found = queries.past(page_number(), drafts=can(MANAGE), year=year)
    return _list(found, past=True, year=year, years=queries.years(drafts=can(MANAGE)))


@bp.get("/<id:appointment_id>")
@requires(READ)
def show(appointment_id: int) -> Response:
    """One appointment."""
    appointment = appointment_or_404(appointment_id)
    return page(
        "calendar/show.html",
        appointment=appointment,
        parts=parts_of(appointment),
        last_day=services.last_day_to_announce(appointment),
        late=services.is_late(appointment),
    )


def _suggested_day() -> datetime:
    """A day to begin with that leaves time to invite: the same weekday in two weeks."""
    return clock.now() + timedelta(days=14)


@bp.route("/neu", methods=["GET", "POST"])
@requires(PLAN)
def create() -> AnyResponse:
    """Plan an appointment, with defaults from the space."""
    space = current_space()
    kinds = services.kinds_for(space)
    wanted = next((kind for kind in kinds if kind.key == request.args.get("art")), kinds[0])
    starts = datetime.combine(clock.local(_suggested_day()), space.default_time)
    ends = starts + timedelta(minutes=wanted.minutes)
    form = PlanForm(
        kind=wanted.key,
        day=starts.date(),
        starts=starts.time(),
        ends=ends.time(),
        ends_on=ends.date() if ends.date() != starts.date() else None,
        reminder="48",
        place=space.default_place,
        access=space.default_access,
    )
    form.kind.choices = choices((kind.key, kind.name) for kind in kinds)
    question = asking.other_day(form)
    if question is None and form.validate_on_submit():
        with form.rules():
            if question := asking.about(form.details(), space, kind=form.kind.data):
                return page("calendar/create.html", form=form, question=question)
            appointment = services.plan(
                space, kind=form.kind.data, details=form.details(), by=current_user.me
            )
            services.set_reminder(appointment, hours=form.reminder_hours, by=current_user.me)
            db.session.flush()
            return redirect(url_for(".show", appointment_id=appointment.id))
    return page("calendar/create.html", form=form, question=question)


def _filled(appointment: Appointment, form_of: type[DetailsForm]) -> DetailsForm:
    starts, ends = clock.local(appointment.starts_at), clock.local(appointment.ends_at)
    return form_of(
        title=appointment.title,
        day=starts.date(),
        starts=starts.time(),
        ends=ends.time(),
        ends_on=ends.date() if ends.date() != starts.date() else None,
        place=appointment.place,
        access=appointment.access,
        description=appointment.description,
        is_public=appointment.is_public,
        reminder=str(appointment.reminder_hours or ""),
        version=str(appointment.version),
    )


def _edit_page(
    form: DetailsForm,
    appointment: Appointment,
    *,
    question: asking.Question | None,
    theirs: Appointment | None = None,
) -> Response:
    return page("calendar/edit.html", form=form, appointment=appointment, theirs=theirs, question=question)


@bp.route("/<id:appointment_id>/bearbeiten", methods=["GET", "POST"])
@requires(MANAGE)
def edit(appointment_id: int) -> AnyResponse:
    """Change or move an appointment."""
    appointment = appointment_or_404(appointment_id)
    place = series_pages.asked_about(appointment)
    form = _filled(appointment, EditOneForm if place else DetailsForm)
    theirs, question = None, asking.other_day(form)
    if question is None and form.validate_on_submit():
        with form.rules():
            before = appointment.starts_at
            try:
                if place and series_pages.reaches_further(form):
                    return series_pages.propose_change(place, form)
                # Whoever comes second is told that first.
                if form.seen_version == appointment.version and (
                    question := asking.about(
                        form.details(), current_space(), kind=appointment.kind, appointment=appointment
                    )
                ):
                    return _edit_page(form, appointment, question=question)
                services.change(
                    appointment, details=form.details(), seen_version=form.seen_version, by=current_user.me
                )
                services.set_reminder(appointment, hours=form.reminder_hours, by=current_user.me)
            except Changed:
                # Both versions are shown; sending the form once more chooses one's own.
                theirs = appointment
                form.version.data = str(appointment.version)
                raise
            flash(_("Gespeichert."), "success")
            if (
                appointment.starts_at != before
                and appointment.announced_at is not None
                and services.is_late(appointment)
            ):
                flash(_("Zu diesem Tag lässt sich die Ladungsfrist nicht mehr einhalten."), "warning")
            return redirect(url_for(".show", appointment_id=appointment.id))
    return _edit_page(form, appointment, question=question, theirs=theirs)


@bp.post("/<id:appointment_id>/ankuendigen")
@requires(MANAGE)
def announce(appointment_id: int) -> AnyResponse:
    """Make it visible to everybody in the space."""
    appointment = appointment_or_404(appointment_id)
    services.announce(appointment, knowing_it_is_late=request.form.get("trotzdem") == "1", by=current_user.me)
    flash(_("Der Termin ist angekündigt. Alle im Bereich sehen ihn jetzt."), "success")
    return redirect(url_for(".show", appointment_id=appointment.id, _anchor="einladung"))


@bp.route("/<id:appointment_id>/absagen", methods=["GET", "POST"])
@requires(MANAGE)
def cancel(appointment_id: int) -> AnyResponse:
    """Cancel it, with a word why."""
    appointment = appointment_or_404(appointment_id)
    place = series_pages.asked_about(appointment)
    form = CancelOneForm() if place else CancelForm()
    if form.validate_on_submit():
        with form.rules():
            if place and series_pages.reaches_further(form):
                return series_pages.propose_end(place, form)
            services.cancel(appointment, reason=form.reason.data or "", by=current_user.me)
            flash(_("Der Termin ist abgesagt. Er bleibt sichtbar, damit niemand umsonst kommt."), "success")
            return redirect(url_for(".show", appointment_id=appointment.id))
    return page("calendar/cancel.html", form=form, appointment=appointment)


@bp.post("/<id:appointment_id>/loeschen")
@requires(PLAN)
def delete(appointment_id: int) -> AnyResponse:
    """Delete a draft. Whom it was handed to may not: they would take it from those who gave it."""
    services.delete(appointment_or_404(appointment_id), by=current_user.me)
    flash(_("Der Entwurf ist gelöscht."), "success")
    return redirect(url_for(".listing"))


door.register_blueprint(bp)
