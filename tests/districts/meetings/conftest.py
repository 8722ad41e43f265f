"""Somebody who plans, and an agenda."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.districts.meetings.models import AgendaItem
from app.tenancy import all_spaces
from tests.pages import Browser, Element, Page
from tests.people import World


@dataclass
class Agenda:
    """The agenda of one appointment, as it is stored."""

    world: World
    key: int

    @property
    def url(self) -> str:
        """The address of the appointment."""
        return f"/ktv/termine/{self.key}"

    def at(self, *parts: object) -> str:
        """An address below the agenda's."""
        return "/".join([self.url, "tagesordnung", *map(str, parts)])

    def items(self) -> list[AgendaItem]:
        """What is on it, in its order."""
        wanted = sa.select(AgendaItem).where(AgendaItem.appointment_id == self.key)
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted.order_by(AgendaItem.position, AgendaItem.id)))

    @property
    def titles(self) -> list[str]:
        """The titles, in their order."""
        return [one.title for one in self.items()]

    def of(self, which: str) -> Agenda:
        """The agenda of another appointment of ktv: draft, bare, cancelled, past."""
        return Agenda(self.world, self.world.appointments["ktv"][which])


@pytest.fixture
def agenda(world: World) -> Agenda:
    """The agenda of an announced meeting from 20:00 to 22:00, three items of twenty minutes."""
    return Agenda(world, world.appointments["ktv"]["announced"])


@pytest.fixture
def speaker(as_speaker: FlaskClient) -> Browser:
    """The browser of her who plans in ktv."""
    return Browser(as_speaker)


@pytest.fixture
def other(world: World) -> Browser:
    """A second device on which agendas are made."""
    return Browser(world.client_of("speaker"))


@pytest.fixture
def member(as_member: FlaskClient) -> Browser:
    """The browser of somebody who comes."""
    return Browser(as_member)


def on_agenda(page: Page) -> list[str]:
    """The titles of the agenda on the page, in their order."""
    return [
        title.text
        for part in page.main.all("ol", class_="agenda")
        for title in part.all("span", class_="row-title")
    ]


def agenda_row(page: Page, title: str) -> Element:
    """The row of an item on the agenda of the page."""
    found = [
        one for part in page.main.all("ol", class_="agenda") for one in part.all("li") if title in one.text
    ]
    assert len(found) == 1, f"{len(found)} items with {title!r} on {page}"
    return found[0]


def end_times(page: Page) -> list[str]:
    """When each item ends, as the page says it."""
    notes = [one.all("span", class_="row-note")[0].text for one in page.main.one("ol").all("li")]
    return [note.rpartition("bis ")[2].removesuffix(" Uhr") if "bis " in note else "" for note in notes]
