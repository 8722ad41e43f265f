"""A council information system that is broken, or means harm: it does neither us nor the other sittings any."""

from __future__ import annotations

import gzip
import json
import socket
import time
from typing import Any

import pytest

from app.districts.councils.oparl import fetching as asking
from app.districts.councils.oparl.addresses import Address, OddAddress, is_public
from app.districts.councils.oparl.fetching import Client, Trouble
from app.districts.councils.oparl.walking import Walk
from tests.districts.councils.oparl.conftest import Fetching, Ris, dripping, leading_to, saying
from tests.people import World

HOME = Address.of("https://ris.example.org/oparl/body/1")


# --- which addresses


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("http://ris.example.org/a?b=1", "https://ris.example.org/a?b=1"),
        ("http://ris.example.org:80/a", "https://ris.example.org/a"),
        ("HTTPS://RIS.example.org./a b", "https://ris.example.org/a%20b"),
        ("https://ris.example.org:443/ä", "https://ris.example.org/%C3%A4"),
    ],
)
def test_http_on_an_https_host_is_asked_by_https(link: str, asked: str) -> None:
    assert HOME.at_home(link).url == asked


@pytest.mark.parametrize(
    "link",
    ["https://evil.example/a", "https://ris.example.org.evil.example/", "https://ris.example.org@evil.example/",
     "https://ris.example.org:8443/", "http://ris.example.org:8080/", "ftp://ris.example.org/", "//evil.example/",
     "javascript:alert(1)", "https://127.0.0.1/", "https://[::1]/", "https://[::1/", "https://ris.example.org:99999/",
     "https://ris.example.org:0/", "https:///a", "", "   ", "x" * 3000, None, 7, [], {}, True, "https://\x00/",
     "https://ris.example.org\\@evil.example/", "https://ris.\ud800example.org/", "https://xn--/",
     "https://" + "ü" * 90 + "/"],
)  # fmt: skip
def test_no_other_host_is_asked(link: object) -> None:
    with pytest.raises(OddAddress):
        HOME.at_home(link)


def test_a_line_break_in_a_link_does_not_become_a_header() -> None:
    for odd in (
        "https://ris.example.org/a\r\nHost: evil",
        "https://ris.example.org/\nX: y",
        "https://ris.example.org/?\r\n",
    ):
        assert not set("\r\n ") & set(HOME.at_home(odd).target)


@pytest.mark.parametrize(
    "ip", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
           "::",
           "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1",
           "255.255.255.255",
           "198.18.0.1", "192.0.2.1", "ff02::1", "240.0.0.1", "no"],
)  # fmt: skip
def test_private_addresses_are_known(ip: str) -> None:
    assert not is_public(ip)


def test_public_addresses_are_known() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


def test_a_server_in_a_private_network_is_not_asked(ris: Ris, world: World) -> None:
    with world.app.app_context(), pytest.raises(Trouble, match="privaten Netz"):
        client(ris, allows_private=False).document(Address.of(ris.at("/body")))
    assert ris.asked == []


