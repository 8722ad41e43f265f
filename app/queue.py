"""The queue between web and worker. It only says "look now": the truth stands in the database, and the
queue may forget everything without a loss."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask
from huey.storage import MemoryStorage, RedisStorage, SqliteStorage

from app.extensions import db, huey

Args = ParamSpec("Args")

_apps: list[Flask] = []


def job(work: Callable[Args, None]) -> Callable[Args, None]:
    """Make a function a job: calling it queues it, the worker runs it with an app context of its own."""

    @wraps(work)
    def run(*args: Args.args, **kwargs: Args.kwargs) -> None:
        app = _apps[-1]
        with app.app_context():
            work(*args, **kwargs)
            if db.session.info.pop("mail_queued", False):
                app.extensions["wake_the_worker"]()  # as after a request: nobody waits a minute for a link

    task: Any = huey.task()(run)

    @wraps(work)
    def enqueue(*args: Args.args, **kwargs: Args.kwargs) -> None:
        task(*args, **kwargs)

    return enqueue


def every(schedule: Any) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Let the worker run a function by a schedule (huey's crontab)."""

    def plan(work: Callable[[], None]) -> Callable[[], None]:
        @wraps(work)
        def run() -> None:
            with _apps[-1].app_context():
                work()

        huey.periodic_task(schedule)(run)
        return work

    return plan


def run_waiting() -> int:
    """Run what is queued, here and now; return how many jobs. For tests and for `flask worker --once`."""
    done = 0
    while (task := huey.dequeue()) is not None:
        huey.execute(task)
        done += 1
    return done


def init_queue(app: Flask) -> None:
    """Give the queue its storage: Redis if there is one, else a file of its own beside the database."""
    _apps[:] = [app]
    if app.testing:
        huey.storage_class, huey.storage_kwargs = MemoryStorage, {}
    elif app.config["REDIS_URL"]:
        huey.storage_class, huey.storage_kwargs = RedisStorage, {"url": app.config["REDIS_URL"]}
    else:
        huey.storage_class = SqliteStorage
        huey.storage_kwargs = {"filename": str(app.config["INSTANCE"] / "queue.sqlite"), "timeout": 10}
    huey.storage = huey.create_storage()
