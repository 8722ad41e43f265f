"""What every form shares: text is cleaned, rules speak at their field, a refused form answers 422."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from wtforms import (
    DateField,
    EmailField,
    Field,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.extensions import db
from app.rules import RuleBroken, TooOften

LONGEST_TEXT = 20_000
LAST_PAGE = 10_000
_KEPT_CONTROLS = "\n\t"


def clean(text: str | None) -> str:
    """Return typed text in one spelling (NFC, line ends \\n), without control characters and outer blanks."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def needed(message: Any) -> list[Any]:
    """Return the validators of a field that has to be filled in, with what to say when it is not."""
    return [InputRequired(message), _not_blank(message)]


def _not_blank(message: Any) -> Any:
    def check(_form: FlaskForm, field: Field) -> None:
        if isinstance(field.data, str) and not field.data.strip():
            raise ValidationError(str(message))

    return check


def one_line(_form: FlaskForm, field: Field) -> None:
    """Refuse line breaks: what is typed here may become a heading of a mail or a calendar entry."""
    if any(c in str(field.data or "") for c in "\n\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"):
        raise ValidationError(str(_l("Bitte in einer Zeile schreiben, ohne Umbruch.")))


def _at_most(length: int) -> Length:
    return Length(max=length, message=_l("Bitte kürzen: höchstens %(max)d Zeichen."))


def line(label: Any, *, most: int, need: Any = None, hint: Any = "", **options: Any) -> StringField:
    """Return a field for one line; `need` is what to say when it is empty, without it the field is free."""
    validators = [*(needed(need) if need else [Optional()]), one_line, _at_most(most)]
    return StringField(label, validators, filters=[clean], description=hint, **options)


def paragraph(label: Any, *, most: int = LONGEST_TEXT, hint: Any = "", **options: Any) -> TextAreaField:
    """Return a field for several lines."""
    return TextAreaField(label, [Optional(), _at_most(most)], filters=[clean], description=hint, **options)


def email(label: Any, *, need: Any = None, hint: Any = "") -> EmailField:
    """Return a field for an e-mail address, kept in lower case."""
    wrong = Email(
        _l("Das sieht nicht nach einer E-Mail-Adresse aus. Bitte noch einmal ansehen."),
        allow_smtputf8=False,  # with an umlaut before the @ hardly any server delivers it
    )
    return EmailField(
        label,
        [*(needed(need) if need else [Optional()]), wrong, _at_most(254)],
        filters=[clean, str.lower],
        description=hint,
    )


class Ticks(SelectMultipleField):
    """Any number of boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Day(DateField):
    """A day, as browsers send it or as people write it."""

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises ValueError with what to do for one that does not exist."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as error:
            self.data = None
            raise ValueError(
                _("Diesen Tag gibt es nicht. Bitte so schreiben: %(example)s.", example="12.03.2025")
            ) from error


class ClockTime(TimeField):
    """A time of day."""

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%H:%M", "%H:%M:%S", "%H.%M"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time. Raises ValueError with what to do for one that does not exist."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as error:
            self.data = None
            raise ValueError(
                _("Diese Uhrzeit gibt es nicht. Bitte so schreiben: %(example)s.", example="19:00")
            ) from error


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Return what may be chosen, from pairs of what is sent and what is shown."""
    return [SelectChoice(value, label) for value, label in pairs]


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is not typed
    """The base of every form."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF is not typed
        """Reads text only: a file that is sent for a text field is no text. A form for files reads them itself."""

        def wrap_formdata(self, _form: FlaskForm, formdata: Any) -> Any:
            """Return what was typed, on its way to the fields."""
            if formdata is _Auto:
                return request.form if request.method == "POST" else None
            return formdata

    @contextmanager
    def rules(self) -> Iterator[None]:
        """Turn a broken rule inside the block into an error at its field; undo what was begun."""
        try:
            yield
        except TooOften:
            raise  # not about what was typed: the page says how long to wait
        except RuleBroken as broken:
            db.session.rollback()
            field = self._fields.get(broken.field or "")
            if field is None:
                self.form_errors.append(broken.message)
            else:
                field.errors = (*field.errors, broken.message)


def page(template: str, *, form: Form | None = None, status: int = 200, **context: Any) -> Response:
    """Render a page; 422 when its form was refused."""
    refused = form is not None and bool(form.errors)
    return make_response(render_template(template, form=form, **context), 422 if refused else status)


def version_in(text: str | None) -> int:
    """Return the version that a form carried; -1 where that cannot be read, so that it matches none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class VersionedForm(Form):
    """A form that knows which version of the row it was opened on."""

    version = HiddenField(default="0")

    @property
    def seen_version(self) -> int:
        """Which version the person saw when they opened the form."""
        return version_in(self.version.data)


def page_number() -> int:
    """Return which page of a list is asked for; the first where that cannot be read."""
    text = request.args.get("seite", "1")
    return max(1, min(int(text), LAST_PAGE)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
