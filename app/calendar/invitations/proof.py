"""The proof of an invitation: who was invited when, by which way, with which agenda, against the notice period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.calendar.invitations.facts import Facts, Point, facts_of
from app.calendar.invitations.models import NoticeState, Sending, SendingKind
from app.calendar.invitations.queries import Entry, Overview, Told, overview
from app.calendar.models import Appointment
from app.calendar.services import last_day_to_announce
from app.speech import day, moment, span


@dataclass(frozen=True)
class Line:
    """Somebody who is invited, and how."""

    name: str
    way: str
    """`E-Mail`, `Brief`, `Telefon`, `persönlich`."""
    at: datetime | None
    """When the mail server accepted it, the letter was posted, the person told."""
    state: str
    """In words, with the day or the mail server's answer."""
    counts: bool
    """Whether they were invited, by all that is known."""
    in_time: bool
    """Whether the notice period was kept for them; also where there is none."""


@dataclass(frozen=True)
class Change:
    """What those who were invited were told later."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Proof:
    """All of it, in words where words are meant to be printed."""

    facts: Facts
    """As they are today."""
    notice_days: int
    last_day: date | None
    """The last day to invite; None where there is no notice period."""
    lines: list[Line]
    sent_at: datetime | None
    """When the invitation went out first."""
    sent_by: str
    words: str
    """What was written to it first."""
    agenda: tuple[Point, ...]
    """As it was sent first."""
    changes: list[Change]

    @property
    def notice(self) -> str:
        """The notice period in words."""
        if not self.notice_days:
            return str(_("keine"))
        return str(ngettext("mindestens ein Tag", "mindestens %(num)d Tage", self.notice_days))

    @property
    def is_kept(self) -> bool | None:
        """Whether all were invited in time; None as long as nobody is, and where there is no notice period."""
        if self.last_day is None or not any(line.counts for line in self.lines):
            return None
        return all(line.counts and line.in_time for line in self.lines)

    @property
    def kept(self) -> str:
        """The same in a sentence."""
        if self.last_day is None:
            return str(_("Für diese Art von Termin gibt es keine Ladungsfrist."))
        until = day(self.last_day)
        reached = [line for line in self.lines if line.counts]
        if not reached:
            if self.last_day >= clock.today():
                return str(_("Noch ist niemand eingeladen; Zeit ist bis %(day)s.", day=until))
            return str(_("Noch ist niemand eingeladen; Zeit war bis %(day)s.", day=until))
        late = sum(not line.in_time for line in reached)
        missing = len(self.lines) - len(reached)
        if not late and not missing:
            last = max(line.at for line in reached if line.at)
            return str(
                _(
                    "Ja. Eingeladen waren alle am %(last)s, nötig war es bis %(day)s.",
                    last=day(last),
                    day=until,
                )
            )
        sentences = [
            ngettext("Bei einer Person kam sie nach dem %(day)s.", "Bei %(num)d Personen kam sie nach dem %(day)s.",
                     late, day=until) if late else "",
            ngettext("Eine Person ist nicht erreicht.", "%(num)d Personen sind nicht erreicht.", missing)
            if missing else "",
        ]  # fmt: skip
        return " ".join([str(_("Nicht bei allen.")), *filter(None, sentences)])

    @property
    def summary(self) -> str:
        """How many were invited, and by which ways."""
        ways = Counter(line.way for line in self.lines if line.counts)
        by_way = ", ".join(f"{number} {way}" for way, number in ways.most_common())
        invited = ngettext("eine Person eingeladen", "%(num)d Personen eingeladen", sum(ways.values()))
        missing = len(self.lines) - sum(ways.values())
        rest = ngettext("eine nicht erreicht", "%(num)d nicht erreicht", missing) if missing else ""
        return "; ".join(filter(None, [f"{invited}: {by_way}" if by_way else invited, rest]))


def proof_of(appointment: Appointment) -> Proof:
    """Return the proof of the invitation to an appointment, as of now."""
    found = overview(appointment)
    sent = [one for one in found.sendings if one.kind is SendingKind.INVITATION]
    first = sent[0] if sent else None
    last_day = last_day_to_announce(appointment)
    return Proof(
        facts=facts_of(appointment),
        notice_days=appointment.behaviour.notice_days,
        last_day=last_day,
        lines=[_line(entry, last_day) for entry in found.entries if entry.invited_by],
        sent_at=first.created_at if first else None,
        sent_by=first.by.name if first and first.by else "",
        words=first.words if first else "",
        agenda=facts_of(appointment, first).agenda if first else (),
        changes=list(_changes(appointment, found)),
    )


def _way(told: Told) -> str:
    ways = {
        NoticeState.TO_POST: _("Brief"),
        NoticeState.POSTED: _("Brief"),
        NoticeState.PHONED: _("Telefon"),
        NoticeState.TOLD: _("persönlich"),
    }
    return str(ways.get(told.standing.state, _("E-Mail")))


def _line(entry: Entry, last_day: date | None) -> Line:
    told = entry.invited_by
    assert told is not None  # noqa: S101  # only such entries come here
    at = told.standing.at if told.standing.counts else None
    return Line(
        name=entry.invitation.name,
        way=_way(told),
        at=at,
        state=told.standing.words,
        counts=told.standing.counts,
        in_time=last_day is None or (at is not None and clock.local(at).date() <= last_day),
    )


def _changes(appointment: Appointment, found: Overview) -> list[Change]:
    """Say what those who were invited were told after the first invitation, in order."""
    changes: list[Change] = []
    before: Sending | None = None
    for one in found.sendings:
        text = ""
        if one.kind is SendingKind.CANCELLATION:
            reason = f" {one.words}" if one.words else ""
            text = f"{_('Der Termin wurde abgesagt.')}{reason}"
        elif before is not None and one.kind is SendingKind.CHANGE:
            text = _differences(before, one)
        elif before is not None and one.kind is SendingKind.INVITATION:
            people = sum(told.sending is one for entry in found.entries for told in entry.told)
            text = ngettext(
                "Eine weitere Person wurde eingeladen.", "%(num)d weitere Personen wurden eingeladen.", people
            )
            if one.agenda != before.agenda:
                text += " " + _("Die Tagesordnung war inzwischen eine andere.")
        if text:
            changes.append(Change(one.created_at, str(text)))
        if one.kind is not SendingKind.REMINDER:
            before = one
    return changes


def _differences(before: Sending, now: Sending) -> str:
    found = []
    if (before.starts_at, before.ends_at) != (now.starts_at, now.ends_at):
        old, new = span(before.starts_at, before.ends_at), span(now.starts_at, now.ends_at)
        found.append(_("Neuer Termin: %(new)s (vorher %(old)s).", new=new, old=old))
    for name, old, new in ((_("Ort"), before.place, now.place), (_("Zugang"), before.access, now.access)):
        if old != new:
            found.append(f"{name}: {new or '–'} ({_('vorher')}: {old or '–'}).")
    return " ".join(map(str, found)) or str(_("Mitgeteilt, dass sich etwas geändert hat."))


def sent_words(proof: Proof) -> str:
    """Return when and by whom the agenda was sent, in words."""
    if proof.sent_at is None:
        return ""
    return str(_("%(at)s von %(name)s", at=moment(proof.sent_at), name=proof.sent_by))
