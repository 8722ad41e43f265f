"""Papers as PDF/UA-1, set by Typst in a process of its own: its memory is gone with it."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, overload

from flask_babel import gettext as _

from app import clock
from app.documents.glyphs import printable
from app.documents.papers import (
    LetterListPaper,
    LetterPaper,
    MinutesPaper,
    ProofPaper,
    ReportPaper,
    YearListPaper,
    YearWallPaper,
)
from app.rules import RuleBroken

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
PRESS = Path(__file__).with_name("press.py")
SECONDS = 15.0  # the web server ends a worker that says nothing for 30
NOWHERE = "http://127.0.0.1:1"
ENVIRONMENT = {
    "RAYON_NUM_THREADS": "1",  # as fast for papers, and takes less memory
    "https_proxy": NOWHERE,  # no template asks for a package; one that did would not get it
    "http_proxy": NOWHERE,
}
"""All that the process is told: no secret, no address of a database."""

_QUOTED = re.compile('[`"]|: ')  # complaints quote what somebody typed, and a log holds nothing of that


class NotTypeset(RuleBroken):
    """A paper could not be set: it took too long, or the typesetter failed. Nothing else is affected."""


@overload
def pdf(template: Literal["minutes"], content: MinutesPaper) -> bytes: ...
@overload
def pdf(template: Literal["report"], content: ReportPaper) -> bytes: ...
@overload
def pdf(template: Literal["letter"], content: LetterPaper) -> bytes: ...
@overload
def pdf(template: Literal["letter_list"], content: LetterListPaper) -> bytes: ...
@overload
def pdf(template: Literal["proof"], content: ProofPaper) -> bytes: ...
@overload
def pdf(template: Literal["year_list"], content: YearListPaper) -> bytes: ...
@overload
def pdf(template: Literal["year_wall"], content: YearWallPaper) -> bytes: ...
def pdf(template: str, content: Mapping[str, object]) -> bytes:
    """Return a paper as a tagged PDF/UA-1.

    `template` names a file in templates/documents. Signs without a glyph are replaced. Raises NotTypeset.
    """
    return typeset(TEMPLATES / f"{template}.typ", content)


def typeset(template: Path, content: Mapping[str, object]) -> bytes:
    """Run Typst on a template of ours. Raises NotTypeset."""
    typed = json.dumps(printable(dict(content)), ensure_ascii=False).encode(errors="replace")
    moment = int(clock.now().timestamp())
    try:
        done = subprocess.run(  # noqa: S603 - our own program; what people typed goes to its standard input
            [sys.executable, "-I", "-B", str(PRESS), str(template), str(moment)],
            input=typed,
            capture_output=True,
            cwd=template.parent,
            env=ENVIRONMENT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:  # it is ended by then
        log.error("%s was not set within %s seconds.", template.name, SECONDS)
        raise _not_typeset() from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        said = _QUOTED.split(done.stderr.decode(errors="replace"))[0].strip()[:500]
        log.error("%s was not set, code %s: %s", template.name, done.returncode, said)
        raise _not_typeset()
    return done.stdout


def _not_typeset() -> NotTypeset:
    return NotTypeset(
        _("Das PDF ließ sich gerade nicht erstellen. Es ist nichts verloren: Versuche es in ein paar Minuten "
          "noch einmal, oder drucke so lange die Seite selbst.")
    )  # fmt: skip
