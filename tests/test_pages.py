"""Every page owes the same: each role follows every link there is, and reads each page once."""

from __future__ import annotations

from collections import deque
from urllib.parse import urljoin, urlsplit

import pyotp
import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from tests.pages import Browser, Endless, Page, manners
from tests.people import INVITATION, NOW, PEOPLE, RESET, World

NOT_PAGES = ("/static/", "/bootstrap/")
FILES = (".pdf",)

# What can be reached by links, by hand; the rest stands in REACHED_OTHERWISE.
ACCOUNT = {"account.profile", "account.change_password"}
READS = ACCOUNT | {"home.today", "home.search", "space.home.show", "space.calendar.listing", "space.calendar.past",
                   "space.calendar.show", "space.minutes.read"}  # fmt: skip
PLANS = READS | {"space.calendar.create", "space.calendar.edit", "space.calendar.cancel", "space.meetings.add",
                 "space.meetings.edit", "space.meetings.draft", "space.turnout.show"}  # fmt: skip
PLANS |= {"space.minutes.write", "space.minutes.history", "space.minutes.version", "space.minutes.correct",
          "space.minutes.short"}  # fmt: skip
PLANS |= {"space.invitations.compose", "space.invitations.listing", "space.invitations.show",
          "space.invitations.letter_list", "space.invitations.show_proof"}  # fmt: skip
PLANS |= {"space.imports.start"}
READS |= {"space.polls.listing", "space.polls.show"}
READS |= {"space.notices.listing", "space.notices.show"}
PLANS |= {"space.notices.create", "space.notices.edit"}
PLANS |= READS | {"space.polls.create", "space.polls.decide", "space.polls.note", "space.delegations.edit"}
PLANS |= {"space.series.listing", "space.series.show", "space.series.create", "space.series.change",
          "space.series.extend", "space.series.end"}  # fmt: skip
SHARES = {"exchange.show", "exchange.topic", "exchange.councils", "exchange.council", "exchange.report",
          "exchange.entry", "exchange.ask", "exchange.questions", "exchange.question", "exchange.followed"}  # fmt: skip
ASKED = {"space.polls.answer"}  # who was asked in the date poll of their space
READS |= {"space.decisions.listing", "space.decisions.show", "space.tasks.listing", "space.tasks.ended",
          "space.tasks.show", "space.tasks.create"}  # fmt: skip
COUNCILS = {"space.councils.show", "space.sittings.listing", "space.sittings.show"}  # who reads a district
SITS = (
    COUNCILS
    | {"space.intake.paste", "space.intake.file"}
    | {"space.sittings.create", "space.sittings.edit", "space.sittings.plan_series"}
)
SEATS = {"space.councils.add_mandate", "space.councils.change_mandate", "space.councils.add_term",
         "space.councils.change_term"}  # fmt: skip
ACTS = {"space.tasks.move", "space.tasks.hand_over"}  # whose task it is, and who leads
READS |= {"year.agenda", "year.day", "year.month", "year.whole_year", "year.public_calendar",
          "year.regulars_tables", "space.commemorating.listing"}  # fmt: skip
PLANS |= {"space.commemorating.edit"}
PLANS |= READS | ACTS | {"space.conduct.show", "space.conduct.item", "space.conduct.describe",
                         "space.conduct.change_decision"}  # fmt: skip
LISTS = {"subscribing.choose", "subscribing.sign_up"}
READS |= {"subscribing.own"}
PLANS |= READS | {"space.lists.listing", "space.lists.describe", "space.lists.people", "space.lists.write",
                  "space.lists.show", "space.lists.rewrite", "space.lists.send", "subscribing.sign_up"}  # fmt: skip
