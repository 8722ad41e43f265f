"""The ground of the tests: a fresh, migrated database for each of them, on SQLite or on PostgreSQL.

`pytest --database postgresql` runs the same tests on a throw-away cluster that the run starts and removes
itself. With xdist there is one cluster: the first process starts it and tells the workers where it is.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cluster import Cluster
from tools.bootstrap import compile_translations

pytest_plugins = ["tests.people"]
GROUND = pytest.StashKey["Ground"]()
SETTINGS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "REQUIRE_SECOND_FACTOR",
    "PUBLIC_URL",
    "PROXIES",
    "PORT",
)
TEMPLATE = "migrated"


def testing_settings(database_url: str, instance: Path) -> dict[str, object]:
    """What `create_app` is given in tests; tests that need more put it on top."""
    return {
        "TESTING": True,
        "STADTTEILWERK_ENV": "testing",
        "DATABASE_URL": database_url,
        "INSTANCE": str(instance),
        "REQUIRE_SECOND_FACTOR": False,
        "SECRET_KEY": "only-in-tests-" + "0" * 32,
    }


def migrate(database_url: str, instance: Path) -> None:
    """Bring an empty database to the newest migration, as `make run` does it."""
    from app import create_app
    from app.serve import migrate as run_migrations

    app = create_app(testing_settings(database_url, instance))
    run_migrations(app)
    dispose(app)


def dispose(app: Flask) -> None:
    """Close what the application still holds open of its database; an open connection would be a warning."""
    with app.app_context():
        db = app.extensions["sqlalchemy"]
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


class Ground:
    """Where the databases of this run come from: copies of one that was migrated once."""

    def __init__(self, folder: Path, cluster: Cluster | None) -> None:
        self.folder, self.cluster = folder, cluster
        self.numbers = (f"{os.getpid()}_{number}" for number in itertools.count(1))

    @classmethod
    def make(cls, database: str) -> Ground:
        folder = Path(tempfile.mkdtemp(prefix="stw-tests-"))
        return cls(folder, Cluster.start() if database == "postgresql" else None)

    def address(self) -> dict[str, str]:
        """What another process needs to use this ground."""
        return {"folder": str(self.folder), "cluster": str(self.cluster.folder) if self.cluster else ""}

    @classmethod
    def at(cls, address: dict[str, str]) -> Ground:
        cluster = Cluster(Path(address["cluster"])) if address["cluster"] else None
        return cls(Path(address["folder"]), cluster)

    def remove(self) -> None:
        if self.cluster:
            self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ensure_template(self) -> None:
        """Migrate the template unless another process of this run already did."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.cluster is None:
                self._make_sqlite_template()
            elif not self.cluster.has(TEMPLATE):
                self.cluster.drop("unfinished")  # of a migration that failed in another process
                self.cluster.create("unfinished")
                migrate(self.cluster.url("unfinished"), self.folder / "instance")
                self.cluster.rename("unfinished", TEMPLATE)

    def _make_sqlite_template(self) -> None:
        template, unfinished = self.folder / f"{TEMPLATE}.sqlite", self.folder / "unfinished.sqlite"
        if not template.exists():
            unfinished.unlink(missing_ok=True)
            migrate(f"sqlite:///{unfinished}", self.folder / "instance")
            unfinished.rename(template)  # the last connection is closed: its write-ahead log is in the file

    def database(self) -> Iterator[str]:
        """Yield the address of a database nobody has used; it is dropped afterwards."""
        name = f"test_{next(self.numbers)}"
        if self.cluster:
            self.cluster.create(name, template=TEMPLATE)
            yield self.cluster.url(name)
            self.cluster.drop(name)
        else:
            file = self.folder / f"{name}.sqlite"
            shutil.copyfile(self.folder / f"{TEMPLATE}.sqlite", file)
            yield f"sqlite:///{file}"
            for leftover in self.folder.glob(f"{name}.sqlite*"):
                leftover.unlink()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=["sqlite", "postgresql"], default="sqlite", help="what the tests run on"
    )


def pytest_configure(config: pytest.Config) -> None:
    # A setting of the person's own shell must not reach the tests.
    for name in list(os.environ):
        if name in SETTINGS or name.startswith(("STADTTEILWERK_", "MAIL_", "FLASK_")):
            del os.environ[name]
    if not hasattr(config, "workerinput"):
        compile_translations()  # as `make` does it: whoever calls pytest alone reads no stale catalogue either
    address = getattr(config, "workerinput", {}).get("ground")
    config.stash[GROUND] = Ground.at(address) if address else Ground.make(config.getoption("database"))


@pytest.hookimpl(optionalhook=True)  # exists only with xdist
def pytest_configure_node(node: Any) -> None:
    node.workerinput["ground"] = node.config.stash[GROUND].address()


def pytest_unconfigure(config: pytest.Config) -> None:
    if GROUND in config.stash and not hasattr(config, "workerinput"):
        config.stash[GROUND].remove()


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('database')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database: `make test` runs both."""
    other = "sqlite" if config.getoption("database") == "postgresql" else "postgresql"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


@pytest.fixture(scope="session")
def _template(request: pytest.FixtureRequest) -> Ground:
    ground = request.config.stash[GROUND]
    ground.ensure_template()
    return ground


@pytest.fixture
def database_url(_template: Ground) -> Iterator[str]:
    """A fresh, migrated, empty database of this test's own."""
    yield from _template.database()


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application as it is, on a database of its own.

    No app context is open here, nor may a fixture hold one open around calls of a client: Flask would reuse
    that context for the request, and with it its database session with everything it has loaded. What needs
    the database outside a request opens `with app.app_context():` and closes it before the client is called.
    """
    from app import create_app

    app = create_app(testing_settings(database_url, tmp_path / "instance"))
    yield app
    dispose(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a login."""
    return app.test_client()


@pytest.fixture
def freeze() -> Iterator[Callable[[datetime], None]]:
    """Stop the clock: `freeze(moment)`, also several times; it runs again after the test."""
    from app import clock

    with ExitStack() as thaw:

        def stop_at(moment: datetime) -> None:
            thaw.enter_context(clock.frozen(moment))

        yield stop_at
