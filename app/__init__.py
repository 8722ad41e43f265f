"""Stadtteilwerk: the working tool of a Kreisverband and its Stadtteilverbände."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from flask import Flask

WITH_ROUTES = (
    "accounts",
    "spaces",
    "calendar",
    "calendar.clashes",
    "calendar.series",
    "calendar.invitations",
    "calendar.polls",
    "calendar.delegations",
    "calendar.year",
    "calendar.feeds",
    "calendar.imports",
    "districts.meetings",
    "districts.meetings.conduct",
    "districts.meetings.minutes",
    "districts.meetings.decisions",
    "districts.meetings.tasks",
    "districts.meetings.turnout",
    "districts.councils",
    "districts.councils.sittings",
    "districts.councils.intake",
    "districts.councils.oparl",
    "districts.councils.reports",
    "districts.councils.concerns",
    "lists",
    "notices",
    "exchange",
    "board",
    "home",
    "office",
)
"""The packages that serve pages; a new activity is one more word here."""


def create_app(overrides: Mapping[str, object] | None = None, *, commands: bool = True) -> Flask:
    """Build the application. `overrides` are settings by the names of config.SETTINGS, for tests.

    The web does without the commands, and so without all that only they load (app.wsgi).
    """
    from app.config import init_logging, load_settings

    app = Flask(__name__, template_folder="../templates", instance_relative_config=True)
    load_settings(app, overrides)
    init_logging(app)
    for step in (_init_extensions, _init_ground, _init_activities, _init_door):
        step(app)
    if commands:
        _init_commands(app)
    return app


def _init_extensions(app: Flask) -> None:
    from app import extensions
    from app.db import open_engine_hooks

    for extension in ("db", "login", "csrf", "mail", "bootstrap"):
        getattr(extensions, extension).init_app(app)
    with app.app_context():
        open_engine_hooks(extensions.db.engine, strict=app.config["STADTTEILWERK_ENV"] == "production")


def _init_ground(app: Flask) -> None:
    from app.markup import init_markup
    from app.outbox import init_outbox
    from app.spaces.door import preferred_language
    from app.speech import init_speech
    from app.web import init_web

    init_speech(app, preferred=preferred_language)
    for init in (init_web, init_outbox, init_markup):
        init(app)


def _init_activities(app: Flask) -> None:
    from app import accounts, board, exchange, health, home, lists, office, spaces
    from app.calendar import feeds, invitations, polls, year
    from app.districts.councils.reports import public as public_reports

    for package in WITH_ROUTES:
        import_module(f"app.{package}.routes")
    # Whatever belongs to a space has hung itself behind the door, spaces.bp, with its routes.
    public = (invitations.answers, polls.answers, lists.subscribing, feeds.public, public_reports.bp)
    across = (home.today, feeds.bp, year.bp, exchange.bp, board.bp, office.bp)
    for blueprint in (health.bp, accounts.bp, *public, *across, spaces.bp):
        app.register_blueprint(blueprint)


def _init_door(app: Flask) -> None:
    from app.jobs import init_jobs
    from app.spaces.door import init_door

    init_jobs(app)
    init_door(app)


def _init_commands(app: Flask) -> None:
    from app.cli import init_cli

    init_cli(app)
