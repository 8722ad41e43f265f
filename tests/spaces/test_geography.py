"""Which districts are neighbours follows from the councils that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.extensions import db
from app.spaces.geography import Neighbour, neighbours_of
from app.spaces.models import Council, District
from tests.spaces import city
from tests.spaces.conftest import Imports


class Map:
    """The small city, its councils grouped into districts by hand."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def group(self, **districts: tuple[int, ...]) -> None:
        with self.app.app_context():
            for name, numbers in districts.items():
                district = District(slug=name, name=name, short_name=name)
                district.councils = list(
                    db.session.scalars(sa.select(Council).where(Council.number.in_(numbers)))
                )
                db.session.add(district)
            db.session.commit()

    @contextmanager
    def changing(self, name: str) -> Iterator[District]:
        with self.app.app_context():
            yield db.session.scalars(sa.select(District).where(District.slug == name)).one()
            db.session.commit()

    def neighbours(self, name: str) -> list[Neighbour]:
        with self.changing(name) as district:
            return neighbours_of(district)

    def borders(self, name: str) -> list[tuple[str, int, str]]:
        found = self.neighbours(name)
        return [(one.district.slug, one.border_m, one.across_water) for one in found]


@pytest.fixture
def rivertown(app: Flask, imports: Imports) -> Map:
    """The small city."""
    imports.accepted(city.councils())
    return Map(app)


def test_districts_of_one_council_each_touch_as_their_councils_do(rivertown: Map) -> None:
    rivertown.group(nord=(1,), hafen=(2,), muehle=(3,), sued=(4,))
    assert rivertown.borders("nord") == [("hafen", 900, ""), ("muehle", 700, "Bach")]


def test_the_longest_border_comes_first_from_either_side(rivertown: Map) -> None:
    rivertown.group(nord=(1,), hafen=(2,), muehle=(3,), sued=(4,))
    assert rivertown.borders("sued") == [("hafen", 800, "Bach"), ("muehle", 400, "")]


def test_borders_of_several_councils_add_up(rivertown: Map) -> None:
    rivertown.group(norden=(1, 2), sueden=(3, 4))
    assert rivertown.borders("norden") == [("sueden", 1500, "Bach")]


def test_a_district_is_across_water_only_if_no_pair_touches_on_land(rivertown: Map) -> None:
    rivertown.group(nord=(1,), rest=(2, 3, 4))
    assert rivertown.borders("nord") == [("rest", 1600, "")]


def test_several_waters_are_named_once_each(rivertown: Map, imports: Imports) -> None:
    content = city.councils()
    for number, other in ((2, 4), (4, 2)):
        city.neighbour(content, number, other)["wasser"] = "Bach, Fähre"
    imports.accepted(content)
    rivertown.group(norden=(1, 2), sueden=(3, 4))
    assert rivertown.borders("norden") == [("sueden", 1500, "Bach, Fähre")]


def test_councils_of_one_district_are_not_its_neighbours(rivertown: Map) -> None:
    rivertown.group(alle=(1, 2, 3, 4))
    assert rivertown.borders("alle") == []


def test_neighbourhood_moves_with_a_council(rivertown: Map) -> None:
    rivertown.group(nord=(1,), hafen=(2,), sueden=(3, 4))
    with rivertown.changing("nord") as nord:
        nord.councils.append(db.session.scalars(sa.select(Council).where(Council.number == 4)).one())
    assert rivertown.borders("nord") == [("hafen", 1700, ""), ("sueden", 1100, "")]


def test_a_closed_district_is_nobodys_neighbour(rivertown: Map) -> None:
    rivertown.group(nord=(1,), hafen=(2,))
    with rivertown.changing("hafen") as hafen:
        hafen.closed_on = clock.today()
    assert rivertown.borders("nord") == []


def test_a_council_of_the_past_makes_no_neighbours(rivertown: Map) -> None:
    rivertown.group(nord=(1,), hafen=(2,))
    with rivertown.changing("hafen") as hafen:
        hafen.councils[0].valid_from = clock.today() - timedelta(days=9)
        hafen.councils[0].valid_until = clock.today() - timedelta(days=1)
    assert rivertown.borders("nord") == []


def test_neighbours_take_one_query(rivertown: Map, app: Flask) -> None:
    rivertown.group(nord=(1,), hafen=(2,), muehle=(3,), sued=(4,))
    statements: list[str] = []
    with rivertown.changing("nord") as nord:
        key = nord.id
        sa.event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        names = [one.district.name for one in neighbours_of(nord)]
        assert nord.id == key
    assert len(names) == 2
    assert len([text for text in statements if text.startswith("SELECT")]) == 1
