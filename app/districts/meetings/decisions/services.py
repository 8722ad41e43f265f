"""What may happen to a decision: taken with a number, changed, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.accounts.models import Person
from app.calendar.models import Appointment
from app.districts.meetings.conduct.holding import open_record
from app.districts.meetings.decisions.measures import MEASURES
from app.districts.meetings.decisions.models import Decision, DecisionResult
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Space


@dataclass(frozen=True)
class DecisionDetails:
    """What is said of a decision, as it was typed."""

    wording: str
    result: DecisionResult | None = None
    """None: whatever follows from the votes."""
    without_dissent: bool = False
    yes: int | None = None
    no: int | None = None
    abstentions: int | None = None
    measure: int | None = None


def result_by_votes(details: DecisionDetails | Decision) -> DecisionResult | None:
    """Return what the votes say: adopted by more Yes than No; None where nothing was counted."""
    if details.without_dissent:
        return DecisionResult.ADOPTED
    if details.yes is None or details.no is None:
        return None
    return DecisionResult.ADOPTED if details.yes > details.no else DecisionResult.REJECTED


def doubts(decision: Decision, *, members_present: int | None = None) -> list[str]:
    """Return what does not fit together in a decision, as sentences for who wrote it down."""
    found = []
    by_votes = result_by_votes(decision)
    if by_votes is not None and by_votes is not decision.result:
        found.append(
            _("Mehr Ja als Nein, aber abgelehnt: Stimmt das?")
            if by_votes is DecisionResult.ADOPTED
            else _("Nicht mehr Ja als Nein, aber angenommen: Stimmt das?")
        )
    votes = sum(count or 0 for count in (decision.yes, decision.no, decision.abstentions))
    if members_present is not None and votes > members_present:
        found.append(
            _("Es sind %(votes)d Stimmen gezählt, aber nur %(present)d Mitglieder da: Fehlt jemand auf der Liste?",
              votes=votes, present=members_present)
        )  # fmt: skip
    return [str(one) for one in found]


def _checked(details: DecisionDetails) -> DecisionDetails:
    """Fill in what follows from what was typed. Raises RuleBroken for what cannot be."""
    counted = details.yes is not None or details.no is not None
    if not details.wording:
        raise RuleBroken(_("Bitte eintragen, was beschlossen wurde."), field="wording")
    if details.without_dissent and counted:
        raise RuleBroken(
            _("Entweder „ohne Gegenstimme“ oder ausgezählt: Bitte nur eines von beiden."),
            field="without_dissent",
        )
    if details.measure is not None and details.measure not in MEASURES:
        raise RuleBroken(_("Diese Maßnahme gibt es nicht."), field="measure")
    yes, no, abstentions = details.yes, details.no, details.abstentions
    if counted:
        yes, no, abstentions = yes or 0, no or 0, abstentions or 0
    elif abstentions is not None and not details.without_dissent:
        raise RuleBroken(_("Bitte auch eintragen, wie viele Ja und Nein gesagt haben."), field="yes")
    filled = DecisionDetails(
        details.wording, None, details.without_dissent, yes, no, abstentions, details.measure
    )
    result = details.result or result_by_votes(filled)
    if result is None:
        raise RuleBroken(_("Bitte eintragen, ob es angenommen oder abgelehnt ist."), field="result")
    return DecisionDetails(
        details.wording, result, details.without_dissent, yes, no, abstentions, details.measure
    )


def _write(decision: Decision, details: DecisionDetails) -> None:
    for name in ("wording", "result", "without_dissent", "yes", "no", "abstentions", "measure"):
        setattr(decision, name, getattr(details, name))


def _open(appointment: Appointment) -> None:
    open_record(appointment)
    if not appointment.behaviour.has_minutes:
        raise RuleBroken(_("Beschlüsse stehen im Protokoll, und zu dieser Art von Termin gehört keines."))


def _next_number(space_id: int, year: int) -> int:
    """Return the next number; nobody else gets one in this space until the end of this transaction."""
    # A row is never deleted, a withdrawn decision keeps its own: the highest number is the last one given.
    db.session.execute(sa.select(Space.id).where(Space.id == space_id).with_for_update(key_share=True))
    highest = sa.select(sa.func.max(Decision.number)).where(
        Decision.space_id == space_id, Decision.year == year
    )
    return (db.session.scalars(highest).first() or 0) + 1


def decide(
    appointment: Appointment, item: AgendaItem | None, *, details: DecisionDetails, by: Person
) -> Decision:
    """Write down a decision under the next number of the meeting's year.

    Raises RuleBroken for votes that cannot be, and when nothing is written down any more.
    """
    _open(appointment)
    details = _checked(details)
    year = clock.local(appointment.starts_at).year
    decision = Decision(
        appointment_id=appointment.id,
        item_id=item.id if item is not None else None,
        year=year,
        number=_next_number(appointment.space_id, year),
    )
    _write(decision, details)
    db.session.add(decision)
    audit.record("decision.taken", decision, by)
    return decision


def change(decision: Decision, *, details: DecisionDetails, seen_version: int, by: Person) -> None:
    """Put a decision right. Raises Changed if somebody else did since it was opened, RuleBroken for a withdrawn one."""
    _open(decision.appointment)
    db.session.refresh(decision)
    if decision.is_withdrawn:
        raise RuleBroken(_("Inzwischen hat jemand diesen Beschluss zurückgezogen. Halte ihn neu fest."))
    if seen_version != decision.version:
        raise Changed(_("Inzwischen hat jemand anderes diesen Beschluss geändert."))
    _write(decision, _checked(details))
    audit.record("decision.changed", decision, by)


def withdraw(decision: Decision, *, seen_version: int, by: Person) -> None:
    """Take a decision back that was written down by mistake: its words go, its number is not given again.

    Raises Changed if somebody else changed it since it was opened.
    """
    _open(decision.appointment)
    db.session.refresh(decision)
    if decision.is_withdrawn:
        return
    if seen_version != decision.version:
        raise Changed(_("Inzwischen hat jemand diesen Beschluss geändert. Sieh ihn dir noch einmal an."))
    decision.wording, decision.item_id = "", None
    decision.without_dissent, decision.result = False, DecisionResult.REJECTED
    decision.yes = decision.no = decision.abstentions = decision.measure = None
    audit.record("decision.withdrawn", decision, by)
