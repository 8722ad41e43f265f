"""The pages of the councils of a district."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, requires
from app.accounts.models import Person
from app.districts.councils import bp, budget, queries, services
from app.districts.councils.forms import MandateForm, NewMandateForm, TermForm
from app.districts.councils.models import CouncilTerm
from app.districts.councils.sittings import queries as sittings
from app.districts.councils.sittings.choosing import councils_here
from app.extensions import db
from app.forms import choices, page
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space, only_in_districts
from app.spaces.models import MANDATE_NAMES, Council, Mandate

READ = Permission.READ_SPACE
KEEP = Permission.MANAGE_MEMBERSHIPS
LAST_SHOWN = 5
NEXT_SHOWN = 3

bp.before_request(only_in_districts)


def _council_or_404(council_id: int) -> Council:
    council = db.session.get(Council, council_id)
    if council is None or council.district_id != current_space().id:
        abort(404)
    return council


def _mandate_or_404(mandate_id: int) -> Mandate:
    mandate = db.session.get(Mandate, mandate_id)
    if mandate is None:
        abort(404)
    return mandate


def _back(council_id: int) -> AnyResponse:
    return redirect(url_for(".show", council_id=council_id))


@bp.get("/")
@requires(READ)
def listing() -> AnyResponse:
    """The councils of the district; straight to the one where there is only one."""
    councils = councils_here()
    if len(councils) == 1:
        return _back(councils[0].id)
    mandates = {one.id: queries.mandates_of(one) for one in councils}
    return page(
        "districts/councils/listing.html",
        councils=councils,
        seats={
            one.id: queries.seats_of(one, queries.running_term(queries.terms_of(one)), mandates[one.id])
            for one in councils
        },
        names={one.id: [seat.person.name for seat in queries.running(mandates[one.id])] for one in councils},
    )


@bp.get("/<id:council_id>")
@requires(READ)
def show(council_id: int) -> Response:
    """One council: who of us sits there, its seats, its budget, its sittings, its terms."""
    council = _council_or_404(council_id)
    mandates, terms = queries.mandates_of(council), queries.terms_of(council)
    term, seated = queries.running_term(terms), queries.running(mandates)
    coming, was = sittings.coming(council.id, most=NEXT_SHOWN), sittings.past(1, council.id, size=LAST_SHOWN)
    return page(
        "districts/councils/show.html",
        council=council,
        mandates=seated,
        kind_names=MANDATE_NAMES,
        chair=next((one.person.name for one in seated if one.is_chair), term.chair if term else ""),
        term=term,
        seats=queries.seats_of(council, term, mandates),
        budget=budget.budget_of(council, clock.today().year),
        coming=coming,
        past=was.rows,
        goers=sittings.goers([one.id for one in coming]),
        history=queries.history(terms, mandates),
        several=len(councils_here()) > 1,
    )


# --- seats, kept by the office


@bp.route("/<id:council_id>/mandate/neu", methods=["GET", "POST"])
@requires(KEEP)
def add_mandate(council_id: int) -> AnyResponse:
    """Enter a seat that one of us holds."""
    council = _council_or_404(council_id)
    form = NewMandateForm(since=clock.today())
    people = queries.may_sit()
    form.person.choices = choices([("", _("bitte auswählen")), *((str(key), name) for key, name in people)])
    if form.validate_on_submit():
        with form.rules():
            person = db.session.get_one(Person, int(form.person.data))
            services.begin_mandate(
                current_space(), council, person=person, details=form.details(), by=current_user.me
            )
            _warn_of_too_many(council)
            return _back(council.id)
    return page("districts/councils/mandate.html", form=form, council=council, mandate=None)


def _warn_of_too_many(council: Council) -> None:
    seats = queries.seats_of(
        council, queries.running_term(queries.terms_of(council)), queries.mandates_of(council)
    )
    if seats.too_many:
        flash(
            _("Jetzt sind mehr Mitglieder eingetragen, als wir Sitze haben. Bitte noch einmal ansehen."),
            "warning",
        )


@bp.route("/mandate/<id:mandate_id>", methods=["GET", "POST"])
@requires(KEEP)
def change_mandate(mandate_id: int) -> AnyResponse:
    """Change a seat, or say when it ends."""
    mandate = _mandate_or_404(mandate_id)
    form = MandateForm(
        kind=mandate.kind.value,
        since=mandate.since,
        until=mandate.until,
        by_election=mandate.by_election,
        is_chair=mandate.is_chair,
    )
    if form.validate_on_submit():
        with form.rules():
            services.change_mandate(current_space(), mandate, details=form.details(), by=current_user.me)
            _warn_of_too_many(mandate.council)
            return _back(mandate.council_id)
    return page("districts/councils/mandate.html", form=form, council=mandate.council, mandate=mandate)


@bp.post("/mandate/<id:mandate_id>/loeschen")
@requires(KEEP)
def delete_mandate(mandate_id: int) -> AnyResponse:
    """Take back a seat that was entered by mistake."""
    mandate = _mandate_or_404(mandate_id)
    council_id = mandate.council_id
    services.delete_mandate(current_space(), mandate, by=current_user.me)
    flash(_("Das Mandat ist gelöscht."), "success")
    return _back(council_id)


# --- terms, kept by the office


@bp.route("/<id:council_id>/wahlperioden/neu", methods=["GET", "POST"])
@requires(KEEP)
def add_term(council_id: int) -> AnyResponse:
    """Enter a term."""
    council = _council_or_404(council_id)
    form = TermForm(seats=council.seats, since=date(clock.today().year, 7, 1))
    if form.validate_on_submit():
        with form.rules():
            services.add_term(council, details=form.details(), by=current_user.me)
            return _back(council.id)
    return page("districts/councils/term.html", form=form, council=council, term=None)


@bp.route("/wahlperioden/<id:term_id>", methods=["GET", "POST"])
@requires(KEEP)
def change_term(term_id: int) -> AnyResponse:
    """Change a term."""
    term = db.session.get(CouncilTerm, term_id)
    if term is None:
        abort(404)
    council = _council_or_404(term.council_id)
    form = TermForm(
        version=str(term.version),
        name=term.name,
        since=term.since,
        until=term.until,
        seats=term.seats,
        our_seats=term.our_seats,
        chair=term.chair,
    )
    if form.validate_on_submit():
        with form.rules():
            try:
                services.change_term(
                    term, details=form.details(), seen_version=form.seen_version, by=current_user.me
                )
            except Changed:
                form.version.data = str(term.version)  # sent again, it counts
                raise
            return _back(council.id)
    return page("districts/councils/term.html", form=form, council=council, term=term)


door.register_blueprint(bp)
