"""When the worker fetches sittings: each night, and when the office asks for it."""

from __future__ import annotations

from flask import current_app

from app.districts.councils.oparl import services
from app.queue import every, job


def is_open_house() -> bool:
    """Whether servers in a private network, and without https, may be asked: for tests, and to try it out."""
    return current_app.config["STADTTEILWERK_ENV"] in ("testing", "development")


@job
def fetch_sittings(source_id: int) -> None:
    """Fetch one source. A job of its own: between two of them, mails go out."""
    services.fetch(source_id, allows_private=is_open_house())


@every(minute="7", hour="4")
def fetch_each_night() -> None:
    """Fetch every source that is on."""
    for source_id in services.turned_on():
        fetch_sittings(source_id)
