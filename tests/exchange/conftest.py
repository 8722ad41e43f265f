"""The exchange, with lines of several councils."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import Person
from app.exchange.models import EntryKind, ExchangeAnswer, ExchangeEntry, ExchangeQuestion, Follow, Topic
from app.exchange.publishing import Line, Origin, share
from app.extensions import db
from app.outbox import OutgoingMail
from app.spaces.models import Council
from tests.people import World
from tests.security.walking import mails


class Exchange:
    """What stands in the exchange, past the pages."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._source = 1_000

    def share(
        self,
        title: str = "Radweg am Hafen",
        *,
        council: str = "mitte",
        topics: tuple[str, ...] = ("Radweg",),
        author: str | None = "foreign_councillor",
        report_id: int | None = None,
        ago: timedelta = timedelta(),
        **values: Any,
    ) -> int:
        """Share a line; return its key."""
        self._source += 1
        district = council if council in self.world.spaces else "mitte"
        with self.world.app.app_context(), clock.frozen(clock.now() - ago):
            share(
                Origin(
                    district_id=self.world.spaces[district],
                    council_id=self.world.councils[council],
                    day=values.pop("day", clock.today()),
                    author_id=self.world.people[author] if author else None,
                    report_id=report_id,
                ),
                [
                    Line(
                        values.pop("kind", EntryKind.REPORT_ITEM),
                        self._source,
                        title,
                        topics=topics,
                        **values,
                    )
                ],
            )
            key = db.session.scalar(sa.select(sa.func.max(ExchangeEntry.id)))
            db.session.commit()
        assert key is not None
        return key

    def withdraw(self, key: int) -> None:
        """Take a line out again, as its district does."""
        with self.world.app.app_context():
            entry = db.session.get_one(ExchangeEntry, key)
            origin = Origin(entry.district_id, entry.council_id, entry.day)
            share(origin, [], instead_of=[entry])
            db.session.commit()

    def council(self, number: int) -> str:
        """Found a further council; return the name by which `share` knows it."""
        with self.world.app.app_context():
            row = Council(number=number, name=f"Ortsbeirat {number}", short_name=f"Rat {number}", seats=9,
                          valid_from=date(2020, 1, 1))  # fmt: skip
            db.session.add(row)
            db.session.commit()
            self.world.councils[f"rat{number}"] = row.id
        return f"rat{number}"

    def ask(
        self, text: str = "Wie habt ihr das gemacht?", *, by: str = "councillor", answered: bool = False,
        closed_at: datetime | None = None, topic_id: int | None = None, entry_id: int | None = None,
    ) -> int:  # fmt: skip
        """Put a question in; return its key."""
        with self.world.app.app_context():
            row = ExchangeQuestion(by_id=self.world.people[by], text=text, closed_at=closed_at,
                                   topic_id=topic_id, entry_id=entry_id)  # fmt: skip
            db.session.add(row)
            db.session.flush()
            if answered:
                db.session.add(
                    ExchangeAnswer(
                        question_id=row.id, by_id=self.world.people["foreign_councillor"], text="So war es."
                    )
                )
            db.session.commit()
            return row.id

    def topic(self, name: str) -> int:
        """The key of a topic."""
        with self.world.app.app_context():
            return db.session.scalars(sa.select(Topic.id).where(Topic.key == name.lower())).one()

    def follow(self, who: str, **what: Any) -> int:
        """Let somebody follow something; return the key."""
        with self.world.app.app_context():
            row = Follow(person_id=self.world.people[who], **what)
            db.session.add(row)
            db.session.commit()
            return row.id

    def all(self, model: type[Any]) -> list[Any]:
        """All rows of a table."""
        with self.world.app.app_context():
            return list(db.session.scalars(sa.select(model).order_by(model.id)))

    def change(self, who: str, **values: Any) -> None:
        """Change somebody's account."""
        with self.world.app.app_context():
            person = db.session.get_one(Person, self.world.people[who])
            for name, value in values.items():
                setattr(person, name, value)
            db.session.commit()

    def mails(self) -> list[OutgoingMail]:
        """The mails of the exchange that were queued since the test began."""
        return [one for one in mails(self.world) if one.kind.startswith("exchange_")]


@pytest.fixture
def exchange(world: World) -> Exchange:
    """The exchange of the small Kreisverband."""
    return Exchange(world)
