"""Concerns: a problem of the district that somebody took up, until those who raised it were told what became of it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("concerns", __name__, url_prefix="/anliegen")
