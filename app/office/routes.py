"""The office's own pages; what belongs to one space is done behind that space's door."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import delivery, health, outbox
from app.access import ROLE_NAMES, Permission, SpaceKind, can, requires
from app.accounts import second_factor
from app.accounts import services as accounts
from app.accounts.models import Person
from app.calendar.holidays import known_until
from app.extensions import db
from app.forms import page, page_number
from app.office import bp, holidays, queries, sources
from app.office.forms import PersonForm, SearchForm
from app.office.names import ACTION_NAMES
from app.outbox import MailState, OutgoingMail
from app.spaces import queries as spaces
from app.spaces import services
from app.spaces.forms import CouncilForm, NewSpaceForm, SpaceForm
from app.spaces.models import KIND_NAMES, Council, District, Space

__all__ = ["holidays", "sources"]  # more pages

PEOPLE = Permission.MANAGE_PEOPLE
SPACES = Permission.MANAGE_SPACES


@bp.get("/")
@requires(Permission.READ_AUDIT)
def overview() -> Response:
    """What the office can do, and what is stuck."""
    return page(
        "office/overview.html",
        mail_counts=queries.mail_counts() if can(Permission.READ_OUTBOX) else {},
        MailState=MailState,
        worker_is_late=health.worker_is_late(),
        mails_become_files=delivery.mails_become_files(),
        school_holidays_until=known_until(),
    )


# --- people


@bp.route("/menschen", methods=["GET", "POST"])
@requires(PEOPLE)
def people() -> Response:
    """Everybody, with what they are where.

    A search is posted: a name in an address would stay in the browser's history and in the logs of proxies.
    """
    form = SearchForm()
    search = (form.search.data or "") if form.validate_on_submit() else ""
    found, more = queries.people(search, 1 if search else page_number())
    return page(
        "office/people.html",
        form=form,
        people=found,
        roles=queries.roles_of(found),
        role_names=ROLE_NAMES,
        too_many=bool(search) and more,
        page=_pages(more and not search),
    )


def _pages(more: bool, **arguments: object) -> dict[str, object]:
    number = page_number()
    here = str(request.endpoint)
    return {
        "number": number,
        "has_previous": number > 1,
        "has_next": more,
        "previous_url": url_for(here, seite=number - 1, **arguments),  # type: ignore[arg-type]  # any value
        "next_url": url_for(here, seite=number + 1, **arguments),  # type: ignore[arg-type]  # any value
    }


def _person_or_404(person_id: int) -> Person:
    person = db.session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        abort(404)
    return person


@bp.route("/menschen/<id:person_id>", methods=["GET", "POST"])
@requires(PEOPLE)
def person(person_id: int) -> AnyResponse:
    """One person: how to reach them, what they are where, their account."""
    someone = _person_or_404(person_id)
    form = PersonForm(obj=someone)
    if form.validate_on_submit():
        with form.rules():
            accounts.change_contact(
                someone,
                name=form.name.data or "",
                email=form.email.data or None,
                phone=form.phone.data or "",
                by=current_user.me,
            )
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".person", person_id=someone.id))
    return page(
        "office/person.html",
        form=form,
        person=someone,
        roles=queries.roles_of([someone])[someone.id],
        role_names=ROLE_NAMES,
    )


@bp.post("/menschen/<id:person_id>/einladen")
@requires(PEOPLE)
def invite(person_id: int) -> AnyResponse:
    """Send the invitation once more."""
    accounts.invite(_person_or_404(person_id), by=current_user.me, to="Stadtteilwerk")
    flash(_("Die Einladung ist unterwegs."), "success")
    return redirect(url_for(".person", person_id=person_id))


@bp.post("/menschen/<id:person_id>/sperren")
@requires(PEOPLE)
def disable(person_id: int) -> AnyResponse:
    """Lock an account."""
    accounts.disable(_person_or_404(person_id), by=current_user.me)
    flash(_("Das Konto ist gesperrt. Alle Geräte sind abgemeldet."), "success")
    return redirect(url_for(".person", person_id=person_id))


@bp.post("/menschen/<id:person_id>/oeffnen")
@requires(PEOPLE)
def enable(person_id: int) -> AnyResponse:
    """Open a locked account."""
    accounts.enable(_person_or_404(person_id), by=current_user.me)
    flash(_("Das Konto ist wieder offen."), "success")
    return redirect(url_for(".person", person_id=person_id))


@bp.post("/menschen/<id:person_id>/zweiter-schritt-entfernen")
@requires(PEOPLE)
def remove_second_factor(person_id: int) -> AnyResponse:
    """Help somebody who lost the phone and the recovery codes."""
    second_factor.remove(_person_or_404(person_id), by=current_user.me)
    flash(_("Der zweite Schritt ist entfernt; beim nächsten Anmelden wird er neu eingerichtet."), "success")
    return redirect(url_for(".person", person_id=person_id))


@bp.post("/menschen/<id:person_id>/loeschen")
@requires(PEOPLE)
def erase(person_id: int) -> AnyResponse:
    """Erase a person for good."""
    services.erase_person(_person_or_404(person_id), by=current_user.me)
    flash(_("Die Person ist gelöscht. Wo ihr Name stand, steht jetzt „Ehemaliges Mitglied“."), "success")
    return redirect(url_for(".people"))


# --- spaces and councils


@bp.get("/bereiche")
@requires(SPACES)
def space_list() -> Response:
    """Every space, closed ones too."""
    return page("office/spaces.html", spaces=spaces.all_spaces(), kind_names=KIND_NAMES)


@bp.route("/bereiche/neu", methods=["GET", "POST"])
@requires(SPACES)
def new_space() -> AnyResponse:
    """Open a space."""
    form = NewSpaceForm()
    if form.validate_on_submit():
        with form.rules():
            space = services.create_space(
                SpaceKind(form.kind.data),
                name=form.name.data or "",
                short_name=form.short_name.data or "",
                slug=form.slug.data or "",
                by=current_user.me,
            )
            flash(_("Der Bereich ist angelegt. Trag jetzt ein, wer dazugehört."), "success")
            return redirect(url_for("space.people.listing", space=space.slug))
    return page("office/space.html", form=form, edited=None)


def _space_or_404(space_id: int) -> Space:
    space = db.session.get(Space, space_id)
    if space is None:
        abort(404)
    return space


@bp.route("/bereiche/<id:space_id>", methods=["GET", "POST"])
@requires(SPACES)
def edit_space(space_id: int) -> AnyResponse:
    """Rename a space; close and reopen it."""
    space = _space_or_404(space_id)
    form = SpaceForm(obj=space)
    if form.validate_on_submit():
        with form.rules():
            services.rename_space(
                space,
                name=form.name.data or "",
                short_name=form.short_name.data or "",
                slug=form.slug.data or "",
                by=current_user.me,
            )
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".space_list"))
    return page("office/space.html", form=form, edited=space)


@bp.post("/bereiche/<id:space_id>/schliessen")
@requires(SPACES)
def close_space(space_id: int) -> AnyResponse:
    """Close a space; its history stays."""
    services.close_space(_space_or_404(space_id), by=current_user.me)
    flash(_("Der Bereich ist geschlossen. Was war, bleibt nachzulesen."), "success")
    return redirect(url_for(".space_list"))


@bp.post("/bereiche/<id:space_id>/oeffnen")
@requires(SPACES)
def reopen_space(space_id: int) -> AnyResponse:
    """Open a closed space again."""
    services.reopen_space(_space_or_404(space_id), by=current_user.me)
    flash(_("Der Bereich ist wieder offen."), "success")
    return redirect(url_for(".space_list"))


@bp.get("/ortsbeiraete")
@requires(SPACES)
def councils() -> Response:
    """The councils of the city, and which district looks after them."""
    return page("office/councils.html", councils=spaces.all_councils())


@bp.route("/ortsbeiraete/<id:council_id>", methods=["GET", "POST"])
@requires(SPACES)
def council(council_id: int) -> AnyResponse:
    """Say which district a council belongs to, and how many seats it has."""
    one = db.session.get(Council, council_id)
    if one is None:
        abort(404)
    form = CouncilForm(
        district=one.district_id or 0, seats=one.seats, seats_are_estimated=one.seats_are_estimated
    )
    form.offer(
        [space for space in spaces.all_spaces() if isinstance(space, District) and not space.closed_on]
    )
    if form.validate_on_submit():
        with form.rules():
            district = db.session.get(District, form.district.data) if form.district.data else None
            services.assign_council(one, district, by=current_user.me)
            services.count_seats(
                one,
                seats=form.seats.data or one.seats,
                estimated=form.seats_are_estimated.data,
                by=current_user.me,
            )
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".councils"))
    return page("office/council.html", form=form, council=one)


# --- outbox and audit log


@bp.get("/postausgang")
@requires(Permission.READ_OUTBOX)
def outbox_list() -> Response:
    """What was sent, what waits, what failed."""
    wanted = request.args.get("stand", "")
    state = MailState(wanted) if wanted in set(MailState) else None
    mails, more = queries.mails(state, page_number())
    return page(
        "office/outbox.html",
        mails=mails,
        state=state,
        counts=queries.mail_counts(),
        MailState=MailState,
        page=_pages(more, stand=wanted if state else None),
    )


def _mail_or_404(mail_id: int) -> OutgoingMail:
    mail = db.session.get(OutgoingMail, mail_id)
    if mail is None:
        abort(404)
    return mail


@bp.get("/postausgang/<id:mail_id>")
@requires(Permission.READ_OUTBOX)
def mail(mail_id: int) -> Response:
    """One mail; what opens an account is shown only while there is no mail server (demo, first steps)."""
    one = _mail_or_404(mail_id)
    readable = not one.confidential or delivery.mails_become_files()
    return page("office/mail.html", mail=one, words=outbox.words_of(one), readable=readable)


@bp.post("/postausgang/<id:mail_id>/nochmal")
@requires(Permission.READ_OUTBOX)
def send_again(mail_id: int) -> AnyResponse:
    """Send a failed or unclear mail once more."""
    outbox.send_again(_mail_or_404(mail_id), by=current_user.me)
    flash(_("Die Mail ist wieder unterwegs."), "success")
    return redirect(url_for(".outbox_list"))


@bp.post("/postausgang/<id:mail_id>/erledigt")
@requires(Permission.READ_OUTBOX)
def settle(mail_id: int) -> AnyResponse:
    """Note that an unclear mail did arrive."""
    outbox.settle(_mail_or_404(mail_id), by=current_user.me)
    flash(_("Vermerkt."), "success")
    return redirect(url_for(".outbox_list"))


@bp.get("/verlauf")
@requires(Permission.READ_AUDIT)
def audit_log() -> Response:
    """Who did what."""
    wanted = request.args.get("bereich", "")
    chosen = next((space for space in spaces.all_spaces() if space.slug == wanted), None)
    entries, more = queries.audit_log(page_number(), chosen.id if chosen else None)
    return page(
        "office/audit.html",
        entries=entries,
        names=ACTION_NAMES,
        role_names=ROLE_NAMES,
        spaces=spaces.all_spaces(),
        chosen=chosen,
        page=_pages(more, bereich=wanted if chosen else None),
    )
