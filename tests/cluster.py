"""A throw-away PostgreSQL: a cluster of its own in a temporary folder, gone when the tests are over.

The databases belong to a role that is neither superuser nor exempt from row level security: with a superuser
the policies of our migrations would never be asked, and the tests would prove nothing about them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tools.system_packages import postgresql

SUPERUSER = "postgres"
APP_ROLE = "stadtteilwerk"

# The server is the child of a shell that waits for the end of its input. However the tests end (done, Ctrl-C,
# killed), their end of the pipe closes, and the shell stops the server and removes the folder.
GUARD = """
    exec 3<&0
    "$1"/postgres -D "$2"/data -k "$2" -c listen_addresses= -c fsync="$3" -c full_page_writes="$3" \
        -c synchronous_commit="$3" -c max_connections=200 >"$2"/log 2>&1 </dev/null 3<&- &
    cat <&3 >/dev/null
    kill -QUIT $!
    wait $!
    rm -rf "$2"
"""


def unprivileged_user() -> str | None:
    """Whom to run the server as: PostgreSQL refuses root. None means: whoever we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is no user postgres or nobody.")


@dataclass
class Cluster:
    """A running server, reached by a socket in `folder`."""

    folder: Path
    guard: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @classmethod
    def start(cls, *, durable: bool = False) -> Cluster:
        """Make and start a server, in a second or so. Only with `durable` does it wait for the disk."""
        initdb = postgresql()
        if initdb is None:
            raise RuntimeError("PostgreSQL is not installed: run tools/system_packages.py")
        binaries = Path(initdb).resolve().parent
        user = unprivileged_user()
        group = pwd.getpwnam(user).pw_gid if user else None
        # Directly below the temporary folder: the path of a socket may have 107 characters.
        folder = Path(tempfile.mkdtemp(prefix="stw-pg-", dir="/tmp"))
        if user:
            shutil.chown(folder, user, group)
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        options = [
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        subprocess.run(
            [initdb, "-D", folder / "data", *options],
            check=True, stdout=subprocess.DEVNULL, cwd=folder,
            user=user, group=group, extra_groups=[] if user else None, env=environment,
        )  # fmt: skip
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", binaries, folder, "on" if durable else "off"],
            stdin=subprocess.PIPE, cwd=folder, start_new_session=True,
            user=user, group=group, extra_groups=[] if user else None, env=environment,
        )  # fmt: skip
        cluster = cls(folder, guard)
        cluster._wait_and_prepare()
        return cluster

    def stop(self) -> None:
        """Stop the server and remove its folder; may be called twice."""
        if self.guard and self.guard.stdin and not self.guard.stdin.closed:
            self.guard.stdin.close()
            self.guard.wait(timeout=20)

    def url(self, database: str) -> str:
        """The address of a database for SQLAlchemy, as the application's role."""
        return f"postgresql+psycopg://{APP_ROLE}@/{database}?host={self.folder}"

    def create(self, database: str, *, template: str = "template1") -> None:
        self._execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(database), sql.Identifier(APP_ROLE), sql.Identifier(template)
            )
        )

    def drop(self, database: str) -> None:
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def rename(self, database: str, new_name: str) -> None:
        names = map(sql.Identifier, (database, new_name))
        self._execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))

    def has(self, database: str) -> bool:
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return found.fetchone() is not None

    def _execute(self, statement: sql.Composed | sql.SQL) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True)

    def _wait_and_prepare(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                connection = self._connect()
                break
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")
                    self.stop()
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from None
                time.sleep(0.05)
        with connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                    sql.Identifier(APP_ROLE)
                )
            )
