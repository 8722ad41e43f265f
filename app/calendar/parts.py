"""What activities add to an appointment: sections of its page, its agenda, what follows when it changes.

This floor does not know them; they announce themselves.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.accounts.models import Person
from app.calendar.models import Appointment


@dataclass(frozen=True)
class Part:
    """One section of an appointment's page."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[Appointment], Part | None]

_providers: list[tuple[int, Provider]] = []


def appointment_part(*, order: int) -> Callable[[Provider], Provider]:
    """Register a section; the lower `order` stands further up. It answers None where it has nothing."""

    def register(provider: Provider) -> Provider:
        _providers.append((order, provider))
        _providers.sort(key=lambda pair: pair[0])
        return provider

    return register


def parts_of(appointment: Appointment) -> list[Part]:
    """Return the sections of an appointment's page, in order."""
    found = (provider(appointment) for _order, provider in _providers)
    return [part for part in found if part is not None]


# --- the agenda, for invitations and proofs


@dataclass(frozen=True)
class AgendaLine:
    """One item of an agenda, as an invitation names it."""

    number: int
    title: str
    kind: str
    """In the words of the interface: "Beschluss"."""
    minutes: int
    starts_at: datetime
    is_election: bool = False


AgendaReader = Callable[[Appointment], list[AgendaLine]]
_agenda_readers: list[AgendaReader] = []


def reads_agenda(reader: AgendaReader) -> AgendaReader:
    """Register who knows the agendas."""
    _agenda_readers.append(reader)
    return reader


def agenda_of(appointment: Appointment) -> list[AgendaLine]:
    """Return the agenda of an appointment in its order; empty where there is none."""
    return [line for reader in _agenda_readers for line in reader(appointment)]


# --- what could be on the agenda


@dataclass(frozen=True)
class Suggestion:
    """Something that could be on an agenda."""

    source: str
    """Names it, so that it is not suggested again once it is on the agenda: `task:12`."""
    title: str
    kind: str = "discussion"
    """The value of an agenda item's kind."""
    minutes: int = 10
    note: str = ""
    ticked: bool = True
    """Whether most meetings want it."""


Suggester = Callable[[Appointment], list[Suggestion]]
_suggesters: list[tuple[int, Suggester]] = []


def suggests(*, order: int) -> Callable[[Suggester], Suggester]:
    """Register something that suggests agenda items; the lower `order` stands further up."""

    def register(suggester: Suggester) -> Suggester:
        _suggesters.append((order, suggester))
        _suggesters.sort(key=lambda pair: pair[0])
        return suggester

    return register


def suggestions_for(appointment: Appointment) -> list[Suggestion]:
    """Return what could be on the agenda of an appointment, in order."""
    return [one for _order, suggester in _suggesters for one in suggester(appointment)]


# --- what follows when an appointment changes


class Happening(enum.Enum):
    """What may happen to an appointment."""

    CHANGED = "changed"
    CANCELLED = "cancelled"
    DELETED = "deleted"
    """Before it is gone."""


Follower = Callable[[Appointment, Person, frozenset[str]], None]
_followers: dict[Happening, list[Follower]] = {}


def follows(happening: Happening) -> Callable[[Follower], Follower]:
    """Register what is done in the same transaction: it is given the appointment, who, and which fields."""

    def register(follower: Follower) -> Follower:
        _followers.setdefault(happening, []).append(follower)
        return follower

    return register


def happened(happening: Happening, appointment: Appointment, *, by: Person, fields: frozenset[str]) -> None:
    """Let everything that follows be done."""
    for follower in _followers.get(happening, ()):
        follower(appointment, by, fields)
