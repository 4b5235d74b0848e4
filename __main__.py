"""The Pulumi program: settings of the running stack -> resources -> outputs."""

import gc
import sys

# While modules load, garbage collection takes a third of the time and finds almost nothing.
gc.disable()

import pulumi  # noqa: E402

from config.load import load_settings  # noqa: E402

try:
    settings = load_settings()
except pulumi.RunError as error:
    pulumi.log.error(str(error))
    sys.exit(32)  # tells Pulumi that the error is reported: it adds none of its own

import stack  # noqa: E402
from stack.outputs import export  # noqa: E402

gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
gc.enable()

export(stack.build(settings))
