"""What is chosen of a report for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from app.districts.councils.reports.models import Report, ReportItem
from app.forms import Form, Ticks, choices


class PublicForm(Form):
    """Which items everybody may read."""

    items = Ticks(_l("Was dürfen alle lesen?"))
    voices = BooleanField(_l("Auch, was Einwohner*innen gesagt haben"))

    def offer(self, items: Sequence[ReportItem], *, voices: bool) -> None:
        """Offer the items of a report that hold nothing internal."""
        self.items.choices = choices((str(one.id), _words_of(one)) for one in items)
        self.with_voices = voices

    def fill(self, report: Report, items: Sequence[ReportItem]) -> None:
        """Tick what is public already."""
        self.items.data = [str(one.id) for one in items if one.is_public]
        self.voices.data = report.voices_are_public

    @property
    def chosen(self) -> set[int]:
        """The keys of the chosen items; only after the form was validated."""
        return {int(one) for one in self.items.data or ()}


def _words_of(item: ReportItem) -> str:
    title = (
        _("TOP %(number)s: %(title)s", number=item.number, title=item.title) if item.number else item.title
    )
    return f"{title}. {item.sentence}" if item.sentence else title
