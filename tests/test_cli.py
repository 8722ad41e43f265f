"""The commands of the server's console: what they do, and what they say when it does not work."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click.testing
import pytest
import sqlalchemy as sa
from flask import Flask

from app.access import Role
from app.accounts.models import Person
from app.audit import AuditEntry
from app.extensions import db
from app.outbox import MailState, OutgoingMail
from app.spaces.models import Council, District, Membership, Neighbourhood, Space
from app.tenancy import all_spaces
from tests.spaces import city

Freeze = Callable[[datetime], None]
EMAIL = "buero@kreis.example"


class Console:
    """Somebody at the server's console."""

    def __init__(self, app: Flask) -> None:
        self.runner = app.test_cli_runner()

    def _type(self, words: tuple[str, ...]) -> click.testing.Result:
        result = self.runner.invoke(args=list(words))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def does(self, *words: str) -> str:
        """Type a command that works; return what it says."""
        result = self._type(words)
        assert result.exit_code == 0, result.output
        return result.output

    def refuses(self, *words: str) -> str:
        """Type a command that does not; return what it says."""
        result = self._type(words)
        assert result.exit_code != 0
        assert "Error: " in result.output
        return result.output


@pytest.fixture
def console(app: Flask) -> Console:
    return Console(app)


def spaces(app: Flask) -> dict[str, tuple[str, str, str]]:
    """Kind, name and short name of every space by its slug."""
    with app.app_context():
        return {
            one.slug: (one.kind.value, one.name, one.short_name)
            for one in db.session.scalars(sa.select(Space))
        }


def roles(app: Flask) -> list[tuple[str | None, str, Role]]:
    with app.app_context(), all_spaces("the commands' tests") as session:
        rows = session.execute(
            sa.select(Person.email, Space.slug, Membership.role)
            .select_from(Membership)
            .join(Space, Space.id == Membership.space_id)
            .join(Person, Person.id == Membership.person_id)
        )
        return [tuple(row) for row in rows]


def link_in(output: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:5000(/einladung/\S+)", output)
    assert found, output
    return found[1]


def join(app: Flask, link: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    words = {"name": "Olga Ohm", "password": "moewe-fisch-warnow"}
    assert app.test_client().post(link, data=words).status_code == 302


# --- the first account


def test_the_first_account_is_the_office_of_a_county_that_is_made_with_it(
    app: Flask, console: Console
) -> None:
    console.does("user", "create-office", EMAIL)
    assert spaces(app) == {"kreis": ("county", "Kreisverband", "Kreis")}
    assert roles(app) == [(EMAIL, "kreis", Role.OFFICE)]


def test_the_link_that_is_printed_opens_the_account_once(app: Flask, console: Console) -> None:
    link = link_in(console.does("user", "create-office", EMAIL))
    assert app.test_client().get(link).status_code == 200
    join(app, link)
    assert app.test_client().get(link).status_code == 410


def test_the_link_works_for_seven_days(app: Flask, console: Console, freeze: Freeze) -> None:
    now = datetime(2025, 3, 5, 18, tzinfo=UTC)
    freeze(now)
    link = link_in(console.does("user", "create-office", EMAIL))
    freeze(now + timedelta(days=7, seconds=-1))
    assert app.test_client().get(link).status_code == 200
    freeze(now + timedelta(days=7))
    assert app.test_client().get(link).status_code == 410


def test_the_invitation_is_in_the_outbox_as_well(app: Flask, console: Console) -> None:
    link = link_in(console.does("user", "create-office", EMAIL))
    with app.app_context():
        mail = db.session.scalars(sa.select(OutgoingMail)).one()
    assert (mail.kind, mail.address, mail.state) == ("invitation", EMAIL, MailState.QUEUED)
    assert mail.confidential
    assert link in mail.text
    assert link in mail.html


def test_who_lost_the_link_gets_a_new_one_and_the_old_one_ends(app: Flask, console: Console) -> None:
    old = link_in(console.does("user", "create-office", EMAIL))
    new = link_in(console.does("user", "create-office", EMAIL))
    assert app.test_client().get(old).status_code == 410
    assert app.test_client().get(new).status_code == 200
    assert roles(app) == [(EMAIL, "kreis", Role.OFFICE)]


def test_who_has_a_password_is_told_where_to_get_another(app: Flask, console: Console) -> None:
    join(app, link_in(console.does("user", "create-office", EMAIL)))
    output = console.does("user", "create-office", EMAIL)
    assert "http://127.0.0.1:5000/passwort" in output
    assert "/einladung/" not in output


def test_a_member_with_a_password_becomes_the_office(app: Flask, console: Console) -> None:
    with app.app_context():
        db.session.add(Person(name="Marta", email=EMAIL, password_hash="x"))
        db.session.commit()
    console.does("user", "create-office", EMAIL)
    assert roles(app) == [(EMAIL, "kreis", Role.OFFICE)]


def test_an_account_that_is_locked_stays_locked(app: Flask, console: Console) -> None:
    with app.app_context():
        locked = datetime(2025, 1, 1, tzinfo=UTC)
        db.session.add(Person(name="Dörte", email=EMAIL, disabled_at=locked))
        db.session.commit()
    assert "gesperrt" in console.refuses("user", "create-office", EMAIL)
    assert (roles(app), spaces(app)) == ([], {})


def test_a_second_office_joins_the_same_county(app: Flask, console: Console) -> None:
    console.does("user", "create-office", EMAIL)
    console.does("user", "create-office", "zwei@kreis.example", "--name", "Zweite Kraft")
    assert {email for email, _slug, _role in roles(app)} == {EMAIL, "zwei@kreis.example"}
    assert len(spaces(app)) == 1


def test_an_address_is_kept_in_small_letters_and_without_blanks(app: Flask, console: Console) -> None:
    console.does("user", "create-office", "  Buero@Kreis.Example ")
    console.does("user", "create-office", EMAIL)
    assert roles(app) == [(EMAIL, "kreis", Role.OFFICE)]


@pytest.mark.parametrize(
    "email", ["", "buero", "buero@", "zwei worte@kreis.example", "a@kreis.example\nBcc: b@kreis.example"]
)
def test_what_is_no_address_is_refused(app: Flask, console: Console, email: str) -> None:
    assert "keine E-Mail-Adresse" in console.refuses("user", "create-office", email)
    assert spaces(app) == {}


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "Zwei\nZeilen"])
def test_a_name_that_is_none_is_refused(app: Flask, console: Console, name: str) -> None:
    console.refuses("user", "create-office", EMAIL, "--name", name)
    assert spaces(app) == {}


