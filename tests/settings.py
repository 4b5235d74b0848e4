"""Settings of a stack for tests: the least that there has to be, and what a test adds."""

import json
from typing import Any

from config.settings import StackSettings

MINIMAL: dict[str, Any] = {
    "environment": "dev",
    "owner": "platform-team",
    "costCenter": "4711",
    "aws:region": "eu-west-1",
    "domain": {"name": "dev.example.com"},
    "services": {
        "api": {"imageTag": "1.4.2", "http": {"priority": 100}},
        "worker": {"imageTag": "1.4.2", "command": ["npm", "run", "worker"]},
        "ai": {"imageTag": "0.9.0"},
    },
}
"""By YAML keys, without the project's namespace."""


def stack_settings(**changes: Any) -> StackSettings:
    """The minimal settings with other values, by YAML key; `region` stands for `aws:region`.

    Raises pydantic.ValidationError when they cannot be used.
    """
    if "region" in changes:
        changes["aws:region"] = changes.pop("region")
    return StackSettings.model_validate_json(json.dumps({**MINIMAL, **changes}))
