"""What may happen to a question: asked, answered, closed, taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Protocol

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock, markup, outbox
from app.access import Permission, SpaceKind, county_permissions
from app.accounts.models import MailWish, Person
from app.exchange.models import ExchangeAnswer, ExchangeEntry, ExchangeQuestion, Topic
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.standings import everybodys

LONGEST_QUESTION, LONGEST_ANSWER = 2_000, 5_000
MOST, WITHIN = 20, timedelta(minutes=10)
TWICE_WITHIN = timedelta(minutes=1)
"""The same words again so soon are a second press of the button."""


class _Held(Protocol):
    @property
    def kind(self) -> SpaceKind:
        """The kind of the space that the role is held in."""


def keeps_order(held: Collection[_Held]) -> bool:
    """Say whether somebody may remove what others wrote: whoever holds an office in the county."""
    return any(one.kind is SpaceKind.COUNTY for one in held)


def ask(
    text: str, *, by: Person, topic: Topic | None = None, entry: ExchangeEntry | None = None
) -> ExchangeQuestion:
    """Ask the councillors of all districts: on a topic, about an entry, or freely; an entry's author gets a mail.

    Raises RuleBroken for more than twenty within ten minutes, and where the entry was just taken back.
    """
    if entry is not None:
        _hold(entry)
    topic_id, entry_id = topic.id if topic else None, entry.id if entry else None
    mine = sa.select(ExchangeQuestion).where(ExchangeQuestion.by_id == by.id)
    lately = db.session.scalars(
        mine.where(ExchangeQuestion.created_at > clock.now() - WITHIN)
        .order_by(ExchangeQuestion.id.desc())
        .limit(MOST)
    ).all()
    if lately:
        last = lately[0]
        is_same = (last.text, last.topic_id, last.entry_id) == (text, topic_id, entry_id)
        if is_same and last.created_at > clock.now() - TWICE_WITHIN:
            return last
    _check_pace(len(lately))
    question = ExchangeQuestion(topic_id=topic_id, entry_id=entry_id, by=by, text=text)
    db.session.add(question)
    audit.record("exchange.asked", question, by)
    if entry is not None and entry.author is not None and entry.author_id != by.id:
        _mail("exchange_question", entry.author, sender=by, about=entry.title, question=question, words=text)
    return question


def _check_pace(lately: int) -> None:
    if lately >= MOST:
        raise RuleBroken(
            _(
                "Du hast in kurzer Zeit viel geschrieben. Warte ein paar Minuten, dein Text bleibt hier stehen."
            ),
            field="text",
        )


def _hold(entry: ExchangeEntry) -> None:
    """Let nobody take an entry out of the exchange until the end of this transaction."""
    statement = sa.select(ExchangeEntry.id).where(ExchangeEntry.id == entry.id)
    if db.session.scalars(statement.with_for_update(key_share=True, read=True)).first() is None:
        raise RuleBroken(_("Das wurde gerade zurückgezogen. Du kannst frei oder zu einem Thema fragen."))


def _lock(question: ExchangeQuestion) -> None:
    """Look at a question anew, and let nobody else answer or close it until the end of this transaction."""
    statement = sa.select(ExchangeQuestion).where(ExchangeQuestion.id == question.id)
    statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    if db.session.scalars(statement).first() is None:
        raise RuleBroken(_("Diese Frage wurde gerade zurückgezogen."))


def answer(question: ExchangeQuestion, text: str, *, by: Person) -> ExchangeAnswer:
    """Answer for all councillors; who asked gets a mail.

    Raises RuleBroken for a question that was closed, and for more than twenty answers within ten minutes.
    """
    _lock(question)
    if question.closed_at is not None:
        raise RuleBroken(
            _(
                "Diese Frage ist abgeschlossen, wer gefragt hat, weiß Bescheid. Gibt es noch etwas, frag selbst."
            )
        )
    mine = sa.select(ExchangeAnswer).where(ExchangeAnswer.by_id == by.id)
    lately = db.session.scalars(
        mine.where(ExchangeAnswer.created_at > clock.now() - WITHIN)
        .order_by(ExchangeAnswer.id.desc())
        .limit(MOST)
    ).all()
    if lately:
        last = lately[0]
        if (last.question_id, last.text) == (question.id, text) and (
            last.created_at > clock.now() - TWICE_WITHIN
        ):
            return last
    _check_pace(len(lately))
    row = ExchangeAnswer(question_id=question.id, by=by, text=text)
    db.session.add(row)
    audit.record("exchange.answered", row, by)
    if question.by_id != by.id:
        _mail("exchange_answer", question.by, sender=by, about=question.text, question=question, words=text)
    return row


def close(question: ExchangeQuestion, *, by: Person) -> None:
    """Note that who asked has what they needed; once is enough. Raises RuleBroken for somebody else's question."""
    if question.by_id != by.id:
        raise RuleBroken(_("Abschließen kann eine Frage, wer sie gestellt hat."))
    _lock(question)
    if question.closed_at is None:
        question.closed_at = clock.now()
        audit.record("exchange.closed", question, by)


def take_back(question: ExchangeQuestion, *, keeps: bool, by: Person) -> None:
    """Delete a question: one's own as long as nobody answered; `keeps`: whoever keeps order, also with its answers.

    Raises RuleBroken for others, and for an own one that was answered.
    """
    if question.by_id != by.id and not keeps:
        raise RuleBroken(_("Zurücknehmen kann eine Frage, wer sie gestellt hat."))
    _lock(question)
    answered = sa.select(ExchangeAnswer.id).where(ExchangeAnswer.question_id == question.id).limit(1)
    if not keeps and db.session.scalars(answered).first() is not None:
        raise RuleBroken(
            _("Darauf hat schon jemand geantwortet. Wenn du hast, was du brauchst, schließ die Frage ab.")
        )
    audit.record("exchange.question_removed", question, by)
    db.session.delete(question)
    db.session.flush()


def take_answer_back(row: ExchangeAnswer, *, keeps: bool, by: Person) -> None:
    """Delete an answer: one's own, or as who keeps order. Raises RuleBroken for others."""
    if row.by_id != by.id and not keeps:
        raise RuleBroken(_("Zurücknehmen kann eine Antwort, wer sie geschrieben hat."))
    audit.record("exchange.answer_removed", row, by)
    db.session.delete(row)
    db.session.flush()


def _mail(
    kind: str, to: Person, *, sender: Person, about: str, question: ExchangeQuestion, words: str
) -> None:
    """Write to somebody who wants mail and may still open the exchange today."""
    if not to.email or not to.password_hash or not to.is_active or to.mail_wish is MailWish.NONE:
        return
    standing = everybodys().get(to.id)
    if standing is None or Permission.USE_EXCHANGE not in county_permissions(standing.held):
        return
    db.session.flush()  # the question gets its key
    outbox.queue(
        kind,
        to,
        sender=sender,
        about=about,
        words=words,
        plain=markup.plain(words),
        path=f"/austausch/fragen/{question.id}",
    )
