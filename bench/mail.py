"""Mail to many: as quick as a bare loop, in as little memory, while the pages answer, and through every crash."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

from bench import kills, sink, worker
from bench.field import Field
from bench.load import ROOT, against
from bench.ratios import Ratio, measure

MAILS = 5000
FEWER = 500
KILLS = 50


@measure
def rate(field: Field) -> Iterator[Ratio]:
    """Through the outbox and the real worker, against a bare loop of Flask-Mail, both timed by the server."""

    def bare() -> float:
        server = sink.elsewhere()
        command = [sys.executable, "-m", "bench.mailing", str(server.port), str(MAILS)]
        subprocess.run(command, cwd=ROOT, check=True)
        return per_second(server)

    def ours() -> float:
        batch_id = worker.queue(field.mailing, MAILS)
        server = sink.elsewhere()
        worker.send_all(field.mailing, server.port, batch_id)
        return per_second(server)

    found = against(3, bare, ours)
    detail = f"{found.second:.0f} mails/s, bare loop {found.first:.0f}"
    yield Ratio(f"{MAILS} mails: mails/s, ours / bare Flask-Mail", found.ratio, 0.5, True, detail)


def per_second(server: sink.Elsewhere) -> float:
    told = server.close()
    if told["mails"] != MAILS or told["people"] != MAILS:
        raise RuntimeError(f"Of {MAILS} mails {told['mails']} arrived, at {told['people']} people.")
    return float(MAILS / told["seconds"])


@measure
def memory(field: Field) -> Iterator[Ratio]:
    """The most that the worker takes, for many mails against fewer."""
    most = {}
    for mails in (FEWER, MAILS):
        batch_id = worker.queue(field.mailing, mails)
        with sink.here(sink.Taken(), sink.silent) as port:
            most[mails] = worker.send_all(field.mailing, port, batch_id)
    detail = f"{most[MAILS]:.1f} MB, {most[FEWER]:.1f} MB for {FEWER}"
    yield Ratio(f"worker's memory, {MAILS} / {FEWER} mails", most[MAILS] / most[FEWER], 1.05, detail=detail)


@measure
def page_meanwhile(field: Field) -> Iterator[Ratio]:
    """The list of appointments, one request after the other, while the worker sends and while it does not."""
    page = field.mailing_page

    def quiet() -> float:
        return page.drive(requests=200, clients=1).median_ms

    def busy() -> float:
        batch_id = worker.queue(field.mailing, MAILS)
        taken = sink.Taken()
        with sink.here(taken, sink.silent) as port:
            process = worker.start(field.mailing, port, "--once")
            while taken.recipients.total() < 20:
                if process.poll() is not None:
                    raise RuntimeError("The worker sent nothing.")
                time.sleep(0.01)
            found = page.drive(requests=200, clients=1).median_ms
            if taken.recipients.total() == MAILS:
                raise RuntimeError("All was sent before the page was measured.")
            process.wait()
            worker.send_all(field.mailing, port, batch_id)
        return found

    found = against(5, quiet, busy)
    detail = f"{found.second:.1f} ms, {found.first:.1f} ms without"
    yield Ratio("list of appointments: median, while mail is sent", found.ratio, 1.3, detail=detail)


@measure
def killed(field: Field) -> Iterator[Ratio]:
    """Nobody twice and nobody left out without the page saying so, and its numbers true."""
    found = kills.kill(field.mailing, FEWER, KILLS)
    name = f"{FEWER} mails, {KILLS} SIGKILLs:"
    yield Ratio(f"{name} twice, unsaid", found.doubled, 0)
    yield Ratio(f"{name} left out, unsaid", found.left_out, 0)
    yield Ratio(f"{name} wrong in the page's numbers", found.untrue, 0)
    yield Ratio(f"{name} said to be unclear", found.unclear, KILLS)
