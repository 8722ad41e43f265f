"""The form of a day of remembrance."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from app.calendar.year.plans import PlanDetails
from app.forms import ClockTime, VersionedForm, choices, line, paragraph


class PlanForm(VersionedForm):
    """What is done on a day of remembrance this year."""

    starts = ClockTime(_l("Beginn"), [Optional()])
    place = line(_l("Ort"), most=200, hint=_l("Name und Straße, so dass man hinfindet."))
    on_duty = SelectField(_l("Wer kümmert sich?"), [Optional()], default="")
    wreath = line(_l("Kranz"), most=200, hint=_l("Wer bestellt ihn und bringt ihn mit, was kostet er?"))
    speaker = line(_l("Wer spricht?"), most=200)
    note = paragraph(_l("Notiz"), most=1000)

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Say who may be chosen."""
        self.on_duty.choices = choices(
            [("", _l("noch niemand")), *((str(key), name) for key, name in people)]
        )

    def details(self) -> PlanDetails:
        """Return what was typed; only after the form was validated."""
        return PlanDetails(
            starts=self.starts.data,
            place=self.place.data or "",
            wreath=self.wreath.data or "",
            speaker=self.speaker.data or "",
            on_duty_id=int(self.on_duty.data) if self.on_duty.data else None,
            note=self.note.data or "",
        )
