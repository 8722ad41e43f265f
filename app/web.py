"""What every request shares: one commit at the edge, error pages, headers, converters, template filters."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, ValidationError

from app.db import MAX_ID, set_reading
from app.extensions import db, login
from app.rules import RuleBroken, TooOften

log = logging.getLogger(__name__)

READS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: the check of forms under HTTPS needs the origin.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class IdConverter(BaseConverter):
    """A key in an address. What no database could hold is not found, instead of an error."""

    regex = r"[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        """Return the key. Raises ValidationError (404) if no row could have it."""
        if int(value) > MAX_ID:
            raise ValidationError
        return int(value)


class SlugConverter(BaseConverter):
    """A space's name in an address: small letters, digits, hyphens."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class YearConverter(BaseConverter):
    """A year that a calendar can show."""

    regex = r"(?:19|20|21)[0-9]{2}"

    def to_python(self, value: str) -> int:
        """Return the year."""
        return int(value)


# --- one commit at the edge


def _begin() -> None:
    set_reading(request.method in READS)


def wake_the_worker() -> None:
    """Tell the worker that mail is waiting. If that fails, it finds it within a minute by itself."""
    try:
        current_app.extensions["wake_the_worker"]()
    except Exception:
        log.exception("The worker could not be woken.")


def _commit_at_the_edge(response: Response) -> Response:
    if request.method in READS:
        return response  # the session is closed without a commit: a GET changes nothing
    if response.status_code < 400:
        queued = db.session.info.pop("mail_queued", False)
        db.session.commit()
        if queued:
            wake_the_worker()
    else:
        db.session.rollback()
    return response


# --- headers and addresses


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint not in ("static", "bootstrap.static"):
        # Phones are shared: nobody finds the last person's pages behind the back button.
        response.headers.setdefault("Cache-Control", "no-store")
    elif "v" not in request.args:
        # A script that another one imports is named without a version: the browser asks whether it changed.
        response.headers["Cache-Control"] = "no-cache"
    return response


def _version_static_files(app: Flask) -> None:
    # Files are kept by browsers for a year; a changed file has another address.
    known: dict[tuple[str, str], str] = {}

    def version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint not in ("static", "bootstrap.static") or "filename" not in values:
            return
        key = (endpoint, str(values["filename"]))
        if key not in known:
            owner = app if endpoint == "static" else app.blueprints["bootstrap"]
            file = Path(str(owner.static_folder)) / key[1]
            known[key] = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"
        values["v"] = known[key]

    app.url_defaults(version)


# --- errors

WAY_BACK = "/"


def _error_page(code: int, heading: str, explanation: str, **headers: str) -> tuple[str, int, dict[str, str]]:
    page = render_template(
        "errors/page.html",
        code=code,
        heading=heading,
        explanation=explanation,
        way_back=(_("Zur Startseite"), WAY_BACK),
    )
    return page, code, headers


def _explain(code: int) -> tuple[str, str]:
    texts = {
        400: (_("Das konnten wir nicht lesen"),
              _("Die Anfrage kam unvollständig an. Bitte geh zurück und versuche es noch einmal.")),
        403: (_("Das ist anderen vorbehalten"),
              _("Mit deiner Rolle geht das hier nicht. Wenn du es brauchst, frag die Kreisgeschäftsstelle.")),
        404: (_("Diese Seite gibt es nicht"),
              _("Vielleicht ist die Adresse vertippt, die Seite umgezogen oder nicht für dich bestimmt.")),
        405: (_("So geht es hier nicht weiter"),
              _("Diese Adresse nimmt nur Eingaben aus ihrem Formular an. Bitte geh zurück und beginne dort.")),
        413: (_("Das ist zu groß"),
              _("Mehr als ein Megabyte auf einmal nehmen wir nicht an. Bitte kürze den Text und schicke ihn "
                "noch einmal; in deinem Browser steht er noch, wenn du zurückgehst.")),
        429: (_("Einen Moment bitte"),
              _("Das waren viele Versuche hintereinander. Bitte warte ein paar Minuten.")),
        503: (_("Gerade geht es nicht"),
              _("Es wurde nichts gespeichert und nichts ist verloren. Bitte geh zurück und versuche es in "
                "einer Minute noch einmal.")),
    }  # fmt: skip
    unexpected = (
        _("Da ist bei uns etwas schiefgegangen"),
        _("Es wurde nichts gespeichert. Bitte geh zurück und versuche es noch einmal."),
    )
    return texts.get(code, texts[400] if 400 <= code < 500 else unexpected)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    if isinstance(error, SecurityError):  # a foreign host name: no address of ours can be built for it
        return "400 Bad Request: unknown host name\n", 400, {"Content-Type": "text/plain; charset=utf-8"}
    code = error.code or 500
    heading, explanation = _explain(code)
    headers = dict(error.get_headers()) if code in (405, 429) else {}
    headers.pop("Content-Type", None)
    return _error_page(code, heading, explanation, **headers)


def _csrf_error(_error: CSRFError) -> Any:
    return _error_page(
        400,
        _("Das Formular ist abgelaufen"),
        _("Vielleicht hast du dich inzwischen an- oder abgemeldet. Dein Text ist noch da: Geh zurück, "
          "kopiere ihn, lade die Seite neu und schicke sie noch einmal."),
    )  # fmt: skip


def _rule_broken(error: RuleBroken) -> Any:
    db.session.rollback()
    if isinstance(error, TooOften):
        headers = {"Retry-After": str(error.wait_s)}
        return _error_page(429, _("Einen Moment bitte"), error.message, **headers)
    return _error_page(422, _("Das geht so nicht"), error.message)


def _stale(_error: StaleDataError) -> Any:
    db.session.rollback()
    return _error_page(
        409,
        _("Da war jemand schneller"),
        _("Im selben Augenblick hat jemand anderes das geändert. Geh zurück, lade die Seite neu und "
          "versuche es noch einmal."),
    )  # fmt: skip


_NO_ROOM_OR_TIME = ("locked", "disk is full", "disk i/o error", "readonly", "busy", "no space",
                    "connection", "could not extend", "server closed", "timeout",
                    "unable to open", "deadlock")  # fmt: skip


def _unexpected(error: InternalServerError) -> Any:
    original = error.original_exception
    if isinstance(original, StaleDataError):  # found only at the commit
        return _stale(original)
    db.session.rollback()
    g.plain_page = True  # the error page must not need what just failed, not even to know who is calling
    g._login_user = login.anonymous_user()
    code = 500
    if isinstance(original, OperationalError):
        words = str(original.orig).lower()
        if any(sign in words for sign in _NO_ROOM_OR_TIME):
            code = 503
    session.pop("_flashes", None)  # nothing of what they say has happened
    heading, explanation = _explain(code)
    return _error_page(code, heading, explanation, **({"Retry-After": "60"} if code == 503 else {}))


def init_web(app: Flask) -> None:
    """Bind all this to the app."""
    app.url_map.converters.update(id=IdConverter, slug=SlugConverter, year=YearConverter)
    if app.config["PROXIES"]:
        count = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_harden)
    app.after_request(_commit_at_the_edge)
    _version_static_files(app)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(InternalServerError, _unexpected)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
