"""The application with a mail server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from tests import conftest
from tests.outbox.posting import (
    START,
    Freeze,
)
from tests.outbox.sink import Sink, serving, smtp_settings


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server on this machine."""
    with serving(Sink()) as sink:
        yield sink


@pytest.fixture
def post(database_url: str, tmp_path: Path, sink: Sink, freeze: Freeze) -> Iterator[Flask]:
    """The application with that mail server, on an evening in March."""
    freeze(START)
    app = create_app(
        conftest.testing_settings(database_url, tmp_path / "instance") | smtp_settings(sink.port)
    )
    yield app
    conftest.dispose(app)
