"""Urgent notices of the demo: one of the county to all, one of a district with two answers."""

from __future__ import annotations

from datetime import timedelta

from app.demo.filling import Filling
from app.demo.meetings import Hall
from app.demo.people import KTV
from app.demo.rostock import COUNTY
from app.notices.models import NoticeAnswer, NoticeRead, UrgentNotice

OF_THE_COUNTY = """Im Büro ist das Telefon gestört, vermutlich noch bis übermorgen.

- Per Mail sind wir wie immer da.
- Wer sich zum Bildungsabend anmelden möchte, schreibt bitte auch eine Mail."""
OF_THE_DISTRICT = """Der Wirt hat heute früh abgesagt: Wasserschaden im Saal.

Der nächste Stammtisch ist deshalb **nebenan im Lesecafé**, zur gleichen Zeit. Der Eingang ist ebenerdig.

Wer kann vorher kurz mit anpacken und Stühle stellen?"""
ANSWERS = (
    "Ich komme eine halbe Stunde früher und stelle Stühle.",
    "Danke fürs schnelle Umplanen. Ich bringe die Tischdecken mit.",
)


def post(filling: Filling) -> None:
    """Post them, a day and some hours ago; some have read them already."""
    county, district = Hall(COUNTY.slug, filling), Hall(KTV, filling)
    _notice(county, "Telefon im Büro gestört", OF_THE_COUNTY, days=-1, read_by=2)
    notice = _notice(district, "Stammtisch diesmal im Lesecafé", OF_THE_DISTRICT, days=-2, read_by=3)
    members = [key for key in district.members(filling.day) if key != notice.by_id]
    filling.session.add_all(
        NoticeAnswer(
            space_id=district.space_id,
            notice_id=notice.id,
            by_id=members[-number],
            text=text,
            created_at=notice.created_at + timedelta(hours=3 * number),
        )
        for number, text in enumerate(ANSWERS, start=1)
    )


def _notice(hall: Hall, title: str, text: str, *, days: int, read_by: int) -> UrgentNotice:
    filling = hall.filling
    members = hall.members(filling.day)
    by_id = hall.chair(filling.day) or members[0]
    at = filling.moment(days, 9)
    notice = UrgentNotice(
        space_id=hall.space_id, title=title, text=text, by_id=by_id, created_at=at, mailed_up_to=None,
        shown_until=filling.day + timedelta(days=7 + days),
    )  # fmt: skip
    filling.session.add(notice)
    filling.session.flush()
    readers = [key for key in members if key != by_id][-read_by:]
    filling.session.add_all(
        NoticeRead(
            space_id=hall.space_id, notice_id=notice.id, person_id=key, created_at=at + timedelta(hours=1)
        )
        for key in readers
    )
    return notice
