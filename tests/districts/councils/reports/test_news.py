"""A filed report is news for who reads the district, not for who wrote it; and never what is internal."""

from __future__ import annotations

from datetime import timedelta

from app.news.sources import NewsItem, news_of
from app.spaces.models import Space
from app.tenancy import Scope, current_session
from tests.districts.councils.reports.reading import OPEN, SECRET, in_ktv, items_of, of_world, written_by
from tests.people import NOW, World


def told(world: World, *, days: int = 25) -> list[NewsItem]:
    with world.app.app_context():
        session = current_session()
        session.open_scope(Scope.of(world.spaces["ktv"], write=False))
        space = session.get_one(Space, world.spaces["ktv"])
        return [
            one for one in news_of(space, NOW - timedelta(days=days), NOW) if one.key.startswith("report:")
        ]


def test_it_says_what_it_is_about_and_leads_there(world: World) -> None:
    (one,) = told(world)
    assert (str(one.kind), one.title) == ("Bericht aus dem Ortsbeirat", f"Ktv: {OPEN}")
    assert one.path == f"/ktv/berichte/{world.meetings['ktv']['report_id']}"


def test_author_and_writer_know_it_already(world: World) -> None:
    written_by(world, "councillor", typed_by="speaker")
    (one,) = told(world)
    assert one.told == {world.people["councillor"], world.people["speaker"]}


def test_what_is_internal_is_no_headline(world: World) -> None:
    in_ktv(world, lambda session: session.delete(items_of(session, world)[0]))
    assert [SECRET in one.title for one in told(world)] == [False]


def test_only_filing_is_news(world: World) -> None:
    def correct(session) -> None:
        of_world(session, world).corrected_at = NOW - timedelta(hours=1)

    in_ktv(world, correct)
    assert told(world, days=2) == []
