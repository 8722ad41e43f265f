"""A meeting that begins just now, for tests of what is written down at it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import sqlalchemy as sa

from app.calendar.invitations.models import Answer, Invitation
from app.districts.meetings.conduct.models import Attendance, Meeting
from app.districts.meetings.minutes.models import Minutes, MinutesState
from app.districts.meetings.models import AgendaItem, ItemKind
from app.spaces.models import Membership
from app.tenancy import all_spaces, one_space
from tests.calendar.dates import Dates
from tests.pages import Browser, Page
from tests.people import NOW, World

Row = TypeVar("Row")


class Evening:
    """An appointment of `slug` at seven in the evening, with three items of twenty minutes."""

    def __init__(self, world: World, *, slug: str = "ktv", kind: str = "assembly", **more: Any) -> None:
        self.world, self.slug = world, slug
        self.key = Dates(world).add(more.pop("starts", NOW), slug=slug, kind=kind, title="Sitzung", **more)
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            items = [
                AgendaItem(appointment_id=self.key, position=10 * n, title=f"Thema {n}",
                           kind=ItemKind.DISCUSSION, minutes=20)
                for n in (1, 2, 3)
            ]  # fmt: skip
            session.add_all(items)
            session.flush()
            self.items = [item.id for item in items]

    def url(self, *parts: object) -> str:
        """An address below the meeting's."""
        return "/".join([f"/{self.slug}/termine/{self.key}/sitzung", *map(str, parts)])

    def open(self, browser: Browser) -> Page:
        """The page of the meeting."""
        return browser.open(self.url() + "/")

    def begin(self, browser: Browser) -> Page:
        """Open the meeting."""
        return self.open(browser).press("Sitzung eröffnen")

    def rows(self, model: type[Row]) -> list[Row]:
        """What is stored of a kind for this appointment, in the order in which it was made."""
        wanted = sa.select(model).where(model.appointment_id == self.key).order_by(model.id)
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted))

    @property
    def meeting(self) -> Meeting:
        """What is stored of the meeting."""
        (row,) = self.rows(Meeting)
        return row

    @property
    def presences(self) -> dict[int, str]:
        """Whose presence is noted, by key."""
        return {row.person_id: row.presence.value for row in self.rows(Attendance)}

    def outcomes(self) -> list[str]:
        """What became of the items, in their order."""
        found = {row.id: row.outcome for row in self.rows(AgendaItem)}
        return [found[key].value if found[key] else "" for key in self.items]

    def mark(self, browser: Browser, who: str, presence: str) -> Page:
        """Tap on somebody."""
        return browser.post(self.url("anwesenheit"), person=str(self.world.people[who]), presence=presence)

    def minutes_are(self, state: MinutesState) -> None:
        """Let the minutes be this far."""
        with self.world.app.app_context(), one_space(self.world.spaces[self.slug]) as session:
            row = session.scalars(sa.select(Minutes).where(Minutes.appointment_id == self.key)).first()
            row = row or Minutes(appointment_id=self.key)
            row.state = state
            row.ready_at = None if state is MinutesState.WRITING else NOW
            row.approved_at = NOW if state is MinutesState.APPROVED else None
            session.add(row)

    def invite(self, **answers: Answer) -> None:
        """Let people of the world have answered."""
        with self.world.app.app_context(), one_space(self.world.spaces[self.slug]) as session:
            session.add_all(
                Invitation(appointment_id=self.key, person_id=self.world.people[who], answer=answer)
                for who, answer in answers.items()
            )


def members_of(world: World, slug: str = "ktv") -> int:
    """How many people belong to a space today."""
    wanted = sa.select(sa.func.count(sa.distinct(Membership.person_id))).where(
        Membership.space_id == world.spaces[slug], Membership.held_today()
    )
    with world.app.app_context(), all_spaces("the tests look") as session:
        return int(session.scalars(wanted).one())


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do several things in the same moment, each in a thread of its own; return what came of them."""
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], Any]) -> Any:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))
