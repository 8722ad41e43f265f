"""A feed as a program gets it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar, Event
from werkzeug.test import TestResponse

from tests.pages import Browser, Page
from tests.people import World

PUBLIC = "/kalender/abo/oeffentlich.ics"
NEW = "/kalender/abos/neu"
OF_KTV = "/ktv/termine/abo/"


@dataclass(frozen=True)
class Fetched:
    """What a program got."""

    response: TestResponse

    @property
    def status(self) -> int:
        """The code."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """The file."""
        return self.response.text

    @property
    def etag(self) -> str:
        """What stands for its version."""
        return str(self.response.headers["ETag"])

    @property
    def events(self) -> list[Event]:
        """What is in it, special days left out."""
        found: Any = Calendar.from_ical(self.response.data).walk("VEVENT")
        return [one for one in found if "SEQUENCE" in one]

    @property
    def days(self) -> list[str]:
        """The special days in it."""
        found: Any = Calendar.from_ical(self.response.data).walk("VEVENT")
        return [str(one["SUMMARY"]) for one in found if "SEQUENCE" not in one]

    @property
    def titles(self) -> list[str]:
        """What its entries are called."""
        return [str(one["SUMMARY"]) for one in self.events]


def fetch(world: World, path: str, **headers: str) -> Fetched:
    """Ask as a program asks: without cookies."""
    return Fetched(
        world.app.test_client().get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    )


def address_on(page: Page) -> str:
    """The path that a page tells."""
    found = re.search(
        r"/kalender/abo/[A-Za-z0-9_-]{43}\.ics", page.main.one("input", id="adresse").attrs["value"]
    )
    assert found
    return found[0]


def subscribed(client: FlaskClient, **form: Any) -> str:
    """Make a feed of one's own; return the path of its address."""
    return address_on(Browser(client).open(NEW).press("Adresse anzeigen", **form))


def of_ktv(client: FlaskClient) -> str:
    """Make the feed of ktv; return the path of its address."""
    return address_on(Browser(client).open(OF_KTV).press("Adresse anlegen"))
