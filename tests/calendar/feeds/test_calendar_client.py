"""A real calendar program, Evolution's store, subscribes to a feed of a running server and keeps up with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from app import clock
from app.calendar.models import Appointment, AppointmentState
from app.tenancy import one_space
from tests.calendar.programs import Seen, Subscribed
from tests.people import FEED, NOW, World


@pytest.fixture
def evolution(world: World, tmp_path: Path) -> Iterator[Subscribed]:
    """The program, which has subscribed to the feed of a member."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    program = Subscribed(f"http://127.0.0.1:{server.port}/kalender/abo/{FEED}.ics", tmp_path)
    yield program
    program.close()
    server.shutdown()
    running.join()
    server.server_close()


def the_meeting(shown: list[Seen]) -> Seen | None:
    """The announced meeting of ktv, by the name that it has in every calendar."""
    return next(
        (one for one in shown if one.summary and one.summary.endswith("Treffen announced in ktv")), None
    )


@contextmanager
def changing(world: World, at: datetime) -> Iterator[Appointment]:
    """That meeting, to be changed at a moment."""
    with clock.frozen(at), world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        yield session.get_one(Appointment, world.appointments["ktv"]["announced"])


def test_a_subscribed_calendar_shows_a_meeting_that_is_moved_and_then_cancelled(
    world: World, evolution: Subscribed
) -> None:
    first = the_meeting(evolution.until(lambda shown: the_meeting(shown) is not None))
    assert first
    assert first.starts_at == NOW + timedelta(days=20, hours=1)
    # Evolution knows by the moment of the last change which of the entries are other ones now.
    with changing(world, NOW + timedelta(minutes=1)) as appointment:
        appointment.starts_at += timedelta(days=7)
        appointment.ends_at += timedelta(days=7)
        appointment.place = "Bürgerhaus"
    shown = evolution.until(lambda shown: "Bürgerhaus" in {one.location for one in shown})
    moved = next(one for one in shown if one.uid == first.uid)
    assert moved.starts_at == first.starts_at + timedelta(days=7)
    with changing(world, NOW + timedelta(minutes=2)) as appointment:
        appointment.state, appointment.cancelled_at = AppointmentState.CANCELLED, NOW
        appointment.cancel_reason = "Sturm"
    shown = evolution.until(lambda shown: "Abgesagt: Sturm" in str([one.description for one in shown]))
    cancelled = next(one for one in shown if one.uid == first.uid)
    assert cancelled.status == "cancelled"
    assert cancelled.summary == "KTV: Abgesagt: Treffen announced in ktv"
