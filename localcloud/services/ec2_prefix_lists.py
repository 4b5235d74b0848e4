"""Managed prefix lists and DHCP options."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING


def _complete_list(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    entries = api.call("get_managed_prefix_list_entries", PrefixListId=identifier)["Entries"]
    return {**answer, "entries": entries}


def _update_list(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not state:
        return
    wanted = inputs["maxEntries"] if "maxEntries" in changed else None
    grows = wanted is not None and wanted > state["maxEntries"]
    # Its size and its entries cannot change in one request.
    if grows:
        api.call("modify_managed_prefix_list", PrefixListId=identifier, MaxEntries=wanted)
    if changed & {"entries", "name"}:
        _update_entries(api, identifier, state, inputs)
    if wanted is not None and not grows:
        api.call("modify_managed_prefix_list", PrefixListId=identifier, MaxEntries=wanted)


def _update_entries(api: Api, identifier: str, state: Properties, inputs: Properties) -> None:
    old, new = _by_address(state.get("entries")), _by_address(inputs.get("entries"))
    removed = [{"Cidr": cidr} for cidr in old if cidr not in new]
    added = [
        {"Cidr": cidr, **({"Description": text} if text else {})}
        for cidr, text in new.items()
        if old.get(cidr, ...) != text
    ]
    api.call(
        "modify_managed_prefix_list",
        PrefixListId=identifier,
        PrefixListName=inputs["name"],
        CurrentVersion=state["version"] if added or removed else None,
        AddEntries=added or None,
        RemoveEntries=removed or None,
    )


def _by_address(entries: list[Properties] | None) -> dict[str, str]:
    return {entry["cidr"]: entry.get("description") or "" for entry in entries or ()}


PREFIX_LIST: Final = Resource(
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    "ec2",
    identifier="{PrefixListId}",
    create=Call("create_managed_prefix_list", answer="PrefixList"),
    read=Call("describe_managed_prefix_lists", {"PrefixListIds": ["{id}"]}, answer="PrefixLists[0]"),
    complete=_complete_list,
    update=_update_list,
    delete=Call("delete_managed_prefix_list", {"PrefixListId": "{id}"}),
    names={"arn": "PrefixListArn", "name": "PrefixListName"},
    tagging=EC2_TAGGING,
    tag_resource_type="prefix-list",
    renewed={"version": ("entries",)},
    allowed={"addressFamily": ("IPv4", "IPv6")},
)

_OPTIONS: Final = {
    "domainName": "domain-name",
    "domainNameServers": "domain-name-servers",
    "netbiosNameServers": "netbios-name-servers",
    "netbiosNodeType": "netbios-node-type",
    "ntpServers": "ntp-servers",
}
_OF_ONE_VALUE: Final = ("domainName", "netbiosNodeType")


def _create_options(api: Api, inputs: Properties) -> str:
    options = []
    for name, key in _OPTIONS.items():
        value = inputs.get(name)
        if value:
            options.append({"Key": key, "Values": value if isinstance(value, list) else [value]})
    made = api.call("create_dhcp_options", DhcpConfigurations=options)
    return str(made["DhcpOptions"]["DhcpOptionsId"])


def _complete_options(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    values = {
        item["Key"]: [value["Value"] for value in item["Values"]] for item in answer["DhcpConfigurations"]
    }
    told = {name: values.get(key) for name, key in _OPTIONS.items()}
    single = {name: (told[name] or [None])[0] for name in _OF_ONE_VALUE}
    return {**answer, **told, **single}


def _delete_options(api: Api, identifier: str, state: Properties) -> None:
    # Options in use cannot be deleted: their VPCs go back to the region's own.
    for vpc in api.call("describe_vpcs")["Vpcs"]:
        if vpc.get("DhcpOptionsId") == identifier:
            api.call("associate_dhcp_options", DhcpOptionsId="default", VpcId=vpc["VpcId"])
    api.call("delete_dhcp_options", DhcpOptionsId=identifier)


DHCP_OPTIONS: Final = Resource(
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
    "ec2",
    create=_create_options,
    read=Call("describe_dhcp_options", {"DhcpOptionsIds": ["{id}"]}, answer="DhcpOptions[0]"),
    complete=_complete_options,
    delete=_delete_options,
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:dhcp-options/{id}"},
    gone=("InvalidDhcpOptionID.NotFound",),
    tagging=EC2_TAGGING,
    tag_resource_type="dhcp-options",
    unsupported=("ipv6AddressPreferredLeaseTime",),
)

RESOURCES: Final = (PREFIX_LIST, DHCP_OPTIONS)
