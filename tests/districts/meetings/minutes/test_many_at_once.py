"""Many saves at once, on both databases, lose nothing and make no mistake."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from tests.districts.meetings.minutes.conftest import AS_SCRIPT, Notes, Writer

MANY = 20


def at_once(notes: Notes, sent: list[tuple[str, int | None, int]]) -> list[Any]:
    """Send texts for items on versions, all in the same moment; return the answers."""
    start = Barrier(len(sent))
    clients = [
        notes.world.client_of("speaker" if number % 2 else "councillor") for number in range(len(sent))
    ]
    urls = [notes.save_url(item) for _text, item, _seen in sent]

    def save(number: int) -> Any:
        text, _item, seen = sent[number]
        start.wait()
        return clients[number].post(
            urls[number], data={"text": text, "version": str(seen)}, headers=AS_SCRIPT
        )

    with ThreadPoolExecutor(len(sent)) as pool:
        return list(pool.map(save, range(len(sent))))


def everything(notes: Notes, item: int | None = 0) -> str:
    """All that is kept of an item, whether it stands or lies aside."""
    return "\n".join(one.text for one in notes.versions(item))


def test_twenty_first_words_at_once_are_all_kept(notes: Notes, cem: Writer) -> None:
    answers = at_once(notes, [(f"Wort {number:02}.", 0, 0) for number in range(MANY)])
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: MANY - 1}
    assert all(f"Wort {number:02}." in everything(notes) for number in range(MANY))
    assert len(notes.aside()) == MANY - 1


def test_twenty_changes_in_twenty_places_all_stand(notes: Notes, sabine: Writer, cem: Writer) -> None:
    lines = [f"Zeile {number}" for number in range(2 * MANY)]
    sabine.save("\n".join(lines), seen=0)
    sent = []
    for number in range(MANY):
        mine = lines.copy()
        mine[2 * number] += f" von {number}"
        sent.append(("\n".join(mine), 0, 1))
    answers = at_once(notes, sent)
    assert {answer.status_code for answer in answers} == {200}
    wanted = [f"{line} von {place // 2}" if place % 2 == 0 else line for place, line in enumerate(lines)]
    assert notes.text() == "\n".join(wanted)
    assert sorted(answer.json["version"] for answer in answers) == list(range(2, MANY + 2))


def test_twenty_saves_on_several_items_do_not_wait_for_ever(notes: Notes, cem: Writer) -> None:
    places: list[int | None] = [0, 1, 2, None]
    answers = at_once(notes, [(f"Text {number // 4}.", places[number % 4], 0) for number in range(MANY)])
    assert Counter(answer.status_code for answer in answers) == {200: 4, 409: MANY - 4}
    for place in places:
        assert all(f"Text {number}." in everything(notes, place) for number in range(MANY // 4))


def test_twenty_saves_one_after_the_other_and_approving_meanwhile_leave_nothing_half_done(
    notes: Notes, sabine: Writer, cem: Writer
) -> None:
    """Whatever was answered with "saved" is in what was approved."""
    past = notes.of(notes.world.appointments["ktv"]["past"])
    before = past.entry()
    start = Barrier(MANY + 1)
    url = past.save_url(0)

    def save(number: int) -> Any:
        client = notes.world.client_of("speaker")
        start.wait()
        return client.post(
            url, data={"text": before.text + f"\n\n{number:02}", "version": "1"}, headers=AS_SCRIPT
        )

    def approve() -> Any:
        client = notes.world.client_of("speaker")
        start.wait()
        return client.post(f"{notes.url}/protokoll/genehmigen", data={"protokoll": str(past.key)})

    with ThreadPoolExecutor(MANY + 1) as pool:
        approval = pool.submit(approve)
        answers = list(pool.map(save, range(MANY)))
    assert approval.result().status_code == 302
    assert {answer.status_code for answer in answers} <= {200, 409, 422}
    saved = [number for number, answer in enumerate(answers) if answer.status_code == 200]
    assert all(f"\n\n{number:02}" in past.text() for number in saved)
    kept = [number for number, answer in enumerate(answers) if answer.status_code == 409]
    assert all(f"\n\n{number:02}" in everything(past) for number in kept)
