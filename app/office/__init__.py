"""What the Kreisgeschäftsstelle does: accounts, spaces, councils, the outbox, the audit log."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("office", __name__, url_prefix="/verwaltung")