def test_what_the_console_does_stands_in_the_audit_log_without_a_person(app: Flask, console: Console) -> None:
    console.does("user", "create-office", EMAIL)
    with app.app_context():
        entries = db.session.execute(sa.select(AuditEntry.action, AuditEntry.actor_id)).all()
    assert {tuple(entry) for entry in entries} == {
        ("space.created", None),
        ("person.added", None),
        ("membership.began", None),
        ("person.invited", None),
    }


# --- spaces


def test_spaces_are_created_and_listed(app: Flask, console: Console) -> None:
    console.does("space", "create", "county", "kreis", "Kreisverband Rostock", "--short-name", "Kreis")
    console.does("space", "create", "district", "ktv", "Kröpeliner-Tor-Vorstadt")
    console.does("space", "create", "group", "wahlaktiv", "Wahlaktiv")
    assert spaces(app) == {
        "kreis": ("county", "Kreisverband Rostock", "Kreis"),
        "ktv": ("district", "Kröpeliner-Tor-Vorstadt", "Kröpeliner-Tor-Vorstadt"),
        "wahlaktiv": ("group", "Wahlaktiv", "Wahlaktiv"),
    }
    lines = [line.split()[:2] for line in console.does("space", "list").splitlines()]
    assert lines == [["county", "kreis"], ["district", "ktv"], ["group", "wahlaktiv"]]


