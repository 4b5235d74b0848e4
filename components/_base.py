"""What all components share: their identity, the names, tags and options of their children, the account
they are in."""

import inspect
from collections.abc import Mapping
from weakref import WeakKeyDictionary

import pulumi
import pulumi_aws as aws
from pulumi.runtime.settings import get_root_resource

from ._iam import Account
from ._tags import TagKey, resource_tags

PACKAGE = "shared-infra"
"""Name of the package in every Pulumi language, and the first part of every type token."""


class SharedComponent(pulumi.ComponentResource):
    """Base of all components. Not a component itself: it is not hosted and makes nothing."""

    def __init_subclass__(cls) -> None:
        # Other languages' documentation shows the docstring as Markdown, where an indented paragraph is code.
        super().__init_subclass__()
        cls.__doc__ = inspect.cleandoc(cls.__doc__ or "")

    def __init__(
        self,
        type_name: str,
        name: str,
        tags: Mapping[str, str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """
        Args:
            type_name: last part of the type token. It is the identity of everything deployed: it never
                changes, not even when the class is renamed.
            tags: the caller's common tags, for every taggable child.
        """
        super().__init__(f"{PACKAGE}:index:{type_name}", name, {}, opts)
        self._component_type = type_name
        self._common_tags = dict(tags)

    def child_name(self, role: str) -> str:
        """Logical name of the child that plays `role`."""
        return f"{self.pulumi_resource_name}-{role}"

    def child_tags(self, role: str, own: Mapping[TagKey, str] | None = None) -> dict[str, str]:
        """Tags of the child that plays `role`, with those that only it has."""
        return resource_tags(self._common_tags, self.child_name(role), self._component_type, own)

    def child_options(self, opts: pulumi.ResourceOptions | None = None) -> pulumi.ResourceOptions:
        """`opts` for a child of this component. The parent is always this component, whatever `opts` says."""
        return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(parent=self))

    def account(self) -> pulumi.Output[Account]:
        """The account and region of this component's AWS provider, asked for once in a run."""
        provider = self.get_provider("aws:index/getCallerIdentity:getCallerIdentity")
        opts = pulumi.InvokeOptions(provider=provider)
        root = get_root_resource()
        if root is None:  # a plugin serves many runs in one process
            return _ask(opts)
        facts = _FACTS.setdefault(root, {})
        if provider not in facts:
            facts[provider] = _ask(opts)
        return facts[provider]

    def publish(self) -> None:
        """Register the outputs: the public annotated attributes, under their camelCase names. The last call
        of every constructor; raises AttributeError when one of them was not set."""
        names = [name for name in inspect.get_annotations(type(self)) if not name.startswith("_")]
        self.register_outputs({_camel_case(name): getattr(self, name) for name in names})


_FACTS: WeakKeyDictionary[pulumi.Resource, dict[pulumi.ProviderResource | None, pulumi.Output[Account]]] = (
    WeakKeyDictionary()
)
"""Facts by the run's root and the provider: a stack has a hundred policies that name the account, and each
call waits for the engine."""


def _ask(opts: pulumi.InvokeOptions) -> pulumi.Output[Account]:
    return pulumi.Output.all(
        partition=aws.get_partition_output(opts=opts).partition,
        region=aws.get_region_output(opts=opts).region,
        account_id=aws.get_caller_identity_output(opts=opts).account_id,
    ).apply(lambda facts: Account(**facts))


def _camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others)
