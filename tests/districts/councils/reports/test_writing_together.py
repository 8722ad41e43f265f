"""Two write the same report: nobody's text is lost, and everybody is told."""

from __future__ import annotations

import threading

import pytest
from flask.testing import FlaskClient

from app.districts.councils.reports.merging import merge
from app.districts.councils.reports.models import Importance
from app.districts.councils.reports.typed import Typed
from tests.districts.councils.reports.writing import Form, base_of, plan_sitting, stored, words_of
from tests.people import World


def sentences(world: World, sitting_id: int) -> dict[str, str]:
    found = stored(world, sitting_id)
    assert found
    return {one.title.split()[0]: one.sentence for one in found[1]}


def test_what_two_began_on_different_items_is_one_report(
    world: World, as_councillor: FlaskClient, as_speaker: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    mine, theirs = Form(as_councillor, sitting_id), Form(as_speaker, sitting_id)
    theirs.say("Radweg", importance="important", sentence="Er kommt.").add(
        title="Linde", sentence="Bleibt."
    ).save()
    response = mine.say("Spielplatz", importance="short", sentence="Wird saniert.").save()
    assert response.status_code == 303
    assert "Beides steht jetzt hier" in words_of(as_councillor.get(response.location))
    assert sentences(world, sitting_id) == {
        "Eröffnung": "", "Genehmigung": "", "Radweg": "Er kommt.", "Spielplatz": "Wird saniert.", "Linde": "Bleibt.",
    }  # fmt: skip
    found = stored(world, sitting_id)
    assert found
    assert [one.importance for one in found[1]][2:4] == [Importance.IMPORTANT, Importance.SHORT]


def test_two_sentences_on_the_same_item_both_remain(
    world: World, as_councillor: FlaskClient, as_speaker: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    mine, theirs = Form(as_councillor, sitting_id), Form(as_speaker, sitting_id)
    theirs.say("Radweg", sentence="Er kommt.").set(voices="Wann?").save()
    answer = mine.say("Radweg", sentence="Ab Oktober.").set(voices="Warum?").save(data=True)
    assert answer.status_code == 200
    assert "Beides steht jetzt hier" in answer.get_json()["note"]
    assert base_of(answer)["voices"] == "Wann?\n\nWarum?"
    assert sentences(world, sitting_id)["Radweg"] == "Er kommt.\n\nAb Oktober."


def test_the_report_is_not_filed_before_both_were_read_together(
    world: World, as_councillor: FlaskClient, as_speaker: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    mine, theirs = Form(as_councillor, sitting_id), Form(as_speaker, sitting_id)
    theirs.say("Radweg", sentence="Er kommt.").save()
    response = mine.say("Spielplatz", sentence="Wird saniert.").send()
    assert response.location == mine.url
    found = stored(world, sitting_id)
    assert found
    assert not found[0].is_filed
    assert "Lies es noch einmal durch" in words_of(as_councillor.get(mine.url))
    mine.load()
    mine.send()
    found = stored(world, sitting_id)
    assert found
    assert found[0].is_filed
    assert sentences(world, sitting_id)["Radweg"] == "Er kommt."


def test_a_draft_that_was_filed_meanwhile_is_not_changed_by_the_clock(
    world: World, as_councillor: FlaskClient, as_speaker: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    mine, theirs = Form(as_councillor, sitting_id), Form(as_speaker, sitting_id)
    theirs.say("Radweg", sentence="Er kommt.").send()
    answer = mine.say("Radweg", sentence="Ab Oktober.").save(data=True)
    assert answer.status_code == 422
    assert "inzwischen abgegeben" in answer.get_json()["message"]
    assert sentences(world, sitting_id)["Radweg"] == "Er kommt."


def test_saved_again_because_the_answer_got_lost_nothing_is_doubled(
    world: World, as_councillor: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    form = (
        Form(as_councillor, sitting_id)
        .say("Radweg", sentence="Er kommt.")
        .add(title="Linde", sentence="Bleibt.")
    )
    form.save(data=True)
    answer = form.save(data=True)
    assert answer.get_json()["note"] == ""
    assert sentences(world, sitting_id)["Radweg"] == "Er kommt."
    assert len(sentences(world, sitting_id)) == 5


@pytest.mark.postgresql
def test_two_first_saves_at_the_same_moment_are_one_report(
    world: World, as_councillor: FlaskClient, as_speaker: FlaskClient
) -> None:
    sitting_id = plan_sitting(world)
    forms = [Form(as_councillor, sitting_id).say("Radweg", sentence="Er kommt."),
             Form(as_speaker, sitting_id).say("Spielplatz", sentence="Wird saniert.")]  # fmt: skip
    answers: list[int] = []
    together = threading.Barrier(2)

    def press(form: Form) -> None:
        together.wait()
        answers.append(form.save(data=True).status_code)

    threads = [threading.Thread(target=press, args=[form]) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200, 200]
    assert sentences(world, sitting_id)["Radweg"] == "Er kommt."
    assert sentences(world, sitting_id)["Spielplatz"] == "Wird saniert."


def one(sentence: str = "", **texts: str) -> Typed:
    found = {**texts, **({"sentence": sentence} if sentence else {})}
    return Typed({}, {"t-1": found})


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ("", "A", "", "A"),
        ("", "", "B", "B"),
        ("A", "", "A", ""),
        ("A", "A neu", "A", "A neu"),
        ("", "A", "B", "B\n\nA"),
        ("", "A und mehr", "A", "A und mehr"),
        ("1\n\n2\n\n3", "1a\n\n2\n\n3", "1\n\n2\n\n3b", "1a\n\n2\n\n3b"),
        ("A", "A neu", "", "A neu"),
    ],
)
def test_of_one_sentence_nothing_is_lost(base: str, mine: str, theirs: str, both: str) -> None:
    merged = merge(one(base), one(mine), one(theirs))
    assert merged.items["t-1"].get("sentence", "") == both


def test_what_one_took_away_stays_if_the_other_wrote_to_it() -> None:
    base, empty = one("A"), Typed()
    assert merge(base, empty, one("A")).items == {}
    assert merge(base, empty, one("A neu")).items == one("A neu").items
    assert merge(base, one("A neu"), empty).items == one("A neu").items


def test_both_topics_and_both_errands_remain() -> None:
    merged = merge(
        one(),
        one(topics="Radweg, Schule", follow_up="Anrufen"),
        one(topics="Bus, radweg", follow_up="Mailen"),
    )
    assert merged.items["t-1"] == {"topics": "Bus, radweg, Schule", "follow_up": "Mailen / Anrufen"}
    ticked = merge(
        Typed(present=frozenset("12")), Typed(present=frozenset("1")), Typed(present=frozenset("123"))
    )
    assert ticked.present == frozenset("13")
