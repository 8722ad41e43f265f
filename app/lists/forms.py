"""The forms of a mailing list."""

from __future__ import annotations

from datetime import datetime

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.forms import ClockTime, Day, Form, VersionedForm, choices, clean, email, line, needed, paragraph
from app.lists.writing import moment_of
from app.rules import RuleBroken

LONGEST = 20_000


class ListForm(VersionedForm):
    """What a list says of itself."""

    name = line(
        _l("Name"),
        most=120,
        need=_l("Bitte einen Namen eintragen."),
        hint=_l("So zeigen ihn auch die Mailprogramme."),
    )
    about = paragraph(
        _l("Was kommt, und wie oft?"),
        most=500,
        hint=_l(
            "Liest, wer sich anmelden möchte. Zum Beispiel: Termine und Einladungen, etwa zweimal im Monat."
        ),
    )
    is_open = BooleanField(_l("Alle dürfen sich anmelden, auch ohne Mitglied zu sein"))


class BroadcastForm(VersionedForm):
    """A mail to everybody on a list."""

    subject = line(
        _l("Betreff"), most=160, need=_l("Ohne Betreff öffnet die Mail kaum jemand. Bitte einen eintragen.")
    )
    text = TextAreaField(
        _l("Text"),
        [
            *needed(_l("Da steht noch nichts. Schreib, was alle lesen sollen.")),
            Length(max=LONGEST, message=_l("Bitte kürzen: höchstens %(max)d Zeichen.")),
        ],
        filters=[clean],
        description=_l(
            "Absätze trennt eine leere Zeile. **So** wird etwas fett, mit ## davor wird eine Zeile zur Überschrift, "
            "mit - davor zum Punkt einer Liste."
        ),
    )


class SendForm(VersionedForm):
    """Now, or when."""

    when = RadioField(
        _l("Wann?"),
        [InputRequired(_l("Bitte wählen: gleich oder später."))],
        choices=choices((("now", _l("Gleich")), ("later", _l("Später, zu dieser Zeit:")))),
        default="now",
    )
    day = Day(_l("Tag"), [Optional()])
    at = ClockTime(_l("Uhrzeit"), [Optional()])

    def moment(self) -> datetime | None:
        """Return when to send it, None for now; only after the form was validated.

        Raises RuleBroken for a time that is missing or cannot be.
        """
        if self.when.data == "now":
            return None
        if self.day.data is None:
            raise RuleBroken(_("An welchem Tag?"), field="day")
        if self.at.data is None:
            raise RuleBroken(_("Um wie viel Uhr?"), field="at")
        return moment_of(self.day.data, self.at.data)


class SignUpForm(Form):
    """Who would like to get what is sent to a list."""

    email = email(_l("E-Mail-Adresse"), need=_l("Bitte die Adresse eintragen."))
    name = line(_l("Name"), most=120, hint=_l("Damit wir dich anreden können."))
    consent = BooleanField(
        _l("Ja, ich möchte diese Mails bekommen."),
        [InputRequired(_l("Ohne dein Ja dürfen wir dir nichts schicken. Bitte das Häkchen setzen."))],
    )


class WishForm(Form):
    """A button on the page of a link: what looks at links, or posts to them, does not send this field."""

    wish = HiddenField()

    def means(self, wish: str) -> bool:
        """Say whether the button was pressed."""
        return self.validate_on_submit() and request.form.getlist("wish") == [wish]
