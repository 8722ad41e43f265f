"""Helpers to look at a PDF: does it keep PDF/UA-1, what do its tags say, which words stand where."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import Any

import page as pdf_rules
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


class Paper:
    """A PDF as somebody reads it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._reader = PdfReader(io.BytesIO(data))

    @property
    def broken_rules(self) -> list[str]:
        """The rules of PDF/UA-1 (ISO 14289-1) that it breaks."""
        report = pdf_rules.validate_pdf_bytes(
            self.data, profile="ua1", limits=pdf_rules.SafetyLimits.unlimited()
        )
        assert report.rules.total > 100, "the checker has checked hardly anything"
        return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]

    @property
    def title(self) -> str:
        return str(self._reader.metadata.title)

    @property
    def author(self) -> str:
        return str(self._reader.metadata.author)

    @property
    def language(self) -> str:
        return str(self._root["/Lang"])

    @property
    def pages(self) -> list[str]:
        """The words of each page, in the order in which they were set, with single spaces."""
        read = subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=self.data, capture_output=True, check=True
        )
        return [_words(one) for one in read.stdout.decode().split("\f")[:-1]]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Its headings as tags, with their words: `("H1", "Protokoll")`."""
        return [(kind, str(node["/T"])) for kind, node in self._tags() if re.fullmatch("H[1-6]", kind)]

    @property
    def tags(self) -> Counter[str]:
        """How often each kind of tag is there."""
        return Counter(kind for kind, _node in self._tags())

    @property
    def links(self) -> set[str]:
        """Where its links lead."""
        notes = [note.get_object() for one in self._reader.pages for note in one.get("/Annots", ())]
        return {str(note["/A"]["/URI"]) for note in notes if note["/Subtype"] == "/Link"}

    @property
    def fonts(self) -> set[str]:
        """The families it is set in."""
        fonts = [one["/Resources"].get("/Font", {}) for one in self._reader.pages]
        names = {str(font.get_object()["/BaseFont"]) for held in fonts for font in held.values()}
        return {name.partition("+")[2].partition("-")[0] for name in names}

    @property
    def _root(self) -> Any:
        return self._reader.trailer["/Root"]

    def _tags(self) -> Iterator[tuple[str, Any]]:
        pending = [self._root["/StructTreeRoot"]]
        while pending:
            node = pending.pop().get_object()
            if isinstance(node, ArrayObject):
                pending += reversed(node)
            elif isinstance(node, DictionaryObject):
                if "/S" in node:
                    yield str(node["/S"]).removeprefix("/"), node
                if "/K" in node:
                    pending.append(node["/K"])


def _words(text: str) -> str:
    # A word that was divided at the end of a line is one word.
    return " ".join(re.sub("[\u00ad\u2010]\n", "", text).replace("\u200b", "").split())
