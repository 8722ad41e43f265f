"""Every page that a login can reach: no barriers, fits a small phone, large enough to touch, in light and dark."""

from __future__ import annotations

import re

import pytest

from tests.e2e.conftest import DESK, PHONE
from tests.e2e.people import COUNCILLOR, KTV, MEMBER, OFFICE, SPEAKER, has_no_sideways_scrolling, log_in

SMALLEST = {"width": 360, "height": 740}
PUBLIC = ["/anmelden", "/passwort", "/einladung/abgelaufen", "/gibt-es-nicht"]

TOO_SMALL = """() => [...document.querySelectorAll('main button, main a.btn, main input, main select, nav a, summary')]
    .filter(one => one.checkVisibility() && one.type !== 'hidden' && !one.closest('.choice'))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
    .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


def pattern(path: str) -> str:
    """Which page a path is of: ids, years and spaces are all the same."""
    own = "verwaltung|konto|anmelden|passwort|einladung|kalender|verteiler"
    path = re.sub(rf"^/(?!{own})[a-z0-9-]+/", "/BEREICH/", path)
    return re.sub(r"/\d+", "/N", path)


def links_on(page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return [
        link.split("#")[0] for link in found if link and re.match(r"^/(?!static|bootstrap)(?!.*\.pdf)", link)
    ]


def pages_reached_by(page, start: str = "/") -> list[str]:
    """Follow every link, one page of each pattern (two, so that states differ)."""
    seen: dict[str, int] = {}
    waiting, reached = [start, KTV, f"{KTV}termine/neu", "/verwaltung/"], []
    while waiting:
        path = waiting.pop(0)
        kind = pattern(path.split("?")[0])
        if path in reached or seen.get(kind, 0) >= 2:
            continue
        answer = page.goto(path)
        if answer.status == 403:
            continue
        assert answer.status == 200, (path, answer.status)
        seen[kind] = seen.get(kind, 0) + 1
        reached.append(path)
        waiting += links_on(page)
    return reached


def look_at(page, path, axe):
    """Look at one page in both widths and both lights."""
    page.goto(path)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        # What lies half under the bar of the main action comes out by scrolling; axe does not scroll.
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.emulate_media(color_scheme="light", reduced_motion="reduce")  # no colour half-way
        axe(page)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        axe(page, only=["color-contrast", "link-in-text-block"])  # nothing but colours is another then
    page.set_viewport_size(SMALLEST)
    assert has_no_sideways_scrolling(page), f"{path} scrolls sideways at 360 px"
    assert page.evaluate(TOO_SMALL) == [], f"{path} has targets under 44 px"
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("email", [SPEAKER, OFFICE, COUNCILLOR])
def test_no_page_has_a_barrier(desk, axe, email):
    log_in(desk, email)
    reached = pages_reached_by(desk)
    assert len(reached) > 10
    for path in reached:
        look_at(desk, path, axe)


@pytest.mark.parametrize("path", PUBLIC)
def test_no_public_page_has_a_barrier(desk, axe, path):
    look_at(desk, path, axe)


def test_a_form_that_came_back_has_no_barrier_and_says_where_to_look(phone, axe):
    log_in(phone, SPEAKER)
    phone.goto(f"{KTV}termine/neu")
    phone.get_by_label("Tag", exact=True).fill("")
    phone.get_by_label("Ende", exact=True).fill("18:00")
    phone.get_by_role("button", name="Termin anlegen").click()
    axe(phone)
    summary = phone.get_by_role("alert")
    summary.get_by_role("link", name="Tag").click()
    assert phone.evaluate("document.activeElement.id") == "day"


def test_large_type_pushes_nothing_off_the_page(new_browser):
    page = new_browser(viewport=SMALLEST).new_page()
    log_in(page, MEMBER)
    for path in ("/", KTV, f"{KTV}termine/", "/konto"):
        page.goto(path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert has_no_sideways_scrolling(page), path
