"""Whom an invitation reaches: each once, nobody who is locked, guests by address, and for the county everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.access import Role
from app.calendar.invitations.forms import guests_in
from app.calendar.models import AppointmentState
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.calendar.dates import Dates, url
from tests.calendar.invitations.inviting import Inviting
from tests.pages import Browser
from tests.people import NOW, World

MEMBERS = {"Inga Immer", "Lotte Brief", "Marta Möwe", "Paula Pohl", "Sabine Sommer", "Udo Unruh"}
"""Members and speakers of ktv, without the locked one and the one whose role has ended."""


def test_all_members_are_ticked_and_meant_without_those_who_only_hold_a_seat(
    inviting: Inviting, speaker: Browser, meeting: int
) -> None:
    page = speaker.open(url(meeting, "einladung/"))
    assert "Alle Mitglieder (6)" in page
    assert page.value("everybody") == "y"
    inviting.send(meeting)
    assert set(inviting.invitations(meeting)) == MEMBERS


def test_a_role_adds_those_who_hold_it(inviting: Inviting, meeting: int) -> None:
    inviting.send(meeting, groups=["councillor"])
    assert set(inviting.invitations(meeting)) == MEMBERS | {"Cem Kaya"}


def test_named_people_alone_are_invited_alone(inviting: Inviting, world: World, meeting: int) -> None:
    inviting.send(
        meeting, everybody="", people=[str(world.people["member"]), str(world.people["councillor"])]
    )
    assert set(inviting.invitations(meeting)) == {"Marta Möwe", "Cem Kaya"}


def test_somebody_with_three_roles_is_invited_once(inviting: Inviting, world: World, meeting: int) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        for role in (Role.COUNCILLOR, Role.SPEAKER):
            session.add(Membership(person_id=world.people["member"], role=role))
    inviting.send(
        meeting,
        groups=["councillor", "speaker"],
        people=[str(world.people["member"])],
        guests="Marta member@demo.example",
    )
    names = [one.person_id for one in inviting.invitations(meeting).values()]
    assert names.count(world.people["member"]) == 1
    assert len(inviting.mails("member@demo.example")) == 1


def test_who_is_locked_or_was_a_member_is_not_invited_and_cannot_be_chosen(
    inviting: Inviting, world: World, meeting: int
) -> None:
    inviting.send(meeting)
    assert {"Dörte Damm", "Detlef Dorn"}.isdisjoint(inviting.invitations(meeting))
    for name in ("disabled", "demoted", "foreign_member", "board"):
        page = inviting.preview(meeting, everybody="", people=[str(world.people[name])])
        assert page.status == 422
        assert "Einladung verschicken" not in page.buttons()


def test_choosing_nobody_is_said(inviting: Inviting, meeting: int) -> None:
    page = inviting.preview(meeting, everybody="")
    assert page.status == 422
    assert "Wähle zuerst aus, wen du einladen möchtest." in page.complaints


def test_later_only_the_new_ones_get_it(inviting: Inviting, speaker: Browser, meeting: int) -> None:
    inviting.send(meeting)
    page = speaker.open(url(meeting, "einladung/"))
    assert page.heading == "Noch jemanden einladen"
    assert page.value("everybody") == ""
    before = len(inviting.mails())
    inviting.send(meeting, groups=["councillor"])
    assert [one.address for one in inviting.mails()[before:]] == ["councillor@demo.example"]
    again = inviting.preview(meeting)
    assert again.status == 422
    assert "Alle, die du ausgewählt hast, haben die Einladung schon." in again.complaints


# --- guests


def test_guests_are_invited_by_address(inviting: Inviting, meeting: int) -> None:
    inviting.send(
        meeting,
        everybody="",
        guests="Gesa Gast <GESA@demo.example>\n\nVolkssolidarität, Haus 3 haus3@demo.example\nnur@demo.example",
    )
    found = {(one.guest_name, one.guest_email) for one in inviting.invitations(meeting).values()}
    assert found == {
        ("Gesa Gast", "gesa@demo.example"),
        ("Volkssolidarität, Haus 3", "haus3@demo.example"),
        ("nur@demo.example", "nur@demo.example"),
    }
    assert "Hallo,\n" in inviting.mails("nur@demo.example")[0].text
    assert "Hallo Gesa Gast," in inviting.mails("gesa@demo.example")[0].text


def test_a_guest_in_two_lines_is_invited_once(inviting: Inviting, meeting: int) -> None:
    inviting.send(meeting, everybody="", guests="gesa@demo.example\nGesa <Gesa@Demo.example>")
    assert len(inviting.mails()) == 1


def test_a_guests_line_that_names_a_member_invites_the_member(
    inviting: Inviting, world: World, meeting: int
) -> None:
    inviting.send(meeting, everybody="", guests="Irgendwer councillor@demo.example")
    (only,) = inviting.invitations(meeting).values()
    assert (only.person_id, only.guest_email) == (world.people["councillor"], "")


def test_an_address_of_somebody_elsewhere_is_a_guests_and_says_nothing_of_them(
    inviting: Inviting, meeting: int
) -> None:
    page = inviting.preview(meeting, everybody="", guests="foreign.member@demo.example")
    assert "Mira" not in page.source
    inviting.send(meeting, everybody="", guests="foreign.member@demo.example")
    (only,) = inviting.invitations(meeting).values()
    assert (only.person_id, only.guest_email) == (None, "foreign.member@demo.example")


@pytest.mark.parametrize(
    "line",
    ["keine Adresse", "a@b", "zwei@demo.example drei@demo.example", "x@demo.example\x00", "bär@demo.example",
     "a@b@demo.example", "@demo.example", "Bcc: alle@", "n" * 500 + "@demo.example", "\u202ea@demo", "<>"],
)  # fmt: skip
def test_a_line_that_is_no_address_is_named_and_all_is_kept(
    inviting: Inviting, meeting: int, line: str
) -> None:
    text = f"gut@demo.example\n\n{line}"
    page = inviting.preview(meeting, guests=text, words="Kommt alle")
    if line == "x@demo.example\x00":  # what no keyboard types is left out
        assert page.status == 200
        return
    assert page.status == 422
    assert "Zeile 3:" in page.error("guests")
    assert "Zeile 1:" not in page.error("guests")
    assert page.value("guests").startswith("gut@demo.example")
    assert (page.value("words"), page.value("everybody")) == ("Kommt alle", "y")
    assert not inviting.mails()


def test_odd_but_right_lines_are_understood() -> None:
    lines = "\n".join(
        ['"Gast, Gesa" <g@demo.example>;', "<g@demo.example>", "g+kino@demo.example,", "Gesa\tg@demo.example"]
    )
    read = [(one.guest.name, one.guest.email) for one in guests_in(lines) if one.guest]
    assert read == [
        ("Gast, Gesa", "g@demo.example"),
        ("g@demo.example", "g@demo.example"),
        ("g+kino@demo.example", "g+kino@demo.example"),
        ("Gesa", "g@demo.example"),
    ]


@pytest.mark.parametrize(("guests", "allowed"), [(100, True), (101, False)])
def test_a_hundred_guests_at_once_and_no_more(
    inviting: Inviting, meeting: int, guests: int, allowed: bool
) -> None:
    text = "\n".join(f"g{number}@demo.example" for number in range(guests))
    page = inviting.preview(meeting, everybody="", guests=text)
    assert (page.status == 200) is allowed
    assert ("höchstens 100 Gäste" in page.source) is not allowed


def test_many_wrong_lines_are_not_all_listed(inviting: Inviting, meeting: int) -> None:
    page = inviting.preview(meeting, guests="\n".join("falsch" for _ in range(30)))
    assert "Zeile 5:" in page.error("guests")
    assert "Zeile 6:" not in page.error("guests")
    assert "Und 25 weitere Zeilen." in page.error("guests")


# --- the county


@pytest.fixture
def assembly(dates: Dates) -> int:
    """A Gesamtmitgliederversammlung."""
    return dates.add(NOW + timedelta(days=40), slug="kreis", kind="county_assembly", title="Wir alle")


def test_the_county_invites_the_members_of_all_open_districts(inviting: Inviting, assembly: int) -> None:
    inviting.send(assembly, who="board", slug="kreis")
    names = set(inviting.invitations(assembly))
    assert names == MEMBERS | {"Mira Fremd", "Svea Fremd", "Bodo Brink"}
    # Neither who holds a seat only, nor who is of a group only, nor who was of a closed district.
    assert names.isdisjoint({"Cem Kaya", "Carl Fremd", "Gesa Gruppe", "Alma Alt", "Olga Ohm"})


def test_every_member_of_the_county_reads_and_answers_its_invitation(
    inviting: Inviting, assembly: int
) -> None:
    inviting.send(assembly, who="board", slug="kreis")
    page = inviting.page(assembly, "foreign_member", "kreis").press("Ich komme")
    assert "Du hast zugesagt." in page
    assert inviting.invitations(assembly)["Mira Fremd"].answer == "yes"


def test_in_the_county_members_of_districts_are_not_listed_by_name(
    inviting: Inviting, world: World, assembly: int
) -> None:
    page = inviting.browser("board").open(url(assembly, "einladung/", "kreis"))
    assert "Marta Möwe" not in page.source
    assert "Bodo Brink" in page
    forged = inviting.preview(
        assembly, who="board", slug="kreis", everybody="", people=[str(world.people["member"])]
    )
    assert forged.status == 422


def test_a_district_invites_nobody_of_another_one(inviting: Inviting, meeting: int) -> None:
    inviting.send(meeting)
    assert not [name for name in inviting.invitations(meeting) if "Fremd" in name]


@pytest.mark.parametrize("state", [AppointmentState.CANCELLED, "begun", "past"])
def test_to_what_is_cancelled_or_has_begun_nobody_is_invited(
    inviting: Inviting, speaker: Browser, dates: Dates, state: str
) -> None:
    hours = {"begun": -1, "past": -24}.get(state, 24 * 20)
    cancelled = state is AppointmentState.CANCELLED
    key = dates.add(
        NOW + timedelta(hours=hours),
        kind="assembly",
        state=AppointmentState.CANCELLED if cancelled else AppointmentState.ANNOUNCED,
    )
    for page in (speaker.open(url(key, "einladung/")), inviting.preview(key)):
        assert page.status == 422
        assert "lässt sich nicht mehr einladen" in page
    assert "einladung/" not in " ".join(inviting.page(key).links())
    assert not inviting.mails()
