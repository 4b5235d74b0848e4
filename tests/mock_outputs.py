"""What AWS computes from the inputs of a resource, as mocks answer it."""

from collections.abc import Callable, Mapping
from typing import Any


def _validation_options(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What Certificate Manager answers: a record for each name, the same for a name and its wildcard."""
    names = [inputs["domainName"], *inputs.get("subjectAlternativeNames", ())]
    plain = {name: name.removeprefix("*.") for name in names}
    return {
        "domainValidationOptions": [
            {
                "domainName": name,
                "resourceRecordName": f"_proof.{plain[name]}.",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": f"_{plain[name]}.acm-validations.aws.",
            }
            for name in names
        ]
    }


DERIVED: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "aws:acm/certificate:Certificate": _validation_options,
    "aws:route53/record:Record": lambda inputs: {"fqdn": inputs["name"].removesuffix(".")},
}
"""Outputs that follow from the inputs, by type."""

RESOURCE_PARTS: dict[str, str] = {
    "aws:secretsmanager/secret:Secret": "secretsmanager:{region}:{account}:secret:{name}",
}
"""How ARNs go on after `arn:aws:`, of types whose form a component looks at."""
