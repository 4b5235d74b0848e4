"""What listeners of load balancers do with plain HTTP."""

from policies.paths import find
from policies.resource_types import LISTENER
from policies.stack import Resource, Stack
from policies.values import UNKNOWN, Unknown

HTTP_PORT = 80


def redirects_to_https(listener: Resource) -> bool | Unknown:
    """Whether all that a listener does by default is to send clients to HTTPS."""
    targets = [found.value for found in find(listener.inputs, "defaultActions[].redirect.protocol")]
    if UNKNOWN in targets:
        return UNKNOWN
    return bool(targets) and all(target == "HTTPS" for target in targets)


def sends_http_to_https(stack: Stack) -> bool:
    """Whether a stack listens on port 80, and does nothing there but send clients to HTTPS."""
    listeners = [one for one in stack.of_type(LISTENER) if one.inputs.get("port") == HTTP_PORT]
    return bool(listeners) and all(redirects_to_https(one) is True for one in listeners)
