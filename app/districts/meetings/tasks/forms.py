"""The forms of a task."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from app.accounts.models import Person
from app.districts.meetings.tasks.services import TaskDetails
from app.extensions import db
from app.forms import Day, Form, VersionedForm, choices, line

LONGEST_NOTE = 500


class TaskForm(Form):
    """A new task: what, who, until when."""

    task = line(_l("Was ist zu tun?"), most=200, need=_l("Bitte eintragen, was zu tun ist."))
    who = SelectField(_l("Wer?"), [Optional()], default="")
    other_name = line(_l("oder jemand anderes"), most=120)
    due_on = Day(_l("Bis wann?"), [Optional()])

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Say who may be chosen."""
        self.who.choices = choices(
            [("", _l("noch niemand")), *((str(person_id), name) for person_id, name in people)]
        )

    def details(self) -> TaskDetails:
        """Return what was typed; only after the form was validated."""
        return TaskDetails(
            title=self.task.data or "",
            person=db.session.get(Person, int(self.who.data)) if self.who.data else None,
            other_name=self.other_name.data or "",
            due_on=self.due_on.data,
        )


def _note(label: Any) -> Any:
    return line(label, most=LONGEST_NOTE)


class FinishForm(VersionedForm):
    """How a task ended; which of the two it is says the button."""

    note = _note(_l("Was ist daraus geworden?"))


class MoveForm(VersionedForm):
    """Another day for a task."""

    due_on = Day(_l("Neuer Tag"), [InputRequired(_l("Bitte den neuen Tag eintragen."))])
    note = _note(_l("Warum?"))


class HandOverForm(VersionedForm):
    """Somebody else for a task."""

    to = SelectField(_l("An wen?"), [InputRequired(_l("Bitte jemanden auswählen."))])
    note = _note(_l("Was sollte man wissen?"))
