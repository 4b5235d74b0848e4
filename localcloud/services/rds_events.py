"""Subscriptions to the events of RDS."""

from typing import Final

from localcloud.provider.definition import Api, Call, Change, Resource
from localcloud.provider.values import Properties
from localcloud.services.tagging import RESOURCE_NAME_TAGGING


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "sourceIds" not in changed or not state:
        return
    before, after = set(state.get("sourceIds") or ()), set(inputs.get("sourceIds") or ())
    for source in sorted(before - after):
        api.call(
            "remove_source_identifier_from_subscription",
            SubscriptionName=identifier,
            SourceIdentifier=source,
        )
    for source in sorted(after - before):
        api.call(
            "add_source_identifier_to_subscription", SubscriptionName=identifier, SourceIdentifier=source
        )


EVENT_SUBSCRIPTION: Final = Resource(
    "aws:rds/eventSubscription:EventSubscription",
    "rds",
    identifier="{CustSubscriptionId}",
    create=Call("create_event_subscription", answer="EventSubscription"),
    read=Call(
        "describe_event_subscriptions", {"SubscriptionName": "{id}"}, answer="EventSubscriptionsList[0]"
    ),
    update=_update,
    delete=Call("delete_event_subscription", {"SubscriptionName": "{id}"}),
    changes=(
        Change(
            Call("modify_event_subscription", {"SubscriptionName": "{id}"}),
            ("enabled", "eventCategories", "snsTopic", "sourceType"),
        ),
    ),
    names={
        "arn": "EventSubscriptionArn",
        "customerAwsId": "CustomerAwsId",
        "eventCategories": "EventCategoriesList",
        "name": "CustSubscriptionId",
        "snsTopic": "SnsTopicArn",
        "sourceIds": "SourceIdsList",
    },
    request_names={
        "eventCategories": "EventCategories",
        "name": "SubscriptionName",
        "sourceIds": "SourceIds",
    },
    tagging=RESOURCE_NAME_TAGGING,
)

RESOURCES: Final = (EVENT_SUBSCRIPTION,)
