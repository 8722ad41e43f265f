"""The demo, filled on a day in March."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from flask import Flask

from app import clock, create_app, demo
from app.tenancy import ScopedSession, all_spaces
from tests import conftest

MARCH = datetime(2025, 3, 5, 17, tzinfo=UTC)

Freeze = Callable[[datetime], None]


@pytest.fixture
def filled(app: Flask, freeze: Freeze) -> Flask:
    """The demo of a day in March, for a test that changes it."""
    freeze(MARCH)
    demo.fill(app)
    return app


@pytest.fixture(scope="session")
def filled_once(_template: conftest.Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo of a day in March, for all tests that only look."""
    with contextmanager(_template.database)() as url:
        app = create_app(conftest.testing_settings(url, tmp_path_factory.mktemp("instance")))
        with clock.frozen(MARCH):
            demo.fill(app)
        yield app
        conftest.dispose(app)


@pytest.fixture
def session(filled_once: Flask, freeze: Freeze) -> Iterator[ScopedSession]:
    """A look at everything in it. The session reads only."""
    freeze(MARCH)
    with filled_once.app_context(), all_spaces("the demo's tests") as session:
        yield session
