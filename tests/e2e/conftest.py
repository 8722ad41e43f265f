"""The browser tests: what `make run` starts, on a frozen Wednesday evening, in a real Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

from app import serve
from tools.system_packages import chromium

NOW = "2025-03-05T19:00:00+01:00"  # the demo and everything in it as of this moment
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
# Everything axe knows about WCAG up to 2.2 AA, and its best practices.
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; Playwright's own download of a browser is not available everywhere."""
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-features=OptimizationHints,MediaRouter,Translate",
        "--disable-sync",
        "--metrics-recording-only",
        "--no-first-run",
        "--no-pings",
    ]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses to sandbox root
    return {**browser_type_launch_args, "executable_path": chromium(), "args": [*quiet, *as_root]}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of the running server: database, mails as files."""
    return tmp_path_factory.mktemp("instance")


@contextmanager
def serving(instance: Path, now: str) -> Iterator[str]:
    """The address of a server on a folder, at a moment: web and worker, started and ended as a person does it."""
    port = free_port()
    log = instance.with_name(f"{instance.name}.log")
    environment = {
        **os.environ,
        "PORT": str(port),
        "STADTTEILWERK_INSTANCE": str(instance),
        "STADTTEILWERK_NOW": now,
        "PYTHONUNBUFFERED": "1",
    }
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "app.serve"],
            cwd=serve.ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + serve.SECONDS_TO_START
        while not serve.is_healthy(port):
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.exit(f"The server did not start:\n{log.read_text()}", returncode=1)
            time.sleep(0.1)
        yield f"http://{serve.HOST}:{port}"
    finally:
        server.terminate()
        server.wait(timeout=serve.SECONDS_TO_END + 5)


@pytest.fixture(scope="session")
def base_url(instance: Path) -> Iterator[str]:
    """The address of a server with the demo, on a Wednesday evening in March."""
    with serving(instance, NOW) as address:
        yield address


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def new_browser(browser: Browser, base_url: str) -> Iterator[OpenContext]:
    """Open browsers of further people in one test: `new_browser(viewport=PHONE)`."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"base_url": base_url, "locale": "de-DE", "viewport": DESK} | options)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


def watched(page: Page, complaints: list[str]) -> Page:
    """A page whose script errors and refused loads (Content-Security-Policy) are written down."""
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{page.url}: {message.text}")
            # A page that answers 4xx on purpose is reported as an error as well.
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )
    return page


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser wrote into its console; a test that leaves something here fails."""
    complaints: list[str] = []
    yield complaints
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def phone(new_browser: OpenContext, complaints: list[str]) -> Page:
    """A phone in somebody's hand."""
    context = new_browser(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    return watched(context.new_page(), complaints)


@pytest.fixture
def desk(new_browser: OpenContext, complaints: list[str]) -> Page:
    """A computer on a desk."""
    return watched(new_browser(viewport=DESK).new_page(), complaints)


@pytest.fixture
def axe() -> Callable[..., None]:
    """Check a page for barriers: `axe(page)`; fails with what was found, where, and how to mend it.

    `axe(page, only=["color-contrast"])` asks these rules alone, for a page whose other sides were looked at.
    """

    def check(page: Page, *, only: list[str] | None = None) -> None:
        asked = {"type": "rule", "values": only} if only else {"type": "tag", "values": AXE_RULES}
        if not page.evaluate("typeof axe === 'object'"):  # it stays as long as the page does
            page.evaluate(AXE_SCRIPT)
        result = page.evaluate(
            "options => axe.run(document, options)", {"runOnly": asked, "resultTypes": ["violations"]}
        )
        if found := result["violations"]:
            pytest.fail(f"{page.url}\n" + "\n".join(findings(found)), pytrace=False)

    return check


def findings(violations: list[dict[str, Any]]) -> Iterator[str]:
    for violation in violations:
        yield f"\n{violation['id']} ({violation['impact']}): {violation['help']}"
        for node in violation["nodes"]:
            yield f"  at {' '.join(map(str, node['target']))}: {node['html'][:160]}"
            yield "    " + (node.get("failureSummary") or "").replace("\n", "\n    ")
