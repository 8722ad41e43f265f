"""Series and who plans them."""

from __future__ import annotations

import pytest

from tests.calendar.series.plans import Plans
from tests.people import World


@pytest.fixture
def plans(world: World) -> Plans:
    """The series of the small Kreisverband."""
    return Plans(world)
