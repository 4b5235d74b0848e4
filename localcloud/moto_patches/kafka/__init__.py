"""MSK, which moto calls kafka."""

from functools import cache
from typing import Final

from moto.kafka.responses import KafkaResponse
from moto.kafka.urls import url_paths

from localcloud.moto_patches.kafka import brokers, clusters, configurations, operations, scram

PATHS: Final = (
    "{0}/v1/configurations$",
    "{0}/v1/configurations/(?P<arn>.+)$",
    "{0}/v1/kafka-versions$",
    "{0}/v1/operations/(?P<clusterOperationArn>.+)$",
    "{0}/api/v2/operations/(?P<clusterOperationArn>.+)$",
)
"""The paths of the operations that moto lacks."""


@cache
def apply() -> None:
    """Put moto's MSK right."""
    url_paths.update(dict.fromkeys(PATHS, KafkaResponse.dispatch))
    for module in (configurations, clusters, brokers, operations, scram):
        module.apply()
