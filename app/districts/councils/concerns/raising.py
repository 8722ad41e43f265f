"""Raising a concern, and putting its words right: with as little about people as will do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from app import audit, clock
from app.accounts.models import Person
from app.districts.councils.concerns import queries, sharing
from app.districts.councils.concerns.models import Concern, ConcernState, ConcernStep, Origin
from app.exchange.publishing import LONGEST_TOPIC, MOST_TOPICS, key_of
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Council

# "Doberaner Straße 12", "Am Markt 3a": a word, then a number that ends there. "Straße des 17. Juni" is none.
# A word is looked at from its beginning alone: else a megabyte of letters would be read a million times.
_HOUSE = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}\.?\s+\d{1,3}\s?[a-zA-Z]?(?=$|[\s,;/–-])")


@dataclass(frozen=True)
class Details:
    """What is said of a concern. It names nobody."""

    title: str
    text: str = ""
    street: str = ""
    topics: tuple[str, ...] = ()
    council: Council | None = None


@dataclass(frozen=True)
class Raiser:
    """A guest or a club that wants to hear what becomes of it; kept only if they agree."""

    name: str = ""
    contact: str = ""
    agrees: bool = False


NOBODY = Raiser()


def has_house_number(street: str) -> bool:
    """Say whether a number follows the name of a street, as that of a house does."""
    return _HOUSE.search(street) is not None


def split_topics(text: str) -> tuple[str, ...]:
    """Return the topics that were typed with commas between them, each once."""
    found = {key_of(word): " ".join(word.split()) for word in reversed(text.split(","))}
    found.pop("", None)
    return tuple(reversed(found.values()))


def raise_concern(
    *, details: Details, origin: Origin, by: Person, wants_to_hear: bool = False, raiser: Raiser = NOBODY
) -> Concern:
    """Raise a concern in the space at hand: one's own, or what somebody else said to `by`.

    Of one's own nothing says who raised it but `raised_by`, and that only if they want to hear of it.
    Raises RuleBroken.
    """
    _check(details, origin, raiser)
    is_own = origin is Origin.MEMBER
    named = bool(raiser.name or raiser.contact)
    concern = Concern(
        title=details.title,
        text=details.text,
        street=details.street,
        topics=_in_known_words(details.topics),
        council=details.council,
        origin=origin,
        raised_by_id=by.id if is_own and wants_to_hear else None,
        raiser_name=raiser.name,
        raiser_contact=raiser.contact,
        consent_on=clock.today() if named else None,
    )
    db.session.add(concern)
    actor = None if is_own else by
    audit.record("concern.raised", concern, actor, origin=origin.value)
    _check_council(concern)
    db.session.add(ConcernStep(concern_id=concern.id, at=clock.now(), by=actor, state=ConcernState.RAISED))
    db.session.flush()
    return concern


def raise_from_doorstep(
    *, title: str, street: str, by: Person, council: Council | None = None, topics: tuple[str, ...] = ()
) -> Concern:
    """Raise what was said at a door: what about and where, nothing of who said it (for canvassing)."""
    details = Details(title=title, street=street, topics=topics, council=council)
    return raise_concern(details=details, origin=Origin.DOORSTEP, by=by)


def change(concern: Concern, *, details: Details, seen_version: int, by: Person) -> None:
    """Put the words of a concern right. Raises Changed, RuleBroken."""
    if seen_version != concern.version:
        raise Changed(changed_meanwhile())
    _check(details, concern.origin, NOBODY)
    concern.title, concern.text, concern.street = details.title, details.text, details.street
    concern.topics, concern.council = _in_known_words(details.topics), details.council
    audit.record("concern.changed", concern, by)
    _check_council(concern)
    sharing.follow(concern)


def changed_meanwhile() -> str:
    """Return what is said to who comes second."""
    return str(
        _(
            "Inzwischen hat jemand anderes an diesem Anliegen etwas geändert. Sieh nach, wie es jetzt steht, "
            "und schick es dann noch einmal ab."
        )
    )


def _check(details: Details, origin: Origin, raiser: Raiser) -> None:
    if not details.title:
        raise RuleBroken(_("Bitte in ein paar Worten eintragen, worum es geht."), field="title")
    if len(details.topics) > MOST_TOPICS:
        raise RuleBroken(_("Bitte höchstens drei Themen, mit Komma dazwischen."), field="topics")
    if any(len(topic) > LONGEST_TOPIC for topic in details.topics):
        raise RuleBroken(_("Bitte kürzen: Ein Thema ist ein Wort oder zwei."), field="topics")
    if origin is Origin.DOORSTEP:
        _check_doorstep(details, raiser)
    if origin not in (Origin.GUEST, Origin.CLUB) and raiser != NOBODY:
        raise RuleBroken(_("Name und Kontakt heben wir nur von Gästen und Vereinen auf."), field="name")
    if (raiser.name or raiser.contact) and not raiser.agrees:
        raise RuleBroken(
            _(
                "Ohne Einverständnis heben wir Name und Kontakt nicht auf: bitte ankreuzen oder beides leeren."
            ),
            field="agrees",
        )


def _check_doorstep(details: Details, raiser: Raiser) -> None:
    if details.text or raiser != NOBODY:
        raise RuleBroken(
            _("Von der Haustür heben wir nur das Thema und den Straßenabschnitt auf, nichts über Menschen.")
        )
    if has_house_number(details.street):
        raise RuleBroken(_("Bitte ohne Hausnummer: Straße und Abschnitt genügen."), field="street")


def _check_council(concern: Concern) -> None:
    if concern.council is not None and concern.council.district_id != concern.space_id:
        raise RuleBroken(_("Dieser Ortsbeirat gehört nicht hierher."), field="council")


def _in_known_words(topics: tuple[str, ...]) -> list[str]:
    """Spell a topic as it was spelt here before, so that one word finds all."""
    if not topics:
        return []
    known = {key_of(topic): topic for topic in queries.topics_used()}
    return [known.get(key_of(topic), topic) for topic in topics]
