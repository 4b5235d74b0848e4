"""The API of a Kubernetes cluster is no concern of the internet's."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.paths import find
from policies.resource_types import KUBERNETES
from policies.security_groups.addresses import EVERYWHERE, is_wide, read_blocks
from policies.stack import Resource
from policies.values import UNKNOWN, as_list

_PUBLIC = "vpcConfig.endpointPublicAccess"
_BLOCKS = "vpcConfig.publicAccessCidrs"


def _check(cluster: Resource) -> Iterator[Finding]:
    [public] = find(cluster.inputs, _PUBLIC)
    [blocks] = find(cluster.inputs, _BLOCKS)
    # EKS opens the endpoint, and to every address, unless told otherwise.
    if public.value is False:
        return
    addresses = EVERYWHERE if blocks.value in (None, []) else read_blocks(as_list(blocks.value))
    if addresses is not None and not is_wide(addresses):
        return
    if public.value is UNKNOWN or addresses is None:
        unknown = public.place if public.value is UNKNOWN else blocks.place
        problem = f"{cluster}: {unknown} is {UNKNOWN}, so its API may be open to the internet"
        yield Finding(cluster.urn, problem, undecided=True)
    else:
        given = "is not set" if public.value is None else f"is {public.value}"
        yield Finding(cluster.urn, f"{cluster}: {_PUBLIC} {given}, and {_BLOCKS} admits {addresses}")


CONTROL = Control(
    id="kubernetes-endpoint-private",
    title="The API of an EKS cluster is private, or open to a few known networks.",
    reason=(
        "Whoever can reach the API can try stolen tokens and unpatched flaws on it, and who gets in rules "
        "everything that runs in the cluster."
    ),
    fix=(
        f"Set {_PUBLIC} to false and endpointPrivateAccess to true, and call the API through the "
        f"bastion; or name the networks that may call it in {_BLOCKS}."
    ),
    severity=Severity.HIGH,
    types=frozenset((KUBERNETES,)),
    asks=((KUBERNETES, f"`{_PUBLIC}` must be false, or `{_BLOCKS}` must not be the internet"),),
    exceptions="Public ranges of up to a /16 (IPv6: a /32) in total, such as an office's.",
    references=References(fsbp=("EKS.1",), checkov=("CKV_AWS_38", "CKV_AWS_39")),
    check_resource=_check,
)
