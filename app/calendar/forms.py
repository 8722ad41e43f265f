"""The forms of an appointment."""

from __future__ import annotations

from datetime import date, time

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional

from app.calendar.services import Details
from app.forms import ClockTime, Day, Form, VersionedForm, choices, line, paragraph

REMINDERS = {
    48: _l("2 Tage vorher"),
    24: _l("1 Tag vorher"),
    168: _l("1 Woche vorher"),
    None: _l("gar nicht"),
}
"""How long before the start those who are invited can be reminded, in hours."""


class DetailsForm(VersionedForm):
    """What is said of an appointment."""

    title = line(_l("Titel"), most=160, need=_l("Bitte einen Titel eintragen."))
    day = Day(_l("Tag"), [InputRequired(_l("Bitte den Tag eintragen."))])
    starts = ClockTime(_l("Beginn"), [InputRequired(_l("Bitte den Beginn eintragen."))])
    ends = ClockTime(_l("Ende"), [InputRequired(_l("Bitte das Ende eintragen."))])
    place = line(_l("Ort"), most=200, hint=_l("Name und Straße, so dass man hinfindet."))
    access = line(_l("Zugang"), most=200, hint=_l("Stufenlos? Welche Klingel? Welche Haltestelle?"))
    description = paragraph(_l("Worum geht es?"), most=5000)
    reminder = SelectField(
        _l("Erinnern"),
        choices=choices((str(hours or ""), name) for hours, name in REMINDERS.items()),
        description=_l("Per Mail, alle Eingeladenen, die nicht abgesagt haben."),
    )
    is_public = BooleanField(
        _l("Auch im öffentlichen Kalender zeigen"),
        description=_l("Ohne Anmeldung zu sehen. Nur für Termine, zu denen Gäste willkommen sind."),
    )
    ends_on = Day(
        _l("Endet an einem anderen Tag"), [Optional()], description=_l("Nur wenn es über Mitternacht geht.")
    )

    @property
    def reminder_hours(self) -> int | None:
        """How long before the start to remind; None: not at all. Only after the form was validated."""
        return int(self.reminder.data) if self.reminder.data else None

    def details(self) -> Details:
        """Return what was typed; only after the form was validated."""
        return Details(
            title=self.title.data or "",
            day=self.day.data or date.min,
            starts=self.starts.data or time.min,
            ends=self.ends.data or time.min,
            ends_on=self.ends_on.data,
            place=self.place.data or "",
            access=self.access.data or "",
            description=self.description.data or "",
            is_public=bool(self.is_public.data),
        )


class PlanForm(DetailsForm):
    """A new appointment."""

    kind = SelectField(_l("Art"))
    title = line(
        _l("Titel"),
        most=160,
        hint=_l("Ohne Titel heißt er wie seine Art, zum Beispiel „Mitgliederversammlung“."),
    )


class CancelForm(Form):
    """Why an appointment is cancelled."""

    reason = line(
        _l("Grund"), most=500, hint=_l("Ein Satz für alle, die kommen wollten. Er steht dann beim Termin.")
    )
