"""Input values that AWS would refuse by the model of its service, found before anything is created."""

from collections.abc import Iterator

from localcloud.provider.check import Failure
from localcloud.provider.context import ServiceApi
from localcloud.provider.definition import Call, Resource
from localcloud.provider.mapping import has_place, request_members
from localcloud.provider.values import Properties, has_unknown
from localcloud.request_checks import RequestRefused, check_request


def refused_values(api: ServiceApi, resource: Resource, inputs: Properties) -> Iterator[Failure]:
    """What is wrong with the values that the create request carries, or the first change that has a place.

    Values that are unknown yet, and those that a function puts into its requests, are checked at the create.
    """
    calls = [resource.create, *(change.call for change in resource.changes)]
    models = [api.operation(call.operation) for call in calls if isinstance(call, Call)]
    for name, value in inputs.items():
        if has_unknown(value):
            continue
        carrier = next((model for model in models if has_place(resource, model.input_shape, name)), None)
        if carrier is None:
            continue
        try:
            check_request(request_members(resource, carrier.input_shape, inputs, [name]), carrier)
        except RequestRefused as refused:
            yield Failure(name, "; ".join(refused.faults))
