"""The pages of a space itself: who is in it, and what it says of itself."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import ROLE_NAMES, Permission, Role, can, requires
from app.accounts import services as accounts
from app.extensions import db
from app.forms import page
from app.rules import Changed
from app.spaces import bp, people, queries, services, settings
from app.spaces.door import current_space
from app.spaces.forms import SpaceSettingsForm, TakeInForm
from app.spaces.models import Membership


@people.get("/")
@requires(Permission.SEE_MEMBERS)
def listing() -> Response:
    """Who is in this space."""
    return page("spaces/people.html", members=queries.members(), role_names=ROLE_NAMES)


def _roles_to_give() -> tuple[Role, ...]:
    return services.ROLES_IN[current_space().kind] if can(Permission.MANAGE_MEMBERSHIPS) else (Role.MEMBER,)


@people.route("/neu", methods=["GET", "POST"])
@requires(Permission.INVITE_MEMBERS)
def take_in() -> AnyResponse:
    """Add somebody and send the invitation."""
    form = TakeInForm()
    form.offer(_roles_to_give())
    if form.validate_on_submit():
        with form.rules():
            person = services.take_in(
                current_space(),
                name=form.name.data or "",
                email=form.email.data or None,
                phone=form.phone.data or "",
                role=Role(form.role.data),
                by=current_user.me,
            )
            flash(
                _("Eingetragen. Die Einladung ist unterwegs.") if person.email else _("Eingetragen."),
                "success",
            )
            return redirect(url_for(".listing"))
    return page("spaces/take_in.html", form=form)


def _membership_or_404(membership_id: int) -> Membership:
    membership = db.session.get(Membership, membership_id)
    if membership is None:
        abort(404)
    return membership


@people.post("/<id:membership_id>/einladen")
@requires(Permission.INVITE_MEMBERS)
def invite_again(membership_id: int) -> AnyResponse:
    """Send the invitation once more."""
    membership = _membership_or_404(membership_id)
    accounts.invite(membership.person, by=current_user.me, to=current_space().name)
    flash(_("Die Einladung ist unterwegs."), "success")
    return redirect(url_for(".listing"))


@people.post("/<id:membership_id>/beenden")
@requires(Permission.MANAGE_MEMBERSHIPS)
def end_membership(membership_id: int) -> AnyResponse:
    """Take a role away."""
    membership = _membership_or_404(membership_id)
    services.end_membership(membership, by=current_user.me)
    flash(_("Die Rolle ist beendet."), "success")
    own = membership.person_id == current_user.me.id  # this page may be closed to them now
    return redirect(url_for("home.today" if own else ".listing"))


@settings.route("/", methods=["GET", "POST"])
@requires(Permission.EDIT_SPACE)
def edit() -> AnyResponse:
    """Change what the space says of itself."""
    space = current_space()
    form = SpaceSettingsForm(obj=space)
    theirs = None
    if form.validate_on_submit():
        with form.rules():
            try:
                services.describe_space(
                    space,
                    description=form.description.data or "",
                    contact=form.contact.data or "",
                    default_place=form.default_place.data or "",
                    default_access=form.default_access.data or "",
                    default_time=form.default_time.data or space.default_time,
                    seen_version=form.seen_version,
                    by=current_user.me,
                )
            except Changed:
                theirs = space
                form.version.data = str(space.version)
                raise
            flash(_("Gespeichert."), "success")
            return redirect(url_for("space.home.show"))
    return page("spaces/settings.html", form=form, theirs=theirs)


for inner in (people, settings):
    bp.register_blueprint(inner)
