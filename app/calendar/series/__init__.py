"""Meetings that come round: "every third Wednesday at 19:00, not in the school holidays"."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("series", __name__, url_prefix="/termine/serien")
