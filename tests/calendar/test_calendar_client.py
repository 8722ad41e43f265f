"""An invitation, its change and its cancellation in the store of a real calendar program, Evolution's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.calendar.ical import Entry, invitation
from tests.calendar.programs import received

INVITED = Entry(
    uid="6f1c1b0e-5b1a-4c55-9d0e-3f6f3c1a7a11",
    sequence=0,
    starts_at=datetime(2025, 4, 1, 17, tzinfo=UTC),
    ends_at=datetime(2025, 4, 1, 19, tzinfo=UTC),
    summary="Mitgliederversammlung: Wahl, Anträge",
    location="Café Größe, Straße 5",
    description="Tagesordnung:\n1. Begrüßung\n2. Wahl",
    last_changed=datetime(2025, 3, 5, 18, tzinfo=UTC),
    organizer_name="Stadtteilwerk",
    organizer_address="post@demo.example",
    attendee_name="Lotte Brief",
    attendee_address="lotte@demo.example",
)
ANOTHER = replace(INVITED, uid="0c52f3c5-8a42-4b0c-8d0f-0a4f3d1f5c22", summary="Stammtisch")
CHANGED = replace(
    INVITED,
    sequence=1,
    starts_at=INVITED.starts_at + timedelta(days=7, hours=1),
    ends_at=INVITED.ends_at + timedelta(days=7, hours=1),
    location="Bürgerhaus",
    last_changed=INVITED.last_changed + timedelta(days=1),
)
CANCELLED = replace(
    CHANGED, sequence=2, cancelled=True, last_changed=CHANGED.last_changed + timedelta(days=1)
)


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """All that is in the store after each of five mails."""
    mails = [ANOTHER, INVITED, CHANGED, CHANGED, CANCELLED]
    return received([invitation(entry) for entry in mails], tmp_path_factory.mktemp("evolution"))


def only(store):
    """The one entry beside the other one, which nobody touched."""
    others = [entry for entry in store if entry.uid == ANOTHER.uid]
    assert [entry.summary for entry in others] == ["Stammtisch"]
    (entry,) = [entry for entry in store if entry.uid != ANOTHER.uid]
    return entry


def test_an_invitation_becomes_an_entry_at_the_right_time(stores):
    entry = only(stores[1])
    assert (entry.uid, entry.sequence, entry.status) == (INVITED.uid, 0, "confirmed")
    assert (entry.starts_at, entry.ends_at) == (INVITED.starts_at, INVITED.ends_at)
    assert (entry.summary, entry.location) == (INVITED.summary, INVITED.location)
    assert entry.description == INVITED.description


def test_a_change_moves_the_same_entry(stores):
    entry = only(stores[2])
    assert (entry.uid, entry.sequence) == (INVITED.uid, 1)
    assert (entry.starts_at, entry.ends_at) == (CHANGED.starts_at, CHANGED.ends_at)
    assert entry.location == "Bürgerhaus"


def test_a_mail_that_is_opened_twice_makes_no_second_entry(stores):
    assert only(stores[3]).starts_at == only(stores[2]).starts_at


def test_a_cancellation_takes_the_entry_away_and_no_other(stores):
    assert [entry.uid for entry in stores[4]] == [ANOTHER.uid]
