"""The forms of the office."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField

from app.calendar.holiday_files import LARGEST_FILE
from app.forms import Form, VersionedForm, email, line, paragraph


class PersonForm(Form):
    """How somebody is called and reached."""

    name = line(_l("Name"), most=120, need=_l("Bitte den Namen eintragen."))
    email = email(_l("E-Mail-Adresse"), hint=_l("Ohne Adresse gibt es keinen Zugang, aber Post."))
    phone = line(_l("Telefon"), most=40)


class SearchForm(Form):
    """Looking for people."""

    search = line(_l("Name oder Adresse"), most=100)


class HolidaysForm(Form):
    """School holidays, as a file or as text; the file is read by the page."""

    file = FileField(
        _l("Datei"),
        description=_l(
            "CSV oder ICS, höchstens 500 KB. Zum Beispiel von openholidaysapi.org oder vom Bildungsministerium."
        ),
    )
    text = paragraph(
        _l("Oder der Inhalt als Text"),
        most=LARGEST_FILE,
        hint=_l("Eine Tabelle mit Name, Beginn und Ende in der ersten Zeile, oder ein Kalender."),
    )


class SourceForm(VersionedForm):
    """Where the sittings of a council are fetched from."""

    is_on = BooleanField(_l("Sitzungen jede Nacht holen"))
    body_url = line(
        _l("Adresse der Kommune (body)"),
        most=500,
        need=_l("Bitte die Adresse der Kommune eintragen."),
        hint=_l("Aus der OParl-Schnittstelle der Stadt, zum Beispiel https://ris.example.org/oparl/body/1"),
    )
    organization_url = line(
        _l("Adresse des Ortsbeirats (organization)"),
        most=500,
        need=_l("Bitte die Adresse des Ortsbeirats eintragen."),
        hint=_l("Auf demselben Server, zum Beispiel https://ris.example.org/oparl/organization/34"),
    )
