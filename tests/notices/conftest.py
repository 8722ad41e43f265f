"""Urgent notices, posted, read and answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.access import Role
from app.accounts.models import MailWish, Person
from app.extensions import db
from app.notices.models import NoticeAnswer, NoticeAudience, NoticeRead, UrgentNotice
from app.outbox import OutgoingMail
from app.spaces.models import Membership
from app.tenancy import all_spaces, one_space
from tests.pages import Browser, Page
from tests.people import World
from tests.security.walking import mails

TITLE, TEXT = "Saal gesperrt", "Wir treffen uns **nebenan**."


class Notices:
    """The urgent notices of the small Kreisverband, past the pages."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add(
        self,
        slug: str = "ktv",
        *,
        by: str = "speaker",
        title: str = TITLE,
        text: str = TEXT,
        to: tuple[str, ...] = (),
        days: int = 7,
        mailed: bool = True,
        at: datetime | None = None,
    ) -> int:
        """Put one in; return its key."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = UrgentNotice(
                title=title, text=text, by_id=self.world.people[by],
                shown_until=clock.today() + timedelta(days=days), mailed_up_to=None if mailed else 0,
                created_at=at or clock.now(),
                audience=[NoticeAudience(target_id=self.world.spaces[one]) for one in to],
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def answer(self, key: int, text: str, *, by: str = "member", slug: str = "ktv") -> int:
        """Put an answer in; return its key."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = NoticeAnswer(notice_id=key, by_id=self.world.people[by], text=text)
            session.add(row)
            session.flush()
            return row.id

    def get(self, key: int) -> UrgentNotice:
        """One as it is stored now."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return session.get_one(UrgentNotice, key)

    def newest(self) -> UrgentNotice:
        """The one that was posted last."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return self.get(session.scalars(sa.select(sa.func.max(UrgentNotice.id))).one() or 0)

    def answers(self, key: int) -> list[str]:
        """What was answered to one."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            wanted = sa.select(NoticeAnswer.text).where(NoticeAnswer.notice_id == key)
            return list(session.scalars(wanted.order_by(NoticeAnswer.id)))

    def readers(self, key: int) -> list[int]:
        """Who has read one."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return sorted(session.scalars(sa.select(NoticeRead.person_id).where(NoticeRead.notice_id == key)))

    def set(self, key: int, slug: str = "ktv", **values: Any) -> None:
        """Set attributes of one directly."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            row = session.get_one(UrgentNotice, key)
            for name, value in values.items():
                setattr(row, name, value)

    def crowd(self, count: int, slug: str = "ktv", wish: MailWish = MailWish.AT_ONCE) -> list[int]:
        """Let many people join a space; return their keys."""
        with self.world.app.app_context():
            people = [
                Person(name=f"Person {n}", email=f"p{n}@demo.example", password_hash="x", mail_wish=wish)
                for n in range(count)
            ]
            db.session.add_all(people)
            db.session.commit()
            keys = [one.id for one in people]
            with one_space(self.world.spaces[slug]) as session:
                session.add_all(
                    Membership(person_id=key, role=Role.MEMBER, since=date(2024, 1, 1)) for key in keys
                )
        return keys

    def mails(self) -> list[OutgoingMail]:
        """The mails with urgent notices that were queued since the test began."""
        return [one for one in mails(self.world) if one.kind == "urgent_notice"]


@pytest.fixture
def notices(world: World) -> Notices:
    """The urgent notices of the small Kreisverband."""
    return Notices(world)


def on_today(world: World, who: str) -> list[str]:
    """The titles of the notices on somebody's start page."""
    return titles(Browser(world.client_of(who)).open("/"))


def titles(page: Page) -> list[str]:
    """The titles of the notices on a page where people come by."""
    return [one.all("h3")[0].text for one in page.main.all("article", class_="urgent-notice")]
