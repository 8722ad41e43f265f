"""Who writes the minutes is reminded once, two days after the meeting, if they are not ready."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts.models import MailWish
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.minutes import reminders
from app.districts.meetings.minutes.jobs import remind_keepers
from app.districts.meetings.minutes.models import MinutesState
from app.extensions import db
from app.outbox import OutgoingMail
from app.queue import PLANS
from tests.districts.meetings.minutes.conftest import Notes, Writer
from tests.people import NOW

Freeze = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def nothing_else_is_due(notes: Notes) -> None:
    """The meetings of the other spaces have their minutes."""
    for slug in ("mitte", "kreis", "wahlaktiv", "alt"):
        Notes(notes.world, notes.world.meetings[slug]["later_appointment_id"], slug).set_state(
            MinutesState.READY
        )


def remind(notes: Notes) -> list[tuple[str, str]]:
    """Let the worker do it; return to whom a mail was queued, and the day in its subject."""
    with notes.world.app.app_context():
        remind_keepers()
    with notes.world.app.app_context():
        wanted = (
            sa.select(OutgoingMail).where(OutgoingMail.kind == "minutes_due").order_by(OutgoingMail.address)
        )
        return [
            (one.address.partition("@")[0], one.subject.split()[-5]) for one in db.session.scalars(wanted)
        ]


def keeper(notes: Notes, who: str | None) -> None:
    """Note who writes."""
    with notes.changing() as session:
        session.add(Meeting(appointment_id=notes.key, keeper_id=notes.world.people[who] if who else None))


SPEAKERS = [("pending", "03.03.2025"), ("speaker", "03.03.2025"), ("unenrolled", "03.03.2025")]


def test_the_worker_does_it_by_day() -> None:
    (plan,) = [plan for plan in PLANS if plan.work is remind_keepers]
    assert (plan.minute, plan.hour) == ("11", "7-18")


def test_the_keeper_is_reminded_once(notes: Notes) -> None:
    keeper(notes, "member")
    assert remind(notes) == [("member", "03.03.2025")]
    assert notes.minutes.keeper_reminded_at == NOW
    assert remind(notes) == [("member", "03.03.2025")]


def test_the_mail_leads_to_where_one_writes(notes: Notes) -> None:
    keeper(notes, "member")
    remind(notes)
    with notes.world.app.app_context():
        mail = db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind == "minutes_due")).one()
    assert f"{notes.world.app.config['PUBLIC_URL']}{notes.at('')}" in mail.text
    assert notes.writer("speaker").open("").status == 200


@pytest.mark.parametrize(
    ("day", "at", "due"),
    [
        (4, time(23, 59), False),  # the meeting ended on 3 March, 21:00
        (5, time(0, 1), True),
        (17, time(20, 59), True),
        (17, time(21, 1), False),
    ],
)
def test_it_is_due_from_the_second_day_on_for_two_weeks(
    notes: Notes, freeze: Freeze, day: int, at: time, due: bool
) -> None:
    keeper(notes, "member")
    freeze(clock.from_wall_clock(date(2025, 3, day), at))
    assert bool(remind(notes)) == due


@pytest.mark.parametrize("of_state", [MinutesState.READY, MinutesState.APPROVED])
def test_nobody_is_reminded_of_what_is_done(notes: Notes, of_state: MinutesState) -> None:
    notes.set_state(of_state)
    assert remind(notes) == []


def test_who_has_begun_to_write_is_reminded_as_well(notes: Notes, sabine: Writer) -> None:
    keeper(notes, "member")
    sabine.save("Ein Anfang.", seen=0)
    assert remind(notes) == [("member", "03.03.2025")]


def test_without_a_keeper_it_goes_to_whom_the_minutes_were_handed(notes: Notes, cem: Writer) -> None:
    keeper(notes, None)
    assert remind(notes) == [("councillor", "03.03.2025")]


def test_with_neither_it_goes_to_those_who_lead(notes: Notes) -> None:
    assert remind(notes) == SPEAKERS


@pytest.mark.parametrize("change", [{"email": None}, {"mail_wish": MailWish.NONE}, {"disabled_at": NOW}])
def test_whom_no_mail_reaches_those_who_lead_are_told_for(notes: Notes, change: dict[str, object]) -> None:
    keeper(notes, "member")
    notes.world.change("member", **change)
    assert remind(notes) == SPEAKERS


@pytest.mark.parametrize("state", [AppointmentState.CANCELLED, AppointmentState.DRAFT])
def test_nobody_is_reminded_of_a_meeting_that_was_not(notes: Notes, state: AppointmentState) -> None:
    with notes.changing() as session:
        meeting = session.get_one(Appointment, notes.key)
        meeting.state = state
        meeting.cancelled_at = NOW if state is AppointmentState.CANCELLED else None
        meeting.announced_at = None if state is AppointmentState.DRAFT else meeting.announced_at
    assert remind(notes) == []


def test_nobody_is_reminded_of_a_regulars_table(notes: Notes) -> None:
    with notes.changing() as session:
        session.get_one(Appointment, notes.key).kind = "regulars_table"
    assert remind(notes) == []


def test_nobody_is_reminded_in_a_closed_space(notes: Notes) -> None:
    theirs = Notes(notes.world, notes.world.meetings["alt"]["later_appointment_id"], "alt")
    theirs.set_state(MinutesState.WRITING)
    notes.set_state(MinutesState.READY)
    assert remind(notes) == []


def test_where_nobody_can_be_reached_it_is_tried_again(notes: Notes) -> None:
    for who in ("speaker", "pending", "unenrolled"):
        notes.world.change(who, mail_wish=MailWish.NONE)
    assert remind(notes) == []
    assert notes.minutes is None
    notes.world.change("speaker", mail_wish=MailWish.WEEKLY)
    assert remind(notes) == [("speaker", "03.03.2025")]


def test_one_that_fails_leaves_the_others_in_place(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail and the note that it was queued are one: a worker killed in between does it again, and only then."""
    keeper(notes, "member")
    with monkeypatch.context() as patch:
        patch.setattr(reminders.audit, "record", lambda *_args, **_details: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            remind(notes)
    assert (notes.minutes, remind(notes)) == (None, [("member", "03.03.2025")])


def test_two_workers_at_once_remind_once(notes: Notes) -> None:
    for expected in (3, 0):
        with notes.working() as (appointment, _person):
            assert reminders.remind(appointment) == expected
            db.session.commit()


def test_a_meeting_of_long_ago_is_left_alone(notes: Notes) -> None:
    with notes.changing() as session:
        meeting = session.get_one(Appointment, notes.key)
        meeting.starts_at -= timedelta(days=30)
        meeting.ends_at -= timedelta(days=30)
    assert remind(notes) == []
