"""Make sure that what the tests need from the system is there: PostgreSQL, Chromium, poppler, Evolution's calendar.

Installs what is missing when it may, and otherwise stops with the one line to type. Never skips silently:
a test that did not run must not look like one that passed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")
CLUSTER_SETTINGS_SHIPPED = Path("/usr/share/postgresql-common/createcluster.conf")


def chromium() -> str | None:
    """Path of the system's Chromium."""
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)


def postgresql() -> str | None:
    """Path of PostgreSQL's `initdb`, the newest if there are several."""
    on_path = shutil.which("initdb")
    if on_path and (Path(on_path).resolve().parent / "postgres").exists():
        return on_path
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return str(max(found, key=lambda path: float(path.parts[-3]), default="")) or None


def poppler() -> str | None:
    """Path of `pdftoppm`, which turns a PDF into pictures."""
    return shutil.which("pdftoppm")


def evolution() -> str | None:
    """Path of Evolution's calendar store, the real program that has to understand our invitations."""
    store = Path("/usr/libexec/evolution-calendar-factory")
    return str(store) if store.exists() else None


def evolution_bindings() -> str | None:
    """Path of what lets a script talk to that store, and to libical below it."""
    return next(map(str, Path("/usr/lib").glob("*/girepository-1.0/ECal-2.0.typelib")), None)


def python_bindings() -> str | None:
    """Path of the system's own Python with `gi`, that can use such bindings."""
    gi = Path("/usr/lib/python3/dist-packages/gi/__init__.py")
    return str(gi) if gi.exists() else None


def message_bus() -> str | None:
    """Path of `dbus-run-session`, which gives a test a message bus of its own."""
    return shutil.which("dbus-run-session")


# Debian's package → how to see that it is there.
NEEDED: dict[str, Callable[[], str | None]] = {
    "postgresql": postgresql,
    "chromium": chromium,
    "poppler-utils": poppler,
    "evolution-data-server": evolution,
    "gir1.2-ecal-2.0": evolution_bindings,
    "python3-gi": python_bindings,
    "dbus-daemon": message_bus,
}


def missing() -> list[str]:
    return [package for package, find in NEEDED.items() if find() is None]


def as_root() -> list[str] | None:
    """What to put before a command so that it runs as root without asking; None if that cannot be had."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


@contextmanager
def no_system_cluster(prefix: list[str]) -> Iterator[None]:
    """Keep Debian from making and starting a PostgreSQL of its own: the tests bring theirs.

    Only for this installation: afterwards the file is the package's own again.
    """
    if CLUSTER_SETTINGS.exists():
        yield
        return
    subprocess.run([*prefix, "mkdir", "-p", str(CLUSTER_SETTINGS.parent)], check=True)
    subprocess.run(
        [*prefix, "tee", str(CLUSTER_SETTINGS)],
        check=True, input=b"create_main_cluster = false\n", stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        undo = ["cp", str(CLUSTER_SETTINGS_SHIPPED)] if CLUSTER_SETTINGS_SHIPPED.exists() else ["rm", "-f"]
        subprocess.run([*prefix, *undo, str(CLUSTER_SETTINGS)], check=True)


def install(packages: list[str], prefix: list[str]) -> bool:
    """Install Debian packages; says whether that worked."""
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "UCF_FORCE_CONFFOLD=1", "apt-get", "-qq", "-y"]
    with no_system_cluster(prefix):
        subprocess.run([*quiet, "update"], stdout=subprocess.DEVNULL)  # a stale list may still do
        # The recommended packages of Chromium and PostgreSQL are for desktops and servers, not for tests.
        done = subprocess.run(
            [*quiet, "install", "--no-install-recommends", *packages],
            stdout=subprocess.DEVNULL,
        )
    return done.returncode == 0


def main() -> int:
    packages = missing()
    if not packages:
        return 0
    line = "apt-get install --no-install-recommends " + " ".join(packages)
    prefix = as_root()
    if prefix is not None and shutil.which("apt-get"):
        print(f"Für die Tests fehlt noch: {', '.join(packages)}. Wird installiert …", flush=True)
        if install(packages, prefix) and not missing():
            return 0
    print(
        f"Für die Tests fehlt noch: {', '.join(missing())}. Bitte einmal eingeben: sudo {line}",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