READS |= {"feeds.listing", "feeds.create"}
PLANS |= READS | {"space.feeds.show"}
KEEPS = {"space.people.listing", "space.people.take_in", "space.settings.edit"}
COUNCILS |= {"space.concerns.listing", "space.concerns.show", "space.reports.listing", "space.reports.show"}
SITS |= COUNCILS
TAKES_PART = {"space.concerns.create"}
WRITES = {"space.reports.write"}
CARRIES_ON = TAKES_PART | {"space.concerns.edit", "space.concerns.move"}
REACHED = {
    "anonymous": LISTS | {"account.login", "account.request_reset", "year.public_calendar", "year.regulars_tables"},
    "member": COUNCILS | TAKES_PART | READS | ASKED | ACTS | {"account.enrol"},
    "councillor": SITS | CARRIES_ON | WRITES | READS | SHARES | {"space.reports.publish"} | {"account.enrol"},
    "group_member": READS | ASKED | ACTS | {"account.enrol"},
    "speaker": SITS | CARRIES_ON | WRITES | PLANS | KEEPS | {"space.reports.publish"},
    "board": COUNCILS | PLANS | ASKED | SHARES | {"office.overview", "office.audit_log", "board.reports"},
    "office": SITS | SEATS | PLANS | KEEPS | SHARES | {
        "office.overview", "office.audit_log", "board.reports", "office.people", "office.person", "office.space_list",
        "space.councils.listing",  # of a district that has no council yet; else it leads straight to the one
        "office.new_space", "office.edit_space", "office.councils", "office.council", "office.outbox_list",
        "office.school_holidays", "office.sitting_sources", "office.sitting_source",
        "office.mail"},
}  # fmt: skip
REACHED_OTHERWISE = {
    "account.nothing_to_see": "the address of a button, loaded once more",
    "account.code": "on the way in",
    "account.join": "by mail",
    "home.search_results": "by its form; tests/search looks at it",
    "exchange.search": "by its form; tests/exchange looks at it",
    "exchange.search_results": "by its form; tests/exchange looks at it",
    "account.reset": "by mail",
    "answers.by_link": "by mail",
    "poll_answers.by_link": "by mail",
    "feed.subscribed": "by calendar programs, no page",
    "feed.for_all": "by calendar programs, no page",
    "feeds.told_already": "the address of a button, loaded once more",
    "space.feeds.told_already_here": "the address of a button, loaded once more",
    "subscribing.confirm": "by mail",
    "subscribing.leave": "by mail",
    "subscribing.leave_at_once": "by mail programs, no page",
    "space.lists.standing": "asked for by the page of a mail to all, no page",
    "space.lists.letters_pdf": "no page",
    "space.delegations.offer": "by mail",
    "public_reports.listing": "only where something is public a link leads there; test_public looks at it",
    "public_reports.show": "the same",
    "space.reports.history": "of what was corrected; test_versions looks at it",
    "space.reports.as_text": "of what was chosen for everybody; test_public looks at it",
    "space.reports.pdf": "no page",
    "space.reports.next": "leads on to the form, or says that none is missing; test_writing looks at it",
    "year.public_appointment": "only what is public has such a page; tests/calendar/year looks at it",
    "space.minutes.both": "when two wrote at once",
    "space.minutes.pdf": "no page",
    "space.clashes.show": "asked for by the form of an appointment, a part of it",
    "space.imports.preview": "after a file was read; tests/calendar/imports looks at it",
    "space.invitations.letters_pdf": "no page",
    "space.invitations.letter_list_pdf": "no page",
    "space.invitations.proof_pdf": "no page",
    "year.list_pdf": "no page",
    "year.wall_pdf": "no page",
    "year.public_list_pdf": "no page",
    "year.public_wall_pdf": "no page",
    "space.conduct.state": "asked for by the page of a meeting, no page",
    "health.healthz": "by whoever watches over the server, no page",
    "static": "no page",
    "bootstrap.static": "no page",
}


@pytest.fixture
def more_settings() -> dict[str, object]:
    """The forms with their tokens, as they are outside the tests."""
    return {"WTF_CSRF_ENABLED": True}


def crawl(browser: Browser, start: str) -> list[Page]:
    """Open everything that can be reached by links."""
    pages: list[Page] = []
    waiting, seen, endless = deque([start]), {start}, Endless()
    while waiting:
        page = browser.open(waiting.popleft())
        pages.append(page)
        for link in page.root.all("a"):
            where = urlsplit(urljoin(page.path, link.attrs.get("href", "")))
            address = where.path + (f"?{where.query}" if where.query else "")
            if where.scheme or where.netloc or address in seen or address.startswith(NOT_PAGES):
                continue
            seen.add(address)
            if where.path.endswith(FILES) or endless.has_enough(address):
                continue
            waiting.append(address)
    return pages


