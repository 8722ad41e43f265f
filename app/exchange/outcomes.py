"""What became of something, as a word with a sign: an entry carries only the value, whose names live upstairs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

OUTCOMES = {
    # of an item of a sitting
    "adopted": (_l("angenommen"), "check", "good"),
    "rejected": (_l("abgelehnt"), "cross", "quiet"),
    "postponed": (_l("vertagt"), "clock", "waiting"),
    "noted": (_l("zur Kenntnis genommen"), "info", "quiet"),
    "withdrawn": (_l("zurückgezogen"), "left", "quiet"),
    # of a concern
    "raised": (_l("vorgebracht"), "dot", "quiet"),
    "taken_up": (_l("aufgegriffen"), "pen", "waiting"),
    "in_council": (_l("im Ortsbeirat"), "clock", "waiting"),
    "in_parliament": (_l("in der Bürgerschaft"), "clock", "waiting"),
    "answered": (_l("beantwortet"), "check", "good"),
    "told": (_l("Bescheid gesagt"), "check", "good"),
    "dropped": (_l("nicht weiter verfolgt"), "cross", "quiet"),
}
"""Value to word, drawing and tone. tests/exchange sees to it that these are the words of reports and concerns."""
