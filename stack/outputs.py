"""What a stack publishes. The names and shapes are those that `components/stack_outputs.py` reads."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components import Backups, EcsCluster, EksCluster, GithubDeployRoles, Secret
from components.stack_outputs import (
    CONTRACT_VERSION,
    BackupsOutputs,
    CacheOutputs,
    ClusterOutputs,
    DatabaseOutputs,
    DocumentsOutputs,
    EventsOutputs,
    KubernetesOutputs,
    LoadBalancerOutputs,
    PipelineOutputs,
    Published,
    SearchOutputs,
    ServiceOutputs,
    StackOutputs,
)
from stack.access_model import SecretName
from stack.compute import Entrance, Service
from stack.foundation import Foundation
from stack.secrets import published
from stack.storage import Buckets
from stack.stores import Stores

Outputs = Mapping[str, Any]
"""The fields of StackOutputs by their exported names; values may be Outputs."""


@dataclass(frozen=True)
class Built:
    """All that a stack consists of."""

    base: Foundation
    pipeline: GithubDeployRoles | None
    buckets: Buckets
    secrets: Mapping[SecretName, Secret]
    stores: Stores
    backups: Backups
    entrance: Entrance
    cluster: EcsCluster
    services: Mapping[str, Service]
    kubernetes: EksCluster | None


def outputs_of(built: Built) -> Outputs:
    """What is published of a stack."""
    base, stores, vpc = built.base, built.stores, built.base.vpc
    values: dict[str, Any] = {
        "contract_version": CONTRACT_VERSION,
        "environment": base.settings.environment.value,
        "region": base.settings.region,
        "vpc_id": vpc.vpc_id,
        "vpc_cidr": vpc.cidr_block,
        "subnet_ids": vpc.subnet_ids,
        "nat_public_ips": vpc.nat_public_ips,
        "security_group_ids": {str(group): group_id for group, group_id in base.group_ids.items()},
        "key_arns": {data_class.value: key.key_arn for data_class, key in base.keys.items()},
        "flow_log_group_name": vpc.flow_log_group_name,
        "bastion_instance_id": vpc.bastion_instance_id,
        "domain_name": base.settings.domain.name,
        "hosted_zone_id": built.entrance.zone_id,
        "hosted_zone_name_servers": built.entrance.name_servers,
        "certificate_arn": built.entrance.certificate.certificate_arn,
        "load_balancer": _of(LoadBalancerOutputs, built.entrance.load_balancer),
        "cluster": _of(ClusterOutputs, built.cluster),
        "services": {
            name: _of(ServiceOutputs, service.service, service.repository)
            for name, service in built.services.items()
        },
        "database": _of(DatabaseOutputs, stores.database),
        "documents": _of(DocumentsOutputs, stores.documents),
        "cache": _of(CacheOutputs, stores.cache),
        "search": _of(SearchOutputs, stores.search),
        "events": _of(EventsOutputs, stores.events),
        "bucket_names": {name: bucket.bucket_name for name, bucket in built.buckets.by_name().items()},
        "backups": _of(BackupsOutputs, built.backups),
        "secrets": published(built.secrets),
        "pipeline": None if built.pipeline is None else _of(PipelineOutputs, built.pipeline),
        "kubernetes": None if built.kubernetes is None else _of(KubernetesOutputs, built.kubernetes),
    }
    return {str(field.alias): values[name] for name, field in StackOutputs.model_fields.items()}


def export(outputs: Outputs) -> None:
    """Publishes every output under its name."""
    for name, value in outputs.items():
        pulumi.export(name, value)


def _of(model: type[Published], *components: pulumi.ComponentResource) -> dict[str, Any]:
    """The fields of `model`, which are attributes of the components, by their exported names."""
    found = ChainMap(*(vars(component) for component in components))
    return {str(field.alias): found[name] for name, field in model.model_fields.items()}
