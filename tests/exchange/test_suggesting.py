"""The agenda of the exchange meeting comes from the exchange."""

from __future__ import annotations

from datetime import timedelta

from app.calendar.models import Appointment
from app.calendar.parts import Suggestion
from app.exchange.models import ExchangeQuestion
from app.exchange.suggesting import of_the_exchange
from app.extensions import db
from tests.exchange.conftest import Exchange
from tests.people import NOW, World


def suggested(world: World, kind: str = "council_exchange") -> list[Suggestion]:
    with world.app.test_request_context():
        return of_the_exchange(
            Appointment(kind=kind, title="Austausch", starts_at=NOW, ends_at=NOW + timedelta(hours=2))
        )


def nothing_asked(world: World) -> None:
    with world.app.app_context():
        for one in db.session.query(ExchangeQuestion).all():
            db.session.delete(one)
        db.session.commit()


def test_topics_of_several_councils_and_open_questions_are_suggested(
    world: World, exchange: Exchange
) -> None:
    nothing_asked(world)
    for number in (101, 103, 102):
        exchange.share(f"Kita {number}", council=exchange.council(number), topics=("Kita",))
    exchange.share("Nur hier", topics=("Brunnen",))
    exchange.ask("Wer hat einen Kitabeirat?")
    exchange.ask("Schon geklärt?", closed_at=NOW)
    found = suggested(world)
    assert found[0].title == "Thema Kita: Ortsbeiräte 101, 102, 103"
    assert found[-1].title == "Frage: Wer hat einen Kitabeirat?"
    assert not [
        one for one in found if "Brunnen" in one.title or "geklärt" in one.title or "Kita 101" in one.title
    ]
    assert {one.minutes for one in found} == {10}


def test_other_meetings_are_left_alone(world: World, exchange: Exchange) -> None:
    exchange.ask()
    assert suggested(world, "assembly") == []


def test_what_was_long_ago_is_not_suggested(world: World, exchange: Exchange) -> None:
    for number in (101, 102):
        exchange.share("Kita", council=exchange.council(number), topics=("Kita",), ago=timedelta(days=181))
    assert not [one for one in suggested(world) if "Kita" in one.title]


def test_twelve_are_enough_and_titles_fit(world: World, exchange: Exchange) -> None:
    councils = [exchange.council(number) for number in range(101, 111)]
    for number in range(15):
        for council in councils[: 2 + number % 9]:
            exchange.share(
                "Zeile", council=council, topics=(f"Thema mit einem recht langen Namen, Nummer {number}",)
            )
    for number in range(8):
        exchange.ask(f"Frage {number}: " + "sehr lang " * 60)
    found = suggested(world)
    assert len(found) == 12
    assert all(len(one.title) <= 160 and len(one.source) <= 60 for one in found)
    assert any(one.title.endswith("und weitere") for one in found)
    assert all(len(one.note) < 2_000 for one in found)
    assert found[-1].title.endswith(" …")
