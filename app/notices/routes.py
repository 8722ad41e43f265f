"""The pages."""

from __future__ import annotations

from app.notices import models  # noqa: F401
