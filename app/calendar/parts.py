"""What activities put on an appointment's page: this floor does not know them, they announce themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

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
