"""A meeting begins, goes through its agenda and ends; the clock of the item; who leads and who writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.calendar.delegations.models import Delegated, Delegation
from app.calendar.models import AppointmentState
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.conduct.waiting import under_way
from app.districts.meetings.minutes.models import MinutesState
from app.districts.meetings.models import AgendaItem
from app.tenancy import Scope, current_session, one_space
from tests.calendar.dates import berlin
from tests.districts.meetings.evening import Evening, at_once
from tests.pages import Browser, Page
from tests.people import NOW, PEOPLE, World

Freeze = Callable[[datetime], None]
MINUTE = timedelta(minutes=1)


def on(page: Page) -> str:
    """What the page says is on just now."""
    found = [one for one in page.main.all("li") if one.attrs.get("aria-current") == "step"]
    return found[0].all("span", class_="row-title")[0].text if found else ""


def opened(page: Page) -> str:
    """Which item the page shows in full."""
    (section,) = page.main.all("section", class_="meeting-item")
    return section.all("h2")[0].text


# --- begin and end


def test_opening_begins_the_meeting_with_its_first_item(speaker: Browser, evening: Evening) -> None:
    page = evening.begin(speaker)
    assert "läuft seit 19:00 Uhr" in page
    assert (on(page), opened(page)) == ("Thema 1", "TOP 1: Thema 1")
    assert evening.meeting.began_at == NOW


def test_whoever_opens_it_leads_it(speaker: Browser, evening: Evening, world: World) -> None:
    page = evening.begin(speaker)
    assert f"Leitung: {PEOPLE['speaker'].name}" in page
    assert (evening.meeting.chair_id, evening.meeting.keeper_id) == (world.people["speaker"], None)


def test_to_whom_the_minutes_were_handed_writes(speaker: Browser, evening: Evening, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add(
            Delegation(
                appointment_id=evening.key,
                person_id=world.people["member"],
                what=Delegated.MINUTES,
                by_id=world.people["speaker"],
                accepted_at=NOW,
            )
        )
    assert f"Protokoll: {PEOPLE['member'].name}" in evening.begin(speaker)


def test_to_whom_the_minutes_were_handed_leads_through_the_page(evening: Evening, world: World) -> None:
    member = Browser(world.client_of("member"))
    assert evening.open(member).status == 403
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add(
            Delegation(
                appointment_id=evening.key,
                person_id=world.people["member"],
                what=Delegated.MINUTES,
                by_id=world.people["speaker"],
                accepted_at=NOW,
            )
        )
    page = evening.begin(member).press("Nächster Punkt")
    assert on(page) == "Thema 2"


def test_opened_on_two_devices_it_begins_once(
    speaker: Browser, other: Browser, evening: Evening, freeze: Freeze
) -> None:
    theirs = evening.open(other)
    evening.begin(speaker)
    freeze(NOW + 3 * MINUTE)
    theirs.press("Sitzung eröffnen")
    assert evening.meeting.began_at == NOW
    devices = [other, speaker]
    at_once(*(lambda one=one: one.post(evening.url("eroeffnen")) for one in devices))
    assert evening.meeting.began_at == NOW


def test_closing_ends_it(speaker: Browser, evening: Evening, freeze: Freeze) -> None:
    evening.begin(speaker)
    freeze(NOW + 125 * MINUTE)
    page = evening.open(speaker).press("Sitzung schließen")
    assert "19:00–21:05 Uhr" in page
    assert (evening.meeting.item_id, on(page)) == (None, "")


def test_what_nobody_got_to_is_postponed_by_one_tap(speaker: Browser, evening: Evening) -> None:
    page = evening.begin(speaker).press("Nächster Punkt").press("Sitzung schließen")
    assert evening.outcomes() == ["done", "done", ""]
    assert "1 Punkt kam nicht dran." in page
    page = page.press("Als vertagt vermerken")
    assert evening.outcomes() == ["done", "done", "postponed"]
    assert "Als vertagt vermerken" not in page.buttons()


def test_nothing_is_postponed_while_it_runs(speaker: Browser, evening: Evening) -> None:
    evening.begin(speaker)
    assert "Schließe zuerst die Sitzung." in speaker.post(evening.url("vertagen"))
    assert evening.outcomes() == ["", "", ""]


def test_what_has_not_begun_cannot_be_closed(speaker: Browser, evening: Evening) -> None:
    assert "Eröffne zuerst die Sitzung." in speaker.post(evening.url("schliessen"))


# --- when


@pytest.mark.parametrize(("hours", "status"), [(2, 200), (2.02, 422)])
def test_the_page_opens_two_hours_before(world: World, speaker: Browser, hours: float, status: int) -> None:
    evening = Evening(world, starts=NOW + timedelta(hours=hours))
    page = evening.open(speaker)
    assert page.status == status
    assert ("zwei Stunden vor dem Beginn" in page) is (status == 422)


@pytest.mark.parametrize(("hours", "led"), [(1, True), (1.02, False)])
def test_the_appointment_leads_there_one_hour_before(
    world: World, speaker: Browser, member: Browser, hours: float, led: bool
) -> None:
    evening = Evening(world, starts=NOW + timedelta(hours=hours))
    links = speaker.open(f"/ktv/termine/{evening.key}").links()
    assert (evening.url() + "/" in links) is led
    assert evening.url() + "/" not in member.open(f"/ktv/termine/{evening.key}").links()


@pytest.mark.parametrize("state", [AppointmentState.CANCELLED, AppointmentState.DRAFT])
def test_what_is_cancelled_or_not_announced_is_not_held(
    world: World, speaker: Browser, state: AppointmentState
) -> None:
    evening = Evening(world, state=state)
    assert (
        evening.open(speaker).status == {AppointmentState.CANCELLED: 422, AppointmentState.DRAFT: 404}[state]
    )
    assert evening.mark(speaker, "member", "present").status in (404, 422)
    assert evening.presences == {}


def test_a_regulars_table_is_no_meeting(world: World, speaker: Browser) -> None:
    evening = Evening(world, kind="regulars_table")
    assert evening.open(speaker).status == 404
    assert evening.url() + "/" not in speaker.open(f"/ktv/termine/{evening.key}").links()


def test_a_working_meeting_has_tasks_but_neither_minutes_nor_decisions(
    world: World, speaker: Browser
) -> None:
    evening = Evening(world, kind="working_meeting")
    page = evening.begin(speaker)
    assert page.status == 200
    assert not page.main.all("textarea")
    refused = speaker.post(
        evening.url("punkt", evening.items[0], "beschluss"), wording="Ja", result="adopted"
    )
    assert refused.status == 422


def test_a_meeting_that_nobody_opened_is_written_down_afterwards(
    speaker: Browser, evening: Evening, freeze: Freeze
) -> None:
    freeze(NOW + timedelta(days=1))
    page = evening.open(speaker)
    assert "Sitzung eröffnen" not in page.buttons()
    assert opened(page) == "TOP 1: Thema 1"
    page.press(f"{PEOPLE['member'].name}: da")
    assert len(evening.presences) == 1


# --- from item to item


def test_next_goes_on_and_notes_what_was_dealt_with(speaker: Browser, evening: Evening) -> None:
    page = evening.begin(speaker).press("Nächster Punkt")
    assert on(page) == "Thema 2"
    assert evening.outcomes() == ["done", "", ""]


def test_next_leaves_what_was_noted_otherwise(speaker: Browser, evening: Evening) -> None:
    evening.begin(speaker).press("vertagt").press("Nächster Punkt")
    assert evening.outcomes() == ["postponed", "", ""]


def test_behind_the_last_item_next_leads_to_what_was_skipped(speaker: Browser, evening: Evening) -> None:
    page = evening.begin(speaker)
    speaker.post(evening.url("punkt", evening.items[2], "aufrufen"))
    page = evening.open(speaker).press("Nächster Punkt")
    assert on(page) == "Thema 1"
    assert evening.outcomes() == ["", "", "done"]


def test_behind_everything_the_meeting_can_be_closed(speaker: Browser, evening: Evening) -> None:
    page = evening.begin(speaker).press("Nächster Punkt").press("Nächster Punkt")
    assert "Nächster Punkt" not in page.buttons()
    page.press("Sitzung schließen")
    assert evening.outcomes() == ["done"] * 3


def test_any_item_can_be_called(speaker: Browser, evening: Evening) -> None:
    evening.begin(speaker)
    page = speaker.open(evening.url("punkt", evening.items[2]))
    assert opened(page) == "TOP 3: Thema 3"
    assert "Dran ist gerade TOP 1: Thema 1." in page
    page = page.press("TOP 3 jetzt aufrufen")
    assert on(page) == "Thema 3"
    assert evening.outcomes() == ["", "", ""]


def test_next_on_two_devices_at_once_goes_on_by_one(world: World, evening: Evening, speaker: Browser) -> None:
    evening.begin(speaker)
    devices = [Browser(world.client_of("speaker")) for _ in range(3)]
    pages = [evening.open(one) for one in devices]
    at_once(*(lambda page=page: page.press("Nächster Punkt") for page in pages))
    assert on(evening.open(speaker)) == "Thema 2"
    assert evening.outcomes() == ["done", "", ""]


def test_a_device_that_is_behind_does_not_lead_back(
    speaker: Browser, other: Browser, evening: Evening
) -> None:
    evening.begin(speaker)
    behind = evening.open(other)
    evening.open(speaker).press("Nächster Punkt").press("Nächster Punkt")
    page = behind.press("Nächster Punkt")
    assert "Inzwischen ist ein anderer Punkt dran." in page.notices
    assert on(page) == "Thema 3"


def test_an_item_that_is_called_again_keeps_its_clock(
    speaker: Browser, evening: Evening, freeze: Freeze
) -> None:
    evening.begin(speaker)
    freeze(NOW + 5 * MINUTE)
    speaker.post(evening.url("punkt", evening.items[0], "aufrufen"))
    assert evening.meeting.item_since == NOW


@pytest.mark.parametrize("foreign", ["ktv", "mitte"])
def test_an_item_of_another_meeting_is_not_found(
    world: World, speaker: Browser, evening: Evening, foreign: str
) -> None:
    evening.begin(speaker)
    key = world.items[foreign][0]
    for verb in ("aufrufen", "ergebnis", "beschluss", "aufgabe"):
        assert speaker.post(evening.url("punkt", key, verb)).status == 404
    assert speaker.open(evening.url("punkt", key)).status == 404


# --- outcomes


@pytest.mark.parametrize(
    ("word", "stored"),
    [("behandelt", "done"), ("vertagt", "postponed"), ("noch offen", "undecided")],
)
def test_an_outcome_is_noted_and_taken_back(
    speaker: Browser, evening: Evening, word: str, stored: str
) -> None:
    page = speaker.open(evening.url("punkt", evening.items[1])).press(word)
    assert evening.outcomes() == ["", stored, ""]
    assert opened(page) == "TOP 2: Thema 2"
    page.press(word)
    assert evening.outcomes() == ["", "", ""]


# --- the clock


@pytest.mark.parametrize(
    ("after", "words"),
    [(0, "noch 20 Minuten"), (1, "noch 20 Minuten"), (12 * 60, "noch 8 Minuten"), (19 * 60 + 30, "noch 1 Minute"),
     (20 * 60, "die Zeit ist um"), (21 * 60, "1 Minute drüber"), (23 * 60 + 59, "3 Minuten drüber")],
)  # fmt: skip
def test_the_clock_says_how_much_is_left(
    speaker: Browser, evening: Evening, freeze: Freeze, after: int, words: str
) -> None:
    evening.begin(speaker)
    freeze(NOW + timedelta(seconds=after))
    clock = evening.open(speaker).main.all("p", class_="meeting-clock")[0].text
    assert clock == f"dran seit 19:00 Uhr · geplant 20 Minuten {words}"


def test_an_item_in_passing_has_no_clock(speaker: Browser, evening: Evening, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(AgendaItem, evening.items[0]).minutes = 0
    assert evening.begin(speaker).main.all("p", class_="meeting-clock")[0].text == "dran seit 19:00 Uhr"


# --- taken up at the meeting


def test_an_item_is_taken_up_while_it_runs(speaker: Browser, evening: Evening) -> None:
    page = evening.begin(speaker).press("Punkt aufnehmen", title="Hochwasser", minutes="10")
    assert opened(page) == "TOP 4: Hochwasser"
    assert "in der Sitzung aufgenommen" in page.row("Hochwasser").text
    assert "in der Sitzung aufgenommen" not in page.row("Thema 1").text


def test_also_when_it_lasts_longer_than_planned(speaker: Browser, evening: Evening, freeze: Freeze) -> None:
    evening.begin(speaker)
    freeze(NOW + timedelta(hours=4))
    page = evening.open(speaker).press("Punkt aufnehmen", title="Hochwasser")
    assert opened(page) == "TOP 4: Hochwasser"
    assert speaker.open(f"/ktv/termine/{evening.key}/tagesordnung/neu").press(
        "Punkt eintragen", title="Zu spät"
    ).status == 422  # fmt: skip


def test_before_and_after_nothing_is_taken_up(speaker: Browser, evening: Evening) -> None:
    item = {"title": "Hochwasser", "kind": "discussion", "minutes": "10"}
    assert "Eröffne zuerst die Sitzung." in speaker.post(evening.url("punkt", "neu"), **item)
    evening.begin(speaker)
    speaker.post(evening.url("schliessen"))
    page = speaker.post(evening.url("punkt", "neu"), **item)
    assert page.status == 422
    assert (page.value("title"), page.value("minutes")) == ("Hochwasser", "10")
    assert len(evening.rows(AgendaItem)) == 3


def test_an_item_without_a_title_comes_back(speaker: Browser, evening: Evening) -> None:
    page = evening.begin(speaker).press("Punkt aufnehmen", title="", minutes="17")
    assert page.error("title") == "Bitte eintragen, worum es geht."
    assert page.value("minutes") == "17"


# --- times and roles by hand

SAVE = "Angaben speichern"


def test_times_are_put_right_by_hand(speaker: Browser, evening: Evening, freeze: Freeze) -> None:
    evening.begin(speaker)
    freeze(berlin(2025, 3, 5, 23))
    speaker.open(evening.url("zeiten")).press(SAVE, began="19:04", ended="21:10")
    assert (evening.meeting.began_at, evening.meeting.ended_at) == (
        berlin(2025, 3, 5, 19, 4), berlin(2025, 3, 5, 21, 10),
    )  # fmt: skip


def test_a_long_evening_ends_on_the_next_day(speaker: Browser, evening: Evening, freeze: Freeze) -> None:
    freeze(berlin(2025, 3, 6, 12))
    speaker.open(evening.url("zeiten")).press(SAVE, began="19:00", ended="00:20")
    assert evening.meeting.ended_at == berlin(2025, 3, 6, 0, 20)


def test_taking_the_end_out_opens_it_again(speaker: Browser, evening: Evening) -> None:
    evening.begin(speaker)
    speaker.post(evening.url("schliessen"))
    page = speaker.open(evening.url("zeiten")).press(SAVE, ended="")
    assert "läuft seit" in page
    assert evening.meeting.ended_at is None


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"began": "", "ended": "18:00"}, "began", "wann die Sitzung begonnen hat"),
        ({"began": "18:30", "ended": "18:00"}, "ended", "liegt vor dem Beginn"),
        ({"began": "18:00", "ended": "19:30"}, "ended", "liegt noch vor euch"),
        ({"began": "19:30", "ended": ""}, "began", "liegt noch vor euch"),
        ({"began": "25:61", "ended": ""}, "began", "gibt es nicht"),
    ],
)
def test_times_that_cannot_be_are_marked(
    speaker: Browser, evening: Evening, typed: dict[str, str], field: str, words: str
) -> None:
    page = speaker.open(evening.url("zeiten")).press(SAVE, **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert evening.rows(Meeting) == []


def test_chair_and_keeper_are_members(speaker: Browser, evening: Evening, world: World) -> None:
    page = speaker.open(evening.url("zeiten"))
    assert PEOPLE["foreign_member"].name not in page
    people = {role: str(world.people[who]) for role, who in (("chair", "councillor"), ("keeper", "member"))}
    page = page.press(SAVE, **people)
    assert f"Leitung: {PEOPLE['councillor'].name} Protokoll: {PEOPLE['member'].name}" in page
    foreign = str(world.people["foreign_member"])
    assert speaker.open(evening.url("zeiten")).press(SAVE, chair=foreign).status == 422


def test_who_only_sets_the_keeper_leaves_the_chair_that_somebody_else_set(
    speaker: Browser, other: Browser, evening: Evening, world: World
) -> None:
    mine = speaker.open(evening.url("zeiten"))
    other.open(evening.url("zeiten")).press(SAVE, chair=str(world.people["councillor"]))
    mine.press(SAVE, keeper=str(world.people["member"]))
    assert (evening.meeting.chair_id, evening.meeting.keeper_id) == (
        world.people["councillor"], world.people["member"],
    )  # fmt: skip


# --- locked


def test_after_the_approval_nothing_of_the_meeting_changes(
    speaker: Browser, evening: Evening, world: World
) -> None:
    evening.begin(speaker)
    evening.mark(speaker, "member", "present")
    before = evening.meeting.ended_at, evening.presences, evening.outcomes()
    evening.minutes_are(MinutesState.APPROVED)
    item = evening.items[1]
    for address, form in {
        evening.url("schliessen"): {},
        evening.url("anwesenheit"): {"person": str(world.people["councillor"]), "presence": "present"},
        evening.url("absagen"): {},
        evening.url("dazu"): {"known_as": "Cem Kaya"},
        evening.url("gaeste/mehr"): {},
        evening.url("gaeste/namen"): {"guest": "Gesine"},
        evening.url("zeiten"): {"began": "18:30"},
        evening.url("punkt", item, "aufrufen"): {},
        evening.url("punkt", item, "ergebnis"): {"outcome": "postponed"},
        evening.url("punkt", "neu"): {"title": "Neu", "kind": "report", "minutes": "5"},
        evening.url("punkt", item, "aufgabe"): {"task": "Etwas tun"},
        evening.url("punkt", item, "beschluss"): {"wording": "Ja", "result": "adopted"},
    }.items():
        assert "genehmigt" in speaker.post(address, **form), address
    assert (evening.meeting.ended_at, evening.presences, evening.outcomes()) == before
    assert (evening.meeting.guests, len(evening.rows(AgendaItem))) == (0, 3)
    page = evening.open(speaker)
    assert page.status == 200
    assert page.buttons() == []


def test_ready_minutes_can_still_be_put_right(speaker: Browser, evening: Evening) -> None:
    evening.begin(speaker)
    evening.minutes_are(MinutesState.READY)
    page = evening.open(speaker)
    assert "noch nicht genehmigt" in page.notices
    evening.mark(speaker, "member", "present")
    assert len(evening.presences) == 1


# --- what was written down holds an item on the agenda


def remove(browser: Browser, evening: Evening, item: int) -> Page:
    """Take an item off the agenda."""
    return browser.post(f"/ktv/termine/{evening.key}/tagesordnung/{item}/streichen", version="1")


def test_an_item_with_something_written_to_it_stays(speaker: Browser, evening: Evening) -> None:
    evening.begin(speaker)  # the first is on
    first, second, third = evening.items
    speaker.post(evening.url("punkt", second, "aufgabe"), task="Etwas tun")
    speaker.post(evening.url("punkt", third, "beschluss"), wording="Ja", result="adopted")
    for item in evening.items:
        page = remove(speaker, evening, item)
        assert page.status == 422
        assert "schon etwas festgehalten" in page
    assert len(evening.rows(AgendaItem)) == 3


def test_an_item_with_minutes_stays_and_one_without_goes(speaker: Browser, evening: Evening) -> None:
    first, second, _third = evening.items
    speaker.post(f"/ktv/termine/{evening.key}/protokoll/punkt/{first}", text="Wir sprachen", version="0")
    assert remove(speaker, evening, first).status == 422
    assert remove(speaker, evening, second).status == 200
    assert [one.id for one in evening.rows(AgendaItem)] == [first, evening.items[2]]


# --- what waits on the start page


def waiting(world: World, slug: str = "ktv") -> list[int]:
    """The meetings that are under way in a space."""
    with world.app.app_context():
        current_session().open_scope(Scope.of(world.spaces[slug], write=False))
        return [one.appointment_id for one in under_way([world.spaces[slug]])]


def test_a_meeting_waits_from_an_hour_before_until_it_is_closed(
    world: World, speaker: Browser, freeze: Freeze
) -> None:
    evening = Evening(world, starts=NOW + timedelta(hours=1))
    Evening(world, starts=NOW + timedelta(hours=1), slug="mitte")
    Evening(world, starts=NOW + timedelta(minutes=61))
    Evening(world, starts=NOW, kind="regulars_table")
    Evening(world, starts=NOW, state=AppointmentState.CANCELLED)
    assert waiting(world) == [evening.key]
    assert evening.url("") in [one.attrs["href"] for one in speaker.open("/").main.all("a")]
    evening.begin(speaker)
    freeze(NOW + timedelta(hours=9))
    assert evening.key in waiting(world)  # it runs late
    speaker.post(evening.url("schliessen"))
    assert evening.key not in waiting(world)


def test_a_meeting_that_nobody_opened_waits_until_it_is_over(
    world: World, evening: Evening, freeze: Freeze
) -> None:
    assert waiting(world) == [evening.key]
    freeze(NOW + timedelta(hours=2))
    assert waiting(world) == []
