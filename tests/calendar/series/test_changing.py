"""A series that changes: from a day on, with exceptions that keep their place and dates that move, come and go."""

from __future__ import annotations

from datetime import date, time

import pytest
import sqlalchemy as sa

from app import clock
from app.audit import AuditEntry
from app.calendar import services as calendar
from app.calendar.invitations.models import Invitation
from app.calendar.models import Appointment
from app.calendar.series.models import SchoolHolidays
from app.extensions import db
from app.outbox import OutgoingMail
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin
from tests.calendar.dates import url as appointment_url
from tests.calendar.series.plans import Plans, url
from tests.pages import Browser, Page, manners
from tests.people import World

SAVE, LOOK = "Änderung speichern", "Vorschau ansehen"
CHANGE, END, EXTEND = "Serie ändern", "Serie beenden", "Serie verlängern"
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


def preview(speaker: Browser, key: int, **typed: str) -> Page:
    return speaker.open(url(key, "aendern")).press(LOOK, **typed)


def changed(speaker: Browser, key: int, **typed: str) -> Page:
    page = preview(speaker, key, **typed).press(CHANGE)
    assert page.status == 200, page
    return page


def summary(page: Page) -> str:
    return page.main.one("p", role="status").text


# --- all of the coming ones


def test_another_place_is_told_to_all_coming_ones(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    before = plans.held(key)
    page = preview(speaker, key, place="Rathaus")
    assert summary(page) == "4 Termine ändern sich."
    assert "anders: Ort" in page
    assert plans.held(key) == before
    page.press(CHANGE)
    after = plans.held(key)
    assert {one.place for one in after} == {"Rathaus"}
    assert [(one.id, one.uid, one.when) for one in after] == [(one.id, one.uid, one.when) for one in before]
    assert not any(one.is_exception for one in after)


def test_another_time_moves_the_same_entries(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    before = plans.held(key)
    changed(speaker, key, starts="18:00", ends="19:30")
    after = plans.held(key)
    assert [one.when for one in after] == [
        "2025-03-19 18:00", "2025-04-16 18:00", "2025-05-21 18:00", "2025-06-18 18:00",
    ]  # fmt: skip
    assert [one.planned_for for one in after] == [one.when for one in after]
    assert [one.uid for one in after] == [one.uid for one in before]


def test_another_weekday_moves_each_to_its_new_day(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    before = plans.held(key)
    page = preview(speaker, key, rhythm="month-1--1", on="weekday-4")
    assert "bisher Mi., 19.03.2025, 19:00–21:00 Uhr" in page  # noqa: RUF001  # a span's dash
    page.press(CHANGE)
    after = plans.held(key)
    assert [one.day for one in after] == ["03-28", "04-25", "05-30", "06-27"]
    assert [one.uid for one in after] == [one.uid for one in before]
    assert [one.planned_for for one in after] == [one.when for one in after]


def test_an_earlier_weekday_of_the_week_is_not_a_week_late(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 3, 31))
    changed(speaker, key, on="weekday-0")
    assert plans.days(key) == ["03-10", "03-17", "03-24", "03-31"]


def test_places_that_follow_each_other_do_not_stand_in_each_others_way(
    speaker: Browser, plans: Plans
) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 4, 30))
    page = speaker.open(url(key, "aendern")).press(
        LOOK, since="2025-03-13", first_day="2025-03-20", on="weekday-3"
    )
    assert page.press(CHANGE).status == 200
    assert plans.days(key) == ["03-12"]
    assert plans.days(plans.keys()[-1]) == ["03-20", "03-27", "04-03", "04-10", "04-17", "04-24"]


