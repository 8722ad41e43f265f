"""`flask districts import-outlines`: outlines go to the right council, and a wrong file changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from app.spaces.outlines import import_outlines, spelling
from tests.spaces import city
from tests.spaces.city import real_or
from tests.spaces.conftest import Imports

Content = dict[str, Any]


@pytest.fixture
def with_councils(imports: Imports) -> Imports:
    """The councils of the small city, imported."""
    imports.accepted(city.councils())
    return imports


@pytest.fixture
def content() -> Content:
    """A file that is in order."""
    return city.outlines()


def feature(content: Content, number: int) -> Content:
    found: Content = next(one for one in content["features"] if one["properties"]["nr"] == number)
    return found


def test_the_file_of_the_city_brings_every_council_its_outline(imports: Imports) -> None:
    councils = real_or(city.COUNCILS_FILE, city.councils())["ortsbeiraete"]
    imports.accepted({"ortsbeiraete": councils})
    # Real outlines go with real councils only.
    outlines = real_or(city.OUTLINES_FILE, city.outlines()) if len(councils) > 4 else city.outlines()
    report = imports.accepted(outlines, import_outlines)
    assert len(report.parts[0].added) == len(councils)
    assert report.notes == []


def test_a_second_import_of_the_same_outlines_changes_nothing(
    with_councils: Imports, content: Content
) -> None:
    with_councils.accepted(content, import_outlines)
    assert with_councils.accepted(content, import_outlines).nothing_new


def test_an_outline_is_stored_as_a_geojson_geometry(with_councils: Imports, content: Content) -> None:
    with_councils.accepted(content, import_outlines)
    assert with_councils.council(1).outline == {"type": "Polygon", "coordinates": city.square(1)}


def test_an_area_in_several_parts_is_stored(with_councils: Imports, content: Content) -> None:
    parts = [city.square(1), city.square(2)]
    feature(content, 1)["geometry"] = {"type": "MultiPolygon", "coordinates": parts}
    with_councils.accepted(content, import_outlines)
    assert with_councils.council(1).outline == {"type": "MultiPolygon", "coordinates": parts}


def test_heights_are_dropped(with_councils: Imports, content: Content) -> None:
    ring = [[*point, 12.5] for point in city.square(1)[0]]
    feature(content, 1)["geometry"]["coordinates"] = [ring]
    with_councils.accepted(content, import_outlines)
    assert with_councils.council(1).outline == {"type": "Polygon", "coordinates": city.square(1)}


@pytest.mark.parametrize(
    "properties",
    [
        {"nr": "2"},
        {"nummer": "02"},
        {"name": "Hafen-Speicher"},
        {"kurzname": "hafen, SPEICHER"},
        {"name": "Ortsbeirat Hafen und Speicher"},
        {"nr": 2, "name": "Hafen – Speicher"},
    ],
)
def test_a_council_is_found_by_number_or_by_a_name_in_another_spelling(
    with_councils: Imports, content: Content, properties: Content
) -> None:
    feature(content, 2)["properties"] = properties
    with_councils.accepted(content, import_outlines)
    assert with_councils.council(2).outline is not None


def test_a_council_is_found_by_a_former_name(with_councils: Imports, content: Content) -> None:
    renamed = city.councils()
    city.council(renamed, 2)["name"] = city.council(renamed, 2)["kurzname"] = "Altstadt"
    with_councils.accepted(renamed)
    del feature(content, 2)["properties"]["nr"]
    with_councils.accepted(content, import_outlines)
    assert with_councils.council(2).outline is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gartenstadt-Stadtweide", "Gartenstadt/Stadtweide"),
        ("Kröpeliner Tor-Vorstadt", "KROEPELINER-TOR-VORSTADT"),
        ("Dierkow-Ost, Dierkow-West", "Dierkow-Ost/Dierkow-West"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


def test_different_names_stay_different() -> None:
    assert spelling("Dierkow-Ost") != spelling("Dierkow-West")


def test_councils_without_an_outline_in_the_file_are_named(with_councils: Imports, content: Content) -> None:
    content["features"].pop()
    report = with_councils.accepted(content, import_outlines)
    assert report.notes == ["Ortsbeirat 4 (Süd) steht nicht in der Datei und bleibt."]


def test_outlines_come_after_councils(imports: Imports, content: Content) -> None:
    assert "flask councils import" in imports.refused(content, import_outlines)


@pytest.mark.parametrize("content", [b"[]", b'{"features": []}', b'{"features": {"nr": 1}}', b"\xff"])
def test_what_is_no_collection_of_outlines_is_refused(with_councils: Imports, content: bytes) -> None:
    assert with_councils.refused(content, import_outlines)


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({}, "Fläche 2: Es fehlt, zu welchem Ortsbeirat die Fläche gehört"),
        (None, "Fläche 2: Es fehlt, zu welchem Ortsbeirat die Fläche gehört"),
        ({"nr": 77}, "Fläche 2 (77): Einen Ortsbeirat mit der Nummer 77 gibt es heute nicht"),
        ({"nr": [2]}, "Einen Ortsbeirat mit der Nummer [2] gibt es heute nicht"),
        ({"name": "Wolkental"}, "Fläche 2 (Wolkental): Mit dem Namen „Wolkental“ gibt es heute keinen"),
        ({"nr": 2, "name": "Süd"}, "Fläche 2 (Süd): Die Nummer 2 hat bei uns Ortsbeirat 2 (Hafen/Speicher)"),
        ({"nr": 3}, "Der Umriss liegt nicht da, wo Ortsbeirat 3 (Mühlenviertel) liegt"),
        ({"nr": 1, "name": "Nordend"}, "Für Ortsbeirat 1 (Nordend) steht schon ein Umriss in der Datei"),
    ],
)
def test_a_feature_of_no_or_of_another_council_is_refused(
    with_councils: Imports, content: Content, properties: object, reason: str
) -> None:
    content["features"][1]["properties"] = properties
    assert reason in with_councils.refused(content, import_outlines)


SQUARE = city.square(2)[0]


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "Die Form ist null"),
        ({"type": "Point", "coordinates": [12.0, 54.0]}, "Die Form ist „Point“"),
        ({"type": "Polygon"}, "„coordinates“ ist null"),
        ({"type": "Polygon", "coordinates": []}, "hat 0 Einträge"),
        ({"type": "Polygon", "coordinates": [SQUARE[:3]]}, "hat 3 Einträge"),
        ({"type": "Polygon", "coordinates": [SQUARE[:4]]}, "nicht geschlossen"),
        ({"type": "Polygon", "coordinates": [[SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[0]]]}, "keine Fläche"),
        ({"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in SQUARE]]}, "nicht in Deutschland"),
        ({"type": "Polygon", "coordinates": [[[312_000, 6_000_000]] * 4]}, "nicht in Deutschland"),
        ({"type": "Polygon", "coordinates": [[["12", "54"]] * 4]}, "erlaubt sind Zahlen"),
        ({"type": "MultiPolygon", "coordinates": [SQUARE]}, "(Eintrag 1) hat 2 Einträge"),
    ],
)
def test_a_geometry_that_cannot_be_drawn_is_refused(
    with_councils: Imports, content: Content, geometry: object, reason: str
) -> None:
    feature(content, 2)["geometry"] = geometry
    message = with_councils.refused(content, import_outlines)
    assert message.startswith("Fläche 2 (Hafen/Speicher): ")
    assert reason in message
