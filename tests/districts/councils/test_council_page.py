"""The page of a council: seats, budget, deadline, sittings; the listing of several."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.districts.councils.budget import budget_of
from app.districts.councils.models import CouncilTerm
from app.districts.councils.sittings.models import SittingState
from app.extensions import db
from app.spaces.models import Council, District
from tests.pages import Browser, counted, manners
from tests.people import NOW, World


def test_the_only_council_is_opened_at_once_and_several_are_listed(
    world: World, member: Browser, council_url
):
    assert member.open("/ktv/ortsbeiraete/").path == council_url
    with world.app.app_context():
        council = db.session.get_one(Council, world.councils["free"])
        council.district = db.session.get_one(District, world.spaces["ktv"])
        db.session.commit()
    page = member.open("/ktv/ortsbeiraete/")
    assert page.rows == ["Ortsbeirat 11: Ktv", "Ortsbeirat 19: Ohne"]
    assert "11 Sitze, 2 davon unsere, 1 unbesetzt · von uns: Cem Kaya" in page.row("Ortsbeirat 11").text
    assert manners(page) == []


def test_the_home_of_the_space_leads_to_the_council(member: Browser, council_url):
    assert council_url in member.open("/ktv/").links()
    assert "/ktv/sitzungen/" in member.open("/ktv/").links()


def test_seats_say_whether_they_are_estimated(world: World, member: Browser, council_url):
    assert member.open(council_url).facts()["Sitze"] == "11 Sitze, 2 davon unsere, 1 unbesetzt"
    with world.app.app_context():
        db.session.execute(sa.delete(CouncilTerm))
        db.session.commit()
    assert member.open(council_url).facts()["Sitze"] == "11 Sitze (geschätzt)"


def test_the_budget_is_counted_from_the_newest_number_of_inhabitants(member, council_url, sittings):
    sittings.council(inhabitants={"2019": 18000, "2023": 19211})
    facts = member.open(council_url).facts()
    assert facts["Höhe"] == "12.605,50 €"
    assert facts["Gerechnet"].endswith("(Stand 2023)")
    assert facts["Anträge bis"] == "Sa., 15.11.2025 · noch 255 Tage"


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2025, 11, 3, 10, 0, tzinfo=UTC), 12),
        (datetime(2025, 11, 15, 22, 30, tzinfo=UTC), 0),
        (datetime(2025, 11, 15, 23, 30, tzinfo=UTC), -1),  # after midnight in Rostock
    ],
)
def test_the_deadline_is_a_day_in_rostock(freeze, now, left):
    freeze(now)
    found = budget_of(Council(inhabitants={}), 2025)
    assert (found.due_on, found.days_left, found.euros) == (date(2025, 11, 15), left, None)


def test_without_a_number_of_inhabitants_nothing_is_invented(member, council_url):
    page = member.open(council_url)
    assert "Höhe" not in page.facts()
    assert "noch nicht eingetragen" in page.section("Budget 2025")


def test_sittings_say_what_became_of_them(member, council_url, sittings, world):
    sittings.add(NOW - timedelta(days=2), title="Niemand", nobody_went=True)
    sittings.add(NOW - timedelta(days=3), title="Ausgefallen", state=SittingState.CANCELLED)
    page = member.open(council_url)
    assert "Bericht ist da" in page.row("Sitzung reported in ktv").text
    assert (
        "Bericht fehlt noch" in page.row("Sitzung drafted in ktv").text
    )  # a draft is nobody else's business
    assert "Bericht fehlt noch" in page.row("Sitzung unreported in ktv").text
    assert "niemand von uns da" in page.row("Niemand").text
    assert "fiel aus" in page.row("Ausgefallen").text
    assert "1 Gast" in page.row("Sitzung coming in ktv").text


def test_pages_do_not_ask_more_the_more_sittings_there_are(world: World, member, council_url, sittings):
    def asked(path: str) -> int:
        with counted(world.app) as statements:
            member.open(path)
        return len(statements)

    paths = (council_url, "/ktv/sitzungen/", "/kalender/")
    for path in paths:
        member.open(path)
    before = {path: asked(path) for path in paths}
    for number in range(1, 12):
        sittings.add(NOW + timedelta(days=number))
        sittings.add(NOW - timedelta(days=number))
    assert all(asked(path) <= before[path] for path in paths)


def test_members_change_nothing_and_see_no_way_to(member, council_url):
    words = member.open(council_url).main.text
    assert "eintragen" not in words.replace("eingetragen", "")
    assert member.open(f"{council_url}/mandate/neu").status == 403


def test_sittings_stand_in_the_calendar_and_lead_to_their_page(member, sittings):
    key = sittings.add(datetime(2025, 4, 9, 16, 30, tzinfo=UTC), title="Eins")
    off = sittings.add(datetime(2025, 4, 10, 16, 30, tzinfo=UTC), title="Zwei", state=SittingState.CANCELLED)
    page = member.open("/kalender/2025/4/9")
    row = page.row("Ortsbeirat Ktv: Eins")
    assert "Mi., 09.04.2025, 18:30–20:30 Uhr" in row.text
    assert "Sitzung des Ortsbeirats" in row.text
    assert f"/ktv/sitzungen/{key}" in page.links()
    assert "abgesagt" in member.open("/kalender/2025/4/10").row("Ortsbeirat Ktv: Zwei").text
    assert f"/ktv/sitzungen/{off}" in member.open("/kalender/2025/4/10").links()


def test_the_deadline_stands_in_the_calendar_all_day_and_leads_to_the_councils(member):
    page = member.open("/kalender/2025/11/15")
    assert "Frist" in page.row("Anträge ans Ortsbeiratsbudget").text
    assert "/ktv/ortsbeiraete/" in page.links()
    assert "Ortsbeiratsbudget" not in member.open("/kalender/2025/11/16").main.text


def test_where_there_is_no_council_there_is_no_deadline(world: World):
    page = Browser(world.client_of("group_member")).open("/kalender/2025/11/15")
    assert "Ortsbeiratsbudget" not in page.main.text