def test_every_other_week_cancels_those_between_with_the_reason(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 4, 10))
    before = plans.held(key)
    page = preview(speaker, key, rhythm="week-2", reason="Es kamen zu wenige.")
    assert summary(page) == "2 Termine werden abgesagt, 3 bleiben, wie sie sind."
    page.press(CHANGE)
    assert plans.days(key) == ["03-12", "03-26", "04-09"]
    gone = [one.id for one in before if one.day in ("03-19", "04-02")]
    for appointment_id in gone:
        page = speaker.open(appointment_url(appointment_id))
        assert "Es kamen zu wenige." in page.notices
        assert "Teil der Serie" not in page


def test_drafts_that_the_rule_does_not_give_any_more_are_deleted(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 4, 10), announce=False)
    before = plans.held(key)
    page = preview(speaker, key, rhythm="week-2")
    assert summary(page) == "2 Entwürfe werden gelöscht, 3 bleiben, wie sie sind."
    page.press(CHANGE)
    assert plans.days(key) == ["03-12", "03-26", "04-09"]
    assert [plans.state(one.id) is None for one in before] == [False, True, False, True, False]


def test_without_a_reason_it_says_that_the_series_has_changed(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 3, 26))
    gone = plans.held(key)[1].id
    changed(speaker, key, rhythm="week-2")
    assert "Die Terminreihe hat sich geändert." in speaker.open(appointment_url(gone)).notices


def test_a_denser_rhythm_adds_dates_and_keeps_those_that_are_there(speaker: Browser, plans: Plans) -> None:
    key = plans.add("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2025, 3, 12), date(2025, 4, 10))
    before = plans.held(key)
    page = preview(speaker, key, rhythm="week-1")
    assert summary(page) == "2 Termine kommen dazu, 3 bleiben, wie sie sind."
    page.press(CHANGE)
    after = plans.held(key)
    assert [one.day for one in after] == ["03-12", "03-19", "03-26", "04-02", "04-09"]
    assert {one.state for one in after} == {"announced"}
    assert {one.id for one in before} < {one.id for one in after}


def test_added_dates_stay_drafts_if_wished(speaker: Browser, plans: Plans) -> None:
    key = plans.add("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2025, 3, 12), date(2025, 3, 26))
    page = preview(speaker, key, rhythm="week-1")
    page.main.one("input", name="announce").attrs.pop("checked")
    page.press(CHANGE)
    assert [one.state for one in plans.held(key)] == ["announced", "draft", "announced"]


def test_leaving_out_the_summer_cancels_what_lies_in_it(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 9, 30))
    page = changed(speaker, key, school_holidays="summer")
    assert "08-20" not in plans.days(key)
    assert "nicht in den Sommerferien" in page.facts()["Wann"]
    changed(speaker, key, school_holidays="none")
    assert "08-20" in plans.days(key)


def test_a_fortnight_keeps_its_weeks_when_only_the_place_changes(speaker: Browser, plans: Plans) -> None:
    key = plans.add("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2025, 3, 19), date(2025, 4, 30))
    days = plans.days(key)
    changed(speaker, key, place="Rathaus", since="2025-03-06")  # the next Wednesday is one of the other weeks
    assert plans.days(key) == days


def test_a_fortnight_changes_its_weeks_if_that_is_wished(speaker: Browser, plans: Plans) -> None:
    key = plans.add("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2025, 3, 19), date(2025, 4, 30))
    before = plans.held(key)
    changed(speaker, key, first_day="2025-03-26")
    assert plans.days(key) == ["03-26", "04-09", "04-23"]
    assert {one.uid for one in plans.held(key)} < {one.uid for one in before}


# --- what was before stays


def test_past_ones_never_change(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 5), date(2025, 4, 2), starts=time(20))
    with clock.frozen(berlin(2025, 3, 20, 9)):
        page = preview(speaker, key, place="Rathaus", on="weekday-3")
        assert summary(page) == "2 Termine ändern sich."
        page.press(CHANGE)
        assert "3 vergangene Termine" in speaker.open(url(key))
    assert [(one.day, one.place) for one in plans.held(key)] == [
        ("03-05", "Klubraum"), ("03-12", "Klubraum"), ("03-19", "Klubraum"), ("03-27", "Rathaus"), ("04-03", "Rathaus"),
    ]  # fmt: skip


def test_a_day_in_the_past_begins_the_change_today(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 5), date(2025, 4, 2), starts=time(20))
    with clock.frozen(berlin(2025, 3, 20, 9)):
        page = preview(speaker, key, on="weekday-3", since="2025-03-01")
        assert summary(page) == "2 Termine ändern sich, 1 Termin kommt dazu."
        page.press(CHANGE)
    assert plans.days(key) == ["03-05", "03-12", "03-19", "03-20", "03-27", "04-03"]


def test_tonights_meeting_is_not_moved_to_a_time_that_is_over(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 5), date(2025, 3, 19), starts=time(20))
    page = changed(speaker, key, starts="18:00", ends="20:00")
    assert page.status == 200
    assert [one.when[5:] for one in plans.held(key)] == ["03-05 20:00", "03-12 18:00", "03-19 18:00"]


