"""What belongs to another space is found nowhere, and no button hides the only check."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.calendar.invitations.models import Invitation, Sending, SendingKind
from app.calendar.models import Appointment
from app.calendar.polls.models import Poll, PollParticipant
from app.calendar.year.models import CommemorationPlan
from app.districts.councils.concerns.models import Concern, ConcernStep
from app.districts.councils.reports.models import Report, ReportItem
from app.districts.councils.sittings.models import Sitting, SittingItem
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks.models import Task, TaskStep
from app.extensions import db
from app.lists.models import Broadcast, Subscriber, SubscriberState
from app.notices.models import NoticeAnswer, UrgentNotice
from app.spaces.models import Space
from app.tenancy import one_space
from tests.access_table import OWN, OWN_SPACE
from tests.people import (
    NOW,
    World,
)
from tests.security.walking import pages_of
from tests.test_access import POSTS, addresses, form_of, send, values_of

# --- 2. what is another space's is found nowhere


@dataclass
class Planted:
    """Strings that stand nowhere else."""

    texts: dict[str, str] = field(default_factory=dict)

    def seed(self, what: str) -> str:
        return self.texts.setdefault(what, f"geheim{len(self.texts):02}zz{what.replace(' ', '')}")


@pytest.fixture
def planted(world: World) -> Planted:
    """Strings in everything that mitte has."""
    planted = Planted()
    with world.app.app_context(), one_space(world.spaces["mitte"]) as session:
        for state, appointment_id in world.appointments["mitte"].items():
            appointment = session.get_one(Appointment, appointment_id)
            for column in ("title", "place", "access", "description", "cancel_reason"):
                if column != "cancel_reason" or state == "cancelled":
                    setattr(appointment, column, planted.seed(f"{column} {state}"))
        for invitation in session.scalars(sa.select(Invitation)):
            invitation.word = planted.seed(f"word {invitation.id}")
        for sending in session.scalars(sa.select(Sending).where(Sending.kind == SendingKind.INVITATION)):
            sending.words = planted.seed(f"words {sending.id}")
        for decision in session.scalars(sa.select(Decision)):
            decision.wording = planted.seed(f"wording {decision.id}")
        for notice in session.scalars(sa.select(UrgentNotice)):
            notice.title, notice.text = (
                planted.seed(f"urgent {notice.id}"),
                planted.seed(f"urgent text {notice.id}"),
            )
            notice.shown_until = NOW.date()
        for answer in session.scalars(sa.select(NoticeAnswer)):
            answer.text = planted.seed(f"urgent answer {answer.id}")
        for task in session.scalars(sa.select(Task)):
            task.title = planted.seed(f"task {task.id}")
        for step in session.scalars(sa.select(TaskStep)):
            step.note = planted.seed(f"step {step.id}")
        for concern in session.scalars(sa.select(Concern)):
            for column in ("title", "text", "street", "raiser_name", "raiser_contact"):
                setattr(concern, column, planted.seed(f"concern {column} {concern.id}"))
            session.add(
                ConcernStep(concern_id=concern.id, at=NOW, note=planted.seed(f"concern note {concern.id}"))
            )
        for sitting in session.scalars(sa.select(Sitting)):
            sitting.title, sitting.place = (
                planted.seed(f"sitting {sitting.id}"),
                planted.seed(f"sits at {sitting.id}"),
            )
        for rats_item in session.scalars(sa.select(SittingItem)):
            rats_item.title = planted.seed(f"sitting item {rats_item.id}")
        for report in session.scalars(sa.select(Report)):
            report.residents_voices = planted.seed(f"voices {report.id}")
        for line in session.scalars(sa.select(ReportItem)):
            line.title = planted.seed(f"report item {line.id}")
            line.sentence = planted.seed(f"sentence {line.id}")
        for poll in session.scalars(sa.select(Poll)):
            for column in ("title", "words", "place"):
                setattr(poll, column, planted.seed(f"poll {column} {poll.id}"))
            session.add(PollParticipant(poll_id=poll.id, guest_name=planted.seed(f"asked {poll.id}")))
        for mail in session.scalars(sa.select(Broadcast)):
            mail.subject, mail.text = planted.seed(f"subject {mail.id}"), planted.seed(f"mail {mail.id}")
        for one in session.scalars(sa.select(Subscriber).where(Subscriber.state == SubscriberState.ACTIVE)):
            one.name, one.email = (
                planted.seed(f"reader {one.id}"),
                planted.seed(f"address {one.id}") + "@demo.example",
            )
        columns = {
            name: planted.seed(f"commemoration {name}") for name in ("place", "wreath", "speaker", "note")
        }
        session.add(CommemorationPlan(day=date(2025, 5, 8), **columns))
        for meeting in session.scalars(sa.select(Meeting)):
            meeting.guest_names = [planted.seed(f"guest {meeting.id}")]
            meeting.guests = 1
        for item in session.scalars(
            sa.select(AgendaItem).where(AgendaItem.space_id == world.spaces["mitte"])
        ):
            item.title, item.note = planted.seed(f"item {item.id}"), planted.seed(f"note {item.id}")
    with world.app.app_context():
        for name in ("foreign_member", "foreign_councillor", "foreign_speaker"):
            person = db.session.get_one(Person, world.people[name])
            person.name, person.phone = planted.seed(f"name {name}"), planted.seed(f"phone {name}")
            person.email = planted.seed(f"mail {name}") + "@demo.example"
        space = db.session.get_one(Space, world.spaces["mitte"])
        for column in ("description", "contact", "default_place", "default_access"):
            setattr(space, column, planted.seed(column))
        db.session.commit()
    return planted


SHARED = {"councillor": ("/austausch/", "name foreign_councillor")}
"""What is shared on purpose, with whom, and below which address: in the exchange a line says whom to ask."""


@pytest.mark.parametrize("actor", ["member", "councillor", "speaker", "group_member", "demoted", "anonymous"])
def test_nothing_of_another_space_is_found_in_anything_that_somebody_can_fetch(world, planted, actor):
    for url, page in pages_of(world, world.client_of(actor)).items():
        below, what_is_shared = SHARED.get(actor, ("/", ""))
        leaked = [
            what
            for what, text in planted.texts.items()
            if text in page and not (what == what_is_shared and url.startswith(below))
        ]
        assert not leaked, f"{url} shows {actor} of another space: {leaked}"


def test_the_planted_strings_are_really_shown_to_whom_they_belong(world, planted):
    everything = "".join(pages_of(world, world.client_of("foreign_speaker")).values())
    unseen = {what for what, text in planted.texts.items() if text not in everything}
    # The note and the title of items are on the page of their appointment, also when it is cancelled or past.
    assert not unseen


def test_what_the_board_reads_of_a_district_are_not_its_drafts(world, planted):
    everything = "".join(pages_of(world, world.client_of("board")).values())
    assert planted.texts["title announced"] in everything
    assert planted.texts["title draft"] not in everything


# --- 3. permission is not checked in the template alone


@pytest.mark.parametrize("actor", ["member", "councillor", "board", "foreign_speaker", "demoted", "disabled"])
def test_posting_directly_does_nothing_without_the_permission(world, actor):
    before = world.dump()
    for endpoint in POSTS:
        if OWN[OWN_SPACE, endpoint, "POST"][actor] == "ok":
            continue
        for url in addresses(world, endpoint, values_of(world, endpoint)):
            response = send(world.client_of(actor), "POST", url, form_of(world, endpoint, actor))
            assert response.status_code in (302, 403, 404)
    assert world.dump() == before
