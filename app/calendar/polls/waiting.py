"""The date polls that somebody was asked and has not answered, for their start page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.accounts.sessions import SpaceLink
from app.calendar.polls import queries
from app.spaces.models import Space


@dataclass(frozen=True)
class Unanswered:
    """One poll, as a row of the start page."""

    title: str
    url: str
    when: str
    note: str


def unanswered_by(person_id: int, spaces: Mapping[int, SpaceLink | Space]) -> list[Unanswered]:
    """Return the open polls in these spaces that a person has not answered, the oldest first."""
    return [
        Unanswered(
            title=_("Wann kannst du? %(title)s", title=poll.title),
            url=url_for("space.polls.answer", space=spaces[space_id].slug, poll_id=poll.id),
            when="",
            note=spaces[space_id].short_name,
        )
        for space_id, polls in queries.unanswered(person_id).items()
        if space_id in spaces
        for poll in polls
    ]
