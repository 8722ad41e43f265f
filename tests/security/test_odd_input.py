"""Odd input gets a sentence, never a fault."""

from __future__ import annotations

import html
import itertools
import re
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.accounts.models import ThrottleCount
from app.extensions import db
from tests.access_table import OWN, OWN_SPACE
from tests.people import (
    PASSWORD,
    PEOPLE,
)
from tests.security.walking import text_fields
from tests.test_access import POSTS, addresses, form_of, send, values_of

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
                # 405: another method has a view of its own at this address, and the router looks no further.
                assert response.status_code == 404 or (
                    method == "POST" and response.status_code == 405 and "GET" in response.headers["Allow"]
                ), f"{method} {url} with {odd}"


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
                 "/verwaltung/postausgang", "/verwaltung/verlauf", "/kalender/", "/kalender/2025/3", "/kalender/2025",
                 "/kalender/oeffentlich", "/kalender/stammtische"):  # fmt: skip
        query = "&".join(
            f"{name}={odd}"
            for name in (
                "seite",
                "suche",
                "stand",
                "bereich",
                "art",
                "next",
                "role",
                "nachbarschaft",
                "feiertage",
            )
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
        assert response.status_code in (200, 302, 303, 400, 404, 409, 410, 413, 422), (
            f"{url}: {name} is {odd}"
        )
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
