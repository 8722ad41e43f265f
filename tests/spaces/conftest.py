"""Importing files of councils and outlines in tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.spaces.councils import import_councils
from app.spaces.import_files import ImportRefused, ImportReport
from app.spaces.models import Council, Neighbourhood

Import = Callable[[Path], ImportReport]


def stored() -> list[tuple[Any, ...]]:
    """Everything that an import may have written."""
    return [
        tuple(row)
        for table in (Council.__table__, Neighbourhood.__table__)
        for row in db.session.execute(sa.select(table).order_by(table.c.id))
    ]


class Imports:
    """Imports into the test's database, each in a context of its own, committed."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder

    def file(self, content: object) -> Path:
        """Write a file; bytes as they are."""
        file = self.folder / "import.json"
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return file

    def accepted(self, content: object, by: Import = import_councils) -> ImportReport:
        """Import what is in order."""
        with self.app.app_context():
            report = by(self.file(content))
            db.session.commit()
            return report

    def refused(self, content: object, by: Import = import_councils) -> str:
        """Import what is not in order; return the messages, and make sure that nothing was changed."""
        file = content if isinstance(content, Path) else self.file(content)
        with self.app.app_context():
            before = stored()
            with pytest.raises(ImportRefused) as refusal:
                by(file)
            assert not [*db.session.new, *db.session.dirty, *db.session.deleted]
            db.session.commit()
        with self.app.app_context():
            assert stored() == before
        return "\n".join(refusal.value.messages)

    def council(self, number: int) -> Council:
        """A council as it is stored now."""
        with self.app.app_context():
            return db.session.scalars(sa.select(Council).where(Council.number == number)).one()


@pytest.fixture
def imports(app: Flask, tmp_path: Path) -> Imports:
    """Imports into this test's database."""
    return Imports(app, tmp_path)
