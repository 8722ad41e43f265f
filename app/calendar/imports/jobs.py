"""What the worker does for calendar files."""

from __future__ import annotations

import logging

from app.calendar.imports import forgetting
from app.queue import every

log = logging.getLogger(__name__)


@every(minute="47", hour="3")
def forget_calendar_files() -> None:
    """Delete the files that nobody took in. Each night."""
    log.info("%d calendar files deleted", forgetting.forget_left())
