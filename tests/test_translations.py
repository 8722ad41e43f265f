"""The catalogues are complete, say what the German says, and reach the page.

What is collected here is what `make translations` collects: it also says how to repair a gap.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from babel.support import Translations
from jinja2 import Environment, nodes

from app.accounts.models import Language
from app.speech import LANGUAGES, SOURCE
from tests.pages import Browser, Page
from tests.people import World
from tests.test_pages import crawl

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "app" / "translations"
CATALOGUES = [language for language in LANGUAGES if language != SOURCE]
LAZY = {"_l": None, "lazy_gettext": None}
SINGLE, COUNTED = {"_", "gettext", *LAZY}, {"ngettext"}
JINJA = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
TEMPLATES = sorted(
    str(file.relative_to(ROOT))
    for ending in ("html", "txt")
    for file in (ROOT / "templates").rglob(f"*.{ending}")
)
WORD = re.compile(r"[^\W\d_]+")


# --- what there is


@pytest.fixture(scope="module")
def german() -> Catalog:
    """Every German message, as `make translations` finds them."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog()
    for folder in ("app", "templates"):
        for file, line, message, _comments, context in extract_from_dir(
            ROOT / folder, methods, options, {**DEFAULT_KEYWORDS, **LAZY}
        ):
            found.add(message, locations=[(f"{folder}/{file}", line)], context=context)
    return found


def source_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="module", params=CATALOGUES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """A catalogue as it lies in the repository."""
    with source_of(request.param).open("rb") as file:
        return read_po(file, locale=request.param, abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """The text, or its singular and plural."""
    return [text] if isinstance(text, str) else list(text)


def test_every_message_is_translated_and_none_is_left_over(german: Catalog, catalogue: Catalog) -> None:
    wanted = {message.id: message for message in messages(german)}
    there = {message.id: message for message in messages(catalogue)}
    complaints = [f"missing: {id!r} from {wanted[id].locations[0]}" for id in wanted.keys() - there.keys()]
    complaints += [f"no longer asked for: {id!r}" for id in there.keys() - wanted.keys()]
    complaints += [f"kept though obsolete: {id!r}" for id in catalogue.obsolete]
    complaints += [f"fuzzy: {one.id!r}" for one in there.values() if one.fuzzy]
    complaints += [
        f"empty: {one.id!r}" for one in there.values() if not all(text.strip() for text in forms(one.string))
    ]
    assert complaints == [], "make translations, then fill in what is empty"


PLACEHOLDER = re.compile(r"%\((\w+)\)[#0 +-]*[\d.]*([a-zA-Z])|\{(\w+)\}|(%)")


def placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}


def differing_placeholders(message: Message) -> str:
    """Say how the placeholders of a translation differ; nothing if they are those of the German."""
    german, other = forms(message.id), forms(message.string)
    if len(german) == 1:
        wanted, found = placeholders(german[0]), placeholders(other[0])
        return "" if wanted == found else f"{message.id!r}: {found} instead of {wanted}"
    wanted = set().union(*map(placeholders, german))
    *few, many = map(placeholders, other)
    # "One thing" needs no number, but what is said of any number does.
    fits = many == wanted and all(found <= wanted for found in few)
    return "" if fits else f"{message.id!r}: {[*few, many]} instead of {wanted}"


def test_a_translation_has_the_placeholders_of_the_german(catalogue: Catalog) -> None:
    found = [complaint for message in messages(catalogue) if (complaint := differing_placeholders(message))]
    assert found == []
    assert [(one.id, error) for one in messages(catalogue) for error in one.check(catalogue)] == []


@pytest.mark.parametrize(
    ("german", "other"),
    [
        ("Seite %(number)s", "Page"),
        ("Seite %(number)s", "Page %(nummer)s"),
        ("Seite %(number)d", "Page %(number)s"),
        ("Gut so", "100 % fine"),
        ("{n} Bereiche", "{m} spaces"),
        (("in %(num)d Tag", "in %(num)d Tagen"), ("in a day", "in some days")),
        (("in %(num)d Tag", "in %(num)d Tagen"), ("in %(n)d day", "in %(num)d days")),
    ],
)
def test_other_placeholders_are_found(german: str | tuple[str, str], other: str | tuple[str, str]) -> None:
    assert differing_placeholders(Message(german, other))


