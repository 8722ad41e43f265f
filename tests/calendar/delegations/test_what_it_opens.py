"""A delegation opens one appointment, and nothing else: attacked from all sides."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest

from app import clock
from app.access import Permission, mark_of
from app.calendar.delegations.grants import handed_over
from app.calendar.delegations.models import Delegated
from app.spaces.models import Space
from app.tenancy import current_session, tell_person
from tests.access_table import OWN
from tests.calendar.delegations.conftest import Give, faults, given, path
from tests.pages import Browser, Page
from tests.people import NOW, World
from tests.test_access import addresses, form_of, send, values_of

OUTSIDER = "foreign_member"
MEETING = {Permission.READ_SPACE, Permission.MANAGE_APPOINTMENTS, Permission.KEEP_MINUTES}
OPENS = {
    (Delegated.MEETING, True): MEETING,
    (Delegated.MINUTES, True): MEETING - {Permission.MANAGE_APPOINTMENTS},
    (Delegated.MEETING, False): {Permission.READ_SPACE},
    (Delegated.MINUTES, False): {Permission.READ_SPACE},
}
OF_ONE = {
    endpoint
    for _space, endpoint, _method in OWN
    if endpoint.startswith("space.") and not endpoint.startswith("space.delegations.")
}


def asked(world: World, appointment: str = "announced") -> Iterator[tuple[str, str, str, bool]]:
    """Every address in ktv, with every method: endpoint, method, URL, whether it names the appointment."""
    for space, endpoint, method in OWN:
        if space == "ktv" and endpoint in OF_ONE:
            values = values_of(world, endpoint) | {"appointment_id": world.appointments["ktv"][appointment]}
            for rule in world.app.url_map.iter_rules(endpoint):
                names_it = "appointment_id" in rule.arguments
            for url in addresses(world, endpoint, values):
                yield endpoint, method, url, names_it


@pytest.mark.parametrize(("what", "accepted"), OPENS)
def test_it_opens_what_it_says_of_the_one_appointment_and_nothing_else_in_the_space(
    world: World, give: Give, what: Delegated, accepted: bool
) -> None:
    give(OUTSIDER, what, accepted=accepted)
    client = world.client_of(OUTSIDER)
    wrong = []
    for endpoint, method, url, names_it in asked(world):
        permission = mark_of(world.app.view_functions[endpoint]).permission
        response = send(client, method, url, form_of(world, endpoint, OUTSIDER))
        if not names_it:
            fits = response.status_code == 404
        elif permission not in OPENS[what, accepted]:
            fits = response.status_code == 403
        else:
            # Some that everybody may read ask for more: to answer one has to be of the space.
            refused = response.status_code == 403 and permission is not Permission.READ_SPACE
            fits = not refused and response.status_code < 500
        if not fits:
            wrong.append(f"{method} {url}: {response.status_code} ({permission})")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("other", ["draft", "bare", "past", "cancelled"])
def test_another_appointment_of_the_space_does_not_exist(world: World, give: Give, other: str) -> None:
    give(OUTSIDER)
    client = world.client_of(OUTSIDER)
    before = world.dump()
    for endpoint, method, url, _names_it in asked(world, other):
        assert send(client, method, url, form_of(world, endpoint, OUTSIDER)).status_code == 404, url
    assert world.dump() == before


def test_items_of_other_meetings_cannot_be_reached_under_the_own_appointment(
    world: World, give: Give
) -> None:
    give(OUTSIDER, appointment="bare")
    client = world.client_of(OUTSIDER)
    before = world.dump()
    for endpoint, method, url, names_it in asked(world, "bare"):
        values = set().union(*(rule.arguments for rule in world.app.url_map.iter_rules(endpoint)))
        if names_it and {name for name in values if name.endswith("_id")} - {"appointment_id"}:
            response = send(client, method, url, form_of(world, endpoint, OUTSIDER))
            # 422: who changes an item that somebody took off meanwhile gets the own text back, whatever the id.
            assert response.status_code in (403, 404, 422), f"{method} {url}"
    assert world.dump() == before


def test_it_opens_nothing_in_another_space_with_the_same_appointment_number(world: World, give: Give) -> None:
    give("group_member")
    client = world.client_of("group_member")
    key = world.appointments["ktv"]["announced"]
    for slug in ("mitte", "kreis", "alt"):
        assert client.get(f"/{slug}/termine/{key}").status_code == 404
    assert client.get(f"/wahlaktiv/termine/{key}").status_code == 404


def test_the_door_is_told_nothing_of_a_delegation_in_another_space(world: World, give: Give) -> None:
    give("group_member")
    me, key = world.people["group_member"], world.appointments["ktv"]["announced"]
    with world.app.test_request_context():
        tell_person(current_session(), me)
        assert handed_over(me, world.spaces["ktv"], {"appointment_id": key}) == MEETING
        assert handed_over(me, world.spaces["mitte"], {"appointment_id": key}) == frozenset()
        assert handed_over(me, world.spaces["ktv"], {"item_id": key}) == frozenset()


def test_whom_a_meeting_was_handed_to_leads_it(world: World, give: Give) -> None:
    give(OUTSIDER)
    outsider = Browser(world.client_of(OUTSIDER))
    page = outsider.open(path(world, "bearbeiten")).press("Änderung speichern", title="Nebenan im Saal")
    assert page.heading == "Nebenan im Saal"
    page = outsider.open(path(world, "tagesordnung/neu")).press("Punkt eintragen", title="Noch etwas")
    assert "Noch etwas" in page
    page = outsider.open(path(world, "absagen")).press("Termin absagen", reason="Wasser")
    assert "Abgesagt" in page.notices


def test_a_draft_in_ones_hands_can_be_announced_but_not_deleted(world: World, give: Give) -> None:
    give(OUTSIDER, appointment="draft")
    outsider = Browser(world.client_of(OUTSIDER))
    page = outsider.open(path(world, appointment="draft"))
    assert page.status == 200
    assert "Entwurf löschen" not in page.buttons()
    assert outsider.post(path(world, "loeschen", "draft")).status == 403
    assert "angekündigt" in page.press("Termin ankündigen").notices


def test_who_only_writes_the_minutes_changes_nothing_else(world: World, give: Give) -> None:
    give("member", Delegated.MINUTES)
    member = Browser(world.client_of("member"))
    page = member.open(path(world))
    assert "Termin ändern oder verschieben" not in page
    for verb in ("bearbeiten", "absagen", "tagesordnung/neu"):
        assert member.open(path(world, verb)).status == 403


@pytest.mark.parametrize("what", list(Delegated))
def test_it_is_not_handed_on(world: World, give: Give, what: Delegated) -> None:
    give(OUTSIDER, what)
    client = world.client_of(OUTSIDER)
    form = {"email": "group.member@demo.example", "what": "meeting"}
    before = given(world)
    assert client.get(path(world, "uebergeben/")).status_code == 403
    for verb in ("uebergeben/", "uebergeben/zurueck", "uebergeben/offene"):
        assert client.post(path(world, verb), data=form).status_code == 403
    assert given(world) == before


def test_after_the_end_of_the_meeting_it_is_still_open_for_its_minutes(world: World, give: Give) -> None:
    give(OUTSIDER, Delegated.MINUTES, appointment="past")
    assert world.client_of(OUTSIDER).get(path(world, appointment="past")).status_code == 200


def test_in_a_closed_space_it_opens_nothing(world: World, give: Give) -> None:
    give(OUTSIDER)
    give("group_member", slug="alt")
    assert world.client_of("group_member").get(path(world, slug="alt")).status_code == 404
    with world.app.app_context():
        from app.extensions import db

        db.session.get_one(Space, world.spaces["ktv"]).closed_on = clock.today()
        db.session.commit()
    client = world.client_of(OUTSIDER)
    assert client.get(path(world)).status_code == 404
    assert "ktv" not in client.get("/").text


def test_a_member_with_a_delegation_sees_no_drafts_but_the_one(world: World, give: Give) -> None:
    give("member", appointment="draft")
    member = Browser(world.client_of("member"))
    assert member.open(path(world, appointment="draft")).status == 200
    assert member.open(path(world, appointment="bare")).status == 404
    assert "Treffen draft" not in member.open("/ktv/termine/")
    assert "Treffen bare" not in member.open("/ktv/termine/")


# --- pages without dead ends


def crawl(browser: Browser, start: str) -> list[Page]:
    """Open everything in ktv that can be reached by links."""
    pages, waiting, seen = [], deque([start]), {start}
    while waiting:
        address = waiting.popleft()
        if not browser.client.get(address).content_type.startswith("text/html"):
            continue  # a paper to print
        page = browser.open(address)
        pages.append(page)
        for link in page.root.all("a"):
            where = urlsplit(urljoin(page.path, link.attrs.get("href", "")))
            if not where.netloc and where.path.startswith("/ktv/") and where.path not in seen:
                seen.add(where.path)
                waiting.append(where.path)
    return pages


@pytest.mark.parametrize("what", list(Delegated))
@pytest.mark.parametrize("appointment", ["announced", "draft", "past", "cancelled"])
def test_no_link_leads_somebody_from_outside_to_a_closed_door(
    world: World, give: Give, what: Delegated, appointment: str
) -> None:
    give("group_member", what, appointment=appointment)
    pages = crawl(Browser(world.client_of("group_member")), path(world, appointment=appointment))
    assert [page.path for page in pages if page.status != 200] == []
    assert faults(pages[0]) == []


@pytest.mark.parametrize("what", list(Delegated))
def test_an_error_page_is_well_made_for_somebody_from_outside(
    world: World, give: Give, what: Delegated
) -> None:
    give("group_member", what)
    outsider = Browser(world.client_of("group_member"))
    for url in (path(world, "uebergeben/"), path(world, "tagesordnung/987654"), "/ktv/", "/ktv/termine/"):
        page = outsider.open(url)
        assert page.status in (403, 404)
        assert faults(page) == []
        assert page.follow("Zur Startseite").status == 200


# --- the start page's rows


def waiting_rows(world: World, who: str):
    from app.calendar.delegations.waiting import handed_to

    with world.app.test_request_context():
        return [(row.title, row.url) for row in handed_to(world.people[who])]


def test_the_start_page_is_told_what_is_in_ones_hands_also_of_other_spaces(world: World, give: Give) -> None:
    give("group_member")
    give("group_member", Delegated.MINUTES, appointment="draft")
    give("group_member", slug="mitte", accepted=False)
    give("group_member", appointment="cancelled")
    give("group_member", slug="alt")
    give("member", slug="mitte")
    assert set(waiting_rows(world, "group_member")) == {
        ("In deinen Händen: Treffen announced in ktv", path(world)),
        ("Protokoll führen: Treffen draft in ktv", path(world, appointment="draft")),
        (
            "Magst du das übernehmen? Treffen announced in mitte",
            path(world, "uebergeben/annehmen", slug="mitte"),
        ),
    }


def test_two_weeks_after_the_meeting_it_no_longer_waits(world: World, give: Give) -> None:
    give("group_member", Delegated.MINUTES)
    ends = NOW + timedelta(days=20, hours=3)
    with clock.frozen(ends + timedelta(days=13, hours=23)):
        assert len(waiting_rows(world, "group_member")) == 1
    with clock.frozen(ends + timedelta(days=14)):
        assert waiting_rows(world, "group_member") == []
