"""A meeting that begins just now."""

from __future__ import annotations

import pytest

from tests.districts.meetings.evening import Evening
from tests.people import World


@pytest.fixture
def evening(world: World) -> Evening:
    """A Mitgliederversammlung of ktv at seven, three items of twenty minutes; it is seven."""
    return Evening(world)
