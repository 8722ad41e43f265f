"""Two people changed the same passage: both texts are there, and somebody decides what is to stand."""

from __future__ import annotations

import enum
from collections.abc import Iterator

from flask_babel import gettext as _

from app import audit
from app.accounts.models import Person
from app.calendar.models import Appointment
from app.differences import Kind, Line, compare
from app.districts.meetings.minutes import entries, state
from app.districts.meetings.minutes.models import MinutesEntry, MinutesVersion
from app.extensions import db
from app.rules import Changed, RuleBroken


class Way(enum.StrEnum):
    """What is to stand in the end."""

    STANDING = "standing"
    ASIDE = "aside"
    JOINT = "joint"


def settle(
    appointment: Appointment,
    entry: MinutesEntry,
    aside: MinutesVersion,
    *,
    way: Way,
    text: str = "",
    seen_version: int,
    by: Person,
) -> None:
    """Decide between the text that stands and the one that was put aside; both stay among the versions.

    `text` is the joint one. Raises Changed if somebody wrote since both were shown, TooLong, and RuleBroken for
    no text at all and for minutes that are locked.
    """
    state.hold_open(appointment)
    db.session.refresh(entry)
    db.session.refresh(aside)
    if way is not Way.STANDING:
        if seen_version != entry.version:
            raise Changed(_("Inzwischen hat jemand weitergeschrieben. Sieh dir beide Texte noch einmal an."))
        chosen = aside.text if way is Way.ASIDE else text
        if not chosen and way is Way.JOINT:
            raise RuleBroken(_("Der gemeinsame Text ist leer. Was soll im Protokoll stehen?"), field="text")
        entries.check_length(chosen)
        if chosen != entry.text:
            entries.write(entry, chosen, by=by, apart=True)
    aside.is_aside = False
    audit.record("minutes.settled", entry, by, way=way.value)


def joint(standing: str, aside: str, *, first: str, second: str) -> str:
    """Return both texts as one to go on with: what they share once, where they differ both, named.

    `first` and `second` are the lines above what only the one or the other says.
    """
    written: list[str] = []
    ours: list[str] = []
    theirs: list[str] = []

    def differing() -> Iterator[str]:
        if ours and theirs:
            yield from (first, *ours, second, *theirs)
        else:
            yield from (*ours, *theirs)
        ours.clear()
        theirs.clear()

    for line in compare(standing, aside):
        if line.kind is Kind.KEPT:
            written += [*differing(), _words(line)]
            continue
        if line.kind in (Kind.REMOVED, Kind.CHANGED):
            ours.append(_words(line, without=Kind.ADDED))
        if line.kind in (Kind.ADDED, Kind.CHANGED):
            theirs.append(_words(line, without=Kind.REMOVED))
    return "\n".join([*written, *differing()])


def _words(line: Line, without: Kind | None = None) -> str:
    return "".join(piece.text for piece in line.pieces if piece.kind is not without)
