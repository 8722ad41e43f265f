"""The forms of a date poll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.calendar.invitations.forms import InviteForm
from app.calendar.polls.models import CHOICE_NAMES, Choice, PollOption
from app.calendar.polls.services import FEWEST_TIMES, MOST_TIMES, Question, start_of
from app.forms import ClockTime, Day, Form, VersionedForm, choices, line, paragraph
from app.rules import RuleBroken
from app.speech import moment

ROWS, MORE_ROWS = 6, 3


@dataclass(frozen=True)
class Row:
    """Where one proposed time is typed."""

    number: int
    day: Field
    starts: Field


class AskForm(InviteForm):
    """What is asked, with which times, and whom; `asking_form` makes it with rows for the times."""

    seen = knowing = None  # type: ignore[assignment]  # no preview here
    kind = SelectField(_l("Art"))
    title = line(_l("Worum geht es?"), most=160, need=_l("Bitte eintragen, worum es geht."))
    place = line(_l("Ort"), most=200, hint=_l("Wenn er schon feststeht."))
    minutes = IntegerField(
        _l("Dauer in Minuten"),
        [
            InputRequired(_l("Bitte eine Zahl eintragen.")),
            NumberRange(15, 24 * 60, _l("Bitte eine Zahl zwischen 15 und 1440 eintragen.")),
        ],
        default=120,
    )
    words = paragraph(_l("Ein Wort dazu"), most=5000, hint=_l("Steht in der Mail und bei der Frage."))
    rows = HiddenField()

    def question(self) -> Question:
        """Return what is asked; only after the form was validated."""
        return Question(
            kind=self.kind.data,
            title=self.title.data or "",
            place=self.place.data or "",
            words=self.words.data or "",
            minutes=self.minutes.data or 0,
        )

    def time_rows(self) -> list[Row]:
        """Return the rows for the times."""
        count = sum(1 for name in self._fields if name.startswith("day_"))
        return [Row(n, self[f"day_{n}"], self[f"starts_{n}"]) for n in range(1, count + 1)]

    def times(self) -> list[datetime]:
        """Return the proposed times, in UTC; only after the form was validated."""
        return [found for _row, found in self._times()]

    def _times(self) -> Iterator[tuple[Row, datetime]]:
        for row in self.time_rows():
            if row.day.data and row.starts.data:
                yield row, start_of(self.question(), row.day.data, row.starts.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and say at each time what is wrong with it."""
        right: bool = super().validate(extra_validators)
        if self.minutes.errors:
            return False  # without it nobody knows when a time ends
        known: set[datetime] = set()
        for row in self.time_rows():
            if row.day.errors or row.starts.errors:
                continue
            field, complaint = self._complaint(row, known)
            if complaint:
                field.errors = [complaint]
                right = False
        if right and len(known) < FEWEST_TIMES:
            self.time_rows()[0].day.errors = [_("Bitte schlag mindestens zwei Zeiten vor.")]
            right = False
        return right

    def _complaint(self, row: Row, known: set[datetime]) -> tuple[Field, str]:
        """Return what is wrong with a row, and at which of its fields; note the time where nothing is."""
        day, starts = row.day.data, row.starts.data
        if day is None and starts is None:
            return row.day, ""
        if day is None:
            return row.day, _("An welchem Tag?")
        if starts is None:
            return row.starts, _("Um wie viel Uhr?")
        try:
            found = start_of(self.question(), day, starts)
        except RuleBroken as broken:
            return (row.day if broken.field == "day" else row.starts), broken.message
        if found in known:
            return row.day, _("Diese Zeit steht schon weiter oben.")
        known.add(found)
        return row.day, ""


def asking_form(wanted_rows: str, *, more: bool) -> type[AskForm]:
    """Return the form with as many rows for times as it had, or some more."""
    held = int(wanted_rows) if wanted_rows.isascii() and wanted_rows.isdigit() and len(wanted_rows) < 4 else 0
    return _with_rows(min(max(held + MORE_ROWS if more else held, ROWS), MOST_TIMES))


@cache
def _with_rows(count: int) -> type[AskForm]:
    fields: dict[str, Any] = {"rows": HiddenField(default=str(count))}
    for n in range(1, count + 1):
        fields[f"day_{n}"] = Day(_l("Tag der %(n)d. Zeit", n=n), [Optional()])
        fields[f"starts_{n}"] = ClockTime(_l("Beginn der %(n)d. Zeit", n=n), [Optional()])
    return type("AskFormWithRows", (AskForm,), fields)


CHOICES = choices((choice.value, name) for choice, name in CHOICE_NAMES.items())


class PollAnswerForm(Form):
    """Which times suit; `answer_form` makes it with a field for each of them."""

    def said(self) -> dict[int, Choice]:
        """Return what was said, by time; what was left open is left out."""
        sent = {name: (field.raw_data or [""])[0] for name, field in self._fields.items()}
        given = {choice.value for choice in Choice}
        return {
            int(name.removeprefix("option_")): Choice(value)
            for name, value in sent.items()
            if name.startswith("option_") and value in given
        }


def answer_form(options: Iterable[PollOption], before: Mapping[int, Choice]) -> PollAnswerForm:
    """Return the form for the times that are still ahead, filled in with what was said before."""
    fields = {
        f"option_{one.id}": RadioField(
            moment(one.starts_at),
            choices=CHOICES,
            validate_choice=False,
            default=before[one.id].value if one.id in before else None,
        )
        for one in options
    }
    form: PollAnswerForm = type("PollAnswerFormWithTimes", (PollAnswerForm,), fields)()
    return form


class DecideForm(VersionedForm):
    """Whether it is announced at once."""

    announce = RadioField(
        _l("Und dann?"),
        [InputRequired(_l("Bitte wählen, wie es weitergeht."))],
        choices=choices(
            (
                ("no", _l("Als Entwurf anlegen; angekündigt wird er mit der Einladung")),
                ("yes", _l("Gleich ankündigen, alle im Bereich sehen ihn")),
            )
        ),
        default="no",
    )
    late = BooleanField(_l("Trotzdem ankündigen, auch wenn die Ladungsfrist nicht mehr einzuhalten ist"))
