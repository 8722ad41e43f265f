"""The pages."""

from __future__ import annotations

from app.calendar.imports import models  # noqa: F401
