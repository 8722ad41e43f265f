"""The Kreisverteiler and the lists of the spaces: who gets them, and what is sent (measure 12).

One list a space. Members are on it by their membership, until they leave it; others sign up and confirm by a mail.
"""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("lists", __name__, url_prefix="/verteiler")
subscribing = Blueprint("subscribing", __name__, url_prefix="/verteiler")
"""Signing up, confirming and leaving: by links, without a login."""
