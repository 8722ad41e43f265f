"""The Rostock demo: invented people and a year of their appointments on the city's real map.

The same every time for a given day. It fills an empty database only, all or nothing. An issue that adds an
activity adds a module here and its verb to `PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import sqlalchemy as sa
from flask import Flask

from app import clock
from app.accounts.models import Person
from app.demo import exchange, invitations, lists, meetings, notices, people, remembrance, rostock, year
from app.demo.filling import Filling
from app.demo.people import LOGINS, PASSWORD
from app.extensions import db
from app.spaces.models import Council, Space
from app.tenancy import Scope, ScopedSession

__all__ = ["LOGINS", "PASSWORD", "DemoRefused", "fill", "fill_if_empty"]

PARTS: tuple[Callable[[Filling], None], ...] = (
    people.move_in,
    year.hold,
    remembrance.plan,
    meetings.remember,
    invitations.invite,
    lists.write,
    notices.post,
    exchange.report_and_share,
)
"""What happens in the spaces, in order; `rostock.found` has made them before."""


class DemoRefused(Exception):
    """Why the demo does not go into this database, in words for the command line."""


def fill_if_empty(app: Flask) -> bool:
    """Fill a database in which nobody has begun to work; say whether it was. Never in production."""
    with app.app_context():
        if _has_content(db.session()):
            return False
    fill(app)
    return True


def fill(app: Flask) -> None:
    """Fill an empty database. Raises DemoRefused when it is not empty, and in production."""
    if app.config["STADTTEILWERK_ENV"] == "production":
        raise DemoRefused("Im Betrieb gibt es keine Vorführung: Ihr Passwort ist allen bekannt.")
    # A context, and so a session, of its own. One transaction: a fill that is interrupted leaves nothing
    # behind, and two at once do not both find the database empty.
    with app.app_context():
        session = cast("ScopedSession", db.session())
        if _has_content(session):
            raise DemoRefused(
                "In dieser Datenbank wird schon gearbeitet. Die Vorführung füllt nur eine leere; "
                "mit STADTTEILWERK_INSTANCE lässt sich ein anderer Ordner nehmen."
            )
        filling = Filling(session, clock.today())
        rostock.found(filling)
        ours = frozenset(space.id for space in filling.spaces.values())
        session.open_scope(Scope(read=ours, write=ours))
        for part in PARTS:
            part(filling)
        session.commit()


def _has_content(session: sa.orm.Session) -> bool:
    return any(session.scalar(sa.select(table.id).limit(1)) for table in (Person, Space, Council))
