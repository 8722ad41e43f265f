"""The pages."""

from __future__ import annotations

from app.calendar.year import models  # noqa: F401
