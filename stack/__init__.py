"""How the architecture is joined: settings and what was built before go in, components come out."""

import pulumi

from components import DataClass
from config.settings import StackSettings
from stack.compute import build_cluster, build_entrance, build_services, rows_of
from stack.foundation import Foundation
from stack.kubernetes import build_kubernetes
from stack.network import build_network
from stack.outputs import Built, Outputs, outputs_of
from stack.pipeline import build_pipeline
from stack.secrets import build_secrets
from stack.security import build_keys, build_security_groups
from stack.storage import build_backups, build_buckets
from stack.stores import build_stores
from stack.variables import refuse_plaintext_secrets


def build(settings: StackSettings) -> Outputs:
    """Declares everything that a stack consists of, in order of dependence.

    Raises pulumi.RunError, before anything is declared, for a service without a row in the access table and
    for a secret in plain text.
    """
    rows = rows_of(list(settings.services))
    refuse_plaintext_secrets(settings)
    tags = settings.tags(pulumi.get_project())

    pipeline = build_pipeline(settings, tags)
    base = build_foundation(settings, tags)

    buckets = build_buckets(base)
    secrets = build_secrets(base)
    stores = build_stores(base)
    backups = build_backups(base, stores, buckets)

    entrance = build_entrance(base, buckets)
    cluster = build_cluster(base)
    services = build_services(base, rows, entrance, cluster, stores, buckets, secrets)
    kubernetes = build_kubernetes(base)

    return outputs_of(
        Built(base, pipeline, buckets, secrets, stores, backups, entrance, cluster, services, kubernetes)
    )


def build_foundation(settings: StackSettings, tags: dict[str, str]) -> Foundation:
    """The keys, the network and the security groups."""
    keys = build_keys(tags)
    vpc = build_network(settings, keys[DataClass.INTERNAL].key_arn, tags)
    return Foundation(settings, tags, keys, vpc, build_security_groups(settings, vpc, tags))
