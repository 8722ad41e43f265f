"""Over https only whom the certificate names is believed."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.districts.councils.oparl.addresses import Address
from app.districts.councils.oparl.fetching import Client, Trouble
from tests.people import World

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="nothing here to make a certificate with"
)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"here": true}')

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody vouches for."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out",
         folder / "certificate.pem", "-days", "3650", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost"], check=True, capture_output=True,
    )  # fmt: skip
    return folder / "certificate.pem"


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    """Where somebody answers by https."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_whom: None  # type: ignore[method-assign]  # whoever does not believe it hangs up
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def asked(world: World, host: str, port: int) -> object:
    address = Address.of(f"https://{host}:{port}/")
    with world.app.app_context():
        return Client(address, allows_private=True).document(address)


def test_a_certificate_that_is_vouched_for_is_believed(
    world: World, port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert asked(world, "localhost", port) == {"here": True}


def test_a_certificate_for_another_name_is_not_believed(
    world: World, port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(Trouble, match="sichere Verbindung"):
        asked(world, "127.0.0.1", port)


def test_a_certificate_that_nobody_vouches_for_is_not_believed(world: World, port: int) -> None:
    with pytest.raises(Trouble, match="sichere Verbindung"):
        asked(world, "localhost", port)
