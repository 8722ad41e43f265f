"""The process that runs Typst: content comes in as JSON, a PDF goes out. It knows nothing of the house.

It is run by its path, `python press.py TEMPLATE MOMENT`, so that it does not load the web application. What Typst
complains of goes to standard error, the places first.
"""

from __future__ import annotations

import os
import re
import resource
import sys
from pathlib import Path

MEMORY = 1 << 30  # of addresses; 10,000 paragraphs took 0.4 of it
SECONDS = 30  # of computing, in case nobody is there any more to end it


def limit_itself() -> None:
    """Take away from this process what setting a paper does not need: memory, time, writing files."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        allowed = resource.getrlimit(what)[1]
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(what, (most, most))


def main(template: Path, moment: int) -> int:
    """Set one paper. Returns 1, and says where, if Typst refuses."""
    limit_itself()
    import typst  # under the limits already

    try:
        paper = typst.compile(
            template,
            root=template.parent,
            ignore_system_fonts=True,
            package_path=Path(os.devnull),
            package_cache_path=Path(os.devnull),
            sys_inputs={"content": sys.stdin.buffer.read().decode()},
            pdf_standards="ua-1",
            timestamp=moment,
        )
    except typst.TypstError as error:
        where = " ".join(re.findall(r"┌─ (\S+)", error.diagnostic)[:5])
        sys.stderr.write(f"{where} {error.message}\n")
        return 1
    sys.stdout.buffer.write(paper)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
