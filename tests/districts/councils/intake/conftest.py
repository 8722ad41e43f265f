"""Sittings taken in on the pages, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.districts.councils.sittings.models import Sitting, SittingItem
from app.tenancy import all_spaces
from tests.pages import Browser
from tests.people import World


@dataclass
class Taken:
    """What is in the database."""

    world: World

    def sittings(self) -> list[Sitting]:
        """The sittings of ktv that the small Kreisverband did not begin with, by time."""
        known = [key for name, key in self.world.meetings["ktv"].items() if name.endswith("sitting_id")]
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            found = sa.select(Sitting).where(
                Sitting.space_id == self.world.spaces["ktv"], Sitting.id.not_in(known)
            )
            return list(session.scalars(found.order_by(Sitting.starts_at)))

    def one(self) -> Sitting:
        (sitting,) = self.sittings()
        return sitting

    def coming(self) -> Sitting:
        """The one to come that the small Kreisverband has."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.get_one(Sitting, self.world.meetings["ktv"]["coming_sitting_id"])

    def items(self, sitting: Sitting) -> list[SittingItem]:
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            found = sa.select(SittingItem).where(SittingItem.sitting_id == sitting.id)
            return list(session.scalars(found.order_by(SittingItem.position)))


@pytest.fixture
def taken(world: World) -> Taken:
    return Taken(world)


@pytest.fixture
def councillor(as_councillor: FlaskClient) -> Browser:
    """The browser of a councillor of ktv."""
    return Browser(as_councillor)
