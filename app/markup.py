"""Text that people write with a few marks (Markdown), shown safely: what was typed is what is read.

The dialect is CommonMark without raw HTML, with deviations for people who never heard of Markdown: a line
break stays one; the star in "Sprecher*innen" is a letter like any other; a number that begins a line
("12. März") is shown as it was typed; an address is a link without further ado; an indented line is no
program code, a row of hyphens makes no heading of the line above, no line defines something and vanishes. A picture
becomes a link: a page that fetched it would tell a stranger who reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.paragraph import paragraph
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

LONGEST_MARKED = 40_000  # characters; twice what a form takes
MOST_BRACKETS = 2_000  # each may begin a link and is looked up to the end: the time grows with the square
DEEPEST = 12  # levels; a list and its item are one each
TOP_HEADING, LAST_HEADING = 4, 6  # below the page's h1, a part's h2 and an agenda item's h3

SCHEMES = {"http", "https", "mailto"}
TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6"}
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "ol": {"start"}, "li": {"value"}, "*": set()}

_ADDRESS = re.compile(r"""\bhttps?://[^\s<>"']*[^\s<>"'.,;:!?)\]]""")


# --- the dialect


class _Dialect(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Say whether a link leads somewhere we know; if not, it stays the text that was typed."""
        return url.partition(":")[0].lower() in SCHEMES


def _letter_star(state: StateInline, silent: bool) -> bool:
    """Read a star inside a word, as in "Genoss*innen", as a letter; two of them would make the rest slanted."""
    at, text = state.pos, state.src
    if text[at] != "*" or not (text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()):
        return False
    if not silent:
        state.pending += "*"
    state.pos += 1
    return True


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read what is nested too deeply as a paragraph; the parser by itself would leave it out."""
    return state.level >= DEEPEST and paragraph(state, start, end, silent)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str, words: str) -> list[Token]:
    return [Token("link_open", "a", 1, attrs={"href": address}), _text(words), Token("link_close", "a", -1)]


def _with_links(text: str) -> Iterator[Token]:
    """Make links of the addresses that stand in a text."""
    at = 0
    for found in _ADDRESS.finditer(text):
        yield _text(text[at : found.start()])
        yield from _link(found[0], found[0])
        at = found.end()
    yield _text(text[at:])


def _without_pictures(tokens: Iterable[Token]) -> Iterator[Token]:
    inside = 0  # a link may hold a picture, but no other link
    for token in tokens:
        inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "image":
            address = str(token.attrs["src"])
            words = token.content or address
            yield from [_text(words)] if inside else _link(address, words)
        elif token.type == "text" and not inside:
            yield from _with_links(token.content)
        else:
            yield token


def _as_people_write(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = list(_without_pictures(token.children))
        if token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)  # else "12. März, 15. April" would become 12 and 13


def _parser() -> _Dialect:
    # What limits nesting inside a line is not DEEPEST: it ends the search for links, and loses nothing.
    options = {"html": False, "breaks": True, "xhtmlOut": False, "maxNesting": 4 * DEEPEST}
    parser = _Dialect("commonmark", options)
    parser.enable("strikethrough").disable(["code", "lheading", "reference", "html_block", "html_inline"])
    parser.inline.ruler.before("emphasis", "letter_star", _letter_star)
    parser.block.ruler.before("fence", "too_deep", _too_deep)
    parser.core.ruler.push("as_people_write", _as_people_write)
    return parser


_PARSER = _parser()


# --- what others use


def tokens(text: str) -> list[Token]:
    """Return the text as markdown-it's tokens, for whoever writes something else than HTML from it.

    What is too long, or has too many brackets, comes back as paragraphs with nothing marked in them.
    """
    text = text.encode(errors="replace").decode()  # half of a character pair is no text
    if len(text) > LONGEST_MARKED or text.count("[") > MOST_BRACKETS:
        return list(_unmarked(text.replace("\0", "\ufffd")))
    return _PARSER.parse(text)


def _unmarked(text: str) -> Iterator[Token]:
    for block in re.split(r"\n\s*\n", text):
        lines = [part for line in block.split("\n") for part in (Token("softbreak", "br", 0), _text(line))]
        yield Token("paragraph_open", "p", 1)
        yield Token("inline", "", 0, children=lines[1:])
        yield Token("paragraph_close", "p", -1)


def html(text: str, top: int = TOP_HEADING) -> Markup:
    """Return the text as HTML that is safe in any page; its highest headings become `<h{top}>`."""
    found = tokens(text)
    headings = [token for token in found if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1:]) for token in headings), default=1)  # many begin with "##"
    for token in headings:
        token.tag = f"h{min(int(token.tag[1:]) + top - highest, LAST_HEADING)}"
    raw = _PARSER.renderer.render(found, _PARSER.options, {})
    # The parser lets nothing dangerous through; should it ever be wrong, this is the second lock.
    cleaned = nh3.clean(
        raw,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return Markup(cleaned)  # noqa: S704  # this is where it is made safe


def plain(text: str) -> str:
    """Return the text as people read it, without marks: for mails and for what a search shows.

    Lists keep their dashes and numbers, links their address; what is struck out is left out.
    """
    written: list[str] = []
    lists, mark = 0, ""
    gap = ""
    for token in tokens(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif token.type == "list_item_open":
            mark = "  " * (lists - 1) + (f"{token.info}. " if token.info else "- ")
        elif token.type == "paragraph_open":
            gap = "\n" if token.hidden else "\n\n"  # hidden: in a list without blank lines
        elif token.type == "heading_open":
            gap = "\n\n"
        elif token.type in ("inline", "fence", "hr"):
            words = {"fence": token.content.rstrip("\n"), "hr": "—"}.get(token.type) or _words(token)
            written += [gap if token.type == "inline" else "\n\n", mark, words]
            mark = ""
    return "".join(written).strip()


def _words(inline: Token) -> str:
    words: list[str] = []
    address, struck, since = "", 0, 0
    for token in inline.children or ():
        struck += {"s_open": 1, "s_close": -1}.get(token.type, 0)
        if struck:
            continue
        if token.type == "link_open":
            address, since = str(token.attrs["href"]).removeprefix("mailto:"), len(words)
        elif token.type == "link_close" and address not in "".join(words[since:]):
            words.append(f" ({address})")
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n")
        else:
            words.append(token.content)
    return re.sub(" {2,}", " ", "".join(words))


def init_markup(app: Flask) -> None:
    """Give templates the filter `markdown`."""
    app.add_template_filter(html, "markdown")
