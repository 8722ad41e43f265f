"""Whether enough are there, where a kind of meeting asks for it; everywhere else they are only counted."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.access import Role
from app.accounts.models import Person
from app.districts.meetings.conduct.people import quorum_of
from app.extensions import db
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.districts.meetings.evening import Evening
from tests.pages import Browser
from tests.people import World


@pytest.mark.parametrize(
    ("share", "of", "present", "reached", "more_than"),
    [
        (Fraction(1, 2), 8, 4, False, 4),
        (Fraction(1, 2), 8, 5, True, 4),
        (Fraction(1, 2), 7, 3, False, 3),
        (Fraction(1, 2), 7, 4, True, 3),
        (Fraction(1, 2), 1, 0, False, 0),
        (Fraction(1, 2), 1, 1, True, 0),
        (Fraction(1, 3), 10, 3, False, 3),
        (Fraction(1, 3), 10, 4, True, 3),
    ],
)
def test_more_than_the_share_has_to_be_there(
    share: Fraction, of: int, present: int, reached: bool, more_than: int
) -> None:
    quorum = quorum_of(share, range(of), range(present))
    assert quorum is not None
    assert (quorum.is_reached, quorum.more_than) == (reached, more_than)
    assert reached is (Fraction(present) > share * of)


def test_who_may_not_vote_does_not_count() -> None:
    quorum = quorum_of(Fraction(1, 2), [1, 2, 3], [1, 7, 8, 9])
    assert quorum is not None
    assert (quorum.present, quorum.of, quorum.is_reached) == (1, 3, False)


def test_without_anybody_who_may_vote_nothing_is_said() -> None:
    assert quorum_of(Fraction(1, 2), [], [1]) is None
    assert quorum_of(None, [1, 2], [1]) is None


@pytest.fixture
def board(world: World) -> list[int]:
    """The eight speakers of ktv."""
    with world.app.app_context():
        more = [Person(name=f"Sprecherin {n}") for n in range(4)]
        db.session.add_all(more)
        db.session.commit()
        ids = [one.id for one in more]
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add_all(Membership(person_id=key, role=Role.SPEAKER) for key in ids)
    return [world.people[who] for who in ("speaker", "disabled", "pending", "unenrolled")] + ids


def test_a_board_meeting_says_how_many_are_missing(world: World, speaker: Browser, board: list[int]) -> None:
    evening = Evening(world, kind="board_meeting")
    for count, words in ((4, "nicht beschlussfähig: 4 von 8 (mehr als 4 nötig)"),
                         (5, "beschlussfähig: 5 von 8 (mehr als 4 nötig)")):  # fmt: skip
        for person in board[:count]:
            speaker.post(evening.url("anwesenheit"), person=str(person), presence="present")
        told = evening.open(speaker).main.one("span", **{"data-quorum": ""}).text
        assert told == words


def test_a_member_at_a_board_meeting_does_not_help_the_quorum(
    world: World, speaker: Browser, board: list[int]
) -> None:
    evening = Evening(world, kind="board_meeting")
    evening.mark(speaker, "member", "present")
    assert "0 von 8" in evening.open(speaker).main.one("span", **{"data-quorum": ""}).text


def test_at_a_board_meeting_the_other_members_stand_below(world: World, speaker: Browser) -> None:
    evening = Evening(world, kind="board_meeting")
    page = evening.open(speaker)
    folded = [one.text for one in page.main.all("details") if "weitere Mitglieder" in one.text]
    assert len(folded) == 1
    assert "Marta Möwe" in folded[0]
    assert "Sabine Sommer" not in folded[0]


def test_an_assembly_is_only_counted(speaker: Browser, evening: Evening) -> None:
    evening.mark(speaker, "member", "present")
    page = evening.open(speaker)
    assert "beschlussfähig" not in page.source.lower()
    assert "1 da" in page
