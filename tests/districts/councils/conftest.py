"""Browsers of those who have to do with councils, and what is stored of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.districts.councils.sittings.models import Sitting, SittingItem, SittingVisit
from app.extensions import db
from app.spaces.models import Council, Mandate
from app.tenancy import all_spaces, one_space
from tests.pages import Browser
from tests.people import World


class Sittings:
    """The sittings of ktv, made past the pages and looked at as they are stored."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.council_id = world.councils["ktv"]

    def add(self, starts_at: datetime, *, slug: str = "ktv", items: tuple[str, ...] = (), **more: Any) -> int:
        """Put one in; return its key."""
        values = {"council_id": self.world.councils[slug], "by_hand": [], "place": "Rathaus"} | more
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = Sitting(starts_at=starts_at, **values)
            session.add(row)
            session.flush()
            session.add_all(
                SittingItem(sitting_id=row.id, position=number, number=str(number), title=title)
                for number, title in enumerate(items, 1)
            )
            return row.id

    def get(self, key: int) -> Sitting:
        """One as it is stored now."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.get_one(Sitting, key)

    def all(self, slug: str = "ktv") -> list[Sitting]:
        """What is stored of a space, by begin."""
        wanted = sa.select(Sitting).where(Sitting.space_id == self.world.spaces[slug])
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted.order_by(Sitting.starts_at)))

    def items(self, key: int) -> list[SittingItem]:
        """The agenda of one, in its order."""
        wanted = sa.select(SittingItem).where(SittingItem.sitting_id == key).order_by(SittingItem.position)
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted))

    def visits(self, key: int) -> list[int]:
        """Who goes to one."""
        wanted = sa.select(SittingVisit.person_id).where(SittingVisit.sitting_id == key)
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted.order_by(SittingVisit.person_id)))

    def mandates(self, who: str) -> list[Mandate]:
        """The seats of somebody, the oldest first."""
        wanted = sa.select(Mandate).where(Mandate.person_id == self.world.people[who]).order_by(Mandate.id)
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted))

    def council(self, slug: str = "ktv", /, **values: Any) -> None:
        """Set what is known of a council."""
        with self.world.app.app_context():
            council = db.session.get_one(Council, self.world.councils[slug])
            for name, value in values.items():
                setattr(council, name, value)
            db.session.commit()


@pytest.fixture
def sittings(world: World) -> Sittings:
    """The sittings of the small Kreisverband."""
    return Sittings(world)


@pytest.fixture
def council_url(world: World) -> str:
    """The address of ktv's council."""
    return f"/ktv/ortsbeiraete/{world.councils['ktv']}"


@pytest.fixture
def office(world: World) -> Browser:
    """The browser of the office."""
    return Browser(world.client_of("office"))


@pytest.fixture
def speaker(world: World) -> Browser:
    """The browser of her who leads ktv."""
    return Browser(world.client_of("speaker"))


@pytest.fixture
def councillor(world: World) -> Browser:
    """The browser of him who sits in ktv's council."""
    return Browser(world.client_of("councillor"))


@pytest.fixture
def member(world: World) -> Browser:
    """The browser of somebody who belongs to ktv."""
    return Browser(world.client_of("member"))


@pytest.fixture
def board(world: World) -> Browser:
    """The browser of somebody of the board, who only reads."""
    return Browser(world.client_of("board"))
