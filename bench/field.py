"""What the measures compare, prepared once and kept running for all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path

from bench import load
from bench.floor import SESSION
from bench.ours import LIST, Ours, Visitor
from tests.cluster import Cluster

FEW, MANY = 200, 20_000  # appointments in one space


class Field:
    """The floor and ours, each with a server; made when first asked for, gone when the stack closes."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack

    @cached_property
    def floor(self) -> load.Page:
        """The floor's page of twenty rows."""
        return load.Page(self.stack.enter_context(self.serve_floor()), "/", f"session={SESSION}")

    def serve_floor(self) -> AbstractContextManager[load.Server]:
        """A further server of the floor."""
        return load.serving("bench.floor:create_app()", self.floor_environment, "/login")

    @cached_property
    def floor_environment(self) -> dict[str, str]:
        """Names the floor's database, filled."""
        environment = {"FLOOR_DATABASE": str(self.folder / "floor.sqlite")}
        command = [sys.executable, "-m", "bench.floor"]
        subprocess.run(command, check=True, cwd=load.ROOT, env={**os.environ, **environment})
        return environment

    @cached_property
    def ours(self) -> Ours:
        """Ours on SQLite with few appointments."""
        return self._filled(Ours(self.folder / "few"), FEW)

    @cached_property
    def few(self) -> load.Page:
        """Our list of appointments, logged in, on SQLite with few appointments."""
        return self._served(self.ours)

    @cached_property
    def many(self) -> load.Page:
        """The same with many appointments."""
        return self._served(self._filled(Ours(self.folder / "many"), MANY))

    @cached_property
    def on_postgresql(self) -> load.Page:
        """The same as `few` on PostgreSQL, which writes to the disk here as it does in earnest."""
        cluster = Cluster.start(durable=True)
        self.stack.callback(cluster.stop)
        cluster.create("bench")
        return self._served(self._filled(Ours(self.folder / "postgresql", cluster.url("bench")), FEW))

    @cached_property
    def mailing(self) -> Ours:
        """Ours on SQLite, of which mail is sent."""
        return self._filled(Ours(self.folder / "mailing"), FEW)

    @cached_property
    def mailing_page(self) -> load.Page:
        """Its list of appointments, logged in."""
        return self._served(self.mailing)

    def _filled(self, ours: Ours, appointments: int) -> Ours:
        ours.fill(appointments)
        return ours

    def _served(self, ours: Ours) -> load.Page:
        server = self.stack.enter_context(ours.serving())
        return load.Page(server, LIST, Visitor.at(server.port).log_in())
