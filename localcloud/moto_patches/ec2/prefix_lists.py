"""Managed prefix lists.

What moto gets wrong: the addresses of an AWS-managed list are not in `DescribePrefixLists`; an unknown list
is an empty answer or a crash; a list that was deleted stays for two reads, and can be deleted while rules and
routes use it; changing a list without naming it removes its name, and its size or a description does not
change; versions and sizes are not checked.
"""

from functools import cache
from typing import Any

from moto.ec2.models.managed_prefixes import ManagedPrefixList

from localcloud.moto_patches.ec2._service import EC2, dependency_violation, invalid_value, require_prefix_list
from localcloud.moto_service import AwsError, Request, define


def _refuse_unknown(backend: Any, request: Request) -> None:
    for prefix_list_id in request.get("PrefixListIds", []):
        require_prefix_list(backend, prefix_list_id)


def _refuse_unknown_one(backend: Any, request: Request) -> None:
    require_prefix_list(backend, request["PrefixListId"])


def _refuse_in_use(backend: Any, request: Request) -> None:
    prefix_list_id = request["PrefixListId"]
    used_by_rule = any(
        rule.prefix_list_id == prefix_list_id
        for group in backend.describe_security_groups()
        for rule in group.ingress_rules + group.egress_rules
    )
    used_by_route = any(
        route.destination_prefix_list_id == prefix_list_id
        for table in backend.route_tables.values()
        for route in table.routes
    )
    if used_by_rule or used_by_route:
        raise dependency_violation(f"The prefix list '{prefix_list_id}' is in use and cannot be deleted.")


def _forget(backend: Any, request: Request, _: Any) -> None:
    backend.managed_prefix_lists.pop(request["PrefixListId"], None)
    backend.tags.pop(request["PrefixListId"], None)


def _refuse_change(backend: Any, request: Request) -> None:
    prefix_list = backend.managed_prefix_lists[request["PrefixListId"]]
    if prefix_list.owner_id == "AWS":
        raise AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.")
    version = request.get("CurrentVersion")
    changes_entries = request.get("AddEntries") or request.get("RemoveEntries")
    if changes_entries and version is None:
        raise AwsError("MissingParameter", "The request must contain the parameter CurrentVersion")
    if version is not None and int(version) != prefix_list.version:
        raise AwsError(
            "PrefixListVersionMismatch",
            f"The prefix list has the incorrect version number. Expected version: {version}, Actual version: "
            f"{prefix_list.version}.",
        )


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    prefix_list = backend.managed_prefix_lists[request["PrefixListId"]]
    added, removed = request.get("AddEntries", []), request.get("RemoveEntries", [])
    limit = int(request.get("MaxEntries") or prefix_list.max_entries)
    if request.get("MaxEntries") and (added or removed):
        raise AwsError(
            "InvalidParameterCombination", "Entries and MaxEntries cannot change at the same time."
        )
    changed = {entry["Cidr"] for entry in [*added, *removed]}
    entries = [entry for entry in _entries(prefix_list) if entry["Cidr"] not in changed] + added
    _refuse_size(backend, {"Entries": entries, "MaxEntries": limit})
    prefix_list.prefix_list_name = request.get("PrefixListName") or prefix_list.prefix_list_name
    prefix_list.max_entries = limit
    if changed:
        prefix_list.version += 1
        prefix_list.entries[prefix_list.version] = entries
    prefix_list.state = "modify-complete"
    return {"PrefixList": prefix_list}


def _refuse_size(_: Any, request: Request) -> None:
    entries, limit = request.get("Entries", []), request["MaxEntries"]
    if len(entries) > int(limit):
        raise invalid_value(f"The number of entries ({len(entries)}) exceeds MaxEntries ({limit}).")


def _entries(prefix_list: Any) -> list[dict[str, str]]:
    # AWS's own lists have no version; moto keeps their entries as those of the first.
    return list(prefix_list.entries.get(prefix_list.version or 1, []))


def _addresses(prefix_list: Any) -> list[str]:
    return [entry["Cidr"] for entry in _entries(prefix_list)]


@cache
def apply() -> None:
    """Put moto's managed prefix lists right."""
    EC2.extend({"modify_managed_prefix_list": _modify})
    EC2.refuse(
        {
            "describe_managed_prefix_lists": [_refuse_unknown],
            "describe_prefix_lists": [_refuse_unknown],
            "get_managed_prefix_list_entries": [_refuse_unknown_one],
            "create_managed_prefix_list": [_refuse_size],
            "modify_managed_prefix_list": [_refuse_unknown_one, _refuse_change],
            "delete_managed_prefix_list": [_refuse_unknown_one, _refuse_in_use],
        }
    )
    EC2.complete({"delete_managed_prefix_list": _forget})
    define(ManagedPrefixList, cidrs=_addresses)
