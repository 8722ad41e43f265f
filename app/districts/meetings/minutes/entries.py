"""What is written to one item of the minutes: saved every few seconds, by several people at once, never lost.

Each save is a version with the next number, and `entry.version` is the number that stands. So it is known what
somebody saw who saves on an older one, and both changes become one text where they can (app.differences). Where
they cannot, the text is put aside: a version that does not stand, whose number is below zero.

Later only the last version of some minutes of writing is shown and kept (versions.py). A number that is left out
says that the version after it does not go on with the one before, but stands by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from os.path import commonprefix

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app import audit, clock
from app.accounts.models import Person
from app.calendar.models import Appointment
from app.differences import merge
from app.districts.meetings.minutes import state, versions
from app.districts.meetings.minutes.models import MinutesEntry, MinutesVersion
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.rules import RuleBroken

LONGEST = 20_000
"""Characters of one item."""
THIN_OUT_EVERY = 100
"""Versions of one entry, in case the minutes never become ready."""


class TooLong(RuleBroken):
    """More than one item takes."""


@dataclass(frozen=True)
class Outcome:
    """What became of a text."""

    version: int
    """The number that stands now."""
    text: str
    """The text that stands now."""
    saved_at: datetime
    note: str = ""
    """What else is to be said of it: that somebody else's change is in it now."""
    entry: MinutesEntry | None = None
    """None as long as nothing was written."""
    aside: MinutesVersion | None = None
    """The text as it was sent, when another one stands in the same place."""


def check_length(text: str) -> None:
    """Raise TooLong for more than one item takes."""
    if len(text) > LONGEST:
        raise TooLong(
            _(
                "Dieser Text ist zu lang: höchstens %(most)d Zeichen je Punkt, es sind %(number)d. "
                "Er ist noch da, aber nicht gespeichert.",
                most=LONGEST,
                number=len(text),
            ),
            field="text",
        )


def entry_of(appointment: Appointment, item: AgendaItem | None) -> MinutesEntry | None:
    """Return what stands of one item; of the meeting as a whole without one."""
    statement = (
        sa.select(MinutesEntry)
        .options(joinedload(MinutesEntry.changed_by))
        .where(MinutesEntry.space_id == appointment.space_id, MinutesEntry.appointment_id == appointment.id)
        .where(MinutesEntry.item_id == item.id if item is not None else MinutesEntry.item_id.is_(None))
        .execution_options(populate_existing=True)  # what was loaded before the lock may be old
    )
    return db.session.scalars(statement).first()


def save(
    appointment: Appointment, item: AgendaItem | None, *, text: str, seen_version: int, by: Person
) -> Outcome:
    """Save what somebody wrote on the version that they saw.

    Where somebody else wrote meanwhile, both become one text if they can; if not, this one is put aside.
    Raises TooLong, and RuleBroken for minutes that are locked.
    """
    check_length(text)
    minutes = state.hold_open(appointment)
    entry = entry_of(appointment, item)
    if entry is None:
        if not text:
            return Outcome(0, "", clock.now())
        entry = MinutesEntry(
            appointment_id=appointment.id,
            item_id=item.id if item is not None else None,
            changed_at=clock.now(),
            changed_by=by,
            version=0,
            text="",
        )
        db.session.add(entry)
        state.begun(appointment, minutes, by=by)
    if text == entry.text:
        return _standing(entry)
    base = entry.text if seen_version == entry.version else _text_of(entry, seen_version)
    if base == entry.text:
        write(entry, text, by=by)
        return _standing(entry)
    together = merge(base, text, entry.text) if base is not None else None
    if together is None or len(together) > LONGEST:
        return _put_aside(entry, text, by=by)
    note = _with_whom(entry, seen_version, by)
    if together != entry.text:
        write(entry, together, by=by)
    return _standing(entry, note)


def write(entry: MinutesEntry, text: str, *, by: Person, apart: bool = False) -> None:
    """Let a text stand; `apart` where it does not go on with the one before."""
    entry.version += 2 if apart else 1
    entry.text, entry.changed_at, entry.changed_by = text, clock.now(), by
    db.session.flush()
    version = MinutesVersion(
        entry_id=entry.id, number=entry.version, text=text, by_id=by.id, saved_at=entry.changed_at
    )
    db.session.add(version)
    db.session.flush()
    if entry.version % THIN_OUT_EVERY == 0:
        versions.thin_out([entry.id], before=clock.now() - versions.SEEN_FOR)


def _standing(entry: MinutesEntry, note: str = "") -> Outcome:
    return Outcome(entry.version, entry.text, entry.changed_at, note, entry)


def _text_of(entry: MinutesEntry, number: int) -> str | None:
    """Return what stood when this number did; None where that is not known any more."""
    if number == 0:
        return ""
    statement = sa.select(MinutesVersion.text).where(
        MinutesVersion.entry_id == entry.id, MinutesVersion.number == number, MinutesVersion.number > 0
    )
    return db.session.scalars(statement).first()


def _with_whom(entry: MinutesEntry, seen_version: int, by: Person) -> str:
    statement = (
        sa.select(Person.name)
        .join(MinutesVersion, MinutesVersion.by_id == Person.id)
        .where(MinutesVersion.entry_id == entry.id, MinutesVersion.number > seen_version)
        .where(MinutesVersion.by_id != by.id)
        .order_by(MinutesVersion.number.desc())
        .limit(1)
    )
    name = db.session.scalars(statement).first()
    if name is None:
        return str(_("Mit deiner Änderung auf einem anderen Gerät zusammengeführt."))
    return str(_("Mit der Änderung von %(name)s zusammengeführt.", name=name))


def restore(appointment: Appointment, entry: MinutesEntry, version: MinutesVersion, *, by: Person) -> bool:
    """Let an earlier version stand again, as a new one; say whether that changed anything.

    Raises RuleBroken for minutes that are locked.
    """
    state.hold_open(appointment)
    db.session.refresh(entry)
    if version.text == entry.text:
        return False
    write(entry, version.text, by=by, apart=True)
    audit.record("minutes.restored", entry, by)
    return True


# --- texts that are put aside


def waiting(entry_ids: list[int]) -> list[MinutesVersion]:
    """Return the texts that were put aside and still wait for somebody to decide, the oldest first."""
    statement = (
        sa.select(MinutesVersion)
        .options(joinedload(MinutesVersion.by))
        .where(MinutesVersion.entry_id.in_(entry_ids), MinutesVersion.is_aside)
        .order_by(MinutesVersion.saved_at, MinutesVersion.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def _put_aside(entry: MinutesEntry, text: str, *, by: Person) -> Outcome:
    """Keep a text that cannot stand. Who goes on writing it goes on with the same one."""
    aside = next(
        (one for one in waiting([entry.id]) if one.by_id == by.id and _goes_on(one.text, text)), None
    )
    if aside is None:
        lowest = sa.select(sa.func.min(MinutesVersion.number)).where(MinutesVersion.entry_id == entry.id)
        aside = MinutesVersion(
            entry_id=entry.id,
            number=min(db.session.scalars(lowest).first() or 0, 0) - 1,
            by=by,
            is_aside=True,
        )
    aside.text, aside.saved_at = text, clock.now()
    db.session.add(aside)
    db.session.flush()
    return Outcome(entry.version, entry.text, aside.saved_at, entry=entry, aside=aside)


def _goes_on(before: str, after: str) -> bool:
    """Say whether the second text is the first with something put in: then nothing is lost by keeping only that."""
    begin = len(commonprefix([before, after]))
    end = len(commonprefix([before[begin:][::-1], after[begin:][::-1]]))
    return begin + end == len(before)
