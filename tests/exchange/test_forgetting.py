"""What is kept of the exchange, and for how long."""

from __future__ import annotations

from datetime import timedelta

from app import clock
from app.exchange.forgetting import forget_old
from app.exchange.models import ExchangeAnswer, ExchangeQuestion, Follow
from app.extensions import db
from tests.exchange.conftest import Exchange
from tests.people import NOW, World


def forget(world: World, **later: int) -> int:
    with clock.frozen(NOW + timedelta(**later)), world.app.app_context():
        deleted = forget_old()
        db.session.commit()
        return deleted


def test_a_question_is_deleted_a_year_after_it_was_closed_with_its_answers(
    world: World, exchange: Exchange
) -> None:
    key, still_open = exchange.ask(answered=True, closed_at=NOW), exchange.ask()
    assert forget(world, days=365) == 0
    assert forget(world, days=365, seconds=1) == 1
    kept = {one.id for one in exchange.all(ExchangeQuestion)}
    assert key not in kept
    assert still_open in kept
    assert key not in {one.question_id for one in exchange.all(ExchangeAnswer)}


def test_of_somebody_who_is_erased_nothing_says_what_they_followed_and_nobody_waits_for_answers(
    world: World, exchange: Exchange
) -> None:
    exchange.follow("councillor", words="poller")
    key = exchange.ask("Was kosten Poller?")
    office = world.client_of("office")
    assert office.post(f"/verwaltung/menschen/{world.people['councillor']}/loeschen").status_code == 302
    assert world.people["councillor"] not in {one.person_id for one in exchange.all(Follow)}
    assert next(one for one in exchange.all(ExchangeQuestion) if one.id == key).closed_at is not None
    page = office.get(f"/austausch/fragen/{key}").text
    assert "Ehemaliges Mitglied" in page
    assert "Cem Kaya" not in page
