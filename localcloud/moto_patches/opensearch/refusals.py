"""What OpenSearch Service refuses.

moto takes versions, instance types, subnets, security groups, keys and log groups that do not exist; subnets
and nodes that do not fit the zones; fine-grained access control without encryption; a log group that the
service may not write to; an access policy that is not one; a name that is taken.
"""

import re
from functools import cache
from typing import Any, Final

from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.logs.models import logs_backends

from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.opensearch._service import OPENSEARCH, VERSIONS, invalid, wanted_settings
from localcloud.moto_service import AwsError, Request, network_of
from localcloud.policy_documents import PolicyDocumentError, allows_service, statements

FAMILIES: Final = frozenset(
    {
        *("t3", "m5", "m6g", "m7g", "c5", "c6g", "c7g", "r5", "r6g", "r6gd", "r7g", "r7gd"),
        *("i3", "i4g", "i4i", "im4gn", "or1", "or2", "om2"),
    }
)
SUFFIX: Final = ".search"
NAME: Final = re.compile(r"[a-z][a-z0-9-]{2,27}")
MASTER_COUNTS: Final = (3, 5)
SMALLEST_VOLUME_GIB: Final = 10
LOG_SERVICES: Final = frozenset({"es.amazonaws.com", "opensearchservice.amazonaws.com"})


def _refuse_name(backend: Any, request: Request) -> None:
    name = request["DomainName"]
    if not NAME.fullmatch(name):
        raise invalid(
            f"1 validation error detected: Value '{name}' at 'domainName' failed to satisfy constraint: "
            "Member must "
            r"satisfy regular expression pattern: [a-z][a-z0-9\-]+ with 3 to 28 characters"
        )
    if name in backend.domains:
        raise AwsError("ResourceAlreadyExistsException", f"A domain with the name {name} already exists")


def _refuse_unknown(backend: Any, request: Request) -> None:
    backend.describe_domain(request["DomainName"])


def _refuse_version(_: Any, request: Request) -> None:
    version = request.get("EngineVersion")
    if version and version not in VERSIONS:
        raise invalid(f"Invalid EngineVersion: {version}. Valid values: {', '.join(VERSIONS)}")


def _refuse_nodes(backend: Any, request: Request) -> None:
    cluster = wanted_settings(backend, request)["ClusterConfig"] or {}
    for field in ("InstanceType", "DedicatedMasterType"):
        kind = cluster.get(field)
        base = (kind or "").removesuffix(SUFFIX)
        family = base.partition(".")[0]
        if kind and (
            base == kind or family not in FAMILIES or (base not in INSTANCE_TYPES and family[0] != "o")
        ):
            raise invalid(f"Invalid instance type: {kind}")
    if cluster.get("DedicatedMasterEnabled") and cluster.get("DedicatedMasterCount") not in MASTER_COUNTS:
        raise invalid(f"The number of dedicated master nodes must be one of {MASTER_COUNTS}.")
    zones = _zone_count(cluster)
    nodes = cluster.get("InstanceCount", 1)
    if zones == 2 and nodes % 2:
        raise invalid("You must choose an even number of data nodes for a two Availability Zone deployment.")
    if zones == 3 and nodes < 3:
        raise invalid("You must choose at least three data nodes for a three Availability Zone deployment.")


def _zone_count(cluster: dict[str, Any]) -> int:
    if not cluster.get("ZoneAwarenessEnabled"):
        return 1
    return int((cluster.get("ZoneAwarenessConfig") or {}).get("AvailabilityZoneCount", 2))


def _refuse_volume(backend: Any, request: Request) -> None:
    ebs = wanted_settings(backend, request)["EBSOptions"] or {}
    if ebs.get("EBSEnabled") and ebs.get("VolumeSize", SMALLEST_VOLUME_GIB) < SMALLEST_VOLUME_GIB:
        raise invalid(f"Volume size must be at least {SMALLEST_VOLUME_GIB} GiB: {ebs['VolumeSize']}")


