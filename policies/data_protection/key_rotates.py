"""Keys are replaced once a year."""

from collections.abc import Iterator

from policies.control import Control, Finding, References, Severity
from policies.requirement import TRUE, Requirement, Requirements
from policies.resource_types import KEY
from policies.stack import Resource
from policies.values import UNKNOWN

REQUIREMENTS = Requirements(Requirement(KEY, "enableKeyRotation", TRUE, default=False))

_ROTATING = ("SYMMETRIC_DEFAULT", None, UNKNOWN)
"""Specs of keys that KMS rotates; it can rotate no others, and not those in a store of one's own."""


def _check(key: Resource) -> Iterator[Finding]:
    if key.inputs.get("customerMasterKeySpec") in _ROTATING and key.inputs.get("customKeyStoreId") is None:
        yield from REQUIREMENTS.check(key)


CONTROL = Control(
    id="key-rotates",
    title="KMS replaces the material of every symmetric key at least once a year.",
    reason=(
        "The longer one secret encrypts, the more is lost with it. Rotation costs nothing and "
        "changes nothing for callers: KMS keeps the old material for what it encrypted."
    ),
    fix="Set enableKeyRotation to true.",
    severity=Severity.MEDIUM,
    types=REQUIREMENTS.types,
    asks=REQUIREMENTS.asks,
    exceptions="Keys that KMS cannot rotate: asymmetric and HMAC keys, and those in a custom key store.",
    references=References(fsbp=("KMS.4",), cis=("3.6",), checkov=("CKV_AWS_7",)),
    check_resource=_check,
)
