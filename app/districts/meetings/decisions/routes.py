"""The pages of the decisions register."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for

from app.access import Permission, can, requires
from app.calendar.models import Appointment
from app.calendar.parts import Part, appointment_part
from app.districts.meetings.decisions import bp, news, queries  # noqa: F401  # news registers by itself
from app.districts.meetings.decisions.measures import MEASURES
from app.districts.meetings.decisions.models import RESULT_NAMES
from app.districts.meetings.minutes import state
from app.districts.meetings.minutes.models import MinutesState
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.forms import clean, page, page_number
from app.spaces import bp as door

READ = Permission.READ_SPACE
KEEP = Permission.KEEP_MINUTES


def _shown() -> queries.States:
    """How far minutes have to be so that this person sees what was decided: as with the minutes themselves."""
    if can(KEEP) or can(Permission.MANAGE_APPOINTMENTS):
        return None
    return queries.SHOWN_TO_MEMBERS if can(Permission.READ_TASKS) else queries.SHOWN_TO_ALL


@appointment_part(order=60)
def decisions_part(appointment: Appointment) -> Part | None:
    """Show what a meeting decided, to the members as soon as its minutes are ready."""
    if not appointment.behaviour.has_minutes or not appointment.has_begun:
        return None
    how_far, shown = state.state_of(appointment), _shown()
    if shown is not None and how_far not in shown:
        return None
    decisions = queries.decisions_of(appointment)
    if not decisions:
        return None
    return Part(
        "districts/meetings/decisions/part.html",
        {
            "decisions": decisions,
            "votes_in_words": queries.votes_in_words,
            "result_names": RESULT_NAMES,
            "preliminary": how_far is not MinutesState.APPROVED,
        },
    )


def _asked_measure() -> int | None:
    text = request.args.get("massnahme", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return number if number in MEASURES else None


@bp.get("/")
@requires(READ)
def listing() -> Response:
    """What was decided, the latest first; looked for by words, number or measure."""
    words = clean(request.args.get("suche"))[: queries.LONGEST_SEARCH]
    measure = _asked_measure()
    found = queries.register(page_number(), words=words, measure=measure, shown=_shown())
    asked: dict[str, Any] = {"suche": words or None, "massnahme": measure}
    return page(
        "districts/meetings/decisions/listing.html",
        page={
            "entries": found.entries,
            "number": found.number,
            "has_previous": found.has_previous,
            "has_next": found.has_next,
            "previous_url": url_for(".listing", seite=found.number - 1, **asked),
            "next_url": url_for(".listing", seite=found.number + 1, **asked),
        },
        words=words,
        measure=measure,
        measures=MEASURES,
        result_names=RESULT_NAMES,
        votes_in_words=queries.votes_in_words,
    )


@bp.get("/<id:decision_id>")
@requires(READ)
def show(decision_id: int) -> Response:
    """One decision."""
    entry = queries.entry_of(decision_id, shown=_shown())
    if entry is None:
        abort(404)
    decision = entry.decision
    return page(
        "districts/meetings/decisions/show.html",
        entry=entry,
        decision=decision,
        appointment=decision.appointment,
        item=db.session.get(AgendaItem, decision.item_id) if decision.item_id else None,
        votes=queries.votes_in_words(decision),
        result_names=RESULT_NAMES,
        measure=MEASURES.get(decision.measure or 0),
        may_change=can(KEEP) and entry.is_preliminary and not decision.is_withdrawn,
    )


door.register_blueprint(bp)
