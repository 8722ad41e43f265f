"""What a calendar program gets at the address of a feed, and what it is spared."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app import clock
from app.accounts.models import Person
from app.calendar.feeds.models import CalendarFeed
from app.calendar.models import Appointment
from app.extensions import db
from app.spaces.models import Membership, Space
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin
from tests.calendar.feeds.feeds import PUBLIC, Fetched, fetch, of_ktv, subscribed
from tests.calendar.programs import judged
from tests.pages import Browser
from tests.people import NOW, World
from tests.security.walking import queries


def shown(world: World, *, slug: str = "ktv", name: str = "announced") -> None:
    """Let an appointment stand in the public calendar."""
    with world.app.app_context(), one_space(world.spaces[slug]) as session:
        appointment = session.get_one(Appointment, world.appointments[slug][name])
        appointment.kind, appointment.is_public = "regulars_table", True


def describe(world: World, slug: str, **values: object) -> None:
    """Change what a space says of itself."""
    with world.app.app_context():
        space = db.session.scalars(sa.select(Space).where(Space.slug == slug)).one()
        for name, value in values.items():
            setattr(space, name, value)
        db.session.commit()


def entries_read(asked: list[str]) -> list[str]:
    """The questions that read appointments."""
    return [one for one in asked if "FROM appointment" in one]


@pytest.fixture
def mine(as_member: FlaskClient) -> str:
    """The address of the feed of a member of ktv."""
    return subscribed(as_member)


# --- what is in it


def test_a_person_gets_the_own_space_and_the_county_and_no_other(world: World, mine: str) -> None:
    titles = fetch(world, mine).titles
    assert "KTV: Treffen announced in ktv" in titles
    assert "Kreis: Treffen announced in kreis" in titles
    assert not [title for title in titles if "mitte" in title or "wahlaktiv" in title]


def test_drafts_are_in_no_feed(world: World, mine: str, as_speaker: FlaskClient) -> None:
    shown(world, name="draft")
    for path in (mine, subscribed(as_speaker), of_ktv(as_speaker), PUBLIC):
        titles = [title for title in fetch(world, path).titles if "Ortsbeirat" not in title]
        assert not [title for title in titles if "draft" in title or "bare" in title]


def test_what_is_cancelled_stays_as_cancelled_with_the_reason(world: World, mine: str) -> None:
    (event,) = [one for one in fetch(world, mine).events if "cancelled in ktv" in one["SUMMARY"]]
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "KTV: Abgesagt: Treffen cancelled in ktv"
    assert "Wasserrohrbruch" in event["DESCRIPTION"]


def test_only_the_chosen_spaces_and_kinds_are_in_it(world: World, as_member: FlaskClient) -> None:
    Dates(world).add(berlin(2025, 5, 6, 19), title="Kneipenabend")
    assert {one[:3] for one in fetch(world, subscribed(as_member, spaces=["ktv"])).titles} == {"KTV"}
    assert fetch(world, subscribed(as_member, kinds=["regulars_table"])).titles == ["KTV: Kneipenabend"]


def test_special_days_are_there_unless_somebody_does_without_them(
    world: World, as_member: FlaskClient
) -> None:
    days = fetch(world, subscribed(as_member)).days
    assert {"Tag der Befreiung", "Neujahr", "Sommerferien"} <= set(days)
    assert fetch(world, subscribed(as_member, with_special_days="")).days == []


def test_it_reaches_back_to_the_first_of_last_year(world: World, mine: str) -> None:
    dates = Dates(world)
    dates.add(berlin(2024, 1, 1, 0), title="Neujahrsempfang")
    dates.add(berlin(2023, 12, 31, 20), title="Silvester")
    dates.add(berlin(2031, 5, 1, 10), title="In weiter Ferne")
    titles = fetch(world, mine).titles
    assert {"KTV: Neujahrsempfang", "KTV: In weiter Ferne"} <= set(titles)
    assert "KTV: Silvester" not in titles


def test_the_feed_of_a_space_is_of_that_space_alone(world: World, as_speaker: FlaskClient) -> None:
    fetched = fetch(world, of_ktv(as_speaker))
    assert set(fetched.titles) == {
        "Treffen announced in ktv", "Abgesagt: Treffen cancelled in ktv", "Treffen past in ktv",
        "Treffen davor in ktv", "Treffen danach in ktv",
        *(f"Ortsbeirat Ktv: Sitzung {one} in ktv" for one in ("coming", "reported", "drafted", "unreported")),
    }  # fmt: skip
    assert fetched.days == []


def test_the_public_feed_has_only_what_is_public_of_open_spaces(world: World) -> None:
    shown(world)
    shown(world, slug="mitte")
    shown(world, slug="alt")
    assert sorted(fetch(world, PUBLIC).titles) == [
        "KTV: Treffen announced in ktv", "Mitte: Treffen announced in mitte",
    ]  # fmt: skip
    assert fetch(world, "/kalender/abo/oeffentlich/ktv.ics").titles == ["Treffen announced in ktv"]
    for slug in ("alt", "gibt-es-nicht"):
        assert fetch(world, f"/kalender/abo/oeffentlich/{slug}.ics").status == 404


def test_no_feed_names_anybody(world: World, mine: str, as_speaker: FlaskClient) -> None:
    shown(world)
    with world.app.app_context():
        names = set(db.session.scalars(sa.select(Person.name)))
    for path in (mine, of_ktv(as_speaker), PUBLIC):
        text = fetch(world, path).text
        assert not [name for name in names if name in text]
        assert "ORGANIZER" not in text
        assert "ATTENDEE" not in text


@pytest.mark.parametrize("who", ["member", "anonymous"])
def test_each_entry_says_where_it_is_from_and_leads_to_its_page(world: World, mine: str, who: str) -> None:
    shown(world)
    found = fetch(world, mine if who == "member" else PUBLIC).events
    (event,) = [one for one in found if "announced in ktv" in one["SUMMARY"]]
    assert event["CATEGORIES"].to_ical() == b"KTV"
    path = str(event["URL"]).removeprefix(world.app.config["PUBLIC_URL"])
    page = Browser(world.client_of(who)).open(path)
    assert page.heading == "Treffen announced in ktv"


def test_the_feed_of_a_space_leads_nowhere_that_its_readers_could_not_go(
    world: World, as_speaker: FlaskClient
) -> None:
    assert not [one for one in fetch(world, of_ktv(as_speaker)).events if "URL" in one]


@pytest.mark.parametrize(
    "more_settings", [{"PUBLIC_URL": "https://" + "stadtteilwerk." * 12 + "demo.example"}]
)
def test_a_long_address_of_the_server_is_folded(world: World, mine: str) -> None:
    fetched = fetch(world, mine)
    assert all(len(line) <= 75 for line in fetched.response.data.split(b"\r\n"))
    key = world.appointments["ktv"]["announced"]
    wanted = f"{world.app.config['PUBLIC_URL']}/ktv/termine/{key}"
    assert wanted in {str(one["URL"]) for one in fetched.events}


# --- who may


def test_a_member_who_left_sees_nothing_of_it_at_once(world: World, mine: str) -> None:
    before = fetch(world, mine)
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Membership, world.memberships["member"]).until = date(2025, 3, 4)
    after = fetch(world, mine, If_None_Match=before.etag)
    assert (after.status, after.titles) == (200, [])


@pytest.mark.parametrize("state", ["disabled_at", "erased_at"])
def test_the_feed_of_somebody_who_is_locked_or_erased_is_gone(world: World, mine: str, state: str) -> None:
    world.change("member", **{state: NOW})
    assert fetch(world, mine).status == 404


def test_the_feed_of_a_closed_space_is_gone(world: World, as_speaker: FlaskClient) -> None:
    path = of_ktv(as_speaker)
    describe(world, "ktv", closed_on=date(2025, 3, 1))
    assert fetch(world, path).status == 404


@pytest.mark.parametrize(
    "secret", ["x", "%00", "a" * 43, "\ud83d\ude80".encode("utf-16", "surrogatepass").hex(), "ü"]
)
def test_an_address_that_nobody_has_is_not_found_and_counted(world: World, secret: str) -> None:
    before = world.dump()
    assert fetch(world, f"/kalender/abo/{secret}.ics").status == 404
    after = world.dump()
    assert {table for table in after if after[table] != before[table]} == {"throttle_count"}


def test_who_guesses_has_to_wait_and_nobody_else(world: World, mine: str) -> None:
    assert [fetch(world, f"/kalender/abo/x{n}.ics").status for n in range(41)] == [404] * 40 + [429]
    assert fetch(world, mine).status == 200
    assert fetch(world, PUBLIC).status == 200


# --- what is spared


def feed_of(world: World) -> CalendarFeed:
    """The feed that was made last."""
    with world.app.app_context():
        return db.session.scalars(sa.select(CalendarFeed).order_by(CalendarFeed.id.desc())).first()


def test_nothing_is_sent_again_that_did_not_change_and_no_entry_is_read(world: World, mine: str) -> None:
    first = fetch(world, mine)
    with queries(world) as asked:
        again = fetch(world, mine, If_None_Match=first.etag)
    assert (again.status, again.text, again.etag) == (304, "", first.etag)
    assert "text/calendar" not in str(again.response.headers.get("Content-Type", ""))
    assert entries_read(asked) == []


def test_a_whole_feed_takes_five_questions_however_many_are_in_it(world: World, mine: str) -> None:
    dates = Dates(world)
    for number in range(30):
        dates.add(berlin(2025, 5, 6, 19) + timedelta(days=number))
    fetch(world, mine)
    with queries(world) as asked:
        fetch(world, mine)
    assert len([one for one in asked if not one.startswith(("BEGIN", "SELECT set_config"))]) == 5


@pytest.mark.parametrize(
    "change", ["a title", "a name of a space", "a year", "a new space", "school holidays", "the public mark"]
)
def test_what_changes_is_sent_anew(world: World, mine: str, change: str) -> None:
    first = fetch(world, mine)
    later = NOW
    if change == "a title":
        with world.app.app_context(), one_space(world.spaces["kreis"]) as session:
            session.get_one(Appointment, world.appointments["kreis"]["announced"]).title = "Anders"
    elif change == "a name of a space":
        describe(world, "ktv", short_name="Kröpi")
    elif change == "a year":
        later = NOW + timedelta(days=365)
    elif change == "a new space":
        with world.app.app_context(), one_space(world.spaces["mitte"]) as session:
            session.add(Membership(person_id=world.people["member"], role="member", since=date(2025, 1, 1)))
    elif change == "school holidays":
        from app.calendar.models import SchoolHoliday

        with world.app.app_context():
            db.session.add(SchoolHoliday(name="Hitzefrei", first=date(2025, 9, 10), last=date(2025, 9, 11)))
            db.session.commit()
    else:
        shown(world)
    with clock.frozen(later):
        again = fetch(world, mine, If_None_Match=first.etag)
    assert again.status == 200
    assert again.etag != first.etag


def test_what_is_none_of_their_business_changes_nothing(world: World, mine: str) -> None:
    first = fetch(world, mine)
    Dates(world).add(berlin(2025, 5, 6, 19), slug="mitte")
    Dates(world).draft(berlin(2025, 5, 6, 19))
    assert fetch(world, mine, If_None_Match=first.etag).status == 304


def test_two_feeds_have_not_the_same_version(world: World, as_member: FlaskClient) -> None:
    assert len({fetch(world, subscribed(as_member)).etag for _ in range(2)}) == 2


def test_the_answer_says_what_programs_want_to_know(world: World, mine: str) -> None:
    headers = fetch(world, mine).response.headers
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"] == "private, max-age=900"
    assert 'filename="stadtteilwerk.ics"' in headers["Content-Disposition"]
    assert headers["Last-Modified"] == "Wed, 05 Mar 2025 18:00:00 GMT"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_program_that_asks_for_the_head_gets_it(world: World, mine: str) -> None:
    response = world.app.test_client().head(mine)
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["ETag"] == fetch(world, mine).etag


def test_the_day_of_the_last_use_is_all_that_a_look_writes_down_and_once(world: World, mine: str) -> None:
    before = world.dump()
    fetch(world, mine)
    after = world.dump()
    assert {table for table in after if after[table] != before[table]} == {"calendar_feed"}
    assert feed_of(world).last_used_on == NOW.date()
    with queries(world) as asked:
        fetch(world, mine)
    assert not [one for one in asked if one.startswith("UPDATE")]


# --- the file


ODD = {
    "title": 'Wahl; Anträge, "Fragen" \\n C:\\Nord 🚲' + "ä" * 60,
    "place": "<script>alert(1)</script>\\, Straße 5",
    "description": "Zeile eins\nZeile zwei\nBEGIN:VEVENT\nEND:VCALENDAR\n" + "🚲 Größe, sehr; lang " * 2500,
    "access": "Klingel\n3",
}


@pytest.mark.parametrize("of", ["a person", "a space"])
def test_two_readers_understand_whatever_was_typed(
    world: World, as_member: FlaskClient, as_speaker: FlaskClient, of: str
) -> None:
    path = subscribed(as_member) if of == "a person" else of_ktv(as_speaker)
    describe(world, "ktv", short_name='KTV; "Nord", ä\\n' + "ö" * 20)
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        appointment = session.get_one(Appointment, world.appointments["ktv"]["announced"])
        for name, value in ODD.items():
            setattr(appointment, name, value)
    fetched = fetch(world, path)
    assert all(len(line) <= 75 for line in fetched.response.data.split(b"\r\n"))
    assert b"\n" not in fetched.response.data.replace(b"\r\n", b"")
    (ours,) = [one for one in fetched.events if "Wahl; " in one["SUMMARY"]]
    (judgement,) = judged(fetched.text)
    assert judgement.faults == []
    (theirs,) = [one for one in judgement.entries if "Wahl; " in str(one.summary)]
    prefix = 'KTV; "Nord", ä\\n' + "ö" * 20 + ": " if of == "a person" else ""
    assert str(ours["SUMMARY"]) == theirs.summary == prefix + ODD["title"]
    assert ours["CATEGORIES"].cats[0] == 'KTV; "Nord", ä\\n' + "ö" * 20
    assert str(ours["DESCRIPTION"]).startswith("Zeile eins\nZeile zwei\nBEGIN:VEVENT\n")
    assert len(str(theirs.description)) > 50_000
    assert theirs.starts_at == NOW + timedelta(days=20, hours=1)


def test_the_file_of_everything_is_valid_to_both(world: World, mine: str) -> None:
    fetched = fetch(world, mine)
    (judgement,) = judged(fetched.text)
    assert judgement.faults == []
    assert len(judgement.entries) == len(fetched.events) + len(fetched.days)
    assert fetched.text.count("BEGIN:VTIMEZONE") == 1


def test_what_has_no_lines_yet_is_shown_all_the_same(world: World, mine: str) -> None:
    before = fetch(world, mine)
    empty_lines(world)
    assert fetch(world, mine).text == before.text


def empty_lines(world: World) -> None:
    for slug in ("ktv", "kreis"):
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            session.execute(sa.update(Appointment).values(ics=""))


def test_by_night_what_has_no_lines_gets_them_without_anybody_noticing(world: World, mine: str) -> None:
    from app.calendar.feeds.jobs import give_lines

    before = fetch(world, mine)
    rows = world.dump()["appointment"]
    empty_lines(world)
    with world.app.app_context():
        give_lines()
    assert world.dump()["appointment"] == rows
    assert fetch(world, mine, If_None_Match=before.etag).status == 304


def test_an_address_is_not_in_the_log(world: World, mine: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    fetch(world, mine)
    fetch(world, mine[:-5] + ".ics")
    assert mine[14:40] not in caplog.text


def test_it_is_fetched_without_a_cookie_and_gives_none(world: World, mine: str) -> None:
    fetched: Fetched = fetch(world, mine)
    assert "Set-Cookie" not in fetched.response.headers
