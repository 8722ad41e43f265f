"""A search finds what somebody may read, and of the rest not even how much there is.

In every space something is planted in each state that it can have, with a word of its own. Who finds which of them
is written down by hand below; each actor searches for what all have in common, and reads every page of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.access import Mark, Permission
from app.calendar.models import Appointment, AppointmentState
from app.districts.councils.concerns.models import Concern
from app.districts.councils.reports.models import Importance, Report, ReportItem, ReportState
from app.districts.councils.sittings.models import Sitting, SittingItem
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import Minutes, MinutesCorrection, MinutesEntry, MinutesState
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks.models import Task
from app.home import search as home
from app.notices.models import NoticeAudience, UrgentNotice
from app.spaces import door
from app.spaces.models import Council, Membership, Space
from app.tenancy import ScopedSession, one_space
from tests.pages import Browser, Page
from tests.people import MEMBERS, NOW, SPACES, World

COMMON = "Seeadler"
OPEN = {"urgent", "announced", "approved", "correction", "decision approved"}
MEMBERS_TOO = OPEN | {"ready", "decision ready", "task"}
ALL = MEMBERS_TOO | {"draft", "draft item", "writing", "decision writing"}

TO_MITTE = {"urgent to mitte"}  # a notice of the county to one district
REPORTS = {"report", "voices"}  # of districts alone
INTERNAL = REPORTS | {"internal", "internal voices"}  # for people of the party

# What somebody finds, by space.
FOUND = {
    "member": {"ktv": MEMBERS_TOO | INTERNAL, "kreis": MEMBERS_TOO},
    "councillor": {"ktv": MEMBERS_TOO | REPORTS},
    "speaker": {"ktv": ALL | INTERNAL, "kreis": MEMBERS_TOO},
    "foreign_member": {"mitte": MEMBERS_TOO | INTERNAL, "kreis": MEMBERS_TOO | TO_MITTE},
    "foreign_councillor": {"mitte": MEMBERS_TOO | REPORTS},
    "foreign_speaker": {"mitte": ALL | INTERNAL, "kreis": MEMBERS_TOO | TO_MITTE},
    "group_member": {"wahlaktiv": MEMBERS_TOO},
    "board": {"kreis": ALL | TO_MITTE, "ktv": OPEN | INTERNAL, "mitte": OPEN | INTERNAL, "wahlaktiv": OPEN},
    "office": {"kreis": ALL | TO_MITTE, "ktv": OPEN | INTERNAL, "mitte": OPEN | INTERNAL, "wahlaktiv": ALL},
    "demoted": {},
}  # fmt: skip
Planted = dict[str, tuple[str, str]]
"""The word of each thing, to its space and what it is."""


def plant(world: World) -> Planted:
    """Put one of everything into every space."""
    planted: Planted = {}

    def words(slug: str, what: str) -> str:
        word = f"plant{len(planted):03}"
        planted[word] = (slug, what)
        return f"{COMMON} {word}"

    with world.app.app_context():
        for slug in SPACES:
            with one_space(world.spaces[slug]) as session:
                _plant(session, slug, world.people[MEMBERS[slug]], words)
    return planted


def _plant(session: ScopedSession, slug: str, person_id: int, words) -> None:
    kind = "county_assembly" if slug == "kreis" else "assembly"

    def meeting(title: str, days: int, state: AppointmentState = AppointmentState.ANNOUNCED) -> Appointment:
        starts = NOW + timedelta(days=days)
        one = Appointment(
            kind=kind, title=title, starts_at=starts, ends_at=starts + timedelta(hours=2), state=state,
            announced_at=NOW if state is not AppointmentState.DRAFT else None,
        )  # fmt: skip
        session.add(one)
        session.flush()
        return one

    meeting(words(slug, "announced"), 9)
    draft = meeting(words(slug, "draft"), 8, AppointmentState.DRAFT)
    session.add(AgendaItem(appointment_id=draft.id, position=1, title=words(slug, "draft item")))
    for number, state in enumerate(MinutesState):
        past = meeting("Sitzung", -10 - number)
        if state is not MinutesState.WRITING:
            approved = NOW if state is MinutesState.APPROVED else None
            session.add(Minutes(appointment_id=past.id, state=state, approved_at=approved))
        session.add_all([
            MinutesEntry(appointment_id=past.id, item_id=None, text=words(slug, state.value), changed_at=NOW,
                         changed_by_id=person_id),
            Decision(appointment_id=past.id, year=2024, number=number + 1,
                     wording=words(slug, f"decision {state.value}")),
        ])  # fmt: skip
    session.add(MinutesCorrection(appointment_id=past.id, text=words(slug, "correction"), by_id=person_id))
    session.add(Task(title=words(slug, "task"), by_id=person_id))
    session.add(
        UrgentNotice(title="Eiliges", text=words(slug, "urgent"), by_id=person_id, shown_until=NOW.date())
    )
    if slug in ("ktv", "mitte", "alt"):
        _plant_reports(session, slug, person_id, words)
    if slug == "kreis":
        mitte = session.scalars(sa.select(Space.id).where(Space.slug == "mitte")).one()
        session.add(UrgentNotice(title="Eiliges", text=words(slug, "urgent to mitte"), by_id=person_id,
                                 shown_until=NOW.date(), audience=[NoticeAudience(target_id=mitte)]))  # fmt: skip


def _plant_reports(session: ScopedSession, slug: str, person_id: int, words) -> None:
    council = session.scalars(sa.select(Council)).first()

    def report(days: int, *, filed: bool, **said: object) -> Report:
        sitting = Sitting(council_id=council.id, starts_at=NOW - timedelta(days=days), by_hand=[])
        session.add(sitting)
        session.flush()
        one = Report(
            sitting_id=sitting.id, council_id=council.id, sat_on=sitting.starts_at.date(), author_id=person_id,
            written_by_id=person_id, state=ReportState.FILED if filed else ReportState.DRAFT,
            filed_at=NOW if filed else None, **said,
        )  # fmt: skip
        session.add(one)
        session.flush()
        return one

    def item(of: Report, what: str, **said: object) -> None:
        session.add(
            ReportItem(report_id=of.id, position=1, title="Punkt", sentence=words(slug, what), **said)
        )

    filed = report(7, filed=True, residents_voices=words(slug, "voices"))
    item(filed, "report", importance=Importance.SHORT)
    kept = report(8, filed=True, residents_voices=words(slug, "internal voices"), voices_are_internal=True)
    item(kept, "internal", importance=Importance.SHORT, is_internal=True)
    draft = report(9, filed=False, residents_voices=words(slug, "draft voices"))
    item(draft, "draft report", importance=Importance.SHORT)


@pytest.fixture
def planted(world: World) -> Planted:
    return plant(world)


def pages_of(browser: Browser, words: str = COMMON, **where: str) -> Iterator[Page]:
    """Every page of what is found."""
    page = browser.post("/suche", words=words, **where)
    yield page
    while [one for one in page.main.all("a") if one.attrs.get("rel") == "next"]:
        page = page.follow("Weiter")
        yield page


def what_is_found(world: World, planted: Planted, who: str) -> dict[str, set[str]]:
    """What somebody is shown of what was planted, by space; and that the number above says just that."""
    pages = list(pages_of(Browser(world.client_of(who))))
    # Not the note between title and quotation: there an agenda item names the meeting, which was planted as well.
    words = [word for page in pages for list_ in page.main.all("ul", class_="found")
             for one in (*list_.all("span", class_="row-title"), *list_.all("span", class_="row-quote"))
             for word in re.findall(r"plant\d{3}", one.text)]  # fmt: skip
    assert {word for page in pages for word in re.findall(r"plant\d{3}", page.source)} == set(words)
    assert all(page.main.one("h2").text == f"{len(words)} Treffer" for page in pages)
    found: dict[str, set[str]] = {}
    for word in words:
        slug, what = planted[word]
        found.setdefault(slug, set()).add(what)
    assert len(words) == sum(map(len, found.values()))
    return found


@pytest.mark.parametrize("who", FOUND)
def test_everybody_finds_what_they_may_read_and_nothing_else(world, planted, who):
    assert what_is_found(world, planted, who) == FOUND[who]


@pytest.mark.parametrize("who", ["member", "speaker", "board", "office"])
def test_who_finds_something_may_open_it(world, planted, who):
    browser = Browser(world.client_of(who))
    links = {one.attrs["href"] for page in pages_of(browser) for list_ in page.main.all("ul", class_="found")
             for one in list_.all("a")}  # fmt: skip
    assert links
    for link in links:
        page = browser.open(link)
        assert page.status == 200, link
        assert COMMON in page.main.text, link
        anchor = link.partition("#")[2]
        assert not anchor or page.main.all(id=anchor), link


@pytest.mark.parametrize("who", ["member", "councillor", "group_member", "board"])
def test_foreign_words_are_not_found_one_by_one_either(world, planted, who):
    browser = Browser(world.client_of(who))
    for word, (slug, what) in planted.items():
        page = browser.post("/suche", words=word)
        hits = int(what in FOUND[who].get(slug, set()))
        assert page.main.one("h2").text == f"{hits} Treffer", (slug, what)


def test_the_kinds_are_counted_only_where_they_are_seen(world, planted):
    page = Browser(world.client_of("board")).post("/suche", words=COMMON)
    tabs = [one.text for one in page.root.one(class_="tabs").all("a")]
    # 4 spaces; the rest is of the county, where the board plans.
    assert tabs == [
        "Alles 36",
        "Beschlüsse 6",
        "Aufgaben 1",
        "Protokolle 10",
        "Tagesordnungen 1",
        "Termine 5",
        "Berichte 8",
        "Eilmeldungen 5",
    ]


def test_one_space_is_chosen_and_no_foreign_one(world, planted):
    browser = Browser(world.client_of("speaker"))
    page = browser.post("/suche", words=COMMON, where="kreis")
    assert page.main.one("h2").text == "8 Treffer in Kreis"
    assert page.value("where") == "kreis"
    unknown = browser.post("/suche", words=COMMON, where="gibt-es-nicht")
    foreign = browser.post("/suche", words=COMMON, where="mitte")
    assert unknown.status == foreign.status == 422
    assert unknown.error("where") == foreign.error("where") != ""
    for slug in ("mitte", "alt", "gibt-es-nicht"):
        assert browser.open("/suche/treffer", bereich=slug).status == 404
    assert browser.open("/suche/treffer", art="gibt-es-nicht").status == 404


def test_roles_that_end_take_what_was_found_along(world, planted):
    browser = Browser(world.client_of("speaker"))
    found = sum(map(len, FOUND["speaker"].values()))
    assert browser.post("/suche", words=COMMON).main.one("h2").text == f"{found} Treffer"
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        membership = session.get_one(Membership, world.memberships["speaker"])
        membership.until = NOW.date() - timedelta(days=1)
    assert browser.open("/suche/treffer").main.one("h2").text == "0 Treffer"


# --- it would be noticed


# Corrections are only of what is approved, and so for all who read, as are sittings and concerns: what their sources
# say could not be missed.
FOR_ALL_WHO_READ = (MinutesCorrection, SittingItem, Concern)
NARROWED = [one for one in home.SOURCES if one.model not in FOR_ALL_WHO_READ]


@pytest.mark.parametrize("source", NARROWED, ids=lambda one: one.model.__name__)
def test_without_what_a_source_says_it_would_be_noticed(world, planted, source, monkeypatch):
    blind = replace(source, visible=lambda _reach: sa.true())
    monkeypatch.setattr(home, "SOURCES", tuple(blind if one is source else one for one in home.SOURCES))

    def noticed(who: str) -> bool:
        try:
            return what_is_found(world, planted, who) != FOUND[who]
        except AssertionError:  # the title of a draft stands beside its items
            return True

    assert noticed("member") or noticed("board")


def test_if_the_search_asked_for_too_much_the_scope_would_hold(world, planted, monkeypatch):
    everything = frozenset(Permission)

    def all_of_them(visitor):
        return [(space, everything) for space in door.every_space()]

    monkeypatch.setattr(home, "readable_by", all_of_them)
    found = what_is_found(world, planted, "member")
    assert set(found) == {"ktv", "kreis"}


def test_if_the_search_looked_only_into_the_own_spaces_it_would_be_noticed(world, planted, monkeypatch):
    monkeypatch.setattr(world.app.view_functions["home.search_results"], "access", Mark())
    assert set(what_is_found(world, planted, "board")) == {"kreis"}
