"""A councillor writes a report: from the agenda, a few taps, saved as a draft, seen by nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.districts.councils.reports.models import Importance, ItemResult, OurVote
from app.districts.councils.sittings.models import Sitting, SittingState
from app.spaces.models import Mandate
from tests.districts.councils.reports.writing import Form, in_space, plan_sitting, stored, words_of
from tests.people import World

ClientOf = Callable[[str], FlaskClient]


def test_the_way_to_a_new_report_leads_to_the_last_sitting_without_one(
    world: World, as_councillor: FlaskClient
) -> None:
    last = plan_sitting(world)
    assert as_councillor.get("/ktv/berichte/neu").location == f"/ktv/berichte/sitzung/{last}"
    Form(as_councillor, last).send()
    unreported = world.meetings["ktv"]["sitting_id"]
    assert as_councillor.get("/ktv/berichte/neu").location == f"/ktv/berichte/sitzung/{unreported}"
    Form(as_councillor, unreported).send()
    drafted = world.meetings["ktv"]["drafted_sitting_id"]
    assert as_councillor.get("/ktv/berichte/neu").location == f"/ktv/berichte/sitzung/{drafted}"
    Form(as_councillor, drafted).send()
    assert "Gerade fehlt kein Bericht" in words_of(as_councillor.get("/ktv/berichte/neu"))


def test_the_form_holds_the_public_agenda_and_says_why_there_is_no_more(
    world: World, as_councillor: FlaskClient
) -> None:
    before = world.dump()
    form = Form(as_councillor, plan_sitting(world))
    assert "Radweg in der Doberaner Straße" in form.response.text
    assert "2025/BV/1234" in form.response.text
    assert "Grundstück" not in form.response.text
    assert "nach dem Gesetz vertraulich" in words_of(form.response)
    assert world.dump()["report"] == before["report"], "looking at the form began a report"


def test_a_draft_keeps_everything_that_was_tapped_and_typed(world: World, as_councillor: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    form = Form(as_councillor, sitting_id)
    form.say(
        "Radweg", importance="important", result="adopted", our_vote="yes", sentence="Er kommt.\nEndlich."
    )
    form.say("Radweg", yes="7", no="1", abstained="0", topics="Radweg, Verkehr,radweg", is_internal="1")
    form.say("Radweg", for_faction="1", follow_up="Nachfragen", follow_up_on="2025-04-01")
    form.say("Radweg", follow_up_person=str(world.people["member"]))
    form.add(title="Laterne kaputt", sentence="Die Stadt repariert sie.")
    form.set(voices="Wann kommt der Bus?", voices_are_internal="1", other_guests="3")
    assert form.save().location == form.url
    found = stored(world, sitting_id)
    assert found
    report, items = found
    assert not report.is_filed
    assert report.author_id == report.written_by_id == world.people["councillor"]
    assert (report.residents_voices, report.voices_are_internal, report.other_guests) == (
        "Wann kommt der Bus?",
        True,
        3,
    )
    assert [one.title.split()[0] for one in items] == [
        "Eröffnung",
        "Genehmigung",
        "Radweg",
        "Spielplatz",
        "Laterne",
    ]
    path, own = items[2], items[4]
    assert (path.importance, path.result, path.our_vote) == (
        Importance.IMPORTANT,
        ItemResult.ADOPTED,
        OurVote.YES,
    )
    assert (path.yes, path.no, path.abstained, path.topics) == (7, 1, 0, ["Radweg", "Verkehr"])
    assert (path.sentence, path.is_internal, path.for_faction) == ("Er kommt.\nEndlich.", True, True)
    assert (path.follow_up, path.follow_up_person_id, str(path.follow_up_on)) == (
        "Nachfragen", world.people["member"], "2025-04-01",
    )  # fmt: skip
    assert (own.importance, own.sentence) == (Importance.SHORT, "Die Stadt repariert sie.")
    form.load()
    assert form.value("Radweg", "sentence") == "Er kommt.\nEndlich."
    assert form.value("Laterne", "title") == "Laterne kaputt"
    form.say("Laterne", title="", sentence="").save()
    found = stored(world, sitting_id)
    assert found
    assert [one.title.split()[0] for one in found[1]] == ["Eröffnung", "Genehmigung", "Radweg", "Spielplatz"]


def test_a_draft_is_seen_by_those_who_write_it_alone(world: World, client_of: ClientOf) -> None:
    sitting_id = plan_sitting(world)
    Form(client_of("councillor"), sitting_id).say(
        "Radweg", importance="short", sentence="Noch unfertig."
    ).save()
    assert "Noch unfertig." in Form(client_of("speaker"), sitting_id).response.text
    url = f"/ktv/berichte/sitzung/{sitting_id}"
    for who, status in {"member": 403, "board": 403, "office": 403, "foreign_councillor": 404}.items():
        assert client_of(who).get(url).status_code == status, who


@pytest.mark.parametrize("act", ["look", "file"])
def test_a_councillor_reports_of_the_own_council_only(
    world: World, as_councillor: FlaskClient, act: str
) -> None:
    sitting_id = plan_sitting(world)
    with in_space(world) as session:
        for mandate in session.query(Mandate):
            session.delete(mandate)
    url = f"/ktv/berichte/sitzung/{sitting_id}"
    response = as_councillor.get(url) if act == "look" else as_councillor.post(url, data={"version": "0"})
    assert response.status_code == 422
    assert "wer von uns in diesem Ortsbeirat sitzt" in words_of(response)
    assert "report-form" not in response.text
    assert stored(world, sitting_id) is None


def test_of_a_sitting_to_come_or_cancelled_there_is_nothing_to_report(
    world: World, as_speaker: FlaskClient
) -> None:
    coming = plan_sitting(world, days=2)
    page = as_speaker.get(f"/ktv/berichte/sitzung/{coming}")
    assert "hat noch nicht begonnen" in words_of(page)
    assert as_speaker.post(f"/ktv/berichte/sitzung/{coming}", data={"version": "0"}).status_code == 422
    over = plan_sitting(world)
    with in_space(world) as session:
        session.get_one(Sitting, over).state = SittingState.CANCELLED
    page = as_speaker.get(f"/ktv/berichte/sitzung/{over}")
    assert "Fand sie doch statt?" in words_of(page)
    assert f"/ktv/sitzungen/{over}" in page.text
    assert as_speaker.post(f"/ktv/berichte/sitzung/{over}", data={"version": "0"}).status_code == 422
    assert stored(world, over) is None


def test_a_speaker_says_whose_report_it_is(world: World, as_speaker: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    form = Form(as_speaker, sitting_id)
    assert "Für wen?" in words_of(form.response)
    form.send()
    found = stored(world, sitting_id)
    assert found
    assert (found[0].author_id, found[0].written_by_id) == (
        world.people["councillor"],
        world.people["speaker"],
    )
    other = Form(as_speaker, plan_sitting(world)).set(author=world.people["member"])
    assert other.send().status_code == 422


def test_a_councillor_cannot_write_in_somebody_elses_name(world: World, as_councillor: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    Form(as_councillor, sitting_id).set(author=world.people["speaker"]).send()
    found = stored(world, sitting_id)
    assert found
    assert found[0].author_id == world.people["councillor"]


@pytest.mark.parametrize(
    ("title", "field", "text"),
    [
        ("Radweg", "yes", "zwölf"),
        ("Radweg", "no", str(2**70)),
        ("Radweg", "sentence", "Wort " * 500),
        ("Radweg", "topics", "eins, zwei, drei, vier"),
        ("Radweg", "follow_up_on", "31.02.2025"),
        ("Radweg", "follow_up_person", "4711"),
        ("Radweg", "follow_up_person", "\u0661"),
    ],
)
def test_what_cannot_be_read_comes_back_with_everything_typed(
    world: World, as_councillor: FlaskClient, title: str, field: str, text: str
) -> None:
    sitting_id = plan_sitting(world)
    form = Form(as_councillor, sitting_id).set(voices="Bleibt stehen.")
    key = form.key("Radweg")
    response = form.say(title, **{field: text, "importance": "short"}).send()
    assert response.status_code == 422
    assert "Was du eingegeben hast, ist noch da." in response.text
    assert f"i-{key}-{field}-error" in response.text
    assert "Bleibt stehen." in response.text
    if "person" not in field:  # who is not in the list cannot be shown as chosen
        form.take(response)
        assert form.value("Radweg", field) == text.strip()
    assert stored(world, sitting_id) is None


def test_odd_keys_and_choices_are_left_out(world: World, as_councillor: FlaskClient) -> None:
    sitting_id = plan_sitting(world)
    form = Form(as_councillor, sitting_id).say("Radweg", importance="enormous", result="exploded")
    form.fields["item"] += ["../../etc", "o-\x00", "t-" + "a" * 60]
    form.set(version="9" * 40, base='{"item": 7, "i-x": {}}', present=["0", "x", "99999999999999999999"])
    assert form.send().status_code == 303
    found = stored(world, sitting_id)
    assert found
    assert [one.importance for one in found[1]] == [Importance.NOTHING] * 4
    strange = Form(as_councillor, plan_sitting(world)).set(present=[str(world.people["foreign_member"])])
    assert strange.send().status_code == 422, "somebody else's name could be ticked"


def test_topics_that_were_used_before_are_at_hand(world: World, as_councillor: FlaskClient) -> None:
    form = Form(as_councillor, plan_sitting(world))
    assert form.response.text.count('<button class="chip" type="button">Radweg</button>') == 1
