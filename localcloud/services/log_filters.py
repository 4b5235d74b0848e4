"""CloudWatch Logs' filters, which make metrics of log events or send them on, and saved queries."""

import zlib
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.member_names import without_empty

_TRANSFORMATION: Final = {
    "defaultValue": "defaultValue",
    "dimensions": "dimensions",
    "name": "metricName",
    "namespace": "metricNamespace",
    "unit": "unit",
    "value": "metricValue",
}


def _transformation_to_api(block: Properties) -> list[dict[str, Any]]:
    members = without_empty({member: block.get(name) for name, member in _TRANSFORMATION.items()})
    if "defaultValue" in members:
        members["defaultValue"] = float(members["defaultValue"])
    return [members]


def _transformation_from_api(found: list[dict[str, Any]] | None) -> Properties | None:
    if not found:
        return None
    block = {name: found[0].get(member) for name, member in _TRANSFORMATION.items()}
    if block["defaultValue"] is not None:
        # The provider's is text: 0, 0.5.
        block["defaultValue"] = f"{block['defaultValue']:g}"
    return without_empty(block)


def _group_and_name(given: str) -> Properties:
    """What `group:name` tells, which an import takes; an id alone tells nothing."""
    group, found, name = given.rpartition(":")
    return {"logGroupName": group, "name": name} if found else {}


def _name(api: Api, given: str) -> str:
    return given.rpartition(":")[2]


_OF_GROUP: Final = {"logGroupName": "{logGroupName}", "filterName": "{id}"}

METRIC_FILTER: Final = Resource(
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    "logs",
    identifier="{name}",
    create=Call("put_metric_filter"),
    read=Call(
        "describe_metric_filters",
        {"logGroupName": "{logGroupName}", "filterNamePrefix": "{id}"},
        answer="metricFilters[?filterName=='{id}'] | [0]",
    ),
    delete=Call("delete_metric_filter", _OF_GROUP),
    changes=(
        Change(
            Call("put_metric_filter", _OF_GROUP),
            ("metricTransformation", "pattern", "applyOnTransformedLogs"),
        ),
    ),
    names={
        "metricTransformation": "metricTransformations",
        "name": "filterName",
        "pattern": "filterPattern",
    },
    conversions={
        "metricTransformation": Conversion(_transformation_to_api, _transformation_from_api),
    },
    defaults={"metricTransformation.unit": "None"},
    import_properties=_group_and_name,
    import_id=_name,
    autoname_length=512,
)


def _put_subscription(api: Api, inputs: Properties) -> str:
    group = inputs["logGroup"]
    optional = {
        "applyOnTransformedLogs": inputs.get("applyOnTransformedLogs"),
        "distribution": inputs.get("distribution"),
        "emitSystemFields": inputs.get("emitSystemFields"),
        "roleArn": inputs.get("roleArn"),
    }
    api.call(
        "put_subscription_filter",
        logGroupName=group,
        filterName=inputs["name"],
        filterPattern=inputs.get("filterPattern") or "",
        destinationArn=inputs["destinationArn"],
        **without_empty(optional),
    )
    # Terraform's provider names it so.
    return f"cwlsf-{zlib.crc32(f'{group}-'.encode())}"


def _change_subscription(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    _put_subscription(api, {**state, **inputs})


def _subscription_place(given: str) -> Properties:
    """What `group|name` tells, which an import takes; an id alone tells nothing."""
    group, found, name = given.partition("|")
    return {"logGroup": group, "name": name} if found else {}


def _subscription_id(api: Api, given: str) -> str:
    return f"cwlsf-{zlib.crc32((given.partition('|')[0] + '-').encode())}"


SUBSCRIPTION_FILTER: Final = Resource(
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    "logs",
    create=_put_subscription,
    read=Call(
        "describe_subscription_filters",
        {"logGroupName": "{logGroup}", "filterNamePrefix": "{name}"},
        answer="subscriptionFilters[?filterName=='{name}'] | [0]",
    ),
    update=_change_subscription,
    delete=Call("delete_subscription_filter", {"logGroupName": "{logGroup}", "filterName": "{name}"}),
    names={"logGroup": "logGroupName", "name": "filterName"},
    import_properties=_subscription_place,
    import_id=_subscription_id,
    autoname_length=512,
)


def _query_id(api: Api, given: str) -> str:
    """The id in a query's ARN, which an import takes."""
    return given.rpartition(":")[2]


QUERY_DEFINITION: Final = Resource(
    "aws:cloudwatch/queryDefinition:QueryDefinition",
    "logs",
    identifier="{queryDefinitionId}",
    create=Call("put_query_definition"),
    read=Call("describe_query_definitions", answer="queryDefinitions[?queryDefinitionId=='{id}'] | [0]"),
    delete=Call("delete_query_definition", {"queryDefinitionId": "{id}"}),
    changes=(
        Change(
            Call("put_query_definition", {"queryDefinitionId": "{id}"}),
            ("logGroupNames", "name", "queryString"),
        ),
    ),
    computed={"arn": "arn:{partition}:logs:{region}:{account}:query-definition:{id}"},
    import_id=_query_id,
)

RESOURCES: Final = (METRIC_FILTER, SUBSCRIPTION_FILTER, QUERY_DEFINITION)
