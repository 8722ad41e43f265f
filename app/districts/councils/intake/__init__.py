"""Sittings taken in from elsewhere: from the public notice, from a calendar file; shown first, entered once."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("intake", __name__, url_prefix="/sitzungen/uebernehmen")
