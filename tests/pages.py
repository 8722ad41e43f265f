"""Pages as a person meets them: read with a parser, forms filled and sent as a browser does it.

    page = Browser(as_speaker).open("/ktv/termine/neu")
    page = page.press("Termin anlegen", title="Sommerfest", day="2025-06-14")
    assert page.heading == "Sommerfest"

`press` sends what the form on the page holds; only fields that the page shows can be typed into. `manners(page)`
says what is wrong with a page that every page owes: see there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
CONTROLS = ("input", "select", "textarea")
SILENT = ("hidden", "submit", "button")
"""Kinds of input that nobody types into."""


class Element:
    """One element of a page."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: Element | None) -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Element | str] = []

    def __repr__(self) -> str:
        attrs = "".join(f' {name}="{value}"' for name, value in self.attrs.items())
        return f"<{self.tag}{attrs}>{self.text[:60]}"

    def walk(self) -> Iterator[Element]:
        """This element and everything in it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags: str, **attrs: str) -> list[Element]:
        """Everything inside with one of these tags and these attributes; `class_` needs to be among the classes."""
        return [one for one in self.walk() if one is not self and one._fits(tags, attrs)]

    def _fits(self, tags: tuple[str, ...], attrs: dict[str, str]) -> bool:
        if tags and self.tag not in tags:
            return False
        return all(
            value in self.attrs.get("class", "").split()
            if name == "class_"
            else self.attrs.get(name.replace("_", "-")) == value
            for name, value in attrs.items()
        )

    def one(self, *tags: str, **attrs: str) -> Element:
        """The one thing inside that fits."""
        found = self.all(*tags, **attrs)
        assert len(found) == 1, f"{len(found)} of {tags} {attrs} in {self.tag}: {found}"
        return found[0]

    @property
    def raw_text(self) -> str:
        """Its words as they stand in the source."""
        return "".join(child if isinstance(child, str) else child.raw_text for child in self.children)

    @property
    def text(self) -> str:
        """Its words, with single blanks."""
        return " ".join(self._words().split())

    def _words(self) -> str:
        inline = ("a", "b", "code", "em", "span", "strong")
        return "".join(
            child
            if isinstance(child, str)
            else (child._words() if child.tag in inline else f" {child._words()} ")
            for child in self.children
        )

    def inside(self, tag: str) -> Element | None:
        """The nearest element of this tag around it."""
        around = self.parent
        while around is not None and around.tag != tag:
            around = around.parent
        return around


class Endless:
    """What has a page for every day of a hundred years: of each kind of its pages a few are enough."""

    def __init__(self, most: int = 3) -> None:
        self.most = most
        self.opened: defaultdict[str, set[str]] = defaultdict(set)

    def has_enough(self, address: str) -> bool:
        """Whether enough pages of the kind of this one were opened; if not, it is counted as one of them."""
        path = urlsplit(address).path
        if not path.startswith("/kalender/"):
            return False
        opened = self.opened[re.sub(r"\d+", "#", path)]
        if address not in opened and len(opened) >= self.most:
            return True
        opened.add(address)
        return False


class _Reader(HTMLParser):
    """Builds the tree; what is not closed in the order in which it was opened is noted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("document", {}, None)
        self.complaints: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        doubles = [name for name, times in Counter(name for name, _ in attrs).items() if times > 1]
        if doubles:
            self.complaints.append(f"<{tag}> says {doubles} twice")
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.here.tag != tag or self.here.parent is None:
            self.complaints.append(f"</{tag}> closes <{self.here.tag}>")
        else:
            if tag == "template":
                self.here.children.clear()  # what a script may put on the page one day is not on it
            self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


