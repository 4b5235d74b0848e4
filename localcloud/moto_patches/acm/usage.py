"""Who uses a certificate. While anything does, AWS does not delete it; moto forgets when use ends."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from moto.acm.models import CertBundle
from moto.cloudfront.models import cloudfront_backends
from moto.elbv2.models import elbv2_backends
from moto.utilities.utils import get_partition

from localcloud.moto_patches.acm._service import ACM, not_found
from localcloud.moto_service import AwsError, Request, replace


def users(arn: str) -> list[str]:
    """The ARNs of the load balancers and distributions that use a certificate."""
    return list(dict.fromkeys([*_load_balancers(arn), *_distributions(arn)]))


def _load_balancers(arn: str) -> Iterator[str]:
    region, account = arn.split(":")[3:5]
    for balancer in elbv2_backends[account][region].load_balancers.values():
        for listener in balancer.listeners.values():
            if arn in (listener.certificate, *listener.sni_certificates):
                yield balancer.arn


def _distributions(arn: str) -> Iterator[str]:
    region, account = arn.split(":")[3:5]
    for distribution in cloudfront_backends[account][get_partition(region)].distributions.values():
        if distribution.ViewerCertificate.acm_certificate_arn == arn:
            yield distribution.arn


def _refuse_used(backend: Any, request: Request) -> None:
    arn = request["CertificateArn"]
    if arn not in backend._certificates:
        raise not_found(backend, arn)
    if used_by := users(arn):
        raise AwsError(
            "ResourceInUseException",
            f"Certificate {arn} in account {backend.account_id} is in use by {', '.join(used_by)}.",
        )


def _describe(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    self.in_use_by = users(self.arn)
    return original(self)


@cache
def apply() -> None:
    """Put moto's use of certificates right."""
    replace(CertBundle, "describe", _describe)
    ACM.refuse({"delete_certificate": [_refuse_used]})
