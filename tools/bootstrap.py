"""Make the virtual environment and keep it as the lock file says; quick when there is nothing to do.

Runs before anything is installed, with whatever `python3` is there: standard library only, and no syntax
newer than Python 3.6, so that an old Python can still say in a sentence that it is too old.
"""

import glob
import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
TRANSLATIONS = os.path.join(ROOT, "app", "translations")
OLDEST_PYTHON = (3, 11)
SIGNS_OF_NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "name resolution",
    "Network is unreachable",
    "ProxyError",
    "ConnectTimeout",
    "timed out",
    "from versions: none",
)


def stop(sentence: str) -> None:
    """End with one sentence that says what to do."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def check_this_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        stop(
            "Stadtteilwerk braucht Python 3.11 oder neuer, gefunden wurde nur Python {}.{}: bitte ein neueres"
            " installieren (unter Debian 12: apt-get install python3 python3-venv).".format(
                *sys.version_info[:2]
            )
        )


def fingerprint(lock: str) -> str:
    with open(os.path.join(ROOT, lock), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def stamp_of(kind: str) -> str:
    """Where the environment remembers which lock file it was filled from."""
    return os.path.join(VENV, "installed-" + kind)


def is_installed(kind: str) -> bool:
    if not os.path.exists(VENV_PYTHON):  # also when the Python it points to was removed
        return False
    try:
        with open(stamp_of(kind)) as file:
            return file.read() == fingerprint(LOCKS[kind])
    except OSError:
        return False


def make_environment() -> None:
    """Make .venv, unless there is a usable one; a broken or too old one is made anew."""
    probe = "import sys, pip; sys.exit(sys.version_info < {!r})".format(OLDEST_PYTHON)
    if (
        os.path.exists(VENV_PYTHON)
        and subprocess.call([VENV_PYTHON, "-c", probe], stderr=subprocess.DEVNULL) == 0
    ):
        return
    check_this_python()
    try:
        import ensurepip  # noqa: F401  Debian ships venv without it
        import venv
    except ImportError:
        stop(
            "Python fehlt das Modul venv: bitte einmal `apt-get install python3-venv` ausführen (als root"
            " oder mit sudo) und es dann noch einmal versuchen."
        )
    venv.EnvBuilder(with_pip=True, clear=os.path.exists(VENV), symlinks=True).create(VENV)


def install(kind: str) -> None:
    print("Richte die Python-Umgebung ein (einmalig, etwa eine Minute) …", flush=True)
    make_environment()
    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", LOCKS[kind]]
    pip = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, universal_newlines=True)
    complaints = pip.communicate()[1]
    if pip.returncode == 0:
        # The dev lock holds everything of the runtime lock in the same versions: they are made together.
        for filled in [kind] if kind == "runtime" else ["runtime", "dev"]:
            with open(stamp_of(filled), "w") as file:
                file.write(fingerprint(LOCKS[filled]))
        return
    if any(sign in complaints for sign in SIGNS_OF_NO_NETWORK):
        stop(
            "Kein Netz: Beim ersten Mal (und nach Aktualisierungen) müssen Pakete aus dem Internet"
            " geladen werden."
        )
    sys.stderr.write(complaints)
    stop("Die Pakete ließen sich nicht installieren; die Meldung von pip steht darüber.")


def compile_translations() -> None:
    for source in glob.glob(os.path.join(TRANSLATIONS, "*", "LC_MESSAGES", "*.po")):
        compiled = source[:-3] + ".mo"
        if not os.path.exists(compiled) or os.path.getmtime(compiled) < os.path.getmtime(source):
            babel = [os.path.join(VENV, "bin", "pybabel"), "--quiet", "compile", "-d", TRANSLATIONS]
            subprocess.check_call(babel)
            return


def main(kind: str) -> None:
    try:
        if not is_installed(kind):
            check_this_python()
            install(kind)
        compile_translations()
    except PermissionError as error:
        stop(
            "In {} darf nicht geschrieben werden: bitte die Rechte des Ordners prüfen.".format(
                error.filename or ROOT
            )
        )
    except KeyboardInterrupt:
        stop("Abgebrochen.")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "runtime")
