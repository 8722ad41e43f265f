"""The worker's minute, and a county in which one mail to all is a draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app import rounds
from app.lists import jobs
from app.lists.models import Broadcast
from app.queue import run_waiting
from app.tenancy import one_space
from tests.people import World


@pytest.fixture
def minute(world: World) -> Callable[[], None]:
    """Let the worker do what it does each minute for lists, and send what is queued."""

    def work() -> None:
        with world.app.app_context():
            jobs.send_broadcasts()
        run_waiting(world.app)
        with world.app.app_context():
            rounds.deliver_due()
            jobs.send_broadcasts()

    return work


@pytest.fixture
def only_the_draft(world: World) -> int:
    """The draft of KTV, as the only mail to all that there is; its key."""
    for slug in world.spaces:
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            for row in session.scalars(sa.select(Broadcast)).all():
                if (slug, row.id) != ("ktv", world.meetings["ktv"]["broadcast_id"]):
                    session.delete(row)
    return world.meetings["ktv"]["broadcast_id"]
