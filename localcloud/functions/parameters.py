"""Systems Manager parameters, the public ones for machine images among them."""

from typing import Final

from botocore.exceptions import ClientError

from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.values import Properties


def parameter(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.ssm.get_parameter. Raises FunctionError when there is no such parameter."""
    name = arguments["name"]
    decrypt = arguments.get("withDecryption", True)
    try:
        found = api.call("get_parameter", Name=name, WithDecryption=decrypt)["Parameter"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise
        raise FunctionError(f"no SSM parameter {name!r} in {api.region}") from error
    secure = found["Type"] == "SecureString"
    return {
        "id": name,
        "name": name,
        "arn": found["ARN"],
        "region": api.region,
        "type": found["Type"],
        "value": found["Value"],
        "insecureValue": "" if secure else found["Value"],
        "version": found["Version"],
        "withDecryption": decrypt,
    }


FUNCTIONS: Final = {
    "aws:ssm/getParameter:getParameter": ProviderFunction("ssm", parameter, required=("name",))
}
