"""The forms of taking sittings in."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.calendar.imports.lines import decoded
from app.districts.councils.intake.services import COMPLETE, SECOND
from app.districts.councils.sittings.forms import NewSittingForm, offer
from app.forms import LONGEST_TEXT, Form, choices, clean, needed, paragraph
from app.rules import RuleBroken
from app.spaces.models import Council

MOST_BYTES = 300 * 1024
"""Of a calendar file: it is carried along by the preview, in a form of at most a megabyte."""


class NoticeForm(Form):
    """A public notice, as it was copied."""

    notice = TextAreaField(
        _l("Text der Bekanntmachung"),
        [
            *needed(_l("Bitte füge den Text der Bekanntmachung ein.")),
            Length(max=LONGEST_TEXT, message=_l("Bitte kürzen: höchstens %(max)d Zeichen.")),
        ],
        filters=[clean],
        description=_l(
            "Aus der Zeitung, von der Seite der Stadt oder aus der Einladung; das Layout ist egal."
        ),
    )


class ConfirmForm(NewSittingForm):
    """What was recognised in a notice, to be looked at and corrected."""

    existing = RadioField(
        _l("An diesem Tag steht hier schon eine Sitzung. Was soll geschehen?"),
        [Optional()],
        choices=choices(
            (
                (COMPLETE, _l("Die vorhandene Sitzung ergänzen")),
                (SECOND, _l("Eine zweite Sitzung eintragen")),
            )
        ),
        validate_choice=False,
    )
    notice = paragraph(_l("Der eingefügte Text"))

    def offer(self, councils: Iterable[Council], *, undecided: bool = False) -> None:
        """Say which councils may be chosen; `undecided`: none of them is, before somebody does."""
        named = [(str(one.id), one.name) for one in councils]
        self.council.choices = choices([*([("", _l("Bitte auswählen"))] if undecided else []), *named])


class CalendarForm(Form):
    """A calendar file with sittings of one council."""

    council = SelectField(_l("Ortsbeirat"), [InputRequired(_l("Bitte den Ortsbeirat auswählen."))])
    file = FileField(_l("Kalenderdatei"), description=_l("Endet meist auf „.ics“. Höchstens 300 Kilobyte."))
    text = paragraph(_l("Oder den Text der Datei einfügen"), most=MOST_BYTES)

    def offer(self, councils: Iterable[Council]) -> None:
        """Say which councils may be chosen."""
        offer(self.council, councils)

    def content(self) -> str:
        """Return the text of the file, or what was pasted. Raises RuleBroken without either, or if it is too long."""
        upload = request.files.get("file")
        content = upload.stream.read(MOST_BYTES + 1) if upload is not None else b""
        if len(content) > MOST_BYTES:
            raise RuleBroken(
                _("Die Datei ist größer als 300 Kilobyte. Bitte nimm einen kürzeren Zeitraum."), field="file"
            )
        text = (
            clean(decoded(content)) if content else self.text.data or ""
        )  # both as the preview sends it back
        if not text:
            raise RuleBroken(_("Bitte wähle eine Datei aus oder füge ihren Text ein."), field="file")
        return text
