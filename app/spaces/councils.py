"""Bringing the city's councils in from a file, and bringing them up to date from a newer one.

The file is a JSON object whose `ortsbeiraete` is a list with one object for each council:

    nr                    its number, 1 to 999; the same council keeps it from one import to the next
    name, kurzname        its name as the city writes it, and one that fits into a heading
    ortsteile             the names of the areas that it speaks for
    wahlbereich           the electoral area that it lies in, or null
    einwohner_2021_2023   inhabitants on 31 December of each of these years; any years, or one: einwohner_2024
    sitze                 its seats. Where nobody knows for sure: sitze_schaetzung
    label_point           longitude and latitude (degrees, WGS 84) of a point well inside the area, or null
    nachbarn              the councils it touches, all of them in the file and each naming the other:
        nr                its number
        grenze_m          length of the shared border in metres, the same on both sides
        wasser            what lies between where they touch only across water, else null

Other keys are passed over. What the file does not know stays as it is: the district of a council, older
years' inhabitants, councils that it does not name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
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
    or_nothing,
    point,
    quoted,
    read_json,
    shown,
    whole,
    words,
)
from app.spaces.models import Council, Neighbourhood

HIGHEST_NUMBER = 999
MOST_COUNCILS = 500
MOST_AREAS = 60
MOST_SEATS = 99
MOST_INHABITANTS = 5_000_000
LONGEST_BORDER_M = 200_000
LONGEST_NAME, LONGEST_SHORT_NAME, LONGEST_AREA, LONGEST_WATER = 200, 60, 120, 80
YEARS = re.compile(r"einwohner_(\d{4})(?:_(\d{4}))?")

a_number = whole(1, HIGHEST_NUMBER)


@dataclass(frozen=True)
class Touching:
    """What a record says about one neighbour; a border of None could not be read."""

    number: int
    border_m: int | None
    across_water: str


@dataclass(frozen=True)
class CouncilRecord:
    """One council as the file has it."""

    record: Record
    number: int
    facts: dict[str, Any]
    """Values by the names of the model's columns."""
    neighbours: list[Touching]


@dataclass(frozen=True)
class Border:
    """What both sides of a pair agree on."""

    border_m: int
    across_water: str


Borders = dict[tuple[int, int], Border]
"""By the numbers of both councils, the smaller one first."""


def import_councils(file: Path) -> ImportReport:
    """Add the councils of a file, or update those valid today by their number, and their neighbourhood.

    A former spelling becomes an alias. Flushes; raises ImportRefused with all problems, nothing changed.
    """
    problems: list[str] = []
    records = [_council(values, problems) for values in _entries(read_json(file), problems)]
    borders = _checked_borders(records, problems)
    if problems:
        raise ImportRefused(problems)
    report = ImportReport([Changes("Ortsbeiräte"), Changes("Nachbarschaften")])
    councils = _write_councils(records, report)
    _write_borders(borders, councils, report.parts[1])
    return report


# --- reading


def _entries(content: object, problems: list[str]) -> Iterable[Record]:
    entries = content.get("ortsbeiraete") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise ImportRefused(["Die Datei enthält keine Liste „ortsbeiraete“ mit Einträgen."])
    if len(entries) > MOST_COUNCILS:
        raise ImportRefused([f"Die Datei enthält {len(entries)} Ortsbeiräte; erlaubt sind {MOST_COUNCILS}."])
    for position, values in enumerate(entries, start=1):
        if isinstance(values, dict):
            yield Record(values, _called(values, position), problems)
        else:
            problems.append(f"Eintrag {position}: {quoted(values)} ist kein Ortsbeirat.")


def _called(values: dict[str, object], position: int) -> str:
    """Name a record before anything in it was checked."""
    try:
        title = f"Ortsbeirat {a_number(values.get('nr'))}"
    except Wrong:
        title = f"Eintrag {position}"
    name = values.get("kurzname", values.get("name"))
    return f"{title} ({shown(name)})" if isinstance(name, str) and name else title


