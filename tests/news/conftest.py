"""What is new, and who is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app import clock
from app.accounts.models import MailWish, Person
from app.calendar.invitations.models import Invitation
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.news.jobs import tell_news
from app.outbox import OutgoingMail
from app.tenancy import one_space
from tests.calendar.dates import berlin
from tests.notices.conftest import Notices
from tests.people import NOW, PEOPLE, World
from tests.security.walking import mails

MONDAY = berlin(2025, 3, 10, 7)
"""The first Monday after the test world's evening, seven o'clock in Rostock."""


class News:
    """Things that happen in the small Kreisverband, and the worker that tells them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.notices = Notices(world)

    def wants(self, wish: MailWish, *who: str, told: datetime | None = None) -> None:
        """Let these people, and nobody else, want news this way."""
        with self.world.app.app_context():
            for key, person_id in self.world.people.items():
                person = db.session.get_one(Person, person_id)
                person.mail_wish = wish if key in who else MailWish.NONE
                person.digested_at = told if key in who else None
            db.session.commit()

    def appointment(
        self,
        slug: str = "ktv",
        *,
        title: str = "Sommerfest",
        announced: datetime | None = None,
        changed: datetime | None = None,
        cancelled: datetime | None = None,
        starts: datetime | None = None,
        draft: bool = False,
    ) -> int:
        """Put an appointment in; return its key."""
        starts = starts or berlin(2025, 4, 12, 15)
        state = AppointmentState.DRAFT if draft else AppointmentState.ANNOUNCED
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = Appointment(
                kind="regulars_table", title=title, starts_at=starts.astimezone(clock.UTC),
                ends_at=starts.astimezone(clock.UTC) + timedelta(hours=3), place="Garten",
                state=AppointmentState.CANCELLED if cancelled else state,
                announced_at=None if draft else (announced or clock.now()),
                changed_at=changed, cancelled_at=cancelled,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def set(self, key: int, slug: str = "ktv", **values: Any) -> None:
        """Set attributes of an appointment directly, at the moment when they are said to change."""
        now = clock.frozen(values.get("changed_at") or clock.now())
        with now, self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = session.get_one(Appointment, key)
            for name, value in values.items():
                setattr(row, name, value)

    def invite(self, key: int, who: str, slug: str = "ktv") -> None:
        """Invite somebody to an appointment."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            session.add(
                Invitation(appointment_id=key, person_id=self.world.people[who], token=f"token-{who}-{key}")
            )

    def run(self, at: datetime) -> list[OutgoingMail]:
        """Let the worker tell what is new at a moment; return the mails that this makes."""
        before = {mail.id for mail in self.mails()}
        with clock.frozen(at), self.world.app.app_context():
            tell_news()
        return [mail for mail in self.mails() if mail.id not in before]

    def mails(self) -> list[OutgoingMail]:
        """All mails with news so far."""
        return [mail for mail in mails(self.world) if mail.kind == "news"]


@pytest.fixture
def news(world: World) -> News:
    """Things that happen; at first nobody wants to hear of them."""
    news = News(world)
    news.wants(MailWish.NONE)
    for slug in world.spaces:  # what was cancelled yesterday is no news of these tests
        news.set(world.appointments[slug]["cancelled"], slug, cancelled_at=NOW - timedelta(days=39))
    return news


def address(who: str) -> str:
    """Where somebody's mails go to."""
    return str(PEOPLE[who].email)
