"""The forms of the office."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.forms import Form, email, line


class PersonForm(Form):
    """How somebody is called and reached."""

    name = line(_l("Name"), most=120, need=_l("Bitte den Namen eintragen."))
    email = email(_l("E-Mail-Adresse"), hint=_l("Ohne Adresse gibt es keinen Zugang, aber Post."))
    phone = line(_l("Telefon"), most=40)


class SearchForm(Form):
    """Looking for people."""

    search = line(_l("Name oder Adresse"), most=100)
