"""Sittings in the calendar, and the day until which money of the councils' budgets is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.calendar.entries import Entry, EntryKind, adds_entries
from app.districts.councils.budget import due_in
from app.districts.councils.sittings.models import Sitting, SittingState
from app.extensions import db
from app.spaces.geography import valid_on
from app.spaces.models import Council, District
from app.tenancy import current_session

USUALLY = timedelta(hours=2)
"""How long a sitting is taken to last whose end nobody wrote down."""
LONGEST = timedelta(hours=16)


@adds_entries
def entries_of_sittings(first: date, last: date, space_ids: Collection[int] | None) -> Iterable[Entry]:
    """Yield the sittings of the councils of the spaces at hand."""
    begin, end = clock.start_of_day(first), clock.end_of_day(last)
    statement = (
        sa.select(Sitting.id, Sitting.space_id, Sitting.title, Sitting.starts_at, Sitting.ends_at, Sitting.place,
                  Sitting.state, Council.short_name)
        .join(Council, Council.id == Sitting.council_id)
        .join(District, District.id == Sitting.space_id)
        # The begin narrows by the index; nothing lasts longer than LONGEST.
        .where(Sitting.starts_at > begin - LONGEST, Sitting.starts_at < end)
    )  # fmt: skip
    if space_ids is not None:
        statement = statement.where(Sitting.space_id.in_(sorted(space_ids)))
    for row in db.session.execute(statement):
        ends_at = row.ends_at or row.starts_at + USUALLY
        if ends_at <= begin:
            continue
        yield Entry(
            EntryKind.SITTING,
            title_of(row.title, row.short_name),
            clock.local(row.starts_at).date(),
            clock.local(ends_at - timedelta(microseconds=1)).date(),
            row.starts_at,
            ends_at,
            row.space_id,
            row.id,
            place=row.place,
            is_cancelled=row.state is SittingState.CANCELLED,
        )


def title_of(title: str, council: str) -> str:
    """Return what a sitting is called among other things: "Ortsbeirat Reutershagen"."""
    return str(_("Ortsbeirat %(name)s", name=council)) + (f": {title}" if title else "")


@adds_entries
def entries_of_deadlines(first: date, last: date, space_ids: Collection[int] | None) -> Iterable[Entry]:
    """Yield the day on which requests for the budgets are due, once for each district with a council."""
    days = [day for year in range(first.year, last.year + 1) if first <= (day := due_in(year)) <= last]
    if not days:
        return
    read = current_session().need_scope().read
    wanted = space_ids if read is None or space_ids is None else set(space_ids) & read
    wanted = read if wanted is None else wanted
    statement = sa.select(Council.district_id).where(Council.district_id.is_not(None)).distinct()
    if wanted is not None:
        statement = statement.where(Council.district_id.in_(sorted(wanted)))
    for day in days:
        for space_id in db.session.scalars(statement.where(valid_on(Council, day))):
            yield Entry(
                EntryKind.BUDGET_DEADLINE, _("Anträge ans Ortsbeiratsbudget"), day, day, space_id=space_id
            )
