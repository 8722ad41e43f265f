"""Somebody in the Kreisgeschäftsstelle."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.pages import Browser


@pytest.fixture
def office(as_office: FlaskClient) -> Browser:
    """The browser of the Kreisgeschäftsstelle."""
    return Browser(as_office)
