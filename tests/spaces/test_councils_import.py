"""`flask councils import`: a wrong file changes nothing and says which record and why."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock
from app.extensions import db
from app.spaces.import_files import LARGEST_FILE
from app.spaces.models import Council, District, Neighbourhood
from tests.spaces import city
from tests.spaces.city import council, neighbour, real_or
from tests.spaces.conftest import Imports

Content = dict[str, Any]


@pytest.fixture
def content() -> Content:
    """A file that is in order."""
    return city.councils()


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


# --- what is in order


def test_the_file_of_the_city_is_imported_with_all_its_pairs(imports: Imports, app: Flask) -> None:
    content = real_or(city.COUNCILS_FILE, city.councils())
    imports.accepted(content)
    assert count(app, Council) == len(content["ortsbeiraete"])
    sides = sum(len(one["nachbarn"]) for one in content["ortsbeiraete"])
    assert count(app, Neighbourhood) == sides // 2


def test_a_second_import_of_the_same_file_changes_nothing(imports: Imports) -> None:
    content = real_or(city.COUNCILS_FILE, city.councils())
    assert not imports.accepted(content).nothing_new
    again = imports.accepted(content)
    assert again.nothing_new
    assert again.notes == []


def test_a_council_has_what_the_file_says(imports: Imports, content: Content) -> None:
    imports.accepted(content)
    stored = imports.council(2)
    assert (stored.name, stored.areas, stored.electoral_area) == ("Hafen/Speicher", ["Hafen/Speicher"], 1)
    assert stored.inhabitants == {"2021": 1002, "2022": 1102, "2023": 1202}
    assert (stored.seats, stored.seats_are_estimated) == (9, True)
    assert stored.valid_from == clock.today()


def test_a_new_name_makes_the_former_one_an_alias(imports: Imports, content: Content) -> None:
    imports.accepted(content)
    council(content, 2)["name"] = council(content, 2)["kurzname"] = "Hafen-Speicher"
    report = imports.accepted(content)
    assert imports.council(2).aliases == ["Hafen/Speicher"]
    assert report.parts[0].changed == ["Ortsbeirat 2 (Hafen-Speicher): Name, Kurzname"]


def test_a_name_that_comes_back_is_no_alias_of_itself(imports: Imports, content: Content) -> None:
    for name in ("Hafen/Speicher", "Hafenviertel", "Hafen/Speicher"):
        council(content, 2)["name"] = council(content, 2)["kurzname"] = name
        imports.accepted(content)
    assert imports.council(2).aliases == ["Hafenviertel"]


def test_a_newer_file_keeps_the_inhabitants_of_older_years(imports: Imports, content: Content) -> None:
    imports.accepted(content)
    del council(content, 1)["einwohner_2021_2023"]
    council(content, 1)["einwohner_2024"] = 1333
    imports.accepted(content)
    assert imports.council(1).inhabitants == {"2021": 1001, "2022": 1101, "2023": 1201, "2024": 1333}


def test_an_estimate_does_not_replace_a_confirmed_number_of_seats(imports: Imports, content: Content) -> None:
    del council(content, 1)["sitze_schaetzung"]
    council(content, 1)["sitze"] = 11
    imports.accepted(content)
    report = imports.accepted(city.councils())
    assert (imports.council(1).seats, imports.council(1).seats_are_estimated) == (11, False)
    assert "bleibt bei 11 Sitzen" in report.notes[0]


def test_an_import_leaves_a_council_with_its_district(imports: Imports, app: Flask, content: Content) -> None:
    imports.accepted(content)
    with app.app_context():
        nord = District(slug="nordend", name="Nordend", short_name="Nordend")
        nord.councils = list(db.session.scalars(sa.select(Council).where(Council.number == 1)))
        db.session.add(nord)
        db.session.commit()
        district_id = nord.id
    council(content, 1)["wahlbereich"] = 2
    imports.accepted(content)
    assert imports.council(1).district_id == district_id


def test_a_council_that_the_file_lacks_stays_with_its_pairs(
    imports: Imports, app: Flask, content: Content
) -> None:
    imports.accepted(content)
    content["ortsbeiraete"] = [one for one in content["ortsbeiraete"] if one["nr"] != 4]
    for one in content["ortsbeiraete"]:
        one["nachbarn"] = [other for other in one["nachbarn"] if other["nr"] != 4]
    report = imports.accepted(content)
    assert report.notes == ["Ortsbeirat 4 (Süd) steht nicht in der Datei und bleibt."]
    assert count(app, Neighbourhood) == 4


def test_a_border_that_is_gone_is_removed(imports: Imports, app: Flask, content: Content) -> None:
    imports.accepted(content)
    council(content, 1)["nachbarn"].remove(neighbour(content, 1, 2))
    council(content, 2)["nachbarn"].remove(neighbour(content, 2, 1))
    assert imports.accepted(content).parts[1].removed == ["Nordend – Hafen/Speicher"]
    assert count(app, Neighbourhood) == 3


def test_a_council_of_the_past_is_not_taken_for_one_of_today(
    imports: Imports, app: Flask, content: Content
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with app.app_context():
        db.session.add(
            Council(number=1, name="Alt", short_name="Alt", seats=9,
                    valid_from=yesterday - timedelta(days=900), valid_until=yesterday)
        )  # fmt: skip
        db.session.commit()
    assert len(imports.accepted(content).parts[0].added) == 4
    with app.app_context():
        names = db.session.scalars(sa.select(Council.name).where(Council.number == 1).order_by(Council.id))
        assert list(names) == ["Alt", "Nordend"]


def test_the_report_says_what_was_added_changed_and_left(imports: Imports, content: Content) -> None:
    imports.accepted(content)
    neighbour(content, 1, 2)["grenze_m"] = neighbour(content, 2, 1)["grenze_m"] = 950
    assert imports.accepted(content).lines() == [
        "Ortsbeiräte: 0 neu, 0 geändert, 0 entfernt, 4 unverändert",
        "Nachbarschaften: 0 neu, 1 geändert, 0 entfernt, 3 unverändert",
        "  geändert: Nordend – Hafen/Speicher",
    ]


# --- wrong files


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "kein gültiges JSON"),
        (b'{"ortsbeiraete": [', "Zeile 1, Zeichen 19"),
        ('{"ortsbeiraete": "Süd"}'.encode("latin-1"), "nicht in UTF-8"),
        ("ü".encode("utf-16"), "nicht in UTF-8"),
        (b"[" * 100_000, "kein JSON, das sich lesen lässt"),
        (b'{"nr": ' + b"9" * 5000 + b"}", "kein JSON, das sich lesen lässt"),
        (b'{"nr": NaN}', "NaN ist keine Zahl"),
        (b'{"nr": 1, "nr": 2}', "„nr“ steht zweimal im selben Eintrag"),
        (b"[]", "keine Liste „ortsbeiraete“"),
        (b'{"ortsbeiraete": []}', "keine Liste „ortsbeiraete“"),
        (b'{"ortsbeiraete": {"nr": 1}}', "keine Liste „ortsbeiraete“"),
        (b'{"ortsbeiraete": ["Nordend"]}', "Eintrag 1: „Nordend“ ist kein Ortsbeirat"),
    ],
)
def test_what_is_no_file_of_councils_is_refused(imports: Imports, content: bytes, reason: str) -> None:
    assert reason in imports.refused(content)


def test_a_file_of_200_megabytes_is_refused_unread(imports: Imports, tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as target:
        os.truncate(target.fileno(), 200 * 1024 * 1024)
    assert f"größer als {LARGEST_FILE // 1024**2} MB" in imports.refused(huge)


@pytest.mark.parametrize("path", ["/dev/zero", "/", "/nowhere/at/all.json"])
def test_what_is_not_a_file_is_refused(imports: Imports, path: str) -> None:
    assert "keine Datei" in imports.refused(Path(path))


def test_a_file_with_a_byte_order_mark_is_read(imports: Imports, content: Content) -> None:
    assert imports.accepted(b"\xef\xbb\xbf" + json.dumps(content).encode()).parts[0].added


# --- wrong records: each names the council and says why


@pytest.mark.parametrize(
    "key",
    ["name", "kurzname", "ortsteile", "wahlbereich", "sitze_schaetzung", "label_point", "nachbarn"],
)
def test_a_missing_key_is_named_with_its_council(imports: Imports, content: Content, key: str) -> None:
    del council(content, 3)[key]
    messages = imports.refused(content)
    assert f"„{key}“ fehlt" in messages
    assert "Ortsbeirat 3" in messages


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("name", 7, "erlaubt ist ein Text"),
        ("name", "", "ist leer"),
        ("name", "x" * 201, "hat 201 Zeichen"),
        ("name", "Süd\nNord", "Zeichen, die in keinen Namen gehören"),
        ("name", "\ud800", "Zeichen, die in keinen Namen gehören"),
        ("kurzname", "x" * 61, "hat 61 Zeichen"),
        ("kurzname", "\x1b[2J", "Zeichen, die in keinen Namen gehören"),
        ("ortsteile", "Süd", "erlaubt ist eine Liste"),
        ("ortsteile", [], "hat 0 Einträge"),
        ("ortsteile", ["Süd", None], "(Eintrag 2) ist null"),
        ("wahlbereich", "1", "erlaubt ist eine ganze Zahl"),
        ("wahlbereich", 0, "erlaubt ist eine ganze Zahl"),
        ("sitze_schaetzung", 9.5, "ist 9.5"),
        ("sitze_schaetzung", True, "ist true"),
        ("sitze_schaetzung", 2**70, "erlaubt ist eine ganze Zahl von 1 bis 99"),
        ("einwohner_2021_2023", [1, 2], "hat 2 Einträge; erlaubt sind 3"),
        ("einwohner_2021_2023", [1, 2, -3], "(Eintrag 3) ist -3"),
        ("einwohner_2024_2022", [1, 2, 3], "in falscher Reihenfolge"),
        ("label_point", [54.05, 12.05], "liegt nicht in Deutschland"),
        ("label_point", [12.05], "Länge und Breite als zwei Zahlen"),
        ("label_point", ["12", "54"], "erlaubt sind Zahlen"),
        ("label_point", [10**400, 54], "viel zu groß"),
        ("nachbarn", {"nr": 1}, "erlaubt ist eine Liste"),
        ("nachbarn", [4], "erlaubt sind Einträge mit „nr“ und „grenze_m“"),
    ],
)
def test_a_wrong_value_is_named_with_its_council(
    imports: Imports, content: Content, key: str, value: object, reason: str
) -> None:
    council(content, 3)[key] = value
    message = next(line for line in imports.refused(content).splitlines() if f"„{key}“" in line)
    assert message.startswith("Ortsbeirat 3")
    assert reason in message
    assert message.isprintable()


@pytest.mark.parametrize("number", [0, -3, 1000, 2**70, "3", 3.0, True, None])
def test_an_absurd_number_is_named_with_its_place_in_the_file(
    imports: Imports, content: Content, number: object
) -> None:
    council(content, 3)["nr"] = number
    messages = imports.refused(content)
    assert messages.startswith("Eintrag 3 (Mühlenviertel): „nr“ ist")
    assert len(messages.splitlines()) == 1


def test_two_councils_with_one_number_are_refused(imports: Imports, content: Content) -> None:
    council(content, 3)["nr"] = 2
    assert "Ortsbeirat 2 (Mühlenviertel): Die Nummer 2 hat schon Ortsbeirat 2 (Hafen/Speicher)." in (
        imports.refused(content)
    )


def test_two_councils_with_one_name_are_refused(imports: Imports, content: Content) -> None:
    council(content, 3)["name"] = "SÜD"
    assert "Ortsbeirat 4 (Süd): Den Namen „Süd“ hat schon Ortsbeirat 3 (Mühlenviertel)." in (
        imports.refused(content)
    )


def test_all_problems_are_said_at_once(imports: Imports, content: Content) -> None:
    del council(content, 1)["name"]
    council(content, 2)["wahlbereich"] = -1
    neighbour(content, 3, 4)["grenze_m"] = 1
    messages = imports.refused(content)
    assert [line.split(" (")[0] for line in messages.splitlines()] == [
        "Ortsbeirat 1",
        "Ortsbeirat 2",
        "Ortsbeirat 3",
    ]


def test_a_wrong_file_leaves_what_an_earlier_one_brought(imports: Imports, content: Content) -> None:
    imports.accepted(content)
    council(content, 1)["name"] = "Ganz neu"
    council(content, 4)["name"] = ""
    imports.refused(content)
    assert imports.council(1).name == "Nordend"


# --- wrong neighbours


def test_an_unknown_neighbour_is_refused(imports: Imports, content: Content) -> None:
    council(content, 3)["nachbarn"].append({"nr": 77, "grenze_m": 5, "wasser": None})
    assert imports.refused(content) == (
        "Ortsbeirat 3 (Mühlenviertel): Nachbar 77 kommt in der Datei nicht als Ortsbeirat vor."
    )


def test_a_one_sided_neighbourhood_is_refused(imports: Imports, content: Content) -> None:
    council(content, 3)["nachbarn"].remove(neighbour(content, 3, 4))
    assert imports.refused(content) == (
        "Ortsbeirat 4 (Süd): Die Nachbarschaft ist einseitig: Ortsbeirat 3 (Mühlenviertel) nennt sie nicht."
    )


def test_a_border_that_differs_on_its_sides_is_refused(imports: Imports, content: Content) -> None:
    neighbour(content, 1, 2)["grenze_m"] = 901
    assert imports.refused(content) == (
        "Ortsbeirat 1 (Nordend): Die Grenze zu Ortsbeirat 2 (Hafen/Speicher) ist hier 901 m lang, dort 900 m."
    )


def test_water_that_only_one_side_sees_is_refused(imports: Imports, content: Content) -> None:
    neighbour(content, 1, 3)["wasser"] = None
    assert "steht für „wasser“ hier nichts, dort „Bach“" in imports.refused(content)


@pytest.mark.parametrize("border", [-1, 10**6, "900", 1.5, None])
def test_an_absurd_border_is_refused(imports: Imports, content: Content, border: object) -> None:
    neighbour(content, 1, 2)["grenze_m"] = border
    assert "Ortsbeirat 1 (Nordend), Nachbar 2: „grenze_m“ ist" in imports.refused(content)


def test_a_neighbour_named_twice_is_refused(imports: Imports, content: Content) -> None:
    council(content, 1)["nachbarn"].append(neighbour(content, 1, 2))
    assert "Ortsbeirat 1 (Nordend): Nachbar 2 steht 2-mal" in imports.refused(content)


def test_a_council_is_not_its_own_neighbour(imports: Imports, content: Content) -> None:
    council(content, 1)["nachbarn"].append({"nr": 1, "grenze_m": 5, "wasser": None})
    assert "Ortsbeirat 1 (Nordend): Der Ortsbeirat steht als sein eigener Nachbar" in imports.refused(content)
