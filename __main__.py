"""The Pulumi program: settings of the running stack -> resources -> outputs."""

import gc
import os
import sys

# While modules load, garbage collection takes a third of the time and finds almost nothing.
gc.disable()

import pulumi  # noqa: E402

# The SDK reports each of its steps to the engine by a call that waits: a third of the run's time.
if not os.environ.get("SHARED_INFRA_DEBUG"):
    pulumi.log.debug = lambda *_, **__: None

from config.load import load_settings  # noqa: E402

try:
    settings = load_settings()
except pulumi.RunError as error:
    pulumi.log.error(str(error))
    sys.exit(32)  # tells Pulumi that the error is reported: it adds none of its own

import stack  # noqa: E402
from stack.outputs import export  # noqa: E402

gc.freeze()
gc.set_threshold(50_000, 20, 100)
gc.enable()

export(stack.build(settings))
