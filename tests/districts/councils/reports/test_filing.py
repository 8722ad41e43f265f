"""What happens when a report is filed, and when it is put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.audit import AuditEntry
from app.districts.councils.reports.models import ReportVersion
from app.districts.councils.sittings.models import Sitting, SittingVisit
from app.districts.meetings.tasks.models import Task
from app.exchange.models import EntryKind, ExchangeEntry
from app.extensions import db
from app.outbox import OutgoingMail
from tests.districts.councils.reports.writing import Form, in_space, plan_sitting, stored, words_of
from tests.people import World

ClientOf = Callable[[str], FlaskClient]


def filled(client: FlaskClient, sitting_id: int) -> Form:
    form = Form(client, sitting_id)
    form.say("Radweg", importance="important", result="adopted", our_vote="yes", sentence="Er kommt im Herbst.",
             topics="Radweg, Verkehr", for_faction="1")  # fmt: skip
    form.say("Spielplatz", importance="short", result="postponed", sentence="Nur unter uns.", is_internal="1")
    return form.set(voices="Wann fährt der Bus?")


def shared(world: World, sitting_id: int) -> dict[str, ExchangeEntry]:
    found = stored(world, sitting_id)
    assert found
    with world.app.app_context():
        statement = sa.select(ExchangeEntry).where(ExchangeEntry.report_id == found[0].id)
        entries = list(db.session.scalars(statement.options(sa.orm.selectinload(ExchangeEntry.topics))))
        return {one.title: one for one in entries}


def versions(world: World, sitting_id: int) -> list[ReportVersion]:
    found = stored(world, sitting_id)
    assert found
    with in_space(world) as session:
        statement = sa.select(ReportVersion).where(ReportVersion.report_id == found[0].id)
        return list(session.scalars(statement.order_by(ReportVersion.number)))


def tasks(world: World) -> list[Task]:
    with in_space(world) as session:
        return list(session.scalars(sa.select(Task).where(Task.title.startswith("Beim Amt"))))


def test_a_filed_report_is_read_by_the_district_and_its_open_lines_by_all_councillors(
    world: World, as_councillor: FlaskClient, client_of: ClientOf
) -> None:
    sitting_id = plan_sitting(world)
    response = filled(as_councillor, sitting_id).send()
    assert response.status_code == 303
    found = stored(world, sitting_id)
    assert found
    report, _items = found
    assert report.is_filed
    assert response.location == f"/ktv/berichte/{report.id}"
    page = client_of("member").get(response.location)
    assert "Er kommt im Herbst." in page.text
    entries = shared(world, sitting_id)
    assert set(entries) == {
        "Radweg in der Doberaner Straße", "Spielplatz am Thomas-Müntzer-Platz", "Stimmen der Einwohner*innen",
    }  # fmt: skip
    path = entries["Radweg in der Doberaner Straße"]
    assert (path.text, path.outcome, path.paper) == ("Er kommt im Herbst.", "adopted", "2025/BV/1234")
    assert (path.is_important, path.for_faction, [one.name for one in path.topics]) == (
        True,
        True,
        ["Radweg", "Verkehr"],
    )
    internal = entries["Spielplatz am Thomas-Müntzer-Platz"]
    assert (internal.text, internal.outcome) == ("", "postponed"), "an internal sentence left the party"
    assert entries["Stimmen der Einwohner*innen"].kind is EntryKind.RESIDENTS_VOICES
    [version] = versions(world, sitting_id)
    assert version.number == 1
    assert [one["sentence"] for one in version.content["items"]] == [
        "",
        "",
        "Er kommt im Herbst.",
        "Nur unter uns.",
    ]
    with world.app.app_context():
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "report.filed")).one()
    assert (entry.subject_id, entry.actor_id) == (report.id, world.people["councillor"])


def test_what_is_internal_and_undecided_is_not_shared_at_all(
    world: World, as_councillor: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    form = Form(as_councillor, sitting_id)
    form.say("Radweg", importance="short", sentence="Unter uns.", is_internal="1")
    form.set(voices="Auch unter uns.", voices_are_internal="1").send()
    assert shared(world, sitting_id) == {}


def test_a_report_of_nothing_is_one_too(world: World, as_councillor: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    with in_space(world) as session:
        session.get_one(Sitting, sitting_id).nobody_went = True
    assert Form(as_councillor, sitting_id).send().status_code == 303
    found = stored(world, sitting_id)
    assert found
    assert found[0].is_filed
    assert shared(world, sitting_id) == {}
    with in_space(world) as session:
        assert not session.get_one(Sitting, sitting_id).nobody_went


def test_what_is_to_be_done_becomes_a_task_and_its_person_hears_of_it(
    world: World, as_councillor: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    form = filled(as_councillor, sitting_id)
    form.say("Radweg", follow_up="Beim Amt nachfragen", follow_up_person=str(world.people["member"]),
             follow_up_on="2025-04-01")  # fmt: skip
    form.save()
    assert tasks(world) == [], "a draft handed something out"
    form.load()
    form.send()
    [task] = tasks(world)
    assert (task.person_id, task.due_on, task.by_id) == (
        world.people["member"], date(2025, 4, 1), world.people["councillor"],
    )  # fmt: skip
    with world.app.app_context():
        kinds = db.session.scalars(
            sa.select(OutgoingMail.kind).where(OutgoingMail.person_id == task.person_id)
        )
        assert "task_handed_over" in list(kinds)
    form.load()
    assert "Ist schon eine Aufgabe: Beim Amt nachfragen" in words_of(form.response)
    form.say("Radweg", sentence="Er kommt im Winter.").set(note="Jahreszeit").send()
    assert len(tasks(world)) == 1, "a correction handed the same out again"
    form.load()
    form.say("Spielplatz", follow_up="Beim Amt anrufen").set(note="Noch etwas zu tun").send()
    assert len(tasks(world)) == 2


def test_a_day_that_is_over_comes_back_before_it_becomes_a_task(
    world: World, as_councillor: FlaskClient
) -> None:
    form = filled(as_councillor, plan_sitting(world))
    response = form.say("Radweg", follow_up="Beim Amt nachfragen", follow_up_on="2025-03-04").send()
    assert response.status_code == 422
    assert "Bitte einen Tag wählen, der noch kommt." in words_of(response)
    assert tasks(world) == []


def test_who_was_there_is_known_afterwards(world: World, as_councillor: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    with in_space(world) as session:
        for who in ("member", "speaker"):
            session.add(SittingVisit(sitting_id=sitting_id, person_id=world.people[who]))
    form = Form(as_councillor, sitting_id)
    assert form.fields["present"] == [str(world.people["councillor"])]
    form.set(present=[str(world.people["councillor"]), str(world.people["member"])]).send()
    with in_space(world) as session:
        visits = session.scalars(sa.select(SittingVisit).where(SittingVisit.sitting_id == sitting_id))
        found = {one.person_id: one.was_there for one in visits}
    assert found == {
        world.people["councillor"]: True, world.people["member"]: True, world.people["speaker"]: False,
    }  # fmt: skip


def test_numbers_of_papers_are_recognised(world: World, as_councillor: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    form = Form(as_councillor, sitting_id)
    form.say("Spielplatz", importance="short", sentence="Siehe 2017/BV/2949-02 (ÄA), wie besprochen.")
    form.add(title="Antrag zur Linde (0973/06-BV)", sentence="Sie bleibt.").send()
    found = stored(world, sitting_id)
    assert found
    papers = {one.title: one.paper for one in found[1]}
    assert papers["Spielplatz am Thomas-Müntzer-Platz"] == "2017/BV/2949-02 (ÄA)"
    assert papers["Antrag zur Linde"] == "0973/06-BV"


def test_a_number_named_in_an_internal_sentence_stays_there(world: World, as_councillor: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    form = Form(as_councillor, sitting_id)
    form.say(
        "Spielplatz", importance="short", result="noted", sentence="Siehe 2017/BV/2949.", is_internal="1"
    ).send()
    found = stored(world, sitting_id)
    assert found
    assert [one.paper for one in found[1] if one.title.startswith("Spielplatz")] == [""]


# --- corrections


def test_a_correction_is_a_version_and_keeps_what_was_asked_about_the_line(
    world: World, as_councillor: FlaskClient, as_speaker: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    filled(as_councillor, sitting_id).send()
    before = shared(world, sitting_id)["Radweg in der Doberaner Straße"].id
    form = Form(as_speaker, sitting_id)
    form.say("Radweg", sentence="Er kommt im Winter.")
    refused = form.send()
    assert refused.status_code == 422, "nothing was said of what was put right"
    form.take(refused)
    assert form.value("Radweg", "sentence") == "Er kommt im Winter."
    assert form.set(note="Die Jahreszeit stimmte nicht").send().status_code == 303
    first, second = versions(world, sitting_id)
    assert (second.number, second.note, second.by_id) == (
        2,
        "Die Jahreszeit stimmte nicht",
        world.people["speaker"],
    )
    assert first.content["items"][2]["sentence"] == "Er kommt im Herbst."
    path = shared(world, sitting_id)["Radweg in der Doberaner Straße"]
    assert (path.id, path.text) == (before, "Er kommt im Winter.")
    form.load()
    form.say("Radweg", importance="nothing").set(note="War nicht wichtig").send()
    assert "Radweg in der Doberaner Straße" not in shared(world, sitting_id)


def test_what_becomes_internal_leaves_the_exchange_and_the_public(
    world: World, as_councillor: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    filled(as_councillor, sitting_id).send()
    found = stored(world, sitting_id)
    assert found
    with in_space(world) as session:
        session.get_one(type(found[1][2]), found[1][2].id).is_public = True
    Form(as_councillor, sitting_id).say("Radweg", is_internal="1").set(note="Bleibt bei uns").send()
    found = stored(world, sitting_id)
    assert found
    assert (found[1][2].is_internal, found[1][2].is_public) == (True, False)
    assert shared(world, sitting_id)["Radweg in der Doberaner Straße"].text == ""


def test_nothing_changed_is_no_version(world: World, as_councillor: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    form = filled(as_councillor, sitting_id)
    form.send()
    assert form.send().status_code == 303, "pressed twice, because the answer got lost"
    assert len(versions(world, sitting_id)) == 1


@pytest.mark.parametrize("data", [False, True])
def test_two_corrections_at_once_keep_what_both_typed(
    world: World, as_councillor: FlaskClient, as_speaker: FlaskClient, data: bool
) -> None:
    sitting_id = plan_sitting(world)
    filled(as_councillor, sitting_id).send()
    mine, theirs = Form(as_councillor, sitting_id), Form(as_speaker, sitting_id)
    theirs.say("Radweg", sentence="Er kommt im Winter.").set(note="Jahreszeit").send()
    mine.say("Radweg", sentence="Er kommt im Sommer.").say("Spielplatz", result="adopted").set(note="Besser")
    answer = mine.send(data=data)
    assert answer.status_code == 409
    assert len(versions(world, sitting_id)) == 2, "what nobody has read together was stored"
    if data:
        told = answer.get_json()
        assert "Er kommt im Winter.\\n\\nEr kommt im Sommer." in told["fields"]
        return
    mine.take(answer)
    assert mine.value("Radweg", "sentence") == "Er kommt im Winter.\n\nEr kommt im Sommer."
    assert mine.value("Spielplatz", "result") == "adopted"
    assert mine.set(note="Beides gelesen").send().status_code == 303
    assert len(versions(world, sitting_id)) == 3
