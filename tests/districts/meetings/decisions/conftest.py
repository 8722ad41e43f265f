"""A meeting that decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.districts.meetings.decisions.models import Decision
from tests.districts.meetings.evening import Evening
from tests.pages import Browser, Page
from tests.people import World

Decide = Callable[..., Page]


@pytest.fixture
def evening(world: World) -> Evening:
    """A Mitgliederversammlung of ktv at seven, three items of twenty minutes; it is seven."""
    return Evening(world)


@pytest.fixture
def decide(speaker: Browser, evening: Evening) -> Decide:
    """Write a decision down at the second item, by the form on the page."""

    def act(wording: str = "Wir machen das.", **typed: str) -> Page:
        page = speaker.open(evening.url("punkt", evening.items[1]))
        return page.press("Beschluss festhalten", wording=wording, **typed)

    return act


def last(evening: Evening) -> Decision:
    """The decision that was written down last."""
    return evening.rows(Decision)[-1]