def test_it_is_the_address_that_was_looked_at_that_is_connected_to(
    ris: Ris, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Any] = []

    def resolve(*_arguments: object, **_more: object) -> list[Any]:
        return [(2, 1, 6, "", ("10.0.0.1", 443)), (2, 1, 6, "", ("93.184.216.34", 443))]

    def connect(where: Any, **_more: object) -> Any:
        tried.append(where)
        raise OSError

    monkeypatch.setattr(asking.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(asking.socket, "create_connection", connect)
    with world.app.app_context(), pytest.raises(Trouble, match="nicht zu erreichen"):
        Client(HOME).document(HOME)
    assert tried == [("93.184.216.34", 443)]


# --- what comes back


def client(ris: Ris, **settings: Any) -> Client:
    return Client(Address.of(ris.home), **{"allows_private": True, **settings})


def answer(ris: Ris, world: World, **settings: Any) -> Any:
    with world.app.app_context():
        return client(ris, **settings).document(Address.of(ris.at("/x")))


def trouble(ris: Ris, world: World, **settings: Any) -> str:
    with world.app.app_context(), pytest.raises(Trouble) as caught:
        client(ris, **settings).document(Address.of(ris.at("/x")))
    return caught.value.message


def test_a_redirect_on_the_same_host_is_followed(ris: Ris, world: World) -> None:
    ris.documents |= {"/x": leading_to("/y"), "/y": leading_to(ris.at("/z")), "/z": {"here": True}}
    assert answer(ris, world) == {"here": True}


def test_a_redirect_to_another_host_is_not_followed(ris: Ris, world: World) -> None:
    for where in (
        "http://localhost:1/",
        "https://evil.example/",
        f"http://127.0.0.1:{ris.port + 1}/",
        "http://[::1/",
        "",
    ):
        ris.documents["/x"] = leading_to(where)
        assert trouble(ris, world)
    ris.documents["/x"] = leading_to("https://evil.example/")
    assert "anderen Server" in trouble(ris, world)


def test_redirects_that_lead_nowhere_end(ris: Ris, world: World) -> None:
    ris.documents["/x"] = leading_to("/x")
    assert "immer wieder" in trouble(ris, world)
    assert len(ris.asked) == 6


def test_the_answer_is_asked_for_unpacked_and_read_packed_as_well(ris: Ris, world: World) -> None:
    ris.documents["/x"] = saying(gzip.compress(b'{"a": 1}'), Content_Encoding="gzip")
    assert answer(ris, world) == {"a": 1}
    assert ris.headers[0]["Accept-Encoding"] == "identity"
    ris.documents["/x"] = saying(b"{}", Content_Encoding="br")
    assert "gepackt" in trouble(ris, world)


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_is_too_large_is_not_read(ris: Ris, world: World, packed: bool) -> None:
    content = b" " * 30 * 1024 * 1024
    ris.documents["/x"] = (
        saying(gzip.compress(content), Content_Encoding="gzip") if packed else saying(content)
    )
    assert "20 Megabyte" in trouble(ris, world)


def test_a_large_answer_without_a_length_is_not_read_either(ris: Ris, world: World) -> None:
    def endless(_ris: Ris, handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _time in range(1000):
            handler.wfile.write(b" " * 65536)

    ris.documents["/x"] = endless
    assert "Megabyte" in trouble(ris, world, most_bytes=1024 * 1024)


def test_a_server_that_drips_is_left_when_the_time_is_up(ris: Ris, world: World) -> None:
    ris.documents["/x"] = dripping
    begin = time.monotonic()
    assert "länger als 10 Sekunden" in trouble(ris, world, most_s=0.3)
    assert time.monotonic() - begin < 5


def test_a_server_that_drips_its_headers_is_left_as_well(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = Address.of(f"http://127.0.0.1:{server.getsockname()[1]}/")
        with world.app.app_context(), pytest.raises(Trouble, match="länger als 10 Sekunden"):
            Client(address, allows_private=True, most_s=0.3).document(address)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b"\x00",
        b'{"a": 1',
        b"\xff\xfe[",
        b"NaNa",
    ],
    ids=lambda content: repr(content[:6]),
)
def test_what_is_no_json_is_trouble_in_words(ris: Ris, world: World, content: bytes) -> None:
    ris.documents["/x"] = saying(content)
    assert "kein lesbares OParl" in trouble(ris, world)


def test_what_is_not_utf_8_is_read_as_old_programs_write(ris: Ris, world: World) -> None:
    ris.documents["/x"] = saying('{"a": "Größe"}'.encode("cp1252"))
    assert answer(ris, world) == {"a": "Größe"}


def test_an_answer_that_breaks_off_is_trouble(ris: Ris, world: World) -> None:
    ris.documents["/x"] = saying(b"{}", Content_Length="500")
    assert "hört mittendrin auf" in trouble(ris, world)
    ris.documents["/x"] = saying(gzip.compress(b'{"a": 1}' * 99)[:-20], Content_Encoding="gzip")
    assert "hört mittendrin auf" in trouble(ris, world)


@pytest.mark.parametrize("status", [400, 401, 403, 500, 503, 204])
def test_a_fault_over_there_is_told(ris: Ris, world: World, status: int) -> None:
    ris.documents["/x"] = saying(b"", status=status)
    assert str(status) in trouble(ris, world)


# --- what is in it

ODD = [None, True, 0, -1, 2**70, 1e308, "", "x" * 10_000, "\x00", "\ud800", [], {}, [[]], [None], {"a": {}},
       "2025-03-11",
       "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2025-02-31T18:00:00", "18:30"]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["id", "type", "name", "start", "end", "organization", "location", "agendaItem", "cancelled", "deleted",
             "web", "meetingState"],
)  # fmt: skip
def test_odd_values_are_one_sittings_fault(fetching: Fetching, ris: Ris, name: str) -> None:
    odd = [{**ris.meeting(number), name: value} for number, value in enumerate(ODD, start=2) if number < 20]
    ris.lists(
        *odd,
        ris.meeting(1, start="2025-03-04T18:00:00+01:00"),
        ris.meeting(20, start="2025-04-20T18:00:00+02:00"),
    )
    source = fetching.run()
    assert source.trouble == ""
    keys = {one.source_uid for one in fetching.sittings()}
    assert {ris.at("/meeting/1"), ris.at("/meeting/20")} <= keys


@pytest.mark.parametrize("name", ["number", "name", "public", "result", "order", "deleted"])
def test_odd_values_in_an_item_are_that_items_fault(fetching: Fetching, ris: Ris, name: str) -> None:
    items = [{"number": "1", "name": "Radweg", name: value} for value in ODD]
    ris.lists(ris.meeting(agendaItem=[*items, {"number": "2", "name": "Zuletzt"}, None, 3, []]))
    assert fetching.run().trouble == ""
    assert "Zuletzt" in [one.title for one in fetching.items()]


