"""People and how they log in: by invitation only, with server-side sessions and a second factor."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("account", __name__)