def test_this_and_the_following_become_a_series_of_their_own(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    before = plans.held(key)
    page = preview(speaker, key, since="2025-05-01", starts="18:00", ends="20:00", place="Rathaus")
    assert summary(page) == "2 Termine ändern sich."
    page = page.press(CHANGE)
    new = plans.keys()[-1]
    assert page.path == url(new)
    assert new != key
    assert [one.when[5:] for one in plans.held(key)] == ["03-19 19:00", "04-16 19:00"]
    assert [(one.when[5:], one.place) for one in plans.held(new)] == [
        ("05-21 18:00", "Rathaus"), ("06-18 18:00", "Rathaus"),
    ]  # fmt: skip
    assert [one.uid for one in plans.held(key) + plans.held(new)] == [one.uid for one in before]
    old, later = plans.get(key), plans.get(new)
    assert old is not None
    assert later is not None
    assert (old.last_day, later.first_day, later.last_day) == (
        date(2025, 4, 30), date(2025, 5, 21), date(2025, 6, 30),
    )  # fmt: skip


# --- exceptions


def test_what_is_changed_by_itself_keeps_its_own_time_and_place(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    own = plans.held(key)[1]
    speaker.open(appointment_url(own.id, "bearbeiten")).press(SAVE, day="2025-04-10", place="Am Hafen")
    assert [one.is_exception for one in plans.held(key)] == [False, True, False, False]
    assert "einzeln geändert" in speaker.open(url(key)).row("Do., 10.04.2025").text
    page = preview(speaker, key, starts="18:00", ends="20:00", place="Rathaus")
    assert summary(page) == "3 Termine ändern sich, 1 bleibt, weil er einzeln geändert wurde."
    page.press(CHANGE)
    assert [(one.when[5:], one.place) for one in plans.held(key)] == [
        ("03-19 18:00", "Rathaus"), ("04-10 19:00", "Am Hafen"), ("05-21 18:00", "Rathaus"), ("06-18 18:00", "Rathaus"),
    ]  # fmt: skip


def test_an_exception_keeps_its_place_in_order_when_the_day_moves(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    own = plans.held(key)[1]
    speaker.open(appointment_url(own.id, "bearbeiten")).press(SAVE, place="Am Hafen")
    changed(speaker, key, rhythm="month-1--1", on="weekday-4")
    held = plans.held(key)
    assert [one.day for one in held] == ["03-28", "04-16", "05-30", "06-27"]
    assert held[1].planned_for == "2025-04-25 19:00"
    assert held[1].is_exception


def test_saving_without_a_change_makes_no_exception(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 4, 30))
    speaker.open(appointment_url(plans.held(key)[0].id, "bearbeiten")).press(SAVE)
    assert not any(one.is_exception for one in plans.held(key))


def test_what_is_cancelled_by_itself_keeps_its_place(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    speaker.open(appointment_url(plans.held(key)[1].id, "absagen")).press("Termin absagen", reason="Krank")
    changed(speaker, key, rhythm="month-1--1", on="weekday-4", starts="18:00", ends="20:00")
    held = plans.held(key)
    assert [(one.when[5:], one.state) for one in held] == [
        ("03-28 18:00", "announced"), ("04-16 19:00", "cancelled"), ("05-30 18:00", "announced"),
        ("06-27 18:00", "announced"),
    ]  # fmt: skip


def test_a_day_that_was_left_out_stays_left_out(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30), leave_out=[date(2025, 4, 16)])
    changed(speaker, key, place="Rathaus")
    assert plans.days(key) == ["03-19", "05-21", "06-18"]
    changed(speaker, key, rhythm="month-1--1", on="weekday-4")
    assert plans.days(key) == ["03-28", "05-30", "06-27"]


def test_a_draft_that_was_deleted_does_not_come_back(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30), announce=False)
    gone = plans.held(key)[1].id
    speaker.post(appointment_url(gone, "loeschen"))
    changed(speaker, key, place="Rathaus", last_day="2025-07-31")
    assert plans.days(key) == ["03-19", "05-21", "06-18", "07-16"]


def test_a_split_takes_exceptions_along(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    own = plans.held(key)[2]
    speaker.open(appointment_url(own.id, "bearbeiten")).press(SAVE, place="Am Hafen")
    changed(speaker, key, since="2025-05-01", place="Rathaus")
    assert [(one.place, one.is_exception) for one in plans.held(plans.keys()[-1])] == [
        ("Am Hafen", True), ("Rathaus", False),
    ]  # fmt: skip


# --- longer and shorter


def test_a_series_is_prolonged(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30), school=SchoolHolidays.SUMMER)
    page = speaker.open(url(key)).follow(EXTEND).press(LOOK, last_day="2025-10-31")
    assert summary(page) == "3 Termine kommen dazu."
    assert "Mi., 20.08.2025 Sommerferien" in page
    assert plans.days(key)[-1] == "06-18"
    page.press(EXTEND)
    assert plans.days(key) == ["03-19", "04-16", "05-21", "06-18", "07-16", "09-17", "10-15"]
    assert len(plans.keys()) == 2


def test_a_series_that_was_over_is_taken_up_again_without_filling_the_gap(
    speaker: Browser, plans: Plans
) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 5), date(2025, 3, 12), starts=time(20))
    with clock.frozen(berlin(2025, 4, 1, 9)):
        page = speaker.open(url(key, "verlaengern")).press(LOOK, last_day="2025-04-23")
        page.press(EXTEND)
    assert plans.days(key) == ["03-05", "03-12", "04-02", "04-09", "04-16", "04-23"]


