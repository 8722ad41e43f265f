"""The forms of a seat and of a term."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.districts.councils.services import MandateDetails, TermDetails
from app.forms import Day, Form, VersionedForm, choices, line
from app.spaces.models import MANDATE_NAMES, MandateKind

MOST_SEATS = 99


class MandateForm(Form):
    """What is said of a seat."""

    kind = RadioField(
        _l("Als was?"),
        choices=choices((kind.value, name) for kind, name in MANDATE_NAMES.items()),
        default=MandateKind.MEMBER.value,
    )
    since = Day(_l("Seit"), [InputRequired(_l("Bitte den ersten Tag eintragen."))])
    until = Day(_l("Letzter Tag"), [Optional()], description=_l("Leer, solange das Mandat läuft."))
    by_election = BooleanField(_l("In der Wahlperiode nachgewählt"))
    is_chair = BooleanField(_l("Hat den Vorsitz im Ortsbeirat"))

    def details(self) -> MandateDetails:
        """Return what was typed; only after the form was validated."""
        return MandateDetails(
            kind=MandateKind(self.kind.data),
            since=self.since.data or date.min,
            until=self.until.data,
            by_election=bool(self.by_election.data),
            is_chair=bool(self.is_chair.data),
        )


class NewMandateForm(MandateForm):
    """A seat for somebody of the space."""

    person = SelectField(_l("Wer?"), [InputRequired(_l("Bitte jemanden auswählen."))])


def _seats(label: Any, *, least: int) -> IntegerField:
    return IntegerField(
        label,
        [
            InputRequired(_l("Bitte eine Zahl eintragen.")),
            NumberRange(least, MOST_SEATS, message=_l("Bitte eine Zahl von %(min)s bis %(max)s.")),
        ],
    )


class TermForm(VersionedForm):
    """A council in one term."""

    name = line(_l("Name"), most=40, need=_l("Bitte einen Namen eintragen, zum Beispiel „2024–2029“."))
    since = Day(_l("Von"), [InputRequired(_l("Bitte den ersten Tag eintragen."))])
    until = Day(_l("Bis"), [Optional()], description=_l("Leer, solange sie läuft."))
    seats = _seats(_l("Sitze im Ortsbeirat"), least=1)
    our_seats = _seats(_l("Davon unsere"), least=0)
    chair = line(
        _l("Vorsitz"), most=120, hint=_l("Wie veröffentlicht, wenn niemand von uns den Vorsitz hat.")
    )

    def details(self) -> TermDetails:
        """Return what was typed; only after the form was validated."""
        return TermDetails(
            name=self.name.data or "",
            since=self.since.data or date.min,
            until=self.until.data,
            seats=self.seats.data or 0,
            our_seats=self.our_seats.data or 0,
            chair=self.chair.data or "",
        )
