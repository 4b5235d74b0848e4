"""MSK's configurations, SCRAM secrets and serverless clusters."""

from collections.abc import Sequence
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, RefusedError, Resource
from localcloud.provider.values import Properties
from localcloud.services.lists import added_and_removed, batches
from localcloud.services.tagging import MSK_TAGGING


def _latest(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    number = answer["LatestRevision"]["Revision"]
    revision = api.call("describe_configuration_revision", Arn=identifier, Revision=number)
    return {
        **answer,
        "Description": revision.get("Description"),
        "latestRevision": number,
        "serverProperties": revision["ServerProperties"],
    }


def _revise(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if changed & {"description", "serverProperties"}:
        api.call(
            "update_configuration",
            Arn=identifier,
            Description=inputs.get("description"),
            ServerProperties=inputs["serverProperties"].encode(),
        )


CONFIGURATION: Final = Resource(
    "aws:msk/configuration:Configuration",
    "kafka",
    identifier="{Arn}",
    create=Call("create_configuration"),
    read=Call("describe_configuration", {"Arn": "{id}"}),
    complete=_latest,
    update=_revise,
    delete=Call("delete_configuration", {"Arn": "{id}"}),
    conversions={"serverProperties": Conversion(str.encode, bytes.decode)},
    renewed={"latestRevision": ("serverProperties",)},
    autoname_length=250,
)


_MOST_SECRETS: Final = 10
"""Secrets that one request may name."""


def _in_batches(api: Api, operation: str, cluster: str, secrets: Sequence[str]) -> None:
    for batch in batches(secrets, _MOST_SECRETS):
        answer = api.call(operation, ClusterArn=cluster, SecretArnList=batch)
        for fault in answer["UnprocessedScramSecrets"]:
            raise RefusedError(
                operation, fault["ErrorCode"], f"{fault['ErrorMessage']}: {fault['SecretArn']}"
            )


def _associate(api: Api, inputs: Properties) -> str:
    cluster = str(inputs["clusterArn"])
    _in_batches(api, "batch_associate_scram_secret", cluster, inputs["secretArnLists"])
    return cluster


def _associated(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    secrets = api.call("list_scram_secrets", ClusterArn=identifier)["SecretArnList"]
    return {"clusterArn": identifier, "secretArnLists": secrets} if secrets else None


def _reassociate(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    added, removed = added_and_removed("secretArnLists", state, inputs)
    _in_batches(api, "batch_associate_scram_secret", identifier, added)
    _in_batches(api, "batch_disassociate_scram_secret", identifier, removed)


def _dissociate(api: Api, identifier: str, state: Properties) -> None:
    live = api.call("list_scram_secrets", ClusterArn=identifier)["SecretArnList"]
    mine = [secret for secret in state["secretArnLists"] if secret in live]
    _in_batches(api, "batch_disassociate_scram_secret", identifier, mine)


SCRAM_SECRET_ASSOCIATION: Final = Resource(
    "aws:msk/scramSecretAssociation:ScramSecretAssociation",
    "kafka",
    create=_associate,
    read=_associated,
    update=_reassociate,
    delete=_dissociate,
)


def _complete_serverless(
    api: Api, identifier: str, answer: dict[str, Any], known: Properties
) -> dict[str, Any]:
    serverless = answer["Serverless"]
    brokers = api.call("get_bootstrap_brokers", ClusterArn=identifier)
    return {
        **answer,
        **serverless,
        "bootstrapBrokersSaslIam": brokers["BootstrapBrokerStringSaslIam"],
        "clusterUuid": identifier.rpartition("/")[2],
    }


SERVERLESS_CLUSTER: Final = Resource(
    "aws:msk/serverlessCluster:ServerlessCluster",
    "kafka",
    identifier="{ClusterArn}",
    create=Call("create_cluster_v2"),
    read=Call("describe_cluster_v2", {"ClusterArn": "{id}"}, answer="ClusterInfo"),
    complete=_complete_serverless,
    delete=Call("delete_cluster", {"ClusterArn": "{id}"}),
    names={"arn": "ClusterArn"},
    request_names={
        "clientAuthentication": "Serverless.ClientAuthentication",
        "vpcConfigs": "Serverless.VpcConfigs",
    },
    tagging=MSK_TAGGING,
    autoname="clusterName",
    autoname_length=64,
)

RESOURCES: Final = (CONFIGURATION, SCRAM_SECRET_ASSOCIATION, SERVERLESS_CLUSTER)
