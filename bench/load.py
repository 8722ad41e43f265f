"""Start a server as it would be run, ask it from another process, and look at what it takes.

Run as a module it is that other process: a few threads, a bounded number of requests, the figures as JSON.
A connection per request, because sync workers close it anyway, and plain sockets, because a client that
costs as much as the server would make every two servers look alike.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
CLIENTS = 4


@dataclass(frozen=True)
class Round:
    """What a number of requests came to."""

    per_second: float
    median_ms: float


@dataclass(frozen=True)
class Server:
    """A running gunicorn with two sync workers."""

    port: int
    process: subprocess.Popen[bytes]
    seconds_to_first_answer: float

    def pss_mb(self) -> float:
        """Memory of the workers, shared pages counted by share, in MB."""
        master = self.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        if len(children) != WORKERS:
            raise RuntimeError(f"Expected {WORKERS} workers, found {len(children)}.")
        return sum(pss_kb(child) for child in children) / 1024


@dataclass(frozen=True)
class Page:
    """A page of a running server, as somebody with this cookie sees it."""

    server: Server
    path: str
    cookie: str = ""
    etag: str = ""
    """What the visitor has of it already: then every answer has to be 304."""

    def drive(self, *, requests: int, clients: int = CLIENTS) -> Round:
        """Ask for the page many times from another process; every answer has to be 200."""
        request = [str(self.server.port), self.path, self.cookie, self.etag, str(requests), str(clients)]
        command = [sys.executable, "-m", "bench.load", *request]
        answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        return Round(**json.loads(answer.stdout))


def pss_kb(process: str) -> int:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(target: str, environment: Mapping[str, str], first_path: str) -> Iterator[Server]:
    """Run `gunicorn target`; yields once it has answered `first_path` with 200."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        target,
        "--workers",
        str(WORKERS),
        "--bind",
        f"{HOST}:{port}",
    ]
    command += ["--log-level", "warning", "--no-control-socket"]
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True)
    try:
        wait_for_answer(port, first_path, process)
        yield Server(port, process, time.perf_counter() - begin)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for_answer(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    status = None
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            status = ask(port, request_for(port, path, ""))
            if status == 200:
                return
        time.sleep(0.005)
    raise RuntimeError(f"The server did not answer {path} with 200 but with {status}.")


def request_for(port: int, path: str, cookie: str, etag: str = "") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{port}", "Accept: text/html", "Connection: close"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if etag:
        lines.append(f"If-None-Match: {etag}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def ask(port: int, request: bytes) -> int:
    """Send one request, read the whole answer, return its status."""
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(request)
        answer = bytearray()
        while part := connection.recv(65536):
            answer += part
    if not answer.startswith(b"HTTP/1.1 "):
        raise ConnectionError("The server closed the connection without an answer.")
    return int(answer[9:12])


def drive_here(port: int, request: bytes, requests: int, clients: int, wanted: int = 200) -> Round:
    def client(count: int) -> list[float]:
        times = []
        for _ in range(count):
            begin = time.perf_counter()
            status = ask(port, request)
            times.append(time.perf_counter() - begin)
            if status != wanted:
                raise RuntimeError(f"Answered {status} instead of {wanted}.")
        return times

    begin = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        shares = list(pool.map(client, [requests // clients] * clients))
    seconds = time.perf_counter() - begin
    times = [one for share in shares for one in share]
    return Round(len(times) / seconds, median(times) * 1000)


@dataclass(frozen=True)
class Against:
    """Two figures, and the median of their ratios round by round: a slow minute of the machine meets both."""

    first: float
    second: float
    ratio: float


def against(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> Against:
    """Measure A B A B … after one round that does not count; `ratio` is that of the second to the first."""
    first()
    second()
    pairs = [(first(), second()) for _ in range(rounds)]
    ratio = median(second / first for first, second in pairs)
    return Against(median(pair[0] for pair in pairs), median(pair[1] for pair in pairs), ratio)


if __name__ == "__main__":
    port, path, cookie, etag, requests, clients = sys.argv[1:]
    request, wanted = request_for(int(port), path, cookie, etag), 304 if etag else 200
    took = drive_here(int(port), request, int(requests), int(clients), wanted)
    print(json.dumps(vars(took)))
