"""Declares what the configuration names: the good or the bad twin of one program."""

import sys
from pathlib import Path

import pulumi

# The engine runs this folder alone; the test that runs the engine imports the same modules from the root.
sys.path.append(str(Path(__file__).resolve().parents[4]))

from tests.engine.programs.policies.programs import PROGRAMS

config = pulumi.Config()
PROGRAMS[config.require("program")].declare(config.require_bool("broken"))
