"""What waits for a person: each activity's open ends, in one list."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.access import Permission, permissions_in
from app.accounts.sessions import Visitor
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.spaces.models import Space
from app.speech import moment


@dataclass(frozen=True)
class Waiting:
    """Something that waits: what it is, in which space, and where to do it."""

    title: str
    url: str
    when: str = ""
    note: str = ""


def _drafts(space_ids: list[int]) -> list[Appointment]:
    statement = (
        sa.select(Appointment)
        .where(Appointment.state == AppointmentState.DRAFT, Appointment.space_id.in_(space_ids))
        .where(Appointment.starts_at > clock.now())
        .order_by(Appointment.starts_at)
        .limit(10)
    )
    return list(db.session.scalars(statement))


def _announce(draft: Appointment, slug: str) -> Waiting:
    url = url_for("space.calendar.show", space=slug, appointment_id=draft.id)
    return Waiting(_("Entwurf ankündigen: %(title)s", title=draft.title), url, when=moment(draft.starts_at))


def for_visitor(visitor: Visitor) -> list[Waiting]:
    """Return what waits for somebody across their spaces, the most pressing first."""
    led = {
        link.id: link
        for link in visitor.own_spaces
        if Permission.PLAN_APPOINTMENTS in permissions_in(link, visitor.held)
    }
    found = [_announce(draft, led[draft.space_id].slug) for draft in (_drafts(sorted(led)) if led else [])]
    if not visitor.me.has_second_factor and led:
        found.append(
            Waiting(
                _("Konto besser schützen"),
                url_for("account.enrol"),
                note=_("Ein zweiter Schritt beim Anmelden, mit deinem Handy."),
            )
        )
    return found


def in_space(space: Space) -> list[Waiting]:
    """Return what waits in one space for those who lead it."""
    return [_announce(draft, space.slug) for draft in _drafts([space.id])]