@pytest.mark.parametrize("last_day", ["2025-06-30", "2025-07-01", "2024-01-01"])
def test_prolonging_without_a_new_date_is_refused(speaker: Browser, plans: Plans, last_day: str) -> None:
    key = plans.add(last=date(2025, 6, 30))
    page = speaker.open(url(key, "verlaengern")).press(LOOK, last_day=last_day)
    assert page.status == 422
    assert page.error("last_day")


def test_a_series_ends_after_a_day(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    before = plans.held(key)
    page = speaker.open(url(key)).follow(END).press(LOOK, last_day="2025-04-30", reason="Der Saal schließt.")
    assert summary(page) == "2 Termine werden abgesagt."
    page = page.press(END)
    assert plans.days(key) == ["03-19", "04-16"]
    assert "Mi., 19.03.2025 bis Mi., 30.04.2025" in page.facts()["Zeitraum"]
    assert "Der Saal schließt." in speaker.open(appointment_url(before[3].id)).notices


def test_an_exception_outlives_the_end_unless_it_is_meant_too(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    own = plans.held(key)[3]
    speaker.open(appointment_url(own.id, "bearbeiten")).press(SAVE, place="Am Hafen")
    page = speaker.open(url(key, "beenden")).press(LOOK, last_day="2025-04-30")
    assert summary(page) == "1 Termin wird abgesagt, 1 bleibt, weil er einzeln geändert wurde."
    page = page.press("Noch einmal ansehen", exceptions_too="y")
    assert summary(page) == "2 Termine werden abgesagt."
    page.press(END)
    assert plans.days(key) == ["03-19", "04-16"]


def test_a_series_of_drafts_that_ends_before_it_began_is_gone(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30), announce=False)
    before = plans.held(key)
    page = speaker.open(url(key, "beenden")).press(LOOK, last_day="2025-03-10").press(END)
    assert page.heading == "Serien"
    assert plans.get(key) is None
    assert [plans.state(one.id) for one in before] == [None] * 4


@pytest.mark.parametrize("last_day", ["2025-06-30", "2025-12-31", "9999-12-31"])
def test_an_end_after_the_end_is_refused(speaker: Browser, plans: Plans, last_day: str) -> None:
    key = plans.add(last=date(2025, 6, 30))
    page = speaker.open(url(key, "beenden")).press(LOOK, last_day=last_day)
    assert page.status == 422
    assert "Die Serie geht nur bis zum Mo., 30.06.2025." in page.error("last_day")


# --- odd input


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"since": "9999-12-31"}, "since"),
        ({"since": "2025-07-01"}, "last_day"),
        ({"since": ""}, "since"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"first_day": "2025-07-01"}, "last_day"),
        ({"last_day": "2025-03-12"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"title": " "}, "title"),
        ({"on": "date-3"}, "on"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_odd_input_is_refused_at_its_field(speaker: Browser, plans: Plans, typed, field) -> None:
    key = plans.add(last=date(2025, 6, 30))
    before = plans.held(key)
    page = preview(speaker, key, **typed)
    assert page.status == 422
    assert page.error(field)
    assert [one for one in manners(page) if "tokens" not in one] == []
    assert plans.held(key) == before


def test_a_day_long_ago_means_from_today_on(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    changed(speaker, key, since="0001-01-01", place="Rathaus")
    assert {one.place for one in plans.held(key)} == {"Rathaus"}


# --- two at once


def test_who_comes_second_is_told_and_looks_at_it_again(speaker: Browser, plans: Plans, world: World) -> None:
    key = plans.add(last=date(2025, 6, 30))
    mine = preview(speaker, key, starts="18:00", ends="20:00")
    other = Browser(world.client_of("speaker"))
    changed(other, key, rhythm="month-1--1", on="weekday-4")
    page = mine.press(CHANGE)
    assert page.status == 422
    assert "Inzwischen hat jemand anderes diese Serie geändert." in page.complaints
    assert "jeden letzten Freitag im Monat" in page
    assert {one.when[11:] for one in plans.held(key)} == {"19:00"}
    page = page.press(LOOK, rhythm="month-1--1", on="weekday-4")
    assert page.press(CHANGE).status == 200
    assert [one.when[5:] for one in plans.held(key)][0] == "03-28 18:00"


def test_nothing_else_is_done_than_what_was_shown(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    page = preview(speaker, key, place="Rathaus")
    own = plans.held(key)[0]
    speaker.open(appointment_url(own.id, "bearbeiten")).press(SAVE, place="Am Hafen")
    page = page.press(CHANGE)
    assert page.status == 422
    assert "Seit der Vorschau hat sich etwas geändert." in page.complaints
    assert summary(page) == "3 Termine ändern sich, 1 bleibt, weil er einzeln geändert wurde."
    page.press(CHANGE)
    assert {one.place for one in plans.held(key)} == {"Am Hafen", "Rathaus"}


def test_what_is_typed_after_the_preview_is_shown_first(speaker: Browser, plans: Plans) -> None:
    key = plans.add(last=date(2025, 6, 30))
    page = preview(speaker, key, place="Rathaus").press(CHANGE, starts="18:00", ends="20:00")
    assert page.status == 422
    assert {one.place for one in plans.held(key)} == {"Klubraum"}


@pytest.mark.postgresql  # SQLite lets one request write at a time
def test_in_the_same_moment_only_one_change_is_done(
    speaker: Browser, plans: Plans, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.calendar.series import services
    from app.calendar.series.models import Series

    key = plans.add(last=date(2025, 6, 30))
    page = preview(speaker, key, place="Rathaus")
    apply = services.apply

    def apply_while_another_does(*args: object, **values: object) -> object:
        with one_space(world.spaces["ktv"]) as session:
            session.scalars(sa.select(Series).where(Series.id == key)).one().place = "Saal der anderen"
        return apply(*args, **values)

    monkeypatch.setattr(services, "apply", apply_while_another_does)
    assert page.press(CHANGE).status == 409
    assert {one.place for one in plans.held(key)} == {"Klubraum"}


# --- who is told


def test_whoever_was_invited_is_told_of_the_move_and_of_the_cancellation(
    speaker: Browser, plans: Plans, world: World
) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 3, 26))
    held = plans.held(key)
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        for number, one in enumerate(held):
            session.add(
                Invitation(appointment_id=one.id, person_id=world.people["member"], token=f"t{number}")
            )
    changed(speaker, key, rhythm="week-2", starts="18:00", ends="20:00")
    with world.app.app_context():
        wanted = sa.select(OutgoingMail).where(OutgoingMail.id.not_in(world.mails.values()))
        mails = list(db.session.scalars(wanted.order_by(OutgoingMail.id)))
        assert len(mails) == 3
        assert len({mail.kind for mail in mails}) == 2
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        rows = [session.get_one(Appointment, one.id) for one in held]
        assert [row.sequence for row in rows] == [1, 1, 1]


def test_every_step_stands_in_the_log(speaker: Browser, plans: Plans, world: World) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 3, 26))
    changed(speaker, key, rhythm="week-2", place="Rathaus")
    with world.app.app_context():
        entries = list(db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)))
        actions = [entry.action for entry in entries]
        done = next(entry for entry in entries if entry.action == "series.changed")
    assert actions.count("appointment.changed") == 2
    assert actions.count("appointment.cancelled") == 1
    assert (done.subject_id, done.details["changed"], done.details["cancelled"]) == (key, 2, 1)