def _council(record: Record, problems: list[str]) -> CouncilRecord:
    longitude, latitude = record.read("label_point", or_nothing(point), None) or (None, None)
    # The city's own number counts more than an estimate, should a file have both.
    seats_key = "sitze" if "sitze" in record.values else "sitze_schaetzung"
    facts: dict[str, Any] = {
        "name": record.read("name", words(LONGEST_NAME), ""),
        "short_name": record.read("kurzname", words(LONGEST_SHORT_NAME), ""),
        "areas": record.read("ortsteile", list_of(words(LONGEST_AREA), MOST_AREAS, fewest=1), list[str]()),
        "electoral_area": record.read("wahlbereich", or_nothing(whole(1, HIGHEST_NUMBER)), None),
        "inhabitants": _inhabitants(record),
        "seats": record.read(seats_key, whole(1, MOST_SEATS), 1),
        "seats_are_estimated": seats_key == "sitze_schaetzung",
        "longitude": longitude,
        "latitude": latitude,
    }
    neighbours = [
        touching
        for value in record.read("nachbarn", list_of(anything, MOST_COUNCILS), list[object]())
        if (touching := _touching(value, record)) is not None
    ]
    return CouncilRecord(record, record.read("nr", a_number, 0), facts, neighbours)


def _inhabitants(record: Record) -> dict[str, int]:
    found: dict[str, int] = {}
    spans = {key: match for key in record.values if (match := YEARS.fullmatch(key))}
    for key, match in spans.items():
        first, last = int(match[1]), int(match[2] or match[1])
        counts: list[int] = []
        if match[2] is None:
            counts = [record.read(key, whole(0, MOST_INHABITANTS), 0)]
        elif last < first:
            record.refuse(f"„{key}“ nennt die Jahre in falscher Reihenfolge.")
        else:
            years = last - first + 1
            counts = record.read(key, list_of(whole(0, MOST_INHABITANTS), years, fewest=years), counts)
        found.update({str(first + index): count for index, count in enumerate(counts)})
    if not spans:
        record.refuse("„einwohner_…“ fehlt, zum Beispiel „einwohner_2021_2023“.")
    return found


def _touching(value: object, council: Record) -> Touching | None:
    if not isinstance(value, dict):
        council.refuse(f"„nachbarn“ enthält {quoted(value)}; erlaubt sind Einträge mit „nr“ und „grenze_m“.")
        return None
    entry = Record(value, f"{council.where}, Nachbar {shown(value.get('nr'))}", council.problems)
    number = entry.read("nr", a_number, 0)
    border_m = entry.read("grenze_m", or_nothing(whole(0, LONGEST_BORDER_M)), None)
    if value.get("grenze_m", "") is None:
        entry.refuse("„grenze_m“ ist leer.")
    across_water = entry.read("wasser", or_nothing(words(LONGEST_WATER)), None) or ""
    return Touching(number, border_m, across_water) if number else None


def _checked_borders(records: list[CouncilRecord], problems: list[str]) -> Borders:
    """Return each pair once. Notes what is unknown, named twice, one-sided or different on the two sides."""
    by_number = {one.number: one for one in records}
    _check_doubles(records)
    if 0 in by_number or len(by_number) < len(records):
        return {}  # whose neighbour is meant cannot be told before the numbers are right
    said = {(one.number, other.number): other for one in records for other in one.neighbours}
    borders: Borders = {}
    for council in records:
        mentions = Counter(other.number for other in council.neighbours)
        for number, times in mentions.items():
            here, there = said[council.number, number], said.get((number, council.number))
            if times > 1:
                council.record.refuse(f"Nachbar {number} steht {times}-mal in „nachbarn“.")
            if number == council.number:
                council.record.refuse("Der Ortsbeirat steht als sein eigener Nachbar in der Liste.")
            elif number not in by_number:
                council.record.refuse(f"Nachbar {number} kommt in der Datei nicht als Ortsbeirat vor.")
            elif there is None:
                neighbour = by_number[number].record.where
                council.record.refuse(f"Die Nachbarschaft ist einseitig: {neighbour} nennt sie nicht.")
            elif council.number < number:
                _check_sides(council, by_number[number], here, there)
                borders[council.number, number] = Border(here.border_m or 0, here.across_water)
    return borders


def _check_doubles(records: list[CouncilRecord]) -> None:
    numbers: dict[int, CouncilRecord] = {}
    names: dict[str, CouncilRecord] = {}
    for one in records:
        if one.number and (same := numbers.setdefault(one.number, one)) is not one:
            one.record.refuse(f"Die Nummer {one.number} hat schon {same.record.where}.")
        name = one.facts["name"].casefold()
        if name and (same := names.setdefault(name, one)) is not one:
            one.record.refuse(f"Den Namen {quoted(one.facts['name'])} hat schon {same.record.where}.")