def endpoint(app: Flask, path: str) -> str:
    """Which view answers at an address."""
    try:
        return str(app.url_map.bind("localhost").match(path)[0])
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return f"nothing at {path}"


@pytest.mark.parametrize("role", REACHED)
def test_every_page_that_a_role_can_reach_is_well_made(world: World, role: str) -> None:
    pages = crawl(Browser(world.client_of(role)), "/")
    assert [page for page in pages if page.status != 200] == []
    assert [complaint for page in pages for complaint in manners(page)] == []
    assert {endpoint(world.app, page.path) for page in pages} == REACHED[role]


def test_there_is_a_way_to_every_page(world: World) -> None:
    shown = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert shown == set().union(*REACHED.values()) | set(REACHED_OTHERWISE)


def test_pages_that_no_link_leads_to_are_well_made(world: World) -> None:
    nobody = Browser(world.client_of("anonymous"))
    pages = [
        nobody.open(f"/einladung/{INVITATION}"),
        nobody.open(f"/passwort/{RESET}"),
        nobody.open("/passwort/abgelaufen"),
        nobody.open("/passwort").press("Link zuschicken", email="member@demo.example"),
        Browser(world.client_of("pending")).open("/"),
        Browser(world.client_of("unenrolled")).open("/"),
    ]
    assert [page.heading for page in pages] == [
        "Willkommen im Stadtteilwerk", "Neues Passwort", "Dieser Link gilt nicht mehr", "Schau in dein Postfach",
        "Code eingeben", "Zweiten Schritt einrichten",
    ]  # fmt: skip
    assert [complaint for page in pages for complaint in manners(page)] == []


def test_the_pages_of_the_second_factor_are_well_made(world: World) -> None:
    picture = Browser(world.client_of("unenrolled")).open("/").press("Einrichten beginnen")
    secret = str(world.person("unenrolled").totp_secret)
    wrong = picture.press("Einrichtung abschließen", code="000000")
    codes = wrong.press("Einrichtung abschließen", code=pyotp.TOTP(secret).at(NOW))
    assert codes.heading == "Deine Ersatzcodes"
    assert [complaint for page in (picture, wrong, codes) for complaint in manners(page)] == []