def test_an_empty_list_of_spaces_is_empty(console: Console) -> None:
    assert console.does("space", "list") == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["district", "kreis", "Anderer"], "schon ein anderer"),
        (["county", "kreis-zwei", "Zweiter"], "schon einen Kreisverband"),
        (["district", "anmelden", "Anmelden"], "braucht das Programm selbst"),
        (["district", "Große Straße", "Name"], "kleine Buchstaben"),
        (["district", "a--b", "Name"], "kleine Buchstaben"),
        (["district", "", "Name"], "Adresse nennen"),
        (["district", "x" * 61, "Name"], "60 Zeichen"),
        (["district", "neu-eins", " "], "Namen nennen"),
        (["district", "neu-eins", "x" * 121], "120 Zeichen"),
        (["district", "neu-eins", "Name", "--short-name", "x" * 41], "40 Zeichen"),
        (["verein", "neu-eins", "Name"], "verein"),
        (["district", "neu-eins"], "NAME"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_space_that_may_not_be_is_not_created(
    app: Flask, console: Console, words: list[str], says: str
) -> None:
    console.does("space", "create", "county", "kreis", "Kreisverband")
    assert says in console.refuses("space", "create", *words)
    assert list(spaces(app)) == ["kreis"]


@pytest.fixture
def district(app: Flask, console: Console) -> Console:
    """A console of a server with the county and one district."""
    console.does("space", "create", "county", "kreis", "Kreisverband")
    console.does("space", "create", "district", "ktv", "Kröpeliner-Tor-Vorstadt", "--short-name", "KTV")
    return console


def test_a_space_gets_another_name_and_keeps_the_rest(app: Flask, district: Console) -> None:
    district.does("space", "rename", "ktv", "Kröpeliner Tor")
    assert spaces(app)["ktv"] == ("district", "Kröpeliner Tor", "KTV")


def test_a_space_gets_another_address(app: Flask, district: Console) -> None:
    district.does("space", "rename", "ktv", "Kröpeliner Tor", "--new-slug", "tor", "--short-name", "Tor")
    assert spaces(app)["tor"] == ("district", "Kröpeliner Tor", "Tor")
    assert "ktv" not in spaces(app)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["gibt-es-nicht", "Name"], "flask space list"),
        (["ktv", "Name", "--new-slug", "kreis"], "schon ein anderer"),
        (["ktv", "Name", "--new-slug", "verwaltung"], "braucht das Programm selbst"),
        (["ktv", "Name", "--new-slug", "K T V"], "kleine Buchstaben"),
        (["ktv", ""], "Namen nennen"),
        (["ktv", "x" * 121], "120 Zeichen"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_renaming_that_may_not_be_changes_nothing(
    app: Flask, district: Console, words: list[str], says: str
) -> None:
    before = spaces(app)
    assert says in district.refuses("space", "rename", *words)
    assert spaces(app) == before


def test_a_space_is_closed_once(district: Console) -> None:
    district.does("space", "close", "ktv")
    assert "(geschlossen)" in district.does("space", "list")
    assert "schon geschlossen" in district.refuses("space", "close", "ktv")


def test_the_county_and_unknown_spaces_are_not_closed(app: Flask, district: Console) -> None:
    assert "Kreisverband" in district.refuses("space", "close", "kreis")
    assert "flask space list" in district.refuses("space", "close", "gibt-es-nicht")
    assert "geschlossen" not in district.does("space", "list")


# --- councils


@pytest.fixture
def city_file(tmp_path: Path) -> Path:
    file = tmp_path / "councils.json"
    file.write_text(json.dumps(city.councils()), "utf-8")
    return file


@pytest.fixture
def with_councils(district: Console, city_file: Path) -> Console:
    """A console of a server with a city of four councils."""
    district.does("councils", "import", str(city_file))
    return district


def in_districts(app: Flask) -> dict[int, str | None]:
    """The slug of the district that each council belongs to."""
    with app.app_context():
        rows = sa.select(Council.number, Space.slug).outerjoin(Space, Space.id == Council.district_id)
        return {row.number: row.slug for row in db.session.execute(rows)}


def geography(app: Flask) -> list[Any]:
    with app.app_context():
        return [
            tuple(row)
            for table in (Council.__table__, Neighbourhood.__table__)
            for row in db.session.execute(sa.select(table).order_by(table.c.id))
        ]


def test_an_import_of_councils_says_what_it_did(app: Flask, district: Console, city_file: Path) -> None:
    output = district.does("councils", "import", str(city_file))
    assert "Ortsbeiräte: 4 neu" in output
    assert "Nachbarschaften: 4 neu" in output
    assert sorted(in_districts(app)) == [1, 2, 3, 4]
    assert "0 neu, 0 geändert, 0 entfernt, 4 unverändert" in district.does(
        "councils", "import", str(city_file)
    )


def test_a_wrong_file_of_councils_changes_nothing_and_names_the_record(
    app: Flask, with_councils: Console, city_file: Path
) -> None:
    before = geography(app)
    content = copy.deepcopy(city.councils())
    city.council(content, 1)["name"] = "Anders"
    city.council(content, 3)["sitze_schaetzung"] = "viele"
    city_file.write_text(json.dumps(content), "utf-8")
    output = with_councils.refuses("councils", "import", str(city_file))
    assert "Nichts wurde geändert." in output
    assert "Ortsbeirat 3" in output
    assert "sitze_schaetzung" in output
    assert geography(app) == before


@pytest.mark.parametrize("command", [["councils", "import"], ["districts", "import-outlines"]])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"{}"])
def test_what_is_no_such_file_at_all_is_refused(
    app: Flask, with_councils: Console, tmp_path: Path, command: list[str], content: bytes
) -> None:
    before = geography(app)
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    assert "Nichts wurde geändert." in with_councils.refuses(*command, str(file))
    assert geography(app) == before


