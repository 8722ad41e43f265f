"""The forms of an appointment."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, TimeField
from wtforms.validators import InputRequired, Optional

from app.calendar.services import Details
from app.forms import Form, VersionedForm, line, paragraph


class Day(DateField):
    """A day, as browsers send it or as people write it."""

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises ValueError with what to do for one that does not exist."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as error:
            self.data = None
            raise ValueError(
                _("Diesen Tag gibt es nicht. Bitte so schreiben: %(example)s.", example="12.03.2025")
            ) from error


class ClockTime(TimeField):
    """A time of day."""

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%H:%M", "%H:%M:%S", "%H.%M"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time. Raises ValueError with what to do for one that does not exist."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as error:
            self.data = None
            raise ValueError(
                _("Diese Uhrzeit gibt es nicht. Bitte so schreiben: %(example)s.", example="19:00")
            ) from error


class DetailsForm(VersionedForm):
    """What is said of an appointment."""

    title = line(_l("Titel"), most=160, need=_l("Bitte einen Titel eintragen."))
    day = Day(_l("Tag"), [InputRequired(_l("Bitte den Tag eintragen."))])
    starts = ClockTime(_l("Beginn"), [InputRequired(_l("Bitte den Beginn eintragen."))])
    ends = ClockTime(_l("Ende"), [InputRequired(_l("Bitte das Ende eintragen."))])
    place = line(_l("Ort"), most=200, hint=_l("Name und Straße, so dass man hinfindet."))
    access = line(_l("Zugang"), most=200, hint=_l("Stufenlos? Welche Klingel? Welche Haltestelle?"))
    description = paragraph(_l("Worum geht es?"), most=5000)
    ends_on = Day(
        _l("Endet an einem anderen Tag"), [Optional()], description=_l("Nur wenn es über Mitternacht geht.")
    )

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
