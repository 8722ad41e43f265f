"""What the tests of writing reports share: a sitting that looks real, and its form as a browser sends it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Person
from app.districts.councils.reports.models import Report, ReportItem
from app.districts.councils.sittings.services import Details, ItemLine, plan
from app.extensions import db
from app.spaces.models import Council
from app.tenancy import Scope, ScopedSession, current_session, one_space
from tests.people import NOW, World

ITEMS = (
    ItemLine("Eröffnung der Sitzung, Feststellung der Beschlussfähigkeit", "1"),
    ItemLine("Genehmigung der Niederschrift der letzten Sitzung", "2"),
    ItemLine("Radweg in der Doberaner Straße", "3", "2025/BV/1234"),
    ItemLine("Spielplatz am Thomas-Müntzer-Platz", "4"),
    ItemLine("Grundstück eines Anliegers", "5", is_public=False),
)


def plan_sitting(world: World, *, slug: str = "ktv", days: float = -1, items: Any = ITEMS) -> int:
    """Enter a sitting of the district's council; return its key."""
    with world.app.app_context():
        current_session().open_scope(Scope.of(world.spaces[slug], write=True))
        council = db.session.get_one(Council, world.councils[slug])
        details = Details(NOW + timedelta(days=days), place="Rathaus")
        by = db.session.get_one(Person, world.people["office"])
        sitting = plan(council, details=details, items=items, by=by)
        db.session.commit()
        return sitting.id


@contextmanager
def in_space(world: World, slug: str = "ktv") -> Iterator[ScopedSession]:
    """A session in one space; it commits at the end."""
    with world.app.app_context(), one_space(world.spaces[slug]) as session:
        yield session


def stored(world: World, sitting_id: int) -> tuple[Report, list[ReportItem]] | None:
    """The report of a sitting of ktv and its items, as the database has them."""
    with in_space(world) as session:
        report = session.scalars(sa.select(Report).where(Report.sitting_id == sitting_id)).first()
        if report is None:
            return None
        statement = (
            sa.select(ReportItem).where(ReportItem.report_id == report.id).order_by(ReportItem.position)
        )
        return report, list(session.scalars(statement))


class _Fields(HTMLParser):
    """Collects what a browser would send of a page's report form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.text: str | None = None
        self.select = ""
        self.is_inside = False

    def _add(self, name: str | None, value: str | None) -> None:
        if name:
            self.found.setdefault(name, []).append(value or "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.is_inside = "report-form" in (given.get("class") or "")
        if not self.is_inside:
            return
        if tag == "input":
            is_box = given.get("type") in ("radio", "checkbox")
            if not is_box or "checked" in given:
                self._add(given.get("name"), given.get("value"))
        elif tag == "textarea":
            self.text = given.get("name")
            self._add(self.text, "")
        elif tag == "select":
            self.select = given.get("name") or ""
        elif tag == "option" and "selected" in given:
            self._add(self.select, given.get("value"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        if tag == "textarea":
            self.text = None

    def handle_data(self, content: str) -> None:
        if self.text is not None:
            self.found[self.text][-1] += content.removeprefix("\n")


class Form:
    """The form of a report in somebody's browser."""

    def __init__(self, client: FlaskClient, sitting_id: int, slug: str = "ktv") -> None:
        self.client, self.url = client, f"/{slug}/berichte/sitzung/{sitting_id}"
        self.load()

    def load(self) -> None:
        """Open it (again)."""
        self.response = self.client.get(self.url)
        assert self.response.status_code == 200, self.response.status
        self.take(self.response)

    def take(self, response: TestResponse) -> None:
        """Look at a page with the form that came back."""
        reader = _Fields()
        reader.feed(response.text)
        self.fields = reader.found

    def key(self, title: str) -> str:
        """The key of the item with these words in its title."""
        keys = [
            name for name, (text, *_rest) in self.fields.items() if name.endswith("-title") and title in text
        ]
        return keys[0].removeprefix("i-").removesuffix("-title")

    def value(self, title: str, field: str) -> str:
        """What stands in a field of an item."""
        return self.fields.get(f"i-{self.key(title)}-{field}", [""])[0]

    def say(self, title: str, /, **texts: str) -> Form:
        """Type something to an item."""
        key = self.key(title)
        for field, text in texts.items():
            self.fields[f"i-{key}-{field}"] = [text]
        return self

    def add(self, **texts: str) -> Form:
        """Fill in the empty item that was not on the agenda."""
        key = next(key for key in self.fields["item"] if key.startswith("o-"))
        for field, text in texts.items():
            self.fields[f"i-{key}-{field}"] = [text]
        return self

    def set(self, **texts: Any) -> Form:
        """Type something that belongs to no item."""
        for field, text in texts.items():
            self.fields[field] = text if isinstance(text, list) else [str(text)]
        return self

    def send(self, action: str = "file", *, data: bool = False) -> TestResponse:
        """Press a button; `data`: as the script does it."""
        headers = {"Accept": "application/json"} if data else {}
        return self.client.post(self.url, data={**self.fields, "action": action}, headers=headers)

    def save(self, *, data: bool = False) -> TestResponse:
        """Store the draft."""
        return self.send("save", data=data)


def words_of(response: TestResponse) -> str:
    """The visible words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


def base_of(response: TestResponse) -> dict[str, Any]:
    """What the answer to the script says is stored now."""
    found: dict[str, Any] = json.loads(response.get_json()["base"])
    return found
