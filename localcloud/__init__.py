"""A local AWS: moto behind an HTTP endpoint on loopback and a Pulumi `aws` resource provider."""

from typing import Final, NamedTuple

from localcloud import moto_environment

# moto reads its settings when it is imported, and any module of this package may be the first to import it.
moto_environment.prepare()


class Credentials(NamedTuple):
    """Access keys of an AWS client."""

    access_key_id: str
    secret_access_key: str


CREDENTIALS: Final = Credentials("AKIALOCALCLOUDONLY00", "local-cloud-only-not-a-secret")
"""The one pair of keys the local cloud accepts. It opens nothing but a local cloud."""

ACCOUNT_ID: Final = "123456789012"
"""The account every resource of the local cloud belongs to."""

DEFAULT_REGION: Final = "us-east-1"
"""The region of global services and of clients that name none."""
