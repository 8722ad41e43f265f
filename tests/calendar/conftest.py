"""Who plans, who comes, and what is in the calendar."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.calendar.dates import Dates
from tests.pages import Browser
from tests.people import World


@pytest.fixture
def dates(world: World) -> Dates:
    """The appointments of the small Kreisverband."""
    return Dates(world)


@pytest.fixture
def speaker(as_speaker: FlaskClient) -> Browser:
    """The browser of her who plans in ktv."""
    return Browser(as_speaker)


@pytest.fixture
def member(as_member: FlaskClient) -> Browser:
    """The browser of somebody who comes."""
    return Browser(as_member)
