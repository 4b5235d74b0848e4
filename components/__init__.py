"""A shared AWS architecture as reusable Pulumi components.

Names are imported on first use, so that a program pays only for the AWS services that it uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._args import ArgumentError
    from ._subnet_plan import SubnetTier
    from ._tags import DataClass, TagKey
    from ._version import __version__
    from ._vpc_spec import NatMode
    from .bastion import Bastion, BastionArgs
    from .existing_vpc import ExistingVpc, ExistingVpcArgs
    from .flow_logs import FlowLogs, FlowLogsArgs
    from .kms_key import KmsKey, KmsKeyArgs
    from .security_group import RuleArgs, SecurityGroup, SecurityGroupArgs
    from .vpc import Vpc, VpcArgs

__all__ = [
    "ArgumentError",
    "Bastion",
    "BastionArgs",
    "DataClass",
    "ExistingVpc",
    "ExistingVpcArgs",
    "FlowLogs",
    "FlowLogsArgs",
    "KmsKey",
    "KmsKeyArgs",
    "NatMode",
    "RuleArgs",
    "SecurityGroup",
    "SecurityGroupArgs",
    "SubnetTier",
    "TagKey",
    "Vpc",
    "VpcArgs",
    "__version__",
]

_MODULES = {
    "ArgumentError": "._args",
    "SubnetTier": "._subnet_plan",
    "DataClass": "._tags",
    "TagKey": "._tags",
    "__version__": "._version",
    "NatMode": "._vpc_spec",
    "Bastion": ".bastion",
    "BastionArgs": ".bastion",
    "ExistingVpc": ".existing_vpc",
    "ExistingVpcArgs": ".existing_vpc",
    "FlowLogs": ".flow_logs",
    "FlowLogsArgs": ".flow_logs",
    "KmsKey": ".kms_key",
    "KmsKeyArgs": ".kms_key",
    "RuleArgs": ".security_group",
    "SecurityGroup": ".security_group",
    "SecurityGroupArgs": ".security_group",
    "Vpc": ".vpc",
    "VpcArgs": ".vpc",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
