"""How the interface speaks: in which language, with which dates and numbers.

German is the language of the source; the others are catalogues. Templates translate through the functions
here, because Flask-Babel looks its context up anew for every single word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app import clock
from app.extensions import babel

SOURCE = "de"
LANGUAGES = {"de": "Deutsch", "en": "English"}
WEEKDAYS = {
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
AT = {"de": "{} Uhr", "en": "{}"}


def language() -> str:
    """Return the language that is spoken here and now: `de` or `en`."""
    try:
        return str(g.speaking)
    except AttributeError:
        g.speaking = current_app.extensions["preferred_language"]()
        return str(g.speaking)


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Speak another language for a while: a mail is in the language of whom it goes to."""
    before = g.get("speaking")
    g.speaking = wanted
    try:
        with force_locale(wanted):
            yield
    finally:
        if before is None:
            g.pop("speaking")
        else:
            g.speaking = before


@cache
def _catalogue(folder: str, wanted: str) -> NullTranslations:
    return NullTranslations() if wanted == SOURCE else Translations.load(folder, [wanted])


def _translations() -> NullTranslations:
    return _catalogue(current_app.config["BABEL_TRANSLATION_DIRECTORIES"], language())


def _gettext(text: str) -> str:
    return text if language() == SOURCE else str(_translations().ugettext(text))


def _ngettext(one: str, many: str, number: int) -> str:
    if language() == SOURCE:
        return one if number == 1 else many
    return str(_translations().ungettext(one, many, number))


# --- dates and numbers


def _day(at: date) -> str:
    return f"{WEEKDAYS[language()][at.weekday()]}, {at:%d.%m.%Y}"


def day(value: datetime | date) -> str:
    """Return `Mi., 12.03.2025`."""
    return _day(clock.local(value) if isinstance(value, datetime) else value)


def short_day(value: datetime | date) -> str:
    """Return `12.03.`, for where there is little room and the year is clear."""
    return f"{clock.local(value) if isinstance(value, datetime) else value:%d.%m.}"


def clock_time(value: datetime) -> str:
    """Return `19:00`."""
    return f"{clock.local(value):%H:%M}"


def moment(value: datetime) -> str:
    """Return `Mi., 12.03.2025, 19:00 Uhr`."""
    at = clock.local(value)
    return f"{_day(at)}, {AT[language()].format(f'{at:%H:%M}')}"


def span(starts: datetime, ends: datetime) -> str:
    """Return `Mi., 12.03.2025, 18:00–20:00 Uhr`; with both days where it ends on another."""
    first, last = clock.local(starts), clock.local(ends)
    if first.date() != last.date():
        return f"{moment(starts)} – {moment(ends)}"
    times = f"{first:%H:%M}–{last:%H:%M}"  # the typographic dash of a span
    return f"{_day(first)}, {AT[language()].format(times)}"


def near(value: datetime) -> str:
    """Return "heute", "morgen", "in 3 Tagen" within a week ahead, else nothing."""
    days = (clock.local(value).date() - clock.today()).days
    if not 0 <= days <= 7:
        return ""
    if days < 2:
        return str((_("heute"), _("morgen"))[days])
    return str(ngettext("in %(num)d Tag", "in %(num)d Tagen", days))


def figure(number: float, decimals: int = 0) -> str:
    """Return a number with the separators of the language: `19.211`, `1,2`."""
    text = f"{number:,.{decimals}f}"
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


def init_speech(app: Flask, *, preferred: Callable[[], str]) -> None:
    """Bind languages and template filters; `preferred` says what the person of a request speaks."""
    app.extensions["preferred_language"] = preferred
    babel.init_app(app, locale_selector=language)
    environment: Any = app.jinja_env
    environment.install_gettext_callables(_gettext, _ngettext, newstyle=True)
    for template_filter in (day, short_day, moment, near, figure):
        app.add_template_filter(template_filter)
    app.add_template_filter(clock_time, "clock")
    app.add_template_global(span)
