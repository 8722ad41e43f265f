"""What gunicorn serves: the application without its commands."""

from __future__ import annotations

from app import create_app

app = create_app(commands=False)
