"""The page itself: well made in every state, with as many questions for 60 members as for 8."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.access import Role
from app.accounts.models import Person
from app.calendar.invitations.models import Answer
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import MinutesState
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks.models import Task
from app.extensions import db
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.districts.meetings.evening import Evening
from tests.pages import Browser, counted, manners
from tests.people import NOW, World

Freeze = Callable[..., None]


@pytest.fixture
def more_settings() -> dict[str, object]:
    """The forms with their tokens, as they are outside the tests."""
    return {"WTF_CSRF_ENABLED": True}


def own(complaints: list[str]) -> list[str]:
    """What is wrong with a page but for what the editor keeps in a template: it is filled in when it is shown."""
    return [one for one in complaints if "data-href" not in one and "data-fill" not in one]


def test_the_page_is_well_made_before_during_and_after(speaker: Browser, evening: Evening) -> None:
    evening.invite(councillor=Answer.NO, member=Answer.YES, invited=Answer.MAYBE)
    pages = [evening.open(speaker)]
    pages.append(pages[-1].press("Sitzung eröffnen"))
    pages.append(pages[-1].press("Namen dazuschreiben", guest="Gesine Gast"))
    pages.append(
        pages[-1].press("Beschluss festhalten", wording="Wir tun das", yes="1", no="3", result="adopted")
    )
    pages.append(pages[-1].press("Aufgabe festhalten", task="Etwas tun"))
    pages.append(pages[-1].press("Beschluss festhalten", wording=""))
    pages.append(evening.open(speaker).press("Aufgabe festhalten", task=""))
    pages.append(evening.open(speaker).press("Punkt aufnehmen", title=""))
    pages.append(evening.open(speaker).press("Namen dazuschreiben", guest=""))
    pages.append(speaker.open(evening.url("punkt", evening.items[2])))
    pages.append(speaker.open(evening.url("zeiten")).press("Angaben speichern", began="x"))
    pages.append(evening.open(speaker).press("Nächster Punkt").press("Sitzung schließen"))
    evening.minutes_are(MinutesState.READY)
    pages.append(evening.open(speaker))
    evening.minutes_are(MinutesState.APPROVED)
    pages.append(evening.open(speaker))
    assert [complaint for page in pages for complaint in own(manners(page))] == []
    assert {page.status for page in pages} == {200, 422}


def test_the_county_meets_on_a_well_made_page(world: World) -> None:
    board = Browser(world.client_of("board"))
    evening = Evening(world, slug="kreis", kind="county_assembly")
    page = evening.begin(board)
    refused = page.press("Als da vermerken", known_as="Niemand")
    assert own(manners(page)) + own(manners(refused)) == []


def test_a_forged_tap_without_a_token_changes_nothing(speaker: Browser, evening: Evening) -> None:
    assert evening.mark(speaker, "member", "present").status == 400
    assert evening.presences == {}


def grow(world: World, evening: Evening, number: int) -> None:
    """Let a meeting have more of everything."""
    with world.app.app_context():
        people = [Person(name=f"Mitglied {n}") for n in range(number)]
        db.session.add_all(people)
        db.session.commit()
        ids = [one.id for one in people]
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add_all(Membership(person_id=key, role=Role.MEMBER) for key in ids)
        item = evening.items[0]
        for n, key in enumerate(ids):
            session.add_all([
                AgendaItem(appointment_id=evening.key, position=100 + n, title=f"Mehr {n}"),
                Decision(appointment_id=evening.key, item_id=item, year=2025, number=500 + n, wording=f"Beschluss {n}"),
                Task(appointment_id=evening.key, item_id=item, title=f"Aufgabe {n}", person_id=key, by_id=key,
                     due_on=(NOW + timedelta(days=n)).date()),
            ])  # fmt: skip


@pytest.mark.parametrize("where", ["sitzung/", "sitzung/stand"])
def test_the_number_of_questions_does_not_grow(
    world: World, speaker: Browser, evening: Evening, where: str
) -> None:
    evening.begin(speaker)
    address = f"/ktv/termine/{evening.key}/{where}"
    speaker.client.get(address)
    with counted(world.app) as few:
        speaker.client.get(address)
    grow(world, evening, 12)
    with counted(world.app) as many:
        assert speaker.client.get(address).status_code == 200
    assert len(many) == len(few)
    assert len(few) < 30
