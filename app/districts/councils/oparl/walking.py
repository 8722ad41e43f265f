"""The way through a source: from the organisation to its list of sittings, from page to page by `links.next` only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from app import clock
from app.districts.councils.oparl import reading
from app.districts.councils.oparl.addresses import Address, OddAddress
from app.districts.councils.oparl.fetching import Client, Deadline, NotFound, Trouble
from app.districts.councils.oparl.reading import Gone, Meeting, Unreadable, one_line

MOST_S = 150.0
"""For all of a source: the worker has other work, too."""
MOST_PAGES = 500
MOST_LINKED = 300
"""Documents that are asked for one by one."""
IDLE_PAGES = 3
"""Pages without anything new, after which a list is taken to go in circles."""
OVERLAP = timedelta(days=1)
DETAILS_FOR = timedelta(days=365)
"""Of what was longer ago, nothing is asked for apart."""
MOST_UNREAD = 100


@dataclass
class Walk:
    """One reading of a source."""

    client: Client
    body: Address
    organization: Address
    changed_since: datetime | None = None
    """None: everything."""
    unread: list[str] = field(default_factory=list)
    _deadline: Deadline = field(default_factory=lambda: Deadline(MOST_S))
    _seen: set[str] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)
    _linked: int = 0

    def pages(self) -> Iterator[list[Meeting | Gone]]:
        """Yield the sittings of the council, page by page. Raises Trouble where it comes to no end."""
        start, is_own = self._list()
        window = self._window()
        address: Address | None = start.asking(modified_since=window) if window else start
        idle = number = 0
        while address is not None:
            self._look_at_the_clock()
            try:
                page = self.client.document(address)
            except NotFound:
                if not window:  # then the address is wrong; a window without anything may say 404
                    raise
                return
            found, following = _page(page)
            known = len(self._seen)
            yield [one for document in found if (one := self._read(document, is_own=is_own)) is not None]
            number, idle = number + 1, 0 if len(self._seen) > known else idle + 1
            if idle >= IDLE_PAGES and following is not None:
                self.note(
                    _("Die Liste dreht sich im Kreis; nach drei Seiten ohne Neues haben wir aufgehört.")
                )
                return
            if number >= MOST_PAGES and following is not None:
                raise Trouble(_("Die Liste hat mehr als %(most)d Seiten.", most=MOST_PAGES))
            address = self._next(following, address)

    def note(self, words: str) -> None:
        """List something that could not be read."""
        words = one_line(words, 300)
        if len(self.unread) < MOST_UNREAD and words not in self.unread:
            self.unread.append(words)

    def _window(self) -> str:
        if self.changed_since is None:
            return ""
        return f"{(self.changed_since - OVERLAP).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def _look_at_the_clock(self) -> None:
        try:
            self._deadline.left()
        except OSError as error:
            raise Trouble(_("Das Holen hat zu lange gedauert und ist abgebrochen.")) from error

    def _list(self) -> tuple[Address, bool]:
        """Return where the sittings are listed, and whether that is the council's own list."""
        own = self._document(self.organization, _("das Gremium"))
        self._names = {one for said in (self.organization.url, own.get("id")) if (one := self._name(said))}
        if own.get("meeting"):
            return self._at_home(own["meeting"]), True
        body = self._document(self.body, _("die Kommune"))
        if not body.get("meeting"):
            raise Trouble(
                _("Weder beim Gremium noch bei der Kommune steht, wo die Sitzungen aufgelistet sind.")
            )
        return self._at_home(body["meeting"]), False

    def _document(self, address: Address, words: str) -> dict[str, Any]:
        try:
            found = self.client.document(address)
        except Trouble as trouble:
            raise Trouble(_("Adresse für %(what)s: %(why)s", what=words, why=trouble.message)) from trouble
        if not isinstance(found, dict):
            raise Trouble(_("Adresse für %(what)s: Dort steht etwas anderes.", what=words))
        return found

    def _at_home(self, address: object) -> Address:
        try:
            return self.client.home.at_home(address, relative_to=self.client.home)
        except OddAddress as error:
            raise Trouble(
                _("Eine Adresse führt zu einem anderen Server oder ist unlesbar. Dorthin gehen wir nicht.")
            ) from error

    def _next(self, following: object, address: Address) -> Address | None:
        if following is None:
            return None
        try:
            return self.client.home.at_home(following, relative_to=address)
        except OddAddress:
            return self._at_home(following)  # says why not

    # --- one sitting

    def _read(self, document: object, *, is_own: bool) -> Meeting | Gone | None:
        try:
            key = reading.key_of(document, self.client.home)
            if key in self._seen:
                return None  # pages move while they are read
            self._seen.add(key)
            if not isinstance(document, dict) or not self._is_ours(document, is_own=is_own):
                return None
            found = reading.read(document, self.client.home)
        except Unreadable as reason:
            if not isinstance(document, dict) or self._is_ours(document, is_own=is_own):
                self.note(f"{reading.name_of(document)}: {reason}")
            return None
        return self._completed(found, reading.name_of(document)) if isinstance(found, Meeting) else found

    def _is_ours(self, document: dict[str, Any], *, is_own: bool) -> bool:
        named = reading.of_organization(document)
        if named is None:  # of what is deleted, often nothing but the id is left
            return is_own or document.get("deleted") is True
        return any(self._name(one) in self._names for one in named)

    def _name(self, said: object) -> str:
        """Return an id in one spelling; empty for what is no id of this host."""
        try:
            return self.client.home.at_home(said).url.rstrip("/")
        except OddAddress:
            return ""

    def _completed(self, meeting: Meeting, name: str) -> Meeting:
        """Ask for what the sitting only points to."""
        linked, coming = meeting.linked, meeting.coming
        if coming.details.starts_at < clock.now() - DETAILS_FOR:
            return meeting
        if linked.items:
            found = [self._asked(one, name) for one in linked.items]
            listed = [item for one in found for item in (_page(one)[0] if _is_list(one) else [one])]
            coming = replace(coming, items=tuple(reading.items_of(listed)))
        if linked.place:
            place = reading.place_of(self._asked(linked.place, name))
            coming = replace(coming, details=replace(coming.details, place=place))
        return Meeting(coming)

    def _asked(self, address: str, name: str) -> Any:
        self._look_at_the_clock()
        self._linked += 1
        if self._linked > MOST_LINKED:
            raise Trouble(_("Zu viele Angaben müssten einzeln geholt werden."))
        try:
            return self.client.document(self._at_home(address))
        except Trouble as trouble:
            self.note(_("%(name)s, ein Teil davon: %(why)s", name=name, why=trouble.message))
            return None


def _is_list(document: object) -> bool:
    return isinstance(document, list) or (
        isinstance(document, dict) and isinstance(document.get("data"), list)
    )


def _page(document: object) -> tuple[list[Any], object]:
    """Return what is on a page, and where the next one is. Some answer with the bare list."""
    if isinstance(document, list):
        return document, None
    if not isinstance(document, dict) or not isinstance(document.get("data"), list):
        raise Trouble(_("Eine Seite der Liste ist nicht zu verstehen."))
    links = document.get("links")
    return document["data"], (links.get("next") or None) if isinstance(links, dict) else None
