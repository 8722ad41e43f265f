"""What must never happen (SECURITY.md), one sentence for each thing that somebody might try.

Who may call which address stands in test_access.py; here is what they might do once they are let in, or before.
"""

from __future__ import annotations

import email
import html
import itertools
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pyotp
import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from app import clock, create_app, outbox
from app.access import Role
from app.accounts import passwords
from app.accounts.models import AccountToken, Person, ThrottleCount
from app.accounts.second_factor import RECOVERY_CODES
from app.calendar.models import Appointment
from app.config import MissingSetting
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.outbox import OutgoingMail
from app.queue import run_waiting
from app.spaces.models import Membership, Space
from app.tenancy import one_space
from app.web import HEADERS
from tests.access_table import ACTORS, OWN, OWN_SPACE
from tests.conftest import dispose
from tests.people import (
    INVITATION,
    NOW,
    PASSWORD,
    PEOPLE,
    RECOVERY_CODE,
    RESET,
    TOTP_SECRET,
    World,
    login_secret,
)
from tests.test_access import FOREIGN, GETS, POSTS, addresses, form_of, outcome, send, values_of

NEW_PASSWORD = "hafen-kran-nebel-sonne"

WITH_CSRF = pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])
EVERYBODY = sorted({actor for column in ACTORS.values() for actor in column})


# --- walking through the pages as somebody


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value and tag == "a"]


def pages_of(world: World, client: FlaskClient, *, also: tuple[str, ...] = ()) -> dict[str, str]:
    """Every page that somebody gets to see: all addresses, with own and with foreign ids, and all links on them."""
    wanted = ["/", *also]
    for endpoint in GETS:
        if endpoint not in ("static", "bootstrap.static", "account.reset", "account.join"):
            for space in (OWN_SPACE, *FOREIGN):
                wanted += addresses(world, endpoint, values_of(world, endpoint, space))
            foreign = values_of(world, endpoint, "mitte") | {"space": OWN_SPACE}
            wanted += addresses(world, endpoint, foreign)
    for space in (OWN_SPACE, *FOREIGN):
        for appointment_id in world.appointments[space].values():
            wanted += [f"/{slug}/termine/{appointment_id}" for slug in (space, OWN_SPACE)]
    pages: dict[str, str] = {}
    while wanted:
        url = wanted.pop().partition("#")[0]
        if url in pages:
            continue
        response = send(client, "GET", url)
        assert response.status_code < 500, url
        pages[url] = response.text + str(response.headers)
        if response.status_code == 200:
            links = (urljoin(url, link) for link in Links(response.text).found)
            wanted += [link for link in links if link.startswith("/") and not link.startswith("/static")]
    return pages


