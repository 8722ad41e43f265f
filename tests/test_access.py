"""Nobody gets further than the reviewed access table says: every address, as everybody, for real.

Each cell of `access_table.py` is a request with a valid form by somebody who is logged in. That a missing or wrong
mark on a view would be noticed is tried as well, by taking each mark away and by replacing it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
import sqlalchemy as sa
from flask import url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import access
from app.access import Mark, Permission, mark_of
from app.calendar.imports.comparing import Row, Step
from app.calendar.imports.models import CalendarImport
from app.calendar.imports.reading import read
from app.calendar.invitations.services import as_seen
from app.calendar.models import Appointment, SchoolHoliday
from app.districts.councils.intake.comparing import compared as sittings_of_file
from app.districts.councils.oparl.models import OparlSource
from app.districts.councils.sittings.models import Sitting
from app.districts.meetings.conduct.models import Meeting
from app.exchange.models import ExchangeEntry
from app.extensions import db
from app.spaces import door
from app.spaces.models import Council, Membership
from app.tenancy import Scope, all_spaces, current_session, one_space
from tests.access_table import ACTORS, OTHERS, OWN, OWN_SPACE
from tests.people import FEED, INVITATION, NOW, PASSWORD, RESET, TOTP_SECRET, World
from tests.world_of_lists import confirm_secret, leave_token
from tests.world_of_meetings import answer_token, poll_token

NEW_PASSWORD = "hafen-kran-nebel-sonne"
NOBODYS_ID = 2**31 - 1
PUBLIC_UID = "0b5a3a3e-6f0d-4a55-8f5a-3f6c5b8f2c11"
FOREIGN = ("mitte", "kreis", "wahlaktiv", "alt")

ENDPOINTS = sorted({endpoint for _space, endpoint, _method in OWN})
PLACES = sorted({(space, endpoint) for space, endpoint, _method in OTHERS})
POSTS = sorted(endpoint for _space, endpoint, method in OWN if method == "POST")
GETS = sorted(endpoint for _space, endpoint, method in OWN if method == "GET")


# --- what is asked for: the ids of the world, and a form as a person would send it


def values_of(world: World, endpoint: str, space: str = OWN_SPACE) -> dict[str, Any]:
    """What stands in the address of an endpoint: something that the endpoint is about."""
    appointment = {
        "space.calendar.announce": "draft",
        "space.calendar.delete": "draft",
        "space.meetings.usual": "bare",
    }.get(endpoint, "announced")
    member = {
        "ktv": "invited",
        "mitte": "foreign_member",
        "kreis": "board",
        "wahlaktiv": "group_member",
        "alt": "of_old",
    }
    person = {
        "office.invite": "invited",
        "office.enable": "disabled",
        "office.remove_second_factor": "foreign_speaker",
        "office.erase": "foreign_councillor",
    }.get(endpoint, "foreign_member")
    minutes = {
        "space.minutes.make_ready": "later_appointment_id",
        "space.minutes.approve": "later_appointment_id",
        "space.minutes.correct": "earlier_appointment_id",
    }
    of_minutes = {
        "appointment_id": world.meetings[space][minutes[endpoint]]
        if endpoint in minutes
        else world.appointments[space]["past"],
        "item_id": world.meetings[space]["past_item_id"],
    }
    return {
        "space": space,
        "appointment_id": world.appointments[space][appointment],
        "item_id": world.items[space][1],
        "membership_id": world.memberships[member[space]],
        "login_id": world.logins["second"],
        "feed_id": world.feeds["member"],
        "person_id": world.people[person],
        "space_id": world.spaces["alt" if endpoint == "office.reopen_space" else "wahlaktiv"],
        "council_id": world.councils.get(
            space if endpoint.startswith("space.") else "free", world.councils["free"]
        ),
        "mail_id": world.mails[
            {"office.send_again": "failed", "office.settle": "unclear"}.get(endpoint, "queued")
        ],
        **world.meetings[space],
        **(
            {"sitting_id": world.meetings[space]["coming_sitting_id"]}
            if endpoint in ("space.sittings.go", "space.sittings.stay")
            else {}
        ),
        **(of_minutes if endpoint.startswith(("space.minutes.", "space.conduct.")) else {}),
        **(
            {"urgent_id": world.meetings[space]["answered_urgent_id"]}
            if "take_answer_back" in endpoint
            else {}
        ),
        "broadcast_id": world.meetings[space][
            {
                "space.lists.call_back": "planned_broadcast_id",
                "space.lists.standing": "sent_broadcast_id",
                "space.lists.stop": "sent_broadcast_id",
            }.get(endpoint, "broadcast_id")
        ],
        "secret": {
            "account.join": INVITATION,
            "answers.": answer_token(space),
            "poll_answers.": poll_token(space),
            "feed.": FEED,
            "subscribing.": leave_token(space),
            "subscribing.confirm": confirm_secret(space),
        }.get(
            endpoint
            if endpoint in ("account.join", "subscribing.confirm")
            else endpoint.partition(".")[0] + ".",
            RESET,
        ),
        "word": "ortsbeirat",
        "slug": space,
        "month": 5,
        "day": 8,
        "uid": PUBLIC_UID,
        "holiday_id": 1,
        "filename": "stadtteilwerk.css" if endpoint == "static" else "css/bootstrap.min.css",
    }


def form_of(world: World, endpoint: str, actor: str, space: str = OWN_SPACE) -> dict[str, Any]:
    """What somebody sends who means it."""
    appointment = {
        "title": "Ein neuer Titel",
        "day": "2025-04-01",
        "starts": "19:00",
        "ends": "21:00",
        "place": "Hier",
    }
    series = {
        "title": "Eine neue Serie",
        "rhythm": "week-2",
        "on": "weekday-2",
        "starts": "19:00",
        "ends": "21:00",
        "last_day": "2025-04-10",
        "school_holidays": "summer",
        "place": "Hier",
    }
    item = {"title": "Ein neuer Punkt", "kind": "decision", "minutes": "15", "note": "Eine neue Notiz"}
    forms: dict[str, dict[str, Any]] = {
        "space.commemorating.edit": {
            "starts": "17:00",
            "place": "Am Gedenkstein",
            "wreath": "Ein Kranz",
            "speaker": "Wer spricht",
            "note": "Eine neue Notiz",
            "version": "0",
        },
        "subscribing.sign_up": {"email": f"{actor}@nirgends.example", "name": "Nora Neugier", "consent": "y"},
        "subscribing.confirm": {"wish": "ja"},
        "subscribing.leave": {"wish": "ende"},
        "subscribing.come_back": {"wish": "zurueck"},
        "subscribing.leave_at_once": {"List-Unsubscribe": "One-Click"},
        "space.lists.describe": {
            "name": "Ein neuer Verteiler",
            "about": "Was kommt",
            "is_open": "y",
            "version": "1",
        },
        "space.lists.write": {"subject": "Ein neuer Betreff", "text": "Ein neuer Text"},
        "space.lists.rewrite": {"subject": "Ein anderer Betreff", "text": "Ein anderer Text", "version": "1"},
        "space.lists.send": {"when": "later", "day": "2025-04-01", "at": "19:00", "version": "1"},
        "account.login": {"email": "member@demo.example", "password": PASSWORD},
        "account.request_reset": {"email": f"{actor}@nirgends.example"},
        "account.reset": {"password": NEW_PASSWORD},
        "account.join": {"name": "Inga Immerda", "password": NEW_PASSWORD},
        "account.set_language": {"language": "en"},
        "account.profile": {
            "name": "Neuer Name",
            "phone": "0381 1",
            "language": "en",
            "mail_wish": "none",
        },
        "account.change_password": {"old": PASSWORD, "password": NEW_PASSWORD},
        "account.remove_second_factor": {"password": PASSWORD},
        "account.code": {"code": pyotp.TOTP(TOTP_SECRET).at(NOW)},
        "home.search": {"words": "Protokolltext"},
        "feeds.create": {"name": "Mein Kalender", "spaces": "kreis"},
        "space.calendar.create": {
            "kind": "county_assembly" if space == "kreis" else "assembly",
            **appointment,
        },
        "space.calendar.edit": {**appointment, "day": "2025-04-04", "version": "1"},
        "space.series.create": {
            **series,
            "kind": "county_assembly" if space == "kreis" else "assembly",
            "first_day": "2025-04-01",
            "tag": "2025-04-02",
            "shown": "19:00+120 2025-04-02",
            "tun": "1",
        },
        "space.series.change": {**series, "since": "2025-03-10", "reason": "Umzug", "version": "1"},
        "space.series.extend": {"last_day": "2025-12-31", "version": "1"},
        "space.series.end": {"last_day": "2025-03-20", "reason": "Umzug", "version": "1"},
        "space.calendar.cancel": {"reason": "Wasserrohrbruch"},
        "space.imports.start": {"text": CALENDAR_FILE},
        "space.imports.preview": {
            "take": mark_of_file(world) if endpoint == "space.imports.preview" else "",
            "kind": "get_together",
            "state": "draft",
        },
        "answers.by_link": {"answer": "yes", "word": "Ich komme etwas später"},
        "space.invitations.answer": {"answer": "maybe", "word": "Ich komme etwas später"},
        "space.invitations.compose": {"everybody": "y", "guests": "", "words": "Kommt alle"},
        "space.invitations.send": {
            "everybody": "y",
            "guests": "Gesine Gast <gesine@demo.example>",
            "words": "Kommt alle",
            "seen": preview_of(world, space) if endpoint == "space.invitations.send" else "",
        },
        "space.invitations.note_answer": {"answer": "no", "word": "Ist verreist"},
        "space.invitations.settle": {
            "notices": str(world.meetings[space]["notice_id"]),
            "how": "phoned",
            "day": "2025-03-05",
        },
        "space.meetings.add": item,
        "space.meetings.draft": {"items": "usual:welcome"},
        "space.meetings.edit": {**item, "version": "1"},
        "space.meetings.remove": {"version": "1"},
        "space.minutes.save": {"text": "Ein neuer Text", "version": "1"},
        "space.minutes.save_general": {"text": "Ein neuer Text", "version": "0"},
        "space.minutes.settle": {"way": "standing", "version": "1"},
        "space.minutes.approve": {"protokoll": str(world.appointments[space]["past"])},
        "space.minutes.correct": {"text": "Eine Berichtigung"},
        "space.minutes.short": {"text": "Kurz berichtet"},
        "space.minutes.mail_short": {"text": "Kurz berichtet"},
        "space.conduct.describe": {"began": "19:05", "ended": "21:15", "seen": "19:00|21:00||"},
        "space.conduct.mark": {"person": str(world.people["member"]), "presence": "excused"},
        "space.conduct.add_person": {"known_as": "Marta Möwe"},
        "space.conduct.name_guest": {"guest": "Gesine Gast"},
        "space.conduct.outcome": {"outcome": "postponed"},
        "space.conduct.take_up_item": item,
        "space.conduct.decide": {"wording": "Wir machen das", "result": "adopted"},
        "space.conduct.change_decision": {"wording": "Wir machen es", "result": "adopted", "version": "1"},
        "space.conduct.withdraw_decision": {"version": "1"},
        "space.conduct.hand_out": {
            "task": "Saal fragen",
            "other_name": "Frau Petersen",
            "due_on": "2025-04-01",
        },
        "space.councils.add_mandate": {
            "person": str(world.people["member"]),
            "kind": "substitute",
            "since": "2025-03-01",
            "until": "",
        },
        "space.councils.change_mandate": {
            "kind": "member",
            "since": "2024-09-01",
            "until": "",
            "by_election": "y",
        },
        "space.councils.add_term": {
            "name": "2019–2024",
            "since": "2019-06-01",
            "until": "2024-06-30",
            "seats": "11",
            "our_seats": "2",
        },
        "space.councils.change_term": {
            "name": "2024–2029",
            "since": "2024-07-01",
            "until": "",
            "seats": "13",
            "our_seats": "2",
            "chair": "Frau Petersen",
            "version": "1",
        },
        "space.sittings.create": {
            "council": str(world.councils.get(space, 0)),
            "day": "2025-04-09",
            "starts": "18:30",
            "agenda": "1. Radweg",
        },
        "space.intake.paste": {"notice": "Sitzung am 12.03.2025, 18:30 Uhr"},
        "space.intake.enter": {
            "council": str(world.councils.get(space, 0)),
            "day": "2025-04-16",
            "starts": "18:30",
            "agenda": "1. Radweg",
            "notice": "Sitzung am 16.04.2025",
        },
        "space.intake.file": {"council": str(world.councils.get(space, 0)), "text": CALENDAR_FILE},
        "space.intake.take_file": {
            "council": str(world.councils.get(space, 0)),
            "text": CALENDAR_FILE,
            "take": mark_of_sitting(world, space) if endpoint == "space.intake.take_file" else "",
        },
        "space.sittings.delete": put_sitting_back(world, space)
        if endpoint == "space.sittings.delete"
        else {},
        "space.sittings.edit": {"day": "2025-02-28", "starts": "18:30", "place": "Aula", "version": "1"},
        "space.sittings.plan_series": {
            "council": str(world.councils.get(space, 0)),
            "rhythm": "month-1-2",
            "on": "weekday-2",
            "starts": "18:30",
            "first_day": "2025-04-01",
            "last_day": "2025-04-30",
            "school_holidays": "none",
            "tag": "2025-04-09",
            "shown": f"{world.councils.get(space, 0)} 18:30 2025-04-09",
            "tun": "1",
        },
        "space.tasks.create": {"task": "Kuchen backen", "due_on": "2025-04-01"},
        "space.tasks.finish": {"note": "Ist erledigt", "version": "1"},
        "space.tasks.reopen": {"version": "1"},
        "space.tasks.move": {"due_on": "2025-04-01", "note": "Es regnet", "version": "1"},
        "space.tasks.hand_over": {
            "to": str(world.people["invited"]),
            "note": "Du kannst das",
            "version": "1",
        },
        "space.reports.publish": {"items": str(world.meetings[space]["report_item_id"])},
        "space.reports.save": {"action": "save", "version": "0"},
        "space.concerns.create": {"title": "Schlagloch", "text": "Es ist tief.", "topics": "Straße"},
        "space.concerns.edit": {"title": "Dunkler Weg", "text": "Abends.", "version": "1"},
        "space.concerns.move": {
            "sitting": str(world.meetings[space]["coming_sitting_id"]),
            "item": "7.1",
            "note": "Wird Thema",
            "version": "1",
        },
        "space.concerns.adopt": {"version": "1"},
        "space.concerns.reopen": {"version": "1"},
        "space.polls.create": {
            "kind": "county_assembly" if space == "kreis" else "assembly",
            "title": "Wann passt es?",
            "minutes": "90",
            "place": "Hier",
            "everybody": "y",
            "rows": "6",
            **{"day_1": "2025-04-01", "starts_1": "19:00", "day_2": "2025-04-02", "starts_2": "18:30"},
        },
        "space.polls.answer": {f"option_{world.meetings[space]['option_id']}": "if_need_be"},
        "space.polls.note": {f"option_{world.meetings[space]['option_id']}": "no"},
        "poll_answers.by_link": {f"option_{world.meetings[space]['option_id']}": "if_need_be"},
        "space.polls.decide": {"announce": "no", "version": "1"},
        "space.polls.close": {"version": "1"},
        "space.notices.create": {
            "title": "Saal gesperrt",
            "text": "Wir treffen uns nebenan.",
            "shown_until": "2025-03-12",
        },
        "space.notices.edit": {"title": "Saal gesperrt", "text": "Wir treffen uns nebenan.", "version": "1"},
        "space.notices.answer": {"text": "Danke, ich komme."},
        "exchange.search": {"words": "Radweg"},
        "exchange.follow_words": {"words": "Gehweg Poller"},
        "exchange.ask": {"text": "Wie habt ihr das gemacht?"},
        "exchange.answer": {"text": "Mit Geduld."},
        "space.notices.take_back": {"version": "1"},
        "space.notices.close": {"version": "1"},
        "space.notices.reopen": {"version": "1"},
        "space.delegations.edit": {"email": "member@demo.example", "what": "meeting"},
        "space.delegations.take_back": {"person": str(world.people["member"])},
        "space.people.take_in": {
            "name": "Nele Neu",
            "email": "nele@demo.example",
            "phone": "",
            "role": "member",
        },
        "space.settings.edit": {"contact": "Ein neuer Kontakt", "default_time": "18:30", "version": "1"},
        "office.person": {"name": "Mira Anders", "email": "mira@demo.example", "phone": "0381 2"},
        "office.new_space": {
            "kind": "group",
            "name": "Neue Gruppe",
            "short_name": "Neu",
            "slug": "neue-gruppe",
        },
        "office.edit_space": {"name": "Anderer Name", "short_name": "Anders", "slug": "anders"},
        "office.council": {"district": str(world.spaces["mitte"]), "seats": "9"},
        "office.sitting_source": {
            "body_url": "http://127.0.0.1:1/body",
            "organization_url": "http://127.0.0.1:1/organization",
            "version": "1",
        },
        "office.school_holidays": {"text": "Name;Beginn;Ende\nWinterferien;3.2.2031;15.2.2031", "take": "1"},
    }
    return forms.get(endpoint, {})


def let_it_run(world: World) -> None:
    """Open the past meeting of ktv again: some things are done only while one is held."""
    with world.app.app_context(), one_space(world.spaces[OWN_SPACE]) as session:
        of_the_past = sa.select(Meeting).where(
            Meeting.appointment_id == world.appointments[OWN_SPACE]["past"]
        )
        session.scalars(of_the_past).one().ended_at = None


def make_public(world: World) -> None:
    """Let a cancelled appointment of ktv stand in the public calendar."""
    with world.app.app_context(), one_space(world.spaces[OWN_SPACE]) as session:
        one = session.get_one(Appointment, world.appointments[OWN_SPACE]["cancelled"])
        one.kind, one.is_public, one.uid = "regulars_table", True, PUBLIC_UID


def publish_report(world: World) -> None:
    """Let everybody read an item of ktv's report."""
    with world.app.app_context():
        db.session.get_one(ExchangeEntry, world.meetings[OWN_SPACE]["entry_id"]).is_public = True
        db.session.commit()