def test_a_singular_may_do_without_the_number() -> None:
    assert not differing_placeholders(Message(("%(num)d Tag", "%(num)d Tage"), ("a day", "%(num)d days")))


NAMES_IN_ENGLISH = ("Ortsbeiräte", "Stadtteilverbände", "Bürgerschaft")


def test_the_english_is_english_and_calm() -> None:
    with source_of("en").open("rb") as file:
        texts = [text for message in messages(read_po(file, locale="en")) for text in forms(message.string)]
    for name in NAMES_IN_ENGLISH:
        texts = [text.replace(name, "") for text in texts]
    assert [text for text in texts if re.search("[äöüßÄÖÜ„“!]|E-Mail| Uhr", text)] == []
    assert [text for text in texts if "'" in text or '"' in text] == [], "’ and ‘ ’ are the English signs"


def test_a_catalogue_makes_small_diffs_and_names_nobody(catalogue: Catalog) -> None:
    text = source_of(str(catalogue.locale)).read_text("utf-8")
    ids = [forms(message.id)[0] for message in messages(catalogue)]
    assert ids == sorted(ids)
    assert "\n#:" not in text, "places in the source change with every line above them"
    head = text.partition("\n\n")[0]
    assert "@" not in head
    assert "/" not in head.replace("text/plain", "")


def test_what_is_read_is_what_was_written(catalogue: Catalog) -> None:
    compiled = Translations.load(str(FOLDER), [str(catalogue.locale)])
    for message in messages(catalogue):
        if message.pluralizable:
            read = [compiled.ungettext(*message.id, number) for number in (1, 2)]
        else:
            read = [compiled.ugettext(message.id)]
        assert read == forms(message.string), "the compiled catalogue is older than its source"


# --- nothing is said past the catalogues


def not_constant(call: ast.Call, count: int) -> bool:
    return not all(
        isinstance(text, ast.Constant) and isinstance(text.value, str) for text in call.args[:count]
    )


