"""Meetings that somebody is invited to, and a mail server that may be unkind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.calendar.dates import Dates
from tests.calendar.invitations.inviting import Inviting
from tests.outbox.sink import Sink, serving
from tests.pages import Browser
from tests.people import NOW, World


@pytest.fixture
def inviting(world: World, dates: Dates) -> Inviting:
    """What the speaker of ktv does with invitations, and what came of it."""
    return Inviting(world, dates)


@pytest.fixture
def meeting(dates: Dates) -> int:
    """An announced assembly in three weeks, to which nobody is invited yet."""
    return dates.add(NOW + timedelta(days=21), kind="assembly", title="Was wird aus dem Kino?")


@pytest.fixture
def nobody(world: World) -> Browser:
    """A browser without a login."""
    return Browser(world.client_of("anonymous"))


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server on this machine."""
    with serving(Sink()) as sink:
        yield sink
