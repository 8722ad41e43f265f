"""Files of other calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient

from app.calendar.imports.reading import Reading, read
from tests.calendar.dates import Dates
from tests.pages import Browser
from tests.people import World

Reader = Callable[[str], Reading]
START, PREVIEW = "/ktv/termine/uebernehmen/", "/ktv/termine/uebernehmen/vorschau"


def event(uid: str = "fest@anderswo.example", title: str = "Sommerfest", **more: str) -> str:
    """An entry: `DTSTART="…"` and the like on top of what every entry has; empty leaves a line out."""
    lines = {
        "UID": uid,
        "SUMMARY": title,
        "DTSTART": ";TZID=Europe/Berlin:20250402T190000",
        "DTEND": ";TZID=Europe/Berlin:20250402T210000",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    said = [
        f"{name}{value if value[:1] in (':', ';') else ':' + value}" for name, value in lines.items() if value
    ]
    return "\r\n".join(["BEGIN:VEVENT", *said, "END:VEVENT", ""])


def calendar(*entries: str, head: str = "") -> str:
    """A file of entries."""
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//anderswo//DE", head, *entries, "END:VCALENDAR", ""]
    )


@pytest.fixture
def reader(world: World) -> Iterator[Reader]:
    """Reads a file as the pages do."""
    with world.app.test_request_context():
        yield read


@pytest.fixture
def dates(world: World) -> Dates:
    """The appointments of the small Kreisverband."""
    return Dates(world)


@pytest.fixture
def speaker(as_speaker: FlaskClient) -> Browser:
    """The browser of her who plans in ktv."""
    return Browser(as_speaker)
