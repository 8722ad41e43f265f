"""A calendar file beside what is in the calendar already: what is new, what differs, what is off."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, speech
from app.calendar.imports.reading import Found
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db


class Step(enum.StrEnum):
    """What an entry would do to the calendar."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    THERE = "there"
    NOTHING = "nothing"
    """It stays as it is, for a reason that is told."""


STEPS = {
    Step.NEW: _l("neu"),
    Step.CHANGED: _l("dort geändert"),
    Step.CANCELLED: _l("dort abgesagt"),
    Step.THERE: _l("schon da"),
    Step.NOTHING: _l("bleibt, wie es ist"),
}


@dataclass(frozen=True)
class Row:
    """An entry of the file and what it would do."""

    found: Found
    step: Step
    appointment: Appointment | None = None
    notes: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Names what was shown: anything else has another one, and is not taken in."""
        shown = (
            self.step, self.found.key, self.found.title, self.found.place, self.found.description,
            self.found.starts_at.isoformat(), self.found.ends_at.isoformat(),
            self.appointment.id if self.appointment else "", self.appointment.version if self.appointment else "",
        )  # fmt: skip
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]

    @property
    def is_offered(self) -> bool:
        """Whether it can be ticked."""
        return self.step in (Step.NEW, Step.CHANGED, Step.CANCELLED)

    @property
    def is_past(self) -> bool:
        """Whether it is over."""
        return self.found.ends_at <= clock.now()

    @property
    def is_ticked(self) -> bool:
        """Whether most people want it: what is new and to come. What changes something here is for them to say."""
        return self.step is Step.NEW and not self.is_past


def compared(found: Iterable[Found]) -> list[Row]:
    """Return what the entries of a file would do to the calendar of the space at hand. One query."""
    entries = list(found)
    known = _known([one.key for one in entries])
    return [_row(one, known.get(one.key)) for one in entries]


def _known(keys: list[str]) -> dict[str, Appointment]:
    # What comes back from a calendar that had it from us bears our own name.
    own = {key.partition("@")[0][:36]: key for key in keys}
    statement = sa.select(Appointment).where(
        sa.or_(Appointment.imported_uid.in_(keys), Appointment.uid.in_(sorted(own)))
    )
    return {one.imported_uid or own.get(one.uid, ""): one for one in db.session.scalars(statement)}


def _row(found: Found, appointment: Appointment | None) -> Row:
    if appointment is None:
        if found.is_cancelled:
            return Row(
                found, Step.NOTHING, None, (_("Dort abgesagt, und hier steht er nicht."), *found.notes)
            )
        past = (_("Liegt in der Vergangenheit."),) if found.ends_at <= clock.now() else ()
        return Row(found, Step.NEW, None, (*past, *found.notes))
    if appointment.state is AppointmentState.CANCELLED:
        said = (
            _("Hier ist er abgesagt und bleibt es.")
            if not found.is_cancelled
            else _("Hier ist er schon abgesagt.")
        )
        return Row(found, Step.NOTHING, appointment, (said,))
    if found.is_cancelled:
        if appointment.state is AppointmentState.DRAFT:
            said = _("Dort abgesagt. Hier ist er noch ein Entwurf; löschen kannst du ihn auf seiner Seite.")
            return Row(found, Step.NOTHING, appointment, (said,))
        if appointment.is_past:
            return Row(found, Step.NOTHING, appointment, (_("Dort abgesagt. Hier ist er schon vorbei."),))
        return Row(found, Step.CANCELLED, appointment)
    differences = tuple(_differences(found, appointment))
    return Row(found, Step.CHANGED if differences else Step.THERE, appointment, differences)


def _differences(found: Found, appointment: Appointment) -> Iterable[str]:
    """Say what differs of time, place and title; the description is the space's own."""
    if (appointment.starts_at, appointment.ends_at) != (found.starts_at, found.ends_at):
        yield _("Hier steht als Zeit: %(when)s", when=speech.span(appointment.starts_at, appointment.ends_at))
    if appointment.place != found.place and found.place:
        yield _("Hier steht als Ort: %(place)s", place=appointment.place or _("noch nichts"))
    if appointment.title != found.title:
        yield _("Hier steht als Titel: %(title)s", title=appointment.title)
