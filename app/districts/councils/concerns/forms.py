"""The forms of a concern: raising it, and each step of its way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app import clock
from app.accounts.models import Person
from app.districts.councils.concerns.models import STATE_NAMES, Concern, ConcernState, Origin
from app.districts.councils.concerns.raising import Details, Raiser, has_house_number, split_topics
from app.districts.councils.concerns.services import WAY, NextStep
from app.districts.councils.papers import LONGEST_NUMBER
from app.districts.councils.sittings.models import Sitting
from app.extensions import db
from app.forms import Day, Form, VersionedForm, choices, clean, line, needed, paragraph
from app.spaces.models import Council
from app.speech import day

LONGEST_TEXT = 4000
LONGEST_ANSWER = 2000
LONGEST_NOTE = 500

# --- raising


class WordsForm(VersionedForm):
    """What is said of a concern."""

    title = line(
        _l("Worum geht es?"),
        most=160,
        need=_l("Bitte in ein paar Worten eintragen, worum es geht."),
        hint=_l("Ein paar Worte, ohne Namen: „Dunkler Weg zur Haltestelle“."),
    )
    text = paragraph(
        _l("Was ist das Problem?"),
        most=LONGEST_TEXT,
        hint=_l("Was stört, seit wann, was helfen würde. Wer hier mitliest, liest das; schreib keine Namen."),
    )
    street = line(
        _l("Straße und Abschnitt"),
        most=160,
        hint=_l("Ohne Hausnummer: „Lange Straße zwischen Markt und Hafen“."),
    )
    topics = line(_l("Themen"), most=200, hint=_l("Höchstens drei, mit Komma dazwischen: „Radweg, Schule“."))
    council = SelectField(_l("Welcher Ortsbeirat?"), [Optional()], default="")
    street_seen = HiddenField(default="")

    def offer(self, councils: list[Council], used: list[str]) -> None:
        """Say which councils there are (one is not asked for) and which topics were used before."""
        self.councils = {str(one.id): one for one in councils}
        if len(councils) > 1:
            self.council.choices = choices(
                [("", _("weiß ich nicht")), *((str(one.id), one.short_name) for one in councils)]
            )
        else:
            del self.council
        if used:
            self.topics.description = f"{self.topics.description} " + _(
                "Bisher hier: %(topics)s.", topics=", ".join(used)
            )

    def validate_street(self, field: Field) -> None:
        """Ask once, in a friendly way, where a number follows the street; whoever sends it again means it."""
        if has_house_number(field.data or "") and self.street_seen.data != field.data:
            self.street_seen.data = field.data
            raise ValidationError(
                _("Bitte ohne Hausnummer. Ist die Zahl keine, dann schick es einfach noch einmal ab.")
            )

    def details(self) -> Details:
        """Return what was typed; only after the form was validated."""
        return Details(
            title=self.title.data or "",
            text=self.text.data or "" if "text" in self else "",
            street=self.street.data or "",
            topics=split_topics(self.topics.data or ""),
            council=self._chosen_council(),
        )

    def _chosen_council(self) -> Council | None:
        if "council" in self:
            return self.councils.get(self.council.data or "")
        return next(iter(self.councils.values()), None)


class RaiseForm(WordsForm):
    """A new concern."""

    wants_to_hear = BooleanField(
        _l("Sagt mir Bescheid, was daraus wird"),
        description=_l("Dann sehen die Sprecher*innen und Ortsbeiratsmitglieder, dass es von dir kommt."),
    )
    name = line(_l("Name"), most=120)
    contact = line(_l("Telefon oder E-Mail"), most=200)
    agrees = BooleanField(
        _l("Die Person ist einverstanden, dass wir Name und Kontakt aufheben, bis wir Bescheid gesagt haben")
    )

    def keep_to(self, origin: Origin) -> None:
        """Ask only for what may be kept of a concern from there."""
        if origin is not Origin.MEMBER:
            del self.wants_to_hear
        if origin not in (Origin.GUEST, Origin.CLUB):
            del self.name, self.contact, self.agrees
        if origin is Origin.CLUB:
            self.name.label.text = _("Verein, und wer dort ansprechbar ist")
        if origin is Origin.DOORSTEP:
            del self.text

    def raiser(self) -> Raiser:
        """Return who is to be told; only after the form was validated."""
        if "name" not in self:
            return Raiser()
        return Raiser(self.name.data or "", self.contact.data or "", bool(self.agrees.data))


# --- each step of the way


class StepForm(VersionedForm):
    """A step; `aside` names the fields that most people leave empty."""

    aside: tuple[str, ...] = ()

    def offer(self, concern: Concern, people: list[tuple[int, str]], sittings: Iterable[Sitting]) -> None:
        """Say what may be chosen."""

    @property
    def main_fields(self) -> list[Field]:
        """What is asked for first."""
        return [one for one in self._shown() if one.name not in self.aside]

    @property
    def aside_fields(self) -> list[Field]:
        """What is asked for on request."""
        return [one for one in self._shown() if one.name in self.aside]

    def _shown(self) -> list[Field]:
        shown = [one for one in self if not isinstance(one, HiddenField)]
        return sorted(shown, key=lambda one: one.name != "responsible")  # who, before what and until when


class _Planning(StepForm):
    next_step = line(_l("Was kommt als Nächstes?"), most=200, hint=_l("„Beim Amt nachfragen“"))
    next_on = Day(_l("Bis wann?"), [Optional()])
    note = line(_l("Notiz"), most=LONGEST_NOTE, hint=_l("Eine Zeile für den Verlauf, ohne Namen von außen."))

    def plan(self) -> NextStep:
        """Return what comes next; only after the form was validated."""
        return NextStep(self.next_step.data or "", self.next_on.data)


class TakeUpForm(_Planning):
    """Who looks after it, what comes next."""

    responsible = SelectField(_l("Wer kümmert sich?"), [InputRequired(_l("Bitte jemanden auswählen."))])
    aside = ("note",)

    def offer(self, concern: Concern, people: list[tuple[int, str]], sittings: Iterable[Sitting]) -> None:
        """Offer those who may carry it on."""
        self.responsible.choices = choices((str(key), name) for key, name in people)

    def person(self) -> Person:
        """Return who was chosen; only after the form was validated."""
        return db.session.get_one(Person, int(self.responsible.data))


class CouncilForm(_Planning):
    """To which sitting it is brought."""

    sitting = SelectField(_l("In welche Sitzung?"), [Optional()], default="")
    item = line(_l("Nummer des Punkts"), most=20, hint=_l("Wenn du sie schon weißt: „7.1“."))
    aside = ("next_step", "next_on", "note")

    def offer(self, concern: Concern, people: list[tuple[int, str]], sittings: Iterable[Sitting]) -> None:
        """Offer the sittings of the district."""
        self.sittings = {str(one.id): one for one in sittings}
        named = (
            (key, f"{day(one.starts_at)} · {one.council.short_name}") for key, one in self.sittings.items()
        )
        self.sitting.choices = choices([("", _("steht noch nicht fest")), *named])

    def chosen(self) -> Sitting | None:
        """Return the sitting; only after the form was validated."""
        return self.sittings.get(self.sitting.data or "")


class ParliamentForm(_Planning):
    """The number of the motion or question."""

    paper = line(
        _l("Nummer des Antrags oder der Anfrage"),
        most=LONGEST_NUMBER,
        need=_l("Bitte die Nummer eintragen, oder „in Vorbereitung“."),
        hint=_l("Zum Beispiel 2025/BV/1234."),
    )
    aside = ("next_step", "next_on", "note")


class AnswerForm(StepForm):
    """What came of it."""

    answer = TextAreaField(
        _l("Was ist daraus geworden?"),
        [
            *needed(_l("Bitte eintragen, was daraus wurde.")),
            Length(max=LONGEST_ANSWER, message=_l("Bitte kürzen: höchstens %(max)d Zeichen.")),
        ],
        filters=[clean],
        description=_l(
            "Zwei, drei Sätze, ohne Namen von außen. Das lesen alle hier und die anderen Ortsbeiräte."
        ),
    )
    answered_on = Day(_l("Wann?"), [InputRequired(_l("Bitte den Tag eintragen."))], default=clock.today)


class TellForm(StepForm):
    """Nothing is asked: whoever presses the button has told them."""


class DropForm(StepForm):
    """Why it is carried on no more."""

    note = line(
        _l("Warum?"), most=LONGEST_NOTE, need=_l("Bitte kurz eintragen, warum."),
        hint=_l("Das lesen alle hier, und wer es vorgebracht hat."),
    )  # fmt: skip


class BackForm(StepForm):
    """How far it really is."""

    to = SelectField(_l("Wie weit ist es wirklich?"), [InputRequired(_l("Bitte auswählen."))])
    note = line(_l("Notiz"), most=LONGEST_NOTE)
    aside = ("note",)

    def offer(self, concern: Concern, people: list[tuple[int, str]], sittings: Iterable[Sitting]) -> None:
        """Offer what lies behind it."""
        behind = WAY[: WAY.index(concern.state)] if concern.is_open else ()
        self.to.choices = choices((state.value, STATE_NAMES[state]) for state in behind)

    def state(self) -> ConcernState:
        """Return how far it is; only after the form was validated."""
        return ConcernState(self.to.data)


Values = dict[str, Any]


def seen(form: Form, concern: Concern) -> None:
    """Let who came second send the form again, now that they are told: then it counts."""
    if isinstance(form, VersionedForm):
        form.version.data = str(concern.version)
