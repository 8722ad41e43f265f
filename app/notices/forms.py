"""The forms of urgent notices and their answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.forms import Day, Form, VersionedForm, choices, clean, line, needed
from app.notices.services import LONGEST_ANSWER, LONGEST_NOTICE, Details
from app.spaces.models import Space


def _words(label: Any, *, most: int, need: Any, hint: Any = "") -> TextAreaField:
    short_enough = Length(max=most, message=_l("Bitte kürzen: höchstens %(max)d Zeichen."))
    return TextAreaField(label, [*needed(need), short_enough], filters=[clean], description=hint)


class ChangeForm(VersionedForm):
    """The words of a notice."""

    title = line(
        _l("Worum geht es?"), most=160, need=_l("Bitte in ein paar Worten eintragen, worum es geht.")
    )
    text = _words(
        _l("Was sollen alle wissen?"),
        most=LONGEST_NOTICE,
        need=_l("Bitte eintragen, was alle wissen sollen."),
        hint=_l("Wo, wann, was zu tun ist. Kurz liest es sich am Handy am besten."),
    )


class NoticeForm(ChangeForm):
    """A new notice."""

    shown_until = Day(
        _l("Auf der Startseite bis"),
        [InputRequired(_l("Bitte den letzten Tag eintragen."))],
        description=_l("Wer sie gelesen hat, sieht sie dort schon vorher nicht mehr."),
    )
    to = SelectMultipleField(
        _l("Nur für einzelne Bereiche"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Ist nichts angekreuzt, geht sie an alle Mitglieder des Kreisverbands."),
    )

    def offer(self, spaces: Iterable[Space]) -> None:
        """Say to which spaces it may go; nowhere but in the county."""
        self.to.choices = choices((str(space.id), space.name) for space in spaces)

    def details(self) -> Details:
        """Return what was typed; only after the form was validated."""
        return Details(
            title=self.title.data or "",
            text=self.text.data or "",
            shown_until=self.shown_until.data or clock.today(),
            targets=frozenset(int(key) for key in self.to.data or ()),
        )


class AnswerForm(Form):
    """An answer."""

    text = _words(
        _l("Deine Antwort"), most=LONGEST_ANSWER, need=_l("Bitte schreib erst etwas."),
    )  # fmt: skip
