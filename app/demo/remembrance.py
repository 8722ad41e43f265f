"""What the Kreisverband and one district do on the days of remembrance, this year and next; the rest is open."""

from __future__ import annotations

from datetime import time
from typing import NamedTuple

from app.calendar.commemorations import IN_SEPTEMBER, commemorations
from app.calendar.year.models import CommemorationPlan
from app.demo.filling import DAYS_BACK, Filling
from app.demo.people import KTV


class Plan(NamedTuple):
    """What is done on one of the days, every year."""

    starts: time
    place: str
    wreath: str
    speaker: str
    on_duty: str
    note: str = ""


STONE = "Gedenkstein im Musterpark, befestigter Weg"
PLANS: dict[str, dict[int, Plan]] = {
    "kreis": {
        1: Plan(time(17), STONE, "Blumenhaus Beispielblüte, 60 Euro", "Momme Wetterfahn", "Sanne Federkiel"),
        5: Plan(time(17), STONE, "Blumenhaus Beispielblüte, 60 Euro", "Momme Wetterfahn", "Sanne Federkiel",
                "Mit den anderen Fraktionen absprechen, wer wann ablegt."),
        9: Plan(time(11), "Ehrenmal am Musterufer", "Gesteck, 45 Euro", "", "Momme Wetterfahn"),
        11: Plan(time(17), "Gedenktafel Musterstraße 7", "weiße Rosen bringt jede*r mit", "Momme Wetterfahn",
                 "Sanne Federkiel"),
    },
    KTV: {
        11: Plan(time(15), "Stolpersteine vor dem Stadtteilladen", "", "", "Kim Möwenthal",
                 "Putzzeug und Kerzen liegen im Laden."),
    },
}  # fmt: skip
UNDECIDED = (IN_SEPTEMBER,)
"""Nobody has taken it on yet when it is still to come."""


def plan(filling: Filling) -> None:
    """Put the plans of the days of remembrance into the spaces."""
    last = filling.last_day.replace(month=12, day=31)
    for one in commemorations(filling.first_day.replace(month=1, day=1), last):
        for slug, plans in PLANS.items():
            wanted = plans.get(one.day.month)
            if wanted is None or (filling.day - one.day).days > DAYS_BACK:
                continue
            is_open = one.title in UNDECIDED and one.day > filling.day
            filling.session.add(
                CommemorationPlan(
                    space_id=filling.spaces[slug].id,
                    day=one.day,
                    starts=wanted.starts,
                    place=wanted.place,
                    wreath="" if is_open else wanted.wreath,
                    speaker=wanted.speaker,
                    on_duty_id=None if is_open else filling.people[wanted.on_duty].id,
                    note=wanted.note,
                    created_at=filling.moment(-30, 20),
                )
            )