def put_together(source: str) -> list[int]:
    """Return the lines in which what is to be translated is not one plain string."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in SINGLE | COUNTED
        and not_constant(node, 2 if node.func.id in COUNTED else 1)
    ]


def test_no_message_is_put_together() -> None:
    # `_(f"…")` and `_("…" + x)` are looked up by what they become, and are never found.
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in sorted((ROOT / "app").rglob("*.py"))
        for line in put_together(file.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source", ['_(f"Hallo {name}")', '_("Hallo " + name)', "_l(text)", 'ngettext("ein Tag", tage, n)']
)
def test_what_is_put_together_is_found(source: str) -> None:
    assert put_together(source) == [1]


def test_a_long_message_in_several_lines_is_one_string() -> None:
    assert put_together('_("Hallo, "\n  "Welt")') == []


OPEN_TEXT = {"Stadtteilwerk", "Deutsch", "English"}
"""Names are the same in every language."""
SEEN = ("title", "aria-label", "aria-description", "aria-valuetext", "alt", "placeholder", "label", "content",
        "data-label", "data-one", "data-many", "data-none")  # fmt: skip
EXPRESSION = "\ue000"


def without_expressions(source: str) -> str:
    """Return what a template holds besides expressions and statements, line by line."""
    kept, depth = "", 0
    for line, kind, text in JINJA.lex(source):
        kept += "\n" * (line - 1 - kept.count("\n"))
        if kind.endswith("_begin") and kind != "raw_begin":
            depth += 1
            kept += EXPRESSION if kind == "variable_begin" else ""
        elif kind.endswith("_end") and kind != "raw_end":
            depth -= 1
        elif kind == "data" and not depth:
            kept += text
    return kept


class _Reader(HTMLParser):
    """Notes what would be read in the same words in every language."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.unseen = ""

    def _note(self, text: str) -> None:
        if set(WORD.findall(text)) - OPEN_TEXT:
            lines = text[: len(text) - len(text.lstrip())].count("\n")
            self.found.append((self.getpos()[0] + lines, " ".join(text.split())))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen = tag if tag in ("style", "script") else ""
        given = dict(attrs)
        for name in SEEN:
            if name != "content" or given.get("name") == "description":
                self._note(given.get(name) or "")
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            self._note(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = ""

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self._note(data)


def looks_spoken(text: str) -> bool:
    """Say whether a string in an expression seems to be for people: a sentence, or a German noun."""
    words = [word for word in WORD.findall(text) if word not in OPEN_TEXT]
    longer = [word for word in words if len(word) > 2]
    return bool(longer) and (
        any(not word.isascii() or word.istitle() for word in longer)
        or (len(words) > 1 and re.search(r"[^\W\d_] [^\W\d_]", text) is not None and "-" not in text)
    )


def spoken_constants(source: str) -> Iterator[tuple[int, str]]:
    """Yield strings in expressions that are for people, but not translated; and messages put together."""
    tree = JINJA.parse(source)
    translated: set[int] = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SINGLE | COUNTED:
            for text in call.args[: 2 if call.node.name in COUNTED else 1]:
                if isinstance(text, nodes.Const):
                    translated.add(id(text))
                else:
                    yield call.lineno, "a message put together"
    for constant in tree.find_all(nodes.Const):
        if (
            id(constant) not in translated
            and isinstance(constant.value, str)
            and looks_spoken(constant.value)
        ):
            yield constant.lineno, constant.value


def untranslated(source: str) -> list[tuple[int, str]]:
    """Return line and words of everything in a template that would be read in German by everybody."""
    reader = _Reader()
    reader.feed(without_expressions(source))
    reader.close()
    return reader.found + list(spoken_constants(source))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_everything_through_the_catalogue(name: str) -> None:
    assert untranslated((ROOT / name).read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hallo</p>",
        "{% if x %}<p>{{ x }} Sitze</p>{% endif %}",
        "{% set note %}Sitze: {{ n }}{% endset %}",
        '<p title="Hallo">{{ x }}</p>',
        '<nav aria-label="Weitere {{ x }}"></nav>',
        '<input placeholder="Name">',
        '<td data-label="Zugang">{{ x }}</td>',
        '<input type="submit" value="Senden">',
        '{{ heading("Termine") }}',
        '{{ heading("noch keine da") }}',
        '{{ row(x, note="geändert") }}',
        '{{ x or "Unbekannt" }}',
        '{{ _("Hallo " ~ name) }}',
        "{{ _(word) }}",
        '{{ _("%(a)s", a="Ein Satz") }}',
        "Hallo {{ name }},",
    ],
)
def test_german_past_the_catalogue_is_found(source: str) -> None:
    assert untranslated(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p class="lead-text">{{ _("Hallo") }} · <b>{{ n }}</b> – 12</p>',
        "{# Ein Kommentar #}<!-- noch einer --><style>p { color: red }</style>",
        '<a title="{{ _("Hallo") }}" href="/termine/neu">Stadtteilwerk</a>',
        '{{ field(form.code, class_="form-control", autocomplete="one-time-code") }}',
        '{% if x == "draft" %}{{ ngettext("ein Tag", "viele Tage", n) }}{% endif %}',
        '{{ url_for("space.home.show", space="SPACE") }}',
    ],
)
def test_what_no_one_reads_or_everyone_understands_is_let_through(source: str) -> None:
    assert untranslated(source) == []


def test_the_line_is_named() -> None:
    assert untranslated("{# a\nb #}\n<p>\n  {{ x }}</p>\n<p>\n  Hallo</p>") == [(6, "Hallo")]


# --- on the page


@pytest.fixture
def english(world: World) -> Callable[[str], Browser]:
    """The browser of somebody who reads English."""

    def browser_of(who: str) -> Browser:
        world.change(who, language=Language.ENGLISH)
        return Browser(world.client_of(who))

    return browser_of


def lang(page: Page) -> str:
    return page.root.one("html").attrs["lang"]


