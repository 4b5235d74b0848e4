"""What the modules of this package share: the service, its errors and its lookup."""

from typing import Any, Final

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from localcloud.moto_service import AwsError, Request, Service

AUTOSCALING: Final = Service(ApplicationAutoScalingResponse, "applicationautoscaling_backend")


def invalid(message: str) -> AwsError:
    """The error for a parameter that the service does not accept."""
    return AwsError("ValidationException", message)


def not_found(what: str, request: Request) -> AwsError:
    """The error for a thing that is not there; it names what the request was about."""
    return AwsError(
        "ObjectNotFoundException",
        f"No {what} for service namespace: {request['ServiceNamespace']}, resource ID: "
        f"{request['ResourceId']}, scalable dimension: {request['ScalableDimension']}",
    )


def target_of(backend: Any, request: Request) -> Any:
    """The scalable target (moto's object) that a request is about. Raises ``ObjectNotFoundException``."""
    found = backend.targets.get(request["ScalableDimension"], {}).get(request["ResourceId"])
    if found is None:
        raise not_found("scalable target registered", request)
    return found


def is_about(item: Any, request: Request) -> bool:
    """Whether a policy or action (moto's object) is of the target that a request narrows down to."""
    return all(
        getattr(item, attribute) == request[member]
        for member, attribute in (
            ("ServiceNamespace", "service_namespace"),
            ("ResourceId", "resource_id"),
            ("ScalableDimension", "scalable_dimension"),
        )
        if request.get(member)
    )
