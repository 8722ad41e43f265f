"""The pages of sittings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, can, requires
from app.districts.councils.sittings import (
    agenda,
    bp,
    entries,  # noqa: F401  # they announce themselves
    feeding,  # noqa: F401
    forgetting,  # noqa: F401
    moving,  # noqa: F401
    parts,
    planning,  # noqa: F401  # more pages
    queries,
    services,
)
from app.districts.councils.sittings.choosing import chosen_council, councils_here
from app.districts.councils.sittings.forms import NewSittingForm, SittingForm, offer
from app.districts.councils.sittings.models import SOURCE_NAMES, Sitting, SittingSource
from app.extensions import db
from app.forms import VersionedForm, page, page_number
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import only_in_districts

READ = Permission.READ_SPACE
PLAN = Permission.PLAN_SITTINGS
FILE = Permission.FILE_REPORTS
TAKE_PART = Permission.TAKE_PART

bp.before_request(only_in_districts)


def _sitting_or_404(sitting_id: int) -> Sitting:
    sitting = db.session.get(Sitting, sitting_id)
    if sitting is None:
        abort(404)
    return sitting


def _back(sitting: Sitting) -> AnyResponse:
    return redirect(url_for(".show", sitting_id=sitting.id))


@contextmanager
def _shown_anew(form: VersionedForm, sitting: Sitting) -> Iterator[None]:
    """Let who came second send the form again, now that they are told: then it counts."""
    try:
        yield
    except Changed:
        form.version.data = str(sitting.version)
        raise


@bp.get("/")
@requires(READ)
def listing() -> Response:
    """What comes, and what was; of one council, if asked for."""
    councils = councils_here()
    chosen, number = chosen_council(councils), page_number()
    coming = queries.coming(chosen) if number == 1 else []
    was = queries.past(number, chosen)
    return page(
        "districts/councils/sittings/listing.html",
        councils=councils,
        chosen=chosen,
        coming=coming,
        goers=queries.goers([one.id for one in coming]),
        page={
            "rows": was.rows,
            "number": was.number,
            "has_previous": was.has_previous,
            "has_next": was.has_next,
            "previous_url": url_for(".listing", seite=was.number - 1, ortsbeirat=chosen),
            "next_url": url_for(".listing", seite=was.number + 1, ortsbeirat=chosen),
        },
    )


@bp.get("/<id:sitting_id>")
@requires(READ)
def show(sitting_id: int) -> Response:
    """One sitting: when, where, its agenda, who goes, what was brought back."""
    sitting = _sitting_or_404(sitting_id)
    return page(
        "districts/councils/sittings/show.html",
        sitting=sitting,
        items=services.items_of(sitting),
        goers=queries.goers([sitting.id])[sitting.id],
        visit=services.visit_of(sitting, current_user.me),
        source=SOURCE_NAMES[sitting.source],
        is_fetched=sitting.source is SittingSource.OPARL,
        above=parts.parts_of(sitting, below=False),
        below=parts.parts_of(sitting, below=True),
        needs_answer=sitting.wants_a_report and can(FILE) and not services.has_report(sitting),
    )


# --- entering


@bp.route("/neu", methods=["GET", "POST"])
@requires(PLAN)
def create() -> AnyResponse:
    """Enter a sitting."""
    councils = councils_here()
    council_id = chosen_council(councils) or (councils[0].id if councils else 0)
    form = NewSittingForm(council=str(council_id), place=queries.last_place(council_id))
    offer(form.council, councils)
    if form.validate_on_submit():
        with form.rules():
            council = next(one for one in councils if str(one.id) == form.council.data)
            details = form.details()
            services.check_times(details)
            services.check_free(council, details)
            sitting = services.plan(
                council, details=details, items=agenda.items_in(form.agenda.data or ""), by=current_user.me
            )
            return _back(sitting)
    return page("districts/councils/sittings/create.html", form=form, councils=councils)


@bp.route("/<id:sitting_id>/bearbeiten", methods=["GET", "POST"])
@requires(PLAN)
def edit(sitting_id: int) -> AnyResponse:
    """Change what is said of a sitting."""
    sitting = _sitting_or_404(sitting_id)
    items = services.items_of(sitting)
    starts = clock.local(sitting.starts_at)
    form = SittingForm(
        version=str(sitting.version),
        day=starts.date(),
        starts=starts.time(),
        ends=clock.local(sitting.ends_at).time() if sitting.ends_at is not None else None,
        place=sitting.place,
        title=sitting.title,
        link=sitting.link,
        agenda=agenda.as_typed(items),
    )
    if form.validate_on_submit():
        with form.rules(), _shown_anew(form, sitting):
            services.change(
                sitting,
                details=form.details(),
                items=agenda.kept(form.agenda.data or "", items),
                seen_version=form.seen_version,
                by=current_user.me,
            )
            return _back(sitting)
    return page("districts/councils/sittings/edit.html", form=form, sitting=sitting)


@bp.post("/<id:sitting_id>/loeschen")
@requires(PLAN)
def delete(sitting_id: int) -> AnyResponse:
    """Delete a sitting that was entered by mistake."""
    services.delete(_sitting_or_404(sitting_id), by=current_user.me)
    flash(_("Die Sitzung ist gelöscht."), "success")
    return redirect(url_for(".listing"))


# --- whether it takes place, and who was there


@bp.post("/<id:sitting_id>/faellt-aus")
@requires(PLAN)
def cancel(sitting_id: int) -> AnyResponse:
    """It does not take place, or it did not."""
    sitting = _sitting_or_404(sitting_id)
    services.cancel(sitting, by=current_user.me)
    return _back(sitting)


@bp.post("/<id:sitting_id>/findet-statt")
@requires(PLAN)
def take_place(sitting_id: int) -> AnyResponse:
    """It takes place after all."""
    sitting = _sitting_or_404(sitting_id)
    services.take_place(sitting, by=current_user.me)
    return _back(sitting)


@bp.post("/<id:sitting_id>/niemand-da")
@requires(FILE)
def nobody_went(sitting_id: int) -> AnyResponse:
    """None of us was there."""
    sitting = _sitting_or_404(sitting_id)
    services.note_nobody(sitting, by=current_user.me)
    return _back(sitting)


@bp.post("/<id:sitting_id>/doch-jemand-da")
@requires(FILE)
def somebody_went(sitting_id: int) -> AnyResponse:
    """One of us was there after all."""
    sitting = _sitting_or_404(sitting_id)
    services.note_somebody(sitting, by=current_user.me)
    return _back(sitting)


@bp.post("/<id:sitting_id>/hingehen")
@requires(TAKE_PART)
def go(sitting_id: int) -> AnyResponse:
    """Say that I go."""
    sitting = _sitting_or_404(sitting_id)
    services.go(sitting, by=current_user.me)
    return _back(sitting)


@bp.post("/<id:sitting_id>/doch-nicht-hingehen")
@requires(TAKE_PART)
def stay(sitting_id: int) -> AnyResponse:
    """Take it back."""
    sitting = _sitting_or_404(sitting_id)
    services.stay(sitting, by=current_user.me)
    return _back(sitting)


door.register_blueprint(bp)
