"""Date polls, asked and answered."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.calendar.models import Appointment
from app.calendar.polls.models import Choice, Poll, PollOption, PollParticipant, PollState, PollVote
from app.outbox import OutgoingMail
from app.tenancy import all_spaces, one_space
from tests.calendar.dates import Dates
from tests.pages import Browser, Page, manners
from tests.people import NOW, World
from tests.security.walking import mails
from tests.world_of_meetings import poll_token

LINK = f"/terminfrage/{poll_token('ktv')}"
"""With which the member of ktv answers."""
TWO_TIMES = {"day_1": "2025-04-01", "starts_1": "19:00", "day_2": "2025-04-03", "starts_2": "18:30"}


@pytest.fixture
def speaker(as_speaker: FlaskClient) -> Browser:
    """The browser of her who asks."""
    return Browser(as_speaker)


@pytest.fixture
def member(as_member: FlaskClient) -> Browser:
    """The browser of somebody who is asked."""
    return Browser(as_member)


@pytest.fixture
def nobody(as_nobody: FlaskClient) -> Browser:
    """A browser without a login."""
    return Browser(as_nobody)


@pytest.fixture
def dates(world: World) -> Dates:
    """The appointments of the small Kreisverband."""
    return Dates(world)


@pytest.fixture
def poll(world: World) -> Polls:
    """The date poll of ktv, as it is stored."""
    return Polls(world)


class Polls:
    """The date poll of ktv: two times, 30 and 31 March at nine in the evening; the member said yes to the first."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.id = world.meetings["ktv"]["poll_id"]
        self.path = f"/ktv/terminfragen/{self.id}"
        with world.app.app_context(), all_spaces("the tests look") as session:
            statement = sa.select(PollOption.id).where(PollOption.poll_id == self.id)
            self.options = list(session.scalars(statement.order_by(PollOption.starts_at)))

    def row(self, poll_id: int | None = None) -> Poll:
        """One as it is stored now."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.get_one(Poll, poll_id or self.id)

    def newest(self) -> Poll:
        """The one that was asked last."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.scalars(sa.select(Poll).order_by(Poll.id.desc())).first()  # type: ignore[return-value]

    def appointment(self) -> Appointment | None:
        """What came of it."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            key = session.get_one(Poll, self.id).appointment_id
            return session.get(Appointment, key) if key else None

    def votes(self) -> dict[tuple[int, int], str]:
        """Who said what: participant and time to choice."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return {
                (one.participant_id, self.options.index(one.option_id)): one.choice.value
                for one in session.scalars(sa.select(PollVote).where(PollVote.option_id.in_(self.options)))
            }

    def ask(self, name: str = "", email: str = "", person: str = "", **choices: Choice) -> int:
        """Ask one more, who may have answered; return the participant's key."""
        with self.world.app.app_context(), one_space(self.world.spaces["ktv"]) as session:
            one = PollParticipant(
                poll_id=self.id, guest_name=name, guest_email=email, token=f"poll-of-{name or person}",
                person_id=self.world.people[person] if person else None,
                answered_at=NOW if choices else None,
            )  # fmt: skip
            session.add(one)
            session.flush()
            for which, choice in choices.items():
                number = int(which.removeprefix("option_"))
                session.add(PollVote(option_id=self.options[number], participant_id=one.id, choice=choice))
            return one.id

    def set(self, **values: Any) -> None:
        """Set attributes of it directly."""
        with self.world.app.app_context(), one_space(self.world.spaces["ktv"]) as session:
            row = session.get_one(Poll, self.id)
            for name, value in values.items():
                setattr(row, name, value)

    def close(self) -> None:
        """End it without a result."""
        self.set(state=PollState.CLOSED)

    def move(self, number: int, **by: float) -> None:
        """Move one of its times, from now."""
        with self.world.app.app_context(), one_space(self.world.spaces["ktv"]) as session:
            session.get_one(PollOption, self.options[number]).starts_at = NOW + timedelta(**by)

    def said(self, *choices: str) -> dict[str, str]:
        """What a form holds with these answers, time by time."""
        return {f"option_{key}": choice for key, choice in zip(self.options, choices, strict=False)}


def sent(world: World, kind: str) -> list[OutgoingMail]:
    """The mails of a kind that wait since the test began."""
    return [mail for mail in mails(world) if mail.kind == kind]


def link_in(mail: OutgoingMail) -> str:
    """The personal link of a mail."""
    (link,) = set(re.findall(r"/terminfrage/[\w-]+", mail.text))
    return str(link)


def faults(page: Page) -> list[str]:
    """What is wrong with a page, but for the tokens of forms, which these tests do without."""
    return [one for one in manners(page) if "tokens" not in one]


def error_at(page: Page, name: str) -> str:
    """What is said to be wrong with a field, which is marked and described by it."""
    (control,) = [one for one in page.main.all("input", "textarea") if one.attrs.get("name") == name]
    assert control.attrs.get("aria-invalid") == "true"
    assert f"{name}-error" in control.attrs.get("aria-describedby", "")
    return page.main.one(id=f"{name}-error").text


def asked_row(page: Page, name: str) -> str:
    """What stands beside somebody who is asked."""
    rows = [one.text for one in page.main.one(id="gefragt").all("li") if name in one.text]
    assert len(rows) == 1, rows
    return rows[0]
