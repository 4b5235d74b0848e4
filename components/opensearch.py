"""A search domain on OpenSearch Service."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._base import SharedComponent
from ._log_group import create_log_group, log_group_name
from ._opensearch_policies import access_policy, administer, trust_account, write_logs
from ._opensearch_spec import OpenSearchSpec, resolve_opensearch
from ._own_key import Encrypted, key_arns
from ._tags import DataClass, TagKey
from ._zone_subnets import first_subnets

_LOGS = {
    "application-log": "ES_APPLICATION_LOGS",
    "audit-log": "AUDIT_LOGS",
    "index-slow-log": "INDEX_SLOW_LOGS",
    "search-slow-log": "SEARCH_SLOW_LOGS",
}
_TLS_POLICY = "Policy-Min-TLS-1-2-PFS-2023-10"


class OpenSearchArgs(TypedDict):
    """What a stack decides about a search domain."""

    subnet_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Data-tier subnets, each in a zone of its own; the first `zone_count` of them are used."""
    security_group_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Security groups of the domain: they say who may connect."""
    domain_name: NotRequired[str]
    """Name of the domain, up to 28 characters. Default: made of project, stack and the component's name."""
    engine_version: NotRequired[str]
    """Version of OpenSearch, 2.3 or newer. Default: OpenSearch_2.19."""
    zone_count: NotRequired[int]
    """Zones that the nodes are spread over, 1 to 3. Default: 3."""
    data_node_type: NotRequired[str]
    """Type of the nodes that hold the data. Default: r6g.large.search."""
    data_node_count: NotRequired[int]
    """Nodes that hold the data, a multiple of `zone_count`, up to 80. Default: one a zone."""
    master_node_type: NotRequired[str]
    """Type of the nodes that manage the cluster. Default: m6g.large.search."""
    master_node_count: NotRequired[int]
    """Nodes that only manage the cluster: 3 or 5; 0 leaves it to the data nodes. Default: 3."""
    multi_az_with_standby: NotRequired[bool]
    """Whether the nodes of one zone wait, ready, until another zone fails; every index then needs two
    replicas or more. Default: true with three zones, master nodes and no nodes of t types; otherwise
    false."""
    volume_size_gib: NotRequired[int]
    """Size of the gp3 volume of each data node, 10 to 24576. Default: 100."""
    iops: NotRequired[int]
    """Operations per second of each volume, 3000 to 80000. Default: 3000, which come with gp3."""
    throughput_mibps: NotRequired[int]
    """Throughput of each volume, 125 to 2000 MiB/s. Default: 125, which come with gp3."""
    master_role_arn: NotRequired[pulumi.Input[str]]
    """Role that administers the domain's own access control. Default: a role of its own, which those may
    assume whom the account's IAM policies allow to."""
    custom_endpoint: NotRequired[str]
    """Host name besides that of AWS, as search.example.com. Default: none."""
    certificate_arn: NotRequired[pulumi.Input[str]]
    """Certificate of `custom_endpoint`. Default: none; required with it."""
    off_peak_start_hour: NotRequired[int]
    """Hour of the day, in UTC, from which on AWS may update and tune the domain, for ten hours. Default:
    2."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi refuses to delete or replace the domain, which AWS does not protect. Default: true."""
    log_retention_days: NotRequired[int]
    """Days that logs are kept, one of the periods of CloudWatch Logs. Default: 365."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the domain; its policy has to admit OpenSearch. Default: a key of its own."""
    log_kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the logs; its policy has to admit CloudWatch Logs. Default: a key of their own."""
    data_class: NotRequired[DataClass]
    """How sensitive the content is; the tag DataClass. Default: confidential."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


