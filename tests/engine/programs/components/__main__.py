"""Declares what the configuration names: one version of the program that uses one component."""

import sys
from importlib import import_module
from pathlib import Path

import pulumi

# The engine runs this folder alone; the rest is imported from the root.
sys.path.append(str(Path(__file__).resolve().parents[4]))

config = pulumi.Config()
scenario = import_module(f"tests.engine.programs.components.scenarios.{config.require('scenario')}")
scenario.declare(config.require("version"))
