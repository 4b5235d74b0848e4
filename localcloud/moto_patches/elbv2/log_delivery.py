"""May a load balancer write its logs to a bucket? AWS tries it when logs are switched on."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, Final

from moto.s3.models import s3_backends

from localcloud.moto_patches.elbv2._service import APPLICATION, configuration, region_facts
from localcloud.policy_documents import PolicyDocumentError, as_list, covers_action, principals, statements

SERVICES: Final = {
    "access_logs.s3": frozenset({"logdelivery.elasticloadbalancing.amazonaws.com"}),
    "connection_logs.s3": frozenset({"logdelivery.elasticloadbalancing.amazonaws.com"}),
    "health_check_logs.s3": frozenset({"logdelivery.elasticloadbalancing.amazonaws.com"}),
}
NETWORK_SERVICES: Final = frozenset({"delivery.logs.amazonaws.com"})
"""Who writes the logs of application and of network load balancers."""

TEST_FILES: Final = {
    "access_logs.s3": "ELBAccessLogTestFile",
    "connection_logs.s3": "ELBConnectionLogTestFile",
    "health_check_logs.s3": "ELBHealthCheckLogTestFile",
}
PUT: Final = "s3:PutObject"


def check_log_delivery(backend: Any, balancer: Any, attributes: dict[str, str]) -> None:
    """Refuse logs to a bucket that does not exist, is elsewhere, or does not let the load balancer write.

    An application load balancer cannot write to a bucket whose default encryption is a KMS key.

    Args:
        backend: moto's backend of the load balancer.
        balancer: the load balancer (moto's object).
        attributes: all attributes that it is going to have.
    """
    for kind, file in TEST_FILES.items():
        if attributes.get(f"{kind}.enabled") == "true":
            name, prefix = attributes[f"{kind}.bucket"], attributes.get(f"{kind}.prefix") or ""
            bucket = _bucket(backend, name)
            path = "/".join(part for part in (prefix, "AWSLogs", backend.account_id, file) if part)
            resource = f"arn:{backend.partition}:s3:::{name}/{path}"
            if not _lets_write(backend, balancer, bucket, kind, resource):
                raise configuration(f"Access Denied for bucket: {name}. Please check S3bucket permission")


def _bucket(backend: Any, name: str) -> Any:
    if not name:
        raise configuration("The value of 'access_logs.s3.bucket' cannot be empty")
    bucket = s3_backends[backend.account_id][backend.partition].buckets.get(name)
    if bucket is None:
        raise configuration(f"S3 bucket does not exist: {name}")
    if bucket.region_name != backend.region_name:
        raise configuration(
            f"The S3 bucket {name} is in region {bucket.region_name}; it must be in the load balancer's "
            f"region, {backend.region_name}"
        )
    return bucket


def _lets_write(backend: Any, balancer: Any, bucket: Any, kind: str, resource: str) -> bool:
    if balancer.type == APPLICATION and _encrypted_with_key(bucket):
        return False
    if bucket.policy is None:
        return False
    document = bucket.policy.decode() if isinstance(bucket.policy, bytes) else bucket.policy
    writers = _writers(backend, balancer, kind)
    try:
        allowing = [
            item for item in statements(document) if item["Effect"] == "Allow" and covers_action(item, PUT)
        ]
    except PolicyDocumentError:
        return False
    return any(_covers(statement, resource) and writers & set(_named(statement)) for statement in allowing)


def _encrypted_with_key(bucket: Any) -> bool:
    rule = (bucket.encryption or {}).get("Rule") or {}
    rules = rule if isinstance(rule, list) else [rule]
    return any(
        (item.get("ApplyServerSideEncryptionByDefault") or {}).get("SSEAlgorithm", "").startswith("aws:kms")
        for item in rules
    )


def _writers(backend: Any, balancer: Any, kind: str) -> set[str]:
    services = SERVICES[kind] if balancer.type == APPLICATION else NETWORK_SERVICES
    account = region_facts(backend.region_name).get("log_account") if balancer.type == APPLICATION else None
    accounts = {account, f"arn:{backend.partition}:iam::{account}:root"} if account else set()
    return {"*", *services, *accounts}


def _named(statement: dict[str, Any]) -> Iterator[str]:
    yield from principals(statement, "AWS")
    yield from principals(statement, "Service")


def _covers(statement: dict[str, Any], resource: str) -> bool:
    return any(fnmatchcase(resource, str(pattern)) for pattern in as_list(statement.get("Resource")))
