"""When somebody wants to meet, as far as it was typed."""

from __future__ import annotations

from datetime import date, time

from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from app.calendar.services import Details
from app.db import MAX_ID
from app.forms import ClockTime, Day, Form


class WhenForm(Form):
    """The times of an appointment that is being planned; sent by a script, so nothing is said of what is odd."""

    kind = StringField()
    day = Day("", [InputRequired()])
    starts = ClockTime("", [InputRequired()])
    ends = ClockTime("", [InputRequired()])
    ends_on = Day("", [Optional()])
    besides = StringField()

    @property
    def appointment_id(self) -> int | None:
        """The key of the appointment that is moved, if one is."""
        text = self.besides.data or ""
        known = text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= MAX_ID
        return int(text) if known else None

    def details(self) -> Details:
        """Return the times; only after the form was validated."""
        return Details(
            title="",
            day=self.day.data or date.min,
            starts=self.starts.data or time.min,
            ends=self.ends.data or time.min,
            ends_on=self.ends_on.data,
        )
