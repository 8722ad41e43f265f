"""A calendar file beside the sittings of a council: what is new, what differs, what stays as it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, speech
from app.calendar.imports.reading import Found
from app.districts.councils.intake import agendas, notices, taking_in
from app.districts.councils.intake.taking_in import Coming, Step
from app.districts.councils.sittings.models import Sitting, SittingSource
from app.districts.councils.sittings.services import LONGEST, Details, ItemLine
from app.spaces.models import Council

STEPS = {
    Step.NEW: _l("neu"),
    Step.CHANGED: _l("dort geändert"),
    Step.CANCELLED: _l("dort abgesagt"),
    Step.THERE: _l("bleibt, wie es ist"),
}
NAMES = {
    "starts_at": _l("Beginn"),
    "ends_at": _l("Ende"),
    "place": _l("Ort"),
    "title": _l("Titel"),
    "items": _l("Tagesordnung"),
    "state": _l("ob sie stattfindet"),
}
_PLAIN_TITLE = re.compile(
    r"(\d+\.\s*)?((nicht)?öffentliche\s+|ordentliche\s+)*(sitzung|ortsbeirat)\b.*", re.IGNORECASE
)
_ODD_ZERO = (time(0, 0), time(23, 59))


@dataclass(frozen=True)
class Row:
    """An entry of the file and what it would do."""

    coming: Coming
    name: str
    step: Step
    sitting: Sitting | None = None
    notes: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Names what was shown: anything else has another one, and is not taken in."""
        shown = (
            self.step, self.coming, self.sitting.id if self.sitting else "",
            self.sitting.version if self.sitting else "",
        )  # fmt: skip
        return hashlib.sha256(repr(shown).encode("utf-8", "replace")).hexdigest()[:24]

    @property
    def is_offered(self) -> bool:
        """Whether it can be ticked."""
        return self.step in (Step.NEW, Step.CHANGED, Step.CANCELLED)

    @property
    def is_ticked(self) -> bool:
        """Whether most people want it: what is new and to come. What changes something here is for them to say."""
        return self.step is Step.NEW and self.coming.details.starts_at > clock.now()


def compared(council: Council, found: Iterable[Found]) -> list[Row]:
    """Return what the entries of a file would do to the sittings of a council."""
    return [_row(council, one) for one in found]


def _row(council: Council, found: Found) -> Row:
    coming, notes = _coming(found)
    sitting = taking_in.known(council, coming, SittingSource.FILE)
    begin, end = clock.local(found.starts_at), clock.local(found.ends_at)
    if (begin.time(), end.time()) == _ODD_ZERO:
        return Row(
            coming,
            found.title,
            Step.THERE,
            sitting,
            (_("Ganztägig: Bei einer Sitzung fehlt dann die Uhrzeit."),),
        )
    if sitting is None:
        if found.is_cancelled:
            return Row(
                coming, found.title, Step.THERE, None, (_("Dort abgesagt, und hier steht sie nicht."),)
            )
        past = (_("Liegt in der Vergangenheit."),) if found.starts_at <= clock.now() else ()
        return Row(coming, found.title, Step.NEW, None, (*past, *notes))
    names = taking_in.differences(sitting, coming, SittingSource.FILE)
    if not names:
        return Row(coming, found.title, Step.THERE, sitting, (_("Steht hier schon."),))
    step = Step.CANCELLED if "state" in names and coming.is_cancelled else Step.CHANGED
    return Row(coming, found.title, step, sitting, tuple(_told(sitting, names)))


def _told(sitting: Sitting, names: list[str]) -> Iterable[str]:
    if "starts_at" in names:
        yield _("Hier steht als Zeit: %(when)s", when=speech.moment(sitting.starts_at))
    if "place" in names:
        yield _("Hier steht als Ort: %(place)s", place=sitting.place or _("noch nichts"))
    others = [str(NAMES[name]) for name in names if name in NAMES and name not in ("starts_at", "place")]
    if others:
        yield _("Anders ist: %(what)s", what=", ".join(others))


def _coming(found: Found) -> tuple[Coming, tuple[str, ...]]:
    """Return an entry of a calendar as a sitting; an end that was only assumed is none."""
    assumed = _("Ohne Ende: wir nehmen zwei Stunden an.")
    has_end = assumed not in found.notes and found.ends_at - found.starts_at <= LONGEST
    details = Details(
        starts_at=found.starts_at,
        ends_at=found.ends_at if has_end else None,
        place=found.place,
        title="" if _PLAIN_TITLE.fullmatch(found.title) else found.title,
    )
    coming = Coming(found.key, details, tuple(_agenda(found.description)), is_cancelled=found.is_cancelled)
    return taking_in.fitting(coming), tuple(one for one in found.notes if one != assumed)


def _agenda(description: str) -> list[ItemLine]:
    """Return the agenda where the description of an entry has one."""
    text = notices.tidy(description)
    return agendas.items_in(text[agendas.start_of_agenda(text) :])
