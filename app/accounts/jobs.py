"""What the worker does for accounts."""

from __future__ import annotations

from app.accounts import services
from app.queue import job


@job
def prepare_reset(email: str) -> None:
    """Send the link for a new password. In the worker, so that the page answers known and unknown alike."""
    services.send_reset(email)
