"""The forms of a decision."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from app.districts.meetings.decisions.measures import MEASURES
from app.districts.meetings.decisions.models import RESULT_NAMES, DecisionResult
from app.districts.meetings.decisions.services import DecisionDetails
from app.forms import VersionedForm, choices, clean, needed

BY_VOTES = "votes"
LONGEST_WORDING = 4000
MOST_VOTES = 9999


def _votes(label: Any) -> IntegerField:
    in_range = NumberRange(0, MOST_VOTES, _l("Bitte eine Zahl ab 0 eintragen."))
    return IntegerField(label, [Optional(), in_range])


class DecisionForm(VersionedForm):
    """One decision."""

    wording = TextAreaField(
        _l("Was ist beschlossen?"),
        [
            *needed(_l("Bitte eintragen, was beschlossen wurde.")),
            Length(max=LONGEST_WORDING, message=_l("Bitte kürzen: höchstens %(max)d Zeichen.")),
        ],
        filters=[clean],
    )
    without_dissent = BooleanField(_l("ohne Gegenstimme"))
    yes = _votes(_l("Ja"))
    no = _votes(_l("Nein"))
    abstentions = _votes(_l("Enthaltungen"))
    result = RadioField(
        _l("Ergebnis"),
        choices=choices(
            [
                (BY_VOTES, _l("ergibt sich aus den Stimmen")),
                *((one.value, RESULT_NAMES[one]) for one in DecisionResult),
            ]
        ),
        default=BY_VOTES,
    )
    measure = SelectField(
        _l("Setzt eine Maßnahme des Kreisverbands um"),
        [Optional()],
        default="",
    )

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        # Not before it is known who reads it: these words are put together.
        self.measure.choices = choices(
            [("", _l("keine")), *((str(n), f"{n}. {name}") for n, name in MEASURES.items())]
        )

    def details(self) -> DecisionDetails:
        """Return what was typed; only after the form was validated."""
        return DecisionDetails(
            wording=self.wording.data or "",
            result=None if self.result.data == BY_VOTES else DecisionResult(self.result.data),
            without_dissent=bool(self.without_dissent.data),
            yes=self.yes.data,
            no=self.no.data,
            abstentions=self.abstentions.data,
            measure=int(self.measure.data) if self.measure.data else None,
        )
