"""What the program imports before it declares anything: how long all of it takes, and what takes longest."""

import re
import subprocess
import sys
from collections import Counter

from tests.bench.timing import Measurement, seconds
from tests.engine.harness import ROOT

RUNS = 5

_IMPORTS = "import gc; gc.disable(); import pulumi, config.load, stack, stack.outputs"
"""The imports of the program's `__main__.py`, under the same conditions."""

_SPLIT = ("pulumi_aws", "components", "stack", "config")
"""Packages whose parts are counted apart: the parts are what one can do without."""

_LINE = re.compile(r"import time:\s*(?P<own>\d+) \|\s*\d+ \|\s*(?P<module>\S+)")


def measure_import() -> Measurement:
    """A fresh interpreter that imports what the program imports, with compiled modules on disk."""
    _run()
    values = tuple(seconds(_run) for _ in range(RUNS))
    return Measurement("import of the program in a fresh interpreter", "s", values)


def slowest_imports(count: int = 5) -> list[tuple[str, float]]:
    """Names of the packages that take the most time to import, with their own milliseconds.

    A package's own time is that of its modules without what they import in turn. Python measures it, which
    makes all imports slower by a half.
    """
    own: Counter[str] = Counter()
    for match in _LINE.finditer(_run("-X", "importtime")):
        parts = match["module"].split(".")
        own[".".join(parts[:2] if parts[0] in _SPLIT else parts[:1])] += int(match["own"])
    return [(package, microseconds / 1000) for package, microseconds in own.most_common(count)]


def _run(*options: str) -> str:
    command = [sys.executable, *options, "-c", _IMPORTS]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr
