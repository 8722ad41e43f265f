"""What may happen to a sitting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from app import audit, clock
from app.accounts.models import Person
from app.districts.councils.concerns.models import Concern
from app.districts.councils.papers import LONGEST_NUMBER
from app.districts.councils.reports.models import Report
from app.districts.councils.sittings.models import (
    Sitting,
    SittingItem,
    SittingSource,
    SittingState,
    SittingVisit,
)
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Council

MOST_ITEMS = 100


@dataclass(frozen=True)
class Details:
    """What is said of a sitting."""

    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    title: str = ""
    link: str = ""


@dataclass(frozen=True)
class ItemLine:
    """One item of an agenda, as published."""

    title: str
    number: str = ""
    paper: str = ""
    is_public: bool = True
    result: str = ""


def plan(
    council: Council,
    *,
    details: Details,
    items: Sequence[ItemLine] = (),
    by: Person | None,
    source: SittingSource = SittingSource.TYPED,
    source_uid: str | None = None,
    fetched_at: datetime | None = None,
) -> Sitting:
    """Enter a sitting of a council of the space at hand. `by` is None for what the worker fetched."""
    sitting = Sitting(
        council_id=council.id,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        place=details.place,
        title=details.title,
        link=details.link,
        source=source,
        source_uid=source_uid,
        fetched_at=fetched_at,
        by_hand=[],
    )
    db.session.add(sitting)
    audit.record("sitting.planned", sitting, by, source=source.value)
    replace_items(sitting, items)
    return sitting


def items_of(sitting: Sitting) -> list[SittingItem]:
    """Return the agenda of a sitting, in its order."""
    statement = (
        sa.select(SittingItem).where(SittingItem.sitting_id == sitting.id).order_by(SittingItem.position)
    )
    return list(db.session.scalars(statement))


def replace_items(sitting: Sitting, items: Sequence[ItemLine]) -> bool:
    """Make this the agenda of a sitting; say whether it was another one before."""
    before = items_of(sitting)
    lines = [_cut(one) for one in items[:MOST_ITEMS]]
    if [_line_of(one) for one in before] == lines:
        return False
    for item in before:
        db.session.delete(item)
    db.session.flush()
    for position, one in enumerate(lines):
        db.session.add(
            SittingItem(
                sitting_id=sitting.id,
                position=position,
                number=one.number,
                title=one.title,
                paper=one.paper,
                is_public=one.is_public,
                result=one.result,
            )
        )
    db.session.flush()
    return True


def _cut(one: ItemLine) -> ItemLine:
    return ItemLine(
        one.title[:300], one.number[:20], one.paper[:LONGEST_NUMBER], one.is_public, one.result[:200]
    )


def _line_of(item: SittingItem) -> ItemLine:
    return ItemLine(item.title, item.number, item.paper, item.is_public, item.result)


# --- changing

TAKEN_IN = frozenset(SittingSource) - {SittingSource.TYPED}
EARLIEST, FURTHEST = date(1990, 1, 1), timedelta(days=5 * 366)
LONGEST = timedelta(hours=16)


def check_times(details: Details) -> None:
    """Raise RuleBroken for times that no sitting has."""
    day = clock.local(details.starts_at).date()
    if not EARLIEST <= day <= clock.today() + FURTHEST:
        raise RuleBroken(
            _("Bitte das Jahr noch einmal ansehen: %(year)d liegt zu weit weg.", year=day.year), field="day"
        )
    if details.ends_at is not None and not timedelta() < details.ends_at - details.starts_at <= LONGEST:
        raise RuleBroken(_("Das Ende liegt nicht nach dem Beginn. Bitte noch einmal ansehen."), field="ends")


def check_free(council: Council, details: Details, *, besides: int | None = None) -> None:
    """Raise RuleBroken where the council sits at this very time already."""
    same = sa.select(Sitting.id).where(
        Sitting.council_id == council.id,
        Sitting.starts_at == details.starts_at,
        Sitting.id != (besides or 0),
    )
    if db.session.scalars(same).first() is not None:
        raise RuleBroken(
            _("Diese Sitzung ist schon eingetragen: gleicher Tag, gleiche Uhrzeit."), field="day"
        )


def change(
    sitting: Sitting, *, details: Details, items: Sequence[ItemLine] | None, seen_version: int, by: Person
) -> None:
    """Change what is said of a sitting; `items`: another agenda, None leaves it as it is.

    What a person changes of what was taken in stays so when it is taken in again. Raises Changed if somebody
    else changed it since it was opened.
    """
    if seen_version != sitting.version:
        raise Changed(_("Inzwischen hat jemand anderes diese Sitzung geändert."))
    check_times(details)
    check_free(sitting.council, details, besides=sitting.id)
    changed = [name for name, value in vars(details).items() if getattr(sitting, name) != value]
    for name in changed:
        setattr(sitting, name, getattr(details, name))
    if items is not None and replace_items(sitting, items):
        changed.append("items")
        flag_modified(sitting, "by_hand")  # whoever else has it open sees that it changed
    if changed:
        note_by_hand(sitting, changed)
        audit.record("sitting.changed", sitting, by, fields=sorted(changed))
        db.session.flush()


def note_by_hand(sitting: Sitting, fields: Iterable[str]) -> None:
    """Remember what a person changed of what was taken in."""
    if sitting.source in TAKEN_IN:
        sitting.by_hand = sorted({*sitting.by_hand, *fields})


# --- whether it takes place, and whether one of us was there


def cancel(sitting: Sitting, *, by: Person) -> None:
    """Say that a sitting does not take place, or did not. Raises RuleBroken where there is a report of it."""
    if sitting.is_cancelled:
        return
    if has_report(sitting):
        raise RuleBroken(_("Zu dieser Sitzung gibt es schon einen Bericht. Sie hat also stattgefunden."))
    sitting.state = SittingState.CANCELLED
    note_by_hand(sitting, ["state"])
    audit.record("sitting.cancelled", sitting, by)


def take_place(sitting: Sitting, *, by: Person) -> None:
    """Say that a sitting takes place after all."""
    if sitting.is_cancelled:
        sitting.state = SittingState.PLANNED
        note_by_hand(sitting, ["state"])
        audit.record("sitting.takes_place", sitting, by)


def note_nobody(sitting: Sitting, *, by: Person) -> None:
    """Say that none of us was there: then nobody is asked for a report. Raises RuleBroken before it begins."""
    if not sitting.has_begun:
        raise RuleBroken(_("Das lässt sich erst sagen, wenn die Sitzung war."))
    if has_report(sitting):
        raise RuleBroken(_("Zu dieser Sitzung gibt es schon einen Bericht. Es war also jemand da."))
    if not sitting.nobody_went:
        sitting.nobody_went = True
        audit.record("sitting.nobody_went", sitting, by)


def note_somebody(sitting: Sitting, *, by: Person) -> None:
    """Take back that none of us was there."""
    if sitting.nobody_went:
        sitting.nobody_went = False
        audit.record("sitting.somebody_went", sitting, by)


def has_report(sitting: Sitting) -> bool:
    """Whether somebody wrote a report of a sitting, or began to."""
    return db.session.scalars(_hanging(Report, sitting)).first() is not None


def _hanging(model: Any, sitting: Sitting) -> sa.Select[tuple[int]]:
    wanted: sa.Select[tuple[int]] = sa.select(model.id).where(model.sitting_id == sitting.id).limit(1)
    return wanted


def delete(sitting: Sitting, *, by: Person) -> None:
    """Delete a sitting that was entered by mistake. Raises RuleBroken where something hangs on it."""
    if sitting.source is SittingSource.OPARL:
        raise RuleBroken(_("Diese Sitzung kommt aus dem Ratsinformationssystem und käme wieder. Sag sie ab."))
    if any(db.session.scalars(_hanging(one, sitting)).first() for one in (Report, Concern, SittingVisit)):
        raise RuleBroken(
            _("An dieser Sitzung hängt schon etwas: ein Bericht, ein Anliegen oder wer hingeht. Du kannst "
              "sie absagen.")
        )  # fmt: skip
    audit.record("sitting.deleted", sitting, by)
    db.session.delete(sitting)
    db.session.flush()


# --- who goes


def go(sitting: Sitting, *, by: Person) -> None:
    """Say that one wants to go. Raises RuleBroken where there is nothing to go to any more."""
    if sitting.is_cancelled:
        raise RuleBroken(_("Diese Sitzung ist abgesagt."))
    if sitting.has_begun:
        raise RuleBroken(_("Diese Sitzung hat schon begonnen. Wer da war, steht im Bericht."))
    if visit_of(sitting, by) is not None:
        return
    try:
        with db.session.begin_nested():
            db.session.add(SittingVisit(sitting_id=sitting.id, person_id=by.id))
    except sa.exc.IntegrityError:  # tapped twice: it is said
        pass


def stay(sitting: Sitting, *, by: Person) -> None:
    """Take back that one wants to go. Raises RuleBroken once it has begun: then the report says who was there."""
    if sitting.has_begun:
        raise RuleBroken(_("Diese Sitzung hat schon begonnen. Wer da war, steht im Bericht."))
    visit = visit_of(sitting, by)
    if visit is not None:
        db.session.delete(visit)
        db.session.flush()


def visit_of(sitting: Sitting, person: Person) -> SittingVisit | None:
    """Return that somebody goes, or was there."""
    statement = sa.select(SittingVisit).where(
        SittingVisit.sitting_id == sitting.id, SittingVisit.person_id == person.id
    )
    return db.session.scalars(statement).first()
