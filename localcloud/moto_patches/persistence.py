"""What moto ties to one process or one Python object, though it must outlive it.

Objects come and go here without the resource doing so (a state is put back, moto copies an answer), and
processes without the cloud doing so. Each function is applied together with the patches of its package.
"""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, Final

from localcloud import backends, static_tables


def _ec2() -> None:
    from moto.ec2.models.instances import Instance
    from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule
    from moto.ec2.models.vpcs import VPCBackend

    if hasattr(Instance, "__del__"):
        _release_addresses_on_termination(Instance)
        _keep_endpoint_service_ids(VPCBackend)
        SecurityGroup.filters = _OwnMethods()
        SecurityGroupRule.filters = _OwnMethods()


def _release_addresses_on_termination(instance_class: Any) -> None:
    """moto releases an instance's addresses whenever Python collects one of its copies."""
    terminate = instance_class.terminate

    def terminate_and_release(instance: Any) -> Any:
        previous_state = terminate(instance)
        if instance.subnet_id:
            subnet = instance.ec2_backend.get_subnet(instance.subnet_id)
            for address in instance._private_ips:
                subnet.del_subnet_ip(address)
            instance._private_ips.clear()
        return previous_state

    instance_class.terminate = terminate_and_release
    del instance_class.__del__


def _keep_endpoint_service_ids(backend_class: Any) -> None:
    """The ids of AWS's own endpoint services are random in moto, which asks each service for them."""
    collect = backend_class._collect_default_endpoint_services

    def collect_with_stable_ids(account_id: str, region: str) -> list[dict[str, Any]]:
        with backends.without_state():
            services: list[dict[str, Any]] = collect(account_id, region)
        for service in services:
            random_id = service["ServiceId"]
            kinds = [kind["ServiceType"] for kind in service["ServiceType"]]
            stable_id = static_tables.stable_id("vpce-svc-", service["ServiceName"], *kinds)
            service["ServiceId"] = stable_id
            names = service["BaseEndpointDnsNames"]
            service["BaseEndpointDnsNames"] = [name.replace(random_id, stable_id) for name in names]
        return services

    backend_class._collect_default_endpoint_services = staticmethod(collect_with_stable_ids)


class _OwnMethods:
    """A dictionary of an object's own methods, made when it is looked at; each group would store thirty."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def __set__(self, owner: Any, methods: dict[str, Any]) -> None:
        self._names = {key: method.__name__ for key, method in methods.items()}

    def __get__(self, owner: Any, owner_class: type) -> Any:
        return self if owner is None else {key: getattr(owner, name) for key, name in self._names.items()}


class _BucketAccounts(MutableMapping[str, tuple[str, str]]):
    """Partition and account of each bucket, read from the buckets: moto keeps a second list of them."""

    def __init__(self, buckets: Any) -> None:
        self._buckets = buckets

    def _all(self) -> dict[str, tuple[str, str]]:
        return {
            name: (partition, account)
            for account, partition, backend in self._buckets.iter_backends()
            for name in (*backend.buckets, *backend.table_buckets)
        }

    def __getitem__(self, name: str) -> tuple[str, str]:
        return self._all()[name]

    def __setitem__(self, name: str, place: tuple[str, str]) -> None:
        """moto says so when it makes a bucket."""

    def __delitem__(self, name: str) -> None:
        """moto says so when it deletes a bucket."""

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _s3() -> None:
    from moto.s3.models import s3_backends

    s3_backends.bucket_accounts = _BucketAccounts(s3_backends)


PACKAGES: Final[dict[str, Callable[[], None]]] = {"ec2": _ec2, "s3": _s3}
"""By moto's package: what to apply. Idempotent."""
