"""Handing a meeting over, on its page and on a page of its own; taking it on, giving it back."""

from __future__ import annotations

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, can, requires
from app.accounts.models import Person
from app.calendar.delegations import bp, grants, jobs, queries, services  # noqa: F401  # grants tells the door
from app.calendar.delegations.forms import HandOverForm
from app.calendar.delegations.models import DELEGATED_NAMES, Delegated, Delegation
from app.calendar.models import Appointment
from app.calendar.parts import Part, appointment_part
from app.calendar.routes import appointment_or_404
from app.extensions import db
from app.forms import page
from app.spaces import bp as door

READ = Permission.READ_SPACE
PLAN = Permission.PLAN_APPOINTMENTS


@appointment_part(order=90)
def delegation_part(appointment: Appointment) -> Part | None:
    """Show to whom it was handed, to those who plan; to whom it was handed, the way to give it back."""
    if can(PLAN):
        given, mine = queries.of(appointment), None
        open_to = services.may_be_handed_over(appointment)
    elif can(Permission.KEEP_MINUTES) or g.get("is_guest"):
        given, mine, open_to = [], services.of_person(appointment, current_user.me.id), []
    else:
        return None
    if not (given or mine or open_to):
        return None
    context = {"given": given, "mine": mine, "may": bool(open_to), "names": DELEGATED_NAMES}
    return Part("calendar/delegations/part.html", context)


@bp.route("/", methods=["GET", "POST"])
@requires(PLAN)
def edit(appointment_id: int) -> AnyResponse:
    """Hand it to one more person, or see who has it."""
    appointment = appointment_or_404(appointment_id)
    form = HandOverForm()
    form.offer(queries.who_may_take_on(), services.may_be_handed_over(appointment) or [Delegated.MEETING])
    if form.validate_on_submit():
        with form.rules():
            _hand_over(appointment, form)
            return redirect(url_for(".edit", appointment_id=appointment.id))
    return page(
        "calendar/delegations/edit.html",
        form=form,
        appointment=appointment,
        given=queries.of(appointment),
        names=DELEGATED_NAMES,
        may=bool(services.may_be_handed_over(appointment)),
    )


def _hand_over(appointment: Appointment, form: HandOverForm) -> None:
    what = Delegated(form.what.data)
    if form.person.data:
        person = db.session.get_one(Person, int(form.person.data))
        services.hand_over(appointment, person, what=what, by=current_user.me)
        flash(_("Übergeben. Eine Mail ist unterwegs."), "success")
    else:
        jobs.hand_over_by_address(
            appointment.space_id, appointment.id, form.email.data or "", what.value, current_user.me.id
        )
        flash(
            _("Wenn zu dieser Adresse ein Zugang gehört, bekommt die Person gleich eine Mail. Sobald sie "
              "zusagt, steht ihr Name hier."),
            "success",
        )  # fmt: skip


@bp.post("/zurueck")
@requires(PLAN)
def take_back(appointment_id: int) -> AnyResponse:
    """Take it back from somebody."""
    appointment = appointment_or_404(appointment_id)
    wanted = request.form.get("person", "")
    given = {str(one.person_id): one for one in queries.of(appointment)}
    if wanted in given:
        services.end(given[wanted], by=current_user.me)
    flash(_("Zurückgenommen. Das gilt ab sofort."), "success")
    return redirect(url_for(".edit", appointment_id=appointment.id))


@bp.post("/offene")
@requires(PLAN)
def take_back_offers(appointment_id: int) -> AnyResponse:
    """Take back what nobody has taken on yet."""
    appointment = appointment_or_404(appointment_id)
    services.end_offers(appointment, by=current_user.me)
    flash(_("Was noch niemand angenommen hat, ist zurückgenommen."), "success")
    return redirect(url_for(".edit", appointment_id=appointment.id))


def _mine(appointment_id: int) -> Delegation | None:
    """Return what of an appointment, also of a draft, was handed to the visitor."""
    appointment = db.session.get(Appointment, appointment_id)
    return services.of_person(appointment, current_user.me.id) if appointment is not None else None


def _nothing_here(appointment_id: int) -> AnyResponse:
    """Lead on who has nothing in their hands (any more): it may have been taken back a moment ago."""
    appointment_or_404(appointment_id)
    flash(_("Dir ist an diesem Termin gerade nichts übergeben."), "info")
    return redirect(url_for("space.calendar.show", appointment_id=appointment_id))


@bp.get("/annehmen")
@requires(READ)
def offer(appointment_id: int) -> AnyResponse:
    """What was offered, to somebody from outside."""
    delegation = _mine(appointment_id)
    if delegation is None:
        return _nothing_here(appointment_id)
    if delegation.accepted_at is not None:
        return _to(delegation)
    return page("calendar/delegations/offer.html", delegation=delegation, names=DELEGATED_NAMES)


def _to(delegation: Delegation) -> AnyResponse:
    return redirect(url_for("space.calendar.show", appointment_id=delegation.appointment_id))


@bp.post("/annehmen")
@requires(READ)
def accept(appointment_id: int) -> AnyResponse:
    """Take it on."""
    delegation = _mine(appointment_id)
    if delegation is None:
        return _nothing_here(appointment_id)
    services.accept(delegation, by=current_user.me)
    flash(_("Danke. Du hast es jetzt mit in der Hand."), "success")
    return _to(delegation)


@bp.post("/abgeben")
@requires(READ)
def give_back(appointment_id: int) -> AnyResponse:
    """Say no, or give it back later."""
    delegation = _mine(appointment_id)
    if delegation is None:
        return _nothing_here(appointment_id)
    services.end(delegation, by=current_user.me)
    flash(_("Du hast es wieder abgegeben."), "success")
    return redirect(url_for("home.today"))


door.register_blueprint(bp)
