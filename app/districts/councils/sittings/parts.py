"""What other activities add to the page of a sitting: the report, the concerns that are brought to it.

This floor does not know them; they announce themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.districts.councils.sittings.models import Sitting


@dataclass(frozen=True)
class Part:
    """One section of a sitting's page. In its template it is `part`: `part.whatever` of its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


AGENDA = 50
"""Where the agenda stands among the sections."""

Provider = Callable[[Sitting], Part | None]

_providers: list[tuple[int, Provider]] = []


def sitting_part(*, order: int) -> Callable[[Provider], Provider]:
    """Register a section; the lower `order` stands further up. It answers None where it has nothing.

    The report has 20, concerns 60; the agenda stands at 50.
    """

    def register(provider: Provider) -> Provider:
        _providers.append((order, provider))
        _providers.sort(key=lambda pair: pair[0])
        return provider

    return register


def parts_of(sitting: Sitting, *, below: bool) -> list[Part]:
    """Return the sections above or below the agenda of a sitting, in order."""
    found = (provider(sitting) for order, provider in _providers if (order >= AGENDA) is below)
    return [part for part in found if part is not None]
