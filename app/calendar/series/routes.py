"""The pages of series: all of them, one with its dates, planning, changing, prolonging and ending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, can, requires
from app.calendar import services as calendar
from app.calendar.models import KINDS, Appointment
from app.calendar.parts import Part, appointment_part
from app.calendar.series import bp, pages, previews, queries, services
from app.calendar.series.changes import Change, work_out, work_out_end, work_out_extension
from app.calendar.series.dates import Wishes
from app.calendar.series.forms import EndForm, ExtendForm, PlanSeriesForm, as_typed
from app.calendar.series.models import SchoolHolidays, Series
from app.calendar.series.rules import Rule, Unit, which_of
from app.calendar.series.words import in_words, times_in_words
from app.extensions import db
from app.forms import choices, page
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space
from app.spaces.models import Space

PLAN = Permission.PLAN_APPOINTMENTS
DO = "tun"
"""The button that does what was shown; any other one shows it."""


def series_or_404(series_id: int) -> Series:
    """Return a series of this space. Aborts with 404."""
    series = db.session.get(Series, series_id)
    if series is None:
        abort(404)
    return series


@appointment_part(order=5)
def series_part(appointment: Appointment) -> Part | None:
    """Say of an appointment which series it belongs to."""
    place = queries.place_of(appointment)
    if place is None:
        return None
    plans = can(PLAN)
    return Part(
        "calendar/series/part.html",
        {
            "words": in_words(place.series),
            "series": place.series,
            "apart": place.is_exception,
            "plans": plans,
        },
    )


@bp.get("/")
@requires(PLAN)
def listing() -> AnyResponse:
    """All series of the space."""
    running, ended = queries.all_series()
    return page("calendar/series/listing.html", running=running, ended=ended, in_words=in_words)


@bp.get("/<id:series_id>")
@requires(PLAN)
def show(series_id: int) -> AnyResponse:
    """One series: its rule and its dates."""
    series = series_or_404(series_id)
    occurrences = queries.occurrences_of(series)
    return page(
        "calendar/series/show.html",
        series=series,
        words=in_words(series),
        times=times_in_words(series),
        kind=KINDS[series.kind],
        coming=[one for one in occurrences if not one.appointment.is_past],
        past=[one for one in reversed(occurrences) if one.appointment.is_past],
    )


# --- planning


def _new_form(space: Space) -> PlanSeriesForm:
    """A form that begins with what most spaces do: once a month, on the weekday of the day in two weeks."""
    kinds = calendar.kinds_for(space)
    wanted = next((kind for kind in kinds if kind.key == request.args.get("art")), kinds[0])
    day = clock.today() + timedelta(days=14)
    ends = datetime.combine(day, space.default_time) + timedelta(minutes=wanted.minutes)
    form = PlanSeriesForm(
        **as_typed(Rule(Unit.MONTH, weekday=day.weekday(), which=which_of(day))),
        kind=wanted.key,
        first_day=day,
        last_day=day + timedelta(days=365),
        starts=space.default_time,
        ends=ends.time(),
        school_holidays=SchoolHolidays.NONE.value,
        skips_public_holidays=True,
        place=space.default_place,
        access=space.default_access,
    )
    form.kind.choices = choices((kind.key, kind.name) for kind in kinds)
    return form


def _preview_of_new(form: PlanSeriesForm) -> tuple[Wishes, previews.NewPreview]:
    wishes = form.wishes(form.first_day.data or clock.today())
    wishes = replace(wishes, pattern=services.begun(wishes.pattern))
    ticked = request.form.getlist("tag")
    preview = previews.of_new(wishes, form.kind.data, shown=form.shown.data or "", ticked=ticked)
    pages.ask_whether_to_announce(form, form.kind.data)
    return wishes, preview


@bp.route("/neu", methods=["GET", "POST"])
@requires(PLAN)
def create() -> AnyResponse:
    """Plan a series: first its dates are shown, then they are stored."""
    space = current_space()
    form = _new_form(space)
    preview = None
    if form.validate_on_submit():
        with form.rules():
            wishes, preview = _preview_of_new(form)
            seen, form.shown.data = form.shown.data == preview.shown, preview.shown
            if DO in request.form and seen:
                series = services.create(
                    space,
                    kind=form.kind.data,
                    wishes=wishes,
                    leave_out=preview.left_out,
                    announce=form.announce.data,
                    by=current_user.me,
                )
                _tell_planned(preview, announced=form.announce.data)
                return redirect(url_for(".show", series_id=series.id))
            if DO in request.form:
                form.form_errors.append(
                    _("Seit der Vorschau hat sich etwas geändert. So wären die Termine jetzt.")
                )
    return page("calendar/series/create.html", form=form, preview=preview)


def _tell_planned(preview: previews.NewPreview, *, announced: bool) -> None:
    words = ngettext("%(num)d Termin angelegt.", "%(num)d Termine angelegt.", preview.count)
    if not announced:
        flash(f"{words} {_('Es sind Entwürfe: Alle sehen sie, wenn du sie ankündigst.')}", "success")
        return
    flash(f"{words} {_('Alle im Bereich sehen sie jetzt.')}", "success")
    if preview.late:
        flash(
            ngettext(
                "%(num)d Termin bleibt Entwurf, weil sich die Ladungsfrist nicht mehr einhalten lässt.",
                "%(num)d Termine bleiben Entwürfe, weil sich die Ladungsfrist nicht mehr einhalten lässt.",
                preview.late,
            ),
            "warning",
        )


# --- changing


Answer = Callable[[Series, Any, Change | None], AnyResponse]


def _show_or_do(
    series: Series,
    form: Any,
    work: Callable[[], Change],
    show: Answer,
    *,
    reason: str = "",
    announce: bool = False,
) -> AnyResponse:
    """Show what a change does; do it once just that was shown."""
    found = None
    if form.validate_on_submit():
        with form.rules():
            try:
                services.check_version(series, form.seen_version)
            except Changed:
                # The page shows how the series is now; sending the form once more chooses one's own.
                form.version.data = str(series.version)
                raise
            proposal = work()
            if DO in request.form and form.shown.data == proposal.signature:
                return _do(series, proposal, form.seen_version, reason=reason, announce=announce)
            if DO in request.form:
                form.form_errors.append(
                    _("Seit der Vorschau hat sich etwas geändert. Das würde jetzt geschehen.")
                )
            found = proposal
    return show(series, form, found)


def _do(series: Series, proposal: Change, seen_version: int, *, reason: str, announce: bool) -> AnyResponse:
    left = services.apply(
        current_space(),
        series,
        proposal,
        seen_version=seen_version,
        reason=reason,
        announce=announce,
        by=current_user.me,
    )
    late = services.late_by(proposal)
    if late:
        flash(
            ngettext(
                "Bei %(num)d Termin lässt sich die Ladungsfrist nicht mehr einhalten.",
                "Bei %(num)d Terminen lässt sich die Ladungsfrist nicht mehr einhalten.",
                late,
            ),
            "warning",
        )
    flash(_("Gespeichert."), "success")
    return redirect(url_for(".show", series_id=left.id) if left else url_for(".listing"))


@bp.route("/<id:series_id>/aendern", methods=["GET", "POST"])
@requires(PLAN)
def change(series_id: int) -> AnyResponse:
    """Change a series from a day on."""
    series = series_or_404(series_id)
    occurrences = queries.occurrences_of(series)
    form = pages.change_form(series, Wishes.of(series), since=pages.usual_since(series, occurrences))

    def work() -> Change:
        wishes = form.wishes(series.first_day)
        return work_out(
            series, occurrences, wishes, since=form.since.data or clock.today(), first_day=form.first_day.data
        )

    return _show_or_do(
        series, form, work, pages.change_page, reason=form.reason.data or "", announce=form.announce.data
    )


@bp.route("/<id:series_id>/verlaengern", methods=["GET", "POST"])
@requires(PLAN)
def extend(series_id: int) -> AnyResponse:
    """Let a series go on."""
    series = series_or_404(series_id)
    form = ExtendForm(
        last_day=max(series.last_day, clock.today()) + timedelta(days=365),
        version=str(series.version),
    )

    def work() -> Change:
        return work_out_extension(
            series, queries.occurrences_of(series), last_day=form.last_day.data or clock.today()
        )

    return _show_or_do(series, form, work, pages.extend_page, announce=form.announce.data)


@bp.route("/<id:series_id>/beenden", methods=["GET", "POST"])
@requires(PLAN)
def end(series_id: int) -> AnyResponse:
    """Let a series end after a day."""
    series = series_or_404(series_id)
    form = EndForm(last_day=clock.today(), version=str(series.version))

    def work() -> Change:
        return work_out_end(
            series,
            queries.occurrences_of(series),
            last_day=form.last_day.data or clock.today(),
            exceptions_too=form.exceptions_too.data,
        )

    return _show_or_do(series, form, work, pages.end_page, reason=form.reason.data or "")


door.register_blueprint(bp)
