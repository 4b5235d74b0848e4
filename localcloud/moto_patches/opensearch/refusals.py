"""What OpenSearch Service refuses.

moto takes versions, subnets, security groups, keys, certificates and log groups that do not exist; subnets
that do not fit the zones; fine-grained access control without encryption or a master user; switching a
protection off; a log group that the service may not write to; an access policy that is not one; a name that
is taken; tags of no domain.
"""

import re
from functools import cache
from typing import Any, Final

from moto.acm.models import acm_backends
from moto.logs.models import logs_backends

from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.opensearch._service import (
    OPENSEARCH,
    SETTINGS,
    VERSIONS,
    invalid,
    wanted_settings,
)
from localcloud.moto_patches.opensearch.nodes import (
    refuse_encryption,
    refuse_nodes,
    refuse_tuning,
    refuse_volume,
    zone_count,
)
from localcloud.moto_service import AwsError, Request, constraint_violation, network_of
from localcloud.policy_documents import PolicyDocumentError, allows_service, statements

NAME: Final = re.compile(r"[a-z][a-z0-9-]{2,27}")
PASSWORD: Final = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s]|.*_).{8,128}")
PROTECTIONS: Final = {
    "AdvancedSecurityOptions": "fine-grained access control",
    "EncryptionAtRestOptions": "encryption at rest",
    "NodeToNodeEncryptionOptions": "node-to-node encryption",
}
LOG_SERVICES: Final = frozenset({"es.amazonaws.com", "opensearchservice.amazonaws.com"})


def _refuse_name(backend: Any, request: Request) -> None:
    name = request["DomainName"]
    if not NAME.fullmatch(name):
        raise invalid(
            constraint_violation(
                "domainName",
                name,
                r"Member must satisfy regular expression pattern: [a-z][a-z0-9\-]+ with 3 to 28 characters",
            )
        )
    if name in backend.domains:
        raise AwsError("ResourceAlreadyExistsException", f"A domain with the name {name} already exists")


def _refuse_unknown(backend: Any, request: Request) -> None:
    backend.describe_domain(request["DomainName"])


def _refuse_no_domain(backend: Any, request: Request) -> None:
    arn = request.get("ARN") or request.get("arn")
    if arn not in {domain.arn for domain in backend.domains.values()}:
        raise AwsError("ResourceNotFoundException", f"Domain not found: {arn}")


def _refuse_version(_: Any, request: Request) -> None:
    version = request.get("EngineVersion")
    if version and version not in VERSIONS:
        raise invalid(f"Invalid EngineVersion: {version}. Valid values: {', '.join(VERSIONS)}")


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
    zones = zone_count(settings["ClusterConfig"] or {})
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
    domain = backend.domains.get(request["DomainName"])
    master = security.get("MasterUserOptions") or (domain.master_user_options if domain else None)
    if not master:
        raise invalid("You must choose a master user to use fine-grained access control.")
    if request.get("AdvancedSecurityOptions"):
        _check_master(master, internal=bool(security.get("InternalUserDatabaseEnabled")))


def _check_master(master: dict[str, Any], *, internal: bool) -> None:
    named = bool(master.get("MasterUserName"))
    if named and bool(master.get("MasterUserARN")):
        raise invalid("Choose either an IAM ARN or a name and password for the master user, not both.")
    if named is not internal:
        raise invalid(
            "The internal user database must be enabled for a master user with a name and password, and for "
            "no other."
        )
    if named and not PASSWORD.fullmatch(master.get("MasterUserPassword") or ""):
        raise invalid(
            "The master user password must be at least 8 characters and contain at least one uppercase "
            "letter, one lowercase letter, one number, and one special character."
        )


def _refuse_switching_off(backend: Any, request: Request) -> None:
    domain = backend.domains[request["DomainName"]]
    for parameter, name in PROTECTIONS.items():
        before, wanted = getattr(domain, SETTINGS[parameter]), request.get(parameter)
        if before.get("Enabled") and wanted and wanted.get("Enabled") is False:
            raise invalid(f"You can't disable {name} once it is enabled.")
    key = (request.get("EncryptionAtRestOptions") or {}).get("KmsKeyId")
    found = find_key(backend.account_id, backend.region_name, key) if key else None
    current = domain.encryption_at_rest_options.get("KmsKeyId")
    if found is not None and current and found.arn != current:
        raise invalid("You can't change the KMS key of a domain.")


def _refuse_host(backend: Any, request: Request) -> None:
    options = wanted_settings(backend, request)["DomainEndpointOptions"] or {}
    if not options.get("CustomEndpointEnabled"):
        return
    if not options.get("CustomEndpoint") or not options.get("CustomEndpointCertificateArn"):
        raise invalid("You must specify a custom endpoint and the ARN of its certificate.")
    arn = options["CustomEndpointCertificateArn"]
    certificates = acm_backends[backend.account_id][backend.region_name]._certificates
    if arn not in certificates:
        raise invalid(f"The certificate {arn} of the custom endpoint does not exist.")


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
    security = wanted_settings(backend, request)["AdvancedSecurityOptions"] or {}
    controlled = bool(security.get("Enabled"))
    for kind, option in (request.get("LogPublishingOptions") or {}).items():
        arn = option.get("CloudWatchLogsLogGroupArn")
        if not arn or option.get("Enabled") is False:
            continue
        if kind == "AUDIT_LOGS" and not controlled:
            raise invalid("Audit log publishing requires fine-grained access control to be enabled.")
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
        refuse_nodes,
        refuse_volume,
        refuse_encryption,
        refuse_tuning,
        _refuse_network,
        _refuse_open_access_control,
        _refuse_host,
        _refuse_key,
        _refuse_policy,
        _refuse_logs,
    ]
    OPENSEARCH.refuse(
        {
            "create_domain": [_refuse_name, _refuse_version, *of_both],
            "update_domain_config": [_refuse_unknown, _refuse_moving, _refuse_switching_off, *of_both],
            **{name: [_refuse_no_domain] for name in ("add_tags", "list_tags", "remove_tags")},
        }
    )
