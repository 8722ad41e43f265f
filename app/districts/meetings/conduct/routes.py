"""The pages."""

from __future__ import annotations

from app.districts.meetings.conduct import bp, models  # noqa: F401
from app.spaces import bp as door

door.register_blueprint(bp)
