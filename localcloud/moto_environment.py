"""The environment variables that moto reads when it is imported."""

import os
from typing import Final

ENVIRONMENT: Final = {
    # A certificate is ISSUED at once; moto's default lets it wait for a minute.
    "MOTO_ACM_VALIDATION_WAIT": "0",
    # Unknown AMIs, instance types and key pairs are refused, as AWS does.
    "MOTO_ENABLE_AMI_VALIDATION": "1",
    "MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION": "1",
    "MOTO_ENABLE_KEYPAIR_VALIDATION": "1",
    # A page in the user's browser has no business with the endpoint.
    "MOTO_DISABLE_GLOBAL_CORS": "true",
}


def prepare() -> None:
    """Sets moto's variables in this process. Must run before the first import of moto."""
    os.environ.update(ENVIRONMENT)
