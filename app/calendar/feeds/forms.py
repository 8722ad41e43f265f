"""What goes into a feed."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from app.accounts.sessions import SpaceLink
from app.calendar.models import KINDS
from app.forms import Form, Ticks, choices, line


class FeedForm(Form):
    """What somebody wants to see in their calendar program."""

    name = line(
        _l("Wie soll der Kalender heißen?"),
        most=80,
        need=_l("Bitte gib dem Kalender einen Namen."),
        hint=_l("So steht er in deiner Kalender-App."),
    )
    spaces = Ticks(
        _l("Aus welchen Bereichen?"),
        [Optional()],
        description=_l("Ohne Häkchen: aus allen, auch aus denen, die später dazukommen."),
    )
    kinds = Ticks(
        _l("Welche Termine?"),
        [Optional()],
        description=_l("Ohne Häkchen: alle."),
    )
    with_special_days = BooleanField(_l("Auch Gedenktage, Feiertage und Schulferien"), default=True)

    def offer(self, spaces: Iterable[SpaceLink]) -> None:
        """Offer the spaces that somebody may read, and every kind of appointment."""
        self.spaces.choices = choices((space.slug, space.name) for space in spaces)
        self.kinds.choices = choices((kind.key, kind.name) for kind in KINDS.values())