REFUSED = {
    "/anmelden": ("anonymous", "Anmelden", {}),
    "/konto": ("member", "Angaben speichern", {"name": ""}),
    "/konto/passwort": ("member", "Passwort ändern", {}),
    "/ktv/angaben/": ("speaker", "Angaben speichern", {"default_time": ""}),
    "/ktv/menschen/neu": ("office", "Eintragen und einladen", {"name": "", "role": "board"}),
    "/ktv/termine/neu": ("speaker", "Termin anlegen", {"day": "", "kind": "x"}),
    "/ktv/termine/{announced}/bearbeiten": ("speaker", "Änderung speichern", {"title": "", "ends_on": "x"}),
    "/ktv/termine/{announced}/absagen": ("speaker", "Termin absagen", {"reason": "x" * 501}),
    "/ktv/termine/{announced}/tagesordnung/neu": (
        "speaker",
        "Punkt eintragen",
        {"minutes": "x", "kind": "x"},
    ),
    "/ktv/termine/{earlier_appointment_id}/protokoll/berichtigung": (
        "speaker",
        "Berichtigung hinzufügen",
        {"text": " "},
    ),
    "/ktv/termine/{past}/protokoll/sofortinformation": ("speaker", "Mail ansehen", {"text": ""}),
    "/ktv/termine/{announced}/einladung/": ("speaker", "Vorschau ansehen", {"guests": "keine Adresse"}),
    "/ktv/termine/{announced}/einladung/{invitation_id}": ("speaker", "Ich komme", {"word": "x" * 501}),
    "/antwort/answer-of-ktv": ("anonymous", "Kann nicht", {"word": "x" * 501}),
    "/ktv/termine/uebernehmen/": ("speaker", "Vorschau ansehen", {"text": "kein Kalender"}),
    "/ktv/terminfragen/neu": (
        "speaker",
        "Frage verschicken",
        {"title": "", "minutes": "x", "day_1": "31.02.2025", "guests": "x"},
    ),
    "/ktv/terminfragen/{poll_id}/nehmen/{option_id}": ("speaker", "Termin festlegen", {"announce": "x"}),
    "/ktv/termine/{announced}/uebergeben/": ("speaker", "Termin übergeben", {"email": "x", "what": "x"}),
    "/ktv/termine/serien/neu": ("speaker", "Termine ansehen", {"on": "x", "last_day": "", "ends": "25:00"}),
    "/ktv/termine/serien/{series_id}/aendern": ("speaker", "Vorschau ansehen", {"title": "", "since": "x"}),
    "/ktv/termine/serien/{series_id}/verlaengern": (
        "speaker",
        "Vorschau ansehen",
        {"last_day": "2099-12-31"},
    ),
    "/ktv/termine/serien/{series_id}/beenden": ("speaker", "Vorschau ansehen", {"reason": "x" * 501}),
    "/ktv/termine/gedenken/2025/5": (
        "speaker",
        "Plan speichern",
        {"starts": "25:00", "place": "x" * 201, "on_duty": "x"},
    ),
    "/verteiler/ktv": ("anonymous", "Verteiler bestellen", {"email": "keine Adresse", "name": "x" * 121}),
    "/ktv/verteiler/angaben": ("speaker", "Angaben speichern", {"name": ""}),
    "/ktv/verteiler/neu": ("speaker", "Entwurf speichern", {"subject": "", "text": " "}),
    "/ktv/verteiler/{broadcast_id}/bearbeiten": ("speaker", "Entwurf speichern", {"subject": "x" * 161}),
    "/ktv/verteiler/{broadcast_id}/verschicken": (
        "speaker",
        "Mail verschicken",
        {"when": "later", "day": "31.02.2025", "at": ""},
    ),
    "/ktv/sitzungen/neu": ("councillor", "Sitzung eintragen", {"day": "", "link": "x", "agenda": "x" * 301}),
    "/ktv/sitzungen/{sitting_id}/bearbeiten": (
        "speaker",
        "Änderung speichern",
        {"ends": "x", "title": "x" * 161},
    ),
    "/ktv/sitzungen/serie": ("office", "Tage ansehen", {"rhythm": "x", "on": "x", "last_day": ""}),
    "/ktv/ortsbeiraete/{council}/mandate/neu": ("office", "Mandat speichern", {"kind": "x", "since": ""}),
    "/ktv/ortsbeiraete/mandate/{mandate_id}": ("office", "Mandat speichern", {"until": "1999-01-01"}),
    "/ktv/ortsbeiraete/{council}/wahlperioden/neu": ("office", "Wahlperiode speichern", {"seats": "x"}),
    "/ktv/ortsbeiraete/wahlperioden/{term_id}": ("office", "Wahlperiode speichern", {"name": " "}),
    "/verwaltung/bereiche/neu": ("office", "Bereich anlegen", {"kind": "x"}),
    "/verwaltung/menschen/{member}": ("office", "Angaben speichern", {"name": ""}),
    "/verwaltung/ortsbeiraete/{council}": ("office", "Ortsbeirat speichern", {"district": "x"}),
}


@pytest.mark.parametrize("path", REFUSED)
def test_a_page_that_comes_back_with_errors_is_well_made(world: World, path: str) -> None:
    who, button, typed = REFUSED[path]
    keys = {
        **world.appointments["ktv"],
        **world.meetings["ktv"],
        "member": world.people["member"],
        "council": world.councils["ktv"],
    }
    page = Browser(world.client_of(who)).open(path.format(**keys)).press(button, **typed)
    assert page.status == 422
    assert manners(page) == []
    # Every error on top leads to its field, and says there what it says here.
    places = [one.attrs["href"][1:] for one in page.main.one("div", class_="error-summary").all("a")]
    assert all(page.main.all(id=place) for place in places)


