"""A session ends when it should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app import clock
from app.access import Role
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.people import (
    NOW,
    PASSWORD,
    RESET,
    World,
)
from tests.security.walking import NEW_PASSWORD, log_in
from tests.test_access import form_of, outcome

# --- 6. a session ends when it should


def logs_out(world: World) -> None:
    world.client_of("member").post("/abmelden")


def sets_a_new_password_by_a_link(world: World) -> None:
    assert (
        world.client_of("anonymous").post(f"/passwort/{RESET}", data={"password": NEW_PASSWORD}).status_code
        == 302
    )


def changes_the_password_on_another_device(world: World) -> None:
    form = {"old": PASSWORD, "password": NEW_PASSWORD}
    assert world.client_of("second").post("/konto/passwort", data=form).status_code == 302


def ends_it_on_another_device(world: World) -> None:
    world.client_of("second").post(f"/konto/anmeldungen/{world.logins['member']}/beenden")


def ends_all_others_on_another_device(world: World) -> None:
    world.client_of("second").post("/konto/anmeldungen/beenden")


def is_disabled(world: World) -> None:
    world.client_of("office").post(f"/verwaltung/menschen/{world.people['member']}/sperren")


def is_erased(world: World) -> None:
    world.client_of("office").post(f"/verwaltung/menschen/{world.people['member']}/loeschen")


def loses_the_second_factor(world: World) -> None:
    world.client_of("office").post(
        f"/verwaltung/menschen/{world.people['speaker']}/zweiter-schritt-entfernen"
    )


@pytest.mark.parametrize(
    ("who", "what_happens"),
    [
        ("member", logs_out),
        ("foreign_member", sets_a_new_password_by_a_link),
        ("member", changes_the_password_on_another_device),
        ("member", ends_it_on_another_device),
        ("member", ends_all_others_on_another_device),
        ("member", is_disabled),
        ("member", is_erased),
        ("speaker", loses_the_second_factor),
    ],
)
def test_a_copied_cookie_is_worth_nothing_after_somebody(world, who, what_happens):
    copied = world.client_of(who)
    assert copied.get("/konto").status_code == 200
    what_happens(world)
    assert outcome(copied, copied.get("/konto")) == "login"


def test_whoever_changes_the_password_stays_logged_in_here(world, as_member):
    as_member.post("/konto/passwort", data={"old": PASSWORD, "password": NEW_PASSWORD})
    assert as_member.get("/konto").status_code == 200


def test_a_session_ends_by_itself(world, as_member):
    with clock.frozen(NOW + timedelta(days=31)):
        assert outcome(as_member, as_member.get("/konto")) == "login"


def test_a_role_that_is_taken_away_is_gone_with_the_next_click(world, as_speaker, as_office):
    assert as_speaker.get("/ktv/termine/neu").status_code == 200
    as_office.post(f"/ktv/menschen/{world.memberships['speaker']}/beenden")
    assert as_speaker.get("/ktv/termine/neu").status_code == 404
    assert (
        as_speaker.post("/ktv/termine/neu", data=form_of(world, "space.calendar.create", "")).status_code
        == 404
    )


def test_a_role_that_begins_tomorrow_or_ended_yesterday_opens_nothing(world, as_group_member):
    day = clock.today()
    for since, until in ((day + timedelta(days=1), None), (day - timedelta(days=9), day - timedelta(days=1))):
        with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
            session.add(
                Membership(
                    person_id=world.people["group_member"], role=Role.SPEAKER, since=since, until=until
                )
            )
        assert as_group_member.get("/ktv/").status_code == 404


@pytest.fixture
def as_group_member(world: World) -> FlaskClient:
    return world.client_of("group_member")


def test_a_login_begins_with_a_new_cookie(world, as_nobody):
    with as_nobody.session_transaction() as session:
        session["_user_id"], session["planted"] = "planted", "x"
    log_in(as_nobody, "member")
    with as_nobody.session_transaction() as session:
        assert "planted" not in session
        assert session["_user_id"] != "planted"
