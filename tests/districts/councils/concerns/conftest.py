"""Concerns of ktv, raised past the pages and looked at as they are stored."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.districts.councils.concerns.models import Concern, ConcernStep
from app.exchange.models import EntryKind, ExchangeEntry
from app.extensions import db
from app.outbox import OutgoingMail
from app.tenancy import all_spaces, one_space
from tests.pages import Browser
from tests.people import World

LIST = "/ktv/anliegen/"
NEW = "/ktv/anliegen/neu"


def at(key: int, *parts: str) -> str:
    """The address of a concern, or of what can be done with it."""
    return "/".join([f"/ktv/anliegen/{key}", *parts])


class Concerns:
    """The concerns of the small Kreisverband."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def of_a_guest(self) -> int:
        """The one that a guest raised, with name and contact."""
        return self.world.meetings["ktv"]["concern_id"]

    def add(self, title: str, *, slug: str = "ktv", **more: Any) -> int:
        """Put one in; return its key."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = Concern(title=title, **{"topics": [], **more})
            session.add(row)
            session.flush()
            session.add(ConcernStep(concern_id=row.id, at=row.moved_at, state=row.state))
            return row.id

    def change(self, key: int, **values: Any) -> None:
        """Set columns of one directly."""
        slug = next(one for one in self.world.spaces if self.world.spaces[one] == self.get(key).space_id)
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = session.get_one(Concern, key)
            for name, value in values.items():
                setattr(row, name, value)

    def get(self, key: int) -> Concern:
        """One as it is stored now."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.get_one(Concern, key)

    def newest(self) -> Concern:
        """The one that was raised last."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.scalars(sa.select(Concern).order_by(Concern.id.desc())).first()  # type: ignore[return-value]

    def number(self) -> int:
        """How many there are."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Concern)) or 0

    def steps(self, key: int) -> list[ConcernStep]:
        """What happened to one, in order."""
        wanted = sa.select(ConcernStep).where(ConcernStep.concern_id == key).order_by(ConcernStep.id)
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted))

    def shared(self, key: int) -> ExchangeEntry | None:
        """What the councillors of other districts read of one."""
        wanted = sa.select(ExchangeEntry).where(
            ExchangeEntry.kind == EntryKind.CONCERN, ExchangeEntry.source_id == key
        )
        with self.world.app.app_context():
            found = db.session.scalars(wanted).first()
            if found is not None:
                assert found.topics is not None  # read while the session is open
            return found

    def mails(self) -> list[OutgoingMail]:
        """The mails about concerns that are on their way."""
        wanted = sa.select(OutgoingMail).where(OutgoingMail.kind == "concern_told")
        with self.world.app.app_context():
            return list(db.session.scalars(wanted.order_by(OutgoingMail.id)))


@pytest.fixture
def concerns(world: World) -> Concerns:
    """The concerns of the small Kreisverband."""
    return Concerns(world)


@pytest.fixture
def member(world: World) -> Browser:
    """The browser of somebody who belongs to ktv."""
    return Browser(world.client_of("member"))


@pytest.fixture
def councillor(world: World) -> Browser:
    """The browser of somebody who sits in the council of ktv."""
    return Browser(world.client_of("councillor"))


@pytest.fixture
def speaker(world: World) -> Browser:
    """The browser of somebody who leads ktv."""
    return Browser(world.client_of("speaker"))
