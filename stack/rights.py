"""What the role of each service may do in AWS: computed from its row in `stack/access.py`."""

import pulumi

from components import Access, DataClass, GrantArgs, TaskRole
from stack.access_model import ServiceAccess, Store
from stack.foundation import Foundation
from stack.storage import Buckets
from stack.stores import Stores
from stack.variables import database_user


def build_task_role(base: Foundation, service: ServiceAccess, stores: Stores, buckets: Buckets) -> TaskRole:
    """The role of a service's tasks, with rights on the stores of its row and on nothing else."""
    return TaskRole(
        f"{service.name}-task",
        {
            "description": f"{service.purpose}.",
            "grants": _grants(base, service, stores, buckets),
            "policies": _topics(service, stores),
            "tags": base.tags,
        },
    )


def _grants(
    base: Foundation, service: ServiceAccess, stores: Stores, buckets: Buckets
) -> dict[str, GrantArgs]:
    grants: dict[str, GrantArgs] = {}
    if Store.RDS in service.stores:
        user = database_user(service.name)
        users = stores.database.user_arn_prefixes.apply(lambda prefixes: [f"{p}{user}" for p in prefixes])
        grants["database"] = {"access": Access.CONNECT_DATABASE, "resource_arns": users}
    if Store.REDIS in service.stores:
        cache_user = stores.cache.user_arns.apply(lambda arns: arns[service.name])
        arns = pulumi.Output.all(stores.cache.replication_group_arn, cache_user)
        grants["cache"] = {"access": Access.CONNECT_CACHE, "resource_arns": arns}
    if Store.OPENSEARCH in service.stores:
        grants["search"] = {"access": Access.SEARCH, "resource_arns": [stores.search.domain_arn]}
    if Store.FILES in service.stores:
        grants["files"] = {"access": Access.WRITE_OBJECTS, "resource_arns": [buckets.files.bucket_arn]}
        key_arn = base.key_arn(DataClass.CONFIDENTIAL)
        grants["files-key"] = {"access": Access.USE_KEY, "resource_arns": [key_arn]}
    return grants


def _topics(service: ServiceAccess, stores: Stores) -> dict[str, pulumi.Input[str]]:
    if Store.MSK not in service.stores:
        return {}
    events, groups = stores.events, f"{service.name}*"
    produced: dict[str, pulumi.Input[str]] = {
        f"produce-{index}": events.grant_produce(topic) for index, topic in enumerate(service.topics_produced)
    }
    consumed: dict[str, pulumi.Input[str]] = {
        f"consume-{index}": events.grant_consume(topic, groups)
        for index, topic in enumerate(service.consumes)
    }
    return produced | consumed