@contextmanager
def queries(world: World) -> Iterator[list[str]]:
    """Write down what is asked of the database."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    with world.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def mails(world: World) -> list[OutgoingMail]:
    """What waits in the outbox since the test began."""
    with world.app.app_context():
        run_waiting(world.app)
        statement = sa.select(OutgoingMail).where(OutgoingMail.id.not_in(world.mails.values()))
        return list(db.session.scalars(statement.order_by(OutgoingMail.id)))


def log_in(client: FlaskClient, name: str, password: str = PASSWORD, **query: str) -> Any:
    return client.post(
        "/anmelden",
        query_string=query,
        data={"email": PEOPLE[name].email, "password": password},
    )


def code_at(moment: Any = NOW) -> str:
    return pyotp.TOTP(TOTP_SECRET).at(moment)


# --- 2. what is another space's is found nowhere


@dataclass
class Planted:
    """Strings that stand nowhere else."""

    texts: dict[str, str] = field(default_factory=dict)

    def seed(self, what: str) -> str:
        return self.texts.setdefault(what, f"geheim{len(self.texts):02}zz{what.replace(' ', '')}")


@pytest.fixture
def planted(world: World) -> Planted:
    """Strings in everything that mitte has."""
    planted = Planted()
    with world.app.app_context(), one_space(world.spaces["mitte"]) as session:
        for state, appointment_id in world.appointments["mitte"].items():
            appointment = session.get_one(Appointment, appointment_id)
            for column in ("title", "place", "access", "description", "cancel_reason"):
                if column != "cancel_reason" or state == "cancelled":
                    setattr(appointment, column, planted.seed(f"{column} {state}"))
        for item in session.scalars(
            sa.select(AgendaItem).where(AgendaItem.space_id == world.spaces["mitte"])
        ):
            item.title, item.note = planted.seed(f"item {item.id}"), planted.seed(f"note {item.id}")
    with world.app.app_context():
        for name in ("foreign_member", "foreign_councillor", "foreign_speaker"):
            person = db.session.get_one(Person, world.people[name])
            person.name, person.phone = planted.seed(f"name {name}"), planted.seed(f"phone {name}")
            person.email = planted.seed(f"mail {name}") + "@demo.example"
        space = db.session.get_one(Space, world.spaces["mitte"])
        for column in ("description", "contact", "default_place", "default_access"):
            setattr(space, column, planted.seed(column))
        db.session.commit()
    return planted


@pytest.mark.parametrize("actor", ["member", "councillor", "speaker", "group_member", "demoted", "anonymous"])
def test_nothing_of_another_space_is_found_in_anything_that_somebody_can_fetch(world, planted, actor):
    for url, page in pages_of(world, world.client_of(actor)).items():
        leaked = [what for what, text in planted.texts.items() if text in page]
        assert not leaked, f"{url} shows {actor} of another space: {leaked}"


def test_the_planted_strings_are_really_shown_to_whom_they_belong(world, planted):
    everything = "".join(pages_of(world, world.client_of("foreign_speaker")).values())
    unseen = {what for what, text in planted.texts.items() if text not in everything}
    # The note and the title of items are on the page of their appointment, also when it is cancelled or past.
    assert not unseen


def test_what_the_board_reads_of_a_district_are_not_its_drafts(world, planted):
    everything = "".join(pages_of(world, world.client_of("board")).values())
    assert planted.texts["title announced"] in everything
    assert planted.texts["title draft"] not in everything


# --- 3. permission is not checked in the template alone


@pytest.mark.parametrize("actor", ["member", "councillor", "board", "foreign_speaker", "demoted", "disabled"])
def test_posting_directly_does_nothing_without_the_permission(world, actor):
    before = world.dump()
    for endpoint in POSTS:
        if OWN[OWN_SPACE, endpoint, "POST"][actor] == "ok":
            continue
        for url in addresses(world, endpoint, values_of(world, endpoint)):
            response = send(world.client_of(actor), "POST", url, form_of(world, endpoint, actor))
            assert response.status_code in (302, 403, 404)
    assert world.dump() == before


# --- 6. a session ends when it should


def logs_out(world: World) -> None:
    world.client_of("member").post("/abmelden")


def sets_a_new_password_by_a_link(world: World) -> None:
    assert (
        world.client_of("anonymous").post(f"/passwort/{RESET}", data={"password": NEW_PASSWORD}).status_code
        == 302
    )


def changes_the_password_on_another_device(world: World) -> None:
    form = {"old": PASSWORD, "password": NEW_PASSWORD}
    assert world.client_of("second").post("/konto/passwort", data=form).status_code == 302


def ends_it_on_another_device(world: World) -> None:
    world.client_of("second").post(f"/konto/anmeldungen/{world.logins['member']}/beenden")


def ends_all_others_on_another_device(world: World) -> None:
    world.client_of("second").post("/konto/anmeldungen/beenden")


def is_disabled(world: World) -> None:
    world.client_of("office").post(f"/verwaltung/menschen/{world.people['member']}/sperren")


def is_erased(world: World) -> None:
    world.client_of("office").post(f"/verwaltung/menschen/{world.people['member']}/loeschen")


def loses_the_second_factor(world: World) -> None:
    world.client_of("office").post(
        f"/verwaltung/menschen/{world.people['speaker']}/zweiter-schritt-entfernen"
    )


@pytest.mark.parametrize(
    ("who", "what_happens"),
    [
        ("member", logs_out),
        ("foreign_member", sets_a_new_password_by_a_link),
        ("member", changes_the_password_on_another_device),
        ("member", ends_it_on_another_device),
        ("member", ends_all_others_on_another_device),
        ("member", is_disabled),
        ("member", is_erased),
        ("speaker", loses_the_second_factor),
    ],
)
def test_a_copied_cookie_is_worth_nothing_after_somebody(world, who, what_happens):
    copied = world.client_of(who)
    assert copied.get("/konto").status_code == 200
    what_happens(world)
    assert outcome(copied, copied.get("/konto")) == "login"


def test_whoever_changes_the_password_stays_logged_in_here(world, as_member):
    as_member.post("/konto/passwort", data={"old": PASSWORD, "password": NEW_PASSWORD})
    assert as_member.get("/konto").status_code == 200


def test_a_session_ends_by_itself(world, as_member):
    with clock.frozen(NOW + timedelta(days=31)):
        assert outcome(as_member, as_member.get("/konto")) == "login"


def test_a_role_that_is_taken_away_is_gone_with_the_next_click(world, as_speaker, as_office):
    assert as_speaker.get("/ktv/termine/neu").status_code == 200
    as_office.post(f"/ktv/menschen/{world.memberships['speaker']}/beenden")
    assert as_speaker.get("/ktv/termine/neu").status_code == 404
    assert (
        as_speaker.post("/ktv/termine/neu", data=form_of(world, "space.calendar.create", "")).status_code
        == 404
    )


def test_a_role_that_begins_tomorrow_or_ended_yesterday_opens_nothing(world, as_group_member):
    day = clock.today()
    for since, until in ((day + timedelta(days=1), None), (day - timedelta(days=9), day - timedelta(days=1))):
        with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
            session.add(
                Membership(
                    person_id=world.people["group_member"], role=Role.SPEAKER, since=since, until=until
                )
            )
        assert as_group_member.get("/ktv/").status_code == 404


@pytest.fixture
def as_group_member(world: World) -> FlaskClient:
    return world.client_of("group_member")


def test_a_login_begins_with_a_new_cookie(world, as_nobody):
    with as_nobody.session_transaction() as session:
        session["_user_id"], session["planted"] = "planted", "x"
    log_in(as_nobody, "member")
    with as_nobody.session_transaction() as session:
        assert "planted" not in session
        assert session["_user_id"] != "planted"


# --- 7. a link is for one thing, and once

LINKS = {"/einladung/": INVITATION, "/passwort/": RESET}


def over(world: World, path: str) -> bool:
    """Whether a link opens nothing, by looking and by sending."""
    before = world.dump()
    nobody = world.client_of("anonymous")
    answers = {
        nobody.get(path).status_code,
        nobody.post(path, data={"password": NEW_PASSWORD, "name": "Wer"}).status_code,
    }
    return answers == {410} and world.dump() == before


@pytest.mark.parametrize("path", LINKS)
def test_a_link_for_one_thing_does_not_do_another(world, path):
    for other in {*LINKS.values(), *map(login_secret, PEOPLE), RECOVERY_CODE} - {LINKS[path]}:
        assert over(world, path + other)


@pytest.mark.parametrize("path", LINKS)
def test_a_link_works_once(world, path):
    form = {"password": NEW_PASSWORD, "name": "Wer"}
    assert world.client_of("anonymous").post(path + LINKS[path], data=form).status_code == 302
    assert over(world, path + LINKS[path])


@pytest.mark.parametrize("path", LINKS)
def test_a_link_ends_when_its_time_is_over(world, path):
    with clock.frozen(NOW + timedelta(minutes=10)):
        assert over(world, path + LINKS[path])


@pytest.mark.parametrize("path", LINKS)
@pytest.mark.parametrize(
    "change", [str.upper, lambda s: s[:-1], lambda s: s + "a", lambda s: s[:-1] + "_", lambda _s: "%00"]
)
def test_a_link_with_a_changed_letter_opens_nothing(world, path, change):
    assert over(world, path + change(LINKS[path]))


@pytest.mark.parametrize(("path", "who"), [("/einladung/", "invited"), ("/passwort/", "foreign_member")])
@pytest.mark.parametrize("done", ["sperren", "loeschen"])
def test_a_link_of_somebody_who_is_disabled_or_erased_opens_nothing(world, as_office, path, who, done):
    as_office.post(f"/verwaltung/menschen/{world.people[who]}/{done}")
    assert over(world, path + LINKS[path])


def test_the_next_link_ends_the_one_before(world, as_nobody):
    as_nobody.post("/passwort", data={"email": PEOPLE["foreign_member"].email})
    assert len(mails(world)) == 1
    assert over(world, f"/passwort/{RESET}")


def test_a_link_is_ended_by_a_new_address_and_by_a_new_password(world, as_office):
    form = {"name": "Mira", "email": "andere@demo.example"}
    as_office.post(f"/verwaltung/menschen/{world.people['foreign_member']}", data=form)
    assert over(world, f"/passwort/{RESET}")
    world.restore()
    world.client_of("foreign_member").post(
        "/konto/passwort", data={"old": PASSWORD, "password": NEW_PASSWORD}
    )
    assert over(world, f"/passwort/{RESET}")


@pytest.mark.parametrize("secret", [INVITATION, RESET])
def test_a_link_is_no_login(world, as_nobody, secret):
    with as_nobody.session_transaction() as session:
        session["_user_id"] = secret
    assert outcome(as_nobody, as_nobody.get("/konto")) == "login"


def test_only_hashes_of_what_opens_an_account_are_stored(world, as_office):
    as_office.post(f"/verwaltung/menschen/{world.people['invited']}/einladen")
    (mail,) = mails(world)
    (secret,) = set(re.findall(r"/einladung/([\w-]+)", mail.text))
    rows = {name: rows for name, rows in world.dump().items() if name != "outgoing_mail"}
    assert secret not in repr(rows)
    assert world.client_of("anonymous").get(f"/einladung/{secret}").status_code == 200
    for word in (PASSWORD, RECOVERY_CODE, login_secret("member")):
        assert word not in repr(rows)


# --- 8. links and redirects lead here


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80"]
)
@pytest.mark.parametrize("path", ["/anmelden", "/passwort", "/", "/gibt-es-nicht"])
def test_a_foreign_host_name_is_refused(world, as_nobody, host, path):
    response = as_nobody.get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.text
    assert "evil" not in str(response.headers)


def test_nobody_gets_a_mail_by_a_request_under_a_foreign_host_name(world, as_nobody):
    form = {"email": PEOPLE["member"].email}
    assert as_nobody.post("/passwort", data=form, headers={"Host": "evil.example"}).status_code == 400
    assert not mails(world)


@pytest.mark.parametrize("more_settings", [{"PUBLIC_URL": "https://stadtteilwerk.demo.example"}])
def test_links_in_mails_come_from_the_settings_and_not_from_the_request(world, as_nobody, as_office):
    lies = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Forwarded-Proto": "http"}
    as_nobody.post("/passwort", data={"email": PEOPLE["member"].email}, headers=lies)
    as_office.post(f"/verwaltung/menschen/{world.people['invited']}/einladen", headers=lies)
    sent = mails(world)
    assert {mail.kind for mail in sent} == {"reset", "invitation"}
    for mail in sent:
        addresses = re.findall(r"https?://[^/\s\"<]+", mail.text + mail.html)
        assert set(addresses) == {"https://stadtteilwerk.demo.example"}


ELSEWHERE = [
    "//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\\\evil.example",
    "\r\n//evil.example", "/\t/evil.example", " //evil.example", "///evil.example", "javascript:alert(1)",
    "/\r\nSet-Cookie: a=b", "evil.example", "//evil.example/%2f..", "http:///evil.example", "/\x00",
    "data:text/html,x", "?next=//evil.example", "/" * 40 + "evil.example", "ktv\ud83d", "/\u2028//x",
    "//[", "http://[evil",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_after_the_login_one_stays_here(world, wanted):
    wanted = wanted.encode("utf-8", "replace").decode()
    for name, path in (("member", "/anmelden"), ("pending", "/anmelden/code")):
        client = world.client_of("anonymous" if name == "member" else name)
        form = {"email": PEOPLE[name].email, "password": PASSWORD, "code": code_at()}
        response = client.post(path, query_string={"next": wanted}, data=form)
        assert response.status_code == 302
        target = urljoin("http://localhost/anmelden", response.headers["Location"])
        assert urlsplit(target).netloc == "localhost"
        assert not set("\r\n\t\\") & set(response.headers["Location"])
        assert "Set-Cookie: a=b" not in str(response.headers)
        # Browsers read a backslash as a slash, and drop blanks and breaks.
        assert not re.match(r"[\s\\/]{2}", response.headers["Location"])


def test_after_the_login_one_gets_where_one_wanted_to(world, as_nobody):
    sent = as_nobody.get("/ktv/termine/?seite=2")
    assert log_in(as_nobody, "member", next=urlsplit(sent.headers["Location"]).query).status_code == 302
    nobody = world.client_of("anonymous")
    assert (
        nobody.post(
            sent.headers["Location"], data={"email": PEOPLE["member"].email, "password": PASSWORD}
        ).headers["Location"]
        == "/ktv/termine/?seite=2"
    )


@pytest.mark.parametrize(
    "referrer",
    [
        *ELSEWHERE[:2],
        "https://evil.example//evil.example",
        "http://[",
        "x\\y",
        "http://a:b",
    ],
)
def test_the_language_switch_stays_here(world, as_nobody, referrer):
    response = as_nobody.post("/sprache", data={"language": "en"}, headers={"Referer": referrer})
    assert response.status_code == 302
    assert urlsplit(urljoin("http://localhost/", response.headers["Location"])).netloc == "localhost"


# --- 9. what people type is text


PAYLOAD = "\"'><script>{0}</script><img src=x onerror={0}>{{{{7*7}}}}${{7*7}} javascript:{0}"


def text_fields(world: World, endpoint: str, actor: str) -> list[str]:
    """The fields of a form in which people write freely."""
    free = {"title", "place", "access", "description", "reason", "note", "name", "short_name", "phone", "contact",
            "default_place", "default_access"}  # fmt: skip
    more = {"space.calendar.create": {"access", "description"}, "space.calendar.edit": {"access", "description"},
            "space.settings.edit": {"description", "default_place", "default_access"}}  # fmt: skip
    return sorted(free & set(form_of(world, endpoint, actor)) | more.get(endpoint, set()))


WRITTEN = (
    ("space.calendar.create", "speaker"), ("space.calendar.edit", "speaker"), ("space.meetings.add", "speaker"),
    ("space.meetings.edit", "speaker"), ("space.calendar.cancel", "speaker"), ("space.people.take_in", "speaker"),
    ("space.settings.edit", "speaker"), ("account.profile", "speaker"), ("office.person", "office"),
    ("office.new_space", "office"), ("office.edit_space", "office"),
)  # fmt: skip


def test_a_script_in_any_text_field_is_shown_as_text_everywhere(world):
    written: dict[str, str] = {}
    for endpoint, actor in WRITTEN:
        form = form_of(world, endpoint, actor)
        for name in text_fields(world, endpoint, actor):
            mark = f"f{len(written):02}"
            short = f"<script>{mark}</script>"  # for fields of forty characters
            written[mark] = form[name] = short if name in ("short_name", "phone") else PAYLOAD.format(mark)
        # An appointment is cancelled last: then it cannot be changed any more.
        (url,) = addresses(world, endpoint, values_of(world, endpoint))
        response = send(world.client_of(actor), "POST", url, form)
        assert response.status_code == 302, (endpoint, re.findall(r'class="error".*', response.text))
    shown: Counter[str] = Counter()
    sent = [mail.html for mail in mails(world)]
    assert sent
    for actor in ("speaker", "member", "office", "board"):
        pages = pages_of(world, world.client_of(actor), also=("/verwaltung/menschen",))
        for url, page in [*pages.items(), *(("mail", text) for text in sent)]:
            for mark, payload in written.items():
                assert f"<script>{mark}" not in page, (url, payload)
                assert f"<img src=x onerror={mark}" not in page, (url, payload)
                assert f'href="javascript:{mark}' not in page, (url, payload)
                shown[mark] += (
                    html.escape(payload, quote=False).replace('"', "&#34;").replace("'", "&#39;") in page
                )
    # A field that is shown nowhere would prove nothing.
    assert not [payload for mark, payload in written.items() if not shown[mark]]


def test_a_search_for_a_script_is_shown_as_text(world, as_office):
    page = as_office.post("/verwaltung/menschen", data={"search": '"><script>x</script>'}).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


# --- 10. line breaks in headers

BREAKS = ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"]


@pytest.mark.parametrize("line_break", BREAKS)
@pytest.mark.parametrize(
    ("endpoint", "actor", "name"),
    [
        ("space.people.take_in", "speaker", "name"),
        ("space.people.take_in", "speaker", "email"),
        ("space.calendar.create", "speaker", "title"),
        ("account.profile", "member", "name"),
        ("office.new_space", "office", "name"),
    ],
)
def test_a_line_break_in_a_name_or_title_never_reaches_a_header(world, endpoint, actor, name, line_break):
    form = form_of(world, endpoint, actor)
    form[name] = f"neu@demo.example{line_break}Bcc: evil@demo.example"
    (url,) = addresses(world, endpoint, values_of(world, endpoint))
    response = send(world.client_of(actor), "POST", url, form)
    assert response.status_code < 500
    headers = [value for mail in mails(world) for value in (mail.subject, mail.address)]
    names = [
        value for table in ("person", "space", "appointment") for row in world.dump()[table] for value in row
    ]
    assert not [
        value for value in (*headers, *names) if "Bcc:" in str(value) and len(str(value).splitlines()) > 1
    ]


@pytest.mark.parametrize("line_break", BREAKS)
def test_even_a_stored_line_break_adds_no_header_to_a_mail(world, as_office, line_break):
    evil = f"Ktv{line_break}Bcc: evil@demo.example{line_break}{line_break}Text"
    world.change("office", name=evil)
    with world.app.app_context():
        db.session.get_one(Space, world.spaces["ktv"]).name = evil
        db.session.commit()
    response = as_office.post(f"/ktv/menschen/{world.memberships['invited']}/einladen")
    assert response.status_code in (302, 422, 500)  # a mail that cannot be sent safely is not sent
    with world.app.app_context():
        db.session.execute(sa.delete(OutgoingMail).where(OutgoingMail.id.in_(world.mails.values())))
        db.session.commit()
        outbox.deliver_due()
        files = sorted((world.app.config["INSTANCE"] / "mail").glob("*.eml"))
    for file in files:
        message = email.message_from_bytes(file.read_bytes())
        assert message["Bcc"] is None
        assert set(message.keys()) <= {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
                                       "Content-Type", "Content-Transfer-Encoding"}  # fmt: skip


# --- 11. odd input

ODD_IDS = ["0", "-1", "00", "01", str(2**31), str(2**63), str(2**70), "9" * 400, "1%00", "%00", "1.0", "1e3", "0x1",
           "%D9%A1", "%F0%9F%90%9F", "%ED%A0%80", "%FF", "1%20", "+1", "1;2", "NaN", "None"]  # fmt: skip
ODD_SLUGS = ["kr%C3%B6pelin", "%F0%9F%90%9F", "KTV", "ktv%00", "%00", "ktv%20", "-ktv", "ktv-", "k--tv", "a" * 5000,
             "%ED%A0%80", "..", "%2e%2e", "ktv%2Fmitte", "ktv%0A", "%FF", "null"]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_IDS)
def test_an_odd_id_is_not_found(world, odd):
    for actor in ("speaker", "office"):
        client = world.client_of(actor)
        for (_space, endpoint, method), cells in OWN.items():
            values = values_of(world, endpoint)
            rules = list(world.app.url_map.iter_rules(endpoint))
            names = [name for rule in rules for name in rule.arguments if name.endswith("_id")]
            if cells[actor] != "ok":
                continue
            for name in names:
                (url,) = addresses(world, endpoint, values | {name: 987654321})
                response = send(
                    client, method, url.replace("987654321", odd), form_of(world, endpoint, actor)
                )
                assert response.status_code == 404, f"{method} {url} with {odd}"


@pytest.mark.parametrize("odd", ODD_SLUGS)
def test_an_odd_space_is_not_found(world, as_office, odd):
    for path in ("/", "/termine/", "/termine/vergangene/2025", "/menschen/"):
        assert as_office.get(f"/{odd}{path}").status_code in (404, 308 if odd in ("..", "%2e%2e") else 404)


@pytest.mark.parametrize("path", ["/static/", "/bootstrap/static/", "/passwort/", "/einladung/"])
@pytest.mark.parametrize(
    "odd",
    ["%00", "..%2f..%2fapp/config.py", "../../app/config.py", "%ED%A0%80", "a" * 5000, "%FF", "a%0d%0ab"],
)
def test_an_odd_file_or_link_is_not_found(world, as_nobody, path, odd):
    assert send(as_nobody, "GET", path + odd).status_code in (404, 410)


@pytest.mark.parametrize("year", ["0000", "0001", "1899", "2200", "9999", "99999", "-2025", "2025%00"])
def test_an_odd_year_is_not_found(world, as_member, year):
    assert as_member.get(f"/ktv/termine/vergangene/{year}").status_code == 404


ODD_QUERIES = ["\x00", "\ud83d", "-1", "0", str(2**70), "9" * 5000, "\u0661", "🐟", "1e9", "%", "' OR 1=1 --",
               "\\", "_", "[]", "a" * 3000]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_QUERIES)
def test_odd_words_behind_the_question_mark_do_no_harm(world, as_office, odd):
    odd = quote(odd.encode("utf-8", "surrogatepass"))
    for path in ("/ktv/termine/", "/ktv/termine/vergangene", "/kreis/termine/neu", "/verwaltung/menschen",
                 "/verwaltung/postausgang", "/verwaltung/verlauf"):  # fmt: skip
        query = "&".join(
            f"{name}={odd}" for name in ("seite", "suche", "stand", "bereich", "art", "next", "role")
        )
        # A search for more than anybody is called is told so at its field.
        assert send(as_office, "GET", f"{path}?{query}").status_code in (200, 422), path


MEGABYTE = 1_000_000
ODD_WORDS = {
    "nothing": "",
    "blank": " \t\r\n ",
    "NUL": "a\x00b",
    "lone surrogate": b"a\xed\xa0\xbdb",
    "broken UTF-8": b"\xff\xfe\xc3",
    "a megabyte": "x" * MEGABYTE,
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "31 February": "2025-02-31",
    "25:61": "25:61",
    "2^70": str(2**70),
    "minus 1": "-1",
    "five thousand digits": "9" * 5000,
    "other digits": "\u0661\u0662",
    "emoji": "🐟\u200d🏳️\u200d🌈",
    "right to left": "\u202eabc\u2066",
    "line separator": "a\u2028b",
    "control": "a\x1b[31m\x07\x7f",
    "not a number": "NaN",
    "quote": "'\"; DROP TABLE person; --",
    "percent": "%s %(x)s %n {0} {x}",
    "grows": "\ufb03" * 160 + "\u0130" * 200,
    "a long name": "a" * 61,
}


@pytest.mark.parametrize("endpoint", [name for name in POSTS if name != "account.logout"])
def test_odd_words_in_a_form_are_no_fault(world, endpoint):
    actor = next(
        a for a, cell in OWN[OWN_SPACE, endpoint, "POST"].items() if cell == "ok" and a != "disabled"
    )
    actor = "pending" if endpoint == "account.code" else actor
    fields = form_of(world, endpoint, actor)
    (url,) = addresses(world, endpoint, values_of(world, endpoint))
    more = {*text_fields(world, endpoint, actor), *({"ends_on", "version"} if "day" in fields else ())}
    client = world.client_of(actor)
    for name, odd in itertools.product(sorted({*fields, *more} or {"version"}), ODD_WORDS):
        # How often one may try is not what this is about.
        with world.app.app_context(), db.engine.begin() as connection:
            connection.execute(sa.delete(ThrottleCount))
        body, kind = multipart({**fields, name: ODD_WORDS[odd]})
        response = client.post(url, data=body, content_type=kind)
        assert response.status_code in (200, 302, 400, 404, 409, 410, 422), f"{url}: {name} is {odd}"
        written = re.search(rf'<(?:input|textarea)[^>]* name="{name}"[^>]*>', response.text)
        typed = written and not re.search(r'type="(?:password|radio|checkbox|hidden)"', written[0])
        if response.status_code == 422 and odd == "a megabyte" and typed:
            assert "x" * MEGABYTE in response.text, f"{url}: {name} is not kept"


@pytest.mark.parametrize("length", [61, MEGABYTE])
@pytest.mark.parametrize("endpoint", ["office.new_space", "office.edit_space"])
def test_an_address_of_a_space_that_no_column_could_hold_is_refused(world, as_office, endpoint, length):
    (url,) = addresses(world, endpoint, values_of(world, endpoint))
    form = form_of(world, endpoint, "office") | {"slug": "a" * length}
    assert as_office.post(url, data=form).status_code == 422


def multipart(form: dict[str, Any]) -> tuple[bytes, str]:
    """A form as browsers send it, with bytes that need not be text."""
    parts = []
    for name, value in form.items():
        content = value if isinstance(value, bytes) else str(value).encode()
        parts.append(
            b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), content)
        )
    return b"".join(parts) + b"--x--\r\n", "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("endpoint", "name", "value"),
    [
        ("space.calendar.edit", "title", ""),
        ("space.calendar.create", "title", "t" * 161),
        ("space.calendar.create", "day", "2025-02-31"),
        ("space.calendar.create", "day", "31.02.2025"),
        ("space.calendar.create", "day", "0001-01-01"),
        ("space.calendar.create", "day", "9999-12-31"),
        ("space.calendar.create", "starts", "25:61"),
        ("space.calendar.create", "ends", "18:00"),
        ("space.calendar.create", "ends_on", "30.02.2025"),
        ("space.calendar.create", "ends_on", "9999-12-31"),
        ("space.calendar.create", "place", "p" * 201),
        ("space.calendar.create", "description", "d" * 5001),
        ("space.calendar.edit", "day", "2025-02-31"),
        ("space.calendar.edit", "starts", "morgens"),
        ("space.calendar.cancel", "reason", "r" * 501),
        ("space.meetings.add", "title", "t" * 161),
        ("space.meetings.add", "minutes", "-1"),
        ("space.meetings.add", "minutes", "zehn"),
        ("space.meetings.edit", "minutes", "601"),
        ("space.meetings.edit", "note", "n" * 2001),
        ("space.people.take_in", "name", "n" * 121),
        ("space.people.take_in", "email", "keine adresse"),
        ("space.settings.edit", "default_time", "25:61"),
        ("space.settings.edit", "contact", "c" * 201),
    ],
)
def test_what_cannot_be_right_is_marked_and_all_that_was_typed_is_kept(
    world, as_speaker, endpoint, name, value
):
    form = {**form_of(world, endpoint, "speaker"), name: value}
    (url,) = addresses(world, endpoint, values_of(world, endpoint))
    before = world.dump()
    response = as_speaker.post(url, data=form)
    assert response.status_code == 422
    assert world.dump() == before
    control = re.search(rf'<(?:input|textarea)[^>]* id="{name}"[^>]*>[^<]*', response.text)
    assert control
    assert 'aria-invalid="true"' in control[0]
    assert f'id="{name}-error"' in response.text
    for other, typed in form.items():
        shown = re.search(rf'<(?:input|textarea|select)[^>]* name="{other}"[^>]*>[^<]*', response.text)
        assert shown, other
        if 'type="radio"' not in shown[0] and not shown[0].startswith("<select"):
            assert html.escape(str(typed)) in shown[0], other


def test_more_than_a_megabyte_is_refused_in_words(world, as_speaker):
    response = as_speaker.post("/ktv/termine/neu", data={"title": "x" * 2_000_000})
    assert response.status_code == 413
    assert "Megabyte" in response.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"title": "x"}', "application/json"),
        (b"\x00\xff", "application/octet-stream"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"title=%FF%00&title=2&=&&;", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="title"; filename="a"\r\n\r\nx\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
    ],
)
def test_a_broken_body_is_no_fault(world, as_speaker, body, kind):
    for path in ("/ktv/termine/neu", "/konto", "/anmelden", "/sprache", "/ktv/angaben/"):
        assert as_speaker.post(path, data=body, content_type=kind).status_code in (302, 400, 413, 422)


@pytest.mark.parametrize(
    "header", ["Accept-Language", "User-Agent", "Referer", "X-Forwarded-For", "Cookie", "Accept"]
)
@pytest.mark.parametrize(
    "value", ["\xff\xfe", "x" * 8000, ";;;q=,,", "http://[", "stadtteilwerk=abc.def.ghi", "\x00"]
)
def test_an_odd_header_is_no_fault(world, as_nobody, header, value):
    assert as_nobody.get("/anmelden", headers={header: value}).status_code in (200, 400)
    form = {"email": PEOPLE["member"].email, "password": PASSWORD}
    assert as_nobody.post("/anmelden", data=form, headers={header: value}).status_code in (302, 400)


# --- 14. nobody learns who has an account

UNKNOWN = "gibtesnicht@demo.example"


class Counting:
    """The hasher, with a note of how often it was asked."""

    def __init__(self, hasher: Any) -> None:
        self.hasher, self.verified = hasher, 0

    def verify(self, *values: str) -> bool:
        self.verified += 1
        return bool(self.hasher.verify(*values))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hasher, name)


def answer(world: World, path: str, form: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """All that somebody from outside can tell of an answer."""
    hasher = Counting(passwords._hasher)
    client = world.client_of("anonymous")
    # The first attempt of a network writes one row more, whoever it is about.
    client.post(path, data={"email": "erstesmal@demo.example", "password": "x"})
    with monkeypatch.context() as patch, queries(world) as asked:
        patch.setattr(passwords, "_hasher", hasher)
        response = client.post(path, data=form)
    text = re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", response.text.replace(form["email"], "ADDRESS"))
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("Set-Cookie", "Content-Length")
    }
    return response.status_code, text, headers, Counter(asked), hasher.verified


@pytest.mark.parametrize("known", ["member", "speaker", "disabled", "invited"])
def test_the_login_answers_the_same_whether_somebody_has_an_account(world, known, monkeypatch):
    wrong = {"password": "nicht-das-richtige"}
    passwords.matches(None, "")  # its first call computes what the others compare with
    for attempt in range(2):
        one = answer(world, "/anmelden", {"email": PEOPLE[known].email, **wrong}, monkeypatch)
        other = answer(world, "/anmelden", {"email": UNKNOWN, **wrong}, monkeypatch)
        assert one == other, attempt
        assert one[-1] == 1


def test_the_right_password_of_a_disabled_account_answers_like_a_wrong_one(world, monkeypatch):
    right = answer(world, "/anmelden", {"email": PEOPLE["disabled"].email, "password": PASSWORD}, monkeypatch)
    wrong = answer(world, "/anmelden", {"email": UNKNOWN, "password": PASSWORD}, monkeypatch)
    assert right == wrong


@pytest.mark.parametrize("known", ["member", "speaker", "disabled", "invited"])
def test_asking_for_a_new_password_answers_the_same_whether_somebody_has_an_account(
    world, known, monkeypatch
):
    for attempt in range(2):
        one = answer(world, "/passwort", {"email": PEOPLE[known].email}, monkeypatch)
        other = answer(world, "/passwort", {"email": UNKNOWN}, monkeypatch)
        assert one == other, attempt
        assert one[0] == 200


# --- 15. guessing


def test_the_ninth_attempt_at_an_account_has_to_wait_even_with_the_right_password(world, as_nobody):
    for _ in range(8):
        assert log_in(as_nobody, "member", "falsch").status_code == 422
    ninth = log_in(as_nobody, "member")
    assert ninth.status_code == 429
    assert 0 < int(ninth.headers["Retry-After"]) <= 15 * 60 + 1
    assert log_in(world.client_of("anonymous"), "member").status_code == 429
    assert log_in(world.client_of("anonymous"), "councillor").status_code == 302
    with clock.frozen(NOW + timedelta(minutes=15)):
        assert log_in(as_nobody, "member").status_code == 302


def test_an_unknown_address_has_to_wait_as_well(world, as_nobody):
    form = {"email": UNKNOWN, "password": "falsch"}
    answers = [as_nobody.post("/anmelden", data=form).status_code for _ in range(9)]
    assert answers == [422] * 8 + [429]


def test_spelling_the_address_differently_gives_no_more_attempts(world, as_nobody):
    for spelling in (
        "member@demo.example",
        "MEMBER@demo.example",
        " member@demo.example ",
        "Member@Demo.Example",
    ) * 2:
        as_nobody.post("/anmelden", data={"email": spelling, "password": "falsch"})
    assert log_in(as_nobody, "member").status_code == 429


def test_many_accounts_from_one_network_have_to_wait(world, as_nobody):
    for number in range(60):
        as_nobody.post("/anmelden", data={"email": f"n{number}@demo.example", "password": ""})
        as_nobody.post("/anmelden", data={"email": f"n{number}@demo.example", "password": "x" * 20})
    assert log_in(as_nobody, "member").status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    form = {"email": PEOPLE["member"].email, "password": PASSWORD}
    assert as_nobody.post("/anmelden", data=form, environ_overrides=elsewhere).status_code == 302


def test_guessing_the_code_has_to_wait_in_every_session(world):
    client = world.client_of("pending")
    for _ in range(6):
        assert client.post("/anmelden/code", data={"code": "000000"}).status_code == 422
    assert client.post("/anmelden/code", data={"code": code_at()}).status_code == 429
    again = world.client_of("anonymous")
    log_in(again, "pending")
    assert again.post("/anmelden/code", data={"code": code_at()}).status_code == 429
    with clock.frozen(NOW + timedelta(minutes=15)):
        assert again.post("/anmelden/code", data={"code": code_at(clock.now())}).status_code == 302


def test_guessing_the_old_password_of_an_open_session_has_to_wait(world, as_speaker):
    form = {"old": "falsch", "password": NEW_PASSWORD}
    answers = [as_speaker.post("/konto/passwort", data=form).status_code for _ in range(9)]
    assert answers == [422] * 8 + [429]


def test_nobody_is_flooded_with_mails_for_a_new_password(world, as_nobody):
    form = {"email": PEOPLE["member"].email}
    answers = [as_nobody.post("/passwort", data=form).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert len(mails(world)) == 3


# --- 16. personal data stays where it belongs


def personal(world: World) -> set[str]:
    with world.app.app_context():
        people = db.session.scalars(sa.select(Person)).all()
        words = {
            word for one in people for word in (one.name, one.email, one.phone, one.name.split()[0]) if word
        }
    return words | {PASSWORD, "Nele", "nele@demo.example", "Neuer Name", "Mira Anders", "mira@demo.example"}


def readable(client: FlaskClient, world: World) -> str:
    """The cookie as anybody reads it who finds it: it is signed, not encrypted."""
    cookie = client.get_cookie("stadtteilwerk")
    signer = SecureCookieSessionInterface().get_signing_serializer(world.app)
    assert signer
    return json.dumps(signer.loads(cookie.value), ensure_ascii=False) if cookie else ""


def do_everything(world: World) -> Iterator[tuple[str, FlaskClient, Any]]:
    """Every form, sent by somebody who may."""
    for endpoint in POSTS:
        cells = OWN[OWN_SPACE, endpoint, "POST"]
        actor = next(actor for actor, cell in cells.items() if cell == "ok")
        for url in addresses(world, endpoint, values_of(world, endpoint)):
            client = world.client_of(actor)
            yield endpoint, client, send(client, "POST", url, form_of(world, endpoint, actor))
        world.restore()


def test_nothing_personal_is_in_the_readable_cookie(world):
    words = personal(world)
    for endpoint, client, _response in do_everything(world):
        cookie = readable(client, world)
        assert not [word for word in words if word in cookie], (endpoint, cookie)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(world, as_nobody):
    cookie = log_in(as_nobody, "member").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("more_settings", [{"PUBLIC_URL": "https://stadtteilwerk.demo.example"}])
def test_behind_https_the_cookie_is_secure(world):
    client = world.client_of("anonymous")
    assert "Secure" in log_in(client, "member").headers["Set-Cookie"]


def test_nothing_personal_is_in_the_log(world, caplog):
    words = personal(world) | {RESET, INVITATION}
    for name in ("app", "flask", "werkzeug", "huey", "flask_wtf"):
        caplog.set_level(logging.DEBUG, name)
    for _ in do_everything(world):
        run_waiting(world.app)
    pages_of(world, world.client_of("office"))
    log_in(world.client_of("anonymous"), "member", "falsch")
    world.client_of("speaker").get("/mitte/")
    written = caplog.text
    assert not [word for word in words if word in written]


@pytest.mark.parametrize("fault", ["OperationalError", "IntegrityError", "DataError"])
def test_nothing_personal_is_in_the_log_when_the_database_fails(world, as_speaker, caplog, fault):
    with world.app.app_context():
        engine = db.engine

    def fail(_cursor: Any, statement: str, _parameters: Any, _context: Any) -> None:
        if statement.startswith("INSERT INTO person"):
            raise getattr(engine.dialect.dbapi, fault)("no luck")

    sa.event.listen(engine, "do_execute", fail)
    response = as_speaker.post("/ktv/menschen/neu", data=form_of(world, "space.people.take_in", "speaker"))
    sa.event.remove(engine, "do_execute", fail)
    assert response.status_code in (500, 503)
    assert "no luck" in caplog.text
    assert not [word for word in personal(world) if word in caplog.text]
    assert "Nele" not in response.text


@pytest.mark.parametrize("actor", ["speaker", "office"])
def test_nothing_personal_is_in_an_address(world, actor):
    words = {quote(word) for word in personal(world)} | {quote(word.lower()) for word in personal(world)}
    for url, page in pages_of(world, world.client_of(actor)).items():
        ours = [link for link in Links(page).found if not link.startswith(("mailto:", "tel:"))]
        assert not [link for link in [url, *ours] for word in words if word in link]


def test_nobody_is_searched_for_in_an_address(world, as_office):
    """What is sent by GET stands in the address, and so in the history of a browser and in the logs of servers."""
    page = as_office.get("/verwaltung/menschen").text
    forms = re.findall(r'<form[^>]*method="get".*?</form>', page, re.S)
    assert not [form for form in forms if 'type="search"' in form or 'type="text"' in form]


# --- 17. production does not start unsafely

SAFE = {
    "STADTTEILWERK_ENV": "production",
    "SECRET_KEY": "s" * 32,
    "PUBLIC_URL": "https://stadtteilwerk.demo.example",
}


@pytest.mark.parametrize(
    ("settings", "environment"),
    [
        ({"SECRET_KEY": ""}, {}),
        ({"SECRET_KEY": "s" * 31}, {}),
        ({"PUBLIC_URL": "http://stadtteilwerk.demo.example"}, {}),
        ({"PUBLIC_URL": ""}, {}),
        ({"PUBLIC_URL": "https://"}, {}),
        ({"PUBLIC_URL": "stadtteilwerk.demo.example"}, {}),
        ({"DEBUG": True}, {}),
        ({}, {"FLASK_DEBUG": "1"}),
        ({}, {"STADTTEILWERK_NOW": "2025-03-05"}),
    ],
)
def test_production_refuses_to_start(database_url, tmp_path, monkeypatch, settings, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MissingSetting):
        create_app({**SAFE, "DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance"), **settings})
    assert not (tmp_path / "instance" / "secret").exists()


def test_production_starts_with_all_that_it_needs(database_url, tmp_path):
    app = create_app({**SAFE, "DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance")})
    client = app.test_client()
    answer = client.get("/healthz", headers={"Host": "stadtteilwerk.demo.example"})
    dispose(app)
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "evil.example"])
def test_production_answers_under_its_own_name_alone(database_url, tmp_path, host):
    app = create_app({**SAFE, "DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance")})
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = app.test_client().get("/healthz", headers={"Host": host})
    finally:
        dispose(app)
    assert answer.status_code == 400


def test_production_is_the_default(tmp_path):
    with pytest.raises(MissingSetting):
        create_app({"INSTANCE": str(tmp_path / "instance")})


# --- headers and pages


class Inline(HTMLParser):
    """What our Content-Security-Policy would refuse in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not (given.get("src") or "").startswith("/")):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if (
                name == "style"
                or name.startswith("on")
                or (value or "").strip().lower().startswith("javascript:")
            ):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("src", "href", "action") and re.match(r"(?:https?:)?//", value or ""):
                self.found.append(f"<{tag} {name}={value}> leads away")


