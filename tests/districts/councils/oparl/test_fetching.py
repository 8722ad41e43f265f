"""Sittings fetched from a council information system: each oddity that the issue names."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.districts.councils.sittings.models import SittingSource, SittingState, SittingVisit
from tests.districts.councils.oparl.conftest import Fetching, Ris, window_of
from tests.people import NOW, World


def test_a_sitting_comes_with_time_place_agenda_and_when_it_was_fetched(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting())
    source = fetching.run()
    sitting = fetching.one()
    assert f"{clock.local(sitting.starts_at):%d.%m. %H:%M}" == "11.03. 18:30"
    assert f"{clock.local(sitting.ends_at or NOW):%H:%M}" == "20:30"
    assert (sitting.place, sitting.source, sitting.fetched_at) == (
        "Rathaus, Neuer Markt 1",
        SittingSource.OPARL,
        NOW,
    )
    assert [(one.number, one.title, one.paper, one.result) for one in fetching.items()] == [
        ("1", "Eröffnung", "", ""),
        ("7.1", "Radweg", "2025/BV/1234", "beschlossen"),
    ]
    assert (source.trouble, source.unread, source.last_complete_at) == ("", [], NOW)


def test_pages_are_followed_by_their_links_only(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting(1), following="/council/meetings?seite=x")
    ris.documents["/council/meetings"]["pagination"] = {"totalPages": 9, "currentPage": 1}
    ris.documents["/council/meetings?seite=x"] = {"data": [ris.meeting(2)], "links": {"last": ris.at("/nie")}}
    fetching.run()
    assert len(fetching.sittings()) == 2
    assert ris.asked == ["/council", "/council/meetings", "/council/meetings?seite=x"]


def test_the_next_run_asks_for_what_changed_since_a_day_before_the_last_complete_one(
    fetching: Fetching, ris: Ris
) -> None:
    ris.lists()
    fetching.run()
    assert window_of(ris.asked[-1]) is None
    with clock.frozen(NOW + timedelta(days=1)):
        fetching.run()
    assert window_of(ris.asked[-1]) == "2025-03-04T18:00:00Z"


def test_after_a_run_that_broke_off_the_next_one_asks_for_as_much_again(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting(), following="/council/gone")
    assert "404" in fetching.run().trouble
    assert len(fetching.sittings()) == 1  # what came before the fault stays
    fetching.run()
    assert all(window_of(one) is None for one in ris.asked)


def test_the_window_is_added_to_an_address_that_has_a_query(fetching: Fetching, ris: Ris) -> None:
    ris.council(meeting=ris.at("/list?of=34"))
    ris.lists(ris.meeting(), path="/list")
    fetching.run()
    fetching.run()
    assert ris.asked[-1] == "/list?of=34&modified_since=2025-03-04T18%3A00%3A00Z"
    assert len(fetching.sittings()) == 1


def test_what_was_fetched_before_is_changed_and_not_copied(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting())
    fetching.run()
    ris.lists(
        ris.meeting(start="2025-03-11T19:00:00+01:00", location={"room": "Saal", "streetAddress": "Markt 1"})
    )
    fetching.run()
    sitting = fetching.one()
    assert (f"{clock.local(sitting.starts_at):%H:%M}", sitting.place) == ("19:00", "Saal, Markt 1")


def test_a_deleted_sitting_is_gone(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting())
    fetching.run()
    ris.lists({"id": ris.at("/meeting/1"), "type": "https://schema.oparl.org/1.1/Meeting", "deleted": True})
    assert fetching.run().unread == []
    assert fetching.sittings() == []


def test_a_deleted_sitting_that_somebody_wants_to_go_to_is_cancelled(
    fetching: Fetching, ris: Ris, world: World
) -> None:
    ris.lists(ris.meeting())
    fetching.run()
    with fetching.at_hand() as (session, sitting):
        session.add(SittingVisit(sitting_id=sitting.id, person_id=world.people["member"]))
    ris.lists({"id": ris.at("/meeting/1"), "deleted": True})
    fetching.run()
    assert fetching.one().state is SittingState.CANCELLED


def test_what_was_deleted_and_never_here_is_no_trouble(fetching: Fetching, ris: Ris) -> None:
    ris.lists({"id": ris.at("/meeting/77"), "deleted": True})
    source = fetching.run()
    assert (source.trouble, source.unread, fetching.sittings()) == ("", [], [])


def test_a_cancelled_sitting_is_cancelled_and_may_take_place_again(fetching: Fetching, ris: Ris) -> None:
    states = []
    for cancelled in (False, True, False):
        ris.lists(ris.meeting(cancelled=cancelled))
        fetching.run()
        states.append(fetching.one().state)
    assert states == [SittingState.PLANNED, SittingState.CANCELLED, SittingState.PLANNED]


def test_a_bare_list_is_read_as_one(fetching: Fetching, ris: Ris) -> None:
    ris.documents["/council/meetings"] = [ris.meeting(1), ris.meeting(2)]
    assert fetching.run().trouble == ""
    assert len(fetching.sittings()) == 2


def test_404_for_a_window_without_changes_is_an_empty_window(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting())
    fetching.run()
    del ris.documents["/council/meetings"]
    with clock.frozen(NOW + timedelta(days=1)):
        source = fetching.run()
    assert (source.trouble, source.last_complete_at) == ("", NOW + timedelta(days=1))
    assert len(fetching.sittings()) == 1


def test_404_where_nothing_was_ever_read_is_a_wrong_address(fetching: Fetching, ris: Ris) -> None:
    source = fetching.run()
    assert "404" in source.trouble
    assert source.last_complete_at is None


@pytest.mark.parametrize("end", ["2025-03-11T17:00:00+01:00", "2025-03-11T18:30:00+01:00", "2025-03-11T00:00:00+01:00",
                                 "2025-03-19T18:00:00+01:00", "never", None])  # fmt: skip
def test_an_end_that_cannot_be_is_no_end(fetching: Fetching, ris: Ris, end: str | None) -> None:
    ris.lists(ris.meeting(end=end))
    assert fetching.run().unread == []
    assert fetching.one().ends_at is None


def test_a_sitting_without_an_agenda_is_one(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting(agendaItem=None))
    assert fetching.run().unread == []
    assert fetching.items() == []


def test_an_agenda_that_is_no_longer_told_stays(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting())
    fetching.run()
    ris.lists(ris.meeting(agendaItem=None, location=None))
    fetching.run()
    assert len(fetching.items()) == 2
    assert fetching.one().place == "Rathaus, Neuer Markt 1"


def test_an_item_without_a_result_is_one_and_the_result_comes_later(fetching: Fetching, ris: Ris) -> None:
    for result in (None, "vertagt"):
        item = {"number": "1", "name": "Radweg"} | ({"result": result} if result else {})
        ris.lists(ris.meeting(agendaItem=[item]))
        fetching.run()
    assert [one.result for one in fetching.items()] == ["vertagt"]


def test_items_keep_the_order_they_name_and_say_which_are_not_public(fetching: Fetching, ris: Ris) -> None:
    items = [
        {"number": "N 2", "name": "Grundstück", "public": False, "order": 2},
        {"number": "1", "name": "Eröffnung", "order": 1},
        {"number": "3", "name": "gelöscht", "order": 0, "deleted": True},
    ]
    ris.lists(ris.meeting(agendaItem=items))
    fetching.run()
    assert [(one.title, one.is_public) for one in fetching.items()] == [
        ("Eröffnung", True),
        ("Grundstück", False),
    ]


def test_a_list_that_goes_in_circles_ends_after_three_pages_without_anything_new(
    fetching: Fetching, ris: Ris
) -> None:
    ris.lists(ris.meeting(1), following="/council/second")
    ris.lists(ris.meeting(2), path="/council/second", following="/council/meetings")
    source = fetching.run()
    assert ris.asked[1:] == ["/council/meetings", "/council/second"] * 2 + ["/council/meetings"]
    assert source.trouble == ""
    assert source.unread == [
        "Die Liste dreht sich im Kreis; nach drei Seiten ohne Neues haben wir aufgehört."
    ]
    assert len(fetching.sittings()) == 2


def test_what_a_person_changed_by_hand_stays(fetching: Fetching, ris: Ris, world: World) -> None:
    ris.lists(ris.meeting())
    fetching.run()
    with world.app.test_request_context(), fetching.at_hand() as (_session, sitting):
        sitting.place, sitting.by_hand = "Doch in der Schule", ["place", "items"]
    ris.lists(ris.meeting(location={"description": "Woanders"}, agendaItem=[{"name": "Neu"}],
                          start="2025-03-11T17:00:00+01:00"))  # fmt: skip
    fetching.run()
    sitting = fetching.one()
    assert (sitting.place, len(fetching.items())) == ("Doch in der Schule", 2)
    assert f"{clock.local(sitting.starts_at):%H:%M}" == "17:00"


def test_what_a_person_decided_about_it_taking_place_stays(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting())
    fetching.run()
    with fetching.at_hand() as (_session, sitting):
        sitting.state, sitting.by_hand = SittingState.CANCELLED, ["state"]
    ris.lists(ris.meeting(cancelled=False))
    fetching.run()
    assert fetching.one().state is SittingState.CANCELLED


def test_a_sitting_that_was_typed_before_becomes_the_fetched_one_and_keeps_what_was_typed(
    fetching: Fetching, ris: Ris, world: World
) -> None:
    day = clock.local(NOW + timedelta(days=10))
    ris.lists(ris.meeting(start=f"{day:%Y-%m-%d}T18:00:00+01:00", end=None))
    fetching.run()
    sitting = fetching.one()
    assert sitting.id == world.meetings["ktv"]["coming_sitting_id"]
    assert sitting.place == "Rathaus von ktv"
    assert sitting.by_hand == ["items", "place", "starts_at", "title"]


def test_only_sittings_of_the_council_are_taken_from_the_list_of_the_whole_city(
    fetching: Fetching, ris: Ris
) -> None:
    ris.council(meeting=None)
    ris.lists(
        ris.meeting(1),
        ris.meeting(2, organization=[ris.at("/another")]),
        ris.meeting(3, organization=[{"id": ris.at("/council")}]),
        ris.meeting(4, organization=None),
        ris.meeting(5, organization=[ris.at("/another")], start="broken"),
        path="/body/meetings",
    )
    source = fetching.run()
    assert [one.source_uid for one in fetching.sittings()] == [ris.at("/meeting/1"), ris.at("/meeting/3")]
    assert source.unread == []


def test_items_and_places_that_are_only_linked_are_asked_for(fetching: Fetching, ris: Ris) -> None:
    ris.documents["/item/1"] = {"id": ris.at("/item/1"), "number": "1", "name": "Radweg"}
    ris.documents["/place"] = {"streetAddress": "Markt 1", "locality": "Rostock"}
    ris.lists(ris.meeting(agendaItem=[ris.at("/item/1"), ris.at("/item/2")], location=ris.at("/place")))
    source = fetching.run()
    assert [one.title for one in fetching.items()] == ["Radweg"]
    assert fetching.one().place == "Markt 1, Rostock"
    assert len(source.unread) == 1  # the second item is not there, and is told
