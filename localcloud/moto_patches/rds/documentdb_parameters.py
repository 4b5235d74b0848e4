"""Cluster parameters of DocumentDB.

What moto accepts, and AWS refuses: parameters that DocumentDB does not have, and values that one cannot take.

What moto gets wrong: a group shows only parameters that were set, not those with the engine's default.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from localcloud.moto_patches.rds._service import RDS, invalid_value
from localcloud.moto_service import Request

FAMILY: Final = "docdb"


@dataclass(frozen=True)
class Parameter:
    """One parameter, as the "Amazon DocumentDB cluster parameters reference" has it.

    Attributes:
        default: the engine's value.
        words: the values that it takes, where those are words.
        numbers: the smallest and the largest value, where those are numbers.
        static: whether a change needs a restart.
        families: the parameter group families that have it; all when empty.
    """

    default: str
    words: tuple[str, ...] = ()
    numbers: tuple[float, float] = (0, 0)
    static: bool = False
    families: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What it takes, as AWS describes it."""
        return ",".join(self.words) or "-".join(f"{bound:.10g}" for bound in self.numbers)

    def takes(self, value: str) -> bool:
        """Whether it can have this value."""
        if self.words:
            return value in self.words
        smallest, largest = self.numbers
        return re.fullmatch(r"\d+(\.\d+)?", value) is not None and smallest <= float(value) <= largest


_SWITCH: Final = ("enabled", "disabled")
_AUDIT: Final = (*_SWITCH, "ddl", "dml_read", "dml_write", "all", "none")
_TLS: Final = (*_SWITCH, "fips-140-3", "tls1.2+", "tls1.3+")

PARAMETERS: Final = {
    "audit_logs": Parameter("disabled", _AUDIT),
    "change_stream_log_retention_duration": Parameter("10800", numbers=(3600, 604800)),
    "default_collection_compression": Parameter("disabled", _SWITCH, families=("docdb5.0",)),
    "planner_version": Parameter("1.0", ("1.0", "2.0", "3.0"), families=("docdb5.0",)),
    "profiler": Parameter("disabled", _SWITCH),
    "profiler_sampling_rate": Parameter("1.0", numbers=(0, 1)),
    "profiler_threshold_ms": Parameter("100", numbers=(50, 2147483646)),
    "tls": Parameter("enabled", _TLS, static=True),
    "ttl_monitor": Parameter("enabled", _SWITCH),
}

STATIC: Final = frozenset(name for name, parameter in PARAMETERS.items() if parameter.static)
"""Parameters that take effect after a restart."""


def _family(backend: Any, request: Request) -> str | None:
    """The family of the group that a request names, if it is one of DocumentDB's."""
    group = backend.db_cluster_parameter_groups.get(request["DBClusterParameterGroupName"])
    family = str(group.db_parameter_group_family) if group else ""
    return family if family.startswith(FAMILY) else None


def _refuse_parameters(backend: Any, request: Request) -> None:
    family = _family(backend, request)
    if family is None:
        return
    for item in request.get("Parameters") or []:
        name, value = item["ParameterName"], item.get("ParameterValue")
        parameter = PARAMETERS.get(name)
        if parameter is None or family not in (parameter.families or (family,)):
            raise invalid_value(f"Could not find parameter with name: {name}")
        if value is not None and not parameter.takes(value):
            raise invalid_value(
                f"Invalid parameter value: {value} for: {name} allowed values are: {parameter.allowed}"
            )


def _show_all(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    family = _family(backend, request)
    if family is None:
        return
    changed = {item["ParameterName"]: item for item in answer["Parameters"]}
    shown = [
        _described(name, parameter, changed.get(name))
        for name, parameter in PARAMETERS.items()
        if family in (parameter.families or (family,))
    ]
    source = request.get("Source")
    answer["Parameters"] = [item for item in shown if source in (None, item["Source"])]


def _described(name: str, parameter: Parameter, changed: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "ParameterName": name,
        "ParameterValue": changed["ParameterValue"] if changed else parameter.default,
        "Source": "user" if changed else "system",
        "ApplyType": "static" if parameter.static else "dynamic",
        "ApplyMethod": (changed or {}).get("ApplyMethod", "pending-reboot"),
        "DataType": "string" if parameter.words else "float" if parameter.default == "1.0" else "integer",
        "AllowedValues": parameter.allowed,
        "IsModifiable": True,
    }


@cache
def apply() -> None:
    """Put moto's parameters of DocumentDB right."""
    RDS.refuse(
        {
            "modify_db_cluster_parameter_group": [_refuse_parameters],
            "reset_db_cluster_parameter_group": [_refuse_parameters],
        }
    )
    RDS.complete({"describe_db_cluster_parameters": _show_all})
