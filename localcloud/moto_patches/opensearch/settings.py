"""What a domain has of settings that a request leaves out, and what of them goes with others.

What moto gets wrong: it fills in whole groups of settings but not what is missing in one, and other values
than the service; what is switched off keeps its numbers; a domain tells its master user's password.
"""

from datetime import UTC, datetime
from typing import Any, Final

from localcloud.moto_patches.kms import find_key
from localcloud.moto_patches.opensearch._service import VERSIONS

NODES: Final = {
    "InstanceType": "m5.large.search",
    "InstanceCount": 1,
    "DedicatedMasterEnabled": False,
    "ZoneAwarenessEnabled": False,
    "WarmEnabled": False,
    "ColdStorageOptions": {"Enabled": False},
    "MultiAZWithStandbyEnabled": False,
}
NUMBERS: Final = {
    "DedicatedMasterEnabled": ("DedicatedMasterType", "DedicatedMasterCount"),
    "WarmEnabled": ("WarmType", "WarmCount"),
    "ZoneAwarenessEnabled": ("ZoneAwarenessConfig",),
}
"""By switch, what a domain has only when it is on."""

ZONES: Final = {"AvailabilityZoneCount": 2}
GP3: Final = {"Iops": 3000, "Throughput": 125}
VOLUME_TYPE: Final = "gp2"

ENDPOINT: Final = {
    "EnforceHTTPS": False,
    "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07",
    "CustomEndpointEnabled": False,
}
ACCESS: Final = {"Enabled": False, "InternalUserDatabaseEnabled": False, "AnonymousAuthEnabled": False}
ADVANCED: Final = {
    "override_main_response_version": "false",
    "rest.action.multi.allow_explicit_index": "true",
}
UPDATES: Final = {"AutoSoftwareUpdateEnabled": False}
OFF_PEAK: Final = {"Enabled": True, "OffPeakWindow": {"WindowStartTime": {"Hours": 3, "Minutes": 0}}}
"""22:00 of local time in the east of the United States, which is what AWS begins with there."""

TUNING: Final[dict[str, Any]] = {
    "DesiredState": "ENABLED",
    "RollbackOnDisable": "NO_ROLLBACK",
    "UseOffPeakWindow": False,
}
NO_UPDATE: Final = {
    "UpdateAvailable": False,
    "Cancellable": False,
    "UpdateStatus": "COMPLETED",
    "Description": "There is no software update available for this domain.",
    "AutomatedUpdateDate": datetime.fromtimestamp(0, UTC).timestamp(),
    "OptionalDeployment": True,
}
"""The software of the service itself, which is always the newest here."""


def is_burstable(instance_type: str) -> bool:
    """Whether nodes run on credits, as t3.small.search; they cannot tune themselves."""
    return instance_type.startswith("t")


def fill(backend: Any, domain: Any) -> None:
    """Give a domain (moto's object) the settings that go with those it has."""
    if not domain.engine_version.options:
        domain.engine_version.options = VERSIONS[-1]
    domain.cluster_config = _nodes(domain.cluster_config)
    domain.ebs_options = _volume(domain.ebs_options)
    domain.domain_endpoint_options = ENDPOINT | domain.domain_endpoint_options
    domain.advanced_options = ADVANCED | domain.advanced_options
    domain.off_peak_window_options = OFF_PEAK | (domain.off_peak_window_options or {})
    wanted = domain.software_update_options
    domain.software_update_options = UPDATES | {name: wanted[name] for name in UPDATES if name in wanted}
    domain.auto_tune_options = _tuning(domain)
    access = ACCESS | domain.advanced_security_options
    master = access.pop("MasterUserOptions", None)
    domain.advanced_security_options = access
    domain.master_user_options = master or domain.master_user_options
    domain.encryption_at_rest_options = _encryption(backend, domain.encryption_at_rest_options)


def _nodes(given: dict[str, Any]) -> dict[str, Any]:
    cluster = NODES | given
    for switch, names in NUMBERS.items():
        if not cluster[switch]:
            cluster = {name: value for name, value in cluster.items() if name not in names}
    if cluster["ZoneAwarenessEnabled"]:
        cluster["ZoneAwarenessConfig"] = cluster.get("ZoneAwarenessConfig") or ZONES
    return cluster


def _volume(given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("EBSEnabled"):
        return {"EBSEnabled": False}
    volume = {"VolumeType": VOLUME_TYPE} | given
    if volume["VolumeType"] == "gp3":
        return GP3 | volume
    kept = GP3.keys() - {"Iops"} if volume["VolumeType"] == "io1" else GP3.keys()
    return {name: value for name, value in volume.items() if name not in kept}


def _tuning(domain: Any) -> dict[str, Any]:
    tuning: dict[str, Any] = dict(domain.auto_tune_options)
    if "DesiredState" not in tuning and is_burstable(domain.cluster_config["InstanceType"]):
        tuning["DesiredState"] = "DISABLED"
    tuning = TUNING | tuning
    schedules = [_stored(schedule) for schedule in tuning.get("MaintenanceSchedules") or ()]
    return tuning | {"State": tuning["DesiredState"], "MaintenanceSchedules": schedules}


def _stored(schedule: dict[str, Any]) -> dict[str, Any]:
    """A schedule whose start is a number: moto parses the request of a change, but not that of a create."""
    start = schedule["StartAt"]
    return schedule | {"StartAt": start.timestamp() if isinstance(start, datetime) else start}


def _encryption(backend: Any, given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("Enabled"):
        return {"Enabled": False}
    named = given.get("KmsKeyId") or "alias/aws/es"
    key = find_key(backend.account_id, backend.region_name, named)
    return given | {"KmsKeyId": str(key.arn) if key else named}
