"""What became of each message. The mail tells it as long as it exists; before it is deleted, the notice keeps it.

"Accepted" is only what the mail server said yes to: not what waits, not what a killed worker had in its hands, and not
what was written to a file because there is no mail server.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.calendar.invitations.models import (
    INVITED_BY,
    NOTICE_STATE_NAMES,
    Notice,
    NoticeState,
    Sending,
    SendingKind,
)
from app.delivery import mails_become_files
from app.outbox import MailState, OutgoingMail
from app.speech import clock_time, day, moment, short_day
from app.tenancy import all_spaces, one_space

AS_FILE = "file"
"""Stands in a notice for the server's words where there was no server."""
GONE = "gone"
"""The same where the mail was deleted before anybody noted what became of it."""
OF_MAIL = {
    MailState.QUEUED: NoticeState.WAITING,
    MailState.SENDING: NoticeState.WAITING,
    MailState.SENT: NoticeState.SENT,
    MailState.FAILED: NoticeState.FAILED,
    MailState.UNCLEAR: NoticeState.UNCLEAR,
}
FINAL = (MailState.SENT, MailState.FAILED, MailState.UNCLEAR)
BY_MAIL = frozenset({NoticeState.WAITING, NoticeState.SENT, NoticeState.FAILED, NoticeState.UNCLEAR})
# It stands in the statement as in the partial index, for which a parameter is no match.
WAITS = Notice.state == sa.literal(NoticeState.WAITING, Notice.state.type, literal_execute=True)
NOT_SETTLED = frozenset({NoticeState.TO_POST, NoticeState.FAILED, NoticeState.UNCLEAR})
"""Somebody still has to do something."""


@dataclass(frozen=True)
class Standing:
    """How far one message is, as of now."""

    state: NoticeState
    at: datetime | None = None
    said: str = ""
    """The mail server's words."""
    kind: SendingKind = SendingKind.INVITATION

    @property
    def counts(self) -> bool:
        """Whether somebody counts as told."""
        return self.state in INVITED_BY and not (self.state is NoticeState.SENT and self.said == AS_FILE)

    @property
    def needs_a_hand(self) -> bool:
        """Whether somebody still has to do something: post a letter, look into a refusal."""
        return self.state in NOT_SETTLED

    @property
    def words(self) -> str:
        """The state in words, with the day or the server's answer."""
        name = str(NOTICE_STATE_NAMES[self.state])
        if self.state is NoticeState.SENT and self.said == AS_FILE:
            return str(_("als Datei geschrieben, weil kein Mailserver eingerichtet ist"))
        if self.state is NoticeState.SENT and self.at is not None:
            return f"{name} {moment(self.at)}"
        if self.state is NoticeState.TO_POST and self.kind is not SendingKind.INVITATION:
            return str(_("bitte anrufen"))  # a letter would come too late
        if self.at is not None and self.state in INVITED_BY:
            return f"{name} {day(self.at)}"
        return f"{name}: {self._reason}" if self._reason else name

    @property
    def short(self) -> str:
        """The same for a list, where the year is clear."""
        if self.at is None or not self.counts:
            return self.words
        at = (
            f"{short_day(self.at)} {clock_time(self.at)}"
            if self.state is NoticeState.SENT
            else short_day(self.at)
        )
        return f"{NOTICE_STATE_NAMES[self.state]} {at}"

    @property
    def _reason(self) -> str:
        if self.said == GONE:
            return str(_("Die Mail wurde gelöscht, bevor ihr Ausgang feststand."))
        if self.state is NoticeState.UNCLEAR:
            return str(_("Beim Übergeben brach die Verbindung ab. Am besten fragst du nach."))
        return self.said