def test_moved_assemblies_whose_notice_is_too_short_are_counted(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 13), date(2025, 3, 26), kind="assembly")
    page = preview(speaker, key, on="weekday-0", since="2025-03-05", first_day="2025-03-10")
    assert page.main.text.count("Die Ladungsfrist lässt sich nicht mehr einhalten.") == 1
    page = page.press(CHANGE)
    assert "Ladungsfrist" not in page.main.text or "Bei 1 Termin" in page.main.text


def test_moving_one_calls_the_usual_way(
    speaker: Browser, plans: Plans, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 3, 26))
    moved: list[int] = []
    change = calendar.change

    def noted(appointment: Appointment, **values: object) -> None:
        moved.append(appointment.id)
        change(appointment, **values)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(calendar, "change", noted)
    changed(speaker, key, place="Rathaus")
    assert moved == [one.id for one in plans.held(key)]


def test_what_else_is_in_the_calendar_is_left_alone(speaker: Browser, plans: Plans, dates: Dates) -> None:
    other = dates.add(berlin(2025, 4, 16, 19), title="Lesung")
    key = plans.add(last=date(2025, 6, 30))
    changed(speaker, key, place="Rathaus", rhythm="month-1-2")
    speaker.open(url(key, "beenden")).press(LOOK, last_day="2025-03-31").press(END)
    row = dates.get(other)
    assert row is not None
    assert (row.title, row.cancelled_at, row.place) == ("Lesung", None, "")
