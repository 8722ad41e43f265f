"""Bringing the outlines of the councils' areas in from a GeoJSON file (RFC 7946), for the map.

The file is a FeatureCollection. A feature belongs to the council that its properties name: by `nr` (or
`nummer`, `number`) or by `name` (or `kurzname`, `bezeichnung`), which may be an alias and may differ in
hyphens, strokes, commas and case. Polygons and multipolygons in degrees are taken, nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.extensions import db
from app.spaces.geography import valid_on
from app.spaces.import_files import (
    Changes,
    ImportRefused,
    ImportReport,
    Record,
    Wrong,
    anything,
    list_of,
    point,
    quoted,
    read_json,
    shown,
)
from app.spaces.models import Council

NUMBER_KEYS = ("nr", "nummer", "number")
NAME_KEYS = ("name", "kurzname", "bezeichnung")
MOST_FEATURES = 500
MOST_PARTS = 100
MOST_POINTS = 20_000
"""Of one ring. The map is drawn from every point: what is finer than this should be simplified first."""
SMALLEST_AREA = 1e-10
"""In square degrees, about a square metre: a ring around less is a line or a point."""

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]


def import_outlines(file: Path) -> ImportReport:
    """Store the outlines of a file with the councils valid today.

    Flushes; raises ImportRefused with all problems, nothing changed.
    """
    content = read_json(file)
    councils = list(
        db.session.scalars(
            sa.select(Council).where(valid_on(Council, clock.today())).order_by(Council.number)
        )
    )
    if not councils:
        raise ImportRefused(
            ["Es gibt noch keine Ortsbeiräte. Bitte zuerst: flask councils import DATEI.json"]
        )
    problems: list[str] = []
    outlines: dict[Council, dict[str, Any]] = {}
    for record in _features(content, problems):
        council, geometry = _council_of(record, councils), _geometry(record)
        if council is None or geometry is None:
            continue
        if council in outlines:
            record.refuse(f"Für {_title(council)} steht schon ein Umriss in der Datei.")
        _check_place(record, council, geometry)
        outlines[council] = geometry
    if problems:
        raise ImportRefused(problems)
    report = _write(outlines)
    without = [_title(council) for council in councils if council not in outlines]
    report.notes += [f"{title} steht nicht in der Datei und bleibt." for title in without]
    return report


def _title(council: Council) -> str:
    return f"Ortsbeirat {council.number} ({council.short_name})"


def _write(outlines: dict[Council, dict[str, Any]]) -> ImportReport:
    changes = Changes("Umrisse")
    for council, geometry in outlines.items():
        if council.outline == geometry:
            changes.left.append(_title(council))
            continue
        (changes.changed if council.outline else changes.added).append(_title(council))
        council.outline = geometry
    db.session.flush()
    return ImportReport([changes])


# --- which council


def _features(content: object, problems: list[str]) -> Iterator[Record]:
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise ImportRefused(["Die Datei ist keine GeoJSON-FeatureCollection mit Flächen."])
    if len(features) > MOST_FEATURES:
        raise ImportRefused([f"Die Datei enthält {len(features)} Flächen; erlaubt sind {MOST_FEATURES}."])
    for position, feature in enumerate(features, start=1):
        if isinstance(feature, dict):
            properties = feature.get("properties")
            properties = properties if isinstance(properties, dict) else {}
            name = _first(properties, (*NAME_KEYS, *NUMBER_KEYS))
            where = f"Fläche {position}" + (f" ({shown(name)})" if name is not None else "")
            yield Record({**properties, "geometry": feature.get("geometry")}, where, problems)
        else:
            problems.append(f"Fläche {position}: {quoted(feature)} ist kein GeoJSON-Feature.")


def _first(values: Any, keys: tuple[str, ...]) -> object:
    return next((values[key] for key in keys if values.get(key) not in (None, "")), None)


def _council_of(record: Record, councils: list[Council]) -> Council | None:
    """Find the council that a feature names. Number and name must not contradict each other."""
    number, name = _first(record.values, NUMBER_KEYS), _first(record.values, NAME_KEYS)
    by_number = [council for council in councils if str(council.number) == str(number).strip().lstrip("0")]
    by_name = [council for council in councils if isinstance(name, str) and spelling(name) in _names(council)]
    if number is None and name is None:
        record.refuse("Es fehlt, zu welchem Ortsbeirat die Fläche gehört („nr“ oder „name“).")
    elif number is not None and not by_number:
        record.refuse(f"Einen Ortsbeirat mit der Nummer {quoted(number)} gibt es heute nicht.")
    elif number is None and len(by_name) != 1:
        found = "mehrere Ortsbeiräte" if by_name else "heute keinen Ortsbeirat"
        record.refuse(f"Mit dem Namen {quoted(name)} gibt es {found}.")
    elif number is None:
        return by_name[0]
    elif name is not None and by_number[0] not in by_name and not _is_area(name, by_number[0]):
        # The numbers of another layer (of the Ortsteile, say) would fit by chance.
        record.refuse(
            f"Die Nummer {quoted(number)} hat bei uns {_title(by_number[0])}, nicht {quoted(name)}. "
            "Ist es dasselbe Gebiet, dann lass den Namen in der Datei weg."
        )
    else:
        return by_number[0]
    return None


def _names(council: Council) -> set[str]:
    return {spelling(name) for name in (council.name, council.short_name, *council.aliases)}


def _is_area(name: object, council: Council) -> bool:
    return isinstance(name, str) and spelling(name) in {spelling(area) for area in council.areas}


def spelling(name: str) -> str:
    """Return a name without what people spell differently: "Dierkow-Ost, -West" is "dierkow ost west"."""
    letters = unicodedata.normalize("NFC", name).casefold()
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        letters = letters.replace(umlaut, plain)
    letters = re.sub(r"\bund\b", " ", letters)
    return " ".join(re.findall(r"\w+", letters)).removeprefix("ortsbeirat ")


# --- the geometry


def _geometry(record: Record) -> dict[str, Any] | None:
    geometry = record.values["geometry"]
    shape = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or shape not in ("Polygon", "MultiPolygon"):
        record.refuse(f"Die Form ist {quoted(shape)}; erlaubt sind „Polygon“ und „MultiPolygon“.")
        return None
    reader = _polygon if shape == "Polygon" else list_of(_polygon, MOST_PARTS, fewest=1)
    try:
        coordinates = reader(geometry.get("coordinates"))
    except Wrong as reason:
        record.refuse(f"„coordinates“ {reason}")
        return None
    return {"type": shape, "coordinates": _as_lists(coordinates)}


def _polygon(value: object) -> Polygon:
    return list_of(_ring, MOST_PARTS, fewest=1)(value)


def _ring(value: object) -> Ring:
    """Read a closed ring that goes around something (RFC 7946, 3.1.6)."""
    ring = list_of(point, MOST_POINTS)(list_of(anything, MOST_POINTS, fewest=4)(value))
    if ring[0] != ring[-1]:
        raise Wrong("ist ein Ring, der nicht geschlossen ist: Der letzte Punkt muss der erste sein.")
    if abs(_area(ring)) < SMALLEST_AREA:
        raise Wrong("ist ein Ring, der keine Fläche umschließt.")
    return ring


def _area(ring: Ring) -> float:
    # Counted from the first point: far from the origin the products would swallow small areas.
    (x0, y0) = ring[0]
    steps = zip(ring, ring[1:], strict=False)
    return sum((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) for (x1, y1), (x2, y2) in steps) / 2


def _as_lists(value: Any) -> Any:
    """Return nested coordinates as they come back from JSON."""
    return [_as_lists(one) for one in value] if isinstance(value, list | tuple) else value


def _check_place(record: Record, council: Council, geometry: dict[str, Any]) -> None:
    """Make sure that the outline lies where the council is: swapped numbers would draw a wrong map."""
    if council.longitude is None or council.latitude is None:
        return
    polygons = geometry["coordinates"]
    rings = [polygon[0] for polygon in ([polygons] if geometry["type"] == "Polygon" else polygons)]
    longitudes, latitudes = zip(*(point for ring in rings for point in ring), strict=True)
    if not (
        min(longitudes) <= council.longitude <= max(longitudes)
        and min(latitudes) <= council.latitude <= max(latitudes)
    ):
        record.refuse(f"Der Umriss liegt nicht da, wo {_title(council)} liegt. Ist die Nummer richtig?")