def test_the_start_page_in_english(english: Callable[[str], Browser]) -> None:
    page = english("speaker").open("/")
    assert lang(page) == "en"
    assert page.heading == "Good evening, Sabine"
    assert "Wed, 05.03.2025" in page
    assert "Tue, 25.03.2025, 20:00–22:00" in page.section("Next up")
    assert "Uhr" not in page
    assert "Treffen announced in ktv" in page.section("Next up"), "what people wrote stays as it is"


def test_a_list_in_english(english: Callable[[str], Browser]) -> None:
    page = english("speaker").open("/ktv/termine/")
    assert page.heading == "Events"
    assert {"Upcoming", "Past", "Add an event"} <= {link.text for link in page.main.all("a")}
    assert "cancelled" in page.row("Treffen cancelled in ktv").text
    assert "People" in page.root.one("nav", class_="main-nav").text


def test_a_moment_and_plurals_in_english(english: Callable[[str], Browser], world: World) -> None:
    browser = english("speaker")
    assert "Wed, 05.03.2025, 19:00" in browser.open("/konto").section("Where you’re logged in")
    page = browser.open(f"/ktv/termine/{world.appointments['ktv']['announced']}")
    assert "Discussion · 20 minutes · until 20:20" in page.section("Agenda")


def test_a_form_with_an_error_in_english(english: Callable[[str], Browser]) -> None:
    page = english("speaker").open("/ktv/termine/neu").press("Add an event", day="2025-02-31")
    assert page.status == 422
    assert page.error("day") == "There is no such day. Please write it like this: 12.03.2025."
    assert "One entry needs another look. Everything else you typed is still there." in page.complaints
    page = page.press("Add an event", day="", starts="")
    assert "2 entries need another look." in page.complaints


def test_a_flash_message_in_english(english: Callable[[str], Browser]) -> None:
    page = english("member").open("/konto").press("Save details", phone="0381 1")
    assert page.notices == "Saved."


def test_an_error_page_in_english(english: Callable[[str], Browser]) -> None:
    page = english("member").open("/mitte/")
    assert (page.status, page.heading) == (404, "There is no such page")


def test_and_back_to_german(world: World) -> None:
    browser = Browser(world.client_of("speaker"))
    assert browser.open("/").heading == "Guten Abend, Sabine"
    page = browser.post("/sprache", referrer="/ktv/termine/", language="en")
    assert (page.path, page.heading, lang(page)) == ("/ktv/termine/", "Events", "en")
    assert world.person("speaker").language is Language.ENGLISH
    page = browser.post("/sprache", referrer="/", language="de")
    assert (page.heading, lang(page)) == ("Guten Abend, Sabine", "de")
    assert "Di., 25.03.2025, 20:00–22:00 Uhr" in page.section("Als Nächstes")


def test_one_persons_language_is_not_anothers(english: Callable[[str], Browser], world: World) -> None:
    english_page, german_page = english("speaker").open("/"), Browser(world.client_of("member")).open("/")
    assert (english_page.heading, german_page.heading) == ("Good evening, Sabine", "Guten Abend, Marta")


WRITTEN_BY_PEOPLE = {"Guten Tag"}
"""Content of tests/people.py that happens to be a message, too."""


def spoken(page: Page) -> Iterator[str]:
    """Everything on a page that is read, piece by piece; not what is said to be German: it will be published so."""
    for one in page.root.walk():
        if one.attrs.get("lang") == "de":
            continue
        yield from (one.attrs[name].strip() for name in SEEN if name in one.attrs and one.tag != "meta")
        yield from (" ".join(text.split()) for text in one.children if isinstance(text, str))


@pytest.mark.parametrize("who", ["member", "speaker", "office"])
def test_no_german_of_ours_is_left_on_any_english_page(english: Callable[[str], Browser], who: str) -> None:
    # Catches what was put into words before it was known who reads it.
    with source_of("en").open("rb") as file:
        ours = {
            text
            for message in messages(read_po(file, locale="en"))
            for text in forms(message.id)
            if text not in forms(message.string) and not placeholders(text)
        } - WRITTEN_BY_PEOPLE
    pages = crawl(english(who), "/")
    assert len(pages) > 5
    assert [page.path for page in pages if lang(page) != "en"] == []
    assert {(page.path, text) for page in pages for text in spoken(page) if text in ours} == set()
