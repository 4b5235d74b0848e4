"""Network interfaces.

What moto gets wrong, and AWS does:
- an interface without a wished address gets one outside its subnet; AWS takes a free one of the subnet;
- the primary interface of an instance outlives the instance; AWS deletes it unless told otherwise, and frees
  the Elastic IP addresses of the instance;
- an instance lacks the groups that its interface was asked for with;
- changing the groups of an instance or of its interface changes only one of the two;
- an unknown security group is made on the fly; AWS refuses it;
- an interface in use can be deleted; AWS refuses it, and so it does the change of what a service manages.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from moto.ec2.models.elastic_network_interfaces import NetworkInterfaceBackend
from moto.ec2.models.instances import Instance, InstanceBackend

from localcloud.moto_patches.ec2._service import EC2, invalid_value, require_groups
from localcloud.moto_patches.ec2.managed_interfaces import free_address
from localcloud.moto_service import AwsError, Request, replace


def _refuse_change_of_managed(backend: Any, request: Request) -> None:
    if backend.get_network_interface(request["NetworkInterfaceId"]).requester_managed:
        raise AwsError(
            "OperationNotPermitted", "You do not have permission to access the specified resource."
        )


def _refuse_interface_in_use(backend: Any, request: Request) -> None:
    interface = backend.get_network_interface(request["NetworkInterfaceId"])
    if interface.attachment_id:
        raise invalid_value(f"Network interface '{interface.id}' is currently in use.")


def _refuse_unknown_groups(backend: Any, request: Request) -> None:
    subnet = backend.get_subnet(request["SubnetId"])
    require_groups(backend, request.get("Groups", []), subnet.vpc_id, f"subnet {subnet.id}")


def _refuse_unknown_new_groups(backend: Any, request: Request) -> None:
    interface = backend.get_network_interface(request["NetworkInterfaceId"])
    require_groups(backend, request.get("Groups", []), interface.vpc_id, f"subnet {interface.subnet.id}")


def _use_free_address(backend: Any, request: Request) -> None:
    if not request.get("PrivateIpAddress") and not request.get("PrivateIpAddresses"):
        request["PrivateIpAddress"] = free_address(backend, backend.get_subnet(request["SubnetId"]))


def _attach_for_life(original: Callable[..., None], self: Any, nic_spec: list[Any], **others: Any) -> None:
    kept = {
        int(nic["DeviceIndex"])
        for nic in nic_spec
        if nic.get("NetworkInterfaceId") or nic.get("DeleteOnTermination") is False
    }
    original(self, nic_spec, **others)
    for index, interface in self.nics.items():
        interface.delete_on_termination = index not in kept
    if 0 in self.nics:
        self.security_groups = list(self.nics[0]._group_set)


def _free_what_instance_held(original: Callable[[Any], Any], self: Any) -> Any:
    interfaces = list(self.nics.values())
    for address in self.ec2_backend.addresses:
        if address.eni in interfaces:
            self.ec2_backend.disassociate_address(address=address.public_ip)
    previous_state = original(self)
    for interface in interfaces:
        if not interface.delete_on_termination:
            interface.instance = interface.attachment_id = interface.attach_time = None
            interface.status = "available"
    return previous_state


def _set_groups_of_primary_interface(
    original: Callable[..., Any], self: Any, instance_id: str, group_ids: list[str]
) -> Any:
    instance = original(self, instance_id, group_ids)
    instance.nics[0]._group_set = list(instance.security_groups)
    return instance


def _set_groups_of_instance(
    original: Callable[..., None], self: Any, eni_id: str, *args: Any, **kw: Any
) -> None:
    original(self, eni_id, *args, **kw)
    interface = self.get_network_interface(eni_id)
    if interface.instance and interface.device_index == 0:
        interface.instance.security_groups = list(interface._group_set)


@cache
def apply() -> None:
    """Put moto's network interfaces right."""
    EC2.refuse(
        {
            "create_network_interface": [_refuse_unknown_groups, _use_free_address],
            "delete_network_interface": [_refuse_change_of_managed, _refuse_interface_in_use],
            "modify_network_interface_attribute": [_refuse_change_of_managed, _refuse_unknown_new_groups],
        }
    )
    replace(Instance, "prep_nics", _attach_for_life)
    replace(Instance, "terminate", _free_what_instance_held)
    replace(InstanceBackend, "modify_instance_security_groups", _set_groups_of_primary_interface)
    replace(NetworkInterfaceBackend, "modify_network_interface_attribute", _set_groups_of_instance)
