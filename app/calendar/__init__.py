"""Everything with a date. An appointment belongs to a space, is drafted, announced, perhaps cancelled."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("calendar", __name__, url_prefix="/termine")
