"""The small budget that each council has in a year, and until when money of it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import clock
from app.spaces.models import Council

# DOMAIN.md: "Each council has a small yearly budget (3,000 € plus 0.50 € per inhabitant since 2019); requests are due
# on 15 November" (the city's rules for the budgets of the Ortsbeiräte).
BASE_CENTS = 300_000
CENTS_PER_INHABITANT = 50
SINCE = 2019
DUE_MONTH, DUE_DAY = 11, 15


@dataclass(frozen=True)
class Budget:
    """What a council may give away in a year."""

    year: int
    cents: int | None
    """None where nobody knows how many people live there."""
    of_year: str
    """The year that the number of inhabitants is of."""
    due_on: date

    @property
    def euros(self) -> float | None:
        """The same in euros."""
        return self.cents / 100 if self.cents is not None else None

    @property
    def days_left(self) -> int:
        """How many days there are until requests are due; negative afterwards."""
        return (self.due_on - clock.today()).days


def due_in(year: int) -> date:
    """Return the day until which requests for the budget of a year are due."""
    return date(year, DUE_MONTH, DUE_DAY)


def budget_of(council: Council, year: int) -> Budget:
    """Return the budget of a council in a year from SINCE on, by the newest known number of inhabitants."""
    newest = council.latest_inhabitants
    if newest is None:
        return Budget(year, None, "", due_in(year))
    return Budget(year, BASE_CENTS + CENTS_PER_INHABITANT * newest[1], newest[0], due_in(year))
