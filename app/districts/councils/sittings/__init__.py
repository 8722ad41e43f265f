"""Sittings of the councils: when, where, with what agenda, and who of us goes."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("sittings", __name__, url_prefix="/sitzungen")
