"""The forms of taking in another calendar."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField, SelectField

from app.calendar.imports.lines import MOST_BYTES, cleaned, decoded
from app.forms import Form, choices, paragraph
from app.rules import RuleBroken


class SourceForm(Form):
    """Where the calendar comes from."""

    file = FileField(
        _l("Kalenderdatei"),
        description=_l("Endet meist auf „.ics“. Höchstens 2 Megabyte und 1.000 Einträge."),
    )
    text = paragraph(_l("Oder den Text der Datei einfügen"), most=MOST_BYTES)

    def content(self) -> str:
        """Return the text of the file, or what was pasted. Raises RuleBroken without either, or if it is too long."""
        upload = request.files.get("file")
        content = upload.stream.read(MOST_BYTES + 1) if upload is not None else b""
        if len(content) > MOST_BYTES:
            raise RuleBroken(
                _("Die Datei ist größer als 2 Megabyte. Bitte nimm einen kürzeren Zeitraum oder teile sie."),
                field="file",
            )
        text = decoded(content) if content else cleaned(self.text.data or "")
        if not text.strip():
            raise RuleBroken(_("Bitte wähle eine Datei aus oder füge ihren Text ein."), field="file")
        return text


class TakeForm(Form):
    """What becomes of the new ones."""

    kind = SelectField(_l("Art der neuen Termine"))
    state = RadioField(
        _l("Die neuen Termine"),
        choices=choices(
            (
                ("draft", _l("Als Entwurf eintragen; angekündigt wird jeder für sich")),
                ("announced", _l("Gleich ankündigen, alle im Bereich sehen sie")),
            )
        ),
        default="draft",
    )
