"""The pages on what stood before: versions to compare and restore, and two texts of which one is to stand."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import differences, markup
from app.access import Permission, requires
from app.calendar.models import Appointment
from app.districts.meetings.minutes import bp, conflicts, entries, queries, state, versions
from app.districts.meetings.minutes.conflicts import Way
from app.districts.meetings.minutes.forms import SettleForm
from app.districts.meetings.minutes.models import MinutesEntry, MinutesState, MinutesVersion
from app.districts.meetings.minutes.queries import Sheet
from app.districts.meetings.minutes.rights import meeting_or_404
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.forms import page, version_in

KEEP = Permission.KEEP_MINUTES


def _entry_or_404(appointment_id: int, entry_id: int) -> tuple[Appointment, MinutesEntry, Sheet]:
    appointment = meeting_or_404(appointment_id)
    entry = db.session.get(MinutesEntry, entry_id)
    if entry is None or entry.appointment_id != appointment.id:
        abort(404)
    item = db.session.get(AgendaItem, entry.item_id) if entry.item_id is not None else None
    return appointment, entry, queries.sheet_of(appointment, item)


def _version_or_404(entry: MinutesEntry, version_id: int) -> MinutesVersion:
    version = db.session.get(MinutesVersion, version_id)
    if version is None or version.entry_id != entry.id:
        abort(404)
    return version


def _back(sheet: Sheet) -> AnyResponse:
    return redirect(url_for(".write", appointment_id=sheet.appointment_id, _anchor=sheet.place), 303)


# --- two texts


def _mine_first(entry: MinutesEntry) -> list[MinutesVersion]:
    me = current_user.me.id
    return sorted(entries.waiting([entry.id]), key=lambda one: one.by_id != me)


@bp.get("/text/<id:entry_id>/beide")
@requires(KEEP)
def both(appointment_id: int, entry_id: int) -> AnyResponse:
    """Show the text that stands and the one that was put aside."""
    appointment, entry, sheet = _entry_or_404(appointment_id, entry_id)
    return _both(appointment, entry, sheet, SettleForm(formdata=None))


def _both(appointment: Appointment, entry: MinutesEntry, sheet: Sheet, form: SettleForm) -> Response:
    aside = _mine_first(entry)
    context: dict[str, Any] = {"appointment": appointment, "entry": entry, "sheet": sheet, "form": form}
    if not aside:
        return page("districts/meetings/minutes/settled.html", **context)
    first = aside[0]
    if not form.errors:
        form.text.data = conflicts.joint(
            entry.text,
            first.text,
            first=_("So steht es da (%(name)s):", name=entry.changed_by.name),
            second=_("Beiseitegelegt (%(name)s):", name=first.by.name),
        )
    form.text.flags.required = True
    form.version.data, form.aside.data = str(entry.version), str(first.id)
    return page(
        "districts/meetings/minutes/both.html",
        aside=first,
        marked=markup.html,
        lines=differences.compare(entry.text, first.text),
        is_mine=first.by_id == current_user.me.id,
        more=len(aside) - 1,
        longest=entries.LONGEST,
        **context,
    )


@bp.post("/text/<id:entry_id>/entscheiden")
@requires(KEEP)
def settle(appointment_id: int, entry_id: int) -> AnyResponse:
    """Decide which of the two stands, or write one out of both."""
    appointment, entry, sheet = _entry_or_404(appointment_id, entry_id)
    form = SettleForm()
    waiting = {one.id: one for one in _mine_first(entry)}
    if not waiting:
        flash(_("Hier ist nichts mehr zu entscheiden."), "info")
        return _back(sheet)
    aside = waiting.get(form.aside_id)
    if aside is not None and form.validate_on_submit():
        with form.rules():
            conflicts.settle(
                appointment,
                entry,
                aside,
                way=Way(form.way.data),
                text=form.text.data or "",
                seen_version=form.seen_version,
                by=current_user.me,
            )
            flash(_("Erledigt. Beide Texte bleiben unter den Fassungen."), "success")
            return _back(sheet)
    return _both(appointment, entry, sheet, form)


# --- versions


@bp.get("/text/<id:entry_id>/fassungen")
@requires(KEEP)
def history(appointment_id: int, entry_id: int) -> Response:
    """The versions of one item, and what changed between any two of them."""
    appointment, entry, sheet = _entry_or_404(appointment_id, entry_id)
    found = versions.shown(entry)
    new = _chosen(entry, "neu")
    old = _chosen(entry, "alt")
    return page(
        "districts/meetings/minutes/history.html",
        appointment=appointment,
        entry=entry,
        sheet=sheet,
        versions=found,
        old=old,
        new=new,
        lines=differences.compare(old.text, new.text) if old and new else None,
    )


def _chosen(entry: MinutesEntry, name: str) -> MinutesVersion | None:
    """Return a version of this entry that the address asks for; None where it is none of them."""
    wanted = version_in(request.args.get(name))
    version = db.session.get(MinutesVersion, wanted) if wanted > 0 else None
    return version if version is not None and version.entry_id == entry.id else None


@bp.get("/text/<id:entry_id>/fassungen/<id:version_id>")
@requires(KEEP)
def version(appointment_id: int, entry_id: int, version_id: int) -> Response:
    """One version, and what is otherwise today."""
    appointment, entry, sheet = _entry_or_404(appointment_id, entry_id)
    one = _version_or_404(entry, version_id)
    return page(
        "districts/meetings/minutes/version.html",
        appointment=appointment,
        entry=entry,
        sheet=sheet,
        version=one,
        marked=markup.html,
        lines=differences.compare(one.text, entry.text),
        is_locked=state.state_of(appointment) is MinutesState.APPROVED,
    )


@bp.post("/text/<id:entry_id>/fassungen/<id:version_id>/zurueckholen")
@requires(KEEP)
def restore(appointment_id: int, entry_id: int, version_id: int) -> AnyResponse:
    """Let a version stand again."""
    appointment, entry, sheet = _entry_or_404(appointment_id, entry_id)
    if entries.restore(appointment, entry, _version_or_404(entry, version_id), by=current_user.me):
        flash(_("Zurückgeholt. Was bis eben dastand, bleibt unter den Fassungen."), "success")
    else:
        flash(_("Genau so steht es schon da."), "info")
    return _back(sheet)
