"""Time zones as calendar files name them: by a name that the world knows, or by rules of their own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from dateutil import tz
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from app.calendar.imports.lines import LONGEST_ZONE, Lines

_KNOWN = re.compile(r"[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2}$")
_RULE_PART = re.compile(r"FREQ=YEARLY|BYMONTH=\d{1,2}|BYDAY=[+-]?[1-5](MO|TU|WE|TH|FR|SA|SU)|BYMONTHDAY=[-\d,]{1,20}"
                        r"|UNTIL=\d{8}(T\d{6}Z?)?|WKST=(MO|SU)")  # fmt: skip
_TAKEN = ("BEGIN:", "END:", "TZID", "DTSTART:", "TZOFFSETFROM:", "TZOFFSETTO:", "RRULE:", "RDATE:")


class Zones:
    """The time zones of a file."""

    def __init__(self, zones: Iterable[Lines]) -> None:
        self._texts = {_value(zone, "TZID"): zone for zone in zones}
        self._found: dict[str, tzinfo | None] = {}

    def named(self, name: str) -> tzinfo | None:
        """Return the zone of a name; None where neither the world nor the file knows it."""
        if name not in self._found:
            zone = self._texts.get(name)
            known = _by_name(_value(zone, "X-LIC-LOCATION")) if zone else None
            self._found[name] = known or _by_name(name) or (_by_rules(zone, name) if zone else None)
        return self._found[name]


def _value(zone: Lines, key: str) -> str:
    for line in zone.kept:
        name, _, value = line.partition(":")
        if name.partition(";")[0].upper() == key:
            return value.strip()
    return ""


def _by_name(name: str) -> tzinfo | None:
    """Return what the world calls this, also at the end of a path: `/mozilla.org/20050126_1/Europe/Berlin`."""
    if name in ("UTC", "GMT", "Z"):
        return ZoneInfo("UTC")
    found = _KNOWN.search(WINDOWS_TO_OLSON.get(name, name)[-100:])
    try:
        return ZoneInfo(found[0]) if found else None
    except (LookupError, ValueError, OSError):
        return None


def _by_rules(zone: Lines, name: str) -> tzinfo | None:
    """Return a zone by the rules of the file. Not by icalendar, which keeps it for all files to come."""
    kept = [line for line in zone.kept if line.upper().startswith(_TAKEN)]
    for line in kept:
        # Only what ends: the changes of a rule by the second would be counted out from 1970 on.
        parts = line.upper().partition(":")[2].split(";") if line.upper().startswith("RRULE") else []
        if any(not _RULE_PART.fullmatch(part) for part in parts):
            return None
    text = "\r\n".join(["BEGIN:VTIMEZONE", *kept, "END:VTIMEZONE", ""])
    if len(text) > LONGEST_ZONE:
        return None
    try:
        found = tz.tzical(io.StringIO(text)).get(name)
        # It finds out only now whether it can be reckoned with.
        return found if found and datetime(2025, 1, 1, tzinfo=found).utcoffset() is not None else None
    except Exception:
        return None  # whatever a stranger's rules make of it: a zone that we do not know
