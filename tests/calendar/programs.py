"""Other programs that read our calendar files: libical as a strict judge, Evolution with a store of its own."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

EVOLUTION = Path(__file__).with_name("evolution.py")
SYSTEM_PYTHON = "/usr/bin/python3"
"""The only one that has the bindings; it comes with them (tools/system_packages.py)."""


# `timeout` also ends what the bus has started.
BUS = ["timeout", "--kill-after=5", "60", "dbus-run-session", "--"]


@dataclass(frozen=True)
class Seen:
    """An entry as another program understands it."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str | None
    location: str | None
    description: str | None
    status: str
    file: str

    @classmethod
    def of(cls, told: dict[str, Any]) -> Seen:
        moments = {key: datetime.fromisoformat(told[key]) for key in ("starts_at", "ends_at")}
        return cls(**{**told, **moments})


@dataclass(frozen=True)
class Judged:
    """What libical says of a file: its faults, by RFC 5545 and by what RFC 5546 wants of its method."""

    faults: list[str]
    method: str
    entries: list[Seen]


def judged(*files: str) -> list[Judged]:
    """Let libical parse files and hold them against the standards."""
    told = _talk([], "check", files, environment=dict(os.environ))
    return [
        Judged(one["faults"], one["method"], [Seen.of(entry) for entry in one["entries"]]) for one in told
    ]


def received(files: Sequence[str], home: Path) -> list[list[Seen]]:
    """Let Evolution take in files as they come by mail; return all that is in its store after each of them."""
    environment = _own_home(home)
    return [[Seen.of(entry) for entry in store] for store in _talk(BUS, "receive", files, environment)]


def _own_home(home: Path) -> dict[str, str]:
    folders = {name: home / name for name in ("data", "config", "cache", "runtime")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    return {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "HOME": str(home),
        "GSETTINGS_BACKEND": "memory",
        **{f"XDG_{name.upper()}_HOME": str(folder) for name, folder in folders.items()},
        "XDG_RUNTIME_DIR": str(folders["runtime"]),
    }


class Subscribed:
    """Evolution with a calendar that it fetches by itself; nothing else is in its store."""

    def __init__(self, address: str, home: Path) -> None:
        self._program = subprocess.Popen(
            [*BUS, SYSTEM_PYTHON, "-I", str(EVOLUTION), "subscribe", address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=_own_home(home),
        )  # fmt: skip

    def look(self) -> list[Seen]:
        """Let it look for news; return what it shows at this moment."""
        assert self._program.stdin
        assert self._program.stdout
        print("look", file=self._program.stdin, flush=True)
        return [Seen.of(entry) for entry in json.loads(self._program.stdout.readline())]

    def until(self, wanted: Callable[[list[Seen]], bool]) -> list[Seen]:
        """Look again and again until it shows what is wanted, at most half a minute; return what it shows then."""
        for _ in range(60):
            if wanted(shown := self.look()):
                return shown
            time.sleep(0.5)
        raise AssertionError(shown)

    def close(self) -> None:
        """End the program and its bus."""
        self._program.communicate()


def _talk(prefix: list[str], verb: str, files: Sequence[str], environment: dict[str, str]) -> Any:
    done = subprocess.run(
        [*prefix, SYSTEM_PYTHON, "-I", str(EVOLUTION), verb],
        input=json.dumps(files), capture_output=True, text=True, encoding="utf-8", env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
