"""The pages."""

from __future__ import annotations

from app.calendar.feeds import models  # noqa: F401
