"""What is kept of notices, and for how long."""

from __future__ import annotations

from datetime import timedelta

from app import clock
from app.notices.forgetting import forget_old
from tests.notices.conftest import Notices
from tests.people import NOW, World


def forget(world: World, days: int, seconds: int = 0) -> int:
    with clock.frozen(NOW + timedelta(days=days, seconds=seconds)), world.app.app_context():
        return forget_old()


def test_who_has_read_it_is_forgotten_after_three_months(world: World, notices: Notices) -> None:
    key = notices.add(days=60)
    world.client_of("member").post(f"/ktv/eilmeldungen/{key}/gelesen")
    forget(world, 90)
    assert notices.readers(key) == [world.people["member"]]
    forget(world, 90, 1)
    assert notices.readers(key) == []


def test_a_notice_is_deleted_a_year_after_it_was_shown_with_its_answers(
    world: World, notices: Notices
) -> None:
    key = notices.add("kreis", by="board", to=("ktv",), days=7)
    notices.answer(key, "Danke", slug="kreis")

    def there() -> int:
        tables = ("urgent_notice", "urgent_notice_answer", "urgent_notice_audience")
        dump = world.dump()
        return sum(key in row for row in dump[tables[0]]) + len(dump[tables[2]])

    answers = len(world.dump()["urgent_notice_answer"])
    forget(world, 7 + 365)  # the notices of long ago go, this one has its last day
    assert there() >= 2
    assert forget(world, 8 + 365) == 1
    assert world.dump()["urgent_notice_audience"] == []
    assert len(world.dump()["urgent_notice_answer"]) < answers


def test_of_somebody_who_is_erased_nothing_says_what_they_have_read(world: World, notices: Notices) -> None:
    key = notices.add()
    world.client_of("member").post(f"/ktv/eilmeldungen/{key}/gelesen")
    office = world.client_of("office")
    assert office.post(f"/verwaltung/menschen/{world.people['member']}/loeschen").status_code == 302
    assert notices.readers(key) == []
