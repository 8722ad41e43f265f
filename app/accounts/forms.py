"""The forms of the account pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, RadioField
from wtforms.validators import Length

from app.accounts.models import Language, MailWish
from app.accounts.passwords import LONGEST
from app.forms import Form, choices, email, line, needed

_SHORT_ENOUGH = Length(max=LONGEST, message=_l("Bitte kürzen: höchstens %(max)d Zeichen."))
_NEW_PASSWORD_HINT = _l("Mindestens 10 Zeichen. Gut sind drei, vier Wörter, die nur dir einfallen.")
_NEED_PASSWORD = needed(_l("Bitte dein Passwort eingeben."))


class LoginForm(Form):
    """Address and password."""

    email = email(_l("E-Mail-Adresse"), need=_l("Bitte deine E-Mail-Adresse eingeben."))
    password = PasswordField(_l("Passwort"), [*_NEED_PASSWORD, _SHORT_ENOUGH])
    remember = BooleanField(
        _l("Angemeldet bleiben"), description=_l("Nur auf einem Gerät, das du mit niemandem teilst.")
    )


class CodeForm(Form):
    """The second factor."""

    code = line(
        _l("Code"),
        most=20,
        need=_l("Bitte den Code eingeben."),
        hint=_l("Sechs Ziffern aus der App, oder einer deiner Ersatzcodes."),
    )


class FirstCodeForm(Form):
    """The code that shows that the app was set up."""

    code = line(
        _l("Code"), most=20, need=_l("Bitte den Code eingeben."), hint=_l("Sechs Ziffern aus der App.")
    )


class ResetRequestForm(Form):
    """Where to send a link for a new password."""

    email = email(_l("E-Mail-Adresse"), need=_l("Bitte deine E-Mail-Adresse eingeben."))


class NewPasswordForm(Form):
    """A new password by a mailed link."""

    password = PasswordField(
        _l("Neues Passwort"), [*_NEED_PASSWORD, _SHORT_ENOUGH], description=_NEW_PASSWORD_HINT
    )


class PasswordForm(Form):
    """The own password, shown once more before something that matters."""

    password = PasswordField(_l("Dein Passwort"), [*_NEED_PASSWORD, _SHORT_ENOUGH])


class JoinForm(Form):
    """An accepted invitation."""

    name = line(
        _l("Dein Name"),
        most=120,
        need=_l("Bitte deinen Namen eintragen."),
        hint=_l("So sehen ihn die anderen."),
    )
    password = PasswordField(_l("Passwort"), [*_NEED_PASSWORD, _SHORT_ENOUGH], description=_NEW_PASSWORD_HINT)


class ChangePasswordForm(Form):
    """A new password by the old one."""

    old = PasswordField(_l("Bisheriges Passwort"), [*_NEED_PASSWORD, _SHORT_ENOUGH])
    password = PasswordField(
        _l("Neues Passwort"), [*_NEED_PASSWORD, _SHORT_ENOUGH], description=_NEW_PASSWORD_HINT
    )


class ProfileForm(Form):
    """What a person says of themselves."""

    name = line(
        _l("Name"), most=120, need=_l("Bitte deinen Namen eintragen."), hint=_l("So sehen ihn die anderen.")
    )
    phone = line(
        _l("Telefon"),
        most=40,
        hint=_l("Sehen nur Sprecher*innen deiner Bereiche und die Kreisgeschäftsstelle."),
    )
    language = RadioField(
        _l("Sprache"),
        choices=choices([(Language.GERMAN.value, "Deutsch"), (Language.ENGLISH.value, "English")]),
    )
    mail_wish = RadioField(
        _l("Neuigkeiten per Mail"),
        choices=choices(
            [
                (
                    MailWish.AT_ONCE.value,
                    _l("sofort, sobald etwas neu ist: Termine, Beschlüsse, Eilmeldungen"),
                ),
                (MailWish.WEEKLY.value, _l("einmal in der Woche: am Montagmorgen alles Neue in einer Mail")),
                (MailWish.NONE.value, _l("gar nicht: Neues siehst du, wenn du dich anmeldest")),
            ]
        ),
        description=_l("Einladungen bekommst du immer."),
    )
