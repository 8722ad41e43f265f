"""Urgent matters: on everybody's start page until read, with a thread of answers below (measures 10 and 12)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("notices", __name__, url_prefix="/eilmeldungen")
