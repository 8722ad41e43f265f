"""A series in words: "jeden dritten Mittwoch im Monat, 19:00 Uhr, nicht in den Sommerferien"."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.calendar.series.dates import Pattern
from app.calendar.series.models import SchoolHolidays, Series
from app.calendar.series.rules import LAST, Rule, Unit
from app.speech import AT, language

WEEKDAYS = (
    _l("Montag"),
    _l("Dienstag"),
    _l("Mittwoch"),
    _l("Donnerstag"),
    _l("Freitag"),
    _l("Samstag"),
    _l("Sonntag"),
)
WHICH = {1: _l("ersten"), 2: _l("zweiten"), 3: _l("dritten"), 4: _l("vierten"), LAST: _l("letzten")}
RHYTHMS: dict[tuple[Unit, int], LazyString] = {
    (Unit.WEEK, 1): _l("jede Woche"),
    (Unit.WEEK, 2): _l("alle zwei Wochen"),
    (Unit.MONTH, 1): _l("jeden Monat"),
    (Unit.MONTH, 2): _l("alle zwei Monate"),
    (Unit.MONTH, 3): _l("alle drei Monate"),
}
LEAVES_OUT = {
    SchoolHolidays.SUMMER: _l("nicht in den Sommerferien"),
    SchoolHolidays.ALL: _l("nicht in den Schulferien"),
}


def _days(rule: Rule) -> str:
    rhythm = RHYTHMS[rule.unit, rule.every]
    words: LazyString
    if rule.weekday is None:
        words = _("%(rhythm)s am %(day)d.", rhythm=rhythm, day=rule.month_day)
    elif rule.which is None and rule.every == 1:
        words = _("jeden %(weekday)s", weekday=WEEKDAYS[rule.weekday])
    elif rule.which is None:
        words = _("%(rhythm)s am %(weekday)s", rhythm=rhythm, weekday=WEEKDAYS[rule.weekday])
    else:
        names = {"which": WHICH[rule.which], "weekday": WEEKDAYS[rule.weekday]}
        words = (
            _("jeden %(which)s %(weekday)s im Monat", **names)
            if rule.every == 1
            else _("%(rhythm)s am %(which)s %(weekday)s", rhythm=rhythm, **names)
        )
    return str(words)


def in_words(what: Series | Pattern) -> str:
    """Return when a series meets, as people say it, in the language that is spoken."""
    pattern = Pattern.of(what) if isinstance(what, Series) else what
    parts = [_days(pattern.rule), AT[language()].format(f"{pattern.starts:%H:%M}")]
    if pattern.school_holidays in LEAVES_OUT:
        parts.append(str(LEAVES_OUT[pattern.school_holidays]))
    if pattern.skips_public_holidays:
        parts.append(_("nicht an Feiertagen"))
    return ", ".join(parts)


def times_in_words(series: Series) -> str:
    """Return from when to when it meets: `19:00–21:00 Uhr`."""
    times = f"{series.starts:%H:%M}–{Pattern.of(series).ends:%H:%M}"  # the typographic dash of a span
    return AT[language()].format(times)
