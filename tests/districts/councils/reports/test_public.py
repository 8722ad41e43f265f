"""What was chosen of a report is read by everybody without a login, and nothing else of it, by no address."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.districts.councils.reports.models import Report
from app.exchange.models import ExchangeEntry
from app.extensions import db
from app.spaces.models import Space
from app.tenancy import ScopedSession
from tests.districts.councils.reports.reading import OPEN, SECRET, in_ktv, items_of, of_world, publish
from tests.pages import Browser, manners
from tests.people import NOW, PEOPLE, World


def choose(world: World, who: str = "speaker", **ticked: str):
    browser = Browser(world.client_of(who))
    return browser.post(f"/ktv/berichte/{world.meetings['ktv']['report_id']}/oeffentlich", **ticked)


def open_item(world: World) -> str:
    return str(world.meetings["ktv"]["report_item_id"])


def public(world: World, path: str = "/berichte/ktv"):
    return Browser(world.client_of("anonymous")).open(path)


@pytest.mark.parametrize("who", ["speaker", "councillor"])
def test_what_is_chosen_is_public_at_once_and_offered_as_text(world: World, who: str) -> None:
    page = choose(world, who, items=open_item(world))
    assert page.heading == "Bericht als Text"
    text = page.main.one("textarea").text
    assert OPEN in text
    assert f"/berichte/ktv/{world.meetings['ktv']['report_id']}" in text
    shown = public(world)
    assert OPEN in shown
    assert manners(shown) == []
    one = shown.follow("Ortsbeirat Ktv, Do., 13.02.2025")
    assert (one.heading, OPEN in one.main.text, manners(one)) == ("Aus dem Ortsbeirat Ktv", True, [])


def test_nobody_is_named_in_public(world: World) -> None:
    choose(world, items=open_item(world))
    source = (
        public(world).source + public(world, f"/berichte/ktv/{world.meetings['ktv']['report_id']}").source
    )
    assert [one.name for one in PEOPLE.values() if one.name in source] == []


def test_taken_back_it_is_gone(world: World) -> None:
    choose(world, items=open_item(world))
    page = choose(world)
    assert "ist jetzt nichts öffentlich" in page.notices
    assert OPEN not in public(world).source
    assert public(world, f"/berichte/ktv/{world.meetings['ktv']['report_id']}").status == 404


def test_what_is_internal_is_neither_offered_nor_taken(world: World) -> None:
    keys: list[int] = []
    in_ktv(world, lambda session: keys.extend(one.id for one in items_of(session, world)))
    page = Browser(world.client_of("speaker")).open(
        f"/ktv/berichte/{world.meetings['ktv']['report_id']}/oeffentlich"
    )
    assert SECRET not in page.source
    refused = choose(world, items=str(keys[1]))
    assert refused.status == 422
    assert SECRET not in public(world).source


@pytest.mark.parametrize("items", ["0", "abc", "99999", "-1"])
def test_odd_choices_are_refused_and_change_nothing(world: World, items: str) -> None:
    assert choose(world, items=items).status == 422
    assert public(world).rows == []
    assert OPEN not in public(world).source


def test_voices_are_public_only_where_they_were_shared_and_chosen(world: World) -> None:
    def change(session: ScopedSession) -> None:
        of_world(session, world).residents_voices = "Es ist zu dunkel."

    in_ktv(world, change)
    assert choose(world, voices="y").status == 422  # never shared: then it is not offered either
    with world.app.app_context():
        entry = db.session.get_one(ExchangeEntry, world.meetings["ktv"]["entry_id"])
        db.session.add(
            ExchangeEntry(
                kind="residents_voices", source_id=entry.report_id, report_id=entry.report_id, day=entry.day,
                district_id=entry.district_id, council_id=entry.council_id, title="Stimmen",
                text="Es ist zu dunkel.", shared_at=NOW,
            )
        )  # fmt: skip
        db.session.commit()
    assert "Es ist zu dunkel." not in public(world).source
    choose(world, voices="y")
    assert "Es ist zu dunkel." in public(world)


def test_a_draft_cannot_be_published(world: World) -> None:
    key = world.meetings["ktv"]["draft_report_id"]
    browser = Browser(world.client_of("speaker"))
    for path in (f"/ktv/berichte/{key}/oeffentlich", f"/ktv/berichte/{key}/als-text"):
        assert browser.open(path).status == 404


def test_guessing_finds_nothing(world: World) -> None:
    choose(world, items=open_item(world))
    wanted = [world.meetings[slug]["report_id"] for slug in ("mitte", "alt", "kreis")]
    for key in (*wanted, world.meetings["ktv"]["draft_report_id"], 10**6):
        assert public(world, f"/berichte/ktv/{key}").status == 404
        assert public(world, f"/berichte/mitte/{key}").status == 404
    assert public(world, f"/berichte/mitte/{world.meetings['ktv']['report_id']}").status == 404
    for slug in ("kreis", "wahlaktiv", "alt", "gibt-es-nicht"):
        assert public(world, f"/berichte/{slug}").status == 404


def test_a_closed_district_has_no_public_page(world: World) -> None:
    publish(world)
    with world.app.app_context():
        db.session.execute(sa.update(Space).where(Space.slug == "ktv").values(closed_on=NOW.date()))
        db.session.commit()
    assert public(world).status == 404
    assert public(world, f"/berichte/ktv/{world.meetings['ktv']['report_id']}").status == 404


def test_the_report_remembers_what_is_public(world: World) -> None:
    choose(world, items=open_item(world))
    seen: list[bool] = []

    def look(session: ScopedSession) -> None:
        seen.extend(one.is_public for one in items_of(session, world))
        seen.append(session.get_one(Report, world.meetings["ktv"]["report_id"]).voices_are_public)

    in_ktv(world, look)
    assert seen == [True, False, False]