@pytest.mark.parametrize("actor", EVERYBODY)
def test_every_answer_carries_the_headers_and_nothing_inline(world, actor):
    client = world.client_of(actor)
    urls = [url for endpoint in GETS for url in addresses(world, endpoint, values_of(world, endpoint))]
    for url in (*urls, "/gibt-es-nicht", "/ktv/gibt-es-nicht", "/abmelden"):
        response = send(client, "GET", url)
        missing = {name: value for name, value in HEADERS.items() if response.headers.get(name) != value}
        assert not missing, url
        assert "Set-Cookie" not in response.headers or "HttpOnly" in response.headers["Set-Cookie"]
        if "static/" in url:
            assert "no-store" not in response.headers.get("Cache-Control", "")
            continue
        assert response.headers["Cache-Control"] == "no-store", url
        if response.mimetype == "text/html" and response.status_code != 308:  # the router's own words
            assert not Inline(response.text).found, url


def test_the_pages_that_come_back_from_a_form_carry_the_headers_too(world):
    for endpoint, _client, response in do_everything(world):
        assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"], endpoint
        assert response.headers["Cache-Control"] == "no-store", endpoint
        assert not Inline(response.text).found, endpoint


def test_the_page_with_the_picture_for_the_phone_has_nothing_inline(world):
    client = world.client_of("unenrolled")
    client.post("/konto/zweiter-schritt")
    page = client.get("/konto/zweiter-schritt").text
    assert "<svg" in page
    assert not Inline(page).found


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline(world):
    policy = dict(part.strip().partition(" ")[::2] for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert set(" ".join(policy.values()).split()) <= {"'none'", "'self'", "data:"}
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"


def test_behind_https_browsers_are_told_to_stay_there(world, as_nobody):
    answer = as_nobody.get("/anmelden", base_url="https://localhost")
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods_are_not_answered(world, as_office, method):
    before = world.dump()
    for path in ("/ktv/", "/verwaltung/menschen", "/konto", "/anmelden", "/healthz"):
        assert as_office.open(path, method=method).status_code == 405
    headers = {"X-HTTP-Method-Override": "DELETE"}
    as_office.get(f"/verwaltung/menschen/{world.people['member']}", headers=headers)
    assert world.dump() == before


# --- forms of other sites


@WITH_CSRF
def test_no_form_is_taken_without_its_token(world):
    before = world.dump()
    for endpoint in POSTS:
        actor = next(actor for actor, cell in OWN[OWN_SPACE, endpoint, "POST"].items() if cell == "ok")
        (url,) = addresses(world, endpoint, values_of(world, endpoint))
        form = form_of(world, endpoint, actor)
        for token in (None, "", "x", "IjAwIg.aaaaaa.bbbb"):
            sent = form if token is None else form | {"csrf_token": token}
            assert send(world.client_of(actor), "POST", url, sent).status_code == 400, endpoint
    assert world.dump() == before


def token_on(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


@WITH_CSRF
def test_the_login_works_with_its_token_and_not_with_somebody_elses(world, as_nobody):
    form = {"email": PEOPLE["member"].email, "password": PASSWORD}
    elses = token_on(world.client_of("anonymous"), "/anmelden")
    as_nobody.get("/anmelden")
    assert as_nobody.post("/anmelden", data=form | {"csrf_token": elses}).status_code == 400
    token = token_on(as_nobody, "/anmelden")
    assert as_nobody.post("/anmelden", data=form | {"csrf_token": token}).status_code == 302
    assert as_nobody.get("/konto").status_code == 200
    # The token of before the login is not one of after it.
    assert as_nobody.post("/abmelden", data={"csrf_token": token}).status_code == 400
    assert as_nobody.post("/abmelden", data={"csrf_token": token_on(as_nobody, "/konto")}).status_code == 302


# --- the second factor


def test_a_code_works_once(world):
    first, second = world.client_of("anonymous"), world.client_of("anonymous")
    for client in (first, second):
        assert log_in(client, "speaker").status_code == 302
        assert outcome(client, client.get("/konto")) == "code"
    assert first.post("/anmelden/code", data={"code": code_at()}).status_code == 302
    assert first.get("/konto").status_code == 200
    assert second.post("/anmelden/code", data={"code": code_at()}).status_code == 422
    assert (
        second.post("/anmelden/code", data={"code": code_at(NOW - timedelta(seconds=30))}).status_code == 422
    )
    assert outcome(second, second.get("/konto")) == "code"


@pytest.mark.parametrize("seconds", [-90, 90, 3600])
def test_a_code_of_another_time_does_not_work(world, seconds):
    form = {"code": code_at(NOW + timedelta(seconds=seconds))}
    assert world.client_of("pending").post("/anmelden/code", data=form).status_code == 422


def test_a_code_of_somebody_else_does_not_work(world):
    world.change("pending", totp_secret=pyotp.random_base32())
    assert world.client_of("pending").post("/anmelden/code", data={"code": code_at()}).status_code == 422


def test_a_recovery_code_works_once_and_for_its_owner_alone(world):
    with world.app.app_context():
        board = db.session.get_one(Person, world.people["board"])
        board.recovery_codes.clear()
        db.session.commit()
    client = world.client_of("anonymous")
    log_in(client, "board")
    assert client.post("/anmelden/code", data={"code": RECOVERY_CODE}).status_code == 422
    assert (
        world.client_of("pending").post("/anmelden/code", data={"code": RECOVERY_CODE.upper()}).status_code
        == 302
    )
    again = world.client_of("anonymous")
    log_in(again, "pending")
    assert again.post("/anmelden/code", data={"code": RECOVERY_CODE}).status_code == 422


def test_the_office_helps_somebody_who_lost_the_phone(world, as_office):
    as_office.post(f"/verwaltung/menschen/{world.people['speaker']}/zweiter-schritt-entfernen")
    client = world.client_of("anonymous")
    assert log_in(client, "speaker").status_code == 302
    assert urlsplit(client.get("/anmelden/code").headers["Location"]).path == "/konto/zweiter-schritt"
    assert client.get("/ktv/").status_code == 302


def test_without_the_required_second_factor_one_is_led_to_it_and_to_nothing_else(world):
    client = world.client_of("anonymous")
    log_in(client, "unenrolled")
    reached = set()
    for (_space, endpoint, method), cells in OWN.items():
        if cells["anonymous"] == "ok":
            continue
        for url in addresses(world, endpoint, values_of(world, endpoint)):
            if method == "GET":
                response = send(client, "GET", url)
                if outcome(client, response) != "code":
                    reached.add(url)
    assert reached == {"/anmelden/code", "/konto/zweiter-schritt"}


def test_who_sets_the_second_factor_up_is_in_and_gets_the_codes_for_a_lost_phone(world):
    client = world.client_of("unenrolled")
    client.post("/konto/zweiter-schritt")
    secret = world.person("unenrolled").totp_secret
    assert secret
    assert client.post("/konto/zweiter-schritt", data={"code": "000000"}).status_code == 422
    assert outcome(client, client.get("/ktv/")) == "code"
    response = client.post("/konto/zweiter-schritt", data={"code": pyotp.TOTP(secret).at(NOW)})
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", response.text)
    assert len(set(codes)) == RECOVERY_CODES
    assert client.get("/ktv/").status_code == 200
    again = world.client_of("anonymous")
    log_in(again, "unenrolled")
    assert again.post("/anmelden/code", data={"code": codes[0]}).status_code == 302
    assert not set(codes) & set(re.findall(r"\w{5}-\w{5}", repr(world.dump())))


def test_the_password_alone_does_not_replace_a_second_factor_that_is_set_up(world):
    client = world.client_of("pending")
    assert outcome(client, client.get("/konto/zweiter-schritt")) == "code"
    before = world.person("pending").totp_secret
    for path in (
        "/konto/zweiter-schritt",
        "/konto/zweiter-schritt/entfernen",
        "/konto/zweiter-schritt/ersatzcodes",
    ):
        assert outcome(client, client.post(path, data={"password": PASSWORD, "code": code_at()})) == "code"
    assert world.person("pending").totp_secret == before
    assert world.person("pending").has_second_factor


def test_a_new_password_by_mail_does_not_replace_the_second_factor(world, as_nobody):
    as_nobody.post("/passwort", data={"email": PEOPLE["speaker"].email})
    (mail,) = mails(world)
    (path,) = set(re.findall(r"/passwort/[\w-]+", mail.text))
    assert as_nobody.post(path, data={"password": NEW_PASSWORD}).status_code == 302
    log_in(as_nobody, "speaker", NEW_PASSWORD)
    assert outcome(as_nobody, as_nobody.get("/ktv/")) == "code"


def test_an_invitation_sends_nobody_past_the_second_factor(world, as_nobody):
    """Who is invited as speaker sets the second factor up before seeing anything."""
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Membership, world.memberships["invited"]).role = Role.SPEAKER
    as_nobody.post(f"/einladung/{INVITATION}", data={"name": "Inga", "password": NEW_PASSWORD})
    assert outcome(as_nobody, as_nobody.get("/ktv/")) == "code"


def test_every_link_that_opens_an_account_is_of_a_known_purpose(world):
    with world.app.app_context():
        assert {token.purpose.value for token in db.session.scalars(sa.select(AccountToken))} == {
            "invitation",
            "reset",
        }
