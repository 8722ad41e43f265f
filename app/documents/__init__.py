"""Papers to print, sign and keep: minutes, letters of invitation, lists to tick, proofs, as PDF/UA-1.

A paper is a Typst template in templates/documents and its content, one of the shapes in `app.documents.papers`.
"""

from __future__ import annotations

from app.documents.markdown import blocks
from app.documents.typesetting import NotTypeset, pdf

__all__ = ["NotTypeset", "blocks", "pdf"]
