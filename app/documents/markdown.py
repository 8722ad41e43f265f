"""Markdown as plain data, for papers: everything that was typed stays text, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from app import markup
from app.documents.glyphs import is_blank
from app.documents.papers import Block, Mark, Run

DEEPEST = 4
"""How deep lists and quotes stand in each other; what is deeper stands at this depth."""
HEADINGS = 3
_ADDRESS = re.compile(r"(?:https?://|mailto:)[!-~]{1,2000}")  # of what the dialect allows, what Typst takes
_MARKS: dict[str, Mark] = {"strong": "strong", "em": "emph", "s": "strike"}


def blocks(markdown: str) -> list[Block]:
    """Return a text as the blocks that templates/documents/blocks.typ prints."""
    return _without_gaps(_read(iter(markup.tokens(markdown)), depth=0))


def _read(tokens: Iterator[Token], *, depth: int, until: str = "") -> list[Block]:
    found: list[Block] = []
    for token in tokens:
        if token.type == until:
            break
        if token.type == "heading_open":
            found += _heading(tokens, level=int(token.tag[1:]), depth=depth)
        elif token.type == "inline":
            if inline := _runs(token.children or []):
                found.append({"kind": "paragraph", "runs": inline})
        elif token.type == "fence":
            found.append({"kind": "code", "text": token.content.rstrip("\n").expandtabs(4)})
        elif token.type == "hr":
            found.append({"kind": "rule"})
        elif token.type == "blockquote_open":
            inner = _read(tokens, depth=depth + 1, until="blockquote_close")
            found += inner if depth >= DEEPEST else [{"kind": "quote", "blocks": inner}]
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            found += _list(tokens, token, depth=depth)
    return found


def _heading(tokens: Iterator[Token], *, level: int, depth: int) -> list[Block]:
    inline = _runs(next(tokens).children or [])
    if not inline:
        return []
    if depth == 0:
        return [{"kind": "heading", "level": level, "runs": inline}]
    # In a list or a quote it is no heading of the paper.
    return [{"kind": "paragraph", "runs": [{**run, "marks": _and(run["marks"], "strong")} for run in inline]}]


def _list(tokens: Iterator[Token], opening: Token, *, depth: int) -> list[Block]:
    items: list[list[Block]] = []
    numbers: list[int] = []
    for token in tokens:
        if token.type == opening.type.replace("open", "close"):
            break
        if token.type == "list_item_open":
            items.append(_read(tokens, depth=depth + 1, until="list_item_close"))
            numbers += [int(token.info)] if token.info else []
    if depth >= DEEPEST:
        return [block for item in items for block in item]
    return [{"kind": "list", "numbers": numbers, "items": items}]


def _and(marks: list[Mark], mark: Mark) -> list[Mark]:
    return marks if mark in marks else [*marks, mark]


def _runs(children: list[Token]) -> list[Run]:
    """Return a line of text as runs: however deep stars stand in stars, no run holds another."""
    runs: list[Run] = []
    marks: list[Mark] = []
    link, linked_from = "", 0

    def add(text: str, mark: Mark | None = None) -> None:
        held = list(dict.fromkeys([*marks, mark] if mark else marks))
        if runs and (runs[-1]["marks"], runs[-1]["link"]) == (held, link):
            runs[-1]["text"] += text
        elif text:
            runs.append({"text": text, "marks": held, "link": link})

    for token in children:
        kind, _, side = token.type.rpartition("_")
        if side == "open" and kind in _MARKS:
            marks.append(_MARKS[kind])
        elif side == "close" and kind in _MARKS:
            marks.remove(_MARKS[kind])
        elif token.type == "link_open":
            link, linked_from = _address(str(token.attrs.get("href", ""))), len(runs)
        elif token.type == "link_close":
            shown, address = "".join(run["text"] for run in runs[linked_from:]), link
            link = ""
            written = address.removeprefix("mailto:")
            if written not in shown:
                add(f" ({written})")  # paper cannot be clicked
        elif token.type == "code_inline":
            add(token.content, "code")
        elif token.type in ("softbreak", "hardbreak"):
            add("\n")  # whoever presses Enter means it
        else:
            add(token.content)
    return [] if is_blank("".join(run["text"] for run in runs)) else runs


def _address(href: str) -> str:
    return href if _ADDRESS.fullmatch(href) else ""


def _without_gaps(found: list[Block]) -> list[Block]:
    """Number the levels of headings from 1 on, none left out (ISO 14289-1, 7.4.2)."""
    above: list[int] = []
    for block in found:
        if block["kind"] == "heading":
            level = block["level"]
            above = [other for other in above if other < level]
            above.append(level)
            block["level"] = min(len(above), HEADINGS)
    return found