@pytest.mark.parametrize("name", ["description", "room", "streetAddress", "locality"])
def test_odd_places_are_no_trouble(fetching: Fetching, ris: Ris, name: str) -> None:
    for value in ODD:
        ris.lists(ris.meeting(location={name: value}))
        assert fetching.run().trouble == ""
    assert len(fetching.sittings()) == 1


@pytest.mark.parametrize("odd", [None, 1, "x", True, {}, {"data": 1}, {"data": {}}, {"links": {}}])
def test_an_odd_page_is_trouble_in_words(fetching: Fetching, ris: Ris, odd: object) -> None:
    ris.documents["/council/meetings"] = saying(json.dumps(odd).encode())
    assert "nicht zu verstehen" in fetching.run().trouble


@pytest.mark.parametrize(
    "following", [1, [], {}, "https://evil.example/", "http://127.0.0.1:1/", "x" * 5000, True]
)
def test_odd_links_to_the_next_page_lead_nowhere(fetching: Fetching, ris: Ris, following: object) -> None:
    ris.documents["/council/meetings"] = {"data": [ris.meeting()], "links": {"next": following}}
    source = fetching.run()
    assert bool(source.trouble) == bool(following)
    assert len(fetching.sittings()) == 1


@pytest.mark.parametrize("odd", [[], 1, "x", {}, {"meeting": 1}, {"meeting": "https://evil.example/list"}])
def test_an_odd_council_is_trouble_in_words(fetching: Fetching, ris: Ris, odd: object) -> None:
    ris.documents |= {"/council": odd, "/body": {}}
    source = fetching.run()
    assert source.trouble
    assert fetching.sittings() == []


def test_ids_of_other_servers_and_missing_ones_are_listed_as_unread(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting(1, id=None), ris.meeting(2, id="https://evil.example/meeting/1"), ris.meeting(3))
    source = fetching.run()
    assert [one.source_uid for one in fetching.sittings()] == [ris.at("/meeting/3")]
    assert len(source.unread) == 2
    assert source.unread[0].startswith("1. Sitzung des Ortsbeirates: ")


def test_an_id_that_comes_twice_is_one_sitting(fetching: Fetching, ris: Ris) -> None:
    ris.lists(ris.meeting(1), ris.meeting(1, start="2025-06-01T18:00:00"), following="/more")
    ris.lists(ris.meeting(1, start="2025-07-01T18:00:00"), ris.meeting(2), path="/more")
    fetching.run()
    assert len(fetching.sittings()) == 2


def test_odd_text_is_cleaned_and_cut(fetching: Fetching, ris: Ris) -> None:
    ris.lists(
        ris.meeting(location={"description": "Rat\x00haus\n\ud800 " + "x" * 900}, name="<script>" + "y" * 900)
    )
    fetching.run()
    sitting = fetching.one()
    assert sitting.place.startswith("Rathaus xxx")
    assert (len(sitting.place), len(sitting.title)) == (200, 160)


def test_too_many_linked_documents_end_the_run(
    fetching: Fetching, ris: Ris, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.districts.councils.oparl.walking.MOST_LINKED", 3)
    ris.lists(ris.meeting(agendaItem=[ris.at(f"/item/{number}") for number in range(9)]))
    assert "einzeln" in fetching.run().trouble


def test_a_run_that_takes_too_long_ends(
    fetching: Fetching, ris: Ris, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.districts.councils.oparl.walking.MOST_S", -1)
    ris.lists(ris.meeting())
    assert "zu lange" in fetching.run().trouble


def test_a_fault_of_our_own_is_noted_and_the_next_sitting_comes(
    fetching: Fetching, ris: Ris, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.districts.councils.intake import taking_in

    real = taking_in.take_in

    def broken(council: Any, coming: Any, **more: Any) -> Any:
        found = real(council, coming, **more)
        if coming.uid.endswith("/1"):
            raise ZeroDivisionError
        return found

    monkeypatch.setattr(taking_in, "take_in", broken)
    ris.lists(ris.meeting(1), ris.meeting(2))
    source = fetching.run()
    assert [one.source_uid for one in fetching.sittings()] == [ris.at("/meeting/2")]
    assert source.trouble == ""
    assert source.unread[0].endswith("Das ließ sich nicht speichern.")


def test_a_worker_killed_in_the_middle_begins_again_without_a_second_copy(
    fetching: Fetching, ris: Ris, monkeypatch: pytest.MonkeyPatch
) -> None:
    ris.lists(ris.meeting(1), following="/more")
    ris.lists(ris.meeting(2), path="/more")
    real = Walk._next

    def killed(self: Walk, *arguments: Any) -> Any:
        raise SystemExit

    monkeypatch.setattr(Walk, "_next", killed)
    with pytest.raises(SystemExit):
        fetching.run()
    assert len(fetching.sittings()) == 1
    monkeypatch.setattr(Walk, "_next", real)
    assert fetching.run().trouble == ""
    assert len(fetching.sittings()) == 2
