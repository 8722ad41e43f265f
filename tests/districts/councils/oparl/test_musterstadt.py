"""The connected example of a city in ../shared/data/oparl, fetched twice through a server on this machine."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import clock
from tests.districts.councils.oparl.conftest import Fetching, Ris
from tests.people import NOW

DATA = Path(__file__).parents[5] / "shared" / "data" / "oparl"
THEIRS = "https://oparl.example.org"

STAND_IN = {
    "Body": {"id": f"{THEIRS}/body/0", "meeting": f"{THEIRS}/body/0/meetings/"},
    "Organization": {"id": f"{THEIRS}/organization/34", "meeting": f"{THEIRS}/organization/34/meetings"},
    "Meeting": {
        "id": f"{THEIRS}/meeting/281",
        "type": "https://schema.oparl.org/1.1/Meeting",
        "name": "4. Sitzung des Finanzausschusses",
        "start": "2013-01-04T08:00:00+01:00",
        "end": "2013-01-04T12:00:00+01:00",
        "location": {"description": "Rathaus der Beispielstadt, Ratshausplatz 1, 12345 Beispielstadt"},
        "organization": [f"{THEIRS}/organization/34"],
        "agendaItem": [{"number": "10.1", "name": "Satzungsänderung für Ausschreibungen", "public": True,
                        "result": "Geändert beschlossen"}],
    },
}  # fmt: skip
"""What the files say, as far as it is read: where the folder is not there."""


def document(folder: Path, name: str) -> dict[str, Any]:
    file = folder / f"{name}.json"
    if not file.exists():
        return dict(STAND_IN[name.removesuffix("-01")])
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def put_up(ris: Ris, folder: Path, suffix: str = "", *, own_list: bool) -> None:
    """Serve the documents of the folder at our own addresses."""
    body, council, meeting = (
        document(folder, f"{name}{suffix}") for name in ("Body", "Organization", "Meeting")
    )
    council |= {"body": body["id"]}
    listing = {"data": [meeting], "pagination": {"totalElements": 1}, "links": {"first": f"{THEIRS}/erste"}}
    where = council["meeting"] if own_list else body["meeting"]
    if not own_list:
        del council["meeting"]
    served = {"/body": body, "/council": council, where.removeprefix(THEIRS): listing}
    ris.documents = json.loads(json.dumps(served).replace(THEIRS, ris.home))


@pytest.mark.parametrize("own_list", [True, False], ids=["the council's list", "the city's list"])
@pytest.mark.parametrize(("folder", "suffix"), [("musterstadt", ""), ("spec/examples", "-01")])
def test_the_example_is_read_twice_without_a_second_copy(
    fetching: Fetching, ris: Ris, folder: str, suffix: str, own_list: bool
) -> None:
    put_up(ris, DATA / folder, suffix, own_list=own_list)
    for days in range(2):
        with clock.frozen(NOW + timedelta(days=days)):
            source = fetching.run()
        assert (source.trouble, source.unread) == ("", [])
        sitting = fetching.one()
        assert sitting.fetched_at == NOW + timedelta(days=days)
    assert sitting.source_uid == ris.at("/meeting/281")
    assert f"{clock.local(sitting.starts_at):%d.%m.%Y %H:%M}" == "04.01.2013 08:00"
    assert sitting.place == "Rathaus der Beispielstadt, Ratshausplatz 1, 12345 Beispielstadt"
    (item,) = fetching.items()
    assert (item.number, item.title, item.result) == (
        "10.1", "Satzungsänderung für Ausschreibungen", "Geändert beschlossen",
    )  # fmt: skip


def test_all_examples_of_the_specification_are_read_without_a_fault(fetching: Fetching, ris: Ris) -> None:
    if not DATA.exists():
        pytest.skip("the folder is not there")
    documents = [json.loads(file.read_text("utf-8")) for file in sorted(DATA.rglob("*.json"))]
    ris.documents["/council/meetings"] = json.loads(json.dumps({"data": documents}).replace(THEIRS, ris.home))
    assert fetching.run().trouble == ""
