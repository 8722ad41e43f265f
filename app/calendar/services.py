"""What may happen to an appointment: planned, changed, announced, cancelled, deleted while a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from app import audit, clock
from app.access import SpaceKind
from app.accounts.models import Person
from app.calendar.models import KINDS, Appointment, AppointmentState, Kind
from app.calendar.parts import Happening, happened
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Space
from app.speech import SOURCE, speaking

LONGEST = timedelta(days=14)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Details:
    """What is said of an appointment, as it was typed: wall-clock times in Rostock."""

    title: str
    day: date
    starts: time
    ends: time
    ends_on: date | None = None
    place: str = ""
    access: str = ""
    description: str = ""
    is_public: bool = False

    def times(self) -> tuple[datetime, datetime]:
        """Return begin and end in UTC. Raises RuleBroken for times that do not exist or make no sense."""
        starts_at = _moment(self.day, self.starts, field="starts")
        ends_at = _moment(self.ends_on or self.day, self.ends, field="ends")
        if ends_at <= starts_at:
            raise RuleBroken(
                _("Das Ende liegt vor dem Anfang. Geht es über Mitternacht, trag unter „Weitere Angaben“ "
                  "den Tag ein, an dem es endet."), field="ends",
            )  # fmt: skip
        if ends_at - starts_at > LONGEST:
            raise RuleBroken(
                _("Länger als 14 Tage dauert kein Termin. Stimmt der letzte Tag?"), field="ends_on"
            )
        return starts_at, ends_at


def _moment(day: date, at: time, *, field: str) -> datetime:
    if not EARLIEST <= day <= LATEST:
        raise RuleBroken(
            _("Bitte das Jahr noch einmal ansehen: %(year)d liegt zu weit weg.", year=day.year),
            field="day" if field == "starts" else "ends_on",
        )
    try:
        return clock.from_wall_clock(day, at)
    except clock.NoSuchTime as missing:
        raise RuleBroken(
            _("Die Uhrzeit %(time)s gibt es am %(day)s nicht (Zeitumstellung). Bitte %(before)s oder "
              "%(after)s wählen.", time=f"{at:%H:%M}", day=f"{day:%d.%m.}", before=f"{missing.before:%H:%M}",
              after=f"{missing.after:%H:%M}"), field=field,
        ) from missing  # fmt: skip


def kinds_for(space: Space) -> list[Kind]:
    """Return the kinds of appointment that this kind of space holds."""
    return [kind for kind in KINDS.values() if space.kind in kind.held_by]


def as_title(kind: Kind) -> str:
    """Return what an appointment of a kind is called where nobody gave it a title."""
    with speaking(SOURCE):  # it is read by everybody, whatever the planner's own language
        name = str(kind.name)
    return name[:1].upper() + name[1:]


def check_public(kind: Kind, *, is_public: bool) -> None:
    """Raise RuleBroken where something is to stand in the public calendar that guests do not come to."""
    if is_public and not kind.open_to_guests:
        raise RuleBroken(
            _("Öffentlich zeigen lässt sich nur, wozu Gäste willkommen sind, zum Beispiel ein Stammtisch. "
              "Nimm das Häkchen weg oder wähl eine andere Art."), field="is_public",
        )  # fmt: skip


def plan(space: Space, *, kind: str, details: Details, by: Person) -> Appointment:
    """Draft an appointment. Raises RuleBroken for a kind that this space does not hold, or odd times."""
    if kind not in KINDS or SpaceKind(space.kind) not in KINDS[kind].held_by:
        raise RuleBroken(_("Diese Art von Termin gibt es hier nicht."), field="kind")
    check_public(KINDS[kind], is_public=details.is_public)
    starts_at, ends_at = details.times()
    appointment = Appointment(
        kind=kind,
        title=details.title or as_title(KINDS[kind]),
        starts_at=starts_at,
        ends_at=ends_at,
        place=details.place,
        access=details.access,
        description=details.description,
        is_public=details.is_public,
    )
    db.session.add(appointment)
    audit.record("appointment.planned", appointment, by)
    return appointment


def with_its_end(appointment: Appointment, details: Details) -> Details:
    """Let the last day move with the first where only the first was changed: it lasts as long as before."""
    first, last = (clock.local(at).date() for at in (appointment.starts_at, appointment.ends_at))
    if details.ends_on == last != first and details.day != first:
        return replace(details, ends_on=details.day + (last - first))
    return details


def change(appointment: Appointment, *, details: Details, seen_version: int, by: Person) -> None:
    """Change what is said of an appointment.

    Raises Changed if somebody else did so since it was opened, RuleBroken for a cancelled one.
    """
    if appointment.state is AppointmentState.CANCELLED:
        raise RuleBroken(_("Dieser Termin ist abgesagt und bleibt, wie er ist."))
    if seen_version != appointment.version:
        raise Changed(_("Inzwischen hat jemand anderes diesen Termin geändert."))
    before = {name: getattr(appointment, name) for name in ("title", "starts_at", "ends_at", "place", "access",
                                                            "description", "is_public")}  # fmt: skip
    check_public(appointment.behaviour, is_public=details.is_public)
    appointment.starts_at, appointment.ends_at = with_its_end(appointment, details).times()
    appointment.title, appointment.description = details.title, details.description
    appointment.place, appointment.access = details.place, details.access
    appointment.is_public = details.is_public
    changed = frozenset(name for name, value in before.items() if getattr(appointment, name) != value)
    audit.record("appointment.changed", appointment, by, fields=sorted(changed))
    happened(Happening.CHANGED, appointment, by=by, fields=changed)


def set_reminder(appointment: Appointment, *, hours: int | None, by: Person) -> None:
    """Say how long before the start those who are invited are reminded; None: not at all."""
    if hours != appointment.reminder_hours:
        appointment.reminder_hours = hours
        audit.record("appointment.changed", appointment, by, fields=["reminder_hours"])


def last_day_to_announce(appointment: Appointment) -> date | None:
    """Return the last day on which announcing keeps the notice period; None where there is none."""
    days = appointment.behaviour.notice_days
    return clock.local(appointment.starts_at).date() - timedelta(days=days) if days else None


def is_late(appointment: Appointment) -> bool:
    """Say whether the notice period can no longer be kept."""
    last = last_day_to_announce(appointment)
    return last is not None and clock.today() > last


def announce(appointment: Appointment, *, knowing_it_is_late: bool = False, by: Person) -> None:
    """Make a draft visible to everybody in the space.

    Raises RuleBroken for one that is not a draft or has begun, and for one whose notice period is over
    unless the person says that they know.
    """
    if appointment.state is not AppointmentState.DRAFT:
        raise RuleBroken(_("Dieser Termin ist schon angekündigt."))
    if appointment.has_begun:
        raise RuleBroken(_("Dieser Termin liegt in der Vergangenheit. Verschiebe ihn zuerst."))
    if is_late(appointment) and not knowing_it_is_late:
        raise RuleBroken(
            _("Die Ladungsfrist von %(days)d Tagen ist nicht mehr einzuhalten. Wahlen und Beschlüsse können "
              "deshalb angefochten werden. Kündige trotzdem an oder verschiebe den Termin.",
              days=appointment.behaviour.notice_days)
        )  # fmt: skip
    appointment.state, appointment.announced_at = AppointmentState.ANNOUNCED, clock.now()
    audit.record("appointment.announced", appointment, by, late=is_late(appointment))


def cancel(appointment: Appointment, *, reason: str, by: Person) -> None:
    """Cancel an announced appointment; it stays visible. Raises RuleBroken for a draft or a past one."""
    if appointment.state is not AppointmentState.ANNOUNCED:
        raise RuleBroken(_("Absagen lässt sich nur, was angekündigt ist."))
    if appointment.is_past:
        raise RuleBroken(_("Dieser Termin ist vorbei; absagen lässt er sich nicht mehr."))
    appointment.state, appointment.cancelled_at = AppointmentState.CANCELLED, clock.now()
    appointment.cancel_reason = reason
    audit.record("appointment.cancelled", appointment, by)
    happened(Happening.CANCELLED, appointment, by=by, fields=frozenset({"state"}))


def delete(appointment: Appointment, *, by: Person) -> None:
    """Delete a draft. Raises RuleBroken for what was announced: it can only be cancelled."""
    if appointment.state is not AppointmentState.DRAFT:
        raise RuleBroken(_("Was angekündigt war, lässt sich nur absagen; gelöscht wird es nicht."))
    audit.record("appointment.deleted", appointment, by)
    happened(Happening.DELETED, appointment, by=by, fields=frozenset())
    db.session.delete(appointment)
    db.session.flush()
