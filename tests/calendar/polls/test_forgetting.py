"""What is kept of those who were asked, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.calendar.polls.forgetting import forget_guests
from app.calendar.polls.models import Choice, PollParticipant
from app.queue import PLANS
from app.tenancy import all_spaces
from tests.calendar.polls.conftest import Polls
from tests.people import NOW, World

LAST = NOW + timedelta(days=26, hours=1)


def guests(world: World) -> list[tuple[str, str, str]]:
    with world.app.app_context(), all_spaces("the tests look") as session:
        rows = session.scalars(sa.select(PollParticipant).where(PollParticipant.person_id.is_(None)))
        return [(one.guest_name, one.guest_email, one.token) for one in rows]


@pytest.mark.parametrize("end", ["decided", "closed", "forgotten by all"])
def test_guests_are_forgotten_half_a_year_after_the_last_time(world: World, poll: Polls, end: str) -> None:
    poll.ask("Gesa Gast", "gesa@demo.example", option_0=Choice.YES)
    if end == "closed":
        poll.close()
    elif end == "decided":
        world.client_of("speaker").post(
            f"{poll.path}/nehmen/{poll.options[0]}", data={"announce": "no", "version": "1"}
        )
    with clock.frozen(LAST + timedelta(days=183)), world.app.app_context():
        assert forget_guests() == 0
    with clock.frozen(LAST + timedelta(days=183, seconds=1)), world.app.app_context():
        assert forget_guests() == 1
        assert forget_guests() == 0
    ((name, email, token),) = guests(world)
    assert (name, email) == ("Gast", "")
    assert token != "poll-of-Gesa Gast"
    assert len(poll.votes()) == 2


def test_the_worker_does_it_each_night(world: World) -> None:
    assert any(plan.work.__name__ == "forget_guests_of_polls" and plan.hour == "3" for plan in PLANS)


def test_of_somebody_who_is_erased_no_answer_stays(world: World, poll: Polls) -> None:
    office = world.client_of("office")
    assert office.post(f"/verwaltung/menschen/{world.people['member']}/loeschen").status_code == 302
    assert poll.votes() == {}
    assert not [row for row in world.dump()["poll_participant"] if "poll-of-ktv" in row]
