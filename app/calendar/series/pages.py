"""The pages on which a series is changed or ended: also where that begins at one of its appointments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response
from flask_babel import gettext as _

from app import clock
from app.access import Permission, can
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.calendar.series import previews, queries
from app.calendar.series.changes import Change, coming, work_out, work_out_end
from app.calendar.series.dates import Pattern, Wishes
from app.calendar.series.forms import (
    CancelOneForm,
    ChangeSeriesForm,
    EditOneForm,
    EndForm,
    ExtendForm,
    Reach,
    as_typed,
)
from app.calendar.series.models import Occurrence, Series
from app.calendar.series.words import in_words, times_in_words
from app.forms import page
from app.rules import Changed, RuleBroken


def asked_about(appointment: Appointment) -> Occurrence | None:
    """Return the place in its series of an appointment of which it is asked how far a change reaches.

    None where it stands alone, has begun, was changed by itself already, or where the person plans no series.
    """
    if appointment.has_begun or not can(Permission.PLAN_APPOINTMENTS):
        return None
    place = queries.place_of(appointment)
    return None if place is None or place.is_exception else place


def reaches_further(form: object) -> bool:
    """Say whether more than the one appointment is meant."""
    return isinstance(form, EditOneForm | CancelOneForm) and form.reach.data != Reach.ONE


# --- changing


def _coming_days(occurrences: list[Occurrence]) -> list[date]:
    return sorted(clock.local(one.planned_for).date() for one in coming(occurrences, date.min))


def usual_since(
    series: Series, occurrences: list[Occurrence], day: date | None = None, *, earliest: date = date.max
) -> date:
    """Return from which day on a change usually counts: the week or month of the next date, or of the one on `day`.

    So a day may also become an earlier one of its week or month, or the `earliest` that is asked for; but none so
    early that it meets the date before.
    """
    days = _coming_days(occurrences)
    first = day or (days[0] if days else clock.today())
    before = [one + timedelta(days=1) for one in days if one < first]
    begin = min(Pattern.of(series).rule.period_of(first), earliest)
    return max([clock.today(), begin, *before])


def typed(wishes: Wishes) -> dict[str, Any]:
    """Return what a series is as it stands in a form."""
    pattern = wishes.pattern
    return {
        **as_typed(pattern.rule),
        "starts": pattern.starts,
        "ends": pattern.ends,
        "last_day": pattern.last_day,
        "school_holidays": pattern.school_holidays.value,
        "skips_public_holidays": pattern.skips_public_holidays,
        "title": wishes.title,
        "place": wishes.place,
        "access": wishes.access,
        "description": wishes.description,
        "is_public": wishes.is_public,
    }


def announces(kind: str) -> bool:
    """Say whether appointments of a kind are usually announced at once: not where an agenda is sent in time."""
    return not KINDS[kind].notice_days


def ask_whether_to_announce(form: Any, kind: str) -> None:
    """Prepare the question of a preview whether its new dates are announced at once; what was answered stays."""
    if form.asked.data != kind:
        form.asked.data, form.announce.data = kind, announces(kind)
    form.announce.description = (
        _("Alle im Bereich sehen die Termine dann sofort. Sonst sind es Entwürfe.")
        if announces(kind)
        else _("Besser nicht: Zu diesen Versammlungen wird mit Tagesordnung eingeladen. Sie bleiben Entwürfe, bis "
               "du jede mit ihrer Tagesordnung ankündigst.")
    )  # fmt: skip


def change_form(series: Series, wishes: Wishes, *, since: date, **more: Any) -> ChangeSeriesForm:
    """Return the form of a change, filled in."""
    return ChangeSeriesForm(
        **typed(wishes),
        since=since,
        version=str(series.version),
        **more,
    )


def _with_preview(
    template: str, series: Series, form: ChangeSeriesForm | ExtendForm | EndForm, change: Change | None
) -> Response:
    preview = previews.of_change(series, change) if change else None
    if preview:
        form.shown.data = preview.shown
    if preview and preview.adds:
        ask_whether_to_announce(form, series.kind)
    return page(
        f"calendar/series/{template}.html",
        form=form,
        series=series,
        preview=preview,
        words=in_words(series),
        times=times_in_words(series),
    )


def change_page(series: Series, form: ChangeSeriesForm, change: Change | None) -> Response:
    """Show the form of a change, and what it does if that is known."""
    return _with_preview("change", series, form, change)


def extend_page(series: Series, form: ExtendForm, change: Change | None) -> Response:
    """Show until when a series goes on, and what comes with it if that is known."""
    return _with_preview("extend", series, form, change)


def end_page(series: Series, form: EndForm, change: Change | None) -> Response:
    """Show after which day a series ends, and what that does if it is known."""
    return _with_preview("end", series, form, change)


def propose_change(place: Occurrence, typed_for_one: EditOneForm) -> Response:
    """Show what it does to the series if what was typed for one appointment is meant for more of them.

    Raises Changed if somebody else changed the appointment meanwhile, RuleBroken for what no series can do.
    """
    series, appointment, details = place.series, place.appointment, typed_for_one.details()
    if typed_for_one.seen_version != appointment.version:
        raise Changed(_("Inzwischen hat jemand anderes diesen Termin geändert."))
    if appointment.state is AppointmentState.CANCELLED:
        raise RuleBroken(_("Dieser Termin ist abgesagt und bleibt, wie er ist."))
    details.times()  # says what is wrong with them
    lasts = datetime.combine(details.ends_on or details.day, details.ends) - datetime.combine(
        details.day, details.starts
    )
    if lasts >= timedelta(days=1):
        raise RuleBroken(_("In einer Serie dauert ein Termin weniger als einen Tag."), field="ends_on")
    pattern = replace(Pattern.of(series), starts=details.starts, minutes=lasts // timedelta(minutes=1))
    occurrences = queries.occurrences_of(series)
    slot = clock.local(place.planned_for).date()
    base = slot if typed_for_one.reach.data == Reach.FOLLOWING else _coming_days(occurrences)[0]
    first_day = None
    if details.day != slot:
        pattern = replace(pattern, rule=pattern.rule.moved_to(details.day))
        if pattern.rule.period_of(details.day) != pattern.rule.period_of(slot):
            first_day = base + (
                details.day - slot
            )  # into another week or month: there the rhythm begins anew
    wishes = Wishes(
        pattern, details.title, details.place, details.access, details.description, details.is_public
    )
    since = usual_since(series, occurrences, base, earliest=first_day or date.max)
    change = work_out(series, occurrences, wishes, since=since, first_day=first_day)
    form = change_form(series, wishes, since=since, first_day=first_day, formdata=None)
    return change_page(series, form, change)


def propose_end(place: Occurrence, form: CancelOneForm) -> Response:
    """Show what it does if more appointments of a series are cancelled than the one."""
    series = place.series
    slot = clock.local(place.planned_for).date() if form.reach.data == Reach.FOLLOWING else clock.today()
    last_day = slot - timedelta(days=1)
    change = work_out_end(series, queries.occurrences_of(series), last_day=last_day)
    end_form = EndForm(formdata=None, last_day=last_day, reason=form.reason.data, version=str(series.version))
    return end_page(series, end_form, change)
