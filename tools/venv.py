"""Make the virtual environment `.venv` from the locked requirements; does nothing when it is up to date.

Run as a script by the Python that the environment is to be made with, so standard library only. Pythons
that are too old run it too, to say so: no syntax newer than 3.6.
"""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements-dev.txt"
STAMP = ENVIRONMENT / "complete"
LOCK = ROOT / ".local" / "venv.lock"
OLDEST = (3, 11)


def main() -> None:
    """Make the environment unless its stamp says that it is complete and fits."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"error: {sys.executable} is Python {sys.version.split()[0]}, wanted is "
            f"{OLDEST[0]}.{OLDEST[1]} or newer. Install one and name it: make PYTHON=/path/to/python3"
        )
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not STAMP.is_file() or STAMP.read_text() != fitting_stamp():
            make()


def fitting_stamp() -> str:
    """What the stamp of a fitting environment says. That of a moved checkout does not fit: its scripts name
    paths.
    """
    parts = (REQUIREMENTS.read_text(), str(ENVIRONMENT), str(Path(sys.executable).resolve()), sys.version)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest() + "\n"


def make() -> None:
    """Make the environment anew. The stamp is written last, so that an interrupted one is not used."""
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]):
        sys.exit(
            f"error: {sys.executable} cannot make virtual environments (see above). On Debian and Ubuntu: "
            f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )
    packages = REQUIREMENTS.read_text().count("==")
    print(f"Installing {packages} locked packages into .venv; this takes a minute or two", flush=True)
    pip = [
        str(ENVIRONMENT / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    if subprocess.call([*pip, "--no-deps", "--require-hashes", "--requirement", str(REQUIREMENTS)]):
        sys.exit("error: pip could not install what requirements-dev.txt locks (see above)")
    STAMP.write_text(fitting_stamp())


if __name__ == "__main__":
    main()
