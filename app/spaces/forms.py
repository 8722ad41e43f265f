"""The forms of spaces and who is in them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from app.access import ROLE_NAMES, Role, SpaceKind
from app.forms import ClockTime, Form, VersionedForm, choices, clean, email, line, needed, paragraph
from app.spaces.models import KIND_NAMES


class SpaceSettingsForm(VersionedForm):
    """What a space says of itself."""

    description = paragraph(_l("Wer wir sind"), most=2000, hint=_l("Ein paar Sätze für alle, die neu sind."))
    contact = line(_l("Erreichbar"), most=200, hint=_l("Telefon, Adresse oder wann jemand da ist."))
    default_place = line(
        _l("Üblicher Ort"), most=200, hint=_l("Steht dann schon da, wenn du einen Termin anlegst.")
    )
    default_access = line(_l("Zugang"), most=200, hint=_l("Stufenlos? Welche Klingel? Welche Haltestelle?"))
    default_time = ClockTime(_l("Übliche Uhrzeit"), [InputRequired(_l("Bitte eine Uhrzeit eintragen."))])


class TakeInForm(Form):
    """Somebody new in a space."""

    name = line(_l("Name"), most=120, need=_l("Bitte den Namen eintragen."))
    email = email(
        _l("E-Mail-Adresse"),
        hint=_l("Dorthin geht die Einladung. Ohne Adresse gibt es keinen Zugang, aber Post."),
    )
    phone = line(_l("Telefon"), most=40)
    role = RadioField(_l("Rolle"), default=Role.MEMBER.value)

    def offer(self, roles: tuple[Role, ...]) -> None:
        """Say which roles may be given."""
        self.role.choices = choices((role.value, ROLE_NAMES[role]) for role in roles)


def _slug_field() -> StringField:
    return StringField(
        _l("Adresse"),
        [
            *needed(_l("Bitte eine Adresse eintragen.")),
            Regexp(
                r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
                message=_l("Nur kleine Buchstaben ohne Umlaute, Ziffern und einzelne Bindestriche."),
            ),
            Length(max=60, message=_l("Bitte kürzen: höchstens %(max)d Zeichen.")),
        ],
        filters=[clean],
        description=_l("So heißt der Bereich in der Adresszeile: kleine Buchstaben und Bindestriche."),
    )


class SpaceForm(Form):
    """A space's name and address."""

    name = line(_l("Name"), most=120, need=_l("Bitte einen Namen eintragen."))
    short_name = line(_l("Kurzname"), most=40, need=_l("Bitte einen Kurznamen eintragen."))
    slug = _slug_field()


class NewSpaceForm(SpaceForm):
    """A new space."""

    kind = RadioField(
        _l("Art"),
        choices=choices((kind.value, KIND_NAMES[kind]) for kind in SpaceKind),
        default=SpaceKind.DISTRICT.value,
    )


class CouncilForm(Form):
    """Which district a council belongs to, and how many seats it has."""

    district = SelectField(_l("Stadtteilverband"), coerce=int)
    seats = IntegerField(
        _l("Sitze"),
        [
            InputRequired(_l("Bitte eine Zahl eintragen.")),
            NumberRange(1, 99, _l("Bitte eine Zahl zwischen 1 und 99 eintragen.")),
        ],
    )
    seats_are_estimated = BooleanField(
        _l("Die Zahl der Sitze ist geschätzt"), description=_l("Dann steht es überall dabei.")
    )

    def offer(self, districts: list[Any]) -> None:
        """Say which districts there are."""
        self.district.choices = choices([(0, _l("keiner")), *((one.id, one.name) for one in districts)])
