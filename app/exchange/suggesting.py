"""The agenda of the exchange meeting, from the exchange: what several councils have, and what is still asked.

Only names of topics and councils and the words of a question go there: whoever is invited reads them.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.calendar.models import Appointment
from app.calendar.parts import Suggestion, suggests
from app.exchange import asking, queries
from app.exchange.models import ExchangeQuestion
from app.spaces.models import Council

KIND = "council_exchange"
MOST = 12
MOST_QUESTIONS = 4
NAMED_COUNCILS = 8
LONGEST_TITLE = 160
LONGEST_NOTE = 1_900
"""Characters; a little less than the note of an agenda item takes."""


@suggests(order=25)
def of_the_exchange(appointment: Appointment) -> list[Suggestion]:
    """Suggest the topics of several councils and the open questions, where councillors meet."""
    if appointment.kind != KIND:
        return []
    questions = [_question(one.question) for one in asking.open_questions(MOST_QUESTIONS)]
    return [*_topics(MOST - len(questions)), *questions]


def _topics(most: int) -> list[Suggestion]:
    shared = [one for one in queries.topics_talked_of(most=most) if one.is_shared]
    councils = queries.councils_of_topics([one.topic.id for one in shared], most=NAMED_COUNCILS + 1)
    return [
        Suggestion(
            f"exchange-topic:{one.topic.id}",
            _title(one.topic.name, councils.get(one.topic.id, [])),
            minutes=10,
        )
        for one in shared
    ]


def _title(name: str, councils: Sequence[Council]) -> str:
    numbers = ", ".join(str(one.number) for one in councils[:NAMED_COUNCILS])
    if len(councils) > NAMED_COUNCILS:
        more = _("Thema %(topic)s: Ortsbeiräte %(numbers)s und weitere", topic=name, numbers=numbers)
        return str(more)
    return str(
        ngettext(
            "Thema %(topic)s: Ortsbeirat %(numbers)s",
            "Thema %(topic)s: Ortsbeiräte %(numbers)s",
            len(councils),
            topic=name,
            numbers=numbers,
        )
    )


def _question(question: ExchangeQuestion) -> Suggestion:
    words = " ".join(question.text.split())
    title = _("Frage: %(words)s", words=words)
    is_cut = len(title) > LONGEST_TITLE
    if is_cut:
        title = title[: LONGEST_TITLE - 2].rsplit(" ", 1)[0] + " …"
    return Suggestion(
        f"exchange-question:{question.id}",
        title,
        minutes=10,
        note=question.text[:LONGEST_NOTE] if is_cut else "",
    )
