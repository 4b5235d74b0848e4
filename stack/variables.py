"""The environment variables of tasks, under the guide's names. None holds a secret: those are references."""

from collections.abc import Callable, Mapping, Sequence

import pulumi

from components import Secret, plaintext_problem
from config.settings import Environment, StackSettings
from stack.access_model import SecretName, ServiceAccess, Store
from stack.foundation import Foundation
from stack.secrets import SECRETS
from stack.storage import Buckets
from stack.stores import Stores

Variables = dict[str, pulumi.Input[str]]


def refuse_plaintext_secrets(settings: StackSettings) -> None:
    """Raises pulumi.RunError, which ends the program with its message alone, when the settings give a service
    what looks like a secret in plain text; the value is not shown."""
    problems = [
        f"config.{pulumi.get_project()}:services.{name}.environment.{variable}: {problem}"
        for name, service in settings.services.items()
        for variable, value in service.environment.items()
        if (problem := _problem(variable, value, service.acknowledged_plaintext))
    ]
    if problems:
        lines = "".join(f"\n  {problem}" for problem in problems)
        raise pulumi.RunError(
            f"secrets in plain text, which whoever may describe a task can read:{lines}\nPut each into a "
            "secret of stack/secrets.py; a name that only looks like a secret's goes into "
            "acknowledgedPlaintext of the service. Nothing was deployed"
        )


def _problem(variable: str, value: str, acknowledged: Sequence[str]) -> str | None:
    return plaintext_problem(variable, value, acknowledged=variable in acknowledged)


def database_user(service: str) -> str:
    """The user of PostgreSQL that a service logs in as, with a token of IAM for a password."""
    return service.replace("-", "_")


def plain_variables(base: Foundation, service: ServiceAccess, stores: Stores, buckets: Buckets) -> Variables:
    """What a service is told in plain text: where its stores are, and how long tokens live."""
    found: Variables = {
        "NODE_ENV": "production",
        "ENVIRONMENT": base.settings.environment.value,
        "SERVICE_NAME": service.name,
        "LOG_LEVEL": "info" if base.settings.environment is Environment.PROD else "debug",
        "API_VERSION": "v1",
    }
    http = base.settings.services[service.name].http
    if http is not None:
        found["PORT"] = str(http.port)
    if SecretName.JWT in service.secrets:
        found |= {"JWT_ACCESS_TOKEN_TTL": "15m", "JWT_REFRESH_TOKEN_TTL": "7d"}
    variables_of: Mapping[Store, Callable[[], Variables]] = {
        Store.RDS: lambda: _database(stores, service.name),
        Store.DOCUMENTDB: lambda: _documents(stores),
        Store.REDIS: lambda: _cache(stores, service.name),
        Store.OPENSEARCH: lambda: _search(stores),
        Store.MSK: lambda: _events(stores, service.name),
        Store.FILES: lambda: _files(base, buckets),
    }
    for store in service.stores:
        found |= variables_of[store]()
    return found


def secret_variables(
    service: ServiceAccess, stores: Stores, secrets: Mapping[SecretName, Secret]
) -> Variables:
    """What a service is given from Secrets Manager: references to single fields."""
    found: Variables = {
        field: secrets[name].references[field] for name in service.secrets for field in SECRETS[name].fields
    }
    if Store.DOCUMENTDB in service.stores:
        master = stores.documents.master_user_secret_arn
        # The form of the secrets that AWS keeps for databases is username and password.
        found |= {
            "MONGODB_USERNAME": pulumi.Output.concat(master, ":username::"),
            "MONGODB_PASSWORD": pulumi.Output.concat(master, ":password::"),
        }
    return found


def _database(stores: Stores, service: str) -> Variables:
    database, user = stores.database, database_user(service)
    host = database.endpoint if database.proxy_endpoint is None else database.proxy_endpoint
    return {
        "DATABASE_URL": pulumi.Output.format(
            "postgresql://{0}@{1}:{2}/{3}?sslmode=verify-full",
            user,
            host,
            database.port,
            database.database_name,
        ),
        "DATABASE_HOST": host,
        "DATABASE_PORT": database.port.apply(str),
        "DATABASE_NAME": database.database_name,
        "DATABASE_USER": user,
    }


def _documents(stores: Stores) -> Variables:
    documents = stores.documents
    options = "tls=true&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false"
    return {
        "MONGODB_URL": pulumi.Output.format(
            "mongodb://{0}:{1}/?{2}", documents.endpoint, documents.port, options
        ),
        "MONGODB_HOST": documents.endpoint,
    }


def _cache(stores: Stores, service: str) -> Variables:
    cache = stores.cache
    user = cache.user_names.apply(lambda names: names[service])
    return {
        "REDIS_URL": pulumi.Output.format(
            "rediss://{0}@{1}:{2}", user, cache.configuration_endpoint, cache.port
        ),
        "REDIS_USER": user,
        "REDIS_REPLICATION_GROUP": cache.replication_group_id,
    }


def _search(stores: Stores) -> Variables:
    return {"ELASTICSEARCH_URL": pulumi.Output.concat("https://", stores.search.endpoint)}


def _events(stores: Stores, service: str) -> Variables:
    return {
        "KAFKA_BROKERS": stores.events.bootstrap_brokers,
        "KAFKA_GROUP_PREFIX": service,
    }


def _files(base: Foundation, buckets: Buckets) -> Variables:
    # The guide's names, which its client library reads; keys are not needed, since the task has a role.
    return {
        "MINIO_ENDPOINT": f"s3.{base.settings.region}.amazonaws.com",
        "MINIO_PORT": "443",
        "MINIO_BUCKET": buckets.files.bucket_name,
    }
