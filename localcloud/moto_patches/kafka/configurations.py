"""Configurations of MSK and their revisions, which moto lacks."""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import uuid4

from localcloud.moto_patches.kafka._service import KAFKA, VERSIONS, arn, bad_request, not_found
from localcloud.moto_service import AwsError, Request, table_of

TABLE: Final = "configurations"
NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,249}")


def find(backend: Any, configuration_arn: str) -> dict[str, Any]:
    """A configuration with its revisions.

    Raises:
        AwsError: ``NotFoundException``.
    """
    configuration: dict[str, Any] | None = table_of(backend, TABLE).get(configuration_arn)
    if configuration is None:
        raise not_found(f"The configuration {configuration_arn} does not exist.")
    return configuration


def find_revision(configuration: dict[str, Any], number: int) -> dict[str, Any]:
    """A revision of a configuration.

    Raises:
        AwsError: ``NotFoundException``.
    """
    for revision in configuration["revisions"]:
        if revision["Revision"] == number:
            return dict(revision)
    raise not_found(f"The configuration {configuration['Arn']} has no revision {number}.")


def _now() -> datetime:
    return datetime.now(UTC)


def _shown(configuration: dict[str, Any]) -> dict[str, Any]:
    latest = configuration["revisions"][-1]
    summary = {key: latest.get(key) for key in ("CreationTime", "Description", "Revision")}
    return {**configuration, "LatestRevision": summary}


def _create(backend: Any, request: Request) -> dict[str, Any]:
    name = request["Name"]
    if not NAME.fullmatch(name):
        raise bad_request(f"The configuration name {name} may hold letters, digits and hyphens only.")
    unknown = [version for version in request.get("KafkaVersions", []) if version not in VERSIONS]
    if unknown:
        raise bad_request(f"Unsupported KafkaVersion {unknown}. Valid values: {list(VERSIONS)}")
    if any(existing["Name"] == name for existing in table_of(backend, TABLE).values()):
        raise AwsError("ConflictException", f"A configuration with the name {name} already exists.")
    configuration = {
        "Arn": arn(backend, "configuration", f"{name}/{uuid4()}-1"),
        "Name": name,
        "Description": request.get("Description", ""),
        "KafkaVersions": request.get("KafkaVersions", []),
        "CreationTime": _now(),
        "State": "ACTIVE",
        "revisions": [],
    }
    _revise(configuration, request)
    table_of(backend, TABLE)[configuration["Arn"]] = configuration
    return _shown(configuration)


def _revise(configuration: dict[str, Any], request: Request) -> None:
    configuration["revisions"].append(
        {
            "CreationTime": _now(),
            "Description": request.get("Description", ""),
            "Revision": len(configuration["revisions"]) + 1,
            "ServerProperties": request["ServerProperties"],
        }
    )


def _describe(backend: Any, request: Request) -> dict[str, Any]:
    return _shown(find(backend, request["Arn"]))


def _describe_revision(backend: Any, request: Request) -> dict[str, Any]:
    configuration = find(backend, request["Arn"])
    return {"Arn": configuration["Arn"], **find_revision(configuration, int(request["Revision"]))}


def _list(backend: Any, _: Request) -> dict[str, Any]:
    return {"Configurations": [_shown(configuration) for configuration in table_of(backend, TABLE).values()]}


def _list_revisions(backend: Any, request: Request) -> dict[str, Any]:
    return {"Revisions": find(backend, request["Arn"])["revisions"]}


def _update(backend: Any, request: Request) -> dict[str, Any]:
    configuration = find(backend, request["Arn"])
    _revise(configuration, request)
    shown = _shown(configuration)
    return {"Arn": shown["Arn"], "LatestRevision": shown["LatestRevision"]}


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    configuration = find(backend, request["Arn"])
    used = [
        cluster.cluster_name
        for cluster in backend.clusters.values()
        if (cluster.settings.get("ConfigurationInfo") or {}).get("Arn") == configuration["Arn"]
    ]
    if used:
        raise bad_request(
            f"Configuration is in use by one or more clusters: {', '.join(used)}. Dissociate the "
            "configuration from the clusters."
        )
    del table_of(backend, TABLE)[configuration["Arn"]]
    return {"Arn": configuration["Arn"], "State": "DELETING"}


@cache
def apply() -> None:
    """Add configurations to moto."""
    KAFKA.extend(
        {
            "create_configuration": _create,
            "describe_configuration": _describe,
            "describe_configuration_revision": _describe_revision,
            "list_configurations": _list,
            "list_configuration_revisions": _list_revisions,
            "update_configuration": _update,
            "delete_configuration": _delete,
        }
    )
