"""The pages of one's own account."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, abort, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import delivery
from app.access import half_signed_in, public, signed_in
from app.accounts import bp, second_factor, services, sessions, throttle, tokens
from app.accounts.forms import (
    ChangePasswordForm,
    CodeForm,
    FirstCodeForm,
    JoinForm,
    LoginForm,
    NewPasswordForm,
    PasswordForm,
    ProfileForm,
    ResetRequestForm,
)
from app.accounts.jobs import prepare_reset
from app.accounts.models import Language, LoginSession, MailWish, TokenPurpose
from app.extensions import db
from app.forms import page


def _onward() -> AnyResponse:
    """Go where the person wanted to go, if that is a page of ours."""
    return redirect(safe_path(request.args.get("next", "")) or url_for("home.today"))


def _where_from() -> str:
    """Return the path of the page that the person was on."""
    try:
        return safe_path(urlsplit(request.referrer or "").path)
    except ValueError:
        return ""


def safe_path(wanted: str) -> str:
    """Return a path of this site, or nothing: a link must not lead elsewhere after the login."""
    try:
        parts = urlsplit(wanted)
    except ValueError:  # a lone bracket
        return ""
    odd = parts.scheme or parts.netloc or "\\" in wanted or any(ord(c) < 33 for c in wanted)
    return "" if odd or not wanted.startswith("/") or wanted.startswith("//") else wanted


@bp.route("/anmelden", methods=["GET", "POST"])
@public
def login() -> AnyResponse:
    """Log in."""
    if current_user.is_authenticated:
        return _onward()
    form = LoginForm()
    if form.validate_on_submit():
        with form.rules():
            person = services.log_in(form.email.data or "", form.password.data or "")
            sessions.start(person, remember=form.remember.data)
            return _onward()
    return page("accounts/login.html", form=form, demo=delivery.mails_become_files())


@bp.route("/anmelden/code", methods=["GET", "POST"])
@half_signed_in
def code() -> AnyResponse:
    """Show the second factor."""
    if current_user.is_authenticated:
        return _onward()
    if current_user.must_enrol:
        return redirect(url_for(".enrol", next=request.args.get("next")))
    form = CodeForm()
    if form.validate_on_submit():
        with form.rules():
            second_factor.show(current_user.me, form.code.data or "", current_user.login)
            return _onward()
    return page("accounts/code.html", form=form)


@bp.route("/konto/zweiter-schritt", methods=["GET", "POST"])
@half_signed_in
def enrol() -> AnyResponse:
    """Set up the second factor."""
    person = current_user.me
    if person.has_second_factor:
        return redirect(url_for(".profile" if current_user.is_authenticated else ".code"))
    form = FirstCodeForm()
    if request.method == "POST" and person.totp_secret is None:
        second_factor.prepare(person)
        return redirect(url_for(".enrol", next=request.args.get("next")))
    if form.validate_on_submit():
        with form.rules():
            codes = second_factor.confirm(person, form.code.data or "", current_user.login)
            return page(
                "accounts/recovery_codes.html", codes=codes, onward=safe_path(request.args.get("next", ""))
            )
    return page("accounts/enrol.html", form=form, person=person, second_factor=second_factor)


@bp.post("/konto/zweiter-schritt/ersatzcodes")
@signed_in
def recovery_codes() -> Response:
    """Replace the recovery codes."""
    if not current_user.me.has_second_factor:
        abort(404)
    return page(
        "accounts/recovery_codes.html", codes=second_factor.renew_recovery_codes(current_user.me), onward=""
    )


@bp.post("/konto/zweiter-schritt/entfernen")
@signed_in
def remove_second_factor() -> AnyResponse:
    """Take the own second factor away, by the password."""
    person = current_user.me
    form = PasswordForm()
    if form.validate_on_submit():
        with form.rules():
            services.remove_second_factor(person, password=form.password.data or "")
            sessions.leave()
            flash(_("Der zweite Schritt ist entfernt. Bitte melde dich neu an."), "success")
            return redirect(url_for(".login"))
    return _profile_page(ProfileForm(formdata=None, obj=person), password_form=form)


@bp.post("/abmelden")
@half_signed_in
def logout() -> AnyResponse:
    """Log out on this device."""
    services.log_out(current_user.login)
    flash(_("Du bist abgemeldet."), "success")
    return redirect(url_for(".login"))


@bp.route("/passwort", methods=["GET", "POST"])
@public
def request_reset() -> AnyResponse:
    """Ask for a link for a new password; the answer is the same for everybody."""
    form = ResetRequestForm()
    if form.validate_on_submit():
        throttle.count(throttle.RESET, form.email.data or "")
        prepare_reset(form.email.data or "")
        return page("accounts/reset_sent.html")
    return page("accounts/request_reset.html", form=form)


@bp.route("/passwort/<secret>", methods=["GET", "POST"])
@public
def reset(secret: str) -> AnyResponse:
    """Set a new password by a mailed link."""
    token = tokens.find(secret, TokenPurpose.RESET)
    if token is None:
        return page("accounts/link_over.html", status=410)
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.rules():
            services.reset_password(token, password=form.password.data or "")
            flash(
                _("Dein neues Passwort gilt. Du bist überall abgemeldet; melde dich jetzt neu an."), "success"
            )
            return redirect(url_for(".login"))
    return page("accounts/reset.html", form=form, person=token.person)


@bp.route("/einladung/<secret>", methods=["GET", "POST"])
@public
def join(secret: str) -> AnyResponse:
    """Accept an invitation."""
    token = tokens.find(secret, TokenPurpose.INVITATION)
    if token is None:
        return page("accounts/link_over.html", status=410)
    form = JoinForm(name=token.person.name)
    if form.validate_on_submit():
        with form.rules():
            person = services.accept_invitation(
                token, name=form.name.data or "", password=form.password.data or ""
            )
            sessions.start(person, remember=False)
            flash(_("Schön, dass du da bist."), "success")
            return redirect(url_for("home.today"))
    return page("accounts/join.html", form=form, person=token.person)


@bp.route("/konto", methods=["GET", "POST"])
@signed_in
def profile() -> AnyResponse:
    """See and change one's own account."""
    person = current_user.me
    form = ProfileForm(obj=person)
    if form.validate_on_submit():
        services.change_profile(
            person,
            name=form.name.data or "",
            phone=form.phone.data or "",
            language=Language(form.language.data),
            mail_wish=MailWish(form.mail_wish.data),
        )
        session.pop(
            "language", None
        )  # what the person chose here counts, not what this browser showed before
        flash(_("Gespeichert."), "success")
        return redirect(url_for(".profile"))
    return _profile_page(form, password_form=PasswordForm(formdata=None))


