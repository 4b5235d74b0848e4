"""A secret without a value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._own_key import Encrypted, key_arns
from ._secret_policy import secret_policy
from ._tags import DataClass, TagKey

_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RECOVERY_DAYS = (0, *range(7, 31))
"""Days that Secrets Manager takes as a recovery window (DeleteSecret in its API reference)."""
_ROTATION_DAYS = range(1, 91)
"""At least every 90 days: what AWS Security Hub asks for (SecretsManager.4)."""


class SecretArgs(TypedDict):
    """What a stack decides about a secret."""

    description: str
    """What the secret opens, in one sentence."""
    fields: NotRequired[list[str]]
    """Names of the fields of its value, which is then a JSON object, as GOOGLE_CLIENT_SECRET. Default: none;
    the value is one text."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the value; its policy has to admit Secrets Manager. Default: a key of its own."""
    reader_arns: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """ARNs of the only principals that may read the value, `*` and `?` allowed in them. Default: whoever IAM
    allows to, in this account."""
    recovery_window_days: NotRequired[int]
    """Days, 7 to 30, for which a deleted secret can be restored; 0 for none. Default: 30."""
    rotation_lambda_arn: NotRequired[pulumi.Input[str]]
    """Lambda function that replaces the value; Secrets Manager must be able to call it. Default: none."""
    rotation_days: NotRequired[int]
    """Days, 1 to 90, after which the function replaces the value. Default: 30."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    description: str
    fields: tuple[str, ...]
    kms_key_arn: pulumi.Input[str] | None
    reader_arns: pulumi.Input[Sequence[pulumi.Input[str]]]
    recovery_window_days: int
    rotation_lambda_arn: pulumi.Input[str] | None
    rotation_days: int
    tags: dict[str, str]


class Secret(SharedComponent):
    """A secret in Secrets Manager, made empty: its value enters neither program nor state.

    Produces: the secret (`<name>-secret`) and its policy (`<name>-policy`), which keeps other accounts out
    and refuses to be made public. Without `kms_key_arn` also a key, `<name>-key` (a KmsKey), and with
    `rotation_lambda_arn` a rotation (`<name>-rotation`), which starts after its first period, since there is
    nothing to rotate before. `python -m ops secrets init` gives it a value.

    Example:

        oauth = Secret("oauth", {
            "description": "Google sign-in",
            "fields": ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
            "kms_key_arn": key.key_arn,
            "tags": tags,
        })
        pulumi.export("googleClientSecret", oauth.references["GOOGLE_CLIENT_SECRET"])

    Cost: 0.40 USD per month and 0.05 USD per 10,000 requests; 1 USD per month for a key of its own
    (us-east-1, Secrets Manager and KMS pricing).
    """

    secret_arn: pulumi.Output[str]
    """ARN of the secret; known to others only once its policy is in place."""
    secret_name: pulumi.Output[str]
    """Name of the secret."""
    references: pulumi.Output[dict[str, str]]
    """What a container definition of ECS gives as `valueFrom`, by field; for a secret without fields it is
    `secret_arn`."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the value: who reads the secret has to be allowed to decrypt with it."""

    def __init__(self, name: str, args: SecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("Secret", name, spec.tags, opts)
        [self.kms_key_arn] = key_arns(
            self, [Encrypted(spec.kms_key_arn, ["secretsmanager"])], DataClass.RESTRICTED, spec.tags
        )
        self.secret = self._create_secret(spec)
        self.policy = self._create_policy(spec)
        # Through the policy, so that nobody is given the secret before it is protected.
        self.secret_arn = self.policy.secret_arn
        self.secret_name = self.secret.name
        self.references = self.secret_arn.apply(lambda arn: _references(arn, spec.fields))
        self.rotation = self._create_rotation(spec)
        self.publish()

    def _create_secret(self, spec: _Spec) -> aws.secretsmanager.Secret:
        return aws.secretsmanager.Secret(
            self.child_name("secret"),
            description=spec.description,
            kms_key_id=self.kms_key_arn,
            recovery_window_in_days=spec.recovery_window_days,
            tags=self.child_tags("secret", {TagKey.DATA_CLASS: DataClass.RESTRICTED}),
            opts=self.child_options(),
        )

    def _create_policy(self, spec: _Spec) -> aws.secretsmanager.SecretPolicy:
        known = pulumi.Output.all(account=self.account(), readers=spec.reader_arns)
        return aws.secretsmanager.SecretPolicy(
            self.child_name("policy"),
            secret_arn=self.secret.arn,
            policy=known.apply(lambda facts: secret_policy(facts["account"], facts["readers"])),
            block_public_policy=True,
            opts=self.child_options(),
        )

    def _create_rotation(self, spec: _Spec) -> aws.secretsmanager.SecretRotation | None:
        if spec.rotation_lambda_arn is None:
            return None
        return aws.secretsmanager.SecretRotation(
            self.child_name("rotation"),
            secret_id=self.secret_arn,
            rotation_lambda_arn=spec.rotation_lambda_arn,
            rotation_rules={"automatically_after_days": spec.rotation_days},
            rotate_immediately=False,
            opts=self.child_options(),
        )


def _references(arn: str, fields: tuple[str, ...]) -> dict[str, str]:
    # ARN, field, then version stage and version id, which stay empty for the current value.
    return {field: f"{arn}:{field}::" for field in fields}


def _resolve(name: str, args: SecretArgs) -> _Spec:
    reader = ArgumentReader("Secret", name, args, SecretArgs, longest_role="secret")
    spec = _Spec(
        description=reader.text("description"),
        fields=reader.texts("fields", default=()),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        reader_arns=[] if reader.get("reader_arns") is None else reader.passed_texts("reader_arns"),
        recovery_window_days=reader.whole_number("recovery_window_days", 30, _RECOVERY_DAYS),
        rotation_lambda_arn=reader.passed_if_given("rotation_lambda_arn"),
        rotation_days=reader.whole_number("rotation_days", 30, _ROTATION_DAYS),
        tags=reader.tags(),
    )
    for field in spec.fields:
        if not _FIELD.fullmatch(field):
            reader.problem(
                "fields",
                f"a list with {field!r}",
                "names of letters, digits and underscores, not starting with a digit",
                "Containers get each as an environment variable.",
            )
    if reader.get("rotation_days") is not None and spec.rotation_lambda_arn is None:
        reader.problem("rotation_days", "given without rotation_lambda_arn", "both, or neither")
    reader.finish()
    return spec
