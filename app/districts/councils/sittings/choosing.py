"""Which councils the district at hand has, and which of them a page is about."""

from __future__ import annotations

from flask import request

from app.spaces import queries as spaces
from app.spaces.door import current_space
from app.spaces.models import Council, District


def councils_here() -> list[Council]:
    """Return the councils of the district at hand that are valid today, by number."""
    space = current_space()
    return spaces.councils_of(space) if isinstance(space, District) else []


def chosen_council(councils: list[Council]) -> int | None:
    """Return which of the councils the address asks for; None for all."""
    text = request.args.get("ortsbeirat", "")
    return next((one.id for one in councils if str(one.id) == text), None)
