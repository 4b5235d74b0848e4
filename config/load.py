"""Reads the running stack's settings. The only module of `config` that knows Pulumi."""

import os

import pulumi
from pulumi.runtime import config as runtime_config

from config.mistakes import SettingsError
from config.parse import StackConfiguration, parse
from config.settings import StackSettings


def load_settings() -> StackSettings:
    """The settings of the stack that is running.

    Raises pulumi.RunError, which ends the program with its message alone: every mistake in the settings.
    """
    values = runtime_config.get_config_env() | runtime_config.CONFIG.get()
    configuration = StackConfiguration(
        project=pulumi.get_project(),
        stack=pulumi.get_stack(),
        values=values,
        secret_keys=[key for key in values if runtime_config.is_config_secret(key)],
    )
    try:
        return parse(configuration, os.environ)
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None