def take_holidays_in(world: World) -> None:
    """Let the office have taken in school holidays."""
    with world.app.app_context():
        db.session.add(
            SchoolHoliday(id=1, name="Winterferien", first=date(2031, 2, 3), last=date(2031, 2, 15))
        )
        db.session.commit()


CALENDAR_FILE = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:garten@anderswo.example
DTSTART:20250401T170000Z
DTEND:20250401T190000Z
SUMMARY:Gartentag
END:VEVENT
END:VCALENDAR
"""


def keep_a_file(world: World) -> None:
    """Let her who plans in ktv look at a calendar file."""
    with world.app.app_context(), one_space(world.spaces[OWN_SPACE]) as session:
        session.add(CalendarImport(by_id=world.people["speaker"], text=CALENDAR_FILE))


def mark_of_file(world: World) -> str:
    """What is ticked in its preview."""
    with world.app.test_request_context():
        (found,) = read(CALENDAR_FILE).found
        return Row(found, Step.NEW).mark


def turn_source_on(world: World) -> None:
    """Let the sittings of a council be fetched, from where nobody answers."""
    with world.app.app_context():
        db.session.add(
            OparlSource(council_id=world.councils["free"], body_url="http://127.0.0.1:1/body", is_on=True,
                        organization_url="http://127.0.0.1:1/organization", unread=[])
        )  # fmt: skip
        db.session.commit()


def mark_of_sitting(world: World, space: str) -> str:
    """What is ticked in the preview of sittings."""
    if space not in world.councils:
        return "x"
    with world.app.test_request_context():
        current_session().open_scope(Scope.of(world.spaces[space], write=False))
        council = db.session.get_one(Council, world.councils[space])
        (row,) = sittings_of_file(council, read(CALENDAR_FILE).found)
        return row.mark


BEFOREHAND = dict.fromkeys(
    ("space.conduct.call", "space.conduct.end", "space.conduct.take_up_item"), let_it_run
) | {
    "space.imports.preview": keep_a_file,
    "year.public_appointment": make_public,
    "public_reports.show": publish_report,
    "office.remove_school_holiday": take_holidays_in,
    "office.fetch_sittings": turn_source_on,
}
"""What has to be so that an endpoint can do what it is for."""


def put_sitting_back(world: World, space: str) -> dict[str, str]:
    """Let the sitting in the address be there again for whoever comes next and may delete it."""
    key = world.meetings[space]["sitting_id"]
    with world.app.app_context(), one_space(world.spaces[space]) as session:
        if session.get(Sitting, key) is None:
            session.add(Sitting(id=key, council_id=world.councils["free"], starts_at=NOW, by_hand=[]))
    return {}


def preview_of(world: World, space: str) -> str:
    """The sign that stands in the preview of an invitation to the announced meeting."""
    with world.app.test_request_context():
        current_session().open_scope(Scope.of(world.spaces[space], write=False))
        return as_seen(db.session.get_one(Appointment, world.appointments[space]["announced"]))


def addresses(world: World, endpoint: str, values: dict[str, Any]) -> list[str]:
    """Every address of an endpoint: some have more than one."""
    found = []
    with world.app.test_request_context():
        for rule in world.app.url_map.iter_rules(endpoint):
            used = {
                name: values[name] for name in rule.arguments - set(rule.defaults or {}) if name in values
            }
            if "year" in rule.arguments:
                used["year"] = 2025
            found.append(url_for(endpoint, **used))
    return found


def send(client: FlaskClient, method: str, url: str, form: dict[str, Any] | None = None) -> TestResponse:
    response = client.open(url, method=method, data=form if method == "POST" else None)
    response.get_data()
    response.close()
    return response


def outcome(client: FlaskClient, response: TestResponse) -> str:
    """An answer in the words of the table."""
    code = response.status_code
    if 300 <= code < 400:
        target = urlsplit(response.headers["Location"]).path
        if target == "/anmelden/code":
            return "code"
        if target == "/anmelden":
            # Who logs out, or sets a new password, comes to the login as well, but with a word that it is done.
            with client.session_transaction() as session:
                return "ok" if session.get("_flashes") else "login"
        return "ok"
    if 200 <= code < 300 or code in (400, 409, 410, 422):
        return "ok"
    return str(code)


def without_token(response: TestResponse) -> str:
    """The text of a page without what is drawn by lot in it."""
    return re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", response.text)


Asked = Callable[[str, str, str, int], None]


def differences(
    world: World, endpoint: str, lines: dict[Any, dict[str, str]], space: str, note: Asked | None = None
) -> Iterator[str]:
    """Try every cell of an endpoint; yield what is otherwise than in the table."""
    values = values_of(world, endpoint, space)
    for (where, name, method), cells in lines.items():
        if (where, name) != (space, endpoint):
            continue
        for actor, expected in cells.items():
            for url in addresses(world, endpoint, values):
                client = world.client_of(actor)
                response = send(client, method, url, form_of(world, endpoint, actor, space))
                got = outcome(client, response)
                if note:
                    note(method, actor, got, response.status_code)
                if got != expected:
                    yield f"{method} {url} as {actor}: {got} instead of {expected}"


# --- (a) the table is complete


def test_every_address_stands_in_the_access_table_and_nothing_else_does(world):
    served = {
        (OWN_SPACE, rule.endpoint, method)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    missing = sorted(f"{endpoint}  {method}" for _space, endpoint, method in served - set(OWN))
    assert not missing, (
        "These are served but do not stand in tests/access_table.py. Add a line for each, with what every column "
        "gets, and a valid form and ids in tests/test_access.py:\n" + "\n".join(missing)
    )
    gone = sorted(f"{endpoint}  {method}" for _space, endpoint, method in set(OWN) - served)
    assert not gone, (
        "These stand in tests/access_table.py but are not served any more. Remove them:\n" + "\n".join(gone)
    )


def test_every_view_carries_a_mark(world):
    unmarked = [name for name, view in world.app.view_functions.items() if mark_of(view) is None]
    assert not unmarked


def test_everything_that_may_be_done_in_a_space_is_tried_in_every_kind_of_space(world):
    tried = {(space, mark_of(world.app.view_functions[endpoint]).permission) for space, endpoint in PLACES}
    wanted = {
        (space, permission)
        for space in FOREIGN
        for permission in Permission
        if permission not in access.COUNTY_WIDE
    }
    assert tried == wanted


# --- (b) every cell, for real


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_everybody_gets_what_the_access_table_says(world, endpoint):
    done = {}

    def note(method, _actor, got, status):
        if got == "ok":
            done[method] = min(status, done.get(method, status))

    BEFOREHAND.get(endpoint, lambda _world: None)(world)
    wrong = list(differences(world, endpoint, OWN, OWN_SPACE, note))
    assert not wrong, "\n".join(wrong)
    # A form that nobody's hands make work would let the table be right for the wrong reason.
    assert done, f"Nobody may use {endpoint}."
    assert all(status < 400 for status in done.values()), f"Nobody could do {endpoint}: {done}"


@pytest.mark.parametrize(("space", "endpoint"), PLACES)
def test_everybody_gets_in_the_other_spaces_what_the_access_table_says(world, space, endpoint):
    wrong = list(differences(world, endpoint, OTHERS, space))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", sorted({actor for column in ACTORS.values() for actor in column}))
def test_an_unknown_space_answers_like_a_foreign_one(world, actor):
    client = world.client_of(actor)
    unknown = send(client, "GET", "/gibt-es-nicht/termine/")
    assert outcome(client, unknown) in ("404", "login", "code")
    foreign = send(client, "GET", "/alt/termine/")
    if outcome(client, foreign) == "404":
        assert foreign.text.replace("/alt/", "/gibt-es-nicht/") == unknown.text


# --- (c) it would be noticed

PUBLIC = Mark(signed_in=False, second_factor=False)
HALF_SIGNED_IN = Mark(second_factor=False)
SIGNED_IN = Mark()


def wrong_marks(mark: Mark) -> dict[str, Mark | None]:
    """The marks that a view might carry by mistake, and that make a difference."""
    wrong = {"none": None, "public": PUBLIC, "half_signed_in": HALF_SIGNED_IN, "signed_in": SIGNED_IN}
    # The door itself asks for this permission of everybody in a space: the next test takes that away, too.
    # How far a page looks is no question of who may open it: tests/search/test_reach.py tries that.
    same = SIGNED_IN if mark == Mark(Permission.READ_SPACE) or mark.everywhere else mark
    return {name: one for name, one in wrong.items() if one not in (mark, same)}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_wrong_mark_on_a_view_would_be_noticed(world, endpoint, monkeypatch):
    view = world.app.view_functions[endpoint]
    unnoticed = []
    for name, wrong in wrong_marks(mark_of(view)).items():
        with monkeypatch.context() as patch:
            patch.setattr(view, "access", wrong)
            if next(differences(world, endpoint, OWN, OWN_SPACE), None) is None:
                unnoticed.append(name)
        world.restore()
    assert not unnoticed, f"{endpoint} could be marked {unnoticed}, and no cell of the table would differ."


READ_VIEWS = [name for name in GETS if name.startswith(("space.home.", "space.calendar.l", "space.calendar.p",
                                                        "space.calendar.s"))]  # fmt: skip


@pytest.mark.parametrize("endpoint", READ_VIEWS)
def test_it_would_be_noticed_if_the_door_let_strangers_in(world, endpoint, monkeypatch):
    everything = frozenset(Permission) - access.COUNTY_WIDE
    monkeypatch.setattr(door, "permissions_in", lambda _place, _held: everything)
    assert next(differences(world, endpoint, OWN, OWN_SPACE), None)


@pytest.mark.parametrize("role", list(access.Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_every_grant_of_a_permission_can_be_seen_in_the_access_table(world, role, permission, monkeypatch):
    """Whoever gives a role one permission more, or takes one away, in its own space, changes some cell."""
    grant = access.GRANTS[role]
    if permission in access.COUNTY_WIDE and role not in (access.Role.OFFICE, access.Role.BOARD):
        return  # it means nothing in a role that is not held in the county
    other = access.Grant(grant.own ^ {permission}, grant.everywhere)
    monkeypatch.setitem(access.GRANTS, role, other)
    marks = {name: mark_of(view) for name, view in world.app.view_functions.items()}
    places = [(OWN, OWN_SPACE, name) for name in ENDPOINTS] + [
        (OTHERS, space, name) for space, name in PLACES
    ]
    for lines, space, endpoint in places:
        if marks[endpoint].permission is permission and next(
            differences(world, endpoint, lines, space), None
        ):
            return
    pytest.fail(f"{role} with or without {permission}: no cell of the table differs.")


# --- (d) another space's object by its id


def id_arguments(world: World, endpoint: str) -> set[str]:
    rules = world.app.url_map.iter_rules(endpoint)
    return {name for rule in rules for name in rule.arguments if name.endswith("_id")}


def foreign_values(world: World, endpoint: str) -> Iterator[dict[str, Any]]:
    """Addresses in the own space in which at least one id is of another space, or of another appointment."""
    own = values_of(world, endpoint)
    names = sorted(id_arguments(world, endpoint))
    for space in FOREIGN:
        theirs = values_of(world, endpoint, space)
        for chosen in range(1, 2 ** len(names)):
            yield own | {name: theirs[name] for bit, name in enumerate(names) if chosen >> bit & 1}
    if "item_id" in names:
        yield own | {"appointment_id": world.appointments[OWN_SPACE]["bare"]}


WITH_IDS = [name for name in ENDPOINTS if name.startswith("space.")]
"""Every endpoint of a space; those without an id pass at once."""


@pytest.mark.parametrize("endpoint", WITH_IDS)
def test_an_object_of_another_space_does_not_exist_under_the_own_address(world, endpoint):
    before = world.dump()
    for (_space, name, method), cells in OWN.items():
        if name != endpoint:
            continue
        for actor in [actor for actor, cell in cells.items() if cell == "ok"]:
            client = world.client_of(actor)
            for values in foreign_values(world, endpoint):
                (url,) = addresses(world, endpoint, values)
                response = send(client, method, url, form_of(world, endpoint, actor))
                if (endpoint, method) == ("space.meetings.edit", "POST") and response.status_code == 422:
                    # Who was about to change an item that somebody took off meanwhile gets the own text back,
                    # for every id that this agenda does not have, and so learns nothing from it.
                    nobodys = values | {"item_id": NOBODYS_ID}
                    (other,) = addresses(world, endpoint, nobodys)
                    again = send(client, method, other, form_of(world, endpoint, actor))
                    assert again.status_code == 422
                    assert without_token(again).replace(other, url) == without_token(response)
                else:
                    assert response.status_code == 404, f"{method} {url} as {actor}"
    assert world.dump() == before


# --- (e) a GET changes nothing


@pytest.mark.parametrize("actor", sorted({actor for column in ACTORS.values() for actor in column}))
def test_looking_changes_nothing_whoever_looks(world, actor):
    client = world.client_of(actor)
    before = world.dump()
    for endpoint in GETS:
        for url in addresses(world, endpoint, values_of(world, endpoint)):
            for method in ("GET", "HEAD"):
                assert send(client, method, url).status_code < 500, url
    after = world.dump()
    assert after == before, [name for name in after if after[name] != before[name]]


# --- (f) fields that the form does not offer


def without_chance(dump: dict[str, list[Any]], world: World) -> dict[str, Any]:
    """The database without what is drawn by lot each time anew."""
    from app.db import Base

    lots = {
        "password_hash",
        "token_hash",
        "code_hash",
        "uid",
        "text",
        "html",
        "message_id",
        "totp_secret",
        "token",
        "key",
    }
    tables = {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}
    return {
        name: sorted(
            repr(
                [
                    (column, value)
                    for column, value in zip(tables[name], row, strict=True)
                    if column not in lots
                ]
            )
            for row in rows
        )
        for name, rows in dump.items()
    }


def smuggled(world: World) -> dict[str, Any]:
    """What somebody would like to send along."""
    return {
        "id": "1",
        "role": "office",
        "roles": "office",
        "space": "mitte",
        "space_id": str(world.spaces["mitte"]),
        "person_id": str(world.people["office"]),
        "appointment_id": str(world.appointments["mitte"]["announced"]),
        "membership_id": str(world.memberships["office"]),
        "actor_id": str(world.people["office"]),
        "state": "cancelled",
        "email": "gekapert@demo.example",
        "password_hash": "x",
        "totp_secret": "x",
        "totp_confirmed_at": "2025-01-01 00:00:00",
        "second_factor_at": "2025-01-01 00:00:00",
        "disabled_at": "2025-01-01 00:00:00",
        "erased_at": "2025-01-01 00:00:00",
        "announced_at": "2025-01-01 00:00:00",
        "closed_on": "2025-01-01",
        "since": "2020-01-01",
        "until": "2020-01-01",
        "district_id": str(world.spaces["mitte"]),
        "position": "1",
        "uid": "x",
        "_method": "DELETE",
    }


@pytest.mark.parametrize("endpoint", POSTS)
def test_fields_that_a_form_does_not_offer_change_nothing(world, endpoint):
    cells = OWN[OWN_SPACE, endpoint, "POST"]
    # Whoever is not logged in yet is the first who may use the public forms.
    actor = next(
        actor for actor, cell in cells.items() if cell == "ok" and actor not in ("pending", "disabled")
    )
    offered = form_of(world, endpoint, actor)
    more = {name: value for name, value in smuggled(world).items() if name not in offered}
    (url,) = addresses(world, endpoint, values_of(world, endpoint))
    send(world.client_of(actor), "POST", url, offered)
    honest = without_chance(world.dump(), world)
    world.restore()
    send(world.client_of(actor), "POST", f"{url}?role=office&state=cancelled&space_id=1", more | offered)
    assert without_chance(world.dump(), world) == honest


@pytest.mark.parametrize("wanted", ["speaker", "office", "board", "councillor", "", "MEMBER", "member"])
def test_a_speaker_cannot_give_another_role_than_member(world, as_speaker, wanted):
    form = {"name": "Nele Neu", "email": "nele@demo.example", "role": wanted}
    as_speaker.post("/ktv/menschen/neu", data=form)
    with world.app.app_context(), all_spaces("test") as session:
        given = [one.role for one in session.query(Membership) if one.id not in world.memberships.values()]
    assert set(given) <= {access.Role.MEMBER}
    assert given or wanted != "member"


@pytest.mark.parametrize("wanted", ["office", "board"])
def test_the_office_cannot_give_a_role_of_the_county_in_a_district(world, as_office, wanted):
    before = world.dump()
    form = {"name": "Nele Neu", "email": "nele@demo.example", "role": wanted}
    assert as_office.post("/ktv/menschen/neu", data=form).status_code == 422
    assert world.dump() == before
