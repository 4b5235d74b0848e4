"""A repository for the images of one service."""

import re
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import ArgumentReader
from ._base import SharedComponent
from ._ecr_policies import lifecycle_policy, pull_policy
from ._naming import RULES, physical_name
from ._own_key import Encrypted, key_arns
from ._tags import DataClass

_NAME = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*")
_SHORTEST_NAME = 2
_ACCOUNT_ID = re.compile(r"\d{12}")
_TAG_FILTER = re.compile(r"[A-Za-z0-9_.*-]{1,128}")
_MOST_TAG_FILTERS = 5
_UNTAGGED_DAYS = range(1, 366)
_KEEP_IMAGES = range(2, 10_001)
"""Two, so that there is one to roll back to; ECR's default quota of images is far higher."""


class EcrRepositoryArgs(TypedDict):
    """What a stack decides about a repository."""

    repository_name: NotRequired[str]
    """Name by which images are pushed and pulled, as shop/api. Default: made of project, stack and the
    component's name."""
    mutable_tags: NotRequired[list[str]]
    """Tags that may be moved to another image, up to five, with * for any characters, as dev-*. Default:
    none, so that a tag always names the image it was first given to."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """Key that encrypts the images; its policy has to admit ECR. Another one replaces the repository.
    Default: a key of its own."""
    untagged_expire_days: NotRequired[int]
    """Days, 1 to 365, after which images without a tag are deleted. Default: 7."""
    keep_images: NotRequired[int]
    """How many images stay, the newest ones, 2 to 10000; more than are in use or may be rolled back to.
    Default: 100."""
    reader_account_ids: NotRequired[list[str]]
    """Other accounts, of twelve digits each, that may pull. Default: none."""
    force_delete: NotRequired[bool]
    """Whether deleting the repository deletes its images too. Default: false; ECR then refuses to delete it
    while there are any."""
    tags: dict[str, str]
    """Common tags: Project, Environment, Owner, CostCenter, ManagedBy, and any others."""


@dataclass(frozen=True)
class _Spec:
    repository_name: str
    mutable_tags: tuple[str, ...]
    kms_key_arn: pulumi.Input[str] | None
    untagged_expire_days: int
    keep_images: int
    reader_account_ids: tuple[str, ...]
    force_delete: bool
    tags: dict[str, str]


class EcrRepository(SharedComponent):
    """A repository whose tags do not move, which scans what is pushed and forgets old images.

    Produces: the repository (`<name>-repository`), encrypted with KMS, and its lifecycle policy
    (`<name>-lifecycle`); with `reader_account_ids` also a repository policy (`<name>-policy`) that lets those
    accounts pull; without `kms_key_arn` also a key, `<name>-key` (a KmsKey).

    Example:

        images = EcrRepository("api", {"reader_account_ids": ["210987654321"], "tags": tags})
        pulumi.export("pushTo", images.repository_url)

    Cost: 0.10 USD per GB and month; 1 USD per month for a key of its own (us-east-1, ECR and KMS pricing).
    """

    repository_url: pulumi.Output[str]
    """Where images are pushed to and pulled from: an image is `<repository_url>:<tag>`."""
    repository_name: pulumi.Output[str]
    """Name of the repository."""
    repository_arn: pulumi.Output[str]
    """ARN of the repository."""
    kms_key_arn: pulumi.Output[str]
    """ARN of the key that encrypts the images."""

    def __init__(
        self, name: str, args: EcrRepositoryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Raises ArgumentError, before anything exists, when the arguments cannot be used."""
        spec = _resolve(name, args)
        super().__init__("EcrRepository", name, spec.tags, opts)
        encrypted = Encrypted(spec.kms_key_arn, ["ecr"])
        [self.kms_key_arn] = key_arns(self, [encrypted], DataClass.INTERNAL, spec.tags)
        self.repository = self._create_repository(spec)
        self.lifecycle = self._create_lifecycle(spec)
        self.policy = self._create_policy(spec)

        self.repository_url = self.repository.repository_url
        self.repository_name = self.repository.name
        self.repository_arn = self.repository.arn
        self.publish()

    def _create_repository(self, spec: _Spec) -> aws.ecr.Repository:
        filters = [{"filter": tag, "filter_type": "WILDCARD"} for tag in spec.mutable_tags]
        return aws.ecr.Repository(
            self.child_name("repository"),
            name=spec.repository_name,
            image_tag_mutability="IMMUTABLE_WITH_EXCLUSION" if filters else "IMMUTABLE",
            image_tag_mutability_exclusion_filters=filters or None,
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": self.kms_key_arn}],
            force_delete=spec.force_delete,
            tags=self.child_tags("repository"),
            opts=self.child_options(),
        )

    def _create_lifecycle(self, spec: _Spec) -> aws.ecr.LifecyclePolicy:
        return aws.ecr.LifecyclePolicy(
            self.child_name("lifecycle"),
            repository=self.repository.name,
            policy=lifecycle_policy(spec.untagged_expire_days, spec.keep_images),
            opts=self.child_options(),
        )

    def _create_policy(self, spec: _Spec) -> aws.ecr.RepositoryPolicy | None:
        if not spec.reader_account_ids:
            return None
        return aws.ecr.RepositoryPolicy(
            self.child_name("policy"),
            repository=self.repository.name,
            policy=self.account().apply(lambda known: pull_policy(known.partition, spec.reader_account_ids)),
            opts=self.child_options(),
        )


def _resolve(name: str, args: EcrRepositoryArgs) -> _Spec:
    reader = ArgumentReader("EcrRepository", name, args, EcrRepositoryArgs)
    spec = _Spec(
        repository_name=_repository_name(reader, name),
        mutable_tags=_mutable_tags(reader),
        kms_key_arn=reader.passed_if_given("kms_key_arn"),
        untagged_expire_days=reader.whole_number("untagged_expire_days", 7, _UNTAGGED_DAYS),
        keep_images=reader.whole_number("keep_images", 100, _KEEP_IMAGES),
        reader_account_ids=_reader_account_ids(reader),
        force_delete=reader.flag("force_delete", default=False),
        tags=reader.tags(),
    )
    reader.finish()
    return spec


def _repository_name(reader: ArgumentReader, name: str) -> str:
    parts = (pulumi.get_project(), pulumi.get_stack(), name)
    text = reader.text("repository_name", physical_name("repository", *map(str.lower, parts)))
    longest = RULES["repository"].max_length
    if text and not (_SHORTEST_NAME <= len(text) <= longest and _NAME.fullmatch(text)):
        hint = "" if reader.get("repository_name") else "It is made of project, stack and name; give one."
        reader.problem(
            "repository_name",
            repr(text),
            f"{_SHORTEST_NAME} to {longest} lower-case letters and digits, with single . _ - / between",
            hint,
        )
    return text


def _mutable_tags(reader: ArgumentReader) -> tuple[str, ...]:
    filters = reader.texts("mutable_tags", default=())
    for text in filters:
        if not _TAG_FILTER.fullmatch(text):
            reader.problem("mutable_tags", repr(text), "up to 128 letters, digits and . _ -, with * for any")
    if len(filters) > _MOST_TAG_FILTERS:
        reader.problem("mutable_tags", f"{len(filters)} entries", f"at most {_MOST_TAG_FILTERS}")
    return filters


def _reader_account_ids(reader: ArgumentReader) -> tuple[str, ...]:
    account_ids = reader.texts("reader_account_ids", default=())
    for account_id in account_ids:
        if not _ACCOUNT_ID.fullmatch(account_id):
            reader.problem("reader_account_ids", repr(account_id), "twelve digits each")
    return account_ids
