"""A shared AWS architecture as reusable Pulumi components.

Names are imported on first use, so that a program pays only for the AWS services that it uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._args import ArgumentError
    from ._bucket_preset import BucketPreset, ObjectLockMode
    from ._cache_spec import CacheEngine, MaxmemoryPolicy
    from ._ecs_deployment import DeploymentArgs, DeploymentStrategy
    from ._ecs_routing import HttpArgs
    from ._ecs_scaling import ScalingArgs, ScalingScheduleArgs
    from ._ecs_task import CpuArchitecture
    from ._ecs_telemetry import TelemetryArgs
    from ._eks_access import AccessEntryArgs, EksAccess, PodIdentityArgs
    from ._eks_nodes import NodeGroupArgs
    from ._grants import Access, grant_statements
    from ._load_balancer_spec import LoadBalancerIngress
    from ._msk_spec import MskMonitoring
    from ._plaintext_secrets import plaintext_problem
    from ._rds_spec import RdsDeployment
    from ._subnet_plan import SubnetTier
    from ._tags import DataClass, TagKey
    from ._version import __version__
    from ._vpc_spec import NatMode
    from ._workload_trust import Workload
    from .backups import Backups, BackupsArgs
    from .bastion import Bastion, BastionArgs
    from .bucket import Bucket, BucketArgs
    from .certificate import Certificate, CertificateArgs, CertificateKeyAlgorithm
    from .documentdb import DocumentDb, DocumentDbArgs
    from .ecr_repository import EcrRepository, EcrRepositoryArgs
    from .ecs_cluster import ContainerInsights, EcsCluster, EcsClusterArgs
    from .ecs_service import EcsService, EcsServiceArgs
    from .eks_cluster import EksCluster, EksClusterArgs
    from .elasticache import CacheUserArgs, ElastiCache, ElastiCacheArgs
    from .existing_vpc import ExistingVpc, ExistingVpcArgs
    from .flow_logs import FlowLogs, FlowLogsArgs
    from .github_deploy_roles import GithubDeployRoles, GithubDeployRolesArgs
    from .hosted_zone import HostedZone, HostedZoneArgs
    from .kms_key import KmsKey, KmsKeyArgs
    from .load_balancer import LoadBalancer, LoadBalancerArgs
    from .msk import Msk, MskArgs
    from .opensearch import OpenSearch, OpenSearchArgs
    from .prefix_lists import cloudfront_prefix_list_id
    from .rds_cluster import RdsCluster, RdsClusterArgs
    from .role_limits import limit_roles
    from .secret import Secret, SecretArgs
    from .security_group import RuleArgs, SecurityGroup, SecurityGroupArgs
    from .task_role import GrantArgs, TaskRole, TaskRoleArgs
    from .vpc import Vpc, VpcArgs

__all__ = [
    "Access",
    "AccessEntryArgs",
    "ArgumentError",
    "Backups",
    "BackupsArgs",
    "Bastion",
    "BastionArgs",
    "Bucket",
    "BucketArgs",
    "BucketPreset",
    "CacheEngine",
    "CacheUserArgs",
    "Certificate",
    "CertificateArgs",
    "CertificateKeyAlgorithm",
    "ContainerInsights",
    "CpuArchitecture",
    "DataClass",
    "DeploymentArgs",
    "DeploymentStrategy",
    "DocumentDb",
    "DocumentDbArgs",
    "EcrRepository",
    "EcrRepositoryArgs",
    "EcsCluster",
    "EcsClusterArgs",
    "EcsService",
    "EcsServiceArgs",
    "EksAccess",
    "EksCluster",
    "EksClusterArgs",
    "ElastiCache",
    "ElastiCacheArgs",
    "ExistingVpc",
    "ExistingVpcArgs",
    "FlowLogs",
    "FlowLogsArgs",
    "GithubDeployRoles",
    "GithubDeployRolesArgs",
    "GrantArgs",
    "HostedZone",
    "HostedZoneArgs",
    "HttpArgs",
    "KmsKey",
    "KmsKeyArgs",
    "LoadBalancer",
    "LoadBalancerArgs",
    "LoadBalancerIngress",
    "MaxmemoryPolicy",
    "Msk",
    "MskArgs",
    "MskMonitoring",
    "NatMode",
    "NodeGroupArgs",
    "ObjectLockMode",
    "OpenSearch",
    "OpenSearchArgs",
    "PodIdentityArgs",
    "RdsCluster",
    "RdsClusterArgs",
    "RdsDeployment",
    "RuleArgs",
    "ScalingArgs",
    "ScalingScheduleArgs",
    "Secret",
    "SecretArgs",
    "SecurityGroup",
    "SecurityGroupArgs",
    "SubnetTier",
    "TagKey",
    "TaskRole",
    "TaskRoleArgs",
    "TelemetryArgs",
    "Vpc",
    "VpcArgs",
    "Workload",
    "__version__",
    "cloudfront_prefix_list_id",
    "grant_statements",
    "limit_roles",
    "plaintext_problem",
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
    "Bucket": ".bucket",
    "BucketArgs": ".bucket",
    "BucketPreset": "._bucket_preset",
    "ObjectLockMode": "._bucket_preset",
    "Secret": ".secret",
    "SecretArgs": ".secret",
    "Backups": ".backups",
    "BackupsArgs": ".backups",
    "TaskRole": ".task_role",
    "TaskRoleArgs": ".task_role",
    "GrantArgs": ".task_role",
    "Access": "._grants",
    "Workload": "._workload_trust",
    "RdsCluster": ".rds_cluster",
    "RdsClusterArgs": ".rds_cluster",
    "RdsDeployment": "._rds_spec",
    "DeploymentArgs": "._ecs_deployment",
    "DeploymentStrategy": "._ecs_deployment",
    "HttpArgs": "._ecs_routing",
    "ScalingArgs": "._ecs_scaling",
    "ScalingScheduleArgs": "._ecs_scaling",
    "CpuArchitecture": "._ecs_task",
    "TelemetryArgs": "._ecs_telemetry",
    "LoadBalancerIngress": "._load_balancer_spec",
    "EcrRepository": ".ecr_repository",
    "EcrRepositoryArgs": ".ecr_repository",
    "ContainerInsights": ".ecs_cluster",
    "EcsCluster": ".ecs_cluster",
    "EcsClusterArgs": ".ecs_cluster",
    "EcsService": ".ecs_service",
    "EcsServiceArgs": ".ecs_service",
    "LoadBalancer": ".load_balancer",
    "LoadBalancerArgs": ".load_balancer",
    "GithubDeployRoles": ".github_deploy_roles",
    "GithubDeployRolesArgs": ".github_deploy_roles",
    "cloudfront_prefix_list_id": ".prefix_lists",
    "limit_roles": ".role_limits",
    "plaintext_problem": "._plaintext_secrets",
    "DocumentDb": ".documentdb",
    "DocumentDbArgs": ".documentdb",
    "CacheEngine": "._cache_spec",
    "MaxmemoryPolicy": "._cache_spec",
    "CacheUserArgs": ".elasticache",
    "ElastiCache": ".elasticache",
    "ElastiCacheArgs": ".elasticache",
    "MskMonitoring": "._msk_spec",
    "Msk": ".msk",
    "MskArgs": ".msk",
    "OpenSearch": ".opensearch",
    "OpenSearchArgs": ".opensearch",
    "grant_statements": "._grants",
    "EksCluster": ".eks_cluster",
    "EksClusterArgs": ".eks_cluster",
    "EksAccess": "._eks_access",
    "AccessEntryArgs": "._eks_access",
    "PodIdentityArgs": "._eks_access",
    "NodeGroupArgs": "._eks_nodes",
    "Certificate": ".certificate",
    "CertificateArgs": ".certificate",
    "CertificateKeyAlgorithm": ".certificate",
    "HostedZone": ".hosted_zone",
    "HostedZoneArgs": ".hosted_zone",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
