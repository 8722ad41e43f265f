"""Run all measures and print them: `make bench`, or `python -m bench NAME …` for a module or a measure of it."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

import bench
from bench.field import Field
from bench.ratios import MEASURES, Measure, Ratio

LIBRARIES = ("Flask", "SQLAlchemy", "gunicorn", "psycopg")


def machine() -> str:
    """What it ran on: figures of different machines are not to be compared, only ratios are."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "?")
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} × {model}, {platform.system()} {platform.release()}, {python}, {libraries}"


def load_measures(wanted: list[str]) -> None:
    for module in pkgutil.iter_modules(bench.__path__, "bench."):
        if module.name != "bench.__main__":
            importlib.import_module(module.name)
    unknown = set(wanted) - {name for take in MEASURES for name in names(take)}
    if unknown:
        known = ", ".join("/".join(names(take)) for take in MEASURES)
        sys.exit(f"Diese Messung gibt es nicht: {', '.join(sorted(unknown))}. Es gibt: {known}")


def names(take: Measure) -> tuple[str, str]:
    """What to call it by: its module's name, or its own."""
    return take.__module__.rpartition(".")[2], take.__name__


def main(wanted: list[str]) -> int:
    """Returns 1 when a limit is missed."""
    load_measures(wanted)
    print(machine(), flush=True)
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory(prefix="stw-bench-") as folder, ExitStack() as stack:
        field = Field(Path(folder), stack)
        for take in MEASURES:
            if not wanted or set(wanted) & set(names(take)):
                for ratio in take(field):
                    print(ratio.line(), flush=True)
                    ratios.append(ratio)
    missed = sum(not ratio.kept for ratio in ratios)
    print(f"{len(ratios)} figures, {missed} missed" if missed else f"{len(ratios)} figures, all kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
