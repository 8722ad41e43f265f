"""Whoever sits in the council is reminded after three days, who leads the district after ten; each once, or never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import MailWish
from app.districts.councils.reports import jobs, reminders
from app.districts.councils.sittings.models import Sitting, SittingState
from app.extensions import db
from app.outbox import OutgoingMail
from app.spaces.models import Mandate, MandateKind
from app.tenancy import ScopedSession, one_space
from tests.districts.councils.reports.reading import in_ktv
from tests.pages import Browser
from tests.people import NOW, World

Freeze = Callable[[datetime], None]
DUE, MISSING = "report_due", "report_missing"


@pytest.fixture(autouse=True)
def only_the_unreported(world: World) -> None:
    """Leave of all sittings only one without a report, this evening."""

    def change(session: ScopedSession) -> None:
        session.execute(sa.update(Sitting).values(state=SittingState.CANCELLED))
        sitting = session.get_one(Sitting, world.meetings["ktv"]["sitting_id"])
        sitting.state, sitting.starts_at = SittingState.PLANNED, NOW

    for slug in ("mitte", "kreis", "wahlaktiv", "alt"):
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            session.execute(sa.update(Sitting).values(state=SittingState.CANCELLED))
    in_ktv(world, change)


def mailed(world: World, freeze: Freeze, days: float) -> list[tuple[str, str]]:
    """Let the worker run so many days after the sitting; return what it queued in all: kind and address."""
    freeze(NOW + timedelta(days=days))
    with world.app.app_context():
        jobs.remind_of_reports()
        statement = sa.select(OutgoingMail.kind, OutgoingMail.address).where(
            OutgoingMail.kind.in_([DUE, MISSING])
        )
        return [(kind, address) for kind, address in db.session.execute(statement.order_by(OutgoingMail.id))]


TO_COUNCILLOR = (DUE, "councillor@demo.example")


def test_three_days_after_the_sitting_the_councillor_is_reminded_and_after_ten_the_speaker(
    world: World, freeze: Freeze
) -> None:
    assert mailed(world, freeze, 2) == []
    assert mailed(world, freeze, 3) == [TO_COUNCILLOR]
    assert mailed(world, freeze, 3.1) == [TO_COUNCILLOR]
    assert mailed(world, freeze, 9) == [TO_COUNCILLOR]
    later = mailed(world, freeze, 10)
    assert later[0] == TO_COUNCILLOR
    assert {kind for kind, _address in later[1:]} == {MISSING}
    assert "speaker@demo.example" in {address for _kind, address in later}
    assert mailed(world, freeze, 11) == later


@pytest.mark.parametrize(
    "answer", [{"state": SittingState.CANCELLED}, {"nobody_went": True}], ids=["cancelled", "nobody went"]
)
def test_an_answer_ends_it(world: World, freeze: Freeze, answer: dict[str, object]) -> None:
    def change(session: ScopedSession) -> None:
        for name, value in answer.items():
            setattr(session.get_one(Sitting, world.meetings["ktv"]["sitting_id"]), name, value)

    in_ktv(world, change)
    assert mailed(world, freeze, 11) == []


def test_a_filed_report_ends_it_a_draft_does_not(world: World, freeze: Freeze) -> None:
    def change(session: ScopedSession) -> None:
        for key in ("reported_sitting_id", "drafted_sitting_id"):
            session.get_one(Sitting, world.meetings["ktv"][key]).state = SittingState.PLANNED
        session.get_one(Sitting, world.meetings["ktv"]["sitting_id"]).nobody_went = True

    in_ktv(world, change)
    assert len([one for one in mailed(world, freeze, 1) if one == TO_COUNCILLOR]) == 1


def test_nobody_is_reminded_of_what_is_older_than_two_months(world: World, freeze: Freeze) -> None:
    assert mailed(world, freeze, 61) == []


def test_where_nobody_can_be_mailed_it_is_noted_all_the_same(world: World, freeze: Freeze) -> None:
    world.change("councillor", mail_wish=MailWish.NONE)
    assert mailed(world, freeze, 4) == []
    world.change("councillor", mail_wish=MailWish.WEEKLY)
    assert mailed(world, freeze, 5) == []


def test_a_substitute_is_asked_only_where_nobody_else_sits_there(world: World, freeze: Freeze) -> None:
    def change(session: ScopedSession) -> None:
        session.add(
            Mandate(council_id=world.councils["ktv"], person_id=world.people["speaker"], since=NOW.date(),
                    kind=MandateKind.SUBSTITUTE)
        )  # fmt: skip

    in_ktv(world, change)
    assert mailed(world, freeze, 3) == [TO_COUNCILLOR]


def test_a_worker_that_is_killed_in_the_middle_mails_nobody_twice(
    world: World, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reminders.remind
    runs: list[object] = []

    def stumble(sitting_id: int, who: reminders.Reminded) -> int:
        runs.append(who)
        number = real(sitting_id, who)
        if who is reminders.Reminded.SPEAKERS and len(runs) < 3:
            raise RuntimeError("killed")  # its mails are queued, and not committed
        return number

    monkeypatch.setattr(reminders, "remind", stumble)
    assert mailed(world, freeze, 10) == [TO_COUNCILLOR]
    found = mailed(world, freeze, 10.1)
    assert len(found) == len(set(found)) > 1


def test_two_workers_at_once_remind_once(
    world: World, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = reminders.due
    monkeypatch.setattr(reminders, "due", lambda session: twice(session) * 2)
    assert mailed(world, freeze, 3) == [TO_COUNCILLOR]


# --- on the start page


def waiting(world: World, who: str, path: str = "/") -> list[str]:
    return [one for one in Browser(world.client_of(who)).open(path).rows if one.startswith("Bericht ")]


MINE = "Bericht fehlt: Ortsbeirat 11, Sitzung vom Mi., 05.03.2025"


def test_it_waits_for_the_councillor_once_the_sitting_is_over_and_for_the_speaker_after_ten_days(
    world: World, freeze: Freeze
) -> None:
    freeze(NOW + timedelta(hours=2))
    assert waiting(world, "councillor") == []
    freeze(NOW + timedelta(hours=3, minutes=1))
    assert waiting(world, "councillor") == [MINE]
    assert [waiting(world, who) for who in ("speaker", "member", "board")] == [[], [], []]
    freeze(NOW + timedelta(days=10))
    assert waiting(world, "speaker") == [MINE]
    assert "Bericht Ortsbeirat 11 fehlt" in waiting(world, "speaker", "/ktv/")
    assert waiting(world, "member", "/ktv/") == []


def test_what_waits_leads_to_the_form(world: World, freeze: Freeze) -> None:
    freeze(NOW + timedelta(days=1))
    row = Browser(world.client_of("councillor")).open("/").row(MINE)
    link = row if row.tag == "a" else row.one("a")
    assert link.attrs["href"] == f"/ktv/berichte/sitzung/{world.meetings['ktv']['sitting_id']}"
