"""What may happen to an urgent notice: posted, changed, read, answered, closed, taken back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.access import SpaceKind
from app.accounts.models import Person
from app.extensions import db
from app.notices.models import NoticeAnswer, NoticeAudience, NoticeRead, UrgentNotice
from app.rules import Changed, RuleBroken
from app.spaces.models import Space

LONGEST_NOTICE, LONGEST_ANSWER = 5_000, 2_000
USUALLY_SHOWN, LONGEST_SHOWN = timedelta(days=7), timedelta(days=60)
MOST_ANSWERS, WITHIN = 20, timedelta(minutes=10)
TWICE_WITHIN = timedelta(minutes=1)
"""The same words again so soon are a second press of the button."""


@dataclass(frozen=True)
class Details:
    """What is said, how long it is shown and, from the county, to which spaces alone."""

    title: str
    text: str
    shown_until: date
    targets: frozenset[int] = frozenset()


def _check_open(space: Space) -> None:
    if space.closed_on is not None:
        raise RuleBroken(_("Dieser Bereich ist geschlossen; hier wird nichts mehr geschrieben."))


def post(space: Space, details: Details, *, by: Person) -> UrgentNotice:
    """Post an urgent notice; the worker mails it to those who want that.

    Raises RuleBroken in a closed space, for a day that is over or too far away, and for chosen spaces that are
    closed or are not the county's to choose.
    """
    _check_open(space)
    today = clock.today()
    if not today <= details.shown_until <= today + LONGEST_SHOWN:
        raise RuleBroken(
            _(
                "Bitte einen Tag von heute an wählen, höchstens %(days)d Tage weit weg.",
                days=LONGEST_SHOWN.days,
            ),
            field="shown_until",
        )
    notice = UrgentNotice(
        title=details.title,
        text=details.text,
        by=by,
        shown_until=details.shown_until,
        audience=[NoticeAudience(target_id=key) for key in _checked(space, details.targets)],
    )
    db.session.add(notice)
    audit.record("urgent_notice.posted", notice, by)
    return notice


def _checked(space: Space, targets: Collection[int]) -> list[int]:
    if not targets:
        return []
    open_ones = sa.select(Space.id).where(
        Space.id.in_(targets), Space.kind != SpaceKind.COUNTY, Space.closed_on.is_(None)
    )
    found = sorted(db.session.scalars(open_ones))
    if space.kind is not SpaceKind.COUNTY or len(found) != len(targets):
        raise RuleBroken(_("Einen dieser Bereiche gibt es nicht mehr. Bitte wähle noch einmal."), field="to")
    return found


def _lock(notice: UrgentNotice) -> None:
    """Look at it anew, and let nobody else change, answer or read it until the end of this transaction."""
    # Not by refresh(): that would join the author again, as the notice was loaded, and PostgreSQL locks no outer join.
    statement = sa.select(UrgentNotice).where(UrgentNotice.id == notice.id).with_for_update(key_share=True)
    db.session.scalars(statement.execution_options(populate_existing=True)).one()


def _standing(notice: UrgentNotice, seen_version: int) -> None:
    """Lock a notice to change it. Raises Changed, and RuleBroken for one that was taken back."""
    _lock(notice)
    if notice.removed_at is not None:
        raise RuleBroken(_("Diese Eilmeldung wurde inzwischen zurückgenommen."))
    if seen_version != notice.version:
        raise Changed(
            _(
                "Inzwischen hat jemand anderes etwas an dieser Eilmeldung geändert. Sieh sie dir noch einmal an."
            )
        )


def has_answers(notice: UrgentNotice) -> bool:
    """Say whether anybody answered, also where the words are gone again."""
    statement = sa.select(NoticeAnswer.id).where(NoticeAnswer.notice_id == notice.id).limit(1)
    return db.session.scalars(statement).first() is not None


def change(notice: UrgentNotice, *, title: str, text: str, seen_version: int, by: Person) -> None:
    """Put the words right, as long as nobody answered them. Raises Changed and RuleBroken."""
    _standing(notice, seen_version)
    if has_answers(notice):
        raise RuleBroken(_("Auf diese Eilmeldung hat schon jemand geantwortet, deshalb bleibt sie, wie sie ist. "
                           "Was sich geändert hat, schreib in eine Antwort oder eine neue Eilmeldung."))  # fmt: skip
    if (title, text) == (notice.title, notice.text):
        return
    notice.title, notice.text, notice.changed_at = title, text, clock.now()
    audit.record("urgent_notice.changed", notice, by)


def take_back(notice: UrgentNotice, *, seen_version: int, by: Person) -> None:
    """Take a notice back: its words go, and what was answered to them. Raises Changed; once is enough."""
    _lock(notice)
    if notice.removed_at is not None:
        return
    _standing(notice, seen_version)
    notice.title = notice.text = ""
    notice.removed_at, notice.mailed_up_to = clock.now(), None
    for answer in db.session.scalars(sa.select(NoticeAnswer).where(NoticeAnswer.notice_id == notice.id)):
        db.session.delete(answer)
    audit.record("urgent_notice.taken_back", notice, by)


def close(notice: UrgentNotice, *, seen_version: int, by: Person) -> None:
    """Let nobody answer any more. Raises Changed, and RuleBroken for one that was taken back."""
    _standing(notice, seen_version)
    if notice.closed_at is None:
        notice.closed_at = clock.now()
        audit.record("urgent_notice.closed", notice, by)


def reopen(notice: UrgentNotice, *, seen_version: int, by: Person) -> None:
    """Let people answer again. Raises Changed, and RuleBroken for one that was taken back."""
    _standing(notice, seen_version)
    if notice.closed_at is not None:
        notice.closed_at = None
        audit.record("urgent_notice.reopened", notice, by)


def note_read(notice: UrgentNotice, *, by: Person) -> None:
    """Note that somebody has read it; once is enough. No word of it stands in the audit log."""
    _lock(notice)  # else two presses of the button at once would be two rows
    theirs = sa.select(NoticeRead.id).where(NoticeRead.notice_id == notice.id, NoticeRead.person_id == by.id)
    if notice.removed_at is None and db.session.scalars(theirs).first() is None:
        db.session.add(NoticeRead(notice_id=notice.id, person_id=by.id))
        db.session.flush()


# --- answers


def may_answer(notice: UrgentNotice, space: Space) -> bool:
    """Say whether answers are taken at the moment."""
    return space.closed_on is None and notice.closed_at is None and notice.removed_at is None


def answer(notice: UrgentNotice, space: Space, *, text: str, by: Person) -> NoticeAnswer:
    """Answer for all who may read the notice.

    Raises RuleBroken where no answers are taken any more, and for more than twenty within ten minutes.
    """
    _check_open(space)
    _lock(notice)
    if not may_answer(notice, space):
        raise RuleBroken(
            _(
                "Hier wird nicht mehr geantwortet. Wenn es noch etwas gibt, sprich die an, die geschrieben haben."
            )
        )
    mine = (
        sa.select(NoticeAnswer)
        .where(NoticeAnswer.by_id == by.id, NoticeAnswer.created_at > clock.now() - WITHIN)
        .order_by(NoticeAnswer.created_at.desc(), NoticeAnswer.id.desc())
        .limit(MOST_ANSWERS)
    )
    lately = db.session.scalars(mine).all()
    if lately and _is_the_same(lately[0], notice, text):
        return lately[0]
    if len(lately) >= MOST_ANSWERS:
        raise RuleBroken(
            _(
                "Du hast in kurzer Zeit viel geschrieben. Warte ein paar Minuten, dein Text bleibt hier stehen."
            ),
            field="text",
        )
    row = NoticeAnswer(notice_id=notice.id, by=by, text=text)
    db.session.add(row)
    audit.record("urgent_notice.answered", row, by)
    return row


def _is_the_same(before: NoticeAnswer, notice: UrgentNotice, text: str) -> bool:
    return (before.notice_id, before.text) == (
        notice.id,
        text,
    ) and before.created_at > clock.now() - TWICE_WITHIN


def take_answer_back(answer: NoticeAnswer, *, leads: bool, by: Person) -> None:
    """Take an answer back: its words go, that there was one stays. Raises RuleBroken for somebody else's."""
    if answer.by_id != by.id and not leads:
        raise RuleBroken(_("Zurücknehmen kann eine Antwort, wer sie geschrieben hat."))
    if answer.removed_at is None:
        answer.text, answer.removed_at = "", clock.now()
        audit.record("urgent_notice.answer_taken_back", answer, by)
