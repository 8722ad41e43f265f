"""What is written to everybody on a list, until it is sent: drafted, changed, tried out, planned, called back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _

from app import audit, clock, outbox
from app.accounts.models import Person
from app.extensions import db
from app.lists.audience import reach_of
from app.lists.models import Broadcast, BroadcastState, MailingList
from app.lists.services import open_list, refuse_line_breaks
from app.markup import plain
from app.outbox import Guest, HeaderInjection
from app.rules import Changed, RuleBroken
from app.spaces.models import Space

FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Words:
    """What stands in the mail, in both forms."""

    subject: str
    text: str
    """Markdown."""
    list_name: str
    space: str

    def context(self) -> dict[str, Any]:
        """Return what the templates of the mail need."""
        return {
            "subject": " ".join(self.subject.split()),
            "words": self.text,
            "plain": plain(self.text),
            "list_title": self.list_name,
            "to": self.space,
        }


def words_of(broadcast: Broadcast, space: Space) -> Words:
    """Return what is sent."""
    return Words(broadcast.subject, broadcast.text, broadcast.mailing_list.name, space.name)


def _check(subject: str, text: str) -> None:
    refuse_line_breaks(subject, field="subject")
    if not text.strip():
        raise RuleBroken(_("Da steht noch nichts. Schreib, was alle lesen sollen."), field="text")


def write(space: Space, *, subject: str, text: str, by: Person) -> Broadcast:
    """Write a draft; nothing leaves. Raises RuleBroken for a subject of several lines, or no words."""
    _check(subject, text)
    mailing_list = open_list(space, by=by)
    broadcast = Broadcast(
        mailing_list=mailing_list, list_id=mailing_list.id, subject=subject, text=text, by=by
    )
    db.session.add(broadcast)
    audit.record("broadcast.drafted", broadcast, by)
    return broadcast


def _need_draft(broadcast: Broadcast) -> None:
    if broadcast.state is not BroadcastState.DRAFT:
        raise RuleBroken(_("Das ist kein Entwurf mehr und lässt sich so nicht ändern."))


def _need_version(broadcast: Broadcast, seen_version: int) -> None:
    if broadcast.version != seen_version:
        raise Changed(_("Inzwischen hat jemand anderes diesen Entwurf geändert."))


def rewrite(broadcast: Broadcast, *, subject: str, text: str, seen_version: int, by: Person) -> None:
    """Change a draft. Raises Changed if somebody else did so meanwhile, RuleBroken as in `write`."""
    _need_draft(broadcast)
    _check(subject, text)
    _need_version(broadcast, seen_version)
    broadcast.subject, broadcast.text = subject, text
    audit.record("broadcast.changed", broadcast, by)


def delete(broadcast: Broadcast, *, by: Person) -> None:
    """Throw a draft away."""
    _need_draft(broadcast)
    audit.record("broadcast.deleted", broadcast, by)
    db.session.delete(broadcast)


def try_out(broadcast: Broadcast, space: Space, *, by: Person) -> None:
    """Send the mail to whoever writes it, and to nobody else. Raises RuleBroken without an address."""
    if not by.email:
        raise RuleBroken(_("Zu deinem Konto gehört keine E-Mail-Adresse."))
    try:
        outbox.queue(
            "broadcast_test", Guest(by.name, by.email), sender=by, **words_of(broadcast, space).context()
        )
    except HeaderInjection as injection:
        raise RuleBroken(_("Bitte in einer Zeile schreiben, ohne Umbruch."), field="subject") from injection


# --- when


def moment_of(day: date, at: time) -> datetime:
    """Return the moment in UTC at which clocks in Rostock show it; an hour that comes twice means the first.

    Raises RuleBroken, at the field `day` or `at`, for a time that does not exist, is over or is far away.
    """
    if not 2000 <= day.year <= 2200:
        raise RuleBroken(_("Bitte das Jahr noch einmal ansehen."), field="day")
    try:
        moment = clock.from_wall_clock(day, at)
    except clock.NoSuchTime as missing:
        raise RuleBroken(
            _("Die Uhrzeit %(time)s gibt es am %(day)s nicht (Zeitumstellung). Bitte %(before)s oder "
              "%(after)s wählen.", time=f"{at:%H:%M}", day=f"{day:%d.%m.}", before=f"{missing.before:%H:%M}",
              after=f"{missing.after:%H:%M}"), field="at",
        ) from missing  # fmt: skip
    if moment <= clock.now():
        raise RuleBroken(
            _("Diese Zeit ist schon vorbei. Nimm eine spätere, oder verschick die Mail gleich."), field="day"
        )
    if moment > clock.now() + FURTHEST:
        raise RuleBroken(_("Weiter als ein Jahr im Voraus lässt sich nichts planen."), field="day")
    return moment


def send(broadcast: Broadcast, space: Space, *, at: datetime | None, seen_version: int, by: Person) -> None:
    """Let it be sent by the worker, now or at a moment to come.

    Raises Changed if it is not what was seen, RuleBroken for a list with nobody on it.
    """
    _need_draft(broadcast)
    _need_version(broadcast, seen_version)
    check_somebody(space, broadcast.mailing_list)
    broadcast.by = by
    if at is None:
        broadcast.state, broadcast.started_at = BroadcastState.SENDING, clock.now()
    else:
        broadcast.state, broadcast.send_at = BroadcastState.SCHEDULED, at
    audit.record("broadcast.released" if at is None else "broadcast.scheduled", broadcast, by)


def check_somebody(space: Space, mailing_list: MailingList) -> None:
    """Make sure that there is somebody on the list. Raises RuleBroken."""
    if reach_of(space, mailing_list).is_nobody:
        raise RuleBroken(_("Auf diesem Verteiler steht noch niemand. Es gibt niemanden, dem das etwas sagt."))


def call_back(broadcast: Broadcast, *, by: Person) -> None:
    """Make a draft again of what was planned. Raises RuleBroken when it has begun."""
    if broadcast.state is not BroadcastState.SCHEDULED:
        raise RuleBroken(_("Das wird schon verschickt. Anhalten geht noch, zurückholen nicht mehr."))
    broadcast.state, broadcast.send_at = BroadcastState.DRAFT, None
    audit.record("broadcast.called_back", broadcast, by)


__all__ = ["Words", "call_back", "check_somebody", "delete", "moment_of", "rewrite", "send", "try_out",
           "words_of", "write"]  # fmt: skip
