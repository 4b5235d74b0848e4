"""What all settings have in common."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class SettingsModel(BaseModel):
    """A frozen group of settings, written in YAML with camelCase keys.

    Unknown keys are refused, and so are values of another type: `"30"` is no integer, `1` is no boolean.
    Errors name fields by their YAML keys.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        strict=True,
        validate_default=True,
    )
