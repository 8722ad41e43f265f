"""Who is in a space: taken in, invited again, and out of a role at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.access import Role
from app.accounts.models import Person
from app.extensions import db
from app.outbox import OutgoingMail
from app.spaces.models import Membership
from app.tenancy import all_spaces, one_space
from tests.pages import Browser, Page
from tests.people import INVITATION, NOW, PEOPLE, World

NEW = "/ktv/menschen/neu"
TAKE_IN = "Eintragen und einladen"
Freeze = Callable[[datetime], None]


@pytest.fixture
def speaker(as_speaker: FlaskClient) -> Browser:
    """The browser of the speaker of ktv."""
    return Browser(as_speaker)


@pytest.fixture
def office(as_office: FlaskClient) -> Browser:
    """The browser of the Kreisgeschäftsstelle."""
    return Browser(as_office)


@pytest.fixture
def member(as_member: FlaskClient) -> Browser:
    """The browser of a member of ktv."""
    return Browser(as_member)


def mails_to(world: World, address: str) -> list[str]:
    """The kinds of mail that wait for an address, the oldest first."""
    wanted = sa.select(OutgoingMail.kind).where(
        OutgoingMail.address == address, OutgoingMail.person_id.is_not(None)
    )
    with world.app.app_context():
        return list(db.session.scalars(wanted.order_by(OutgoingMail.id)))


def link_in_mail(world: World, address: str) -> str:
    """The path of the link in the latest mail to an address."""
    wanted = (
        sa.select(OutgoingMail.text).where(OutgoingMail.address == address).order_by(OutgoingMail.id.desc())
    )
    with world.app.app_context():
        text = db.session.scalars(wanted).first() or ""
    return next(
        "/" + word.split("/", 3)[3] for word in text.split() if "/einladung/" in word or "/passwort/" in word
    )


def people(world: World) -> int:
    """How many people there are."""
    with world.app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Person)) or 0


def told(page: Page) -> str:
    """How somebody who is new stands in the list."""
    return page.row("Nele Neu").text


# --- taking in


def test_somebody_new_is_invited_by_mail(speaker: Browser, world: World) -> None:
    page = speaker.open("/ktv/menschen/").follow("Jemanden einladen")
    page = page.press(TAKE_IN, name="Nele Neu", email="Nele@Demo.Example", phone="0381 55")
    assert "Die Einladung ist unterwegs." in page.notices
    assert "Mitglied seit Mi., 05.03.2025" in told(page)
    assert "Einladung offen" in told(page)
    assert mails_to(world, "nele@demo.example") == ["invitation"]


def test_who_has_a_login_is_told_of_the_new_space(speaker: Browser, world: World) -> None:
    before = people(world)
    page = speaker.open(NEW).press(TAKE_IN, name="Irgendwie", email="Foreign.Member@demo.example")
    assert "dabei" in page.row("Mira Fremd").text
    assert mails_to(world, "foreign.member@demo.example") == ["welcome"]
    assert people(world) == before
    assert Browser(world.client_of("foreign_member")).open("/ktv/").status == 200


def test_who_has_not_answered_an_invitation_gets_a_new_one(office: Browser, world: World) -> None:
    office.open("/mitte/menschen/neu").press(TAKE_IN, name="Inga Immer", email="invited@demo.example")
    assert mails_to(world, "invited@demo.example") == ["invitation"]
    nobody = Browser(world.client_of("anonymous"))
    assert nobody.open(f"/einladung/{INVITATION}").status == 410
    assert nobody.open(link_in_mail(world, "invited@demo.example")).status == 200


def test_somebody_without_an_address_is_in_by_letter(speaker: Browser, world: World) -> None:
    page = speaker.open(NEW).press(TAKE_IN, name="Nele Neu")
    assert "Eingetragen." in page.notices
    assert "Einladung" not in page.notices
    assert ("per Post" in told(page), "ohne Zugang" in told(page)) == (True, True)


def test_who_is_here_already_is_not_entered_twice(speaker: Browser, world: World) -> None:
    page = speaker.open(NEW).press(TAKE_IN, name="Marta Möwe", email="member@demo.example")
    assert page.status == 422
    assert page.error("email") == "Diese Person ist hier schon eingetragen."
    assert page.value("name") == "Marta Möwe"


def test_somebody_whose_account_is_locked_is_not_taken_in(office: Browser) -> None:
    page = office.open("/mitte/menschen/neu").press(TAKE_IN, name="Dörte Damm", email="disabled@demo.example")
    assert page.status == 422
    assert "gesperrt" in page.error("email")


REFUSED = {
    "no name": ("name", "  ", "Bitte den Namen eintragen."),
    "a name of 121 characters": ("name", "x" * 121, "höchstens 120 Zeichen"),
    "a name of two lines": ("name", "Nele\nBcc: alle", "in einer Zeile"),
    "an address that is none": ("email", "nele", "Das sieht nicht nach einer E-Mail-Adresse aus."),
    "two addresses": (
        "email",
        "a@demo.example, b@demo.example",
        "Das sieht nicht nach einer E-Mail-Adresse aus.",
    ),
    "an address of two lines": ("email", "a@demo.example\nbcc: b@demo.example", "sieht nicht nach einer"),
    "a phone of 41 characters": ("phone", "0" * 41, "höchstens 40 Zeichen"),
    "30,000 characters": ("name", "Wort für Wort. " * 2000, "höchstens 120 Zeichen"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_entry_names_the_field_and_keeps_what_was_typed(
    speaker: Browser, world: World, case: str
) -> None:
    field, odd, words = REFUSED[case]
    typed, before = (
        {"name": "Nele Neu", "email": "nele@demo.example", "phone": "0381", field: odd},
        people(world),
    )
    page = speaker.open(NEW).press(TAKE_IN, **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert {name: page.value(name) for name in typed} == {name: text.strip() for name, text in typed.items()}
    assert people(world) == before


def test_a_speaker_takes_in_members_only(speaker: Browser) -> None:
    page = speaker.post(NEW, name="Nele Neu", email="nele@demo.example", role="speaker")
    assert page.status == 422
    assert "Nele Neu" not in speaker.open("/ktv/menschen/")


@pytest.mark.parametrize(
    ("slug", "roles"),
    [
        ("ktv", ["member", "councillor", "speaker"]),
        ("wahlaktiv", ["member", "speaker"]),
        ("kreis", ["member", "board", "office"]),
    ],
)
def test_the_office_gives_the_roles_of_the_space(office: Browser, slug: str, roles: list[str]) -> None:
    page = office.open(f"/{slug}/menschen/neu")
    assert [one.attrs["value"] for one in page.control("role").all("input")] == roles
    page = page.press(TAKE_IN, name="Nele Neu", role=roles[-1])
    assert page.status == 200


def test_a_role_that_is_not_of_the_space_is_refused(office: Browser) -> None:
    page = office.open("/ktv/menschen/neu").press(TAKE_IN, name="Nele Neu", role="board")
    assert page.status == 422
    assert page.error("role")


def test_somebody_may_hold_two_roles(office: Browser) -> None:
    page = office.open("/ktv/menschen/neu").press(
        TAKE_IN, name="Cem Kaya", email="councillor@demo.example", role="member"
    )
    assert len([one for one in page.main.all("tr") if "Cem Kaya" in one.text]) == 2


# --- the list


def test_speakers_stand_first_and_then_all_by_name(speaker: Browser) -> None:
    page = speaker.open("/ktv/menschen/")
    names = [one.text for one in page.main.all("th") if one.attrs.get("scope") == "row"]
    assert names == [
        "Dörte Damm", "Paula Pohl", "Sabine Sommer", "Udo Unruh",
        "Cem Kaya", "Inga Immer", "Lotte Brief", "Marta Möwe",
    ]  # fmt: skip


def test_how_to_reach_somebody_is_a_link(speaker: Browser) -> None:
    links = [one.attrs["href"] for one in speaker.open("/ktv/menschen/").row("Marta Möwe").all("a")]
    assert links == ["mailto:member@demo.example", "tel:0381member"]


def test_only_an_open_invitation_can_be_sent_again(speaker: Browser) -> None:
    page = speaker.open("/ktv/menschen/")
    assert [one for one in PEOPLE if PEOPLE[one].space == "ktv" and one != "demoted"
            and "Erneut einladen" in page.row(PEOPLE[one].name).text] == ["invited"]  # fmt: skip


def test_inviting_again_ends_the_earlier_link(speaker: Browser, world: World) -> None:
    page = speaker.open("/ktv/menschen/").press("Erneut einladen")
    assert "Die Einladung ist unterwegs." in page.notices
    nobody = Browser(world.client_of("anonymous"))
    assert nobody.open(f"/einladung/{INVITATION}").status == 410
    assert nobody.open(link_in_mail(world, "invited@demo.example")).status == 200


@pytest.mark.parametrize(
    ("who", "words"),
    [("member", "hat schon einen Zugang"), ("by_letter", "Ohne E-Mail-Adresse"), ("disabled", "gesperrt")],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    speaker: Browser, world: World, who: str, words: str
) -> None:
    page = speaker.post(f"/ktv/menschen/{world.memberships[who]}/einladen")
    assert page.status == 422
    assert words in page


# --- since and until


@pytest.mark.parametrize(
    ("since", "until", "inside"),
    [(0, None, True), (1, None, False), (-5, 0, True), (-5, -1, False), (0, 0, True)],
)
def test_a_role_is_held_from_its_first_day_to_its_last(
    member: Browser, speaker: Browser, world: World, since: int, until: int | None, inside: bool
) -> None:
    day = NOW.date()
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        row = session.get_one(Membership, world.memberships["member"])
        row.since = day + timedelta(days=since)
        row.until = None if until is None else day + timedelta(days=until)
    assert member.open("/ktv/").status == (200 if inside else 404)
    assert ("Marta Möwe" in speaker.open("/ktv/menschen/")) is inside


def test_a_role_begins_at_midnight_in_rostock(member: Browser, world: World, freeze: Freeze) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Membership, world.memberships["member"]).since = date(2025, 3, 6)
    freeze(datetime.fromisoformat("2025-03-05T23:59:00+01:00"))
    assert member.open("/ktv/").status == 404
    freeze(datetime.fromisoformat("2025-03-06T00:00:00+01:00"))
    assert member.open("/ktv/").status == 200


def test_the_end_of_a_role_counts_at_once(office: Browser, member: Browser, world: World) -> None:
    assert member.open("/ktv/").status == 200
    page = office.post(f"/ktv/menschen/{world.memberships['member']}/beenden")
    assert "Die Rolle ist beendet." in page.notices
    assert "Marta Möwe" not in [one.text for one in page.main.all("th")]
    assert member.open("/ktv/").status == 404


def test_a_role_given_and_taken_on_one_day_leaves_nothing(office: Browser, world: World) -> None:
    page = office.open("/ktv/menschen/neu").press(TAKE_IN, name="Nele Neu")
    office.post(page.row("Nele Neu").one("form").attrs["action"])
    assert "Nele Neu" not in office.open("/ktv/menschen/")


def test_ending_a_role_that_has_ended_changes_nothing(office: Browser, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Membership, world.memberships["demoted"]).until = date(2024, 6, 30)
    office.post(f"/ktv/menschen/{world.memberships['demoted']}/beenden")
    with world.app.app_context(), all_spaces("the tests look") as session:
        assert session.get_one(Membership, world.memberships["demoted"]).until == date(2024, 6, 30)


def test_who_was_here_before_can_come_back(office: Browser, member: Browser, world: World) -> None:
    office.post(f"/ktv/menschen/{world.memberships['member']}/beenden")
    office.open("/ktv/menschen/neu").press(TAKE_IN, name="Marta Möwe", email="member@demo.example")
    assert member.open("/ktv/").status == 200


# --- the last office


def test_the_last_office_cannot_be_removed(office: Browser, world: World) -> None:
    page = office.post(f"/kreis/menschen/{world.memberships['office']}/beenden")
    assert page.status == 422
    assert "Das ist die letzte Kreisgeschäftsstelle." in page
    assert office.open("/verwaltung/").status == 200


def test_with_a_second_office_the_first_may_go(office: Browser, world: World) -> None:
    second(world)
    page = office.post(f"/kreis/menschen/{world.memberships['office']}/beenden")
    assert page.status in (200, 404)  # she is out at once, and the list is closed to her
    assert Browser(world.client_of("member")).open("/verwaltung/").status == 200


def second(world: World, **values: object) -> int:
    """Make the member of ktv an office as well; return the key of the role."""
    with world.app.app_context(), one_space(world.spaces["kreis"]) as session:
        row = Membership(person_id=world.people["member"], role=Role.OFFICE, since=date(2025, 1, 1))
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        return row.id


@pytest.mark.parametrize("values", [{"since": date(2025, 4, 1)}, {"until": date(2025, 3, 4)}])
def test_an_office_to_come_or_of_the_past_does_not_count(
    office: Browser, world: World, values: dict[str, object]
) -> None:
    second(world, **values)
    assert office.post(f"/kreis/menschen/{world.memberships['office']}/beenden").status == 422


def test_a_locked_office_does_not_count(office: Browser, world: World) -> None:
    second(world)
    world.change("member", disabled_at=NOW)
    assert office.post(f"/kreis/menschen/{world.memberships['office']}/beenden").status == 422


def test_an_office_that_has_never_logged_in_does_not_count(office: Browser, world: World) -> None:
    office.open("/kreis/menschen/neu").press(TAKE_IN, name="Nele Neu", email="n@demo.example", role="office")
    assert office.post(f"/kreis/menschen/{world.memberships['office']}/beenden").status == 422
