"""The worker dies again and again during a mail to many: who got it, who did not, and what the page says."""

from __future__ import annotations

import itertools
import subprocess
import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from app import clock
from bench import mailing, sink, worker
from bench.ours import Ours

STAGES = ("MAIL", "DATA", "taken", "after", "RCPT", "after", "taken", "after")
"""Where it dies: on the server's side of the line, or a moment after the answer."""


class Executioner:
    """Kills the worker at a stage, a few mails after its start, each time at another one."""

    def __init__(self, kills: int) -> None:
        self.left = list(itertools.islice(itertools.cycle(STAGES), kills))
        self.victim: subprocess.Popen[bytes] | None = None
        self.mails = 0

    def watch(self, victim: subprocess.Popen[bytes]) -> None:
        """Look at another worker."""
        self.victim, self.mails = victim, 0

    def strike(self, stage: str) -> None:
        """Be told on the server's side what the worker does."""
        self.mails += stage == "MAIL"
        if not self.left or self.victim is None or self.mails <= 2 + len(self.left) % 5:
            return
        if self.left[0] == stage:
            self.left.pop(0)
            self.victim.kill()
            self.victim = None
            time.sleep(0.02)  # the server finds the line broken when it answers
        elif self.left[0] == "after" and stage == "taken":
            threading.Timer(0.0002 * (1 + 7 * len(self.left) % 12), self.victim.kill).start()
            self.left.pop(0)
            self.victim = None


@dataclass(frozen=True)
class Found:
    """What is wrong, in numbers, and how many are unclear."""

    doubled: int
    left_out: int
    untrue: int
    unclear: int


def kill(ours: Ours, mails: int, kills: int) -> Found:
    """Send to so many while the worker is killed so often."""
    batch_id = worker.queue(ours, mails)
    executioner, taken = Executioner(kills), sink.Taken()
    with sink.here(taken, executioner.strike) as port:
        while executioner.left:
            process = worker.start(ours, port)
            executioner.watch(process)
            if process.wait(timeout=120) != -9:
                raise RuntimeError("The worker ended by itself.")
        # A day later, when nobody answers any more, the last one sends the rest.
        later = (clock.now() + timedelta(days=1)).isoformat()
        worker.start(ours, port, "--once", STADTTEILWERK_NOW=later).wait(timeout=300)
    page = worker.outcome(ours, batch_id)
    everybody = {mailing.address(number) for number in range(mails)}
    received = taken.recipients
    doubled = [one for one, times in received.items() if times > 1 and one not in page.unclear]
    left_out = everybody - set(received) - page.unclear
    counted = page.progress
    wrong = [
        abs(counted.total - mails),
        abs(counted.unclear - len(page.unclear)),
        abs(counted.sent - len(everybody & set(received) - page.unclear)),
        counted.queued + counted.sending + counted.failed,
    ]
    return Found(len(doubled), len(left_out), sum(wrong), len(page.unclear))
