"""Creates that the engine may not know of.

The engine, or the connection to it, can end between AWS's answer and the moment when the engine has written
it down: the resource exists and no state names it. So each create is recorded under its URN in the same
transaction, until the engine mentions the id again. A create of the same URN that finds such a record takes
the resource over (or clears it away when the inputs changed), so that nothing is made twice or left behind.
"""

from typing import Final

from localcloud.cloud import Cloud
from localcloud.provider.context import managed_namespace
from localcloud.provider.operations import Operations
from localcloud.provider.values import Properties

NAMESPACE: Final = "unacknowledged-creates"


def created(cloud: Cloud, token: str, urn: str, identifier: str, inputs: Properties) -> None:
    """Note a create, inside its transaction."""
    cloud.records(NAMESPACE)[urn] = {"id": identifier, "inputs": inputs}
    cloud.records(managed_namespace(token))[identifier] = urn


def acknowledge(cloud: Cloud, token: str, urn: str, identifier: str) -> None:
    """The engine named this id: it knows of the resource, and its stack manages it."""
    creates, managed = cloud.records(NAMESPACE), cloud.records(managed_namespace(token))
    found = creates.get(urn)
    waiting = found is not None and found["id"] == identifier
    if waiting or identifier not in managed:
        with cloud.transaction():
            managed[identifier] = urn
            if waiting:
                del creates[urn]


def deleted(cloud: Cloud, token: str, urn: str, identifier: str) -> None:
    """Note a delete, inside its transaction."""
    acknowledge(cloud, token, urn, identifier)
    del cloud.records(managed_namespace(token))[identifier]


def adopt(cloud: Cloud, operations: Operations, urn: str, inputs: Properties) -> tuple[str, Properties] | None:
    """The id and state of an earlier create of this URN that the engine never learnt of, if it fits.

    One made with other inputs is deleted, and None given.
    """
    found = cloud.records(NAMESPACE).get(urn)
    if found is None:
        return None
    state = operations.read(found["id"], found["inputs"])
    if state is None:
        return None
    if found["inputs"] == inputs:
        return found["id"], state
    operations.delete(found["id"], state)
    deleted(cloud, operations.resource.token, urn, found["id"])
    return None
