"""What waits because of invitations, for start pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.calendar.invitations import queries, waiting
from app.calendar.invitations.models import Answer
from app.tenancy import Scope, current_session
from tests.calendar.dates import Dates, url
from tests.calendar.invitations.inviting import Inviting
from tests.pages import Browser
from tests.people import NOW, World


@pytest.fixture
def asked(world: World) -> Callable[..., Any]:
    """Ask within the spaces of somebody."""

    def ask(question: Callable[..., Any], *values: Any, slugs: tuple[str, ...] = ("ktv",)) -> Any:
        with world.app.test_request_context():
            current_session().open_scope(Scope(read=frozenset(world.spaces[slug] for slug in slugs)))
            return question(*values)

    return ask


def test_an_answer_waits_until_it_is_given(
    inviting: Inviting, member: Browser, world: World, dates: Dates, meeting: int, asked: Callable[..., Any]
) -> None:
    inviting.send(meeting)
    far = dates.add(NOW + timedelta(days=60), kind="assembly")
    inviting.send(far)
    marta = world.people["member"]
    titles = [one.title for one in asked(waiting.answers_of, marta)]
    assert titles == ["Treffen announced in ktv", "Was wird aus dem Kino?"]
    assert asked(waiting.answers_of, world.people["foreign_member"]) == []
    member.open(url(meeting)).press("Vielleicht")
    assert [one.title for one in asked(waiting.answers_of, marta)] == ["Treffen announced in ktv"]


def test_letters_and_refusals_wait_for_those_who_lead(
    inviting: Inviting, world: World, meeting: int, asked: Callable[..., Any]
) -> None:
    inviting.send(meeting)
    ktv, mitte = world.spaces["ktv"], world.spaces["mitte"]
    (letters,) = asked(waiting.letters_in, [ktv])
    assert (letters.appointment_id, letters.number) == (meeting, 1)
    (refused,) = asked(waiting.refused_in, [ktv])
    assert refused.appointment_id == world.appointments["ktv"]["announced"]
    assert asked(waiting.letters_in, [mitte]) == []
    assert asked(waiting.refused_in, [mitte]) == []  # out of the scope


def test_an_announced_assembly_without_an_invitation_waits(
    inviting: Inviting, dates: Dates, world: World, meeting: int, asked: Callable[..., Any]
) -> None:
    dates.add(NOW + timedelta(days=9), kind="regulars_table", title="Nur ein Stammtisch")
    ktv = world.spaces["ktv"]
    assert [one.appointment_id for one in asked(waiting.without_invitation_in, [ktv])] == [meeting]
    inviting.send(meeting)
    assert asked(waiting.without_invitation_in, [ktv]) == []


def test_numbers_and_own_answers_for_lists(
    inviting: Inviting, member: Browser, world: World, meeting: int, asked: Callable[..., Any]
) -> None:
    inviting.send(meeting)
    member.open(url(meeting)).press("Ich komme")
    both = [meeting, world.appointments["mitte"]["announced"]]
    counts = asked(queries.counts_for, both)
    assert {key: one.line for key, one in counts.items()} == {meeting: "1 kommt · 5 offen"}
    assert asked(queries.answers_of, world.people["member"], both) == {meeting: Answer.YES}
