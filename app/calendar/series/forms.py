"""The forms of a series, and the question how far a change of one appointment reaches."""

from __future__ import annotations

import enum
from datetime import date, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Optional

from app.calendar.forms import CancelForm, DetailsForm
from app.calendar.series.dates import Pattern, Wishes, minutes_between
from app.calendar.series.models import SchoolHolidays
from app.calendar.series.rules import EVERY, Rule, Unit
from app.calendar.series.words import RHYTHMS, WEEKDAYS, WHICH
from app.forms import ClockTime, Day, VersionedForm, choices, line, paragraph
from app.rules import RuleBroken

ON_DATE = "date"
"""In a rhythm: it counts days of the month, not weekdays."""


def rhythm_choices() -> list[SelectChoice]:
    """Return how often a series may meet: `week-1`, `month-1-3` (the third), `month-2-date`."""
    found = [SelectChoice(f"{Unit.WEEK}-{every}", RHYTHMS[Unit.WEEK, every]) for every in EVERY[Unit.WEEK]]
    for every in EVERY[Unit.MONTH]:
        rhythm = str(RHYTHMS[Unit.MONTH, every])
        group = rhythm[:1].upper() + rhythm[1:]
        stem = f"{Unit.MONTH}-{every}"
        found += [
            SelectChoice(
                f"{stem}-{which}", _("%(rhythm)s am %(which)s", rhythm=rhythm, which=name), optgroup=group
            )
            for which, name in WHICH.items()
        ]
        words = _("%(rhythm)s an einem festen Datum", rhythm=rhythm)
        found.append(SelectChoice(f"{stem}-{ON_DATE}", words, optgroup=group))
    return found


def on_choices() -> list[SelectChoice]:
    """Return on which day it may meet: `weekday-0` to `weekday-6`, `date-1` to `date-31`."""
    weekdays = [
        SelectChoice(f"weekday-{number}", name, optgroup=_("Wochentag"))
        for number, name in enumerate(WEEKDAYS)
    ]
    dates = [
        SelectChoice(f"date-{number}", _("am %(day)d. des Monats", day=number), optgroup=_("Festes Datum"))
        for number in range(1, 32)
    ]
    return weekdays + dates


def as_typed(rule: Rule) -> dict[str, str]:
    """Return a rule as it stands in the form."""
    rhythm = f"{rule.unit}-{rule.every}"
    if rule.weekday is None:
        return {"rhythm": f"{rhythm}-{ON_DATE}", "on": f"date-{rule.month_day}"}
    which = f"-{rule.which}" if rule.which else ""
    return {"rhythm": rhythm + which, "on": f"weekday-{rule.weekday}"}


def rule_of(rhythm: str, on: str) -> Rule:
    """Return the rule that was chosen. Raises RuleBroken where rhythm and day do not go together."""
    unit, every, which = (*rhythm.split("-", 2), "")[:3]
    kind, number = on.split("-")
    if (which == ON_DATE) != (kind == "date"):
        raise RuleBroken(
            _("Zu einem festen Datum gehört ein Tag des Monats, zum Beispiel „am 15. des Monats“.")
            if which == ON_DATE
            else _("Zu diesem Rhythmus gehört ein Wochentag."),
            field="on",
        )
    if which == ON_DATE:
        return Rule(Unit(unit), int(every), month_day=int(number))
    return Rule(Unit(unit), int(every), weekday=int(number), which=int(which) if which else None)


