"""Appointments in somebody's hands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app import clock
from app.calendar.delegations.models import Delegated, Delegation
from app.tenancy import all_spaces, one_space
from tests.pages import Browser, Page, manners
from tests.people import World

Give = Callable[..., None]


@pytest.fixture
def speaker(as_speaker: FlaskClient) -> Browser:
    """The browser of her who hands over."""
    return Browser(as_speaker)


@pytest.fixture
def give(world: World) -> Give:
    """Put a delegation in, past the pages: `give("foreign_member")` gives them ktv's announced appointment."""

    def give(
        who: str,
        what: Delegated = Delegated.MEETING,
        *,
        slug: str = "ktv",
        appointment: str = "announced",
        accepted: bool = True,
    ) -> None:
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            session.add(
                Delegation(
                    appointment_id=world.appointments[slug][appointment],
                    person_id=world.people[who],
                    what=what,
                    by_id=world.people["speaker"],
                    accepted_at=clock.now() if accepted else None,
                )
            )

    return give


def given(world: World) -> list[tuple[int, int, str, bool]]:
    """What is handed over now: appointment, person, what, and whether it was taken on."""
    with world.app.app_context(), all_spaces("the tests look") as session:
        return [
            (one.appointment_id, one.person_id, one.what.value, one.accepted_at is not None)
            for one in session.scalars(sa.select(Delegation).order_by(Delegation.id))
        ]


def path(world: World, verb: str = "", appointment: str = "announced", slug: str = "ktv") -> str:
    """The address of an appointment, or of what can be done with it."""
    return f"/{slug}/termine/{world.appointments[slug][appointment]}" + (f"/{verb}" if verb else "")


def faults(page: Page) -> list[str]:
    """What is wrong with a page, but for the tokens of forms, which these tests do without."""
    return [one for one in manners(page) if "tokens" not in one]