def _check_sides(one: CouncilRecord, other: CouncilRecord, here: Touching, there: Touching) -> None:
    where = other.record.where
    if None not in (here.border_m, there.border_m) and here.border_m != there.border_m:
        one.record.refuse(f"Die Grenze zu {where} ist hier {here.border_m} m lang, dort {there.border_m} m.")
    if here.across_water != there.across_water:
        sides = [quoted(side.across_water) if side.across_water else "nichts" for side in (here, there)]
        one.record.refuse(f"An der Grenze zu {where} steht für „wasser“ hier {sides[0]}, dort {sides[1]}.")


# --- writing

LABELS = {
    "name": "Name",
    "short_name": "Kurzname",
    "areas": "Ortsteile",
    "electoral_area": "Wahlbereich",
    "inhabitants": "Einwohnerzahl",
    "seats": "Sitze",
    "seats_are_estimated": "Sitze geschätzt oder nicht",
    "longitude": "Länge",
    "latitude": "Breite",
}


def _write_councils(records: list[CouncilRecord], report: ImportReport) -> dict[int, Council]:
    """Add and update; return the councils of the file by their number."""
    today = clock.today()
    changes = report.parts[0]
    standing = db.session.scalars(
        sa.select(Council).where(valid_on(Council, today)).order_by(Council.valid_from)
    )
    councils = {council.number: council for council in standing}
    missing = set(councils) - {one.number for one in records}
    for one in records:
        council = councils.get(one.number)
        if council is None:
            councils[one.number] = Council(number=one.number, valid_from=today, **one.facts)
            db.session.add(councils[one.number])
            changes.added.append(one.record.where)
        elif different := _update(council, one, report):
            changes.changed.append(f"{one.record.where}: {', '.join(different)}")
        else:
            changes.left.append(one.record.where)
    for number in sorted(missing):
        report.notes.append(
            f"Ortsbeirat {number} ({councils.pop(number).short_name}) steht nicht in der Datei und bleibt."
        )
    db.session.flush()
    return councils


def _update(council: Council, one: CouncilRecord, report: ImportReport) -> list[str]:
    """Bring a council up to date; return what is different now, in German."""
    facts = one.facts | {"inhabitants": {**council.inhabitants, **one.facts["inhabitants"]}}
    if facts["seats_are_estimated"] and not council.seats_are_estimated:
        if facts.pop("seats") != council.seats:
            report.notes.append(
                f"{one.record.where}: Es bleibt bei {council.seats} Sitzen, "
                "denn eine Schätzung ersetzt keine bestätigte Zahl."
            )
        del facts["seats_are_estimated"]
    different = [name for name, value in facts.items() if getattr(council, name) != value]
    former = [getattr(council, name) for name in ("name", "short_name") if name in different]
    for name in different:
        setattr(council, name, facts[name])
    if former:
        spellings = dict.fromkeys([*council.aliases, *former])
        council.aliases = [one for one in spellings if one not in (council.name, council.short_name)]
    return [LABELS[name] for name in different]


def _write_borders(borders: Borders, councils: dict[int, Council], changes: Changes) -> None:
    """Make the neighbourhood between the councils of the file what the file says."""
    wanted: dict[tuple[int, int], tuple[str, Border]] = {}
    for (one, other), border in borders.items():
        low, high = sorted((councils[one].id, councils[other].id))
        wanted[low, high] = (f"{councils[one].short_name} – {councils[other].short_name}", border)
    for pair in _pairs_between([council.id for council in councils.values()]):
        said = wanted.pop((pair.first_id, pair.second_id), None)
        if said is None:
            changes.removed.append(f"{pair.first.short_name} – {pair.second.short_name}")
            db.session.delete(pair)
            continue
        name, border = said
        if (pair.border_m, pair.across_water) != (border.border_m, border.across_water):
            pair.border_m, pair.across_water = border.border_m, border.across_water
            changes.changed.append(name)
        else:
            changes.left.append(name)
    for (low, high), (name, border) in wanted.items():
        db.session.add(
            Neighbourhood(
                first_id=low, second_id=high, border_m=border.border_m, across_water=border.across_water
            )
        )
        changes.added.append(name)
    db.session.flush()


def _pairs_between(council_ids: list[int]) -> Iterable[Neighbourhood]:
    return db.session.scalars(
        sa.select(Neighbourhood)
        .where(Neighbourhood.first_id.in_(council_ids), Neighbourhood.second_id.in_(council_ids))
        .order_by(Neighbourhood.id)
    ).all()
