"""The plugin: serves the components to every Pulumi language. Pulumi runs this folder; people do not."""

import sys
from importlib import import_module
from pathlib import Path

from pulumi.provider.experimental import component_provider_host

HOSTED = (
    "Backups",
    "Bastion",
    "Bucket",
    "Certificate",
    "DocumentDb",
    "EcrRepository",
    "EcsCluster",
    "EcsService",
    "EksCluster",
    "ElastiCache",
    "ExistingVpc",
    "FlowLogs",
    "GithubDeployRoles",
    "HostedZone",
    "KmsKey",
    "LoadBalancer",
    "Msk",
    "OpenSearch",
    "RdsCluster",
    "Secret",
    "SecurityGroup",
    "TaskRole",
    "Vpc",
)
"""Every component, by class name."""


def main() -> None:
    """Serve until the engine ends the process."""
    folder = Path(__file__).resolve().parent
    # Run as a folder, this file belongs to no package, and the folder itself is on the path. With its parent
    # there instead, the components are one package again, under whatever name the folder has.
    sys.path[0] = str(folder.parent)
    package = import_module(folder.name)
    component_provider_host(
        name=import_module(f"{folder.name}._base").PACKAGE,
        version=package.__version__,
        components=[getattr(package, name) for name in HOSTED],
    )


if __name__ == "__main__":
    main()
