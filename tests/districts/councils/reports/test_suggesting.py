"""The speaker finds each report that came since the last meeting in the next draft agenda, once."""

from __future__ import annotations

from datetime import timedelta

from app.calendar.models import Appointment
from app.tenancy import ScopedSession
from tests.districts.councils.reports.reading import SECRET, another_report, in_ktv, items_of, of_world
from tests.pages import Browser
from tests.people import NOW, World

IN_GENERAL = "Bericht aus dem Ortsbeirat"
OF_WORLD = "Bericht aus dem Ortsbeirat Ktv: Sitzung vom Do., 13.02.2025"


def suggested(world: World, which: str = "bare") -> list[str]:
    page = Browser(world.client_of("speaker")).open(
        f"/ktv/termine/{world.appointments['ktv'][which]}/tagesordnung/vorschlag"
    )
    choices = page.main.one("div", class_="choices")
    return [one.one("span", class_="row-title").text for one in choices.all("label")]


def test_a_report_that_came_since_the_meeting_before_is_suggested_by_its_sitting(world: World) -> None:
    found = suggested(world)
    assert OF_WORLD in found
    assert IN_GENERAL not in found
    assert found.index(OF_WORLD) < found.index("Bericht aus dem Kreisvorstand")


def test_taken_up_it_holds_what_is_important_and_nothing_internal(world: World) -> None:
    browser = Browser(world.client_of("speaker"))
    path = f"/ktv/termine/{world.appointments['ktv']['bare']}/tagesordnung/vorschlag"
    page = browser.post(path, items=f"report:{world.meetings['ktv']['report_id']}")
    assert page.rows == [OF_WORLD]
    source = page.source + browser.open(page.main.one("ol").one("a").attrs["href"]).source
    assert "Radweg in ktv (angenommen): Der Radweg in ktv kommt." in source
    assert SECRET not in source
    assert OF_WORLD not in suggested(world)


def test_without_a_new_report_the_usual_item_is_suggested(world: World) -> None:
    def change(session: ScopedSession) -> None:
        of_world(session, world).filed_at = NOW - timedelta(days=40)  # the meeting before was 30 days ago

    in_ktv(world, change)
    assert IN_GENERAL in suggested(world)
    assert OF_WORLD not in suggested(world)


def test_what_was_there_for_an_earlier_meeting_is_not_suggested_for_a_later_one(world: World) -> None:
    def change(session: ScopedSession) -> None:
        later = session.get_one(Appointment, world.appointments["ktv"]["bare"])
        later.starts_at += timedelta(days=14)  # the announced one, with an agenda, is before it now
        later.ends_at += timedelta(days=14)

    in_ktv(world, change)
    assert OF_WORLD in suggested(world, "announced")
    assert OF_WORLD not in suggested(world)


def test_several_reports_are_several_items_the_oldest_sitting_first(world: World) -> None:
    another_report(world, days=6)
    found = [one for one in suggested(world) if one.startswith("Bericht aus dem Ortsbeirat")]
    assert found == [OF_WORLD, "Bericht aus dem Ortsbeirat Ktv: Sitzung vom Do., 27.02.2025"]


def test_a_draft_is_not_suggested(world: World) -> None:
    in_ktv(world, lambda session: [session.delete(one) for one in items_of(session, world)])
    in_ktv(world, lambda session: session.delete(of_world(session, world)))
    assert [one for one in suggested(world) if "Sitzung vom" in one] == []
