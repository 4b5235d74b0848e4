"""aws.iam.get_policy_document: an IAM policy as JSON from its statements."""

import json
from hashlib import sha256
from typing import Any, Final

from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.values import Properties

_VERSION: Final = "2012-10-17"


def policy_document(api: ServiceApi, arguments: Properties) -> Properties:
    """The document: source documents, then the statements, then overrides (both by `Sid`).

    Raises FunctionError for two statements of one `sid` and for a source that is not JSON.
    """
    version = arguments.get("version") or _VERSION
    statements: list[dict[str, Any]] = []
    for source in [*_given(arguments, "sourceJson"), *(arguments.get("sourcePolicyDocuments") or ())]:
        statements = _merge(statements, _statements_of(source), "source", override=False)
    own = [_statement(item, version) for item in arguments.get("statements") or ()]
    statements = _merge(statements, _merge([], own, "own", override=False), "own", override=True)
    for source in [*_given(arguments, "overrideJson"), *(arguments.get("overridePolicyDocuments") or ())]:
        statements = _merge(statements, _statements_of(source), "override", override=True)
    document: dict[str, Any] = {"Version": version}
    if arguments.get("policyId"):
        document["Id"] = arguments["policyId"]
    if statements:
        document["Statement"] = statements
    return {
        **arguments,
        "id": str(int(sha256(json.dumps(document).encode()).hexdigest()[:8], 16)),
        "json": json.dumps(document, indent=2),
        "minifiedJson": json.dumps(document, separators=(",", ":")),
    }


def _given(arguments: Properties, key: str) -> list[str]:
    return [arguments[key]] if arguments.get(key) else []


def _statement(item: Properties, version: str) -> dict[str, Any]:
    statement: dict[str, Any] = {}
    if item.get("sid"):
        statement["Sid"] = item["sid"]
    statement["Effect"] = item.get("effect") or "Allow"
    for key, member in (
        ("actions", "Action"),
        ("notActions", "NotAction"),
        ("resources", "Resource"),
        ("notResources", "NotResource"),
    ):
        if item.get(key):
            statement[member] = _one_or_many(item[key])
    for key, member in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if item.get(key):
            statement[member] = _principals(item[key])
    if item.get("conditions"):
        statement["Condition"] = _conditions(item["conditions"])
    return _with_variables(statement) if version == _VERSION else statement


def _with_variables(value: Any) -> Any:
    """The value with the provider's way to write a policy variable, `&{aws:username}`, in IAM's."""
    if isinstance(value, dict):
        return {key: _with_variables(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_variables(item) for item in value]
    return value.replace("&{", "${")


def _principals(principals: list[Properties]) -> Any:
    found: dict[str, list[str]] = {}
    for principal in principals:
        if principal["type"] == "*" and principal["identifiers"] == ["*"]:
            return "*"
        found.setdefault(principal["type"], []).extend(principal["identifiers"])
    return {kind: _one_or_many(identifiers) for kind, identifiers in found.items()}


def _conditions(conditions: list[Properties]) -> dict[str, Any]:
    found: dict[str, dict[str, list[str]]] = {}
    for condition in conditions:
        by_variable = found.setdefault(condition["test"], {})
        by_variable.setdefault(condition["variable"], []).extend(condition["values"])
    return {
        test: {variable: _one_or_many(values, ordered=True) for variable, values in by_variable.items()}
        for test, by_variable in found.items()
    }


def _one_or_many(values: list[str], *, ordered: bool = False) -> Any:
    if len(values) == 1:
        return values[0]
    return values if ordered else sorted(set(values), reverse=True)


def _statements_of(source: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(source)["Statement"]
    except (ValueError, KeyError, TypeError) as error:
        raise FunctionError(
            f"a source policy document is not an IAM policy in JSON: {source[:80]!r}"
        ) from error
    return found if isinstance(found, list) else [found]


def _merge(
    statements: list[dict[str, Any]], added: list[dict[str, Any]], where: str, *, override: bool
) -> list[dict[str, Any]]:
    merged = list(statements)
    places = {item["Sid"]: index for index, item in enumerate(merged) if item.get("Sid")}
    for item in added:
        sid = item.get("Sid")
        if sid in places and not override:
            raise FunctionError(f"two {where} statements have the sid {sid!r}: a sid is unique in a policy")
        if sid in places:
            merged[places[sid]] = item
        else:
            if sid:
                places[sid] = len(merged)
            merged.append(item)
    return merged


FUNCTIONS: Final = {
    "aws:iam/getPolicyDocument:getPolicyDocument": ProviderFunction("iam", policy_document),
}
