"""The search across all that somebody may read.

Its words are posted, kept with the login and shown at an address of their own: in an address they would stay in
histories and in the logs of proxies, people type names as well; and the answer to a POST cannot be gone back to,
which is what everybody does who looks at the first hit and then wants the second.
"""

from __future__ import annotations

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField

from app.access import belongs_to_the_party, signed_in, signed_in_everywhere
from app.accounts.sessions import SpaceLink
from app.calendar import search as calendar
from app.districts.councils.concerns import search as concerns
from app.districts.councils.reports import search as reports
from app.districts.councils.sittings import search as sittings
from app.districts.meetings import search as meetings
from app.forms import Form, choices, line, page, page_number
from app.home import today
from app.notices import search as notices
from app.rules import RuleBroken
from app.search import sources
from app.search.words import LONGEST_SEARCH, Word, pieces, read, snippet
from app.spaces.door import readable_by
from app.spaces.models import Space

SOURCES = (
    *meetings.SOURCES,
    *calendar.SOURCES,
    *reports.SOURCES,
    *concerns.SOURCES,
    *sittings.SOURCES,
    *notices.SOURCES,
)
"""All that is searched, in the order in which it is offered; whoever adds an activity adds its sources here."""


class SearchForm(Form):
    """What to look for, and where."""

    words = line(
        _l("Wonach suchst du?"),
        most=LONGEST_SEARCH,
        need=_l("Bitte schreib ein Wort oder eine Zahl, nach der wir suchen."),
        hint=_l("Der Anfang eines Wortes genügt. Mehrere Wörter finden, wo alle zusammen vorkommen."),
    )
    where = SelectField(_l("Wo?"), default="", validate_choice=False)

    def offer(self, spaces: list[SpaceLink | Space]) -> None:
        """Offer one of these spaces, or all of them."""
        self.offered = {"", *(one.slug for one in spaces)}
        self.where.choices = choices(
            [("", _("In allen Bereichen")), *((one.slug, one.name) for one in spaces)]
        )

    def check(self) -> None:
        """Raise RuleBroken where nothing can be found by it."""
        read(self.words.data or "")
        if self.where.data not in self.offered:
            raise RuleBroken(_("Diesen Bereich gibt es hier nicht. Bitte wähle noch einmal."), field="where")


@today.route("/suche", methods=["GET", "POST"], endpoint="search")
@signed_in
def search() -> AnyResponse:
    """Ask what to look for."""
    form = SearchForm(where=request.args.get("bereich", ""))
    form.offer([space for space, _may in readable_by(current_user)])
    if form.validate_on_submit():
        with form.rules():
            form.check()
            current_user.login.searched = form.words.data or ""
            return redirect(url_for(".search_results", bereich=form.where.data or None))
    return page("home/search.html", form=form, found=None)


@today.get("/suche/treffer", endpoint="search_results")
@signed_in_everywhere
def search_results() -> AnyResponse:
    """What was found of what this login looked for last."""
    searched = current_user.login.searched
    if not searched:
        return redirect(url_for(".search"))
    readable = readable_by(current_user)
    slug, kind = request.args.get("bereich", ""), request.args.get("art", "")
    chosen = [(space, may) for space, may in readable if slug in ("", space.slug)]
    if slug and not chosen or kind not in {"", *(source.key for source in SOURCES)}:
        abort(404)
    wanted = read(searched)
    reach = sources.Reach(
        {space.id: may for space, may in chosen}, belongs_to_party=belongs_to_the_party(current_user.held)
    )
    found = sources.find(wanted, SOURCES, reach, only=kind, number=page_number())
    form = SearchForm(words=searched, where=slug)
    form.words.description = ""  # who has searched knows how; the hits come first
    form.offer([space for space, _may in readable])
    spaces = {space.id: space for space, _may in chosen}
    return _results(form, found, wanted, spaces, slug, kind)


def _results(
    form: SearchForm,
    found: sources.Results,
    wanted: list[Word],
    spaces: dict[int, SpaceLink | Space],
    slug: str,
    kind: str,
) -> Response:
    def address(number: int | None = None, art: str = kind, bereich: str = slug) -> str:
        return url_for(".search_results", seite=number, art=art or None, bereich=bereich or None)

    plurals = {source.key: source.plural for source in SOURCES}
    kinds = [(plurals[key], key, count) for key, count in found.counts.items() if count or key == kind]
    return page(
        "home/search.html",
        form=form,
        found=found,
        rows=[_row(hit, wanted, spaces[hit.space_id]) for hit in found.hits],
        tabs=[(_("Alles"), "", sum(found.counts.values())), *kinds] if len(kinds) > 1 or kind else [],
        kind=kind,
        chosen=spaces[next(iter(spaces))] if slug else None,
        address=address,
        page={
            "number": found.number,
            "has_previous": found.number > 1,
            "has_next": found.has_next,
            "previous_url": address(found.number - 1),
            "next_url": address(found.number + 1),
        },
    )


def _row(hit: sources.Hit, wanted: list[Word], space: SpaceLink | Space) -> dict[str, object]:
    shown = hit.show(hit.row, space.slug)
    return {
        "url": shown.url,
        "when": shown.when,
        "title": pieces(shown.title, wanted),
        "note": " · ".join(str(part) for part in (hit.name, space.short_name, shown.note) if part),
        "text": snippet(shown.text, wanted) if shown.text else [],
    }
