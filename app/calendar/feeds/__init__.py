"""Calendars to subscribe to: a person's, a space's, the public one."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("feeds", __name__, url_prefix="/kalender/abos")
"""One's own subscriptions."""
of_space = Blueprint("feeds", __name__, url_prefix="/termine/abo")
"""That of a space."""
public = Blueprint("feed", __name__, url_prefix="/kalender/abo")
"""What calendar programs fetch: the address is the key."""
