"""The pages on which the office says where the sittings of the councils are fetched from."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.districts.councils.oparl import jobs, services
from app.extensions import db
from app.forms import page
from app.office import bp
from app.office.forms import SourceForm
from app.rules import RuleBroken
from app.spaces import queries as spaces
from app.spaces.models import Council

SPACES = Permission.MANAGE_SPACES


@bp.get("/sitzungen")
@requires(SPACES)
def sitting_sources() -> Response:
    """The councils, and whether their sittings are fetched."""
    return page("office/sources.html", councils=spaces.all_councils(), sources=services.sources())


def _council_or_404(council_id: int) -> Council:
    council = db.session.get(Council, council_id)
    if council is None:
        abort(404)
    return council


@bp.route("/sitzungen/<id:council_id>", methods=["GET", "POST"])
@requires(SPACES)
def sitting_source(council_id: int) -> AnyResponse:
    """Say where the sittings of one council are fetched from, and see how the last time went."""
    council = _council_or_404(council_id)
    form = SourceForm(obj=services.source_of(council))
    if form.validate_on_submit():
        with form.rules():
            source = services.set_source(
                council,
                body_url=form.body_url.data or "",
                organization_url=form.organization_url.data or "",
                is_on=form.is_on.data,
                seen_version=form.seen_version,
                allows_http=jobs.is_open_house(),
                by=current_user.me,
            )
            said = (
                _("Gespeichert. Geholt wird jede Nacht.")
                if source.is_on
                else _("Gespeichert. Geholt wird nichts.")
            )
            flash(said, "success")
            return redirect(url_for(".sitting_source", council_id=council_id))
    council = _council_or_404(council_id)
    return page("office/source.html", form=form, council=council, source=services.source_of(council))


@bp.post("/sitzungen/<id:council_id>/holen")
@requires(SPACES)
def fetch_sittings(council_id: int) -> AnyResponse:
    """Let the worker fetch now."""
    source = services.source_of(_council_or_404(council_id))
    if source is None or not source.is_on:
        raise RuleBroken(
            _("Für diesen Ortsbeirat wird nichts geholt. Schalte es auf seiner Seite zuerst ein.")
        )
    jobs.fetch_sittings(source.id)
    flash(_("Die Sitzungen werden gerade geholt. Lade diese Seite in einer Minute noch einmal."), "success")
    return redirect(url_for(".sitting_source", council_id=council_id))
