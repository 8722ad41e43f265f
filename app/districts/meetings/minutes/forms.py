"""The forms around the minutes; the texts themselves come from the editor."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Length

from app.districts.meetings.minutes import services, summary
from app.districts.meetings.minutes.conflicts import Way
from app.forms import Form, VersionedForm, choices, clean, needed, version_in


class SettleForm(VersionedForm):
    """Which of two texts is to stand."""

    aside = HiddenField(default="0")
    way = RadioField(
        _l("Was soll im Protokoll stehen?"),
        choices=choices((way.value, way.value) for way in Way),
        default=Way.JOINT.value,
    )
    text = TextAreaField(_l("Gemeinsamer Text"), filters=[clean])

    @property
    def aside_id(self) -> int:
        """Which text that was put aside it is about."""
        return version_in(self.aside.data)


class CorrectionForm(Form):
    """Something that is put right after the approval."""

    text = TextAreaField(
        _l("Was muss richtig heißen?"),
        [
            *needed(_l("Bitte schreiben, was richtig heißen muss.")),
            Length(max=services.LONGEST_CORRECTION, message=_l("Bitte kürzen: höchstens %(max)d Zeichen.")),
        ],
        filters=[clean],
        description=_l("Sie kommt mit Tag und deinem Namen unter das Protokoll und bleibt dort so stehen."),
    )


class SummaryForm(Form):
    """The short message."""

    text = TextAreaField(
        _l("Text"),
        [
            *needed(_l("Ohne Text gibt es nichts zu verschicken.")),
            Length(max=summary.LONGEST, message=_l("Bitte kürzen: höchstens %(max)d Zeichen.")),
        ],
        filters=[clean],
    )