class Page:
    """What an answer shows."""

    def __init__(self, response: TestResponse, browser: Browser) -> None:
        self.response, self.browser = response, browser
        self.status = response.status_code
        self.path = response.request.path
        self.source = response.get_data(as_text=True)
        reader = _Reader()
        reader.feed(self.source)
        reader.close()
        if reader.here is not reader.root:
            reader.complaints.append(f"<{reader.here.tag}> is never closed")
        self.root, self.misnested = reader.root, reader.complaints

    def __repr__(self) -> str:
        return f"Page {self.path} ({self.status}): {self.main.text[:600]}"

    def __contains__(self, words: str) -> bool:
        return words in self.main.text

    @property
    def main(self) -> Element:
        """What the page is about, without header, navigation and foot."""
        return self.root.one("main")

    @property
    def heading(self) -> str:
        """The words of its h1."""
        return self.root.one("h1").text

    @property
    def rows(self) -> list[str]:
        """The titles in its lists, from top to bottom."""
        return [one.text for one in self.main.all("span", class_="row-title")]

    def row(self, title: str) -> Element:
        """The row of a list or table with this title."""
        found = [one for one in self.main.all("li", "tr") if title in one.text]
        assert len(found) == 1, f"{len(found)} rows with {title!r} on {self}"
        return found[0]

    def section(self, heading: str) -> str:
        """The words under one of its h2."""
        found = [one for one in self.main.all("section") if [h.text for h in one.all("h2")] == [heading]]
        assert len(found) == 1, f"{len(found)} sections {heading!r} on {self}"
        return found[0].text

    @property
    def notices(self) -> str:
        """What it says on top."""
        return " ".join(one.text for one in self.main.all("div", class_="notice"))

    def facts(self) -> dict[str, str]:
        """What stands in its lists of facts."""
        return {one.all("dt")[0].text: one.all("dd")[0].text for one in self.main.all("div") if one.all("dt")}

    # --- forms

    def form(self, button: str) -> Element:
        """The form with this button."""
        found = {id(form): form for one in self.main.all("button") if one.text == button
                 if (form := one.inside("form"))}  # fmt: skip
        assert len(found) == 1, f"{len(found)} forms with a button {button!r} on {self}"
        return next(iter(found.values()))

    def buttons(self) -> list[str]:
        """What can be pressed here."""
        return [one.text for one in self.main.all("button")]

    def links(self) -> list[str]:
        """Where the links of its main part lead."""
        return [one.attrs.get("href", "") for one in self.main.all("a")]

    def press(self, button: str, **typed: str) -> Page:
        """Fill in the form that the button belongs to and press it; return the page that follows."""
        form = self.form(button)
        values = dict(_held(form))
        names = {one.attrs.get("name") for one in form.all(*CONTROLS)}
        for name, value in typed.items():
            assert name in names, f"nothing to type {name!r} into; there are {names}"
            values[name] = value
        pressed = next(one for one in form.all("button") if one.text == button)
        if "name" in pressed.attrs:
            values[pressed.attrs["name"]] = pressed.attrs.get("value", "")
        target = urljoin(self.path, form.attrs.get("action") or self.path)
        if form.attrs.get("method", "get").lower() == "get":
            return self.browser.open(target, **values)
        return self.browser.post(target, referrer=self.path, **values)

    def follow(self, words: str) -> Page:
        """Follow the link with these words."""
        found = {one.attrs["href"] for one in self.root.all("a") if one.text == words}
        assert len(found) == 1, f"{len(found)} links {words!r} on {self}"
        return self.browser.open(urljoin(self.path, found.pop()))

    def control(self, name: str) -> Element:
        """The control of this name; of a group of radio buttons its fieldset."""
        found = [one for one in self.main.all(*CONTROLS) if one.attrs.get("name") == name]
        group = found[0].inside("fieldset") if found else None
        if group is not None:
            return group
        assert len(found) == 1, f"{len(found)} controls {name!r} on {self}"
        return found[0]

    def value(self, name: str) -> str:
        """What stands in a field."""
        form = self.control(name).inside("form")
        assert form is not None
        return dict(_held(form)).get(name, "")

    def error(self, name: str) -> str:
        """What is said to be wrong with a field; empty where nothing is. It must be marked and described by it."""
        control = self.control(name)
        described = control.attrs.get("aria-describedby", "").split()
        errors = [self.main.one(id=one).text for one in described if one.endswith("-error")]
        if control.tag != "fieldset":
            assert bool(errors) == (control.attrs.get("aria-invalid") == "true"), control
        return " ".join(errors)

    @property
    def complaints(self) -> str:
        """What is said above a form that came back."""
        return " ".join(one.text for one in self.main.all("div", class_="error-summary"))


def _held(form: Element) -> Iterator[tuple[str, str]]:
    """Yield what a browser would send of a form as it stands, without its buttons."""
    for one in form.all(*CONTROLS):
        name, kind = one.attrs.get("name", ""), one.attrs.get("type", "text")
        if not name or "disabled" in one.attrs or kind in ("submit", "button"):
            continue
        if one.tag == "select":
            options = one.all("option")
            chosen = [option for option in options if "selected" in option.attrs] or options[:1]
            yield from ((name, option.attrs.get("value", option.text)) for option in chosen)
        elif one.tag == "textarea":
            # The line break right behind the tag belongs to the source, not to the text; browsers send CRLF.
            yield name, one.raw_text.removeprefix("\r\n").removeprefix("\n")
        elif kind not in ("radio", "checkbox") or "checked" in one.attrs:
            yield name, one.attrs.get("value", "on" if kind == "checkbox" else "")


