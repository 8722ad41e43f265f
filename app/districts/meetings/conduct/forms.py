"""The forms of a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import Optional

from app.districts.meetings.conduct.services import Course
from app.forms import ClockTime, Form, choices, line

LONGEST_NAME = 120


class CourseForm(Form):
    """Times and roles, put right by hand."""

    began = ClockTime(_l("Beginn"), [Optional()])
    ended = ClockTime(_l("Ende"), [Optional()])
    chair = SelectField(_l("Leitung"), [Optional()], default="")
    keeper = SelectField(_l("Protokoll"), [Optional()], default="")
    seen = HiddenField(default="")
    """What stood there when the page was opened: only what differs from it was changed."""

    @classmethod
    def filled(cls, course: Course) -> Self:
        """Return the form as it stands now."""
        return cls(
            began=course.began,
            ended=course.ended,
            chair=str(course.chair_id or ""),
            keeper=str(course.keeper_id or ""),
            seen=_written(course),
        )

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Say who may be chosen."""
        pairs = [("", _l("noch niemand")), *((str(person_id), name) for person_id, name in people)]
        self.chair.choices = self.keeper.choices = choices(pairs)

    def course(self) -> Course:
        """Return what was typed; only after the form was validated."""
        return Course(self.began.data, self.ended.data, _key(self.chair.data), _key(self.keeper.data))

    def seen_course(self) -> Course:
        """Return what the person saw when they opened the form; nothing of it where that cannot be read."""
        began, ended, chair, keeper = (
            (self.seen.data or "").split("|") if _is_readable(self.seen.data) else [""] * 4
        )
        return Course(_time(began), _time(ended), _key(chair), _key(keeper))


def _written(course: Course) -> str:
    times = (f"{at:%H:%M}" if at is not None else "" for at in (course.began, course.ended))
    return "|".join([*times, str(course.chair_id or ""), str(course.keeper_id or "")])


def _is_readable(text: str | None) -> bool:
    return (text or "").count("|") == 3


def _key(text: str | None) -> int | None:
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


class GuestForm(Form):
    """The name of a guest who wishes it."""

    guest = line(_l("Name"), most=LONGEST_NAME, need=_l("Bitte den Namen eintragen."))


class AddPersonForm(Form):
    """Somebody of the county who came and is not on the list."""

    known_as = line(
        _l("Name oder E-Mail-Adresse"), most=254, need=_l("Bitte den Namen eintragen."),
        hint=_l("So, wie die Person im Stadtteilwerk steht."),
    )  # fmt: skip