def _refuse_network(backend: Any, request: Request) -> None:
    settings = wanted_settings(backend, request)
    options = settings["VPCOptions"]
    if not options:
        return
    subnet_ids = options.get("SubnetIds", [])
    known = {subnet.id: subnet for subnet in network_of(backend).describe_subnets()}
    for subnet_id in subnet_ids:
        if subnet_id not in known:
            raise invalid(f"Invalid subnet id: {subnet_id}")
    zones = _zone_count(settings["ClusterConfig"] or {})
    found = {known[subnet_id].availability_zone for subnet_id in subnet_ids}
    if len(subnet_ids) != zones or len(found) != zones:
        raise invalid(
            f"You must specify exactly {zones} subnet(s), each in a zone of its own, because you've set "
            f"zone count to {zones}: {', '.join(subnet_ids)}"
        )
    vpc_id = known[subnet_ids[0]].vpc_id
    for group_id in options.get("SecurityGroupIds", []):
        group = network_of(backend).get_security_group_from_id(group_id)
        if group is None or group.vpc_id != vpc_id:
            raise invalid(f"Invalid security group id: {group_id} is not in {vpc_id}")


def _refuse_moving(backend: Any, request: Request) -> None:
    if request.get("VPCOptions") and not backend.domains[request["DomainName"]].vpc_options:
        raise invalid("You cannot move a domain with a public endpoint into a VPC.")


def _refuse_open_access_control(backend: Any, request: Request) -> None:
    settings = wanted_settings(backend, request)
    security = settings["AdvancedSecurityOptions"] or {}
    if not security.get("Enabled"):
        return
    protected = (
        (settings["EncryptionAtRestOptions"] or {}).get("Enabled")
        and (settings["NodeToNodeEncryptionOptions"] or {}).get("Enabled")
        and (settings["DomainEndpointOptions"] or {}).get("EnforceHTTPS")
    )
    if not protected:
        raise invalid(
            "You must enable node-to-node encryption, encryption at rest and required HTTPS to use "
            "fine-grained access control."
        )
    if request.get("AdvancedSecurityOptions") and not security.get("MasterUserOptions"):
        raise invalid("You must choose a master user to use fine-grained access control.")


def _refuse_key(backend: Any, request: Request) -> None:
    key_id = (request.get("EncryptionAtRestOptions") or {}).get("KmsKeyId")
    if key_id:
        key = find_key(backend.account_id, backend.region_name, key_id)
        if key is None or key.key_state != "Enabled":
            raise invalid(f"The KMS key {key_id} does not exist or is not enabled.")


def _refuse_policy(_: Any, request: Request) -> None:
    if request.get("AccessPolicies"):
        try:
            statements(request["AccessPolicies"])
        except PolicyDocumentError as error:
            raise AwsError("InvalidTypeException", f"Error setting policy: {error}") from None


def _refuse_logs(backend: Any, request: Request) -> None:
    logs = logs_backends[backend.account_id][backend.region_name]
    for option in (request.get("LogPublishingOptions") or {}).values():
        arn = option.get("CloudWatchLogsLogGroupArn")
        if not arn or option.get("Enabled") is False:
            continue
        name = arn.partition(":log-group:")[2].removesuffix(":*")
        policies = [policy.policy_document for policy in logs.resource_policies.values()]
        if name not in logs.groups:
            raise invalid(f"The CloudWatch Logs log group {name} does not exist.")
        if not any(allows_service(policy, LOG_SERVICES, "logs:CreateLogStream") for policy in policies):
            raise invalid(
                f"The Resource Access Policy specified for the CloudWatch Logs log group {name} does not "
                "grant sufficient permissions for Amazon OpenSearch Service to create a log stream. "
                "Please check the Resource Access Policy."
            )


@cache
def apply() -> None:
    """Make moto refuse what the service refuses."""
    of_both = [
        _refuse_nodes,
        _refuse_volume,
        _refuse_network,
        _refuse_open_access_control,
        _refuse_key,
        _refuse_policy,
        _refuse_logs,
    ]
    OPENSEARCH.refuse(
        {
            "create_domain": [_refuse_name, _refuse_version, *of_both],
            "update_domain_config": [_refuse_unknown, _refuse_moving, *of_both],
        }
    )
