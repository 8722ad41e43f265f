"""What the parts of the demo hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app import clock
from app.accounts.models import Person
from app.spaces.models import Council, Space
from app.tenancy import ScopedSession

DAYS_BACK, DAYS_AHEAD = 274, 91
"""The year that is shown: nine months back, three ahead."""


@dataclass
class Filling:
    """A fill under way: one session, one day that everything is counted from, and what is there so far.

    The session writes several spaces, so that owned rows name theirs: `space_id=filling.spaces[slug].id`.
    """

    session: ScopedSession
    day: date
    spaces: dict[str, Space] = field(default_factory=dict)
    """By slug."""
    councils: dict[int, Council] = field(default_factory=dict)
    """By number."""
    people: dict[str, Person] = field(default_factory=dict)
    """By name."""

    @property
    def first_day(self) -> date:
        """The first day of the year that is shown."""
        return self.day - timedelta(days=DAYS_BACK)

    @property
    def last_day(self) -> date:
        """The last day of the year that is shown."""
        return self.day + timedelta(days=DAYS_AHEAD)

    def moment(self, days: int, hour: int) -> datetime:
        """Return the moment on a full hour, so many days from today (negative: ago)."""
        return clock.from_wall_clock(self.day + timedelta(days=days), time(hour))
