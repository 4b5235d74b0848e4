"""The stack itself, built without an engine: what a stack's file makes of the program."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import stack
from config.parse import StackConfiguration, parse
from config.settings import Environment, StackSettings
from scripts.pages.markdown import table
from stack import access
from stack.access_model import Block, Group, Store
from tests.mocks import Recording, run

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))

_LOCAL_CLOUD = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
"""Stack `local` wants a loopback endpoint; nothing is called here."""


def settings(environment: Environment) -> StackSettings:
    """The settings of a stack: its file over the defaults of `Pulumi.yaml`."""
    declared = {
        key if ":" in key else f"{PROJECT['name']}:{key}": value.get("value", value.get("default"))
        for key, value in PROJECT["config"].items()
    }
    own = yaml.safe_load((ROOT / f"Pulumi.{environment}.yaml").read_text(encoding="utf-8"))["config"]
    values = {key: value for key, value in (declared | own).items() if value is not None}
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()}
    return parse(StackConfiguration(PROJECT["name"], environment.value, texts), _LOCAL_CLOUD)


@cache
def declared_resources(environment: Environment) -> Recording:
    """Everything that the program declares for a stack, with ids of the form `<name>-id`."""
    chosen = settings(environment)
    return run(lambda: stack.build(chosen), project=PROJECT["name"], stack=environment.value)


def render_counts(environment: Environment) -> str:
    """A table of how many resources of each type a stack has."""
    counts = declared_resources(environment).counts()
    aws = {token: count for token, count in counts.items() if token.startswith("aws:")}
    ordered = sorted(aws.items(), key=lambda item: (-item[1], item[0]))
    made, makers = sum(aws.values()), sum(counts.values()) - sum(aws.values())
    return f"{made} resources in AWS, made by {makers} components.\n\n" + table(
        ("Type", "Count"), [(f"`{token}`", str(count)) for token, count in ordered]
    )


def render_diagram() -> str:
    """Services, stores, and who reaches what on which ports, as a Mermaid flowchart."""
    rows = [row for row in access.access_rows() if isinstance(row.target, Group)]
    groups, services = access.purposes(), [service.group for service in access.SERVICES]
    stores, kafka = [Group(store) for store in access.STORES], Group(Store.MSK)
    tiers = {
        "Public subnets": [access.ALB],
        "Compute subnets": services,
        "Data subnets": [store for store in stores if store != kafka],
        "Messaging subnets": [kafka],
    }
    lines = ["flowchart LR", "    clients([Clients])"]
    for tier, members in tiers.items():
        lines.append(f'    subgraph "{tier}"')
        lines += [f"        {_node(group, groups[group], group in stores)}" for group in members]
        lines.append("    end")
    lines.append(f'    {Store.FILES}[("Files, in S3")]')
    lines += [
        f"    {'clients' if row.source is Block.ANYWHERE else row.source} -->|{row.traffic}| {row.target}"
        for row in rows
        if row.target != access.ENDPOINTS
    ]
    lines += [f"    {s.name} --> {Store.FILES}" for s in access.SERVICES if Store.FILES in s.stores]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _node(group: Group, purpose: str, is_store: bool) -> str:
    return f'{group}[("{purpose}")]' if is_store else f'{group}["{purpose}"]'
