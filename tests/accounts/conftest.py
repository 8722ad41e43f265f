"""Browsers in which somebody logs in as people do, and the words on those pages."""

from __future__ import annotations

from typing import Protocol

import pytest
from flask.testing import FlaskClient

from tests.pages import Browser, Page
from tests.people import PASSWORD, PEOPLE, World


class LogIn(Protocol):
    """Logs somebody in; see the fixture."""

    def __call__(self, who: str, *, password: str = PASSWORD, remember: bool = False) -> Page: ...


@pytest.fixture
def nobody(as_nobody: FlaskClient) -> Browser:
    """A browser without a login."""
    return Browser(as_nobody)


@pytest.fixture
def member(as_member: FlaskClient) -> Browser:
    """The browser of a member of ktv."""
    return Browser(as_member)


@pytest.fixture
def log_in(world: World) -> LogIn:
    """Log somebody in, in a new browser; returns the page that follows, with its browser."""

    def log_in(who: str, *, password: str = PASSWORD, remember: bool = False) -> Page:
        page = Browser(world.client_of("anonymous")).open("/anmelden")
        typed = {"email": PEOPLE[who].email or "", "password": password}
        return page.press("Anmelden", **typed, **({"remember": "y"} if remember else {}))

    return log_in
