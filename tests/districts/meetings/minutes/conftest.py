"""Minutes of a meeting of yesterday, several who write them, and what is stored of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.calendar.delegations.models import Delegated, Delegation
from app.calendar.models import Appointment
from app.districts.meetings.minutes.models import (
    Minutes,
    MinutesCorrection,
    MinutesEntry,
    MinutesState,
    MinutesVersion,
)
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.tenancy import Scope, all_spaces, current_session, one_space
from tests.pages import Browser, Page, manners
from tests.people import PEOPLE, World


def well_made(page: Page) -> bool:
    """Say whether a page owes nothing, apart from what is looked at elsewhere.

    What the editor's script fills in, in the browser; the tokens of forms, in tests/test_pages.py.
    """
    wrong = [one for one in manners(page) if "data-href" not in one and "tokens in <form" not in one]
    assert wrong == []
    return True


AS_SCRIPT = {"Accept": "application/json", "X-Requested-With": "fetch"}


@dataclass
class Writer:
    """Somebody who writes the minutes: by the editor's script, or with a browser that has none."""

    notes: Notes
    who: str

    @property
    def browser(self) -> Browser:
        """A browser in which they are logged in."""
        return Browser(self.notes.world.client_of(self.who))

    @property
    def name(self) -> str:
        """What they are called."""
        return PEOPLE[self.who].name

    def save(self, text: str, *, seen: object, item: int | None = 0) -> Any:
        """Save as the editor does; `item` counts the agenda from 0, None is what belongs to no item."""
        form = {"text": text, "version": str(seen)}
        return self.notes.world.client_of(self.who).post(
            self.notes.save_url(item), data=form, headers=AS_SCRIPT
        )

    def open(self, *parts: object, **query: str) -> Page:
        """Open a page below the minutes."""
        return self.browser.open(self.notes.at(*parts), **query)


@dataclass
class Notes:
    """The minutes of one meeting, as they are stored."""

    world: World
    key: int
    slug: str = "ktv"

    @property
    def url(self) -> str:
        """The address of the appointment."""
        return f"/{self.slug}/termine/{self.key}"

    def at(self, *parts: object) -> str:
        """An address below the minutes'."""
        return "/".join([self.url, "protokoll", *map(str, parts)])

    def save_url(self, item: int | None) -> str:
        """Where the text of an item is sent."""
        return self.at("allgemein") if item is None else self.at("punkt", self.items[item])

    def of(self, key: int) -> Notes:
        """The minutes of another meeting of ktv."""
        return Notes(self.world, key)

    def writer(self, who: str) -> Writer:
        """Somebody who writes."""
        return Writer(self, who)

    # --- what is stored

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """A session to look with."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            yield session

    @property
    def items(self) -> list[int]:
        """The keys of the agenda's items."""
        wanted = sa.select(AgendaItem.id).where(AgendaItem.appointment_id == self.key)
        with self.reading() as session:
            return list(session.scalars(wanted.order_by(AgendaItem.position)))

    def entry(self, item: int | None = 0) -> MinutesEntry | None:
        """What stands of one item."""
        wanted = sa.select(MinutesEntry).where(
            MinutesEntry.appointment_id == self.key,
            MinutesEntry.item_id.is_(None) if item is None else MinutesEntry.item_id == self.items[item],
        )
        with self.reading() as session:
            return session.scalars(wanted).first()

    def text(self, item: int | None = 0) -> str | None:
        """The text that stands."""
        entry = self.entry(item)
        return entry.text if entry is not None else None

    def versions(self, item: int | None = 0) -> list[MinutesVersion]:
        """All versions of an item, in the order in which they were saved."""
        entry = self.entry(item)
        if entry is None:
            return []
        wanted = sa.select(MinutesVersion).where(MinutesVersion.entry_id == entry.id)
        with self.reading() as session:
            return list(session.scalars(wanted.order_by(MinutesVersion.saved_at, MinutesVersion.id)))

    def texts(self, item: int | None = 0) -> list[str]:
        """The texts of all versions that stood."""
        return [one.text for one in self.versions(item) if one.number > 0]

    def aside(self, item: int | None = 0) -> list[MinutesVersion]:
        """What was put aside and waits."""
        return [one for one in self.versions(item) if one.is_aside]

    @property
    def minutes(self) -> Minutes | None:
        """Their row."""
        with self.reading() as session:
            return session.scalars(sa.select(Minutes).where(Minutes.appointment_id == self.key)).first()

    @property
    def state(self) -> MinutesState | None:
        """How far they are."""
        return self.minutes.state if self.minutes is not None else None

    def corrections(self) -> list[str]:
        """What was put right, in its order."""
        wanted = sa.select(MinutesCorrection.text).where(MinutesCorrection.appointment_id == self.key)
        with self.reading() as session:
            return list(session.scalars(wanted.order_by(MinutesCorrection.id)))

    # --- what is done to it past the pages

    @contextmanager
    def changing(self) -> Iterator[Any]:
        """A session that writes ktv."""
        with self.world.app.app_context(), one_space(self.world.spaces[self.slug]) as session:
            yield session

    @contextmanager
    def working(self, by: str = "speaker") -> Iterator[tuple[Appointment, Person]]:
        """The session of a request that writes ktv: the meeting, and who does it."""
        with self.world.app.app_context():
            current_session().open_scope(Scope.of(self.world.spaces[self.slug], write=True))
            yield (
                db.session.get_one(Appointment, self.key),
                db.session.get_one(Person, self.world.people[by]),
            )

    def hand_to(
        self, who: str, what: Delegated = Delegated.MINUTES, *, since: datetime | None = None
    ) -> None:
        """Hand the minutes to somebody."""
        with self.changing() as session:
            handed = Delegation(appointment_id=self.key, person_id=self.world.people[who], what=what,
                                by_id=self.world.people["speaker"])  # fmt: skip
            if hasattr(Delegation, "accepted_at"):
                handed.accepted_at = since or self.world_now
            session.add(handed)

    @property
    def world_now(self) -> datetime:
        """The moment at which the clock stands."""
        from app import clock

        return clock.now()

    def set_state(self, state: MinutesState, **values: object) -> None:
        """Make them ready, or approved, without asking anybody."""
        from app import clock

        values = {"approved_at": clock.now() if state is MinutesState.APPROVED else None, **values}
        with self.changing() as session:
            minutes = session.scalars(sa.select(Minutes).where(Minutes.appointment_id == self.key)).first()
            if minutes is None:
                minutes = Minutes(appointment_id=self.key)
                session.add(minutes)
            minutes.state = state
            for name, value in values.items():
                setattr(minutes, name, value)


@pytest.fixture
def notes(world: World) -> Notes:
    """The minutes of the meeting of two days ago in ktv, with three items; not a word is written yet."""
    found = Notes(world, world.meetings["ktv"]["later_appointment_id"])
    with found.changing() as session:
        session.add_all(
            AgendaItem(appointment_id=found.key, position=10 * number, title=f"Thema {number}")
            for number in (1, 2, 3)
        )
    return found


@pytest.fixture
def sabine(notes: Notes) -> Writer:
    """She leads in ktv."""
    return notes.writer("speaker")


@pytest.fixture
def cem(notes: Notes) -> Writer:
    """He has no role for it; these minutes were handed to him."""
    notes.hand_to("councillor")
    return notes.writer("councillor")
