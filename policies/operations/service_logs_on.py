"""What AWS services can log about requests and changes, they log."""

from typing import Any

from policies.control import Control, References, Severity
from policies.requirement import SET, TRUE, Demand, Requirement, Requirements, including, one_of
from policies.resource_types import (
    DATABASE,
    DATABASE_CLUSTER,
    DOCUMENTS,
    KAFKA,
    KUBERNETES,
    LOAD_BALANCER,
    SEARCH,
)
from policies.values import UNKNOWN, Unknown

_AUDIT = "logPublishingOptions[logType=AUDIT_LOGS]"


def _goes_somewhere(broker_logs: Any) -> bool | Unknown:
    destinations = broker_logs.values() if isinstance(broker_logs, dict) else ()
    answers = [one if one is UNKNOWN else one.get("enabled") for one in destinations]
    return True in answers or (UNKNOWN if UNKNOWN in answers else False)


REQUIREMENTS = Requirements(
    Requirement(DATABASE, "enabledCloudwatchLogsExports", SET),
    Requirement(DATABASE_CLUSTER, "enabledCloudwatchLogsExports", SET),
    Requirement(DOCUMENTS, "enabledCloudwatchLogsExports", including("audit")),
    Requirement(SEARCH, f"{_AUDIT}.logType", one_of("AUDIT_LOGS")),
    Requirement(SEARCH, f"{_AUDIT}.enabled", TRUE, default=True),
    Requirement(KAFKA, "loggingInfo.brokerLogs", Demand("have an enabled destination", _goes_somewhere)),
    Requirement(KUBERNETES, "enabledClusterLogTypes", including("api", "audit", "authenticator")),
    Requirement(LOAD_BALANCER, "accessLogs.enabled", TRUE, default=False),
)

CONTROL = Control(
    id="service-logs-on",
    title="Databases, search, Kafka, Kubernetes and load balancers log who asked for what.",
    reason=(
        "After an incident the first question is who read and changed what. Only the service itself knows, "
        "and only if it was told to log before."
    ),
    fix="Set the property that the message names, and give the log group or bucket a retention.",
    severity=Severity.MEDIUM,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    references=References(
        fsbp=("DocumentDB.4", "EKS.8", "ELB.5", "OpenSearch.5", "RDS.9", "RDS.36", "RDS.37"),
        checkov=(
            "CKV_AWS_37",
            "CKV_AWS_80",
            "CKV_AWS_85",
            "CKV_AWS_91",
            "CKV_AWS_129",
            "CKV_AWS_317",
            "CKV_AWS_324",
        ),
    ),
    check_resource=REQUIREMENTS.check,
)
