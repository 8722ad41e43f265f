"""Tasks of ktv, made past the pages and looked at as they are stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app.districts.meetings.tasks.models import Task, TaskStep
from app.outbox import OutgoingMail
from app.tenancy import all_spaces, one_space
from tests.pages import Browser
from tests.people import World

LIST = "/ktv/aufgaben/"


class Tasks:
    """The tasks of the small Kreisverband."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add(
        self,
        title: str,
        *,
        who: str | None = None,
        by: str = "speaker",
        due_on: date | None = None,
        slug: str = "ktv",
        **more: Any,
    ) -> int:
        """Put one in; return its key."""
        people = self.world.people
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = Task(
                title=title, person_id=people[who] if who else None, by_id=people[by], due_on=due_on, **more
            )
            session.add(row)
            session.flush()
            return row.id

    def get(self, key: int) -> Task:
        """One as it is stored now."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.get_one(Task, key)

    def newest(self) -> Task:
        """The one that was begun last."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.scalars(sa.select(Task).order_by(Task.id.desc())).first()  # type: ignore[return-value]

    def steps(self, key: int) -> list[str]:
        """What happened to one, in order."""
        wanted = sa.select(TaskStep.kind).where(TaskStep.task_id == key).order_by(TaskStep.id)
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return [kind.value for kind in session.scalars(wanted)]

    def clear(self, slug: str = "ktv") -> None:
        """Take away what is in a space from the beginning."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            for row in session.scalars(sa.select(Task)):
                session.delete(row)

    def mails(self) -> list[OutgoingMail]:
        """The mails about tasks that are on their way."""
        wanted = sa.select(OutgoingMail).where(OutgoingMail.kind == "task_handed_over")
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(wanted.order_by(OutgoingMail.id)))


@pytest.fixture
def tasks(world: World) -> Tasks:
    """The tasks of the small Kreisverband."""
    return Tasks(world)


@pytest.fixture
def councillor(world: World) -> Browser:
    """The browser of somebody else who belongs to ktv."""
    return Browser(world.client_of("councillor"))


def at(key: int, *parts: str) -> str:
    """The address of a task, or of what can be done with it."""
    return "/".join([f"/ktv/aufgaben/{key}", *parts])
