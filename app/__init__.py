"""Stadtteilwerk: the working tool of a Kreisverband and its Stadtteilverbände."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from flask import Flask

WITH_ROUTES = ("accounts", "spaces", "calendar", "districts.meetings", "home", "office")
"""The packages that serve pages; a new activity is one more word here."""


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """Build the application. `overrides` are settings by the names of config.SETTINGS, for tests."""
    from app.config import load_settings

    app = Flask(__name__, template_folder="../templates", instance_relative_config=True)
    load_settings(app, overrides)
    for step in (_init_extensions, _init_ground, _init_activities, _init_door):
        step(app)
    return app


def _init_extensions(app: Flask) -> None:
    from app import extensions
    from app.db import open_engine_hooks
    from app.spaces.door import language

    for extension in ("db", "login", "csrf", "mail", "bootstrap"):
        getattr(extensions, extension).init_app(app)
    extensions.babel.init_app(app, locale_selector=language)
    extensions.migrate.init_app(app, extensions.db, directory=str(app.config["MIGRATIONS"]))
    with app.app_context():
        open_engine_hooks(extensions.db.engine)


def _init_ground(app: Flask) -> None:
    from app.outbox import init_outbox
    from app.queue import init_queue
    from app.web import init_web

    for init in (init_web, init_outbox, init_queue):
        init(app)


def _init_activities(app: Flask) -> None:
    from app import accounts, health, home, office, spaces

    for package in WITH_ROUTES:
        import_module(f"app.{package}.routes")
    # Whatever belongs to a space has hung itself behind the door, spaces.bp, with its routes.
    for blueprint in (health.bp, accounts.bp, home.today, office.bp, spaces.bp):
        app.register_blueprint(blueprint)


def _init_door(app: Flask) -> None:
    from app.cli import init_cli
    from app.jobs import init_jobs
    from app.spaces.door import init_door

    for init in (init_jobs, init_cli, init_door):
        init(app)
