"""Creates that the engine may not know of, and which resources a stack manages.

The engine, or the connection to it, can end between AWS's answer and the moment when the engine has written
it down: the resource exists and no state names it. So each create is recorded under its URN in the same
transaction, until the engine mentions the id again. A create of the same URN that finds such a record takes
the resource over (or clears it away when the inputs changed), so that nothing is made twice or left behind.
"""

from typing import Final

from localcloud.provider.context import managed_namespace
from localcloud.provider.operations import Operations
from localcloud.provider.values import Properties
from localcloud.records import Records

NAMESPACE: Final = "unacknowledged-creates"


def created(operations: Operations, urn: str, identifier: str, inputs: Properties) -> None:
    """Note a create, inside its transaction."""
    cloud = operations.cloud
    cloud.records(NAMESPACE)[urn] = {"id": identifier, "inputs": _in_region(operations, inputs)}
    _managed(operations)[identifier] = urn


def acknowledge(operations: Operations, urn: str, identifier: str) -> None:
    """The engine named this id: it knows of the resource, and its stack manages it."""
    creates, managed = operations.cloud.records(NAMESPACE), _managed(operations)
    found = creates.get(urn)
    waiting = found is not None and found["id"] == identifier
    if waiting or identifier not in managed:
        with operations.cloud.transaction():
            managed[identifier] = urn
            if waiting:
                del creates[urn]


def gone(operations: Operations, urn: str, identifier: str) -> None:
    """Note that the resource is deleted, or was found to be; inside the transaction that deletes it."""
    acknowledge(operations, urn, identifier)
    del _managed(operations)[identifier]


def adopt(operations: Operations, urn: str, inputs: Properties) -> tuple[str, Properties] | None:
    """The id and state of an earlier create of this URN that the engine never learnt of, if it fits.

    One made with other inputs is deleted, and None given.
    """
    found = operations.cloud.records(NAMESPACE).get(urn)
    if found is None:
        return None
    identifier, made_with = found["id"], found["inputs"]
    state = operations.read(identifier, made_with)
    if state is None:
        return None
    if made_with == _in_region(operations, inputs):
        return identifier, state
    operations.delete(identifier, state)
    gone(operations, urn, identifier)
    return None


def _in_region(operations: Operations, inputs: Properties) -> Properties:
    """The inputs with the region that they mean: a later configuration may mean another."""
    if not operations.resource.schema.regional:
        return inputs
    return {**inputs, "region": operations.configuration.region_of(inputs)}


def _managed(operations: Operations) -> Records:
    return operations.cloud.records(managed_namespace(operations.resource.token))
