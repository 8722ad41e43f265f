"""The forms of the exchange."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length

from app.exchange.services import LONGEST_ANSWER, LONGEST_QUESTION
from app.forms import Form, clean, line, needed
from app.search.words import LONGEST_SEARCH


def _words(label: Any, *, most: int, need: Any, hint: Any = "") -> TextAreaField:
    short_enough = Length(max=most, message=_l("Bitte kürzen: höchstens %(max)d Zeichen."))
    return TextAreaField(label, [*needed(need), short_enough], filters=[clean], description=hint)


class SearchForm(Form):
    """What to look for in the exchange."""

    words = line(
        _l("Wonach suchst du?"),
        most=LONGEST_SEARCH,
        need=_l("Bitte schreib ein Wort oder eine Zahl, nach der wir suchen."),
        hint=_l("Ein Thema, ein Wort aus einem Bericht oder die Nummer eines Ortsbeirats."),
    )


class QuestionForm(Form):
    """A question."""

    text = _words(
        _l("Deine Frage"),
        most=LONGEST_QUESTION,
        need=_l("Bitte schreib erst, was du wissen möchtest."),
        hint=_l("Lesen und beantworten können sie die Ortsbeiratsmitglieder aller Stadtteile."),
    )


class AnswerForm(Form):
    """An answer."""

    text = _words(_l("Deine Antwort"), most=LONGEST_ANSWER, need=_l("Bitte schreib erst etwas."))