def standing(
    notice: Notice, mail: OutgoingMail | None, kind: SendingKind = SendingKind.INVITATION
) -> Standing:
    """Return how far a message of a kind is; `mail` is the one of the notice, if it still exists."""
    settled = notice.state is NoticeState.SENT or notice.state not in BY_MAIL
    if settled or mail is None:
        return Standing(notice.state, notice.settled_at, notice.server_words, kind)
    return Standing(OF_MAIL[mail.state], *_outcome(mail), kind)


def _outcome(mail: OutgoingMail) -> tuple[datetime | None, str]:
    """Return when it was settled, and what the server said."""
    if mail.state is MailState.SENT:
        return mail.finished_at, AS_FILE if mails_become_files() else ""
    return mail.finished_at or mail.claimed_at if mail.state in FINAL else None, mail.answer


# --- before the mail is deleted


# Reminders that have not gone out when the meeting begins.
LATE = (
    sa.select(Notice.space_id, Notice.mail_id)
    .join(Sending, Sending.id == Notice.sending_id)
    .join(OutgoingMail, OutgoingMail.id == Notice.mail_id)
    .where(WAITS, Sending.kind == SendingKind.REMINDER, Sending.starts_at <= sa.bindparam("now"))
    .where(OutgoingMail.state == MailState.QUEUED)
)


def note_outcomes(*, all_of_them: bool = False) -> int:
    """Copy what became of mails into their notices; return how many. The worker's job; commits.

    Each minute those that wait are enough. At night also those that somebody sent again meanwhile from the outbox.
    Reminders that would come too late are kept back.
    """
    open_states = [NoticeState.WAITING, *(NOT_SETTLED & BY_MAIL)]
    wanted = Notice.state.in_(open_states) if all_of_them else WAITS
    ended = (
        sa.select(Notice.space_id)
        .outerjoin(OutgoingMail, OutgoingMail.id == Notice.mail_id)
        .where(wanted, sa.or_(OutgoingMail.state.in_(FINAL), OutgoingMail.id.is_(None)))
    )
    with all_spaces("what became of mails is noted") as session:
        late = session.execute(LATE, {"now": clock.now()}).all()
        spaces = set(session.scalars(ended.distinct()))
    for space_id, mail_id in late:
        _keep_back(space_id, mail_id)
    return sum(_note_in(space_id, wanted) for space_id in sorted(spaces | {row[0] for row in late}))


def _keep_back(space_id: int, mail_id: int | None) -> None:
    words = str(_("Der Termin hatte schon begonnen, als die Erinnerung an der Reihe war."))
    with one_space(space_id) as session:
        session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.id == mail_id, OutgoingMail.state == MailState.QUEUED)
            .values(state=MailState.FAILED, finished_at=clock.now(), answer=words)
            .execution_options(synchronize_session=False)
        )


def _note_in(space_id: int, wanted: sa.ColumnElement[bool]) -> int:
    noted = 0
    with one_space(space_id) as session:
        statement = (
            sa.select(Notice, OutgoingMail)
            .outerjoin(OutgoingMail, OutgoingMail.id == Notice.mail_id)
            .where(wanted, sa.or_(OutgoingMail.state.in_(FINAL), OutgoingMail.id.is_(None)))
        )
        for notice, mail in session.execute(statement).all():
            values = _values(notice, mail)
            if any(getattr(notice, name) != value for name, value in values.items()):
                # Only as long as nobody said anything else meanwhile: "phoned" is not overwritten.
                found: Any = session.execute(
                    sa.update(Notice)
                    .where(Notice.id == notice.id, Notice.state == notice.state)
                    .values(**values)
                    .execution_options(synchronize_session=False)
                )
                noted += found.rowcount
    return noted


def _values(notice: Notice, mail: OutgoingMail | None) -> dict[str, object]:
    if mail is not None:
        at, said = _outcome(mail)
        return {"state": OF_MAIL[mail.state], "settled_at": at, "server_words": said}
    if notice.state is NoticeState.WAITING:
        return {"state": NoticeState.UNCLEAR, "settled_at": None, "server_words": GONE}
    return {}
