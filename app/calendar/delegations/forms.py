"""The form of a delegation."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from app.accounts.models import Person
from app.calendar.delegations.models import DELEGATED_NAMES, Delegated
from app.forms import Form, choices, email

NOBODY = ""


class HandOverForm(Form):
    """To whom, and how much."""

    person = SelectField(_l("An wen?"), default=NOBODY)
    email = email(
        _l("Oder an jemanden von außerhalb: E-Mail-Adresse"),
        hint=_l("Wer die Person ist und ob sie bei uns mitarbeitet, erfährst du erst, wenn sie zusagt."),
    )
    what = RadioField(_l("Was?"), default=Delegated.MEETING.value)

    def offer(self, people: Iterable[Person], parts: Iterable[Delegated]) -> None:
        """Say what may be chosen."""
        nobody = (NOBODY, _l("Bitte wählen"))
        self.person.choices = choices([nobody, *((str(one.id), one.name) for one in people)])
        self.what.choices = choices((what.value, DELEGATED_NAMES[what]) for what in parts)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the fields; exactly one of person and address is needed."""
        if not super().validate(extra_validators):
            return False
        if bool(self.person.data) == bool(self.email.data):
            self.person.errors = [
                _l("Bitte wähle nur eine Person: hier oder mit ihrer Adresse.")
                if self.person.data
                else _l("Bitte wähle, an wen.")
            ]
            return False
        return True
