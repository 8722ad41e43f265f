"""Telling those who raised a concern what became of it, and then forgetting them."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask_babel import gettext as _

from app import audit, clock, outbox
from app.accounts.models import Person
from app.districts.councils.concerns.models import STATE_NAMES, Concern, ConcernState, ConcernStep
from app.extensions import db
from app.spaces.models import Space
from app.speech import day, speaking

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


def mail_raiser(concern: Concern, space: Space, *, reason: str = "", by: Person) -> None:
    """Queue the mail to a member who raised it and wanted to hear of it; `reason`: it is carried on no more.

    They asked for this one mail, so it goes whatever else they want mail of.
    """
    person = concern.raised_by
    if person is None or person.id == by.id or not person.email or not person.is_active:
        return
    outbox.queue(
        "concern_told",
        person,
        sender=by,
        to=space.name,
        title=concern.title,
        answer="" if reason else concern.answer,
        reason=reason,
        path=f"/{space.slug}/anliegen/{concern.id}",
    )


def forget_raiser(concern: Concern) -> None:
    """Take away who raised it: name, contact, consent, the link to a member."""
    concern.raiser_name = concern.raiser_contact = ""
    concern.consent_on = concern.raised_by_id = None


def forget_on_request(concern: Concern, *, by: Person) -> None:
    """Take away who raised it before they were told: they do not want it kept any longer."""
    is_own = concern.raised_by_id == by.id
    forget_raiser(concern)
    audit.record("concern.raiser_forgotten", concern, None if is_own else by)
    db.session.flush()


def forget_after_a_year(concern: Concern) -> None:
    """Take away who raised a concern that nobody moved, with a note; it counts as quiet as before."""
    forget_raiser(concern)
    with speaking("de"):
        note = str(_("Zwölf Monate hat sich nichts bewegt: Wer es vorgebracht hat, ist gelöscht."))
    db.session.add(ConcernStep(concern_id=concern.id, at=clock.now(), note=note))
    audit.record("concern.raiser_forgotten", concern, None)


# --- ready words


def words_for_raiser(concern: Concern, *, by: Person) -> str:
    """Return a text for whoever raised it, to be copied into a message or read out."""
    if concern.answer_that_holds:
        outcome = _("Das ist daraus geworden: %(answer)s", answer=concern.answer)
    else:
        outcome = _("Wir verfolgen es nicht weiter. Der Grund: …")
    greeting = _("Guten Tag %(name)s,", name=concern.raiser_name) if concern.raiser_name else _("Guten Tag,")
    about = _("danke für den Hinweis „%(title)s“.", title=concern.title)
    return "\n\n".join([greeting, f"{about} {outcome}", _("Viele Grüße"), by.name])


def mail_link(concern: Concern, text: str) -> str:
    """Return a mailto: link with the ready text; empty where the contact is no e-mail address."""
    if not _ADDRESS.fullmatch(concern.raiser_contact):
        return ""
    subject = quote(_("Was daraus wurde: %(title)s", title=concern.title), safe="")
    return f"mailto:{quote(concern.raiser_contact, safe='@')}?subject={subject}&body={quote(text, safe='')}"


def words_to_share(concern: Concern) -> str:
    """Return a few lines for everybody: what it is about, how far it is, the answer. Nobody is named."""
    about = f"{concern.title} ({concern.street})" if concern.street else concern.title
    state = ConcernState.ANSWERED if concern.state is ConcernState.TOLD else concern.state
    moved = _("Stand %(day)s: %(state)s", day=day(concern.moved_at), state=STATE_NAMES[state])
    return "\n".join(part for part in (about, moved, concern.answer_that_holds) if part)
