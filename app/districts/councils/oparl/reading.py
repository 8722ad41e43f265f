"""What an OParl document says of a sitting. Whatever is odd about one is said of that one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.calendar.services import EARLIEST, LATEST
from app.districts.councils.intake.taking_in import Coming
from app.districts.councils.oparl.addresses import Address, OddAddress
from app.districts.councils.papers import number_in, without_number
from app.districts.councils.sittings.services import LONGEST, MOST_ITEMS, Details, ItemLine
from app.forms import clean

LONGEST_KEY = 500
_PLAIN_TITLE = re.compile(
    r"(\d+\.\s*)?((nicht)?öffentliche\s+|ordentliche\s+)*sitzung\s+(des|der)\b.*|(ortsbeirat|sitzung)\b.*",
    re.IGNORECASE,
)
_OFF = re.compile(r"abgesagt|ausgefallen|entfällt|cancel", re.IGNORECASE)


class Unreadable(Exception):
    """Something cannot be read, for the reason given."""


@dataclass(frozen=True)
class Linked:
    """What a document only points to, and is asked for apart."""

    items: tuple[str, ...] = ()
    place: str = ""


@dataclass
class Meeting:
    """A sitting, as the source tells it."""

    coming: Coming
    linked: Linked = field(default_factory=Linked)


@dataclass(frozen=True)
class Gone:
    """A sitting that the source has deleted."""

    key: str


def one_line(value: object, most: int) -> str:
    """Return one line of text, whatever was there."""
    return " ".join(clean(value[: most * 4]).split())[:most].strip() if isinstance(value, str) else ""


def key_of(document: object, home: Address) -> str:
    """Return what the source calls something. Raises Unreadable."""
    if not isinstance(document, dict):
        raise Unreadable(_("Das ist keine Sitzung."))
    try:
        address = home.at_home(document.get("id"))
    except OddAddress as error:
        raise Unreadable(_("Die Kennung (id) fehlt oder gehört zu einem anderen Server.")) from error
    if len(address.url) > LONGEST_KEY:
        raise Unreadable(_("Die Kennung (id) ist zu lang."))
    return address.url


def name_of(document: object) -> str:
    """Return what to call something in a list of what could not be read."""
    said = document if isinstance(document, dict) else {}
    return one_line(said.get("name"), 80) or one_line(said.get("id"), 120) or _("Ohne Namen")


def of_organization(document: dict[str, Any]) -> list[str] | None:
    """Return the ids of the organisations that a sitting belongs to; None where it does not say."""
    said = document.get("organization")
    listed = said if isinstance(said, list) else [said]
    ids = [one.get("id") if isinstance(one, dict) else one for one in listed]
    return [one for one in ids if isinstance(one, str)] or None


def read(document: dict[str, Any], home: Address) -> Meeting | Gone:
    """Read a sitting. Raises Unreadable."""
    key = key_of(document, home)
    kind = document.get("type")
    if kind is not None and not str(kind)[:200].rstrip("/").endswith("Meeting"):
        raise Unreadable(_("Das ist keine Sitzung."))
    if document.get("deleted") is True:
        return Gone(key)
    starts_at = moment(document.get("start"))
    if starts_at is None:
        raise Unreadable(_("Es steht nicht lesbar da, wann sie beginnt."))
    ends_at = moment(document.get("end"))
    if ends_at is not None and not starts_at < ends_at <= starts_at + LONGEST:
        ends_at = None  # it ends before it starts: some write midnight there
    items, linked_items = _items(document.get("agendaItem"))
    place, linked_place = _place(document.get("location"))
    title = one_line(document.get("name"), 160)
    details = Details(
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        title="" if _PLAIN_TITLE.fullmatch(title) else title,
        link=web_link(document.get("web")),
    )
    coming = Coming(key, details, tuple(items), is_cancelled=_is_off(document))
    return Meeting(coming, Linked(tuple(linked_items), linked_place))


def _is_off(document: dict[str, Any]) -> bool:
    return document.get("cancelled") is True or bool(_OFF.search(one_line(document.get("meetingState"), 60)))


def moment(value: object) -> datetime | None:
    """Return a time in UTC; without a zone it is meant as in Rostock. None where it cannot be read."""
    if not isinstance(value, str) or not 16 <= len(value) <= 40:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        if not EARLIEST.year < found.year < LATEST.year:
            return None
        zoned = found if found.tzinfo else found.replace(tzinfo=clock.BERLIN)
        return zoned.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def web_link(value: object) -> str:
    """Return where people read about it; empty where that is no web address."""
    try:
        return Address.of(value).url if isinstance(value, str) and len(value) <= 500 else ""
    except OddAddress:
        return ""


def _items(said: object) -> tuple[list[ItemLine], list[str]]:
    """Return the agenda, or the addresses to ask for it."""
    if isinstance(said, str):
        return [], [said]
    listed = said[:MOST_ITEMS] if isinstance(said, list) else []
    if any(isinstance(one, str) for one in listed):
        return [], [one for one in listed if isinstance(one, str)]
    return items_of(listed), []


def items_of(listed: list[Any]) -> list[ItemLine]:
    """Read the items of an agenda, in the order that they give, else as they stand."""
    kept = [one for one in listed if isinstance(one, dict) and one.get("deleted") is not True]
    orders = [one.get("order") for one in kept]
    if all(isinstance(order, int) for order in orders):
        kept = [kept[place] for place in sorted(range(len(kept)), key=lambda place: (orders[place], place))]
    return [item for one in kept if (item := _item(one)) is not None]


def _item(document: dict[str, Any]) -> ItemLine | None:
    title, number = one_line(document.get("name"), 300), one_line(document.get("number"), 20)
    if not title and not number:
        return None
    return ItemLine(
        title=without_number(title) or title or _("Ohne Titel"),
        number=number,
        paper=number_in(title),
        is_public=document.get("public") is not False,
        result=one_line(document.get("result"), 200),
    )


def _place(said: object) -> tuple[str, str]:
    if isinstance(said, str):
        return ("", said) if said.startswith(("http://", "https://")) else (one_line(said, 200), "")
    return place_of(said), ""


def place_of(said: object) -> str:
    """Return a place in words: the description, else room and street."""
    if not isinstance(said, dict):
        return ""
    whole, room = one_line(said.get("description"), 200), one_line(said.get("room"), 100)
    if not whole:
        whole = ", ".join(
            part
            for part in (one_line(said.get("streetAddress"), 120), one_line(said.get("locality"), 60))
            if part
        )
    named = whole if not room or room in whole else f"{room}, {whole}" if whole else room
    return named[:200]
