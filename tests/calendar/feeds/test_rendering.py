"""An appointment keeps its lines, and its space counts what changes in its calendar, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from app import clock
from app.accounts.models import Person
from app.calendar import services
from app.calendar.feeds.rendering import rendered
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.spaces.models import Space
from app.tenancy import ScopedSession, one_space
from tests.people import NOW, World


@contextmanager
def written(world: World, slug: str = "ktv") -> Iterator[ScopedSession]:
    """A session that writes a space and commits."""
    with world.app.app_context(), one_space(world.spaces[slug]) as session:
        yield session


def calendar_of(world: World, slug: str = "ktv") -> tuple[int, object]:
    """How often the calendar of a space changed, and when last."""
    with world.app.app_context():
        space = db.session.scalars(sa.select(Space).where(Space.slug == slug)).one()
        return space.calendar_version, space.calendar_changed_at


def lines_of(world: World, name: str, slug: str = "ktv") -> str:
    with written(world, slug) as session:
        return session.get_one(Appointment, world.appointments[slug][name]).ics


def test_what_is_announced_has_its_lines_and_a_draft_has_none(world: World) -> None:
    assert lines_of(world, "announced").startswith("Treffen announced in ktv\r\nDTSTART;TZID=Europe/Berlin:")
    assert lines_of(world, "draft") == ""


def test_the_lines_are_those_of_the_library(world: World) -> None:
    lines = "BEGIN:VEVENT\r\nSUMMARY:" + lines_of(world, "cancelled") + "END:VEVENT\r\n"
    event = Calendar.from_ical(lines)
    assert event["SUMMARY"] == "Abgesagt: Treffen cancelled in ktv"
    assert event["STATUS"] == "CANCELLED"
    assert event["DESCRIPTION"] == "Abgesagt: Wasserrohrbruch\n\nWorum es in ktv geht"
    assert "ORGANIZER" not in event
    assert "ATTENDEE" not in event


def test_a_new_appointment_that_is_announced_at_once_has_its_lines(world: World) -> None:
    with written(world) as session:
        session.add(
            Appointment(kind="regulars_table", title="Stammtisch", starts_at=NOW, ends_at=NOW + timedelta(hours=1),
                        state=AppointmentState.ANNOUNCED, announced_at=NOW)
        )  # fmt: skip
    with written(world) as session:
        found = session.scalars(sa.select(Appointment).where(Appointment.title == "Stammtisch")).one()
        assert found.ics == rendered(found)
        assert found.uid in found.ics
        assert "DTSTAMP:20250305T180000Z" in found.ics


def test_a_change_is_seen_in_the_lines_with_its_moment(world: World) -> None:
    with clock.frozen(NOW + timedelta(days=1)), written(world) as session:
        session.get_one(Appointment, world.appointments["ktv"]["announced"]).place = "Bürgerhaus"
    lines = lines_of(world, "announced")
    assert "LOCATION:Bürgerhaus\r\n" in lines
    assert "LAST-MODIFIED:20250306T180000Z\r\n" in lines


@pytest.mark.parametrize(
    "value", ["title", "place", "access", "description", "sequence", "is_public", "kind"]
)
def test_whatever_a_calendar_shows_counts_as_a_change_of_it(world: World, value: str) -> None:
    before = calendar_of(world)[0]
    new = {"sequence": 7, "is_public": True, "kind": "get_together"}.get(value, "etwas anderes")
    with written(world) as session:
        setattr(session.get_one(Appointment, world.appointments["ktv"]["announced"]), value, new)
    assert calendar_of(world) == (before + 1, NOW)


def test_what_no_calendar_shows_counts_for_nothing(world: World) -> None:
    before = calendar_of(world)
    with written(world) as session:
        session.get_one(Appointment, world.appointments["ktv"]["announced"]).reminder_hours = 5
    assert calendar_of(world) == before


def test_a_draft_is_written_and_deleted_without_anybody_noticing(world: World) -> None:
    before = calendar_of(world)
    with written(world) as session:
        session.get_one(Appointment, world.appointments["ktv"]["draft"]).title = "Noch ein Gedanke"
    with written(world) as session:
        session.delete(session.get_one(Appointment, world.appointments["ktv"]["bare"]))
    assert calendar_of(world) == before


def test_an_announced_draft_gets_its_lines_and_counts(world: World) -> None:
    before = calendar_of(world)[0]
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        draft = session.get_one(Appointment, world.appointments["ktv"]["draft"])
        draft.state, draft.announced_at = AppointmentState.ANNOUNCED, clock.now()
    assert calendar_of(world)[0] == before + 1
    assert "SUMMARY" not in lines_of(world, "draft")
    assert lines_of(world, "draft").startswith("Treffen draft in ktv")


def test_many_changes_at_once_count_once_and_only_in_their_space(world: World) -> None:
    before, foreign = calendar_of(world)[0], calendar_of(world, "mitte")
    with written(world) as session:
        for name in ("announced", "past"):
            session.get_one(Appointment, world.appointments["ktv"][name]).place = "Bürgerhaus"
            session.flush()
    assert calendar_of(world)[0] == before + 1
    assert calendar_of(world, "mitte") == foreign


def test_a_change_that_was_taken_back_counts_for_nothing(world: World) -> None:
    before = calendar_of(world)
    with written(world) as session:
        session.get_one(Appointment, world.appointments["ktv"]["announced"]).place = "Bürgerhaus"
        session.flush()
        session.rollback()
    assert calendar_of(world) == before


def test_two_who_change_the_same_calendar_are_counted_both(world: World) -> None:
    before = calendar_of(world)[0]
    for name in ("announced", "past"):
        with written(world) as session:
            session.get_one(Appointment, world.appointments["ktv"][name]).place = "Bürgerhaus"
    assert calendar_of(world)[0] == before + 2


def test_who_looks_at_the_space_meanwhile_can_still_describe_it(world: World) -> None:
    """The count is not a change of what a space says of itself, which two people must not overwrite."""
    with world.app.app_context():
        with one_space(world.spaces["ktv"]) as session:
            space = session.get_one(Space, world.spaces["ktv"])
            version = space.version
            session.get_one(Appointment, world.appointments["ktv"]["announced"]).place = "Bürgerhaus"
        with one_space(world.spaces["ktv"]) as session:
            assert session.get_one(Space, world.spaces["ktv"]).version == version


def test_the_services_themselves_are_seen(world: World) -> None:
    with world.app.app_context():
        from app.tenancy import Scope, current_session

        current_session().open_scope(Scope.of(world.spaces["ktv"], write=True))
        speaker = db.session.get_one(Person, world.people["speaker"])
        appointment = db.session.get_one(Appointment, world.appointments["ktv"]["announced"])
        services.cancel(appointment, reason="Sturm", by=speaker)
        db.session.commit()
    lines = lines_of(world, "announced")
    assert "STATUS:CANCELLED\r\n" in lines
    assert "SEQUENCE:1\r\n" in lines