class Browser:
    """A client that shows pages."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str, **query: str) -> Page:
        """Open an address, following where it leads."""
        where = urlsplit(path)
        address = where.path + (f"?{where.query}" if where.query else "")
        return Page(
            self.client.get(address, query_string=query or None, follow_redirects=True)
            if query
            else self.client.get(address, follow_redirects=True),
            self,
        )

    def post(self, path: str, *, referrer: str = "", **values: str) -> Page:
        """Send values to an address, past any form, following where it leads."""
        headers = {"Referer": f"http://localhost{referrer}"} if referrer else {}
        return Page(self.client.post(path, data=values, headers=headers, follow_redirects=True), self)


# --- what every page owes


def manners(page: Page) -> list[str]:
    """Return what is wrong with a page, by what each of them owes.

    One h1, a title and a language; headings without gaps; a name for every control, link and button; no id
    twice, and none that is spoken of but not there; nothing that the Content-Security-Policy would refuse (inline
    script or style); tags closed in their order; a token in every form that changes something; one main action.
    """
    checks: tuple[Callable[[Page], Iterator[str]], ...] = (
        _frame, _headings, _names, _ids, _inline, _forms, _main_action,
    )  # fmt: skip
    return [f"{page.path}: {complaint}" for check in checks for complaint in check(page)] + [
        f"{page.path}: {complaint}" for complaint in page.misnested
    ]


def _frame(page: Page) -> Iterator[str]:
    if not page.source.lstrip().lower().startswith("<!doctype html>"):
        yield "no doctype"
    if page.root.one("html").attrs.get("lang") not in ("de", "en"):
        yield "no language"
    titles = [one.text for one in page.root.one("head").all("title")]
    if len(titles) != 1 or not titles[0].partition("·")[0].strip():
        yield f"titles {titles}"
    if len(page.root.all("main")) != 1:
        yield "not exactly one main"
    if "None" in page.main.text.split():
        yield "None stands on the page"


def _headings(page: Page) -> Iterator[str]:
    found = page.root.all("h1", "h2", "h3", "h4", "h5", "h6")
    levels = [int(one.tag[1]) for one in found]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    if any(later > before + 1 for before, later in zip([0, *levels], levels, strict=False)):
        yield f"headings of levels {levels}"
    yield from (f"empty {one!r}" for one in found if not one.text)


def _names(page: Page) -> Iterator[str]:
    labelled = {one.attrs["for"] for one in page.root.all("label") if "for" in one.attrs and one.text}
    for one in page.root.all(*CONTROLS):
        around = one.inside("label")
        if one.attrs.get("type") in SILENT:
            continue
        if not (
            one.attrs.get("aria-label")
            or one.attrs.get("id") in labelled
            or (around is not None and around.text)
        ):
            yield f"no label for {one!r}"
    for one in page.root.all("a", "button", "summary", "legend", "label", "th"):
        if not one.text and not one.attrs.get("aria-label"):
            yield f"empty {one!r}"
        if one.tag == "a" and not one.attrs.get("href"):
            yield f"a link to nowhere: {one!r}"
    for one in page.root.all("nav"):
        if not one.attrs.get("aria-label"):
            yield f"nameless {one!r}"


def _ids(page: Page) -> Iterator[str]:
    ids = Counter(one.attrs["id"] for one in page.root.walk() if "id" in one.attrs)
    yield from (f"id {name!r} stands {times} times" for name, times in ids.items() if times > 1)
    for one in page.root.walk():
        spoken_of = [one.attrs["for"]] if "for" in one.attrs else []
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
            spoken_of += one.attrs.get(attribute, "").split()
        if one.tag == "a" and one.attrs.get("href", "").startswith("#"):
            spoken_of.append(one.attrs["href"][1:])
        yield from (f"{one!r} speaks of {name!r}" for name in spoken_of if name not in ids)


def _inline(page: Page) -> Iterator[str]:
    for one in page.root.walk():
        if one.tag == "style" or one.tag == "script" and "src" not in one.attrs:
            yield f"inline {one!r}"
        odd = [name for name in one.attrs if name == "style" or name.startswith("on")]
        if odd or one.attrs.get("href", "").lower().startswith(("javascript:", "data:")):
            yield f"inline {odd} in {one!r}"
        for name in ("src", "href", "action"):
            address = urlsplit(one.attrs.get(name, ""))
            if one.tag in ("script", "link", "img", "form") and (address.scheme or address.netloc):
                yield f"from elsewhere: {one!r}"


def _forms(page: Page) -> Iterator[str]:
    for form in page.root.all("form"):
        posts = form.attrs.get("method", "get").lower() == "post"
        tokens = [one for one in form.all("input") if one.attrs.get("name") == "csrf_token"]
        if len(tokens) != posts or any(not one.attrs.get("value") for one in tokens):
            yield f"{len(tokens)} tokens in {form!r}"
        if form.inside("form") is not None:
            yield f"a form in a form: {form!r}"
        if not form.all("button"):
            yield f"no button in {form!r}"


def _main_action(page: Page) -> Iterator[str]:
    main = page.main.all("a", "button", class_="btn-primary")
    if len(main) > 1:
        yield f"{len(main)} main actions: {main}"


# --- counting


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Write down every statement that reaches the database, but not those that begin or scope a transaction."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SELECT set_config", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
