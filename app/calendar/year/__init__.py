"""The year calendar: everything with a date across somebody's spaces; the public one; days of remembrance."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("year", __name__, url_prefix="/kalender")
"""Across spaces, and for everybody."""
commemorating = Blueprint("commemorating", __name__, url_prefix="/termine/gedenken")
"""What one space does on the days of remembrance."""
