"""The year calendar on paper: what was chosen on the page and what is public, as a list and for the wall."""

from __future__ import annotations

import json
from functools import lru_cache
from threading import Lock
from typing import Any, Literal

import sqlalchemy as sa
from flask import Response, abort, request
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import SpaceKind, public, signed_in_everywhere
from app.calendar.entries import Entry, special_days_between
from app.calendar.services import EARLIEST, LATEST
from app.calendar.year import bp, papers, published, showing, spans
from app.calendar.year.choosing import Choice, chosen
from app.calendar.year.papers import Selection
from app.calendar.year.public_pages import wanted_space
from app.documents import NotTypeset
from app.documents import pdf as typeset
from app.extensions import db
from app.spaces.models import Space
from app.speech import SOURCE, speaking

PATIENCE = 5.0
"""Seconds that somebody without a login waits for others' papers."""
YEARS_AROUND = 1
"""For everybody there is this year, the last and the next one."""
MOST_NAMES = 6
Template = Literal["year_list", "year_wall"]
SHAPES: dict[Template, str] = {"year_list": "liste", "year_wall": "wand"}
_one_at_a_time = Lock()


# --- for those who are logged in


@bp.get("/<year:year>/liste.pdf")
@signed_in_everywhere
def list_pdf(year: int) -> Response:
    """The year as it was chosen, as a list."""
    return _chosen_paper("year_list", year)


@bp.get("/<year:year>/wand.pdf")
@signed_in_everywhere
def wall_pdf(year: int) -> Response:
    """The year as it was chosen, for the wall."""
    return _chosen_paper("year_wall", year)


def _chosen_paper(template: Template, year: int) -> Response:
    if not EARLIEST.year <= year <= LATEST.year:
        abort(404)
    choice = chosen(current_user, request.args)
    entries = [entry for entry, _url in showing.found_in(choice, spans.year_of(year))]
    with speaking(SOURCE):
        content = _content(template, _selection(choice, year), entries)
        shown = _only_space(choice)
        return _paper(template, year, shown.slug if shown else "", typeset(template, content))


def _only_space(choice: Choice) -> Any:
    """Return the one space that is shown; None if there are several."""
    if len(choice.read) != 1 or choice.only_public:
        return None
    return choice.offered[next(iter(choice.read))]


def _selection(choice: Choice, year: int) -> Selection:
    only, names = _only_space(choice), choice.names()
    shown = sorted(names[key] for key in choice.read | choice.only_public)
    words = [] if only else [", ".join(shown) if len(shown) <= MOST_NAMES else f"{len(shown)} Bereiche"]
    if choice.kinds:
        words.append("nur " + ", ".join(str(choice.kind_names[key]) for key in choice.kinds))
    if not choice.special_days:
        words.append("ohne Feiertage und Ferien")
    return Selection(year, only.name if only else _county(), "; ".join(words), None if only else names)


def _county() -> str:
    return (
        db.session.scalars(sa.select(Space.name).where(Space.kind == SpaceKind.COUNTY)).first()
        or "Kreisverband"
    )


# --- for everybody


@bp.get("/oeffentlich/<year:year>/liste.pdf")
@public
def public_list_pdf(year: int) -> Response:
    """What everybody is invited to in a year, as a list."""
    return _public_paper("year_list", year)


@bp.get("/oeffentlich/<year:year>/wand.pdf")
@public
def public_wall_pdf(year: int) -> Response:
    """What everybody is invited to in a year, for the wall."""
    return _public_paper("year_wall", year)


def _public_paper(template: Template, year: int) -> Response:
    if abs(year - clock.today().year) > YEARS_AROUND:
        abort(404)
    space = wanted_space()
    days = spans.year_of(year)
    rows = published.between(days.first, days.last, space_ids={space.id} if space else None)
    entries = [*map(showing.as_entry, rows), *special_days_between(days.first, days.last)]
    with speaking(SOURCE):
        selection = Selection(
            year,
            space.name if space else _county(),
            "Öffentliche Termine: Alle sind eingeladen.",
            None if space else {row.space_id: row.space_short_name for row in rows},
        )
        content = _content(template, selection, sorted(entries, key=lambda one: one.order))
        name = "-".join(filter(None, [space.slug if space else "", "oeffentlich"]))
        return _paper(template, year, name, _set_once_of(template, json.dumps(content)))


def _set_once_of(template: Template, content: str) -> bytes:
    """Set a paper that many want: one at a time, and what is the same only once, so that nobody can tire the server."""
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise NotTypeset(_("Gerade wollen viele dieses PDF. Versuche es in einer Minute noch einmal."))
    try:
        return _set_once(template, content)
    finally:
        _one_at_a_time.release()


@lru_cache(maxsize=12)
def _set_once(template: Template, content: str) -> bytes:
    return typeset(template, json.loads(content))


# --- what both have in common


def _content(template: Template, selection: Selection, entries: list[Entry]) -> Any:
    of = papers.list_paper if template == "year_list" else papers.wall_paper
    return of(selection, entries)


def _paper(template: Template, year: int, name: str, paper: bytes) -> Response:
    filename = "-".join(filter(None, ["jahreskalender", str(year), name, SHAPES[template]])) + ".pdf"
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'inline; filename="{filename}"'}
    return Response(paper, headers=headers)
