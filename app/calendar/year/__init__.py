"""The year calendar: everything with a date, across the spaces of whoever looks."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("year", __name__, url_prefix="/kalender")