class OpenSearch(SharedComponent):
    """A search domain inside the network, over three zones, encrypted, with its own access control.

    Produces: the domain (`<name>-domain`), log groups for errors, the audit and slow requests with the policy
    that lets the domain write to them (`<name>-log-policy`), a role that administers the domain
    (`<name>-master-role`) unless one is given, and a key (`<name>-key`, a KmsKey) for all that is given none.
    Requests have to use TLS 1.2 or newer and be signed with IAM. Two things are done inside the domain, by
    the master role: mapping the roles of services to what they may do there, and setting what counts as slow.
    An account's first domain in a VPC needs a role of the service, once:
    `aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com`.

    Example:

        search = OpenSearch("search", {
            "subnet_ids": network.data_subnet_ids,
            "security_group_ids": [opensearch.security_group_id],
            "volume_size_gib": 200,
            "tags": tags,
        })
        pulumi.export("search", pulumi.Output.concat("https://", search.endpoint))

    Cost: three r6g.large.search 366 USD and three m6g.large.search 280 USD per month; gp3 0.122 USD per GiB
    and month and node; a key of its own 1 USD (us-east-1, OpenSearch Service and KMS pricing).
    """

    domain_name: pulumi.Output[str]
    """Name of the domain."""
    domain_arn: pulumi.Output[str]
    """ARN of the domain. Who may send requests has the rights es:ESHttp* on what follows it after a slash."""
    endpoint: pulumi.Output[str]
    """Host that takes requests, at port 443."""
    dashboard_endpoint: pulumi.Output[str]
    """Host and path of OpenSearch Dashboards."""
    master_role_arn: pulumi.Output[str]
    """ARN of the role that administers the domain."""
    log_group_names: pulumi.Output[list[str]]
    """Names of the log groups."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the content."""

    def __init__(self, name: str, args: OpenSearchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = resolve_opensearch(name, args, OpenSearchArgs)
        super().__init__("OpenSearch", name, spec.store.tags, opts)
        self.kms_key_arn, log_kms_key_arn = self._key_arns(spec)
        self.log_groups = {log: self._create_log_group(spec, log, log_kms_key_arn) for log in _LOGS}
        self.log_policy = self._create_log_policy(spec)
        self.master_role_arn = self._master_role_arn(spec)
        self.domain = self._create_domain(spec)

        self.domain_name = self.domain.domain_name
        self.domain_arn = self.domain.arn
        self.endpoint = self.domain.endpoint
        self.dashboard_endpoint = self.domain.dashboard_endpoint
        self.log_group_names = pulumi.Output.all(*(group.name for group in self.log_groups.values()))
        self.publish()

    def _key_arns(self, spec: OpenSearchSpec) -> list[pulumi.Output[str]]:
        parts = [Encrypted(spec.store.kms_key_arn, ["es"]), Encrypted(spec.store.log_kms_key_arn, ["logs"])]
        return key_arns(self, parts, spec.store.data_class, spec.store.tags)

    def _create_log_group(
        self, spec: OpenSearchSpec, log: str, key_arn: pulumi.Input[str]
    ) -> aws.cloudwatch.LogGroup:
        name = log_group_name(self.child_name(log))
        return create_log_group(self, name, spec.store.log_retention_days, key_arn, f"{log}-group")

    def _create_log_policy(self, spec: OpenSearchSpec) -> aws.cloudwatch.LogResourcePolicy:
        names = [log_group_name(self.child_name(log)) for log in _LOGS]
        return aws.cloudwatch.LogResourcePolicy(
            self.child_name("log-policy"),
            policy_name=f"{spec.store.label}-logs",
            policy_document=self.account().apply(lambda known: write_logs(known, spec.store.label, names)),
            opts=self.child_options(),
        )

    def _master_role_arn(self, spec: OpenSearchSpec) -> pulumi.Output[str]:
        if spec.master_role_arn is not None:
            return pulumi.Output.from_input(spec.master_role_arn)
        account = self.account()
        role = aws.iam.Role(
            self.child_name("master-role"),
            description=f"Administers the search domain {spec.store.label}.",
            assume_role_policy=account.apply(trust_account),
            tags=self.child_tags("master-role"),
            opts=self.child_options(),
        )
        aws.iam.RolePolicy(
            self.child_name("master-role-policy"),
            role=role.id,
            policy=account.apply(lambda known: administer(known, spec.store.label)),
            opts=self.child_options(),
        )
        arn: pulumi.Output[str] = role.arn
        return arn

    def _create_domain(self, spec: OpenSearchSpec) -> aws.opensearch.Domain:
        return aws.opensearch.Domain(
            self.child_name("domain"),
            domain_name=spec.store.label,
            engine_version=spec.engine_version,
            cluster_config=_cluster(spec),
            ebs_options={
                "ebs_enabled": True,
                "volume_type": "gp3",
                "volume_size": spec.volume_size_gib,
                "iops": spec.iops,
                "throughput": spec.throughput_mibps,
            },
            vpc_options={
                "subnet_ids": first_subnets(spec.store.subnet_ids, spec.zone_count),
                "security_group_ids": spec.store.security_group_ids,
            },
            access_policies=self.account().apply(lambda known: access_policy(known, spec.store.label)),
            advanced_security_options={
                "enabled": True,
                "anonymous_auth_enabled": False,
                "internal_user_database_enabled": False,
                "master_user_options": {"master_user_arn": self.master_role_arn},
            },
            domain_endpoint_options=_endpoint(spec),
            encrypt_at_rest={"enabled": True, "kms_key_id": self.kms_key_arn},
            node_to_node_encryption={"enabled": True},
            log_publishing_options=[
                {"log_type": _LOGS[log], "cloudwatch_log_group_arn": group.arn, "enabled": True}
                for log, group in self.log_groups.items()
            ],
            auto_tune_options=_auto_tune(spec),
            off_peak_window_options={
                "enabled": True,
                "off_peak_window": {"window_start_time": {"hours": spec.off_peak_start_hour, "minutes": 0}},
            },
            software_update_options={"auto_software_update_enabled": True},
            tags=self.child_tags("domain", {TagKey.DATA_CLASS: spec.store.data_class}),
            opts=self.child_options(spec.store.protect(pulumi.ResourceOptions(depends_on=[self.log_policy]))),
        )


def _cluster(spec: OpenSearchSpec) -> dict[str, Any]:
    cluster: dict[str, Any] = {
        "instance_type": spec.data_node_type,
        "instance_count": spec.data_node_count,
        "dedicated_master_enabled": spec.master_node_count > 0,
        "zone_awareness_enabled": spec.zone_count > 1,
        "multi_az_with_standby_enabled": spec.multi_az_with_standby,
    }
    if spec.master_node_count:
        cluster["dedicated_master_type"] = spec.master_node_type
        cluster["dedicated_master_count"] = spec.master_node_count
    if spec.zone_count > 1:
        cluster["zone_awareness_config"] = {"availability_zone_count": spec.zone_count}
    return cluster


def _endpoint(spec: OpenSearchSpec) -> dict[str, Any]:
    options: dict[str, Any] = {"enforce_https": True, "tls_security_policy": _TLS_POLICY}
    if spec.custom_endpoint is None:
        return options
    return {
        **options,
        "custom_endpoint_enabled": True,
        "custom_endpoint": spec.custom_endpoint,
        "custom_endpoint_certificate_arn": spec.certificate_arn,
    }


def _auto_tune(spec: OpenSearchSpec) -> dict[str, Any]:
    if not spec.has_auto_tune:
        return {"desired_state": "DISABLED"}
    return {"desired_state": "ENABLED", "rollback_on_disable": "NO_ROLLBACK", "use_off_peak_window": True}