@pytest.mark.parametrize("who", ["anonymous", "member"])
def test_error_pages_are_well_made_and_lead_back(world: World, who: str) -> None:
    browser = Browser(world.client_of(who))
    pages = {
        404: browser.open("/gibt-es-nicht/wirklich/nicht"),
        405: browser.open("/konto/anmeldungen/beenden"),
        400: browser.post("/sprache", language="de"),  # without its token
        413: browser.post("/anmelden", email="x" * 2**21),
    }
    if who == "member":
        pages[403] = browser.open("/ktv/menschen/")
    assert {code: page.status for code, page in pages.items()} == {code: code for code in pages}
    assert [complaint for page in pages.values() for complaint in manners(page)] == []
    assert all(page.follow("Zur Startseite").status == 200 for page in pages.values())


def test_the_page_of_a_fault_is_well_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("app.home.routes._greeting", fail)
    page = Browser(world.client_of("member")).open("/")
    assert (page.status, manners(page)) == (500, [])
    assert "broken on purpose" not in page.source


def test_names_of_people_do_not_spoil_a_page(world: World) -> None:
    for who in PEOPLE:
        world.change(who, name=f'</h1> <b id="inhalt">{who}" \'& 🌊')
    for who, path in (("speaker", "/ktv/menschen/"), ("member", "/"), ("office", "/verwaltung/menschen")):
        assert manners(Browser(world.client_of(who)).open(path)) == []


# --- the reader of pages itself

GOOD = (
    '<!doctype html><html lang="de"><head><title>Heute · Stadtteilwerk</title></head><body><main>'
    '<h1>Heute</h1><a href="/">Los</a>{}</main></body></html>'
)


def page_of(app: Flask, body: str) -> Page:
    """A page with this body, as a browser gets it."""
    client = app.test_client()

    @app.after_request
    def answer(response):
        response.set_data(body)
        return response

    return Browser(client).open("/anmelden")


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (GOOD.format(""), ""),
        (GOOD.replace('lang="de"', ""), "no language"),
        (GOOD.replace("<!doctype html>", ""), "no doctype"),
        (GOOD.replace("Heute ·", "·"), "titles"),
        (GOOD.format("<h1>Noch eins</h1>"), "2 h1"),
        (GOOD.replace("<h1>Heute</h1>", ""), "0 h1"),
        (GOOD.format("<h3>Zu tief</h3>"), "headings of levels"),
        (GOOD.format('<input id="x" name="x">'), "no label"),
        (GOOD.format('<label for="x"></label><input id="x" name="x">'), "no label"),
        (GOOD.format('<label for="y">Da</label>'), "speaks of 'y'"),
        (GOOD.format('<p id="a"></p><p id="a"></p>'), "'a' stands 2 times"),
        (GOOD.format('<a href="/"></a>'), "empty <a"),
        (GOOD.format("<a>Los</a>"), "a link to nowhere"),
        (GOOD.format('<a href="#weg">Los</a>'), "speaks of 'weg'"),
        (GOOD.format("<button><svg></svg></button>"), "empty <button"),
        (GOOD.format("<script>alert(1)</script>"), "inline"),
        (GOOD.format('<p style="color: red">Rot</p>'), "inline"),
        (GOOD.format('<p onclick="x()">Klick</p>'), "inline"),
        (GOOD.format('<a href="javascript:x()">Klick</a>'), "inline"),
        (GOOD.format('<img src="https://elsewhere.example/x.png" alt="">'), "from elsewhere"),
        (GOOD.format('<form method="post"><button>Los</button></form>'), "0 tokens"),
        (
            GOOD.format('<form><input type="hidden" name="csrf_token" value="x"><button>Los</button></form>'),
            "1 tok",
        ),
        (GOOD.format("<form><form><button>Los</button></form></form>"), "a form in a form"),
        (GOOD.format("<p><b>Fett</p></b>"), "closes"),
        (GOOD.format("<div>"), "closes <div>"),
        (
            GOOD.format('<a class="btn-primary" href="/">1</a><a class="btn-primary" href="/">2</a>'),
            "2 main actions",
        ),
        (GOOD.format("<p>Ort: None</p>"), "None stands"),
    ],
)
def test_bad_manners_are_noticed(app: Flask, body: str, complaint: str) -> None:
    found = manners(page_of(app, body.replace("{}", "")))
    assert any(complaint in one for one in found) if complaint else found == []