@pytest.mark.parametrize("command", [["councils", "import"], ["districts", "import-outlines"]])
def test_a_file_that_is_not_there_or_a_folder_is_refused(
    with_councils: Console, tmp_path: Path, command: list[str]
) -> None:
    assert "does not exist" in with_councils.refuses(*command, str(tmp_path / "nothing.json"))
    assert "is a directory" in with_councils.refuses(*command, str(tmp_path))


def test_outlines_are_imported(app: Flask, with_councils: Console, tmp_path: Path) -> None:
    file = tmp_path / "outlines.geojson"
    file.write_text(json.dumps(city.outlines()), "utf-8")
    with_councils.does("districts", "import-outlines", str(file))
    with app.app_context():
        outlines = db.session.scalars(sa.select(Council.outline)).all()
    assert [outline["type"] for outline in outlines if outline] == ["Polygon"] * 4


def test_a_wrong_file_of_outlines_changes_nothing_and_names_the_record(
    app: Flask, with_councils: Console, tmp_path: Path
) -> None:
    before = geography(app)
    content = city.outlines()
    content["features"][2]["geometry"]["coordinates"][0].pop()
    file = tmp_path / "outlines.geojson"
    file.write_text(json.dumps(content), "utf-8")
    output = with_councils.refuses("districts", "import-outlines", str(file))
    assert "Nichts wurde geändert." in output
    assert "Mühlenviertel" in output
    assert "nicht geschlossen" in output
    assert geography(app) == before


def test_councils_are_assigned_to_a_district(app: Flask, with_councils: Console) -> None:
    with_councils.does("space", "assign", "ktv", "1", "2")
    assert in_districts(app) == {1: "ktv", 2: "ktv", 3: None, 4: None}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["ktv", "1", "77"], "Ortsbeirat 77"),
        (["kreis", "1"], "gehören zu einem Stadtteilverband"),
        (["gibt-es-nicht", "1"], "flask space list"),
        (["ktv", "eins"], "eins"),
        (["ktv", str(2**70)], "range"),
        (["ktv"], "NUMBERS"),
        (["alt", "1"], "geschlossen"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_wrong_assignment_changes_nothing(
    app: Flask, with_councils: Console, words: list[str], says: str
) -> None:
    with_councils.does("space", "create", "district", "alt", "Altes Viertel")
    with_councils.does("space", "close", "alt")
    assert says in with_councils.refuses("space", "assign", *words)
    assert set(in_districts(app).values()) == {None}


def test_a_district_with_councils_is_closed_after_they_have_another(
    app: Flask, with_councils: Console
) -> None:
    with_councils.does("space", "create", "district", "mitte", "Stadtmitte")
    with_councils.does("space", "assign", "ktv", "1")
    assert "gehören noch Ortsbeiräte" in with_councils.refuses("space", "close", "ktv")
    with_councils.does("space", "assign", "mitte", "1")
    with_councils.does("space", "close", "ktv")


# --- the demo


def test_the_demo_says_who_can_log_in(app: Flask, console: Console) -> None:
    output = console.does("demo")
    assert "buero@demo.example" in output
    assert "rostock-demo-2024" in output
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(District.id))) == 15


def test_the_demo_refuses_a_database_in_which_somebody_works(app: Flask, district: Console) -> None:
    assert "nur eine leere" in district.refuses("demo")
    assert list(spaces(app)) == ["kreis", "ktv"]


def test_the_demo_refuses_in_production(app: Flask, console: Console) -> None:
    app.config["STADTTEILWERK_ENV"] = "production"
    assert "Im Betrieb" in console.refuses("demo")
    assert spaces(app) == {}


# --- the worker


def test_the_worker_can_look_once(app: Flask, console: Console) -> None:
    console.does("user", "create-office", EMAIL)
    console.does("worker", "--once")
    with app.app_context():
        assert db.session.scalars(sa.select(OutgoingMail.state)).one() is MailState.SENT
    files = list((app.config["INSTANCE"] / "mail").iterdir())
    assert [file.name.split("-")[1] for file in files] == ["invitation.eml"]
