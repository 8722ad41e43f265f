"""The forms of an agenda."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange

from app.districts.meetings.models import ITEM_KIND_NAMES, LONGEST_ITEM, ItemKind
from app.districts.meetings.services import ItemDetails
from app.forms import Form, VersionedForm, choices, line, paragraph


class ItemForm(VersionedForm):
    """One agenda item."""

    title = line(_l("Worum geht es?"), most=160, need=_l("Bitte eintragen, worum es geht."))
    kind = RadioField(
        _l("Art"),
        choices=choices((kind.value, ITEM_KIND_NAMES[kind]) for kind in ItemKind),
        default=ItemKind.DISCUSSION.value,
    )
    minutes = IntegerField(
        _l("Minuten"),
        [
            InputRequired(_l("Bitte eine Zahl eintragen, 0 für „nebenbei“.")),
            NumberRange(0, LONGEST_ITEM, _l("Bitte eine Zahl zwischen 0 und 600 eintragen.")),
        ],
        default=10,
    )
    note = paragraph(
        _l("Notiz"), most=2000, hint=_l("Wer berichtet, welche Vorlage, was vorher zu lesen ist.")
    )

    def details(self) -> ItemDetails:
        """Return what was typed; only after the form was validated."""
        return ItemDetails(
            title=self.title.data or "",
            kind=ItemKind(self.kind.data),
            minutes=self.minutes.data or 0,
            note=self.note.data or "",
        )


class TakeUpForm(Form):
    """Which of the suggestions are to be on the agenda."""

    # What somebody else took up meanwhile is no mistake of who ticked it: services sort that out.
    items = SelectMultipleField(_l("Vorschläge"), validate_choice=False)
