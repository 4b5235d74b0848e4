"""Inputs of a service that may be known only while the program runs: image, settings, secrets, checked."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from ._args import ArgumentError, is_deferred
from ._base import SharedComponent
from ._container_image import IMAGE, image_problem, parse_image
from ._ecs_service_spec import SECRET_REFERENCE, ServiceSpec, reference_problem, value_problem


def pinned_image(component: SharedComponent, spec: ServiceSpec) -> pulumi.Output[str]:
    """The image, by its digest where that is looked up."""

    def find(text: str) -> pulumi.Output[str] | str:
        problem = image_problem(text)
        image = parse_image(text)
        if problem or image is None:
            raise _refused(component, "image", problem or repr(text), IMAGE)
        if image.digest or not spec.resolve_image_digest:
            return text
        if image.ecr is None:
            raise _refused(component, "resolve_image_digest", f"true with {text!r}", "an image in Amazon ECR")
        found = aws.ecr.get_image_output(
            registry_id=image.ecr.account_id,
            region=image.ecr.region,
            repository_name=image.ecr.name,
            image_tag=image.tag,
            opts=pulumi.InvokeOptions(parent=component),
        )
        pinned: pulumi.Output[str] = found.image_digest.apply(image.pinned)
        return pinned

    return pulumi.Output.from_input(spec.image).apply(find)


def checked_environment(component: SharedComponent, spec: ServiceSpec) -> pulumi.Output[Mapping[str, str]]:
    """The plain environment variables. An Output fails when it is secret, or has a value that looks so."""
    variables: dict[str, Any] = {
        name: _plain(component, name, value) for name, value in spec.environment.items()
    }
    return pulumi.Output.from_input(variables)


def checked_secrets(component: SharedComponent, spec: ServiceSpec) -> pulumi.Output[Mapping[str, str]]:
    """The references to secrets. An Output fails when it is none."""

    def check(known: Mapping[str, str]) -> Mapping[str, str]:
        for name, reference in known.items():
            if reference_problem(reference):
                raise _refused(component, f"secrets.{name}", "a text that is no reference", SECRET_REFERENCE)
        return known

    references: dict[str, Any] = dict(spec.secrets)
    return pulumi.Output.from_input(references).apply(check)


def _plain(component: SharedComponent, name: str, value: pulumi.Input[str]) -> pulumi.Input[str]:
    if not is_deferred(value):
        return value
    where = f"environment.{name}"

    def check(text: str) -> str:
        if not isinstance(text, str):
            raise _refused(component, where, f"an Output of {text!r}", "an Output of a text")
        problem = value_problem(name, text)
        if problem:
            raise _refused(component, where, *problem)
        return text

    async def without_secret(output: pulumi.Output[str]) -> Any:
        if await output.is_secret():
            raise _refused(
                component, where, "a secret Output", f"no secret: put {name} into secrets, as a reference"
            )
        return output

    output = pulumi.Output.from_input(value)
    plain: Any = without_secret(output)
    return pulumi.Output.from_input(plain).apply(check)


def _refused(component: SharedComponent, where: str, given: str, allowed: str) -> ArgumentError:
    name = component.pulumi_resource_name
    return ArgumentError(f"EcsService {name!r} cannot be created:\n  - {where}: {given}. Allowed: {allowed}.")
