"""The pages of the search: what is typed, what is shown, and what stays out of addresses."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app import clock, jobs
from app.access import Role
from app.accounts.models import LoginSession
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks.models import Task
from app.extensions import db
from app.search.sources import MOST_PAGES, PAGE_SIZE
from app.spaces.models import Group, Membership
from app.tenancy import ScopedSession, one_space
from tests.pages import Browser, Page, counted, manners
from tests.people import NOW, World
from tests.security.test_personal_data import readable


@pytest.fixture
def more_settings() -> dict[str, object]:
    """The forms with their tokens, as they are outside the tests."""
    return {"WTF_CSRF_ENABLED": True}


@pytest.fixture
def member(world: World) -> Browser:
    return Browser(world.client_of("member"))


def search(browser: Browser, words: str, **where: str) -> Page:
    return browser.open("/suche").press("Suchen", words=words, **where)


def hits(page: Page) -> str:
    return page.main.one("h2").text


def tasks(session: ScopedSession, titles: list[str], person_id: int) -> None:
    session.add_all(
        Task(title=title, by_id=person_id, created_at=NOW - timedelta(days=len(titles) - place))
        for place, title in enumerate(titles)
    )


def meeting(title: str, days: int, description: str = "") -> Appointment:
    starts = NOW + timedelta(days=days)
    return Appointment(
        kind="assembly", title=title, starts_at=starts, ends_at=starts + timedelta(hours=2),
        state=AppointmentState.ANNOUNCED, announced_at=NOW, description=description,
    )  # fmt: skip


# --- asking and reading


def test_a_search_begins_with_a_field_that_waits_for_a_word(member):
    page = member.open("/ktv/").follow("Suche")
    assert (page.path, page.value("words"), manners(page)) == ("/suche", "", [])
    assert "autofocus" in page.control("words").attrs
    assert "Tagesordnungen, Protokollen, Beschlüssen, Aufgaben und Terminen" in page.main.text


def test_what_was_found_says_what_it_is_where_and_when(world, member):
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        one = meeting("Stadtteilfest <b>", 20)
        session.add(one)
        session.flush()
        session.add(
            AgendaItem(appointment_id=one.id, position=1, title="Zelte", note="Wer hat <Zelte> & Bänke?")
        )
    page = search(member, "Zelt")
    assert (hits(page), page.value("words"), manners(page)) == ("1 Treffer", "Zelt", [])
    row = page.row("Zelte")
    assert row.one("span", class_="row-when").text == "Di., 25.03.2025"
    assert row.one("span", class_="row-note").text == "Tagesordnung · KTV · Stadtteilfest <b>"
    assert row.one("span", class_="row-quote").raw_text == "Wer hat <Zelte> & Bänke?"
    assert [one.text for one in row.all("mark")] == ["Zelte", "Zelte"]
    item = row.one("a").attrs["href"].partition("#top-")
    assert member.open(item[0]).heading == "Stadtteilfest <b>"


def test_titles_come_first_then_whole_words_then_what_is_newer(world, member):
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add_all([
            meeting("Zeltlager", 1), meeting("Fest", 2, "mit dem Zelt"), meeting("Zelte", -400),
            meeting("Zelt", -300), meeting("Umzug", -200, "Zelte und Bänke"),
        ])  # fmt: skip
        tasks(session, ["Zeltplane leihen"], world.people["member"])  # yesterday; of another source
    assert search(member, "Zelt").rows == ["Zelt", "Zelte", "Fest", "Umzug", "Zeltlager", "Zeltplane leihen"]


def test_many_hits_come_in_pages_and_none_twice(world, member):
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        tasks(session, [f"Zelt {number:02}" for number in range(2 * PAGE_SIZE + 5)], world.people["member"])
    page = search(member, "Zelt")
    seen = [page]
    while "Weiter" in [one.text for one in page.main.all("a")]:
        page = page.follow("Weiter")
        seen.append(page)
    assert [len(one.rows) for one in seen] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert {hits(one) for one in seen} == {"45 Treffer"}
    assert [row for one in seen for row in one.rows] == [
        f"Zelt {number:02}" for number in reversed(range(45))
    ]
    assert [complaint for one in seen for complaint in manners(one)] == []
    assert page.follow("Zurück").rows == seen[1].rows
    beyond = member.open("/suche/treffer", seite="9")
    assert (beyond.rows, hits(beyond)) == ([], "45 Treffer")
    assert beyond.follow("Zum Anfang der Liste").rows == seen[0].rows


def test_more_than_anybody_reads_is_cut_and_says_so(world, member):
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        tasks(session, ["Zelt"] * (MOST_PAGES * PAGE_SIZE + 1), world.people["member"])
    search(member, "Zelt")
    page = member.open("/suche/treffer", seite=str(MOST_PAGES))
    assert hits(page) == "1001 Treffer"
    assert "Nimm ein Wort dazu" in page
    assert "Weiter" not in [one.text for one in page.main.all("a")]
    assert "Nimm ein Wort dazu" not in member.open("/suche/treffer")


def test_hits_are_looked_through_by_what_they_are(world, member):
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        tasks(session, ["Zelt leihen"], world.people["member"])
        session.add_all([meeting("Zeltfest", 3), meeting("Zeltlager", 4)])
    page = search(member, "Zelt")
    found = page.follow("Termine 2")
    assert (found.rows, hits(found), manners(found)) == (["Zeltlager", "Zeltfest"], "2 Treffer", [])
    assert found.follow("Aufgaben 1").rows == ["Zelt leihen"]
    assert found.follow("Alles 3").rows == page.rows
    assert "Termine 2" not in search(member, "Zelt leihen")  # one kind alone needs no choice


def test_a_space_is_searched_from_its_own_page(world, member):
    for slug in ("ktv", "kreis"):
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            tasks(session, [f"Zelt in {slug}"], world.people["member"])
    page = member.open("/ktv/").press("In KTV suchen", words="Zelt")
    assert (hits(page), page.rows) == ("1 Treffer in KTV", ["Zelt in ktv"])
    assert page.value("where") == "ktv"
    assert hits(page.press("Suchen", words="Zelt", where="")) == "2 Treffer"


def test_where_nothing_is_found_it_says_what_to_do(member):
    page = search(member, "Zeltplane", where="ktv")
    assert (hits(page), manners(page)) == ("0 Treffer in KTV", [])
    assert "weniger Wörtern" in page
    assert hits(page.follow("In allem suchen")) == "0 Treffer"


# --- what stays out of addresses


def test_the_words_stand_in_no_address_and_not_in_the_cookie(world, member):
    searched = member.client.post("/suche", data={"words": "Möwe", "csrf_token": token(member)})
    assert (searched.status_code, searched.headers["Location"]) == (302, "/suche/treffer")
    assert "Möwe" not in readable(member.client, world)
    page = member.open("/suche/treffer")
    assert page.value("words") == "Möwe"
    assert not [link for link in page.links() if "M%C3%B6we" in link or "Möwe" in link]
    assert "Möwe" not in page.root.one("title").text


def token(browser: Browser) -> str:
    return browser.open("/suche").main.one("input", name="csrf_token").attrs["value"]


def test_going_back_leads_to_what_was_found(member):
    page = search(member, "Protokolltext")
    member.open(page.links()[-1])
    assert member.open("/suche/treffer").rows == page.rows
    assert member.open("/suche").value("words") == ""


def test_each_device_has_its_own_search_and_it_ends_with_the_login(world, member):
    search(member, "Protokolltext")
    other = world.app.test_client()
    with other.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "login-of-second", True
    assert Browser(other).open("/suche/treffer").path == "/suche"
    assert Browser(world.client_of("speaker")).open("/suche/treffer").path == "/suche"


def test_what_was_looked_for_is_forgotten_over_night(world, member):
    search(member, "Protokolltext")
    with clock.frozen(NOW + timedelta(hours=9)), world.app.app_context():
        jobs.each_night()
    with world.app.app_context():
        assert set(db.session.scalars(sa.select(LoginSession.searched))) == {""}
    assert member.open("/suche/treffer").path == "/suche"


# --- odd searches


@pytest.mark.parametrize(
    ("words", "say"),
    [
        ("", "Wort oder eine Zahl"), ("   ", "Wort oder eine Zahl"), ("***", "Wort oder eine Zahl"),
        ("🌊🌊🌊", "Wort oder eine Zahl"), ("\0\0", "Wort oder eine Zahl"), ("und die der", "fast jedem Text"),
        ("x" * 201, "höchstens 200 Zeichen"), ("x" * 900_000, "höchstens 200 Zeichen"),
        ("wort " * 10_000, "höchstens 200 Zeichen"), (" ".join(map(str, range(11))), "mehr als 10 Wörter"),
    ],
    ids=lambda value: value[:12],
)  # fmt: skip
def test_what_finds_nothing_by_itself_says_what_to_do(member, words, say):
    page = search(member, words)
    assert (page.status, page.path) == (422, "/suche")
    assert say in page.error("words")
    assert manners(page) == []


def test_a_megabyte_is_refused_as_everywhere(world, as_member):
    world.app.config["WTF_CSRF_ENABLED"] = False
    assert as_member.post("/suche", data={"words": "x" * 2**20}).status_code == 413


@pytest.mark.parametrize(
    "words",
    [
        '"', '"Punkt', "Punkt*", "*Punkt", "(Punkt", "Punkt)", "-Punkt", "Punkt -ktv", "Punkt AND",
        "NEAR(Punkt ktv, 5)", "title:Punkt", "{title}: Punkt", "Punkt^2", "Punkt & | ! <-> ktv", "Punkt:*A",
        "'; DROP TABLE task; --", "%", "_", "Punkt\\", "Punkt\0ktv", "½", "a" * 200, "0" * 200,
        "1 2 3 4 5 6 7 8 9 10", "\u202ePunkt", "ﬁ", "𝕻𝖚𝖓𝖐𝖙", " ".join("x" * 19 for _ in range(10)), "ss" * 100,
        "ue" * 100, "Punkt" + "\u0301" * 150,
    ],
    ids=lambda words: ascii(words)[:20],
)  # fmt: skip
def test_odd_searches_get_an_answer(member, words):
    begin = time.monotonic()
    page = search(member, words)
    assert page.status in (200, 422)
    assert manners(page) == []
    assert time.monotonic() - begin < 5


def test_signs_of_other_search_engines_do_no_harm(member):
    plain = search(member, "Punkt ktv")
    for words in ('"Punkt" "ktv"', "Punkt* ktv*", "(Punkt) & ktv", "+Punkt +ktv"):
        assert search(member, words).rows == plain.rows, words


@pytest.mark.parametrize(
    "query", ["seite=0", "seite=x", "seite=99999999999", "art=%00", "bereich=%F0%9F%8C%8A", "art=x"]
)
def test_odd_addresses_get_an_answer(member, query):
    search(member, "Punkt")
    assert member.client.get(f"/suche/treffer?{query}").status_code in (200, 404)


# --- how much is asked of the database


def queries(world: World, browser: Browser) -> int:
    browser.open("/suche/treffer")
    with counted(world.app) as statements:
        assert browser.open("/suche/treffer").status == 200
    return len(statements)


def test_more_spaces_and_more_hits_need_no_more_queries(world, client_of):
    speaker = Browser(client_of("speaker"))
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        tasks(session, ["Zelt"] * 10, world.people["member"])
        session.add(meeting("Zelt", 3))
    search(speaker, "Zelt")
    few = queries(world, speaker)
    for number in range(15):
        with world.app.app_context():
            group = Group(slug=f"g{number}", name=f"Gruppe {number}", short_name=f"G{number}")
            db.session.add(group)
            db.session.commit()
            with one_space(group.id) as session:
                session.add(Membership(person_id=world.people["speaker"], role=Role.MEMBER))
                tasks(session, ["Zelt"] * 70, world.people["member"])
                session.add(meeting("Zelt", 3))
    assert hits(speaker.open("/suche/treffer")) == "1076 Treffer"
    assert queries(world, speaker) == few < 10


def test_a_search_does_not_hold_up_who_writes(world: World, as_member: FlaskClient) -> None:
    # The words are written in a moment; what takes time only reads.
    view = world.app.view_functions["home.search_results"]
    rules = [
        rule for rule in world.app.url_map.iter_rules() if world.app.view_functions[rule.endpoint] is view
    ]
    assert [rule.methods for rule in rules] == [{"GET", "HEAD", "OPTIONS"}]
