"""Container images: the digest that a tag stands for."""

from typing import Any, Final

from botocore.exceptions import ClientError

from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.values import Properties

_CHOICES: Final = ("imageTag", "imageDigest", "mostRecent")


def container_image(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.ecr.get_image: the image with a tag or digest, or the one that was pushed last.

    Raises FunctionError when there is no such repository or image, or when the arguments choose none.
    """
    name = arguments["repositoryName"]
    if not any(arguments.get(choice) for choice in _CHOICES):
        raise FunctionError(f"set one of {', '.join(_CHOICES[:-1])} or {_CHOICES[-1]} to choose an image")
    found = _image(api, name, arguments)
    repository = api.call("describe_repositories", repositoryNames=[name])["repositories"][0]
    return {
        **arguments,
        "id": found["imageDigest"],
        "imageDigest": found["imageDigest"],
        "imagePushedAt": int(found["imagePushedAt"].timestamp()),
        "imageSizeInBytes": found.get("imageSizeInBytes") or 0,
        "imageTags": found.get("imageTags") or [],
        "imageUri": f"{repository['repositoryUri']}@{found['imageDigest']}",
        "region": api.region,
        "registryId": found.get("registryId") or api.account,
    }


def _image(api: ServiceApi, name: str, arguments: Properties) -> dict[str, Any]:
    chosen = {key: arguments[key] for key in ("imageTag", "imageDigest") if arguments.get(key)}
    identifiers = [chosen] if chosen else None
    try:
        images = api.call("describe_images", repositoryName=name, imageIds=identifiers)["imageDetails"]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "RepositoryNotFoundException":
            raise FunctionError(f"no ECR repository {name!r} in {api.region}") from error
        if code == "ImageNotFoundException":
            raise FunctionError(f"no image {chosen} in ECR repository {name!r}") from error
        raise
    if not images:
        raise FunctionError(f"no image in ECR repository {name!r}")
    # Of images pushed in the same second the later one comes later.
    found: dict[str, Any] = max(reversed(images), key=lambda item: item["imagePushedAt"])
    return found


FUNCTIONS: Final = {"aws:ecr/getImage:getImage": ProviderFunction("ecr", container_image)}
