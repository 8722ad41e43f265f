"""Leaving a list: by the link of a mail, by the button of a mail program, with a login, by a call to the speaker."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.lists import forgetting, jobs
from app.lists.audience import audience_of
from app.lists.models import MailingList, Subscriber, SubscriberState
from app.spaces.models import Membership, Space
from app.tenancy import one_space
from tests.lists.looking import complaints, mails_of, subscribers, within
from tests.pages import Browser
from tests.people import NOW

LINK = "/verteiler/abmelden/leave-list-of-ktv"
READER = "leserin.ktv@demo.example"
ACTIVE, LEFT = SubscriberState.ACTIVE, SubscriberState.LEFT


def addresses(world, slug="ktv"):
    with within(world, slug) as session:
        space = session.get_one(Space, world.spaces[slug])
        mailing_list = session.scalars(sa.select(MailingList)).one()
        return {one.address for one in audience_of(space, mailing_list).targets}


@pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])
def test_one_button_ends_it_and_one_brings_back_who_pressed_it_by_mistake(world):
    page = Browser(world.client_of("anonymous")).open(LINK)
    assert complaints(page) == []
    page = page.press("Verteiler abbestellen")
    assert "Du bekommst von diesem Verteiler nichts mehr." in page.main.text
    assert complaints(page) == []
    assert subscribers(world)[READER].state is LEFT
    page = page.press("Doch wieder dabei")
    assert subscribers(world)[READER].state is ACTIVE
    assert "Verteiler abbestellen" in page.main.text


def test_a_day_later_the_link_brings_nobody_back(world, as_nobody):
    as_nobody.post(LINK, data={"wish": "ende"})
    with clock.frozen(NOW + timedelta(hours=25)):
        assert "Doch wieder dabei" not in as_nobody.get(LINK).text
        assert as_nobody.post(LINK + "/wieder", data={"wish": "zurueck"}).status_code == 422
    assert subscribers(world)[READER].state is LEFT


@pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])
def test_the_button_of_a_mail_program_ends_it_without_a_page_or_a_token(world, as_nobody):
    response = as_nobody.post(LINK + "/sofort", data={"List-Unsubscribe": "One-Click"})
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    assert subscribers(world)[READER].state is LEFT
    again = as_nobody.post(LINK + "/sofort", data={"List-Unsubscribe": "One-Click"})
    assert again.status_code == 200


def test_the_body_may_come_as_a_form_with_parts_as_well(world, as_nobody):
    body = {"List-Unsubscribe": "One-Click"}
    as_nobody.post(LINK + "/sofort", data=body, content_type="multipart/form-data")
    assert subscribers(world)[READER].state is LEFT


@pytest.mark.parametrize(
    "body",
    [{}, {"List-Unsubscribe": "one-click"}, {"list-unsubscribe": "One-Click"}, {"wish": "ende"},
     {"List-Unsubscribe": ["One-Click", "One-Click"]}, "List-Unsubscribe=One-Click"],
)  # fmt: skip
def test_any_other_body_ends_nothing(world, as_nobody, body):
    assert as_nobody.post(LINK + "/sofort", data=body).status_code == 400
    assert subscribers(world)[READER].state is ACTIVE


def test_to_look_at_that_address_leads_to_the_page_and_ends_nothing(world, as_nobody):
    response = as_nobody.get(LINK + "/sofort")
    assert response.status_code == 302
    assert response.headers["Location"].endswith(LINK)
    assert subscribers(world)[READER].state is ACTIVE


def test_a_link_that_nobody_has_is_not_found_and_forty_are_enough(world, as_nobody):
    codes = [as_nobody.get(f"/verteiler/abmelden/geraten-{number}").status_code for number in range(41)]
    assert codes[0] == 404
    assert codes[-1] == 429


def test_a_member_leaves_by_the_account_and_stays_a_member(world, as_member):
    assert "member@demo.example" in addresses(world)
    page = Browser(as_member).open("/konto").follow("Deine Verteiler ansehen")
    assert "Verteiler in ktv" in page.main.text
    assert "Verteiler in kreis" in page.main.text
    as_member.post("/ktv/verteiler/abbestellen")
    assert "Mitglied bleibst du." in Browser(as_member).open("/verteiler/meine").main.text
    assert "member@demo.example" not in addresses(world)
    assert as_member.get("/ktv/").status_code == 200
    as_member.post("/ktv/verteiler/wieder-dabei")
    assert "member@demo.example" in addresses(world)


def test_who_is_on_two_lists_leaves_one(world, as_member):
    as_member.post("/ktv/verteiler/abbestellen")
    assert "member@demo.example" not in addresses(world)
    assert "member@demo.example" in addresses(world, "kreis")


def test_a_seat_makes_nobody_a_member_whom_the_list_means(world, as_councillor):
    assert "councillor@demo.example" not in addresses(world)
    assert as_councillor.post("/ktv/verteiler/abbestellen").status_code == 404


def test_the_county_writes_to_the_members_of_districts_and_groups(world):
    found = addresses(world, "kreis")
    assert {"member@demo.example", "foreign.member@demo.example", "group.member@demo.example",
            "board@demo.example", "speaker@demo.example"} < found  # fmt: skip
    assert found.isdisjoint({"office@demo.example", "disabled@demo.example", "demoted@demo.example",
                             "councillor@demo.example"})  # fmt: skip


def test_who_left_and_signed_up_with_the_same_address_gets_nothing(world, as_nobody):
    with within(world) as session:
        mailing_list = session.scalars(sa.select(MailingList)).one()
        session.add(
            Subscriber(list_id=mailing_list.id, email="member@demo.example", state=ACTIVE, token="both")
        )
    assert "member@demo.example" in addresses(world)
    as_nobody.post("/verteiler/abmelden/both", data={"wish": "ende"})
    assert "member@demo.example" not in addresses(world)


def test_the_speaker_takes_somebody_off_who_asked_for_it_by_phone(world, as_speaker):
    page = Browser(as_speaker).open("/ktv/verteiler/menschen")
    assert complaints(page) == []
    assert READER in page.main.text
    assert "offen.ktv@demo.example" not in page.main.text
    page = page.press("Vom Verteiler nehmen")
    assert READER not in page.main.text
    assert READER not in addresses(world)


def test_an_address_that_left_is_deleted_after_thirty_days_a_member_stays_noted(world, as_nobody, as_member):
    as_nobody.post(LINK, data={"wish": "ende"})
    as_member.post("/ktv/verteiler/abbestellen")
    with world.app.app_context(), clock.frozen(NOW + timedelta(days=31)):
        forgetting.forget_addresses()
    assert set(subscribers(world)) == {str(world.people["member"])}


def test_with_the_address_go_the_mails_that_went_to_it_but_not_their_number(
    world, as_nobody, as_speaker, only_the_draft, minute
):
    as_nobody.post("/verteiler/ktv", data={"email": "nie.bestaetigt@demo.example", "consent": "y"})
    form = {"when": "now", "version": "1"}
    as_speaker.post(f"/ktv/verteiler/{only_the_draft}/verschicken", data=form)
    minute()
    as_nobody.post(LINK, data={"wish": "ende"})
    assert [one.address for one in mails_of(world.app, "list_confirmation")] == [
        "nie.bestaetigt@demo.example"
    ]
    with world.app.app_context(), clock.frozen(NOW + timedelta(days=31)):
        jobs.forget_addresses()
    assert mails_of(world.app, "list_confirmation") == []
    assert READER not in {one.address for one in mails_of(world.app, "broadcast")}
    assert "6 verschickt" in Browser(as_speaker).open(f"/ktv/verteiler/{only_the_draft}").main.text


def test_who_is_erased_is_on_no_list_any_more(world, as_member, as_office):
    as_member.post("/ktv/verteiler/abbestellen")
    with within(world) as session:
        mailing_list = session.scalars(sa.select(MailingList)).one()
        session.add(
            Subscriber(list_id=mailing_list.id, email="member@demo.example", state=ACTIVE, token="both")
        )
    as_office.post(f"/verwaltung/menschen/{world.people['member']}/loeschen")
    assert {"member@demo.example", str(world.people["member"])}.isdisjoint(subscribers(world))


def test_whose_membership_ended_is_not_written_to(world):
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Membership, world.memberships["member"]).until = (NOW - timedelta(days=1)).date()
    assert "member@demo.example" not in addresses(world)