class WhenForm(VersionedForm):
    """When a series meets, and what all of its appointments have in common."""

    title = line(_l("Titel"), most=160, need=_l("Bitte einen Titel eintragen."))
    rhythm = SelectField(_l("Wie oft?"), choices=rhythm_choices)
    on = SelectField(_l("An welchem Tag?"), choices=on_choices)
    starts = ClockTime(_l("Beginn"), [InputRequired(_l("Bitte den Beginn eintragen."))])
    ends = ClockTime(_l("Ende"), [InputRequired(_l("Bitte das Ende eintragen."))])
    last_day = Day(
        _l("Bis"),
        [InputRequired(_l("Bitte den letzten Tag eintragen."))],
        description=_l("Höchstens drei Jahre. Verlängern geht später."),
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
    )
    skips_public_holidays = BooleanField(_l("Nicht an Feiertagen"))
    place = line(_l("Ort"), most=200, hint=_l("Name und Straße, so dass man hinfindet."))
    access = line(_l("Zugang"), most=200, hint=_l("Stufenlos? Welche Klingel? Welche Haltestelle?"))
    description = paragraph(_l("Worum geht es?"), most=5000)
    is_public = BooleanField(
        _l("Auch im öffentlichen Kalender zeigen"),
        description=_l("Ohne Anmeldung zu sehen. Nur für Termine, zu denen Gäste willkommen sind."),
    )
    announce = BooleanField(_l("Neue Termine gleich ankündigen"))
    asked = HiddenField(default="")
    """For which kind it was asked whether to announce; for another one the question begins anew."""
    shown = HiddenField(default="")
    """What the preview showed: nothing else is done without being shown."""

    def wishes(self, first_day: date) -> Wishes:
        """Return what was typed; only after the form was validated. Raises RuleBroken for what makes no sense."""
        starts, ends = self.starts.data or time.min, self.ends.data or time.min
        return Wishes(
            Pattern(
                rule=rule_of(self.rhythm.data, self.on.data),
                first_day=first_day,
                last_day=self.last_day.data or first_day,
                starts=starts,
                minutes=minutes_between(starts, ends),
                school_holidays=SchoolHolidays(self.school_holidays.data),
                skips_public_holidays=bool(self.skips_public_holidays.data),
            ),
            title=self.title.data or "",
            place=self.place.data or "",
            access=self.access.data or "",
            description=self.description.data or "",
            is_public=bool(self.is_public.data),
        )


class PlanSeriesForm(WhenForm):
    """A new series."""

    kind = SelectField(_l("Art"))
    title = line(
        _l("Titel"),
        most=160,
        hint=_l("Ohne Titel heißen sie wie ihre Art, zum Beispiel „Stammtisch“."),
    )
    first_day = Day(_l("Ab"), [InputRequired(_l("Bitte den ersten Tag eintragen."))])
    announce = BooleanField(_l("Gleich ankündigen"))


class ChangeSeriesForm(WhenForm):
    """What a series is to be from a day on."""

    since = Day(
        _l("Gilt ab"),
        [InputRequired(_l("Bitte eintragen, ab wann es gilt."))],
        description=_l("Was vor diesem Tag liegt, bleibt, wie es ist."),
    )
    first_day = Day(
        _l("Rhythmus beginnt neu am"),
        [Optional()],
        description=_l("Nur wenn er anders zählen soll als bisher, zum Beispiel in den anderen Wochen."),
    )
    reason = line(
        _l("Grund, falls Termine entfallen"), most=500, hint=_l("Ein Satz für alle, die kommen wollten.")
    )


class ExtendForm(VersionedForm):
    """Until when a series goes on."""

    last_day = Day(_l("Bis"), [InputRequired(_l("Bitte den letzten Tag eintragen."))])
    announce = BooleanField(_l("Neue Termine gleich ankündigen"))
    asked = HiddenField(default="")
    shown = HiddenField(default="")


class EndForm(VersionedForm):
    """After which day a series ends."""

    last_day = Day(
        _l("Letzter Tag der Serie"),
        [InputRequired(_l("Bitte den letzten Tag eintragen."))],
        description=_l(
            "Was danach liegt, entfällt: Angekündigte Termine werden abgesagt, Entwürfe gelöscht."
        ),
    )
    reason = line(
        _l("Grund"),
        most=500,
        hint=_l("Ein Satz für alle, die kommen wollten. Er steht dann bei den Terminen."),
    )
    exceptions_too = BooleanField(_l("Auch Termine, die einzeln geändert wurden"))
    shown = HiddenField(default="")


# --- how far a change of one appointment reaches


class Reach(enum.StrEnum):
    """For which appointments of a series something is meant."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


def _reach() -> RadioField:
    return RadioField(
        _l("Für welche Termine der Serie gilt das?"),
        choices=choices(
            [
                (Reach.ONE.value, _l("nur für diesen")),
                (Reach.FOLLOWING.value, _l("für diesen und alle folgenden")),
                (Reach.ALL.value, _l("für alle kommenden")),
            ]
        ),
        default=Reach.ONE.value,
    )


class EditOneForm(DetailsForm):
    """What is said of an appointment that is one of a series."""

    reach = _reach()


class CancelOneForm(CancelForm):
    """Why an appointment is cancelled that is one of a series."""

    reach = _reach()
