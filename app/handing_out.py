"""What becomes somebody's task although another activity thought of it: whoever keeps the tasks says how.

This floor does not know them; they announce themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.accounts.models import Person


@dataclass(frozen=True)
class Errand:
    """Something to be done in the space at hand: what, who, until when."""

    title: str
    person: Person | None
    due_on: date | None


Taker = Callable[[Errand, "Person"], None]
_takers: list[Taker] = []


def takes_errands(taker: Taker) -> Taker:
    """Register who makes a task of an errand; it is given the errand and who hands it out."""
    _takers.append(taker)
    return taker


def hand_out(errand: Errand, *, by: Person) -> None:
    """Make a task of an errand, in the same transaction."""
    for taker in _takers:
        taker(errand, by)
