"""The forms of a sitting, and of many at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from app import clock
from app.calendar.series.forms import on_choices, rhythm_choices
from app.calendar.series.models import SchoolHolidays
from app.districts.councils.sittings.agenda import LONGEST_TITLE, what_is_wrong
from app.districts.councils.sittings.services import MOST_ITEMS, Details
from app.forms import ClockTime, Day, Ticks, VersionedForm, choices, line, paragraph
from app.rules import RuleBroken
from app.spaces.models import Council

SUMMER_MONTHS = {7: _l("Juli"), 8: _l("August")}
"""In these many councils do not sit."""
AGENDA_HINT = _l(
    "Ein Punkt je Zeile, zum Beispiel „3. Radweg Doberaner Straße (2025/BV/1001)“. Was nicht öffentlich ist, "
    "endet mit „(nichtöffentlich)“."
)


def _address(_form: FlaskForm, typed: Field) -> None:
    """Refuse what is no address of a page: a link may lead to http or https, and to nowhere else."""
    try:
        parts = urlsplit(typed.data or "")
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits or any(c.isspace() or c in "<>\"'\\" for c in typed.data):
        raise ValidationError(_("Bitte die ganze Adresse eintragen, sie beginnt mit https://"))


def _agenda(_form: FlaskForm, typed: Field) -> None:
    wrong = what_is_wrong(typed.data or "")
    if wrong == "lines":
        raise ValidationError(_("Das sind mehr als %(most)d Punkte. Bitte kürzen.", most=MOST_ITEMS))
    if wrong:
        raise ValidationError(
            _("Ein Punkt ist länger als %(most)d Zeichen. Bitte kürzen.", most=LONGEST_TITLE)
        )


class SittingForm(VersionedForm):
    """What is said of a sitting."""

    day = Day(_l("Tag"), [InputRequired(_l("Bitte den Tag eintragen."))])
    starts = ClockTime(_l("Beginn"), [InputRequired(_l("Bitte den Beginn eintragen."))])
    ends = ClockTime(_l("Ende"), [Optional()])
    place = line(_l("Ort"), most=200, hint=_l("Name und Straße, so dass man hinfindet."))
    title = line(
        _l("Eigener Titel"), most=160, hint=_l("Nur wenn sie anders heißt, zum Beispiel „Sondersitzung“.")
    )
    link = line(_l("Link zur Sitzung bei der Stadt"), most=500)
    agenda = paragraph(_l("Tagesordnung"), hint=AGENDA_HINT)

    def validate_link(self, typed: Field) -> None:
        """Refuse what is no address of a page."""
        if typed.data:
            _address(self, typed)

    def validate_agenda(self, typed: Field) -> None:
        """Refuse an agenda that is too long."""
        _agenda(self, typed)

    def details(self) -> Details:
        """Return what was typed; only after the form was validated. Raises RuleBroken for a time that clocks skip."""
        day, starts = self.day.data or date.min, self.starts.data or time.min
        starts_at = _moment(day, starts, "starts")
        ends_at = _moment(day, self.ends.data, "ends") if self.ends.data is not None else None
        return Details(
            starts_at,
            ends_at,
            place=self.place.data or "",
            title=self.title.data or "",
            link=self.link.data or "",
        )


def _moment(day: date, at: time, field: str) -> datetime:
    if not date(1990, 1, 1) <= day <= date(2100, 1, 1):
        raise RuleBroken(
            _("Bitte das Jahr noch einmal ansehen: %(year)d liegt zu weit weg.", year=day.year), field="day"
        )
    try:
        return clock.from_wall_clock(day, at)
    except clock.NoSuchTime as missing:
        raise RuleBroken(
            _("Die Uhrzeit %(time)s gibt es an diesem Tag nicht (Zeitumstellung).", time=f"{at:%H:%M}"),
            field=field,
        ) from missing


def _council() -> SelectField:
    return SelectField(_l("Ortsbeirat"), [InputRequired(_l("Bitte den Ortsbeirat auswählen."))])


def offer(field: SelectField, councils: Iterable[Council]) -> None:
    """Say which councils may be chosen."""
    field.choices = choices((str(one.id), one.name) for one in councils)


class NewSittingForm(SittingForm):
    """A sitting of one of the councils."""

    council = _council()


class SeriesForm(VersionedForm):
    """Many sittings of a council in the rhythm in which it sits."""

    council = _council()
    rhythm = SelectField(_l("Wie oft?"), choices=rhythm_choices)
    on = SelectField(_l("An welchem Tag?"), choices=on_choices)
    starts = ClockTime(_l("Beginn"), [InputRequired(_l("Bitte den Beginn eintragen."))])
    first_day = Day(_l("Ab"), [InputRequired(_l("Bitte den ersten Tag eintragen."))])
    last_day = Day(_l("Bis"), [InputRequired(_l("Bitte den letzten Tag eintragen."))])
    months_off = Ticks(
        _l("Nicht im"),
        choices=choices((str(number), name) for number, name in SUMMER_MONTHS.items()),
    )
    school_holidays = RadioField(
        _l("Schulferien"),
        choices=choices(
            [
                (SchoolHolidays.NONE.value, _l("auch in den Ferien")),
                (SchoolHolidays.SUMMER.value, _l("nicht in den Sommerferien")),
                (SchoolHolidays.ALL.value, _l("nicht in den Schulferien")),
            ]
        ),
        default=SchoolHolidays.NONE.value,
    )
    skips_public_holidays = BooleanField(_l("Nicht an Feiertagen"))
    place = line(_l("Ort"), most=200, hint=_l("Leer: wie bei der letzten Sitzung dieses Ortsbeirats."))
    shown = HiddenField(default="")
    """What the preview showed: nothing else is entered without being shown."""
