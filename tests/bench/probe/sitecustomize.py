"""Python loads this module at its start when the folder is on PYTHONPATH: it times a Pulumi program.

A program that the engine runs appends a line of JSON to the file that the variable names: the seconds from
the interpreter's readiness to its end, and the seconds of processor time. Every other process is left alone.
"""

import atexit
import json
import os
import sys
import time

TIMES_VARIABLE = "SHARED_INFRA_BENCH_TIMES"

EXECUTOR = "pulumi-language-python-exec"
"""Pulumi's script that runs a program."""


def _write(start: float, file: str) -> None:
    found = {"seconds": time.perf_counter() - start, "processor_seconds": time.process_time()}
    with open(file, "a", encoding="utf-8") as times:  # noqa: PTH123 pathlib would be an import more to pay for
        times.write(json.dumps(found) + "\n")


if TIMES_VARIABLE in os.environ and any(argument.endswith(EXECUTOR) for argument in sys.orig_argv):
    atexit.register(_write, time.perf_counter(), os.environ[TIMES_VARIABLE])
