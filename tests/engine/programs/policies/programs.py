"""Programs that keep all policies, and their twins that break many of them, each at a resource of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.engine.programs.policies import buckets, groups, rights, stores, tagging, workloads


@dataclass(frozen=True)
class Program:
    """Two programs that differ in what the policies of one area are about."""

    declare: Callable[[bool], object]
    """Declares resources; where its argument is true, so that they break the policies."""
    refused: Mapping[str, frozenset[str]]
    """What the pack refuses of the bad one, and nothing else: policy -> logical names of the resources."""


def _at(**names: str) -> dict[str, frozenset[str]]:
    """Policy, with underscores, and the resources that it is about."""
    return {policy.replace("_", "-"): frozenset(resources.split()) for policy, resources in names.items()}


PROGRAMS = {
    "groups": Program(
        groups.declare,
        _at(
            default_security_group_empty="vpc",
            security_group_described="redis",
            security_group_fits_member="endpoint",
            security_group_guide_inbound="rds-in",
            security_group_guide_outbound="rds-out",
            security_group_no_unrestricted_egress="api-out",
            security_group_no_world_ingress="bastion-in",
            security_group_role_declared="unnamed",
            security_group_rules_not_mixed="worker",
            vpc_flow_logged="vpc",
            workload_not_public="subnet",
        ),
    ),
    "tagging": Program(
        tagging.declare,
        _at(
            data_store_classified="unclassified",
            resource_tags_allowed_values="production",
            resource_tags_required="unowned",
        ),
    ),
    "stores": Program(
        stores.declare,
        _at(
            backups_kept="database",
            data_encrypted_at_rest="database",
            data_encrypted_with_own_key="database secret",
            data_store_not_public="database",
            deletion_protected="database secret",
            key_rotates="key",
            minor_upgrades_automatic="database",
            password_not_in_program="database",
            service_logs_on="database",
            several_zones="database",
            store_requires_identity="database",
            tags_passed_on="database",
            transport_encrypted="parameters",
        ),
    ),
    "buckets": Program(
        buckets.declare,
        _at(
            bucket_access_logged="files",
            bucket_public_access_blocked="files files-block",
            bucket_refuses_plain_http="files",
            bucket_versioned="files",
            data_encrypted_with_own_key="files",
            resource_policy_not_public="files-policy",
        ),
    ),
    "rights": Program(
        rights.declare,
        _at(
            iam_no_administrator="administrator",
            iam_no_decrypt_on_all_keys="decrypt",
            iam_no_escalation="pass-role",
            iam_no_service_wildcard="service",
            iam_trust_narrow="role",
        ),
    ),
    "workloads": Program(
        workloads.declare,
        _at(
            container_logged="task",
            container_no_plain_secrets="task",
            container_not_privileged="task",
            container_read_only_root="task",
            image_tags_immutable="images",
            images_scanned="images",
            instance_metadata_guarded="template",
            kubernetes_endpoint_private="kubernetes",
            listener_uses_tls="listener",
            log_retention_set="logs",
        ),
    ),
}
"""By area. Together their bad twins break every policy."""
