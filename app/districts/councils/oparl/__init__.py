"""Sittings fetched from a council information system that speaks OParl 1.1. Off unless the office turns it on."""

from __future__ import annotations
