"""What Evolution's calendar store, and libical below it, make of iCalendar files.

Runs with the system's Python, which has their bindings: `evolution.py check` only parses, strictly;
`evolution.py receive`, on a message bus of its own, takes one file after the other in as an invitation and
looks at the whole store after each. Files come in as a JSON list, what became of them goes out as one.
`evolution.py subscribe ADDRESS` fetches a calendar by itself.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from typing import Any

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")

from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402  # only after the versions are chosen

Parts = ICalGLib.ComponentKind
EVERYTHING = "#t"


def utc(time: Any, zone: Any) -> str:
    moment = datetime.fromtimestamp(time.as_timet_with_zone(zone), timezone.utc)  # noqa: UP017  # old Pythons
    return moment.isoformat()


def seen(event: Any, zone_of: Any) -> dict[str, Any]:
    """What somebody would see of an entry."""
    starts, ends = event.get_dtstart(), event.get_dtend()
    return {
        "uid": event.get_uid(),
        "sequence": event.get_sequence(),
        "starts_at": utc(starts, zone_of(event, ICalGLib.PropertyKind.DTSTART_PROPERTY, starts)),
        "ends_at": utc(ends, zone_of(event, ICalGLib.PropertyKind.DTEND_PROPERTY, ends)),
        "summary": event.get_summary(),
        "location": event.get_location(),
        "description": event.get_description(),
        "status": event.get_status().value_nick,
        "file": event.as_ical_string(),
    }


def check(file: str) -> dict[str, Any]:
    """Parse a file and hold it against what RFC 5545 and RFC 5546 want of its method."""
    try:
        whole = ICalGLib.Component.new_from_string(file)
    except TypeError:  # "constructor returned NULL"
        return {"faults": ["not a calendar"], "method": "", "entries": []}
    whole.check_restrictions()
    faults = []

    def look(component: Any) -> None:
        error = component.get_first_property(ICalGLib.PropertyKind.XLICERROR_PROPERTY)
        while error is not None:
            faults.append(error.as_ical_string().replace("\r\n ", "").strip())
            error = component.get_next_property(ICalGLib.PropertyKind.XLICERROR_PROPERTY)
        part = component.get_first_component(Parts.ANY_COMPONENT)
        while part is not None:
            look(part)
            part = component.get_next_component(Parts.ANY_COMPONENT)

    look(whole)

    def zone_of(event: Any, _kind: Any, time: Any) -> Any:
        if time.is_utc():
            return ICalGLib.Timezone.get_utc_timezone()
        return whole.get_timezone("Europe/Berlin")  # as the file itself describes it

    entries = []
    event = whole.get_first_component(Parts.VEVENT_COMPONENT)
    while event is not None:
        entries.append(seen(event, zone_of))
        event = whole.get_next_component(Parts.VEVENT_COMPONENT)
    return {"faults": faults, "method": whole.get_method().value_nick, "entries": entries}


def receive(files: list[str]) -> list[list[dict[str, Any]]]:
    """Take the files in, one after the other; return what is in the store after each."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    at_once = 2**32 - 1  # otherwise it waits for a server that a local calendar does not have
    store = ECal.Client.connect_sync(
        registry.ref_builtin_calendar(), ECal.ClientSourceType.EVENTS, at_once, None
    )

    def zone_of(event: Any, kind: Any, _time: Any) -> Any:
        tzid = event.get_first_property(kind).get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER)
        if tzid is None:
            return ICalGLib.Timezone.get_utc_timezone()
        found, zone = store.get_timezone_sync(tzid.get_tzid(), None)
        assert found
        return zone

    states = []
    for file in files:
        whole = ICalGLib.Component.new_from_string(file)
        assert store.receive_objects_sync(whole, ECal.OperationFlags.NONE, None)
        found, events = store.get_object_list_sync(EVERYTHING, None)
        assert found
        states.append([seen(event, zone_of) for event in events])
    return states


def subscribe(address: str) -> None:
    """Subscribe to a calendar; for every line that comes in look for news, and say what is in the store."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    source = EDataServer.Source.new_with_uid("subscribed", None)
    source.set_display_name("Stadtteilwerk")
    source.set_parent("webcal-stub")
    source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name("webcal")
    where = GLib.Uri.parse(address, GLib.UriFlags.NONE)
    source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND).set_uri(where)
    registry.commit_source_sync(source, None)
    store = ECal.Client.connect_sync(
        registry.ref_source("subscribed"), ECal.ClientSourceType.EVENTS, 30, None
    )

    def zone_of(event: Any, kind: Any, _time: Any) -> Any:
        parameter = event.get_first_property(kind).get_first_parameter(ICalGLib.ParameterKind.TZID_PARAMETER)
        if parameter is None:
            return ICalGLib.Timezone.get_utc_timezone()
        return store.get_timezone_sync(parameter.get_tzid(), None)[1]

    for _line in sys.stdin:
        store.refresh_sync(None)  # only asks for it: whoever wants to see the news looks again after a moment
        events = store.get_object_list_sync(EVERYTHING, None)[1]
        print(json.dumps([seen(event, zone_of) for event in events]), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "subscribe":
        subscribe(sys.argv[2])
        sys.exit()
    files = json.load(sys.stdin)
    json.dump(receive(files) if sys.argv[1] == "receive" else [check(file) for file in files], sys.stdout)