def _profile_page(form: ProfileForm, *, password_form: PasswordForm) -> Response:
    person = current_user.me
    return page(
        "accounts/profile.html",
        form=form,
        status=422 if password_form.errors else 200,
        person=person,
        logins=sessions.running(person),
        password_form=password_form,
    )


@bp.route("/konto/passwort", methods=["GET", "POST"])
@signed_in
def change_password() -> AnyResponse:
    """Change the own password."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.rules():
            services.change_password(
                current_user.me,
                old=form.old.data or "",
                new=form.password.data or "",
                login=current_user.login,
            )
            flash(_("Dein neues Passwort gilt. Andere Geräte sind abgemeldet."), "success")
            return redirect(url_for(".profile"))
    return page("accounts/change_password.html", form=form)


@bp.post("/konto/anmeldungen/<id:login_id>/beenden")
@signed_in
def end_login(login_id: int) -> AnyResponse:
    """End one of the own logins."""
    running = db.session.get(LoginSession, login_id)
    if running is None or running.person_id != current_user.me.id:
        abort(404)
    sessions.end(running)
    flash(_("Das Gerät ist abgemeldet."), "success")
    return redirect(url_for(".profile"))


@bp.post("/konto/anmeldungen/beenden")
@signed_in
def end_other_logins() -> AnyResponse:
    """End all other logins."""
    sessions.end_all(current_user.me, but=current_user.login)
    flash(_("Alle anderen Geräte sind abgemeldet."), "success")
    return redirect(url_for(".profile"))


@bp.get("/abmelden")
@bp.get("/sprache")
@public
def nothing_to_see() -> AnyResponse:
    """Lead on who loads the address of a button once more."""
    return redirect(url_for("home.today"))


@bp.post("/sprache")
@public
def set_language() -> AnyResponse:
    """Switch the language, for the person or for this browser."""
    wanted = request.form.get("language", "")
    if wanted not in set(Language):
        abort(400)
    session["language"] = wanted
    if current_user.is_known:
        current_user.me.language = Language(wanted)
    return redirect(safe_path(request.form.get("next", "")) or _where_from() or "/")
