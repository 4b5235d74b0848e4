"""Launch templates.

What moto accepts, and AWS refuses: names that EC2 cannot store, templates without data, an instance type
beside instance requirements, versions below one.

What moto gets wrong: the tags of the template become tags of its instances; tags given later are not told; a
version made from another does not inherit from it; an unknown template is an empty answer.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.utils import parse_user_data

from localcloud.moto_patches.ec2._service import EC2, invalid_value, requested_tags
from localcloud.moto_service import AwsError, Request, replace

_NAME: Final = re.compile(r"[a-zA-Z0-9().\-/_]{3,128}")
_SINGLE: Final = ("LaunchTemplateId", "LaunchTemplateName")


def _find(backend: Any, request: Request) -> Any:
    identifier, name = (request.get(parameter) for parameter in _SINGLE)
    if bool(identifier) == bool(name):
        raise AwsError("MissingParameter", f"Specify either {_SINGLE[0]} or {_SINGLE[1]}.")
    template = backend.launch_templates.get(identifier or backend.launch_template_name_to_ids.get(name))
    if template is None:
        raise _unknown("Id" if identifier else "Name")
    return template


def _unknown(kind: str) -> AwsError:
    # The codes of EC2 differ in this, too.
    code = {"Id": "InvalidLaunchTemplateId.NotFound", "Name": "InvalidLaunchTemplateName.NotFoundException"}[
        kind
    ]
    return AwsError(code, "At least one of the launch templates specified in the request does not exist.")


def _checked_data(request: Request) -> dict[str, Any]:
    data: dict[str, Any] = dict(request.get("LaunchTemplateData") or {})
    if data.get("InstanceType") and data.get("InstanceRequirements"):
        raise AwsError(
            "InvalidParameterCombination",
            "InstanceType and InstanceRequirements cannot be specified together.",
        )
    if "UserData" in data:
        data["UserData"] = parse_user_data(data["UserData"])
    return data


def _create(backend: Any, request: Request) -> dict[str, Any]:
    name, data = request["LaunchTemplateName"], _checked_data(request)
    if not _NAME.fullmatch(name):
        raise AwsError(
            "InvalidLaunchTemplateName.MalformedException",
            f"The launch template name {name!r} must have 3 to 128 letters, digits and ( ) . - / _",
        )
    if not data:
        raise AwsError("MissingParameter", "The request must contain the parameter LaunchTemplateData")
    tags = {"launch-template": requested_tags(request, "launch-template")}
    template = backend.create_launch_template(name, request.get("VersionDescription"), data, tags)
    return {"LaunchTemplate": _shown(backend, template)}


def _shown(backend: Any, template: Any) -> dict[str, Any]:
    return {
        "CreateTime": template.create_time,
        "CreatedBy": f"arn:{backend.partition}:iam::{backend.account_id}:root",
        "DefaultVersionNumber": template.default_version_number,
        "LatestVersionNumber": template.latest_version_number,
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "Tags": template.get_tags(),
    }


def _create_version(backend: Any, request: Request) -> dict[str, Any]:
    template, data = _find(backend, request), _checked_data(request)
    if request.get("SourceVersion"):
        data = {**template.get_version(request["SourceVersion"]).data, **data}
    version = template.create_version(data, request.get("VersionDescription"))
    shown = {
        "CreateTime": version.create_time,
        "CreatedBy": f"arn:{backend.partition}:iam::{backend.account_id}:root",
        "DefaultVersion": template.is_default(version),
        "LaunchTemplateData": version.data,
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "VersionDescription": version.description,
        "VersionNumber": version.number,
    }
    return {"LaunchTemplateVersion": shown}


def _describe(original: Callable[..., Any], response: Any) -> Any:
    backend, request = response.ec2_backend, EC2.request(response)
    for identifier in request.get("LaunchTemplateIds", []):
        if identifier not in backend.launch_templates:
            raise _unknown("Id")
    answer = original(response)
    for shown in answer.result["LaunchTemplates"]:
        shown["Tags"] = backend.launch_templates[shown["LaunchTemplateId"]].get_tags()
    return answer


def _refuse_unknown(backend: Any, request: Request) -> None:
    if any(request.get(parameter) for parameter in _SINGLE):
        _find(backend, request)


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    template = _find(backend, request)
    template.default_version_number = template.get_version(request["DefaultVersion"]).number
    return {"LaunchTemplate": _shown(backend, template)}


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    template = _find(backend, request)
    shown = _shown(backend, template)
    backend.delete_launch_template(template.name, None)
    backend.tags.pop(template.id, None)
    return {"LaunchTemplate": shown}


def _get_version(original: Callable[..., Any], template: Any, number: Any) -> Any:
    if str(number).lower() not in ("$latest", "$default"):
        if not str(number).isdigit():
            raise invalid_value(f"Invalid launch template version: {number}")
        if not 1 <= int(number) <= len(template.versions):
            raise AwsError(
                "InvalidLaunchTemplateId.VersionNotFound",
                f"Could not find the specified version {number} of the launch template {template.id}.",
            )
    return original(template, number)


@cache
def apply() -> None:
    """Put moto's launch templates right."""
    EC2.extend(
        {
            "create_launch_template": _create,
            "create_launch_template_version": _create_version,
            "modify_launch_template": _modify,
            "delete_launch_template": _delete,
        }
    )
    EC2.refuse({"describe_launch_template_versions": [_refuse_unknown]})
    replace(EC2.responses, "describe_launch_templates", _describe)
    replace(LaunchTemplate, "get_version", _get_version)
