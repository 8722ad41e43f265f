"""The queue between web and worker. It only says "look now": the truth stands in the database, and the
queue may forget everything without a loss.

Huey is loaded when it is first needed: most web workers never queue anything, and it is not small.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, current_app

from app.extensions import db

Args = ParamSpec("Args")

JOBS: dict[str, Callable[..., None]] = {}
"""What may be queued, by name."""


@dataclass(frozen=True)
class Plan:
    """Something that the worker does by itself: minute and hour as in a crontab."""

    work: Callable[[], None]
    minute: str
    hour: str


PLANS: list[Plan] = []


def job(work: Callable[Args, None]) -> Callable[Args, None]:
    """Make a function a job: calling it queues it, the worker runs it with an app context of its own."""
    name = f"{work.__module__}.{work.__name__}"
    JOBS[name] = work

    @wraps(work)
    def enqueue(*args: Args.args, **kwargs: Args.kwargs) -> None:
        the_queue(current_app._get_current_object()).run_job(name, args, kwargs)  # type: ignore[attr-defined]

    return enqueue


def every(*, minute: str = "*", hour: str = "*") -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Let the worker run a function by a schedule."""

    def plan(work: Callable[[], None]) -> Callable[[], None]:
        PLANS.append(Plan(work, minute, hour))
        return work

    return plan


_making = threading.Lock()


def the_queue(app: Flask) -> Any:
    """Return the app's queue (huey's, untyped); `run_job` on it queues one."""
    with _making:
        if "queue" not in app.extensions:
            app.extensions["queue"] = _make(app)
    return app.extensions["queue"]


def _make(app: Flask) -> Any:
    from huey import Huey, crontab
    from huey.storage import MemoryStorage, RedisStorage, SqliteStorage

    if app.testing:
        storage: dict[str, Any] = {"storage_class": MemoryStorage}
    elif app.config["REDIS_URL"]:
        storage = {"storage_class": RedisStorage, "url": app.config["REDIS_URL"]}
    else:
        file = app.config["INSTANCE"] / "queue.sqlite"
        storage = {"storage_class": SqliteStorage, "filename": str(file), "timeout": 10}
    queue: Any = Huey("stadtteilwerk", results=False, **storage)

    def run_job(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        with app.app_context():
            JOBS[name](*args, **kwargs)
            if db.session.info.pop("mail_queued", False):
                app.extensions["wake_the_worker"]()  # as after a request: nobody waits a minute for a link

    def planned(plan: Plan) -> Callable[[], None]:
        def run() -> None:
            with app.app_context():
                plan.work()

        return run

    queue.run_job = queue.task(name="run_job")(run_job)
    for plan in PLANS:
        schedule = crontab(minute=plan.minute, hour=plan.hour)
        queue.periodic_task(schedule, name=plan.work.__name__)(planned(plan))
    return queue


def run_waiting(app: Flask) -> int:
    """Run what is queued, here and now; return how many jobs. For tests and for `flask worker --once`."""
    queue, done = the_queue(app), 0
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        done += 1
    return done
