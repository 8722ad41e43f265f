"""Settings from the environment. Production refuses to start without its secrets."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
ENVIRONMENTS = ("production", "development", "testing")
"""An unknown word is refused: a typing error must not switch the checks of production off."""
LARGEST_REQUEST = 1024 * 1024
"""Bytes that a form may send. Uploads, when they come, get a limit of their own."""


class MissingSetting(SystemExit):
    """The environment lacks something without which it would not be safe to start."""

    def __init__(self, message: str) -> None:
        super().__init__(f"Stadtteilwerk startet nicht: {message}")


def _flag(text: str) -> bool:
    return text.strip().lower() not in ("", "0", "no", "nein", "false", "off")


@dataclass(frozen=True)
class Setting:
    """One environment variable: how it is read, what holds without it, what it means (for the README)."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any] = str


SETTINGS = (
    Setting("STADTTEILWERK_ENV", "production", "`production`, `development` (demo allowed) or `testing`"),
    Setting(
        "STADTTEILWERK_INSTANCE", "instance", "folder for database, queue, mails as files and the secret"
    ),
    Setting("STADTTEILWERK_NOW", "", "stops the clock at this ISO time (demo and tests only)"),
    Setting("SECRET_KEY", "", "signs cookies; at least 32 characters; required in production"),
    Setting("PUBLIC_URL", "http://127.0.0.1:5000", "address people use; required in production, with https"),
    Setting("DATABASE_URL", "", "`postgresql://…`; empty means SQLite in the instance folder"),
    Setting("REDIS_URL", "", "`redis://…` for the queue; empty means SQLite in the instance folder"),
    Setting("REQUIRE_SECOND_FACTOR", "1", "office, board and speakers need a second factor", _flag),
    Setting("PROXIES", "0", "how many proxies in front are trusted to name the caller's address", int),
    Setting("MAIL_SERVER", "", "SMTP host; empty means mails become files in `instance/mail`"),
    Setting("MAIL_PORT", "587", "SMTP port", int),
    Setting("MAIL_USE_TLS", "1", "STARTTLS", _flag),
    Setting("MAIL_USE_SSL", "0", "TLS from the first byte (port 465)", _flag),
    Setting("MAIL_USERNAME", "", "SMTP login"),
    Setting("MAIL_PASSWORD", "", "SMTP password"),
    Setting("MAIL_SENDER", "Stadtteilwerk <stadtteilwerk@localhost>", "From of every mail"),
)


def _read(setting: Setting, text: str) -> Any:
    try:
        return setting.read(text)
    except ValueError as error:
        raise MissingSetting(f"{setting.name} muss eine Zahl sein, nicht „{text}“.") from error


def load_settings(app: Flask, overrides: Mapping[str, object] | None = None) -> None:
    """Read every setting into `app.config`, overrides (by the same names) last, and check them.

    `INSTANCE` is the override's name for STADTTEILWERK_INSTANCE. Raises MissingSetting.
    """
    config: dict[str, Any] = {
        setting.name: _read(setting, os.environ.get(setting.name, setting.default)) for setting in SETTINGS
    }
    config["INSTANCE"] = config.pop("STADTTEILWERK_INSTANCE")
    config.update(overrides or {})
    instance = Path(config["INSTANCE"])
    config["INSTANCE"] = instance if instance.is_absolute() else ROOT / instance
    _make_instance(config["INSTANCE"])
    if config["STADTTEILWERK_ENV"] not in ENVIRONMENTS:
        raise MissingSetting(f"STADTTEILWERK_ENV kennt nur: {', '.join(ENVIRONMENTS)}.")
    production = config["STADTTEILWERK_ENV"] == "production"
    if production:
        _check_production(config)
    elif not config["SECRET_KEY"]:
        config["SECRET_KEY"] = _own_secret(config["INSTANCE"] / "secret")
    address = urlsplit(config["PUBLIC_URL"])
    config.update(
        PUBLIC_URL=config["PUBLIC_URL"].rstrip("/"),
        TRUSTED_HOSTS=[address.hostname or "", *([] if production else ["127.0.0.1", "localhost"])],
        PREFERRED_URL_SCHEME=address.scheme,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        SESSION_COOKIE_NAME="stadtteilwerk",
        SESSION_COOKIE_SECURE=address.scheme == "https",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=60),
        # Minutes are written for longer than an hour; the token ends with the session instead.
        WTF_CSRF_TIME_LIMIT=None,
        MAIL_DEFAULT_SENDER=config["MAIL_SENDER"],
        MAIL_SUPPRESS_SEND=False,
        SQLALCHEMY_DATABASE_URI=_database(config),
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(config),
        BABEL_DEFAULT_LOCALE="de",
        BABEL_DEFAULT_TIMEZONE="Europe/Berlin",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app" / "translations"),
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    config.update({key: value for key, value in (overrides or {}).items() if key != "INSTANCE"})
    app.config.update(config)


def init_logging(app: Flask) -> None:
    """Let what the modules note reach the server's log: above all, who looked across all spaces."""
    notes = logging.getLogger("app")
    if not app.testing and not notes.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        notes.addHandler(handler)
        notes.setLevel(logging.INFO)


def _make_instance(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MissingSetting(
            f"Der Ordner {folder} lässt sich nicht anlegen. "
            "Bitte mit STADTTEILWERK_INSTANCE einen anderen nennen."
        ) from error


def _check_production(config: Mapping[str, Any]) -> None:
    if len(config["SECRET_KEY"]) < SHORTEST_SECRET:
        raise MissingSetting(
            "SECRET_KEY fehlt oder ist kürzer als 32 Zeichen. "
            'Einen guten gibt: python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    address = urlsplit(config["PUBLIC_URL"])
    if address.scheme != "https" or not address.hostname:
        raise MissingSetting("PUBLIC_URL muss die Adresse sein, unter der ihr arbeitet, mit https://.")
    if config.get("DEBUG") or _flag(os.environ.get("FLASK_DEBUG", "")):
        raise MissingSetting("Im Betrieb darf FLASK_DEBUG nicht gesetzt sein.")
    if config["STADTTEILWERK_NOW"]:
        raise MissingSetting("Im Betrieb darf STADTTEILWERK_NOW nicht gesetzt sein.")


def _own_secret(file: Path) -> str:
    # Two processes may start at once: whose file gets the name first wins, complete; the other reads it.
    if not file.exists():
        own = file.with_name(f"secret.{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as target:
            target.write(secrets.token_hex(SHORTEST_SECRET))
        with suppress(FileExistsError):
            os.link(own, file)
        own.unlink()
    return file.read_text()


def _database(config: Mapping[str, Any]) -> str:
    url: str = config["DATABASE_URL"]
    if not url:
        return f"sqlite:///{config['INSTANCE'] / 'stadtteilwerk.sqlite'}"
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _engine_options(config: Mapping[str, Any]) -> dict[str, Any]:
    # What a statement carries is people's names and addresses: it must not reach the log with an error.
    options: dict[str, Any] = {"hide_parameters": True}
    if not _database(config).startswith("sqlite"):
        options |= {"pool_pre_ping": True, "pool_size": 2, "connect_args": {"connect_timeout": 5}}
    return options
