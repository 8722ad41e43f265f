"""How many came over the year, and which time of day brought whom (measure 10 of the resolution)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("turnout", __name__, url_prefix="/beteiligung")
