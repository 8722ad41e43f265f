"""The forms of an invitation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from app import clock
from app.access import Role
from app.accounts.models import Language
from app.calendar.invitations.models import Answer, NoticeState
from app.calendar.invitations.people import GROUP_NAMES, Candidate, Choice
from app.forms import Day, Form, Ticks, choices, line, paragraph
from app.outbox import Guest

MOST_GUESTS = 100
LONGEST_NAME = 120
LONGEST_LINE = 400
_NAME_AND_ADDRESS = re.compile(r"(?:(?P<name>.*?)[\s,;]*)??<?(?P<email>[^\s<>,;]+@[^\s<>,;]+)>?[\s,;]*")


@dataclass(frozen=True)
class Line:
    """A line with a guest, or with what is wrong with it."""

    guest: Guest | None
    complaint: str = ""


def guests_in(text: str) -> Iterator[Line]:
    """Read guests: one in a line, with or without a name before the address."""
    for number, words in enumerate(text.split("\n"), start=1):
        if not words.strip():
            continue
        found = _NAME_AND_ADDRESS.fullmatch(words.strip()) if len(words) <= LONGEST_LINE else None
        email = found["email"].lower() if found else ""
        name = " ".join((found["name"] or "").replace('"', " ").split()) if found else ""
        try:
            # With an umlaut before the @ hardly any server delivers it.
            validate_email(email, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            line = words.strip()[:80]
            yield Line(None, _("Zeile %(n)d: In „%(line)s“ steht keine E-Mail-Adresse.", n=number, line=line))
            continue
        if "@" in name:
            yield Line(None, _("Zeile %(n)d: Bitte in jede Zeile nur eine Adresse.", n=number))
            continue
        if len(name) > LONGEST_NAME:
            yield Line(None, _("Zeile %(n)d: Der Name ist zu lang, höchstens 120 Zeichen.", n=number))
            continue
        yield Line(Guest(name or email, email, Language.GERMAN))


class InviteForm(Form):
    """Whom to invite, and with which words."""

    everybody = BooleanField(_l("Alle Mitglieder"), default=True)
    groups = Ticks(_l("Nach Rolle"))
    people = Ticks(_l("Einzelne"))
    guests = paragraph(
        _l("Gäste"),
        hint=_l("Eine Zeile je Gast, zum Beispiel: Gesa Gast gesa@beispiel.de. Der Name kann fehlen."),
    )
    words = paragraph(_l("Ein Wort dazu"), most=5000, hint=_l("Steht in der Mail und im Brief ganz oben."))
    seen = HiddenField()
    knowing = HiddenField()

    def offer(self, candidates: list[Candidate]) -> None:
        """Say who can be chosen."""
        members = sum(one.is_member for one in candidates)
        self.everybody.label.text = _("Alle Mitglieder (%(num)d)", num=members)
        held = Counter(role for one in candidates for role in one.roles)
        self.groups.choices = choices(
            (role.value, f"{name} ({held[role]})") for role, name in GROUP_NAMES.items() if role in held
        )
        # Members of the county by their district are invited all together, not picked from a list of hundreds.
        named = [one.person for one in candidates if one.roles]
        self.people.choices = choices((str(person.id), person.name) for person in named)

    def validate_guests(self, field: TextAreaField) -> None:
        """Name every line that is wrong."""
        lines = list(guests_in(field.data or ""))
        wrong = [one.complaint for one in lines if one.complaint]
        if len(wrong) > 5:
            more = len(wrong) - 5
            rest = ngettext("Und eine weitere Zeile.", "Und %(num)d weitere Zeilen.", more)
            wrong = [*wrong[:5], rest]
        if wrong:
            raise ValidationError(" ".join(wrong))
        if len(lines) > MOST_GUESTS:
            raise ValidationError(_("Bitte höchstens %(most)d Gäste auf einmal einladen.", most=MOST_GUESTS))

    def choice(self) -> Choice:
        """Return who was chosen; only after the form was validated."""
        return Choice(
            everybody=bool(self.everybody.data),
            roles=frozenset(map(Role, self.groups.data or ())),
            people=frozenset(map(int, self.people.data or ())),
            guests=tuple(one.guest for one in guests_in(self.guests.data or "") if one.guest),
        )

    def carried(self) -> list[tuple[str, str]]:
        """Return what was chosen, for the hidden fields of the preview."""
        held: list[tuple[str, str]] = [("everybody", "y")] if self.everybody.data else []
        for ticks in (self.groups, self.people):
            held += [(ticks.name, value) for value in ticks.data or ()]
        return [*held, ("guests", self.guests.data or ""), ("words", self.words.data or "")]


ANSWER_CHOICES = choices(
    ((Answer.YES.value, _l("Ich komme")), (Answer.MAYBE.value, _l("Vielleicht")), (Answer.NO.value, _l("Kann nicht")))
)  # fmt: skip


def _given(_form: Form, field: Any) -> None:
    if field.data not in {value for value, *_rest in field.choices}:
        raise ValidationError(_("Bitte auf eine der Antworten drücken."))


class AnswerForm(Form):
    """What somebody says to an invitation: each answer is a button."""

    answer = RadioField(_l("Antwort"), [_given], choices=ANSWER_CHOICES, validate_choice=False)
    word = line(_l("Ein Wort dazu"), most=500, hint=_l("Das lesen nur die, die den Termin vorbereiten."))

    @property
    def given(self) -> Answer:
        """The answer; only after the form was validated."""
        return Answer(self.answer.data)


class NotedAnswerForm(AnswerForm):
    """What somebody said by phone; also that they did not say anything, after all."""

    answer = RadioField(
        _l("Antwort"),
        [_given],
        choices=[*ANSWER_CHOICES, *choices([(Answer.OPEN.value, _l("Noch offen"))])],
        validate_choice=False,
    )
    word = line(_l("Ein Wort dazu"), most=500)


class SettleForm(Form):
    """How and when people without a mail were told."""

    notices = Ticks(_l("Wer"), [InputRequired(_l("Bitte ankreuzen, um wen es geht."))])
    how = RadioField(
        _l("Wie"),
        [InputRequired(_l("Bitte wählen, wie sie es erfahren haben."))],
        choices=choices(
            (
                (NoticeState.POSTED.value, _l("Brief eingeworfen")),
                (NoticeState.PHONED.value, _l("angerufen")),
                (NoticeState.TOLD.value, _l("persönlich gesagt")),
            )
        ),
    )
    day = Day(_l("Wann"), [InputRequired(_l("Bitte den Tag eintragen."))], default=clock.today)
