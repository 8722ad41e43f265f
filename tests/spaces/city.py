"""A city of four councils around a crossing, in the shape of the files that are imported.

1 | 2
--+--      1 and 3 touch only across water, 2 and 4 as well
3 | 4
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
COUNCILS_FILE = SHARED / "ortsbeiraete.json"
OUTLINES_FILE = SHARED / "ortsbeiraete_rostock_simplified.geojson"

NAMES = {1: "Nordend", 2: "Hafen/Speicher", 3: "Mühlenviertel", 4: "Süd"}
CORNERS = {1: (12.0, 54.1), 2: (12.1, 54.1), 3: (12.0, 54.0), 4: (12.1, 54.0)}
BORDERS = {(1, 2): (900, None), (1, 3): (700, "Bach"), (2, 4): (800, "Bach"), (3, 4): (400, None)}


def councils() -> dict[str, Any]:
    """What a file of councils holds."""
    return {
        "ortsbeiraete": [
            {
                "nr": number,
                "name": name,
                "kurzname": name,
                "ortsteile": [name],
                "wahlbereich": 1,
                "einwohner_2021_2023": [1000 + number, 1100 + number, 1200 + number],
                "sitze_schaetzung": 9,
                "label_point": [CORNERS[number][0] + 0.05, CORNERS[number][1] + 0.05],
                "nachbarn": [
                    {"nr": sum(pair) - number, "grenze_m": border_m, "wasser": water}
                    for pair, (border_m, water) in BORDERS.items()
                    if number in pair
                ],
            }
            for number, name in NAMES.items()
        ]
    }


def square(number: int) -> list[list[list[float]]]:
    """The coordinates of a council's outline."""
    west, south = CORNERS[number]
    east, north = west + 0.1, south + 0.1
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def outlines() -> dict[str, Any]:
    """What a file of outlines holds."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"nr": number, "name": name},
                "geometry": {"type": "Polygon", "coordinates": square(number)},
            }
            for number, name in NAMES.items()
        ],
    }


def council(content: dict[str, Any], number: int) -> dict[str, Any]:
    """One council of a file."""
    found: dict[str, Any] = next(one for one in content["ortsbeiraete"] if one["nr"] == number)
    return found


def neighbour(content: dict[str, Any], number: int, other: int) -> dict[str, Any]:
    """What one council of a file says about another."""
    found: dict[str, Any] = next(one for one in council(content, number)["nachbarn"] if one["nr"] == other)
    return found


def real_or(file: Path, stand_in: dict[str, Any]) -> dict[str, Any]:
    """The real file where it is at hand, else the small city."""
    found: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else copy.deepcopy(stand_in)
    return found
